"""A page with figures between rules and lines of words around them, as a scanner would deliver it unharmed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw, ImageFont

WIDE, HIGH, LEFT, TOP, SURE = 300, 60, 150, 140, 0.95


def ruled_page(
    figures: Sequence[Sequence[str]], *, width: int = 1240, white: int = 255, words: bool = True
) -> np.ndarray:
    """Figures between rules, with lines of words above and below them; `white` is the grey of the paper."""
    page = Image.new("L", (width, 820), white)
    pen = ImageDraw.Draw(page)
    for y in (60, 500, 560, 620, 680) if words else ():
        pen.text((LEFT, y), "EEFTEEFTEEFTEEFTEEFTEEFTEEFTEEFTEE", fill=20, font=font(36))
    for row, texts in enumerate(figures):
        for column, text in enumerate(texts):
            middle = LEFT + column * WIDE + WIDE // 2, TOP + row * HIGH + HIGH // 2
            pen.text(middle, text, fill=20, font=font(30), anchor="mm")
    for row in range(len(figures) + 1):
        y = TOP + row * HIGH
        pen.line((LEFT, y, LEFT + 3 * WIDE, y), fill=0, width=3)
    for column in range(4):
        x = LEFT + column * WIDE
        pen.line((x, TOP, x, TOP + len(figures) * HIGH), fill=0, width=3)
    return np.asarray(page).copy()


def font(size: int) -> ImageFont.FreeTypeFont:
    made = ImageFont.load_default(size)
    assert isinstance(made, ImageFont.FreeTypeFont)
    return made
