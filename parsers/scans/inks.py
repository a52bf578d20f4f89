"""Shapes of ink on a level page, sorted into the cells of its grids and into lines of running text."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from operator import itemgetter

import cv2
import numpy as np

from parsers.pages.rulegrid import Grid, Region
from parsers.scans.closelines import parted
from parsers.scans.connected import areas, boxes
from parsers.scans.paper import Paper
from parsers.scans.sidebyside import MANY_SHORT, is_short, rule_pieces, side_by_side
from parsers.scans.tints import Tints
from parsers.scans.types import Floats, Grey, Mask

# A shape smaller than this share of a letter, alone in its cell, is dust.
DUST = 0.22
# Shorter than this share of a letter nothing is a hyphen.
HYPHEN, LEAST_HYPHEN = 0.15, 0.1
# Shapes so high are letters or strokes of them. They cross a rule that they touch from both sides (within
# pixels), if it is no thicker than this, and for so far along it.
STROKE, LETTER, TOUCH, ACROSS, ALONG = 0.25, 1.7, 3, 0.6, 0.15
# Lower than this share of a letter nothing but a dash is whole.
FLAT = 0.35
# Lines of two cells, level with each other for so much of their height, are one if they stand so near.
LEVEL, NEIGHBOUR = 0.5, 0.4
# A streak so near to a line may hide the next letter of it.
HIDDEN = 0.8
# What is left of a digit beside a rule takes so much of a letter's square.
REMNANT = 0.02
# No table of a report has so many lines; of more, none is looked at beside each other.
MOST_IN_GRID = 1500
# Print is darker than this, and somewhere near as dark as that.
PALEST, FAINTEST = 208, 230
# More shapes than this are a photograph, or an attack.
MOST_SHAPES = 20_000
MOST_LINES = 600
# A flat stroke that stands no farther from a line, in letters, is a letter of it: the 一 of a heading.
ASIDE = 1.7
# Lines shorter than this, in heights, may be figures; their hairlines reach so far beyond their ink.
SHORT, HAIRLINES = 6.0, 0.35
# Of a figure with pale loops so much of a letter's height is ink; so much of that is paler, above and below.
MIDDLE, LOOPS = 0.45, 0.25

# What a pixel is of, as bits of one number.
LETTER_BIT, FREE_BIT = 1, 2

# left, top, right, bottom in pixels of the level page; right and bottom are outside.
Room = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Inkline:
    """A line of text: the box of its ink, and the boxes of its shapes from left to right.

    `cut` tells that beside it ink runs across a ruling line, or a streak: part of it may be lost, or in the
    next cell. `strange` tells that it looks unlike what is printed in its table.
    """

    room: Room
    shapes: tuple[Room, ...]
    cut: bool = False
    strange: bool = False

    @property
    def width(self) -> int:
        return self.room[2] - self.room[0]

    @property
    def height(self) -> int:
        return self.room[3] - self.room[1]


@dataclass(frozen=True, slots=True)
class InkCell:
    """A cell of a grid: its lines from top to bottom; `dust` counts pixels taken for dirt."""

    region: Region
    lines: tuple[Inkline, ...]
    dust: int = 0


@dataclass(frozen=True, slots=True)
class Inks:
    """What stands on a page: its picture without rules, the size of letters, cells by grid, lines outside.

    `sealed` is the picture with the seal, `seal` where it lies, `opaque` where it may hide print wholly,
    `second` the first picture with the seal taken away in another way; all None without one. `colour` is
    the page with its seal in colour, where it has any, `tints` how coloured its print is.
    """

    clean: Grey
    ink: int
    letter: float
    tables: list[tuple[Grid, list[InkCell]]] = field(default_factory=list)
    free: list[Inkline] = field(default_factory=list)
    sealed: Grey | None = None
    seal: Mask | None = None
    opaque: Mask | None = None
    second: Grey | None = None
    colour: Grey | None = None
    tints: Tints | None = None

    @property
    def soft(self) -> int:
        """The grey below which a pixel beside ink is print, too."""
        return (self.ink + 2 * 255) // 3

    def under_seal(self, line: Inkline) -> bool:
        """Whether a line is touched by a seal."""
        left, top, right, bottom = line.room
        return self.seal is not None and bool(self.seal[top:bottom, left:right].any())

    def under_opaque(self, line: Inkline) -> bool:
        """Whether a line is touched by a seal that may hide print."""
        left, top, right, bottom = line.room
        return self.opaque is not None and bool(self.opaque[top:bottom, left:right].any())


def sorted_inks(page: Paper, ink: int, grids: list[Grid], rules: Mask) -> Inks:
    """The ink of a level page in its places; `rules` is the mask of ruling lines, which are wiped away."""
    wiped = cv2.dilate(rules, np.ones((3, 3), np.uint8))
    clean = np.asarray(cv2.bitwise_or(page.flat, wiped), np.uint8)
    sealed, second = (
        None if part is None else np.asarray(cv2.bitwise_or(part, wiped), np.uint8)
        for part in (page.sealed, page.second)
    )
    colour = page.colour
    if colour is not None:
        colour = np.asarray(cv2.bitwise_or(colour, cv2.cvtColor(wiped, cv2.COLOR_GRAY2BGR)), np.uint8)
    mask = inked(clean, ink)
    found = areas(mask, MOST_SHAPES)
    shapes = found.rooms[1:]
    letter = letter_size(shapes, clean.shape[1])
    made = Inks(clean, ink, letter, [], [], sealed, page.seal, page.opaque, second, colour)
    if found.count > MOST_SHAPES:
        return made
    wide, high = shapes[:, 2] - shapes[:, 0], shapes[:, 3] - shapes[:, 1]
    middle_x = (shapes[:, 0] + shapes[:, 2]) / 2
    middle_y = (shapes[:, 1] + shapes[:, 3]) / 2
    outside = np.ones(len(shapes), bool)
    insides = []
    for grid in grids:
        left, top, right, bottom = grid.box
        inside = (middle_x > left) & (middle_x < right) & (middle_y > top) & (middle_y < bottom) & outside
        outside &= ~inside
        insides.append(inside)
    free = outside & (np.maximum(wide, high) < 5 * letter) & (shapes[:, 4] > 2)
    if not grids:
        free &= ~rule_pieces(shapes, letter)
    # Of each pixel whether it is of a letter, or of a free shape, looked up at once.
    kinds = ((high > STROKE * letter) & (high < LETTER * letter)) * LETTER_BIT + free * FREE_BIT
    kind = np.append(0, kinds).astype(np.uint8).take(found.labels)
    cuts = crossings(kind & LETTER_BIT, wiped, letter) if grids else []
    for grid, inside in zip(grids, insides, strict=True):
        cells = in_cells(grid, shapes[inside], letter)
        widened = [with_hairlines(cell, clean, made.soft, letter) for cell in cells]
        marked = marked_cut([with_strips(cell, wiped, letter) for cell in widened], cuts, letter)
        marked = [beside_end(cell, wiped, letter) for cell in marked]
        if page.streaks is not None:
            marked = [beside_streak(cell, page.streaks, letter) for cell in marked]
        made.tables.append((grid, marked))
    lines = running_lines(kind & FREE_BIT, shapes[free], letter)
    if not grids:
        lines = columns_apart(lines)
    made.free.extend(lines if len(lines) <= MOST_LINES else [])
    return made


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

    So are lines of two cells that stand as near to each other as the letters of one.
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
    cut = near.any(0) | near.any(1)
    edges = np.array([cells[index].region.box for index in owner]).reshape(-1, 4)
    for x0, y0, x1, y1 in cuts:
        cut |= (edges[:, 0] - 2 < x1) & (edges[:, 2] + 2 > x0) & (tops < y1) & (bottoms > y0)
    marks = iter(cut.tolist())
    return [
        replace(cell, lines=tuple(replace(line, cut=next(marks) or line.cut) for line in cell.lines))
        for cell in cells
    ]


def beside_end(cell: InkCell, wiped: Mask, letter: float) -> InkCell:
    """A cell, those lines marked as cut that stand at a side of the picture, if no rule ends it there."""
    width = wiped.shape[1]
    left, top, right, bottom = (round(edge) for edge in cell.region.box)
    first, last = wiped[top:bottom, : TOUCH + 1], wiped[top:bottom, -TOUCH - 1 :]
    at_left = left <= TOUCH and first.size > 0 and first.any(1).mean() < LEVEL
    at_right = right >= width - TOUCH and last.size > 0 and last.any(1).mean() < LEVEL
    if not (at_left or at_right):
        return cell
    near = HIDDEN * letter
    cut = [
        (at_left and line.room[0] < near) or (at_right and line.room[2] > width - near) for line in cell.lines
    ]
    lines = (replace(line, cut=line.cut or bool(one)) for line, one in zip(cell.lines, cut, strict=True))
    return replace(cell, lines=tuple(lines))


def beside_streak(cell: InkCell, streaks: Mask, letter: float) -> InkCell:
    """A cell, those lines marked as cut that a streak crosses, or beside which it may hide a digit."""
    reach = round(HIDDEN * letter)
    lines = []
    for line in cell.lines:
        left, top, right, bottom = line.room
        near = streaks[max(0, top - reach) : bottom + reach, max(0, left - reach) : right + reach]
        lines.append(replace(line, cut=line.cut or bool(near.any())))
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


def inked(clean: Grey, ink: int) -> Mask:
    """The pixels that are print (255): darker than half-way from paper to the darkest print nearby.

    One level for the page would lose thin print beside thick, and what lies in a shadow.
    """
    window = np.ones((2 * (clean.shape[1] // 110) + 1,) * 2, np.uint8)
    half = np.clip((np.arange(256) + 255) // 2, ink, PALEST).astype(np.uint8)
    below = cv2.compare(clean, cv2.LUT(cv2.erode(clean, window), half), cv2.CMP_LT)
    # Noise is single pixels: what is print stays dark when softened.
    soft = cv2.erode(cv2.blur(clean, (3, 3)), window)
    there = cv2.threshold(soft, FAINTEST - 1, 255, cv2.THRESH_BINARY_INV)[1]
    return np.asarray(cv2.bitwise_and(below, there), np.uint8)


def letter_size(shapes: Floats, width: int) -> float:
    """The usual height of a letter in pixels; a guess by the page's width where there are few."""
    high = shapes[:, 3] - shapes[:, 1]
    wide = shapes[:, 2] - shapes[:, 0]
    usual = high[(high >= 7) & (high < width / 12) & (wide > 0.3 * high) & (wide < 2.5 * high)]
    if len(usual) < 8:
        return width / 60
    return float(np.percentile(usual, 70))


