"""DOCX files of Word, WPS Writer, LibreOffice and others: what a reader of the printed page sees.

Deleted, moved away, struck out and hidden text is left out, with an issue; the ordinals of lists are
counted and put before their paragraphs. Merged cells (gridSpan, vMerge, hMerge) become one cell with
its spans. A table that only lays out the page is replaced by what stands in it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

from lxml import etree

from parsers.errors import Unreadable
from parsers.model import (
    PICTURED,
    Block,
    Document,
    GridCell,
    Hints,
    Issue,
    Paragraph,
    Picture,
    Place,
    Table,
)
from parsers.readers import ooxml
from parsers.readers.archives import Package
from parsers.readers.numbering import Numbering, whole

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
V = "{urn:schemas-microsoft-com:vml}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"

CELLS = 60_000  # of all tables of a document
AREA = 400_000  # places of one table's grid, merged cells spread out
SPAN = 200  # columns of one cell; Word itself allows 63
PARAGRAPHS = 50_000
PICTURES = 300
DEEPEST_CHUNK = 2  # documents within documents
PICTURE_SIZE = 40 << 20
HEADING = re.compile(r"(?:heading|标题)\s*([1-9])\Z", re.IGNORECASE)
SYMBOL_FONTS = ("symbol",)
RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")

BASED_ON = f"{W}basedOn"
P_STYLE = f"{W}pStyle"
R_STYLE = f"{W}rStyle"
GRID_BEFORE = f"{W}gridBefore"
GRID_SPAN = f"{W}gridSpan"
NAME = f"{W}name"
LEVEL = f"{W}ilvl"
BODY = f"{W}body"
BREAK = f"{W}br"
CELL = f"{W}tc"
CHAR = f"{W}char"
CONTROL = f"{W}control"
DELETED = f"{W}del"
DEL_TEXT = f"{W}delText"
DRAWING = f"{W}drawing"
DSTRIKE = f"{W}dstrike"
FLD_CHAR = f"{W}fldChar"
FLD_CHAR_TYPE = f"{W}fldCharType"
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
PTAB = f"{W}ptab"
P_PR = f"{W}pPr"
RETURN = f"{W}cr"
ROW = f"{W}tr"
RUBY = f"{W}ruby"
RUBY_BASE = f"{W}rubyBase"
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
BLIP = f"{A}blip"
IMAGE_DATA = f"{V}imagedata"
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
# What may stand in a paragraph of nothing but text, and what in its properties asks for a closer look.
MARKS = frozenset(
    {f"{W}{name}" for name in ("bookmarkStart", "bookmarkEnd", "proofErr", "lastRenderedPageBreak")}
)
LOOKS = frozenset({OUTLINE_LVL, NUM_PR})
DIFFERENT = frozenset({VANISH, STRIKE, DSTRIKE, R_STYLE, VERT_ALIGN})
DIFFERENCES = (b"vanish", b"trike", b"superscript", b"rStyle")
OFF = frozenset({"0", "false", "off", "none"})


def read(body: bytes, hints: Hints) -> Document:
    """The document as blocks in reading order; places are table, row and column, each from 1.

    Raises:
        Unreadable: encrypted, damaged, not a DOCX file, or beyond the limits above.
    """
    pack = ooxml.package(body)
    return Reader(pack, ooxml.main_part(pack, "word/document.xml")).document()


@dataclass(slots=True)
class Style:
    """What a style adds: the level of a heading (0 for none), hidden or struck text, a list and its depth."""

    level: int = 0
    hidden: bool = False
    struck: bool = False
    number: str = ""
    depth: int = 0


PLAIN = Style()
NOWHERE = Place()


@dataclass(slots=True)
class Line:
    """One paragraph: its text, its heading level, and the text boxes, tables and pictures anchored in it."""

    text: str
    level: int = 0
    anchored: list[etree._Element] = field(default_factory=list)
    joined: bool = False  # its end was deleted in a tracked change: the next one follows on


@dataclass(slots=True)
class Slot:
    """A cell while its table is walked; `own` is false for the covered part of a merged cell."""

    element: etree._Element
    row: int
    column: int
    columns: int
    rows: int = 1
    hidden_text: bool = False


class Reader:
    def __init__(self, pack: Package, part: str, depth: int = 0) -> None:
        self.pack = pack
        self.part = part
        self.depth = depth  # how many documents this one is taken into
        self.related = ooxml.relationships(pack, part)
        content = pack.read(part)
        self.root = ooxml.root(content, part)
        # Most documents have no run that differs in what can be seen: then none needs to be looked at.
        self.plain_runs = not any(word in content for word in DIFFERENCES)
        self.styles: dict[str, Style] = {}
        self.blocks: list[Block] = []
        self.tables = 0
        self.cells = 0
        self.pictures = 0
        self.more: list[Issue] = []  # of documents taken in
        self.passed: Counter[str] = Counter()  # why and how often text was left out
        self.fields: list[bool] = []  # open fields; True while their instruction is read

    def document(self) -> Document:
        body = first(self.root, BODY)
        if body is None:
            raise Unreadable("the file has no text (no body in its main part)")
        self.container(body)
        meta = {}
        if title := ooxml.title(self.pack):
            meta["title"] = title
        return Document("docx", tuple(self.blocks), meta, issues=tuple(self.issues()))

    def issues(self) -> Iterator[Issue]:
        messages = {
            "tracked_changes": "deleted or moved text was left out in {} places",
            "hidden_text": "hidden text was left out in {} places",
            "struck_text": "text struck out was left out in {} places",
            "symbol": "{} signs of a symbol font could not be read",
            "too_large": "{} tables, pictures or paragraphs beyond the limits were left out",
            "embedded": "{} embedded objects were not read",
        }
        for code, count in self.passed.items():
            yield Issue(code, messages[code].format(count))
        yield from dict.fromkeys(self.more)

    # Parts beside the text

    def optional(self, kind: str) -> etree._Element | None:
        """A part that helps, such as the styles; a damaged one is passed over: the text is what counts."""
        name = ooxml.of_kind(self.related, kind)
        if not name or name not in self.pack:
            return None
        try:
            return ooxml.tree(self.pack, name)
        except Unreadable:
            return None

    @cached_property
    def numbering(self) -> Numbering:
        return Numbering(self.optional("numbering"))

    @cached_property
    def style_elements(self) -> dict[str, etree._Element]:
        root = self.optional("styles")
        return {} if root is None else {each.get(STYLE_ID, ""): each for each in root.findall(STYLE)}

    def style(self, key: str) -> Style:
        """A style with what it is based on; a plain one for keys that are not defined."""
        if key in self.styles:
            return self.styles[key]
        chain: list[str] = []
        while key in self.style_elements and key not in self.styles and key not in chain and len(chain) < 30:
            chain.append(key)
            key = value(self.style_elements[key], BASED_ON)
        look = self.styles.get(key, PLAIN)
        for name in reversed(chain):
            look = self.styles[name] = style(self.style_elements[name], look)
        return look

    # Blocks

    def container(self, element: etree._Element) -> None:
        """Append the blocks of a body, a text box, or a cell of a table of layout."""
        waiting = ""
        for child in blocks(element, self.removed):
            if child.tag == PARAGRAPH:
                line = self.line(child)
                if line.joined:
                    waiting += line.text
                else:
                    self.paragraph(waiting + line.text, line.level)
                    waiting = ""
                self.anchored(line)
            elif child.tag == ALT_CHUNK:
                self.chunk(child)
            else:
                self.table(child)
        self.paragraph(waiting, 0)

    def chunk(self, element: etree._Element) -> None:
        """Append the blocks of a document of another kind that Word is to take in where it stands."""
        from parsers import readers  # noqa: PLC0415 - readers of all kinds, this one among them

        relationship = self.related.get(element.get(RELATED, ""))
        entry = self.pack.by_name.get(relationship.target.lower()) if relationship else None
        if relationship is None or relationship.external or entry is None or self.depth >= DEEPEST_CHUNK:
            self.passed["embedded"] += 1
            return
        hints = Hints(name=relationship.target)
        (member,) = readers.expand(self.pack.content(entry), hints)[:1]
        try:
            if member.kind == "docx":
                inner = ooxml.package(member.body)
                made = Reader(inner, ooxml.main_part(inner, "word/document.xml"), self.depth + 1).document()
            elif member.kind in ("html", "text"):
                made = readers.read(member.body, member.kind, hints)
            else:
                raise Unreadable("a chunk of another kind")
        except Unreadable:
            self.passed["embedded"] += 1
            return
        self.more += made.issues
        before = self.tables
        for block in made.blocks:
            self.blocks.append(of_part(block, relationship.target, before))
            self.tables += isinstance(block, Table)

    def removed(self) -> None:
        self.passed["tracked_changes"] += 1

    def paragraph(self, text: str, level: int) -> None:
        text = text.strip()
        if not text:
            return
        if len(self.blocks) >= PARAGRAPHS:
            self.passed["too_large"] += 1
            return
        self.blocks.append(Paragraph(text, level=level))

    def anchored(self, line: Line, place: Place = NOWHERE) -> None:
        for element in line.anchored:
            if element.tag == TXBX_CONTENT:
                self.container(element)
            else:
                self.picture(element, place)

    def picture(self, element: etree._Element, place: Place) -> None:
        key = element.get(EMBED) or element.get(RELATED) or element.get(LINK) or ""
        relationship = self.related.get(key)
        if relationship is None or relationship.kind != "image":
            return
        if relationship.external:
            self.blocks.append(Picture(source=relationship.target, place=place))
            return
        self.pictures += 1
        entry = self.pack.by_name.get(relationship.target.lower())
        if entry is None:
            return
        if self.pictures > PICTURES or entry.file_size > PICTURE_SIZE:
            self.passed["too_large"] += 1
            return
        self.blocks.append(Picture(relationship.target, self.pack.content(entry), place))

    # Paragraphs

    def line(self, element: etree._Element) -> Line:
        properties = first(element, P_PR)
        look = PLAIN
        joined = False
        if properties is not None:
            look, joined = self.look(properties)
        line = Line("", look.level, joined=joined)
        self.fields.clear()
        parts: list[str] = []
        struck: list[str] = []
        self.inline(element, look, line, parts, struck)
        text = "".join(parts)
        if struck:
            if text.strip():
                self.passed["struck_text"] += 1
            else:
                text = "".join(struck)
        if look.number and any(sign.isalpha() for sign in text):
            text = self.numbering.label(look.number, look.depth) + text.lstrip()
        line.text = text
        return line

    def plain(self, element: etree._Element) -> str | None:
        """The text of a paragraph of nothing but text, such as that of nearly every cell; None for others."""
        text = ""
        for child in element:
            tag = child.tag
            if tag == RUN:
                for piece in child:
                    if piece.tag == TEXT:
                        text += piece.text or ""
                    elif piece.tag != R_PR or (
                        not self.plain_runs and any(about.tag in DIFFERENT for about in piece)
                    ):
                        return None
            elif tag == P_PR:
                for about in child:
                    named = about.tag == P_STYLE and self.style(about.get(VAL, ""))
                    gone = (
                        about.tag == R_PR and next(about.iterchildren(DELETED, MOVE_FROM), None) is not None
                    )
                    if (
                        gone
                        or about.tag in LOOKS
                        or (named and (named.hidden or named.struck or named.number))
                    ):
                        return None
            elif tag not in MARKS:
                return None
        return text

    def look(self, properties: etree._Element) -> tuple[Style, bool]:
        """The style of a paragraph with its own settings, and whether its end was deleted."""
        named, own, joined = "", False, False
        for child in properties:
            tag = child.tag
            if tag == P_STYLE:
                named = child.get(VAL, "")
            elif tag in (OUTLINE_LVL, NUM_PR):
                own = True
            elif tag == R_PR:
                joined = next(child.iterchildren(DELETED, MOVE_FROM), None) is not None
        look = self.style(named) if named else PLAIN
        return (over(properties, look) if own else look), joined

    def inline(
        self, element: etree._Element, look: Style, line: Line, parts: list[str], struck: list[str]
    ) -> None:
        """Gather the text of the children of a paragraph or of what wraps its runs."""
        for child in element:
            tag = child.tag
            if tag == RUN:
                self.run(child, look, line, parts, struck)
            elif tag in WRAPPERS:
                self.inline(child, look, line, parts, struck)
            elif tag in REMOVED:
                if next(child.iter(DEL_TEXT, TEXT), None) is not None:
                    self.removed()
            elif tag == ALTERNATE:
                if (chosen := alternative(child)) is not None:
                    self.inline(chosen, look, line, parts, struck)
            elif tag in (MATH, MATH_PARAGRAPH):
                parts += [text.text or "" for text in child.iter(MATH_TEXT)]

    def run(
        self, element: etree._Element, look: Style, line: Line, parts: list[str], struck: list[str]
    ) -> None:
        hidden, crossed, raised = look.hidden, look.struck, False
        if not self.plain_runs and (properties := first(element, R_PR)) is not None:
            hidden, crossed, raised = self.appearance(properties, look)
        if hidden:
            if next(element.iter(TEXT), None) is not None:
                self.passed["hidden_text"] += 1
            return
        self.pieces(element, line, struck if crossed else parts, raised)

    def appearance(self, properties: etree._Element, look: Style) -> tuple[bool, bool, bool]:
        """Whether a run is hidden, struck out, and raised."""
        hidden, crossed, raised = look.hidden, look.struck, False
        if key := value(properties, R_STYLE):
            named = self.style(key)
            hidden, crossed = hidden or named.hidden, crossed or named.struck
        for child in properties:
            if child.tag == VANISH:
                hidden = on(child)
            elif child.tag in (STRIKE, DSTRIKE):
                crossed = on(child)
            elif child.tag == VERT_ALIGN:
                raised = child.get(VAL) == "superscript"
        return hidden, crossed, raised

    def pieces(  # noqa: PLR0912 - one branch for each kind of piece
        self, element: etree._Element, line: Line, parts: list[str], raised: bool = False
    ) -> None:
        """Gather the text, breaks and anchored objects of a run."""
        for child in element:
            tag = child.tag
            if tag == TEXT:
                if not any(self.fields):
                    text = child.text or ""
                    parts.append(text.translate(RAISED) if raised else text)
            elif tag == FLD_CHAR:
                self.field(child.get(FLD_CHAR_TYPE, ""))
            elif tag in (TAB, PTAB):
                parts.append("\t")
            elif tag in (BREAK, RETURN):
                parts.append("\n")
            elif tag == NO_BREAK_HYPHEN:
                parts.append("-")
            elif tag == SYMBOL:
                parts.append(self.symbol(child))
            elif tag == RUBY:
                for base in child.iter(RUBY_BASE):
                    self.inline(base, PLAIN, line, parts, parts)
            elif tag == ALTERNATE:
                if (chosen := alternative(child)) is not None:
                    self.pieces(chosen, line, parts)
            elif tag in (DRAWING, PICT, OBJECT):
                self.objects(child, line)

    def field(self, kind: str) -> None:
        """Keep count of fields: what stands between begin and separate is an instruction, not print."""
        if kind == "begin":
            self.fields.append(True)
        elif kind == "separate" and self.fields:
            self.fields[-1] = False
        elif kind == "end" and self.fields:
            self.fields.pop()

    def symbol(self, element: etree._Element) -> str:
        """A sign given by its number in a font; U+FFFD where only that font tells what it looks like."""
        try:
            code = int(element.get(CHAR, ""), 16)
        except ValueError:
            code = 0
        font = element.get(FONT, "").lower()
        if 0xF020 <= code <= 0xF07E and font in SYMBOL_FONTS and not chr(code - 0xF000).isalpha():
            return chr(code - 0xF000)
        if code < 0x20 or 0xD800 <= code <= 0xF8FF or code > 0x10FFFF or font.startswith("wingdings"):
            self.passed["symbol"] += 1
            return "\ufffd"
        return chr(code)

    def objects(self, element: etree._Element, line: Line) -> None:
        """Remember the pictures and text boxes of a drawing, in order; not those inside another text box."""
        inside = 0
        for event, found in etree.iterwalk(element, events=("start", "end")):
            if found.tag in (TXBX_CONTENT, FALLBACK):
                if event == "start":
                    if not inside and found.tag == TXBX_CONTENT:
                        line.anchored.append(found)
                    inside += 1
                else:
                    inside -= 1
            elif event == "start" and not inside:
                if found.tag in (BLIP, IMAGE_DATA):
                    line.anchored.append(found)
                elif found.tag == CONTROL or etree.QName(found).localname == "OLEObject":
                    self.passed["embedded"] += 1

    # Tables

    def table(self, element: etree._Element) -> None:
        """Append a table; one that only lays out other tables or a single block is taken apart."""
        rows = [self.row(row) for row in self.rows(element)]
        nested = sum(1 for _ in element.iter(TABLE)) > 1
        count = sum(map(len, rows))
        if count == 1 or (nested and self.lays_out(element, count)):
            for row in rows:
                for cell, _, _, _ in row:
                    self.container(cell)
            return
        self.tables += 1
        number = self.tables
        self.cells += count
        slots = grid(rows)
        width = max((slot.column + slot.columns for slot in slots), default=0)
        if self.cells > CELLS or width * len(rows) > AREA:
            self.passed["too_large"] += 1
            return
        place = Place(table=number)
        cells = []
        later: list[etree._Element] = []
        pictures: list[tuple[Line, Place]] = []
        for slot in slots:
            spot = Place(table=number, row=slot.row + 1, column=slot.column + 1)
            lines: list[str] = []
            parts = self.split(slot)
            if parts:
                for offset, part in enumerate(parts):
                    at = Place(table=number, row=slot.row + 1, column=slot.column + offset + 1)
                    texts: list[str] = []
                    self.cell(part, texts, pictures, later, at)
                    cells.append(GridCell(slot.row, slot.column + offset, printed(texts), at, slot.rows))
                continue
            before = len(pictures)
            self.cell(slot.element, lines, pictures, later, spot)
            text = printed(lines) or PICTURED * (len(pictures) > before)
            cells.append(GridCell(slot.row, slot.column, text, spot, slot.rows, slot.columns))
        if cells:
            self.blocks.append(Table(tuple(cells), place))
        for line, spot in pictures:
            for anchor in line.anchored:
                self.picture(anchor, spot)
        for inner in later:
            self.table(inner)

    def rows(self, table: etree._Element) -> Iterator[etree._Element]:
        for row in wrapped(table, ROW):
            properties = first(row, TR_PR)
            if properties is not None:
                if first(properties, DELETED) is not None:
                    self.removed()
                    continue
                hidden = first(properties, HIDDEN)
                if hidden is not None and on(hidden):
                    self.passed["hidden_text"] += 1
                    continue
            yield row

    def row(self, element: etree._Element) -> list[tuple[etree._Element, int, int, str]]:
        """The cells of a row: element, first column, columns, vertical merge (restart, continue or "")."""
        properties = first(element, TR_PR)
        column = 0
        if properties is not None:
            column = min(max(whole(value(properties, GRID_BEFORE), 0), 0), SPAN)
        cells: list[tuple[etree._Element, int, int, str]] = []
        for cell in wrapped(element, CELL):
            span, merge, beside = 1, "", False
            about = first(cell, TC_PR)
            for child in () if about is None else about:
                tag = child.tag
                if tag == GRID_SPAN:
                    span = min(max(whole(child.get(VAL), 1), 1), SPAN)
                elif tag == V_MERGE:
                    merge = "restart" if child.get(VAL) == "restart" else "continue"
                elif tag == H_MERGE:
                    beside = child.get(VAL) != "restart" and bool(cells)
            if beside:
                start, at, columns, state = cells[-1]
                cells[-1] = (start, at, columns + span, state)
            else:
                cells.append((cell, column, span, merge))
            column += span
        return cells

    def cell(
        self,
        element: etree._Element,
        lines: list[str],
        pictures: list[tuple[Line, Place]],
        later: list[etree._Element],
        place: Place,
    ) -> None:
        """Gather the printed lines of a cell; tables in it with more than one cell go to `later`."""
        waiting = ""
        for child in blocks(element, self.removed):
            if child.tag == PARAGRAPH:
                plain = self.plain(child)
                if plain is not None:
                    lines.append(waiting + plain)
                    waiting = ""
                    continue
                line = self.line(child)
                if line.joined:
                    waiting += line.text
                else:
                    lines.append(waiting + line.text)
                    waiting = ""
                for anchor in line.anchored:
                    if anchor.tag == TXBX_CONTENT:
                        self.cell(anchor, lines, pictures, later, place)
                if any(anchor.tag != TXBX_CONTENT for anchor in line.anchored):
                    line.anchored = [each for each in line.anchored if each.tag != TXBX_CONTENT]
                    pictures.append((line, place))
            else:
                inside = [cell for row in self.rows(child) for cell in wrapped(row, CELL)]
                if len(inside) == 1:
                    self.cell(inside[0], lines, pictures, later, place)
                else:
                    later.append(child)
        if waiting:
            lines.append(waiting)

    def split(self, slot: Slot) -> list[etree._Element]:
        """The cells of a one-row table within a merged cell, if they are as many as the columns it covers."""
        if slot.columns == 1:
            return []
        tables = [child for child in blocks(slot.element, int) if child.tag == TABLE]
        if len(tables) != 1 or any("".join(p.itertext()).strip() for p in slot.element.findall(PARAGRAPH)):
            return []
        rows = list(self.rows(tables[0]))
        cells = list(wrapped(rows[0], CELL)) if len(rows) == 1 else []
        return cells if len(cells) == slot.columns else []

    def lays_out(self, element: etree._Element, count: int) -> bool:
        """Whether a table holds others with more cells than it has itself, in at least two rows each."""
        inner = 0
        for table in element.iter(TABLE):
            if table is not element and sum(1 for _ in table.iter(ROW)) > 1:
                inner = max(inner, sum(1 for _ in table.iter(CELL)))
        return inner > count


def grid(rows: list[list[tuple[etree._Element, int, int, str]]]) -> list[Slot]:
    """The physical cells: a cell that continues the one above it (same columns) makes that one taller."""
    slots: list[Slot] = []
    above: dict[tuple[int, int], Slot] = {}
    for at, row in enumerate(rows):
        here: dict[tuple[int, int], Slot] = {}
        for element, column, columns, merge in row:
            slot = above.get((column, columns)) if merge == "continue" else None
            if slot is not None:
                slot.rows += 1
            else:
                slot = Slot(element, at, column, columns)
                slots.append(slot)
            if merge:
                here[column, columns] = slot
        above = here
    return slots


def blocks(element: etree._Element, removed: object) -> Iterator[etree._Element]:
    """The paragraphs and tables directly in an element, through content controls and the like."""
    for child in element:
        tag = child.tag
        if tag in (PARAGRAPH, TABLE, ALT_CHUNK):
            yield child
        elif tag in WRAPPERS:
            yield from blocks(child, removed)
        elif tag in REMOVED:
            if callable(removed):
                removed()
        elif tag == ALTERNATE and (chosen := alternative(child)) is not None:
            yield from blocks(chosen, removed)


def of_part(block: Block, part: str, before: int) -> Block:
    """A block of another part of the file, its table counted on after `before` others."""

    def moved(place: Place) -> Place:
        return replace(place, part=part, table=place.table + before if place.table else 0)

    placed = replace(block, place=moved(block.place))
    if isinstance(placed, Table):
        return Table(tuple(replace(cell, place=moved(cell.place)) for cell in placed.cells), placed.place)
    return placed


def wrapped(element: etree._Element, tag: str) -> Iterator[etree._Element]:
    """The rows of a table or cells of a row, through content controls and the like."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag in WRAPPERS:
            yield from wrapped(child, tag)


