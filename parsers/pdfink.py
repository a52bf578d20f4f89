"""What is drawn on a page of a PDF: its rules, pictures and characters, in points of the shown page.

The only module that speaks to PDFium's own interface. Coordinates are those of the page as a viewer
shows it: cropped, turned by its /Rotate, from the top left corner.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from pypdfium2 import raw

from parsers.affine import IDENTITY, Matrix
from parsers.errors import Unreadable
from parsers.rulegrid import Segment
from parsers.textlines import UNKNOWN, Box, Char, around, character_of

MOST_OBJECTS = 300_000  # of a document
MOST_CHARS = 500_000
MOST_POINTS = 400_000  # of all paths that are no plain rules
UNSEEN = (raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP)
PAINTED = (raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE)
DEEPEST_FORM = 12
THIN = 2.2  # points: a filled shape no thicker is a rule
THICK_STROKE = 4.0  # points: a thicker stroke is a bar of colour
WHITE = 250  # of 255 in each colour
# Text that nobody sees, under a scan, was made by recognition, whose certainty is not told.
INVISIBLE_TEXT = 0.5
EXACT_BOX = 12  # characters: longer texts are labels, whose places need no exact ink


RED, GREEN, BLUE, ALPHA = (ctypes.c_uint() for _ in range(4))
COLOUR = tuple(map(ctypes.byref, (RED, GREEN, BLUE, ALPHA)))


@dataclass(slots=True)
class Budget:
    """What the pages of one document may hold together; beyond it the document is an attack or a map."""

    objects: int = MOST_OBJECTS
    chars: int = MOST_CHARS
    points: int = MOST_POINTS

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
    shapes: int = 0  # filled shapes that are no rules
    turns: list[int] = field(default_factory=lambda: [0, 0, 0, 0])  # text objects by quarter turns


class PdfPage:
    """A page loaded by PDFium, with its own text; to be closed."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.text = raw.FPDFText_LoadPage(page)
        if not self.text:
            raw.FPDF_ClosePage(page)
            raise Unreadable("the text of a page cannot be read")
        rect = raw.FS_RECTF()
        raw.FPDF_GetPageBoundingBox(page, rect)
        width, height = rect.right - rect.left, rect.top - rect.bottom
        self.rotation = raw.FPDFPage_GetRotation(page) % 4
        self.width: float
        self.height: float
        self.width, self.height = (height, width) if self.rotation % 2 else (width, height)
        self.shown = (
            Matrix(1, 0, 0, -1, -rect.left, rect.top),
            Matrix(0, 1, 1, 0, -rect.bottom, -rect.left),
            Matrix(-1, 0, 0, 1, rect.right, -rect.bottom),
            Matrix(0, -1, -1, 0, rect.top, rect.right),
        )[self.rotation]

    def close(self) -> None:
        raw.FPDFText_ClosePage(self.text)
        raw.FPDF_ClosePage(self.page)

    def ink(self, budget: Budget) -> Ink:
        """Everything drawn on the page except its characters."""
        made = Ink()
        count = raw.FPDFPage_CountObjects(self.page)
        objects = (raw.FPDFPage_GetObject(self.page, index) for index in range(count))
        budget.objects_met(max(count, 0))
        self.collect(objects, self.shown, made, budget, 0)
        for white in made.white:
            x, y = (white.left + white.right) / 2, (white.top + white.bottom) / 2
            if any(left < x < right and top < y < bottom for left, top, right, bottom in made.coloured):
                made.segments.append(white)
        return made

    def collect(self, objects: Any, matrix: Matrix, made: Ink, budget: Budget, depth: int) -> None:
        """Add what a page, or a form drawn on it, holds; `matrix` maps it to the shown page."""
        left, bottom, right, top = (ctypes.c_float() for _ in range(4))
        edges = tuple(map(ctypes.byref, (left, bottom, right, top)))
        for item in objects:
            kind = raw.FPDFPageObj_GetType(item)
            if kind == raw.FPDF_PAGEOBJ_TEXT:
                note_text(item, matrix, made)
            elif kind == raw.FPDF_PAGEOBJ_FORM:
                if depth >= DEEPEST_FORM:
                    raise Unreadable("the PDF nests its drawings too deep")
                count = max(raw.FPDFFormObj_CountObjects(item), 0)
                budget.objects_met(count)
                inner = (raw.FPDFFormObj_GetObject(item, index) for index in range(count))
                self.collect(inner, matrix_of(item).then(matrix), made, budget, depth + 1)
            elif kind in PAINTED and raw.FPDFPageObj_GetBounds(item, *edges):
                box = matrix.box(left.value, top.value, right.value, bottom.value)
                if kind == raw.FPDF_PAGEOBJ_PATH:
                    note_path(item, matrix, box, made, budget)
                    continue
                made.pictures.append(box)
                # Old producers draw rules as stretched pictures of one pixel.
                if min(box[2] - box[0], box[3] - box[1]) <= THIN:
                    made.segments.append(Segment(*box))

    def chars(self, made: Ink, matrix: Matrix, budget: Budget) -> list[Char]:
        """The characters of the page in the boxes of their lines, mapped by `matrix`.

        Slanting ones (watermarks) are left out; invisible ones carry a low confidence; those that have
        no Unicode character are `UNKNOWN`. `mark` counts from 0 as PDFium does.
        """
        text = self.text
        count = raw.FPDFText_CountChars(text)
        budget.chars_met(max(count, 0))
        rect = raw.FS_RECTF()
        reference = ctypes.byref(rect)
        unicode_of, loose_box, mapless = (
            raw.FPDFText_GetUnicode,
            raw.FPDFText_GetLooseCharBox,
            raw.FPDFText_HasUnicodeMapError,
        )
        odd = made.odd_texts
        a, b, c, d, e, f = matrix
        upright = not (b or c)
        kept: list[Char] = []
        for mark in range(count):
            loose_box(text, mark, reference)
            left, top, right, bottom = rect.left, rect.top, rect.right, rect.bottom
            if left >= right or bottom >= top:
                continue  # made up by PDFium: blanks between words, ends of lines
            code = unicode_of(text, mark)
            character = character_of(code)
            if not character:
                continue
            confidence = None
            if mapless(text, mark) == 1:
                character = UNKNOWN
            if odd:
                item = raw.FPDFText_GetTextObject(text, mark)
                oddity = odd.get(ctypes.addressof(item.contents)) if item else None
                if oddity == "slanting":
                    continue
                if oddity == "invisible" or (oddity == "white" and not self.on_ground(made, rect)):
                    confidence = INVISIBLE_TEXT
            if upright:
                x0, x1 = a * left + e, a * right + e
                y0, y1 = d * top + f, d * bottom + f
                if x0 > x1:
                    x0, x1 = x1, x0
                if y0 > y1:
                    y0, y1 = y1, y0
                kept.append(Char(character, x0, y0, x1, y1, confidence, mark))
            else:
                kept.append(Char(character, *matrix.box(left, top, right, bottom), confidence, mark))
        return kept

    def on_ground(self, made: Ink, rect: Any) -> bool:
        """Whether something coloured is drawn where a character stands: white can be seen on it."""
        left, top, right, bottom = self.shown.box(rect.left, rect.bottom, rect.right, rect.top)
        x, y = (left + right) / 2, (top + bottom) / 2
        grounds = [*made.coloured, *made.pictures]
        return any(low < x < high and above < y < below for low, above, high, below in grounds)

    def box_around(self, chars: Sequence[Char], matrix: Matrix) -> Box:
        """The box around the ink of short texts, around the lines' height of longer ones."""
        if len(chars) > EXACT_BOX:
            return around(char[1:5] for char in chars)
        left, right, bottom, top = (ctypes.c_double() for _ in range(4))
        edges = tuple(map(ctypes.byref, (left, right, bottom, top)))
        boxes = []
        for char in chars:
            if raw.FPDFText_GetCharBox(self.text, char.mark, *edges) and left.value < right.value:
                boxes.append(matrix.box(left.value, top.value, right.value, bottom.value))
            else:
                boxes.append(char[1:5])
        return around(boxes)


