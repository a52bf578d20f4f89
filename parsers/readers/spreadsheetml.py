"""Workbooks of Excel 2003 in XML, often named .xls: their visible sheets.

    Workbook / Worksheet / Table / Row [Index, Hidden, Span] / Cell [Index, MergeAcross, MergeDown] / Data

Numbers are shown through the format of their style; a format given by one of Excel's names is a date or an
amount only where the name says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from lxml import etree

from parsers.errors import Unreadable
from parsers.readers import ooxml
from parsers.readers.numberformat import general, shown
from parsers.readers.numbering import whole
from parsers.readers.sheet import LAST_COLUMN, LAST_ROW, Sheet

S = "{urn:schemas-microsoft-com:office:spreadsheet}"
X = "{urn:schemas-microsoft-com:office:excel}"
MARK = b"urn:schemas-microsoft-com:office:spreadsheet"
NAMED = {
    "Fixed": "0.00",
    "Standard": "#,##0.00",
    "Percent": "0.00%",
    "Scientific": "0.00E+00",
    "Short Date": "yyyy-mm-dd",
    "Medium Date": "yyyy-mm-dd",
    "Long Date": "yyyy-mm-dd",
    "General Date": "yyyy-mm-dd hh:mm",
}


def sheets(body: bytes, most_cells: int, most_sheets: int, passed: Counter[str]) -> Iterator[Sheet]:
    """The visible sheets. Raises Unreadable: not well formed, or beyond the limits."""
    root = ooxml.root(body, "the workbook")
    formats: dict[str, str] = {}
    for style in root.iter(f"{S}Style"):
        code = style.find(f"{S}NumberFormat")
        if code is not None:
            printed = code.get(f"{S}Format", "")
            formats[style.get(f"{S}ID", "")] = NAMED.get(printed, "" if printed == "General" else printed)
    seen = found = 0
    for worksheet in root.iter(f"{S}Worksheet"):
        found += 1
        if worksheet.findtext(f"{X}WorksheetOptions/{X}Visible", "SheetVisible") != "SheetVisible":
            passed["hidden_sheet"] += 1
            continue
        if found > most_sheets:
            passed["too_large"] += 1
            continue
        sheet = Sheet(worksheet.get(f"{S}Name", ""))
        for table in worksheet.iterchildren(f"{S}Table"):
            hide_columns(sheet, table)
            fill(sheet, table, formats, passed)
        seen += len(sheet.texts)
        if seen > most_cells:
            raise Unreadable(f"more than {most_cells} cells with content")
        yield sheet
    if not found:
        raise Unreadable("the workbook holds no sheet that can be found")


def hide_columns(sheet: Sheet, table: etree._Element) -> None:
    at = 0
    for column in table.iterchildren(f"{S}Column"):
        at = whole(column.get(f"{S}Index"), at + 1)
        last = at + max(0, whole(column.get(f"{S}Span"), 0))
        if column.get(f"{S}Hidden") == "1" or column.get(f"{S}Width") == "0":
            sheet.hidden_columns.append((at, min(last, LAST_COLUMN)))
        at = last


def fill(sheet: Sheet, table: etree._Element, formats: dict[str, str], passed: Counter[str]) -> None:
    row = 0
    for line in table.iterchildren(f"{S}Row"):
        row = whole(line.get(f"{S}Index"), row + 1)
        if not 0 < row <= LAST_ROW:
            raise Unreadable(f"a row numbered {row} in sheet {sheet.name}")
        if line.get(f"{S}Hidden") == "1" or line.get(f"{S}Height") == "0":
            sheet.hidden_rows.add(row)
        column = 0
        for cell in line.iterchildren(f"{S}Cell"):
            column = whole(cell.get(f"{S}Index"), column + 1)
            if not 0 < column <= LAST_COLUMN:
                raise Unreadable(f"a column numbered {column} in sheet {sheet.name}")
            across = max(0, min(whole(cell.get(f"{S}MergeAcross"), 0), LAST_COLUMN - column))
            down = max(0, min(whole(cell.get(f"{S}MergeDown"), 0), LAST_ROW - row))
            code = formats.get(cell.get(f"{S}StyleID", "") or line.get(f"{S}StyleID", ""), "")
            if (text := shown_in(cell, code, passed)).strip():
                sheet.texts[row, column] = text
            if across or down:
                sheet.merges.append(((row, column), (row + down, column + across)))
            column += across
        row += max(0, whole(line.get(f"{S}Span"), 0))


def shown_in(cell: etree._Element, code: str, passed: Counter[str]) -> str:
    """What a cell shows; the formula itself where no result is stored."""
    data = next((child for child in cell if isinstance(child.tag, str) and child.tag.endswith("}Data")), None)
    if data is None or not (stored := "".join(data.itertext())).strip():
        if formula := cell.get(f"{S}Formula"):
            passed["formula_without_result"] += 1
            return formula
        return ""
    match data.get(f"{S}Type", "String"):
        case "Number":
            try:
                value = float(stored)
            except ValueError:
                return stored
            return shown(value, code, False) if code else general(value)
        case "Boolean":
            return "TRUE" if stored.strip() == "1" else "FALSE"
        case _:
            return stored
