"""The paths of an OFD: their corners, their straight sides, and their colour."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from parsers.pages.affine import Matrix
from parsers.pages.rulegrid import Segment
from parsers.pages.textlines import Box
from parsers.pages.textstrokes import Slant
from parsers.readers.ofd.xml import Damaged, number_of, numbers_of
from parsers.remembered import remembered

STRAIGHT = 0.5  # points by which a straight side may slant
WHITE = 250  # of 255 in each colour
OPAQUE = 200  # of 255: what is drawn with less lets through what lies below
FAINT, HALF = 32, 128  # of 255: what is drawn with less is not seen, or laid under a page
PATH_WORD = re.compile(r"[A-Za-z]|[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
# How many coordinates follow each letter of a path: start, move, line, quadratic, cubic, arc, close.
COORDINATES = {"S": 2, "M": 2, "L": 2, "Q": 4, "B": 6, "A": 7, "C": 0}


PALE = 170  # of 255 in each colour: what is paler lies below type
DARK = 90  # of 255 in each colour: black type on it cannot be read


class Path(NamedTuple):
    """The letters and numbers of a path; the corners of one line or frame, the box around a frame."""

    words: list[str]
    corners: list[tuple[float, float]] | None = None
    frame: Box | None = None


@remembered(4096)
def path_of(text: str) -> Path:
    """A path as it is written; the lines and frames of a table are the same row by row. Raises Damaged."""
    words = text.split()
    if not is_simple(words):
        return Path(PATH_WORD.findall(text))
    across, down = numbers_of(words[1::3]), numbers_of(words[2::3])
    frame = (min(across), min(down), max(across), max(down)) if len(words) > 6 else None
    corners = list(zip(across, down, strict=True))
    return Path(words, corners + corners[:1] if words[-1] == "C" else corners, frame)


def is_simple(words: list[str]) -> bool:
    """Whether a path is one line or frame, as nearly all are: a letter and two numbers, over and over."""
    closed = words[-1:] == ["C"]
    letters = words[:-1:3] if closed else words[::3]
    return len(words) % 3 == closed and letters[:1] in (["M"], ["S"]) and {"L"} >= set(letters[1:])


def drawn(path: Path, matrix: Matrix) -> Iterator[tuple[list[tuple[float, float]], bool]]:
    """Each part of a path as its corners, mapped, and whether any of its sides is curved."""
    if path.corners is None:
        yield from outlines(path.words, matrix)
    else:
        yield [matrix.point(x, y) for x, y in path.corners], False


def fills(path: Path, matrix: Matrix) -> list[Box]:
    """The boxes around the parts of a path that are filled, but for round ones."""
    if matrix.b or matrix.c or path.corners is None:
        shapes = [corners for corners, curved in drawn(path, matrix) if not curved and len(corners) > 2]
        sides = [tuple(zip(*corners, strict=True)) for corners in shapes]
        return [(min(xs), min(ys), max(xs), max(ys)) for xs, ys in sides]
    return [matrix.box(*path.frame)] if path.frame else []


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


def slanting(corners: list[tuple[float, float]]) -> list[Slant]:
    """The sides of an outline that run aslant; of curves, from end to end."""
    return [
        (one, other)
        for one, other in pairwise(corners)
        if min(abs(other[0] - one[0]), abs(other[1] - one[1])) > STRAIGHT
    ]


def around_line(corners: list[tuple[float, float]], reach: float) -> Box:
    """The box around a line so broad that it reaches so far beyond its middle, to the sides it runs along."""
    xs, ys = zip(*corners, strict=True)
    wide, high = max(xs) - min(xs), max(ys) - min(ys)
    across, down = (0.0, reach) if wide > high else (reach, 0.0)
    return min(xs) - across, min(ys) - down, max(xs) + across, max(ys) + down


@remembered(1024)
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


@remembered(1024)
def is_dark(colour: str) -> bool:
    """Whether a colour of one grey or three colours, as an object tells it, is nearly black, as is none told.

    >>> is_dark("0 0 0"), is_dark("30"), is_dark("#33 #33 #33"), is_dark("225 230 240"), is_dark("")
    (True, True, True, False, True)
    """
    try:
        values = [int(word[1:], 16) if word.startswith("#") else float(word) for word in colour.split()]
    except ValueError:
        return False
    return len(values) < 4 and all(value <= DARK for value in values)


@remembered(1024)
def is_pale(colour: str) -> bool:
    """Whether a colour of one grey or three colours is that of a ground or a watermark.

    >>> is_pale("225 230 240"), is_pale("200"), is_pale("200 0 0"), is_pale("")
    (True, True, False, False)
    """
    try:
        values = [int(word[1:], 16) if word.startswith("#") else float(word) for word in colour.split()]
    except ValueError:
        return False
    return len(values) in (1, 3) and all(value > PALE for value in values)


def is_faint(alpha: str | None, least: int = FAINT) -> bool:
    """Whether type has less than the least opacity, of 255: by default, next to nothing is seen of it."""
    try:
        return alpha is not None and float(alpha) < least
    except ValueError:
        return False


def opaque(alpha: str | None) -> bool:
    """Whether what is drawn with this opacity, of 255, hides what lies below."""
    try:
        return alpha is None or float(alpha) >= OPAQUE
    except ValueError:
        return True
