"""Rows of tables that have rules below their rows only: what stands between the same two rules is one row."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence

from parsers.unruled.labels import Leaf, Word
from parsers.unruled.rows import Row
from parsers.unruled.wordings import is_figure

MOST = 0.75  # of the rows of a table on a page, which must stand alone between rules for these to part rows
FEWEST = 3  # rows
TALLEST = 8.0  # ems: more paper between two rules holds more than a row
Strip = tuple[int, float, float]  # leaf, and the heights of the rules above and below


def between_rules(
    words: Sequence[Word], rows: Sequence[Row], leaves: Sequence[Leaf], left: float
) -> list[Word]:
    """Give figures to the row whose label stands between the same two rules; the rest comes back.

    Only where nothing but figures stands there, and where nearly all rows of the page are parted so.
    """
    if not any(leaf.levels for leaf in leaves):
        return list(words)
    labels: dict[Strip, list[Row]] = defaultdict(list)
    counted: dict[int, list[bool]] = defaultdict(list)
    for row in rows:
        strips = {strip_of(word, leaves) for word in row.label.words} if row.label else set()
        strip = strips.pop() if len(strips) == 1 else None
        if strip is not None:
            labels[strip].append(row)
        counted[next(row.words()).leaf].append(strip is not None)
    inside: dict[Strip, list[Word]] = defaultdict(list)
    for word in words:
        strip = strip_of(word, leaves)
        if strip in labels:
            inside[strip].append(word)
    placed: set[int] = set()
    for strip, (row, *more) in labels.items():
        known = counted[strip[0]]
        if more or len(known) < FEWEST or sum(known) < MOST * len(known):
            continue
        found = inside.get(strip, [])
        if all(is_figure(word.text) and word.box[2] > left for word in found):
            row.figures += found
            row.ruled = True
            placed |= {id(word) for word in found}
    return [word for word in words if id(word) not in placed]


def strip_of(word: Word, leaves: Sequence[Leaf]) -> Strip | None:
    """Between which rules of its page a word stands, where both reach over its middle and are close."""
    leaf = leaves[word.leaf]
    line = leaf.lines[word.line]
    middle, across = (line.top + line.bottom) / 2, (word.box[0] + word.box[2]) / 2
    heights = [top for top, start, end in leaf.levels if start <= across <= end]
    at = bisect_left(heights, middle)
    if not 0 < at < len(heights) or heights[at] - heights[at - 1] > TALLEST * word.em:
        return None
    return word.leaf, round(heights[at - 1]), round(heights[at])
