"""What paths of a PDF draw: rules, bars of colour, outlines of signs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from pypdfium2 import raw

from parsers.pages.affine import Matrix, columns_mapped
from parsers.pages.drawnsigns import LOW_TYPE, is_outline
from parsers.pages.rulegrid import Segment
from parsers.pages.textlines import Box
from parsers.pages.textstrokes import Slant
from parsers.readers.pdf import calls

if TYPE_CHECKING:
    from parsers.readers.pdf.ink import Budget

THIN = 2.2  # points: a filled shape no thicker is a rule
BAR, BOX_POINTS = 3 * 90, 6  # sum of the colours of a ground too dark for black text; of one box
PEN, LEVEL, STEP = 6, 0.02, 1.5  # lines of a pen's stroke; points that none is off the level; from end to end
FRAME, FEWEST_POINTS, MOST_POINTS = 2, 8, 10  # boxes, one within the other, and their points
GREY = 190  # of 255: a ground that is paler may be no more than a mark
WHITE = 250  # of 255 in each colour
FAINT, PALE = 128, 170  # of 255, opacity and each colour: what large type in them is laid under a page

Point = tuple[float, float]


def is_rule(box: Box) -> bool:
    """Whether a path in a box is too low for signs, or too thin for its height: told without its points."""
    width, height = box[2] - box[0], box[3] - box[1]
    return height <= LOW_TYPE or (width <= THIN and not is_outline(box, [box]))


def may_be_signs(path: int, colour: calls.Colour | None, shade: str) -> bool:
    """Whether a filled path may be the outline of signs: more than a box, and not as pale as a watermark."""
    if colour is not None and (colour[3] <= FAINT or (shade != "white" and min(colour[:3]) > PALE)):
        return False
    return calls.count_points(path) > BOX_POINTS


def signs_of(path: int, matrix: Matrix) -> Iterator[Box]:
    """The boxes of those parts of a path that may be signs: a path may hold a whole line of them.

    `matrix` maps what the path is drawn on to the shown page.
    """
    for points in parts_of(path, matrix):
        box = bounds_of(points)
        thin = [box] if min(box[2] - box[0], box[3] - box[1]) <= THIN else []
        if len(points) >= BOX_POINTS and is_outline(box, thin):
            yield box


def frame_of(path: int, matrix: Matrix) -> list[Segment]:
    """The four sides of a frame that is one filled path: a box, and what is left out of it; else none.

    The border of a cell may be drawn so. What both boxes hold is left out by the way that the path is filled,
    or where they turn in opposite ways.
    """
    if not FEWEST_POINTS <= calls.count_points(path) <= MOST_POINTS:
        return []
    parts = parts_of(path, matrix)
    if len(parts) != FRAME or not all(map(is_box, parts)):
        return []
    (left, top, right, bottom), (x0, y0, x1, y1) = sorted(map(bounds_of, parts))
    sides = [
        Segment(left, top, right, y0),
        Segment(left, y1, right, bottom),
        Segment(left, top, x0, bottom),
        Segment(x1, top, right, bottom),
    ]
    thick = [min(side.right - side.left, side.bottom - side.top) for side in sides]
    even_odd = calls.draw_modes([path])[0] == [raw.FPDF_FILLMODE_ALTERNATE]
    hollow = even_odd or turn_of(parts[0]) * turn_of(parts[1]) < 0
    return sides if hollow and min(thick) >= 0 and max(thick) <= THIN else []


def parts_of(path: int, matrix: Matrix) -> list[list[Point]]:
    """The points of each part of a path; `matrix` maps what it is drawn on to the shown page."""
    own = Matrix(*calls.matrices([path]))
    matrix = own.then(matrix)
    parts: list[list[Point]] = []
    for kind, x, y, _ in calls.points(path):
        if kind == raw.FPDF_SEGMENT_MOVETO:
            parts.append([])
        if parts:
            parts[-1].append(matrix.point(x, y))
    return parts


def is_bar(path: int, colour: calls.Colour | None) -> bool:
    """Whether a path is one box, or a few broad lines, of a dark colour."""
    return (
        colour is not None
        and colour[3] > FAINT
        and sum(colour[:3]) < BAR
        and calls.count_points(path) <= BOX_POINTS
    )


def may_cover(path: int, colour: calls.Colour) -> bool:
    """Whether a path is one box of a colour that is paler than a bar's, and darker than most grounds."""
    red, green, blue, opacity = colour
    return (
        opacity > FAINT
        and 299 * red + 587 * green + 114 * blue < 1000 * GREY
        and calls.count_points(path) <= BOX_POINTS
    )


