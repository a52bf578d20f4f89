"""Cells beneath a red seal, by the print that is seen through it beside what the page shows elsewhere.

    print seen through the seal ── beside nothing, marks, digits as the page shows them ──▶ the one it is like

What is seen is to be like one of them, not on the way to any other, and wherever a stroke more or less would
be seen there is none.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property

import cv2
import numpy as np

from parsers.scans.ink.inkcells import InkCell
from parsers.scans.ink.inks import Inks
from parsers.scans.page.seenthrough import Through, seen_through
from parsers.scans.reading.blanks import interior
from parsers.scans.reading.cellviews import Usual
from parsers.scans.reading.digitforms import INKED, LOWEST, parted
from parsers.scans.reading.glyphs import digit_rows
from parsers.scans.reading.middles import Middles
from parsers.scans.reading.said import CERTAIN, DASHES, Said, figure_of
from parsers.scans.reading.sealedforms import DIGITS, MARKS
from parsers.scans.types import Floats

Tables = Sequence[tuple[Sequence[InkCell], Sequence[Said]]]
FIGURES = "0"
# So many cells show a sign, so many how pale print is: in fewer a page shows too little.
MANY, MEASURED, FEWEST = 4, 40, 4
# A sign is looked for so far from its place (pixels); text stands within so many heights of it.
ASTRAY, UNLEVEL, REACH = 2, 1, 1.2
# How far a sign's picture goes beyond its ink, and a mark's from its middle, in heights of digits.
BEYOND, MARK_WIDE, MARK_HIGH = 3, 1.5, 1.1
# A stroke: how long in heights of digits, how broad (the deviation, pixels), in how many directions; noise is
# alike in so many pixels.
LONG, BROAD, WAYS, ALIKE = 0.45, 1.0, 8, 1.6
# What is seen is no farther than this on the way from what is printed to anything else, or than that where
# another reading says the same; beyond the third it is rather the other. A way that is shorter (in deviations
# of noise, squared) leads nowhere.
NEARLY, LIKELY, RATHER, LEAST_WAY = 0.25, 0.4, 0.5, 20.0
# Of the palest print of a page, the share that may be left, and how surely more would be seen.
LEFT, SURE = 0.85, 0.4
# Cells smaller than this are none; of a page so many are looked at.
SMALLEST, MOST = 3, 150
# So many of a hundred cells of a page are paler than what counts as its palest print.
PALEST = 5
# What lies around a sign's picture (pixels) blends into its edges.
BLENDS = 2
# Prints of one page are as high as each other within this share.
AS_HIGH = 0.08


@dataclass(frozen=True, slots=True)
class Sample:
    """How a sign of the page looks (darkness, 0-255), around its middle; how high its digits are."""

    dark: Floats
    height: float

    def laid(self, middle: tuple[float, float], shape: tuple[int, ...]) -> Floats:
        """The sign in a picture of this shape, with its middle at a point."""
        high, wide = self.dark.shape
        turn = np.array([[1, 0, middle[0] - (wide - 1) / 2], [0, 1, middle[1] - (high - 1) / 2]], np.float64)
        return np.asarray(cv2.warpAffine(self.dark, turn, shape[::-1], flags=cv2.INTER_LINEAR))


@dataclass
class Residues:
    """The print of a page seen through its seals, and its signs where no seal is, looked at if asked for."""

    tables: Tables
    usual: Sequence[Usual]
    inks: Inks
    looked: int = 0

    @cached_property
    def through(self) -> Through | None:
        inks = self.inks
        if inks.colour is None or inks.seal is None:
            return None
        return seen_through(inks.colour, inks.seal, inks.passes)

    @cached_property
    def samples(self) -> Mapping[str, list[Sample]]:
        """How the signs of the page look where no seal lies."""
        found: dict[str, list[Sample]] = {}
        if self.through is not None:
            for cell, text, usual in self.shown():
                for sign, sample in signs_of(self.through, cell, text, usual):
                    if len(found.setdefault(sign, [])) < MANY:
                        found[sign].append(sample)
        return found

    @cached_property
    def shows_all(self) -> bool:
        """Whether the page shows all ten digits where no seal is."""
        return all(digit in self.samples for digit in DIGITS)

    def is_odd(self, mark: str) -> bool:
        """Whether a mark is none that the page shows, though it shows others."""
        return mark in DASHES | {"/"} and mark not in self.palest and any(one in self.palest for one in MARKS)

    @cached_property
    def palest(self) -> Mapping[str, float]:
        """How dark the strokes of the palest figures (0) and of the palest of each mark of the page are."""
        if self.through is None:
            return {}
        peaks: dict[str, list[float]] = {}
        for cell, text, usual in self.shown():
            kind = text if text in MARKS else FIGURES
            found = peaks.setdefault(kind, [])
            rows, columns = room_of(cell, usual, self.inks)
            dark = self.through.dark[rows, columns]
            if len(found) < MEASURED and dark.size:
                flat = np.ones_like(dark)
                found.append(float(strokes(dark, flat, flat, usual.height)[0].max()))
        return {
            kind: float(np.percentile(found, PALEST)) for kind, found in peaks.items() if len(found) >= FEWEST
        }

    @cached_property
    def rare(self) -> bool:
        """Whether the page has a mark which it shows in too few cells, if in any, where no seal is."""
        said = {one.text for _, texts in self.tables for one in texts if one.confidence >= CERTAIN}
        return any(mark in said and mark not in self.palest for mark in MARKS)

    def shown(self) -> Iterator[tuple[InkCell, str, Usual]]:
        """The cells of the page with a figure or mark that is certain and that no seal touches."""
        for (cells, texts), usual in zip(self.tables, self.usual, strict=True):
            for cell, said in zip(cells, texts, strict=True):
                text = said.text if said.text in MARKS else figure_of(said.text)
                if not text or said.confidence < CERTAIN or len(cell.lines) != 1:
                    continue
                (line,) = cell.lines
                if not (line.cut or line.strange or self.inks.under_seal(line)):
                    yield cell, text, usual

    def told(
        self, cell: InkCell, texts: Sequence[str], usual: Usual, set_so: Middles | None, likely: str | None
    ) -> str | None:
        """What alone of some texts, nothing, and the marks of the page is printed in a cell; None if open.

        `likely` is what it says by another reading.
        """
        if self.through is None or not self.palest or self.looked >= MOST:
            return None
        self.looked += 1
        view = View.of(self.through, room_of(cell, usual, self.inks), usual, usual.middle(cell) - 0.5)
        if min(view.dark.shape) < SMALLEST:
            return None
        best, least, print_ = None, 1.0, view.dark
        marks = [mark for mark in MARKS if mark in self.palest]
        texts = tuple(dict.fromkeys(("", *marks, *texts)))
        for text in texts:
            signs = self.laid(view, cell, text, set_so)
            if signs is None:
                continue
            others = self.others(view, cell, text, signs, texts, set_so)
            made = composed(view, signs)
            away = max((view.between(made, other) for other in others), default=1.0)
            if away < least:
                best, least, print_ = text, away, made
        # A mark that it is not compared with may be what leaves so little to be seen.
        if best is None or (not best and self.rare) or least > (NEARLY if best != likely else LIKELY):
            return None
        return best if self.nothing_left(view, print_, best) else None

    def may_hold_mark(self, cell: InkCell, usual: Usual) -> bool:
        """Whether what is seen in a cell is rather a mark that the page shows than nothing."""
        marks = [mark for mark in MARKS if mark in self.palest]
        if self.through is None or not marks or self.looked >= MOST:
            return False
        self.looked += 1
        view = View.of(self.through, room_of(cell, usual, self.inks), usual, usual.middle(cell) - 0.5)
        if min(view.dark.shape) < SMALLEST:
            return False
        laid = [self.laid(view, cell, mark, None) for mark in marks]
        nothing = np.zeros_like(view.dark)
        return any(view.between(nothing, one[0]) > RATHER for one in laid if one)

    def laid(self, view: View, cell: InkCell, text: str, set_so: Middles | None) -> list[Floats] | None:
        """The signs of a text as they would be printed in a cell; None where the page does not show them."""
        at = places(cell, text, set_so)
        if len(at) != len(text):
            return None
        made = []
        for sign, place in zip(text, at, strict=True):
            one = self.nearest(view, sign, place, set_so)
            if one is None:
                return None
            made.append(one)
        return made

    def others(
        self,
        view: View,
        cell: InkCell,
        text: str,
        signs: list[Floats],
        texts: Sequence[str],
        set_so: Middles | None,
    ) -> Iterator[Floats]:
        """What else might be printed: another text, a digit alone, or one digit of the text another."""
        for other in dict.fromkeys((*texts, *DIGITS)):
            if other != text and (pictures := self.laid(view, cell, other, set_so)) is not None:
                yield composed(view, pictures)
        if len(text) > 1:
            for at, place in enumerate(places(cell, text, set_so)):
                for sign in DIGITS.replace(text[at], ""):
                    one = self.nearest(view, sign, place, set_so)
                    if one is not None:
                        yield composed(view, [*signs[:at], one, *signs[at + 1 :]])

    def nothing_left(self, view: View, print_: Floats, text: str) -> bool:
        """Whether no stroke of print is left in a cell beside what is printed, nor lacking of it."""
        most, doubt = strokes(view.dark - view.shown * print_, view.shown, view.noise, view.usual.height)
        # Where a mark stands there is no other; a cell that says nothing may hide one.
        least = min(self.palest.values())
        palest = self.palest.get(FIGURES, least) if text else least
        over = float((np.abs(most) if text else most).max())
        return over <= LEFT * palest and float(doubt.max()) <= SURE * palest

    def nearest(self, view: View, sign: str, place: float, set_so: Middles | None) -> Floats | None:
        """The sample of a sign laid near its column where it leaves least; None where the page shows none."""
        key = (sign, place)
        if key not in view.known:
            wide = MARK_WIDE * view.usual.height if set_so is None or sign in MARKS else set_so.step / 2
            samples = [one for one in self.samples.get(sign, ()) if view.as_high(one)]
            view.known[key] = view.nearest(samples, place, wide)
        return view.known[key]


@dataclass(frozen=True, slots=True)
class View:
    """The rows and columns of a cell where its text stands: what is seen of print, through a seal.

    `corner` is the first row and column; `known` are signs that were laid there, by their columns.
    """

    dark: Floats
    shown: Floats
    noise: Floats
    corner: tuple[int, int]
    usual: Usual
    middle: float
    known: dict[tuple[str, float], Floats | None] = field(default_factory=dict)

    @classmethod
    def of(cls, through: Through, room: tuple[slice, slice], usual: Usual, middle: float) -> View:
        dark, shown, noise = (one[room] for one in (through.dark, through.shown, through.noise))
        return cls(dark, shown, noise, (room[0].start, room[1].start), usual, middle)

    def as_high(self, sample: Sample) -> bool:
        """Whether a sample is of digits as high as those of the cell."""
        return abs(sample.height / self.usual.height - 1) <= AS_HIGH

    def between(self, one: Floats, other: Floats) -> float:
        """How far what is seen is on the way from one print to another: 0 at the one, 1 at the other."""
        way = self.shown * (other - one) / self.noise
        length = float(np.square(way).sum())
        if length < LEAST_WAY:
            return 1.0
        return float(((self.dark - self.shown * one) / self.noise * way).sum()) / length

    def nearest(self, samples: Sequence[Sample], place: float, wide: float) -> Floats | None:
        """One of some samples, laid near a column where it leaves least."""
        x, y = place - self.corner[1], self.middle - self.corner[0]
        part = slice(None), slice(max(0, round(x - wide - 2)), max(0, round(x + wide + 3)))
        dark, shown, noise = self.dark[part], self.shown[part], self.noise[part]
        if not dark.size:
            return None
        least, best = np.inf, None
        for sample in samples:
            around = [
                (across, down)
                for across in np.arange(-ASTRAY, ASTRAY + 1)
                for down in np.arange(-UNLEVEL, UNLEVEL + 1)
            ]
            for steps in (around, [(-0.5, 0), (0.5, 0), (0, -0.5), (0, 0.5)]):
                start = (0.0, 0.0) if best is None or steps is around else best[1]
                for across, down in steps:
                    at = start[0] + across, start[1] + down
                    laid = sample.laid((x + at[0], y + at[1]), self.dark.shape)
                    wrong = float(np.square((dark - shown * laid[part]) / noise).sum())
                    if wrong < least:
                        least, best = wrong, (laid, at)
        return None if best is None else best[0]


def places(cell: InkCell, text: str, set_so: Middles | None) -> tuple[float, ...]:
    """The columns in which the signs of a text have their middles in a cell; a mark stands in its middle.

    None where it is not known how figures stand.
    """
    if text in MARKS and text:
        return ((cell.region.box[0] + cell.region.box[2] - 1) / 2,)
    return set_so.places(cell, len(text)) if text and set_so is not None else ()


def composed(view: View, signs: Sequence[Floats]) -> Floats:
    return np.asarray(np.maximum.reduce([np.zeros_like(view.dark), *signs]))


def room_of(cell: InkCell, usual: Usual, inks: Inks) -> tuple[slice, slice]:
    """The rows and columns of a cell in which its text stands."""
    left, top, right, bottom = interior(cell, inks)
    middle, reach = usual.middle(cell), REACH * usual.height
    rows = max(top, round(middle - reach)), min(bottom, round(middle + reach))
    return slice(rows[0], max(rows)), slice(left, max(left, right))


def signs_of(through: Through, cell: InkCell, text: str, usual: Usual) -> Iterator[tuple[str, Sample]]:
    """The signs of a cell that no seal touches, each around its middle."""
    (line,) = cell.lines
    left, top, right, bottom = line.room
    if text in MARKS:
        x = (left + right - 1) / 2
        wide, high = MARK_WIDE * usual.height, MARK_HIGH * usual.height
        yield text, Sample(around(through.dark, (x, usual.middle(cell) - 0.5), wide, high), usual.height)
        return
    top, bottom = digit_rows(line)
    if bottom - top < LOWEST or not text.isdecimal():
        return
    start, end = max(0, left - BEYOND), right + BEYOND
    part = np.clip(through.dark[top:bottom, start:end] / 255, 0, 1)
    columns = parted(part, len(text))
    if len(columns) != len(text):
        return
    for sign, (first, last) in zip(text, columns, strict=True):
        inked = np.flatnonzero(part[:, first:last].max(0) > INKED)
        if len(inked):
            x = first + (int(inked[0]) + int(inked[-1])) / 2 + start
            middle, high = (x, (top + bottom - 1) / 2), (bottom - top) / 2 + BEYOND
            alone = slice(first + start, last + start)
            yield sign, Sample(around(through.dark, middle, high, high, alone), usual.height)


def around(
    page: Floats, middle: tuple[float, float], wide: float, high: float, shown: slice = slice(None)
) -> Floats:
    """The part of a page that reaches so far from a point, which is its middle; of these columns only."""
    size = 2 * round(wide) + 1, 2 * round(high) + 1
    rows, columns = (
        slice(max(0, math.floor(at - reach) - BLENDS), max(0, math.ceil(at + reach) + BLENDS + 1))
        for at, reach in ((middle[1], high), (middle[0], wide))
    )
    part = np.zeros_like(page[rows, columns], np.float32)
    if not part.size:
        return np.zeros(size[::-1], np.float32)
    first, last, _ = shown.indices(page.shape[1])
    kept = slice(max(0, first - columns.start), max(0, last - columns.start))
    part[:, kept] = np.clip(page[rows, columns][:, kept], 0, 255)
    x, y = middle[0] - columns.start, middle[1] - rows.start
    turn = np.array([[1, 0, round(wide) - x], [0, 1, round(high) - y]], np.float64)
    return np.asarray(cv2.warpAffine(part, turn, size, flags=cv2.INTER_LINEAR), np.float32)


def strokes(dark: Floats, shown: Floats, noise: Floats, height: float) -> tuple[Floats, Floats]:
    """How dark a stroke of print may lie on each pixel, in the direction that is darkest, and how surely."""
    weight = (1 / np.square(noise)).astype(np.float32)
    seen, known = (dark * shown * weight).astype(np.float32), np.square(shown).astype(np.float32) * weight
    most, doubt = np.zeros_like(seen), np.zeros_like(seen)
    for stroke in pictured(round(LONG * height)):
        told = cv2.filter2D(seen, -1, stroke, borderType=cv2.BORDER_CONSTANT)
        sure = np.maximum(cv2.filter2D(known, -1, np.square(stroke), borderType=cv2.BORDER_CONSTANT), 1e-9)
        darkness = told / sure
        most = np.where(np.abs(darkness) > np.abs(most), darkness, most)
        doubt = np.maximum(doubt, ALIKE / np.sqrt(sure))
    return most, doubt


@cache
def pictured(long: int) -> tuple[Floats, ...]:
    """A stroke so long in each direction, 1 where it is darkest."""
    reach = long // 2 + 2
    y, x = np.mgrid[-reach : reach + 1, -reach : reach + 1].astype(np.float32)
    made = []
    for way in range(WAYS):
        turn = np.pi * way / WAYS
        along, aside = x * np.cos(turn) + y * np.sin(turn), y * np.cos(turn) - x * np.sin(turn)
        ends = np.clip(long / 2 + 0.5 - np.abs(along), 0, 1)
        made.append(np.asarray(ends * np.exp(-np.square(aside / BROAD) / 2), np.float32))
    return tuple(made)
