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
from parsers.scans.reading.leaning import lean
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
    """How far right of a cell's middle that of its figure is, and how far apart digits are (pixels).

    Where rules lean it is so at the height `level` of the page, and `lean` more for each pixel below.
    """

    height: float
    offset: float
    step: float
    lean: float = 0.0
    level: float = 0.0

    def middle(self, cell: InkCell) -> float:
        """The column in which a figure has its middle in a cell."""
        left, top, right, bottom = cell.region.box
        return (left + right) / 2 + self.offset_at((top + bottom) / 2)

    def offset_at(self, row: float) -> float:
        return self.offset + self.lean * (row - self.level)

    def aside(self, cell: InkCell, text: str) -> bool:
        """Whether the only line of a cell is a figure that stands aside: a sign of it may be hidden."""
        if len(cell.lines) != 1 or not figure_of(text):
            return False
        left, _, right, _ = cell.lines[0].room
        return abs((left + right) / 2 - self.middle(cell)) > FAR_ASIDE * self.height

    def filled(self, cell: InkCell, figure: str) -> bool:
        """Whether the only line of a cell is in its middle, and no wider than these digits."""
        left, _, right, _ = cell.lines[0].room
        widest = len(figure) * self.step + NEAR * self.height
        return not self.aside(cell, figure) and right - left <= widest

    def room(self, cell: InkCell, count: int) -> tuple[float, float]:
        """The columns that a figure of so many digits would take in a cell, with a blank on both sides."""
        left, _, right, _ = cell.region.box
        middle = self.middle(cell)
        reach = (count - 1) / 2 * self.step + self.height / 2 + BLANK * self.step
        return max(left, middle - reach), min(right, middle + reach)

    def places(self, cell: InkCell, count: int) -> tuple[float, ...]:
        """The columns in which so many digits would have their middles in a cell."""
        middle = self.middle(cell)
        return tuple(middle + (at - (count - 1) / 2) * self.step for at in range(count))

    def fit(self, cell: InkCell, text: str, places: Sequence[float]) -> bool:
        """Whether the signs of a text, with their middles at these places, are all of a cell's."""
        if not NUMERAL.fullmatch(text):
            return False
        aside = (places[0] + places[-1]) / 2 - self.middle(cell)
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
    """How many digits a figure is (0 with other signs), how wide, how far right of its cell's middle.

    `row` is the middle of the cell on the page, up and down.
    """

    digits: int
    width: float
    offset: float
    row: float = 0.0


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
        if usual and made[at] is None:
            made[at] = middles(some, heights[at], usual.step * heights[at] / usual.height)
        if usual and made[at] is None and len(some) >= SOME:
            near = [abs(one.offset - usual.offset_at(one.row)) <= ASIDE * usual.height for one in some]
            made[at] = usual if all(near) else None
    return made


def certain_ones(table: Sequence[InkCell], said: Sequence[Said]) -> list[Placed]:
    """Where the figures of a table stand that are certain, each in one line."""
    made = []
    for cell, one in zip(table, said, strict=True):
        figure = figure_of(one.text)
        if len(cell.lines) == 1 and one.confidence >= CERTAIN and figure:
            left, _, right, _ = cell.lines[0].room
            box = cell.region.box
            offset = (left + right - box[0] - box[2]) / 2
            digits = len(figure) if figure.isdecimal() else 0
            made.append(Placed(digits, right - left, offset, (box[1] + box[3]) / 2))
    return made


def middles(figures: Sequence[Placed], height: float, step: float = 0.0) -> Middles | None:
    """How figures stand in a table, by those that are certain; None where they are not in the middle.

    `height` is that of its digits, in pixels, `step` how far apart they are, where another table tells it.
    """
    if len(figures) < FEW:
        return None
    rows = np.array([one.row for one in figures])
    leans = lean(rows, np.array([[one.offset] for one in figures]), height)
    drift, level = (0.0, 0.0) if leans is None else (float(leans[0]), float(np.median(rows)))
    figures = [one._replace(offset=one.offset - drift * (one.row - level)) for one in figures]
    offset = median(one.offset for one in figures)
    spread = float(np.percentile([abs(one.offset - offset) for one in figures], MOST, method="lower"))
    # What a seal leaves beside a figure makes it wider, and moves its middle.
    figures = [one for one in figures if abs(one.offset - offset) <= ASIDE * height]
    step = step or step_of(figures, height)
    if spread > NEAR * height or step < CLOSEST * height:
        return None
    # Figures of one digit stand alike at a side, too, where no other one would tell it.
    if {one.digits for one in figures} <= {0, 1} and abs(offset) > NEAR * height:
        return None
    return Middles(height, offset, step, drift, level)


def step_of(figures: Sequence[Placed], height: float) -> float:
    """How far apart the digits of figures are, middle to middle; 0 where their widths do not tell.

    The ink of a broad digit, with its soft edges, is about as wide: that tells it where no figure has two
    digits, or those that have are narrow (11).
    """
    numbers = Counter(one.digits for one in figures if one.digits)
    counts = sorted(numbers)
    step = 0.0
    if len(counts) > 1:
        widths = [median(one.width for one in figures if one.digits == count) for count in counts]
        step = float(np.polyfit(counts, widths, 1, w=[numbers[count] ** 0.5 for count in counts])[0])
    if step < CLOSEST * height and numbers[1] >= FEW:
        step = float(np.percentile([one.width for one in figures if one.digits == 1], MOST))
    return step
