"""Workbooks, XLSX and XLS: each visible sheet, cut at its blank rows into tables and paragraphs.

Cells hold what the sheet shows: numbers through their formats, formulas by their stored results. Hidden
sheets, rows and columns are left out, with an issue. The place of a cell names its sheet (`part`), its
table, row and column, and its address in the sheet (`path`, such as B12).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from parsers.document import Block, Document, Hints, Issue, Table
from parsers.errors import Unreadable
from parsers.readers import ole, ooxml
from parsers.readers.sheets import biff, spreadsheetml
from parsers.readers.sheets.blocks import pieces
from parsers.readers.sheets.sheet import CELLS, MERGES, SHEETS, Sheet
from parsers.readers.sheets.xlsx import Workbook


def read(body: bytes, hints: Hints) -> Document:
    """The workbook as blocks, sheet by sheet.

    Raises:
        Unreadable: encrypted, damaged, no workbook, or beyond the limits of its reader.
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
            sheets = list(other_sheets(body, passed))
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
        "hidden_rows": "{} hidden rows or columns hold text: it is left out, figures of the form unreadable",
        "formula_without_result": "{} formulas have no stored result and could not be read",
        "struck_text": "text struck out was left out in {} places",
        "as_stored": "figures are given as stored: their formats and hidden rows are not known",
        "too_large": "{} sheets, tables or pictures beyond the limits were left out",
    }
    issues = tuple(Issue(code, messages[code].format(count)) for code, count in passed.items())
    return Document(kind, tuple(blocks), {"title": title} if title else {}, issues=issues)


def old_sheets(body: bytes, passed: Counter[str]) -> Iterator[Sheet]:
    """The visible sheets of an XLS file."""
    container = ole.Container(body)
    if ole.BOOKS[0] not in container:
        if ole.ENCRYPTED in container:
            raise Unreadable("encrypted with a password")
        if ole.BOOKS[1] not in container:
            raise Unreadable("an OLE container without a workbook")
        yield from other_sheets(body, passed)
        return
    try:
        workbook = biff.Workbook(container.stream(ole.BOOKS[0]), CELLS, SHEETS, MERGES, passed)
    except biff.Older:
        yield from other_sheets(body, passed)
    else:
        yield from workbook.sheets()


def other_sheets(body: bytes, passed: Counter[str]) -> Iterator[Sheet]:
    """The visible sheets of a workbook of Excel 95 and before, or of an XLSB file."""
    from parsers.readers.sheets import oldsheets  # noqa: PLC0415 - a large library that few files need

    return oldsheets.binary_sheets(body, passed)
