"""What a sheet stores and does not show, or shows otherwise than stored."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable

import pytest
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from parsers.document import FAINT, SCALED, UNSHOWN, Document, Hints
from parsers.model import State, Verdict
from parsers.parse import parse
from parsers.readers import sheets as reader
from parsers.readers.sheets import oldsheets
from parsers.readers.sheets.numberformat import shown
from parsers.readers.sheets.sheet import Sheet
from parsers.values import Heading
from parsers.values import read as read_value
from tests.parsers.office_files import data, line, put, xlsx
from tests.parsers.report_page import COLUMN_LABELS, Rows, page

STRUCK = "\u0336"
STYLES = (
    '<fonts><font/><font><color rgb="FFFFFFFF"/></font><font><strike/></font><font><color theme="0"/></font></fonts>'
    '<fills><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="solid"><fgColor rgb="FF1F3864"/></patternFill></fill>'
    '<fill><patternFill patternType="solid"><fgColor indexed="9"/></patternFill></fill></fills>'
    '<cellXfs><xf/><xf fontId="1"/><xf fontId="1" fillId="1"/><xf fontId="2"/><xf fontId="3" fillId="2"/></cellXfs>'
)


def figures(document: Document) -> list[str]:
    return [cell.text for cell in document.tables[0].cells]


def styled(reference: str, style: int, figure: str) -> str:
    return f'<c r="{reference}" s="{style}"><v>{figure}</v></c>'


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (1234, "[Red]", "1234"),
        (1234, ";;;", UNSHOWN),
        (12.6, "0", "13"),
        (1234567, '0!.0,"万"', f"{SCALED}123.5万"),
        (7654321, "0.00,", f"{SCALED}7654.32"),
        (7654321, "#,##0,.00", f"{SCALED}7,654.32"),
        (1212187, "0!.0000", f"{SCALED}121.2187"),
        (54321.5, "#,##0.0", "54,321.5"),
        (125, "0\\.0", f"{SCALED}12.5"),
        (5, "0!件", "5件"),
        (71, "[>=0]General;General", "71"),
        (53, '[<9]"少";General!件', "53件"),
        (67, "[White]General", f"{FAINT}67"),
        (0, '[=0]"";0', ""),
        (3, '[=0]"";0', "3"),
        (7, "[<10]0.0;0", "7.0"),
        (17, "[<10]0.0;0", "17"),
        (-19, "[>=0]0;[<0]0!负", "-19负"),
        (0, ";;;", ""),
        (23, "0;-0;;@", "23"),
        (15, '0"00"', f"{SCALED}1500"),
        (31, "d", "31"),
        (61, "d", f"{SCALED}1"),
        (41, "yyyy", f"{SCALED}1900"),
        (45306, "yyyy", "2024"),
        (366, "mmm", "Dec"),
        (60, "yyyy-m-d", "####"),
        (3405820, "m-d", "####"),
        (-12, "yyyy-m-d", "####"),
        (29, "[White]0", f"{FAINT}29"),
        (37, "[白色]0", f"{FAINT}37"),
        (0.125, "0%", "13%"),
        (4100, "0,", f"{SCALED}4"),
        (41, "0,", f"{SCALED}0"),
        (73, "0*0", f"{SCALED}730"),
        (79, "*10", f"{SCALED}179"),
        (83, "0*-", "83-"),
        (0, "0;-0;*-", "-"),
        (43, '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ', "43"),
    ],
)
def test_formats_of_offices(value: float, code: str, text: str) -> None:
    assert shown(float(value), code) == text


def test_a_number_that_its_format_divides_is_no_certain_figure() -> None:
    """Which of the two is meant, the one shown or the one stored, the sheet does not say."""
    fee = Heading("amount", "本年收费金额", unit="万元", decimal=True)
    assert read_value(shown(7121878.95, "0!.0000"), fee).state is State.UNREADABLE
    for code in ("0,", "0*-", "0*5"):
        assert read_value(shown(4100.0, code), Heading("issued", "本年制发件数")).state is State.UNREADABLE


def test_a_number_that_its_format_hides_is_no_blank() -> None:
    made = page()
    hidden = ("行政许可", "行政处罚")
    rows = []
    for at, row in enumerate(made.tables["proactive_disclosure"], 1):
        style = int(row[0].text in hidden)
        cells = [f"A{at}={row[0].text}"]
        for letter, cell in zip("BCD", row[1:], strict=False):
            plain = cell.text.replace(".", "").isdigit()
            cells.append(styled(f"{letter}{at}", style, cell.text) if plain else f"{letter}{at}={cell.text}")
        rows.append(line(at, *cells))
    formats = '<numFmts><numFmt numFmtId="170" formatCode=";;;"/></numFmts>'
    formats += '<cellXfs><xf numFmtId="0"/><xf numFmtId="170"/></cellXfs>'
    (report,) = parse(xlsx({"表": data(*rows)}, formats=formats), Hints(name="年报.xlsx"))
    states = {cell.item: cell.state for cell in report.cells if cell.table == "proactive_disclosure"}
    assert {item for item, state in states.items() if state is State.UNREADABLE} == {"licensing", "penalties"}
    assert State.BLANK not in states.values()


def test_white_and_struck_figures_are_marked() -> None:
    sheet = data(
        line(
            1,
            "A1=项目",
            styled("B1", 1, "11"),
            styled("C1", 2, "13"),
            styled("D1", 3, "17"),
            styled("E1", 4, "19"),
        ),
        line(2, "A2=合计", "B2:23", "C2:29", "D2:31", "E2:37"),
    )
    document = reader.read(xlsx({"表": sheet}, formats=STYLES), Hints())
    struck = f"1{STRUCK}7{STRUCK}"
    assert figures(document) == [
        "项目",
        f"{FAINT}11",
        "13",
        struck,
        f"{FAINT}19",
        "合计",
        "23",
        "29",
        "31",
        "37",
    ]


FONTS = {
    "yellow on yellow": ('<color rgb="FFFFFF00"/>', '<fgColor rgb="FFFFFF00"/>'),
    "black on black": ("", '<fgColor theme="1"/>'),
    "of pictures": ('<name val="Wingdings 2"/>', ""),
    "of one point": ('<sz val="1"/>', ""),
}


@pytest.mark.parametrize("case", [*FONTS, "seen"])
def test_figures_in_type_that_shows_none_are_marked(case: str) -> None:
    font, ground = FONTS.get(case, ('<sz val="9"/><name val="SimSun"/>', '<fgColor rgb="FFFFFF00"/>'))
    fill = f'<patternFill patternType="solid">{ground}</patternFill>' if ground else "<patternFill/>"
    formats = f"<fonts><font/><font>{font}</font></fonts><fills><fill/><fill>{fill}</fill></fills>"
    formats += '<cellXfs><xf/><xf fontId="1" fillId="1"/></cellXfs>'
    sheet = data(line(1, "A1=项目", styled("B1", 1, "11")), line(2, "A2=合计", "B2:23"))
    found = figures(reader.read(xlsx({"表": sheet}, formats=formats), Hints()))
    assert found == ["项目", "11" if case == "seen" else f"{FAINT}11", "合计", "23"]


def test_numbers_too_long_for_their_columns_are_not_shown() -> None:
    """A sheet shows ### for these; texts go on into the next column, and what shrinks fits."""
    formats = '<cellXfs><xf/><xf><alignment shrinkToFit="1"/></xf></cellXfs>'
    columns = '<cols><col min="2" max="4" width="1.7" customWidth="1"/></cols>'
    merged = '<mergeCells count="1"><mergeCell ref="B3:D3"/></mergeCells>'
    sheet = columns + data(
        line(1, "A1=项目", "B1:112", "C1:13", "D1=117"),
        line(2, "A2=合计", styled("B2", 1, "123"), "C2:1.25", "D2:7"),
        line(3, "A3=总计", "B3:12345"),
    )
    found = figures(reader.read(xlsx({"表": sheet + merged}, formats=formats), Hints()))
    assert found == [
        *("项目", f"{UNSHOWN}112", "13", "117"),
        *("合计", "123", f"{UNSHOWN}1.25", "7"),
        *("总计", "12345"),
    ]