def in_cells(grid: Grid, shapes: Floats, letter: float) -> list[InkCell]:
    """The cells of a grid with the shapes whose middle lies in them."""
    xs, ys = np.array(grid.xs), np.array(grid.ys)
    columns = np.clip(np.searchsorted(xs, (shapes[:, 0] + shapes[:, 2]) / 2) - 1, 0, len(xs) - 2)
    rows = np.clip(np.searchsorted(ys, (shapes[:, 1] + shapes[:, 3]) / 2) - 1, 0, len(ys) - 2)
    owner = np.full((len(ys) - 1, len(xs) - 1), -1)
    for index, cell in enumerate(grid.cells):
        owner[cell.row : cell.row + cell.row_span, cell.column : cell.column + cell.column_span] = index
    owners = owner[rows, columns]
    owned = owners >= 0
    shapes, owners = shapes[owned], owners[owned]
    inside = within(shapes, np.array([region.box for region in grid.cells])[owners], 0.6 * letter)
    shapes, owners = shapes[inside], owners[inside]
    shapes = shapes[np.argsort(owners, kind="stable")]
    bounds = np.append(0, np.cumsum(np.bincount(owners, minlength=len(grid.cells))))
    cells = []
    for index, region in enumerate(grid.cells):
        inside_it = shapes[bounds[index] : bounds[index + 1]]
        kept, dust, along = without_dust(inside_it, region, letter)
        lines = lines_of(kept, letter)
        if lines and len(along):
            lines = [replace(line, cut=True) if goes_on(line, along, letter) else line for line in lines]
        cells.append(InkCell(region, tuple(lines), dust))
    return cells