def shade_of(fill: calls.Colour | None, filled: bool, stroke: calls.Colour | None, stroked: bool) -> str:
    """How a path shows on white paper: "ink", "white", or "clear" for one that paints nothing."""
    shade = "clear"
    for painted, colour in ((stroked, stroke), (filled, fill)):
        if not painted:
            continue
        if colour is None:
            return "ink"  # a pattern
        if colour[3] == 0:
            continue
        if min(colour[:3]) < WHITE:
            return "ink"
        shade = "white"
    return shade


def path_pieces(
    path: int, matrix: Matrix, box: Box, budget: Budget, *, painted: bool, stroked: bool
) -> tuple[list[Segment], Box | None, list[Slant]]:
    """The pieces of a path that are rules; its box where it is a filled shape without any; slanting lines.

    `matrix` maps the path's own coordinates to the shown page.
    """
    budget.points_met(max(calls.count_points(path), 0))
    pieces: list[Segment] = []
    strokes: list[Slant] = []
    slants: list[Slant] = []
    bows: list[Slant] = []  # from end to end of curves
    moves: list[Slant] = []  # both, one after the other
    bends = 0
    outline: list[Point] = []
    curved = False

    def finish() -> None:
        if len(outline) > 1 and painted and not curved:
            xs, ys = zip(*outline, strict=True)
            shape = Segment(min(xs), min(ys), max(xs), max(ys))
            if min(shape.right - shape.left, shape.bottom - shape.top) <= THIN:
                pieces.append(shape)

    for kind, x, y, closing in calls.points(path):
        point = matrix.point(x, y)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            finish()
            outline, curved = [point], False
        else:
            if kind == raw.FPDF_SEGMENT_LINETO and outline:
                strokes.append((outline[-1], point))
                moves.append(strokes[-1])
            elif kind != raw.FPDF_SEGMENT_LINETO:
                curved = True
                bends += 1  # two for how a curve bends, and the third is its end
                if bends % 3 == 0 and len(outline) > 2:
                    bows.append((outline[-3], point))
                    moves.append(bows[-1])
            outline.append(point)
        if closing and outline:
            strokes.append((outline[-1], outline[0]))
    finish()
    if stroked and is_pen(moves):
        slants += thinned(moves)
    elif stroked:
        for (x0, y0), (x1, y1) in strokes:
            if min(abs(x1 - x0), abs(y1 - y0)) <= 0.5:
                pieces.append(Segment(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)))
            else:
                slants.append(((x0, y0), (x1, y1)))
        slants += bows
    return pieces, box if painted and not pieces else None, slants


def is_box(outline: Sequence[Point]) -> bool:
    """Whether an outline is that of an upright box."""
    left, top, right, bottom = bounds_of(outline)
    return len(outline) in (4, 5) and all(
        min(x - left, right - x) <= LEVEL and min(y - top, bottom - y) <= LEVEL for x, y in outline
    )


def bounds_of(outline: Sequence[Point]) -> Box:
    xs, ys = zip(*outline, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def turn_of(outline: Sequence[Point]) -> float:
    """The area of an outline, positive or negative by the way that it turns."""
    return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairwise([*outline, outline[0]]))


def is_pen(moves: Sequence[Slant]) -> bool:
    """Whether the lines of a path are those of a pen: many, and few of them level or upright."""
    slanting = sum(min(abs(x1 - x0), abs(y1 - y0)) > LEVEL for (x0, y0), (x1, y1) in moves)
    return len(moves) >= PEN and 2 * slanting > len(moves)


def thinned(moves: Sequence[Slant]) -> Iterator[Slant]:
    """The lines of a pen, of which those that go on in each other are joined to pieces of some length."""
    first, last = moves[0]
    for start, end in moves[1:]:
        if start != last or max(abs(last[0] - first[0]), abs(last[1] - first[1])) >= STEP:
            yield first, last
            first = start
        last = end
    yield first, last


def matrices_of(items: Sequence[int]) -> list[Matrix]:
    numbers = calls.matrices(items)
    return list(map(Matrix, *(numbers[at::6] for at in range(6))))


def boxes_of(items: Sequence[int], matrix: Matrix) -> list[Box | None]:
    """The boxes of page objects, mapped by a matrix; None for those that have no extent."""
    told, edges = calls.bounds(items)
    boxes = zip(*columns_mapped(matrix, *edges), strict=True)
    return [box if known else None for known, box in zip(told, boxes, strict=True)]
