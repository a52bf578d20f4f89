"""The sections of the prose and their headings, however worded, numbered and broken."""

from __future__ import annotations

import pytest

from tests.parsers.report.read_report import read
from tests.parsers.report_page import page, page_html


def test_sections_are_read_with_broken_lines_joined_and_without_tables() -> None:
    report = read(page().html())
    assert [section.number for section in report.sections if section.number] == [1, 2, 3, 4, 5, 6]
    assert report.sections[-1].text == "本年度未收取信息处理费。"
    assert not any("8361" in section.text for section in report.sections)


@pytest.mark.parametrize(
    "headings",
    [
        ["1、总体情况", "1、主动公开政府信息情况", "2、收到和处理政府信息公开申请情况"],
        ["总体情况", "主动公开政府信息情况", "收到和处理政府信息公开申请情况"],
        ["（一）工作概况", "（二）主动公开政府信息情况", "（三）收到和处理政府信息公开申请的情况"],
        ["第一部分 工作概述", "第二部分 主动公开政府信息情况", "第三部分 收到和处理政府信息公开申请情况"],
    ],
)
def test_headings_are_known_whatever_their_number(headings: list[str]) -> None:
    html = page().html()
    for old, new in zip(
        ["一、总体情况", "二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况"],
        headings,
        strict=True,
    ):
        html = html.replace(f"<h2>{old}</h2>", f"<p>{new}</p>")
    report = read(html)
    assert [section.heading for section in report.sections if section.number in (1, 2, 3)] == headings


@pytest.mark.parametrize(
    "headings",
    [
        ["一、工作开展情况", "四、行政复议和诉讼情况", "五、存在的困难及下一步工作打算"],
        ["一、政府信息公开主要工作概述", "四、行政复议与行政诉讼情况", "五、主要问题和下一步工作打算"],
        ["一、本年度政府信息公开工作总体情况", "四、行政复议和诉讼情况", "五、存在的困难及改进"],
        [
            "一、本年度政务信息总体公开情况",
            "四、行政复议、诉讼情况",
            "五、政府信息公开工作存在的主要问题、改进情况",
        ],
        ["一、主要任务落实情况", "四、行政复议、诉讼情况", "五、问题与改进"],
        ["\u2160、2023年工作总体情况", "\u2163、行政复议、行政诉讼情况统计表", "\u2164、存在问题和改进措施"],
    ],
)
def test_headings_in_other_words(headings: list[str]) -> None:
    body = "".join(
        f"<p>{heading}</p><p>{word}情况如下。</p>" for heading, word in zip(headings, "甲乙丙", strict=True)
    )
    report = read(page_html("青溪县水利局2023年政府信息公开工作年度报告", body))
    assert [section.heading for section in report.sections] == headings
    assert [section.number for section in report.sections] == [1, 4, 5]
    assert "行政" not in report.sections[0].text


def test_headings_and_prose_of_one_paragraph_are_told_apart() -> None:
    body = (
        "<div>一、总体情况<br>　　情况如下。<br>（一）概况。<br>五、存在的主要问题及改进情况<br>不足。</div>"
    )
    report = read(page_html("青溪县水利局2023年政府信息公开工作年度报告", body))
    assert [(section.heading, section.text.replace("\u3000", "")) for section in report.sections] == [
        ("一、总体情况", "情况如下。\n（一）概况。"),
        ("五、存在的主要问题及改进情况", "不足。"),
    ]


def test_prose_in_rows_of_the_table_is_no_less_prose() -> None:
    made = page()
    rows = "".join(
        f"<tr><td colspan=15>{text}</td></tr>" for text in ("五、存在的主要问题及改进情况", "形式单一。")
    )
    html = made.html()
    at = html.rindex("</table>") + len("</table>")
    html = html[: at - len("</table>")] + rows + "</table></body></html>"
    sections = {section.number: section.text for section in read(html).sections}
    assert sections[5].startswith("形式单一。")


SAID = (
    "　　（一）主动公开情况。2023年通过门户网站主动公开政府信息478条，政务微信发布46条，公开栏张贴12次。",
    "　　（二）依申请公开情况。全年新收政府信息公开申请435件，上年结转8件，已答复437件，结转下年度6件，均按时办结。",
)
STATED = [435, 8, 437, 6]


@pytest.mark.parametrize("width", [20, 23, 27])
@pytest.mark.parametrize("joint", ["<br>", "</p><p>"])
def test_lines_that_a_converter_broke_are_joined(width: int, joint: str) -> None:
    broken = [
        joint.join(text[at : at + width] for at in range(0, len(text), width))
        for text in map(str.strip, SAID)
    ]
    body = (
        f"<p>一、总体情况</p><p>{'</p><p>'.join(broken)}</p><p>五、存在的主要问题及改进情况</p><p>不足。</p>"
    )
    report = read(page_html("青溪县水利局2023年政府信息公开工作年度报告", body))
    assert report.sections[-2].text.split("\n") == [text.strip() for text in SAID]
    assert [claim.value for claim in report.claims] == STATED


def test_short_lines_of_their_own_are_not_joined() -> None:
    lines = [
        "通过门户网站主动公开政府信息四百条",
        "通过政务微信主动公开政府信息三百条",
        "在公开栏张贴十二次各类政策解读材料",
    ]
    body = f"<p>一、总体情况</p>{''.join(f'<p>{line}</p>' for line in (*lines, *SAID))}"
    report = read(page_html("青溪县水利局2023年政府信息公开工作年度报告", body))
    assert report.sections[-1].text.split("\n")[:3] == lines
