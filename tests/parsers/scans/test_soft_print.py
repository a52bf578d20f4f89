"""Scans whose rules are much darker than the thin, soft strokes of their letters: no print is taken for a seal."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw

from parsers.readers import image
from parsers.scans.page import paper
from tests.parsers.ruled_page import font

FIGURES = [["6431", "885", "72"], ["5830", "2064", "96"], ["8713", "508", "41"], ["3865", "947", "627"]]


def page(blur: float) -> np.ndarray:
    """A table between thick rules, in print so soft that its strokes are grey; lines of words around it."""
    made = Image.new("L", (1653, 1100), 255)
    pen = ImageDraw.Draw(made)
    for y in (60, 100, 140, 700, 740, 780, 820, 860, 900, 940):
        pen.text((150, y), "EEFTHEEMTEEFTEHMFTEEFTEEFTHMEFTEEFTE", fill=0, font=font(26))
    for row in range(5):
        y = 220 + row * 90
        pen.line((150, y, 1500, y), fill=0, width=7)
        for column, text in enumerate(FIGURES[row] if row < 4 else ()):
            pen.text((150 + column * 450 + 225, y + 45), text, fill=0, font=font(26), anchor="mm")
    for x in (150, 600, 1050, 1500):
        pen.line((x, 220, x, 580), fill=0, width=7)
    return cv2.GaussianBlur(np.asarray(made), (0, 0), blur)


@pytest.mark.parametrize("blur", [1.6, 2.0])
def test_soft_letters_beside_dark_rules_are_no_grey_seal(blur: float) -> None:
    soft = page(blur)
    assert np.array_equal(paper.even(soft).flat, paper.lit(soft))


def test_their_figures_are_read() -> None:
    (table,) = image.read(cv2.imencode(".png", page(1.6))[1].tobytes()).tables
    assert [[cell.text for cell in row] for row in table.rows()] == FIGURES


def spine() -> np.ndarray:
    """A table that bends into the shadow of a book's spine: at its right rules and figures are pale."""
    made = Image.new("L", (1653, 1500), 255)
    pen = ImageDraw.Draw(made)
    for row in range(12):
        y = 120 + row * 110
        pen.line((150, y, 1500, y), fill=0, width=5)
        for column, text in enumerate((FIGURES * 3)[row] if row < 11 else ()):
            pen.text((150 + column * 450 + 225, y + 55), text, fill=0, font=font(30), anchor="mm")
    for x in (150, 600, 1050, 1500):
        pen.line((x, 120, x, 1330), fill=0, width=5)
    black = 255 - np.asarray(made, np.float32)
    paler = np.interp(np.arange(1653), [0, 900, 1400], [1, 1, 0.45])
    return np.asarray(255 - cv2.GaussianBlur(black * paler[None], (0, 0), 1.2), np.uint8)


def test_pale_rules_in_the_shadow_of_a_spine_are_no_grey_seal() -> None:
    page_of_it = spine()
    assert paper.even(page_of_it).seal is None
    (table,) = image.read(cv2.imencode(".png", page_of_it)[1].tobytes()).tables
    assert [[cell.text for cell in row] for row in table.rows()] == (FIGURES * 3)[:11]
