"""Workbooks, XLSX and XLS: each visible sheet, cut at its blank rows into tables and paragraphs.

Cells hold what the sheet shows: numbers through their formats, formulas by their stored results. Hidden
sheets, rows and columns are left out, with an issue. The place of a cell names its sheet (`part`), its
table, row and column, and its address in the sheet (`path`, such as B12).
"""

from __future__ import annotations

import datetime
import io
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import product
from typing import Any

import python_calamine
from lxml import etree

from parsers.errors import Unreadable
from parsers.labels import look_up
from parsers.model import Block, Document, GridCell, Hints, Issue, Paragraph, Picture, Place, Table
from parsers.readers import biff, ole, ooxml, spreadsheetml
from parsers.readers.archives import Package, plain
from parsers.readers.biff import Address, Sheet
from parsers.readers.numberformat import BUILT_IN, general, shown, shown_date, shown_text
from parsers.readers.numbering import whole

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
TEXT, RUN, RUN_PROPERTIES, ROW, CELL = f"{S}t", f"{S}r", f"{S}rPr", f"{S}row", f"{S}c"
VALUE, FORMULA, INLINE, PHONETIC = f"{S}v", f"{S}f", f"{S}is", f"{S}rPh"

SHEETS = 50
CELLS = 60_000  # with content, of all sheets; a report has under 2,000
WIDEST = 300  # columns of a table
AREA = 400_000  # places of a table's grid
MERGES = 3_000  # of a sheet; a report has under 200
TALLEST = 2_000  # rows of a merged range
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
STRINGS = 500_000
LONG = 40  # signs; a row of one longer cell is prose, not a label
PICTURES = 100
PICTURE_SIZE = 40 << 20
ON = frozenset({"1", "true", "on"})


def read(body: bytes, hints: Hints) -> Document:
    """The workbook as blocks, sheet by sheet.

    Raises:
        Unreadable: encrypted, damaged, no workbook, or beyond the limits above.
    """
    passed: Counter[str] = Counter()
    title = ""
    if spreadsheetml.MARK in body[:4096] and not body.startswith((b"PK", ole.MAGIC)):
        kind, sheets = "xls", list(spreadsheetml.sheets(body, CELLS, SHEETS, passed))
    elif body.startswith(ole.MAGIC) and ooxml.ENCRYPTED_PACKAGE not in body:
        kind, sheets = "xls", list(old_sheets(body, passed))
    else:
        pack = ooxml.package(body)
        part = ooxml.main_part(pack, "xl/workbook.xml")
        kind, title = "xlsx", ooxml.title(pack)
        if part.lower().endswith(".bin"):  # XLSB: the same records as XLS in a ZIP archive
            sheets = list(binary_sheets(body, passed))
        else:
            sheets = list(Workbook(pack, part, passed).sheets())
    blocks: list[Block] = []
    tables = 0
    for sheet in sheets:
        for block in pieces(sheet, tables, passed):
            tables += isinstance(block, Table)
            blocks.append(block)
    messages = {
        "hidden_sheet": "{} hidden sheets were left out",
        "hidden_rows": "{} hidden rows or columns with text were left out",
        "formula_without_result": "{} formulas have no stored result and are shown as formulas",
        "struck_text": "text struck out was left out in {} places",
        "too_large": "{} sheets, tables or pictures beyond the limits were left out",
    }
    issues = tuple(Issue(code, messages[code].format(count)) for code, count in passed.items())
    return Document(kind, tuple(blocks), {"title": title} if title else {}, issues=issues)


# XLSX


