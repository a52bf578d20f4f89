"""The elements of WordprocessingML that are read, and how to walk them.

Names as in ECMA-376; walking looks through content controls, insertions and other wrappers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
V = "{urn:schemas-microsoft-com:vml}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"

BASED_ON = f"{W}basedOn"
P_STYLE = f"{W}pStyle"
R_STYLE = f"{W}rStyle"
GRID_BEFORE = f"{W}gridBefore"
GRID_SPAN = f"{W}gridSpan"
NAME = f"{W}name"
LEVEL = f"{W}ilvl"
BODY = f"{W}body"
BREAK = f"{W}br"
CELL_DELETED = f"{W}cellDel"
COLOUR = f"{W}color"
THEME_COLOUR = f"{W}themeColor"
THEME_SHADE = f"{W}themeShade"
DEFAULT = f"{W}default"
DIRECTION = f"{W}bdo"
DIRTY = f"{W}dirty"
DROP_DOWN = f"{W}ddList"
ENTRY = f"{W}listEntry"
FILL = f"{W}fill"
FONTS = f"{W}rFonts"
HEIGHT = f"{W}trHeight"
HEIGHT_RULE = f"{W}hRule"
INSTRUCTION = f"{W}instrText"
INSTRUCTED = f"{W}instr"
RESULT = f"{W}result"
SHADE = f"{W}shd"
HIGHLIGHT = f"{W}highlight"
TYPED_FIELD = f"{W}textInput"
SCALE = f"{W}w"
SIZE = f"{W}sz"
SPACING = f"{W}spacing"
TABLE_LOOK = f"{W}tblStyle"
TBL_PR = f"{W}tblPr"
LATIN = (f"{W}ascii", f"{W}hAnsi")
CELL = f"{W}tc"
CHAR = f"{W}char"
CONTROL = f"{W}control"
DELETED = f"{W}del"
DEL_TEXT = f"{W}delText"
DRAWING = f"{W}drawing"
DSTRIKE = f"{W}dstrike"
FLD_CHAR = f"{W}fldChar"
FLD_CHAR_TYPE = f"{W}fldCharType"
FLD_SIMPLE = f"{W}fldSimple"
FONT = f"{W}font"
HIDDEN = f"{W}hidden"
H_MERGE = f"{W}hMerge"
MOVE_FROM = f"{W}moveFrom"
NO_BREAK_HYPHEN = f"{W}noBreakHyphen"
NUM_ID = f"{W}numId"
NUM_PR = f"{W}numPr"
OBJECT = f"{W}object"
OUTLINE_LVL = f"{W}outlineLvl"
PARAGRAPH = f"{W}p"
PICT = f"{W}pict"
POSITION = f"{W}position"
PTAB = f"{W}ptab"
P_PR = f"{W}pPr"
RETURN = f"{W}cr"
ROW = f"{W}tr"
RUBY = f"{W}ruby"
NOTE_MARKS = frozenset({f"{W}footnoteReference", f"{W}endnoteReference"})
MARK_FOLLOWS = f"{W}customMarkFollows"
WORD_ART = f"{V}textpath"
RUBY_BASE = f"{W}rubyBase"
RUBY_TEXT = f"{W}rt"
RUN = f"{W}r"
R_PR = f"{W}rPr"
STRIKE = f"{W}strike"
STYLE = f"{W}style"
STYLE_ID = f"{W}styleId"
SYMBOL = f"{W}sym"
TAB = f"{W}tab"
TABLE = f"{W}tbl"
TC_PR = f"{W}tcPr"
TEXT = f"{W}t"
TR_PR = f"{W}trPr"
TXBX_CONTENT = f"{W}txbxContent"
VAL = f"{W}val"
VANISH = f"{W}vanish"
VERT_ALIGN = f"{W}vertAlign"
V_MERGE = f"{W}vMerge"
ALT_CHUNK = f"{W}altChunk"
ALTERNATE = f"{MC}AlternateContent"
CHOICE = f"{MC}Choice"
FALLBACK = f"{MC}Fallback"
MATH = f"{M}oMath"
MATH_PARAGRAPH = f"{M}oMathPara"
MATH_TEXT = f"{M}t"
MATH_RUN = f"{M}r"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
FILL_OF_TEXT = f"{W14}textFill"
NO_FILL = f"{W14}noFill"
SOLID_FILL = f"{W14}solidFill"
TRANSPARENCY = f"{W14}alpha"
BLIP = f"{A}blip"
IMAGE_DATA = f"{V}imagedata"
EMBEDDED = "{urn:schemas-microsoft-com:office:office}OLEObject"
EMBED = f"{R}embed"
RELATED = f"{R}id"
LINK = f"{R}link"

# Elements that only wrap what is printed, and those that hold what is not.
WRAPPERS = frozenset(
    f"{W}{name}"
    for name in (
        *("hyperlink", "ins", "moveTo", "smartTag", "customXml", "fldSimple"),
        *("sdt", "sdtContent", "dir", "bdo", "ruby", "rubyBase"),
    )
)
REMOVED = frozenset({f"{W}del", f"{W}moveFrom"})
# The beginnings of namespaces that Word knows; others belong to programs beside it.
OF_OFFICE = (
    *("http://schemas.openxmlformats.org/", "http://schemas.microsoft.com/office/"),
    *("http://purl.oclc.org/ooxml/", "urn:schemas-microsoft-com:"),
)
OFF = frozenset({"0", "false", "off", "none"})


def first(element: etree._Element, tag: str) -> etree._Element | None:
    """The first child with this tag; several times as fast as `find`, which compiles a path."""
    return next(element.iterchildren(tag), None)


def value(element: etree._Element, tag: str) -> str:
    child = next(element.iterchildren(tag), None)
    return "" if child is None else child.get(VAL, "")


def on(element: etree._Element) -> bool:
    return element.get(VAL, "1").lower() not in OFF


def blocks(element: etree._Element, passed: Counter[str]) -> Iterator[etree._Element]:
    """The paragraphs and tables directly in an element, through content controls and the like."""
    for child in element:
        tag = child.tag
        if tag in (PARAGRAPH, TABLE, ALT_CHUNK):
            yield child
        elif tag in WRAPPERS:
            yield from blocks(child, passed)
        elif tag in REMOVED:
            passed["tracked_changes"] += 1
        elif tag == ALTERNATE and (chosen := alternative(child)) is not None:
            yield from blocks(chosen, passed)


def wrapped(element: etree._Element, tag: str) -> Iterator[etree._Element]:
    """The rows of a table or cells of a row, through content controls and the like."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag in WRAPPERS:
            yield from wrapped(child, tag)


def alternative(element: etree._Element) -> etree._Element | None:
    """The form of an object that a present-day Word shows: the first choice it knows, else the fallback."""
    for choice in element.iterchildren(CHOICE):
        spaces = choice.nsmap
        asked = choice.get("Requires", "").split()
        if all((spaces.get(prefix) or "").startswith(OF_OFFICE) for prefix in asked):
            return choice
    return first(element, FALLBACK)
