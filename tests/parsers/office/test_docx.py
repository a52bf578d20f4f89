"""DOCX files read as a person reads the printed page."""

from __future__ import annotations

import gc
import io
import time
import zipfile

import pytest

from parsers import confined
from parsers.document import Document, Hints, Paragraph, Picture, Table
from parsers.errors import Unreadable
from parsers.readers import docx as reader
from parsers.readers.docx import tables
from tests.parsers.office_files import (
    BEGIN,
    ON,
    cell,
    docx,
    mutant_parts,
    mutants,
    packed,
    paragraph,
    related,
    row,
    run,
    span,
    stored,
    table,
)

PNG = b"\x89PNG\r\n\x1a\nnot really a picture"


def read(body: bytes) -> Document:
    return reader.read(body, Hints())


def texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Paragraph)]


def layout(found: Table) -> list[tuple[str, int, int, int, int]]:
    return [(each.text, each.row, each.column, each.row_span, each.column_span) for each in found.cells]


def codes(document: Document) -> set[str]:
    return {issue.code for issue in document.issues}


def test_merged_cells_keep_their_spans_and_places() -> None:
    document = read(
        docx(
            table(
                row(cell("项目", span(2)), "件数"),
                row(cell("（三）不予公开", BEGIN), "1.属于国家秘密", "31"),
                row(cell("", ON), "2.其他", "47"),
                row(cell("总计", span(2)), "78"),
            )
        )
    )
    (found,) = document.tables
    assert layout(found) == [
        ("项目", 0, 0, 1, 2),
        ("件数", 0, 2, 1, 1),
        ("（三）不予公开", 1, 0, 2, 1),
        ("1.属于国家秘密", 1, 1, 1, 1),
        ("31", 1, 2, 1, 1),
        ("2.其他", 2, 1, 1, 1),
        ("47", 2, 2, 1, 1),
        ("总计", 3, 0, 1, 2),
        ("78", 3, 2, 1, 1),
    ]
    assert str(found.cells[6].place) == "table 1 row 3 column 3"


def test_a_merge_without_a_beginning_or_with_other_columns_is_a_cell_of_its_own() -> None:
    document = read(
        docx(
            table(
                row(cell("13", ON), "17"),
                row(cell("", ON), "19"),
                row(cell("23", span(2) + ON)),
            )
        )
    )
    assert layout(document.tables[0]) == [
        ("13", 0, 0, 2, 1),
        ("17", 0, 1, 1, 1),
        ("19", 1, 1, 1, 1),
        ("23", 2, 0, 1, 2),
    ]


def test_rows_that_begin_further_right_and_cells_merged_the_old_way() -> None:
    document = read(
        docx(
            table(
                row("21", properties='<w:gridBefore w:val="2"/>'),
                row(cell("23", '<w:hMerge w:val="restart"/>'), cell("", "<w:hMerge/>"), "29"),
            )
        )
    )
    assert layout(document.tables[0]) == [("21", 0, 2, 1, 1), ("23", 1, 0, 1, 2), ("29", 1, 2, 1, 1)]


def test_absurd_spans_stay_small() -> None:
    document = read(docx(table(row(cell("3", span(10**9)), cell("4", span(-5))))))
    assert document.tables[0].width <= 1 + tables.SPAN


def test_tracked_changes_show_the_final_text() -> None:
    document = read(
        docx(
            paragraph(
                "收到申请",
                '<w:del><w:r><w:delText>15</w:delText></w:r></w:del><w:ins w:id="1">'
                + run("12")
                + "</w:ins>",
                "件。",
            )
            + f"<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{run('全年')}</w:p>"
            + paragraph("办结7件。")
            + table(
                row(
                    "规章",
                    "<w:tc><w:p><w:moveFrom>"
                    + run("8")
                    + "</w:moveFrom><w:moveTo>"
                    + run("9")
                    + "</w:moveTo></w:p></w:tc>",
                ),
                row("旧", "5", properties="<w:del/>"),
                row("新", "6", properties="<w:ins/>"),
            )
        )
    )
    assert texts(document) == ["收到申请12件。", "全年办结7件。"]
    assert [each.text for each in document.tables[0].cells] == ["规章", "9", "新", "6"]
    assert codes(document) == {"tracked_changes"}


