"""Where the figures of a table stand: in the middle of their cells, where the table is set so.

Of a figure that stands there, and is as wide as its number of digits, no sign is missing: a sign that a seal
hides, or one that is none, would move the middle by half of its width.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np

from parsers.scans.inks import InkCell
from parsers.scans.said import CERTAIN, Said, figure_of

# So many figures tell how a table is set; most of them stand so near to the middle, in heights of a digit.
FEW, MOST, NEAR = 5, 80, 0.1
# A figure that is not whole stands farther from the middle, or is narrower or wider than its digits.
ASIDE, UNLIKE = 0.2, 0.28
# No digits are set closer, middle to middle: the limits above are less than half of it.
CLOSEST = 0.55


@dataclass(frozen=True, slots=True)
class Middles:
    """How far right of a cell's middle that of its figure is, and how far apart digits are (pixels)."""

    height: float
    offset: float
    step: float

    def fit(self, cell: InkCell, text: str, first: float, last: float) -> bool:
        """Whether the digits of a text are all of a cell's, its ends with their middles there."""
        left, _, right, _ = cell.region.box
        aside = (first + last - left - right) / 2 - self.offset
        unlike = last - first - (len(text) - 1) * self.step
        return text.isdecimal() and abs(aside) <= ASIDE * self.height and abs(unlike) <= UNLIKE * self.height


def middles(table: Sequence[InkCell], said: Sequence[Said], height: float) -> Middles | None:
    """How figures stand in a table, by those that are certain; None where they are not in the middle.

    `height` is that of its digits, in pixels.
    """
    offsets: list[float] = []
    widths: dict[int, list[int]] = {}
    for cell, one in zip(table, said, strict=True):
        if len(cell.lines) == 1 and one.confidence >= CERTAIN and figure_of(one.text).isdecimal():
            left, _, right, _ = cell.lines[0].room
            offsets.append((left + right - cell.region.box[0] - cell.region.box[2]) / 2)
            widths.setdefault(len(figure_of(one.text)), []).append(right - left)
    longer = [count for count in widths if count > 1]
    if len(offsets) < FEW or 1 not in widths or not longer:
        return None
    offset = median(offsets)
    spread = float(np.percentile(np.abs(np.array(offsets) - offset), MOST))
    usual = max(longer, key=lambda count: len(widths[count]))
    step = (median(widths[usual]) - median(widths[1])) / (usual - 1)
    if spread > NEAR * height or step < CLOSEST * height:
        return None
    return Middles(height, offset, step)
