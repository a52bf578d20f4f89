"""Fields that hold another figure than they show: viewers differ in which of the two they draw."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from operator import itemgetter

from parsers.pages.textlines import Box, Char, spaced
from parsers.values import FULL_WIDTH

MOST_SIGNS = 60  # level with a field; of more, none is compared with it


def told_otherwise(values: Sequence[tuple[Box, str]], chars: Sequence[Char]) -> tuple[set[int], list[Box]]:
    """The numbers of the digits in fields that hold other figures; the fields that hold one and show none.

    `values` are the boxes of fields and what they hold.
    """
    digits: set[int] = set()
    bare: list[Box] = []
    rows = sorted(((char.top + char.bottom) / 2, at) for at, char in enumerate(chars)) if values else []
    for (left, top, right, bottom), value in values:
        first, last = bisect_left(rows, (top, 0)), bisect_right(rows, (bottom, 0))
        level = [at for _, at in rows[first : min(last, first + MOST_SIGNS)]]
        inside = [at for at in level if left < (chars[at].left + chars[at].right) / 2 < right]
        shown = spaced(sorted((chars[at] for at in inside), key=itemgetter(1)))
        if (held := number_in(value)) and held not in map(number_in, (shown, *shown.split())):
            digits.update(at for at in inside if chars[at].text[-1].isdecimal())
            if not number_in(shown):
                bare.append((left, top, right, bottom))
    return digits, bare


def number_in(text: str) -> str:
    """The digits of a figure without what groups them or follows its point as zeros.

    >>> number_in("8,361.00"), number_in("１２件"), number_in("-")
    ('8361', '12', '')
    """
    whole, _, part = text.translate(FULL_WIDTH).partition(".")
    before, after = ("".join(filter(str.isdecimal, piece)) for piece in (whole, part))
    return ".".join(filter(None, (before, after.rstrip("0"))))
