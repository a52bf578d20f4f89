"""What the paths of a page of a PDF draw: rules, grounds, bars, and shapes that may be figures."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import repeat
from typing import TYPE_CHECKING

from parsers.pages.affine import Matrix
from parsers.pages.drawnsigns import is_outline
from parsers.pages.rulegrid import Segment
from parsers.pages.textlines import Box
from parsers.readers.pdf import calls
from parsers.readers.pdf.paths import (
    PALE,
    THIN,
    boxes_of,
    is_bar,
    is_rule,
    matrices_of,
    may_be_signs,
    may_cover,
    path_pieces,
    shade_of,
    signs_of,
)

if TYPE_CHECKING:
    from parsers.readers.pdf.ink import Budget, Ink

THICK_STROKE = 4.0  # points: a thicker stroke is a bar of colour
PATTERNED = (255, 255, 255), (191, 191, 191)  # what PDFium tells of shadings and of patterns of tiles
NEW_SEGMENT = partial(tuple.__new__, Segment)


def note_paths(paths: Sequence[int], matrix: Matrix, made: Ink, budget: Budget) -> None:
    """Add the rules that paths draw, and the coloured grounds that they paint."""
    fills, strokes = calls.draw_modes(paths)
    looks = list(
        zip(
            calls.colours(paths) if any(fills) else repeat(None),
            map(bool, fills),
            calls.colours(paths, stroked=True) if any(strokes) else repeat(None),
            map(bool, strokes),
            strict=False,
        )
    )
    shades = {look: shade_of(*look) for look in set(looks)}
    for path, box, look in zip(paths, boxes_of(paths, matrix), looks, strict=True):
        shade = shades[look]
        if box is None or shade == "clear":
            continue
        filled = None
        thin = box[2] - box[0] <= THIN or box[3] - box[1] <= THIN
        seen = cut_to_shape(path, box, matrix) if look[1] and not thin else None
        box = seen or box  # noqa: PLW2901 - what is seen of it
        if thin or not is_thick(box):
            pieces = [NEW_SEGMENT(box)]
        else:
            (own,) = matrices_of([path])
            inner = own.then(matrix)
            broad = look[3] and calls.stroke_width(path) * inner.scale > THICK_STROKE
            if (look[1] or broad) and shade != "white":
                made.hiding.covers.append((path, box, look[0] if look[1] else look[2]))
            if broad and is_bar(path, look[2]):
                made.bars.append(box)
            pieces, filled, slants = path_pieces(
                path, inner, box, budget, painted=look[1], stroked=look[3] and not broad
            )
            if look[2] and min(look[2][:3]) <= PALE:
                made.slants.extend(slants)
            if look[1] and note_filled(path, box, look[0], made, budget, cut=seen is not None):
                pieces, filled = [], box  # the edge of a dark bar is no rule
        signs = []
        if look[1] and not is_rule(box) and may_be_signs(path, look[0], shade):
            signs = list(signs_of(path, matrix))
        if shade == "white":
            made.hiding.covers.append((path, box, look[0] if look[1] else look[2]))
            made.white.extend(pieces)
            made.drawn_white.extend(signs)
            continue
        made.drawn.extend(signs)
        if not (signs and is_outline(box, pieces)):
            made.segments.extend(pieces)
        if filled is not None:
            made.shapes += 1
            made.coloured.append(filled)


def is_thick(box: Box) -> bool:
    """Whether what fills a box is no line."""
    return box[2] - box[0] > THIN and box[3] - box[1] > THIN


def cut_to_shape(path: int, box: Box, matrix: Matrix) -> Box | None:
    """What is seen of a path that is clipped to another shape than a box; None for any other path.

    Some writers draw each side of a frame so.
    """
    cut = calls.cut_out(path)
    if cut is None:
        return None
    left, top, right, bottom = matrix.box(*cut)
    left, top, right, bottom = max(left, box[0]), max(top, box[1]), min(right, box[2]), min(bottom, box[3])
    return (left, top, right, bottom) if left <= right and top <= bottom else box


def note_filled(
    path: int, box: Box, colour: calls.Colour | None, made: Ink, budget: Budget, *, cut: bool
) -> bool:
    """Add a filled shape, perhaps `cut` out, to what may blacken figures or show them; whether a bar."""
    if cut or is_pattern(colour, budget):
        made.painted.append((path, box))
    dark = is_bar(path, colour)
    if dark:
        made.bars.append(box)
    elif colour is not None and may_cover(path, colour):
        made.fills.append((box, colour))
    return dark


def is_pattern(colour: calls.Colour | None, budget: Budget) -> bool:
    """Whether what fills a path may be a pattern, which may show figures."""
    return colour is None or (colour[:3] in PATTERNED and budget.patterns())
