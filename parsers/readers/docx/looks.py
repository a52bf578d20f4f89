"""How a run of a DOCX file looks, as far as that changes what is read of it."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from parsers.readers.docx.names import (
    COLOUR,
    DSTRIKE,
    FILL,
    FILL_OF_TEXT,
    FONTS,
    HIGHLIGHT,
    POSITION,
    R_STYLE,
    SCALE,
    SHADE,
    SIZE,
    SPACING,
    STRIKE,
    VAL,
    VANISH,
    VERT_ALIGN,
    on,
    value,
)
from parsers.readers.docx.numbering import whole
from parsers.readers.docx.styles import (
    Style,
    Styles,
    is_clear,
    is_white,
    is_white_fill,
    of_pictures,
    off_the_line,
)

# What is usual, and the most at which type cannot be made out: of its height in half points, of what is
# added between signs in twentieths of a point, of its width in percent.
LEAST = {SIZE: (21, 4), SPACING: (0, -80), SCALE: (100, 15)}
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
        SHADE,
        HIGHLIGHT,
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
    b'"black"',
    b'w:fill="000000"',
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


def look_of(style: Style) -> Look:
    """The look of a run without properties of its own in a paragraph of a style."""
    return Look(style.hidden, style.struck, style.shift, style.faint, style.lifted, style.pictures)


def appearance(properties: etree._Element, base: Style, styles: Styles) -> Look:
    """The look of a run with these properties in a paragraph of a style."""
    look = look_of(base)
    on_black = unseen = False
    if key := value(properties, R_STYLE):
        named = styles.of(key)
        look.hidden, look.struck = look.hidden or named.hidden, look.struck or named.struck
        look.faint = look.faint or named.faint
        look.pictures = look.pictures or named.pictures
        look.shift, look.lifted = named.shift or look.shift, look.lifted or named.lifted
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
            unseen = unseen or is_clear(child)
            look.faint = look.faint or is_white_fill(child)
        elif tag == POSITION:
            look.lifted = off_the_line(child)
        elif tag in LEAST:
            usual, least = LEAST[tag]
            unseen = unseen or whole(child.get(VAL, "").rstrip("%"), usual) <= least
        elif tag == FONTS:
            look.pictures = of_pictures(child)
        elif tag in (SHADE, HIGHLIGHT):
            on_black = on_black or "black" in child.get(VAL, "") or child.get(FILL) == "000000"
    look.faint = unseen or look.faint != on_black  # white type can be seen on black
    return look