def goes_on(line: Inkline, along: Floats, letter: float) -> bool:
    """Whether ink beside a rule is of a line: what a streak, taken for a rule, left of a digit.

    What is left of the rule itself is higher than the line, or thinner than a stroke.
    """
    left, top, right, bottom = line.room
    level = (along[:, 1] >= top - TOUCH) & (along[:, 3] <= bottom + TOUCH)
    gap = np.maximum(along[:, 0] - right, left - along[:, 2])
    near = (gap < NEIGHBOUR * letter) & (along[:, 4] >= REMNANT * letter * letter)
    return bool((level & near).any())


def within(shapes: Floats, boxes: Floats, slack: float) -> Floats:
    """Which shapes lie in their cells; a dark desk or a photograph can have its middle anywhere."""
    after = (shapes[:, :2] > boxes[:, :2] - slack).all(1)
    return np.asarray(after & (shapes[:, 2:4] < boxes[:, 2:] + slack).all(1))


def without_dust(shapes: Floats, region: Region, letter: float) -> tuple[Floats, int, Floats]:
    """The shapes of a cell that may be print, the pixels of the others, and those along the cell's edges.

    Dust is what is small and has no letter beside it, and what is left of a rule along the cell's edge.
    """
    if not len(shapes):
        return shapes, 0, shapes
    left, top, right, bottom = region.box
    wide, high = shapes[:, 2] - shapes[:, 0], shapes[:, 3] - shapes[:, 1]
    size = np.maximum(wide, high)
    rim = 0.12 * letter + 2
    along = (((shapes[:, 2] < left + rim + 2) | (shapes[:, 0] > right - rim - 2)) & (wide < rim)) | (
        ((shapes[:, 3] < top + rim + 2) | (shapes[:, 1] > bottom - rim - 2)) & (high < rim)
    )
    big = (size >= DUST * letter) & (shapes[:, 4] >= 0.012 * letter * letter) & ~along
    # A hyphen is as small as dust: what is flat and half-way up its cell may be one.
    half_way = np.abs((shapes[:, 1] + shapes[:, 3] - top - bottom) / 2) < 0.4 * letter
    big |= (wide >= HYPHEN * letter) & (wide >= 1.4 * high) & half_way & ~along
    # In the very middle of a cell even less may be one, too small to be read for certain.
    central = half_way & (np.abs((shapes[:, 0] + shapes[:, 2] - left - right) / 2) < 0.4 * letter)
    big |= (wide >= LEAST_HYPHEN * letter) & (wide >= high) & (shapes[:, 4] >= 4) & central & ~along
    near = np.zeros(len(shapes), bool)
    if big.any():
        small = np.flatnonzero(~big & ~along & (shapes[:, 4] > 1))
        letters = shapes[big]
        for index in small:
            x0, y0, x1, y1 = shapes[index, :4]
            gap_x = np.maximum(letters[:, 0] - x1, x0 - letters[:, 2])
            gap_y = np.maximum(letters[:, 1] - y1, y0 - letters[:, 3])
            near[index] = bool(((gap_x < 0.45 * letter) & (gap_y < 0.25 * letter)).any())
    kept = big | near
    return shapes[kept], int(shapes[~kept & ~along, 4].sum()), shapes[along]


