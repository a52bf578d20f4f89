"""What the net of lines sees in the cells of a table, with the seal that lies there, and where.

cell ── rows where digits stand ──▶ view ── net ──▶ figure, the middles of its signs
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from parsers.scans.ink.inkcells import InkCell
from parsers.scans.ink.inklines import Inkline, Room
from parsers.scans.ink.inks import Inks
from parsers.scans.nets.figurenet import DIGIT_ROWS, ELSE, ROWS, STEP, Told, shares, told
from parsers.scans.reading.blanks import DIRT, interior
from parsers.scans.reading.glyphs import digit_rows
from parsers.scans.reading.middles import Middles
from parsers.scans.reading.said import CERTAIN, DASHES, Said, figure_of
from parsers.scans.types import Floats, Grey

# What is seen with the seal on it counts if it is so likely.
SURE, POSSIBLE = 0.9, 0.6
# Digits are as high as this share of a letter where a table has too few to be measured.
USUAL, FEW = 0.78, 4
# Where a line stands so much higher or lower than usual, in heights, it is looked at in its own place, too.
ASIDE = 0.12
# Lines lower or higher than this, in usual heights, were cut or touched by a seal.
LOWEST, HIGHEST = 0.8, 1.25
# Figures with more digits are not looked for in the middle of wide cells.
MOST_DIGITS = 6
MARKS = DASHES | {"/"}
# Widths (pixels) are rounded up to this; wider cells are not looked at, and so many columns are at once.
ROUNDED, WIDEST, AT_ONCE = 16, 480, 7680
# Figures are as dark as this share of their ink, nearly all of a table darker than so many of a hundred;
# strokes of a seal are paler than these, by such a share of what is left to white.
DARKEST, NEARLY_ALL, PALER = 10, 98, 0.12
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
    """How high the digits of a table are, how far their middle is below that of a cell, or where in a row.

    What has nothing as dark as `palest` on a page with a seal is no print of the table; None if not known.
    """

    height: float
    offset: float
    middles: dict[tuple[int, int], float]
    palest: float | None = None

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
    """What is seen in a cell with its seal, the room it takes, and where its signs have their middles."""

    told: Told
    room: Room
    middles: tuple[float, ...] = ()


def usual_rows(inks: Inks, table: list[InkCell], said: list[Said]) -> Usual:
    """How high digits are in a table, and where in its cells and rows, by those that are certain."""
    heights, offsets = [], []
    rows: dict[tuple[int, int], list[float]] = {}
    marked: dict[tuple[int, int], list[float]] = {}
    for cell, one in zip(table, said, strict=True):
        if one.text in MARKS and one.confidence >= CERTAIN and len(cell.lines) == 1:
            _, top, _, bottom = cell.lines[0].room
            row = (cell.region.row, cell.region.row_span)
            marked.setdefault(row, []).append((top + bottom) / 2)
        if len(cell.lines) == 1 and one.confidence >= CERTAIN and figure_of(one.text).isdecimal():
            top, bottom = digit_rows(cell.lines[0])
            _, low, _, high = cell.region.box
            heights.append(bottom - top)
            offsets.append((top + bottom - low - high) / 2)
            rows.setdefault((cell.region.row, cell.region.row_span), []).append((top + bottom) / 2)
    if len(heights) < FEW:
        return Usual(USUAL * inks.letter, 0.0, {})
    # A mark has its middle where a digit has: in rows without figures it tells where they would stand.
    middles = {row: float(np.median(found)) for row, found in (marked | rows).items()}
    return Usual(float(np.median(heights)), float(np.median(offsets)), middles, palest(inks, table, said))


def palest(inks: Inks, table: list[InkCell], said: list[Said]) -> float | None:
    """The grey that all print of a table has somewhere, by its certain figures; None without a seal."""
    if inks.sealed is None:
        return None
    greys = [
        darkness(inks, cell.lines[0].room)
        for cell, one in zip(table, said, strict=True)
        if len(cell.lines) == 1 and one.confidence >= CERTAIN and figure_of(one.text)
    ]
    usual = float(np.percentile(greys, NEARLY_ALL))
    return usual + PALER * (255 - usual)


def darkness(inks: Inks, room: Room) -> float:
    """How dark the ink in a room is, with the seal on it: the grey of its darkest tenth."""
    left, top, right, bottom = room
    page = inks.clean if inks.sealed is None else inks.sealed
    ink = page[top:bottom, left:right][inks.clean[top:bottom, left:right] < inks.soft]
    return float(np.percentile(ink, DARKEST)) if ink.size else 255.0


def without_strokes(inks: Inks, cell: InkCell, usual: Usual) -> InkCell:
    """A cell without the lines that are but strokes of a seal: paler than any print of its table.

    Print is as dark beneath a seal as elsewhere, or darker.
    """
    pale = usual.palest
    if pale is None or len(cell.lines) < 2:
        return cell
    lines = (line for line in cell.lines if not of_seal(inks, line) or darkness(inks, line.room) < pale)
    return replace(cell, lines=tuple(lines))


def of_seal(inks: Inks, line: Inkline) -> bool:
    """Whether a line may be strokes of a seal: of one without colour those that rules cut are not told."""
    reach = 0 if inks.colour is not None else round(inks.letter)
    left, top, right, bottom = line.room
    room = (max(0, left - reach), max(0, top - reach), right + reach, bottom + reach)
    return inks.under_seal(replace(line, room=room))


def unlifted(inks: Inks) -> Grey:
    """The page with the seal on it, in colour where it has any."""
    return next(one for one in (inks.colour, inks.sealed, inks.clean) if one is not None)


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
    # The darkest of the rows first: numpy is slow where it goes over three colours at a time.
    inked = np.flatnonzero(picture.min(0).min(1) < WHITE)
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
            places = tuple(view.left + (STEP * at + (STEP - 1) / 2) / view.scale for at in one.middles)
            ends = (places[0], places[-1]) if places else (view.left, view.left)
            left, right = round(ends[0] - REACH * height), round(ends[1] + REACH * height)
            room = (max(0, left), max(0, view.rows.top), min(inks.clean.shape[1], right), view.rows.bottom)
            made[view.index] = Seen(one, room, places)
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


def seen_amidst(
    inks: Inks, cells: Sequence[tuple[int, InkCell]], usual: Usual, set_so: Middles
) -> dict[int, Seen]:
    """The figures that stand whole in the middle of wide cells, seen without what else is in these.

    Each is looked for with room for so many digits, and a blank on both sides of it.
    """
    made: dict[int, Seen] = {}
    for count in range(1, MOST_DIGITS + 1):
        looks = []
        for index, cell in cells:
            middle = usual.middle(cell)
            rows = Rows(round(middle - usual.height / 2), round(middle + usual.height / 2))
            left, top, right, bottom = interior(cell, inks)
            first, last = (round(edge) for edge in set_so.room(cell, count))
            if (
                left < first
                and last < right
                and not printed_beside(inks, (left, top, right, bottom), first, last)
            ):
                view = viewed(inks, index, (first, top, last, bottom), rows)
                looks += [view] if view is not None else []
        for index, seen in seen_in(inks, looks).items():
            text = seen.told.text
            fits = sum(map(str.isdecimal, text)) == count and set_so.fit(
                dict(cells)[index], text, seen.middles
            )
            if fits and (index not in made or made[index].told.confidence < seen.told.confidence):
                made[index] = seen
    return made


def printed_beside(inks: Inks, room: Room, first: int, last: int) -> bool:
    """Whether ink that is no seal's lies left or right of these columns of a room: a rule may be lost."""
    left, top, right, bottom = room
    print_ = inks.clean[top:bottom, left:right] < inks.ink
    if inks.seal is not None:
        print_ &= inks.seal[top:bottom, left:right] == 0
    print_[:, max(0, first - left) : max(0, last - left)] = False
    return int(np.count_nonzero(print_)) > DIRT * inks.letter * inks.letter


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
