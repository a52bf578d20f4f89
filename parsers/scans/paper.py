"""Paper made even: a colour picture becomes grey ink on white, without seal, shadow and uneven light."""

from __future__ import annotations

import cv2
import numpy as np

from parsers.scans.types import Grey

# The background is looked for in a picture this many times smaller: ink is gone there, shadows are not.
SHRINK = 8


def even(picture: Grey) -> Grey:
    """The picture as grey print on paper of 255; height × width, whatever its channels (BGR) were.

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
    flat: Grey = cv2.divide(grey, light, scale=255)
    if picture.ndim == 3:
        pale_red(picture, flat)
    return flat


def pale_red(picture: Grey, flat: Grey) -> None:
    """Whitens, in place, what is plainly red and not dark: the rest of a seal that its red channel kept."""
    blue, green, red = cv2.split(picture)
    redness = cv2.subtract(red, cv2.max(blue, green))
    seal = (redness > 50) & (flat > 150)
    flat[seal] = 255


def ink_level(flat: Grey) -> int:
    """The grey below which a pixel is ink: half-way between paper and print, so also in pale copies."""
    histogram = np.bincount(flat[::2, ::2].ravel(), minlength=256).astype(np.int64)
    dark = np.cumsum(histogram[:170])
    if dark[-1] < 20:
        return 128
    print_level = int(np.searchsorted(dark, dark[-1] * 0.1))
    paper_level = int(np.searchsorted(np.cumsum(histogram), histogram.sum() * 0.5))
    return int(np.clip((print_level + paper_level) / 2, 90, 185))
