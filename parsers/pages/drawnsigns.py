"""Small shapes and pictures that stand where a figure may stand, on a page whose other text is characters.

Figures are put on a page as outlines by drawing programs, and as little pictures by editors. Nothing names
them: a cell that holds one is not blank.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from operator import itemgetter

from parsers.document import PICTURED
from parsers.pages.blackened import IN_DOUBT, NO_MARK
from parsers.pages.rulegrid import Segment
from parsers.pages.textlines import Box, Char

LOWEST, HIGHEST, WIDEST = 0.35, 4.0, 20.0  # of a figure, in heights of the text
APART = 0.6  # between two figures, in heights of their digits
LOW_TYPE, LARGE_TYPE, UPRIGHT = 3.0, 24.0, 0.12  # points; of its height: what is lower or thinner is no digit
THIN, DASHED = 2.2, 0.7  # points; of the length of a dash, how far the next is at most
MOST_SHAPES, MOST_GROUPS, MOST_SIGNS = 20_000, 2_000, 600  # of a page; beyond, it is a drawing


def is_outline(box: Box, thin: Sequence[Box]) -> bool:
    """Whether a filled path in a box may be the outline of signs: as high as text, and no rules.

    `thin` are those of its parts that are as thin as rules; a 1 may be one of them.
    """
    return LOW_TYPE < box[3] - box[1] < LARGE_TYPE and all(
        UPRIGHT * (bottom - top) < right - left < box[3] - box[1] for left, top, right, bottom in thin
    )


def bare_ones(segments: Sequence[Segment]) -> list[Segment]:
    """The upright lines as high as text that stand alone: they end at no rule and go on in no other.

    So a 1 is drawn that is nothing but a bar.
    """
    upright = [
        line
        for line in segments
        if LOW_TYPE < line.bottom - line.top < LARGE_TYPE and line.right - line.left <= THIN
    ]
    if not upright:
        return []
    rules = [line for line in segments if line.right - line.left > line.bottom - line.top]
    heights = {round(edge) for line in rules for edge in (line.top, line.bottom)}
    near = {height + off for height in heights for off in (-1, 0, 1)}
    alone = [line for line in upright if near.isdisjoint((round(line.top), round(line.bottom)))]
    if not alone or len(alone) > MOST_SIGNS:
        return []
    columns: dict[int, list[Segment]] = defaultdict(list)
    for line in segments:
        if line.bottom - line.top > line.right - line.left:
            columns[round(line.left)].append(line)
    return [
        line
        for line in alone
        if not any(
            other is not line
            and max(line.top, other.top) - min(line.bottom, other.bottom) < DASHED * (line.bottom - line.top)
            for at in (-1, 0, 1)
            for other in columns[round(line.left) + at][:MOST_SIGNS]
        )
    ]


def drawn_signs(shapes: Sequence[Box], chars: Sequence[Char]) -> list[Char]:
    """A sign without a name for each group of shapes as large as a figure on which nothing is written."""
    if not chars or not shapes:
        return []
    heights = sorted([char.bottom - char.top for char in chars])
    height = heights[len(heights) // 2]
    small = [box for box in shapes if box[3] - box[1] <= HIGHEST * height]
    if not small or len(small) > MOST_SHAPES:
        return []
    groups = [
        box
        for box in grouped(small)
        if box[3] - box[1] <= HIGHEST * height and box[2] - box[0] <= WIDEST * height
    ]
    if len(groups) > MOST_SIGNS:
        return []
    rows = sorted(((char.top + char.bottom) / 2, at) for at, char in enumerate(chars))
    found = []
    for left, top, right, bottom in groups:
        level = [
            chars[at]
            for _, at in rows[bisect_left(rows, (top - height, 0)) : bisect_right(rows, (bottom + height, 0))]
        ]
        if any(
            left < char.right and char.left < right and top < char.bottom and char.top < bottom
            for char in level
        ):
            continue
        middle = (top + bottom) / 2
        line = min(level, key=lambda char: abs(char.top + char.bottom - 2 * middle), default=None)
        of_line = line is not None and line.top < middle < line.bottom
        # The tables of a report may be set much smaller than its text.
        if bottom - top < LOWEST * (line.bottom - line.top if line and of_line else height):
            continue
        upper, lower = (line.top, line.bottom) if line and of_line else (top, bottom)
        found.append(Char(PICTURED, left, upper, right, lower, IN_DOUBT, NO_MARK))
    return found


def grouped(boxes: Sequence[Box]) -> list[Box]:
    """The boxes around shapes that stand side by side on one line, as close as the digits of a figure.

    No more than a drawing has that is none of figures.
    """
    made: list[list[float]] = []
    reached: list[list[float]] = []  # the groups that the shape at hand may be level with
    for left, top, right, bottom in sorted(boxes, key=itemgetter(1, 0)):
        middle, gap = (top + bottom) / 2, APART * (bottom - top)
        reached = [group for group in reached if group[3] > top]
        for group in reached:
            if group[0] - gap < right and left < group[2] + gap and group[1] < middle < group[3]:
                group[:] = min(group[0], left), group[1], max(group[2], right), max(group[3], bottom)
                break
        else:
            reached.append([left, top, right, bottom])
            made.append(reached[-1])
            if len(made) > MOST_GROUPS:
                break
    return [(left, top, right, bottom) for left, top, right, bottom in made]
