"""Documents that hold the reports of several bodies or years, versions of one, blank forms and examples."""

from __future__ import annotations

import io

import pytest
import xlsxwriter

from parsers import Hints, parse
from parsers.model import Report, State, Status
from tests.parsers.office_files import put
from tests.parsers.report_page import C, Page, Rows, page, page_html, table_html

BODIES = ("青溪县水利局", "青溪县财政局", "青溪县柳林镇人民政府")
HEADINGS = (
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
)


def made_of(step: int) -> Page:
    """A report of which each figure is `step` more than that of `page`."""
    made = page()
    for rows in made.tables.values():
        for row in rows:
            for cell in row:
                if cell.text.isdigit():
                    cell.text = str(int(cell.text) + step)
    made.figures = {
        key: str(int(text) + step) if text.isdigit() else text for key, text in made.figures.items()
    }
    return made


def body_of(made: Page, said: str = "我局积极推进政务公开。", caption: str = "") -> str:
    """The sections and tables of a report, without its title."""
    parts = [f"<p>一、总体情况</p><p>{said}</p>"]
    for heading, rows in zip(HEADINGS, made.tables.values(), strict=True):
        parts.append(f"<p>{heading}</p>{table_html(captioned(rows, caption))}")
    return "".join(parts) + "<p>五、存在的主要问题及改进情况</p><p>解读不多。</p>"


def captioned(rows: Rows, caption: str) -> Rows:
    width = sum(cell.columns for cell in rows[0])
    return [[C(caption, width)], *rows] if caption else rows


def blank(made: Page) -> Page:
    for rows in made.tables.values():
        for row in rows:
            for cell in row:
                if cell.text.replace(".", "").isdigit():
                    cell.text = ""
    return made


def read(*parts: str, title: str = "年报汇编") -> list[Report]:
    return parse(page_html(title, "".join(parts)).encode(), Hints(name="x.html"))


def figures_of(report: Report) -> dict[str, str]:
    return {cell.key: cell.raw for cell in report.cells if cell.state is State.NUMBER}


def codes(report: Report) -> set[str]:
    return {issue.code for issue in report.issues}


def assert_each(reports: list[Report], pages: list[Page], bodies: tuple[str, ...] = BODIES) -> None:
    assert [(report.agency, report.year) for report in reports] == [(body, 2023) for body in bodies]
    for report, made in zip(reports, pages, strict=True):
        assert figures_of(report) == made.figures
        assert not report.issues


@pytest.mark.parametrize(
    "opening",
    [
        "<p>{}2023年政府信息公开工作年度报告</p>",
        "<p>{}</p><p>2023年政府信息公开工作年度报告</p>",
        "<p>2023年政府信息公开工作年度报告</p><p>（{}）</p>",
        "<p>附件</p><p>{}2023年度政府信息公开年报</p>",
        "<p>{}关于2023年政府信息公开工作年度报告的公告</p>",
    ],
)
def test_reports_of_several_bodies_however_they_are_headed(opening: str) -> None:
    pages = [made_of(0), made_of(1000), made_of(2000)]
    assert_each(
        read(*(opening.format(body) + body_of(made) for body, made in zip(BODIES, pages, strict=True))), pages
    )


@pytest.mark.parametrize("opening", ["<p>{}</p>", "<p>附件1：{}</p>", "<p>二、{}</p>", "<p>（三）{}</p>"])
def test_names_alone_above_a_first_heading_that_comes_again(opening: str) -> None:
    pages = [made_of(0), made_of(1000), made_of(2000)]
    cover = "<h1>青溪县各部门2023年政府信息公开工作年度报告</h1>"
    reports = read(
        cover, *(opening.format(body) + body_of(made) for body, made in zip(BODIES, pages, strict=True))
    )
    assert_each(reports, pages)


