"""Connected areas of a mask, with their boxes and sizes.

OpenCV's own statistics take five times as long as naming the areas does: they count the ground, too.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from parsers.scans.types import Floats, Grey, Mask


@dataclass(frozen=True, slots=True)
class Areas:
    """The areas of a mask: `labels` names the area of each pixel from 1 on, 0 is the ground.

    `rooms` has a row for each area, the ground's first (zeros): left, top, right, bottom (both outside), and
    the number of its pixels. It is empty where there are more areas than were asked for.
    """

    mask: Mask
    count: int
    labels: Floats
    rooms: Floats

    def spread(self, values: Grey) -> Grey:
        """A picture with the value of each area (that of the ground is 0) in all its pixels."""
        made = np.zeros(self.mask.shape, np.uint8)
        # Little of a page is print: to look all of its pixels up takes much memory and time.
        there = np.flatnonzero(self.mask != 0)
        made.reshape(-1)[there] = values.take(self.labels.reshape(-1).take(there))
        return made


def areas(mask: Mask, most: int) -> Areas:
    """The areas of a mask (255 or 0), corners touching; `most` is how many are described at most."""
    count, labels = cv2.connectedComponents(mask, connectivity=8)
    rooms = np.zeros((count if count <= most else 0, 5), np.int64)
    if not 1 < count <= most:
        return Areas(mask, count, labels, rooms)
    rows, lefts, rights = runs(mask)
    names = labels[rows, lefts].astype(np.intp)
    rooms[1:, 0] = mask.shape[1]
    np.minimum.at(rooms[:, 0], names, lefts)
    np.maximum.at(rooms[:, 2], names, rights)
    # Runs come from top to bottom: what is written last stays.
    rooms[names[::-1], 1] = rows[::-1]
    rooms[names, 3] = rows + 1
    rooms[:, 4] = np.bincount(names, rights - lefts, count)
    return Areas(mask, count, labels, rooms)


def runs(mask: Mask) -> tuple[Floats, Floats, Floats]:
    """The level runs of pixels of a mask, from top to bottom: row, first column, the one after the last."""
    height, width = mask.shape
    # Rows lie one behind the other, with a blank before each.
    inked = np.zeros(height * (width + 1) + 1, bool)
    inked[:-1].reshape(height, -1)[:, 1:] = mask
    edges = np.flatnonzero(inked[1:] != inked[:-1])
    rows, lefts = np.divmod(edges[::2], width + 1)
    return rows, lefts, edges[1::2] - rows * (width + 1)


def outlined(mask: Mask) -> Floats:
    """Left, top, right and bottom of the outlines in a mask (n × 4), in no order."""
    outlines = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)[0]
    if not outlines:
        return np.zeros((0, 4), np.int64)
    points = np.concatenate(outlines)[:, 0]
    lengths = np.fromiter(map(len, outlines), np.int64, len(outlines))
    starts = np.cumsum(lengths) - lengths
    return np.hstack([np.minimum.reduceat(points, starts), np.maximum.reduceat(points, starts) + 1])


def boxes(mask: Mask) -> list[tuple[int, int, int, int]]:
    """Left, top, right and bottom of each outline in a mask, in no order."""
    rows: list[list[int]] = outlined(mask).tolist()
    return [(left, top, right, bottom) for left, top, right, bottom in rows]
