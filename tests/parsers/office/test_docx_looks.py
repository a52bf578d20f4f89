"""What is stored in a DOCX file and not shown, or shown and not stored: no figure comes of it unmarked."""

from __future__ import annotations

import pytest

from parsers.document import FAINT, PICTURED, REVERSED, Document, Hints
from parsers.readers import docx as reader
from tests.parsers.office_files import NAMESPACES, cell, docx, paragraph, row, run, table

WORD_2010 = "http://schemas.microsoft.com/office/word/2010/wordml"
WHITE = '<w:color w:val="FFFFFF"/>'
BLACK_FILL = '<w:shd w:val="clear" w:fill="1F3864"/>'
STYLES = (
    f'<w:styles {NAMESPACES}><w:style w:type="character" w:styleId="Pale"><w:name w:val="Pale"/>'
    f"<w:rPr>{WHITE}</w:rPr></w:style>"
    '<w:style w:type="table" w:styleId="Dark"><w:name w:val="Dark"/><w:tcPr>'
    f"{BLACK_FILL}</w:tcPr></w:style>"
    '<w:style w:type="character" w:styleId="Signs"><w:rPr><w:rFonts w:ascii="Wingdings"/></w:rPr></w:style>'
    f'<w:style w:type="paragraph" w:styleId="Unseen"><w:rPr>{WHITE}</w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="Mark"><w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="High"><w:rPr><w:position w:val="8"/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Low"><w:rPr><w:vertAlign w:val="subscript"/></w:rPr></w:style>'
    "</w:styles>"
)


def read(*rows: str, before: str = "") -> Document:
    body = f"<w:tbl>{before}{''.join(rows)}</w:tbl>"
    return reader.read(docx(body, {"word/styles.xml": STYLES}, s="styles:styles.xml"), Hints())


def figures(document: Document) -> list[str]:
    return [each.text for each in document.tables[0].cells]


def codes(document: Document) -> set[str]:
    return {issue.code for issue in document.issues}


def typed(*runs: str) -> str:
    return cell(f"<w:p>{''.join(runs)}</w:p>")


def char(kind: str, about: str = "", inside: str = "") -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"{about}>{inside}</w:fldChar></w:r>'


def field(instruction: str, result: str, about: str = "") -> str:
    shown = char("separate") + run(result) if result else ""
    return char("begin", about) + f"<w:r><w:instrText>{instruction}</w:instrText></w:r>" + shown + char("end")


def test_type_in_the_colour_of_the_paper_is_marked() -> None:
    document = read(
        row("收到", typed(run("3"), run("1", WHITE)), typed(run("17", '<w:color w:val="FEFEFF"/>'))),
        row(
            "结转",
            typed(run("19", '<w:rStyle w:val="Pale"/>')),
            typed(run("2"), run("3", '<w:sz w:val="2"/>')),
        ),
    )
    assert figures(document) == ["收到", f"3{FAINT}1", f"{FAINT}17", "结转", f"{FAINT}19", f"2{FAINT}3"]


def test_marks_that_a_style_raises_join_no_figure() -> None:
    document = read(
        row("收到", typed(run("12"), run("1", '<w:rStyle w:val="Mark"/>'))),
        row("结转", typed(run("34"), run("5", '<w:rStyle w:val="High"/>'))),
        row("公开", typed(run("67"), run("8", '<w:rStyle w:val="Mark"/><w:vertAlign w:val="baseline"/>'))),
        row("答复", cell(paragraph("90", properties='<w:pStyle w:val="Low"/>'))),
    )
    assert figures(document)[1::2] == ["12¹", f"34{FAINT}5", "678", "₉₀"]


def test_looks_that_styles_give_and_black_grounds_are_marked() -> None:
    black, marked = '<w:shd w:val="clear" w:fill="000000"/>', '<w:highlight w:val="black"/>'
    unseen = paragraph("41", properties='<w:pStyle w:val="Unseen"/>')
    document = read(
        row("收到", typed(run("31", '<w:rStyle w:val="Signs"/>')), cell(unseen)),
        row("结转", typed(run("4"), run("3", black)), typed(run("47", marked))),
        row("公开", typed(run("53", WHITE + black)), typed(run("59", '<w:shd w:fill="FFFF00"/>'))),
        row("答复", typed(run("61", black + '<w:sz w:val="2"/>')), typed(run("67"))),
    )
    assert figures(document)[1:3] == ["\ufffd\ufffd", f"{FAINT}41"]
    assert figures(document)[4:6] == [f"4{FAINT}3", f"{FAINT}47"]
    assert figures(document)[7:9] == ["53", "59"]
    assert figures(document)[10:] == [f"{FAINT}61", "67"]


