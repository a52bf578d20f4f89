"""Office originals are shown as the parser reads them, each figure framed at its place."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import lxml.html
import pytest

from parsers import parse
from parsers.document import Hints
from tests.web.test_captures import ROW
from web.captures import as_page, place_of, sniff

SAMPLES = Path(__file__).parent.parent / "samples"
FIGURES = (
    "applications.new_received.total",
    "applications.granted.natural_person",
    "review_litigation.review.total",
)


def shown(body: bytes, where: str, language: str = "zh", part: str = ""):
    page = as_page(body, sniff(body), dict(ROW, mime=""), place_of(where), language, where, part)
    return lxml.html.document_fromstring(page)


@pytest.mark.parametrize("name", ["docx_2019", "xlsx_2019", "ofd_2019"])
def test_a_figure_of_an_office_file_is_framed_where_it_was_read(name):
    (path,) = [path for path in (SAMPLES / name).iterdir() if path.suffix in (".docx", ".xlsx", ".ofd")]
    body = path.read_bytes()
    (report,) = parse(body, Hints(name=path.name))
    cells = {f"{cell.table}.{cell.item}.{cell.column}": cell for cell in report.cells}
    framed_at = set()
    for figure in FIGURES:
        framed = shown(body, str(cells[figure].place)).xpath("//*[@id='figure']")
        assert len(framed) == 1 and framed[0].tag == "td" and framed[0].text == cells[figure].raw
        framed_at.add(framed[0].getroottree().getpath(framed[0]))
    assert len(framed_at) == 3


def test_each_file_of_an_archive_is_shown_and_only_the_one_meant_is_framed():
    (path,) = (SAMPLES / "docx_2019").glob("*.docx")
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as file:
        for name in ("年报/甲.docx", "年报/乙.docx"):
            file.writestr(name, path.read_bytes())
    reports = parse(output.getvalue(), Hints(name="年报.zip"))
    where = next(str(cell.place) for cell in reports[1].cells if cell.item == "new_received")
    page = shown(output.getvalue(), where, part=reports[1].part)
    assert len(page.xpath("//h2[contains(., '.docx')]")) == 2
    assert len(page.xpath("//*[@id='figure']")) == 1
    assert (
        page.xpath("//*[@id='figure']/preceding::h2")[-1].text_content() == reports[1].part == "年报/乙.docx"
    )


def test_markup_in_an_office_file_is_text():
    output = io.BytesIO()
    text = "&lt;script&gt;alert(1)&lt;/script&gt;"
    with zipfile.ZipFile(output, "w") as file:
        space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
        file.writestr(
            "word/document.xml",
            f"<w:document {space}><w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>",
        )
    page = shown(output.getvalue(), "")
    assert not page.xpath("//script") and "<script>alert(1)</script>" in page.text_content()


def test_a_file_that_cannot_be_read_says_so():
    body = b"PK\x03\x04 broken word/document"
    assert "未能读出" in shown(body, "").text_content()
    assert "not read" in shown(body, "", "en").text_content()
