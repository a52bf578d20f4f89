"""Whose report, on which year, of which scope: titles as real sites print them, and pages that hold them back."""

from __future__ import annotations

import pytest

from parsers import Hints, parse
from parsers.document import Document, Issue, Paragraph, Picture
from parsers.model import Report, Status
from parsers.report import report as report_of
from parsers.titles import agency_of, clean, is_title, year_of
from tests.parsers.report_page import page, page_html

# Titles of published reports (facts); the agency and the year to read from them.
TITLES = [
    ("龙潭区人民政府2017年政府信息公开工作年度报告", "龙潭区人民政府", 2017),
    ("阿城区机关后勤服务中心2021年政府信息公开工作年度报告", "阿城区机关后勤服务中心", 2021),
    ("湖口县大垅乡2020年政府信息公开工作年度报告", "湖口县大垅乡", 2020),
    ("福州市晋安区2016年政府信息公开工作年度报告", "福州市晋安区", 2016),
    ("淄博市公安局高新区分局2022年政府信息公开工作年度报告", "淄博市公安局高新区分局", 2022),
    ("马头铺镇人民政府2022年度政府信息公开工作年度报告", "马头铺镇人民政府", 2022),
    ("阿拉善盟额济纳旗赛汉陶来苏木人民政府2022年度政府信息公开工作年度报告", "阿拉善盟额济纳旗赛汉陶来苏木人民政府", 2022),
    ("2022年上海市政府信息公开工作年度报告", "上海市", 2022),
    ("2022年度螅镇政府信息公开工作年度报告", "螅镇", 2022),
    ("东河区民政局2021政府信息公开工作年度报告", "东河区民政局", 2021),
    ("示例市司法局政府信息公开2021年度报告", "示例市司法局", 2021),
    ("2024年1月发布示例市司法局2023年政府信息公开工作年度报告", "示例市司法局", 2023),
    ("2022-2023年度示例市司法局政府信息公开工作年度报告", "示例市司法局", 2023),
    ("【2023年报】示例市司法局政府信息公开工作年度报告", "示例市司法局", 2023),
    ("示例市司法局：2023年政府信息公开工作年度报告", "示例市司法局", 2023),
    ("（司法局）2023年政府信息公开工作年度报告", "司法局", 2023),
    ("示例市人民政府-示例市司法局2023年政府信息公开工作年度报告", "示例市司法局", 2023),
    ("示例县交通运输局2013年政务信息公开年度报告", "示例县交通运输局", 2013),
    ("示例县 2025 年 政府信息公开工作年度 报 告", "示例县", 2025),
    ("示例市市场监督管理局2025年政府信息公开工作年度报告（文字版）", "示例市市场监督管理局", 2025),
    ("示例区示例街道办事处2023年政府信息公开年报", "示例区示例街道办事处", 2023),
    ("示例市人民政府办公室关于2022年政府信息公开工作的年度报告", "示例市人民政府办公室", 2022),
    ("示例县教育局、示例县体育局2023年政府信息公开工作年度报告", "示例县教育局、示例县体育局", 2023),
    ("示例县民政局2019年政府信息公开工作报告", "示例县民政局", 2019),
    ("2023年政府信息公开工作年度报告", "", 2023),
    ("示例省气象局2021年政府信息公开工作情况报告", "示例省气象局", 2021),
    ("镜湖州林业和草原局二〇二三年政府信息公开工作年度报告", "镜湖州林业和草原局", 2023),
    ("国家税务总局示例县税务局二○一九年度政府信息公开工作年度报告", "国家税务总局示例县税务局", 2019),
    ("2023年政府信息公开工作年度报告（示例县粮食和物资储备局）", "示例县粮食和物资储备局", 2023),
    ("2023年政府信息公开工作年度报告——示例县医疗保障局", "示例县医疗保障局", 2023),
    ("示例县2022年度信息公开工作年度报告（县发改委）", "示例县发改委", 2022),
    ("【年度报告】示例县信访局2024年政府信息公开工作年度报告", "示例县信访局", 2024),
    ("示例縣民政局2023年政府信息公開工作年度報告", "示例縣民政局", 2023),
    ("五一街道办事处政府信息公开工作年度报告", "五一街道办事处", None),
    ("示例县水利局2O23年政府信息公开工作年度报告", "示例县水利局", 2023),
    ("示例县水利局二Ｏ二三年度政府信息公开工作报告", "示例县水利局", 2023),
    ("《示例县水利局2023年政府信息公开工作年度报告》", "示例县水利局", 2023),
    ("示例县水利局 - 2023年政府信息公开工作年度报告", "示例县水利局", 2023),
    ("示例县水利局2023年度政府信息主动公开工作年度报告", "示例县水利局", 2023),
    ("2023年1月1日—12月31日示例县水利局政府信息公开年度报告", "示例县水利局", 2023),
    ("第1号公告：示例县水利局2023年政府信息公开工作年度报告", "示例县水利局", 2023),
    ("示例市12345政务服务便民热线中心2023年政府信息公开工作年度报告", "示例市12345政务服务便民热线中心", 2023),
    ("示例县水利局2023年政府信息公开工作年度报告附表2", "示例县水利局", 2023),
    ("2024年发布海陵市2023年政府信息公开工作年度报告", "海陵市", 2023),
    ("海陵市水利局2024年1月发布2023年政府信息公开工作年度报告", "海陵市水利局", 2023),
    ("海陵市2022年及2023年政府信息公开工作年度报告", "海陵市", 2023),
    ("更正后的海陵市水利局2023年政府信息公开工作年度报告", "海陵市水利局", 2023),
    ("★海陵市水利局2023年政府信息公开工作年度报告★", "海陵市水利局", 2023),
    ("全市2023年政府信息公开工作年度报告", "", 2023),
    ("海陵市全市2023年政府信息公开工作年度报告", "海陵市", 2023),
    ("万全区2023年政府信息公开工作年度报告", "万全区", 2023),
    ("海陵市本级2023年政府信息公开工作年度报告", "海陵市", 2023),
    ("海陵市水利局本级2023年政府信息公开工作年度报告", "海陵市水利局", 2023),
    ("海陵海关（关区）2023年政府信息公开工作年度报告", "海陵海关", 2023),
    ("海陵市教育局（含下属单位）2023年政府信息公开工作年度报告", "海陵市教育局", 2023),
    ("海陵市水利局政府信息公开工作年度报告 (2022-2023)", "海陵市水利局", None),
    ("海陵市水利局政府信息公开工作年度报告（2022年—2023年）", "海陵市水利局", None),
    ("示例县水利局2023年政府信息公开工作年度报告表三", "示例县水利局", 2023),
    ("示例县水利局2023年政府信息公开工作年度报告.docx", "示例县水利局", 2023),
    ("3.示例县水利局2023年政府信息公开工作年度报告", "示例县水利局", 2023),
    ("示例大学2022-2023学年度信息公开工作年度报告", "示例大学", 2022),
    ("2022-2023学年信息公开工作年度报告", "", 2022),
    ("示例海关关区2023年政府信息公开工作年度报告", "示例海关", 2023),
    ("【示例县】水利局2023年政府信息公开工作年度报告", "示例县水利局", 2023),
    ("[示例县]县水利局2023年政府信息公开工作年度报告", "示例县水利局", 2023),
    ("（示例县水利局）2023年政府信息公开工作年度报告", "示例县水利局", 2023),
    ("示例县水利局2023年政务信息公开工作开展年度报告", "示例县水利局", 2023),
    ("示例县水利局2012年政府信息公开工作开展情况的报告", "示例县水利局", 2012),
    ("示例县水利局政府信息与政务公开2023年度报告", "示例县水利局", 2023),
    ("示例县水利局2022-2023年度政府信息公开工作年度报告", "示例县水利局", 2023),
    ("示例县水利局2023/2024年度政府信息公开工作年度报告", "示例县水利局", 2024),
    ("示例总署（本级机关）2020年政府信息公开工作年度报告", "示例总署", 2020),
    ("山海关区2023年政府信息公开工作年度报告", "山海关区", 2023),
    ("示例县水利局（本级）2023年政府信息公开工作年度报告", "示例县水利局", 2023),
    ("中共示例县委宣传部（县新闻出版局、县版权局）2023年政府信息公开工作年度报告", "中共示例县委宣传部（县新闻出版局、县版权局）", 2023),
]  # fmt: skip


