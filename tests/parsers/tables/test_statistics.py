"""The statistics annex of 2014 to 2018, as it is typed into web pages, with all that provinces add."""

from __future__ import annotations

import pytest

from parsers import Hints, parse
from parsers.model import Status
from tests.parsers.report_page import page_html
from tests.parsers.tables.test_table_variants import codes, read

# (level of indent, label, unit, figure, key): typed from the form; "" is printed for headings.
ROWS = [
    ("一、主动公开情况", "——", "", ""),
    ("（一）主动公开政府信息数（不同渠道和方式公开相同信息计1条）", "条", "3456", "disclosed"),
    ("其中：主动公开规范性文件数", "条", "21", "disclosed_normative_documents"),
    ("制发规范性文件总数", "件", "23", "normative_documents_issued"),
    ("（二）通过不同渠道和方式公开政府信息的情况", "——", "", ""),
    ("1.政府公报公开政府信息数", "条", "12", "disclosed_gazette"),
    ("2.政府网站公开政府信息数", "条", "3001", "disclosed_website"),
    ("3.政务微博公开政府信息数", "条", "411", "disclosed_weibo"),
    ("4.政务微信公开政府信息数", "条", "517", "disclosed_wechat"),
    ("5.其他方式公开政府信息数", "条", "18", "disclosed_other"),
    ("二、回应解读情况", "——", "", ""),
    ("（一）回应公众关注热点或重大舆情数（不同方式回应同一热点或舆情计1次）", "次", "33", "responses"),
    ("（二）通过不同渠道和方式回应解读的情况", "——", "", ""),
    ("1.参加或举办新闻发布会总次数", "次", "9", "press_conferences"),
    ("其中：主要负责同志参加新闻发布会次数", "次", "2", "press_conferences_leaders"),
    ("2.政府网站在线访谈次数", "次", "7", "online_interviews"),
    ("其中：主要负责同志参加政府网站在线访谈次数", "次", "3", "online_interviews_leaders"),
    ("3.政策解读稿件发布数", "篇", "64", "interpretations"),
    ("4.微博微信回应事件数", "次", "16", "responses_weibo_wechat"),
    ("5.其他方式回应事件数", "次", "5", "responses_other"),
    ("三、依申请公开情况", "——", "", ""),
    ("（一）收到申请数", "件", "110", "received"),
    ("1.当面申请数", "件", "40", "received_in_person"),
    ("2.传真申请数", "件", "1", "received_fax"),
    ("3.网络申请数", "件", "45", "received_online"),
    ("4.信函申请数", "件", "24", "received_letter"),
    ("（二）申请办结数", "件", "108", "concluded"),
    ("1.按时办结数", "件", "101", "concluded_on_time"),
    ("2.延期办结数", "件", "7", "concluded_extended"),
    ("（三）申请答复数", "件", "106", "answered"),
    ("1.属于已主动公开范围数", "件", "20", "answered_already_public"),
    ("2.同意公开答复数", "件", "30", "answered_granted"),
    ("3.同意部分公开答复数", "件", "6", "answered_partly_granted"),
    ("4.不同意公开答复数", "件", "21", "answered_denied"),
    ("其中：涉及国家秘密", "件", "1", "denied_state_secret"),
    ("涉及商业秘密", "件", "2", "denied_business_secret"),
    ("涉及个人隐私", "件", "3", "denied_privacy"),
    ("危及国家安全、公共安全、经济安全和社会稳定", "件", "4", "denied_security_stability"),
    ("不是《条例》所指政府信息", "件", "5", "denied_not_information"),
    ("法律法规规定的其他情形", "件", "6", "denied_by_law"),
    ("5.不属于本行政机关公开数", "件", "11", "answered_not_held"),
    ("6.申请信息不存在数", "件", "8", "answered_not_existing"),
    ("7.告知作出更改补充数", "件", "9", "answered_to_be_corrected"),
    ("8.告知通过其他途径办理数", "件", "1", "answered_other_ways"),
    ("四、行政复议数量", "件", "14", "reviews"),
    ("（一）维持具体行政行为数", "件", "8", "reviews_upheld"),
    ("（二）被依法纠错数", "件", "4", "reviews_corrected"),
    ("（三）其他情形数", "件", "2", "reviews_other"),
    ("五、行政诉讼数量", "件", "19", "suits"),
    ("（一）维持具体行政行为或者驳回原告诉讼请求数", "件", "10", "suits_upheld"),
    ("（二）被依法纠错数", "件", "6", "suits_corrected"),
    ("（三）其他情形数", "件", "3", "suits_other"),
    ("六、举报投诉数量", "件", "13", "complaints"),
    ("七、依申请公开信息收取的费用", "万元", "0.35", "fees"),
    ("八、机构建设和保障经费情况", "——", "", ""),
    ("（一）政府信息公开工作专门机构数", "个", "25", "offices"),
    ("（二）设置政府信息公开查阅点数", "个", "28", "reading_points"),
    ("（三）从事政府信息公开工作人员数", "人", "77", "staff"),
    ("1.专职人员数（不包括政府公报及政府网站工作人员数）", "人", "31", "staff_full_time"),
    ("2.兼职人员数", "人", "46", "staff_part_time"),
    ("（四）政府信息公开专项经费（不包括用于政府公报编辑管理及政府网站建设维护等方面的经费）", "万元", "26.55", "funds"),
    ("九、政府信息公开会议和培训情况", "——", "", ""),
    ("（一）召开政府信息公开工作会议或专题会议数", "次", "15", "meetings"),
    ("（二）举办各类培训班数", "次", "17", "trainings"),
    ("（三）接受培训人员数", "人次", "620", "trained"),
]  # fmt: skip
WANTED = {key: figure for _, _, figure, key in ROWS if key}


