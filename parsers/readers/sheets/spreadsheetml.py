"""Workbooks of Excel 2003 in XML, often named .xls: their visible sheets.

    Workbook / Worksheet / Table / Row [Index, Hidden, Span] / Cell [Index, MergeAcross, MergeDown] / Data

Numbers are shown through the format of their style; a format given by one of Excel's names is a date or an
amount only where the name says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import chain

from lxml import etree

from parsers.errors import Unreadable
from parsers.pages.textlines import UNKNOWN
from parsers.readers import ooxml
from parsers.readers.docx.numbering import whole
from parsers.readers.sheets.numberformat import general, shown
from parsers.readers.sheets.sheet import LAST_COLUMN, LAST_ROW, PLAIN, Run, Sheet, Style, flat, joined

S = "{urn:schemas-microsoft-com:office:spreadsheet}"
X = "{urn:schemas-microsoft-com:office:excel}"
WHITE = "#ffffff"
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
    elements = {style.get(f"{S}ID", ""): style for style in root.iter(f"{S}Style")}
    styles = {
        name: style_of(style, elements.get(style.get(f"{S}Parent", ""), style))
        for name, style in elements.items()
    }
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
        zeros = worksheet.find(f"{X}WorksheetOptions/{X}DoNotDisplayZeros") is None
        for table in worksheet.iterchildren(f"{S}Table"):
            hide_columns(sheet, table)
            fill(sheet, table, styles, passed, zeros=zeros)
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


def column_styles(table: etree._Element, styles: Mapping[str, Style]) -> dict[int, Style]:
    """The styles of columns, from 1: of their cells that have none, nor their row."""
    made: dict[int, Style] = {}
    last = 0
    for column in table.iterchildren(f"{S}Column"):
        first = max(last + 1, whole(column.get(f"{S}Index"), last + 1))
        last = min(first + max(0, whole(column.get(f"{S}Span"), 0)), LAST_COLUMN)
        if (style := styles.get(column.get(f"{S}StyleID", ""))) is not None:
            made.update(dict.fromkeys(range(first, last + 1), style))
    return made


def fill(
    sheet: Sheet, table: etree._Element, styles: Mapping[str, Style], passed: Counter[str], *, zeros: bool
) -> None:
    """Take the cells of a table; `zeros` says whether the sheet shows figures that are 0."""
    of_columns = column_styles(table, styles)
    usual = styles.get(table.get(f"{S}StyleID", "Default"), PLAIN)
    row = 0
    for line in table.iterchildren(f"{S}Row"):
        row = whole(line.get(f"{S}Index"), row + 1)
        if not 0 < row <= LAST_ROW:
            raise Unreadable(f"a row numbered {row} in sheet {sheet.name}")
        if line.get(f"{S}Hidden") == "1" or flat(line.get(f"{S}Height", "")):
            sheet.hidden_rows.add(row)
        column = 0
        for cell in line.iterchildren(f"{S}Cell"):
            column = whole(cell.get(f"{S}Index"), column + 1)
            if not 0 < column <= LAST_COLUMN:
                raise Unreadable(f"a column numbered {column} in sheet {sheet.name}")
            across = max(0, min(whole(cell.get(f"{S}MergeAcross"), 0), LAST_COLUMN - column))
            down = max(0, min(whole(cell.get(f"{S}MergeDown"), 0), LAST_ROW - row))
            named = cell.get(f"{S}StyleID", "") or line.get(f"{S}StyleID", "")
            style = styles.get(named, PLAIN) if named else of_columns.get(column, usual)
            if (text := shown_in(cell, style.code, passed, zeros=zeros)).strip():
                sheet.texts[row, column] = style.marked(text)
            if across or down:
                sheet.merges.append(((row, column), (row + down, column + across)))
            column += across
        row += max(0, whole(line.get(f"{S}Span"), 0))


def style_of(element: etree._Element, parent: etree._Element) -> Style:
    """How cells of a style look; what it does not say is as its parent says."""
    code, font, ground = (
        next(chain(element.iterchildren(name), parent.iterchildren(name)), None)
        for name in (f"{S}NumberFormat", f"{S}Font", f"{S}Interior")
    )
    printed = "" if code is None else code.get(f"{S}Format", "")
    white = font is not None and font.get(f"{S}Color", "").lower() == WHITE
    filled = ground is not None and ground.get(f"{S}Color", WHITE).lower() != WHITE
    struck = font is not None and font.get(f"{S}StrikeThrough") == "1"
    return Style(NAMED.get(printed, "" if printed == "General" else printed), white and not filled, struck)


def runs_of(element: etree._Element, look: Run) -> Iterator[Run]:
    """The pieces of a text, by the elements of HTML they stand in."""
    yield look._replace(text=element.text or "")
    for child in element:
        inner = look
        match etree.QName(child).localname if isinstance(child.tag, str) else "":
            case "Sup":
                inner = look._replace(shift="superscript")
            case "Sub":
                inner = look._replace(shift="subscript")
            case "S":
                inner = look._replace(struck=True)
            case "Font":
                inner = look._replace(faint=any(value.lower() == WHITE for value in child.attrib.values()))
        yield from runs_of(child, inner)
        yield look._replace(text=child.tail or "")


def shown_in(cell: etree._Element, code: str, passed: Counter[str], *, zeros: bool) -> str:
    """What a cell shows: nothing for 0 without `zeros`, `UNKNOWN` for a formula without its result."""
    data = next((child for child in cell if isinstance(child.tag, str) and child.tag.endswith("}Data")), None)
    if data is None or not (stored := joined(list(runs_of(data, Run(""))), passed)).strip():
        if cell.get(f"{S}Formula"):
            passed["formula_without_result"] += 1
            return UNKNOWN
        return ""
    match data.get(f"{S}Type", "String"):
        case "Number":
            try:
                value = float(stored)
            except ValueError:
                return stored
            text = shown(value, code, False) if code else general(value)
            return text if value or zeros else ""
        case "Boolean":
            return "TRUE" if stored.strip() == "1" else "FALSE"
        case _:
            return stored
