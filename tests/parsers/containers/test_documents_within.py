"""Documents that are carried by another: chunks of a Word file, saved pages, workbooks and texts as one XML."""

from __future__ import annotations

import base64
import io
import quopri
import subprocess
from email.message import EmailMessage
from html import escape
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from parsers import Hints, parse
from parsers.document import Picture
from parsers.model import Report, State, Status
from parsers.readers import docx as word
from parsers.readers import sniff
from tests.parsers.drawn_report import Style, counter
from tests.parsers.drawn_report import report as drawn
from tests.parsers.office.test_office import needs_office
from tests.parsers.office_files import cell, data, docx, packed, paragraph, row, run, table, xlsx
from tests.parsers.office_files import line as sheet_row
from tests.parsers.pdf_files import pdf
from tests.parsers.report_page import C, Page, Rows, page
from tests.parsers.text.test_parted_text import spread

MIME = (
    'From: <Saved>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="XY"\r\n\r\n--XY\r\n'
    "Content-Type: image/png\r\n\r\n\r\n--XY\r\nContent-Type: text/html; charset=gb2312\r\n"
    "Content-Transfer-Encoding: {}\r\n\r\n"
)


def read(body: bytes, name: str) -> Report:
    (report,) = parse(body, Hints(name=name))
    return report


def assert_whole(report: Report, made: Page) -> None:
    found = {one.key: one.raw for one in report.cells if one.state is not State.ABSENT}
    assert found == made.figures
    assert not [one for one in report.cells if one.state is State.UNREADABLE]
    assert (report.status, report.agency, report.year) == (Status.PARSED, "青溪县水利局", 2023)


def word_table(rows: Rows) -> str:
    """A table whose rows of labels are as printed, without the cells that another row covers."""
    return table(*[row(*[cell(paragraph(run(one.text))) for one in line]) for line in rows])


def in_word(made: Page) -> str:
    return paragraph(run(made.title)) + "".join(word_table(rows) for rows in made.tables.values())


def test_a_page_within_a_word_file() -> None:
    made = page()
    body = docx('<w:altChunk r:id="c"/>', {"word/c.html": made.html()}, c="aFChunk:c.html")
    report = read(body, "report.docx")
    assert_whole(report, made)
    place = next(one.place for one in report.cells if one.item == "licensing")
    assert (place.part, place.table, place.row, place.column) == ("word/c.html", 1, 7, 2)


def test_a_word_file_within_a_word_file() -> None:
    made = page()
    inner = docx(in_word(made))
    body = docx(table(row(cell(paragraph(run("附件"))), cell(paragraph(run("一"))))) + '<w:altChunk r:id="c"/>',
                {"word/c.docx": inner}, c="aFChunk:c.docx")  # fmt: skip
    report = read(body, "report.docx")
    assert_whole(report, made)
    assert {one.place.table for one in report.cells} == {2, 3, 4}


def test_a_cell_that_takes_in_another_document_is_not_blank() -> None:
    made = page()
    inside = cell('<w:altChunk r:id="c"/>', paragraph(""))
    body = in_word(made).replace(cell(paragraph(run("8361"))), inside)
    report = read(docx(body, {"word/c.html": "<p>8361</p>"}, c="aFChunk:c.html"), "report.docx")
    found = {one.key: one.state for one in report.cells if one.state is not State.NUMBER}
    wanted = {one.key: one.state for one in read(docx(in_word(made)), "report.docx").cells}
    changed = {key: state for key, state in found.items() if wanted[key] is not state}
    assert changed == {"proactive_disclosure.licensing.decisions": State.UNREADABLE}


def test_chunks_within_chunks_end() -> None:
    body = docx(paragraph(run("正文")))
    for _ in range(5):
        body = docx('<w:altChunk r:id="c"/>', {"word/c.docx": body}, c="aFChunk:c.docx")
    report = read(body, "report.docx")
    assert "embedded" in {issue.code for issue in report.issues}


