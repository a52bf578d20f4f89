"""Watermarks in colour across a scanned page are paper; print beneath them, and print in colour, is print."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from parsers.scans import paper

BLACK, NAVY = (20, 20, 20), (150, 40, 20)
PAPER, PRINT = 225, 130


def written(
    page: np.ndarray, text: str, at: tuple[int, int], size: int, colour: tuple[int, int, int]
) -> None:
    """Writes on the page as a printer does: ink takes light away from what is there."""
    ink = Image.new("L", (page.shape[1], page.shape[0]))
    ImageDraw.Draw(ink).text(at, text, font=ImageFont.load_default(size), fill=255)
    share = np.asarray(ink)[:, :, None] / 255
    page[:] = page * (1 - share * (1 - np.array(colour) / 255))


def scanned(page: np.ndarray) -> np.ndarray:
    return cv2.imdecode(cv2.imencode(".jpg", page, [cv2.IMWRITE_JPEG_QUALITY, 80])[1], cv2.IMREAD_COLOR)


@pytest.mark.parametrize("mark", [(230, 160, 110), (140, 215, 120)], ids=["blue", "green"])
def test_a_watermark_in_colour_is_paper_and_print_beneath_it_stays(mark: tuple[int, int, int]) -> None:
    printed = np.full((500, 1200, 3), 255, np.uint8)
    for row in range(6):
        written(printed, "4187  2936  750", (330, 60 + 60 * row), 34, BLACK)
    marked = printed.copy()
    written(marked, "WATERMARK", (60, 90), 200, mark)
    plain, flat = (paper.even(scanned(page)).flat for page in (printed, marked))
    print_kept = (flat < PRINT)[plain < PRINT // 2]
    ground = flat[(cv2.erode(plain, np.ones((9, 9), np.uint8)) > PAPER)]
    assert print_kept.mean() > 0.98
    assert (ground < PRINT).mean() < 0.001
    assert (ground < PAPER).mean() < 0.02


def test_print_in_dark_blue_is_no_watermark() -> None:
    page = np.full((500, 1200, 3), 255, np.uint8)
    for row in range(6):
        written(page, "4187  2936  750", (130, 60 + 60 * row), 44, NAVY)
    page = scanned(page)
    assert np.array_equal(paper.unmarked(page), page[:, :, 2])
