"""Specks of a page in black and white: single pixels all over it, as of a dirty glass or a coarse level.

So many that they stand for greys are of a screen, as copiers and drivers of scanners make it.
"""

from __future__ import annotations

import cv2
import numpy as np

from parsers.scans.page.connected import areas
from parsers.scans.types import Grey

PAGE_WIDTH = 8.27  # inches
# Specks are looked for in so many rows out of so many; this share of them is of a page that has many.
ROWS, EVERY, MANY = 16, 128, 1e-4
# A speck is by so many greys darker than all around it, and no larger than half of the square of a hundredth
# of an inch: the point of a figure is. Ink is darker than the last.
CONTRAST, SQUARE, INK = 100, 100, 128
MOST = 60_000
# Where more than this share is so much darker than all around it, a page is screened. Where so many are
# nearly black, and there are fewer dots per inch, the screen is as coarse as print: 3 and 8 are alike.
GREYER, SCREENED = 50, 4e-3
BLACK, COARSE, FINE = 150, 1e-3, 250
SOFTER = 0.004  # inches: the dots of a screen are blurred by so much
RING = np.array([[1, 1, 1], [1, 0, 1], [1, 1, 1]], np.uint8)


def without_specks(picture: Grey) -> Grey:
    """A picture without the specks that lie all over it, in print and beside it; those in colour stay.

    A screened page, all of specks, becomes grey again.
    """
    width = picture.shape[1]
    if min(picture.shape[:2]) < EVERY:
        return picture
    rows = picture[: picture.shape[0] // EVERY * EVERY].reshape(-1, EVERY, *picture.shape[1:])[:, :ROWS]
    if picture.ndim == 3:
        if (rows[:, 0, :, 1:] != rows[:, 0, :, :1]).any():
            return picture
        rows = rows[..., 0]
    strips = np.ascontiguousarray(rows).reshape(-1, width)
    apart = cv2.subtract(cv2.erode(strips, RING), strips)
    if np.count_nonzero(apart > CONTRAST) < MANY * apart.size:
        return picture
    dots = min(picture.shape[:2]) / PAGE_WIDTH  # whether it stands or lies
    if np.count_nonzero(apart > GREYER) > SCREENED * apart.size and (
        dots >= FINE or np.count_nonzero(apart > BLACK) < COARSE * apart.size
    ):
        grey = picture if picture.ndim == 2 else np.ascontiguousarray(picture[:, :, 0])
        return np.asarray(cv2.GaussianBlur(grey, (0, 0), SOFTER * dots), np.uint8)
    made = picture.copy() if picture.ndim == 2 else np.ascontiguousarray(picture[:, :, 0])
    ink = cv2.threshold(made, INK - 1, 255, cv2.THRESH_BINARY_INV)[1]
    # What lies right beside print belongs to it.
    found = areas(np.asarray(cv2.dilate(ink, np.ones((3, 3), np.uint8)), np.uint8), MOST)
    if not len(found.rooms):
        return picture
    sizes = np.bincount(found.labels[ink > 0], minlength=found.count)
    specks = sizes <= max(1.0, (width / PAGE_WIDTH / SQUARE) ** 2 / 2)
    specks[0] = False
    made[(specks * 255).astype(np.uint8).take(found.labels) > 0] = 255
    made[cv2.subtract(made, cv2.dilate(made, RING)) > CONTRAST] = 0
    return made
