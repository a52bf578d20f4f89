"""The year a report is on and the day on which it was published, from all that may say it."""

from __future__ import annotations

import pytest

from parsers import Hints, parse
from tests.parsers.report.read_report import below, read, told, with_head
from tests.parsers.report_page import page, page_html


@pytest.mark.parametrize(
    ("line", "published_on"),
    [
        ("[ 2024/01/22 09:31:02 ] 【字体：大 中 小】", "2024-01-22"),
        ("（2024年1月31日发布）", "2024-01-31"),
        ("更新于 2026-03-01 10:00", ""),
    ],
)
def test_days_without_a_name_below_the_title(line: str, published_on: str) -> None:
    title = "青溪县林业局2023年政府信息公开工作年度报告"
    report = read(page_html(title, f"<h1>{title}</h1><p>{line}</p><p>一、总体情况</p><p>情况。</p>"))
    assert report.published_on == published_on


def test_a_day_and_time_in_one_run_of_digits() -> None:
    assert read(with_head('<meta name="pubdate" content="20240125103000">')).published_on == "2024-01-25"


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("Jan 9, 2024", "2024-01-09"),
        ("Date: Jan 9, 2024 10:22:33 AM", "2024-01-09"),
        ("Fri Jan 19 10:22:33 CST 2024", "2024-01-19"),
        ("来源：县水利局 2024-01-19", "2024-01-19"),
        ("发表日期：2024-01-19", "2024-01-19"),
        ("2023年政府信息公开工作年度报告 ( 2024-01-19 )", "2024-01-19"),
        ("2024/1/19", "2024-01-19"),
    ],
)
def test_days_below_a_title_without_a_label(line: str, day: str) -> None:
    html = page().html().replace('<div class="TRS_Editor">', f'<p>{line}</p><div class="TRS_Editor">')
    assert read(html).published_on == day
    assert read(html.replace("<p>", "<p>2023-12-31</p><p>", 1)).published_on in (day, "")


def test_the_platforms_year_and_agency_come_before_all() -> None:
    made = page()
    made.title = "政府信息公开工作年度报告"
    made.prose = []
    report = read(made.html(), Hints(year=2024, agency="青溪县水利局"))
    assert (report.year, report.agency) == (2024, "青溪县水利局")


def test_the_counting_period_gives_the_year() -> None:
    made = page()
    made.title = "青溪县水利局政府信息公开工作年度报告"
    made.prose = ["本报告中所列数据的统计期限为2022年1月1日至2022年12月31日。"]
    assert read(made.html()).year == 2022


def test_the_year_before_publication_is_the_last_resort() -> None:
    made = page()
    made.title, made.prose = "青溪县水利局政府信息公开工作年度报告", []
    assert read(made.html(), Hints(published_on="2024-01-19")).year == 2023
    assert read(made.html(), Hints(published_on="2024-12-19")).year is None


def test_years_that_disagree_are_told() -> None:
    made = page()
    made.prose = ["统计期限自2022年1月1日起至2022年12月31日止。"]
    report = read(made.html())
    assert report.year == 2023
    assert "year_conflict" in {issue.code for issue in report.issues}


def test_dates_of_1970_are_no_dates() -> None:
    made = page()
    url = "http://www.example.gov.cn/xxgk/t19700101_3584822.shtml"
    assert read(made.html(), Hints(url=url)).published_on == ""
    url = "http://www.example.gov.cn/xxgk/202401/t20240119_3584822.shtml"
    assert read(made.html(), Hints(url=url)).published_on == "2024-01-19"


def test_the_year_of_a_title_that_the_counting_period_bears_out() -> None:
    made = page()
    old = made.title.replace("2023", "2022")
    head = f'<meta name="ArticleTitle" content="{old}">'
    html = made.html().replace("</head>", f"{head}</head>")
    (report,) = parse(html.encode(), Hints(name="x.html"))
    assert (report.year, report.title, report.agency) == (2023, made.title, "青溪县水利局")
    assert "year_conflict" in {issue.code for issue in report.issues}


