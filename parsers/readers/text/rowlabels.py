"""Where the labels of a table's rows stand, in the letters of a text of which only the order is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter

from parsers import labels
from parsers.readers.text.headers import in_order, leaves_end, mixed_leaves
from parsers.readers.text.landmarks import (
    ALIKE,
    MOST_LACKING,
    BlockMarks,
    Spot,
    TableMarks,
    marks,
    misprinted,
)

START_OF, MANY = attrgetter("start"), attrgetter("many")
LONGEST_NOTES = 60  # letters among the labels of a header: what figures are asked for
LONGEST_KEPT = 2_000  # letters; the labels of the longest table have some six hundred


@dataclass(frozen=True, slots=True)
class RowLabels:
    """The blocks of a table whose header stands in a text, each with its rows, in the order of the text.

    `first`: where the first header ends. `many`: how many rows there are; all of a table of reviews are one.
    """

    marks: TableMarks
    first: int
    blocks: tuple[tuple[BlockMarks, tuple[Spot, ...]], ...]
    many: int


def row_labels(text: str, key: str, end: int) -> RowLabels:
    """The rows of the table of this key, in the form that has most of them in a text.

    `end`: where in it the last figures stand, -1 without any.
    """
    # The letters of a table's labels are alike in most texts, whatever its figures and the ends of its lines.
    return known(text, key, end) if len(text) <= LONGEST_KEPT else found(text, key, end)


def found(text: str, key: str, end: int) -> RowLabels:
    return max(
        (reviews(text, table, end) if table.table.across else rows(text, table) for table in marks(key)),
        key=MANY,
    )


known = lru_cache(maxsize=128)(found)


def rows(text: str, table: TableMarks) -> RowLabels:
    """The rows of a table's blocks that stand in a text."""
    blocks: list[tuple[BlockMarks, tuple[Spot, ...]]] = []
    at = first = 0
    for block in table.blocks:
        end = header_end(text, table, block, at)
        if end < 0:
            continue
        places = [row.find(text, end) for row in block.rows]
        spots = [Spot(*place, row.row, block) for place, row in zip(places, block.rows, strict=True) if place]
        spots += [
            Spot(*place, block.rows[number].row, block, misprinted=True)
            for number, place in misprinted(text, block, places)
        ]
        at = end
        if not spots:
            continue
        if not blocks:
            first = end
        blocks.append((block, tuple(sorted(spots, key=START_OF))))
        at = max(spot.end for spot in spots)
    return RowLabels(table, first, tuple(blocks), sum(len(spots) for _, spots in blocks))


def header_end(text: str, table: TableMarks, block: BlockMarks, at: int) -> int:
    """Where the header of a block ends, -1 if not all its labels stand there."""
    if table.table.key == "applications":
        end = text.find(block.rows[0].plain[0], at)
        stretch = text[at:end] if end >= 0 else ""
        return end if in_order(stretch, table.corner, block.upper, block.columns) else -1
    for joined in block.heads:
        start = text.find(joined, at)
        if start >= 0:
            return start + len(joined)
    return alike_end(text, table, block, at)


def alike_end(text: str, table: TableMarks, block: BlockMarks, at: int) -> int:
    """Where labels end that are nearly those of a block: after the corner, right before its first row."""
    row = block.rows[0].find(text, at)
    begin = text.rfind(table.corner, at, row[0]) if row else -1
    if row is None or begin < 0:
        return -1
    stretch = text[begin + len(table.corner) : row[0]]
    head = "".join(block.columns)
    if len(head) < len(stretch) <= len(head) + LONGEST_NOTES and stand_in_order(block.columns, stretch):
        return row[0]
    if abs(len(stretch) - len(head)) > len(block.columns) * MOST_LACKING:
        return -1
    return row[0] if labels.similarity(stretch, head) >= ALIKE else -1


def stand_in_order(names: Sequence[str], stretch: str) -> bool:
    """Whether whole labels stand in a stretch of letters one behind the other, with notes between them.

    >>> stand_in_order(("甲数", "乙数"), "甲数指某年乙数"), stand_in_order(("甲数", "乙数"), "乙数甲数")
    (True, False)
    """
    at = 0
    for name in names:
        found = stretch.find(name, at)
        if found < 0:
            return False
        at = found + len(name)
    return True


def reviews(text: str, table: TableMarks, end: int) -> RowLabels:
    """Whether the fifteen leaves of the table of reviews stand in a text, below its three groups."""
    [block] = table.blocks
    if any(group not in text for group in block.across):
        return RowLabels(table, 0, (), 0)
    first = leaves_end(text, block.columns, len(block.rows))
    if first < 0 <= end:
        begin = max(text.rfind(group, 0, end) + len(group) for group in block.across)
        if mixed_leaves(text[begin:end], block.columns, len(block.rows)):
            first = end
    return RowLabels(table, first, (), int(first >= 0))
