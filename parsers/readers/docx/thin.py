"""The text of a DOCX file without the formats that change nothing that is read.

    thinned(content, styles) -> the same XML without fonts, borders, widths, spacing …

Three in four elements of a report are such formats, the same ones from cell to cell. Taking them out as
bytes, each distinct piece of markup between two texts once, costs a tenth of building a tree of them.
"""

from __future__ import annotations

import re

from parsers.readers.docx.names import W
from parsers.readers.docx.styles import PLAIN, Styles

BOUND = f'xmlns:w="{W[1:-1]}"'.encode()
TEXT_END = b"</w:t>"
LOOKS = (
    *(b"vanish", b"strike", b"dstrike", b"vertAlign", b"rStyle", b"del", b"moveFrom"),
    *(rb'spacing\s[^<>]*w:val="-(?:[89]\d|\d{3,})', rb'w\s[^<>]*w:val="(?:\d|1[0-5])["%]'),
    *(rb'color\s[^<>]*w:val="(?:[fF][a-fA-F0-9]){3}"', rb'color\s[^<>]*"(?:background|light)1"', b"position"),
    *(rb'sz\s[^<>]*w:val="[0-4]"', rb"rFonts\s[^<>]*dings"),
    *(rb'highlight\s[^<>]*"black"', rb'shd\s[^<>]*w:fill="000000"'),
)
# Properties in the order of their nesting, inner ones first, and what is read in them, at any depth.
KEPT = {
    b"w:rPr": LOOKS,
    b"w:pPr": (b"pStyle", b"outlineLvl", b"numPr", b"ilvl", b"numId", b"rPr", *LOOKS),
    b"w:tcPr": (b"gridSpan", b"vMerge", b"hMerge", b"cellDel", rb'shd\s[^<>]*w:fill="(?!auto|[fF]{6})'),
    b"w:trPr": (b"gridBefore", b"hidden", b"del", rb'trHeight\s[^<>]*"exact"'),
}


def whole_name(pattern: bytes) -> bytes:
    """The pattern of an element's name, up to its end."""
    return pattern + rb"(?=[\s/>])" if pattern.isalpha() else pattern


FORMS = tuple(
    (
        b"<%s>" % name,
        b"</%s>" % name,
        re.compile(rb"<w:(?:%s)" % rb"|".join(map(whole_name, kept))),
        re.compile(rb"<w:(?!%s)\w+(?:\s[^<>]*)?/>" % rb"|".join(map(whole_name, kept))),
    )
    for name, kept in KEPT.items()
)
# Sound properties: elements without content, and one level of elements that hold such.
ALONE = rb"<w:\w+(?:\s+[\w:]+=\"[^\"<&]*\")*\s*/>"
SOUND = re.compile(rb"(?:%s|<w:(\w+)>(?:%s)*</w:\1>)*" % (ALONE, ALONE))
NAMED_STYLE = re.compile(rb'<w:[pr]Style w:val="([^"&]*)"\s*/>')


class Thinner:
    """Takes formats out of pieces of markup; what has been met before is looked up."""

    def __init__(self, styles: Styles) -> None:
        self.styles = styles
        self.pieces: dict[bytes, bytes] = {}
        self.properties: dict[bytes, bytes] = {}

    def markup(self, piece: bytes) -> bytes:
        """Markup without a text in it, thinned; as it is where properties stand within properties."""
        known = self.pieces.get(piece)
        if known is not None:
            return known
        made = piece
        if b"PrChange" not in piece and b"xmlns:w=" not in piece:
            for begin, end, asked, other in FORMS:
                if begin in made:
                    first, *rest = made.split(begin)
                    parts = [first]
                    for each in rest:
                        inside, found, behind = each.partition(end)
                        parts += (self.kept(begin, inside, found, asked, other), behind)
                    made = b"".join(parts)
        self.pieces[piece] = made
        return made

    def kept(
        self, begin: bytes, inside: bytes, end: bytes, asked: re.Pattern[bytes], other: re.Pattern[bytes]
    ) -> bytes:
        """What is left of properties: nothing where none of them is read."""
        whole = begin + inside + end
        known = self.properties.get(whole)
        if known is None:
            known = whole
            if end and SOUND.fullmatch(inside):
                left = NAMED_STYLE.sub(self.needed, inside)
                known = begin + other.sub(b"", left) + end if asked.search(left) else b""
            self.properties[whole] = known
        return known

    def needed(self, style: re.Match[bytes]) -> bytes:
        return style[0] if self.styles.of(style[1].decode("utf-8", "replace")) != PLAIN else b""


def thinned(content: bytes, styles: Styles) -> bytes:
    """The main part of a document without what no reader asks for; unchanged where that is not certain."""
    start = content.find(b"<w:body")
    head, body = content[:start], content[start:]
    if head.count(BOUND) != 1 or head.count(b"xmlns:w=") != 1:
        return content
    # In comments, instructions and CDATA stands what looks like tags and is none.
    if any(sign in body and b"<" + sign in body for sign in (b"!", b"?")):
        return content
    thinner = Thinner(styles)
    made = [head]
    *pieces, last = body.split(TEXT_END)
    for piece in pieces:
        markup, opening, text = piece.rpartition(b"<")
        made += (thinner.markup(markup), opening, text, TEXT_END)
    made.append(thinner.markup(last))
    return b"".join(made)