def test_digits_set_over_each_other_or_under_others_are_marked() -> None:
    ruby = f"<w:r><w:ruby><w:rt>{run('12')}</w:rt><w:rubyBase>{run('47')}</w:rubyBase></w:ruby></w:r>"
    document = read(
        row(
            "收到", typed(run("31", '<w:spacing w:val="-240"/>')), typed(run("17", '<w:spacing w:val="-8"/>'))
        ),
        row("结转", typed(run("29", '<w:w w:val="1"/>')), typed(run("23", '<w:w w:val="90"/>'))),
        row("公开", typed(ruby), typed(run("37"))),
    )
    assert figures(document)[1:3] == [f"{FAINT}31", "17"]
    assert figures(document)[4:6] == [f"{FAINT}29", "23"]
    assert figures(document)[7:] == ["47¹²", "37"]


def test_the_paper_of_a_theme_no_fill_and_digits_off_the_line() -> None:
    paper = '<w:color w:val="auto" w:themeColor="background1"/>'
    ink = '<w:color w:val="auto" w:themeColor="text1"/>'
    empty = f'<w14:textFill xmlns:w14="{WORD_2010}"><w14:noFill/></w14:textFill>'
    high, low = '<w:position w:val="10"/>', '<w:position w:val="-2"/>'
    document = read(
        row("收到", typed(run("4", ink), run("3", paper)), typed(run("41"), run("7", empty))),
        row("结转", typed(run("47"), run("1", high)), typed(run("43", low))),
        row("公开", typed(run("53", high)), typed(run("5", high), run("9", high))),
    )
    assert figures(document)[1:3] == [f"4{FAINT}3", f"41{FAINT}7"]
    assert figures(document)[4:6] == [f"47{FAINT}1", "43"]
    assert figures(document)[7:] == ["53", "59"]  # all of a cell stands higher: so does nothing


@pytest.mark.parametrize(
    ("colour", "seen"),
    [
        ('<w14:srgbClr w14:val="FFFFFF"/>', False),
        ('<w14:schemeClr w14:val="bg1"/>', False),
        ('<w14:schemeClr w14:val="bg1"><w14:lumMod w14:val="50000"/></w14:schemeClr>', True),
        ('<w14:schemeClr w14:val="tx1"/>', True),
        ('<w14:schemeClr w14:val="tx1"><w14:alpha w14:val="100000"/></w14:schemeClr>', False),
        ('<w14:schemeClr w14:val="tx1"><w14:alpha w14:val="40000"/></w14:schemeClr>', True),
    ],
)
def test_fills_of_type_that_leave_nothing_to_be_seen(colour: str, seen: bool) -> None:
    fill = f'<w14:textFill xmlns:w14="{WORD_2010}"><w14:solidFill>{colour}</w14:solidFill></w14:textFill>'
    document = read(row("收到", typed(run("41"), run("7", fill)), typed(run("43"))))
    assert figures(document)[1:] == ["417" if seen else f"41{FAINT}7", "43"]


def test_figures_in_boxes_over_blank_cells() -> None:
    box = "<w:r><w:pict><v:shape><v:textbox><w:txbxContent>{}</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
    made = row("行政许可", "", "31")
    for text, blank in (("8361", PICTURED), ("附件2", "")):
        document = reader.read(
            docx(paragraph(box.format(paragraph(text))) + f"<w:tbl>{made}</w:tbl>"), Hints()
        )
        assert figures(document) == ["行政许可", blank, "31"]


def test_white_type_on_a_dark_ground_is_seen() -> None:
    filled = read(row(cell(paragraph(run("23", WHITE)), BLACK_FILL), typed(run("件数", WHITE)), "29"))
    assert figures(filled) == ["23", "件数", "29"]
    styled = read(row(typed(run("31", WHITE)), "37"), before='<w:tblPr><w:tblStyle w:val="Dark"/></w:tblPr>')
    assert figures(styled) == ["31", "37"]


def test_signs_shown_in_another_order_or_place_are_marked() -> None:
    turned = '<w:bdo w:val="rtl"><w:r><w:t>41</w:t></w:r></w:bdo>'
    lowered = typed(run("4"), run("3", '<w:vertAlign w:val="subscript"/>'))
    pictures = typed(run("47", '<w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/>'))
    document = read(row(typed(turned), lowered, pictures, "53"))
    assert figures(document) == [f"{REVERSED}41", "4₃", "\ufffd\ufffd", "53"]
    assert codes(document) == {"symbol"}


