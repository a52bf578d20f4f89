"""The colour of figures: what a pen writes in blue or red is told by it from black print.

A picture is looked at coarsely, as colour is kept coarsely by JPEG: how much of each of its three colours is
taken from the light of the paper nearby.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from parsers.scans.page.bends import Bow
from parsers.scans.page.upright import project
from parsers.scans.types import Floats, Grey, Map

# A picture is halved so many times. Paper is the palest within so many of its pixels then.
HALVED, WINDOW = 2, 5
# A pixel has colour if one colour is taken by so much more than another (of 255), a page if so many do.
COLOURED, FEWEST = 30, 12


@dataclass(frozen=True, slots=True)
class Tints:
    """What is taken of each colour (blue, green, red; 0-255) on a page, summed from its corner on.

    `back` maps the pixels of the level page to those of the sums; `bow` is that of the level page.
    """

    sums: Floats
    back: Map
    bow: Bow | None = None

    def of(self, rooms: Floats) -> Floats:
        """How much is taken of each colour (n × 3) within rooms (n × 4: left, top, right, bottom)."""
        sides = [np.stack([rooms[:, x], rooms[:, y]], axis=1) for x, y in ((0, 1), (2, 1), (2, 3), (0, 3))]
        corners = np.concatenate(sides).astype(np.float64)
        if self.bow is not None:
            corners[:, 1] += self.bow.at(*corners.T)
        points = project(self.back, corners).reshape(4, -1, 2)
        most = np.array(self.sums.shape[1::-1]) - 1
        first = np.clip(np.floor(points.min(0)), 0, most - 1).astype(np.intp)
        last = np.clip(np.ceil(points.max(0)), first + 1, most).astype(np.intp)
        (x0, y0), (x1, y1) = first.T, last.T
        total = self.sums[y1, x1] - self.sums[y0, x1] - self.sums[y1, x0] + self.sums[y0, x0]
        return np.asarray(total / ((x1 - x0) * (y1 - y0))[:, None], np.float64)


def taken(picture: Grey) -> Grey | None:
    """What is taken of each colour in a picture (BGR), which is made smaller; None where it is all grey."""
    if picture.ndim == 2:
        return None
    small = picture
    for _ in range(HALVED):
        small = np.asarray(cv2.resize(small, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), np.uint8)
    light = cv2.dilate(small, np.ones((WINDOW, WINDOW), np.uint8))
    lost = np.asarray(255 - cv2.divide(small, light, scale=255), np.uint8)
    blue, green, red = cv2.split(lost)
    most, least = cv2.max(cv2.max(blue, green), red), cv2.min(cv2.min(blue, green), red)
    coloured = cv2.countNonZero(cv2.inRange(cv2.subtract(most, least), COLOURED, 255))
    return lost if coloured >= FEWEST else None


def tints(lost: Grey, turns: int, back: Map, size: tuple[int, int], bow: Bow | None) -> Tints:
    """The tints of a level page; `back` maps its pixels to those of a page of a size (height, width).

    That is the page of which `lost` was taken, turned by quarters of a circle.
    """
    turned = np.ascontiguousarray(np.rot90(lost, turns))
    ratio = np.diag([turned.shape[1] / size[1], turned.shape[0] / size[0], 1.0])
    return Tints(cv2.integral(turned), ratio @ back, bow)
