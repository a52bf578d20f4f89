"""Lines that may be cut: by a rule, real or false, by the end of one, or by a streak."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import cv2
import numpy as np

from parsers.scans.ink.inkcells import InkCell
from parsers.scans.ink.inklines import Inkline, Room
from parsers.scans.page.connected import boxes
from parsers.scans.types import Mask

# Ink crosses a rule that it touches from both sides (within pixels), if that is no thicker than this, in
# letters, and for so far along it.
TOUCH, ACROSS, ALONG = 3, 0.6, 0.15
# Lower than this share of a letter nothing but a dash is whole.
FLAT = 0.35
# Lines of two cells, level with each other for so much of their height, are one if they stand so near.
LEVEL, NEIGHBOUR = 0.5, 0.4
# No rim of a seal passes for an upright rule that reaches over so much of the height of a grid.
THROUGHOUT = 0.5
# A streak so near to a line may hide the next letter of it.
HIDDEN, NARROW = 0.8, 128
# No table of a report has so many lines; of more, none is looked at beside each other.
MOST_IN_GRID = 1500


def crossings(letters: Mask, wiped: Mask, letter: float) -> list[Room]:
    """Where ink (1) touches a ruling line that was wiped away from both sides: a rule amidst a figure.

    The rim of a seal, where it is upright, may have passed for that rule.
    """
    touch, across = (np.ones((1, size + 1), np.uint8) for size in (TOUCH, round(ACROSS * letter)))
    sides = []
    for rightward in (True, False):
        sown, grown = ((kernel.shape[1] - 1 if rightward else 0, 0) for kernel in (touch, across))
        beside = cv2.bitwise_and(cv2.dilate(letters, touch, anchor=sown), wiped)
        sides.append(cv2.dilate(beside, across, anchor=grown))
    both = np.asarray(cv2.bitwise_and(cv2.bitwise_and(*sides), wiped), np.uint8)
    return [room for room in boxes(both) if room[3] - room[1] >= max(2, ALONG * letter)]


def marked_cut(cells: list[InkCell], cuts: list[Room], letter: float) -> list[InkCell]:
    """The cells of a grid, those lines marked that stand where ink crosses a wiped rule.

    So are lines of two cells that stand as near to each other as the letters of one, unless the rule between
    them goes on above and below: figures may fill their columns.
    """
    rooms = np.array([line.room for cell in cells for line in cell.lines], np.float64).reshape(-1, 4)
    if len(rooms) > MOST_IN_GRID:
        return cells
    owner = np.repeat(np.arange(len(cells)), [len(cell.lines) for cell in cells])
    lefts, tops, rights, bottoms = rooms.T
    shared = np.minimum(bottoms[:, None], bottoms) - np.maximum(tops[:, None], tops)
    level = shared > LEVEL * np.minimum((bottoms - tops)[:, None], bottoms - tops)
    gap = lefts - rights[:, None]
    near = level & (gap < NEIGHBOUR * letter) & (gap > -letter) & (owner[:, None] != owner)
    begins = np.array([cell.region.column for cell in cells], np.intp)[owner]
    near &= ~np.isin(begins, edges_throughout(cells))
    cut = near.any(0) | near.any(1)
    edges = np.array([cells[index].region.box for index in owner]).reshape(-1, 4)
    for x0, y0, x1, y1 in cuts:
        cut |= (edges[:, 0] - 2 < x1) & (edges[:, 2] + 2 > x0) & (tops < y1) & (bottoms > y0)
    marks = iter(cut.tolist())
    return [
        replace(cell, lines=tuple(replace(line, cut=next(marks) or line.cut) for line in cell.lines))
        for cell in cells
    ]


def edges_throughout(cells: list[InkCell]) -> list[int]:
    """The columns that begin at an upright rule which reaches over much of the height of their grid."""
    heights: Counter[int] = Counter()
    for cell in cells:
        heights[cell.region.column] += cell.region.row_span
    rows = max((cell.region.row + cell.region.row_span for cell in cells), default=0)
    return [column for column, height in heights.items() if height >= THROUGHOUT * rows]


def beside_end(cell: InkCell, wiped: Mask, letter: float) -> InkCell:
    """A cell, those lines marked as cut that stand at a side of the picture, if no rule ends it there.

    It is no blank then, either.
    """
    width = wiped.shape[1]
    left, top, right, bottom = (round(edge) for edge in cell.region.box)
    first, last = wiped[top:bottom, : TOUCH + 1], wiped[top:bottom, -TOUCH - 1 :]
    at_left = left <= TOUCH and first.size > 0 and first.any(1).mean() < LEVEL
    at_right = right >= width - TOUCH and last.size > 0 and last.any(1).mean() < LEVEL
    if not (at_left or at_right):
        return cell
    if not cell.lines:
        # What is printed there may lie beyond the edge.
        return replace(cell, dust=max(cell.dust, round(letter * letter)))
    near = HIDDEN * letter
    cut = [
        (at_left and line.room[0] < near) or (at_right and line.room[2] > width - near) for line in cell.lines
    ]
    lines = (replace(line, cut=line.cut or bool(one)) for line, one in zip(cell.lines, cut, strict=True))
    return replace(cell, lines=tuple(lines))


def beside_streak(cell: InkCell, streaks: Mask, letter: float) -> InkCell:
    """A cell, those lines marked as cut that a streak or gap crosses, or beside which it may hide a digit.

    Those that are too narrow for that have values up to NARROW in the mask.
    """
    reach = round(HIDDEN * letter)
    lines = []
    for line in cell.lines:
        left, top, right, bottom = line.room
        near = streaks[max(0, top - reach) : bottom + reach, max(0, left - reach) : right + reach]
        over = streaks[max(0, top - TOUCH) : bottom + TOUCH, max(0, left - TOUCH) : right + TOUCH]
        crossed = bool(over.any())
        cut = line.cut or crossed or bool((near > NARROW).any())
        # What is gone of a sign is nowhere to be seen: no other look at it tells more.
        lines.append(replace(line, cut=cut, strange=line.strange or crossed))
    return replace(cell, lines=tuple(lines))


def with_strips(cell: InkCell, wiped: Mask, letter: float) -> InkCell:
    """A cell, those flat lines marked as cut that lie along a rule which was wiped away.

    They may be what a false rule left of a figure; a dash keeps away from rules.
    """
    lines = tuple(
        replace(line, cut=True) if line.height < FLAT * letter and along_rule(line, wiped) else line
        for line in cell.lines
    )
    return cell if lines == cell.lines else replace(cell, lines=lines)


def along_rule(line: Inkline, wiped: Mask) -> bool:
    left, top, right, bottom = line.room
    sides = (wiped[max(0, top - TOUCH) : top, left:right], wiped[bottom : bottom + TOUCH, left:right])
    return any(side.size > 0 and side.any(0).mean() > LEVEL for side in sides)