@pytest.mark.parametrize(("title", "agency", "year"), TITLES)
def test_titles(title: str, agency: str, year: int | None) -> None:
    assert is_title(title)
    assert agency_of(title) == agency
    assert year_of(title) == year


@pytest.mark.parametrize(
    "title",
    [
        "关于做好2023年政府信息公开工作年度报告编制和发布工作的通知",
        "示例县2023年政府信息公开工作年度报告解读",
        "一图读懂示例县2023年政府信息公开工作年度报告",
        "示例县政府信息公开指南",
        "政府信息公开工作年度报告格式",
        "政府信息公开年度工作报告范文",
        "四、编制发布政府信息公开工作年度报告",
        "示例县2023年行政执法信息公开年度报告",
        "示例县水利局2023年预决算信息公开工作报告",
        "示例市2023年政府信息公开工作年度报告公布情况",
        "政府信息公开目录",
        "当前位置：首页 > 政务公开 > 示例县水利局 > 政府信息公开年报",
        "示例县人民政府工作报告",
        "全文包括：总体情况、主动公开政府信息情况等六个部分。",
        "根据《条例》规定，现发布2020年度市财政局政府信息公开工作报告",
    ],
)
def test_what_is_no_title(title: str) -> None:
    assert not is_title(title)


def test_a_title_printed_twice_or_broken_is_one() -> None:
    title = "示例县教育局2023年政府信息公开工作年度报告"
    assert clean(f"{title} {title}") == title
    assert clean(f"{title[:14]}\n{title[14:]}") == title


def test_the_page_of_a_book_is_none_of_its_title() -> None:
    title = "示例区信访局2022年政府信息公开工作年度报告"
    assert clean(f"Page 8 - {title}") == clean(f"第 8 页：{title}") == title


@pytest.mark.parametrize(
    "time", ["11/22/26, 7:19 PM", "2024/1/5 19:03", "2024-01-05 09:12:44", "24/1/5 下午7:19"]
)
def test_the_time_at_which_a_page_was_printed_is_none_of_its_title(time: str) -> None:
    for title in ("青溪县水利局2023年政府信息公开工作年度报告", "2023年青溪县水利局政府信息公开工作年度报告"):
        for blank in ("", " "):
            report = read(page_html("", f"<p>{time}{blank}{title}</p><p>一、总体情况</p><p>情况。</p>"))
            assert (report.title, report.agency, report.year) == (title, "青溪县水利局", 2023)


def test_a_title_in_three_lines_with_the_year_between() -> None:
    lines = ["青溪县林业局", "二〇二三年度", "政府信息公开工作年度报告"]
    report = read(page_html("", "".join(f"<p>{line}</p>" for line in [*lines, "一、总体情况", "情况。"])))
    assert (report.agency, report.year) == ("青溪县林业局", 2023)


def test_the_title_of_a_page_behind_its_columns() -> None:
    title = "青溪县人民政府-政务公开-信息公开年报-青溪县林业局2023年政府信息公开工作年度报告"
    report = read(page_html(title, "<p>一、总体情况</p><p>情况。</p>"))
    assert (report.agency, report.year) == ("青溪县林业局", 2023)


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


def read(html: str, hints: Hints = Hints()) -> Report:  # noqa: B008 - frozen
    return parse(html.encode(), hints)[0]


def with_head(head: str, **changes: str) -> str:
    made = page()
    for name, value in changes.items():
        setattr(made, name, value)
    return made.html().replace("</head>", head + "</head>")


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


def test_a_bare_name_takes_the_region_of_its_site() -> None:
    made = page()
    made.title = "民政局2023年政府信息公开工作年度报告"
    assert read(made.html(), Hints(site="示例县人民政府")).agency == "示例县民政局"
    assert read(made.html()).agency == "民政局"


