"""What is drawn on a page of a PDF: its rules, pictures and characters, in points of the shown page.

Coordinates are those of the page as a viewer
shows it: cropped, turned by its /Rotate, from the top left corner.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import compress, repeat
from operator import and_, lt, sub
from typing import Any

from pypdfium2 import raw

from parsers import pdfium, pdfsight
from parsers.affine import Matrix
from parsers.blackened import COVER, blackened
from parsers.drawnsigns import LARGE_TYPE, LOW_TYPE, drawn_signs, is_outline
from parsers.errors import Unreadable
from parsers.pdfdigits import Digits
from parsers.pdfsight import Hiding
from parsers.rulegrid import Segment
from parsers.textlines import UNKNOWN, Box, Char, around, box_of, character_of
from parsers.textstrokes import Slant
from parsers.values import looks_like_figure

MOST_OBJECTS = 300_000  # of a document
MOST_CHARS = 500_000
MOST_POINTS = 400_000  # of all paths that are no plain rules
MOST_LOOKS = 40  # pages of a document that are drawn, to see what is hidden on them
MANY_SUSPECTS = 1500  # characters that may be hidden; as many more count as another page
UNSEEN = (raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP)
DEEPEST_FORM = 12
THIN = 2.2  # points: a filled shape no thicker is a rule
THICK_STROKE = 4.0  # points: a thicker stroke is a bar of colour
BAR, BOX_POINTS = 3 * 90, 6  # sum of the colours of a ground too dark for black text; of one box
WHITE = 250  # of 255 in each colour
FAINT, PALE = 128, 170  # of 255, opacity and each colour: what large type in them is laid under a page
NEAR = 0.1  # points between two places that are one
SPOT = 2  # pixels: a picture no larger shows nothing
ALL_OVER, SPOKEN = 6, 3  # times that a pale text stands on a page, and its length: a watermark
TINY = 2.0  # points: nobody reads digits less high
# Text that nobody sees, under a scan, was made by recognition, whose certainty is not told.
INVISIBLE_TEXT = 0.5
# Texts of more letters than figures have with their units are labels, whose places need no exact ink.
EXACT_LETTERS, EXACT_SIGNS = 3, 24
DIGITS = frozenset("0123456789")


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
    drawn: list[Box] = field(default_factory=list)  # dark shapes and pictures that may be figures
    shapes: int = 0  # filled shapes that are no rules
    turns: list[int] = field(default_factory=lambda: [0, 0, 0, 0])  # text objects by quarter turns
    astray: set[int] = field(default_factory=set)  # text objects that are not level with most others
    quarters: dict[int, int] = field(default_factory=dict)  # of text objects, by address, that are turned
    hiding: Hiding = field(default_factory=Hiding)
    hidden: int = 0  # characters that nobody sees
    misnamed: int = 0  # digits whose fonts draw other digits
    untold: set[int] = field(default_factory=set)  # digits that a span tells and nothing shows, by marks


class PdfPage:
    """A page loaded by PDFium, with its own text; to be closed."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.left_behind: dict[int, Matrix] = {}
        self.text = raw.FPDFText_LoadPage(page)
        if not self.text:
            raw.FPDF_ClosePage(page)
            raise Unreadable("the text of a page cannot be read")
        self.text_address = pdfium.address_of(self.text)
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
        made = Ink(hiding=Hiding(budget.layers))
        count = max(raw.FPDFPage_CountObjects(self.page), 0)
        budget.objects_met(count)
        page = pdfium.address_of(self.page)
        collect(list(map(pdfium.object_at, repeat(page), range(count))), self.shown, made, budget)
        main = made.turns.index(max(made.turns))
        if made.turns[main] < sum(made.turns):
            for texts, _ in made.hiding.texts:
                for item in texts:
                    if made.quarters.get(item, 0) != main:
                        made.astray.add(item)
                        made.odd_texts.setdefault(item, "turned")
        for white in made.white:
            x, y = (white.left + white.right) / 2, (white.top + white.bottom) / 2
            if any(left < x < right and top < y < bottom for left, top, right, bottom in made.coloured):
                made.segments.append(white)
        return made

    def chars(self, made: Ink, matrix: Matrix, budget: Budget) -> list[Char]:
        """The characters of the page in the boxes of their lines, mapped by `matrix`.

        Watermarks, slanting or large and pale, are left out; invisible ones carry a low confidence; those
        that have no Unicode character are `UNKNOWN`. `mark` counts from 0 as PDFium does.
        """
        count = max(raw.FPDFText_CountChars(self.text), 0)
        budget.chars_met(count)
        text = self.text_address
        lefts, tops, rights, bottoms = pdfium.loose_boxes(text, count)
        # Others PDFium made up: blanks between words, ends of lines.
        solid = list(map(and_, map(lt, lefts, rights), map(lt, bottoms, tops)))
        kept = list(compress(range(count), solid))
        columns = [list(compress(edges, solid)) for edges in (lefts, tops, rights, bottoms)]
        codes = list(map(pdfium.unicode_at, repeat(text), kept))
        named = {code: character_of(code) for code in set(codes)}
        characters = list(map(named.__getitem__, codes))
        if "" in named.values():
            kept = list(compress(kept, characters))
            columns = [list(compress(edges, characters)) for edges in columns]
            characters = list(filter(None, characters))
        mapless = list(map(pdfium.is_mapless, repeat(text), kept))
        if 1 in mapless:
            characters = [
                UNKNOWN if told == 1 else sign for sign, told in zip(characters, mapless, strict=True)
            ]
        if budget.digits:
            self.look_at_digits(
                [(mark, sign) for mark, sign in zip(kept, characters, strict=True) if sign in DIGITS],
                made,
                matrix,
                budget.digits,
            )
        edges = box_columns(matrix, *columns)
        if made.in_forms:
            self.left_behind = dict(self.found_left_behind(text, kept, made, matrix))
            edges = self.moved(kept, *columns, *edges)
        certain: list[float | None] = [None] * len(kept)
        if min(map(sub, edges[3], edges[1]), default=TINY) < TINY:
            for at, height in enumerate(map(sub, edges[3], edges[1])):
                if height < TINY and characters[at].isdecimal():
                    certain[at] = INVISIBLE_TEXT
        chars = list(map(NEW_CHAR, zip(characters, *edges, certain, kept, strict=True)))
        if made.odd_texts or made.untold or not made.hiding.nothing():
            items = list(map(pdfium.object_of_char, repeat(text), kept))
            chars = self.seen(chars, items, made, matrix, budget)
        if made.bars or made.drawn:
            bars, drawn = made.bars, made.drawn
            if matrix != self.shown:
                turn = self.shown.inverse().then(matrix)
                bars, drawn = [[turn.box(*box) for box in boxes] for boxes in (bars, drawn)]
            chars += [*blackened(bars, chars), *drawn_signs(drawn, chars)]
        return chars

    def look_at_digits(self, digits: list[tuple[int, str]], made: Ink, matrix: Matrix, known: Digits) -> None:
        """Note which digits of the page, as marks and signs, are others than those which it shows.

        Those that stand aslant or are turned against the rest of the page are not looked at: they are in
        doubt, or left out.
        """
        items = list(map(pdfium.object_of_char, repeat(self.text_address), [mark for mark, _ in digits]))
        if made.astray:
            level = [item not in made.astray for item in items]
            digits, items = list(compress(digits, level)), list(compress(items, level))
        upright = self.shown.inverse().then(matrix)

        def frame(item: int) -> Matrix:
            return made.in_forms.get(item, self.shown).then(upright)

        made.misnamed = known.misnamed(self.page, self.text_address, digits, items, frame)
        made.untold = known.untold(self.page, self.text_address, digits, items, frame)

    def seen(
        self, chars: Sequence[Char], items: Sequence[int], made: Ink, matrix: Matrix, budget: Budget
    ) -> list[Char]:
        """What a reader sees of characters, drawn by `items`: hidden ones and watermarks are left out."""
        doubted = {
            at
            for at, (char, item) in enumerate(zip(chars, items, strict=True))
            if char.text in DIGITS and (made.odd_texts.get(item) == "turned" or char.mark in made.untold)
        }
        hidden = self.hidden(made, items, [char[1:5] for char in chars], matrix, budget)
        marks = set() if made.coloured else watermarks(chars, items, made.odd_texts)
        seen = []
        for at, (char, item) in enumerate(zip(chars, items, strict=True)):
            oddity = made.odd_texts.get(item)
            fate = hidden.get(at)
            if fate in pdfsight.CROPPED and char.text.isalpha():
                fate = None  # a cell too narrow for its label is no reason to lose it
            if fate == pdfsight.HALF and char.text not in DIGITS:
                fate = None
            if item in marks or oddity == "slanting" or (oddity == "pale" and is_large(char)):
                continue
            made.hidden += fate is not None and not char.text.isspace()
            if fate == pdfsight.OUTSIDE:
                fate = pdfsight.DOUBTFUL if char.text in DIGITS else pdfsight.GONE
            if fate in (pdfsight.GONE, pdfsight.BEYOND):
                continue
            if fate == pdfsight.COVERED:
                seen.append(char._replace(text=COVER, confidence=INVISIBLE_TEXT))
            elif (
                fate in (pdfsight.DOUBTFUL, pdfsight.HALF, pdfsight.CUT)
                or oddity == "invisible"
                or at in doubted
            ):
                seen.append(char._replace(confidence=INVISIBLE_TEXT))
            else:
                seen.append(char)
        return seen

    def hidden(
        self, made: Ink, items: Sequence[int], boxes: Sequence[Box], matrix: Matrix, budget: Budget
    ) -> dict[int, str]:
        """What becomes of characters that are not seen, by their place; `boxes` are mapped by `matrix`."""
        if made.hiding.nothing():
            return {}
        if matrix != self.shown:
            back = matrix.inverse().then(self.shown)
            boxes = [back.box(*box) for box in boxes]
        why = made.hiding.suspects(items, boxes)
        if not why:
            return {}
        budget.looks -= 1 + len(why) // MANY_SUSPECTS
        if budget.looks < 0:
            return dict.fromkeys(why, pdfsight.DOUBTFUL)
        size = self.width, self.height
        hidden = pdfsight.unseen(self.page, size, why, items, boxes, made.hiding.over)
        hidden |= made.hiding.cropped(hidden, why, items, boxes)
        for at in hidden:
            x, y = (boxes[at][0] + boxes[at][2]) / 2, (boxes[at][1] + boxes[at][3]) / 2
            if any(left < x < right and top < y < bottom for left, top, right, bottom in made.pictures):
                hidden[at] = pdfsight.DOUBTFUL  # as recognition puts text under the picture of a page
        return hidden

    def found_left_behind(
        self, text: int, marks: Sequence[int], made: Ink, matrix: Matrix
    ) -> Iterator[tuple[int, Matrix]]:
        """The characters whose places PDFium tells in the coordinates of their form, and the map from there.

        It does so for text that a span tells instead of its glyphs (ActualText), as browsers write it.
        """
        back = self.shown.inverse()
        for mark, item in zip(marks, map(pdfium.object_of_char, repeat(text), marks), strict=True):
            form = made.in_forms.get(item)
            if form is None:
                continue
            told, meant = pdfium.origins(text, mark)
            if apart(told, meant) > NEAR and apart(form.then(back).point(*told), meant) < NEAR:
                yield mark, form.then(back).then(matrix)

    def moved(self, marks: Sequence[int], *columns: Sequence[float]) -> tuple[Sequence[float], ...]:
        """The last four columns of boxes, with those of characters left behind mapped from the first four."""
        boxes = list(zip(*columns[4:], strict=True))
        for at, mark in enumerate(marks):
            if matrix := self.left_behind.get(mark):
                boxes[at] = matrix.box(*(column[at] for column in columns[:4]))
        return tuple(zip(*boxes, strict=True)) if boxes else columns[4:]

    def box_around(self, chars: Sequence[Char], matrix: Matrix) -> Box:
        """The box around the ink of figures, around the lines' height of longer texts."""
        if len(chars) > EXACT_SIGNS or sum([char[0].isalpha() for char in chars]) > EXACT_LETTERS:
            return box_of(chars)
        text = self.text_address
        inks = [pdfium.ink_box(text, char[6]) for char in chars]
        maps = self.left_behind
        if not (maps or matrix.b or matrix.c or None in inks):
            lefts, tops, rights, bottoms = zip(*filter(None, inks), strict=True)
            return matrix.box(min(lefts), max(tops), max(rights), min(bottoms))
        return around(
            (maps.get(char.mark, matrix) if maps else matrix).box(*ink) if ink else char[1:5]
            for char, ink in zip(chars, inks, strict=True)
        )


