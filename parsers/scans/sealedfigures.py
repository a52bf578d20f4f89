"""Cells beneath seals, read with the seal where it lies: a reading that no lifting of it has spoilt.

Figures elsewhere that the model and their outlines are not sure of are read in the same way.

cell ── with the seal ──▶ net: figure, and where it stands ┐
               └─ just there, seal lifted ──▶ model, outlines ┴─ agree ──▶ certain       else ──▶ doubtful
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import prod
from operator import itemgetter

import cv2
import numpy as np

from parsers.scans.blanks import interior, leftover
from parsers.scans.crops import crop
from parsers.scans.figurenet import DIGIT_ROWS, ELSE, ROWS, STEP, Told, shares, told
from parsers.scans.glyphs import Outline, digit_rows, outlines
from parsers.scans.inks import InkCell, Inkline, Inks, Room, full_height
from parsers.scans.middles import middles
from parsers.scans.recognition import Reading
from parsers.scans.said import CERTAIN, DASHES, DOUBTFUL, TRUSTED, Said, bare, figure_of
from parsers.scans.together import Asking, said_by
from parsers.scans.types import Floats, Grey

# What is seen with the seal on it counts if it is so likely; if it is likelier than this, against others.
SURE, LIKELY, POSSIBLE = 0.9, 0.8, 0.6
# Nothing to be seen but a seal tells that a cell is blank if it is so likely.
BLANK = 0.98
# Another reading, where the seal was lifted, is to say the same with so much certainty.
FAIRLY = 0.6
# Of a figure that is whole by its place so many others outweigh one that is against it. Where nothing is, so
# little doubt may remain with so many readings; those less certain than the second say nothing.
MOST_SAY, HARDLY, REMAINING = 2, 0.4, 0.01
# Digits are as high as this share of a letter where a table has too few to be measured.
USUAL, FEW = 0.78, 4
# In heights of digits: no digit takes more of a line, and cells leave so much beside their lines; so high is
# another line of a figure, and so far from where figures stand in a row a part of one does. A digit in the
# middle of a cell reaches so far to either side.
BROAD, BESIDE, OTHER, OFF, MIDST = 1.3, 1.0, 0.5, 0.35, 0.3
# A line lower than this share of the usual is cut.
WHOLE = 0.94
# Where a line stands so much higher or lower than usual, in heights, it is looked at in its own place, too.
ASIDE = 0.12
# Lines lower or higher than this, in usual heights, were cut or touched by a seal.
LOWEST, HIGHEST = 0.8, 1.25
# In heights of digits: a seal that is solid is so broad, and hides what stands so near; so much of their area
# is print, at least, where print is seen through it: darker by so many greys, and deviations of its own.
SOLID, HIDDEN, PRINT = 0.45, 0.5, 0.04
# So far around, in heights, print is looked for; to the left, up, to the right and down.
AROUND_SEAL, AWAY = 3, (-1, -1, 1, 1)
PAPER, LEAST_CONTRAST, CLEAR = 235, 20.0, 4.0
# Cells with longer texts hold words.
LONGEST = 14
# Widths (pixels) are rounded up to this; wider cells are not looked at, and so many columns are at once.
ROUNDED, WIDEST, AT_ONCE = 16, 480, 7680
# What is paler than this is paper, of which so much is shown beside ink (pixels).
PAPER_SHOWN, WHITE = 16, 215
# How far a figure that is read again reaches from the middles of its first and last digit, in their heights,
# and how far around it a closer look at it goes.
REACH = 0.54
AROUND_FIGURE = 0.4


@dataclass(frozen=True, slots=True)
class Rows:
    """The first row of a line's digits, and the one after their last."""

    top: int
    bottom: int


@dataclass(frozen=True, slots=True)
class Usual:
    """How high the digits of a table are, how far their middle is below that of a cell, or where in a row."""

    height: float
    offset: float
    middles: dict[tuple[int, int], float]

    def middle(self, cell: InkCell) -> float:
        """The height on the page at which the digits of a cell have their middle."""
        _, top, _, bottom = cell.region.box
        row = (cell.region.row, cell.region.row_span)
        return self.middles.get(row, (top + bottom) / 2 + self.offset)


@dataclass(frozen=True, slots=True)
class View:
    """What is in a cell as the net sees it (ROWS × width × 3); `left` and `scale` find its columns again."""

    index: int
    rows: Rows
    picture: Grey
    left: float
    scale: float


@dataclass(frozen=True, slots=True)
class Seen:
    """What is seen in a cell with its seal, the room it takes, and where its ends have their middles."""

    told: Told
    room: Room
    first: float = 0.0
    last: float = 0.0


