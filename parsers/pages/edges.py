"""What an edge of a page cuts off: signs beyond it are not read, figures cut through are in doubt."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from parsers.pages.rulegrid import Segment
from parsers.pages.textlines import Char

NEAR_EDGE = 3.0  # of their height, how far beside a page digits may stand that belong to a table on it
IN_DOUBT = 0.5


def on_page(
    chars: list[Char], segments: Sequence[Segment], width: float, height: float
) -> tuple[list[Char], int]:
    """The characters on what a page is cropped to, and how many stand beyond its edges.

    Figures that an edge cuts off are in doubt. So are those close beside the page where an edge goes through
    rules or words: their cells are not blank.
    """
    if all(char[1] >= 0 and char[2] >= 0 and char[3] <= width and char[4] <= height for char in chars):
        return chars, 0
    gone = [char.right <= 0 or char.bottom <= 0 or char.left >= width or char.top >= height for char in chars]
    torn = [
        at
        for at, (one, other) in enumerate(pairwise(chars))
        if gone[at] != gone[at + 1] and side_by_side(one, other)
    ]
    cut = {
        place for at in torn if of_figure(chars[at]) and of_figure(chars[at + 1]) for place in (at, at + 1)
    }
    through = bool(torn) or any(
        rule.left < edge - 1 and edge + 1 < rule.right for edge in (0.0, width) for rule in segments
    )
    made: list[Char] = []
    for at, char in enumerate(chars):
        x, y = (char.left + char.right) / 2, (char.top + char.bottom) / 2
        digit = char.text[-1].isdecimal()
        if gone[at]:
            aside = max(-char.right, char.left - width)
            if not (through and digit and 0 <= y <= height and aside < NEAR_EDGE * (char.bottom - char.top)):
                continue
        elif 0 <= x <= width and 0 <= y <= height:
            digit = at in cut
        made.append(char._replace(confidence=IN_DOUBT) if digit else char)
    return made, sum(gone)


def of_figure(char: Char) -> bool:
    return char.text[-1].isdecimal() or char.text in ",.，．"


def side_by_side(one: Char, other: Char) -> bool:
    """Whether a sign follows another in its line."""
    height = one.bottom - one.top
    return abs(one.top - other.top) < 0.1 * height and abs(other.left - one.right) < 0.5 * height
