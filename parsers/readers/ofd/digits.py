"""Whether the fonts embedded in an OFD draw the digits that its text says.

The text says characters; which glyph is drawn for each is told beside it (CGTransform) or by the map of the
font, and nothing makes them agree. So each glyph that stands for a digit is drawn once and looked at, as
those of PDF are. Fonts that are not embedded are those of the machine that shows the document.
"""

from __future__ import annotations

import ctypes
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import compress
from typing import TYPE_CHECKING, NamedTuple

from parsers.errors import Unreadable
from parsers.pages.textlines import UNKNOWN, character_of
from parsers.readers.archives import Package
from parsers.readers.digitshapes import Shape, looks_like, named_by_net, no_such_digit, shapes_of
from parsers.readers.ofd.cmap import glyph_of
from parsers.readers.ofd.xml import Damaged, children, local, number_of

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

DIGITS = {chr(first + value): str(value) for first in (0x30, 0xFF10) for value in range(10)}
TALL, LARGEST = 20.0, 600  # pixels of a digit as it is looked at
MOST_LOADED = 60  # times that a font is opened for a document
MOST_BYTES = 60 << 20  # of fonts so opened: one of all Chinese characters takes a second
MOST_DRAWN = 100  # glyphs of a font at once; further ones are in doubt
LARGEST_GLYPH = 0xFFFF
MOST_TOLD = 10_000  # characters of one run
NO_GLYPH = -1  # said in place of a glyph that cannot be told


class Shown(NamedTuple):
    """A digit as it is set: the part that holds its font, what the text says, and the glyph, if told."""

    font: str
    sign: str
    glyph: int | None


@dataclass(slots=True)
class Digits:
    """What is known of the digits of a document."""

    package: Package
    trusted: dict[Shown, bool] = field(default_factory=dict)
    likely: dict[Shown, Shape] = field(default_factory=dict)  # trusted for their outlines alone
    liars: set[str] = field(default_factory=set)  # fonts of which a glyph is another digit, or two of them
    names: dict[tuple[str, int], str] = field(default_factory=dict)  # the digit that a glyph stood for first
    inked: dict[tuple[str, int], bool] = field(default_factory=dict)  # glyphs told for blanks
    loaded: int = 0
    weight: int = 0  # bytes of the fonts so opened

    def with_unsaid(self, code: Element, text: str, font: str) -> str:
        """The text of a run, with a sign without a name for each blank for which a glyph with ink is told."""
        told = {place: glyph for place, glyph in glyphs_told(code).items() if place <= len(text)}
        blank = {place: glyph for place, glyph in told.items() if not text[place : place + 1].strip()}
        new = sorted({glyph for glyph in blank.values() if glyph > 0 and (font, glyph) not in self.inked})
        if new:
            drawn = self.glyphs(font, new) or {}
            self.inked |= {(font, glyph): any(map(any, drawn.get(glyph, ()))) for glyph in new}
        for place, glyph in blank.items():
            if self.inked.get((font, glyph)):
                text = text[:place] + UNKNOWN + text[place + 1 :]
        return text

    def misnamed(self, shown: Sequence[tuple[int, Shown]]) -> list[int]:
        """The marks of the digits of a page that are drawn as others, or not at all."""
        new = dict.fromkeys(digit for _, digit in shown if digit not in self.trusted)
        if new:
            self.look_at(new)
        return [mark for mark, digit in shown if not self.trusted[digit]]

    def look_at(self, new: Iterable[Shown]) -> None:
        by_font: dict[str, list[Shown]] = defaultdict(list)
        for digit in new:
            by_font[digit.font].append(digit)
        unsure: dict[Shown, Shape] = {}
        for font, digits in by_font.items():
            shapes = self.shapes(font, digits)
            for digit in digits:
                found = shapes.get(digit)
                self.trusted[digit] = found is None or len(found) == 1
                if found and len(found) == 1:
                    like = font not in self.liars and looks_like(DIGITS[digit.sign], found[0])
                    (self.likely if like else unsure)[digit] = found[0]
        self.ask(unsure)
        # A font that draws one digit for another is believed in no other for its outline alone.
        again = {digit: shape for digit, shape in self.likely.items() if digit.font in self.liars}
        self.ask(again)
        for digit in again:
            del self.likely[digit]

    def ask(self, unsure: Mapping[Shown, Shape]) -> None:
        if not unsure:
            return
        answers = named_by_net(list(unsure.values()), [DIGITS[digit.sign] for digit in unsure])
        self.liars |= {digit.font for digit, answer in zip(unsure, answers, strict=True) if answer is False}
        for digit, answer in zip(unsure, answers, strict=True):
            self.trusted[digit] = answer is True or (answer is None and digit.font not in self.liars)
        open_ = [digit for digit, answer in zip(unsure, answers, strict=True) if answer is None]
        strange = no_such_digit([unsure[digit] for digit in open_], [DIGITS[digit.sign] for digit in open_])
        for digit in compress(open_, strange):
            self.trusted[digit] = False

    def content(self, name: str) -> bytes | None:
        """The bytes of a font; None of one that cannot be read, or beyond what may be opened."""
        self.loaded += 1
        self.weight += self.package.by_name[name.lower()].file_size
        if self.loaded > MOST_LOADED or self.weight > MOST_BYTES:
            return None
        try:
            return self.package.read(name)
        except Unreadable:
            return None

    def glyphs(self, name: str, numbers: Sequence[int]) -> dict[int, list[bytes]] | None:
        """Glyphs of a font as rows of darkness; None where it cannot be opened."""
        font = self.content(name)
        return None if font is None else glyphs_of(font, numbers[:MOST_DRAWN])

    def shapes(self, name: str, digits: Sequence[Shown]) -> dict[Shown, list[Shape]]:
        """What a font draws for digits, parted by columns without ink; nothing of a font that cannot be read.

        Viewers show the text in another font then.
        """
        font = self.content(name)
        if font is None:
            return {}
        glyphs = {
            digit: glyph_of(font, ord(digit.sign)) if digit.glyph is None else digit.glyph for digit in digits
        }
        numbers = sorted({glyph for glyph in glyphs.values() if glyph is not None and glyph > 0})
        drawn = glyphs_of(font, numbers[:MOST_DRAWN])
        if drawn is None:
            return {}
        for digit, glyph in glyphs.items():
            value = DIGITS[digit.sign]
            if glyph is not None and glyph in drawn and self.names.setdefault((name, glyph), value) != value:
                self.liars.add(name)
        return {
            digit: shapes_of(drawn.get(glyph, [])) for digit, glyph in glyphs.items() if glyph is not None
        }


