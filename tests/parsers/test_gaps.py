"""Scans with white lines, where a sensor was dead: rules stay whole, no figure is made up."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from parsers.readers import image
from parsers.scans.gaps import mended

FIGURES = [["181", "1068", "48"], ["538", "2086", "81"], ["728", "8159", "85"], ["690", "8347", "62"]]
WIDE, HIGH, LEFT, TOP, SURE = 300, 60, 150, 140, 0.95
WHITE = 252


def table() -> np.ndarray:
    """Figures between rules, with lines of words above and below them."""
    page = Image.new("L", (1654, 820), WHITE)
    pen = ImageDraw.Draw(page)
    for y in (60, 500, 560, 620, 680):
        pen.text((LEFT, y), "EEFTEEFTEEFTEEFTEEFTEEFTEEFTEEFTEE", fill=20, font=font(36))
    for row, texts in enumerate(FIGURES):
        for column, text in enumerate(texts):
            middle = LEFT + column * WIDE + WIDE // 2, TOP + row * HIGH + HIGH // 2
            pen.text(middle, text, fill=20, font=font(30), anchor="mm")
    for row in range(len(FIGURES) + 1):
        y = TOP + row * HIGH
        pen.line((LEFT, y, LEFT + 3 * WIDE, y), fill=0, width=3)
    for column in range(4):
        x = LEFT + column * WIDE
        pen.line((x, TOP, x, TOP + len(FIGURES) * HIGH), fill=0, width=3)
    return np.asarray(page).copy()


def font(size: int) -> ImageFont.FreeTypeFont:
    made = ImageFont.load_default(size)
    assert isinstance(made, ImageFont.FreeTypeFont)
    return made


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