@pytest.mark.parametrize("line", ["{}2023年政府信息公开工作年度报告", "{}"])
def test_a_list_of_contents_before_the_reports(line: str) -> None:
    pages = [made_of(0), made_of(1000), made_of(2000)]
    contents = "<p>目录</p>" + "".join(f"<p>{line.format(body)}</p>" for body in BODIES)
    parts = [
        f"<p>{line.format(body)}</p>" + body_of(made, f"2023年，{body}积极推进政务公开。")
        for body, made in zip(BODIES, pages, strict=True)
    ]
    assert_each(read(contents, *parts), pages)


def test_a_body_with_prose_alone_between_others() -> None:
    pages = [made_of(0), made_of(1000)]
    reports = read(
        f"<p>{BODIES[0]}</p>{body_of(pages[0])}",
        f"<p>{BODIES[2]}</p><p>2023年，我镇未收到申请。</p>",
        f"<p>{BODIES[1]}</p>{body_of(pages[1])}",
        title="青溪县2023年政府信息公开工作年度报告",
    )
    assert [(report.agency, len(figures_of(report))) for report in reports] == [
        (BODIES[0], 200),
        (BODIES[2], 0),
        (BODIES[1], 200),
    ]


def test_signatures_are_no_names_of_the_report_below() -> None:
    pages = [made_of(0), made_of(1000)]
    reports = read(
        *(
            body_of(made, f"2023年，{body}积极推进政务公开。") + f"<p>{body}</p><p>2024年1月9日</p>"
            for body, made in zip(BODIES, pages, strict=False)
        )
    )
    assert_each(reports, pages, BODIES[:2])


def test_a_cover_of_all_bodies_does_not_name_the_first() -> None:
    pages = [made_of(0), made_of(1000)]
    parts = [
        body_of(made, f"2023年，{body}积极推进政务公开。") for body, made in zip(BODIES, pages, strict=False)
    ]
    reports = read("<p>青溪县各部门2023年政府信息公开工作年度报告</p>", *parts)
    assert_each(reports, pages, BODIES[:2])


def test_tables_of_bodies_that_only_their_captions_name() -> None:
    pages = [made_of(0), made_of(1000), made_of(2000)]
    parts = [
        "".join(
            table_html(captioned(rows, f"{body}2023年{heading[2:]}统计表"))
            for heading, rows in zip(HEADINGS, made.tables.values(), strict=True)
        )
        for body, made in zip(BODIES, pages, strict=True)
    ]
    reports = read(*parts, title="青溪县2023年政府信息公开年报")
    assert [report.agency for report in reports] == list(BODIES)
    assert [figures_of(report) for report in reports] == [made.figures for made in pages]


def test_a_first_report_without_a_title_is_one_though_it_has_one_table() -> None:
    lone, whole = made_of(0), made_of(1000)
    for key in ("proactive_disclosure", "applications"):
        del lone.tables[key]
    said = [f"<p>一、总体情况</p><p>2023年，{body}积极推进政务公开。</p>" for body in BODIES[:2]]
    only = said[0] + f"<p>{HEADINGS[2]}</p>{table_html(lone.tables['review_litigation'])}"
    tables = "".join(
        f"<p>{heading}</p>{table_html(rows)}"
        for heading, rows in zip(HEADINGS, whole.tables.values(), strict=True)
    )
    last = "<p>五、存在的主要问题及改进情况</p><p>解读不多。</p>"
    reports = read(only, last, said[1], tables, last, said[0].replace(BODIES[0], BODIES[2]), tables, last)
    assert [(report.agency, len(figures_of(report))) for report in reports] == [
        (BODIES[0], 15),
        (BODIES[1], 200),
        (BODIES[2], 200),
    ]


def test_two_years_of_one_body_one_after_the_other() -> None:
    reports = read(
        f"<p>{BODIES[0]}2023年政府信息公开工作年度报告</p>{body_of(made_of(0))}",
        f"<p>{BODIES[0]}</p><p>2022年政府信息公开工作年度报告</p>{body_of(made_of(1000))}",
    )
    assert [(report.agency, report.year) for report in reports] == [(BODIES[0], 2023), (BODIES[0], 2022)]
    assert figures_of(reports[1]) == made_of(1000).figures


