"""Dark bars on which nothing is written: what they may have blackened is not blank."""

from __future__ import annotations

from collections.abc import Sequence

from parsers.pages.textlines import Box, Char

COVER = "■"  # what is read where something dark lies on a character, or in its place
BAR_HEIGHT = 0.4, 2.0  # of a digit's: a dark bar so high, and at least as wide, may stand for a figure
MOST_BARS = 400  # of a page
IN_DOUBT = 0.5
NO_MARK = -1  # of a sign that the reader does not know


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