def note_path(item: Any, matrix: Matrix, box: Box, made: Ink, budget: Budget) -> None:
    """Add the rules of a path, or the coloured ground that it paints."""
    filled = None
    if min(box[2] - box[0], box[3] - box[1]) <= THIN:
        pieces = [Segment(*box)]
    else:
        pieces, filled = path_pieces(item, matrix, box, budget)
    if filled is None and not pieces:
        return
    shade = shade_of(item)
    if shade == "ink":
        made.segments.extend(pieces)
        if filled is not None:
            made.shapes += 1
            made.coloured.append(filled)
    elif shade == "white":
        made.white.extend(pieces)


def note_text(item: Any, matrix: Matrix, made: Ink) -> None:
    """Remember how a text object is turned, and whether it can be seen."""
    own = matrix_of(item)
    if own.b or own.c or matrix.b or matrix.c:
        quarter = own.then(matrix).quarter
    else:  # nearly all there is
        quarter = 0 if own.a * matrix.a > 0 else 2
    if quarter is None:
        made.odd_texts[ctypes.addressof(item.contents)] = "slanting"
    else:
        made.turns[quarter] += 1
    mode = raw.FPDFTextObj_GetTextRenderMode(item)
    if mode in UNSEEN:
        made.odd_texts[ctypes.addressof(item.contents)] = "invisible"
    elif mode == raw.FPDF_TEXTRENDERMODE_FILL and raw.FPDFPageObj_GetFillColor(item, *COLOUR):
        if ALPHA.value == 0:
            made.odd_texts[ctypes.addressof(item.contents)] = "invisible"
        elif RED.value >= WHITE and GREEN.value >= WHITE and BLUE.value >= WHITE:
            made.odd_texts[ctypes.addressof(item.contents)] = "white"


