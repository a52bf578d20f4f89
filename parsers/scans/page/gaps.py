"""Gaps: upright white lines from edge to edge of a picture, where a sensor of the scanner was dead.

They interrupt the rules of tables, and take strokes from figures: an 8 becomes a 3. Rules are made whole
again; what else the wider ones cross is in doubt, as beside a streak.
"""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from parsers.scans.page.paper import PAGE_WIDTH, Paper
from parsers.scans.page.stretches import stretches
from parsers.scans.types import Grey, Mask

# Gaps are no wider (inches), and have so little ink of what is beside them; there it takes so many of the
# rows looked at, one of so many.
WIDEST, EMPTY, LEAST_INK, EVERY = 0.05, 0.1, 3, 2
# Ink beside a gap is looked for within so many pixels; at the first, edges are soft.
BESIDE = 3
# So many rules, that go on for so far (inches) on a side, are interrupted. Along a gap between two tables
# there is more ink than this share of the page.
RULES, RUN, MOST_INK = 3, 0.15, 0.25
# Those no wider than the first (inches) leave enough of every sign, others no wider than the second some.
HARMLESS, NARROW = 0.0075, 0.0115
THIN = 96
# Pixels paler than this are paper, or hardly darker; the rest is ink.
INK = 160


def mended(picture: Grey) -> tuple[Grey, Mask | None]:
    """A picture (grey or BGR) with the rules whole that gaps interrupt, and where they are (255, or THIN).

    None where there are none that matter.
    """
    dots = picture.shape[1] / PAGE_WIDTH
    runs = [
        run
        for run in white_runs(inked(picture[::EVERY]), max(3, round(WIDEST * dots)))
        if interrupted(picture, *run, round(RUN * dots)) >= RULES
    ]
    if not runs:
        return picture, None
    made, mask = picture.copy(), np.zeros(picture.shape[:2], np.uint8)
    for left, right in runs:
        # Only what touches both sides: the eye of a 0 may be as narrow as a gap.
        made[:, left:right] = np.maximum(picture[:, left - 1], picture[:, right])[:, None]
        if right - left > HARMLESS * dots:
            mask[:, left:right] = THIN if right - left <= NARROW * dots else 255
    return made, mask if mask.any() else None


def with_gaps(page: Paper, mask: Mask | None) -> Paper:
    """A page of which this was white (not 0): what lies there is in doubt, as beside a streak."""
    if mask is None:
        return page
    return replace(page, streaks=mask if page.streaks is None else cv2.max(page.streaks, mask))


def inked(picture: Grey) -> Mask:
    """The ink (255) of a picture. Green is dark for print of any colour."""
    shown = np.ascontiguousarray(picture) if picture.ndim == 2 else cv2.extractChannel(picture, 1)
    return np.asarray(cv2.threshold(shown, INK - 1, 255, cv2.THRESH_BINARY_INV)[1], np.uint8)


def white_runs(dark: Mask, widest: int) -> list[tuple[int, int]]:
    """The first column of each narrow run of columns without ink (255), and the one after its last."""
    counts = np.asarray(cv2.reduce(dark, 0, cv2.REDUCE_SUM, dtype=cv2.CV_32S))[0] // 255
    # The most ink within reach on either side of each column: white runs between less of it are no gaps.
    reach = np.ones((1, widest + BESIDE + 1), np.uint8)
    each = counts.astype(np.float32)[None]
    before, after = (cv2.dilate(each, reach, anchor=(at, 0))[0] for at in (reach.shape[1] - 1, 0))
    least = np.minimum(before, after)
    empty = (counts <= EMPTY * least) & (least >= LEAST_INK)
    return [
        (left, right)
        for left, right in stretches(empty)
        if right - left <= widest
        if counts[max(0, left - BESIDE) : right + BESIDE].max() < MOST_INK * len(dark)
    ]


def interrupted(picture: Grey, left: int, right: int, run: int) -> int:
    """How many rules end at a gap, and go on beyond it, for so many pixels on one side."""
    if left < run or right + run > picture.shape[1]:
        return 0
    far = ((left - run, left - 1), (right + 1, right + run))
    parts = (*far, (left - BESIDE, left - 1), (right + 1, right + BESIDE), (left, right))
    before, after, first, last, gap = (
        cv2.reduce(inked(picture[:, start:end]), 1, cv2.REDUCE_MIN)[:, 0] > 0 for start, end in parts
    )
    # Another gap may be near on one side.
    both = (before & last) | (first & after)
    return len(stretches(both & ~gap))