def annex(rows: list[list[str]], head: tuple[str, ...] = ("统计指标", "单位", "统计数")) -> str:
    lines = ["<tr>" + "".join(f"<td>{name}</td>" for name in head) + "</tr>"]
    lines += ["<tr>" + "".join(f"<td>{text}</td>" for text in row) + "</tr>" for row in rows]
    title = "青溪县人民政府办公室2016年政府信息公开工作年度报告"
    body = f"<h1>{title}</h1><h2>一、概述</h2><p>主动公开情况良好。</p><p>政府信息公开情况统计表</p>"
    return page_html(title, body + f"<table>{''.join(lines)}</table>")


def figures(report):  # type: ignore[no-untyped-def]
    return {cell.item: cell.raw for cell in report.cells if str(cell.state) != "absent"}


def test_every_row_of_the_form_is_read():
    report = read(annex([[label, unit, figure] for label, unit, figure, _ in ROWS]))
    assert figures(report) == WANTED
    assert (report.template, report.expected_template, report.status) == ("2014", "2014", Status.PARSED)
    assert len(report.checks) == 7
    assert all(check.holds for check in report.checks)
    assert {cell.column for cell in report.cells} == {"value"}
    assert next(str(cell.value) for cell in report.cells if cell.item == "funds") == "26.55"


def test_rows_of_a_province_are_kept_as_issues():
    rows = [[label, unit, figure] for label, unit, figure, _ in ROWS]
    rows.insert(20, ["（三）开展宣传活动次数", "次", "88"])
    report = read(annex(rows))
    assert figures(report) == WANTED
    assert any("88" in issue.message for issue in report.issues if issue.code == "extra_row")


def test_several_columns_of_figures_are_unreadable():
    rows = [[label, unit, figure, f"{figure}1" if figure else ""] for label, unit, figure, _ in ROWS]
    report = read(annex(rows, ("统计指标", "单位", "区政府", "区直单位")))
    assert {str(cell.state) for cell in report.cells if cell.item in WANTED} == {"unreadable"}
    assert "several_values" in codes(report)


