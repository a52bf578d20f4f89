"""Notes and units that narrow cells broke over lines: 696（含/网上申请/3件） and 123/件 are one cell each."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from parsers.unruled.labels import Word
from parsers.unruled.rows import LEADING, MOST_LINES, Row, beside_lines, follow, stand_around
from parsers.wording import WORDS

UNITS = frozenset(WORDS["values"]["count_units"])
MOST = 100  # words that stand on the next lines: no table has so many columns
OPENING, CLOSING = "（(〔【[", "）)〕】]"


def joined(loose: Sequence[Word], rows: Sequence[Row]) -> list[Word]:
    """Give the rows the loose lines of cells whose other lines, or middle, they have; the rest comes back.

    What a bracket opened belongs to it until it is closed, however close the next row stands, and a unit to
    the figure that it stands below.
    """
    homes = {id(word): row for row in rows for word in row.figures}
    words = sorted([*loose, *(word for row in rows for word in row.figures)], key=lambda word: word.middle)
    middles = [word.middle for word in words]
    for first in words:
        opened = left_open(first.text)
        if opened < 1 and not first.text[-1].isdecimal():
            continue
        lines = [first]
        while len(lines) < MOST_LINES and (opened > 0 or len(lines) == 1):
            last = lines[-1]
            start, end = (bisect_right(middles, last.middle + far * last.em) for far in (0.0, LEADING))
            below = [word for word in words[start:end] if follow(word, last)] if end - start < MOST else []
            if not below or any(word.middle - below[0].middle < 0.5 * last.em for word in below[1:]):
                break
            if opened < 1 and below[0].text not in UNITS:
                break
            lines.append(below[0])
            opened += left_open(below[0].text)
        if len(lines) == 1 or opened:
            continue
        near = 0.4 * first.em
        taken = {id(homes[id(line)]): homes[id(line)] for line in lines if id(line) in homes}
        around = list(taken.values()) or [row for row in rows if stand_around(lines, row.lines(), near)]
        if len(around) == 1 and beside_lines(lines, around[0].lines(), near):
            (home,) = around
            home.figures += [line for line in lines if id(line) not in homes]
            home.figures.sort(key=lambda word: (word.leaf, word.line, word.box[0]))
            homes |= {id(line): home for line in lines}
    return [word for word in loose if id(word) not in homes]


def left_open(text: str) -> int:
    """How many more brackets a text opens than it closes.

    >>> left_open("696（含"), left_open("3件）"), left_open("（一）予以公开")
    (1, -1, 0)
    """
    return sum((sign in OPENING) - (sign in CLOSING) for sign in text)