def apart(one: tuple[float, float], other: tuple[float, float]) -> float:
    return max(abs(one[0] - other[0]), abs(one[1] - other[1]))


NEW_CHAR = partial(tuple.__new__, Char)
NEW_SEGMENT = partial(tuple.__new__, Segment)


def box_columns(
    matrix: Matrix, lefts: list[float], tops: list[float], rights: list[float], bottoms: list[float]
) -> tuple[Sequence[float], ...]:
    """The columns left, top, right, bottom of boxes mapped by a matrix, as `Matrix.box` maps each."""
    if not lefts:
        return (), (), (), ()
    a, b, c, d, e, f = matrix
    if b or c:
        return tuple(zip(*map(matrix.box, lefts, tops, rights, bottoms), strict=True))
    x0, x1 = [a * x + e for x in lefts], [a * x + e for x in rights]
    y0, y1 = [d * y + f for y in tops], [d * y + f for y in bottoms]
    return (
        (x0, y0, x1, y1)
        if a > 0 > d
        else tuple(zip(*map(matrix.box, lefts, tops, rights, bottoms), strict=True))
    )


def watermarks(chars: Sequence[Char], items: Sequence[int], oddities: Mapping[int, str]) -> set[int]:
    """The pale text objects that say the same all over a page."""
    texts: dict[int, str] = defaultdict(str)
    for char, item in zip(chars, items, strict=True):
        if oddities.get(item) == "pale":
            texts[item] += char.text
    counts = Counter(text for text in texts.values() if len(text) >= SPOKEN and not looks_like_figure(text))
    return {item for item, text in texts.items() if counts[text] >= ALL_OVER}