@pytest.mark.parametrize(
    "line",
    ["发布时间：二〇二四年一月九日", "公开日期 2024-01-09", "发文时间：2024-01-09", "公布日期：2024.1.9"],
)
def test_more_ways_to_print_the_day_of_publication(line: str) -> None:
    html = page().html().replace("<h1>", f"<div>{line}</div><h1>")
    (report,) = parse(html.encode(), Hints(name="x.html"))
    assert report.published_on == "2024-01-09"


def test_the_year_of_what_the_prose_makes_public() -> None:
    report = told(
        "现公布青溪市财政局2020年度政府信息公开工作情况。\n一、总体情况\n情况。\n二、主动公开情况\n情况。"
    )
    assert (report.agency, report.year) == ("青溪市财政局", 2020)


def test_the_year_with_which_sentences_begin_is_the_last_to_go_by() -> None:
    text = "一、总体情况\n2023年，我局认真工作。\n二、主动公开情况\n{}年，公开信息。"
    assert told(text.format(2023)).year == 2023
    assert told(text.format(2022)).year is None
    plans = "一、总体情况\n我局认真工作。\n二、主动公开情况\n2024年，我局将继续公开信息。"
    assert told(plans).year is None
    assert told(plans + "\n2023年，公开信息9条。").year == 2023
    text = "一、基本情况\n情况。\n二、主动公开情况\n2023年，我街要进一步加强公开工作。"
    assert told(text + "\n2022年我街公开信息9条。").year == 2022
    body = "由青溪县公安局编制。\n一、概述\n2014年青溪县公安局信息公开工作，坚持依法推进。\n二、主动公开情况"
    assert told(body).year == 2014


def test_the_year_that_the_prose_calls_the_report_comes_before_the_counting_period() -> None:
    text = "现公布青溪市水利局{}年政府信息公开年度报告{}。统计期限自2020年1月1日起至12月31日止。\n一、总体情况\n情况。"
    report = told(text.format(2021, ""))
    assert report.year == 2021
    assert [issue.code for issue in report.issues] == ["year_conflict"]
    assert told(text.format(2021, "编制工作的通知")).year == 2020
    assert (told(text.format(2020, "")).year, told(text.format(2020, "")).issues) == (2020, ())


def test_a_day_before_its_source() -> None:
    lines = ["2021年迎水街道政府信息公开工作年度报告", "2022年01月18日来源:1", "一、总体情况", "情况。"]
    assert told("\n".join(lines)).published_on == "2022-01-18"


AUTUMN = "海陵县水利局{}年政府信息公开工作年度报告\n{}\n一、总体情况\n{}\n二、主动公开情况\n情况。"


@pytest.mark.parametrize(
    ("year", "day", "prose", "told_of"),
    [
        (2024, "发布时间：2024-01-15", "2023年，我局认真工作。", "published on 2024-01-15"),
        (2024, "发布时间：2024-10-28", "我局认真工作。", "published on 2024-10-28"),
        (2024, "", "2023年，我局认真工作。2023年，公开信息91条。", "speak of 2023"),
        (2022, "发布时间：2024-01-15", "2023年，我局认真工作。", "speak of 2023"),
        (2023, "发布时间：2024-01-15", "2023年，我局认真工作。", ""),
        (2023, "发布时间：2023-12-27", "我局认真工作。", ""),
        (2023, "", "2023年，我局认真工作。2022年，公开信息91条。", ""),
        (
            2023,
            "发布时间：2024-01-15",
            "2024年，我局全体干部职工和各下属站所再接再厉，不断努力，将做得更好。",
            "",
        ),
        (2024, "", "统计期限为2024年1月1日至12月31日。2023年，公开信息91条。", ""),
    ],
)
def test_a_year_that_publication_or_prose_contradict_is_told(
    year: int, day: str, prose: str, told_of: str
) -> None:
    report = told(AUTUMN.format(year, day, prose))
    assert report.year == year
    said = [issue.message for issue in report.issues if issue.code == "year_conflict"]
    assert [told_of in message for message in said] == ([True] if told_of else [])


def test_a_year_of_the_list_that_is_not_that_of_the_title_is_told() -> None:
    text = AUTUMN.format(2022, "", "我局认真工作。")
    (report,) = parse(text.encode(), Hints(name="x.txt", year=2023))
    assert (report.year, [issue.code for issue in report.issues]) == (2023, ["year_conflict"])