class Workbook:
    def __init__(self, pack: Package, part: str, passed: Counter[str]) -> None:
        self.pack = pack
        self.passed = passed
        self.related = ooxml.relationships(pack, part)
        self.root = ooxml.tree(pack, part)
        working = self.root.find(f"{S}calcPr")
        # Some programs store 0 for every formula and have it worked out when the file is opened.
        self.works_out = working is not None and working.get("fullCalcOnLoad", "") in ON
        properties = self.root.find(f"{S}workbookPr")
        self.from_1904 = properties is not None and properties.get("date1904", "") in ON
        self.strings = self.load_strings()
        self.formats = self.load_formats()
        self.seen = 0
        self.pictures = 0

    def sheets(self) -> Iterator[Sheet]:
        """The visible sheets in their order."""
        found = 0
        for element in self.root.iter(f"{S}sheet"):
            relationship = self.related.get(element.get(f"{R}id", ""))
            if (
                relationship is None
                or relationship.kind != "worksheet"
                or relationship.target not in self.pack
            ):
                continue
            found += 1
            if element.get("state", "visible") != "visible":
                self.passed["hidden_sheet"] += 1
            elif found > SHEETS:
                self.passed["too_large"] += 1
            else:
                yield self.sheet(element.get("name", ""), relationship.target)
        if not found:
            raise Unreadable("the workbook holds no sheet that can be found")

    def load_strings(self) -> list[str]:
        name = ooxml.of_kind(self.related, "sharedStrings")
        if not name or name not in self.pack:
            return []
        return [self.rich(item) for item in ooxml.tree(self.pack, name).iterchildren(f"{S}si")]

    def load_formats(self) -> list[str]:
        """The format code of each cell style, "" for General."""
        name = ooxml.of_kind(self.related, "styles")
        if not name or name not in self.pack:
            return []
        try:
            root = ooxml.tree(self.pack, name)
        except Unreadable:
            return []
        codes = dict(BUILT_IN)
        for element in root.iter(f"{S}numFmt"):
            codes[whole(element.get("numFmtId"), -1)] = element.get("formatCode", "")
        return [
            codes.get(whole(style.get("numFmtId"), 0), "")
            for holder in root.iterchildren(f"{S}cellXfs")
            for style in holder.iterchildren(f"{S}xf")
        ]

    def rich(self, element: etree._Element) -> str:
        """The text of a shared or inline string; what is struck out is left out if anything else stands."""
        parts: list[str] = []
        struck: list[str] = []
        for child in element:
            if child.tag == TEXT:
                parts.append(child.text or "")
            elif child.tag == RUN:
                text = "".join(each.text or "" for each in child.iterchildren(TEXT))
                about = child.find(RUN_PROPERTIES)
                strike = None if about is None else about.find(f"{S}strike")
                crossed = strike is not None and strike.get("val", "1") in ON
                (struck if crossed else parts).append(text)
        text = "".join(parts)
        if struck and text.strip():
            self.passed["struck_text"] += 1
        return text if text.strip() or not struck else "".join(struck)

    def sheet(self, name: str, part: str) -> Sheet:
        sheet = Sheet(name)
        root = ooxml.tree(self.pack, part)
        shows_zeros = all(view.get("showZeros", "1") in ON for view in root.iter(f"{S}sheetView"))
        usual = root.find(f"{S}sheetFormatPr")
        rows_hidden = usual is not None and usual.get("zeroHeight", "") in ON
        for element in root.iter(f"{S}col"):
            if element.get("hidden", "") in ON or element.get("width", "") == "0":
                first, last = whole(element.get("min"), 0), whole(element.get("max"), 0)
                if 0 < first <= last:
                    sheet.hidden_columns.append((first, min(last, LAST_COLUMN)))
        row = 0
        for holder in root.iterchildren(f"{S}sheetData"):
            for element in holder.iterchildren(ROW):
                row = whole(element.get("r"), row + 1)
                if not 0 < row <= LAST_ROW:
                    raise Unreadable(f"a row numbered {row} in sheet {name}")
                hidden = element.get("hidden")
                if hidden in ON or (rows_hidden and hidden is None) or element.get("ht") == "0":
                    sheet.hidden_rows.add(row)
                self.cells(sheet, element, row, shows_zeros)
        for element in root.iter(f"{S}mergeCell"):
            if len(sheet.merges) >= MERGES:
                self.passed["too_large"] += 1
                break
            if ends := area(element.get("ref", "")):
                sheet.merges.append(ends)
        self.find_pictures(sheet, part)
        return sheet

    def cells(self, sheet: Sheet, row_element: etree._Element, row: int, shows_zeros: bool) -> None:
        column = 0
        for element in row_element.iterchildren(CELL):
            column += 1
            if reference := element.get("r"):
                column = column_of(reference.rstrip("0123456789")) or column
            if not len(element):
                continue  # a frame or a colour only
            text = self.text(element, shows_zeros)
            if text.strip():
                self.seen += 1
                if self.seen > CELLS:
                    raise Unreadable(f"more than {CELLS} cells with content")
                sheet.texts[row, column] = text

    def text(self, element: etree._Element, shows_zeros: bool) -> str:  # noqa: PLR0911 - one for each kind
        """What a cell shows; the formula itself where no result is stored."""
        kind = element.get("t", "n")
        if kind == "inlineStr":
            inline = element.find(INLINE)
            return "" if inline is None else self.rich(inline)
        stored = ""
        formula = None
        for child in element:
            if child.tag == VALUE:
                stored = child.text or ""
            elif child.tag == FORMULA:
                formula = child
        if formula is not None and self.works_out and stored.strip() == "0":
            stored = ""
        if not stored:
            if formula is not None and kind != "str":
                self.passed["formula_without_result"] += 1
                return f"={formula.text or ''}"
            return ""
        style = whole(element.get("s"), 0)
        code = self.formats[style] if 0 <= style < len(self.formats) else ""
        if kind == "s":
            index = whole(stored.strip(), -1)
            if not 0 <= index < len(self.strings):
                raise Unreadable("a cell refers to a text that is not in the file")
            return shown_text(self.strings[index], code) if code else self.strings[index]
        if kind == "b":
            return "TRUE" if stored.strip() in ON else "FALSE"
        if kind in ("str", "e", "d"):
            return stored
        return self.number(stored.strip(), code, shows_zeros)

    def number(self, stored: str, code: str, shows_zeros: bool) -> str:
        if stored.isascii() and stored.isdigit() and not code and len(stored) < 16 and stored[0] != "0":
            return stored
        try:
            value = float(stored)
        except ValueError:
            return stored
        if value == 0 and not shows_zeros:
            return ""
        return shown(value, code, self.from_1904) if code else general(value)

    def find_pictures(self, sheet: Sheet, part: str) -> None:
        """The pictures laid over a sheet, in the order of their drawing."""
        drawing = ooxml.of_kind(ooxml.relationships(self.pack, part), "drawing")
        if not drawing or drawing not in self.pack:
            return
        related = ooxml.relationships(self.pack, drawing)
        for blip in ooxml.tree(self.pack, drawing).iter(f"{A}blip"):
            relationship = related.get(blip.get(f"{R}embed", ""))
            if relationship is None or relationship.external:
                continue
            entry = self.pack.by_name.get(relationship.target.lower())
            if entry is None:
                continue
            self.pictures += 1
            if self.pictures > PICTURES or entry.file_size > PICTURE_SIZE:
                self.passed["too_large"] += 1
                continue
            content = self.pack.content(entry)
            sheet.pictures.append(Picture(relationship.target, content, Place(part=sheet.name)))