@pytest.mark.parametrize(
    ("name", "site", "agency"),
    [
        ("市场监督管理局", "示例市人民政府", "示例市市场监督管理局"),
        ("市场监督管理局", "青溪县人民政府", "青溪县市场监督管理局"),
        ("住房和城乡建设局", "青溪县人民政府", "青溪县住房和城乡建设局"),
        ("城市管理和综合执法局", "示例市人民政府", "示例市城市管理和综合执法局"),
        ("市城市管理局", "示例市人民政府", "示例市城市管理局"),
        ("市政务服务局", "示例市人民政府", "示例市政务服务局"),
        ("乡村振兴局", "青溪县人民政府", "青溪县乡村振兴局"),
        ("县水利局", "示例市人民政府", "县水利局"),  # of which county is not told
        ("示例公安局", "示例市人民政府", "示例公安局"),
        ("国家统计局青溪调查队", "示例市人民政府", "国家统计局青溪调查队"),
    ],
)
def test_the_region_of_a_site_before_names_with_signs_of_regions(name: str, site: str, agency: str) -> None:
    made = page()
    made.title = f"{name}2023年政府信息公开工作年度报告"
    assert read(made.html(), Hints(site=site)).agency == agency


def test_a_bare_name_is_that_of_the_body_the_prose_speaks_of_or_of_a_region_that_fits() -> None:
    made = page()
    made.title = "水利局2023年政府信息公开工作年度报告"
    made.prose = ["2023年，青溪县水利局认真落实条例。"]
    assert read(made.html(), Hints(site="示例市人民政府")).agency == "青溪县水利局"
    made.title, made.prose = "县水利局2023年政府信息公开工作年度报告", ["认真落实条例。"]
    trail = '<div class="position">首页 &gt; 青溪县 &gt; 年报</div><div class="TRS_Editor">'
    html = made.html().replace('<div class="TRS_Editor">', trail)
    assert read(html, Hints(site="示例市人民政府")).agency == "青溪县水利局"


def test_a_bare_name_takes_the_region_of_the_site_in_the_title_of_its_page() -> None:
    made = page()
    made.title = "水利局2023年政府信息公开工作年度报告"
    html = made.html().replace("</title>", "_青溪县人民政府网站</title>")
    assert read(html).agency == "青溪县水利局"


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


def test_a_title_is_preferred_to_the_office_in_charge() -> None:
    head = '<meta name="ContentSource" content="示例市人民政府办公室">'
    assert read(with_head(head), Hints(agency="")).agency == "青溪县水利局"


def test_the_agency_of_the_prose_where_nothing_else_names_it() -> None:
    made = page()
    made.title = "2023"
    made.prose = ["2023年，县机关事务服务中心深入贯彻上级部署，公开信息9条。", "2023年我中心未收到申请。"]
    assert read(made.html()).agency == "县机关事务服务中心"


@pytest.mark.parametrize(
    ("above", "prose", "agency"),
    [
        ("首页 &gt; 政务公开 &gt; 县水利局 &gt; 年度报告", "编制本报告。", "县水利局"),
        ("来源：本站", "编制本报告。", ""),
        ("来源：青溪县水利局", "编制本报告。", "青溪县水利局"),
        ("", "现公布青溪县水利局2023年政府信息公开工作年度报告。", "青溪县水利局"),
    ],
)
def test_the_agency_of_trails_sources_and_the_sentence_that_publishes(
    above: str, prose: str, agency: str
) -> None:
    made = page()
    made.title, made.prose = "政府信息公开工作年度报告", [prose]
    html = made.html().replace('<div class="TRS', f'<div class="top">{above}</div><div class="TRS')
    (report,) = parse(html.encode(), Hints(name="x.html"))
    assert (report.agency, report.year) == (agency, 2023 if "2023" in prose else None)


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


@pytest.mark.parametrize(
    ("title", "prose", "scope"),
    [
        ("青溪县水利局2023年政府信息公开工作年度报告", "由本局编制。", "own"),
        ("青溪县2023年政府信息公开工作年度报告（汇总）", "全县情况如下。", "aggregate"),
        (
            "青溪县2023年政府信息公开工作年度报告",
            "本报告由县政府办公室汇总各乡镇、街道和县直部门年报编制。",
            "aggregate",
        ),
        ("青溪海关（本级）2023年政府信息公开工作年度报告", "本级情况。", "own"),
        ("青溪县本级2023年政府信息公开工作年度报告", "本报告汇总全县各部门数据编制。", "unknown"),
        ("海陵海关（关区）2023年政府信息公开工作年度报告", "情况如下。", "aggregate"),
        ("海陵海关2023年政府信息公开工作年报（关区）", "情况如下。", "aggregate"),
        ("海陵海关2023年政府信息公开工作年报（关区）", "统计数据仅含本级。", "unknown"),
        ("海陵市税务系统2023年政府信息公开工作年度报告", "情况如下。", "aggregate"),
        ("2023年海陵市政府系统政务公开工作年度报告", "情况如下。", "aggregate"),
        ("海陵市各级行政机关2023年政府信息公开工作年度报告", "情况如下。", "aggregate"),
        ("全市2023年政府信息公开工作年度报告", "情况如下。", "aggregate"),
        ("海陵市教育局（含下属部门）2023年政府信息公开工作年度报告", "情况如下。", "aggregate"),
        ("海陵市教育局及所属单位2023年政府信息公开工作年度报告", "情况如下。", "aggregate"),
        ("海陵市教育局（不含下属部门）2023年政府信息公开工作年度报告", "情况如下。", "own"),
        ("海陵市系统工程院2023年政府信息公开工作年度报告", "情况如下。", "own"),
        ("万全区水利局2023年政府信息公开工作年度报告", "情况如下。", "own"),
        ("海陵市全州县水利局2023年政府信息公开工作年度报告", "情况如下。", "own"),
        ("山海关区水利局2023年政府信息公开工作年度报告", "情况如下。", "own"),
        ("海陵市气象部门2023年政府信息公开工作年度报告", "情况如下。", "aggregate"),
        ("海陵市卫生健康委员会（含疾控中心）2023年政府信息公开工作年度报告", "情况如下。", "aggregate"),
        ("海陵市水利局2023年政府信息公开工作年度报告（含图解）", "情况如下。", "own"),
        ("海陵市气象局2023年政府信息公开工作年度报告", "结合本部门2023年政府信息公开工作编制。", "own"),
    ],
)
def test_scope(title: str, prose: str, scope: str) -> None:
    made = page()
    made.title, made.prose = title, [prose]
    assert read(made.html()).scope == scope


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


