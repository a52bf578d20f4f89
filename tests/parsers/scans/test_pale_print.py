"""Print so pale that nothing on a page is dark: it is read, and what is no print is not."""

from __future__ import annotations

from itertools import chain

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from parsers.document import Table
from parsers.readers import image

FIGURES = [["6", "345", "2108"], ["739", "62", "285"], ["63", "-", "629"], ["913", "64", "51"]]


def page(print_: int, paper: int) -> np.ndarray:
    """A table in one grey, on noisy paper of another."""
    made = Image.new("L", (1200, 700), paper)
    drawn = ImageDraw.Draw(made)
    font = ImageFont.load_default(26)
    for row, texts in enumerate(FIGURES):
        for column, text in enumerate(texts):
            x, y = 150 + column * 300, 120 + row * 90
            drawn.rectangle((x, y, x + 300, y + 90), outline=print_, width=2)
            drawn.text((x + 150, y + 45), text, print_, font, anchor="mm")
    noise = np.random.default_rng(7).normal(0, 3, (700, 1200))
    soft = cv2.GaussianBlur(np.asarray(made), (0, 0), 0.8) + noise
    return np.clip(soft, 0, 255).astype(np.uint8)


def read(picture: np.ndarray) -> list[list[tuple[str, bool]]]:
    """The texts of all cells, by table, and whether they are certain."""
    done, data = cv2.imencode(".png", picture)
    assert done
    tables = [block for block in image.read(data.tobytes()).blocks if isinstance(block, Table)]
    return [
        [(cell.text, (cell.confidence or 0) >= 0.95) for row in table.rows() for cell in row]
        for table in tables
    ]


@pytest.mark.parametrize("grey", [150, 175, 190])
def test_pale_print_is_read(grey: int) -> None:
    assert read(page(grey, 248)) == [[(text, True) for text in chain(*FIGURES)]]


def test_what_shines_through_from_the_next_page_is_no_print() -> None:
    assert read(page(228, 250)) == []
