"""The paths of an OFD: their corners, their straight sides, and their colour."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from parsers.affine import Matrix
from parsers.readers.ofdxml import Damaged, number_of
from parsers.rulegrid import Segment

STRAIGHT = 0.5  # points by which a straight side may slant
WHITE = 250  # of 255 in each colour
OPAQUE = 200  # of 255: what is drawn with less lets through what lies below
PATH_WORD = re.compile(r"[A-Za-z]|[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
# How many coordinates follow each letter of a path: start, move, line, quadratic, cubic, arc, close.
COORDINATES = {"S": 2, "M": 2, "L": 2, "Q": 4, "B": 6, "A": 7, "C": 0}


def outlines(words: list[str], matrix: Matrix) -> Iterator[tuple[list[tuple[float, float]], bool]]:
    """Each part of a path as its corners, mapped, and whether any of its sides is curved."""
    corners: list[tuple[float, float]] = []
    curved = False
    index = 0
    letter = ""
    while index < len(words):
        if words[index].isalpha():
            letter = words[index]
            index += 1
        count = COORDINATES.get(letter)
        if count is None or index + count > len(words):
            raise Damaged("path")
        if letter == "C":
            if corners:
                corners.append(corners[0])
                yield corners, curved
                corners, curved = corners[:1], False
            letter = ""
            continue
        index += count
        x, y = number_of(words[index - 2]), number_of(words[index - 1])
        if letter in "SM":
            if len(corners) > 1:
                yield corners, curved
            corners, curved = [], False
        curved = curved or letter in "QBA"
        corners.append(matrix.point(x, y))
    if len(corners) > 1:
        yield corners, curved


def straight(corners: list[tuple[float, float]]) -> list[Segment]:
    """The sides of an outline that run along the page or down it."""
    return [
        Segment(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
        for (x0, y0), (x1, y1) in pairwise(corners)
        if min(abs(x1 - x0), abs(y1 - y0)) <= STRAIGHT
    ]


@lru_cache(maxsize=1024)
def is_white(colour: str) -> bool:
    """Whether a colour, as an object tells it, is white: of one grey, of three colours, or of four inks.

    >>> is_white("255 255 255"), is_white("#ff #fe #ff"), is_white("252"), is_white("0 0 0 0"), is_white("")
    (True, True, True, True, False)
    """
    try:
        values = [int(word[1:], 16) if word.startswith("#") else float(word) for word in colour.split()]
    except ValueError:
        return False
    if len(values) == 4:
        return not any(values)
    return len(values) in (1, 3) and all(value >= WHITE for value in values)


def opaque(alpha: str | None) -> bool:
    """Whether what is drawn with this opacity, of 255, hides what lies below."""
    try:
        return alpha is None or float(alpha) >= OPAQUE
    except ValueError:
        return True