def test_a_report_printed_twice_with_other_figures_is_in_doubt() -> None:
    title = f"<p>{BODIES[0]}2023年政府信息公开工作年度报告</p>"
    between = f"<p>{BODIES[1]}2023年政府信息公开工作年度报告</p>{body_of(made_of(2000))}"
    first, second = read(title + body_of(made_of(0)), between, title + body_of(made_of(1000)))
    assert "printed_twice" in codes(first)
    assert not {key for key in figures_of(first) if made_of(0).figures[key] != made_of(1000).figures[key]}
    assert figures_of(second) == made_of(2000).figures
    same, _ = read(title + body_of(made_of(0)), between, title + body_of(made_of(0)))
    assert figures_of(same) == made_of(0).figures


def test_the_corrected_version_of_a_report_counts() -> None:
    title = f"{BODIES[0]}2023年政府信息公开工作年度报告"
    other = f"<p>{BODIES[1]}2023年政府信息公开工作年度报告</p>{body_of(made_of(2000))}"
    corrected, _ = read(
        f"<p>{title}</p>{body_of(made_of(0))}<p>{title}（更正）</p>{body_of(made_of(1000))}", other
    )
    assert figures_of(corrected) == made_of(1000).figures
    assert codes(corrected) == {"corrected"}
    (alone,) = read(
        f"<p>{title}</p>{body_of(made_of(0))}<p>（更正稿）</p><p>{title}</p>{body_of(made_of(1000))}"
    )
    assert figures_of(alone) == made_of(1000).figures
    assert codes(alone) == {"corrected"}


def test_prose_that_speaks_of_a_revision_corrects_nothing() -> None:
    title = f"<p>{BODIES[0]}2023年政府信息公开工作年度报告</p>"
    revised = body_of(made_of(1000), "我局认真贯彻新修订的条例。")
    (report,) = read(title + body_of(made_of(0)) + title + revised)
    assert "printed_twice" in codes(report)
    assert "corrected" not in codes(report)


@pytest.mark.parametrize(("caption", "code"), [("", "blank_form"), ("附件：填写样例", "example_form")])
def test_a_form_behind_a_report_is_no_report(caption: str, code: str) -> None:
    form = made_of(1000) if caption else blank(page())
    tables = "".join(map(table_html, form.tables.values()))
    (report,) = read(page().html(), f"<p>{caption}</p>{tables}", title=page().title)
    assert figures_of(report) == page().figures
    assert codes(report) == {code}


def test_an_example_before_reports_is_none() -> None:
    pages = [made_of(0), made_of(1000)]
    example = "<p>附：表格填写示例</p>" + "".join(map(table_html, made_of(2000).tables.values()))
    reports = read(
        example,
        *(
            f"<p>{body}2023年政府信息公开工作年度报告</p>{body_of(made)}"
            for body, made in zip(BODIES, pages, strict=False)
        ),
    )
    assert [figures_of(report) for report in reports] == [made.figures for made in pages]
    assert [codes(report) for report in reports] == [{"example_form"}, set()]


def test_tables_of_all_of_the_body_and_of_towns() -> None:
    made = {"全县汇总": made_of(1000), "县政府本级": made_of(0), "各乡镇合计": made_of(2000)}
    tables = {
        key: "".join(f"<p>{caption}</p>{table_html(each.tables[key])}" for caption, each in made.items())
        for key in page().tables
    }
    own, summed = parse(page().html(tables).encode(), Hints(name="x.html"))
    assert (own.scope, summed.scope) == ("own", "aggregate")
    assert figures_of(own) == made["县政府本级"].figures
    assert figures_of(summed) == made["全县汇总"].figures
    assert codes(own) == codes(summed) == {"other_scope"}


def test_whole_reports_of_a_body_and_of_all_below_one_title() -> None:
    pages = [made_of(0), made_of(1000)]
    own, summed = read(
        "<p>青溪县2023年政府信息公开工作年度报告</p><p>（一）县政府本级</p>",
        body_of(pages[0]),
        "<p>（二）全县汇总</p>",
        body_of(pages[1], "2023年，全县收到政府信息公开申请45件。"),
    )
    assert [(report.agency, report.scope) for report in (own, summed)] == [
        ("青溪县", "own"),
        ("青溪县", "aggregate"),
    ]
    assert [figures_of(report) for report in (own, summed)] == [made.figures for made in pages]
    assert [claim.value for claim in summed.claims] == [45]