@pytest.mark.parametrize("coding", ["quoted-printable", "base64"])
def test_a_saved_page_named_as_a_word_file(coding: str) -> None:
    made = page()
    html = made.html().replace("utf-8", "gb2312").encode("gb18030")
    content = quopri.encodestring(html) if coding == "quoted-printable" else base64.encodebytes(html)
    body = MIME.format(coding).encode() + content + b"\r\n--XY--\r\n"
    report = read(body, "report.doc")
    assert_whole(report, made)
    assert report.kind == "html"


def test_a_report_attached_to_a_letter() -> None:
    made = page()
    letter = EmailMessage()
    letter["Subject"] = "年报"
    letter.set_content("年报见附件。")
    inner = docx(paragraph(run(made.title)))
    letter.add_attachment(inner, maintype="application", subtype="octet-stream", filename="年报.docx")
    letter.add_attachment(b"\xff\xd8\xff", maintype="image", subtype="jpeg", filename="logo.jpg")
    report = read(letter.as_bytes(), "letter.eml")
    assert (report.kind, report.title, report.part) == ("docx", made.title, "年报.docx")


def test_a_report_in_an_archive_attached_to_a_letter() -> None:
    made = page()
    letter = EmailMessage()
    letter.set_content("年报见附件。")
    archive = packed({"年报.html": made.html()})
    letter.add_attachment(archive, maintype="application", subtype="zip", filename="报送.zip")
    report = read(letter.as_bytes(), "letter.eml")
    assert_whole(report, made)
    assert report.part == "报送.zip/年报.html"


def test_a_saved_page_without_a_page() -> None:
    report = read(MIME.format("base64").encode().replace(b"text/html", b"text/css") + b"\r\n--XY--", "x.mht")
    assert (report.status, report.reason) == (
        Status.FAILED,
        "a saved page (MHTML) or a letter without a text in it",
    )


def test_a_letter_that_is_the_report_itself() -> None:
    made = page()
    rows = [line for rows in made.tables.values() for line in spread(rows)]
    text = "\n".join([made.title, *made.prose, *map("\t".join, rows)])
    for charset, coding in (("gb2312", "base64"), ("utf-8", "quoted-printable")):
        letter = EmailMessage()
        letter["From"], letter["Subject"] = "a@example.cn", "年报"
        letter.set_content(text, charset=charset, cte=coding)
        assert_whole(read(letter.as_bytes(), "letter.eml"), made)


def test_a_saved_workbook_whose_page_frames_its_sheets() -> None:
    made = page()
    frames = "<html><frameset><frame src='sheet001.htm'></frameset></html>"
    parts = "".join(
        f"--XY\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{html}\r\n" for html in (frames, made.html())
    )
    head = "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=XY\r\n\r\n"
    assert_whole(read(f"{head}{parts}--XY--\r\n".encode(), "report.mht"), made)


def laid_out(rows: Rows) -> list[list[tuple[int, C]]]:
    """Each row's cells with their columns, merged cells taking their place in the rows below."""
    taken: set[tuple[int, int]] = set()
    made = []
    for y, line in enumerate(rows):
        placed = []
        x = 0
        for one in line:
            while (y, x) in taken:
                x += 1
            placed.append((x, one))
            taken |= {(y + down, x + across) for down in range(one.rows) for across in range(one.columns)}
            x += one.columns
        made.append(placed)
    return made


