"""Labels that run up or down their cells: in what order they are read tells only how they were drawn.

Type turned to the left runs upwards; columns of upright type, or of type turned to the right, follow each
other from the right to the left.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from parsers.pages.textlines import Char, Line, box_of

FEWEST = 2  # characters of a label
MOST_BESIDE = 4  # characters on one line across all columns of a label
ASIDE, OVER, APART = 0.3, 0.3, 1.5  # of its height: where the next character of a column stands


def sideways(lines: Sequence[Line], chars: Sequence[Char]) -> list[Line]:
    """The lines of a cell, which are one in the order of its `chars` where those were drawn up or down it.

    A single column that runs down the cell is read as its lines are.
    """
    if len(lines) < FEWEST or len(chars) > MOST_BESIDE * len(lines):
        return list(lines)
    solid = [char for char in chars if not char.text.isspace()]
    if sum(char.text.isalpha() for char in solid) < max(FEWEST, len(solid) / 2):
        return list(lines)
    steps = [step(one, other) for one, other in pairwise(solid)]
    way = max((-1, 1), key=steps.count)
    if 2 * steps.count(way) <= len(steps) or steps.count(1) == len(steps):
        return list(lines)
    return [Line(tuple(solid), "".join(char.text for char in solid), *box_of(solid))]


def step(one: Char, other: Char) -> int:
    """-1 if a character stands right above the one drawn before it, 1 if right below, else 0."""
    height = max(one.bottom - one.top, other.bottom - other.top)
    if abs(one.left + one.right - other.left - other.right) > 2 * ASIDE * height:
        return 0
    if -OVER * height < one.top - other.bottom < APART * height:
        return -1
    return 1 if -OVER * height < other.top - one.bottom < APART * height else 0