def test_a_column_of_sums_is_the_figure():
    rows = [
        [label, unit, f"{figure}1" if figure else "", figure, f"{figure}2" if figure else ""]
        for label, unit, figure, _ in ROWS
    ]
    report = read(annex(rows, ("统计指标", "单位", "县直单位", "合计", "乡镇")))
    assert figures(report) == WANTED
    assert "several_values" not in codes(report)


@pytest.mark.parametrize("others", ["2015年", "上年数"])
def test_a_header_that_the_heading_of_a_section_parts_from_its_rows(others: str) -> None:
    """The heading has no sign beside it, as it stands in a row of its own."""
    this = "2016年" if others == "2015年" else "本年数"
    title = "</td></tr><tr><td>附件</td></tr><tr><td>政府信息公开情况统计表</td></tr><tr><td>统计指标"
    rows = [
        [label, unit if figure else "", figure, f"{figure}1" if figure else ""]
        for label, unit, figure, _ in ROWS
    ]
    for corner in ("统计指标", title):
        assert figures(read(annex(rows, (corner, "单位", this, others)))) == WANTED


def test_a_figure_under_no_name_beside_that_which_is_asked_for_is_in_doubt():
    rows = [[label, unit, figure, ""] for label, unit, figure, _ in ROWS]
    rows[9][3] = "81"
    found = read(annex(rows, ("统计指标", "单位", "统计数", "")))
    doubtful = {cell.item for cell in found.cells if str(cell.state) == "unreadable"}
    assert doubtful == {"disclosed_other"}


def test_rows_in_a_table_of_their_own_whose_labels_are_cut_are_not_absent():
    """As programs write down narrow cells, the rest of a label in a row below its figure."""
    rows = [[label, unit, figure] for label, unit, figure, _ in ROWS]
    rows[2][0] = "其中：主动公"
    html = annex(rows).replace("<tr><td>其中：主动公", "</table><table><tr><td>其中：主动公")
    found = {cell.item: str(cell.state) for cell in read(html).cells}
    assert found["disclosed_normative_documents"] == "unreadable"
    assert "absent" not in found.values()


def test_an_annex_with_a_table_for_each_row():
    html = annex([[label, unit, figure] for label, unit, figure, _ in ROWS])
    assert figures(read(html.replace("</tr><tr>", "</tr></table><table><tr>"))) == WANTED


def test_a_figure_with_its_unit_is_not_the_unit():
    rows = [[label, unit, f"{figure} {unit}" if figure else ""] for label, unit, figure, _ in ROWS]
    report = read(annex(rows))
    assert {item: raw.split()[0] for item, raw in figures(report).items()} == WANTED
    assert {str(cell.state) for cell in report.cells if cell.item in WANTED} == {"number"}


def test_a_column_of_codes_is_no_figure():
    rows = [[label, unit, f"{at:02}", figure, "无"] for at, (label, unit, figure, _) in enumerate(ROWS, 1)]
    report = read(annex(rows, ("统计指标", "单位", "代码", "统计数", "备注")))
    assert figures(report) == WANTED


def test_a_column_of_figures_before_the_labels_is_read_where_the_header_names_it():
    rows = [[figure, label, unit] for label, unit, figure, _ in ROWS]
    assert figures(read(annex(rows, ("统计数", "统计指标", "单位")))) == WANTED


@pytest.mark.parametrize("head", ["序号", "情况"])
def test_figures_before_labels_are_not_those_of_blank_rows(head: str):
    numbered = head == "序号"
    rows = [
        [str(at) if numbered else figure, label, unit, ""]
        for at, (label, unit, figure, _) in enumerate(ROWS, 1)
    ]
    report = read(annex(rows, (head, "统计指标", "单位", "统计数" if numbered else "备注")))
    states = {str(cell.state) for cell in report.cells}
    assert states == {"blank" if numbered else "unreadable"}


def typed(rows: list[list[str]], head: str, sign: str):
    lines = ["2016年政府信息公开工作年度报告", head.replace(" ", sign), *[sign.join(row) for row in rows]]
    return parse("\n".join(lines).encode(), Hints(name="x.txt"))[0]


