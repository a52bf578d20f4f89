"""XLSX workbooks: what each visible sheet shows.

Numbers go through their formats, formulas are shown by their stored results.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from lxml import etree

from parsers.errors import Unreadable
from parsers.model import Picture, Place
from parsers.readers import ooxml
from parsers.readers.archives import Package
from parsers.readers.numberformat import BUILT_IN, general, shown, shown_text
from parsers.readers.numbering import whole
from parsers.readers.sheet import CELLS, LAST_COLUMN, LAST_ROW, MERGES, SHEETS, Sheet, area, column_of

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
TEXT, RUN, RUN_PROPERTIES, ROW, CELL = f"{S}t", f"{S}r", f"{S}rPr", f"{S}row", f"{S}c"
VALUE, FORMULA, INLINE, PHONETIC = f"{S}v", f"{S}f", f"{S}is", f"{S}rPh"

PICTURES = 100
PICTURE_SIZE = 40 << 20
ON = frozenset({"1", "true", "on"})


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
