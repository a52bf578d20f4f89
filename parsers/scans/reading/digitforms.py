"""Digits beside the same digits of their table, which one font printed: each other's proof or doubt.

    figures ── parted where they are palest ──▶ digits ── laid on the nearest of their sign ──▶ what is left

What looks like none of its sign was typed over, bent by a crease, or misread; what looks like them, and like
no other sign, is what it was read as.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field, replace
from itertools import pairwise

import cv2
import numpy as np

from parsers.scans.ink.inkcells import InkCell
from parsers.scans.ink.inklines import Inkline
from parsers.scans.ink.inks import Inks
from parsers.scans.reading.glyphs import digit_rows
from parsers.scans.reading.said import CERTAIN, Said, figure_of
from parsers.scans.types import Floats, Grey

# The square that a digit is laid into, its height there, and the darkness of paper that is not quite white.
FIELD, HIGH, PALE = 28, 20.0, 0.12
# Digits lower than this (pixels) show too little; soft edges reach so far beyond a line's ink.
LOWEST, AROUND = 6, 2
# So many others tell how a sign looks; of more in a table so many are taken. The nearest are laid on a digit.
FEW, MANY, NEAREST = 2, 24, 3
# Ink is darker than the first; of the shape of a digit less than this share lies beyond the next one's edge.
INKED, SLIVER = 0.25, 0.2
# Digits whose height is off the usual one by more than the first share are set in another size, if it is no
# more off than the others: cut ones, scaled to it, are too wide for what they were read as.
OFF, SMALLEST, LARGEST = 0.08, 0.7, 1.4
# No page of a report has more digits.
MOST = 2000
# A digit ends within so much of its place (of the room of one), the nearer the better.
ASTRAY, PULL = 0.3, 0.6
# What is left of a digit beside another is counted in squares so wide; it is a stroke if it is as dark as
# this, and so many times as dark as what is left of nine in ten digits.
SQUARE, STROKE, USUAL, MOST_OF = 4, 0.1, 3.0, 90
SQUARE_OF_THREE = np.ones((3, 3), np.uint8)
# A table of which more digits (share) are unlike those of the others of its page is set in another font.
ODD = 0.34
# Of those that are like the others of their own table fewer are, where one font was used.
OF_ONE_FONT = 0.1
# What is like its sign leaves less than this, and so many times less than beside the nearest of another.
ALIKE, UNLIKE_OTHERS = 0.06, 3.0
# A digit in another size leaves less than this if it is whole: it is drawn from fewer or more pixels.
WHOLE = 0.1


@dataclass(slots=True)
class Digits:
    """The digits of a page: the table, cell and line of each, what it was read as, how it looks.

    `trimmed` are the pictures without what reaches into them of the digits beside; `rescaled` are both of
    those, by their numbers, that seem to be set in another size than the others of their table.
    """

    lines: list[tuple[int, int, int]] = field(default_factory=list)
    signs: list[str] = field(default_factory=list)
    certain: list[bool] = field(default_factory=list)
    pictures: list[Floats] = field(default_factory=list)
    trimmed: list[Floats] = field(default_factory=list)
    rescaled: dict[int, tuple[Floats, Floats]] = field(default_factory=dict)

    def at_own_scale(self) -> Digits:
        """The digits, each as high as the usual ones of its table."""
        pictures, trimmed = list(self.pictures), list(self.trimmed)
        for at, pair in self.rescaled.items():
            pictures[at], trimmed[at] = pair
        return replace(self, pictures=pictures, trimmed=trimmed)


@dataclass(frozen=True, slots=True)
class Judged:
    """Lines by table, cell and place in it: figures with a digit unlike its sign; in doubt, but alike.

    `whole` are figures in a size of their own that are like the others in all else: nothing cut them.
    """

    unlike: Set[tuple[int, int, int]] = frozenset()
    alike: Set[tuple[int, int, int]] = frozenset()
    whole: Set[tuple[int, int, int]] = frozenset()


@dataclass(frozen=True, slots=True)
class Compared:
    """The cells of a table, and the lines, by cell and place in it, that are whole in a size of their own."""

    cells: list[InkCell]
    whole: Set[tuple[int, int]] = frozenset()


def compared(tables: Sequence[tuple[list[InkCell], list[list[Said]]]], inks: Inks) -> list[Compared]:
    """The cells of a page's tables, figures marked as strange that have a digit unlike others of its sign.

    Figures in doubt of which each digit is like those of its sign alone become certain.
    """
    digits = Digits()
    for number, (table, spoken) in enumerate(tables):
        add_digits(digits, number, table, spoken, inks)
    found = judged(digits)
    made = [list(table) for table, _ in tables]
    for number, cell, at in found.alike:
        parts = tables[number][1][cell]
        parts[at] = Said(parts[at].text, CERTAIN)
    for number, cell, at in found.unlike:
        lines = list(made[number][cell].lines)
        lines[at] = replace(lines[at], strange=True)
        made[number][cell] = replace(made[number][cell], lines=tuple(lines))
    return [
        Compared(cells, {(cell, at) for table, cell, at in found.whole if table == number})
        for number, cells in enumerate(made)
    ]


def add_digits(
    digits: Digits, number: int, table: Sequence[InkCell], spoken: Sequence[Sequence[Said]], inks: Inks
) -> None:
    """Adds the digits of the figures of a table that no seal touches."""
    figures = [
        (index, at, line, text)
        for index, cell in enumerate(table)
        for at, line in enumerate(cell.lines)
        if (text := figure_of(spoken[index][at].text)).isdecimal() and not inks.under_seal(line)
    ]
    if not figures or len(digits.lines) + sum(len(text) for *_, text in figures) > MOST:
        return
    heights = [low - top for _, _, line, _ in figures for top, low in [digit_rows(line)]]
    high = float(np.median(heights))
    if high < LOWEST:
        return
    for (index, at, line, text), own in zip(figures, heights, strict=True):
        resized = abs(own - high) > max(1, OFF * high) and SMALLEST * high <= own <= LARGEST * high
        pictures = list(pictures_of(inks.clean, line, len(text), high))
        if len(pictures) == len(text):
            if resized:
                pairs = pictures_of(inks.clean, line, len(text), own)
                digits.rescaled.update(enumerate(pairs, len(digits.lines)))
            digits.lines += [(number, index, at)] * len(text)
            digits.signs += text
            digits.certain += [spoken[index][at].confidence >= CERTAIN and not line.cut] * len(text)
            digits.pictures += [whole for whole, _ in pictures]
            digits.trimmed += [trimmed for _, trimmed in pictures]


def pictures_of(page: Grey, line: Inkline, count: int, high: float) -> Iterator[tuple[Floats, Floats]]:
    """The digits of a line, as they are parted and trimmed; `high` fills HIGH."""
    left, top, right, bottom = line.room
    room = (max(0, left - AROUND), max(0, top - AROUND), right + AROUND, bottom + AROUND)
    part = 255 - page[room[1] : room[3], room[0] : room[2]].astype(np.float32)
    part = np.clip((part / max(60.0, float(part.max())) - PALE) / (1 - PALE), 0, 1)
    scale = HIGH / high
    if scale < 0.8:
        part = cv2.GaussianBlur(part, (0, 0), 0.5 / scale - 0.3)
    shapes = cv2.connectedComponents(np.asarray(part > INKED, np.uint8))[1] if count > 1 else None
    for first, last in parted(part, count):
        whole = part[:, first:last]
        if not whole.any():
            continue
        trimmed = whole if shapes is None else without_slivers(part, shapes, first, last)
        picture = laid_out(whole, scale)
        yield picture, picture if np.array_equal(whole, trimmed) else laid_out(trimmed, scale)


def laid_out(digit: Floats, scale: float) -> Floats:
    """A digit in the middle of a field by its ink (darkness 0-1)."""
    mass = cv2.moments(digit)
    middle = (FIELD - 1) / 2
    x, y = (mass[axis] / max(1e-6, mass["m00"]) for axis in ("m10", "m01"))
    turn = np.array([[scale, 0, middle - scale * x], [0, scale, middle - scale * y]])
    return np.asarray(cv2.warpAffine(digit, turn, (FIELD, FIELD), flags=cv2.INTER_LINEAR, borderValue=0))


def without_slivers(part: Floats, shapes: Floats, first: int, last: int) -> Floats:
    """A digit between two columns of a line, without what reaches into them of the digits beside it."""
    digit, own = part[:, first:last].copy(), shapes[:, first:last]
    for edge, beyond in ((0, first - 1), (last - first - 1, last)):
        if not 0 <= beyond < part.shape[1]:
            continue
        for shape in np.intersect1d(own[:, edge], shapes[:, beyond]):
            inside = own == shape
            if shape and part[:, first:last][inside].sum() < SLIVER * part[shapes == shape].sum():
                around = cv2.dilate(inside.astype(np.uint8), SQUARE_OF_THREE) > 0
                digit[around & ((own == shape) | (own == 0))] = 0
    return digit


def parted(dark: Floats, count: int) -> list[tuple[int, int]]:
    """The columns of so many digits of one width in a picture of darkness, parted where it is palest."""
    width = dark.shape[1]
    if count == 1:
        return [(0, width)]
    mass = dark.sum(0)
    mass /= max(1e-6, float(mass.max()))
    step = width / count
    ends = [0]
    for place in step * np.arange(1, count):
        low, high = max(ends[-1] + 1, int(place - ASTRAY * step)), int(place + ASTRAY * step) + 1
        if low >= min(high, width):
            return []
        away = (np.arange(low, min(high, width)) - place) / step
        ends.append(low + int((mass[low : low + len(away)] + PULL * away * away).argmin()))
    return list(pairwise([*ends, width]))


def judged(digits: Digits) -> Judged:
    """Which figures have a digit unlike the others of its sign, and of which in doubt each is like these.

    Digits that seem to be set in another size are judged as they are, and as high as the others: a speck or
    a blur makes a figure higher, too. What is wrong with a figure is wrong in both ways.
    """
    if not any(digits.certain):
        return Judged()
    unlike, alike, _ = judged_once(digits)
    if not digits.rescaled:
        return Judged(unlike, alike)
    rescaled, alike_then, proven = judged_once(digits.at_own_scale())
    unlike &= rescaled
    left = {digits.lines[at] for at in digits.rescaled if not proven[at]}
    whole = {digits.lines[at] for at in digits.rescaled} - left - rescaled
    return Judged(unlike, (alike | alike_then) - unlike, whole)


def judged_once(digits: Digits) -> tuple[set[tuple[int, int, int]], set[tuple[int, int, int]], Floats]:
    """As `judged` does in one way; and which digits are like their sign, and like no other.

    A digit is unlike others as it is parted, and trimmed too: either may leave the edge of the one beside it.
    """
    certain = np.array(digits.certain, bool)
    forms = Forms.of(digits)
    own = forms.beside_own(np.arange(len(certain)), within_table=True)
    known = np.isfinite(own)
    usual = own[certain & known]
    limit = max(STROKE, USUAL * float(np.percentile(usual, MOST_OF))) if len(usual) else STROKE
    strange = known & (own > limit)
    # A table with few figures is judged by the others of its page, if it is printed as they are.
    few = np.flatnonzero(~known)
    own[few] = forms.beside_own(few, within_table=False)
    for number in np.unique(forms.tables[few]):
        there = few[forms.tables[few] == number]
        odd = there[own[there] > limit]
        same_font = len(odd) and not forms.in_another_font(number, limit, known & ~strange)
        strange[odd] = same_font and len(odd) <= ODD * len(there)
    pairs = list(zip(digits.pictures, digits.trimmed, strict=True))
    cut = np.flatnonzero(strange & [whole is not trimmed for whole, trimmed in pairs])
    if len(cut):
        pictures = [pair[odd] for pair, odd in zip(pairs, strange.astype(int).tolist(), strict=True)]
        trimmed = Forms.of(replace(digits, pictures=pictures))
        left_of = [trimmed.beside_own(cut, within_table=within) for within in (True, False)]
        strange[cut] = np.where(known[cut], *left_of) > limit
    asked = np.flatnonzero(~certain | np.isin(np.arange(len(certain)), list(digits.rescaled)))
    apart = np.full(len(certain), -np.inf)
    apart[asked] = forms.beside_others(asked)
    proven = apart > np.maximum(STROKE, UNLIKE_OTHERS * own)
    unlike = {digits.lines[at] for at in np.flatnonzero(strange)}
    doubted = {digits.lines[at] for at in np.flatnonzero(~certain)}
    left = {digits.lines[at] for at in np.flatnonzero(~certain & ~(proven & (own < ALIKE)))}
    return unlike, doubted - unlike - left, proven & (own < WHOLE)


@dataclass(frozen=True, slots=True)
class Forms:
    """Digits, and those of them that show how their sign looks; `apart` is how far these are from each."""

    pictures: Floats
    wide: Floats
    signs: Floats
    tables: Floats
    shown: Floats
    apart: Floats

    @classmethod
    def of(cls, digits: Digits) -> Forms:
        pictures, signs = np.array(digits.pictures, np.float32), np.array([int(one) for one in digits.signs])
        tables = np.array([number for number, _, _ in digits.lines])
        certain = np.flatnonzero(digits.certain)
        kinds = 10 * tables[certain] + signs[certain]
        shown = np.concatenate([thinned(certain[kinds == kind]) for kind in np.unique(kinds)])
        flat = pictures.reshape(len(pictures), -1)
        sizes = (flat * flat).sum(1)
        apart = sizes[:, None] + sizes[shown] - 2 * flat @ flat[shown].T
        apart[shown, np.arange(len(shown))] = np.inf
        wide = np.array([cv2.dilate(picture, SQUARE_OF_THREE) for picture in pictures])
        return cls(pictures, wide, signs, tables, shown, apart)

    def in_another_font(self, table: int, limit: float, plain: Floats) -> bool:
        """Whether more digits of a table are unlike those of the other tables than one font would have.

        Those that are `plain` beside their own tell it; where there are none, all together.
        """
        own = self.tables == table
        numbers, most = (
            (np.flatnonzero(own & plain), OF_ONE_FONT) if (own & plain).any() else (np.flatnonzero(own), ODD)
        )
        there = self.signs[numbers, None] == self.signs[self.shown]
        left = self.left(numbers, there & (self.tables[self.shown] != table))
        seen = left[np.isfinite(left)]
        return bool(len(seen) and (seen > limit).mean() > most)

    def beside_own(self, numbers: Floats, *, within_table: bool) -> Floats:
        """What is left of digits beside the nearest of their sign; NaN where there are too few of it."""
        there = self.signs[numbers, None] == self.signs[self.shown]
        if within_table:
            there &= self.tables[numbers, None] == self.tables[self.shown]
        return self.left(numbers, there)

    def beside_others(self, numbers: Floats) -> Floats:
        """What is left of digits beside the nearest of all other signs; NaN where there are too few."""
        return self.left(numbers, self.signs[numbers, None] != self.signs[self.shown])

    def left(self, numbers: Floats, there: Floats) -> Floats:
        """What is left of digits beside the nearest of those shown that are `there` for them."""
        if not len(numbers):
            return np.empty(0)
        apart = np.where(there, self.apart[numbers], np.inf)
        count = min(NEAREST, apart.shape[1])
        near = np.argpartition(apart, count - 1, 1)[:, :count]
        known = np.isfinite(np.take_along_axis(apart, near, 1))
        others = self.shown[near]
        lack = self.pictures[numbers, None] - self.wide[others]
        np.maximum(lack, self.pictures[others] - self.wide[numbers, None], out=lack)
        squares = cv2.boxFilter(np.maximum(lack, 0, out=lack).reshape(-1, FIELD), -1, (SQUARE, SQUARE))
        darkest = np.where(known, squares.reshape(*others.shape, -1).max(2, initial=0), np.inf)
        return np.asarray(np.where(known.sum(1) >= FEW, darkest.min(1, initial=np.inf), np.nan))


def thinned(numbers: Floats) -> Floats:
    """No more than MANY of some numbers, from everywhere among them."""
    return numbers[:: -(-len(numbers) // MANY)]