def alternative(element: etree._Element) -> etree._Element | None:
    """The form of an object that a present-day Word shows: the first choice, else the fallback."""
    chosen = first(element, CHOICE)
    return chosen if chosen is not None else first(element, FALLBACK)


def first(element: etree._Element, tag: str) -> etree._Element | None:
    """The first child with this tag; several times as fast as `find`, which compiles a path."""
    return next(element.iterchildren(tag), None)


def value(element: etree._Element, tag: str) -> str:
    child = next(element.iterchildren(tag), None)
    return "" if child is None else child.get(VAL, "")


def on(element: etree._Element) -> bool:
    return element.get(VAL, "1").lower() not in OFF


def printed(lines: list[str]) -> str:
    return "\n".join(lines).strip()


def style(element: etree._Element, base: Style) -> Style:
    """What a style says, over what it is based on."""
    look = Style(base.level, base.hidden, base.struck, base.number, base.depth)
    name = value(element, NAME).strip()
    if found := HEADING.match(name):
        look.level = min(int(found[1]), 6)
    elif name.lower() in ("title", "标题"):
        look.level = 1
    about = first(element, P_PR)
    if about is not None:
        look = over(about, look)
    run = first(element, R_PR)
    if run is not None:
        for child in run:
            if child.tag == VANISH:
                look.hidden = on(child)
            elif child.tag in (STRIKE, DSTRIKE):
                look.struck = on(child)
    return look


def over(properties: etree._Element, base: Style) -> Style:
    """The paragraph's own heading level and list over those of its style."""
    level, numbered = first(properties, OUTLINE_LVL), first(properties, NUM_PR)
    if level is None and numbered is None:
        return base
    look = Style(base.level, base.hidden, base.struck, base.number, base.depth)
    if level is not None:
        depth = whole(level.get(VAL), 9)
        look.level = min(depth + 1, 6) if 0 <= depth < 9 else 0
    if numbered is not None:
        if first(numbered, NUM_ID) is not None:
            look.number = value(numbered, NUM_ID)
            look.number = "" if look.number == "0" else look.number
        look.depth = whole(value(numbered, LEVEL), look.depth)
    return look