def test_formulas_shown_and_figures_repeated_are_in_doubt() -> None:
    formats = '<cellXfs><xf/><xf><alignment horizontal="fill"/></xf></cellXfs>'
    views = '<sheetViews><sheetView showFormulas="1" workbookViewId="0"/></sheetViews>'
    rows = data(line(1, "A1=项目", styled("B1", 1, "112"), '<c r="C1"><f>1+2</f><v>3</v></c>', "D1:5"))
    found = figures(reader.read(xlsx({"表": views + rows}, formats=formats), Hints()))
    assert found == ["项目", f"{FAINT}112", "\ufffd", "5"]


def test_counts_in_a_format_of_decimals_are_read() -> None:
    made = page()
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write(0, 0, made.title)
        decimals = workbook.add_format({"num_format": "#,##0.00"})
        put(sheet, made.tables["applications"], 2)
        sheet.write_number(6, 3, 1725, decimals)
        sheet.write_number(6, 4, 17.25, decimals)
    (report,) = parse(target.getvalue(), Hints(name="x.xlsx"))
    found = {cell.key: cell for cell in report.cells}
    whole, part = (found[f"applications.carried_in.{key}"] for key in ("natural_person", "business"))
    assert (whole.raw, whole.value, whole.note) == ("1,725.00", 1725, "printed with decimals")
    assert (part.raw, part.state) == ("17.25", State.UNREADABLE)


