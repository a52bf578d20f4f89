"""Lines that belong to text and not to tables: strokes through it, under it and over it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from operator import itemgetter

from parsers.rulegrid import Segment
from parsers.textlines import Char

STRUCK = (0.35, 0.75)  # of its height, where a rule goes through a digit
APART = 1.5  # points between pieces of one line
TOUCHING = 0.5  # points between the end of a rule of a table and the rule that it meets
UNDER, OVER = 0.25, 0.65  # of its height, how far under and over a character its line may lie
COVERED = 0.8  # of a line under text is under characters
TALLEST = 40.0  # points
REACH = (1 + OVER) * TALLEST  # from a line to the foot of what stands under it
MOST_LOOSE = 500  # lines of a page that end in no rule: beyond, it is a drawing


def struck_out(chars: Sequence[Char], segments: Sequence[Segment]) -> tuple[set[int], set[Segment]]:
    """The numbers of the digits through whose middle a rule is drawn, and those rules.

    What is struck out is no longer meant, or the rule of a table was printed over it: either way the rule
    parts no rows, and the figure is not certain.
    """
    low, high = STRUCK
    across = sorted(
        ((rule.top + rule.bottom) / 2, rule)
        for rule in segments
        if rule.right - rule.left > rule.bottom - rule.top
    )
    heights = [height for height, _ in across]
    digits: set[int] = set()
    rules: set[Segment] = set()
    met: dict[tuple[float, float], list[tuple[float, Segment]]] = {}  # by top and bottom, which lines share
    for at, (text, left, top, right, bottom, _, _) in enumerate(chars) if across else ():
        if text.isdecimal():
            if (place := (top, bottom)) not in met:
                first = bisect_left(heights, top + low * (bottom - top))
                met[place] = across[first : bisect_right(heights, top + high * (bottom - top))]
            room = 0.2 * (right - left)
            for _, rule in met[place]:
                if rule.left < left + room and right - room < rule.right:
                    digits.add(at)
                    rules.add(rule)
    return digits, rules


def text_strokes(chars: Sequence[Char], segments: Sequence[Segment]) -> set[Segment]:
    """The lines that run along characters from the first to the last, and end in no rule of a table."""
    loose = list(ending_nowhere(segments))
    if not loose or len(loose) > MOST_LOOSE:
        return set()
    top = min(pieces[0].top for pieces in loose) - UNDER * TALLEST
    foot = max(pieces[0].bottom for pieces in loose) + REACH
    low = sorted(
        (char[4], at) for at, char in enumerate(chars) if top <= char[4] <= foot and not char[0].isspace()
    )
    found: set[Segment] = set()
    for pieces in loose:
        left, right = pieces[0].left, max(piece.right for piece in pieces)
        y = (pieces[0].top + pieces[0].bottom) / 2
        first, last = bisect_left(low, (y - UNDER * TALLEST, 0)), bisect_right(low, (y + REACH, 0))
        near = [chars[at] for _, at in low[first:last]]
        near = [char for char in near if char.left < right and left < char.right]
        if any(spans(beside, left, right) for beside in (at_or_over(near, y), under(near, y))):
            found.update(pieces)
    return found


def at_or_over(chars: Sequence[Char], y: float) -> list[Char]:
    """The characters through which a line at a height goes, or close under which."""
    return [char for char in chars if char.top < y < char.bottom + UNDER * (char.bottom - char.top)]


def under(chars: Sequence[Char], y: float) -> list[Char]:
    """The characters over which a line at a height goes, which may stand as far as type is spaced."""
    return [char for char in chars if char.top - OVER * (char.bottom - char.top) < y < char.top]


def spans(chars: Sequence[Char], left: float, right: float) -> bool:
    """Whether a line from left to right reaches from the first of some characters to the last."""
    room = 0.5 * max((char.bottom - char.top for char in chars), default=0.0)
    inside = sum(min(char.right, right) - max(char.left, left) for char in chars)
    return (
        bool(chars)
        and inside >= COVERED * (right - left)
        and abs(min(char.left for char in chars) - left) < room
        and abs(max(char.right for char in chars) - right) < room
    )


def ending_nowhere(segments: Sequence[Segment]) -> Iterator[list[Segment]]:
    """The horizontal lines neither of whose ends lies at a vertical one, as their pieces."""
    places = sorted(
        {(line.left + line.right) / 2 for line in segments if line.bottom - line.top > line.right - line.left}
    )
    across = sorted(
        (line for line in segments if line.right - line.left > line.bottom - line.top),
        key=itemgetter(1, 0),  # by height, from left to right
    )
    pieces: list[Segment] = []
    for line in [*across, None]:
        if pieces and line and line.top - pieces[-1].top < TOUCHING and line.left - pieces[-1].right < APART:
            pieces.append(line)
            continue
        ends = [pieces[0].left, max(piece.right for piece in pieces)] if pieces else []
        if pieces and all(
            bisect_left(places, x - TOUCHING) == bisect_right(places, x + TOUCHING) for x in ends
        ):
            yield pieces
        pieces = [line] if line else []
