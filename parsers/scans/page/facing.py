"""Two pages beside each other in one picture, as an open book or a folded sheet lies on a scanner."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from parsers.scans.page import paper
from parsers.scans.page.stretches import stretches
from parsers.scans.types import Grey, Mask

# Two upright pages together are so much wider than high.
LEAST_SHAPE, MOST_SHAPE = 1.15, 1.75
# Looked at as wide as this (pixels); what is darker than this there is ink.
LOOKED_AT, INK = 700, 190
# The pages part in this middle of the picture, by a blank band of at least this share of its width; so
# much of the height of each has ink.
MIDDLE, BAND, FILLED = (0.4, 0.6), 0.025, 0.05
RULE = 0.05  # of the width: longer strokes are rules
# Between lines of text there are so many times more blank rows than there are blank columns; on a page on its
# side so many times less. On one with little but short figures below each other it may be neither.
LEVEL_TEXT, ON_ITS_SIDE = 2.0, 3.0


def facing(picture: Grey) -> list[tuple[int, int]]:
    """The columns (left, right) of each page in a picture: two of pages beside each other, else all."""
    height, width = picture.shape[:2]
    whole = [(0, width)]
    if not LEAST_SHAPE * height < width < MOST_SHAPE * height:
        return whole
    shape = (LOOKED_AT, max(1, round(height * LOOKED_AT / width)))
    small = cv2.resize(paper.one_channel(picture), shape, interpolation=cv2.INTER_AREA)
    ink = cv2.threshold(paper.lit(np.asarray(small, np.uint8)), INK, 255, cv2.THRESH_BINARY_INV)[1]
    band = widest_blank(np.count_nonzero(ink, axis=0) <= 1)
    if band is None:
        return whole
    middle = (band[0] + band[1]) // 2
    letters = without_rules(np.asarray(ink, np.uint8))
    level = [blank_rows(half) for half in (letters[:, :middle], letters[:, middle:])]
    if max(level) <= LEVEL_TEXT or min(level) * ON_ITS_SIDE <= 1:
        return whole
    cut = round(middle * width / LOOKED_AT)
    return [(0, cut), (cut, width)]


def widest_blank(blank: NDArray[np.bool_]) -> tuple[int, int] | None:
    """The widest run of blank columns whose middle is near that of the picture; None if all are narrow."""
    low, high = (share * len(blank) for share in MIDDLE)
    runs = [
        (end - start, (start, end))
        for start, end in stretches(blank)
        if low < (start + end) / 2 < high and end - start >= BAND * len(blank)
    ]
    return max(runs)[1] if runs else None


def without_rules(ink: Mask) -> Mask:
    length = round(RULE * ink.shape[1])
    for kernel in (np.ones((1, length), np.uint8), np.ones((length, 1), np.uint8)):
        rules = cv2.dilate(cv2.morphologyEx(ink, cv2.MORPH_OPEN, kernel), np.ones((3, 3), np.uint8))
        ink = np.asarray(cv2.subtract(ink, rules), np.uint8)
    return ink


def blank_rows(half: Mask) -> float:
    """How many times more blank rows than blank columns half a picture has where its ink is; 0 of none.

    Lines of text that run level leave blank rows; those of a page on its side blank columns.
    """
    left, top, width, height = cv2.boundingRect(half)
    if height < FILLED * half.shape[0] or not width:
        return 0.0
    inked = half[top : top + height, left : left + width] > 0
    rows, columns = (
        np.count_nonzero(inked.sum(axis) <= 1) / size for axis, size in ((1, height), (0, width))
    )
    return rows / max(columns, 1 / width)
