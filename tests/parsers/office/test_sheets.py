"""Workbooks read as their sheets show them."""

from __future__ import annotations

import struct
import subprocess
import time
from collections import Counter
from pathlib import Path

import pytest

from parsers import confined
from parsers.document import FAINT, UNSHOWN, Document, Hints, Paragraph, Picture, Place, Table
from parsers.errors import Unreadable
from parsers.readers import sheets as reader
from parsers.readers.sheets import biff
from parsers.readers.sheets.sheet import Sheet
from tests.parsers.office_files import (
    OFFICE,
    SHEET,
    data,
    line,
    mutant_parts,
    mutants,
    packed,
    related,
    stored,
    xlsx,
)

SAMPLES = Path(__file__).parents[2] / "samples"
FORMATS = (
    '<numFmts><numFmt numFmtId="170" formatCode="0&quot;件&quot;"/>'
    '<numFmt numFmtId="171" formatCode="0;-0;&quot;/&quot;"/></numFmts>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="2"/><xf numFmtId="3"/><xf numFmtId="41"/><xf numFmtId="170"/>'
    '<xf numFmtId="171"/><xf numFmtId="14"/><xf numFmtId="10"/><xf numFmtId="31"/></cellXfs>'
)


def read(body: bytes) -> Document:
    return reader.read(body, Hints())


def grid(found: Table) -> list[list[str]]:
    return [[each.text for each in row] for row in found.rows()]


def codes(document: Document) -> set[str]:
    return {issue.code for issue in document.issues}


def texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Paragraph)]


def test_a_sheet_is_cut_at_blank_rows() -> None:
    document = read(
        xlsx(
            {
                "表": data(
                    line(2, "B2=某局2023年政府信息公开工作年度报告"),
                    line(3, "B3=一、总体情况"),
                    line(4, "B4=" + "本年度认真贯彻落实各项要求，" * 4),
                    line(6, "B6=规章", "C6:3", "D6:5"),
                    line(7, "B7=行政规范性文件", "D7:7"),
                    line(10, "B10=行政复议", "C10:11"),
                    line(11, "B11=合计"),
                    line(12, "B12=" + "以上数据均为本机关，" * 6),
                )
            }
        )
    )
    assert [grid(found) for found in document.tables] == [
        [["规章", "3", "5"], ["行政规范性文件", "", "7"]],
        [["行政复议", "11"], ["合计", ""]],
    ]
    assert [text[:8] for text in texts(document)] == [
        "某局2023年政",
        "一、总体情况",
        "本年度认真贯彻落",
        "以上数据均为本机",
    ]
    assert str(document.tables[1].cells[1].place) == "表: table 2 row 1 column 2 at C10"


def test_merged_ranges_become_one_cell() -> None:
    merges = (
        '<mergeCells><mergeCell ref="A1:B1"/><mergeCell ref="A2:A3"/><mergeCell ref="C2:D2"/>'
        '<mergeCell ref="A2:A9"/><mergeCell ref="nonsense"/></mergeCells>'
    )
    document = read(
        xlsx(
            {
                "s": data(
                    line(1, "A1=项目", "B1=被盖住", "C1=甲", "D1=乙"),
                    line(2, "A2=（三）", "B2=秘密", "C2:31"),
                    line(3, "B3=禁止", "C3:41", "D3:43"),
                )
                + merges
            }
        )
    )
    assert [
        (each.text, each.row, each.column, each.row_span, each.column_span)
        for each in document.tables[0].cells
    ] == [
        ("项目", 0, 0, 1, 2),
        ("甲", 0, 2, 1, 1),
        ("乙", 0, 3, 1, 1),
        ("（三）", 1, 0, 2, 1),
        ("秘密", 1, 1, 1, 1),
        ("31", 1, 2, 1, 2),
        ("禁止", 2, 1, 1, 1),
        ("41", 2, 2, 1, 1),
        ("43", 2, 3, 1, 1),
    ]