def test_what_stands_above_the_article_alone() -> None:
    title = "青溪县林业局2023年政府信息公开工作年度报告"
    article = "".join(f"<p>{text}</p>" for text in ("一、总体情况", "情况如下。" * 60))
    head = f"<h1>青溪县人民政府</h1><div>{title}</div><p>2024-01-25 08:30:00　字号：大 小</p>"
    report = read(page_html("青溪县人民政府", f'{head}<div class="zoom">{article}</div>'))
    assert (report.agency, report.year, report.published_on) == ("青溪县林业局", 2023, "2024-01-25")


CLAIMS = [
    ("2023年共收到政府信息公开申请1234件，办结1200件。", "applications.new_received.total", 1234),
    ("全年未收到政府信息公开申请。", "applications.new_received.total", 0),
    ("全年收到政府信息公开申请为零。", "applications.new_received.total", 0),
    ("2023年行政许可0件。", "proactive_disclosure.licensing.decisions", 0),
    ("全年行政处罚71件，公开信息9条。", "proactive_disclosure.penalties.decisions", 71),
    ("本年度受理依申请公开12件。", "applications.new_received.total", 12),
    ("今年收到信息公开申请十二件。", "applications.new_received.total", 12),
    ("共受理政府信息公开申请1.2万件。", "applications.new_received.total", 12000),
    ("收到申请5件，其中3件予以公开，2件部分公开。", "applications.granted.total", 3),
    ("收到申请5件，其中3件予以公开，2件部分公开。", "applications.partly_granted.total", 2),
    ("上年结转申请3件。", "applications.carried_in.total", 3),
    ("结转下年度继续办理5件。", "applications.carried_out.total", 5),
    ("发生行政复议7件。", "review_litigation.review.total", 7),
    ("处理结果中,部分公开2件,因信息不存在的5件。", "applications.partly_granted.total", 2),
    ("全年未发生行政复议。", "review_litigation.review.total", 0),
    ("作出行政许可8361件。", "proactive_disclosure.licensing.decisions", 8361),
]


@pytest.mark.parametrize(("sentence", "key", "value"), CLAIMS)
def test_claims_of_the_prose(sentence: str, key: str, value: int) -> None:
    made = page()
    made.prose = [sentence]
    claims = {claim.key: claim for claim in read(made.html()).claims}
    assert claims[key].value == value
    assert claims[key].sentence in sentence


@pytest.mark.parametrize(
    "sentence",
    [
        "共收到申请约30件。",
        "2022年收到政府信息公开申请30件。",
        "收到群众来信30件。",
        "公开信息755多条。",
        "通过网站收到政府信息公开申请为零。",
        "近三年来，共收到政府信息公开申请30件。",
    ],
)
def test_what_is_no_claim(sentence: str) -> None:
    made = page()
    made.prose = [sentence]
    assert not [claim for claim in read(made.html()).claims if claim.key == "applications.new_received.total"]


def test_the_year_of_a_title_that_the_counting_period_bears_out() -> None:
    made = page()
    old = made.title.replace("2023", "2022")
    head = f'<meta name="ArticleTitle" content="{old}">'
    html = made.html().replace("</head>", f"{head}</head>")
    (report,) = parse(html.encode(), Hints(name="x.html"))
    assert (report.year, report.title, report.agency) == (2023, made.title, "青溪县水利局")
    assert "year_conflict" in {issue.code for issue in report.issues}


@pytest.mark.parametrize(
    "title",
    [
        "青溪县水利局2023年政府信息公开工作总结",
        "2023年青溪县水利局政府信息公开工作总结",
        "青溪县水利局二〇二三年政务公开工作情况",
    ],
)
def test_the_body_of_a_report_under_a_title_that_names_no_report(title: str) -> None:
    made = page()
    made.title = title
    (report,) = parse(made.html().encode(), Hints(name="x.html"))
    assert (report.agency, report.year, report.status) == ("青溪县水利局", 2023, Status.PARSED)


NAMELESS = "2023年政府信息公开工作年度报告"


@pytest.mark.parametrize(
    ("where", "markup"),
    [
        (
            "above",
            '<ul class="breadcrumb"><li>首页</li><li>政务公开</li><li>青溪县水利局</li><li>年报</li></ul>',
        ),
        ("above", '<nav aria-label="breadcrumb"><a>首页</a><a>青溪县水利局</a><a>年报</a></nav>'),
        ("above", "<div>[发布单位] 青溪县水利局 [发布时间] 2024-01-15</div>"),
        ("head", '<meta name="author" content="青溪县水利局">'),
        ("head", '<meta name="Publisher" content="青溪县水利局">'),
        ("head", '<meta property="og:site_name" content="青溪县水利局">'),
        ("head", "<title>2023年政府信息公开工作年度报告_青溪县水利局</title>"),
        ("below", "<p>青溪县水利局　2024.1.15</p>"),
        ("below", "<p>（青溪县水利局）</p><p>2024年元月15日</p>"),
        ("below", '<div class="footer">主办单位：青溪县水利局　承办：青溪县融媒体中心</div>'),
        ("title", "<p>青溪县水利局</p>"),
        ("prose", "本年度报告由青溪县水利局根据《条例》编制。"),
    ],
)
def test_the_body_where_the_title_names_none(where: str, markup: str) -> None:
    made = page()
    made.title = NAMELESS
    if where == "prose":
        made.prose.append(markup)
    html = made.html()
    if markup.startswith("<title>"):
        html = html.replace(f"<title>{NAMELESS}</title>", markup)
    before = {"head": "</head>", "above": "<h1>", "below": "</div></body>", "title": "<h2>一、"}.get(
        where, ""
    )
    html = html.replace(before, f"{markup}{before}", 1) if before else html
    (report,) = parse(html.encode(), Hints(name="x.html"))
    assert (report.agency, report.year) == ("青溪县水利局", 2023)