def address(reference: str) -> Address | None:
    """Row and column of an address such as B12, $ signs ignored; None if it is none.

    >>> address("B12"), address("$AA$3"), address("12"), address("ZZZZ1")
    ((12, 2), (3, 27), None, None)
    """
    reference = reference.replace("$", "")
    letters = reference.rstrip("0123456789")
    number, column = whole(reference[len(letters) :], 0), column_of(letters)
    return (number, column) if column and 0 < number <= LAST_ROW else None


@lru_cache(maxsize=1024)
def column_of(letters: str) -> int:
    """The number of a column; 0 for what is none.

    >>> column_of("B"), column_of("aa"), column_of("ZZZZ"), column_of("")
    (2, 27, 0, 0)
    """
    if not letters.isascii() or not letters.isalpha() or len(letters) > 3:
        return 0
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return column if column <= LAST_COLUMN else 0


def written(row: int, column: int) -> str:
    """The address of a row and a column.

    >>> written(12, 2), written(3, 27), written(1, 702), written(1, 703)
    ('B12', 'AA3', 'ZZ1', 'AAA1')
    """
    return f"{letters_of(column)}{row}"


@lru_cache(maxsize=1024)
def letters_of(column: int) -> str:
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def area(reference: str) -> tuple[Address, Address] | None:
    """The first and the last address of a range such as A1:C3; None for a single cell or nonsense."""
    one, _, other = reference.partition(":")
    first, last = address(one), address(other)
    if first is None or last is None or first == last:
        return None
    top, bottom = sorted((first[0], last[0]))
    left, right = sorted((first[1], last[1]))
    return (top, left), (bottom, right)


# XLS and XLSB


def old_sheets(body: bytes, passed: Counter[str]) -> Iterator[Sheet]:
    """The visible sheets of an XLS file."""
    container = ole.Container(body)
    if "Workbook" not in container:
        if "EncryptedPackage" in container:
            raise Unreadable("encrypted with a password")
        if "Book" not in container:
            raise Unreadable("an OLE container without a workbook")
        yield from binary_sheets(body, passed)
        return
    try:
        workbook = biff.Workbook(container.stream("Workbook"), CELLS, SHEETS, MERGES, passed)
    except biff.Older:
        yield from binary_sheets(body, passed)
    else:
        yield from workbook.sheets()


