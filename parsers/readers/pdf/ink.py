"""What is drawn on a page of a PDF beside its characters, and what is odd about its texts.

Objects are known by their addresses; places are in points of the shown page: cropped, turned by its
/Rotate, from the top left corner.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import compress, repeat

from pypdfium2 import raw

from parsers.errors import Unreadable
from parsers.pages.affine import Matrix, columns_mapped
from parsers.pages.drawnsigns import LOW_TYPE, is_outline
from parsers.pages.rulegrid import Segment
from parsers.pages.textlines import Box
from parsers.pages.textstrokes import Slant
from parsers.readers.pdf import calls
from parsers.readers.pdf.digits import Digits
from parsers.readers.pdf.sight import Hiding

MOST_OBJECTS = 300_000  # of a document
MOST_CHARS = 500_000
MOST_POINTS = 400_000  # of all paths that are no plain rules
MOST_LOOKS = 40  # pages of a document that are drawn, to see what is hidden on them
UNSEEN = (raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP)
OUTLINED = (raw.FPDF_TEXTRENDERMODE_STROKE, raw.FPDF_TEXTRENDERMODE_STROKE_CLIP)
DEEPEST_FORM = 12
THIN = 2.2  # points: a filled shape no thicker is a rule
THICK_STROKE = 4.0  # points: a thicker stroke is a bar of colour
BAR, BOX_POINTS = 3 * 90, 6  # sum of the colours of a ground too dark for black text; of one box
WHITE = 250  # of 255 in each colour
FAINT, PALE = 128, 170  # of 255, opacity and each colour: what large type in them is laid under a page
SPOT = 2  # pixels: a picture no larger shows nothing
NEW_SEGMENT = partial(tuple.__new__, Segment)


@dataclass(slots=True)
class Budget:
    """What the pages of one document may hold together; beyond it the document is an attack or a map."""

    objects: int = MOST_OBJECTS
    chars: int = MOST_CHARS
    points: int = MOST_POINTS
    looks: int = MOST_LOOKS
    layers: bool = False  # whether the document has layers, which may be switched off
    digits: Digits | None = None  # what is known of its fonts; None: they are not looked at

    def objects_met(self, count: int) -> None:
        self.objects -= count
        if self.objects < 0:
            raise Unreadable(f"the PDF draws more than {MOST_OBJECTS} objects")

    def chars_met(self, count: int) -> None:
        self.chars -= count
        if self.chars < 0:
            raise Unreadable(f"the PDF has more than {MOST_CHARS} characters")

    def points_met(self, count: int) -> None:
        self.points -= count
        if self.points < 0:
            raise Unreadable(f"the PDF draws shapes of more than {MOST_POINTS} points")


@dataclass(slots=True)
class Ink:
    """The rules and pictures of a page, and what is odd about its texts."""

    segments: list[Segment] = field(default_factory=list)
    coloured: list[Box] = field(default_factory=list)
    white: list[Segment] = field(default_factory=list)
    pictures: list[Box] = field(default_factory=list)
    odd_texts: dict[int, str] = field(default_factory=dict)  # address of a text object: what is odd
    in_forms: dict[int, Matrix] = field(default_factory=dict)  # of a text object: from its form to the page
    bars: list[Box] = field(default_factory=list)  # dark ones
    slants: list[Slant] = field(default_factory=list)
    images: list[tuple[int, Box]] = field(
        default_factory=list
    )  # those that show something, with their places
    drawn: list[Box] = field(default_factory=list)  # shapes and pictures that may be figures
    drawn_white: list[Box] = field(default_factory=list)  # white shapes, which are seen on a colour only
    shapes: int = 0  # filled shapes that are no rules
    turns: list[int] = field(default_factory=lambda: [0, 0, 0, 0])  # text objects by quarter turns
    astray: set[int] = field(default_factory=set)  # text objects that are not level with most others
    quarters: dict[int, int] = field(default_factory=dict)  # of text objects, by address, that are turned
    hiding: Hiding = field(default_factory=Hiding)
    hidden: int = 0  # characters that nobody sees
    misnamed: set[int] = field(default_factory=set)  # digits whose fonts draw other digits, by marks
    untold: set[int] = field(default_factory=set)  # digits that a span tells and nothing shows, by marks


def collect(items: list[int], matrix: Matrix, made: Ink, budget: Budget, base: tuple[int, ...] = ()) -> None:
    """Add what a page, or a form drawn on it, holds; `matrix` maps it to the shown page.

    `base` is when a form is drawn: its place on the page, in the form at that place, and so on.
    """
    made.hiding.drawn.append((base, items))
    kinds = list(map(calls.kind_of, items))
    of_kind: dict[int, list[int]] = {kind: [] for kind in set(kinds)}
    for item, kind in zip(items, kinds, strict=True):
        of_kind[kind].append(item)
    if texts := of_kind.get(raw.FPDF_PAGEOBJ_TEXT):
        note_texts(texts, matrix, made)
        if base:
            made.in_forms.update(dict.fromkeys(texts, matrix))
    if paths := of_kind.get(raw.FPDF_PAGEOBJ_PATH):
        note_paths(paths, matrix, made, budget)
    note_pictures(of_kind.get(raw.FPDF_PAGEOBJ_IMAGE, []), matrix, made)
    shadings = of_kind.get(raw.FPDF_PAGEOBJ_SHADING, [])
    for shading, box in zip(shadings, boxes_of(shadings, matrix), strict=True):
        if box is not None:
            made.hiding.covers.append((shading, box, None))
    if forms := of_kind.get(raw.FPDF_PAGEOBJ_FORM):
        if len(base) >= DEEPEST_FORM:
            raise Unreadable("the PDF nests its drawings too deep")
        order = {item: at for at, item in enumerate(items)}
        for form, own in zip(forms, matrices_of(forms), strict=True):
            count = max(calls.count_in_form(form), 0)
            budget.objects_met(count)
            inner = list(map(calls.object_in_form, repeat(form), range(count)))
            collect(inner, own.then(matrix), made, budget, (*base, order[form]))


def note_pictures(images: Sequence[int], matrix: Matrix, made: Ink) -> None:
    """Add pictures, those that are rules among them."""
    for image, box in zip(images, boxes_of(images, matrix), strict=True):
        if box is not None:
            made.pictures.append(box)
            made.hiding.covers.append((image, box, None))
            if box[3] - box[1] > LOW_TYPE and min(calls.pixels_of(image)) > SPOT:
                made.drawn.append(box)
                made.images.append((image, box))
            # Old producers draw rules as stretched pictures of one pixel.
            if min(box[2] - box[0], box[3] - box[1]) <= THIN:
                made.segments.append(Segment(*box))


def matrices_of(items: Sequence[int]) -> list[Matrix]:
    numbers = calls.matrices(items)
    return list(map(Matrix, *(numbers[at::6] for at in range(6))))


def boxes_of(items: Sequence[int], matrix: Matrix) -> list[Box | None]:
    """The boxes of page objects, mapped by a matrix; None for those that have no extent."""
    told, edges = calls.bounds(items)
    boxes = zip(*columns_mapped(matrix, *edges), strict=True)
    return [box if known else None for known, box in zip(told, boxes, strict=True)]


def note_texts(texts: Sequence[int], matrix: Matrix, made: Ink) -> None:
    """Remember how text objects are turned, and which cannot be seen well."""
    numbers = calls.matrices(texts)
    if matrix.b or matrix.c or any(numbers[1::6]) or any(numbers[2::6]):
        for item, own in zip(texts, map(Matrix, *(numbers[at::6] for at in range(6))), strict=True):
            quarter = own.then(matrix).quarter
            if quarter is None:
                made.odd_texts[item] = "slanting"
                made.astray.add(item)
            else:
                made.turns[quarter] += 1
                if quarter:
                    made.quarters[item] = quarter
    else:  # nearly all there is
        along, directions = matrix.a, numbers[0::6]
        forwards = sum([a * along > 0 for a in directions])
        made.turns[0] += forwards
        made.turns[2] += len(texts) - forwards
        if forwards < len(texts):
            ways = zip(texts, directions, strict=True)
            made.quarters.update((item, 2) for item, a in ways if a * along <= 0)
    colours = calls.colours(texts)
    modes = list(map(calls.mode_of_text, texts))
    if not set(modes).isdisjoint(OUTLINED):
        edges = calls.colours(texts, stroked=True)
        colours = [
            edge if mode in OUTLINED else colour
            for mode, colour, edge in zip(modes, colours, edges, strict=True)
        ]
    note_hiding(texts, colours, matrix, made)
    odd = {look: oddity_of(*look) for look in set(zip(modes, colours, strict=True))}
    if any(odd.values()):
        for item, look in zip(texts, zip(modes, colours, strict=True), strict=True):
            if odd[look] == "invisible" or (odd[look] and item not in made.odd_texts):
                made.odd_texts[item] = odd[look]


def note_hiding(
    texts: Sequence[int], colours: Sequence[calls.Colour | None], matrix: Matrix, made: Ink
) -> None:
    """Remember the colours of text objects, what clips leave of them, and which belong to layers."""
    hiding = made.hiding
    hiding.texts.append((texts, colours))
    hiding.sheer.update(compress(texts, map(calls.is_sheer, texts)))
    if None in colours:  # a pattern, which may be as white as paper
        hiding.sheer.update(item for item, colour in zip(texts, colours, strict=True) if colour is None)
    clips = list(map(calls.clip_of, texts))
    counts = list(map(calls.count_clips, clips))
    if max(counts, default=0) > 0:
        for item, clip, count in zip(texts, clips, counts, strict=True):
            for edges in calls.clips(clip, count):
                left, top, right, bottom = matrix.box(*edges)
                low, high, far, deep = hiding.clipped.get(item, (left, top, right, bottom))
                hiding.clipped[item] = max(left, low), max(top, high), min(right, far), min(bottom, deep)
    if hiding.layers:
        # What a form belongs to is not told of its objects.
        inner = bool(made.in_forms) and hiding.drawn[-1][0] != ()
        hiding.layered.update(item for item in texts if inner or "OC" in calls.mark_names(item))


def oddity_of(mode: int, colour: calls.Colour | None) -> str:
    """What is odd about text in a rendering mode and a colour: "invisible", "pale", or ""."""
    if mode in UNSEEN:
        return "invisible"
    if mode != raw.FPDF_TEXTRENDERMODE_FILL or colour is None:
        return ""
    *shades, opacity = colour
    if opacity == 0:
        return "invisible"
    return "pale" if opacity < FAINT or min(shades) > PALE else ""


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
        if box[2] - box[0] <= THIN or box[3] - box[1] <= THIN:
            pieces = [NEW_SEGMENT(box)]
        else:
            (own,) = matrices_of([path])
            inner = own.then(matrix)
            broad = look[3] and calls.stroke_width(path) * inner.scale > THICK_STROKE
            if look[1] or broad:
                made.hiding.covers.append((path, box, look[0] if look[1] else look[2]))
            if broad and is_bar(path, look[2]):
                made.bars.append(box)
            pieces, filled, slants = path_pieces(
                path, inner, box, budget, painted=look[1], stroked=look[3] and not broad
            )
            if slants and look[2] and min(look[2][:3]) <= PALE:
                made.slants.extend(slants)
            if look[1] and is_bar(path, look[0]):
                pieces, filled = [], box  # the edge of a dark bar is no rule
                made.bars.append(box)
        signs = []
        if look[1] and not is_rule(box) and may_be_signs(path, look[0], shade):
            signs = list(signs_of(path, matrix))
        if shade == "white":
            made.white.extend(pieces)
            made.drawn_white.extend(signs)
            continue
        made.drawn.extend(signs)
        if not (signs and is_outline(box, pieces)):
            made.segments.extend(pieces)
        if filled is not None:
            made.shapes += 1
            made.coloured.append(filled)


def is_rule(box: Box) -> bool:
    """Whether a path in a box is too low for signs, or too thin for its height: told without its points."""
    width, height = box[2] - box[0], box[3] - box[1]
    return height <= LOW_TYPE or (width <= THIN and not is_outline(box, [box]))


def may_be_signs(path: int, colour: calls.Colour | None, shade: str) -> bool:
    """Whether a filled path may be the outline of signs: more than a box, and not as pale as a watermark."""
    if colour is None or colour[3] <= FAINT or (shade != "white" and min(colour[:3]) > PALE):
        return False
    return calls.count_points(path) > BOX_POINTS


def signs_of(path: int, matrix: Matrix) -> Iterator[Box]:
    """The boxes of those parts of a path that may be signs: a path may hold a whole line of them.

    `matrix` maps what the path is drawn on to the shown page.
    """
    (own,) = matrices_of([path])
    matrix = own.then(matrix)
    parts: list[list[tuple[float, float]]] = []
    for kind, x, y, _ in calls.points(path):
        if kind == raw.FPDF_SEGMENT_MOVETO:
            parts.append([])
        if parts:
            parts[-1].append(matrix.point(x, y))
    for points in parts:
        xs, ys = zip(*points, strict=True)
        box = min(xs), min(ys), max(xs), max(ys)
        thin = [box] if min(box[2] - box[0], box[3] - box[1]) <= THIN else []
        if len(points) >= BOX_POINTS and is_outline(box, thin):
            yield box


def is_bar(path: int, colour: calls.Colour | None) -> bool:
    """Whether a path is one box, or a few broad lines, of a dark colour."""
    return (
        colour is not None
        and colour[3] > FAINT
        and sum(colour[:3]) < BAR
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
    bends = 0
    outline: list[tuple[float, float]] = []
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
            elif kind != raw.FPDF_SEGMENT_LINETO:
                curved = True
                bends += 1  # two for how a curve bends, and the third is its end
                if bends % 3 == 0 and len(outline) > 2:
                    bows.append((outline[-3], point))
            outline.append(point)
        if closing and outline:
            strokes.append((outline[-1], outline[0]))
    finish()
    if stroked:
        for (x0, y0), (x1, y1) in strokes:
            if min(abs(x1 - x0), abs(y1 - y0)) <= 0.5:
                pieces.append(Segment(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)))
            else:
                slants.append(((x0, y0), (x1, y1)))
        slants += bows
    return pieces, box if painted and not pieces else None, slants
