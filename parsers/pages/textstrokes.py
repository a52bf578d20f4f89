"""Lines that belong to text and not to tables: strokes through it, under it and over it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from operator import itemgetter

from parsers.pages.rulegrid import Segment
from parsers.pages.textlines import Box, Char

Slant = tuple[tuple[float, float], tuple[float, float]]  # a straight line that is no rule, from end to end

INSET = 0.3  # of a digit's width and height: a line that only touches its edges crosses nothing out
THROUGH = 0.6  # of that inner part
STRUCK = (0.35, 0.75)  # of its height, where a rule goes through a digit
APART = 1.5  # points between pieces of one line
THICK = 1.0  # point: a rule whose edges are met as its middle is
TOUCHING = 0.5  # points between the end of a rule of a table and the rule that it meets
BEYOND = 1.5  # points that a rule reaches beyond it, as thick ones do at corners; no line under text does
UNDER, OVER = 0.25, 0.65  # of its height, how far under and over a character its line may lie
COVERED = 0.8  # of a line under text is under characters
TALLEST = 40.0  # points
REACH = (1 + OVER) * TALLEST  # from a line to the foot of what stands under it
SPOT = 2.2  # points, of a dot
SHORT = 8.0  # points, of the lines that signs are drawn with, and between the dots of a rule
MINUS, POINT = (0.2, 1.2), 0.25  # of a digit's height: how wide a minus may be drawn, and how large a point
FOOT = (0.6, 0.95)  # of the same, where a point stands
BESIDE = 0.6  # of their height, how far digits of one figure stand apart at most
MOST_TYPED = 60  # digits of a text that was typed on a page; of more, none is compared with others
MOST_SLANTS, MOST_STEPS = 3000, 400_000  # of a page, and figures beside them: beyond, it is a drawing
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
    """The numbers of the digits through which slanting lines go, as pens draw them.

    A line that crosses a figure as a whole crosses out each of its digits. Short ones do so together.
    """
    figures = list(runs_of_digits(chars)) if slants else []
    rows = sorted(((box[1] + box[3]) / 2, at) for at, (_, box) in enumerate(figures))
    found: set[int] = set()
    steps = MOST_STEPS
    drawn: dict[Box, tuple[float, float]] = {}  # by figure or digit, how far short lines go in it
    for line in slants[:MOST_SLANTS] if rows else ():
        (x0, y0), (x1, y1) = line
        first = bisect_left(rows, (min(y0, y1) - TALLEST / 2, 0))
        last = bisect_right(rows, (max(y0, y1) + TALLEST / 2, 0))
        steps -= last - first
        if steps < 0:
            break
        for _, at in rows[first:last]:
            digits, box = figures[at]
            if box[2] < min(x0, x1) or max(x0, x1) < box[0]:
                continue
            parts = [(digits, box), *(({digit}, chars[digit][1:5]) for digit in digits if len(digits) > 1)]
            for signs, place in parts:
                short = max(abs(x1 - x0), abs(y1 - y0)) < place[3] - place[1]
                if crosses(line, place) or (short and crossed_by_many(line, place, drawn)):
                    found |= signs
    return found


def crossed_by_many(line: Slant, box: Box, drawn: dict[Box, tuple[float, float]]) -> bool:
    """Whether a line and others before it, all noted in `drawn`, go through the inner part of a box."""
    (x0, y0), (x1, y1) = line
    start, end = within(line, box)
    share = max(0.0, end - start)
    across, down = drawn.get(box, (0.0, 0.0))
    drawn[box] = across, down = across + share * abs(x1 - x0), down + share * abs(y1 - y0)
    return through(across, down, box)


def runs_of_digits(chars: Sequence[Char]) -> Iterator[tuple[set[int], Box]]:
    """The numbers of digits that follow each other on one line, and the box around them."""
    run: set[int] = set()
    box: Box = (0.0, 0.0, 0.0, 0.0)
    for at, (text, left, top, right, bottom, _, _) in enumerate(chars):
        if not text.isdecimal():
            continue
        if at - 1 in run and abs(top - box[1]) < (near := 0.3 * (bottom - top)) and abs(left - box[2]) < near:
            run.add(at)
            box = box[0], min(box[1], top), right, max(box[3], bottom)
            continue
        if run:
            yield run, box
        run, box = {at}, (left, top, right, bottom)
    if run:
        yield run, box


def crosses(line: Slant, box: Box) -> bool:
    """Whether a line goes through the inner part of a box, and does not end there."""
    (x0, y0), (x1, y1) = line
    start, end = within(line, box)
    share = end - start
    return 0 < start < end < 1 and through(share * abs(x1 - x0), share * abs(y1 - y0), box)


def within(line: Slant, box: Box) -> tuple[float, float]:
    """Where a line enters the inner part of a box and leaves it, from 0 to 1; outside it leaves no later."""
    (x0, y0), (x1, y1) = line
    left, top, right, bottom = box
    across, down = INSET * (right - left), INSET * (bottom - top)
    start, end = 0.0, 1.0
    for at, step, low, high in (
        (x0, x1 - x0, left + across, right - across),
        (y0, y1 - y0, top + down, bottom - down),
    ):
        if not step:
            if not low < at < high:
                return 0.0, 0.0
            continue
        enters, leaves = sorted(((low - at) / step, (high - at) / step))
        start, end = max(start, enters), min(end, leaves)
    return start, end


def through(across: float, down: float, box: Box) -> bool:
    """Whether lines that go so far across and down in the inner part of a box go through most of it."""
    wide, high = (1 - 2 * INSET) * (box[2] - box[0]), (1 - 2 * INSET) * (box[3] - box[1])
    return max(across / max(wide, 1e-6), down / max(high, 1e-6)) > THROUGH


def lying_in(boxes: Sequence[Box], chars: Sequence[Char]) -> set[int]:
    """The numbers of the digits whose middle lies in one of some boxes."""
    return {
        at
        for at, (text, left, top, right, bottom, _, _) in enumerate(chars if boxes else ())
        if text.isdecimal()
        and any(
            2 * low < left + right < 2 * far and 2 * high < top + bottom < 2 * deep
            for low, high, far, deep in boxes
        )
    }


def running_into(boxes: Sequence[Box], chars: Sequence[Char]) -> set[int]:
    """The numbers of the digits in some boxes that stand beside digits outside of them, as of one figure."""
    found: set[int] = set()
    for box in boxes:
        inside = lying_in([box], chars)
        rims = [chars[at] for at in inside]
        others = (char for at, char in enumerate(chars) if char.text.isdecimal() and at not in inside)
        if len(inside) > MOST_TYPED or (inside and any(goes_on(rims, char) for char in others)):
            found |= inside
    return found


def goes_on(digits: Sequence[Char], other: Char) -> bool:
    """Whether a digit stands level with one of some others, and close beside it."""
    middle = (other.top + other.bottom) / 2
    return any(
        digit.top < middle < digit.bottom
        and max(other.left - digit.right, digit.left - other.right) < BESIDE * (digit.bottom - digit.top)
        for digit in digits
    )


def signed_by_lines(chars: Sequence[Char], segments: Sequence[Segment]) -> set[int]:
    """The numbers of the digits of figures before which a short line is drawn, or in which a point is.

    They may be a minus or a point of the figure, or belong to a dotted rule, of which there are more.
    """
    small = [piece for piece in segments if max(piece.right - piece.left, piece.bottom - piece.top) < SHORT]
    if not small or len(small) > MOST_LOOSE:
        return set()
    found: set[int] = set()
    for digits, box in runs_of_digits(chars):
        if any(is_sign_of(box, piece) and not in_dots(piece, small) for piece in small):
            found |= digits
    return found


def is_sign_of(figure: Box, piece: Segment) -> bool:
    """Whether a short line is where a minus stands before a figure, or a spot where a point stands in it."""
    left, top, right, bottom = figure
    height = bottom - top
    wide, high = piece.right - piece.left, piece.bottom - piece.top
    level = ((piece.top + piece.bottom) / 2 - top) / height
    if wide > 2 * high and MINUS[0] * height < wide < MINUS[1] * height:
        return STRUCK[0] < level < STRUCK[1] and -high < left - piece.right < height / 2
    inside = left < piece.left and piece.right < right + POINT * height
    return inside and max(wide, high) < POINT * height and FOOT[0] < level < FOOT[1]


def dotted_over(chars: Sequence[Char], segments: Sequence[Segment]) -> set[int]:
    """The numbers of the digits over which several dots lie, as of a pen or a dotted line."""
    dots = sorted(
        ((piece.top + piece.bottom) / 2, (piece.left + piece.right) / 2)
        for piece in segments
        if piece.right - piece.left < SPOT and piece.bottom - piece.top < SPOT
    )
    found: set[int] = set()
    for at, (text, left, top, right, bottom, _, _) in enumerate(chars) if len(dots) > 1 else ():
        if text.isdecimal():
            inset = INSET * (bottom - top)
            level = dots[bisect_left(dots, (top + inset, 0)) : bisect_right(dots, (bottom - inset, 0))]
            if sum(left < x < right for _, x in level) > 1:
                found.add(at)
    return found


def in_dots(piece: Segment, others: Sequence[Segment]) -> bool:
    """Whether a short piece of a line has others close by in its row or column: dots or dashes of a rule."""
    return any(
        other is not piece
        and min(abs(other.left - piece.left), abs(other.top - piece.top)) < TOUCHING
        and max(abs(other.left - piece.left), abs(other.top - piece.top)) < SHORT
        for other in others
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
    upright = [line for line in segments if line.bottom - line.top > line.right - line.left]
    places = sorted(
        {(line.left + line.right) / 2 for line in upright}
        | {edge for line in upright if line.right - line.left > THICK for edge in (line.left, line.right)}
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
        if pieces:
            left, right = pieces[0].left, max(piece.right for piece in pieces)
            ends = (left - TOUCHING, left + BEYOND), (right - BEYOND, right + TOUCHING)
            if all(bisect_left(places, low) == bisect_right(places, high) for low, high in ends):
                yield pieces
        pieces = [line] if line else []
