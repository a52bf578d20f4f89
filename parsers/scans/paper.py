"""Paper made even: a colour picture becomes grey ink on white, without seal, shadow and uneven light."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from parsers.scans.types import Grey, Mask

# The background is looked for in a picture this many times smaller: ink is gone there, shadows are not.
SHRINK = 8
# How much more red than green and blue a seal is, on average around a pixel; noise and warm paper are less.
RED = 14
# Greys between which, under a seal, print passes into the seal's own ink.
SEAL_DARK, SEAL_PALE = 120, 152


@dataclass(frozen=True, slots=True)
class Paper:
    """A picture made even: to be read, with the seal gone; with the seal; and where there was one (255).

    All are grey, height × width. The last two are None on a page without a seal.
    """

    flat: Grey
    sealed: Grey | None = None
    seal: Mask | None = None


def even(picture: Grey) -> Paper:
    """The picture as grey print on paper of 255, whatever its channels (BGR) were.

    Red ink is bright in the red channel, black print is not: a seal over a figure pales, the figure stays.
    """
    grey = picture if picture.ndim == 2 else picture[:, :, 2]
    height, width = grey.shape
    small = cv2.resize(
        grey, (max(1, width // SHRINK), max(1, height // SHRINK)), interpolation=cv2.INTER_AREA
    )
    # The brightest surroundings are paper; letters and lines are narrower than the window.
    window = np.ones((9, 9), np.uint8)
    light = cv2.GaussianBlur(cv2.erode(cv2.dilate(small, window), window), (0, 0), 3)
    light = np.maximum(cv2.resize(light, (width, height), interpolation=cv2.INTER_LINEAR), 40)
    flat = np.asarray(cv2.divide(grey, light, scale=255), np.uint8)
    zone = red_zone(picture) if picture.ndim == 3 else None
    if zone is None:
        return Paper(flat)
    steps = np.arange(256)
    ramp = np.interp(steps, [0, SEAL_DARK, SEAL_PALE, 255], [0, SEAL_DARK, 255, 255]).astype(np.uint8)
    paled = flat.copy()
    np.copyto(paled, cv2.LUT(flat, ramp), where=zone > 0)
    return Paper(paled, flat, zone)


def red_zone(picture: Grey) -> Mask | None:
    """Where a colour picture is red, with a rim of three pixels; None if it is not, to speak of.

    JPEG keeps colour at half the resolution: thin red strokes lose theirs to their surroundings and look
    grey. So red is looked for around each pixel, and there only what is as dark as print is kept.
    """
    blue, green, red = cv2.split(picture)
    redness = cv2.blur(cv2.subtract(red, cv2.max(blue, green)), (5, 5))
    zone = np.asarray(cv2.threshold(redness, RED, 255, cv2.THRESH_BINARY)[1], np.uint8)
    if np.count_nonzero(zone) < 100:
        return None
    return np.asarray(cv2.dilate(zone, np.ones((7, 7), np.uint8)), np.uint8)


def ink_level(flat: Grey) -> int:
    """The grey below which a pixel is ink: half-way between paper and print, so also in pale copies."""
    histogram = np.bincount(flat[::2, ::2].ravel(), minlength=256).astype(np.int64)
    dark = np.cumsum(histogram[:170])
    if dark[-1] < 20:
        return 128
    print_level = int(np.searchsorted(dark, dark[-1] * 0.1))
    paper_level = int(np.searchsorted(np.cumsum(histogram), histogram.sum() * 0.5))
    return int(np.clip((print_level + paper_level) / 2, 90, 185))