@pytest.mark.parametrize(
    ("figure", "style", "shows"),
    [
        ("12", 0, "12"),
        ("12.0", 0, "12"),
        ("25.099999999999998", 0, "25.1"),
        ("0.5", 1, "0.50"),
        ("1113", 2, "1,113"),
        ("0", 3, "-"),
        ("7", 3, "7"),
        ("9", 4, "9件"),
        ("0", 5, "/"),
        ("45310", 6, "2024/1/19"),
        ("45310", 8, "2024年1月19日"),
        ("0.256", 7, "25.60%"),
        ("1E3", 0, "1000"),
        ("-4", 0, "-4"),
        ("5", 99, "5"),
    ],
)
def test_numbers_as_they_are_shown(figure: str, style: int, shows: str) -> None:
    number = f'<c r="B1" s="{style}"><v>{figure}</v></c>'
    document = read(xlsx({"s": data(line(1, "A1=规章", number, "C1=x"))}, formats=FORMATS))
    assert grid(document.tables[0]) == [["规章", shows, "x"]]


def test_kinds_of_cells() -> None:
    strings = "<si><t>规章</t></si><si><r><t>1</t></r><r><rPr/><t>2件</t></r><rPh><t>ni</t></rPh></si>"
    struck = "<si><r><rPr><strike/></rPr><t>15</t></r><r><t>12</t></r></si>"
    document = read(
        xlsx(
            {
                "s": data(
                    line(
                        1,
                        '<c t="s"><v>0</v></c>',
                        '<c t="s"><v>1</v></c>',
                        '<c t="s"><v>2</v></c>',
                        '<c t="b"><v>1</v></c>',
                        '<c t="str"><f>A1</f><v>文字</v></c>',
                        '<c t="e"><v>#REF!</v></c>',
                        "<c><f>SUM(B1:C1)</f><v>33</v></c>",
                        "<c><f>SUM(B1:C1)</f></c>",
                        "<c/>",
                        '<c r="J1"><v>34</v></c>',
                    )
                )
            },
            strings=strings + struck,
        )
    )
    assert grid(document.tables[0]) == [
        ["规章", "12件", "12", "TRUE", "文字", "#REF!", "33", "\ufffd", "", "34"]
    ]
    assert codes(document) == {"struck_text", "formula_without_result"}


def test_what_is_hidden_is_not_read() -> None:
    rows = data(
        line(1, "A1=项目", "B1=旧", "C1=件数"),
        line(2, "A2=规章", "B2:98", "C2:99", about='hidden="1"'),
        line(3, "A3=规章", "B3:97", "C3:12"),
        line(4, "A4=文件", "B4:96", "C4:0"),
    )
    columns = (
        '<sheetViews><sheetView showZeros="0"/></sheetViews><cols><col min="2" max="2" hidden="1"/></cols>'
    )
    body = xlsx(
        {
            "副本": data(line(1, "A1=规章", "B1:95")),
            "表": columns + rows,
            "底稿": data(line(1, "A1:1", "B1:2")),
        },
        states={"副本": "hidden", "底稿": "veryHidden"},
    )
    document = read(body)
    assert [grid(found) for found in document.tables] == [[["项目", "件数"], ["规章", "12"], ["文件", ""]]]
    assert codes(document) == {"hidden_sheet", "hidden_rows"}
    assert [each.place.path for each in document.tables[0].cells] == ["A1", "C1", "A3", "C3", "A4", "C4"]


def test_a_merge_that_begins_in_a_hidden_row_still_shows_its_text() -> None:
    rows = data(
        line(1, "A1=规章", "B1:3"),
        line(2, "A2=（三）", "B2:98", about='hidden="1"'),
        line(3, "B3:5"),
    )
    document = read(xlsx({"s": rows + '<mergeCells><mergeCell ref="A2:A3"/></mergeCells>'}))
    assert grid(document.tables[0]) == [["规章", "3"], ["（三）", "5"]]


def test_titles_wider_than_their_table_add_no_columns() -> None:
    document = read(
        xlsx(
            {
                "s": data(line(1, "A1=主动公开"), line(2, "A2=规章", "B2:3"))
                + '<mergeCells><mergeCell ref="A1:H1"/></mergeCells>'
            }
        )
    )
    assert document.tables[0].width == 2
    assert texts(document) == ["主动公开"]