def test_the_header_of_an_annex_with_tabs_tells_which_of_two_figures_is_asked_for():
    rows = [[label, unit, figure and f"{int(float(figure))}8", figure] for label, unit, figure, _ in ROWS]
    assert figures(typed(rows, "统计指标 单位 上年数 统计数", "\t")) == WANTED
    coded = [[label, unit, f"{at:02}", figure] for at, (label, unit, figure, _) in enumerate(ROWS, 1)]
    assert figures(typed(coded, "统计指标 单位 代码 统计数", "\t")) == WANTED


def test_two_figures_behind_the_words_of_a_row_are_in_doubt():
    rows = [[label, unit, figure and f"{figure}8", figure] for label, unit, figure, _ in ROWS]
    report = typed(rows, "统计指标 单位 上年数 统计数", " ")
    assert {str(cell.state) for cell in report.cells} == {"unreadable"}


def test_figures_of_several_bodies_are_told_by_the_names_of_their_columns():
    rows = [[label, unit, figure, f"{figure}1" if figure else ""] for label, unit, figure, _ in ROWS]
    report = read(annex(rows, ("统计指标", "单位", "区政府", "区直单位")))
    told = next(issue.message for issue in report.issues if issue.code == "several_values")
    assert "区政府 " in told and "| 区直单位 " in told


def numbers_apart(rows: list[list[str]]) -> list[list[str]]:
    """Each numbered row in two: its number with unit and figure, then the rest of its label."""
    made: list[list[str]] = []
    for label, unit, figure in rows:
        number, bracket, rest = label.partition("）")
        apart = bool(bracket and figure) and label.startswith("（")
        made += [[f"{number}）", unit, figure], [rest, "", ""]] if apart else [[label, unit, figure]]
    return made


def test_a_figure_beside_the_number_of_a_label_that_goes_on_below():
    report = read(annex(numbers_apart([[label, unit, figure] for label, unit, figure, _ in ROWS])))
    assert figures(report) == WANTED


def test_a_figure_beside_the_number_of_another_label_is_in_doubt():
    rows = numbers_apart([[label, unit, figure] for label, unit, figure, _ in ROWS])
    for row in rows:
        if row[0].startswith("（") and row[0].endswith("）"):
            row[0] = ""
    report = read(annex(rows))
    apart = {key for label, _, figure, key in ROWS if figure and label.startswith("（")}
    assert {cell.item for cell in report.cells if str(cell.state) == "unreadable"} == apart
    assert {key: raw for key, raw in figures(report).items() if key not in apart} == {
        key: figure for key, figure in WANTED.items() if key not in apart
    }


def test_a_row_that_is_missing_is_absent():
    rows = [[label, unit, figure] for label, unit, figure, key in ROWS if key != "received_fax"]
    report = read(annex(rows))
    assert figures(report) == {key: figure for key, figure in WANTED.items() if key != "received_fax"}


def test_the_later_of_two_years_beside_each_other_is_read():
    rows = [
        [str(at), label, unit, f"{figure}7" if figure else "", figure]
        for at, (label, unit, figure, _) in enumerate(ROWS, 1)
    ]
    for before, now in (("2015年统计数", "2016年统计数"), ("上年统计数", "2016年度统计数")):
        report = read(annex(rows, ("序号", "统计指标", "单位", before, now)))
        assert figures(report) == WANTED
        assert not codes(report)


@pytest.mark.parametrize(
    "heads",
    [("2016年", "2015年"), ("本年数", "上年数"), ("本年", "上年"), ("2016年度", "2015年度")],
)
@pytest.mark.parametrize("corner", ["指标名称", "统计项目"])
def test_years_as_the_heads_of_columns(corner, heads):
    rows = [[label, unit, figure, f"{figure}7" if figure else ""] for label, unit, figure, _ in ROWS]
    assert figures(read(annex(rows, (corner, "计量单位", *heads)))) == WANTED


