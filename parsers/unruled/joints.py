"""Where cells meet on level rules: tables with rules below their rows only, of which each cell draws its own.

Browsers draw the border of a cell by itself, so that the pieces of a rule end where columns do.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from parsers.pages.rulegrid import Segment
from parsers.pages.textlines import Box

LEVEL = 0.6  # points by which pieces of one rule may lie higher or lower than others
SHORTEST = 4.0  # points: what is shorter is a dot, or a dash
PIECES_APART = 4.0  # points between cells that stand apart
DASHED = 3.0  # times as long as the gap behind it a piece of a cell is, at least
MOST_PIECES, MOST_LEVELS = 3000, 300  # of a page

Level = tuple[float, float, float]  # a level rule: its height, where it begins and ends


def joints(lines: Sequence[Sequence[Segment]]) -> list[Segment]:
    """Where neighbouring pieces of level rules meet, as rules from the level one above to the one below."""
    heights = [middle_of(line[0]) for line in lines]
    found = []
    for at, line in enumerate(lines):
        top = heights[at - 1] if at else heights[at]
        bottom = heights[at + 1] if at + 1 < len(lines) else heights[at]
        found += [Segment(place, top, place, bottom) for place in meetings(line)]
    return found


def levels(lines: Sequence[Sequence[Segment]]) -> list[Level]:
    """The level rules of a page, each as long as its pieces together; none of a drawing."""
    found: list[Level] = []
    for line in lines:
        first, *others = sorted(line)
        start, end = first[0], first[2]
        for piece in others:
            if piece[0] - end > PIECES_APART:
                found.append((middle_of(line[0]), start, end))
                start = piece[0]
            end = max(end, piece[2])
        found.append((middle_of(line[0]), start, end))
    return found if len(found) <= MOST_LEVELS else []


def level_lines(segments: Sequence[Segment], boxes: Sequence[Box]) -> list[list[Segment]]:
    """The pieces of level rules by their heights, from the highest.

    Those in the boxes, of tables whose columns are known, are left out.
    """
    level = [piece for piece in segments if piece[2] - piece[0] > SHORTEST]
    for left, top, right, bottom in boxes:
        upper, lower = top - LEVEL, bottom + LEVEL
        level = [
            piece for piece in level if not upper < piece[1] < lower or piece[2] < left or right < piece[0]
        ]
    level = [piece for piece in level if piece[3] - piece[1] < piece[2] - piece[0]]
    lines: list[list[Segment]] = []
    if len(level) > MOST_PIECES:
        return []
    for piece in sorted(level, key=middle_of):
        if lines and middle_of(piece) - middle_of(lines[-1][0]) < LEVEL:
            lines[-1].append(piece)
        else:
            lines.append([piece])
    return lines


def middle_of(piece: Segment) -> float:
    return (piece[1] + piece[3]) / 2


def meetings(line: Iterable[Segment]) -> Iterable[float]:
    """The places where pieces of one rule meet, or nearly."""
    for piece, following in pairwise(sorted(line)):
        gap = following[0] - piece[2]
        shorter = min(piece[2] - piece[0], following[2] - following[0])
        if abs(gap) < PIECES_APART and DASHED * gap <= shorter:
            yield (piece[2] + following[0]) / 2