def lines_of(shapes: Floats, letter: float) -> list[Inkline]:
    """Shapes of one cell as lines, from top to bottom."""
    if not len(shapes):
        return []
    rows: list[list[int]] = shapes.tolist()
    bands: list[tuple[int, int, list[list[int]]]] = []
    for row in sorted(rows, key=itemgetter(1)):
        top, bottom = row[1], row[3]
        if bands and top < bands[-1][1] - 0.12 * min(letter, bottom - top):
            low, high, members = bands[-1]
            members.append(row)
            bands[-1] = (low, max(high, bottom), members)
        else:
            bands.append((top, bottom, [row]))
    # A stroke of a letter that lies apart (二, 公) is no line of its own.
    merged: list[tuple[int, int, list[list[int]]]] = []
    for low, high, members in bands:
        if merged:
            before = merged[-1]
            flat = min(high - low, before[1] - before[0]) < 0.6 * letter
            if flat and high - before[0] <= 1.35 * letter:
                merged[-1] = (before[0], high, before[2] + members)
                continue
        merged.append((low, high, members))
    return [inkline(part) for _, _, members in merged for part in parted(members, letter)]


def with_hairlines(cell: InkCell, clean: Grey, soft: int, letter: float) -> InkCell:
    """A cell whose short lines reach as far as their palest strokes: the side of a 4, the loops of an 8."""
    lines = tuple(
        taller(wider(line, clean, soft), clean, soft, letter) if line.width < SHORT * line.height else line
        for line in cell.lines
    )
    return cell if lines == cell.lines else replace(cell, lines=lines)


def wider(line: Inkline, clean: Grey, soft: int) -> Inkline:
    """A line with what is darker than `soft` right beside it, by a share of its height at most."""
    left, top, right, bottom = line.room
    reach = round(HAIRLINES * line.height)
    before = clean[top:bottom, max(0, left - reach) : left].min(0, initial=255)[::-1]
    after = clean[top:bottom, right : right + reach].min(0, initial=255)
    first, last = dark_from_start(before, soft), dark_from_start(after, soft)
    return replace(line, room=(left - first, top, right + last, bottom)) if first or last else line