def matrix_of(item: Any) -> Matrix:
    matrix = raw.FS_MATRIX()
    if not raw.FPDFPageObj_GetMatrix(item, matrix):
        return IDENTITY
    return Matrix(matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f)


def shade_of(item: Any) -> str:
    """How a path shows on white paper: "ink", "white", or "clear" for one that paints nothing."""
    fill_mode, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(item, fill_mode, stroke)
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    shade = "clear"
    for painted, colour in (
        (stroke.value, raw.FPDFPageObj_GetStrokeColor),
        (fill_mode.value, raw.FPDFPageObj_GetFillColor),
    ):
        if not painted:
            continue
        if not colour(item, red, green, blue, alpha):
            return "ink"  # a pattern
        if alpha.value == 0:
            continue
        if min(red.value, green.value, blue.value) < WHITE:
            return "ink"
        shade = "white"
    return shade


def path_pieces(item: Any, matrix: Matrix, box: Box, budget: Budget) -> tuple[list[Segment], Box | None]:
    """The straight pieces of a path that are rules; its box where it is a filled shape without them."""
    fill_mode, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(item, fill_mode, stroke)
    count = raw.FPDFPath_CountSegments(item)
    budget.points_met(max(count, 0))
    inner = matrix_of(item).then(matrix)
    width = ctypes.c_float()
    raw.FPDFPageObj_GetStrokeWidth(item, width)
    stroked = bool(stroke.value) and width.value * inner.scale <= THICK_STROKE
    x, y = ctypes.c_float(), ctypes.c_float()
    pieces: list[Segment] = []
    strokes: list[tuple[tuple[float, float], tuple[float, float]]] = []
    outline: list[tuple[float, float]] = []
    curved = False

    def finish() -> None:
        if len(outline) > 1 and fill_mode.value and not curved:
            xs, ys = zip(*outline, strict=True)
            shape = Segment(min(xs), min(ys), max(xs), max(ys))
            if min(shape.right - shape.left, shape.bottom - shape.top) <= THIN:
                pieces.append(shape)

    for index in range(count):
        segment = raw.FPDFPath_GetPathSegment(item, index)
        kind = raw.FPDFPathSegment_GetType(segment)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        point = inner.point(x.value, y.value)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            finish()
            outline, curved = [point], False
        else:
            if kind == raw.FPDF_SEGMENT_LINETO and outline:
                strokes.append((outline[-1], point))
            elif kind != raw.FPDF_SEGMENT_LINETO:
                curved = True
            outline.append(point)
        if raw.FPDFPathSegment_GetClose(segment) and outline:
            strokes.append((outline[-1], outline[0]))
    finish()
    if stroked:
        for (x0, y0), (x1, y1) in strokes:
            if min(abs(x1 - x0), abs(y1 - y0)) <= 0.5:
                pieces.append(Segment(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)))
    filled = box if fill_mode.value and not pieces else None
    return pieces, filled
