"""Lines drawn below the figures of a table: with one a 9 looks like a 2. They are taken away."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from parsers.scans.ink.inkcells import InkCell
from parsers.scans.ink.inklines import Inkline, Room
from parsers.scans.ink.inks import Inks
from parsers.scans.types import Floats

# Lines shorter than so many heights may be figures; those wider than one are of several digits, which nothing
# but a line below them joins.
SHORT, SEVERAL = 4.0, 1.0
# A line below is ink over so much of the width, no thicker than this share of the height, and ends no more
# rows above the end of what it is below. It may be so far away (letters), and softer than this is paper.
THROUGHOUT, THICKEST, LAST, AWAY, PALEST = 0.9, 0.22, 2, 0.4, 245
# Between two digits a line is at least so dark as it mostly is: the feet of 25 leave a gap there.
EVEN = 0.65
# A table is underlined if so many of its figures of several digits are, and so large a share of such lines.
FEWEST, SHARE = 4, 0.2
# Without its own foot a digit is lower than this share of the others.
WHOLE = 0.85
PAPER = 255


def without_underlines(inks: Inks) -> Inks:
    """A page whose tables are without the lines below their figures; its pictures are changed in place."""
    return replace(inks, tables=[(grid, freed(cells, inks)) for grid, cells in inks.tables])


def freed(cells: list[InkCell], inks: Inks) -> list[InkCell]:
    """The cells of a table without the lines below its figures, if it has any to speak of."""
    bars: dict[tuple[int, int], int] = {}  # number of the cell, of the line in it: the first row of the bar
    several: list[tuple[int, int]] = []
    for index, cell in enumerate(cells):
        for at, line in enumerate(cell.lines):
            if not 0.5 * inks.letter < line.height < 2 * inks.letter or line.width > SHORT * line.height:
                continue
            if line.width > SEVERAL * line.height:
                several.append((index, at))
            bar = bar_apart(cell, at, inks) or bar_below(line, inks)
            if bar:
                bars[index, at] = bar
    heights = [height(above(cells[spot[0]].lines[spot[1]], bars[spot])) for spot in several if spot in bars]
    if len(heights) < max(FEWEST, SHARE * len(several)):
        return cells
    usual = float(np.median(heights))
    made = list(cells)
    for index in {index for index, _ in bars}:
        own = {at: bar for (number, at), bar in bars.items() if number == index}
        lines = cells[index].lines
        kept = [
            without_bar(line, own[at], usual, inks) if at in own else line
            for at, line in enumerate(lines)
            if not (at - 1 in own and bar_apart(cells[index], at - 1, inks))
        ]
        made[index] = replace(cells[index], lines=tuple(kept))
    return made


def without_bar(line: Inkline, bar: int, usual: float, inks: Inks) -> Inkline:
    """A line without what is of it from row `bar` on, which is wiped; `usual` is the height of the others."""
    left, _, right, bottom = line.room
    shapes = above(line, bar)
    if height(shapes) < WHOLE * usual:
        return replace(line, cut=True)  # its own foot, perhaps
    for picture in (inks.clean, inks.sealed, inks.second, inks.colour):
        if picture is not None:
            foot = max(bottom, bar + round(THICKEST * inks.letter)) + LAST
            picture[bar:foot, max(0, left - LAST) : right + LAST] = PAPER
    lefts, tops, rights, bottoms = zip(*shapes, strict=True)
    return Inkline((min(lefts), min(tops), max(rights), max(bottoms)), shapes, line.cut)


def above(line: Inkline, bar: int) -> tuple[Room, ...]:
    """The shapes of a line above a row."""
    return tuple((x0, y0, x1, min(y1, bar)) for x0, y0, x1, y1 in line.shapes if y0 < bar - 1)


def height(shapes: tuple[Room, ...]) -> int:
    return max(room[3] for room in shapes) - min(room[1] for room in shapes) if shapes else 0


def bar_apart(cell: InkCell, at: int, inks: Inks) -> int | None:
    """The first row of the next line of a cell where that is a bar right below a line; else None."""
    if at + 1 >= len(cell.lines):
        return None
    (left, _, right, bottom), (x0, y0, x1, y1) = cell.lines[at].room, cell.lines[at + 1].room
    below = y1 - y0 <= THICKEST * inks.letter + 1 and 0 <= y0 - bottom < AWAY * inks.letter
    return y0 - 1 if below and x0 <= left + LAST and x1 >= right - LAST else None


def bar_below(line: Inkline, inks: Inks) -> int | None:
    """The first row of a level line at the foot of what may be a figure; None where there is none."""
    left, top, right, bottom = line.room
    greys = inks.clean[top:bottom, left:right]
    rows: Floats = (greys < inks.soft).mean(1) >= THROUGHOUT
    inked = np.flatnonzero(rows)
    if not len(inked) or inked[-1] < len(rows) - 1 - LAST:
        return None
    start = int(inked[-1])
    while start and rows[start - 1]:
        start -= 1
    if not start or len(rows) - start > THICKEST * len(rows) + 1:
        return None
    if line.width > SEVERAL * line.height:
        dark = PAPER - greys[start:].min(0)
        if dark[LAST:-LAST].min(initial=PAPER) < EVEN * np.median(dark):
            return None
    # Its soft edge, where no digit touches it.
    return top + start - bool((greys[start - 1] < PALEST).mean() >= THROUGHOUT)