def spreadsheet_2003(made: Page) -> bytes:
    lines = [f'<Row><Cell><Data ss:Type="String">{made.title}</Data></Cell></Row>']
    at = 1
    for rows in made.tables.values():
        at += 1
        for placed in laid_out(rows):
            at += 1
            cells = "".join(
                f'<Cell ss:Index="{x + 1}" ss:MergeAcross="{one.columns - 1}" ss:MergeDown="{one.rows - 1}">'
                f'<Data ss:Type="{"Number" if one.text.isdigit() else "String"}">{escape(one.text)}</Data></Cell>'
                for x, one in placed
            )
            lines.append(f'<Row ss:Index="{at}">{cells}</Row>')
    name = "urn:schemas-microsoft-com:office:spreadsheet"
    hidden = (
        '<Worksheet ss:Name="old"><Table><Row><Cell><Data ss:Type="String">旧</Data></Cell></Row></Table>'
        "<x:WorksheetOptions><x:Visible>SheetHidden</x:Visible></x:WorksheetOptions></Worksheet>"
    )
    return (
        f'<?xml version="1.0"?><Workbook xmlns="{name}" xmlns:ss="{name}" '
        f'xmlns:x="urn:schemas-microsoft-com:office:excel"><Worksheet ss:Name="年报"><Table>{"".join(lines)}'
        f"</Table></Worksheet>{hidden}</Workbook>"
    ).encode()


def test_a_workbook_of_excel_2003_in_xml() -> None:
    made = page()
    report = read(spreadsheet_2003(made), "report.xls")
    assert_whole(report, made)
    assert report.kind == "xls"
    place = next(one.place for one in report.cells if one.key == "proactive_disclosure.fees.amount")
    assert (place.part, place.path) == ("年报", "B16")
    assert {issue.code for issue in report.issues} == {"hidden_sheet"}


def flat_sheet(made: Page) -> bytes:
    """A workbook as LibreOffice saves it in one XML file."""
    lines = [
        f"<table:table-row><table:table-cell><text:p>{made.title}</text:p></table:table-cell></table:table-row>"
    ]
    for rows in made.tables.values():
        lines.append("<table:table-row/>")
        for placed in laid_out(rows):
            cells, reached = "", 0
            for x, one in placed:
                if x > reached:
                    cells += f'<table:covered-table-cell table:number-columns-repeated="{x - reached}"/>'
                spans = f'table:number-columns-spanned="{one.columns}" table:number-rows-spanned="{one.rows}"'
                cells += f"<table:table-cell {spans}><text:p>{escape(one.text)}</text:p></table:table-cell>"
                if one.columns > 1:
                    cells += f'<table:covered-table-cell table:number-columns-repeated="{one.columns - 1}"/>'
                reached = x + one.columns
            lines.append(f"<table:table-row>{cells}</table:table-row>")
    names = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    return (
        f'<?xml version="1.0"?><office:document{names} office:version="1.2" office:mimetype="{kind}">'
        f'<office:body><office:spreadsheet><table:table table:name="a">{"".join(lines)}</table:table>'
        f"</office:spreadsheet></office:body></office:document>"
    ).encode()


@needs_office
def test_a_workbook_of_libreoffice_in_xml() -> None:
    made = page()
    report = read(flat_sheet(made), "report.fods")
    assert_whole(report, made)
    assert report.kind == "ods"


def test_kinds_of_one_xml_file() -> None:
    word = b'<?xml version="1.0"?><w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml">'
    assert sniff(word) == "doc"
    assert sniff(flat_sheet(page())) == "ods"
    assert sniff(b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><body>') == "html"
    assert sniff(b"<style>" + b".MsoNormal{margin:0}" * 20_000 + b"</style><p>") == "html"


@needs_office
def test_a_document_in_the_national_format(tmp_path: Path) -> None:
    made = page()
    (tmp_path / "a.docx").write_bytes(docx(in_word(made)))
    command = [
        "soffice",
        f"-env:UserInstallation=file://{tmp_path}/profile",
        "--headless",
        "--convert-to",
        "uot:UOF text",
    ]
    subprocess.run(
        [*command, "--outdir", tmp_path, tmp_path / "a.docx"], check=True, capture_output=True, timeout=120
    )
    report = read((tmp_path / "a.uot").read_bytes(), "report.uof")
    assert_whole(report, made)
    assert report.kind == "uof"


def package(*names: str) -> bytes:
    said = "<p>某县教育局2023年政府信息公开工作年度报告</p>"
    return packed(dict.fromkeys(("[Content_Types].xml", *names), said))


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (package("ppt/presentation.xml"), "a presentation is not read"),
        (package("FixedDocSeq.fdseq", "Documents/1/Pages/1.fpage"), "a file in XPS is not read"),
        (package("xl/workbook.bin"), "XLSB"),
        (package("uof.xml", "content.xml"), "UOF 2"),
        (b"Founder CEB 2.0\0\1\2" + bytes(range(256)), "CEB"),
        (
            '<?xml version="1.0"?><uof:UOF xmlns:uof="http://schemas.uof.org/cn/2003/uof"><uof:电子表格/></uof:UOF>'.encode(),
            "a workbook in UOF",
        ),
    ],
)
def test_kinds_that_are_not_read_are_named(body: bytes, told: str) -> None:
    """They are refused with a reason: "not a report" would tell people that there is none."""
    (report,) = parse(body, Hints(name="report.doc"))
    assert report.status is Status.FAILED
    assert told in report.reason


