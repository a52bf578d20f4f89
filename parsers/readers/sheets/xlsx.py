"""XLSX workbooks: what each visible sheet shows.

Numbers go through their formats, formulas are shown by their stored results.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator

from lxml import etree

from parsers.document import Picture, Place
from parsers.errors import Unreadable
from parsers.pages.textlines import UNKNOWN
from parsers.readers import ooxml
from parsers.readers.archives import Package
from parsers.readers.docx.numbering import whole
from parsers.readers.sheets.conditional import hidden_by, veil
from parsers.readers.sheets.narrow import mark_narrow, narrow_columns, numbers_in
from parsers.readers.sheets.numberformat import general, shown, shown_text
from parsers.readers.sheets.sheet import (
    CELLS,
    LAST_COLUMN,
    LAST_ROW,
    MERGES,
    PLAIN,
    SHEETS,
    Run,
    Sheet,
    Style,
    area,
    flat,
    joined,
)
from parsers.readers.sheets.xlsxrows import ON, Row, Stored, merges_of, rows_in, rows_of
from parsers.readers.sheets.xlsxstrings import runs_in, texts_of
from parsers.readers.sheets.xlsxstyles import known_styles, styles_in

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
VIEWS, VIEW, USUAL, COLUMNS, MERGED, CONDITIONS, EXTENSIONS = (
    f"{S}sheetViews",
    f"{S}sheetView",
    f"{S}sheetFormatPr",
    f"{S}cols",
    f"{S}mergeCells",
    f"{S}conditionalFormatting",
    f"{S}extLst",
)
ESCAPED = re.compile(r"_x([0-9a-fA-F]{4})_")
XDR = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
ANCHORS = (f"{XDR}twoCellAnchor", f"{XDR}oneCellAnchor")
SHAPES = 200
PICTURES = 100
PICTURE_SIZE = 40 << 20


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
        self.styles = self.load_styles()
        self.shows_zeros = True
        self.shows_formulas = False  # and not what they come to
        # What a sheet shows for what a cell holds.
        self.known: dict[Stored, str] = {}
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
        texts = texts_of(self.pack.read(name))
        if texts is None:
            texts = [runs_in(item) for item in ooxml.tree(self.pack, name).iterchildren(f"{S}si")]
        return [unescaped(text) if isinstance(text, str) else self.rich(text) for text in texts]

    def load_styles(self) -> list[Style]:
        """The style of each cell by its number."""
        name = ooxml.of_kind(self.related, "styles")
        if not name or name not in self.pack:
            return []
        try:
            content = self.pack.read(name)
            return (known_styles if len(content) <= ooxml.KEPT else styles_in)(content, name)
        except Unreadable:
            return []

    def looks(self) -> etree._Element | None:
        """The part that holds the looks of cells, as it is."""
        name = ooxml.of_kind(self.related, "styles")
        try:
            return ooxml.tree(self.pack, name) if name and name in self.pack else None
        except Unreadable:
            return None

    def rich(self, runs: list[Run]) -> str:
        """The text of pieces; what is struck out is left out if anything else stands."""
        return unescaped(runs[0].text if len(runs) == 1 and not runs[0].struck else joined(runs, self.passed))

    def sheet(self, name: str, part: str) -> Sheet:
        sheet = Sheet(name)
        content = self.pack.read(part)
        root, rows, ranges = self.rows(content, part)
        self.merge(sheet, ranges)
        known = self.known
        known.clear()
        rows_hidden, conditions, narrow = self.about(sheet, root)
        if narrow:
            rows = list(rows)
        number = 0
        for row in rows:
            number = row.number or number + 1
            if not 0 < number <= LAST_ROW:
                raise Unreadable(f"a row numbered {number} in sheet {name}")
            if row.hidden in ON or (rows_hidden and row.hidden is None) or flat(row.height):
                sheet.hidden_rows.add(number)
            for column, stored in row.cells:
                text = known.get(stored)
                if text is None:
                    text = self.text(stored)
                if text:
                    sheet.texts[number, column] = text
            if self.seen + len(sheet.texts) > CELLS:
                raise Unreadable(f"more than {CELLS} cells with content")
        self.seen += len(sheet.texts)
        if narrow:
            mark_narrow(sheet, narrow, numbers_in(rows, narrow, self.styles))
        if conditions and (veils := hidden_by(conditions, self.looks())):
            veil(sheet, veils)
        self.find_pictures(sheet, part)
        return sheet

    def about(
        self, sheet: Sheet, root: etree._Element
    ) -> tuple[bool, list[etree._Element], dict[int, float]]:
        """Take what a sheet says beside its rows.

        Returns whether rows are hidden, what holds rules of looks, and the widths of narrow columns.
        """
        self.shows_zeros, self.shows_formulas = True, False
        rows_hidden = False
        conditions: list[etree._Element] = []
        narrow: dict[int, float] = {}
        for child in root:
            if child.tag == VIEWS:
                self.shows_zeros = all(view.get("showZeros", "1") in ON for view in child.iter(VIEW))
                self.shows_formulas = any(view.get("showFormulas", "") in ON for view in child.iter(VIEW))
            elif child.tag == USUAL:
                rows_hidden = child.get("zeroHeight", "") in ON
            elif child.tag == COLUMNS:
                hide_columns(sheet, child)
                narrow = narrow_columns(child)
            elif child.tag in (CONDITIONS, EXTENSIONS):
                conditions.append(child)
        return rows_hidden, conditions, narrow

    def rows(self, content: bytes, part: str) -> tuple[etree._Element, Iterable[Row], list[str]]:
        """The tree of a sheet, perhaps without its rows and merged ranges; the rows; the ranges."""
        if quick := rows_of(content):
            rest, rows = quick
            less, ranges = merges_of(rest) or (rest, [])
            try:
                root = ooxml.root(less, part)
            except Unreadable:
                pass  # the whole sheet says where it is damaged
            else:
                holder = root.find(MERGED)
                if root.find(f"{S}sheetData") is not None and (holder is not None or not ranges):
                    return root, rows, ranges or ranges_in(root)
        root = ooxml.root(content, part)
        return root, rows_in(root, lambda inline: self.rich(runs_in(inline))), ranges_in(root)

    def merge(self, sheet: Sheet, ranges: list[str]) -> None:
        if len(ranges) > MERGES:
            self.passed["too_large"] += 1
        sheet.merges += filter(None, map(area, ranges[:MERGES]))

    def text(self, stored: Stored) -> str:
        """What a cell shows, "" for blanks alone; `UNKNOWN` where the result of a formula is not stored."""
        style, kind, formula, told = stored
        value = told or ""
        if kind == "inline":
            return "" if value.isspace() else value
        if formula and (
            self.shows_formulas or (not value and kind != "str") or (self.works_out and value.strip() == "0")
        ):
            self.passed["formula_without_result"] += 1
            return UNKNOWN
        number = whole(style, 0)
        look = self.styles[number] if 0 <= number < len(self.styles) else PLAIN
        text = look.marked(self.shown(kind or "n", value, look.code))
        if text.isspace():
            text = ""
        if not formula:
            self.known[stored] = text
        return text

    def shown(self, kind: str, value: str, code: str) -> str:
        """A value as the format shows it."""
        if not value or kind == "inlineStr":
            return ""
        if kind == "s":
            index = whole(value.strip(), -1)
            if not 0 <= index < len(self.strings):
                raise Unreadable("a cell refers to a text that is not in the file")
            return shown_text(self.strings[index], code) if code else self.strings[index]
        if kind == "b":
            return "TRUE" if value.strip() in ON else "FALSE"
        if kind in ("str", "e", "d"):
            return unescaped(value)
        return self.number(value.strip(), code)

    def number(self, stored: str, code: str) -> str:
        if stored.isascii() and stored.isdigit() and not code and len(stored) < 16 and stored[0] != "0":
            return stored
        try:
            value = float(stored)
        except ValueError:
            return stored
        if value == 0 and not self.shows_zeros:
            return ""
        return shown(value, code, self.from_1904) if code else general(value)

    def find_pictures(self, sheet: Sheet, part: str) -> None:
        """The pictures laid over a sheet, in the order of their drawing, and the texts of its shapes."""
        drawing = ooxml.of_kind(ooxml.relationships(self.pack, part), "drawing")
        if not drawing or drawing not in self.pack:
            return
        related = ooxml.relationships(self.pack, drawing)
        root = ooxml.tree(self.pack, drawing)
        for number, shape in enumerate(root.iter(f"{XDR}sp")):
            if number >= SHAPES:
                self.passed["too_large"] += 1
                break
            lay_over(sheet, shape)
        for blip in root.iter(f"{A}blip"):
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


def lay_over(sheet: Sheet, shape: etree._Element) -> None:
    """Put the text of a shape into the cell it begins in, behind what stands there, which it may cover."""
    lines = ("".join(text.text or "" for text in line.iter(f"{A}t")) for line in shape.iter(f"{A}p"))
    text = "\n".join(filter(None, map(str.strip, lines)))
    place = next((each.find(f"{XDR}from") for each in shape.iterancestors(*ANCHORS)), None)
    if not text or place is None:
        return
    at = whole(place.findtext(f"{XDR}row"), -1) + 1, whole(place.findtext(f"{XDR}col"), -1) + 1
    if not 0 < at[0] <= LAST_ROW or not 0 < at[1] <= LAST_COLUMN:
        return
    for (top, left), (bottom, right) in sheet.merges:
        if top <= at[0] <= bottom and left <= at[1] <= right:
            at = top, left
            break
    sheet.texts[at] = "\n".join(filter(None, (sheet.texts.get(at, ""), text)))


def ranges_in(root: etree._Element) -> list[str]:
    """The merged ranges of a sheet, as they are written."""
    return [
        element.get("ref", "")
        for holder in root.iterchildren(MERGED)
        for element in holder.iterchildren(f"{S}mergeCell")
    ]


def hide_columns(sheet: Sheet, holder: etree._Element) -> None:
    for element in holder.iterchildren(f"{S}col"):
        if element.get("hidden", "") in ON or element.get("width", "") == "0":
            first, last = whole(element.get("min"), 0), whole(element.get("max"), 0)
            if 0 < first <= last:
                sheet.hidden_columns.append((first, min(last, LAST_COLUMN)))


def unescaped(text: str) -> str:
    """A text with the signs that XML cannot hold, written as _x0009_; those that print nothing are left out.

    >>> unescaped("12_x000D_"), unescaped("1_x0032_"), unescaped("_xD800_"), unescaped("a_b_x1")
    ('12', '12', '', 'a_b_x1')
    """
    return ESCAPED.sub(escaped_sign, text) if "_x" in text else text


def escaped_sign(found: re.Match[str]) -> str:
    sign = chr(int(found[1], 16))
    return sign if sign in "\t\n" or unicodedata.category(sign) not in ("Cc", "Cs") else ""