@pytest.mark.parametrize(
    "foot",
    [
        "主办单位：青溪县人民政府办公室",
        "主办：青溪县政务服务和数据管理局",
        "版权所有：张三丰工作室",
    ],
)
def test_who_keeps_a_site_for_others_is_not_the_body(foot: str) -> None:
    made = page()
    made.title = NAMELESS
    html = made.html().replace("</body>", f'<div id="foot">{foot}</div></body>')
    (report,) = parse(html.encode(), Hints(name="x.html"))
    assert report.agency == ""


@pytest.mark.parametrize("title", ["青溪县水利局23年政府信息公开年报", "青溪县水利局2023年度年报"])
def test_years_and_names_of_short_titles(title: str) -> None:
    made = page()
    made.title = title
    (report,) = parse(made.html().encode(), Hints(name="x.html"))
    assert (report.agency, report.year) == ("青溪县水利局", 2023)


@pytest.mark.parametrize(
    "line",
    ["发布时间：二〇二四年一月九日", "公开日期 2024-01-09", "发文时间：2024-01-09", "公布日期：2024.1.9"],
)
def test_more_ways_to_print_the_day_of_publication(line: str) -> None:
    html = page().html().replace("<h1>", f"<div>{line}</div><h1>")
    (report,) = parse(html.encode(), Hints(name="x.html"))
    assert report.published_on == "2024-01-09"


@pytest.mark.parametrize("around", ['"{}"', "“{}”", "\u200f{}", "\ufeff{}\u200b", "\u202a{}\u202c"])
def test_quotes_and_signs_that_are_not_seen_around_a_title(around: str) -> None:
    made = page()
    lines = [around.format(made.title), "一、总体情况", *made.prose, "二、主动公开政府信息情况", "无。"]
    (report,) = parse("\n".join(lines).encode(), Hints(name="x.txt"))
    assert (report.title, report.agency) == (made.title, "青溪县水利局")


def told(text: str) -> Report:
    return parse(text.encode(), Hints(name="report.txt"))[0]


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


def test_the_scope_of_what_the_prose_calls_the_report() -> None:
    report = told(
        "梳理编制海陵海关关区2023年政府信息公开工作年度报告。\n一、总体情况\n情况。\n二、主动公开情况\n情况。"
    )
    assert (report.agency, report.scope) == ("海陵海关", "aggregate")


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


def test_items_of_a_list_below_a_title_are_none_of_it() -> None:
    lines = ["青溪市统计局2023年政府信息公开年度报告", "- 发布:", "- 青溪市统计局", "- 时间:", "- 2024-01-24"]
    report = told("\n".join([*lines, "一、总体情况", "情况。", "二、主动公开情况", "情况。"]))
    assert (report.title, report.published_on) == (lines[0], "2024-01-24")


def test_the_year_of_what_the_prose_makes_public() -> None:
    report = told(
        "现公布青溪市财政局2020年度政府信息公开工作情况。\n一、总体情况\n情况。\n二、主动公开情况\n情况。"
    )
    assert (report.agency, report.year) == ("青溪市财政局", 2020)


def test_an_information_table_without_a_title_makes_none() -> None:
    lines = [
        "索 引 号 | 014416330/2018-04736 | 分 类 | 政府信息公开年报 综合政务 |",
        "发布机构 | 市政府办 | 发文日期 | 2018-02-28 |",
        "文 号 | 有 效 性 |",
        "现公布青溪市人民政府2017年政府信息公开工作年度报告。统计期限自2017年1月1日起至12月31日止。",
    ]
    report = told("\n".join([*lines, "一、主要工作概述", "情况。"]))
    assert (report.title, report.agency, report.year) == ("", "青溪市人民政府", 2017)
    assert (report.issues, report.document_number) == ((), "")


@pytest.mark.parametrize(
    ("sentence", "agency"),
    [
        ("本年度在政府网站主动公开信息12条。", ""),
        ("2023年，通过政府门户网站共发布信息18条。", ""),
        ("特向社会公布青溪市统计局2023年政府信息公开情况。", "青溪市统计局"),
        ("现公开2021年青溪市政府信息公开工作年度报告。", "青溪市"),
        ("现公布青溪市自然资源局政府信息公开工作2022年度报告。", "青溪市自然资源局"),
        ("现公布青溪县水利局政府信息公开工作年度报告。2023年，县水务局严格落实要求。", "青溪县水利局"),
        ("现将青溪自治县2023政府信息公开年度报告公开。2023年，青溪县坚持公开为常态。", "青溪自治县"),
        ("本报告由红旗街道综合事务办公室编制。", "红旗街道"),
        ("结合青溪市商务局2022年政府信息公开工作实际，编制发布本报告。", "青溪市商务局"),
        ("结合本局2022年政府信息公开工作实际，编制发布本报告。", ""),
        (
            "由青溪区人民政府办公室综合区政府各行政机关的政府信息公开年度报告编制而成。",
            "青溪区人民政府",
        ),
        ("请与青溪市公安局（地址：红旗路1号）联系。2023年，我局主动发布信息7条。", "青溪市公安局"),
        ("如有疑问,请与青溪市青溪镇政府督考办公室联系(电话:0)。我镇认真工作。", "青溪市青溪镇政府"),
        ("如有疑问,请与青溪县信息服务中心联系。我局认真工作。", ""),
        ("请与青溪县民政局联系。我县认真工作。", ""),
        ("可通过意见箱反映或直接与青溪市财政局人秘股联系。我局认真工作。", "青溪市财政局"),
        ("2023年度无因政府信息公开工作被申请行政复议的情况。", ""),
        ("为提升透明度，青溪镇人民政府特此编制2024年度政府信息公开工作年度报告。", "青溪镇人民政府"),
        ("现向社会公开《青溪区人民政府2022年度政府信息公开工作年度报告》。", "青溪区人民政府"),
        ("根据条例要求，特编制青溪市地方志办公室2023年政府信息公开工作年度报告。", "青溪市地方志办公室"),
        ("根据有关文件要求，青溪县教育局编制了本报告。", "青溪县教育局"),
        ("根据有关文件要求，海陵市青溪生态环境局编制完成本报告。", "海陵市青溪生态环境局"),
        ("本报告依据条例及2025年度市、区政府政务公开工作部署编制。", ""),
        ("发布机构 青溪县水利局 存续状态 有效\n县政府办2022年度政府信息公开工作报告。", "青溪县水利局"),
        ("来源 本站 状态 有效\n县政府办2022年度政府信息公开工作报告。", ""),
        ("青溪区司法局(区行政复议局)根据条例编制本报告。", "青溪区司法局(区行政复议局)"),
        ("现公布《贵阳市2021年政府信息公开工作年度报告》。", "贵阳市"),
        ("2023年，本溪市水利局认真推进政务公开。", "本溪市水利局"),
        ("按照工作部署，2023年，海陵区发展和改革委员会加强组织领导。", "海陵区发展和改革委员会"),
        ("2023年，海陵区住建局高质量推进公开，我局完善制度。", "海陵区住建局"),
        ("2023年，全市水利局认真推进政务公开。", ""),
        ("2023年，青溪区人民政府办公室自觉履行主管部门职责。", "青溪区人民政府办公室"),
        ("请与青溪旗白石苏木人民政府联系（电话：0）。2023年，我苏木认真工作。", "青溪旗白石苏木人民政府"),
        ("現將青溪鎮2022年政府信息公開工作年度報告進行公開。", "青溪鎮"),
        ("2022年，撫遠市自然資源局進一步強化政務公開。", "撫遠市自然資源局"),
        (
            "根据条例要求，青溪市人民政府根据全市2023年度政府信息公开工作开展情况，编制本报告。",
            "青溪市人民政府",
        ),
    ],
)
def test_the_body_that_the_prose_names(sentence: str, agency: str) -> None:
    assert told(f"{sentence}\n一、总体情况\n情况。\n二、主动公开情况\n情况。").agency == agency


