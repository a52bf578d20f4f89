"""Shapes of ink sorted into the cells of a grid: lines of print, and dust."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from parsers.pages.rulegrid import Grid, Region
from parsers.scans.ink.inklines import Inkline, lines_of, taller, wider
from parsers.scans.types import Floats, Grey

# A shape smaller than this share of a letter, alone in its cell, is dust.
DUST = 0.22
# Shorter than this share of a letter nothing is a hyphen.
HYPHEN, LEAST_HYPHEN = 0.15, 0.1
# What is left of a digit beside a rule touches it (within pixels), is so near to the digit, and takes so
# much of a letter's square.
TOUCH, NEIGHBOUR, REMNANT = 3, 0.4, 0.02
# What was told from a rule is print if it is as high as an upright stroke, in letters.
STROKE = 0.5
# Lines shorter than this, in heights, may be figures.
SHORT = 6.0


@dataclass(frozen=True, slots=True)
class InkCell:
    """A cell of a grid: its lines from top to bottom; `dust` counts pixels taken for dirt."""

    region: Region
    lines: tuple[Inkline, ...]
    dust: int = 0


def in_cells(grid: Grid, shapes: Floats, letter: float, told: Floats, of_lines: float) -> list[InkCell]:
    """The cells of a grid with the shapes whose middle lies in them; `told` are those told from a rule.

    `letter` is the height of a letter of the page, `of_lines` that of this table, if it is larger: lines of
    large letters are no two lines of small ones.
    """
    xs, ys = np.array(grid.xs), np.array(grid.ys)
    columns = np.clip(np.searchsorted(xs, (shapes[:, 0] + shapes[:, 2]) / 2) - 1, 0, len(xs) - 2)
    rows = np.clip(np.searchsorted(ys, (shapes[:, 1] + shapes[:, 3]) / 2) - 1, 0, len(ys) - 2)
    owner = np.full((len(ys) - 1, len(xs) - 1), -1)
    for index, cell in enumerate(grid.cells):
        owner[cell.row : cell.row + cell.row_span, cell.column : cell.column + cell.column_span] = index
    owners = owner[rows, columns]
    owned = owners >= 0
    shapes, owners, told = shapes[owned], owners[owned], told[owned]
    boxes = np.array([region.box for region in grid.cells])
    inside = within(shapes, boxes[owners], 0.6 * letter)
    shapes, owners, told = shapes[inside], owners[inside], told[inside]
    order = np.argsort(owners, kind="stable")
    shapes, owners, told = shapes[order], owners[order], told[order]
    along = along_edges(shapes, boxes[owners], letter)
    along &= ~(told & (shapes[:, 3] - shapes[:, 1] > STROKE * letter))
    big = large_enough(shapes, boxes[owners], letter) & ~along
    flat = flat_alone(shapes, boxes[owners], letter) & ~along
    bounds = np.append(0, np.cumsum(np.bincount(owners, minlength=len(grid.cells))))
    cells = []
    for index, region in enumerate(grid.cells):
        own = slice(bounds[index], bounds[index + 1])
        if own.start == own.stop:
            cells.append(InkCell(region, ()))
            continue
        # In rows higher than others a hyphen stands near their upper or lower edges.
        large = big[own] if big[own].any() else flat[own]
        kept = print_of(shapes[own], large, along[own], letter)
        lines = lines_of(shapes[own][kept], of_lines)
        beside = shapes[own][along[own]]
        if lines and len(beside):
            lines = [replace(line, cut=True) if goes_on(line, beside, letter) else line for line in lines]
        cells.append(InkCell(region, tuple(lines), int(shapes[own][~kept & ~along[own], 4].sum())))
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


def along_edges(shapes: Floats, boxes: Floats, letter: float) -> Floats:
    """Which shapes lie along an edge of their cell: what is left of a rule."""
    left, top, right, bottom = boxes.T
    wide, high = shapes[:, 2] - shapes[:, 0], shapes[:, 3] - shapes[:, 1]
    rim = 0.12 * letter + 2
    beside = (shapes[:, 2] < left + rim + 2) | (shapes[:, 0] > right - rim - 2)
    above = (shapes[:, 3] < top + rim + 2) | (shapes[:, 1] > bottom - rim - 2)
    return np.asarray((beside & (wide < rim)) | (above & (high < rim)))


def large_enough(shapes: Floats, boxes: Floats, letter: float) -> Floats:
    """Which shapes are too large for dust, or hyphens by their form and their place in their cell."""
    left, top, right, bottom = boxes.T
    wide, high = shapes[:, 2] - shapes[:, 0], shapes[:, 3] - shapes[:, 1]
    big = (np.maximum(wide, high) >= DUST * letter) & (shapes[:, 4] >= 0.012 * letter * letter)
    # A hyphen is as small as dust: what is flat and half-way up its cell may be one.
    half_way = np.abs((shapes[:, 1] + shapes[:, 3] - top - bottom) / 2) < 0.4 * letter
    big |= (wide >= HYPHEN * letter) & (wide >= 1.4 * high) & half_way
    # In the very middle of a cell even less may be one, too small to be read for certain.
    central = half_way & (np.abs((shapes[:, 0] + shapes[:, 2] - left - right) / 2) < 0.4 * letter)
    return np.asarray(
        big | ((wide >= LEAST_HYPHEN * letter) & (wide >= high) & (shapes[:, 4] >= 4) & central)
    )


def flat_alone(shapes: Floats, boxes: Floats, letter: float) -> Floats:
    """Which shapes have the form of hyphens and stand in the middle of their cells, at any height."""
    wide, high = shapes[:, 2] - shapes[:, 0], shapes[:, 3] - shapes[:, 1]
    away = np.abs((shapes[:, 0] + shapes[:, 2] - boxes[:, 0] - boxes[:, 2]) / 2)
    return np.asarray((wide >= HYPHEN * letter) & (wide >= 1.4 * high) & (away < 0.4 * letter))


def print_of(shapes: Floats, big: Floats, along: Floats, letter: float) -> Floats:
    """Which shapes of a cell may be print: the others are dust, small and with no letter beside them."""
    kept = big.copy()
    small = np.flatnonzero(~big & ~along & (shapes[:, 4] > 1)) if big.any() else ()
    letters = shapes[big]
    for index in small:
        x0, y0, x1, y1 = shapes[index, :4]
        gap_x = np.maximum(letters[:, 0] - x1, x0 - letters[:, 2])
        gap_y = np.maximum(letters[:, 1] - y1, y0 - letters[:, 3])
        kept[index] = bool(((gap_x < 0.45 * letter) & (gap_y < 0.25 * letter)).any())
    return kept


def with_hairlines(cell: InkCell, clean: Grey, soft: int, letter: float) -> InkCell:
    """A cell whose short lines reach as far as their palest strokes: the side of a 4, the loops of an 8."""
    lines = tuple(
        taller(wider(line, clean, soft), clean, soft, letter) if line.width < SHORT * line.height else line
        for line in cell.lines
    )
    return cell if lines == cell.lines else replace(cell, lines=lines)