def is_large(char: Char) -> bool:
    """Whether a character is as large as those of a watermark."""
    return min(char.right - char.left, char.bottom - char.top) > LARGE_TYPE


def collect(items: list[int], matrix: Matrix, made: Ink, budget: Budget, base: tuple[int, ...] = ()) -> None:
    """Add what a page, or a form drawn on it, holds; `matrix` maps it to the shown page.

    `base` is when a form is drawn: its place on the page, in the form at that place, and so on.
    """
    made.hiding.drawn.append((base, items))
    kinds = list(map(pdfium.kind_of, items))
    of_kind: dict[int, list[int]] = {kind: [] for kind in set(kinds)}
    for item, kind in zip(items, kinds, strict=True):
        of_kind[kind].append(item)
    if texts := of_kind.get(raw.FPDF_PAGEOBJ_TEXT):
        note_texts(texts, matrix, made)
        if base:
            made.in_forms.update(dict.fromkeys(texts, matrix))
    if paths := of_kind.get(raw.FPDF_PAGEOBJ_PATH):
        note_paths(paths, matrix, made, budget)
    images = of_kind.get(raw.FPDF_PAGEOBJ_IMAGE, [])
    for image, box in zip(images, boxes_of(images, matrix), strict=True):
        if box is not None:
            made.pictures.append(box)
            made.hiding.covers.append((image, box, None))
            if box[3] - box[1] > LOW_TYPE and min(pdfium.pixels_of(image)) > SPOT:
                made.drawn.append(box)
            # Old producers draw rules as stretched pictures of one pixel.
            if min(box[2] - box[0], box[3] - box[1]) <= THIN:
                made.segments.append(Segment(*box))
    if forms := of_kind.get(raw.FPDF_PAGEOBJ_FORM):
        if len(base) >= DEEPEST_FORM:
            raise Unreadable("the PDF nests its drawings too deep")
        order = {item: at for at, item in enumerate(items)}
        for form, own in zip(forms, matrices_of(forms), strict=True):
            count = max(pdfium.count_in_form(form), 0)
            budget.objects_met(count)
            inner = list(map(pdfium.object_in_form, repeat(form), range(count)))
            collect(inner, own.then(matrix), made, budget, (*base, order[form]))


