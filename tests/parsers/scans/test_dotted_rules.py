"""Scans of tables with dotted and dashed rules: dots make rules, lines of words make none."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from parsers.readers import image
from parsers.scans.ink.ruling import ruled
from parsers.scans.page.paper import Paper

# Words fill their cells from side to side.
ROWS = [["EEFTEEFTEEFT", "345", "6"], ["78", "TEEFTEEFTEEF", "214"], ["-11", "531", "47"], ["29", "8", "63"]]
WIDE, HIGH, LEFT, TOP = 300, 60, 150, 140
SURE = 0.9


def report(dot: int, gap: int, thick: int, grey: int = 0) -> np.ndarray:
    """The rows with rules of dots so long, so far from each other and so thick, in pixels; in grey."""
    page = Image.new("L", (1240, 620), 255)
    pen = ImageDraw.Draw(page)
    for row, texts in enumerate(ROWS):
        for column, text in enumerate(texts):
            middle = LEFT + column * WIDE + WIDE // 2, TOP + row * HIGH + HIGH // 2
            pen.text(middle, text, fill=20, font=font(36 if text.isalpha() else 30), anchor="mm")
    right, bottom = LEFT + 3 * WIDE, TOP + len(ROWS) * HIGH
    for row in range(len(ROWS) + 1):
        for x in range(LEFT, right, dot + gap):
            y = TOP + row * HIGH
            pen.rectangle((x, y, min(x + dot, right) - 1, y + thick - 1), fill=grey)
    for column in range(4):
        for y in range(TOP, bottom, dot + gap):
            x = LEFT + column * WIDE
            pen.rectangle((x, y, x + thick - 1, min(y + dot, bottom) - 1), fill=grey)
    return np.asarray(page).copy()


def font(size: int) -> ImageFont.FreeTypeFont:
    made = ImageFont.load_default(size)
    assert isinstance(made, ImageFont.FreeTypeFont)
    return made


@pytest.mark.parametrize(
    ("dot", "gap", "thick", "grey"), [(2, 2, 2, 0), (3, 3, 3, 0), (6, 4, 2, 0), (2, 4, 2, 0), (2, 2, 2, 205)]
)
def test_dots_and_dashes_make_the_rules_of_a_table(dot: int, gap: int, thick: int, grey: int) -> None:
    """Small dots are paler than print in a scan."""
    (grid,), rules = ruled(Paper(report(dot, gap, thick, grey)), 128)
    assert grid.ys == pytest.approx([TOP + row * HIGH for row in range(len(ROWS) + 1)], abs=4)
    assert grid.xs == pytest.approx([LEFT + column * WIDE for column in range(4)], abs=4)
    assert len(grid.cells) == 3 * len(ROWS)
    # What is wiped as a rule lies along one.
    assert not rules[TOP + 10 : TOP + HIGH - 10, LEFT + 10 : LEFT + WIDE - 10].any()


def test_dotted_rules_are_found_where_some_of_them_are_smeared() -> None:
    """Between their dots the page is grey: those are seen as pale rules without dots, and make a table alone."""
    page = report(2, 3, 2)
    right, bottom = LEFT + 3 * WIDE, TOP + len(ROWS) * HIGH
    smeared = [np.s_[y : y + 2, LEFT:right] for y in (TOP, bottom)]
    smeared += [np.s_[TOP:bottom, x : x + 2] for x in (LEFT, LEFT + WIDE, right)]
    for rule in smeared:
        page[rule] = np.minimum(page[rule], 215)
    (grid,), _ = ruled(Paper(page), 128)
    assert len(grid.cells) == 3 * len(ROWS)


def test_the_feet_of_figures_that_fill_their_cell_are_no_dashes() -> None:
    """In every row of a narrow column at the right stand three strokes above feet, as of 222, from dots to dots."""
    page = report(3, 3, 2)
    right, low = LEFT + 3 * WIDE, TOP + len(ROWS) * HIGH
    narrow = 62
    page[TOP:low, right + narrow : right + narrow + 2] = page[TOP:low, right : right + 2]
    for row in range(len(ROWS) + 1):
        y = TOP + row * HIGH
        page[y : y + 2, right : right + narrow] = page[y : y + 2, right - narrow : right]
    for row in range(len(ROWS)):
        foot = TOP + row * HIGH + 42
        for at in range(3):
            x = right + 4 + 19 * at
            page[foot : foot + 3, x : x + 16] = 20
            page[foot - 22 : foot - 2, x + 4 : x + 12] = 20
    (grid,), _ = ruled(Paper(page), 128)
    assert grid.ys == pytest.approx([TOP + row * HIGH for row in range(len(ROWS) + 1)], abs=4)
    assert len(grid.cells) == 4 * len(ROWS)


@pytest.mark.parametrize(("dot", "gap"), [(2, 2), (6, 4)])
def test_figures_between_dotted_rules_are_read(dot: int, gap: int) -> None:
    body = cv2.imencode(".png", report(dot, gap, 2))[1].tobytes()
    (table,) = image.read(body).tables
    found = [cell for row in table.rows() for cell in row]
    printed = [text for row in ROWS for text in row]
    assert len(found) == len(printed)
    figures = [(cell, text) for cell, text in zip(found, printed, strict=True) if not text.isalpha()]
    assert all(
        cell.text == text for cell, text in figures if cell.confidence is None or cell.confidence > SURE
    )
    assert sum(cell.text == text for cell, text in figures) >= len(figures) - 1


def test_lines_of_words_make_no_rules() -> None:
    page = Image.new("L", (1240, 620), 255)
    pen = ImageDraw.Draw(page)
    for line in range(9):
        pen.text((150, 60 + 44 * line), "EEFTEEFTEEFTEEFTEEFTEEFTEEFTEEFTEEFT", fill=20, font=font(36))
    assert ruled(Paper(np.asarray(page).copy()), 128)[0] == []