def test_two_columns_of_one_year_are_in_doubt():
    rows = [[label, unit, figure, f"{figure}7" if figure else ""] for label, unit, figure, _ in ROWS]
    report = read(annex(rows, ("指标名称", "计量单位", "本期实际", "本年累计")))
    assert {str(cell.state) for cell in report.cells if cell.item in WANTED} == {"unreadable"}


def test_halves_side_by_side_are_one_annex():
    half = (len(ROWS) + 1) // 2
    lines = [[label, unit, figure] for label, unit, figure, _ in ROWS] + [["", "", ""]]
    rows = [[*lines[at], *lines[half + at]] for at in range(half)]
    report = read(annex(rows, ("统计指标", "单位", "统计数") * 2))
    assert figures(report) == WANTED
    assert all(check.holds for check in report.checks)


def test_the_last_row_of_the_second_half_keeps_its_figure_where_blank_cells_are_not_written():
    half = len(ROWS) // 2
    left, right = (
        [[label, unit, figure] for label, unit, figure, _ in part] for part in (ROWS[:half], ROWS[half:])
    )
    rows = [one + other for one, other in zip(left, right, strict=False)]
    rows += [["", *other] for other in right[len(left) :]]
    report = read(annex(rows, ("统计指标", "单位", "统计数") * 2))
    assert len(right) == len(left) + 1
    assert figures(report) == WANTED


def in_two_lines(label: str, unit: str, figure: str) -> str:
    """The figure stands beside the first half of a long label."""
    half = len(label) // 2 if len(label) > 16 else len(label)
    return f"{label[:half]} {unit} {figure}\n{label[half:]}".strip()


TYPED = {
    "words": lambda label, unit, figure: f"{label} {unit} {figure}".strip(),
    "dashes": lambda label, unit, figure: f"{label} {unit} {figure or '——'}",
    "columns": lambda label, unit, figure: f"{label:　<40}{unit:　<6}{figure}".strip(),
    "before": lambda label, unit, figure: f"{label[:9]}\n{label[9:]} {unit} {figure}".strip(),
    "behind": in_two_lines,
    "cells": lambda label, unit, figure: f"{label}\n{unit}\n{figure}".strip(),
}


@pytest.mark.parametrize("how", TYPED)
def test_the_annex_typed_as_words(how: str):
    title = "青溪县人民政府办公室2016年政府信息公开工作年度报告"
    lines = [title, "一、概述", "2016年主动公开政府信息3456条。", "统计指标 单位 统计数"]
    lines += [TYPED[how](label, unit, figure) for label, unit, figure, _ in ROWS]
    (report,) = parse("\n".join([*lines, "单位负责人：      审核人："]).encode(), Hints(name="x.txt"))
    assert figures(report) == WANTED
    assert (report.template, report.status) == ("2014", Status.PARSED)


PAIRED = {
    "colon": "<p>{0}：{2}</p>",
    "unit behind": "<li>{0}：{2}{1}；</li>",
    "unit in the name": "{0}（单位：{1}）：{2}<br>",
    "unit before": "<p>{0} {1} {2}</p>",
    "run together": "<p>{0}{2}{1}</p>",
}


def paired(how: str, left_out: str = "") -> str:
    title = "青溪县人民政府办公室2016年政府信息公开工作年度报告"
    lines = [
        PAIRED[how].format(label, unit, figure) if key else f"<p>{label}</p>"
        for label, unit, figure, key in ROWS
        if not left_out or key != left_out
    ]
    return page_html(title, f"<h1>{title}</h1><p>一、概述</p><p>共3456条。</p>{''.join(lines)}")


@pytest.mark.parametrize("how", PAIRED)
def test_the_annex_typed_as_names_with_figures(how: str):
    report = read(paired(how))
    assert {cell.item: str(cell.value) for cell in report.cells} == WANTED
    assert (report.template, report.status, codes(report)) == ("2014", Status.PARSED, {"tables_as_pairs"})


