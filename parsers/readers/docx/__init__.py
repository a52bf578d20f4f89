"""DOCX files of Word, WPS Writer, LibreOffice and others: what a reader of the printed page sees.

Deleted, moved away, struck out and hidden text is left out, with an issue; the ordinals of lists are
counted and put before their paragraphs. Merged cells (gridSpan, vMerge, hMerge) become one cell with
its spans. A table that only lays out the page is replaced by what stands in it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial

from lxml import etree
from msgspec.structs import replace

from parsers.document import (
    FAINT,
    PICTURED,
    Block,
    Cells,
    Document,
    Hints,
    Issue,
    Paragraph,
    Picture,
    Place,
    Table,
    with_unseen_blanks,
)
from parsers.errors import Unreadable
from parsers.readers import ooxml
from parsers.readers.archives import Package
from parsers.readers.docx.lines import Line, Lines
from parsers.readers.docx.names import (
    ALT_CHUNK,
    BODY,
    CELL,
    EMBED,
    EMBEDDED,
    IMAGE_DATA,
    LINK,
    PARAGRAPH,
    RELATED,
    TABLE,
    TABLE_LOOK,
    TBL_PR,
    TC_PR,
    TEXT,
    TXBX_CONTENT,
    blocks,
    first,
    value,
    wrapped,
)
from parsers.readers.docx.styles import Styles
from parsers.readers.docx.tables import cells_of, grid, lays_out, rows_of, shaded, split
from parsers.readers.docx.thin import thinned
from parsers.values import looks_like_figure

CELLS = 60_000  # of all tables of a document
AREA = 400_000  # places of one table's grid, merged cells spread out
PARAGRAPHS = 50_000
PICTURES = 300
OBJECTS = 10  # workbooks within a document
DEEPEST_CHUNK = 2  # documents within documents
PICTURE_SIZE = 40 << 20


def read(body: bytes, hints: Hints) -> Document:
    """The document as blocks in reading order; places are table, row and column, each from 1.

    Raises:
        Unreadable: encrypted, damaged, not a DOCX file, or beyond the limits above.
    """
    pack = ooxml.package(body)
    return Reader(pack, ooxml.main_part(pack, "word/document.xml")).document()


NOWHERE = Place()


def optional(pack: Package, related: dict[str, ooxml.Relationship], kind: str) -> etree._Element | None:
    """A part that helps, such as the styles; a damaged one is passed over: the text is what counts."""
    name = ooxml.of_kind(related, kind)
    if not name or name not in pack:
        return None
    try:
        return ooxml.tree(pack, name)
    except Unreadable:
        return None


class Reader:
    def __init__(self, pack: Package, part: str, depth: int = 0) -> None:
        self.pack = pack
        self.part = part
        self.depth = depth  # how many documents this one is taken into
        self.related = ooxml.relationships(pack, part)
        self.passed: Counter[str] = Counter()  # why and how often text was left out
        # What holds this reader itself would keep all of a document in memory until garbage is looked for.
        self.styles = styles = Styles(partial(optional, pack, self.related, "styles"))
        whole = pack.read(part)
        content = thinned(whole, styles)
        try:
            self.root = ooxml.root(content, part)
        except Unreadable:
            self.root = ooxml.root(whole, part)  # says where the file itself is damaged
        self.blocks: list[Block] = []
        self.tables = 0
        self.cells = 0
        self.pictures = 0
        self.objects = 0
        self.loose = 0  # figures in text boxes that are anchored outside of tables
        self.more: list[Issue] = []  # of documents taken in
        self.lines = Lines(content, styles, partial(optional, pack, self.related, "numbering"), self.passed)

    def document(self) -> Document:
        body = first(self.root, BODY)
        if body is None:
            raise Unreadable("the file has no text (no body in its main part)")
        self.container(body)
        meta = {}
        if title := ooxml.title(self.pack):
            meta["title"] = title
        made = self.blocks
        if self.loose:  # which may be laid over blank cells
            made = [with_unseen_blanks(block) if isinstance(block, Table) else block for block in made]
        return Document("docx", tuple(made), meta, issues=tuple(self.issues()))

    def issues(self) -> Iterator[Issue]:
        messages = {
            "tracked_changes": "deleted or moved text was left out in {} places",
            "hidden_text": "hidden text was left out in {} places",
            "struck_text": "text struck out was left out in {} places",
            "symbol": "{} signs of a symbol font could not be read",
            "formula": "{} formulas with fractions, roots or powers could not be read",
            "too_large": "{} tables, pictures or paragraphs beyond the limits were left out",
            "embedded": "{} embedded objects were not read",
            "embedded_workbook": "{} embedded workbooks were read whole; what is shown of each is not known",
        }
        for code, count in self.passed.items():
            yield Issue(code, messages[code].format(count))
        yield from dict.fromkeys(self.more)

    # Parts beside the text

    # Blocks

    def container(self, element: etree._Element) -> None:
        """Append the blocks of a body, a text box, or a cell of a table of layout."""
        waiting = ""
        for child in blocks(element, self.passed):
            if child.tag == PARAGRAPH:
                line = self.lines.line(child)
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
        self.take(made, relationship.target)

    def paragraph(self, text: str, level: int) -> None:
        text = text.replace(FAINT, "").strip()
        if not text:
            return
        if len(self.blocks) >= PARAGRAPHS:
            self.passed["too_large"] += 1
            return
        self.blocks.append(Paragraph(text, level=level))

    def anchored(self, line: Line, place: Place = NOWHERE) -> None:
        for element in line.anchored:
            if element.tag == TXBX_CONTENT:
                self.loose += holds_figures(element) and looks_like_figure(content_of(element))
                self.container(element)
            elif element.tag != EMBEDDED or not self.workbook(element):
                self.picture(element, place)

    def workbook(self, element: etree._Element) -> bool:
        """Whether an object is a workbook within the file; its blocks are appended."""
        from parsers import readers  # noqa: PLC0415 - readers of all kinds, this one among them
        from parsers.readers import sheets  # noqa: PLC0415 - few files hold a workbook

        relationship = self.related.get(element.get(RELATED, ""))
        entry = self.pack.by_name.get(relationship.target.lower()) if relationship else None
        if relationship is None or relationship.external or entry is None or entry.file_size > PICTURE_SIZE:
            return False
        self.objects += 1
        if self.objects > OBJECTS:
            self.passed["too_large"] += 1
            return False
        content = self.pack.content(entry)
        if readers.sniff(content) not in ("xlsx", "xls"):
            return False
        try:
            made = sheets.read(content, Hints(name=relationship.target))
        except Unreadable:
            return False
        self.passed["embedded_workbook"] += 1
        self.take(made, relationship.target)
        return True

    def take(self, made: Document, part: str) -> None:
        """Append the blocks of a document within this one."""
        self.more += made.issues
        before = self.tables
        for block in made.blocks:
            self.blocks.append(of_part(block, part, before))
            self.tables += isinstance(block, Table)

    def picture(self, element: etree._Element, place: Place) -> None:
        if element.tag == EMBEDDED:
            self.passed["embedded"] += 1
            holder = element.getparent()
            for image in () if holder is None else holder.iter(IMAGE_DATA):
                self.picture(image, place)
            return
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

    # Tables

    def table(self, element: etree._Element) -> None:
        """Append a table; one that only lays out other tables or a single block is taken apart."""
        rows = [cells_of(row, self.passed) for row in rows_of(element, self.passed)]
        nested = sum(1 for _ in element.iter(TABLE)) > 1
        count = sum(map(len, rows))
        if count == 1 or (nested and lays_out(element, count)):
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
        made: list[tuple[int, int, str, int, int]] = []
        later: list[etree._Element] = []
        pictures: list[tuple[Line, Place]] = []
        for slot in slots:
            if (plain := self.lines.plain_cell(slot.element)) is not None:
                made.append((slot.row, slot.column, printed(plain), slot.rows, slot.columns))
                continue
            for offset, (part, columns) in enumerate(split(slot, self.passed)):
                at = Place("", number, slot.row + 1, slot.column + offset + 1)
                text = self.text_of(part, element, pictures, later, at)
                made.append((slot.row, slot.column + offset, text, slot.rows, columns))
        if made:
            self.blocks.append(Table(Cells.placed(list(zip(*made, strict=True)), number), place))
        for line, spot in pictures:
            for anchor in line.anchored:
                self.picture(anchor, spot)
        for inner in later:
            self.table(inner)

    def text_of(
        self,
        cell: etree._Element,
        table: etree._Element,
        pictures: list[tuple[Line, Place]],
        later: list[etree._Element],
        place: Place,
    ) -> str:
        """What a cell of a table shows."""
        before, tables = len(pictures), len(later)
        lines: list[str] = []
        self.lines.faint = self.lines.lifted = self.lines.seen = 0
        self.cell(cell, lines, pictures, later, place)
        within = any(holds_figures(each) for each in later[tables:])
        text = printed(lines) or PICTURED * (len(pictures) > before or within)
        if FAINT in text and not self.lines.seen:
            alike = not self.lines.faint  # all of it stands off the line
            if alike or whole_word(text) or (not self.lines.lifted and self.dark(table, cell)):
                return text.replace(FAINT, "")
        return text

    def dark(self, table: etree._Element, cell: etree._Element) -> bool:
        """Whether type in the colour of the paper can be seen in a cell, for it lies on another colour."""
        about = first(table, TBL_PR)
        named = None if about is None else self.styles.elements.get(value(about, TABLE_LOOK))
        return shaded(first(cell, TC_PR)) or shaded(about) or shaded(named)

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
        for child in blocks(element, self.passed):
            if child.tag == PARAGRAPH:
                line = self.lines.line(child)
                if line.joined:
                    self.passed["tracked_changes"] += 1
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
            elif child.tag == ALT_CHUNK:
                lines.append(PICTURED)  # what Word takes in here when it opens the file
            else:
                inside = [cell for row in rows_of(child, self.passed) for cell in wrapped(row, CELL)]
                if len(inside) == 1:
                    self.cell(inside[0], lines, pictures, later, place)
                else:
                    later.append(child)
        if waiting:
            lines.append(waiting)


def of_part(block: Block, part: str, before: int) -> Block:
    """A block of another part of the file, its table counted on after `before` others."""

    def moved(place: Place) -> Place:
        return replace(place, part=part, table=place.table + before if place.table else 0)

    placed = replace(block, place=moved(block.place))
    if isinstance(placed, Table):
        return Table(tuple(replace(cell, place=moved(cell.place)) for cell in placed.cells), placed.place)
    return placed


def holds_figures(element: etree._Element) -> bool:
    """Whether a table within a cell, or a text box, holds figures."""
    return any(map(str.isdigit, content_of(element)))


def content_of(element: etree._Element) -> str:
    return "".join(text.text or "" for text in element.iter(TEXT))


def whole_word(text: str) -> bool:
    """Whether a text is a word, and no figure."""
    return any(sign.isalpha() for sign in text) and not any(sign.isdigit() for sign in text)


def printed(lines: list[str]) -> str:
    return "\n".join(lines).strip()