@pytest.mark.parametrize(
    ("sentence", "scope"),
    [
        ("汇总青溪市各县（市、区）、市政府各有关部门政府信息公开工作情况编制而成。", "aggregate"),
        ("综合各县、区人民政府和市政府各部门的政府信息公开工作报告和有关统计数据而成。", "aggregate"),
        ("由市政府辦公廳綜合各區（縣）人民政府和市政府各部門的年度報告編制而成。", "aggregate"),
        ("涵盖各地级市、县（市、区）政府和省政府各部门的政府信息公开工作情况。", "aggregate"),
        ("2023年全市共收到政府信息公开申请658件。", "aggregate"),
        ("2023年，全区各职能部门、镇街共收到政府信息公开申请658件。", "aggregate"),
        ("根据本单位信息公开工作执行情况，综合各部门工作实际，现编制本报告。", "own"),
        ("今年，全市共收到7起依申请公开案件。", "aggregate"),
        ("结合我县29个部门及11个乡镇政府信息公开工作年度报告有关统计数据编制完成。", "aggregate"),
        ("报告涵盖了2022年青溪区自然资源局政府信息公开工作。", "own"),
        ("2023年，全市税务系统共收到政府信息公开申请658件。", "aggregate"),
        ("报告所列数据包含区政府、区政府各部门和各街道。", "aggregate"),
        ("本报告统计范围包括市局机关及各分局。", "aggregate"),
        ("本报告数据不包含各分局。", "own"),
        ("数据来源于全县62个单位。", "aggregate"),
        ("本报告在全县各乡镇、各部门年度报告的基础上编制。", "aggregate"),
        ("2023年全市共受理信息公开申请658件，我局共收到公开申请17件。", "unknown"),
        ("根据全市政府信息公开工作情况通报要求，我局认真整改。", "own"),
        ("我局承担热线办理，全市共受理热线申请3.5万件。", "own"),
        ("涵盖市政府各部门和各县（市、区）政府信息公开情况。", "aggregate"),
        ("2023年全市共受理信息公开申请658件，其中我办收到申请17件。", "aggregate"),
    ],
)
def test_whose_figures_the_prose_says_they_are(sentence: str, scope: str) -> None:
    text = f"青溪市2023年政府信息公开工作年度报告\n{sentence}\n一、总体情况\n情况。\n二、主动公开情况\n情况。"
    assert told(text).scope == scope


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


def test_a_sentence_and_a_trail_are_no_titles() -> None:
    for line in (
        "根据条例规定编制本报告。统计期限为2023年1月1日至12月31日。",
        "您的位置：首页 > 政府信息公开 > 关区报告",
    ):
        assert told(f"{line}\n一、总体情况\n情况。").title == ""


def test_figures_of_half_a_year_are_no_report() -> None:
    text = "2023年上半年政府信息公开数据统计\n一、公文公开情况\n情况。\n二、依申请公开情况\n受理9件。\n三、复议、诉讼情况\n无。"
    assert told(text).status is Status.NOT_A_REPORT


def test_a_day_before_its_source() -> None:
    lines = ["2021年迎水街道政府信息公开工作年度报告", "2022年01月18日来源:1", "一、总体情况", "情况。"]
    assert told("\n".join(lines)).published_on == "2022-01-18"


def test_the_day_above_a_page_is_no_title_and_a_title_in_a_line_with_its_prose_is_one() -> None:
    """Pages that are one cell, in one line below their day."""
    lines = [
        "时间:2023-02-01 作者: 点击数: | ||||",
        "青溪县卫生健康局 2022年度政府信息公开工作的报告 根据《条例》编制了本年报。统计期限自2022年1月1日起至12月31日止。",
    ]
    report = told("\n".join(lines))
    assert (report.title, report.agency) == (
        "青溪县卫生健康局 2022年度政府信息公开工作的报告",
        "青溪县卫生健康局",
    )
    assert (report.year, report.published_on, report.issues) == (2022, "2023-02-01", ())
    assert told("今天是2024年3月5日 星期二\n一、总体情况\n情况。\n二、主动公开情况\n情况。").title == ""


