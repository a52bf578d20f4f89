"""What is drawn on a page of a PDF beside its characters, and what is odd about its texts.

Objects are known by their addresses; places are in points of the shown page: cropped, turned by its
/Rotate, from the top left corner.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import compress, repeat

from pypdfium2 import raw

from parsers.errors import Unreadable
from parsers.pages.affine import Matrix
from parsers.pages.rulegrid import Segment
from parsers.pages.textlines import Box
from parsers.pages.textstrokes import Slant
from parsers.readers.pdf import calls
from parsers.readers.pdf.digits import Digits
from parsers.readers.pdf.pathink import note_paths
from parsers.readers.pdf.paths import FAINT, PALE, THIN, boxes_of, is_rule, matrices_of
from parsers.readers.pdf.sight import PAPER, Hiding, alike

MOST_OBJECTS = 300_000  # of a document
MOST_CHARS = 500_000
MOST_POINTS = 400_000  # of all paths that are no plain rules
MOST_LOOKS = 40  # pages of a document that are drawn, to see what is hidden on them
UNSEEN = (raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP)
OUTLINED = (raw.FPDF_TEXTRENDERMODE_STROKE, raw.FPDF_TEXTRENDERMODE_STROKE_CLIP)
DEEPEST_FORM = 12
LEAST_LEAN = 0.05  # of its height: what leans less is upright
FEW_TEXTS = 40  # on a page or in a form, all of which are asked
WHITE_SHADE = 255
SPOT = 2  # pixels: a picture no larger shows nothing


@dataclass(slots=True)
class Budget:
    """What the pages of one document may hold together; beyond it the document is an attack or a map."""

    objects: int = MOST_OBJECTS
    chars: int = MOST_CHARS
    points: int = MOST_POINTS
    looks: int = MOST_LOOKS
    patterns: Callable[[], bool] = bool  # whether the document may have any
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
    frames: list[Segment] = field(default_factory=list)  # sides of frames, each one filled path
    coloured: list[Box] = field(default_factory=list)
    white: list[Segment] = field(default_factory=list)
    pictures: list[Box] = field(default_factory=list)
    odd_texts: dict[int, str] = field(default_factory=dict)  # address of a text object: what is odd
    in_forms: dict[int, Matrix] = field(default_factory=dict)  # of a text object: from its form to the page
    bars: list[Box] = field(default_factory=list)  # dark ones
    fills: list[tuple[Box, calls.Colour]] = field(default_factory=list)  # boxes neither dark nor pale
    slants: list[Slant] = field(default_factory=list)
    images: list[tuple[int, Box]] = field(
        default_factory=list
    )  # those that show something, with their places
    written_on: set[int] = field(default_factory=set)  # those of them that digits are typed on
    painted: list[tuple[int, Box]] = field(default_factory=list)  # what only a look tells the shape of
    drawn: list[Box] = field(default_factory=list)  # shapes and pictures that may be figures
    drawn_white: list[Box] = field(default_factory=list)  # white shapes, which are seen on a colour only
    shapes: int = 0  # filled shapes that are no rules
    turns: list[int] = field(default_factory=lambda: [0, 0, 0, 0])  # text objects by quarter turns
    astray: set[int] = field(default_factory=set)  # text objects that are not level with most others
    leaning: dict[int, float] = field(default_factory=dict)  # text objects: how far, of their height
    quarters: dict[int, int] = field(default_factory=dict)  # of text objects, by address, that are turned
    hiding: Hiding = field(default_factory=Hiding)
    hidden: int = 0  # characters that nobody sees
    misnamed: set[int] = field(default_factory=set)  # digits whose fonts draw other digits, by marks
    untold: set[int] = field(default_factory=set)  # digits that a span tells and nothing shows, by marks

    def note_mirrored(self, item: int) -> None:
        """Note that a text object shows its signs as a mirror does: a 2 as a 5, nearly."""
        self.odd_texts[item] = "turned"
        self.astray.add(item)

    def is_aslant(self) -> bool:
        """Whether more of the texts slant than not, as on a page that was put down askew."""
        return list(self.odd_texts.values()).count("slanting") > sum(self.turns)


def collect(
    items: list[int],
    matrix: Matrix,
    made: Ink,
    budget: Budget,
    base: tuple[int, ...] = (),
    *,
    sheer: bool = False,
) -> None:
    """Add what a page, or a form drawn on it, holds; `matrix` maps it to the shown page.

    `base` is when a form is drawn: its place on the page, in the form at that place, and so on. A form that
    lets through what lies below it is `sheer`.
    """
    made.hiding.drawn.append((base, items))
    kinds = list(map(calls.kind_of, items))
    of_kind: dict[int, list[int]] = {kind: [] for kind in set(kinds)}
    for item, kind in zip(items, kinds, strict=True):
        of_kind[kind].append(item)
    if texts := of_kind.get(raw.FPDF_PAGEOBJ_TEXT):
        note_texts(texts, matrix, made)
        note_lost(texts, matrix, made)
        if base:
            made.in_forms.update(dict.fromkeys(texts, matrix))
        if sheer:
            made.hiding.sheer.update(texts)
    if paths := of_kind.get(raw.FPDF_PAGEOBJ_PATH):
        note_paths(paths, matrix, made, budget)
    note_pictures(of_kind.get(raw.FPDF_PAGEOBJ_IMAGE, []), matrix, made)
    shadings = of_kind.get(raw.FPDF_PAGEOBJ_SHADING, [])
    for shading, box in zip(shadings, boxes_of(shadings, matrix), strict=True):
        if box is not None:
            made.hiding.covers.append((shading, box, None))
            if not is_rule(box):
                made.painted.append((shading, box))
    if forms := of_kind.get(raw.FPDF_PAGEOBJ_FORM):
        if len(base) >= DEEPEST_FORM:
            raise Unreadable("the PDF nests its drawings too deep")
        order = {item: at for at, item in enumerate(items)}
        for form, own in zip(forms, matrices_of(forms), strict=True):
            count = max(calls.count_in_form(form), 0)
            budget.objects_met(count)
            inner = list(map(calls.object_in_form, repeat(form), range(count)))
            through = sheer or calls.is_sheer(form) == 1
            collect(inner, own.then(matrix), made, budget, (*base, order[form]), sheer=through)


def note_pictures(images: Sequence[int], matrix: Matrix, made: Ink) -> None:
    """Add pictures, those that are rules among them."""
    for image, box in zip(images, boxes_of(images, matrix), strict=True):
        if box is not None:
            made.pictures.append(box)
            made.hiding.covers.append((image, box, None))
            if not is_rule(box) and min(calls.pixels_of(image)) > SPOT:
                made.drawn.append(box)
                made.images.append((image, box))
            # Old producers draw rules as stretched pictures of one pixel.
            if min(box[2] - box[0], box[3] - box[1]) <= THIN:
                made.segments.append(Segment(*box))


def note_texts(texts: Sequence[int], matrix: Matrix, made: Ink) -> None:
    """Remember how text objects are turned, and which cannot be seen well."""
    note_turns(texts, matrix, made)
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


def note_turns(texts: Sequence[int], matrix: Matrix, made: Ink) -> None:
    """Remember how text objects are turned, which lean or slant, and which a mirror shows."""
    numbers = calls.matrices(texts)
    if matrix.b or matrix.c or any(numbers[1::6]) or any(numbers[2::6]):
        for item, own in zip(texts, map(Matrix, *(numbers[at::6] for at in range(6))), strict=True):
            whole = own.then(matrix)
            quarter = whole.quarter
            if whole.a * whole.d > whole.b * whole.c:
                made.note_mirrored(item)
            if quarter is None:
                made.odd_texts[item] = "slanting"
                made.astray.add(item)
            else:
                made.turns[quarter] += 1
                if quarter:
                    made.quarters[item] = quarter
                elif abs(whole.c) > LEAST_LEAN * abs(whole.d):
                    made.leaning[item] = abs(whole.c / whole.d)
    else:  # nearly all there is
        along, directions = matrix.a, numbers[0::6]
        forwards = sum([a * along > 0 for a in directions])
        made.turns[0] += forwards
        made.turns[2] += len(texts) - forwards
        if forwards < len(texts):
            ways = zip(texts, directions, strict=True)
            made.quarters.update((item, 2) for item, a in ways if a * along <= 0)
        downs, upwards = numbers[3::6], matrix.d
        if min(downs) <= 0 or upwards >= 0:
            for item, a, d in zip(texts, directions, downs, strict=True):
                if a * along * d * upwards > 0:
                    made.note_mirrored(item)


def note_hiding(
    texts: Sequence[int], colours: Sequence[calls.Colour | None], matrix: Matrix, made: Ink
) -> None:
    """Remember the colours of text objects, what clips leave of them, and which belong to layers."""
    hiding = made.hiding
    hiding.texts.append((texts, colours))
    if pale := {colour for colour in set(colours) if alike(colour, PAPER)}:
        white = [item for item, colour in zip(texts, colours, strict=True) if colour in pale]
        places = zip(white, boxes_of(white, matrix), strict=True)
        hiding.covers += [(item, box, None) for item, box in places if box is not None]
    hiding.sheer.update(compress(texts, map(calls.is_sheer, texts)))
    if None in colours:  # a pattern, which may be as white as paper
        hiding.sheer.update(item for item, colour in zip(texts, colours, strict=True) if colour is None)
    clips = list(map(calls.clip_of, texts))
    counts = list(map(calls.count_clips, clips))
    if max(counts, default=0) > 0:
        for item, clip, count in zip(texts, clips, counts, strict=True):
            for edges, is_box in calls.clips(clip, count):
                if not is_box:
                    hiding.shaped.add(item)
                left, top, right, bottom = matrix.box(*edges)
                low, high, far, deep = hiding.clipped.get(item, (left, top, right, bottom))
                hiding.clipped[item] = max(left, low), max(top, high), min(right, far), min(bottom, deep)
    if hiding.layers:
        # What a form belongs to is not told of its objects.
        inner = hiding.drawn[-1][0] != ()
        layers = zip(texts, map(calls.layers_of, texts), strict=True)
        hiding.layered.update((item, layer) for item, layer in layers if inner or layer)


def note_lost(texts: Sequence[int], matrix: Matrix, made: Ink) -> None:
    """Add the places of texts that PDFium leaves out for what a span around them tells.

    Where all texts are marked, as those of tagged documents are, spans that tell something are a second mark.
    """
    counts = list(map(calls.count_marks, texts))
    if any(counts):
        marked = len(texts) - counts.count(0)
        least = 2 if 2 * marked > len(texts) > FEW_TEXTS else 1
        lost = [
            item for item, count in zip(texts, counts, strict=True) if count >= least and calls.is_lost(item)
        ]
        made.drawn += filter(None, boxes_of(lost, matrix))


def oddity_of(mode: int, colour: calls.Colour | None) -> str:
    """What is odd about text in a rendering mode and a colour: "invisible", "pale", or ""."""
    if mode in UNSEEN:
        return "invisible"
    if mode != raw.FPDF_TEXTRENDERMODE_FILL or colour is None:
        return ""
    *shades, opacity = colour
    if opacity == 0:
        return "invisible"
    on_paper = WHITE_SHADE - (WHITE_SHADE - min(shades)) * opacity / WHITE_SHADE
    return "pale" if opacity < FAINT or on_paper > PALE else ""
