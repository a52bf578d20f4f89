"""Strokes of letters that fill their row: they reach from one level rule to the next, as upright rules do."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from parsers.scans.ink.inklines import Room
from parsers.scans.types import Mask

# Beside a stroke there is ink over such a share of what lies between level rules, whose soft edges take so
# many pixels.
AMIDST, EDGE = 0.2, 2

Rows = tuple[int, int]  # the first, and the one after the last


def without_strokes(dark: Mask, room: Room, rules: Sequence[Rows], reach: int, short: float) -> Rows:
    """The rows of an upright piece that are no stroke of a letter; none where all of it is one.

    A piece shorter than `short` pixels may be one, or its part above or below the last level rule but one
    that it crosses. `rules` are the level ones that are near, in order; ink within `reach` pixels is beside.
    """
    left, top, right, bottom = room
    if bottom - top < short:
        sides = inked_sides(dark, room, rules, reach)
        whole = sides == 2 or (sides == 1 and ends_short(dark, room, rules))
        return (top, top) if whole else (top, bottom)
    crossed = [(first, last) for first, last in rules if first - EDGE > top and last + EDGE < bottom]
    if not crossed:
        return top, bottom

    def is_stroke(start: int, end: int) -> bool:
        part = (left, start, right, end)
        beside = end - start < short and ends_short(dark, part, rules)
        return beside and inked_sides(dark, part, rules, reach) == 2

    first, last = crossed[0][0], crossed[-1][1]
    return first if is_stroke(top, first) else top, last if is_stroke(last, bottom) else bottom


def inked_sides(dark: Mask, room: Room, rules: Sequence[Rows], reach: int) -> int:
    """On how many sides of a short upright piece there is ink, between level rules."""
    left, top, right, bottom = room
    between_rules = np.ones(bottom - top, bool)
    for first, last in rules:
        between_rules[max(0, first - EDGE - top) : max(0, last + EDGE - top)] = False
    before, after = (
        dark[top:bottom, max(0, left - 1 - reach) : max(0, left - 1)],
        dark[top:bottom, right + 1 :],
    )
    inked = [np.asarray(side[:, :reach].any(1))[between_rules] for side in (before, after)]
    return sum(bool(side.size) and side.mean() >= AMIDST for side in inked)


def ends_short(dark: Mask, room: Room, rules: Sequence[Rows]) -> bool:
    """Whether an upright piece ends short of the next level rule above or below it."""
    left, top, right, bottom = room
    above = max((last for _, last in rules if last <= top), default=top)
    below = min((first for first, _ in rules if first >= bottom), default=bottom)
    gaps = (dark[above:top, left:right], dark[bottom:below, left:right])
    return not all(gap.any(1).all() for gap in gaps)
