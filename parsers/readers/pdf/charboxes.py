"""The boxes of the characters of a PDF page where PDFium tells them otherwise than they stand.

It leaves out the matrix of some, tells others in the coordinates of the form that they are in, and makes
those of leaning type as wide as what they lean over.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import repeat
from operator import sub

from parsers.pages.affine import Matrix
from parsers.pages.drawnsigns import LARGE_TYPE
from parsers.readers.pdf import calls

NEAR = 0.1  # points between two places that are one
TINY = 2.0  # points: nobody reads digits less high


def scaled(text: int, marks: Sequence[int], columns: Sequence[list[float]]) -> None:
    """Set right the boxes of characters whose matrix PDFium left out: in points, so far as they stand out."""
    heights = list(map(sub, columns[1], columns[3]))
    if min(heights, default=TINY) >= TINY and max(heights, default=TINY) <= LARGE_TYPE:
        return
    for at, height in enumerate(heights):
        if not TINY <= height <= LARGE_TYPE:
            left, top, right, bottom = (edges[at] for edges in columns)
            box = calls.unscaled_box(text, marks[at], (left, top, right, bottom))
            for edges, edge in zip(columns, box, strict=True):
                edges[at] = edge


def left_behind(
    text: int, marks: Sequence[int], in_forms: Mapping[int, Matrix], shown: Matrix, matrix: Matrix
) -> Iterator[tuple[int, Matrix]]:
    """The characters whose places PDFium tells in the coordinates of their form, and the map from there.

    It does so for text that a span tells instead of its glyphs (ActualText), as browsers write it. Forms map
    to the page as it is `shown`, the page is read as `matrix` maps it.
    """
    back = shown.inverse()
    for mark, item in zip(marks, map(calls.object_of_char, repeat(text), marks), strict=True):
        form = in_forms.get(item)
        if form is None:
            continue
        told, meant = calls.origins(text, mark)
        if apart(told, meant) > NEAR and apart(form.then(back).point(*told), meant) < NEAR:
            yield mark, form.then(back).then(matrix)


def apart(one: tuple[float, float], other: tuple[float, float]) -> float:
    return max(abs(one[0] - other[0]), abs(one[1] - other[1]))


def moved(
    maps: Mapping[int, Matrix], marks: Sequence[int], *columns: Sequence[float]
) -> tuple[Sequence[float], ...]:
    """The last four columns of boxes, with those of characters left behind mapped from the first four."""
    boxes = list(zip(*columns[4:], strict=True))
    for at, mark in enumerate(marks):
        if matrix := maps.get(mark):
            boxes[at] = matrix.box(*(column[at] for column in columns[:4]))
    return tuple(zip(*boxes, strict=True)) if boxes else columns[4:]


def set_straight(
    text: int, marks: Sequence[int], leaning: Mapping[int, float], *columns: Sequence[float]
) -> tuple[Sequence[float], ...]:
    """The columns left, top, right, bottom of boxes, those of leaning type as wide as if it stood upright."""
    lefts, tops, rights, bottoms = map(list, columns)
    for at, item in enumerate(map(calls.object_of_char, repeat(text), marks)):
        room = leaning.get(item, 0.0) * (bottoms[at] - tops[at])
        if 0 < room < rights[at] - lefts[at]:
            lefts[at] += room / 2
            rights[at] -= room / 2
    return lefts, tops, rights, bottoms
