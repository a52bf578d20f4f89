"""Figures that hug their rules: what is wiped away with a rule leaves none wrong and no dash blank."""

from __future__ import annotations

from itertools import chain

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from parsers.document import Table
from parsers.readers import image

FIGURES = [["6", "345", "-"], ["-", "62", "285"], ["63", "-", "629"], ["913", "64", "-"], ["", "67", "58"]]


def page(gap: int, *, right: bool = False) -> np.ndarray:
    """A table of soft grey figures, each so many pixels beside the rule at its left or right."""
    made = Image.new("L", (1200, 700), 255)
    drawn = ImageDraw.Draw(made)
    font = ImageFont.load_default(22)
    for row, texts in enumerate(FIGURES):
        for column, text in enumerate(texts):
            x, y = 150 + column * 300, 120 + row * 90
            drawn.rectangle((x, y, x + 300, y + 90), outline=70, width=2)
            start, _, end, _ = drawn.textbbox((0, 0), text, font)
            left = x + 300 - gap - end if right else x + 2 + gap - start
            drawn.text((left, y + 32), text, 70, font)
    return cv2.GaussianBlur(np.asarray(made), (0, 0), 1.1)


def cells(picture: np.ndarray) -> list[tuple[str, bool]]:
    done, data = cv2.imencode(".png", picture)
    assert done
    (table,) = [block for block in image.read(data.tobytes()).blocks if isinstance(block, Table)]
    return [(cell.text, (cell.confidence or 0) >= 0.95) for row in table.rows() for cell in row]


@pytest.mark.parametrize("right", [False, True])
@pytest.mark.parametrize("gap", [-4, -3, -2, -1, 0, 1, 2])
def test_of_figures_that_hug_a_rule_none_is_wrong_and_certain(gap: int, right: bool) -> None:
    found = zip(cells(page(gap, right=right)), chain(*FIGURES), strict=True)
    wrong = [(text, wanted) for (text, sure), wanted in found if sure and text != wanted]
    # What is read as a letter is no figure.
    assert [pair for pair in wrong if not any(map(str.isalpha, pair[0]))] == []


@pytest.mark.parametrize("right", [False, True])
@pytest.mark.parametrize("gap", [1, 2, 3, 9])
def test_figures_beside_a_rule_are_certain(gap: int, right: bool) -> None:
    assert cells(page(gap, right=right)) == [(text, True) for text in chain(*FIGURES)]


def test_a_rule_whose_edge_darkens_leaves_blanks_blank() -> None:
    """One that leans by less than a pixel: its soft edge is darker along a part of a cell."""
    picture = page(120)
    for x in (150, 450, 750):
        edge = picture[120:571, x + 2]
        edge[:] = np.minimum(edge, np.tile(np.repeat([190, 158], [31, 10]), 11))
    assert cells(picture) == [(text, True) for text in chain(*FIGURES)]


def test_rules_that_lean_in_noise_leave_blanks_blank(monkeypatch: pytest.MonkeyPatch) -> None:
    """Their soft edges and the noise of a scanner are no print that hugs them."""
    texts = [["6", "", ""], ["", "62", ""], ["", "", "629"], ["913", "", ""], ["", "67", "58"]]
    monkeypatch.setitem(globals(), "FIGURES", texts)
    for lean in (0.003, 0.005):
        slanting = cv2.warpAffine(
            page(120), np.array([[1, lean, -2], [0, 1, 0]]), (1200, 700), borderValue=255
        )
        rng = np.random.default_rng(7)
        noise = cv2.GaussianBlur(rng.normal(0, 16, slanting.shape), (0, 0), 0.7)
        noisy = np.clip(slanting - 6 + noise, 0, 255).astype(np.uint8)
        found = zip(cells(noisy), chain(*texts), strict=True)
        assert [pair for pair, wanted in found if not wanted] == [("", True)] * 9


def test_rules_that_lean_in_black_and_white_leave_blanks_blank(monkeypatch: pytest.MonkeyPatch) -> None:
    """They move by a pixel at once; turned level again, each of their sides is darker along some rows."""
    texts = [["6", "", ""], ["", "62", ""], ["", "", "629"], ["913", "", ""], ["", "67", "58"]]
    monkeypatch.setitem(globals(), "FIGURES", texts)
    for lean in (0.003, 0.006, 0.009):
        turn = np.array([[1, lean, -2], [-lean, 1, 4]])
        slanting = cv2.warpAffine(page(120), turn, (1200, 700), borderValue=255, flags=cv2.INTER_CUBIC)
        for level in (170, 190):
            found = zip(
                cells(np.where(slanting < level, 0, 255).astype(np.uint8)), chain(*texts), strict=True
            )
            assert [pair for pair, wanted in found if not wanted] == [("", True)] * 9
