"""A page of a PDF: its characters as a reader sees them, in points of the shown page.

What nobody sees of them is left out or in doubt (`sight`), as are digits that their font misnames
(`digits`).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import partial
from itertools import compress, pairwise, repeat
from operator import and_, attrgetter, lt, sub
from typing import Any

from pypdfium2 import raw

from parsers.errors import Unreadable
from parsers.pages.affine import Matrix, columns_mapped
from parsers.pages.blackened import COVER, blackened, free_bars
from parsers.pages.drawnsigns import drawn_signs
from parsers.pages.rulegrid import Segment
from parsers.pages.textlines import DIGITS, UNKNOWN, Box, Char, around, box_of
from parsers.readers.pdf import calls, sight
from parsers.readers.pdf.charboxes import TINY, left_behind, moved, scaled, set_straight
from parsers.readers.pdf.digits import SIGNS, SLASH, Digits
from parsers.readers.pdf.ink import Budget, Ink, collect
from parsers.readers.pdf.leftout import beside_gone, figures_aslant, is_large, watermarks
from parsers.readers.pdf.pastedstrips import signs_in, smaller, strips_among
from parsers.readers.pdf.paths import boxes_of
from parsers.readers.pdf.procedures import Glyph, fits
from parsers.readers.pdf.sight import Hiding
from parsers.readers.pdf.signs import named
from parsers.readers.pdf.typedover import lying_on, on_pictures, with_ink_behind
from parsers.values import FULL_WIDTH

MANY_SUSPECTS = 1500  # characters that may be hidden; as many more count as another page
FEW_SIDES = 12  # of frames: so few are marks around figures, and no borders of cells
BORDER = 1.0  # point: a white rule so close to a coloured ground is seen as the edge of that
# Text that nobody sees, under a scan, was made by recognition, whose certainty is not told.
INVISIBLE_TEXT = 0.5
# Texts of more letters than figures have with their units are labels, whose places need no exact ink.
EXACT_LETTERS, EXACT_SIGNS = 3, 24
NEW_CHAR, MARK = partial(tuple.__new__, Char), attrgetter("mark")


class PdfPage:
    """A page loaded by PDFium, with its own text; to be closed."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.left_behind: dict[int, Matrix] = {}
        self.text = raw.FPDFText_LoadPage(page)
        if not self.text:
            raw.FPDF_ClosePage(page)
            raise Unreadable("the text of a page cannot be read")
        self.text_address = calls.address_of(self.text)
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
        page = calls.address_of(self.page)
        collect(list(map(calls.object_at, repeat(page), range(count))), self.shown, made, budget)
        main = made.turns.index(max(made.turns))
        if made.turns[main] < sum(made.turns):
            for texts, _ in made.hiding.texts:
                for item in texts:
                    if made.quarters.get(item, 0) != main:
                        made.astray.add(item)
                        made.odd_texts.setdefault(item, "turned")
        for white in made.white:
            x, y = (white.left + white.right) / 2, (white.top + white.bottom) / 2
            if any(
                left - BORDER < x < right + BORDER and top - BORDER < y < bottom + BORDER
                for left, top, right, bottom in made.coloured
            ):
                made.segments.append(white)
        for box in made.drawn_white:
            x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
            if any(left < x < right and top < y < bottom for left, top, right, bottom in made.coloured):
                made.drawn.append(box)
        if len(made.frames) > FEW_SIDES:
            made.segments += made.frames
        return made

    def chars(self, made: Ink, matrix: Matrix, budget: Budget) -> list[Char]:
        """The characters of the page in the boxes of their lines, mapped by `matrix`.

        Watermarks, slanting or large and pale or turned, are left out; invisible characters carry a low
        confidence; those that have no Unicode character are `UNKNOWN`. `mark` counts from 0 as PDFium does.
        """
        count = max(raw.FPDFText_CountChars(self.text), 0)
        budget.chars_met(count)
        text = self.text_address
        lefts, tops, rights, bottoms = calls.loose_boxes(text, count)
        # Others PDFium made up: blanks between words, ends of lines.
        solid = list(map(and_, map(lt, lefts, rights), map(lt, bottoms, tops)))
        kept = list(compress(range(count), solid))
        columns = [list(compress(edges, solid)) for edges in (lefts, tops, rights, bottoms)]
        scaled(text, kept, columns)
        known = budget.digits
        characters, misnamed = named(
            text,
            kept,
            columns,
            lambda mark: known is not None and known.shows_ink(self.page, text, mark),
            sideways=bool(matrix.b),
        )
        if "" in characters:
            kept = list(compress(kept, characters))
            columns = [list(compress(edges, characters)) for edges in columns]
            characters = list(filter(None, characters))
        painted: dict[int, tuple[int, Glyph]] = {}
        if known:
            if misnamed:
                self.note_misnamed(misnamed, kept, made, known)
            signs = [(mark, sign) for mark, sign in zip(kept, characters, strict=True) if sign in SIGNS]
            painted = self.look_at_digits(signs, made, matrix, known)
        edges = columns_mapped(matrix, *columns)
        if made.in_forms:
            self.left_behind = dict(left_behind(text, kept, made.in_forms, self.shown, matrix))
            edges = moved(self.left_behind, kept, *columns, *edges)
        if made.leaning:
            edges = set_straight(text, kept, made.leaning, *edges)
        certain: list[float | None] = [None] * len(kept)
        if min(map(sub, edges[3], edges[1]), default=TINY) < TINY:
            for at, height in enumerate(map(sub, edges[3], edges[1])):
                if height < TINY and characters[at].isdecimal():
                    certain[at] = INVISIBLE_TEXT
        chars = list(map(NEW_CHAR, zip(characters, *edges, certain, kept, strict=True)))
        if known and painted:
            made.misnamed |= self.unseen_digits(painted, chars, matrix, known, budget)
        if made.odd_texts or made.untold or not made.hiding.nothing():
            items = list(map(calls.object_of_char, repeat(text), kept))
            chars = self.seen(chars, items, made, matrix, budget)
        if made.images:
            chars = self.typed_over(chars, made, matrix, budget)
        if made.bars or made.drawn or made.painted or made.fills:
            chars += self.signs_drawn(chars, made, matrix, budget)
        return chars

    def unseen_digits(
        self,
        painted: Mapping[int, tuple[int, Glyph]],
        chars: Sequence[Char],
        matrix: Matrix,
        known: Digits,
        budget: Budget,
    ) -> set[int]:
        """The marks of digits that procedures draw and that are not seen in their boxes.

        `painted` are these digits with their text objects and glyphs, `chars` all characters in the order of
        their marks.
        """
        procedures = known.procedures
        doubtful: list[Glyph] = []
        items: list[int] = []
        boxes: list[Box] = []
        for glyph, mark in procedures.new_among(
            {mark: glyph for mark, (_, glyph) in painted.items()}
        ).items():
            char, item = chars[bisect_left(chars, mark, key=MARK)], painted[mark][0]
            ink = calls.ink_box(self.text_address, mark)
            if ink and fits(matrix.box(*ink), char) and known.is_drawn_well(self.page, item, glyph):
                procedures.seen.add(glyph)
            else:
                doubtful.append(glyph)
                items.append(item)
                boxes.append(char[1:5])
        if doubtful and budget.looks > 0:
            budget.looks -= 1
            shown = self.as_shown(boxes, matrix)
            procedures.look(self.page, (self.width, self.height), doubtful, items, shown)
        return {mark for mark, (_, glyph) in painted.items() if glyph not in procedures.seen}

    def typed_over(self, chars: list[Char], made: Ink, matrix: Matrix, budget: Budget) -> list[Char]:
        """Characters, with digits in doubt that are typed on pictures which show ink behind them."""
        digits = [at for at, char in enumerate(chars) if char.confidence is None and char.text in DIGITS]
        boxes = self.as_shown([chars[at][1:5] for at in digits], matrix)
        lying = list(on_pictures(made.images, boxes))
        if not lying:
            return chars
        orders = made.hiding.orders()
        items = {at: calls.object_of_char(self.text_address, chars[digits[at]].mark) for at, _ in lying}
        above = [(at, image) for at, image in lying if orders[image] < orders.get(items[at], ())]
        budget.looks -= bool(above)
        if above and budget.looks >= 0:
            made.written_on = {image for _, image in above}
            places = {at: boxes[at] for at, _ in above}
            typed = {items[at] for at in places}
            size = self.width, self.height
            doubted = set(with_ink_behind(self.page, size, places, typed))
            shown = [entry for entry in made.images if entry[0] in made.written_on]
            doubted |= lying_on(signs_in(smaller(shown, size), self.page, size), places)
            for at in doubted:
                chars[digits[at]] = chars[digits[at]]._replace(confidence=INVISIBLE_TEXT)
        return chars

    def as_shown(self, boxes: Sequence[Box], matrix: Matrix) -> Sequence[Box]:
        """Boxes that a matrix mapped, on the page as it is shown."""
        if matrix == self.shown:
            return boxes
        back = matrix.inverse().then(self.shown)
        return [back.box(*box) for box in boxes]

    def signs_drawn(self, chars: Sequence[Char], made: Ink, matrix: Matrix, budget: Budget) -> list[Char]:
        """Signs for what bars may have blackened, and for figures that are shapes and pictures."""
        size = self.width, self.height
        strips = strips_among(made.images, chars, size, made.written_on) if matrix == self.shown else []
        strips += made.painted
        bars, fills, drawn, segments = made.bars, made.fills, made.drawn, made.segments
        if strips and budget.looks > 0:
            budget.looks -= 1
            whole = {box for _, box in strips}
            drawn = [box for box in drawn if box not in whole] + signs_in(strips, self.page, size)
        else:
            drawn = drawn + [box for _, box in made.painted]
        if matrix != self.shown:
            turn = self.shown.inverse().then(matrix)
            bars, drawn = [[turn.box(*box) for box in boxes] for boxes in (bars, drawn)]
            fills = [(turn.box(*box), shade) for box, shade in fills]
            segments = [Segment(*turn.box(*line)) for line in segments] if fills else []
        bars = bars + free_bars(fills, chars, segments)
        return [*blackened(bars, chars), *drawn_signs(drawn, chars)]

    def note_misnamed(self, misnamed: Sequence[int], marks: Sequence[int], made: Ink, known: Digits) -> None:
        """Note what fonts that name signs wrongly leave in doubt: their digits, and what they name blanks.

        Of several blanks PDFium tells one, or none.
        """
        text = self.text_address
        wrong = {calls.object_of_char(text, mark) for mark in misnamed} - made.astray
        if not wrong:
            return
        known.liars |= set(map(calls.font_of, wrong))
        told = set(map(calls.object_of_char, repeat(text), marks))
        for items, _ in made.hiding.texts:
            lost = [item for item in items if item not in told]
            for item in lost:
                made.drawn += filter(None, boxes_of([item], made.in_forms.get(item, self.shown)))

    def look_at_digits(
        self, signs: list[tuple[int, str]], made: Ink, matrix: Matrix, known: Digits
    ) -> dict[int, tuple[int, Glyph]]:
        """Note which signs of the page, as marks and SIGNS, are others than those which it shows.

        Returned are those that procedures draw, by their marks, with their text objects and glyphs.

        Those that stand aslant or are turned against the rest of the page are not looked at: they are in
        doubt, or left out.
        """
        digits = [(mark, sign.translate(FULL_WIDTH)) for mark, sign in signs]
        items = list(map(calls.object_of_char, repeat(self.text_address), [mark for mark, _ in digits]))
        if made.astray:
            level = [item not in made.astray for item in items]
            digits, items = list(compress(digits, level)), list(compress(items, level))
        upright = self.shown.inverse().then(matrix)

        def frame(item: int) -> Matrix:
            return made.in_forms.get(item, self.shown).then(upright)

        told = calls.told(list(set(items)))
        if told:
            for item in continuing(told, made.hiding):
                made.drawn += filter(None, boxes_of([item], made.in_forms.get(item, self.shown)))
            made.untold = known.untold(self.page, self.text_address, digits, items, told, frame)
        may_lie = [sign.isdecimal() or sign == SLASH for _, sign in digits]
        digits, items = list(compress(digits, may_lie)), list(compress(items, may_lie))
        fonts = {item: calls.font_of(item) for item in set(items)}
        made.misnamed = known.misnamed(self.page, self.text_address, digits, items, fonts, told, frame)
        known.procedures.meet(set(fonts.values()))
        if not known.procedures.drawn:
            return {}
        return {
            mark: (item, (fonts[item], sign))
            for (mark, sign), item in zip(digits, items, strict=True)
            if sign != SLASH and fonts[item] in known.procedures.drawn
        }

    def seen(
        self, chars: Sequence[Char], items: Sequence[int], made: Ink, matrix: Matrix, budget: Budget
    ) -> list[Char]:
        """What a reader sees of characters, drawn by `items`: hidden ones and watermarks are left out."""
        aslant = figures_aslant(chars, items, made.odd_texts)
        doubted = {
            at
            for at, (char, item) in enumerate(zip(chars, items, strict=True))
            if char.mark in made.untold
            or (char.text in DIGITS and (item in aslant or made.odd_texts.get(item) == "turned"))
        }
        hidden = self.hidden(made, items, [char[1:5] for char in chars], matrix, budget)
        doubted |= set(beside_gone(hidden, chars, items, made.hiding))
        marks = set() if made.coloured else watermarks(chars, items, made.odd_texts)
        seen = []
        for at, (char, item) in enumerate(zip(chars, items, strict=True)):
            oddity = made.odd_texts.get(item)
            fate = hidden.get(at)
            if fate in sight.CROPPED and char.text.isalpha():
                fate = None  # a cell too narrow for its label is no reason to lose it
            if fate == sight.HALF and char.text not in DIGITS:
                fate = None
            if item in marks or (oddity == "slanting" and item not in aslant):
                continue
            if oddity in ("pale", "turned") and is_large(char):
                continue
            made.hidden += fate is not None and not char.text.isspace()
            if fate == sight.OUTSIDE:
                fate = sight.DOUBTFUL if char.text in DIGITS else sight.GONE
            if fate in (sight.GONE, sight.BEYOND):
                continue
            if fate == sight.COVERED:
                seen.append(char._replace(text=COVER, confidence=INVISIBLE_TEXT))
            elif fate in (sight.DOUBTFUL, sight.HALF, sight.CUT) or oddity == "invisible" or at in doubted:
                sign = UNKNOWN if char.mark in made.untold and not char.text.isalnum() else char.text
                seen.append(char._replace(text=sign, confidence=INVISIBLE_TEXT))
            else:
                seen.append(char)
        return seen

    def hidden(
        self, made: Ink, items: Sequence[int], boxes: Sequence[Box], matrix: Matrix, budget: Budget
    ) -> dict[int, str]:
        """What becomes of characters that are not seen, by their place; `boxes` are mapped by `matrix`."""
        if made.hiding.nothing():
            return {}
        boxes = self.as_shown(boxes, matrix)
        why = made.hiding.suspects(items, boxes)
        if not why:
            return {}
        budget.looks -= 1 + len(why) // MANY_SUSPECTS
        if budget.looks < 0:
            return dict.fromkeys(why, sight.DOUBTFUL)
        size = self.width, self.height
        hidden = sight.unseen(self.page, size, why, items, boxes, made.hiding)
        hidden |= made.hiding.cropped(hidden, why, items, boxes)
        for at in hidden:
            x, y = (boxes[at][0] + boxes[at][2]) / 2, (boxes[at][1] + boxes[at][3]) / 2
            if any(left < x < right and top < y < bottom for left, top, right, bottom in made.pictures):
                hidden[at] = sight.DOUBTFUL  # as recognition puts text under the picture of a page
        return hidden

    def box_around(self, chars: Sequence[Char], matrix: Matrix) -> Box:
        """The box around the ink of figures, around the lines' height of longer texts."""
        if len(chars) > EXACT_SIGNS or sum([char[0].isalpha() for char in chars]) > EXACT_LETTERS:
            return box_of(chars)
        text = self.text_address
        inks = [calls.ink_box(text, char[6]) for char in chars]
        maps = self.left_behind
        if not (maps or matrix.b or matrix.c or None in inks):
            if len(inks) == 1 and inks[0]:  # most figures
                return matrix.box(*inks[0])
            lefts, tops, rights, bottoms = zip(*filter(None, inks), strict=True)
            return matrix.box(min(lefts), max(tops), max(rights), min(bottoms))
        return around(
            (maps.get(char.mark, matrix) if maps else matrix).box(*ink) if ink else char[1:5]
            for char, ink in zip(chars, inks, strict=True)
        )


def continuing(told: Collection[int], hiding: Hiding) -> Iterator[int]:
    """The text objects that go on in a span which tells what its glyphs mean: all is told of the first."""
    for items, _ in hiding.texts:
        inside = False
        for one, other in pairwise(items):
            inside = (inside or one in told) and calls.innermost(one) == calls.innermost(other)
            if inside:
                yield other
