"""Figures at a side of a picture that cuts their cells may have lost digits; at a rule they have not."""

from __future__ import annotations

import numpy as np
import pytest

from parsers.pages.rulegrid import Region
from parsers.scans.cutlines import beside_end
from parsers.scans.inkcells import InkCell
from parsers.scans.inklines import Inkline


@pytest.mark.parametrize(
    ("rule", "right", "cut"), [(False, 192, True), (True, 192, False), (False, 150, False)]
)
def test_a_figure_at_the_side_of_a_picture(rule: bool, right: int, cut: bool) -> None:
    wiped = np.zeros((100, 200), np.uint8)
    wiped[:, 196:200] = 255 * rule
    room = (right - 12, 40, right, 60)
    cell = InkCell(Region(0, 0, 1, 1, (120, 20, 199, 80)), (Inkline(room, (room,)),))
    assert beside_end(cell, wiped, 22.0).lines[0].cut is cut
