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
from parsers.readers.pdf.clips import Seen, seen_of
from parsers.readers.pdf.paths import (
    PALE,
    THIN,
    boxes_of,
    frame_of,
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
Look = tuple[calls.Colour | None, bool, calls.Colour | None, bool]  # how a path is filled and stroked


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
        thin = not is_thick(box)
        seen = seen_of(path, box, matrix) if look[1] and not thin else None
        if seen is not None:
            if seen.is_nothing:
                continue
            box = seen.box  # noqa: PLW2901 - what is seen of it
            thin = not is_thick(box)
        if thin:
            pieces = [NEW_SEGMENT(box)]
        else:
            pieces, filled = pieces_of(path, box, look, seen, matrix, made, budget)
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


def pieces_of(
    path: int, box: Box, look: Look, seen: Seen | None, matrix: Matrix, made: Ink, budget: Budget
) -> tuple[list[Segment], Box | None]:
    """The pieces of a path that are rules, and the box that it fills; what it may cover or show is added."""
    fill, is_filled, stroke, is_stroked = look
    (own,) = matrices_of([path])
    inner = own.then(matrix)
    broad = is_stroked and calls.stroke_width(path) * inner.scale > THICK_STROKE
    if (is_filled or broad) and shade_of(*look) != "white":
        made.hiding.covers.append((path, box, fill if is_filled else stroke))
    if seen is not None and seen.sides:
        return seen.sides, None
    if broad and is_bar(path, stroke):
        made.bars.append(box)
    pieces, filled, slants = path_pieces(
        path, inner, box, budget, painted=is_filled, stroked=is_stroked and not broad
    )
    if stroke and min(stroke[:3]) <= PALE:
        made.slants.extend(slants)
    shaped = seen is not None and seen.shaped
    if is_filled and not pieces and shade_of(*look) == "ink":
        made.frames += frame_of(path, matrix)
    if is_filled and note_filled(path, box, fill, made, budget, cut=shaped):
        return [], box  # the edge of a dark bar is no rule
    return pieces, filled


def is_thick(box: Box) -> bool:
    """Whether what fills a box is no line."""
    return box[2] - box[0] > THIN and box[3] - box[1] > THIN


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