def annex(year: int) -> str:
    labels = (
        "主动公开政府信息数",
        "收到申请数",
        "当面申请数",
        "传真申请数",
        "网络申请数",
        "信函申请数",
        "申请办结数",
        "按时办结数",
        "延期办结数",
    )
    rows = [[C("统计指标"), C("单位"), C("统计数")]]
    rows += [[C(label), C("件"), C(str(5000 + at))] for at, label in enumerate(labels)]
    return f"<p>政府信息公开情况统计表（{year}年度）</p>{table_html(rows)}"


def test_a_title_without_a_name_above_other_figures_begins_another_report() -> None:
    body = body_of(made_of(2)).replace("一、总体情况", "概述", 1)
    title = f"{BODIES[0]}2023年政府信息公开工作年度报告"
    reports = read(body_of(made_of(0)), f"<p>政府信息公开工作年度报告</p>{body}", title=title)
    assert [figures_of(report) for report in reports] == [made_of(0).figures, made_of(2).figures]


def test_an_annex_of_another_year_is_left_out() -> None:
    for year, read_too in ((2018, False), (2023, True)):
        html = page().html().replace("</div></body>", annex(year) + "</div></body>")
        (report,) = parse(html.encode(), Hints(name="x.html"))
        assert any(cell.table == "statistics" for cell in report.cells) is read_too
        assert ("other_year" in codes(report)) is not read_too


def test_a_table_of_many_bodies_above_a_report_does_not_say_whose_it_is() -> None:
    rows = [[C("单位"), C("新收申请")], *[[C(body), C(str(at + 71))] for at, body in enumerate(BODIES)]]
    many = f"<p>青溪县2023年政府信息公开工作情况汇总表</p>{table_html(rows)}"
    text = f"{many}<p>{BODIES[0]}</p>{body_of(made_of(0), f'2023年，{BODIES[0]}积极推进政务公开。')}"
    (report,) = read(text, title="")
    assert (report.agency, report.scope) == (BODIES[0], "own")
    assert figures_of(report) == made_of(0).figures


def test_sheets_under_short_names_of_bodies_that_are_named_in_full() -> None:
    pages = [made_of(0), made_of(1000)]
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        for body, made in zip(BODIES, pages, strict=False):
            sheet = book.add_worksheet(body.removeprefix("青溪县"))
            sheet.write(0, 0, "2023年政府信息公开工作年度报告统计表")
            sheet.write(1, 0, f"填报单位：{body}")
            below = 3
            for heading, rows in zip(HEADINGS, made.tables.values(), strict=True):
                sheet.write(below, 0, heading)
                put(sheet, rows, below + 1)
                below += len(rows) + 2
    assert_each(parse(stream.getvalue(), Hints(name="x.xlsx")), pages, BODIES[:2])


def test_reports_below_each_other_on_one_sheet() -> None:
    """Without a blank row between them, so that the sheet is one grid."""
    pages = [made_of(0), made_of(1000), made_of(2000)]
    content, below = io.BytesIO(), 0
    with xlsxwriter.Workbook(content) as book:
        sheet = book.add_worksheet()
        for body, made in zip(BODIES, pages, strict=True):
            sheet.write(below, 0, f"{body}2023年政府信息公开工作年度报告")
            below += 1
            for heading, rows in zip(HEADINGS, made.tables.values(), strict=True):
                sheet.write(below, 0, heading)
                put(sheet, rows, below + 1)
                below += 1 + len(rows)
    reports = parse(content.getvalue(), Hints(name="x.xlsx"))
    assert [(report.agency, report.status) for report in reports] == [
        (body, Status.PARSED) for body in BODIES
    ]
    for report, made in zip(reports, pages, strict=True):
        assert figures_of(report) == made.figures
