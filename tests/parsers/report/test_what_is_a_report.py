"""What is a report and what only speaks of one, and what may be missing from it."""

from __future__ import annotations

import pytest

from parsers import Hints, parse
from parsers.document import Document, Issue, Paragraph, Picture
from parsers.model import Status
from parsers.report import report as report_of
from tests.parsers.report.read_report import read, told
from tests.parsers.report_page import page, page_html


@pytest.mark.parametrize(
    ("title", "body"),
    [
        (
            "关于做好2023年政府信息公开工作年度报告编制工作的通知",
            "<p>各乡镇人民政府：请于1月31日前报送。</p>",
        ),
        ("青溪县2023年政府信息公开工作年度报告图解", "<p><img src='a.png'></p>"),
        (
            "青溪县2023年政府信息公开工作年度报告公布情况",
            "<table><tr><td>序号</td><td>单位</td></tr><tr><td>1</td><td>水利局</td></tr></table>",
        ),
        ("青溪县政府信息公开指南", "<p>一、主动公开</p><p>二、依申请公开</p>"),
        ("页面不存在", "<p>您访问的页面已删除</p>"),
        ("青溪县人民政府", "<ul><li>行政许可</li><li>行政处罚</li></ul>"),
    ],
)
def test_what_is_not_a_report(title: str, body: str) -> None:
    report = read(page_html(title, f"<h1>{title}</h1>{body}"))
    assert report.status is Status.NOT_A_REPORT
    assert report.reason
    assert not report.cells


SPOKEN = (
    "根据《中华人民共和国政府信息公开条例》，青溪县水利局公布工作情况。"
    "本年度报告中所列数据的统计期限自2023年1月1日起至12月31日止。"
)


@pytest.mark.parametrize(
    ("prose", "status"),
    [
        (SPOKEN, Status.NO_TABLES),
        (SPOKEN.replace("本年度报告中所列", "报告所列"), Status.NO_TABLES),
        (SPOKEN * 2, Status.NOT_A_REPORT),  # a list of beginnings
        (SPOKEN.replace("信息公开", "服务"), Status.NOT_A_REPORT),
        (SPOKEN.replace("本年度报告中所列", "各单位所报"), Status.NOT_A_REPORT),
    ],
)
def test_a_report_without_a_title_speaks_of_itself(prose: str, status: Status) -> None:
    text = f"{prose}\n一、总体情况\n全年主动公开信息812条。\n"
    (report,) = parse(text.encode(), Hints(name="1.txt"))
    assert report.status is status


@pytest.mark.parametrize(
    ("words", "status"),
    [((), Status.FAILED), ((Paragraph("青溪县政府信息公开指南"),), Status.NOT_A_REPORT)],
)
def test_pages_that_nobody_looked_at_are_not_said_to_be_no_report(
    words: tuple[Paragraph, ...], status: Status
) -> None:
    unseen = Issue("scan_not_read", "pages without readable text: recognition of pictures is not installed")
    made = report_of(
        Document("pdf", (*words, Picture()), issues=(unseen,)), Hints(title=words[0].text if words else "")
    )
    assert made.status is status
    assert (made.reason == unseen.message) is (status is Status.FAILED)


def test_the_name_of_the_column_does_not_make_a_notice_a_report() -> None:
    notice = "青溪县2022年度政府信息公开工作年度报告公布情况"
    page = (
        f'<html><head><meta name="ColumnName" content="政府信息公开年报"><meta name="ArticleTitle" content="{notice}">'
        f"<title>{notice}_青溪县人民政府</title></head><body>"
        '<div class="position">当前位置：首页 &gt; <a href="/nb/">政府信息公开年报</a> &gt; 正文</div>'
        f"<h1>{notice}</h1><p>全县应公布年度报告81份，已公布80份。</p></body></html>"
    )
    (report,) = parse(page.encode(), Hints(title=notice[:-3] + "…"))
    assert (report.status, report.title) == (Status.NOT_A_REPORT, notice)


def test_a_report_whose_tables_are_pictures_says_so() -> None:
    made = page()
    pictures = {key: f"<img src='./W0202401195{at}.png'>" for at, key in enumerate(made.tables)}
    report = read(made.html(pictures))
    assert report.status is Status.NO_TABLES
    assert "pictures" in report.reason


@pytest.mark.parametrize(
    "markup",
    [
        "<a href='./P020240119.pdf'>年报</a>",
        "<iframe src='/pdfjs/web/viewer.html?file=%2Ffiles%2FP020240119.pdf'></iframe>",
        "<embed src='P020240119.pdf'>",
        "<object data='P020240119.pdf'></object>",
        "<a href='javascript:void(0)' onclick=\"openFile('./P020240119.pdf')\">下载</a>",
        "<a href='/system/_content/download.jsp?wbfileid=12345'>2023年年报.docx</a>",
        "<a class='nfw-cms-attachment' href='/attachment/0/3255421' alt='年报.pdf'>附件</a>",
    ],
)
def test_attachments_are_found_however_they_are_linked(markup: str) -> None:
    title = "青溪县水利局2023年政府信息公开工作年度报告"
    report = read(page_html(title, f"<h1>{title}</h1><p>{markup}</p>"))
    assert len(report.links) == 1
    assert report.status is Status.NO_TABLES
    assert "documents" in report.reason


def test_several_bodies_on_one_page_are_several_reports() -> None:
    one, two = page(), page("2019")
    two.title = "青溪县林业局2020年政府信息公开工作年度报告"
    bodies = [html[html.index("<h1>") : html.rindex("</div>")] for html in (one.html(), two.html())]
    reports = parse(page_html("各部门年报", "".join(bodies)).encode())
    assert [(report.agency, report.year, report.template) for report in reports] == [
        ("青溪县水利局", 2023, "2021"),
        ("青溪县林业局", 2020, "2019"),
    ]
    for report, made in zip(reports, (one, two), strict=True):
        assert {cell.key: cell.raw for cell in report.cells} == made.figures


def test_figures_of_half_a_year_are_no_report() -> None:
    text = "2023年上半年政府信息公开数据统计\n一、公文公开情况\n情况。\n二、依申请公开情况\n受理9件。\n三、复议、诉讼情况\n无。"
    assert told(text).status is Status.NOT_A_REPORT


@pytest.mark.parametrize("months", ["1-6月", "1月至9月", "1月1日至6月30日", "1—11月"])
def test_a_report_on_the_first_months_is_none_of_the_year(months: str) -> None:
    title = "海陵市水利局2023年{}政府信息公开工作报告"
    made = page()
    made.title = title.format(months)
    assert read(made.html()).status is Status.NOT_A_REPORT
    made.title = title.format("1-12月")
    assert read(made.html()).status is Status.PARSED
