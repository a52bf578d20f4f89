"""Rules of web pages: so pale that they are no ink, and rules yet."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from parsers.scans.ink.ruling import ruled
from parsers.scans.page.paper import Paper


@pytest.mark.parametrize(("grey", "cells"), [(221, 5 * 4), (0, 5 * 4), (250, 0)])
def test_pale_rules_make_a_grid_and_shading_does_not(grey: int, cells: int) -> None:
    page = np.full((700, 1000), 255, np.uint8)
    for row in range(6):
        cv2.line(page, (50, 60 + 60 * row), (930, 60 + 60 * row), grey, 1)
    for column in range(5):
        cv2.line(page, (50 + 220 * column, 60), (50 + 220 * column, 360), grey, 1)
    for row in range(5):
        for column in range(4):
            place = (110 + 220 * column, 100 + 60 * row)
            cv2.putText(page, str(37 + 61 * row + column), place, cv2.FONT_HERSHEY_SIMPLEX, 0.8, 30, 2)
    grids, _ = ruled(Paper(page), 127)
    assert sum(len(grid.cells) for grid in grids) == cells
