"""Whether a figure that is seen in a cell is whole, or a part of one: cut, broken, or hidden by a seal."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from parsers.scans.ink.inkcells import InkCell
from parsers.scans.ink.inklines import Inkline, Room
from parsers.scans.ink.inks import Inks
from parsers.scans.reading.cellviews import Seen, Usual, printed_beside, unlifted
from parsers.scans.reading.said import DIGIT

# In heights of digits: no digit takes more of a line, and cells leave so much beside their lines; so high is
# another line of a figure, and so far from where figures stand in a row a part of one does. A digit in the
# middle of a cell reaches so far to either side.
BROAD, BESIDE, OTHER, OFF, MIDST = 1.3, 1.0, 0.5, 0.35, 0.3
# What is lower than so many heights is no line of digits.
AS_HIGH = 0.75
# No broader, and so near to the side of a cell, a line is a stroke there.
STROKE, SIDE = 0.6, 0.4
# A figure so far from the edges of its cell is cut by none of them; digits are so broad to either side.
CLEAR_OF, HALF = 0.15, 0.4
# In heights of digits: a seal that is solid is so broad, and hides what stands so near; so much of their area
# is print, at least, where print is seen through it: darker by so many greys, and deviations of its own.
SOLID, HIDDEN, PRINT = 0.45, 0.5, 0.04
# So far around, in heights, print is looked for; to the left, up, to the right and down.
AROUND_SEAL, AWAY = 3, (-1, -1, 1, 1)
PAPER, LEAST_CONTRAST, CLEAR = 235, 20.0, 4.0
# A rim covers so much of the height of a cell; no more than the second, where a rule goes on beyond a seal.
ALONG_RIM, BEYOND = 0.9, 0.5


def may_be_cut(inks: Inks, cell: InkCell, seen: Seen, height: float, *, whole: bool) -> bool:
    """Whether what is seen is of a line that is strange, or that a false rule may have cut.

    A figure `whole` by its place, and clear of the edges of its cell, is not cut: what crosses a rule there
    is a seal's, or no ink is there but the figure's.
    """
    clear = CLEAR_OF * height
    room = seen.room
    if whole:
        ends = (seen.middles[0] - HALF * height, seen.middles[-1] + HALF * height)
        box = cell.region.box
        whole = box[0] + clear <= ends[0] and ends[1] <= box[2] - clear
        whole = whole and box[1] + clear <= room[1] and room[3] <= box[3] - clear
    for line in cell.lines:
        if not level(line.room, room):
            continue
        alone = room[0] - clear <= line.room[0] and line.room[2] <= room[2] + clear
        if line.strange or (line.cut and not (whole and (alone or inks.under_seal(line)))):
            return True
    return False


def sealed_edges(inks: Inks, table: Sequence[InkCell]) -> set[int]:
    """The numbers of the cells of which the rim of a seal may be an edge: a rule goes on beyond the seal."""
    if inks.seal is None:
        return set()
    sides: dict[int, list[tuple[int, float]]] = {}
    for index, cell in enumerate(table):
        left, top, right, bottom = (round(edge) for edge in cell.region.box)
        for edge in (left, right):
            along = inks.seal[top:bottom, max(0, edge - 1) : edge + 2].any(1)
            sides.setdefault(edge, []).append((index, float(along.mean()) if along.size else 0.0))
    made: set[int] = set()
    for edge, cells in sides.items():
        near = [share for at in range(edge - 2, edge + 3) for _, share in sides.get(at, ())]
        if min(near) > BEYOND:
            made |= {index for index, share in cells if share >= ALONG_RIM}
    return made


def may_be_part(cell: InkCell, seen: Seen, usual: Usual, *, whole: bool) -> bool:
    """Whether a figure may be a line of one that had to be broken.

    Such a line has others above or below it, or stands higher or lower than figures do in that row; but for
    the last, each is so wide that it has no room for another digit. Where it is in the middle of its cell,
    and so `whole` but for that, others are, too.
    """
    left, _, right, _ = cell.region.box
    low, high = ((left + right) / 2 + way * MIDST * usual.height for way in (-1, 1))
    full = right - left - (BROAD + BESIDE) * usual.height
    others = [
        line.room
        for line in cell.lines
        if line.height > OTHER * usual.height and not level(line.room, seen.room)
        if not whole or (line.room[0] < high and line.room[2] > low)
    ]
    lower = (seen.room[1] + seen.room[3]) / 2 - usual.middle(cell)
    if lower > OFF * usual.height:
        return True
    if any(room[3] <= seen.room[3] and room[2] - room[0] >= full for room in others):
        return True
    if len(seen.told.text) * BROAD * usual.height <= full:
        return False
    return bool(others) or lower < -OFF * usual.height


def level(one: Room, other: Room) -> bool:
    """Whether two rooms have rows in common."""
    return one[1] < other[3] and other[1] < one[3]


def may_hide(inks: Inks, room: Room) -> bool:
    """Whether a seal that nothing is seen through is so solid around a room that signs may be lost.

    Where print is seen in the solid part after all, other print would be, too.
    """
    if inks.opaque is None:
        return False
    high = min(room[3] - room[1], round(inks.letter))
    left, top, right, bottom = (
        max(0, edge + way * AROUND_SEAL * high) for edge, way in zip(room, AWAY, strict=True)
    )
    page = unlifted(inks)[top:bottom, left:right]
    grey = page if page.ndim == 2 else cv2.cvtColor(page, cv2.COLOR_BGR2GRAY)
    if not grey.size:
        return False
    inked = cv2.bitwise_and(inks.opaque[top:bottom, left:right], cv2.inRange(grey, 0, PAPER))
    side = max(3, round(SOLID * high))
    solid = cv2.erode(inked, np.ones((side, side), np.uint8), borderValue=0) > 0
    reach = round(HIDDEN * high)
    beside = slice(max(0, room[0] - reach - left), room[2] + reach - left)
    if not solid[room[1] - top : room[3] - top, beside].any():
        return False
    greys = grey[solid].astype(np.float32)
    usual = float(np.median(greys))
    clear = max(LEAST_CONTRAST, CLEAR * 1.48 * float(np.median(np.abs(greys - usual))))
    return int(np.count_nonzero(greys < usual - clear)) < PRINT * high * high


def in_part(seen: str, said: str, cell: InkCell) -> bool:
    """Whether what is seen may be one line of a figure that had to be broken."""
    return len(cell.lines) > 1 and seen != said and seen in said


def beside_seal(inks: Inks, cell: InkCell, seen: Seen, height: float) -> bool:
    """Whether ink as high as print that no seal touches is above or below, as of a figure written anew."""
    return any(
        line.height > OTHER * height
        and not (level(line.room, seen.room) or inks.under_seal(line) or at_side(line, cell, height))
        for line in cell.lines
    )


def goes_on(inks: Inks, cell: InkCell, seen: Seen) -> bool:
    """Whether print that no seal touches is beside a figure, on its line: it lacks a digit at either end."""
    first, last = seen.room[0], seen.room[2]
    return any(
        level(line.room, seen.room) and printed_beside(inks, line.room, first, last) for line in cell.lines
    )


def at_side(line: Inkline, cell: InkCell, height: float) -> bool:
    """Whether a line is a single stroke along a side of its cell: what is left of a seal, or of a rule."""
    left, _, right, _ = cell.region.box
    return line.width < STROKE * height and min(line.room[0] - left, right - line.room[2]) < SIDE * height


def digits_left(cell: InkCell, seen: Seen, said: str, height: float) -> bool:
    """Whether other lines have digits in the middle of a cell, as high as those seen: it may lack a rule."""
    text = seen.told.text
    left, _, right, _ = cell.region.box
    low, high = ((left + right) / 2 + way * MIDST * height for way in (-1, 1))
    return any(
        line.height >= AS_HIGH * height and not level(line.room, seen.room)
        for line in cell.lines
        if line.room[0] < high and line.room[2] > low
    ) and bool(text in said and DIGIT.search(said.replace(text, "", 1)))
