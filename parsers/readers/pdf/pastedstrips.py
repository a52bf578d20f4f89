"""Figures in a picture that is pasted over cells of a table whose other text is characters.

A strip of a column, or a block of cells, cut from another document stands on the page as one picture. Nothing
names its figures: the cells beneath it are not blank.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise
from typing import Any

from parsers.pages.drawnsigns import LARGE_TYPE, THIN
from parsers.pages.textlines import Box, Char, around
from parsers.readers.pdf.pixels import DARK, LIGHT, Shown, drawn_at

LARGEST = 0.35  # of the page: a larger picture is a scan, or a whole table
LEVEL_ROWS = 2  # lines of text beside or on a picture that is pasted over cells
WIDE_ROW = 5.0  # heights of a picture of a row of figures
LINE = 3.0  # points between two lines
FULL = 0.6  # of a row or a column of pixels: more ink is a rule, or a photograph
LOWEST, APART = 8, 0.6  # pixels of a line of type; between two figures, of its height
MOST_LINES, MOST_STRIPS = 400, 60
INKED = re.compile(b"\x01+")
IS_INK = bytes(1 if shade < DARK else 0 for shade in range(256))


def strips_among(
    images: Sequence[tuple[int, Box]],
    chars: Sequence[Char],
    size: tuple[float, float],
    written_on: Collection[int],
) -> list[tuple[int, Box]]:
    """Those pictures of a page that may hold figures of several cells, or of one that is `written_on`.

    Pictures are objects of the page and their places; all places are those of the page as it is shown.
    """
    if not images:
        return []
    signs = [char for char in chars if char.text.isalnum()]
    rows = sorted({round((char.top + char.bottom) / 2) for char in signs})
    return [
        (image, box)
        for image, box in images
        if lies_on_rows(box, rows, size)
        or (is_row(box) and any(stands_on(box, char) for char in signs))
        or (image in written_on and share_of(box, size) < LARGEST)
    ]


def smaller(images: Sequence[tuple[int, Box]], size: tuple[float, float]) -> list[tuple[int, Box]]:
    """Those pictures of a page that are no scans and no whole tables."""
    return [(image, box) for image, box in images if share_of(box, size) < LARGEST]


def signs_in(strips: Sequence[tuple[int, Box]], page: Any, size: tuple[float, float]) -> list[Box]:
    """The places of the dark signs in pictures on a page, or in what else only a look tells the shape of."""
    scale, shape = drawn_at(size)
    whole = Shown.of(page, *shape)
    rest = Shown.without({image for image, _ in strips}, page, *shape)
    boxes = [with_paper(box) for _, box in strips]
    if len(boxes) > MOST_STRIPS:
        boxes = [around(boxes)]
    return [place for box in boxes for place in inked_places(whole, rest, box, scale)]


def with_paper(box: Box) -> Box:
    """A box no higher than a line of text, with the paper around it: it may hold but one stroke."""
    left, top, right, bottom = box
    room = (bottom - top) / 2 if bottom - top < LARGE_TYPE else 0.0
    return left - room, top - room, right + room, bottom + room


def is_row(box: Box) -> bool:
    """Whether a picture is so wide and low that it may hold figures of a row."""
    left, top, right, bottom = box
    return THIN < bottom - top < (right - left) / WIDE_ROW


def stands_on(box: Box, char: Char) -> bool:
    left, top, right, bottom = box
    return left < (char.left + char.right) / 2 < right and top < (char.top + char.bottom) / 2 < bottom


def lies_on_rows(box: Box, rows: Sequence[int], size: tuple[float, float]) -> bool:
    """Whether a picture is no larger than a block of cells, and level with several lines of text."""
    _, top, _, bottom = box
    level = [row for row in rows if top < row < bottom]
    lines = sum(after - before > LINE for before, after in pairwise(level)) + bool(level)
    return lines >= LEVEL_ROWS and share_of(box, size) < LARGEST


def share_of(box: Box, size: tuple[float, float]) -> float:
    """How much of a page of some width and height a box covers."""
    return (box[2] - box[0]) * (box[3] - box[1]) / max(size[0] * size[1], 1.0)


def inked_places(whole: Shown, rest: Shown, picture: Box, scale: float) -> Iterator[Box]:
    """The boxes of dark signs that a page has in the place of a picture, and has not without it."""
    left, top, right, bottom = (edge * scale for edge in picture)
    rows = [
        darkness(row, bare)
        for row, bare in zip(
            whole.rows((left, top, right, bottom)), rest.rows((left, top, right, bottom)), strict=True
        )
    ]
    if not rows or not rows[0]:
        return
    full = FULL * len(rows)
    across = [sum(column) for column in zip(*rows, strict=True)]
    clear = bytes(0 if count > full else 1 for count in across)
    rows = [bytes(map(int.__and__, row, clear)) for row in rows]
    room = FULL * len(rows[0])
    inked = bytes(1 if 0 < sum(row) <= room else 0 for row in rows)
    for number, line in enumerate(INKED.finditer(inked)):
        first, last = line.span()
        if number >= MOST_LINES:
            return
        merged = bytes(map(any, zip(*rows[first:last], strict=True)))
        more = max(LOWEST - (last - first), 0) / 2  # a dash is low, and stands for a figure
        for start, end in words(merged, APART * max(last - first, LOWEST)):
            if max(end - start, last - first) >= LOWEST:
                yield (
                    (max(left, 0) + start) / scale,
                    (max(top, 0) + first - more) / scale,
                    (max(left, 0) + end) / scale,
                    (max(top, 0) + last + more) / scale,
                )


def darkness(row: bytes, bare: bytes) -> bytes:
    """1 for each pixel of a row that is dark in every colour, and is paper without the picture."""
    shades = bytes(map(max, row[0::3], row[1::3], row[2::3])).translate(IS_INK)
    paper = [min(pixel) >= LIGHT for pixel in zip(bare[0::3], bare[1::3], bare[2::3], strict=True)]
    return bytes(map(int.__and__, shades, paper))


def words(inked: bytes, gap: float) -> list[tuple[int, int]]:
    """From where to where ink stands in a line, with no wider gap within."""
    spans = [found.span() for found in INKED.finditer(inked)]
    made: list[tuple[int, int]] = []
    for start, end in spans:
        if made and start - made[-1][1] < gap:
            made[-1] = made[-1][0], end
        else:
            made.append((start, end))
    return made