def test_words_above_any_article_are_no_part_of_a_title() -> None:
    text = "正文\n2024 年青溪市科委政府信息公开工作\n年度报告\n根据条例，编制本报告。\n一、总体情况\n情况。"
    assert told(text).title == "2024 年青溪市科委政府信息公开工作年度报告"
    assert told(text).agency == "青溪市科委"
    line, *lines = "扫一扫转给微信好友", "青溪区水利局2024年政府", "信息公开工作年度报告"
    assert told("\n".join([line, *lines, "一、总体情况", "情况。"])).title == "".join(lines)
    made = page()
    link = f"<p>文件下载 {made.title}</p><p>{made.title}</p>"
    html = made.html().replace(f"<h1>{made.title}</h1>", link).replace(f"<title>{made.title}", "<title>")
    assert read(html).title == made.title


def test_a_report_below_menus_that_says_in_what_period_it_counts_is_no_list() -> None:
    lines = ["政府信息公开指南", "政府信息公开年报", "青溪县卫生健康局2022年度政府信息公开工作的报告"]
    lines += ["青溪县卫生健康局", "2022年度政府信息公开工作的报告"]
    period = "本年度报告中所列数据的统计期限自2022年1月1日起至12月31日止。"
    assert told("\n".join([*lines, period])).status is Status.NO_TABLES
    assert told("\n".join([*lines, "青溪县民政局2022年度政府信息公开年报"])).status is Status.NOT_A_REPORT


def test_the_name_of_the_body_above_a_title_that_begins_with_it_is_printed_once() -> None:
    lines = [
        "青溪市人民政府办公厅",
        "发布时间:2023-01-30 浏览次数:",
        "青溪市人民政府办公厅2022",
        "政府信息公开工作年度报告",
    ]
    report = told("\n".join([*lines, "一、总体情况", "情况。"]))
    assert (report.title, report.agency, report.year) == (
        "青溪市人民政府办公厅2022政府信息公开工作年度报告",
        "青溪市人民政府办公厅",
        2022,
    )


def test_a_line_below_a_whole_title_does_not_go_on_with_it() -> None:
    prose = [
        "本报告所列数据统计期限为2023年1月1日至12月31日。",
        *["我局认真开展政府信息公开各项工作，取得实效，群众满意。"] * 6,
    ]
    lines = ["青溪左翼后旗自然资源局2023年政府信息公开工作年度报告", "发布时间:", "2024-01-18 09:56", *prose]
    report = told("\n\n".join([*lines, "一、总体情况", "情况。"]))
    assert report.title == "青溪左翼后旗自然资源局2023年政府信息公开工作年度报告"
    assert (report.agency, report.published_on) == ("青溪左翼后旗自然资源局", "2024-01-18")


BELOW = "<h2>一、总体情况</h2><p>本年度工作平稳。</p>"


@pytest.mark.parametrize(
    "markup",
    [
        "<h1>2023年政府信息公开工作年度报告</h1><h3>（青溪县水利局）</h3>" + BELOW,
        "<h1><del>青溪县水务局</del>青溪县水利局<s>2022</s>2023年政府信息公开工作年度报告</h1>" + BELOW,
        f"<h1>2023年政府信息公开工作年度报告</h1>{BELOW}<p>青溪县水利局（印章）<br>2024年1月15日</p>",
        '<meta property="og:title" content="青溪县水利局2023年政府信息公开工作年度报告_青溪县人民政府">'
        + BELOW,
    ],
)
def test_the_body_in_brackets_beside_struck_words_above_a_seal_and_in_a_tag(markup: str) -> None:
    (report,) = parse(f"<html><title>详情</title><body>{markup}</body></html>".encode(), Hints(name="x.html"))
    assert (report.agency, report.year) == ("青溪县水利局", 2023)


def test_a_publisher_for_others_gives_way_to_the_body_that_the_prose_names() -> None:
    lines = ["发布机构：青溪县大数据中心", "政府信息公开工作年度报告", "一、总体情况"]
    report = told("\n".join([*lines, "2023年，青溪县水利局认真落实条例。", "二、主动公开情况", "情况。"]))
    assert report.agency == "青溪县水利局"
    assert [issue.code for issue in report.issues] == ["agency_conflict"]


def test_the_name_before_the_short_one_is_that_of_the_body() -> None:
    said = "2022年，东岭区税务局认真工作。结合国家税务总局青溪市东岭区税务局（以下简称“东岭区税务局”）实际。"
    text = f"{said}\n一、总体情况\n情况。\n二、主动公开情况\n情况。"
    assert told(text).agency == "国家税务总局青溪市东岭区税务局"


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


def below(title: str, prose: str = "情况。") -> str:
    """A report in text under a title, with prose of its first section."""
    return f"{title}\n一、总体情况\n{prose}\n二、主动公开情况\n情况。"


def test_a_title_is_no_document_number() -> None:
    title = "海陵街道2023年政府信息公开工作年度报告"
    for number, kept in (
        ("海陵街道2023年度政府信息公开工作报告3号", ""),
        ("海街办〔2024〕3号", "海街办〔2024〕3号"),
    ):
        assert told(below(f"索引号：0142/2024-17\n文号：{number}\n{title}")).document_number == kept


def test_a_name_of_which_only_the_kind_is_printed_takes_no_region() -> None:
    text = below("街道办事处2023年政府信息公开工作年度报告", "{}")
    hints = Hints(name="x.txt", site="海陵市东岭区人民政府")
    for prose, agency in (
        ("工作平稳。", "街道办事处"),
        ("2023年，柳荫街道办事处认真工作。", "柳荫街道办事处"),
    ):
        (report,) = parse(text.format(prose).encode(), hints)
        assert report.agency.endswith(agency) and "东岭区街道" not in report.agency


@pytest.mark.parametrize("months", ["1-6月", "1月至9月", "1月1日至6月30日", "1—11月"])
def test_a_report_on_the_first_months_is_none_of_the_year(months: str) -> None:
    title = "海陵市水利局2023年{}政府信息公开工作报告"
    made = page()
    made.title = title.format(months)
    assert read(made.html()).status is Status.NOT_A_REPORT
    made.title = title.format("1-12月")
    assert read(made.html()).status is Status.PARSED