def binary_sheets(body: bytes, passed: Counter[str]) -> Iterator[Sheet]:
    """The visible sheets of a workbook of Excel 95 and before, or of an XLSB file, through calamine."""
    with calamine_errors():
        workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(body))
    seen = 0
    for number, about in enumerate(workbook.sheets_metadata):
        if about.typ != python_calamine.SheetTypeEnum.WorkSheet:
            continue
        if about.visible != python_calamine.SheetVisibleEnum.Visible:
            passed["hidden_sheet"] += 1
            continue
        if number >= SHEETS:
            passed["too_large"] += 1
            continue
        sheet = Sheet(about.name)
        with calamine_errors():
            source = workbook.get_sheet_by_name(about.name)
            top, left = source.start or (0, 0)
            rows = source.iter_rows()
            ranges = source.merged_cell_ranges or ()
        for y, row in enumerate(rows, top + 1):
            for x, value in enumerate(row, left + 1):
                if value != "" and (text := stored_text(value)).strip():
                    seen += 1
                    sheet.texts[y, x] = text
            if seen > CELLS:
                raise Unreadable(f"more than {CELLS} cells with content")
        for (first_row, first_column), (last_row, last_column) in ranges[:MERGES]:
            sheet.merges.append(((first_row + 1, first_column + 1), (last_row + 1, last_column + 1)))
        yield sheet


@contextmanager
def calamine_errors() -> Iterator[None]:
    """Whatever calamine raises, as Unreadable: it has errors of its own, and panics that are no Exception."""
    try:
        yield
    except (KeyboardInterrupt, SystemExit):
        raise
    except python_calamine.PasswordError:
        raise Unreadable("encrypted with a password") from None
    except BaseException as error:
        raise Unreadable(f"not a whole workbook ({plain(error)})") from None


