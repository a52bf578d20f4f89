"""Streaks: straight lines from edge to edge of a picture, where dirt lay on the glass of the scanner.

Through a table they look like rules, and cut figures in two: they are taken away as a seal is.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import product

import cv2
import numpy as np

from parsers.scans.page.paper import PAGE_WIDTH, PAPER, Paper, ink_level
from parsers.scans.page.stretches import stretches
from parsers.scans.types import Grey, Mask

# Streaks are looked for in strips along two edges, so high (share of the page), and are dark in so much of
# them, no wider than this (inches), lean no more (degrees), and are dark nearly all the way.
STRIP, DARK_THERE, WIDEST, LEAN, ALL_THE_WAY = 0.02, 0.8, 0.05, 3.0, 0.92
# More of them are something else.
MOST = 12
# A rule runs on to both sides for so far (inches); the letters that a streak crosses do not. No letters are
# on both sides of the rules of a picture that shows nothing but a part of a table.
RUNS_ON, WHOLE = 0.2, 0.97
CROSSED = 2
ROUND = 2  # pixels beside a streak that are paler for it


@dataclass(frozen=True, slots=True)
class Streak:
    """A line from the first row of pixels to the last: its middle in both, and its width, in pixels."""

    first: float
    last: float
    width: int

    def middles(self, height: int) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
        """The column in which its middle lies in each row."""
        return np.rint(np.linspace(self.first, self.last, height)).astype(np.intp)


def without_streaks(page: Paper) -> Paper:
    """A page with its streaks taken away: they are of its seal then, and may hide print."""
    drawn = page.flat if page.sealed is None else page.sealed
    mask = streaks(drawn)
    if mask is None:
        return page

    def wiped(part: Grey | None) -> Grey | None:
        return None if part is None else np.asarray(cv2.bitwise_or(part, mask), np.uint8)

    def joined(part: Mask | None) -> Mask:
        return mask if part is None else np.asarray(cv2.bitwise_or(part, mask), np.uint8)

    flat = np.asarray(cv2.bitwise_or(page.flat, mask), np.uint8)
    bare = flat if page.sealed is None else wiped(page.bare)
    second = wiped(page.second)
    return Paper(flat, drawn, joined(page.seal), joined(page.opaque), second, bare, mask, page.colour)


def streaks(flat: Grey) -> Mask | None:
    """Where the streaks of a page are (255), both upright and level ones; None where there are none."""
    ink = ink_level(flat)
    shade = (ink + PAPER) // 2
    dots = flat.shape[1] / PAGE_WIDTH
    made: Mask | None = None
    for turned in (False, True):
        page = flat.T if turned else flat
        # The crease of a fold is narrow in the darkest part of its shadow alone.
        for streak in next(filter(None, (upright_ones(page, level, dots) for level in (shade, ink))), ()):
            made = np.zeros_like(flat) if made is None else made
            ends = ((streak.first, 0.0), (streak.last, page.shape[0] - 1.0))
            start, end = ((round(x), round(y)) if not turned else (round(y), round(x)) for x, y in ends)
            cv2.line(made, start, end, 255, streak.width + 2 * ROUND)
    return made


def upright_ones(page: Grey, shade: int, dots: float) -> list[Streak]:
    """The streaks that cross a page from its first row to its last, dark where darker than `shade`."""
    height = page.shape[0]
    strip = max(8, round(STRIP * height))
    widest = max(3, round(WIDEST * dots))
    above, below = (narrow_darks(part, shade, widest) for part in (page[:strip], page[-strip:]))
    if not 0 < len(above) <= MOST or not 0 < len(below) <= MOST:
        return []
    dark = cv2.threshold(np.ascontiguousarray(page), shade - 1, 255, cv2.THRESH_BINARY_INV)[1]
    farthest = math.tan(math.radians(LEAN)) * height
    found = [
        Streak(first, last, max(wide, wide_too)) for (first, wide), (last, wide_too) in product(above, below)
    ]
    return [
        streak
        for streak in found
        if abs(streak.first - streak.last) <= farthest
        and goes_through(np.asarray(dark, np.uint8), streak, dots)
    ]


def narrow_darks(strip: Grey, shade: int, widest: int) -> list[tuple[float, int]]:
    """The middle and the width of the narrow runs of columns in a strip that are dark in nearly all rows."""
    runs = stretches((strip < shade).mean(0) > DARK_THERE)
    return [((left + right - 1) / 2, right - left) for left, right in runs if right - left <= widest]


def goes_through(dark: Mask, streak: Streak, dots: float) -> bool:
    """Whether a line is dark (255) all the way, and crosses letters."""
    height, width = dark.shape
    rows, middles = np.arange(height), streak.middles(height)
    reach = streak.width // 2 + ROUND
    along = [dark[rows, np.clip(middles + off, 0, width - 1)] > 0 for off in (-1, 0, 1)]
    if np.logical_or.reduce(along).mean() < ALL_THE_WAY:
        return False
    beside = [dark[rows, np.clip(middles + off, 0, width - 1)] > 0 for off in (-reach - 1, reach + 1)]
    far = round(RUNS_ON * dots)
    crossed = 0
    for start, end in stretches(beside[0] & beside[1]):
        row, middle = (start + end) // 2, int(middles[(start + end) // 2])
        around = dark[max(0, row - 2) : row + 3, max(0, middle - far) : middle + far].max(0)
        crossed += bool((around > 0).mean() < WHOLE)
    return crossed >= CROSSED
