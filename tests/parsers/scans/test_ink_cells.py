"""Which shapes of ink in a cell are print, and which are dust."""

from __future__ import annotations

import numpy as np
import pytest

from parsers.pages.rulegrid import Grid, Region
from parsers.scans.ink.inkcells import in_cells
from parsers.scans.ink.inks import larger

LETTER = 25.0
LETTERS = (34, 50, 46, 66, 120)


@pytest.mark.parametrize(
    ("shapes", "lines"),
    [
        ([(37, 24, 42, 27, 14)], 1),  # a hyphen below the upper edge of a high row
        ([(37, 75, 42, 78, 14)], 1),
        ([(12, 24, 17, 27, 14)], 0),  # aside of the middle: a speck
        ([(37, 24, 40, 27, 9)], 0),  # as high as wide
        ([LETTERS, (37, 24, 42, 27, 14)], 1),  # above a letter
    ],
)
def test_a_flat_mark_alone_in_the_middle_of_a_cell_is_print_at_any_height(
    shapes: list[tuple[int, ...]], lines: int
) -> None:
    grid = Grid((0.0, 80.0), (0.0, 100.0), (Region(0, 0, 1, 1, (0.0, 0.0, 80.0, 100.0)),))
    (cell,) = in_cells(grid, np.array(shapes), LETTER, np.zeros(len(shapes), bool), LETTER)
    assert len(cell.lines) == lines
    assert (cell.dust > 0) == (lines == 0 or len(shapes) > 1)


@pytest.mark.parametrize(("of_lines", "lines"), [(20.0, 2), (33.0, 1)])
def test_a_line_of_letters_larger_than_those_of_the_page_is_one(of_lines: float, lines: int) -> None:
    """信 and 量 have parts above each other, each as high as half of a letter."""
    upper = [(10 + 38 * at, 30, 40 + 38 * at, 46, 200) for at in range(4)]
    lower = [(10 + 38 * at, 47, 40 + 38 * at, 64, 220) for at in range(4)]
    grid = Grid((0.0, 180.0), (0.0, 100.0), (Region(0, 0, 1, 1, (0.0, 0.0, 180.0, 100.0)),))
    (cell,) = in_cells(grid, np.array(upper + lower), 20.0, np.zeros(8, bool), of_lines)
    assert len(cell.lines) == lines


def test_the_letters_of_a_table_tell_their_size_where_there_are_enough_of_them() -> None:
    letters = [(40 * at, 0, 40 * at + 30, 33, 400) for at in range(40)]
    assert larger(np.array(letters), 1600, 20.0) == 33
    assert larger(np.array(letters), 1600, 36.0) == 36
    assert larger(np.array(letters[:20]), 1600, 20.0) == 20