def test_flat_rows_are_hidden_rows() -> None:
    sheet = data(
        line(1, "A1=甲", "B1:11"), line(2, "A2=乙", "B2:13", about='ht="0.75"'), line(3, "A3=丙", "B3:17")
    )
    document = reader.read(xlsx({"表": sheet}), Hints())
    assert figures(document) == ["甲", "11", "丙", "17"]
    assert [issue.code for issue in document.issues] == ["hidden_rows"]


@pytest.mark.parametrize("hidden", [True, False])
def test_a_sum_that_a_hidden_row_explains_accuses_nobody(hidden: bool) -> None:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as workbook:
        sheet = workbook.add_worksheet("年报")
        sheet.write(0, 0, "某县教育局2023年政府信息公开工作年度报告")
        sheet.write(1, 0, "三、收到和处理政府信息公开申请情况")
        lines = [
            ["一、本年新收政府信息公开申请数量", 2, 3, 4, 5, 6, 7, 27],
            ["二、上年结转政府信息公开申请数量", 8, 9, 10, 11, 12, 13, 63],
            ["（一）予以公开", 1, 2, 3, 4, 5, 6, 21],
            *([["（二）部分公开", 9, 10, 11, 12, 13, 14, 69]] if hidden else []),
            ["（七）总计", 10, 12, 14, 16, 18, 20, 90],
        ]
        for at, line_of_figures in enumerate([["", *COLUMN_LABELS], *lines], 2):
            sheet.write_row(at, 0, line_of_figures)
        if hidden:
            sheet.set_row(6, None, None, {"hidden": True})
    (report,) = parse(target.getvalue(), Hints(name="年报.xlsx"))
    failed = {check.verdict for check in report.checks if check.holds is False}
    assert ("hidden_rows" in {issue.code for issue in report.issues}) == hidden
    assert failed == (set() if hidden else {Verdict.PUBLISHED_ERROR})


