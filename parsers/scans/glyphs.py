"""Digits by their outline: a second reading of a figure, independent of the model that reads letters.

The shapes of a figure are cut apart and each is named by a small classifier (one hidden layer, weights in
glyphs.npz, made by `parsers.scans.learn`). It knows the ten digits, the slash and
"something else"; damaged digits were shown to it as something else.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import pairwise

import cv2
import numpy as np

from parsers.scans.inks import Inkline, Room
from parsers.scans.types import Floats, Grey

ROWS, COLUMNS = 20, 16
CLASSES = "0123456789/"
ELSE = "?"
# A shape this likely something else is named so; below, it is named by its best digit, at what that is worth.
STRANGE = 0.9
# Shares of the height of the figure.
TOUCHING = 0.86  # a shape wider than this is two digits that touch
SMALL = 0.45  # a shape lower than this is a point, a comma or a sign
# Parts of one digit that pale ink joins are together no wider than this.
WIDEST, PALE = 0.75, 236


@dataclass(frozen=True, slots=True)
class Weights:
    hidden: Floats
    hidden_bias: Floats
    out: Floats
    out_bias: Floats


@cache
def weights() -> Weights:
    with resources.files(__package__).joinpath("glyphs.npz").open("rb") as stream:
        stored = np.load(stream)
        parts = (stored[name].astype(np.float32) for name in ("hidden", "hidden_bias", "out", "out_bias"))
        return Weights(*parts)


@dataclass(frozen=True, slots=True)
class Outline:
    """A figure by its outlines: digits, "?" for none, "." for points and commas; its least certainty."""

    text: str
    confidence: float


def outlines(clean: Grey, lines: list[Inkline]) -> list[Outline]:
    """The readings of figures, all at once; `clean` is the page they stand on."""
    pieces = [digit_rooms(clean, line) for line in lines]
    features = [
        feature(clean[top:bottom, left:right])
        for rooms in pieces
        for left, top, right, bottom, sign in rooms
        if not sign
    ]
    shares = classify(np.array(features, np.float32)) if features else np.zeros((0, len(CLASSES) + 1))
    made = []
    taken = 0
    for rooms in pieces:
        text, confidence = "", 1.0
        for room in rooms:
            if room[4]:
                text += room[4]
                continue
            row = shares[taken]
            taken += 1
            best = int(row[:-1].argmax())
            text += ELSE if row[-1] > STRANGE else CLASSES[best]
            confidence = min(confidence, float(row[best]))
        made.append(Outline(text, confidence if text else 0.0))
    return made


def digit_rooms(clean: Grey, line: Inkline) -> list[tuple[int, int, int, int, str]]:
    """The rooms of a figure's digits, left to right; with "." for a point or comma, "-" for a sign, else "".

    Shapes above each other are one digit that is broken; a shape too wide is cut where its ink is thinnest.
    """
    columns: list[Room] = []
    for room in line.shapes:
        if columns and belong(clean, columns[-1], room, line.height):
            left, top, right, bottom = columns[-1]
            columns[-1] = (
                min(left, room[0]),
                min(top, room[1]),
                max(right, room[2]),
                max(bottom, room[3]),
            )
        else:
            columns.append(room)

    height = max((bottom - top for _, top, _, bottom in columns), default=0)
    made: list[tuple[int, int, int, int, str]] = []
    for left, top, right, bottom in columns:
        if bottom - top < SMALL * height:
            low = bottom > line.room[3] - 0.12 * height
            flat = right - left >= 1.3 * (bottom - top)
            made.append((left, top, right, bottom, "." if low else "-" if flat else ""))
        elif right - left > TOUCHING * height:
            made += [(x0, top, x1, bottom, "") for x0, x1 in cut(clean, (left, top, right, bottom))]
        else:
            made.append((left, top, right, bottom, ""))
    return made


def belong(clean: Grey, one: Room, other: Room, height: int) -> bool:
    """Whether two neighbouring shapes are parts of one digit: one above the other, or joined by pale ink."""
    left, right = max(one[0], other[0]), min(one[2], other[2])
    if right - left > 0.5 * min(one[2] - one[0], other[2] - other[0]):
        return True
    if (
        max(one[2], other[2]) - one[0] > WIDEST * (height + 2)
        or min(one[3] - one[1], other[3] - other[1]) < 2
    ):
        return False
    # The pale joints of a round digit lie at its very top and bottom.
    top, bottom = max(0, min(one[1], other[1]) - 2), max(one[3], other[3]) + 2
    gap = clean[top:bottom, max(0, right - 1) : left + 1]
    return bool((gap.min(0) < PALE).all()) if gap.size else True


def cut(clean: Grey, room: Room) -> list[tuple[int, int]]:
    """Where digits that touch are parted: near equal widths, where the column holds least ink."""
    left, top, right, bottom = room
    count = max(2, round((right - left) / (0.58 * (bottom - top))))
    if count > 12:
        return [(left, right)]
    ink = (255 - clean[top:bottom, left:right].astype(np.int64)).sum(0)
    step = (right - left) / count
    stops = [0]
    for number in range(1, count):
        low = round(number * step - 0.3 * step)
        high = max(low + 1, round(number * step + 0.3 * step))
        stops.append(low + int(ink[low:high].argmin()))
    stops.append(right - left)
    return [(left + start, left + end) for start, end in pairwise(stops) if end > start]


def feature(crop: Grey) -> Floats:
    """A digit as the classifier sees it: 20 × 16 shares of ink and its proportions; height fills the rows."""
    dark = 255 - crop.astype(np.float32)
    dark /= max(60.0, float(dark.max()))
    height, width = dark.shape
    wanted = max(1, min(COLUMNS, round(width * ROWS / height)))
    shrinks = height >= ROWS
    sized = cv2.resize(dark, (wanted, ROWS), interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR)
    field = np.zeros((ROWS, COLUMNS), np.float32)
    start = (COLUMNS - wanted) // 2
    field[:, start : start + wanted] = sized
    return np.append(field.ravel(), np.float32(width / height))


def classify(features: Floats) -> Floats:
    """The share of certainty of each class, and last of something else (n × 12)."""
    net = weights()
    inner = np.maximum(features @ net.hidden + net.hidden_bias, 0)
    scores = inner @ net.out + net.out_bias
    scores -= scores.max(1, keepdims=True)
    shares = np.exp(scores)
    return np.asarray(shares / shares.sum(1, keepdims=True))
