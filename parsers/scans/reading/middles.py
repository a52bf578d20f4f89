"""Where the figures of a table stand: in the middle of their cells, where the table is set so.

Of a figure that stands there, and is as wide as its number of digits, no sign is missing: a sign that a seal
hides, or one that is none, would move the middle by half of its width.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import NamedTuple

import numpy as np

from parsers.scans.ink.inkcells import InkCell
from parsers.scans.reading.said import CERTAIN, Said, figure_of

# So many figures tell how a table is set; most of them stand so near to the middle, in heights of a digit.
FEW, MOST, NEAR = 5, 80, 0.1
# So many figures tell whether a table is set as another of its page.
SOME = 2
# A figure that is not whole stands farther from the middle, or is narrower or wider than its digits.
ASIDE, UNLIKE = 0.2, 0.28
# The ink of one that stands so far aside is not that of all its signs; what a seal leaves makes it wider.
FAR_ASIDE = 0.3
# No digits are set closer, middle to middle: the limits above are less than half of it.
CLOSEST = 0.55
# Between two digits a separator takes so much room, in steps from digit to digit: a hidden digit takes more.
# Only signs of full width take a step each; they stand farther apart than so many heights.
NARROWEST, WIDEST, FULL_WIDTH, FULL_STEP = 0.2, 0.8, 1.1, 1.15
# In steps: where this is blank beside a figure it ends.
BLANK = 1.1
NUMERAL = re.compile(r"\d+([.,]\d+)*")


@dataclass(frozen=True, slots=True)
class Middles:
    """How far right of a cell's middle that of its figure is, and how far apart digits are (pixels)."""

    height: float
    offset: float
    step: float

    def aside(self, cell: InkCell, text: str) -> bool:
        """Whether the only line of a cell is a figure that stands aside: a sign of it may be hidden."""
        if len(cell.lines) != 1 or not figure_of(text):
            return False
        left, _, right, _ = cell.lines[0].room
        offset = (left + right - cell.region.box[0] - cell.region.box[2]) / 2
        return abs(offset - self.offset) > FAR_ASIDE * self.height

    def room(self, cell: InkCell, count: int) -> tuple[float, float]:
        """The columns that a figure of so many digits would take in a cell, with a blank on both sides."""
        left, _, right, _ = cell.region.box
        middle = (left + right) / 2 + self.offset
        reach = (count - 1) / 2 * self.step + self.height / 2 + BLANK * self.step
        return max(left, middle - reach), min(right, middle + reach)

    def places(self, cell: InkCell, count: int) -> tuple[float, ...]:
        """The columns in which so many digits would have their middles in a cell."""
        left, _, right, _ = cell.region.box
        middle = (left + right) / 2 + self.offset
        return tuple(middle + (at - (count - 1) / 2) * self.step for at in range(count))

    def fit(self, cell: InkCell, text: str, places: Sequence[float]) -> bool:
        """Whether the signs of a text, with their middles at these places, are all of a cell's."""
        if not NUMERAL.fullmatch(text):
            return False
        left, _, right, _ = cell.region.box
        aside = (places[0] + places[-1] - left - right) / 2 - self.offset
        widest = FULL_STEP if self.step > FULL_WIDTH * self.height else WIDEST
        whole = abs(aside) <= ASIDE * self.height
        before, at = None, 0
        for digits in re.split("[.,]", text):
            first, last = places[at], places[at + len(digits) - 1]
            unlike = last - first - (len(digits) - 1) * self.step
            whole &= abs(unlike) <= UNLIKE * self.height
            whole &= before is None or NARROWEST <= (first - before) / self.step - 1 <= widest
            before, at = last, at + len(digits) + 1
        return whole


class Placed(NamedTuple):
    """How many digits a figure is (0 with other signs), how wide, how far right of its cell's middle."""

    digits: int
    width: float
    offset: float


def set_alike(
    tables: Sequence[tuple[Sequence[InkCell], Sequence[Said]]], heights: Sequence[float]
) -> list[Middles | None]:
    """How figures stand in each table of a page; where few tell, as in the table with most, if they do so.

    `heights` are those of the digits of each table, in pixels.
    """
    figures = [certain_ones(*table) for table in tables]
    made = [middles(some, height) for some, height in zip(figures, heights, strict=True)]
    known = [(len(some), at) for at, some in enumerate(figures) if made[at]]
    usual = made[max(known)[1]] if known else None
    for at, some in enumerate(figures):
        if usual and made[at] is None and len(some) >= SOME:
            near = [abs(one.offset - usual.offset) <= ASIDE * usual.height for one in some]
            made[at] = usual if all(near) else None
    return made


def certain_ones(table: Sequence[InkCell], said: Sequence[Said]) -> list[Placed]:
    """Where the figures of a table stand that are certain, each in one line."""
    made = []
    for cell, one in zip(table, said, strict=True):
        figure = figure_of(one.text)
        if len(cell.lines) == 1 and one.confidence >= CERTAIN and figure:
            left, _, right, _ = cell.lines[0].room
            offset = (left + right - cell.region.box[0] - cell.region.box[2]) / 2
            made.append(Placed(len(figure) if figure.isdecimal() else 0, right - left, offset))
    return made


def middles(figures: Sequence[Placed], height: float) -> Middles | None:
    """How figures stand in a table, by those that are certain; None where they are not in the middle.

    `height` is that of its digits, in pixels.
    """
    if len(figures) < FEW:
        return None
    offset = median(one.offset for one in figures)
    spread = float(np.percentile([abs(one.offset - offset) for one in figures], MOST, method="lower"))
    # What a seal leaves beside a figure makes it wider, and moves its middle.
    figures = [one for one in figures if abs(one.offset - offset) <= ASIDE * height]
    numbers = Counter(one.digits for one in figures if one.digits)
    if len(numbers) < 2:
        return None
    counts = sorted(numbers)
    widths = [median(one.width for one in figures if one.digits == count) for count in counts]
    step = float(np.polyfit(counts, widths, 1, w=[numbers[count] ** 0.5 for count in counts])[0])
    if spread > NEAR * height or step < CLOSEST * height:
        return None
    return Middles(height, offset, step)