def workbook_of(rows: Rows, hide: Callable[[Worksheet], object]) -> bytes:
    """The third table on a sheet, some rows or columns hidden."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as workbook:
        sheet = workbook.add_worksheet("年报")
        sheet.write(0, 0, "青溪县水利局2023年政府信息公开工作年度报告")
        put(sheet, rows, 2)
        hide(sheet)
    return target.getvalue()


HIDDEN = {"hidden": True}


@pytest.mark.parametrize(
    ("hide", "concerned"),
    [
        (lambda sheet: sheet.set_row(9, None, None, HIDDEN), "denied_state_secret."),
        (lambda sheet: sheet.set_row(29, None, None, HIDDEN), "carried_out."),
        (lambda sheet: sheet.set_column(3, 3, None, None, HIDDEN), ".natural_person"),
        (lambda sheet: sheet.set_column(9, 9, None, None, HIDDEN), ".total"),
        (lambda sheet: sheet.set_column(2, 2, None, None, HIDDEN), None),
    ],
)
def test_figures_of_hidden_rows_and_columns_are_unreadable(
    hide: Callable[[Worksheet], object], concerned: str | None
) -> None:
    """Whoever opens the sheet sees no such row; the file has it, and sums count it."""
    made = page()
    (report,) = parse(workbook_of(made.tables["applications"], hide), Hints(name="年报.xlsx"))
    found = {cell.key: cell for cell in report.cells if cell.table == "applications"}
    assert len(found) == 175
    for key, cell in found.items():
        if concerned and concerned in key:
            assert (cell.state, cell.note) == (State.UNREADABLE, "stored and not shown by the sheet")
        else:
            assert cell.raw == made.figures[key]


def test_escaped_signs_of_texts() -> None:
    strings = "<si><t>收到_x000D_\n件数</t></si><si><t>12_x000D_</t></si>"
    row = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>'
    document = reader.read(xlsx({"表": data(row)}, strings), Hints())
    assert figures(document) == ["收到\n件数", "12"]


def test_a_formula_without_a_result_is_no_word() -> None:
    reading = read_value("=SUM(B:B)", Heading("total", "总计"))
    assert reading.state is State.UNREADABLE


def test_what_a_library_reads_is_told_to_be_as_stored() -> None:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as workbook:
        workbook.add_worksheet("表").write_row(0, 0, ["收到", 12.6])
    passed: Counter[str] = Counter()
    (sheet,) = oldsheets.binary_sheets(target.getvalue(), passed)
    assert isinstance(sheet, Sheet)
    assert sheet.texts == {(1, 1): "收到", (1, 2): "12.6"}
    assert passed == {"as_stored": 1}


def test_a_report_with_a_white_figure_is_not_certain_of_it() -> None:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as workbook:
        sheet = workbook.add_worksheet("年报")
        white = workbook.add_format({"font_color": "white"})
        sheet.write(0, 0, "某县教育局2023年政府信息公开工作年度报告")
        sheet.write(2, 0, "二、主动公开政府信息情况")
        sheet.write_row(3, 0, ["第二十条第（一）项"])
        sheet.write_row(4, 0, ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"])
        sheet.write_row(5, 0, ["规章", 3, 5, 7])
        sheet.write(6, 0, "行政规范性文件")
        sheet.write(6, 1, 11, white)
        sheet.write_row(6, 2, [13, 17])
    (report,) = parse(target.getvalue(), Hints(name="年报.xlsx"))
    made = {cell.raw: cell.state for cell in report.cells if cell.raw}
    assert made == {
        **dict.fromkeys(("3", "5", "7", "13", "17"), State.NUMBER),
        f"{FAINT}11": State.UNREADABLE,
    }


def test_raised_lowered_and_white_signs_within_a_text() -> None:
    raised = "<si><r><t>12</t></r><r><rPr><vertAlign val='superscript'/></rPr><t>3</t></r></si>"
    lowered = "<si><r><t>5</t></r><r><rPr><vertAlign val='subscript'/></rPr><t>7</t></r></si>"
    white = "<si><r><t>1</t></r><r><rPr><color rgb='FFFFFFFF'/></rPr><t>9</t></r></si>"
    all_white = "<si><r><rPr><color rgb='FFFFFFFF'/></rPr><t>合计</t></r></si>"
    struck = "<si><r><rPr><strike/></rPr><t>17</t></r></si>"
    cells = "".join(f'<c r="{letter}1" t="s"><v>{at}</v></c>' for at, letter in enumerate("ABCDE"))
    sheet = data(f'<row r="1">{cells}</row>')
    document = reader.read(xlsx({"表": sheet}, raised + lowered + white + all_white + struck), Hints())
    assert figures(document) == ["12³", "5₇", f"1{FAINT}9", "合计", f"1{STRUCK}7{STRUCK}"]


def test_looks_in_a_workbook_of_excel_2003_in_xml() -> None:
    name = "urn:schemas-microsoft-com:office:spreadsheet"
    cells = (
        '<Cell><ss:Data ss:Type="String" xmlns="http://www.w3.org/TR/REC-html40">12<Sup>3</Sup></ss:Data></Cell>'
        '<Cell ss:StyleID="w"><Data ss:Type="Number">13</Data></Cell>'
        '<Cell ss:StyleID="d"><Data ss:Type="Number">17</Data></Cell>'
        '<Cell ss:StyleID="s"><Data ss:Type="Number">19</Data></Cell>'
    )
    body = (
        f'<?xml version="1.0"?><Workbook xmlns="{name}" xmlns:ss="{name}"><Styles>'
        '<Style ss:ID="w"><Font ss:Color="#FFFFFF"/></Style>'
        '<Style ss:ID="d"><Font ss:Color="#FFFFFF"/><Interior ss:Color="#1F3864" ss:Pattern="Solid"/></Style>'
        '<Style ss:ID="s"><Font ss:StrikeThrough="1"/></Style></Styles>'
        f'<Worksheet ss:Name="表"><Table><Row>{cells}</Row>'
        '<Row ss:Height="0.5"><Cell><Data ss:Type="Number">23</Data></Cell></Row>'
        "</Table></Worksheet></Workbook>"
    )
    document = reader.read(body.encode(), Hints())
    assert figures(document) == ["12³", f"{FAINT}13", "17", f"1{STRUCK}9{STRUCK}"]


def test_styles_of_columns_tables_and_parents_in_a_workbook_of_excel_2003_in_xml() -> None:
    name = "urn:schemas-microsoft-com:office:spreadsheet"
    number = '<Data ss:Type="Number">{}</Data>'
    row = "".join(
        f"<Cell{about}>{number.format(figure)}</Cell>"
        for about, figure in (
            ("", 13),
            ("", 17),
            ("", 0),
            (' ss:StyleID="plain"', 19),
            (' ss:StyleID="child"', 0),
            ("", 23),
        )
    )

    def read(options: str) -> list[str]:
        body = (
            f'<?xml version="1.0"?><Workbook xmlns="{name}" xmlns:ss="{name}"><Styles>'
            '<Style ss:ID="Default"/><Style ss:ID="plain"/>'
            '<Style ss:ID="struck"><Font ss:StrikeThrough="1"/></Style>'
            '<Style ss:ID="dash"><NumberFormat ss:Format="0;-0;&quot;-&quot;"/></Style>'
            '<Style ss:ID="child" ss:Parent="dash"><Font ss:Bold="1"/></Style>'
            '<Style ss:ID="pieces"><NumberFormat ss:Format="0!件"/></Style></Styles>'
            '<Worksheet ss:Name="表"><Table ss:StyleID="pieces">'
            '<Column ss:StyleID="struck"/><Column ss:Index="3" ss:StyleID="dash" ss:Span="1"/>'
            f"<Row>{row}</Row></Table>{options}</Worksheet></Workbook>"
        )
        return figures(reader.read(body.encode(), Hints()))

    assert read("") == [f"1{STRUCK}3{STRUCK}", "17件", "-", "19", "-", "23件"]
    options = '<WorksheetOptions xmlns="urn:schemas-microsoft-com:office:excel"><DoNotDisplayZeros/></WorksheetOptions>'
    assert read(options) == [f"1{STRUCK}3{STRUCK}", "17件", "", "19", "", "23件"]


HIDING = {
    "white": {"type": "cell", "criteria": ">", "value": 100, "format": {"font_color": "white"}},
    "nothing": {"type": "formula", "criteria": "=$Z$1=0", "format": {"num_format": ";;;"}},
    "bars": {"type": "data_bar", "bar_only": True},
    "newer bars": {"type": "data_bar", "bar_only": True, "data_bar_2010": True},
    "thousandths": {"type": "cell", "criteria": ">", "value": 2, "format": {"num_format": "0.0,"}},
    "another digit": {"type": "no_blanks", "format": {"num_format": '0"0"'}},
    "struck out": {"type": "cell", "criteria": ">", "value": 2, "format": {"font_strikeout": True}},
    "icons": {"type": "icon_set", "icon_style": "3_arrows", "icons_only": True},
    "on its own colour": {
        "type": "no_blanks",
        "format": {"font_color": "#1F3864", "bg_color": "#1F3864"},
    },
}
SHOWING = {
    "white on dark": {
        "type": "no_blanks",
        "format": {"font_color": "white", "bg_color": "#1F3864"},
    },
    "white noughts": {"type": "cell", "criteria": "==", "value": 0, "format": {"font_color": "white"}},
    "red": {"type": "no_blanks", "format": {"font_color": "red"}},
    "bars beside values": {"type": "data_bar"},
    "scale": {"type": "2_color_scale"},
    "code": {"type": "no_blanks", "format": {"num_format": "#,##0;;"}},
    "unit": {"type": "no_blanks", "format": {"num_format": '0"件"'}},
    "blanks": {"type": "blanks", "format": {"font_color": "white"}},
}


def with_rule(rule: dict[str, object], ranges: str) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as workbook:
        sheet = workbook.add_worksheet("表")
        sheet.write_row(0, 0, ["项目", 123, 145])
        sheet.write_row(1, 0, ["合计", 167, 189])
        look = rule.get("format")
        given = rule | ({"format": workbook.add_format(look)} if isinstance(look, dict) else {})
        sheet.conditional_format(ranges, given)
    return target.getvalue()


@pytest.mark.parametrize("rule", HIDING.values(), ids=HIDING)
def test_figures_that_a_condition_may_hide_are_marked(rule: dict[str, object]) -> None:
    document = reader.read(with_rule(rule, "B1:B2"), Hints())
    assert figures(document) == ["项目", f"{FAINT}123", "145", "合计", f"{FAINT}167", "189"]
    document = reader.read(with_rule(rule, "C2"), Hints())
    assert figures(document) == ["项目", "123", "145", "合计", "167", f"{FAINT}189"]


@pytest.mark.parametrize("rule", SHOWING.values(), ids=SHOWING)
def test_figures_that_a_condition_only_changes_are_read(rule: dict[str, object]) -> None:
    document = reader.read(with_rule(rule, "A1:C2"), Hints())
    assert figures(document) == ["项目", "123", "145", "合计", "167", "189"]