@pytest.mark.parametrize(
    ("stated", "printed", "published_on"),
    [
        ("2021-01-01 08:00", "发布时间：2024-01-17", "2024-01-17"),
        ("2021-01-01 08:00", "海陵县水利局<br>2024年1月9日", "2024-01-09"),
        ("2024-01-17", "海陵县水利局<br>2024年1月9日", "2024-01-17"),
        ("2021-01-01 08:00", "我局认真工作。", "2021-01-01"),
        ("2023-12-29", "发布时间：2024-01-17", "2023-12-29"),
    ],
)
def test_a_day_before_the_end_of_the_year_gives_way(stated: str, printed: str, published_on: str) -> None:
    title = "海陵县水利局2023年政府信息公开工作年度报告"
    above, below = ("", printed) if "<br>" in printed else (printed, "")
    html = f"<meta name='PubDate' content='{stated}'></head><body><h1>{title}</h1><p>{above}</p>"
    html += f"<h2>一、总体情况</h2><p>工作平稳。</p><h2>二、主动公开情况</h2><p>情况。</p><p>{below}</p>"
    (report,) = parse(f"<html><head>{html}</body></html>".encode(), Hints(name="x.html"))
    assert report.published_on == published_on
    early = [issue.code for issue in report.issues]
    assert early == (["year_conflict"] if published_on < "2023-11" else [])


def test_a_title_of_two_years_does_not_tell_which() -> None:
    title = "海陵市水利局政府信息公开工作年度报告 (2022-2023)\n发布时间：2024-01-15"
    assert told(below(title)).year is None
    period = "统计期限为2022年1月1日至2022年12月31日。"
    assert told(below(title, period)).year == 2022


@pytest.mark.parametrize("period", ["20221月1日至12月31日", "2022年1月1日起至202212月31日"])
def test_the_counting_period_of_which_a_sign_is_lost(period: str) -> None:
    report = told(below("海陵市水利局政府信息公开工作年度报告", f"本报告数据统计自{period}止。"))
    assert (report.year, report.issues) == (2022, ())


@pytest.mark.parametrize(
    ("title", "prose", "told"),
    [
        ("2022-2023年度青溪县水利局政府信息公开年报", "我局认真推进政务公开。", True),
        ("青溪县职业学院2023年信息公开年报", "统计期限自2022年9月1日起至2023年8月31日止。", False),
        ("青溪县职业学院2024年信息公开年报", "统计期限自2022年9月1日起至2023年8月31日止。", True),
        ("2022-2023学年青溪县职业学院信息公开年度报告", "我院认真推进信息公开。", False),
        ("青溪县水利局2023年政府信息公开年报", "数据统计期限自2023年1月1日起至2023年6月30日止。", True),
        ("青溪县水利局2023年政府信息公开年报", "数据统计期限自2023年1月1日起至2023年12月31日止。", False),
        ("青溪县水利局2023年政府信息公开年报", "本报告统计数据截至2023年9月30日。", True),
    ],
)
def test_a_title_of_two_years_and_a_period_of_half_a_year_are_told(
    title: str, prose: str, told: bool
) -> None:
    made = page()
    made.title, made.prose = title, [prose]
    report = read(made.html())
    assert ("year_conflict" in {issue.code for issue in report.issues}) is told


@pytest.mark.parametrize(
    ("prose", "doubted"),
    [
        ("2023年上半年，我局认真推进政务公开。", True),
        ("2023年1-10月，我局认真推进政务公开。", True),
        ("今年上半年，我局认真推进政务公开。", True),
        ("2023年上半年，我局开展培训。全年公开7条。", False),
        ("2023年，我局开展培训。2023年上半年，组织两次。", False),
    ],
)
def test_sentences_that_begin_with_a_part_of_the_year_are_told(prose: str, doubted: bool) -> None:
    report = told(f"青溪县水利局2023年政府信息公开年报\n一、总体情况\n{prose}\n二、主动公开情况\n情况。")
    assert ("year_conflict" in {issue.code for issue in report.issues}) is doubted
