"""Rules of a table that are signs of its text (┌─┬─┐), as programs print them that know no lines."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from operator import itemgetter

from parsers.pages.rulegrid import Segment
from parsers.pages.textlines import Char

FIRST, LAST = "\u2500", "\u257f"
LEVEL, UPRIGHT = 12, 6  # signs of level and of upright rules that a page with such a table has at least
BESIDE = 0.5  # of its height, from one sign of a rule to the next
BETWEEN = 0.4  # of their height, that lines of type stand apart
SIGNS = frozenset(map(chr, range(ord(FIRST), ord(LAST) + 1)))
OF_SIGN = itemgetter(0)
ARMS = {"LEFT": (-1, 0), "RIGHT": (1, 0), "UP": (0, -1), "DOWN": (0, 1)}
BOTH = {"HORIZONTAL": ("LEFT", "RIGHT"), "VERTICAL": ("UP", "DOWN")}


@cache
def arms(sign: str) -> frozenset[str]:
    """The ways in which the lines of a sign go from its middle.

    >>> sorted(arms("├")), sorted(arms("═")), arms("人")
    (['DOWN', 'RIGHT', 'UP'], ['LEFT', 'RIGHT'], frozenset())
    """
    if not FIRST <= sign <= LAST:
        return frozenset()
    words = unicodedata.name(sign).split()
    return frozenset(way for word in words for way in BOTH.get(word, (word,)) if way in ARMS)


def with_rules_of_signs(
    chars: Sequence[Char], segments: Sequence[Segment]
) -> tuple[Sequence[Char], Sequence[Segment]]:
    """The characters and rules of a page, with the signs that draw a table among its rules.

    A sign that stands alone is a dash.
    """
    if SIGNS.isdisjoint(map(OF_SIGN, chars)):
        return chars, segments
    lines = [at for at, sign in enumerate(map(OF_SIGN, chars)) if arms(sign)]
    drawn = [at for at in lines if not arms(chars[at].text) <= {"LEFT", "RIGHT"} or joins(chars, at)]
    ways = [arms(chars[at].text) for at in drawn]
    if sum("LEFT" in way for way in ways) < LEVEL or sum("DOWN" in way for way in ways) < UPRIGHT:
        return chars, segments
    gone = set(drawn)
    rules = [rule for at in drawn for rule in rules_of(chars[at])]
    return [char for at, char in enumerate(chars) if at not in gone], [*segments, *rules]


def joins(chars: Sequence[Char], at: int) -> bool:
    """Whether the line of a sign goes on in the sign before it or after it."""
    char = chars[at]
    height = char.bottom - char.top
    return any(
        0 <= other < len(chars)
        and way in arms(chars[other].text)
        and abs(chars[other].top - char.top) < BESIDE * height
        and max(chars[other].left - char.right, char.left - chars[other].right) < BESIDE * height
        for other, way in ((at - 1, "RIGHT"), (at + 1, "LEFT"))
    )


def rules_of(char: Char) -> Iterator[Segment]:
    """The lines of a sign, those up and down it as far as the lines of type above and below."""
    x, y = (char.left + char.right) / 2, (char.top + char.bottom) / 2
    reach = (char.bottom - char.top) * (0.5 + BETWEEN)
    for way in arms(char.text):
        across, down = ARMS[way]
        ends = x + across * (char.right - char.left) / 2, y + down * reach
        yield Segment(min(x, ends[0]), min(y, ends[1]), max(x, ends[0]), max(y, ends[1]))
