"""Figures by their outlines: a second reading, independent of the model that reads whole lines.

A figure's picture is cut at every place where two signs may meet. The net names what lies between any
two near cuts, and the way from left to right on which it is surest tells where the signs really part.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np

from parsers.scans.ink.inklines import Inkline, Room
from parsers.scans.nets.glyphnet import COLUMNS, ELSE_SIGN, ROWS, SIGNS, classify
from parsers.scans.types import Floats, Grey

ELSE = "?"
# A shape this likely something else is named so; below, it is named by its best sign, at what that is worth.
STRANGE = 0.9
# How much above and below the digits is shown, in their height: room for the tail of a comma.
ABOVE, BELOW = 0.06, 0.18
# Shapes lower than this share of the highest are no digits: they do not tell where the line stands.
TALL = 0.6
# In heights of a digit: signs are no wider; dust, which can be passed over, is narrower.
WIDEST, DUST = 0.95, 0.22
INKED, THIN = 0.3, 0.75  # darkness of a column with ink; of one that may be a joint, to its surroundings
MOST_CUTS = 60
NEVER = -1e9


@dataclass(frozen=True, slots=True)
class Outline:
    """A figure by its outlines: its signs, "?" for what is none; and its least certainty."""

    text: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Strip:
    """A line of digits for the net: ROWS of darkness 0-1; `scale` of its pixels are one of the page."""

    dark: Floats
    scale: float


@dataclass(frozen=True, slots=True)
class Cutting:
    """Where a strip may be cut, and the pieces between cuts, each with the number of its picture."""

    stops: list[int]
    empty: list[bool]  # whether there is no ink between a stop and the next
    pieces: dict[tuple[int, int], int]


def strip_of(page: Grey, top: int, bottom: int, left: int, right: int) -> Strip | None:
    """The rows of a line whose digits reach from `top` to `bottom`; None where nothing can be seen."""
    height = bottom - top
    if height < 3 or right <= left:
        return None
    above, below = max(1, round(ABOVE * height)), max(1, round(BELOW * height))
    low, high = max(0, top - above), min(page.shape[0], bottom + below)
    part = page[low:high, max(0, left) : min(page.shape[1], right)]
    if not part.size:
        return None
    white = (low - (top - above), bottom + below - high)
    dark = 255 - part.astype(np.float32)
    dark /= max(60.0, float(dark.max()))
    if any(white):
        dark = np.pad(dark, (white, (0, 0)))
    scale = ROWS / dark.shape[0]
    wide = max(1, round(dark.shape[1] * scale))
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    return Strip(cv2.resize(dark, (wide, ROWS), interpolation=way), wide / dark.shape[1])


def field_of(strip: Strip, left: float, right: float) -> Floats | None:
    """A piece of a strip in the middle of the net's field; a wide one is squeezed into it."""
    part = strip.dark[:, max(0, round(left)) : max(round(left) + 1, round(right))]
    if not part.size:
        return None
    if part.shape[1] > COLUMNS:
        part = cv2.resize(part, (COLUMNS, ROWS), interpolation=cv2.INTER_AREA)
    field = np.zeros((ROWS, COLUMNS), np.float32)
    start = (COLUMNS - part.shape[1]) // 2
    field[:, start : start + part.shape[1]] = part
    return field


def outlines(page: Grey, lines: list[Inkline]) -> list[Outline]:
    """The readings of figures, all at once; `page` is where they stand."""
    strips = [strip_of(page, *digit_rows(line), line.room[0] - 1, line.room[2] + 1) for line in lines]
    fields: list[Floats] = []
    cuttings = [None if strip is None else cut(strip, fields) for strip in strips]
    shares = classify(np.array(fields, np.float32).reshape(-1, ROWS, COLUMNS))
    worth: list[float] = np.log(np.maximum(1e-4, shares[:, :ELSE_SIGN].max(1).astype(np.float64))).tolist()
    return [Outline("", 0.0) if cutting is None else best_way(cutting, shares, worth) for cutting in cuttings]


