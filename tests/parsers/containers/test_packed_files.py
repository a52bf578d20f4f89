"""Files that were stored packed as a whole, packages that are one XML document, and text that names no encoding."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zipfile
import zlib

import pytest

from parsers import Hints, parse
from parsers.decode import decode
from parsers.model import Report, Status
from tests.parsers.office_files import cell, docx, paragraph, row, run, table
from tests.parsers.report_page import Page, page

PACKAGE = "http://schemas.microsoft.com/office/2006/xmlPackage"
MIME = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def read(body: bytes, name: str) -> Report:
    (report,) = parse(body, Hints(name=name))
    return report


def figures(report: Report) -> dict[str, str]:
    return {one.key: one.raw for one in report.cells}


def in_word(made: Page) -> bytes:
    tables = [
        table(*[row(*[cell(paragraph(run(one.text))) for one in line]) for line in rows])
        for rows in made.tables.values()
    ]
    return docx(paragraph(run(made.title)) + "".join(tables))


def flat(body: bytes) -> bytes:
    """An office file as one XML document, as Word writes it."""
    parts = []
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        for name in archive.namelist():
            kind = f"{MIME}.document.main+xml" if name == "word/document.xml" else "application/xml"
            held = f"<pkg:xmlData>{archive.read(name).decode()}</pkg:xmlData>"
            parts.append(f'<pkg:part pkg:name="/{name}" pkg:contentType="{kind}">{held}</pkg:part>')
    head = '<?xml version="1.0" standalone="yes"?><?mso-application progid="Word.Document"?>'
    return f'{head}<pkg:package xmlns:pkg="{PACKAGE}">{"".join(parts)}</pkg:package>'.encode()


@pytest.mark.parametrize("name", ["年报.xml", "年报.docx"])
def test_a_word_file_that_is_one_xml_document(name: str) -> None:
    made = page()
    report = read(flat(in_word(made)), name)
    assert (report.kind, figures(report), report.agency) == ("docx", made.figures, "青溪县水利局")


@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress, bz2.compress, lzma.compress])
def test_a_page_that_was_stored_packed(pack: object) -> None:
    made = page()
    assert callable(pack)
    report = read(pack(made.html().encode()), "年报.html")
    assert (report.kind, figures(report)) == ("html", made.figures)


def test_a_word_file_packed_twice() -> None:
    made = page()
    assert figures(read(gzip.compress(gzip.compress(in_word(made))), "年报.docx.gz")) == made.figures


def test_packed_files_beyond_the_limits_and_damaged_ones() -> None:
    bomb = gzip.compress(bytes(60 << 20))
    cut = gzip.compress(page().html().encode())[:-900]
    for body, said in ((bomb, "unpacks to more than"), (cut, "cut off"), (cut[:12] + b"\xff" * 40, "packed")):
        report = read(body, "年报.html.gz")
        assert report.status is Status.FAILED
        assert said in report.reason


def test_a_text_that_begins_like_a_packed_file() -> None:
    text = "x谯城区水利局2023年政府信息公开工作年度报告\n一、总体情况\n本年主动公开信息7条。\n"
    for letter in "x邸", "x谯":  # the second sign begins as packed files do, in GB18030 at least once
        report = read(text.replace("x谯", letter).encode("gb18030"), "年报.txt")
        assert (report.status, report.kind) == (Status.NO_TABLES, "text")


def test_big5_without_a_label() -> None:
    text = "青溪縣水利局2023年政府信息公開工作年度報告\n一、總體情況\n收到政府信息公開申請12件。"
    assert decode(text.encode("big5")).text == text
    simple = "青溪县水利局2023年政府信息公开工作年度报告\n一、总体情况\n收到政府信息公开申请12件。"
    for plain in (simple, text):
        assert decode(plain.encode("gb18030")).text == plain