def test_a_title_of_two_years_does_not_tell_which() -> None:
    title = "海陵市水利局政府信息公开工作年度报告 (2022-2023)\n发布时间：2024-01-15"
    assert told(below(title)).year is None
    period = "统计期限为2022年1月1日至2022年12月31日。"
    assert told(below(title, period)).year == 2022


def test_signs_between_cells_behind_a_title_are_none_of_it() -> None:
    title = "海陵市水利局2023年政府信息公开工作年度报告"
    assert told(below(f"{title} | ||||")).title == title


@pytest.mark.parametrize("period", ["20221月1日至12月31日", "2022年1月1日起至202212月31日"])
def test_the_counting_period_of_which_a_sign_is_lost(period: str) -> None:
    report = told(below("海陵市水利局政府信息公开工作年度报告", f"本报告数据统计自{period}止。"))
    assert (report.year, report.issues) == (2022, ())


def conflicts(report: Report) -> list[str]:
    return [issue.message for issue in report.issues if issue.code == "agency_conflict"]


@pytest.mark.parametrize(
    ("titled", "signed", "told_of"),
    [
        ("海陵县水利局", "海陵县民政局", True),
        ("海陵县水利局", "海陵县水务局", True),  # a new name, or another body: no sign tells
        ("海陵县水利局", "县水利局", False),
        ("海陵县住房和城乡建设局", "海陵县住建局", False),
        ("海陵县发展和改革委员会", "海陵县发改委", False),
        ("海陵县", "海陵县人民政府办公室", False),
        ("海陵县水利局", "海陵县政务服务中心", False),  # keeps the site
        ("柳荫街道", "柳荫街道办事处", False),
    ],
)
def test_a_title_and_a_signature_of_different_bodies_are_told(
    titled: str, signed: str, told_of: bool
) -> None:
    text = below(f"{titled}2023年政府信息公开工作年度报告")
    report = told(f"{text}\n{signed}\n2024年1月15日")
    assert report.agency == titled
    said = [f"the title names {titled}; the signature names {signed}"]
    assert conflicts(report) == (said if told_of else [])


@pytest.mark.parametrize(
    ("printed", "signed", "agency", "told_of"),
    [
        ("海陵县民政局", "", "海陵县水利局", True),
        ("海陵县民政局", "海陵县民政局", "海陵县民政局", True),
        ("海陵县民政局", "海陵县水利局", "海陵县水利局", True),
        ("县水利局", "", "海陵县水利局", False),
    ],
)
def test_a_printed_title_of_another_body_counts_where_that_body_signs(
    printed: str, signed: str, agency: str, told_of: bool
) -> None:
    title = "{}2023年政府信息公开工作年度报告"
    head = f"<head><meta name='ArticleTitle' content='{title.format('海陵县水利局')}'></head>"
    end = f"<p>{signed}<br>2024年1月15日</p>" if signed else ""
    html = f"<html>{head}<body><h1>{title.format(printed)}</h1>{BELOW}{end}</body></html>"
    (report,) = parse(html.encode(), Hints(name="x.html"))
    assert (report.agency, report.title) == (agency, title.format(agency))
    assert bool(conflicts(report)) == told_of


WATER, CIVIL = "2023年，海陵县水利局认真工作。", "2023年，海陵县民政局积极工作。"


@pytest.mark.parametrize(
    ("prose", "agency", "told_of"),
    [
        (WATER + CIVIL, "海陵县水利局", ["the prose names 海陵县水利局; the prose names 海陵县民政局"]),
        (WATER * 3 + CIVIL, "海陵县水利局", []),
        (WATER + CIVIL * 2 + "本报告由海陵县水利局编制。", "海陵县水利局", []),
        (CIVIL * 2 + "本报告由海陵县水利局（以下简称“县水利局”）负责编制。", "海陵县水利局", []),
        ("本报告由海陵县水利局办公室负责起草。", "海陵县水利局", []),
        ("本报告由海陵县水利局信息公开工作办公室负责起草。", "海陵县水利局", []),
        ("2023年，柳荫街道党政综合办公室认真工作。", "柳荫街道", []),
        ("2023年，白石镇党建办公室认真工作。", "白石镇", []),
        (
            "本报告由海陵县民政局编制。请与海陵水务集团有限公司办公室联系。我公司认真工作。",
            "海陵县民政局",
            ["the prose names 海陵县民政局; who is asked names 海陵水务集团有限公司"],
        ),
        ("本报告由海陵县民政局编制。请与海陵县政务局联系。我县认真工作。", "海陵县民政局", []),
        (
            "2023年，县民政局认真工作。结合海陵县民政局（以下简称“县民政局”）实际，编制本报告。",
            "海陵县民政局",
            [],
        ),
    ],
)
def test_the_body_among_several_of_the_prose(prose: str, agency: str, told_of: list[str]) -> None:
    report = told(below("政府信息公开工作年度报告", prose))
    assert (report.agency, conflicts(report)) == (agency, told_of)


@pytest.mark.parametrize(
    ("publisher", "prose", "agency"),
    [
        ("海陵县林业局", CIVIL, "海陵县林业局"),
        ("海陵县林业局", "本报告由海陵县民政局编制。", "海陵县民政局"),
        ("海陵县大数据中心", CIVIL, "海陵县民政局"),
    ],
)
def test_a_publisher_and_prose_of_different_bodies_are_told(publisher: str, prose: str, agency: str) -> None:
    report = told(below(f"发布机构：{publisher}\n政府信息公开工作年度报告", prose))
    assert report.agency == agency
    assert conflicts(report) == [f"the publisher names {publisher}; the prose names 海陵县民政局"]


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


def test_the_word_for_all_of_a_system_is_no_part_of_the_name() -> None:
    made = page()
    made.title = "国家税务总局青溪县税务局系统2023年政府信息公开工作年度报告"
    report = read(made.html())
    assert (report.agency, report.scope) == ("国家税务总局青溪县税务局", "aggregate")
