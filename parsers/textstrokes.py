"""Lines that belong to text and not to tables: strokes through it, under it and over it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from operator import itemgetter

from parsers.rulegrid import Segment
from parsers.textlines import Char

Slant = tuple[tuple[float, float], tuple[float, float]]  # a straight line that is no rule, from end to end

INSET = 0.3  # of a digit's width and height: a line that only touches its edges crosses nothing out
THROUGH = 0.6  # of that inner part
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


def crossed_out(chars: Sequence[Char], slants: Sequence[Slant]) -> set[int]:
    """The numbers of the digits through which slanting lines go, as pens draw them."""
    digits = sorted(
        ((char.top + char.bottom) / 2, at) for at, char in enumerate(chars) if char.text.isdecimal()
    )
    found: set[int] = set()
    for line in slants[:MOST_LOOSE] if digits else ():
        (_, y0), (_, y1) = line
        first = bisect_left(digits, (min(y0, y1) - TALLEST / 2, 0))
        last = bisect_right(digits, (max(y0, y1) + TALLEST / 2, 0))
        found.update(at for _, at in digits[first:last] if crosses(line, chars[at]))
    return found


def crosses(line: Slant, char: Char) -> bool:
    """Whether a line goes through the inner part of a character, and does not end there."""
    (x0, y0), (x1, y1) = line
    across, down = INSET * (char.right - char.left), INSET * (char.bottom - char.top)
    start, end = 0.0, 1.0  # of the line, as far as it is within the edges
    for at, step, low, high in (
        (x0, x1 - x0, char.left + across, char.right - across),
        (y0, y1 - y0, char.top + down, char.bottom - down),
    ):
        if not step:
            if not low < at < high:
                return False
            continue
        enters, leaves = sorted(((low - at) / step, (high - at) / step))
        start, end = max(start, enters), min(end, leaves)
    share = end - start
    wide = (1 - 2 * INSET) * (char.right - char.left)
    high = (1 - 2 * INSET) * (char.bottom - char.top)
    return (
        0 < start < end < 1
        and max(share * abs(x1 - x0) / max(wide, 1e-6), share * abs(y1 - y0) / max(high, 1e-6)) > THROUGH
    )


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