def test_pictures_on_a_sheet() -> None:
    drawing = (
        f'<x xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:r="{OFFICE}">'
        '<a:blip r:embed="p"/></x>'
    )
    body = packed(
        {
            "xl/workbook.xml": f'<workbook xmlns="{SHEET}" xmlns:r="{OFFICE}"><sheets><sheet name="s" r:id="a"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": related(a="worksheet:worksheets/s.xml"),
            "xl/worksheets/s.xml": f'<worksheet xmlns="{SHEET}"><sheetData/></worksheet>',
            "xl/worksheets/_rels/s.xml.rels": related(d="drawing:../drawings/d.xml"),
            "xl/drawings/d.xml": drawing,
            "xl/drawings/_rels/d.xml.rels": related(p="image:../media/i.png"),
            "xl/media/i.png": b"PNG",
        }
    )
    assert read(body).blocks == (Picture("xl/media/i.png", b"PNG", Place(part="s")),)


def test_texts_of_shapes_on_a_sheet() -> None:
    space = "http://schemas.openxmlformats.org/drawingml/2006/"

    def shape(row: int, column: int, text: str) -> str:
        return (
            f"<x:twoCellAnchor><x:from><x:col>{column}</x:col><x:row>{row}</x:row></x:from><x:sp><x:txBody>"
            f"<a:p><a:r><a:t>{text}</a:t></a:r></a:p></x:txBody></x:sp></x:twoCellAnchor>"
        )

    drawing = (
        f'<x:wsDr xmlns:x="{space}spreadsheetDrawing" xmlns:a="{space}main">'
        + shape(0, 1, "某县教育局2023年报告")
        + shape(3, 1, "29")
        + "</x:wsDr>"
    )
    sheet = data(line(3, "A3=规章", "B3:11", "C3:13"), line(4, "A4=许可", "B4:17", "C4:19"))
    body = packed(
        {
            "xl/workbook.xml": f'<workbook xmlns="{SHEET}" xmlns:r="{OFFICE}"><sheets><sheet name="s" r:id="a"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": related(a="worksheet:worksheets/s.xml"),
            "xl/worksheets/s.xml": f'<worksheet xmlns="{SHEET}">{sheet}</worksheet>',
            "xl/worksheets/_rels/s.xml.rels": related(d="drawing:../drawings/d.xml"),
            "xl/drawings/d.xml": drawing,
        }
    )
    document = read(body)
    assert [block.text for block in document.paragraphs] == ["某县教育局2023年报告"]
    assert [cell.text for cell in document.tables[0].cells] == ["规章", "11", "13", "许可", "17\n29", "19"]


