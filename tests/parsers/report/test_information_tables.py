"""The information table above an article, and numbers that stand apart from it."""

from __future__ import annotations

import pytest

from tests.parsers.report.read_report import below, read, told, with_head
from tests.parsers.report_page import page


def test_meta_tags_come_first() -> None:
    head = (
        '<META content="示例县水利局2023年政府信息公开工作年度报告" name="ArticleTitle"/>'
        '<meta name="PubDate" content="2024-01-19 10:11"><meta name="SiteName" content="示例县人民政府">'
        '<meta name="ContentSource" content="县水利局">'
    )
    report = read(with_head(head, title="2023年度报告"))
    assert (report.title, report.agency) == ("示例县水利局2023年政府信息公开工作年度报告", "示例县水利局")
    assert (report.year, report.published_on) == (2023, "2024-01-19")


def test_the_information_table_gives_dates_and_numbers() -> None:
    made = page()
    made.title = "2023年政府信息公开工作年度报告"
    table = (
        "<table><tr><td>索 引 号：</td><td>000014349/2024-00184</td><td>发布机构：</td><td>青溪县水利局</td></tr>"
        "<tr><td>文　　号：</td><td>青水〔2024〕3号</td><td>发布日期：</td><td>2024年01月19日</td></tr></table>"
    )
    report = read(made.html().replace('<div class="TRS_Editor">', f'{table}<div class="TRS_Editor">'))
    assert report.agency == "青溪县水利局"
    assert (report.index_number, report.document_number) == ("000014349/2024-00184", "青水〔2024〕3号")
    assert report.published_on == "2024-01-19"


@pytest.mark.parametrize(
    "markup",
    [
        "<ul><li><b>索引号：</b>zfb/2026-00021</li><li><b>发布机构：</b>青溪县水利局</li></ul>",
        "<div><span>索引号：zfb/2026-00021</span>　<span>发布机构：青溪县水利局</span></div>",
        "<dl><dt>索引号：</dt><dd>zfb/2026-00021</dd><dt>发布机构：</dt><dd>青溪县水利局</dd></dl>",
    ],
)
def test_the_information_table_need_not_be_a_table(markup: str) -> None:
    made = page()
    made.title = "2023年政府信息公开工作年度报告"
    report = read(made.html().replace('<div class="TRS_Editor">', f'{markup}<div class="TRS_Editor">'))
    assert (report.index_number, report.agency) == ("zfb/2026-00021", "青溪县水利局")


@pytest.mark.parametrize(
    "markup",
    [
        "<ul><li><b>发文字号：</b><span></span></li><li><b>发布日期：</b><span>2024-01-19</span></li></ul>",
        "<div>发文字号：</div><div>发布日期：2024-01-19</div><div>效力：有效</div>",
        "<div>发布日期：2024-01-19</div><div>发文字号：</div><div>效力：有效</div>",
        "<table><tr><td>发文字号：</td><td>发布日期：2024-01-19</td></tr></table>",
    ],
)
def test_a_label_without_a_value_does_not_take_the_next(markup: str) -> None:
    report = read(page().html().replace('<div class="TRS_Editor">', f'{markup}<div class="TRS_Editor">'))
    assert (report.document_number, report.published_on) == ("", "2024-01-19")


@pytest.mark.parametrize("sign", ["", "|", "：", "：|"])
def test_the_information_table_of_a_text_need_have_no_colons(sign: str) -> None:
    lines = [
        f"• 索 引 号 {sign} 0142581323/2024-00017 {sign} 分 类 {sign} 综合政务/其他 / 报告 {sign}",
        f"发布机构 {sign} 青溪镇 {sign} 发文日期 {sign} 2024-01-15 {sign}",
        f"标 题 {sign} 青溪县白石镇人民政府2023年政府信息公开工作年度报告 {sign}",
        f"文 号 {sign} 青白政〔2024〕7号 {sign} 主 题 词 {sign}",
    ]
    report = told("\n".join([*lines, "一、总体情况", "情况。", "二、主动公开情况", "情况。"]))
    assert report.title == "青溪县白石镇人民政府2023年政府信息公开工作年度报告"
    assert (report.agency, report.year) == ("青溪县白石镇人民政府", 2023)
    assert (report.index_number, report.document_number) == ("0142581323/2024-00017", "青白政〔2024〕7号")
    assert report.published_on == "2024-01-15"


def test_an_empty_cell_of_the_information_table_takes_nothing_from_the_next() -> None:
    lines = [
        "• 索 引 号：00820-9/2024-135 主题分类：",
        "• 文 号：发布日期： 2024-01-12 11:45",
        "• 备案登记号：",
        "",
    ]
    report = told("\n".join([*lines, "青溪市水务局2023年政府信息公开工作年度报告", "一、总体情况", "情况。"]))
    assert (report.document_number, report.published_on) == ("", "2024-01-12")


@pytest.mark.parametrize(
    ("lines", "number"),
    [
        (
            ["青统发〔2024〕7号", "青溪市统计局", "2023年政府信息公开工作年度报告", "市政府办公室："],
            "青统发〔2024〕7号",
        ),
        (["青溪市统计局2023年政府信息公开工作年度报告", "青统发[2024]17号"], "青统发[2024]17号"),
        (["青溪市统计局2023年政府信息公开工作年度报告", "国办公开办函〔2021〕30号"], ""),
        (["青统发〔2024〕7号", "青府发〔2024〕8号", "青溪市统计局2023年政府信息公开工作年度报告"], ""),
    ],
)
def test_a_document_number_in_a_line_of_its_own(lines: list[str], number: str) -> None:
    report = told("\n\n".join([*lines, "一、总体情况", "情况。", "二、主动公开情况", "情况。"]))
    assert (report.document_number, report.agency, report.year) == (number, "青溪市统计局", 2023)


def test_a_title_is_no_document_number() -> None:
    title = "海陵街道2023年政府信息公开工作年度报告"
    for number, kept in (
        ("海陵街道2023年度政府信息公开工作报告3号", ""),
        ("海街办〔2024〕3号", "海街办〔2024〕3号"),
    ):
        assert told(below(f"索引号：0142/2024-17\n文号：{number}\n{title}")).document_number == kept