OBJECT = (
    '<w:p><w:r><w:object><v:shape><v:imagedata r:id="i"/></v:shape>'
    '<o:OLEObject xmlns:o="urn:schemas-microsoft-com:office:office" r:id="o" Type="Embed"/></w:object></w:r></w:p>'
)
PREVIEW = {"word/media/p.png": b"\x89PNG\r\n\x1a\n no picture"}


def test_a_workbook_within_a_word_file() -> None:
    book = xlsx(
        {"表": data(sheet_row(1, "A1=信息内容", "B1=本年制发件数"), sheet_row(2, "A2=规章", "B2:37"))}
    )
    body = docx(
        table(row("收到", "13")) + OBJECT,
        {"word/embeddings/b.xlsx": book, **PREVIEW},
        o="package:embeddings/b.xlsx",
        i="image:media/p.png",
    )
    document = word.read(body, Hints())
    assert [[cell.text for cell in found.cells] for found in document.tables] == [
        ["收到", "13"],
        ["信息内容", "本年制发件数", "规章", "37"],
    ]
    assert str(document.tables[1].cells[3].place) == "word/embeddings/b.xlsx: table 2 row 2 column 2 at B2"
    assert not [block for block in document.blocks if isinstance(block, Picture)]
    assert [issue.code for issue in document.issues] == ["embedded_workbook"]


def test_other_objects_within_a_word_file_are_seen_by_their_pictures() -> None:
    body = docx(
        OBJECT,
        {"word/embeddings/b.bin": b"no workbook", **PREVIEW},
        o="oleObject:embeddings/b.bin",
        i="image:media/p.png",
    )
    document = word.read(body, Hints())
    assert [block.source for block in document.blocks if isinstance(block, Picture)] == ["word/media/p.png"]
    assert [issue.code for issue in document.issues] == ["embedded"]


def carrying(cover: bytes, files: dict[str, bytes]) -> bytes:
    """A PDF with files attached to it."""
    document = pdfium.PdfDocument(cover)
    for name, content in files.items():
        document.new_attachment(name).set_data(content)
    made = io.BytesIO()
    document.save(made)
    document.close()
    return made.getvalue()


def test_a_report_attached_to_a_cover_of_a_pdf_is_read() -> None:
    body, printed = drawn(Style(), counter)
    cover = pdf([b"BT /F1 12 Tf 50 600 Td (see the attached file) Tj ET"])
    (report,) = parse(carrying(cover, {"logo.bin": b"\0\1\2\0", "report.pdf": body}), Hints(name="all.pdf"))
    assert (report.status, report.part) == (Status.PARSED, "report.pdf")
    assert {one.key: one.raw for one in report.cells} == printed


def test_what_is_attached_to_a_report_is_left_alone() -> None:
    body, printed = drawn(Style(), counter)
    other, _ = drawn(Style(align="left"), lambda _: "7")
    (report,) = parse(carrying(body, {"other.pdf": other}), Hints(name="all.pdf"))
    assert (report.status, report.part) == (Status.PARSED, "")
    assert {one.key: one.raw for one in report.cells} == printed
    assert [one.code for one in report.issues] == ["attached_files"]
