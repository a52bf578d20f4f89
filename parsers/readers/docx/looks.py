"""How a run of a DOCX file looks, as far as that changes what is read of it."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from parsers.readers.docx.names import (
    COLOUR,
    DSTRIKE,
    FILL_OF_TEXT,
    FONTS,
    LATIN,
    NO_FILL,
    POSITION,
    R_STYLE,
    SCALE,
    SIZE,
    SPACING,
    STRIKE,
    VAL,
    VANISH,
    VERT_ALIGN,
    first,
    on,
    value,
)
from parsers.readers.docx.numbering import whole
from parsers.readers.docx.styles import Style, Styles, is_white

PICTURE_FONTS = ("wingdings", "webdings")
TINY = 4  # half points; nobody sees type of two points
CROWDED = -80  # twentieths of a point: so much closer, digits of the usual type run over each other
LIFTED = 6  # half points; less only sets the type of two languages on one line
NARROWEST = 15  # percent of its width, in which type can be made out
# What in the properties of a run asks for a closer look, and how a file shows that it has such runs.
DIFFERENT = frozenset(
    {
        VANISH,
        STRIKE,
        DSTRIKE,
        R_STYLE,
        VERT_ALIGN,
        COLOUR,
        SIZE,
        SPACING,
        SCALE,
        FONTS,
        POSITION,
        FILL_OF_TEXT,
    }
)
DIFFERENCES = (
    b"vanish",
    b"trike",
    b"script",
    b"rStyle",
    b"w:color ",
    b"w:sz ",
    b"dings",
    b'w:val="-',
    b"<w:w ",
    b"w:position ",
    b"textFill",
)


@dataclass(slots=True)
class Look:
    """How a run looks, as far as that changes what is read of it."""

    hidden: bool = False
    struck: bool = False
    shift: str = ""  # superscript, subscript
    faint: bool = False  # in the colour of the paper, or too small to be seen
    lifted: bool = False  # set above or below the line
    pictures: bool = False  # in a font of small pictures


def appearance(properties: etree._Element, base: Style, styles: Styles) -> Look:
    """The look of a run with these properties in a paragraph of a style."""
    look = Look(base.hidden, base.struck)
    if key := value(properties, R_STYLE):
        named = styles.of(key)
        look.hidden, look.struck = look.hidden or named.hidden, look.struck or named.struck
        look.faint = named.faint
    for child in properties:
        tag = child.tag
        if tag == VANISH:
            look.hidden = on(child)
        elif tag in (STRIKE, DSTRIKE):
            look.struck = on(child)
        elif tag == VERT_ALIGN:
            look.shift = child.get(VAL, "")
        elif tag == COLOUR:
            look.faint = is_white(child)
        elif tag == FILL_OF_TEXT:
            look.faint = look.faint or first(child, NO_FILL) is not None
        elif tag == POSITION:
            look.lifted = abs(whole(child.get(VAL), 0)) >= LIFTED
        elif tag == SIZE:
            look.faint = look.faint or whole(child.get(VAL), TINY + 1) <= TINY
        elif tag == SPACING:
            look.faint = look.faint or whole(child.get(VAL), 0) <= CROWDED
        elif tag == SCALE:
            look.faint = look.faint or whole(child.get(VAL, "").rstrip("%"), 100) <= NARROWEST
        elif tag == FONTS:
            fonts = [child.get(script, "").lower() for script in LATIN]
            look.pictures = any(font.startswith(PICTURE_FONTS) for font in fonts)
    return look
