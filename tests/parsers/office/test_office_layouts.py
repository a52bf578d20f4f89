"""Reports with known figures, laid out anew as Word and Excel users do it, read to the last figure."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pytest

from parsers import Hints, Report, parse
from parsers.document import Document, Paragraph, Place
from parsers.model import State, number
from parsers.readers import docx as docx_reader
from parsers.readers.sheets.sheet import written
from tests.parsers.office_files import BEGIN, ON, cell, data, docx, paragraph, row, span, table, xlsx

SAMPLES = Path(__file__).parents[2] / "samples"
REPORTS = ["docx_2019", "docx_2019_blanks"]


def source(name: str) -> tuple[Document, dict[str, Any]]:
    folder = SAMPLES / name
    document = docx_reader.read((folder / "document.docx").read_bytes(), Hints())
    return document, json.loads((folder / "expected.json").read_text("utf-8"))


def check(reports: list[Report], expected: dict[str, Any]) -> None:
    (report,) = reports
    found = {
        cell.key: (number(cell.value), str(cell.state))
        for cell in report.cells
        if cell.state is not State.ABSENT
    }
    assert found == {key: (each["value"], each["state"]) for key, each in expected["cells"].items()}
    assert (report.year, report.agency) == (expected["year"], expected["agency"])
    assert [section.number for section in report.sections if section.number] == [1, 2, 3, 4, 5, 6]


def workbook(
    document: Document, gap: int, top: int, left: int, merges: bool, numbers: bool, split: bool
) -> bytes:
    """The document as a workbook: `gap` blank rows after each table, cell by cell from row `top`, column `left`."""
    sheets: dict[str, str] = {}
    lines: dict[int, dict[int, str]] = {}
    ranges: list[str] = []
    y = top

    def put(row_number: int, column: int, text: str) -> None:
        reference = written(row_number, column)
        kind = '<c r="{}"><v>{}</v></c>' if numbers and text.isascii() and text.isdigit() else ""
        kind = kind or '<c r="{}" t="inlineStr"><is><t>{}</t></is></c>'
        if text:
            lines.setdefault(row_number, {})[column] = kind.format(reference, escape(text))

    def close() -> None:
        made = (
            f'<row r="{at}">{"".join(cells[x] for x in sorted(cells))}</row>' for at, cells in lines.items()
        )
        merged = "".join(f'<mergeCell ref="{each}"/>' for each in ranges)
        sheets[f"表{len(sheets) + 1}"] = data(*made) + (
            f"<mergeCells>{merged}</mergeCells>" if merged else ""
        )
        lines.clear()
        ranges.clear()

    for block in document.blocks:
        if isinstance(block, Paragraph):
            put(y, left, block.text)
            y += 1
            continue
        for each in getattr(block, "cells", ()):
            first = y + each.row, left + each.column
            put(*first, each.text)
            if merges and each.row_span * each.column_span > 1:
                last = first[0] + each.row_span - 1, first[1] + each.column_span - 1
                ranges.append(f"{written(*first)}:{written(*last)}")
        y += getattr(block, "height", 0) + gap
        if split:
            close()
            y = top
    close()
    return xlsx(sheets)


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("gap", [0, 2])
@pytest.mark.parametrize("merges", [True, False], ids=["merged", "not merged"])
@pytest.mark.parametrize(
    ("top", "left", "numbers", "split"),
    [(1, 1, True, False), (5, 3, False, False), (2, 2, True, True)],
    ids=["one sheet", "texts further in", "a sheet for each table"],
)
def test_workbooks(
    name: str, gap: int, merges: bool, top: int, left: int, numbers: bool, split: bool
) -> None:
    document, expected = source(name)
    check(parse(workbook(document, gap, top, left, merges, numbers, split), Hints(name="a.xlsx")), expected)


def content(text: str, column: int, layout: str) -> str:
    """The content of a cell as it is laid out."""
    if layout == "a run for each sign":
        return "<w:p>" + "".join(f"<w:r><w:t>{escape(sign)}</w:t></w:r>" for sign in text) + "</w:p>"
    if layout == "framed figures" and text and column > 2:
        return table(row(escape(text))) + paragraph("")
    if layout == "labels in two paragraphs" and len(text) > 3 and not text[0].isdigit():
        return paragraph(escape(text[:3])) + paragraph(escape(text[3:]))
    return paragraph(escape(text))


def document_table(found: Any, layout: str) -> str:
    rows = []
    for y, line in enumerate(found.grid()):
        cells = []
        x = 0
        while x < len(line):
            each = line[x]
            about = span(each.column_span) if each.column_span > 1 else ""
            if each.row_span > 1 and layout != "labels not merged downwards":
                about += BEGIN if each.row == y else ON
            cells.append(cell(content(each.text if each.row == y else "", x, layout), about))
            x += each.column_span
        rows.append(row(*cells))
    return table(*rows)


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize(
    "layout",
    [
        "plain",
        "a run for each sign",
        "framed figures",
        "labels in two paragraphs",
        "labels not merged downwards",
        "tables in frames",
        "tables beside a margin",
        "all in one frame",
        "all in a text box",
    ],
)
def test_documents(name: str, layout: str) -> None:
    document, expected = source(name)
    body = ""
    for block in document.blocks:
        if isinstance(block, Paragraph):
            body += paragraph(escape(block.text))
            continue
        made = document_table(block, layout)
        if layout == "tables in frames":
            made = table(row(cell(made + paragraph(""))))
        elif layout == "tables beside a margin":
            made = table(row(cell(paragraph("单位：件") + made + paragraph("")), "页边"))
        body += made
    if layout == "all in one frame":
        body = table(row(cell(body)))
    elif layout == "all in a text box":
        shape = f"<wps:txbx><w:txbxContent>{body}</w:txbxContent></wps:txbx>"
        body = paragraph(f"<w:r><w:drawing>{shape}</w:drawing></w:r>")
    check(parse(docx(body), Hints(name="a.docx")), expected)


def test_places_lead_to_the_figures() -> None:
    document, expected = source("docx_2019_blanks")
    body = workbook(document, 1, 4, 2, merges=True, numbers=True, split=False)
    (report,) = parse(body, Hints(name="a.xlsx"))
    addresses = [figure.place.path for figure in report.cells if figure.place != Place()]
    assert len(addresses) == len(set(addresses)) >= len(expected["cells"])
    assert all(figure.place.part == "表1" for figure in report.cells if figure.place != Place())