def seen_beneath(inks: Inks, table: list[InkCell], said: list[Said]) -> Asking[list[Said]]:
    """What the cells of a table say, once more weighed by what is seen in those beneath seals or in doubt."""
    made = list(said)
    usual = usual_rows(inks, table, said)
    set_so = middles(table, said, usual.height)
    beneath = [
        (index, cell)
        for index, cell in enumerate(table)
        if len(said[index].text) <= LONGEST
        if touched(cell, inks) or only_doubtful(cell, said[index], inks, usual.height)
    ]
    found = seen_in(inks, [view for index, cell in beneath for view in views(inks, index, cell, usual)])
    again: list[int] = []
    whole = {
        index
        for index, seen in found.items()
        if set_so is not None and set_so.fit(table[index], seen.told.text, seen.first, seen.last)
    }
    found |= seen_closer(inks, {index: found[index] for index in sorted(whole)})
    for index, seen in found.items():
        if said[index].confidence >= CERTAIN:
            # Of a figure that had to be broken one line is seen.
            if len(table[index].lines) < 2:
                made[index] = doubted(said[index], seen.told)
        elif figure_of(seen.told.text):
            # Of a figure that a false rule cuts, a part of it is seen for certain.
            cut = any(line.cut and level(line.room, seen.room) for line in table[index].lines)
            hidden = index not in whole and may_hide(inks, seen.room)
            # Without a seal, nothing else is the reason to read what has been read already.
            same = bare(seen.told.text) == bare(figure_of(said[index].text)) or touched(table[index], inks)
            part = may_be_part(table[index], seen, usual, whole=index in whole)
            part |= index not in whole and in_part(seen.told.text, said[index].text, table[index])
            if seen.told.confidence >= POSSIBLE and same and not (cut or hidden or part):
                again.append(index)
        elif not may_hide(inks, interior(table[index], inks)):
            made[index] = unmarked(said[index], seen.told, table[index])
    lines = [Inkline(found[index].room, (found[index].room,)) for index in again]
    pages = [page for page in (inks.clean, inks.second, inks.sealed) if page is not None]
    readings = yield from said_by(
        [crop(inks, line, page=page) for page in pages for line in lines], figures=True
    )
    drawn = [outlines(page, lines) for page in pages[:2]]
    for place, index in enumerate(again):
        shapes = [of_page[place] for of_page in drawn]
        told_so = readings[place :: len(lines)]
        made[index] = confirmed(said[index], found[index].told, told_so, shapes, whole=index in whole)
    return made


def may_be_part(cell: InkCell, seen: Seen, usual: Usual, *, whole: bool) -> bool:
    """Whether a figure may be a line of one that had to be broken: it has no room for another digit.

    Such a line has others above or below it, or stands higher or lower than figures do in that row. Where it
    is in the middle of its cell, and so `whole` but for that, others are, too.
    """
    left, _, right, _ = cell.region.box
    if right - left >= ((len(seen.told.text) + 1) * BROAD + BESIDE) * usual.height:
        return False
    low, high = ((left + right) / 2 + way * MIDST * usual.height for way in (-1, 1))
    others = [
        line.room
        for line in cell.lines
        if line.height > OTHER * usual.height and not level(line.room, seen.room)
    ]
    if any(not whole or (room[0] < high and room[2] > low) for room in others):
        return True
    return abs((seen.room[1] + seen.room[3]) / 2 - usual.middle(cell)) > OFF * usual.height


def level(one: Room, other: Room) -> bool:
    """Whether two rooms have rows in common."""
    return one[1] < other[3] and other[1] < one[3]


def only_doubtful(cell: InkCell, said: Said, inks: Inks, height: float) -> bool:
    """Whether a figure is whole and alone in its cell, and yet in doubt: how it was read is the reason."""
    if said.confidence >= CERTAIN or not figure_of(said.text) or len(cell.lines) != 1:
        return False
    (line,) = cell.lines
    low = full_height(line, inks.clean, inks.soft) < WHOLE * height
    return not (line.cut or low or leftover(cell, inks))


def touched(cell: InkCell, inks: Inks) -> bool:
    """Whether a seal lies in a cell."""
    left, top, right, bottom = interior(cell, inks)
    return inks.seal is not None and right > left and bool(inks.seal[top:bottom, left:right].any())


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


def unlifted(inks: Inks) -> Grey:
    """The page with the seal on it, in colour where it has any."""
    return next(one for one in (inks.colour, inks.sealed, inks.clean) if one is not None)