@pytest.mark.parametrize(
    ("drawn", "text"),
    [
        (field("=SUM(ABOVE)", "59"), "59"),
        (field(" =SUM(ABOVE) ", "61", ' w:dirty="true"'), "\ufffd61"),
        (field(" =SUM(ABOVE) ", ""), "\ufffd"),
        (field(r"EQ \o(○,1)", ""), "\ufffd"),
        (field(" DOCPROPERTY 许可 ", ""), "\ufffd"),
        ('<w:fldSimple w:instr=" REF a "/>', "\ufffd"),
        (field(" XE 许可 ", ""), ""),
        (field(" FORMTEXT ", "", ""), ""),
        (
            char("begin", inside='<w:ffData><w:textInput><w:default w:val="69"/></w:textInput></w:ffData>')
            + char("end"),
            "\ufffd",
        ),
        (field("PAGEREF a", "67"), "67"),
        (
            char(
                "begin",
                inside='<w:ffData><w:ddList><w:result w:val="1"/><w:listEntry w:val="71"/>'
                '<w:listEntry w:val="73"/></w:ddList></w:ffData>',
            )
            + char("end"),
            "73",
        ),
    ],
)
def test_fields_show_what_word_shows(drawn: str, text: str) -> None:
    assert figures(read(row("总计", typed(drawn)))) == ["总计", text]


def test_formulas_with_fractions_are_no_figures() -> None:
    fraction = (
        "<m:oMath><m:f><m:num><m:r><m:t>7</m:t></m:r></m:num>"
        "<m:den><m:r><m:t>9</m:t></m:r></m:den></m:f></m:oMath>"
    )
    plain = "<m:oMathPara><m:oMath><m:r><m:t>79</m:t></m:r></m:oMath></m:oMathPara>"
    document = read(row(typed(fraction), typed(plain)))
    assert figures(document) == ["\ufffd79", "79"]
    assert codes(document) == {"formula"}


def test_deleted_cells_and_flat_rows_are_not_shown() -> None:
    flat = '<w:trHeight w:val="10" w:hRule="exact"/>'
    low = '<w:trHeight w:val="10"/>'  # grows with what stands in it
    document = read(
        row("收到", cell("83", '<w:cellDel w:id="1"/>'), "89"),
        row("隐藏", "97", properties=flat),
        row("结转", "101", properties=low),
    )
    assert figures(document) == ["收到", "89", "结转", "101"]
    assert codes(document) == {"tracked_changes", "hidden_text"}


def test_paragraphs_joined_by_a_tracked_change_say_so() -> None:
    first = paragraph("10", properties='<w:rPr><w:del w:id="1"/></w:rPr>')
    document = read(row("收到", cell(first + paragraph("3"))))
    assert figures(document) == ["收到", "103"]
    assert codes(document) == {"tracked_changes"}


def test_an_ordinal_of_a_list_before_a_figure_puts_it_in_doubt() -> None:
    levels = (
        f'<w:numbering {NAMESPACES}><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0">'
        '<w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl></w:abstractNum>'
        '<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="none"/></w:lvl></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
        '<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num></w:numbering>'
    )
    listed = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{}"/></w:numPr>'
    cells = [
        cell(paragraph(text, properties=listed.format(at)))
        for text, at in (("218", 1), ("保密", 1), ("219", 2), ("", 1), ("", 2))
    ]
    body = docx(table(row(*cells)), {"word/n.xml": levels}, n="numbering:n.xml")
    assert figures(reader.read(body, Hints())) == ["1.\ufffd218", "2.保密", "219", "3.", ""]


def test_nothing_of_it_changes_when_tables_are_plain() -> None:
    document = reader.read(docx(table(row("收到", "107"))), Hints())
    assert figures(document) == ["收到", "107"]
    assert not document.issues


def test_the_mark_of_a_note_is_no_digit_of_the_figure() -> None:
    own = '<w:r><w:footnoteReference w:customMarkFollows="1" w:id="2"/><w:t>1</w:t></w:r>'
    usual = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    assert figures(read(row(typed(run("103"), own), typed(run("107"), usual)))) == ["103¹", "107"]


def test_figures_in_a_table_within_a_cell_and_as_word_art_leave_it_not_blank() -> None:
    within = f"<w:tc>{table(row('109', '113'))}<w:p/></w:tc>"
    art = '<w:r><w:pict><v:shape><v:textpath on="t" string="127"/></v:shape></w:pict></w:r>'
    document = read(row("收到", within, typed(art)), row("结转", "131", "137"))
    assert figures(document) == ["收到", PICTURED, "127", "结转", "131", "137"]