def digit_rows(line: Inkline) -> tuple[int, int]:
    """The first row of a line's digits and the one after their last: a comma reaches lower."""
    highest = max(bottom - top for _, top, _, bottom in line.shapes)
    tall = [room for room in line.shapes if room[3] - room[1] >= TALL * highest]
    low = [room for room in line.shapes if room[3] - room[1] < TALL * highest]
    # The bar of a 5 that lies apart is above or below what is tall, a comma is beside it.
    rooms = tall + [room for room in low if any(overlap(room, one) > 0.25 for one in tall)]
    return min(top for _, top, _, _ in rooms), max(bottom for _, _, _, bottom in rooms)


def overlap(one: Room, other: Room) -> float:
    """The share of the narrower room's width that lies above or below the other room."""
    shared = min(one[2], other[2]) - max(one[0], other[0])
    return shared / min(one[2] - one[0], other[2] - other[0])


def cut(strip: Strip, fields: list[Floats]) -> Cutting | None:
    """The cutting of a strip; the pictures of its pieces are added to `fields`."""
    dark = strip.dark
    peak = dark.max(0)
    inked = peak > INKED
    if not inked.any():
        return None
    mass = dark.sum(0)
    width = len(peak)
    stops = {0, width}
    stops |= {int(x) + 1 for x in np.flatnonzero(inked[1:] != inked[:-1])}
    reach = max(2, round(0.2 * ROWS))
    for x in range(1, width - 1):
        if inked[x] and mass[x] <= mass[x - 1] and mass[x] < mass[x + 1]:
            around = min(mass[max(0, x - reach) : x].max(), mass[x + 1 : x + 1 + reach].max())
            if mass[x] < THIN * around:
                stops |= {x, x + 1}
    ordered = sorted(stops)
    if len(ordered) > MOST_CUTS:
        return None
    digit = ROWS / (1 + ABOVE + BELOW)
    pieces: dict[tuple[int, int], int] = {}
    empty = [not inked[low:high].any() for low, high in pairwise(ordered)]
    for first, low in enumerate(ordered[:-1]):
        if empty[first]:
            continue
        for last in range(first + 1, len(ordered)):
            high = ordered[last]
            if high - low > WIDEST * digit and last > first + 1:
                break
            if empty[last - 1]:
                continue
            field = field_of(strip, low, high)
            if field is not None:
                pieces[first, last] = len(fields)
                fields.append(field)
    return Cutting(ordered, empty, pieces)


def best_way(cutting: Cutting, shares: Floats, worth: list[float]) -> Outline:
    """The signs on the way through a cutting on which the net is surest, width for width.

    `shares` are those of each piece by its number, `worth` the logarithm of the largest that is a sign's.
    """
    count = len(cutting.stops)
    digit = ROWS / (1 + ABOVE + BELOW)
    best = [NEVER] * count
    best[0] = 0.0
    came: list[tuple[int, int]] = [(0, -1)] * count  # from which stop, by which piece (-1 for none)
    ending: list[list[tuple[int, int]]] = [[] for _ in range(count)]
    for (first, last), number in cutting.pieces.items():
        ending[last].append((first, number))
    for last in range(1, count):
        if cutting.empty[last - 1]:
            best[last], came[last] = best[last - 1], (last - 1, -1)
        for first, number in ending[last]:
            score = best[first] + (cutting.stops[last] - cutting.stops[first]) * worth[number]
            if score > best[last]:
                best[last], came[last] = score, (first, number)
    text, confidence = "", 1.0
    at = count - 1
    while at > 0:
        first, number = came[at]
        if number >= 0:
            row = shares[number]
            sign = int(row[:ELSE_SIGN].argmax())
            narrow = cutting.stops[at] - cutting.stops[first] < DUST * digit
            if not (narrow and row[ELSE_SIGN] > STRANGE):
                text = (ELSE if row[ELSE_SIGN] > STRANGE else SIGNS[sign]) + text
                confidence = min(confidence, float(row[sign]))
        at = first
    return Outline(text, confidence if text else 0.0)