def matrices_of(items: Sequence[int]) -> list[Matrix]:
    numbers = pdfium.matrices(items)
    return list(map(Matrix, *(numbers[at::6] for at in range(6))))


def boxes_of(items: Sequence[int], matrix: Matrix) -> list[Box | None]:
    """The boxes of page objects, mapped by a matrix; None for those that have no extent."""
    told, edges = pdfium.bounds(items)
    boxes = zip(*box_columns(matrix, *edges), strict=True)
    return [box if known else None for known, box in zip(told, boxes, strict=True)]


def note_texts(texts: Sequence[int], matrix: Matrix, made: Ink) -> None:
    """Remember how text objects are turned, and which cannot be seen well."""
    numbers = pdfium.matrices(texts)
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
    colours = pdfium.colours(texts)
    note_hiding(texts, colours, matrix, made)
    modes = list(map(pdfium.mode_of_text, texts))
    odd = {look: oddity_of(*look) for look in set(zip(modes, colours, strict=True))}
    if any(odd.values()):
        for item, look in zip(texts, zip(modes, colours, strict=True), strict=True):
            if odd[look] == "invisible" or (odd[look] and item not in made.odd_texts):
                made.odd_texts[item] = odd[look]


def note_hiding(
    texts: Sequence[int], colours: Sequence[pdfium.Colour | None], matrix: Matrix, made: Ink
) -> None:
    """Remember the colours of text objects, what clips leave of them, and which belong to layers."""
    hiding = made.hiding
    hiding.texts.append((texts, colours))
    clips = list(map(pdfium.clip_of, texts))
    counts = list(map(pdfium.count_clips, clips))
    if max(counts, default=0) > 0:
        for item, clip, count in zip(texts, clips, counts, strict=True):
            for edges in pdfium.clips(clip, count):
                left, top, right, bottom = matrix.box(*edges)
                low, high, far, deep = hiding.clipped.get(item, (left, top, right, bottom))
                hiding.clipped[item] = max(left, low), max(top, high), min(right, far), min(bottom, deep)
    if hiding.layers:
        # What a form belongs to is not told of its objects.
        inner = bool(made.in_forms) and hiding.drawn[-1][0] != ()
        hiding.layered.update(item for item in texts if inner or "OC" in pdfium.mark_names(item))