def test_names_of_the_annex_without_one_figure_are_in_doubt():
    lost = read(paired("colon", left_out="received_online"))
    assert {cell.item for cell in lost.cells if str(cell.state) == "unreadable"} == {"received_online"}
    twice = read(paired("colon").replace("3.网络申请数：45", "3.网络申请数：45</p><p>网络申请数：54"))
    assert {cell.item for cell in twice.cells if str(cell.state) == "unreadable"} == {"received_online"}


def test_blank_figures_of_an_annex_typed_as_words():
    blank = {"disclosed_gazette", "received_fax", "complaints", "trained"}
    lines = ["2016年政府信息公开工作年度报告", "统计指标 单位 统计数"]
    lines += [f"{label} {unit} {'' if key in blank else figure}" for label, unit, figure, key in ROWS]
    (report,) = parse("\n".join(lines).encode(), Hints(name="x.txt"))
    assert figures(report) == {key: "" if key in blank else figure for key, figure in WANTED.items()}


@pytest.mark.parametrize("cut", [3, 30, len(ROWS) - 3])
def test_a_piece_of_the_annex_on_another_page_belongs_to_it(cut: int):
    whole = annex([[label, unit, figure] for label, unit, figure, _ in ROWS])
    before, row, after = whole.partition(f"<tr><td>{ROWS[cut][0]}</td>")
    report = read(f"{before}</table><p>- 2 -</p><table>{row}{after}")
    assert figures(report) == WANTED


def test_scattered_cells_of_an_annex_give_no_wrong_figure():
    """As programs write the text of a PDF whose cells are not in order, or break a unit in two."""
    blank = {"disclosed_gazette", "received_fax"}
    lines = ["2016年政府信息公开工作年度报告", "统计指标 单位 统计数"]
    late: list[str] = []
    for at, (label, unit, figure, key) in enumerate(ROWS):
        printed = "" if key in blank else figure
        lines += [
            label,
            *(["万", printed, "元"] if unit == "万元" else ["人", "次"] if unit == "人次" else [unit]),
        ]
        lines += [] if at % 9 == 4 or unit == "万元" else [printed] if printed else []
        late = [*late, printed] if at % 9 == 4 else late
        if at % 9 == 6:
            lines, late = lines + late, []
    (report,) = parse("\n\n".join(lines).encode(), Hints(name="x.txt"))
    wrong = {
        cell.item
        for cell in report.cells
        if str(cell.state) not in ("unreadable", "absent") and cell.raw != WANTED[cell.item]
    }
    absent = {cell.item for cell in report.cells if str(cell.state) == "absent"}
    assert (report.template, wrong, absent) == ("2014", set(), set())


def test_the_head_of_the_annex_names_the_body_and_the_year():
    rows = [f"{label},{unit},{figure}" for label, unit, figure, _ in ROWS]
    heads = {
        "政府信息公开情况统计表": ["（2017年度）", "填报单位（盖章）：清水镇人民政府"],
        "清水镇人民政府2017年度政府信息公开情况统计表": [],
        "政府信息公开情况统计表（2017年度）": ["填报单位：清水镇人民政府   填报日期：2018年1月9日"],
    }
    for title, below in heads.items():
        lines = [title, *below, "统计指标,单位,统计数", *rows]
        (report,) = parse("\n".join(lines).encode(), Hints(name="x.csv"))
        assert (report.agency, report.year, figures(report)) == ("清水镇人民政府", 2017, WANTED)


def test_a_title_in_the_first_row_of_a_table_names_the_body():
    rows = "".join(
        f"<tr><td>{label}</td><td>{unit}</td><td>{figure}</td></tr>" for label, unit, figure, _ in ROWS
    )
    title = "清水镇人民政府2017年政府信息公开工作年度报告"
    head = f"<tr><td colspan=3>{title}</td></tr><tr><td>统计指标</td><td>单位</td><td>统计数</td></tr>"
    report = read(f"<html><body><table>{head}{rows}</table></body></html>")
    assert (report.title, report.agency, report.year) == (title, "清水镇人民政府", 2017)