SOUND = xlsx(
    {
        "表": '<cols><col min="9" max="9" hidden="1"/></cols>'
        + data(
            line(1, "A1=项目", "B1:11"),
            line(2, "A2=规章", "B2:13", "C2:17"),
            line(4, "A4=x", '<c r="B4" t="s" s="4"><v>0</v></c>'),
        )
        + '<mergeCells><mergeCell ref="A1:A2"/></mergeCells>'
    },
    strings="<si><t>19</t></si>",
    formats=FORMATS,
)
MILLION = "".join(f'<row r="{number}"><c t="n"><v>{number}</v></c></row>' for number in range(1, 1_000_001))
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HOSTILE = {
    "empty": (b"", "not a whole ZIP archive"),
    "zeros": (b"\0" * 4096, "not a whole ZIP archive"),
    "not office": (packed({"a.txt": "x"}), "no office file of this kind"),
    "encrypted": (OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "encrypted with a password"),
    "not a workbook": (OLE + b"\0" * 4096, "sectors of an unknown size"),
    "truncated": (SOUND[:-200], "not a whole ZIP archive"),
    "entities": (packed({"xl/workbook.xml": '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'}), "document type"),
    "no sheet": (xlsx({}), "no sheet"),
    "a million rows": (
        xlsx({"s": f"<sheetData>{MILLION}</sheetData>"}),
        "MB; the limit is 24|more than 2000000|more than 250 times",
    ),
    "a million rows in short": (
        stored(xlsx({"s": data("<row><c><v>1</v></c></row>" * 600_000)})),
        "more than 60000 cells|more than 2000000",
    ),
    "a row beyond the last": (xlsx({"s": data(line(99_999_999, "A1=x"))}), "a row numbered"),
    "no such text": (xlsx({"s": data(line(1, '<c t="s"><v>5</v></c>'))}), "refers to a text"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_end_quickly_with_a_reason(name: str) -> None:
    body, reason = HOSTILE[name]
    start = time.perf_counter()
    with pytest.raises(Unreadable, match=reason):
        confined.call("parsers.readers.sheets:read", body, Hints(), seconds=10, memory=1 << 30)
    assert time.perf_counter() - start < 10


@pytest.mark.parametrize(
    "content",
    [
        data(line(1, "A1=甲", "XFD1:3"), line(1_048_576, "A1048576=乙", "XFD1048576:5")),
        data(line(1, "A1=甲", "B1:3")) + '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>',
        data(line(1, "A1=甲", "B1:3"))
        + "<mergeCells>"
        + '<mergeCell ref="A1:ZZ9999"/>' * 50_000
        + "</mergeCells>",
        data(line(1, "A1=甲", "B1:3")) + '<cols><col min="1" max="999999999" width="9"/></cols>',
        data(
            *(f'<row r="{number}"/>' for number in range(1, 400_000)),
            line(500_000, "A500000=甲", "B500000:3"),
        ),
    ],
    ids=["corners", "one merge", "many merges", "columns", "blank rows"],
)
def test_large_but_nearly_blank_sheets_are_read(content: str) -> None:
    document = confined.call(
        "parsers.readers.sheets:read", stored(xlsx({"s": content})), Hints(), seconds=10, memory=1 << 30
    )
    shown = texts(document) + [each.text for found in document.tables for each in found.cells]
    assert "甲" in shown


@pytest.mark.parametrize("part", ["", "xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/workbook.xml"])
def test_damaged_workbooks_are_read_or_refused(part: str) -> None:
    damaged = mutant_parts(SOUND, part, 800, 5) if part else mutants(SOUND, 2000, 6)
    for body in damaged:
        try:
            read(body)
        except Unreadable as error:
            assert str(error)


def xls_sample() -> bytes:
    found = SAMPLES / "xls_2021_distinct" / "document.xls"
    return found.read_bytes()


def test_damaged_old_workbooks_are_read_or_refused() -> None:
    for body in mutants(xls_sample(), 2500, 7):
        try:
            read(body)
        except Unreadable as error:
            assert str(error)


def test_truncated_old_workbooks_are_whole_or_refused() -> None:
    body = xls_sample()
    for length in range(8, len(body), 97):
        try:
            found = {each.text for table in read(body[:length]).tables for each in table.cells}
        except Unreadable as error:
            assert str(error)
        else:
            assert found == {each.text for table in read(body).tables for each in table.cells}


# Old workbooks, written record by record


def record(number: int, content: bytes) -> bytes:
    return struct.pack("<HH", number, len(content)) + content


def substream(*records: bytes) -> bytes:
    return record(0x0809, struct.pack("<HH12x", 0x0600, 5)) + b"".join(records) + record(0x000A, b"")


def short_text(text: str) -> bytes:
    return struct.pack("<HB", len(text), 1) + text.encode("utf-16-le")


def workbook(sheets: dict[str, bytes], *shared: bytes, states: dict[str, int] | None = None) -> bytes:
    """A workbook stream: sheets by name, and what stands before their list."""
    names = [name.encode("utf-16-le") for name in sheets]
    before = record(0x0809, struct.pack("<HH12x", 0x0600, 5)) + b"".join(shared)
    place = len(before) + sum(4 + 8 + len(name) for name in names) + 4
    listed = b""
    for title, name in zip(sheets, names, strict=True):
        state = (states or {}).get(title, 0)
        listed += record(0x0085, struct.pack("<IBBBB", place, state, 0, len(name) // 2, 1) + name)
        place += len(sheets[title])
    return before + listed + record(0x000A, b"") + b"".join(sheets.values())


def old(stream: bytes) -> tuple[list[Sheet], Counter[str]]:
    passed: Counter[str] = Counter()
    return list(biff.Workbook(stream, 60_000, 50, 3_000, passed).sheets()), passed


def rule(colour: int, ground: int | None = None, number: int = 0, compares: int = 0) -> bytes:
    """A conditional format that gives type and ground a colour, for numbers that compare so or a formula."""
    kind, formula = (1, struct.pack("<BH", 0x1E, number)) if compares else (2, b"\x1d\x01")
    looks = 1 << 26 | (1 << 29 if ground is not None else 0)
    font = bytes(80) + struct.pack("<I", colour) + bytes(34)
    fill = struct.pack("<HH", 0, ground << 7) if ground is not None else b""
    content = struct.pack("<BBHHIH", kind, compares, len(formula), 0, looks, 0) + font + fill + formula
    return record(0x01B1, content)


def code_rule(code: str, looks: int = 1 << 25, behind: bytes = b"") -> bytes:
    """A conditional format under a formula that shows numbers by a code of its own."""
    text = short_text(code)
    shown = struct.pack("<H", len(text) + 2) + text
    return record(0x01B1, struct.pack("<BBHHIH", 2, 0, 2, 0, looks, 1) + shown + behind + b"\x1d\x01")


@pytest.mark.parametrize(
    ("hides", "hidden"),
    [
        (rule(9), "12 345"),
        (code_rule(";;;"), "12 345"),
        (code_rule("0.0"), ""),
        (code_rule("0", 1 << 25 | 1 << 26, bytes(80) + struct.pack("<I", 9) + bytes(34)), "12 345"),
        (rule(9, number=100, compares=5), "345"),
        (rule(9, number=12, compares=3), "12"),
        (rule(10), ""),
        (rule(9, ground=10), ""),
        (rule(10, ground=10), "12 345"),
        (record(0x01B1, rule(9)[4:40]), ""),
    ],
    ids=[
        "white",
        "code of nothing",
        "code",
        "code and white",
        "white above 100",
        "white if 12",
        "red",
        "white on red",
        "red on red",
        "cut off",
    ],
)
def test_conditional_formats_of_old_workbooks_may_hide_figures(hides: bytes, hidden: str) -> None:
    place = struct.pack("<2H4HH4H", 1, 0, 0, 0, 0, 1, 1, 0, 0, 0, 1)
    numbers = [record(0x0203, struct.pack("<3Hd", 0, at, 0, value)) for at, value in enumerate((12, 345, 67))]
    (sheet,), _ = old(workbook({"表": substream(*numbers, record(0x01B0, place), hides)}))
    shown = [sheet.texts[1, at] for at in (1, 2, 3)]
    assert [text for text in shown if text.startswith(FAINT)] == [FAINT + text for text in hidden.split()]
    assert [text.strip(FAINT) for text in shown] == ["12", "345", "67"]


def test_numbers_of_old_workbooks_that_their_sheets_do_not_show() -> None:
    """Too long for their columns, over and over, or worked out where formulas are shown."""
    shrinks, repeated = (
        struct.pack("<HH2xBxB11x", 0, 0, across, about) for across, about in ((0, 16), (4, 0))
    )
    looks = [record(0x00E0, look) for look in (struct.pack("<HH16x", 0, 0), shrinks, repeated)]
    numbers = [
        record(0x0203, struct.pack("<3Hd", 0, at, style, value))
        for at, style, value in ((0, 0, 12345), (1, 0, 67), (2, 1, 891011), (3, 2, 1213))
    ]
    worked_out = record(0x0006, struct.pack("<3HdH4x", 1, 4, 0, 1415.0, 0))
    narrow = record(0x007D, struct.pack("<5H2x", 0, 2, 450, 0, 0))
    for formulas in (0, 1):
        window = record(0x023E, struct.pack("<H", 0x10 | formulas))
        (sheet,), _ = old(workbook({"表": substream(narrow, *numbers, worked_out, window)}, *looks))
        assert [sheet.texts[1, at] for at in range(1, 5)] == [
            *(f"{UNSHOWN}12345", "67", "891011", f"{FAINT}1213")
        ]
        assert sheet.texts[2, 5] == ("\ufffd" if formulas else "1415")


STYLES = (
    record(0x041E, struct.pack("<H", 170) + short_text('0"件"')),
    record(0x00E0, struct.pack("<HH16x", 0, 0)),
    record(0x00E0, struct.pack("<HH16x", 0, 170)),
)
# Two texts; the second goes on in a second record, which says anew how wide its signs are.
TEXTS = (
    record(
        0x00FC,
        struct.pack("<II", 2, 2)
        + short_text("规章")
        + struct.pack("<HB", 6, 1)
        + "行政规".encode("utf-16-le"),
    ),
    record(0x003C, b"\x01" + "范文件".encode("utf-16-le")),
)


def test_old_cells_of_every_kind() -> None:
    cells = [
        record(0x00FD, struct.pack("<HHHI", 0, 0, 0, 0)),
        record(0x00FD, struct.pack("<HHHI", 1, 0, 0, 1)),
        record(0x0203, struct.pack("<HHHd", 0, 1, 0, 25.1)),
        record(0x027E, struct.pack("<HHHi", 0, 2, 1, 12 << 2 | 2)),
        record(0x00BD, struct.pack("<HHHiHiH", 1, 1, 0, 1250 << 2 | 3, 0, -7 << 2 | 2, 2)),
        record(0x0204, struct.pack("<HHH", 2, 0, 0) + short_text("文字")),
        record(0x0205, struct.pack("<HHHBB", 2, 1, 0, 23, 1)),
        record(0x0006, struct.pack("<HHHdHI", 2, 2, 0, 33.0, 0, 0)),
        record(0x0006, struct.pack("<HHH", 3, 0, 0) + b"\0\0\0\0\0\0\xff\xff" + bytes(6)),
        record(0x0207, short_text("算出的")),
        record(0x0006, struct.pack("<HHH", 3, 1, 0) + b"\3\0\0\0\0\0\xff\xff" + b"\3" + bytes(5)),
    ]
    (sheet,), passed = old(workbook({"表": substream(*cells)}, *STYLES, *TEXTS))
    assert sheet.texts == {
        (1, 1): "规章",
        (2, 1): "行政规范文件",
        (1, 2): "25.1",
        (1, 3): "12件",
        (2, 2): "12.5",
        (2, 3): "-7",
        (3, 1): "文字",
        (3, 2): "#REF!",
        (3, 3): "33",
        (4, 1): "算出的",
        (4, 2): "\ufffd",
    }
    assert passed == {"formula_without_result": 1}


def test_old_texts_of_several_fonts() -> None:
    fonts = [record(0x0031, struct.pack("<HHHHHBBBB", 200, 0, 8, 400, shift, 0, 0, 0, 0)) for shift in (0, 1)]
    listed = struct.pack("<II", 1, 1) + struct.pack("<HBH", 3, 8, 1) + b"129" + struct.pack("<HH", 2, 1)
    cells = record(0x00FD, struct.pack("<3HI", 0, 0, 0, 0))
    (sheet,), _ = old(workbook({"s": substream(cells)}, *fonts, STYLES[1], record(0x00FC, listed)))
    assert sheet.texts == {(1, 1): "12⁹"}


def test_old_fonts_that_hide_or_strike_out_a_figure() -> None:
    def font(flags: int, colour: int) -> bytes:
        return record(0x0031, struct.pack("<HHHHHBBBB", 200, flags, colour, 400, 0, 0, 0, 0, 0))

    def style(font: int, pattern: int = 0, colour: int = 0x40) -> bytes:
        return record(0x00E0, struct.pack("<HH10xIH", font, 0, pattern << 26, colour))

    fonts = (font(0, 8), font(0, 9), font(8, 8), font(0, 8), font(0, 9))  # numbered 0, 1, 2, 3 and 5
    styles = (style(0), style(1), style(1, 1, 18), style(2), style(5), style(3))
    cells = [
        record(0x0203, struct.pack("<HHHd", 0, at, at, figure))
        for at, figure in enumerate((11, 13, 17, 19, 23, 29))
    ]
    (sheet,), _ = old(workbook({"s": substream(*cells)}, *fonts, *styles))
    assert [sheet.texts[1, column] for column in range(1, 7)] == [
        "11",
        f"{FAINT}13",
        "17",
        "1\u03369\u0336",
        f"{FAINT}23",
        "29",
    ]


def test_old_hidden_rows_columns_sheets_and_zeros() -> None:
    shown = substream(
        record(0x007D, struct.pack("<6H", 1, 2, 2000, 0, 1, 0)),
        record(0x0208, struct.pack("<HHHHHHHH", 4, 0, 3, 255, 0, 0, 0x20, 0)),
        record(0x023E, struct.pack("<H16x", 0x06A6)),
        record(0x0203, struct.pack("<HHHd", 0, 0, 0, 0.0)),
        record(0x00E5, struct.pack("<H4H", 1, 0, 1, 2, 5)),
    )
    (sheet,), passed = old(workbook({"底稿": substream(), "表": shown}, states={"底稿": 2}))
    assert (sheet.name, sheet.texts, sheet.hidden_rows) == ("表", {}, {5})
    assert sheet.hidden_columns == [(2, 3)]
    assert sheet.merges == [((1, 3), (2, 6))]
    assert passed == {"hidden_sheet": 1}


@pytest.mark.parametrize(
    ("stream", "reason"),
    [
        (b"", "does not begin"),
        (workbook({"表": substream()}, record(0x002F, b"\1\0")), "encrypted with a password"),
        (workbook({"表": substream()})[:-4], "sheet 表 is cut off"),
        (workbook({}), "no sheet"),
        (workbook({"表": substream(record(0x00FD, struct.pack("<HHHI", 0, 0, 0, 9)))}), "refers to a text"),
        (workbook({"表": substream()}, TEXTS[0]), "texts of the workbook are cut off"),
    ],
)
def test_broken_streams_of_records(stream: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        old(stream)


def test_workbooks_before_excel_97_are_left_to_the_library() -> None:
    with pytest.raises(biff.Older):
        old(record(0x0809, struct.pack("<HH", 0x0500, 5)))


@pytest.mark.office
def test_libreoffice_makes_the_same_of_both_kinds(tmp_path: Path) -> None:
    """What an office program writes as XLS reads as the XLSX it was made from."""
    new = tmp_path / "b.xlsx"
    rows = data(
        line(1, "A1=项目", "B1=件数", "C1=旧", about='ht="20"'),
        line(2, "A2=规章", '<c r="B2" s="4"><v>13</v></c>', "C2:99"),
        line(3, "A3=文件", '<c r="B3" s="2"><v>1117</v></c>', "C3:98"),
        line(4, "A4=隐", "B4:97", about='hidden="1"'),
        line(5, "B5:0.25", '<c r="C5"><f>B2+1</f><v>14</v></c>'),
        line(8, "A8=" + "长" * 300, "B8:31"),
    )
    content = '<cols><col min="3" max="3" width="9" customWidth="1" hidden="1"/></cols>' + rows
    merges = '<mergeCells><mergeCell ref="A3:A5"/></mergeCells>'
    new.write_bytes(
        xlsx(
            {"表": content + merges, "藏": data(line(1, "A1=x", "B1:5"))},
            formats=FORMATS,
            states={"藏": "hidden"},
        )
    )
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation=file://{tmp_path}/profile",
            "--headless",
            "--convert-to",
            "xls:MS Excel 97",
            "--outdir",
            tmp_path,
            new,
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    made = read((tmp_path / "b.xls").read_bytes())
    assert made.kind == "xls"
    assert [grid(found) for found in made.tables] == [grid(found) for found in read(new.read_bytes()).tables]
    assert codes(made) == {"hidden_sheet", "hidden_rows"}