def oddity_of(mode: int, colour: pdfium.Colour | None) -> str:
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
    fills, strokes = pdfium.draw_modes(paths)
    looks = list(
        zip(
            pdfium.colours(paths) if any(fills) else repeat(None),
            map(bool, fills),
            pdfium.colours(paths, stroked=True) if any(strokes) else repeat(None),
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
            if look[1]:
                made.hiding.covers.append((path, box, look[0]))
            pieces, filled, slants = path_pieces(path, matrix, box, budget, painted=look[1], stroked=look[3])
            if slants and look[2] and min(look[2][:3]) <= PALE:
                made.slants.extend(slants)
            if look[1] and is_bar(path, look[0]):
                pieces, filled = [], box  # the edge of a dark bar is no rule
                made.bars.append(box)
        if shade == "white":
            made.white.extend(pieces)
            continue
        if look[1] and is_sign(path, box, look[0], pieces):
            made.drawn.append(box)
        else:
            made.segments.extend(pieces)
        if filled is not None:
            made.shapes += 1
            made.coloured.append(filled)


def is_sign(path: int, box: Box, colour: pdfium.Colour | None, pieces: Sequence[Segment]) -> bool:
    """Whether a filled path may be the outline of signs: dark, as high as text, more than a box or rules."""
    return (
        colour is not None
        and is_outline(box, pieces)
        and colour[3] > FAINT
        and max(colour[:3]) < FAINT
        and pdfium.count_points(path) > BOX_POINTS
    )


def is_bar(path: int, colour: pdfium.Colour | None) -> bool:
    """Whether a filled path is one box of a dark colour."""
    return (
        colour is not None
        and colour[3] > FAINT
        and sum(colour[:3]) < BAR
        and pdfium.count_points(path) <= BOX_POINTS
    )


def shade_of(fill: pdfium.Colour | None, filled: bool, stroke: pdfium.Colour | None, stroked: bool) -> str:
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
    """The pieces of a path that are rules; its box where it is a filled shape without any; slanting lines."""
    budget.points_met(max(pdfium.count_points(path), 0))
    (own,) = matrices_of([path])
    inner = own.then(matrix)
    stroked = stroked and pdfium.stroke_width(path) * inner.scale <= THICK_STROKE
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

    for kind, x, y, closing in pdfium.points(path):
        point = inner.point(x, y)
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