def in_part(seen: str, said: str, cell: InkCell) -> bool:
    """Whether what is seen may be one line of a figure that had to be broken."""
    return len(cell.lines) > 1 and seen != said and seen in said


def doubted(said: Said, seen: Told) -> Said:
    """What was certain without the seal, doubtful where something else is seen with it."""
    figure = figure_of(said.text)
    other = bare(seen.text) != bare(figure) if figure else bool(figure_of(seen.text)) and not said.text
    return (
        Said(said.text, DOUBTFUL, (*said.readings, seen.text))
        if other and seen.confidence >= LIKELY
        else said
    )


def unmarked(said: Said, seen: Told, cell: InkCell) -> Said:
    """A cell that is blank but for its seal, or holds a dash, certain where just that is seen with it."""
    blank = not said.text and not cell.lines and not seen.text and seen.confidence >= BLANK
    dash = said.text in DASHES and bool(said.text) and seen.text == "—" and seen.confidence >= SURE
    return replace(said, confidence=CERTAIN) if blank or dash else said


def confirmed(
    said: Said, seen: Told, readings: Sequence[Reading], shapes: Sequence[Outline], *, whole: bool = False
) -> Said:
    """A figure seen with its seal: certain if another reading says the same, and none surely something else.

    Two others are to say so where one is short of signs, that may have gone with the seal. Where the figure
    is `whole` by its place, readings with more or fewer signs are wrong, and one of many may be.
    """
    text = bare(figure_of(seen.text))
    others = [(figure_of(one.text).rstrip(",."), one.confidence) for one in readings]
    others += [(figure_of(one.text), one.confidence) for one in shapes]
    if whole:
        others = [(figure, confidence) for figure, confidence in others if len(figure) == len(text)]
    alike = [(figure, confidence) for figure, confidence in others if bare(figure) == text]
    against = [bare(figure) for figure, confidence in others if figure and confidence >= TRUSTED]
    against = [figure for figure in against if figure != text]
    short = any(within(figure, text) for figure in against)
    needed = 1 if seen.confidence >= SURE and not short else 2
    least = FAIRLY if seen.confidence >= SURE else TRUSTED
    enough = sum(confidence >= least for _, confidence in alike) >= needed
    enough = enough and all(within(figure, text) for figure in against)
    if whole and seen.confidence >= SURE:
        sure = sum(confidence >= TRUSTED for _, confidence in alike)
        enough |= sure >= MOST_SAY and sure > len(against)
    heard = [one for one in readings if len(figure_of(one.text)) == len(text) and one.confidence >= HARDLY]
    if whole and not against and all(bare(figure_of(one.text)) == text for one in heard):
        doubts = sorted(1 - one.confidence for one in heard)[:MOST_SAY]
        enough |= len(doubts) == MOST_SAY and (1 - seen.confidence) * prod(doubts) <= REMAINING
    if enough:
        return Said(max(alike, key=itemgetter(1))[0], CERTAIN)
    return Said(said.text, said.confidence, tuple(dict.fromkeys((*said.readings, seen.text))))


def within(figure: str, text: str) -> bool:
    """Whether a figure is another with some signs left out.

    >>> within("4", "34"), within("43", "34")
    (True, False)
    """
    signs = iter(text)
    return all(sign in signs for sign in figure)


def usual_rows(inks: Inks, table: list[InkCell], said: list[Said]) -> Usual:
    """How high digits are in a table, and where in its cells and rows, by those that are certain."""
    heights, offsets = [], []
    rows: dict[tuple[int, int], list[float]] = {}
    for cell, one in zip(table, said, strict=True):
        if len(cell.lines) == 1 and one.confidence >= CERTAIN and figure_of(one.text).isdecimal():
            top, bottom = digit_rows(cell.lines[0])
            _, low, _, high = cell.region.box
            heights.append(bottom - top)
            offsets.append((top + bottom - low - high) / 2)
            rows.setdefault((cell.region.row, cell.region.row_span), []).append((top + bottom) / 2)
    if len(heights) < FEW:
        return Usual(USUAL * inks.letter, 0.0, {})
    middles = {row: float(np.median(found)) for row, found in rows.items()}
    return Usual(float(np.median(heights)), float(np.median(offsets)), middles)


