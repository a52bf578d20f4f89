"""Digits typed on pictures that show something in the same place, such as the figure of a cell.

A picture may hold a cell, a row or a whole form; a figure typed into a blank of it is seen whole. Where ink
of the picture lies behind it, nobody knows which of the two is meant.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from parsers.pages.textlines import Box
from parsers.readers.pdf.pixels import DARK, Shown, drawn_at

MOST_STEPS = 400_000  # digits compared with the pictures of a page
FRAME = 0.15, 0.2  # of the width and height of a digit: rules of its cell may be so close
INK = 0.04, 0.6  # of its place, that something drawn with ink fills


def on_pictures(images: Sequence[tuple[int, Box]], boxes: Sequence[Box]) -> Iterator[tuple[int, int]]:
    """The digits, by number, that lie on pictures, each with the picture's object; boxes are their places."""
    rows = sorted(((top + bottom) / 2, at) for at, (_, top, _, bottom) in enumerate(boxes))
    steps = MOST_STEPS
    for image, (left, top, right, bottom) in images:
        level = rows[bisect_left(rows, (top, 0)) : bisect_right(rows, (bottom, 0))]
        steps -= len(level)
        if steps < 0:
            return
        yield from ((at, image) for _, at in level if left < (boxes[at][0] + boxes[at][2]) / 2 < right)


def with_ink_behind(
    page: Any, size: tuple[float, float], places: Mapping[int, Box], items: Collection[int]
) -> Iterator[int]:
    """Those of some digits, by number and place, behind which a page shows ink without their text objects."""
    scale, shape = drawn_at(size)
    bare = Shown.without(items, page, *shape)
    for at, (left, top, right, bottom) in places.items():
        aside, below = FRAME[0] * (right - left), FRAME[1] * (bottom - top)
        x0, y0, x1, y1 = (edge * scale for edge in (left + aside, top + below, right - aside, bottom - below))
        rows = bare.rows((x0, y0, x1, y1))
        dark = sum(shade < DARK for row in rows for shade in map(max, row[0::3], row[1::3], row[2::3]))
        if INK[0] < dark / max(sum(map(len, rows)) / 3, 1) < INK[1]:
            yield at


def lying_on(signs: Sequence[Box], places: Mapping[int, Box]) -> set[int]:
    """Those of some digits, by number and place, that lie on signs of a picture, if only in part."""
    rows = sorted((top, bottom, left, right) for left, top, right, bottom in signs)
    tallest = max((bottom - top for top, bottom, _, _ in rows), default=0.0)
    found = set()
    for at, (left, top, right, bottom) in places.items():
        level = rows[bisect_left(rows, (top - tallest,)) : bisect_right(rows, (bottom,))]
        if any(low > top and start < right and left < end for _, low, start, end in level):
            found.add(at)
    return found
