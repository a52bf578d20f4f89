"""Two pages beside each other in one picture are two pages; a page that lies, or is turned, is one."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from parsers.readers import image
from parsers.scans.page.facing import facing

FIGURES = [["914", "1023"], ["538", "2066"], ["726", "4159"]]


def leaf(first: int, width: int = 1240, height: int = 1754) -> np.ndarray:
    """A page with lines of words of half the page, and a table with rows from `first` on."""
    page = Image.new("L", (width, height), 255)
    pen = ImageDraw.Draw(page)
    for line in range(14):
        pen.text((150, 120 + 70 * line), "EEFT TEEF " * (width // 240), fill=20, font=font(32))
    for row, texts in enumerate(FIGURES[first:]):
        for column, text in enumerate(texts):
            x, y = 150 + column * 400, 1150 + row * 70
            pen.rectangle((x, y, x + 400, y + 70), outline=0, width=3)
            pen.text((x + 200, y + 35), text, fill=20, font=font(30), anchor="mm")
    return np.asarray(page).copy()


def font(size: int) -> ImageFont.FreeTypeFont:
    made = ImageFont.load_default(size)
    assert isinstance(made, ImageFont.FreeTypeFont)
    return made


@pytest.mark.parametrize("lean", [0.0, 1.2])
def test_facing_pages_are_read_one_after_the_other(lean: float) -> None:
    both = np.hstack([leaf(0), leaf(1)])
    turn = cv2.getRotationMatrix2D((1240, 877), lean, 1)
    leaning = cv2.warpAffine(both, turn, (2480, 1754), borderValue=255)
    (first, second) = facing(np.asarray(leaning))
    assert first[1] == second[0] == pytest.approx(1240, abs=100)  # left of the second's words
    left, right = image.read(cv2.imencode(".png", leaning)[1].tobytes()).tables
    for table, printed, begins in ((left, FIGURES, 150), (right, FIGURES[1:], 1390)):
        assert [[cell.text for cell in row] for row in table.rows()] == printed
        assert table.place.box is not None
        assert table.place.box[0] == pytest.approx(begins, abs=40)


def test_a_page_of_short_figures_in_columns_faces_another() -> None:
    """It has fewer blank rows than blank columns, but not as few as on its side."""
    second = np.full((1754, 1240), 255, np.uint8)
    for row in range(24):
        for column in range(5):
            place = (150 + 200 * column, 160 + 40 * row)
            cv2.putText(second, str(37 * row + 411 * column), place, cv2.FONT_HERSHEY_SIMPLEX, 1.0, 20, 3)
    halves = facing(np.hstack([leaf(0), second]))
    assert len(halves) == 2
    assert halves[0][1] == pytest.approx(1240, abs=100)


def test_a_page_on_its_side_is_one() -> None:
    """Though no words stand in the middle of it, between two parts of the page."""
    page = leaf(0)
    page[800:1000] = 255
    assert facing(np.ascontiguousarray(np.rot90(page))) == [(0, 1754)]


def test_a_lying_page_is_one() -> None:
    assert facing(leaf(0, 2480, 1754)) == [(0, 2480)]
