"""Pictures of lines as the recognition model sees them: of one height, those of about one width at once."""

# ruff: noqa: PLC0415 - the packages of the group `ocr` may be missing, and are asked for first
from __future__ import annotations

import math
import operator
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from parsers.scans.types import Floats, Grey

# The model reads lines of this height, and as well of two thirds of it, in two thirds of the time; one step
# of its answer stands for 8 pixels of width. The quick net sees words as well of five sixths of it.
HEIGHT, LOW, SKIMMED = 48, 32, 40
STEP = 8
WIDEST = 2400
NARROWEST = 24
# About so many pixels of width are read at once: more save no time, and memory stays bounded.
BATCH_WIDTH = 2560
# Lines that take at least this share of the widest are read with it.
NEAR = 0.45
# To start costs the model as much as so many pixels of width; so many more where the shape is another one.
START, CHANGE = 70, 150


def fitted(crop: Grey, squeeze: float, share: float = 1.0, rows: int = HEIGHT) -> Floats:
    """A line as the model wants it: `rows` high, -1 black to 1 white, its width a multiple of STEP.

    Of the height the line takes its share, in the middle of white. Its width does not depend on the rows.
    """
    import cv2
    import numpy as np

    height, width = crop.shape
    wanted = max(STEP, min(WIDEST, round(width * HEIGHT / height * squeeze)))
    high = round(rows * share)
    shrinks = wanted <= width and height >= high
    line = cv2.resize(crop, (wanted, high), interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR)
    padded = np.ones((rows, max(NARROWEST, -(-wanted // STEP) * STEP)), np.float32)
    top = (rows - high) // 2
    padded[top : top + high, :wanted] = line / np.float32(127.5) - 1
    return padded


def batches(sized: Iterable[tuple[int, Floats]]) -> Iterator[tuple[int, int, list[tuple[int, Floats]]]]:
    """Lines of nearly the same width together: how many are read at once, how wide, and which.

    The widest come first. Of all ways to part them, that one is taken which costs the model least.
    """
    lines = sorted(sized, key=lambda item: (-item[1].shape[1], item[0]))
    widths = [line.shape[1] for _, line in lines]
    # Of the cheapest way to read so many lines: its cost, where its last batch starts, and the shape of it.
    ways: list[tuple[float, int, tuple[int, int]]] = [(0.0, 0, (0, 0))]
    ways += [(math.inf, 0, (0, 0))] * len(lines)
    for start, widest in enumerate(widths):
        width = rounded(widest)
        cost, _, before = ways[start]
        near = bisect_right(widths, -NEAR * width, start, key=operator.neg)
        for count in counts(width):
            end = min(near, start + count)
            whole = cost + START + count * width + (CHANGE if before != (count, width) else 0)
            if whole < ways[end][0]:
                ways[end] = whole, start, (count, width)
    ends = [len(lines)]
    while ends[-1]:
        ends.append(ways[ends[-1]][1])
    for start, end in pairwise(reversed(ends)):
        count, width = ways[end][2]
        yield count, width, lines[start:end]


def counts(width: int) -> set[int]:
    """How many lines of a width may be read at once: few numbers, as the model prepares itself for each.

    >>> sorted(counts(48)), sorted(counts(640))
    ([1, 8, 32], [1, 4])
    """
    most = 1 << (max(1, BATCH_WIDTH // width).bit_length() - 1)
    return {most, max(1, most // 4), 1}


def rounded(width: int) -> int:
    """A width, or a little more: up to a power of two from the one before, there are four.

    >>> [rounded(width) for width in (24, 64, 72, 600)]
    [24, 64, 80, 640]
    """
    step = max(STEP, 1 << max(0, (width - 1).bit_length() - 3))
    return -(-width // step) * step
