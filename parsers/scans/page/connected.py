"""Connected areas of a mask, with their boxes and sizes.

OpenCV's own statistics take five times as long as naming the areas does: they count the ground, too.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from parsers.scans.types import Floats, Mask


@dataclass(frozen=True, slots=True)
class Areas:
    """The areas of a mask: `labels` names the area of each pixel from 1 on, 0 is the ground.

    `rooms` has a row for each area, the ground's first (zeros): left, top, right, bottom (both outside), and
    the number of its pixels. It is empty where there are more areas than were asked for.
    """

    count: int
    labels: Floats
    rooms: Floats


def areas(mask: Mask, most: int) -> Areas:
    """The areas of a mask (255 or 0), corners touching; `most` is how many are described at most."""
    count, labels = cv2.connectedComponents(mask, connectivity=8)
    rooms = np.zeros((count if count <= most else 0, 5), np.int64)
    if not 1 < count <= most:
        return Areas(count, labels, rooms)
    # Outlines of holes run on the same area, within its box.
    found, first = outlined(mask)
    names = labels[first[:, 1], first[:, 0]].astype(np.intp)
    rooms[1:, :2] = np.iinfo(np.int64).max
    np.minimum.at(rooms[:, :2], names, found[:, :2])
    np.maximum.at(rooms[:, 2:4], names, found[:, 2:])
    rooms[1:, 4] = np.bincount(labels[mask > 0], minlength=count)[1:]
    return Areas(count, labels, rooms)


def outlined(mask: Mask) -> tuple[Floats, Floats]:
    """Left, top, right and bottom of the outlines in a mask (n × 4), in no order, and a pixel of each."""
    outlines = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)[0]
    if not outlines:
        return np.zeros((0, 4), np.int64), np.zeros((0, 2), np.int64)
    points = np.concatenate(outlines)[:, 0]
    lengths = np.fromiter(map(len, outlines), np.int64, len(outlines))
    starts = np.cumsum(lengths) - lengths
    sides = np.minimum.reduceat(points, starts), np.maximum.reduceat(points, starts) + 1
    return np.hstack(sides), points[starts]


def boxes(mask: Mask) -> list[tuple[int, int, int, int]]:
    """Left, top, right and bottom of each outline in a mask, in no order."""
    rows: list[list[int]] = outlined(mask)[0].tolist()
    return [(left, top, right, bottom) for left, top, right, bottom in rows]