def views(inks: Inks, index: int, cell: InkCell, usual: Usual) -> Iterator[View]:
    """A cell where digits stand in its row, and where a line of it stands otherwise."""
    height = usual.height
    middle = usual.middle(cell)
    places = [Rows(round(middle - height / 2), round(middle + height / 2))]
    for line in cell.lines:
        low, high = digit_rows(line)
        own = LOWEST * height <= high - low <= HIGHEST * height
        if own and abs((low + high) / 2 - middle) + abs(high - low - height) / 2 > ASIDE * height:
            places.append(Rows(low, high))
    for rows in places:
        if (view := viewed(inks, index, interior(cell, inks), rows)) is not None:
            yield view


def viewed(inks: Inks, index: int, room: Room, rows: Rows) -> View | None:
    """The part of a page between two columns around these rows; None where it is empty or too wide."""
    left, _, right, _ = room
    high = rows.bottom - rows.top
    if high < 4 or right - left < 4:
        return None
    around = (ROWS / DIGIT_ROWS - 1) * high / 2
    low, beneath = round(rows.top - around), round(rows.bottom + around)
    scale = ROWS / (beneath - low)
    part = unlifted(inks)[max(0, low) : beneath, left:right]
    if not part.size:
        return None
    if part.ndim == 2:
        part = cv2.cvtColor(part, cv2.COLOR_GRAY2BGR)
    missing = (max(0, -low), beneath - max(0, low) - part.shape[0])
    if any(missing):
        part = cv2.copyMakeBorder(part, *missing, 0, 0, cv2.BORDER_CONSTANT, value=(255, 255, 255))
    wide = max(1, round(part.shape[1] * scale))
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    picture = np.asarray(cv2.resize(part, (wide, ROWS), interpolation=way), np.uint8)
    inked = np.flatnonzero(picture.min((0, 2)) < WHITE)
    first, last = (inked[0], inked[-1]) if len(inked) else (0, 0)
    first = max(0, int(first) - PAPER_SHOWN)
    picture = picture[:, first : int(last) + PAPER_SHOWN]
    return View(index, rows, picture, left + first / scale, scale) if picture.shape[1] <= WIDEST else None


def seen_in(inks: Inks, looks: list[View]) -> dict[int, Seen]:
    """What is seen in cells, by their numbers: of several views of one a figure, then what is surest."""
    made: dict[int, Seen] = {}
    order = sorted(looks, key=lambda view: -view.picture.shape[1])
    while order:
        count = max(1, AT_ONCE // order[0].picture.shape[1])
        chosen, order = order[:count], order[count:]
        for view, steps in zip(chosen, shares(beside([view.picture for view in chosen])), strict=True):
            one = told(steps[: -(-view.picture.shape[1] // STEP)])
            if view.index in made and worth(made[view.index].told) >= worth(one):
                continue
            height = view.rows.bottom - view.rows.top
            first, last = (
                view.left + (STEP * at + (STEP - 1) / 2) / view.scale for at in (one.first, one.last)
            )
            left, right = round(first - REACH * height), round(last + REACH * height)
            room = (max(0, left), max(0, view.rows.top), min(inks.clean.shape[1], right), view.rows.bottom)
            made[view.index] = Seen(one, room, first, last)
    return made


def seen_closer(inks: Inks, whole: Mapping[int, Seen]) -> dict[int, Seen]:
    """Figures whole by their places but unsure, seen alone: surer without the letters of a seal beside them.

    Only the same figure is; what it is short of in the wide view it is not given here.
    """
    unsure = {index: seen for index, seen in whole.items() if seen.told.confidence < SURE}
    looks = []
    for index, seen in unsure.items():
        left, top, right, bottom = seen.room
        more = round(AROUND_FIGURE * (bottom - top))
        room = (max(0, left - more), top, min(inks.clean.shape[1], right + more), bottom)
        if (view := viewed(inks, index, room, Rows(top, bottom))) is not None:
            looks.append(view)
    return {
        index: replace(unsure[index], told=closer.told)
        for index, closer in seen_in(inks, looks).items()
        if closer.told.text == unsure[index].told.text
        if closer.told.confidence > unsure[index].told.confidence
    }


def worth(seen: Told) -> tuple[bool, float]:
    """What is seen in one view of a cell, compared with another: where the row is missed, it looks blank."""
    return bool(seen.text) and ELSE not in seen.text and seen.confidence >= POSSIBLE, seen.confidence


def beside(pictures: Sequence[Grey]) -> Floats:
    """Pictures one upon the other, those less wide with white at their ends."""
    wide = -(-max(picture.shape[1] for picture in pictures) // ROUNDED) * ROUNDED
    made = np.full((len(pictures), ROWS, wide, 3), 255, np.uint8)
    for place, picture in zip(made, pictures, strict=True):
        place[:, : picture.shape[1]] = picture
    return made
