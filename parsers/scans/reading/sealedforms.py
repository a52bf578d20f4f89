"""Digits beneath a seal, beside those of their page that no seal touches: what the seal leaves open.

    page with its seal ── how dark print there is at least, and at most ──▶ laid on the digits of the page

How much of a seal's ink lies on a pixel is known within bounds, and so is the print below it. A sign is not
printed there if it lacks what is surely there, or has ink where surely none is. Where that leaves one sign of
ten at each place of a figure, and no room for another beside them, it is what is printed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import cv2
import numpy as np

from parsers.scans.ink.inkcells import InkCell
from parsers.scans.ink.inklines import Inkline, Room
from parsers.scans.ink.inks import Inks
from parsers.scans.reading.blanks import interior
from parsers.scans.reading.cellviews import Usual
from parsers.scans.reading.digitforms import AROUND, FIELD, HIGH, LOWEST, SQUARE, parted
from parsers.scans.reading.glyphs import digit_rows
from parsers.scans.reading.middles import FULL_WIDTH, NUMERAL, Middles
from parsers.scans.reading.said import CERTAIN, DASHES, Said, figure_of
from parsers.scans.types import Floats, Grey

Tables = Sequence[tuple[Sequence[InkCell], Sequence[Said]]]
DIGITS = "0123456789"
MARKS = "/—-"
NOTHING = " "
# Of each sign so many digits are laid on one.
MANY = 5
# A digit may be so far from its place, in squares of a field: across, and up or down; it is laid on each
# other place, as its strokes are made wider by one. Rows so far from its middle are none of its own. The
# columns of a digit are darker than this somewhere.
ASTRAY, UNLEVEL, STEP, REACH, INKED = 2, 2, 2, HIGH / 2 + 1.5, 0.3
# Beside signs and separators digits are told by their height, in that of the line.
AS_HIGH, LOW = 0.7, 0.4
# So many of a hundred pixels of a seal are at most as coloured as its full ink; those of more than a share of
# that are solid. Thin strokes lose colour to their surroundings.
FULL, SOLID, GAIN = 75, 0.8, 1.6
# What noise adds or takes, and how much darker print is beneath full ink at least (shares of black); it may
# be but so little where none is seen.
NOISE, LEAST_CONTRAST, HARDLY, DEVIATIONS = 0.05, 0.12, 0.02, 4.0
FEWEST, DARKEST = 12, 92
LIGHT = np.array([0.114, 0.587, 0.299], np.float32)
# What is like its sign leaves less than this; what is not leaves so much, and so many times as much.
ALIKE, UNLIKE, CLEARLY = 0.1, 0.04, 2.0
# Of a place where surely none is, any digit leaves more.
NO_DIGIT = 0.1
SQUARE_OF_THREE, SQUARE_OF_FIVE = np.ones((3, 3), np.uint8), np.ones((5, 5), np.uint8)


@dataclass(frozen=True, slots=True)
class Shown:
    """Signs as a page shows them (n × FIELD × FIELD, 0–1), and with wider strokes; how dark its print is."""

    pictures: Floats
    wide: Floats
    signs: tuple[str, ...]
    black: float


@dataclass(frozen=True, slots=True)
class SealInk:
    """The ink of seals: how coloured where it is full, how dark on paper, and on print, at least and at most.

    Darkness is in shares of that of print.
    """

    full: float
    on_paper: float
    on_print: tuple[float, float]


@dataclass
class Forms:
    """The signs of a page as its tables show them, and the seals that lie on it, looked at when asked for.

    `usual` tells of each table how its figures are set.
    """

    tables: Tables
    usual: Sequence[Usual]
    inks: Inks

    @cached_property
    def shown(self) -> Shown | None:
        return shown(self.tables, self.usual, self.inks)

    @cached_property
    def ink(self) -> SealInk | None:
        return None if self.shown is None else ink_of(self.inks, self.shown.black)

    def prove(self, cell: InkCell, text: str, usual: Usual, set_so: Middles) -> bool:
        """Whether this figure or mark, and no other, can be what is printed in the middle of a cell."""
        full_width = set_so.step > FULL_WIDTH * set_so.height
        mark = text in MARKS
        if not (mark or (NUMERAL.fullmatch(text) and (text.isdecimal() or full_width))):
            return False
        places = set_so.places(cell, len(text))
        wide = FIELD / HIGH * usual.height if mark else set_so.step
        found = [self.left_of(x, usual.middle(cell), usual.height, wide) for x in places]
        if not all(is_sign(sign, left_of) for sign, left_of in zip(text, found, strict=True)):
            return False
        # In the middle a figure with two digits more has these at the same places.
        left, _, right, _ = interior(cell, self.inks)
        for x in (places[0] - set_so.step, places[-1] + set_so.step):
            beside = self.left_of(x, usual.middle(cell), usual.height, set_so.step)
            if x < left or x > right or is_no_digit(beside):
                return True
        return False

    def left_of(self, x: float, y: float, height: float, wide: float) -> dict[str, float]:
        """What is left of a place beside each sign; nothing where the page does not show enough."""
        if self.shown is None or self.ink is None:
            return {}
        scale, far = HIGH / height, round(FIELD * height / HIGH)
        left, top = max(0, round(x) - far), max(0, round(y) - far)
        bottom, right = self.inks.clean.shape
        room = (left, top, min(right, round(x) + far), min(bottom, round(y) + far))
        if room[2] - left < 2 or room[3] - top < 2:
            return {}
        least, most = bounds(self.inks, room, self.ink, self.shown.black)
        at = (x - left, y - 0.5 - top, scale)
        least, most = laid(least, *at, 0.0), laid(most, *at, 1.0)
        away = np.abs(np.arange(FIELD) - (FIELD - 1) / 2)
        beyond = (away[None, :] > scale * wide / 2) | (away[:, None] > REACH)
        least[beyond], most[beyond] = 0.0, 1.0
        return beside_signs(least, most, self.shown)


def is_sign(sign: str, left_of: dict[str, float]) -> bool:
    """Whether a place is that of this sign, by what it leaves beside each; that of a point is of no digit."""
    if not (sign in DIGITS or sign in MARKS):
        return is_no_digit(left_of)
    alike = DASHES if sign in DASHES else {sign}
    own = min((left_of[one] for one in alike if one in left_of), default=1.0)
    others = min((left for one, left in left_of.items() if one not in alike), default=0.0)
    return own < ALIKE and others >= max(UNLIKE, CLEARLY * own)


def is_no_digit(left_of: dict[str, float]) -> bool:
    return min((left_of.get(digit, 0.0) for digit in DIGITS), default=0.0) >= NO_DIGIT


def shown(tables: Tables, usual: Sequence[Usual], inks: Inks) -> Shown | None:
    """The signs of a page that are certain and no seal touches; None where one of ten digits is missing."""
    found: dict[str, list[Floats]] = {sign: [] for sign in DIGITS + MARKS}
    blacks = []
    for (cells, texts), rows in zip(tables, usual, strict=True):
        for cell, said in zip(cells, texts, strict=True):
            text = said.text if said.text in MARKS else figure_of(said.text)
            if len(cell.lines) != 1 or said.confidence < CERTAIN or not text:
                continue
            (line,) = cell.lines
            if line.cut or line.strange or inks.under_seal(line):
                continue
            if all(len(found[sign]) >= MANY for sign in text if sign in found):
                continue
            left, top, right, bottom = line.room
            black = 255.0 - float(inks.clean[top:bottom, left:right].min(initial=255))
            if text in MARKS:
                found[text].append(mark_of(inks.clean, line, black, rows.middle(cell), rows.height))
                continue
            blacks.append(black)
            for sign, picture in digits_of(inks.clean, line, text, black):
                found[sign].append(picture)
    if not all(found[digit] for digit in DIGITS):
        return None
    some = {sign: pictures[:MANY] for sign, pictures in found.items()}
    some[NOTHING] = [np.zeros((FIELD, FIELD), np.float32)]
    pictures = np.array([one for of_sign in some.values() for one in of_sign], np.float32)
    wide = np.array([cv2.dilate(one, SQUARE_OF_THREE) for one in pictures])
    signs = tuple(sign for sign, of_sign in some.items() for _ in of_sign)
    return Shown(pictures, wide, signs, max(60.0, float(np.median(blacks))))


def mark_of(page: Grey, line: Inkline, black: float, middle: float, height: float) -> Floats:
    """A dash or slash in a field: its ink in the middle across, and the row of digits up and down."""
    left, top = max(0, line.room[0] - AROUND), max(0, line.room[1] - AROUND)
    part = page[top : line.room[3] + AROUND, left : line.room[2] + AROUND].astype(np.float32)
    x = (line.room[0] + line.room[2] - 1) / 2 - left
    return laid(np.clip((255 - part) / black, 0, 1), x, middle - 0.5 - top, HIGH / height, 0.0)


def digits_of(page: Grey, line: Inkline, text: str, black: float) -> list[tuple[str, Floats]]:
    """The digits of a figure in fields: their ink in the middle across, and the rows of all up and down."""
    top, bottom = digit_rows(line)
    if bottom - top < LOWEST:
        return []
    left, low = max(0, line.room[0] - AROUND), max(0, top - AROUND)
    part = page[low : bottom + AROUND, left : line.room[2] + AROUND].astype(np.float32)
    dark = np.clip((255 - part) / black, 0, 1)
    digits = [sign for sign in text if sign in DIGITS]
    columns = parted(dark, len(digits)) if len(digits) == len(text) else apart(line, left)
    if len(columns) != len(digits):
        return []
    made = []
    for sign, (first, last) in zip(digits, columns, strict=True):
        inked = np.flatnonzero(dark[:, first:last].max(0) > INKED)
        if not len(inked):
            return []
        digit = np.zeros_like(dark)
        digit[:, first:last] = dark[:, first:last]
        x = first + (int(inked[0]) + int(inked[-1])) / 2
        made.append((sign, laid(digit, x, (top + bottom - 1) / 2 - low, HIGH / (bottom - top), 0.0)))
    return made


def apart(line: Inkline, start: int) -> list[tuple[int, int]]:
    """The columns, from `start` on, of a line's digits: each from a high shape to the next, or a low one.

    Low are separators; what is neither is a piece of the digit before it.
    """
    made: list[tuple[int, int]] = []
    ends = [
        (left, bottom - top > AS_HIGH * line.height)
        for left, top, _, bottom in line.shapes
        if not LOW * line.height < bottom - top <= AS_HIGH * line.height
    ]
    for (left, high), (end, _) in pairwise([*ends, (line.room[2], False)]):
        if high:
            made.append((left - start, end - start))
    return made


def laid(dark: Floats, x: float, y: float, scale: float, beyond: float) -> Floats:
    """A picture in a field, with this point of it in the middle, and what is `beyond` it around."""
    middle = (FIELD - 1) / 2
    turn = np.array([[scale, 0, middle - scale * x], [0, scale, middle - scale * y]])
    field = cv2.warpAffine(dark, turn, (FIELD, FIELD), flags=cv2.INTER_LINEAR, borderValue=beyond)
    return np.asarray(field, np.float32)


def ink_of(inks: Inks, black: float) -> SealInk | None:
    """The ink of the seals of a page; None where there is too little of it to be measured."""
    if inks.seal is None or inks.sealed is None:
        return None
    there = cv2.erode(inks.seal, SQUARE_OF_FIVE) > 0
    full = 1.0
    if inks.colour is None:
        dark = (255 - inks.sealed[there].astype(np.float32)) / black
        dark = dark[dark > LEAST_CONTRAST]
    else:
        part = inks.colour[there].astype(np.float32)
        if len(part) < FEWEST:
            return None
        colour = colourfulness(part)
        full = max(10.0, float(np.percentile(colour, FULL)))
        dark = (255 - part[colour > SOLID * full] @ LIGHT) / black
    if len(dark) < FEWEST:
        return None
    usual = float(np.median(dark))
    spread = 1.48 * float(np.median(np.abs(dark - usual)))
    printed = dark[dark > usual + max(LEAST_CONTRAST, DEVIATIONS * spread)]
    if len(printed) < FEWEST:
        return SealInk(full, usual, (usual + HARDLY, max(1.0, usual + HARDLY)))
    darkest = max(usual + LEAST_CONTRAST, float(np.percentile(printed, DARKEST)))
    return SealInk(full, usual, (darkest, darkest))


def colourfulness(picture: Floats) -> Floats:
    """How much more red than green and blue pixels are (… × 3)."""
    return np.asarray(picture[..., 2] - (picture[..., 0] + picture[..., 1]) / 2)


def bounds(inks: Inks, room: Room, ink: SealInk, black: float) -> tuple[Floats, Floats]:
    """How dark the print in a room is at least, and at most (0–1): the same where no seal lies."""
    left, top, right, bottom = room
    part = slice(top, bottom), slice(left, right)
    clean = np.clip((255 - inks.clean[part].astype(np.float32)) / black, 0, 1)
    if inks.seal is None or inks.sealed is None:
        return clean, clean
    if inks.colour is None:
        dark = (255 - inks.sealed[part].astype(np.float32)) / black
        shares = np.zeros_like(dark), np.ones_like(dark)
    else:
        picture = inks.colour[part].astype(np.float32)
        dark = (255 - picture @ LIGHT) / black
        share = np.clip(colourfulness(picture) / ink.full, 0, 1)
        most = np.clip(GAIN * cv2.dilate(share, SQUARE_OF_THREE), 0, 1)
        shares = cv2.erode(share, SQUARE_OF_THREE), most
    ends = [
        (dark + noise - share * ink.on_paper) / (1 - share * (1 - on_print + ink.on_paper))
        for share in shares
        for on_print in set(ink.on_print)
        for noise in (-NOISE, NOISE)
    ]
    beneath = inks.seal[part] > 0
    low, high = np.clip(np.minimum.reduce(ends), 0, 1), np.clip(np.maximum.reduce(ends), 0, 1)
    return np.where(beneath, low, clean), np.where(beneath, high, clean)


def beside_signs(least: Floats, most: Floats, forms: Shown) -> dict[str, float]:
    """What is left of a place beside each sign (the darkest square), wherever that is laid."""
    best = np.full(len(forms.pictures), np.inf)
    most = cv2.dilate(most, SQUARE_OF_THREE)
    for down in range(-UNLEVEL, UNLEVEL + 1, STEP):
        for across in range(-ASTRAY, ASTRAY + 1, STEP):
            low, high = moved(least, across, down, 0.0), moved(most, across, down, 1.0)
            lack = np.maximum(low - forms.wide, forms.pictures - high)
            squares = cv2.boxFilter(np.maximum(lack, 0).reshape(-1, FIELD), -1, (SQUARE, SQUARE))
            best = np.minimum(best, squares.reshape(len(best), -1).max(1))
    made: dict[str, float] = {}
    for sign, left in zip(forms.signs, best.tolist(), strict=True):
        made[sign] = min(left, made.get(sign, left))
    return made


def moved(field: Floats, across: int, down: int, beyond: float) -> Floats:
    made = np.full_like(field, beyond)
    rows, columns = (
        (slice(max(0, by), FIELD + min(0, by)), slice(max(0, -by), FIELD + min(0, -by)))
        for by in (down, across)
    )
    made[rows[0], columns[0]] = field[rows[1], columns[1]]
    return made
