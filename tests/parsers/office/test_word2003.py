"""Word 2003 XML, as Word saves it and as programs fill templates of it: what of a cell is shown."""

from __future__ import annotations

import base64

import pytest

from parsers.document import FAINT, Document, Hints, Picture
from parsers.errors import Unreadable
from parsers.readers import office, sniff
from tests.parsers.office_files import cell, paragraph, row, run, table

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><?mso-application progid="Word.Document"?><w:wordDocument'
    ' xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"'
    ' xmlns:wx="http://schemas.microsoft.com/office/word/2003/auxHint"'
    ' xmlns:aml="http://schemas.microsoft.com/aml/2001/core" xmlns:v="urn:schemas-microsoft-com:vml"'
    ' xmlns:st1="urn:schemas-microsoft-com:office:smarttags" xmlns:o="urn:schemas-microsoft-com:office:office">'
)
LISTS = (
    '<w:lists><w:listDef w:listDefId="4"><w:lvl w:ilvl="0"><w:start w:val="3"/><w:nfc w:val="37"/>'
    '<w:lvlText w:val="%1、"/></w:lvl></w:listDef><w:list w:ilfo="2"><w:ilst w:val="4"/></w:list></w:lists>'
)
STYLES = (
    '<w:styles><w:style w:type="character" w:styleId="H"><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="S"><w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>'
    "</w:styles>"
)
LISTED = '<w:listPr><w:ilvl w:val="0"/><w:ilfo w:val="2"/></w:listPr>'


def word(body: str) -> bytes:
    return f"{HEAD}{LISTS}{STYLES}<w:body><wx:sect>{body}<w:sectPr/></wx:sect></w:body></w:wordDocument>".encode()


def read(body: str) -> Document:
    content = word(body)
    assert sniff(content) == "doc"
    return office.read(content, Hints(name="report.doc"))


def change(kind: str, content: str = "") -> str:
    inside = f"<aml:content>{content}</aml:content>" if content else ""
    return f'<aml:annotation aml:id="1" aml:author="a" w:type="Word.{kind}">{inside}</aml:annotation>'


DELETED = change("Deletion", "<w:r><w:delText>91</w:delText></w:r>")


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        (paragraph(run("8", "<w:vanish/>"), run("12")), "12"),
        (paragraph(run("8", '<w:rStyle w:val="H"/>'), run("13")), "13"),
        (paragraph(run("14", '<w:vanish w:val="off"/>')), "14"),
        (paragraph(DELETED, change("Insertion", run("23"))), "23"),
        (paragraph(change("Insertion", change("Deletion", run("8"))), run("24")), "24"),
        (paragraph(run("8", "<w:strike/>"), run("25")), "25"),
        (paragraph(run("26"), run("1", '<w:vertAlign w:val="superscript"/>')), "26¹"),
        (paragraph(run("27"), run("1", '<w:rStyle w:val="S"/>')), "27¹"),
        (paragraph(run("3"), run("1", '<w:color w:val="FFFFFF"/>')), f"3{FAINT}1"),
        (paragraph('<w:r><w:sym w:font="宋体" w:char="0034"/></w:r>', run("1")), "41"),
        (paragraph(f'<w:hlink w:dest="http://a/85">{run("42")}</w:hlink>'), "42"),
        (paragraph(f'<st1:chmetcnv w:st="on" SourceValue="85">{run("43")}</st1:chmetcnv>'), "43"),
        (paragraph(f"<w:r>{run('44')}</w:r>"), "44"),
        (paragraph(change("Bookmark.Start"), run("45"), change("Bookmark.End")), "45"),
        (paragraph(run("46"), f"<w:r>{change('Comment', paragraph(run('应为85')))}</w:r>"), "46"),
        (paragraph(run("47"), f"<w:r><w:footnote>{paragraph(run('含85件'))}</w:footnote></w:r>"), "47"),
        (paragraph(run("48", change("Formatting", "<w:rPr><w:vanish/></w:rPr>"))), "48"),
        (paragraph("件", properties=LISTED), "三、件"),
    ],
)
def test_what_a_cell_shows(content: str, shown: str) -> None:
    (made,) = read(table(row("收到", cell(content)))).tables
    assert [each.text for each in made.cells] == ["收到", shown]


def test_cells_merged_and_rows_deleted() -> None:
    deleted = row("结果", "71", properties=change("Deletion"))
    rows = (
        row(cell("结果", '<w:vmerge w:val="restart"/>'), "17"),
        deleted,
        row(cell("8", "<w:vmerge/>"), "19"),
    )
    beside = row(cell("一", '<w:hmerge w:val="restart"/>'), cell("", "<w:hmerge/>"))
    (made,) = read(f"<wx:sub-section>{table(*rows, beside)}</wx:sub-section>").tables
    shown = [(each.row, each.column, each.row_span, each.column_span, each.text) for each in made.cells]
    assert shown == [(0, 0, 2, 1, "结果"), (0, 1, 1, 1, "17"), (1, 1, 1, 1, "19"), (2, 0, 1, 2, "一")]


def test_pictures_come_with_their_bytes() -> None:
    data = base64.b64encode(b"picture").decode()
    pict = f'<w:binData w:name="wordml://1.png">{data}</w:binData><v:shape><v:imagedata src="wordml://1.png"/></v:shape>'
    blocks = read(f"<w:p><w:r><w:pict>{pict}</w:pict></w:r></w:p>").blocks
    assert [block.content for block in blocks if isinstance(block, Picture)] == [b"picture"]


def test_a_file_that_is_cut_off() -> None:
    outcome = office.convert([("doc", word("<w:p/>")[:-30])])[0]
    assert isinstance(outcome, Unreadable)
