"""Which shapes of ink in a cell are print, and which are dust."""

from __future__ import annotations

import numpy as np
import pytest

from parsers.pages.rulegrid import Grid, Region
from parsers.scans.ink.inkcells import in_cells

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
    (cell,) = in_cells(grid, np.array(shapes), LETTER, np.zeros(len(shapes), bool))
    assert len(cell.lines) == lines
    assert (cell.dust > 0) == (lines == 0 or len(shapes) > 1)
