"""Figures at a side of a picture that cuts their cells may have lost digits; at a rule they have not."""

from __future__ import annotations

import numpy as np
import pytest

from parsers.pages.rulegrid import Region
from parsers.scans.ink.cutlines import beside_end, marked_cut
from parsers.scans.ink.inkcells import InkCell
from parsers.scans.ink.inklines import Inkline
from parsers.scans.ink.inks import Inks
from parsers.scans.reading.blanks import leftover


@pytest.mark.parametrize(
    ("rule", "right", "cut"), [(False, 192, True), (True, 192, False), (False, 150, False)]
)
def test_a_figure_at_the_side_of_a_picture(rule: bool, right: int, cut: bool) -> None:
    wiped = np.zeros((100, 200), np.uint8)
    wiped[:, 196:200] = 255 * rule
    room = (right - 12, 40, right, 60)
    cell = InkCell(Region(0, 0, 1, 1, (120, 20, 199, 80)), (Inkline(room, (room,)),))
    assert beside_end(cell, wiped, 22.0).lines[0].cut is cut


@pytest.mark.parametrize(
    ("rule", "end", "blank"), [(False, 199, False), (True, 199, True), (False, 160, True)]
)
def test_a_cell_that_the_side_of_a_picture_cuts_is_no_blank(rule: bool, end: int, blank: bool) -> None:
    wiped = np.zeros((100, 200), np.uint8)
    wiped[:, 196:200] = 255 * rule
    cell = InkCell(Region(0, 0, 1, 1, (120, 20, end, 80)), ())
    page = np.full((100, 200), 255, np.uint8)
    assert leftover(beside_end(cell, wiped, 22.0), Inks(page, 140, 22.0)) is not blank


@pytest.mark.parametrize(("rows", "cut"), [(4, False), (1, True)])
def test_figures_that_fill_their_columns_are_not_cut(rows: int, cut: bool) -> None:
    """Two that stand as near as digits of one are only where the rule between them ends above and below."""
    cells = []
    for row in range(4):
        parted = row >= 4 - rows
        figures = [(58, 98), (102, 142)] if row == 3 else [(20, 40), (160, 180)]
        sides = [(0, 1, 0, 100), (1, 1, 100, 200)] if parted else [(0, 2, 0, 200)]
        top = 30 * row
        for column, span, left, right in sides:
            rooms = [(x0, top + 8, x1, top + 24) for x0, x1 in figures if left < x0 and x1 < right]
            lines = tuple(Inkline(room, (room,)) for room in rooms)
            cells.append(InkCell(Region(row, column, 1, span, (left, top, right, top + 30)), lines))
    marked = marked_cut(cells, [], 16.0)
    last = [line.cut for cell in marked if cell.region.row == 3 for line in cell.lines]
    assert last == [cut, cut]