def glyphs_of(font: bytes, numbers: Sequence[int]) -> dict[int, list[bytes]] | None:
    """Glyphs of a font by their numbers, as rows of darkness; None where PDFium cannot open it."""
    import pypdfium2 as pdfium  # noqa: PLC0415 - takes a while, and few OFD have fonts of their own
    from pypdfium2 import raw  # noqa: PLC0415

    from parsers.readers.pdf import calls  # noqa: PLC0415

    document = pdfium.PdfDocument.new()
    try:
        content = (ctypes.c_uint8 * len(font)).from_buffer_copy(font)
        opened = raw.FPDFText_LoadFont(document.raw, content, len(font), raw.FPDF_FONT_TRUETYPE, 1)
        if not opened:
            return None
        drawn = {}
        for number in numbers:
            item = raw.FPDFPageObj_CreateTextObj(document.raw, opened, TALL)
            raw.FPDFText_SetCharcodes(item, (ctypes.c_uint32 * 1)(number), 1)
            drawn[number] = calls.alone(document.raw, None, calls.address_of(item), TALL, LARGEST)
            raw.FPDFPageObj_Destroy(item)
        raw.FPDFFont_Close(opened)
        return drawn
    finally:
        document.close()


def digits_set(code: Element, text: str, fonts: Mapping[str, str], first: int) -> list[tuple[int, Shown]]:
    """The digits of a run of type that is set in an embedded font, by the numbers of their characters."""
    parent = code.getparent()
    font = fonts.get(parent.get("Font", "")) if parent is not None else None
    if font is None or DIGITS.keys().isdisjoint(text):
        return []
    told = glyphs_told(code)
    found = []
    for place, sign in enumerate(text):
        if sign in DIGITS:
            found.append((first, Shown(font, sign, told.get(place))))
        first += bool(character_of(ord(sign)))
    return found


def glyphs_told(code: Element) -> dict[int, int]:
    """The glyphs that are told for the characters of a run, by their places in it.

    They stand before their run; where a text has one run only, anywhere.
    """
    told: dict[int, int] = {}
    for node in code.itersiblings(preceding=True):
        if local(node) == "TextCode":
            return told
        if local(node) == "CGTransform":
            told |= transformed(node)
    behind: dict[int, int] = {}
    for node in code.itersiblings():
        if local(node) == "TextCode":
            return told
        if local(node) == "CGTransform":
            behind |= transformed(node)
    return told | behind


def transformed(node: Element) -> dict[int, int]:
    """The glyph for each place of a run of characters; NO_GLYPH where there is not one for each."""
    glyphs = [word for part in children(node, "Glyphs") for word in (part.text or "").split()]
    try:
        first = int(number_of(node.get("CodePosition", "0")))
        count = int(number_of(node.get("CodeCount", "1")))
        numbers = [int(number_of(word)) for word in glyphs]
    except Damaged:
        return {}
    if numbers and (len(numbers) < count or (len(numbers) > count and "CodeCount" in node.attrib)):
        numbers = [NO_GLYPH] * min(count, MOST_TOLD)
    return {
        first + at: number if number <= LARGEST_GLYPH else NO_GLYPH
        for at, number in enumerate(numbers[:count])
    }
