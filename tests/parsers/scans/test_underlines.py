"""Figures with a line below them are read without it; a figure's own foot is no such line."""

from __future__ import annotations

from itertools import chain

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from parsers.document import Table
from parsers.readers import image

FIGURES = [["19", "345", "9"], ["73", "2", "205"], ["53", "86", "729"], ["9", "64", "87"]]


def page(below: int, *, bare: str = "") -> np.ndarray:
    """A table of figures with a line so far below each (pixels), but the one named."""
    made = np.full((640, 1200), 255, np.uint8)
    for row, texts in enumerate(FIGURES):
        for column, text in enumerate(texts):
            x, y = 150 + column * 300, 120 + row * 100
            cv2.rectangle(made, (x, y), (x + 300, y + 100), 0, 2)
            (wide, high), _ = cv2.getTextSize(text, cv2.FONT_HERSHEY_COMPLEX, 1.0, 2)
            left, foot = x + 150 - wide // 2, y + 50 + high // 2
            cv2.putText(made, text, (left, foot), cv2.FONT_HERSHEY_COMPLEX, 1.0, 20, 2, cv2.LINE_AA)
            if text != bare:
                cv2.rectangle(made, (left - 1, foot + below), (left + wide, foot + below + 2), 20, -1)
    return made


def cells(picture: np.ndarray) -> list[tuple[str, bool]]:
    done, data = cv2.imencode(".png", picture)
    assert done
    (table,) = [block for block in image.read(data.tobytes()).blocks if isinstance(block, Table)]
    return [(cell.text, (cell.confidence or 0) >= 0.95) for row in table.rows() for cell in row]


@pytest.mark.parametrize("below", [4, 6])
def test_underlined_figures_are_read_without_their_lines(below: int) -> None:
    assert cells(page(below)) == [(text, True) for row in FIGURES for text in row]


def test_the_foot_of_a_figure_without_a_line_is_not_taken_for_one() -> None:
    found = cells(page(5, bare="2"))
    assert all(
        text == wanted or not sure for (text, sure), wanted in zip(found, chain(*FIGURES), strict=True)
    )


@pytest.mark.parametrize("size", [18, 21, 24])
def test_the_feet_of_figures_in_soft_print_are_no_lines(size: int) -> None:
    """Of most figures of the table the feet reach over nearly all their width, but for the gap between."""
    figures = [["25", "222", "21"], ["52", "22", "275"], ["12", "251", "22"], ["225", "52", "2"]]
    made = Image.new("L", (1200, 640), 255)
    drawn = ImageDraw.Draw(made)
    font = ImageFont.load_default(size)
    for row, texts in enumerate(figures):
        for column, text in enumerate(texts):
            x, y = 150 + column * 300, 120 + row * 100
            drawn.rectangle((x, y, x + 300, y + 100), outline=0, width=2)
            drawn.text((x + 150, y + 50), text, 20, font, anchor="mm")
    soft = cv2.GaussianBlur(np.asarray(made), (0, 0), 1.3)
    assert cells(soft) == [(text, True) for row in figures for text in row]
