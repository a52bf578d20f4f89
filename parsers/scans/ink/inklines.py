"""Lines of ink: the shapes of one put together, or told apart, and how far its palest strokes reach."""

from __future__ import annotations

from dataclasses import dataclass, replace
from operator import itemgetter

import cv2

from parsers.scans.ink.closelines import parted
from parsers.scans.ink.sidebyside import MANY_SHORT, is_short, side_by_side
from parsers.scans.page.bitmasks import Bits
from parsers.scans.types import Floats, Grey, Mask

# A flat stroke that stands no farther from a line, in letters, is a letter of it: the 一 of a heading.
ASIDE = 1.7
# Hairlines of figures reach so far beyond their ink, in heights.
HAIRLINES = 0.35
# Of a figure with pale loops so much of a letter's height is ink; so much of that is paler, above and below.
MIDDLE, LOOPS = 0.45, 0.25

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


def inkline(shapes: list[list[int]]) -> Inkline:
    rooms: list[Room] = [(row[0], row[1], row[2], row[3]) for row in sorted(shapes, key=itemgetter(0))]
    lefts, tops, rights, bottoms = zip(*rooms, strict=True)
    return Inkline((min(lefts), min(tops), max(rights), max(bottoms)), tuple(rooms))


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


def running_lines(mask: Mask, shapes: Floats, letter: float) -> list[Inkline]:
    """Lines of text outside of tables, top to bottom; parts of a line that stand far apart are several."""
    if not len(shapes):
        return []
    # Odd sizes: closing with even ones shifts the picture, and would lose shapes.
    smeared = Bits.of(mask).closed(2 * round(0.1 * letter) + 1, 2 * round(0.65 * letter) + 1)
    _, labels = cv2.connectedComponents(smeared.mask(), connectivity=8)
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