def test_hidden_text_is_left_out_whatever_hides_it() -> None:
    styles = (
        '<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        '<w:style w:styleId="H"><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:styleId="H2"><w:basedOn w:val="H"/></w:style>'
        '<w:style w:styleId="loop"><w:basedOn w:val="loop"/></w:style></w:styles>'
    )
    document = read(
        docx(
            table(
                row(
                    cell(paragraph(run("99", "<w:vanish/>"), "12")),
                    cell(paragraph("98", properties='<w:pStyle w:val="H2"/>') + paragraph("13")),
                    cell(paragraph(run("97", '<w:rStyle w:val="H"/>'), run("14", '<w:vanish w:val="0"/>'))),
                    cell(paragraph(run("15", '<w:rStyle w:val="loop"/>'))),
                ),
                row("96", "95", "94", "93", properties="<w:hidden/>"),
            ),
            {"word/styles.xml": styles},
            s="styles:styles.xml",
        )
    )
    assert [each.text for each in document.tables[0].cells] == ["12", "13", "14", "15"]
    assert codes(document) == {"hidden_text"}


def test_struck_figures_give_way_to_the_one_beside_them() -> None:
    document = read(
        docx(
            table(
                row(
                    cell(paragraph(run("15", "<w:strike/>"), "12")), cell(paragraph(run("8", "<w:dstrike/>")))
                )
            )
        )
    )
    assert [each.text for each in document.tables[0].cells] == ["12", "8\u0336"]
    assert codes(document) == {"struck_text"}


def test_raised_digits_do_not_join_a_figure() -> None:
    document = read(
        docx(table(row(cell(paragraph("12", run("3", '<w:vertAlign w:val="superscript"/>'))), "4")))
    )
    assert [each.text for each in document.tables[0].cells] == ["12³", "4"]


def test_breaks_symbols_and_marks_of_notes() -> None:
    pieces = (
        "<w:r><w:t>2023</w:t><w:noBreakHyphen/><w:t>2024</w:t><w:tab/><w:t>年</w:t><w:br/><w:t>报</w:t>"
        '<w:footnoteReference w:id="2"/><w:softHyphen/></w:r>'
        '<w:r><w:sym w:font="Symbol" w:char="F035"/><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>'
    )
    document = read(docx(paragraph(pieces)))
    assert texts(document) == ["2023-2024\t年\n报5\ufffd"]
    assert codes(document) == {"symbol"}
    document = read(docx(paragraph('<w:r><w:sym w:font="Webdings" w:char="0035"/></w:r>')))
    assert texts(document) == ["\ufffd"]


@pytest.mark.parametrize("instruction", ["SEQ 表", "AUTONUM", "PAGE", "LISTNUM"])
def test_a_field_that_counts_is_no_blank(instruction: str) -> None:
    pieces = (
        f'<w:r><w:fldChar w:fldCharType="begin"/><w:instrText> {instruction} </w:instrText>'
        '<w:fldChar w:fldCharType="end"/></w:r>'
    )
    assert texts(read(docx(paragraph(pieces)))) == ["\ufffd"]


def test_fields_show_their_results_only() -> None:
    pieces = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>IF </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>=SUM(LEFT)</w:instrText>'
        '<w:fldChar w:fldCharType="separate"/><w:t>77</w:t><w:fldChar w:fldCharType="end"/></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/><w:t>12</w:t><w:fldChar w:fldCharType="end"/></w:r>'
        '<w:fldSimple w:instr="PAGE"><w:r><w:t>件</w:t></w:r></w:fldSimple>'
    )
    assert texts(read(docx(paragraph(pieces)))) == ["12件"]


def control(content: str) -> str:
    return f"<w:sdt><w:sdtContent>{content}</w:sdtContent></w:sdt>"