def stored_text(value: Any) -> str:
    """A value of calamine as a sheet shows it."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return general(value)
    if isinstance(value, datetime.date):
        return shown_date(value)
    return str(value)


# From a sheet to blocks


def pieces(sheet: Sheet, tables: int, passed: Counter[str]) -> Iterator[Block]:
    """The blocks of a sheet; its tables are numbered from `tables` + 1."""
    rows, columns = visible(sheet, passed)
    spans = merged(sheet, rows, columns)
    shows: dict[int, dict[int, str]] = {}
    for (row, column), text in sheet.texts.items():
        if row in rows and column in columns and (row, column) not in spans.covered:
            shows.setdefault(row, {})[column] = text
    for group in groups(sheet, shows, spans):
        lead, body, tail = parts(group, shows, spans)
        yield from paragraphs(sheet, lead, shows)
        if body and (table := made_table(sheet, body, shows, spans, columns, tables + 1)):
            if table.width > WIDEST or table.width * table.height > AREA:
                passed["too_large"] += 1
            else:
                tables += 1
                yield table
        yield from paragraphs(sheet, tail, shows)
    yield from sheet.pictures


@dataclass(slots=True)
class Spans:
    """Merged ranges by the address of their first visible cell: visible rows and columns; what they cover."""

    sizes: dict[Address, tuple[list[int], list[int]]] = field(default_factory=dict)
    covered: set[Address] = field(default_factory=set)


def visible(sheet: Sheet, passed: Counter[str]) -> tuple[set[int], set[int]]:
    """The rows and columns that are shown and hold text or lie inside a merged range that does."""
    rows = {row for row, _ in sheet.texts}
    columns = {column for _, column in sheet.texts}
    for (top, left), (bottom, right) in sheet.merges:
        if (top, left) in sheet.texts:
            rows.update(range(top, min(bottom, top + TALLEST) + 1))
            columns.update(range(left, min(right, left + WIDEST) + 1))
    if rows and columns:  # blank columns inside a table are part of it
        columns.update(range(min(columns), min(max(columns), min(columns) + WIDEST) + 1))
    hidden_rows = rows & sheet.hidden_rows
    hidden_columns = {
        column for column in columns for first, last in sheet.hidden_columns if first <= column <= last
    }
    if hidden := {row for row, _ in sheet.texts} & hidden_rows:
        passed["hidden_rows"] += len(hidden)
    if hidden := {column for _, column in sheet.texts} & hidden_columns:
        passed["hidden_rows"] += len(hidden)
    return rows - hidden_rows, columns - hidden_columns


def merged(sheet: Sheet, rows: set[int], columns: set[int]) -> Spans:
    """The merged ranges that show something; one whose first row or column is hidden begins at the next."""
    spans = Spans()
    budget = AREA
    for (top, left), (bottom, right) in sheet.merges:
        if (top, left) in spans.covered or (top, left) in spans.sizes:
            continue  # ranges that overlap: the first counts
        text = sheet.texts.get((top, left), "")
        inside = [row for row in range(top, min(bottom, top + TALLEST) + 1) if row in rows]
        across = [column for column in range(left, min(right, left + WIDEST) + 1) if column in columns]
        budget -= len(inside) * len(across)
        if not inside or not across or budget < 0:
            continue
        first = inside[0], across[0]
        if first in spans.covered or first in spans.sizes:
            continue
        if text and first != (top, left):
            sheet.texts[first] = text
        spans.sizes[first] = inside, across
        spans.covered.update(product(inside, across))
        spans.covered.discard(first)
    return spans


def groups(sheet: Sheet, shows: dict[int, dict[int, str]], spans: Spans) -> Iterator[list[int]]:
    """Runs of rows without a blank row between; a merged range with text holds its rows together."""
    filled = set(shows)
    for (row, column), (inside, _) in spans.sizes.items():
        if column in shows.get(row, {}):
            filled.update(inside)
    group: list[int] = []
    for row in sorted(filled):
        if group and any(between not in sheet.hidden_rows for between in range(group[-1] + 1, row)):
            yield group
            group = []
        group.append(row)
    if group:
        yield group


def parts(
    group: list[int], shows: dict[int, dict[int, str]], spans: Spans
) -> tuple[list[int], list[int], list[int]]:
    """The rows of a group to print as paragraphs before its table, those of the table, those after it.

    A row of one cell is a title, a heading, prose, or a label whose figures are all blank. Official labels
    belong to the table, prose does not; what else is short is given as both.
    """
    count: Counter[int] = Counter()
    for row, cells in shows.items():
        for column in cells:
            count.update(spans.sizes[row, column][0] if (row, column) in spans.sizes else (row,))
    wide = [at for at, row in enumerate(group) if count[row] > 1]
    if not wide:
        return group, [], []
    first, last = wide[0], wide[-1]
    prose = [any(map(is_prose, shows.get(row, {}).values())) for row in group]
    start = max((at + 1 for at in range(first) if prose[at]), default=0)
    end = min((at for at in range(last + 1, len(group)) if prose[at]), default=len(group))
    before = [row for at, row in enumerate(group[: last + 1]) if at < first or count[row] == 1]
    return before, group[start:end], group[last + 1 :]


def is_prose(text: str) -> bool:
    return len(text) > LONG or text.rstrip().endswith("。")


def is_label(text: str) -> bool:
    """Whether a text is a label of an official form, and no title of a table, which is a heading too."""
    return any(meaning.kind != "title" for meaning in look_up(text))


def paragraphs(sheet: Sheet, rows: list[int], shows: dict[int, dict[int, str]]) -> Iterator[Paragraph]:
    for row in rows:
        for column, text in sorted(shows.get(row, {}).items()):
            if not is_label(text):
                yield Paragraph(text.strip(), Place(path=written(row, column), part=sheet.name))


def made_table(
    sheet: Sheet,
    rows: list[int],
    shows: dict[int, dict[int, str]],
    spans: Spans,
    columns: set[int],
    number: int,
) -> Table | None:
    """The table in these rows, as wide as its rows of several cells are."""
    used: set[int] = set()
    for row in rows:
        cells = shows.get(row, {})
        for column in cells if len(cells) > 1 else list(cells)[:1]:
            used.add(column)
            if len(cells) > 1 and (row, column) in spans.sizes:
                used.add(spans.sizes[row, column][1][-1])
    if not used:
        return None
    across = [column for column in sorted(columns) if min(used) <= column <= max(used)]
    if len(across) > WIDEST:  # stray cells far out: blank columns go first
        across = sorted(used)
    inside, wide = set(rows), set(across)
    made = []
    covered, sizes = spans.covered, spans.sizes
    for y, row in enumerate(rows):
        shown_here = shows.get(row, {})
        for x, column in enumerate(across):
            at = row, column
            if at in covered:
                continue
            high = broad = 1
            if at in sizes:
                down, right = sizes[at]
                high, broad = len(inside.intersection(down)), len(wide.intersection(right))
            place = Place(path=written(row, column), table=number, row=y + 1, column=x + 1, part=sheet.name)
            text = shown_here.get(column, "").strip()
            made.append(GridCell(y, x, text, place, high, broad))
    return Table(tuple(made), Place(table=number, part=sheet.name))
