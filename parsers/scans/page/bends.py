"""Pages that bow, as those of a book do: how far their rules rise and fall, and the page made flat again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from parsers.scans.page.paper import PAGE_WIDTH, PAPER, Paper
from parsers.scans.types import Floats, Grey, Mask

# Rules are measured every so often (inches), those that are so long (share of the width) and so many; a bow
# of no more than this (inches) is none.
STEP, LONG, FEWEST, BOW = 0.1, 0.25, 3, 0.02
# Of the width so much is covered by rules.
COVERED = 0.3
# So many rules, so far from each other (share of the height), tell how the bow changes down the page.
MANY, SPREAD = 6, 0.25
# A step of a rule that differs so much (pixels) from what the others say was no rule there.
ASTRAY = 1.5


@dataclass(frozen=True, slots=True)
class Bow:
    """How much lower each column of a page lies than on a flat one: in its middle, and more for each row."""

    at_middle: Floats
    a_row: Floats
    middle: float

    def at(self, across: Floats, down: Floats) -> Floats:
        """The bow at points of the flat page, in pixels."""
        columns = np.clip(np.rint(across).astype(np.intp), 0, len(self.at_middle) - 1)
        return np.asarray(self.at_middle[columns] + self.a_row[columns] * (down - self.middle))


def bow_of(runs: Sequence[tuple[int, int, Mask]], shape: tuple[int, int]) -> Bow | None:
    """The bow of a page of a shape (height, width) by its level rules; None where there is none to speak of.

    `runs` are the rules: the left and the top of each, and its pixels (255).
    """
    height, width = shape
    long = [run for run in runs if run[2].shape[1] > LONG * width]
    step = max(4, round(STEP * width / PAGE_WIDTH))
    if len(long) < FEWEST:
        return None
    knots = np.arange(0, width, step)
    rises: list[list[tuple[float, float]]] = [[] for _ in knots[1:]]
    for left, top, ink in long:
        thick = np.count_nonzero(ink, axis=0)
        middles = (ink > 0).T @ np.arange(ink.shape[0]) / np.maximum(thick, 1)
        for at in range(-(-left // step), (left + ink.shape[1] - 1) // step):
            here, there = knots[at] - left, knots[at + 1] - left
            if thick[here] and thick[there]:
                rises[at].append((top + middles[here] - height / 2, middles[there] - middles[here]))
    if sum(len(found) >= FEWEST for found in rises) < COVERED * len(rises):
        return None
    slopes = np.array([slope_of(np.array(found), height) for found in rises])
    at_middle, a_row = (np.concatenate([[0.0], np.cumsum(part)]) for part in slopes.T)
    at_middle -= np.median(at_middle)
    a_row -= np.median(a_row)
    most = max(np.ptp(at_middle + a_row * (share * height)) for share in (-0.5, 0.0, 0.5))
    if most < BOW * width / PAGE_WIDTH:
        return None
    every = np.arange(width)
    return Bow(np.interp(every, knots, at_middle), np.interp(every, knots, a_row), height / 2)


def slope_of(found: Floats, height: int) -> tuple[float, float]:
    """How much rules rise within a step at the middle of the page, and how much more in each row below it.

    `found` are the heights of rules (from the middle), and how much each rises.
    """
    if len(found) < FEWEST:
        return 0.0, 0.0
    heights, rises = found.T
    usual = float(np.median(rises))
    if len(found) < MANY or np.ptp(heights) < SPREAD * height:
        return usual, 0.0
    near = np.abs(rises - usual) < ASTRAY
    if np.count_nonzero(near) < MANY or np.ptp(heights[near]) < SPREAD * height:
        return usual, 0.0
    more, at_middle = np.polyfit(heights[near], rises[near], 1)
    return float(at_middle), float(more)


def flattened(page: Paper, bow: Bow) -> Paper:
    """A page whose rules bow, made flat."""
    height, width = page.flat.shape
    across, down = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    down = (down + bow.at_middle + bow.a_row * (down - bow.middle)).astype(np.float32)

    def picture(part: Grey) -> Grey:
        return np.asarray(cv2.remap(part, across, down, cv2.INTER_CUBIC, borderValue=(PAPER,) * 3), np.uint8)

    def mask(part: Mask | None) -> Mask | None:
        return (
            None if part is None else np.asarray(cv2.remap(part, across, down, cv2.INTER_NEAREST), np.uint8)
        )

    pictures = (page.sealed, page.second, page.bare, page.colour)
    sealed, second, bare, colour = (None if part is None else picture(part) for part in pictures)
    seal, opaque, streaks = (mask(part) for part in (page.seal, page.opaque, page.streaks))
    return Paper(picture(page.flat), sealed, seal, opaque, second, bare, streaks, colour)
