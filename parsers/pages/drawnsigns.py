"""Small shapes and pictures that stand where a figure may stand, on a page whose other text is characters.

Figures are put on a page as outlines by drawing programs, and as little pictures by editors. Nothing names
them: a cell that holds one is not blank.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import compress
from math import inf
from operator import itemgetter, sub

from parsers.document import PICTURED
from parsers.pages.blackened import IN_DOUBT, NO_MARK
from parsers.pages.rulegrid import Segment
from parsers.pages.textlines import Box, Char, around
from parsers.pages.textstrokes import Slant

LOWEST, HIGHEST = 0.35, 4.0  # of a figure, in heights of the text
APART = 0.6  # between two figures, in heights of their digits
LOW_TYPE, LARGE_TYPE, UPRIGHT = 3.0, 24.0, 0.12  # points; of its height: what is lower or thinner is no digit
THIN, DASHED = 2.2, 0.7  # points; of the length of a dash, how far the next is at most
WIDE_STROKE, JOINED = 16.0, 1.5  # points: a level line so wide is a rule; between the strokes of a sign
TOUCHING = 0.5  # of its width: by no more a sign reaches into the room of another
LONGEST = 8.0  # heights of a figure that is drawn with strokes
LEAST = 3.0  # points; so large is a drawn dash or slash, and so far below text and above it
FREE = 1.5  # of its size, that it stands apart from its like; from text, once
NEXT_CELL = (
    3.0  # heights of a figure: where its picture goes on so far beside it, it reaches into other cells
)
TOP = itemgetter(1)
MOST_SHAPES, MOST_GROUPS, MOST_SIGNS = 20_000, 2_000, 600  # of a page; beyond, it is a drawing


def is_outline(box: Box, thin: Sequence[Box]) -> bool:
    """Whether a filled path in a box may be the outline of signs: as high as text, and no rules.

    `thin` are those of its parts that are as thin as rules; a 1 may be one of them.
    """
    return LOW_TYPE < box[3] - box[1] < LARGE_TYPE and all(
        UPRIGHT * (bottom - top) < right - left < box[3] - box[1] for left, top, right, bottom in thin
    )


def bare_strokes(
    segments: Sequence[Segment], slants: Sequence[Slant], chars: Sequence[Char]
) -> tuple[list[Box], set[Segment]]:
    """The boxes of signs that are drawn with lines or dots, and those of the lines that are no rules.

    An upright line as high as text that stands alone may be a 1, another that stands free a dash or a slash.
    Of other signs the strokes stand close together, and apart from rules; they may slant. A tick beside a
    figure is no sign of it.
    """
    short = [
        line
        for line in segments
        if (high := line.bottom - line.top) < LARGE_TYPE
        and ((wide := line.right - line.left) <= THIN or (wide < WIDE_STROKE and high <= THIN))
    ]
    small = small_strokes(slants)
    if not short and not small:
        return [], set()
    rules = [
        line
        for line in segments
        if line.right - line.left >= WIDE_STROKE and line.right - line.left > line.bottom - line.top
    ]
    heights = {round(edge) for line in rules for edge in (line.top, line.bottom)}
    near = {height + off for height in heights for off in (-1, 0, 1)}
    apart = [line for line in short if near.isdisjoint((round(line.top), round(line.bottom)))]
    if len(apart) + len(small) > MOST_SIGNS:  # dotted rules, or a drawing
        apart, small = [line for line in apart if line.bottom - line.top > LOW_TYPE], []
    if not (apart or small) or len(apart) > MOST_SIGNS:
        return [], set()
    columns: dict[int, list[Box]] = defaultdict(list)
    for line in segments:
        if line.bottom - line.top > line.right - line.left:
            columns[round(line.left)].append(line)
    signs: list[Box] = []
    used: set[Segment] = set()
    straight = set(apart)
    digits = sorted(
        ((upper + lower) / 2, start, end)
        for text, start, upper, end, lower, _, _ in (chars if small else ())
        if text.isdecimal()
    )
    found = clusters([*apart, *small])
    lone = sorted((box for box, pieces in found if len(pieces) == 1 and box[2] - box[0] > LEAST), key=TOP)
    for box in free_of(chars, lone):
        middle, reach = (box[1] + box[3]) / 2, max(box[3] - box[1], box[2] - box[0]) / 2
        signs.append((box[0], middle - reach, box[2], middle + reach))
        used |= {line for line in (Segment(*box),) if line in straight}
    for box, pieces in found:
        high = box[3] - box[1]
        if not LOW_TYPE < high < LARGE_TYPE or box[2] - box[0] > LONGEST * high:
            continue
        if box[2] - box[0] > THIN:
            if len(pieces) == 1 or (straight.isdisjoint(pieces) and figure_beside(box, digits)):
                continue
        elif any(
            other not in pieces and max(box[1], other[1]) - min(box[3], other[3]) < DASHED * high
            for at in (-1, 0, 1)
            for other in columns[round(box[0]) + at][:MOST_SIGNS]
        ):
            continue
        signs.append(box)
        used |= straight.intersection(pieces)
    return signs, used


def free_of(chars: Sequence[Char], strokes: Sequence[Box]) -> Iterator[Box]:
    """Strokes, in order of their tops, to which no character and none of their like is close."""
    letters = sorted((char[1:5] for char in chars if not char.text.isspace()), key=TOP) if strokes else []
    tops, heads = list(map(TOP, letters)), list(map(TOP, strokes))
    for left, top, right, bottom in strokes:
        size = max(right - left, bottom - top)
        room = FREE * size
        above, below = top - LEAST - LARGE_TYPE, bottom + LEAST
        close = letters[bisect_left(tops, above) : bisect_right(tops, below)]
        like = strokes[bisect_left(heads, 2 * top - bottom - LEAST) : bisect_right(heads, bottom + LEAST)]
        if (
            len(close) < MOST_SIGNS
            and not any(
                left - size < other[2] and other[0] < right + size and top - LEAST < other[3]
                for other in close
            )
            and not any(
                left - room < other[2] and other[0] < right + room and other != (left, top, right, bottom)
                for other in like
            )
        ):
            yield left, top, right, bottom


def small_strokes(slants: Sequence[Slant]) -> list[Box]:
    """The boxes of slanting lines that may be strokes of signs: none goes on in one that is too long for it.

    The sides of a frame with round corners do.
    """
    boxes = list(map(box_of_slant, slants))
    large = [max(box[2] - box[0], box[3] - box[1]) >= LARGE_TYPE for box in boxes]
    ends = {end for line in compress(slants, large) for end in line}
    return [
        box
        for box, line, is_large in zip(boxes, slants, large, strict=True)
        if not is_large and ends.isdisjoint(line)
    ]


def figure_beside(box: Box, digits: Sequence[tuple[float, float, float]]) -> bool:
    """Whether a digit stands level with a box and no further from it than the box is high.

    Digits are their middles by height, and sides, in order.
    """
    left, top, right, bottom = box
    room = bottom - top
    level = digits[bisect_left(digits, (top, -inf, 0)) : bisect_right(digits, (bottom, inf, 0))]
    return any(start - room < right and left < end + room for _, start, end in level)


def box_of_slant(line: Slant) -> Box:
    (x0, y0), (x1, y1) = line
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def clusters(boxes: Sequence[Box]) -> list[tuple[Box, list[Box]]]:
    """Boxes that lie closer together than the strokes of one sign, with the box around them."""
    made: list[tuple[Box, list[Box]]] = []
    for box in sorted(boxes):
        joined, pieces = box, [box]
        apart = []
        for other, members in made:
            if (
                joined[0] - JOINED < other[2]
                and other[0] < joined[2] + JOINED
                and joined[1] - JOINED < other[3]
                and other[1] < joined[3] + JOINED
            ):
                joined, pieces = around([joined, other]), members + pieces
            else:
                apart.append((other, members))
        made = [*apart, (joined, pieces)]
    return made


def drawn_signs(shapes: Sequence[Box], chars: Sequence[Char]) -> list[Char]:
    """A sign without a name for each group of shapes as large as a figure on which nothing is written."""
    if not chars or not shapes:
        return []
    _, _, tops, _, bottoms, _, _ = zip(*chars, strict=True)
    height = sorted(map(sub, bottoms, tops))[len(chars) // 2]
    small = [box for box in shapes if box[3] - box[1] <= HIGHEST * height]
    if not small or len(small) > MOST_SHAPES:
        return []
    groups = [box for box in grouped(small) if box[3] - box[1] <= HIGHEST * height]
    if len(groups) > MOST_SIGNS:
        return []
    middles = [(top + bottom) / 2 for top, bottom in zip(tops, bottoms, strict=True)]
    order = sorted(range(len(chars)), key=middles.__getitem__)
    middles.sort()
    found = []
    for left, top, right, bottom in groups:
        first, last = bisect_left(middles, top - height), bisect_left(middles, bottom + height)
        level = [chars[at] for at in order[first:last]]
        if any(
            min(right, char.right) - max(left, char.left)
            > TOUCHING * min(right - left, char.right - char.left)
            and top < char.bottom
            and char.top < bottom
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


def signs_beside(pictures: Sequence[Box], chars: Sequence[Char]) -> list[Char]:
    """Signs without a name for what pictures, as low as a few lines, may show beside figures typed on them.

    Pictures on which words stand are the grounds of headings and labels.
    """
    rows = sorted(((char.top + char.bottom) / 2, at) for at, char in enumerate(chars)) if pictures else []
    found = []
    for left, top, right, bottom in pictures[:MOST_SIGNS]:
        level = rows[bisect_left(rows, (top, 0)) : bisect_right(rows, (bottom, 0))]
        if len(level) > MOST_SIGNS:
            continue
        typed = sorted(
            (chars[at] for _, at in level if left < chars[at].right and chars[at].left < right),
            key=itemgetter(1),
        )
        if not typed or not all(char.text.isdecimal() for char in typed):
            continue
        upper, lower = typed[0].top, typed[0].bottom
        if bottom - top > HIGHEST * (lower - upper):
            continue
        starts = [left, *(char.right for char in typed)]
        ends = [*(char.left for char in typed), right]
        found += [
            Char(PICTURED, start, upper, end, lower, IN_DOUBT, NO_MARK)
            for start, end in zip(starts, ends, strict=True)
            if end - start > NEXT_CELL * (lower - upper)
        ]
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
