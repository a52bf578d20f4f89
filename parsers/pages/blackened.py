"""Bars on which nothing is written: what they may have blackened, or covered with a colour, is not blank."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from parsers.pages.rulegrid import Segment
from parsers.pages.textlines import Box, Char

COVER = "■"  # what is read where something dark lies on a character, or in its place
BAR_HEIGHT = 0.4, 2.0  # of a digit's: a dark bar so high, and at least as wide, may stand for a figure
MOST_BARS = 400  # of a page
AT_RULE = 3.0  # points from its rules, where the ground of a cell ends
IN_DOUBT = 0.5
NO_MARK = -1  # of a sign that the reader does not know

Shade = tuple[int, ...]  # red, green, blue and more, as the reader tells them


def free_bars(
    fills: Sequence[tuple[Box, Shade]], chars: Sequence[Char], segments: Sequence[Segment]
) -> list[Box]:
    """Those of boxes filled with colours that are neither dark nor pale which are no grounds of cells.

    A ground ends at the rules of its cell, or others of its colour have text on them.
    """
    if not fills or len(fills) > MOST_BARS:
        return []
    rows = sorted(((char.top + char.bottom) / 2, at) for at, char in enumerate(chars) if char.text != COVER)
    grounds = {
        shade
        for (left, top, right, bottom), shade in fills
        if any(
            left < (chars[at].left + chars[at].right) / 2 < right
            for _, at in rows[bisect_left(rows, (top, 0)) : bisect_right(rows, (bottom, 0))]
        )
    }
    free = [box for box, shade in fills if shade not in grounds]
    if not free:
        return []
    upright = (line for line in segments if line.bottom - line.top > line.right - line.left)
    rules = sorted(((line.left + line.right) / 2, line) for line in upright)
    return [box for box in free if not ends_at_rules(box, rules)]


def ends_at_rules(box: Box, rules: Sequence[tuple[float, Segment]]) -> bool:
    """Whether both sides of a box lie at upright rules, which come in the order of their places."""
    left, top, right, bottom = box
    middle = (top + bottom) / 2
    return all(
        any(
            rule.top < middle < rule.bottom
            for _, rule in rules[
                bisect_left(rules, (side - AT_RULE,)) : bisect_right(rules, (side + AT_RULE,))
            ]
        )
        for side in (left, right)
    )


def blackened(bars: Sequence[Box], chars: Sequence[Char]) -> list[Char]:
    """A sign for each dark bar that is as high as a line of the text and on which nothing is written.

    The figure that it may have blackened is not blank. It stands in the line that it is level with.
    """
    heights = sorted(char.bottom - char.top for char in chars if char.text[-1].isdecimal()) if bars else []
    if not heights:
        return []
    least, most = (share * heights[len(heights) // 2] for share in BAR_HEIGHT)
    found = []
    for left, top, right, bottom in bars[:MOST_BARS]:
        if not least < bottom - top < most or right - left < least:
            continue
        middle = (top + bottom) / 2
        level = [char for char in chars if char.top < middle < char.bottom]
        if any(left < (char.left + char.right) / 2 < right for char in level):
            continue
        line = min(level, key=lambda char: abs(char.top + char.bottom - 2 * middle), default=None)
        upper, lower = (line.top, line.bottom) if line else (top, bottom)
        found.append(Char(COVER, left, upper, right, lower, IN_DOUBT, NO_MARK))
    return found
