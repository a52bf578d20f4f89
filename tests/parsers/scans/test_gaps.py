"""Scans with white lines, where a sensor was dead: rules stay whole, no figure is made up."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from parsers.readers import image
from parsers.scans.page.gaps import mended
from tests.parsers.ruled_page import SURE, TOP, ruled_page

FIGURES = [["181", "1068", "48"], ["538", "2086", "81"], ["728", "8159", "85"], ["690", "8347", "62"]]
WHITE = 252


def table() -> np.ndarray:
    return ruled_page(FIGURES, width=1654, white=WHITE)


def read(page: np.ndarray) -> list[tuple[str, bool]]:
    """What the cells of the only table say, and whether that is certain."""
    (found,) = image.read(cv2.imencode(".png", page)[1].tobytes()).tables
    return [
        (cell.text, cell.confidence is None or cell.confidence >= SURE)
        for row in found.rows()
        for cell in row
    ]


@pytest.mark.parametrize("width", [2, 3, 5])
def test_figures_that_a_white_line_crosses_are_in_doubt_and_the_table_is_whole(width: int) -> None:
    printed = [text for row in FIGURES for text in row]
    for x in range(274, 324, 3):
        page = table()
        page[:, x : x + width] = WHITE
        cells = read(page)
        assert len(cells) == len(printed)
        assert all(said == text for (said, sure), text in zip(cells, printed, strict=True) if sure)
        assert sum(sure for _, sure in cells) >= 8  # the columns beside


def test_what_lies_between_letters_is_no_gap() -> None:
    page = table()
    made, mask = mended(page)
    assert made is page
    assert mask is None
    thin = table()
    thin[:, 330:331] = WHITE
    made, mask = mended(thin)
    assert mask is None  # too narrow to take a stroke
    assert (made[TOP, 325:336] < 100).all()