def test_content_controls_links_and_formulas_are_transparent() -> None:
    document = read(
        docx(
            control(paragraph("一、总体情况"))
            + paragraph(
                f"<w:hyperlink>{run('网站')}</w:hyperlink>", "<m:oMath><m:r><m:t>31</m:t></m:r></m:oMath>"
            )
            + table(control(row("规章", control(cell("3")))))
        )
    )
    assert texts(document) == ["一、总体情况", "网站31"]
    assert [each.text for each in document.tables[0].cells] == ["规章", "3"]


def test_text_boxes_are_read_once_and_in_place() -> None:
    box = paragraph("框内标题") + table(row("信访", "6"), row("重复", "7"))
    shape = (
        "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx><w:txbxContent>"
        f"{box}</w:txbxContent></wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent>"
        f"{box}</w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    document = read(docx(paragraph("前", shape) + paragraph("后")))
    assert texts(document) == ["前", "框内标题", "后"]
    assert [each.text for each in document.tables[0].cells] == ["信访", "6", "重复", "7"]


@pytest.mark.parametrize(
    ("space", "shown"),
    [
        ("http://schemas.microsoft.com/office/word/2010/wordprocessingShape", "61"),
        ("http://www.wps.cn/officeDocument/2013/wpsCustomData", "67"),
        ("urn:example:later", "67"),
    ],
)
def test_of_two_forms_the_one_that_word_knows_is_shown(space: str, shown: str) -> None:
    forms = (
        f"<w:r><mc:AlternateContent xmlns:new='{space}'><mc:Choice Requires='new'><w:t>61</w:t></mc:Choice>"
        "<mc:Fallback><w:t>67</w:t></mc:Fallback></mc:AlternateContent></w:r>"
    )
    document = read(docx(table(row("收到", cell(paragraph("", forms)), "71"))))
    assert [each.text for each in document.tables[0].cells] == ["收到", shown, "71"]


def test_tables_of_layout_are_taken_apart() -> None:
    inner = table(row("规章", "11", "12"), row("文件", "13", "14"))
    document = read(docx(table(row(cell(paragraph("二、主动公开") + inner + paragraph("")), cell("页边")))))
    assert texts(document) == ["二、主动公开", "页边"]
    assert [each.text for each in document.tables[0].cells] == ["规章", "11", "12", "文件", "13", "14"]


def test_a_frame_of_one_cell_is_text() -> None:
    document = read(docx(table(row(cell(paragraph("某县2023年年度报告") + paragraph("二〇二四年一月"))))))
    assert texts(document) == ["某县2023年年度报告", "二〇二四年一月"]
    assert document.tables == []


def test_small_tables_within_cells() -> None:
    framed = table(row("17"))
    side_by_side = table(row("21", "22", "23"))
    document = read(
        docx(
            table(
                row("规章", cell(framed + paragraph("")), "18", "19"),
                row("文件", cell(side_by_side + paragraph(""), span(3))),
            )
        )
    )
    assert layout(document.tables[0]) == [
        ("规章", 0, 0, 1, 1),
        ("17", 0, 1, 1, 1),
        ("18", 0, 2, 1, 1),
        ("19", 0, 3, 1, 1),
        ("文件", 1, 0, 1, 1),
        ("21", 1, 1, 1, 1),
        ("22", 1, 2, 1, 1),
        ("23", 1, 3, 1, 1),
    ]


def test_lists_print_their_ordinals() -> None:
    def level(at: int, kind: str, text: str) -> str:
        return f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{text}"/></w:lvl>'

    numbering = (
        '<w:numbering xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        '<w:abstractNum w:abstractNumId="0">'
        + level(0, "chineseCountingThousand", "%1、")
        + level(1, "japaneseCounting", "（%2）")
        + level(2, "decimal", "%3.")
        + level(3, "bullet", "")
        + '</w:abstractNum><w:num w:numId="5"><w:abstractNumId w:val="0"/></w:num>'
        '<w:num w:numId="6"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="2"><w:startOverride w:val="4"/>'
        "</w:lvlOverride></w:num></w:numbering>"
    )

    def item(text: str, depth: int, number: int = 5) -> str:
        listed = f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>'
        return paragraph(text, properties=listed)

    document = read(
        docx(
            item("总体情况", 0)
            + item("主动公开", 1)
            + item("依申请", 1)
            + item("其他", 3)
            + item("申请情况", 0)
            + item("予以公开", 1)
            + table(
                row(
                    cell(item("国家秘密", 2)),
                    cell(item("12", 2)),
                    cell(item("禁止", 2)),
                    cell(item("第三方", 2, 6)),
                )
            ),
            {"word/numbering.xml": numbering},
            n="numbering:numbering.xml",
        )
    )
    assert texts(document) == [
        "一、总体情况",
        "（一）主动公开",
        "（二）依申请",
        "其他",
        "二、申请情况",
        "（一）予以公开",
    ]
    assert [each.text for each in document.tables[0].cells] == [
        "1.国家秘密",
        "2.\ufffd12",
        "3.禁止",
        "4.第三方",
    ]


def test_headings_and_title() -> None:
    styles = (
        '<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        '<w:style w:styleId="a1"><w:name w:val="heading 2"/></w:style>'
        '<w:style w:styleId="a2"><w:basedOn w:val="a1"/></w:style>'
        '<w:style w:styleId="a3"><w:name w:val="Title"/></w:style></w:styles>'
    )
    core = (
        '<c:coreProperties xmlns:c="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>某局 年报</dc:title></c:coreProperties>'
    )
    document = read(
        docx(
            paragraph("标题", properties='<w:pStyle w:val="a3"/>')
            + paragraph("一、总体", properties='<w:pStyle w:val="a2"/>')
            + paragraph("（一）", properties='<w:outlineLvl w:val="2"/>')
            + paragraph("正文", properties='<w:pStyle w:val="a1"/><w:outlineLvl w:val="9"/>'),
            {"word/styles.xml": styles, "docProps/core.xml": core},
            s="styles:styles.xml",
        )
    )
    assert [block.level for block in document.blocks if isinstance(block, Paragraph)] == [1, 2, 3, 0]
    assert document.meta == {"title": "某局 年报"}


def test_pictures_come_with_their_bytes() -> None:
    drawn = '<w:r><w:drawing><a:blip r:embed="p1"/></w:drawing></w:r>'
    old = '<w:r><w:pict><v:imagedata r:id="p1"/></w:pict></w:r>'
    linked = '<w:r><w:drawing><a:blip r:link="p2"/></w:drawing></w:r>'
    body = docx(
        paragraph(drawn) + table(row("图", cell(paragraph(old)))) + paragraph(linked),
        {
            "word/media/image1.png": PNG,
            "word/_rels/document.xml.rels": related(p1="image:media/image1.png").replace(
                "</Relationships>",
                '<Relationship Id="p2" Type="x/image" Target="http://x/2.png" TargetMode="External"/></Relationships>',
            ),
        },
    )
    pictures = [block for block in read(body).blocks if isinstance(block, Picture)]
    assert [(each.source, each.content, str(each.place)) for each in pictures] == [
        ("word/media/image1.png", PNG, ""),
        ("word/media/image1.png", PNG, "table 1 row 1 column 2"),
        ("http://x/2.png", b"", ""),
    ]


def test_strict_namespaces_are_the_same_language() -> None:
    common = docx(paragraph("标题") + table(row("规章", "5")))
    parts: dict[str, str | bytes] = {}
    with zipfile.ZipFile(io.BytesIO(common)) as archive:
        for name in archive.namelist():
            parts[name] = (
                archive.read(name)
                .replace(
                    b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
                    b"http://purl.oclc.org/ooxml/wordprocessingml/main",
                )
                .replace(
                    b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
                    b"http://purl.oclc.org/ooxml/officeDocument/relationships",
                )
            )
    assert read(packed(parts)).blocks == read(common).blocks


def test_a_document_in_an_unusual_place() -> None:
    main = docx(paragraph("标题"))
    with zipfile.ZipFile(io.BytesIO(main)) as archive:
        text = archive.read("word/document.xml")
    body = packed(
        {"_rels/.rels": related(x="officeDocument:/word/Document2.xml"), "word\\document2.XML": text}
    )
    assert texts(read(body)) == ["标题"]


def deep(levels: int) -> str:
    return "<w:tbl><w:tr><w:tc>" * levels + paragraph("深") + "</w:tc></w:tr></w:tbl>" * levels


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
HOSTILE = {
    "empty": (b"", "not a whole ZIP archive"),
    "zeros": (b"\0" * 4096, "not a whole ZIP archive"),
    "not office": (packed({"a.txt": "x"}), "no office file of this kind"),
    "encrypted": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
        "encrypted with a password",
    ),
    "old": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old binary kind"),
    "truncated": (docx(paragraph("标题" * 500))[:-300], "not a whole ZIP archive"),
    "entities": (packed({"word/document.xml": BOMB + "<x>&b;</x>"}), "document type"),
    "external entity": (
        packed({"word/document.xml": '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]><x>&a;</x>'}),
        "document type",
    ),
    "no body": (packed({"word/document.xml": "<x/>"}), "no body"),
    "broken xml": (packed({"word/document.xml": "<w:document>"}), "not well-formed"),
    "deep": (docx(deep(400)), "not well-formed"),
    "bomb": (docx("<!--" + " " * (60 << 20) + "-->"), "more than 250 times"),
    "large": (stored(docx("<!--" + " " * (60 << 20) + "-->")), "has 60 MB; the limit is 24"),
    "elements": (stored(docx("<w:p/>" * 2_100_000)), "more than 2000000 elements"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_end_quickly_with_a_reason(name: str) -> None:
    body, reason = HOSTILE[name]
    start = time.perf_counter()
    with pytest.raises(Unreadable, match=reason):
        confined.call("parsers.readers.docx:read", body, Hints(), seconds=10, memory=1 << 30)
    assert time.perf_counter() - start < 10


def test_many_paragraphs_and_cells_end_in_time() -> None:
    body = stored(docx("<w:p/>" * 300_000 + table(row("8", "9")) + paragraph("x") * 60_000))
    document = confined.call("parsers.readers.docx:read", body, Hints(), seconds=10, memory=1 << 30)
    assert "too_large" in {issue.code for issue in document.issues}


SOUND = docx(
    paragraph("某局2023年政府信息公开工作年度报告")
    + table(
        row(cell("项目", span(2)), "件数"),
        row(cell("（三）", BEGIN), "1.秘密", "31"),
        row(cell("", ON), cell(paragraph(run("2.其他", "<w:vanish/>"))), "47"),
    )
    + paragraph("<w:r><w:drawing><a:blip r:embed='p1'/></w:drawing></w:r>"),
    {"word/media/i.png": PNG},
    p1="image:media/i.png",
)


@pytest.mark.parametrize("kind", ["file", "text", "relations"])
def test_damaged_files_are_read_or_refused(kind: str) -> None:
    sources = {
        "file": lambda: mutants(SOUND, 2500, 1),
        "text": lambda: mutant_parts(SOUND, "word/document.xml", 2500, 2),
        "relations": lambda: mutant_parts(SOUND, "word/_rels/document.xml.rels", 300, 3),
    }
    known = {"项目", "件数", "31", "47", "（三）", "1.秘密", "2.其他"}
    for body in sources[kind]():
        try:
            document = read(body)
        except Unreadable as error:
            assert str(error)
            continue
        if kind == "relations":
            assert known >= {each.text for found in document.tables for each in found.cells} - {""}


def test_truncations_are_refused() -> None:
    for length in range(0, len(SOUND) - 1, 7):
        with pytest.raises(Unreadable):
            read(SOUND[:length])


def test_a_document_that_was_read_leaves_nothing_behind() -> None:
    """What refers to itself would keep all its trees in memory until Python looks for garbage, which is seldom."""
    body = docx(paragraph(run("一、总体情况")) + table(row("受理", "17"), row("办结", "13")))
    reader.read(body, Hints())
    gc.collect()
    gc.disable()
    try:
        reader.read(body, Hints())
        assert gc.collect() == 0
    finally:
        gc.enable()
