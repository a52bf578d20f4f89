"""Figures of which some signs cannot be seen: what is left beside those is no figure."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence

from parsers.pages.textlines import DIGITS, Char

OF_FIGURES = frozenset(DIGITS) | frozenset(".,-．，－\u2212")
CLOSE = 0.3  # of their height, between signs of one figure
MOST_STEPS = 400_000  # pairs that are compared; beyond, all digits are in doubt


def torn(
    gone: Iterable[int],
    left: Iterable[int],
    chars: Sequence[Char],
    together: Callable[[int, int], bool] = lambda at, other: True,
) -> set[int]:
    """The digits among those `left` that stand right beside signs of figures that are gone; all by number.

    `together` is whether a digit that is left was there when one that is gone was hidden.
    """
    signs = [at for at in gone if chars[at].text in OF_FIGURES]
    places = sorted(((chars[at].top + chars[at].bottom) / 2, at) for at in signs)
    found: set[int] = set()
    steps = MOST_STEPS
    for at in left if places else ():
        char = chars[at]
        if char.text not in DIGITS:
            continue
        room = CLOSE * (char.bottom - char.top)
        level = places[bisect_left(places, (char.top, 0)) : bisect_right(places, (char.bottom, 0))]
        steps -= len(level)
        if steps < 0 or any(
            -room < gap_between(char, chars[other]) < room and together(at, other) for _, other in level
        ):
            found.add(at)
    return found


def gap_between(one: Char, other: Char) -> float:
    """How far apart two signs on a line stand; less than 0 where they overlap."""
    return max(one.left, other.left) - min(one.right, other.right)
