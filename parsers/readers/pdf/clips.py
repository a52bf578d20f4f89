"""What clips leave of the paths of a PDF."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from pypdfium2 import raw

from parsers.pages.affine import Matrix
from parsers.pages.rulegrid import Segment
from parsers.pages.textlines import Box
from parsers.readers.pdf import calls
from parsers.readers.pdf.paths import THIN

CORNERS = 6  # points of one box, which may end as it began, twice
MOST_EDGES = 16  # places of the sides of a shape that is made of boxes


@dataclass(slots=True)
class Seen:
    """What is seen of a path that is clipped: the box around it.

    With a clip that is no box it is `shaped`, and the sides of a frame where all that is left are such.
    """

    box: Box
    shaped: bool = False
    sides: list[Segment] = field(default_factory=list)

    @property
    def is_nothing(self) -> bool:
        return self.box[0] > self.box[2] or self.box[1] > self.box[3]


def seen_of(path: int, box: Box, matrix: Matrix) -> Seen | None:
    """What is seen of a filled path in a box; None for one that nothing clips.

    Some writers draw each side of a frame clipped to its shape, others all sides as a box of which they
    leave out what lies within: the shadow of a cell.
    """
    clips = calls.clip_points(path)
    if not clips:
        return None
    seen = Seen(box)
    shapes = []
    for kinds, xs, ys in clips:
        edges = (min(xs), min(ys), max(xs), max(ys)) if xs else (0.0, 0.0, 0.0, 0.0)
        left, top, right, bottom = matrix.box(*edges)
        before = seen.box
        seen.box = max(left, before[0]), max(top, before[1]), min(right, before[2]), min(bottom, before[3])
        if not (len(xs) <= CORNERS and {*xs} == {edges[0], edges[2]} and {*ys} == {edges[1], edges[3]}):
            shapes.append((kinds, [matrix.point(x, y) for x, y in zip(xs, ys, strict=True)]))
    seen.shaped = bool(shapes)
    if seen.shaped and seen.is_nothing:
        seen.box = box
    elif len(shapes) == 1 and len(shapes[0][1]) < calls.MOST_CLIP_POINTS:
        strips = list(strips_of(*shapes[0], seen.box))
        if all(min(strip.right - strip.left, strip.bottom - strip.top) <= THIN for strip in strips):
            seen.sides = strips
    return seen


def strips_of(kinds: Sequence[int], points: Sequence[tuple[float, float]], box: Box) -> Iterator[Segment]:
    """What of a box lies within a shape whose sides are level and upright, in strips; none for any other.

    What two outlines go around is left out.
    """
    sides: list[tuple[float, float, float]] = []  # upright ones: where, from and to
    first = last = points[0]
    for kind, point in [*zip(kinds, points, strict=True), (raw.FPDF_SEGMENT_MOVETO, points[0])]:
        for one, other in ((last, first),) if kind == raw.FPDF_SEGMENT_MOVETO else ((last, point),):
            if one[0] == other[0]:
                sides.append((one[0], min(one[1], other[1]), max(one[1], other[1])))
            elif one[1] != other[1]:
                return
        if kind == raw.FPDF_SEGMENT_MOVETO:
            first = point
        elif kind != raw.FPDF_SEGMENT_LINETO:
            return
        last = point
    left, top, right, bottom = box
    inner = [side for side in sides if left < side[0] < right]
    heights = {end for _, *ends in sides for end in ends if top < end < bottom}
    if len(inner) > MOST_EDGES or len(heights) > MOST_EDGES:
        return
    for upper, lower in pairwise(sorted({top, bottom, *heights})):
        middle = (upper + lower) / 2
        places = sorted(place for place, low, high in sides if low < middle < high)
        for start, end in zip(places[::2], places[1::2], strict=True):
            if max(start, left) < min(end, right):
                yield Segment(max(start, left), upper, min(end, right), lower)
