"""The looks of the cells of an XLSX workbook: their format codes, and what hides their figures."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from lxml import etree

from parsers.readers import ooxml
from parsers.readers.docx.numbering import whole
from parsers.readers.sheets.numberformat import BUILT_IN
from parsers.readers.sheets.sheet import Style
from parsers.readers.sheets.xlsxstrings import COLOUR, STRIKE, is_on, is_white

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
PATTERN, GRADIENT, GROUND = f"{S}patternFill", f"{S}gradientFill", f"{S}fgColor"
NAME, SIZE, ALIGNMENT = f"{S}name", f"{S}sz", f"{S}alignment"
SMALLEST = 3  # points of type that can be made out
OF_PICTURES = "dings"  # Wingdings, Webdings
BLACK = ({"theme": "1"}, {"indexed": "8"}, {"indexed": "64"}, {"auto": "1"})


def styles_in(content: bytes, name: str) -> list[Style]:
    """The style of each cell by its number, from the part that holds them. Raises Unreadable."""
    root = ooxml.root(content, name)
    codes = dict(BUILT_IN)
    for element in root.iter(f"{S}numFmt"):
        code = element.get("formatCode", "")
        codes[whole(element.get("numFmtId"), -1)] = "" if code.lower() == "general" else code
    fonts = [font for holder in root.iterchildren(f"{S}fonts") for font in holder]
    fills = [fill for holder in root.iterchildren(f"{S}fills") for fill in holder]
    white = {at for at, font in enumerate(fonts) if any(map(is_white, font.iterchildren(COLOUR)))}
    struck = {at for at, font in enumerate(fonts) if any(map(is_on, font.iterchildren(STRIKE)))}
    unseen = {at for at, font in enumerate(fonts) if shows_no_figure(font)}
    bare = {at for at, fill in enumerate(fills) if not any(map(is_dark, fill.iter(PATTERN, GRADIENT)))}
    inks = [colour_of(font.iterchildren(COLOUR)) or "000000" for font in fonts]
    grounds = [solid(fill) for fill in fills]
    styles = []
    for holder in root.iterchildren(f"{S}cellXfs"):
        for style in holder.iterchildren(f"{S}xf"):
            code = codes.get(whole(style.get("numFmtId"), 0), "")
            font, fill = whole(style.get("fontId"), 0), whole(style.get("fillId"), 0)
            alike = font < len(inks) and fill < len(grounds) and inks[font] == grounds[fill]
            faint = alike or font in unseen or (font in white and (fill in bare or not fills))
            shrinks = any(about.get("shrinkToFit", "0") in ("1", "true") for about in style.iter(ALIGNMENT))
            # Over and over, as often as there is room.
            faint = faint or any(about.get("horizontal") == "fill" for about in style.iter(ALIGNMENT))
            styles.append(Style(code, faint, font in struck, shrinks))
    return styles


# Workbooks made from one form have the same; what is kept of them is only read.
known_styles = lru_cache(maxsize=32)(styles_in)


def shows_no_figure(font: etree._Element) -> bool:
    """Whether type is too small to be seen, or of small pictures."""
    if any(OF_PICTURES in named.get("val", "").lower() for named in font.iterchildren(NAME)):
        return True
    return any(0 < whole(size.get("val"), SMALLEST) < SMALLEST for size in font.iterchildren(SIZE))


def colour_of(colours: Iterable[etree._Element]) -> str:
    """The first of some colours in a form that can be compared; "" for none."""
    for colour in colours:
        if rgb := colour.get("rgb"):
            return str(rgb[-6:].upper())
        said = {str(name): str(value) for name, value in colour.items() if name != "tint"}
        tint = colour.get("tint", "0").strip("0.")
        return "000000" if said in BLACK and not tint else f"{sorted(said.items())} {tint}"
    return ""


def solid(fill: etree._Element) -> str:
    """The colour of a fill of one colour; "" for others."""
    for pattern in fill.iterchildren(PATTERN):
        if pattern.get("patternType") == "solid":
            return colour_of(pattern.iterchildren(GROUND))
    return ""


def is_dark(fill: etree._Element) -> bool:
    """Whether a fill is of another colour than white."""
    if fill.tag == GRADIENT:
        return True
    if fill.get("patternType", "none") == "none":
        return False
    colours = list(fill.iterchildren(GROUND))
    return not colours or not all(map(is_white, colours))