def taller(line: Inkline, clean: Grey, soft: int, letter: float) -> Inkline:
    """A line lower than a letter with what is darker than `soft` right above and below it, to that height.

    Of an 8 with thin loops the slanting stroke alone may be ink.
    """
    lacking = round(letter) - line.height
    if lacking < 2 or line.height < MIDDLE * letter:
        return line
    left, top, right, bottom = line.room
    above = clean[max(0, top - lacking) : top, left:right].min(1, initial=255)[::-1]
    first = dark_from_start(above, soft)
    below = clean[bottom : bottom + lacking - first, left:right].min(1, initial=255)
    last = dark_from_start(below, soft)
    if first + last < max(3, LOOPS * line.height):
        return line  # the soft edges that all print has
    shapes = tuple(
        (x0, y0 - first * (y0 <= top + 1), x1, y1 + last * (y1 >= bottom - 1))
        for x0, y0, x1, y1 in line.shapes
    )
    return replace(line, room=(left, top - first, right, bottom + last), shapes=shapes)


def full_height(line: Inkline, clean: Grey, soft: int) -> int:
    """The height of a line with its hairlines: with what is darker than `soft` right above and below it."""
    left, top, right, bottom = line.room
    reach = max(1, round(HAIRLINES * line.height / 2))
    above = clean[max(0, top - reach) : top, left:right].min(1, initial=255)[::-1]
    below = clean[bottom : bottom + reach, left:right].min(1, initial=255)
    return line.height + dark_from_start(above, soft) + dark_from_start(below, soft)


def dark_from_start(greys: Grey, soft: int) -> int:
    """How many greys in a row, from the first on, are darker than `soft`."""
    pale = greys >= soft
    return int(pale.argmax()) if pale.any() else len(greys)


def inkline(shapes: list[list[int]]) -> Inkline:
    rooms: list[Room] = [(row[0], row[1], row[2], row[3]) for row in sorted(shapes, key=itemgetter(0))]
    lefts, tops, rights, bottoms = zip(*rooms, strict=True)
    return Inkline((min(lefts), min(tops), max(rights), max(bottoms)), tuple(rooms))


def running_lines(mask: Mask, shapes: Floats, letter: float) -> list[Inkline]:
    """Lines of text outside of tables, top to bottom; parts of a line that stand far apart are several."""
    if not len(shapes):
        return []
    # Odd sizes: closing with even ones shifts the picture, and would lose shapes.
    reach = np.ones((2 * round(0.1 * letter) + 1, 2 * round(0.65 * letter) + 1), np.uint8)
    _, labels = cv2.connectedComponents(cv2.morphologyEx(mask, cv2.MORPH_CLOSE, reach), connectivity=8)
    # Every shape lies wholly in one smear: its first row of ink tells which.
    groups: dict[int, list[list[int]]] = {}
    rows: list[list[int]] = shapes.tolist()
    for shape in rows:
        x0, y0, x1 = shape[:3]
        row = labels[y0, x0:x1]
        inked = row[mask[y0, x0:x1] > 0]
        if len(inked):
            groups.setdefault(int(inked[0]), []).append(shape)
    lines = [inkline(members) for members in groups.values()]
    lines = [line for line in lines if max(line.height, line.width) > 0.5 * letter]
    lines.sort(key=lambda line: (line.room[1], line.room[0]))
    return joined_strokes(lines, letter)


def columns_apart(lines: list[Inkline]) -> list[Inkline]:
    """Lines of a page without grids, parted between columns, if so many are short that it has tables."""
    if sum(is_short(line.room) for line in lines) < MANY_SHORT:
        return lines
    made: list[Inkline] = []
    for line in lines:
        parts = side_by_side(line.shapes)
        made.extend(inkline([list(shape) for shape in part]) for part in parts)
    return made


def joined_strokes(lines: list[Inkline], letter: float) -> list[Inkline]:
    """Lines, with flat pieces that lie within another line's height and width made part of it."""
    bodies = [line for line in lines if line.height > 0.55 * letter]
    for line in lines:
        if line.height > 0.55 * letter:
            continue
        x0, y0, x1, y1 = line.room
        for index, body in enumerate(bodies):
            left, top, right, bottom = body.room
            if (
                x0 > left - ASIDE * letter
                and x1 < right + ASIDE * letter
                and y0 > top - 0.3 * letter
                and y1 < bottom + 0.3 * letter
            ):
                shapes = tuple(sorted(body.shapes + line.shapes))
                room = (min(x0, left), min(y0, top), max(x1, right), max(y1, bottom))
                bodies[index] = Inkline(room, shapes)
                break
    return bodies
