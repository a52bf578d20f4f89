"""A page of a PDF as it is drawn, in pixels, and how two drawings of a place differ."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

from pypdfium2 import raw

from parsers.pages.textlines import Box
from parsers.readers.pdf import calls

LIGHT = 192  # of 255: no ink is left where a pixel is lighter
CONTRAST = 32  # of 255, in any colour: what differs less from its ground is not seen
DARK = 128  # of 255: no paper is left where no pixel is lighter
FEW_PIXELS = 2
RIM = 0.25  # of its height
STROKE = 0.04, 0.6  # of the place of a character, that such a stroke fills
SCALE = 2.0  # pixels for each point
MOST_PIXELS = 6_000_000
OWN_GROUND = 0.25  # of the ground of a text in the colour of that text: then only a part of it is seen
Pixel = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Shown:
    """A page as it is shown, in pixels of three bytes: blue, green, red."""

    pixels: bytes
    width: int
    height: int
    stride: int  # bytes from row to row

    @classmethod
    def of(cls, page: Any, width: int, height: int) -> Shown:
        bitmap = raw.FPDFBitmap_CreateEx(width, height, raw.FPDFBitmap_BGR, None, 0)
        if not bitmap:
            raise MemoryError
        try:
            raw.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, 0xFFFFFFFF)
            raw.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, 0)
            stride = raw.FPDFBitmap_GetStride(bitmap)
            return cls(calls.memory(raw.FPDFBitmap_GetBuffer(bitmap), stride * height), width, height, stride)
        finally:
            raw.FPDFBitmap_Destroy(bitmap)

    @classmethod
    def without(cls, items: Collection[int], page: Any, width: int, height: int) -> Shown:
        """The page as it would be shown if some of its objects were not drawn."""
        try:
            for item in items:
                calls.set_active(item, 0)
            return cls.of(page, width, height)
        finally:
            for item in items:
                calls.set_active(item, 1)

    def rows(self, box: Box) -> list[bytes]:
        """The rows of a place, whose edges are those of pixels."""
        left, top, right, bottom = (max(0, round(edge)) for edge in box)
        start, end = 3 * min(left, self.width), 3 * min(right, self.width)
        return [
            self.pixels[row * self.stride + start : row * self.stride + end]
            for row in range(top, min(bottom, self.height))
        ]


def drawn_at(size: tuple[float, float]) -> tuple[float, tuple[int, int]]:
    """How many pixels a point of a page of this width and height is drawn with, and those of the page."""
    scale = min(SCALE, sqrt(MOST_PIXELS / max(size[0] * size[1], 1.0)))
    return scale, (max(1, round(size[0] * scale)), max(1, round(size[1] * scale)))


def differ(rows: Sequence[bytes], others: Sequence[bytes]) -> bool:
    """Whether two pictures of a place differ so much that it can be seen."""
    found = 0
    for row, other in zip(rows, others, strict=True):
        if row != other:
            steps = [abs(one - two) >= CONTRAST for one, two in zip(row, other, strict=True)]
            found += sum(map(max, steps[0::3], steps[1::3], steps[2::3]))
            if found >= FEW_PIXELS:
                return True
    return False


def lost(bare: Sequence[bytes], rows: Sequence[bytes]) -> bool:
    """Whether ink of a place, as it was drawn before it was covered, is no more seen there."""
    found = 0
    for before, after in zip(bare, rows, strict=True):
        if before != after:
            darkest = map(min, before[0::3], before[1::3], before[2::3])
            palest = map(min, after[0::3], after[1::3], after[2::3])
            found += sum(old < DARK and new >= LIGHT for old, new in zip(darkest, palest, strict=True))
    return found >= FEW_PIXELS


def inked(bare: Sequence[bytes], rows: Sequence[bytes]) -> bool:
    """Whether what lies on a place makes a part of its paper dark, no more than a pen does."""
    found = size = 0
    rim = round(RIM * len(rows))  # rules are close to the feet of what stands over them
    for before, after in list(zip(bare, rows, strict=True))[rim : len(rows) - rim]:
        size += len(before) // 3
        if before != after:
            shades = (
                (sum(pixel[:3]), sum(pixel[3:]))
                for pixel in zip(*(row[at::3] for row in (before, after) for at in range(3)), strict=True)
            )
            found += sum(old >= 3 * LIGHT and new < 3 * DARK for old, new in shades)
    return found > FEW_PIXELS and STROKE[0] * size < found < STROKE[1] * size


def mostly_dark(rows: Sequence[bytes]) -> bool:
    """Whether more of a place is dark than signs leave dark."""
    shades = [sum(pixel) // 3 for row in rows for pixel in zip(row[0::3], row[1::3], row[2::3], strict=True)]
    return 2 * sum(shade < DARK for shade in shades) > len(shades)


def in_part(rows: Sequence[bytes], ground: Sequence[bytes]) -> bool:
    """Whether so much of the ground of a text has the colour of the text that only a part of it is seen.

    The ground is what is shown without the text, whose colour is where it differs most from it.
    """
    shown, bare = (
        [pixel for row in part for pixel in zip(row[0::3], row[1::3], row[2::3], strict=True)]
        for part in (rows, ground)
    )
    own = max(zip(shown, bare, strict=True), key=lambda pair: unlike(*pair))[0]
    return sum(unlike(pixel, own) < CONTRAST for pixel in bare) > OWN_GROUND * len(bare)


def unlike(one: Pixel, other: Pixel) -> int:
    return max(abs(mine - yours) for mine, yours in zip(one, other, strict=True))
