"""Slashes among figures that lean: a 1 in italics has their shape."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from parsers.pages.rulegrid import Region
from parsers.scans.ink.inkcells import InkCell
from parsers.scans.ink.inklines import Inkline
from parsers.scans.ink.inks import Inks
from parsers.scans.reading.said import CERTAIN, Said
from parsers.scans.reading.slants import doubt_slashes

FIGURES = ["245", "86", "30", "978"]
WIDE, HIGH = 120, 40


def table(lean: float, slash_height: int) -> tuple[list[InkCell], Inks]:
    """Cells with figures that lean so far, and one with a slanting stroke of a height, one below the other."""
    page = np.full((HIGH * (len(FIGURES) + 1), WIDE), 255, np.uint8)
    for row, text in enumerate(FIGURES):
        ink = Image.new("L", (WIDE, HIGH))
        ImageDraw.Draw(ink).text((40, 20), text, font=ImageFont.load_default(24), fill=235, anchor="lm")
        move = np.array([[1, -lean, lean * HIGH / 2], [0, 1, 0]], np.float64)
        page[row * HIGH : (row + 1) * HIGH] -= cv2.warpAffine(np.asarray(ink), move, (WIDE, HIGH))
    bottom = len(FIGURES) * HIGH + 30
    end = (50 + round(0.25 * slash_height), bottom - slash_height + 1)
    cv2.line(page, (50, bottom), end, 20, 2, cv2.LINE_AA)
    cells = []
    for row in range(len(FIGURES) + 1):
        part = (page[row * HIGH : (row + 1) * HIGH] < 140).astype(np.uint8)
        _, _, stats, _ = cv2.connectedComponentsWithStats(part, connectivity=8)
        shapes = tuple(
            (x, y + row * HIGH, x + w, y + h + row * HIGH) for x, y, w, h, _ in sorted(stats[1:].tolist())
        )
        lefts, tops, rights, bottoms = zip(*shapes, strict=True)
        room = (min(lefts), min(tops), max(rights), max(bottoms))
        box = (0, row * HIGH, WIDE, (row + 1) * HIGH)
        cells.append(InkCell(Region(row, 0, 1, 1, box), (Inkline(room, shapes),)))
    return cells, Inks(page, 140, 24.0)


@pytest.mark.parametrize(
    ("lean", "slash_height", "certain"), [(0.22, 14, False), (0.0, 14, True), (0.22, 22, True)]
)
def test_a_slash_as_high_as_figures_that_lean_may_be_a_1(
    lean: float, slash_height: int, certain: bool
) -> None:
    cells, inks = table(lean, slash_height)
    spoken = [[Said(text, CERTAIN)] for text in (*FIGURES, "/")]
    doubt_slashes(cells, spoken, inks)
    assert (spoken[-1][0].confidence >= CERTAIN) is certain
    assert ("1" in spoken[-1][0].readings) is not certain
    assert all(said.confidence == CERTAIN for (said,) in spoken[:-1])
