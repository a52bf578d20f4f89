"""Figures of another colour than the others of their table are of a pen, and in doubt."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from parsers.document import Table
from parsers.readers import image
from parsers.scans.page.tints import taken

FIGURES = [["12", "345", "68"], ["71", "90", "214"], ["53", "86", "729"]]
BLACK, BLUE, RED = (30, 30, 30), (170, 50, 30), (40, 30, 200)
Colour = tuple[int, int, int]


def page(
    colours: dict[str, Colour], paper: Colour = (255, 255, 255), shaded: dict[int, Colour] | None = None
) -> np.ndarray:
    """A table of figures of which some are written in other colours, and some rows shaded."""
    made = np.full((600, 1200, 3), paper, np.uint8)
    for row, texts in enumerate(FIGURES):
        if shaded and row in shaded:
            cv2.rectangle(made, (150, 120 + row * 100), (1050, 220 + row * 100), shaded[row], -1)
        for column, text in enumerate(texts):
            x, y = 150 + column * 300, 120 + row * 100
            cv2.rectangle(made, (x, y), (x + 300, y + 100), BLACK, 2)
            (wide, high), _ = cv2.getTextSize(text, cv2.FONT_HERSHEY_SIMPLEX, 1.2, 3)
            place = (x + 150 - wide // 2, y + 50 + high // 2)
            ink = colours.get(text, BLACK)
            cv2.putText(made, text, place, cv2.FONT_HERSHEY_SIMPLEX, 1.2, ink, 3, cv2.LINE_AA)
    return made


def doubtful(picture: np.ndarray) -> set[str]:
    """The figures of a picture that are read and in doubt."""
    done, data = cv2.imencode(".jpg", picture)
    assert done
    (table,) = [block for block in image.read(data.tobytes()).blocks if isinstance(block, Table)]
    assert [[cell.text for cell in row] for row in table.rows()] == FIGURES
    return {cell.text for cell in table.cells if (cell.confidence or 0) < 0.95}


@pytest.mark.parametrize("colour", [BLUE, RED])
def test_a_figure_of_another_colour_is_in_doubt(colour: Colour) -> None:
    assert doubtful(page({"214": colour})) == {"214"}
    lean = cv2.getRotationMatrix2D((600, 300), 2.5, 1)
    askew = cv2.warpAffine(page({"214": colour}), lean, (1200, 600), borderValue=(255, 255, 255))
    assert doubtful(np.asarray(askew, np.uint8)) == {"214"}


def test_figures_in_one_colour_are_certain_on_any_paper_and_so_are_rows_of_another() -> None:
    assert not doubtful(page({text: BLUE for row in FIGURES for text in row}))
    assert not doubtful(page({}, paper=(190, 235, 245)))
    assert not doubtful(page(dict.fromkeys(FIGURES[2], BLUE), shaded={1: (235, 220, 205)}))


def test_a_grey_picture_has_no_tints() -> None:
    grey = page({})
    assert taken(grey) is None
    assert taken(grey[:, :, 0]) is None
    assert taken(page({"214": BLUE})) is not None
