"""Pages that bow like those of a book are made flat; others stay as they are."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from parsers.readers import image
from parsers.scans.ink.ruling import ruled_by
from parsers.scans.page.bends import bow_of
from parsers.scans.page.paper import Paper

ROWS, HIGH, WIDE, LEFT, TOP, SURE = 14, 44, 240, 140, 160, 0.95
FIGURES = [[str(211 * row + 37 * column + 105) for column in range(4)] for row in range(ROWS)]


def bowed(most: float, more: float) -> np.ndarray:
    """A table bowed by so many pixels in its middle, and by a share more at the bottom of the page than there."""
    page = Image.new("L", (1240, 1000), 255)
    pen = ImageDraw.Draw(page)
    face = ImageFont.load_default(26)
    for row, texts in enumerate(FIGURES):
        for column, text in enumerate(texts):
            x, y = LEFT + column * WIDE, TOP + row * HIGH
            pen.rectangle((x, y, x + WIDE, y + HIGH), outline=0, width=3)
            pen.text((x + WIDE / 2, y + HIGH / 2), text, fill=20, font=face, anchor="mm")
    across, down = np.meshgrid(np.arange(1240, dtype=np.float32), np.arange(1000, dtype=np.float32))
    down += lower(across, down, most, more).astype(np.float32)
    return np.asarray(cv2.remap(np.asarray(page), across, down, cv2.INTER_CUBIC, borderValue=255))


def lower(across: np.ndarray, down: np.ndarray, most: float, more: float) -> np.ndarray:
    """How much farther down a point stands on the flat page than on the bowed one."""
    return most * np.sin(np.pi * across / 1240) * (1 + more * (down - 500) / 500)


@pytest.mark.parametrize(("most", "more"), [(14, 0.0), (-18, 0.0), (22, 0.5), (-16, -0.7)])
def test_figures_of_a_page_that_bows_stay_in_their_rows(most: float, more: float) -> None:
    page = bowed(most, more)
    (table,) = image.read(cv2.imencode(".png", page)[1].tobytes()).tables
    assert [len(row) for row in table.rows()] == [4] * ROWS
    cells = [
        (cell, printed)
        for row, texts in zip(table.rows(), FIGURES, strict=True)
        for cell, printed in zip(row, texts, strict=True)
    ]
    sure = [(cell, printed) for cell, printed in cells if (cell.confidence or 0) >= SURE]
    assert all(cell.text == printed for cell, printed in sure)
    assert len(sure) > 0.9 * len(cells)
    for cell, printed in sure:
        assert cell.place.box is not None
        left, top, right, bottom = cell.place.box
        x, y = (left + right) / 2, (top + bottom) / 2
        drawn = TOP + HIGH * next(row for row, texts in enumerate(FIGURES) if printed in texts) + HIGH / 2
        assert y + lower(np.array(x), np.array(y), most, more) == pytest.approx(drawn, abs=4)
        assert bottom - top < 0.8 * HIGH


def test_a_page_that_is_flat_has_no_bow() -> None:
    page = bowed(0, 0)
    assert bow_of(ruled_by(Paper(page), 128)[2].runs, page.shape) is None


def test_the_bow_is_that_of_the_rules() -> None:
    page = bowed(18, 0.4)
    bow = bow_of(ruled_by(Paper(page), 128)[2].runs, page.shape)
    assert bow is not None
    across, down = np.array([300.0, 620.0, 940.0]), np.array([250.0, 500.0, 700.0])
    # A point of the flat page stands higher on the bowed one by what is drawn, but for a shift of the whole.
    drawn = -lower(across, down - lower(across, down, 18, 0.4), 18, 0.4)
    found = bow.at(across, down)
    assert np.diff(found) == pytest.approx(np.diff(drawn), abs=2.5)
