"""Pages in black and white with specks all over them, points of figures, which are none, and screened pages."""

from __future__ import annotations

import cv2
import numpy as np

from parsers.readers import image
from parsers.scans.page.specks import without_specks
from tests.parsers.scans.test_streaks import FIGURES, table

SURE = 0.95


def specked(page: np.ndarray, share: float) -> np.ndarray:
    """A page in black and white of which such a share is turned into black, and so much into white."""
    chance = np.random.default_rng(5).random(page.shape)
    made = np.where(page < 128, 0, 255).astype(np.uint8)
    made[chance < share] = 0
    made[chance > 1 - share] = 255
    return made


def test_figures_among_specks_are_certain() -> None:
    page = specked(table(), 0.001)
    (found,) = image.read(cv2.imencode(".png", page)[1].tobytes()).tables
    cells = [(cell.text, cell.confidence) for row in found.rows() for cell in row]
    assert [text for text, _ in cells] == [text for row in FIGURES for text in row]
    assert all(confidence is None or confidence >= SURE for _, confidence in cells)


def test_a_point_is_no_speck_and_a_clean_page_stays_as_it_is() -> None:
    page = np.full((600, 1240), 255, np.uint8)
    page[100:102, 200:202] = 0
    page[300:340, 200:240] = 0
    assert without_specks(page) is page
    made = without_specks(specked(page, 0.002))
    assert not made[100:102, 200:202].any()
    assert not made[302:338, 202:238].any()
    rest = made.copy()
    rest[98:104, 198:204] = rest[298:342, 198:242] = 255
    # Two or three specks beside each other may be a point, too.
    assert np.count_nonzero(rest == 0) < 0.1 * 0.002 * rest.size
    coloured = cv2.cvtColor(specked(page, 0.002), cv2.COLOR_GRAY2BGR)
    assert np.array_equal(without_specks(coloured), made)
    coloured[:, :, 2] //= 2
    assert without_specks(coloured) is coloured


def screened(page: np.ndarray, paper: float) -> np.ndarray:
    """A page of that share of white as copiers print greys: in dots, by a screen of eight by eight."""
    levels = np.zeros((1, 1))
    for _ in range(3):
        levels = np.block([[4 * levels, 4 * levels + 2], [4 * levels + 3, 4 * levels + 1]])
    height, width = page.shape
    tiled = np.tile((levels + 0.5) * 4, (height // 8 + 1, width // 8 + 1))[:height, :width]
    noise = np.random.default_rng(3).normal(0, 6, page.shape)
    return np.where(cv2.GaussianBlur(page, (0, 0), 1) * paper + noise > tiled, 255, 0).astype(np.uint8)


def test_figures_of_a_screened_page_are_read() -> None:
    large = cv2.resize(table(), None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
    page = screened(cv2.copyMakeBorder(large, 0, 1860, 0, 0, cv2.BORDER_CONSTANT, value=255), 0.94)
    smaller = cv2.resize(page, None, fx=2 / 3, fy=2 / 3, interpolation=cv2.INTER_AREA)
    for shown in (page, smaller):
        (found,) = image.read(cv2.imencode(".png", shown)[1].tobytes()).tables
        assert [cell.text for row in found.rows() for cell in row] == [
            text for row in FIGURES for text in row
        ]


def test_a_coarse_screen_is_not_made_grey() -> None:
    # Its dots are as large as the strokes that tell 3 from 8: what is softened would be read all the same.
    upright = screened(np.full((2340, 1654), 255, np.uint8), 0.94)
    for page in (screened(table(), 0.94), upright, np.rot90(upright)):
        assert len(np.unique(without_specks(np.ascontiguousarray(page)))) == 2
