"""Titles as real sites print them: what is one, whose and of which year, and what around it is no part of it."""

from __future__ import annotations

import pytest

from parsers import Hints, parse
from parsers.model import Status
from parsers.titles import agency_of, clean, is_title, year_of
from tests.parsers.report.read_report import below, read, told
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
    ("示例縣水務局2023年政府資訊公開工作年度報告", "示例縣水務局", 2023),
    ("示例縣檔案館2023年政府資訊公開工作年度報告", "示例縣檔案館", 2023),
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
    ("示例县教育和科学技术局2020年政府信息公开重点工作年度报告", "示例县教育和科学技术局", 2020),
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


def test_what_stands_above_the_article_alone() -> None:
    title = "青溪县林业局2023年政府信息公开工作年度报告"
    article = "".join(f"<p>{text}</p>" for text in ("一、总体情况", "情况如下。" * 60))
    head = f"<h1>青溪县人民政府</h1><div>{title}</div><p>2024-01-25 08:30:00　字号：大 小</p>"
    report = read(page_html("青溪县人民政府", f'{head}<div class="zoom">{article}</div>'))
    assert (report.agency, report.year, report.published_on) == ("青溪县林业局", 2023, "2024-01-25")


@pytest.mark.parametrize("title", ["青溪县水利局23年政府信息公开年报", "青溪县水利局2023年度年报"])
def test_years_and_names_of_short_titles(title: str) -> None:
    made = page()
    made.title = title
    (report,) = parse(made.html().encode(), Hints(name="x.html"))
    assert (report.agency, report.year) == ("青溪县水利局", 2023)


@pytest.mark.parametrize("around", ['"{}"', "“{}”", "\u200f{}", "\ufeff{}\u200b", "\u202a{}\u202c"])
def test_quotes_and_signs_that_are_not_seen_around_a_title(around: str) -> None:
    made = page()
    lines = [around.format(made.title), "一、总体情况", *made.prose, "二、主动公开政府信息情况", "无。"]
    (report,) = parse("\n".join(lines).encode(), Hints(name="x.txt"))
    assert (report.title, report.agency) == (made.title, "青溪县水利局")


def test_items_of_a_list_below_a_title_are_none_of_it() -> None:
    lines = ["青溪市统计局2023年政府信息公开年度报告", "- 发布:", "- 青溪市统计局", "- 时间:", "- 2024-01-24"]
    report = told("\n".join([*lines, "一、总体情况", "情况。", "二、主动公开情况", "情况。"]))
    assert (report.title, report.published_on) == (lines[0], "2024-01-24")


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


def test_a_sentence_and_a_trail_are_no_titles() -> None:
    for line in (
        "根据条例规定编制本报告。统计期限为2023年1月1日至12月31日。",
        "您的位置：首页 > 政府信息公开 > 关区报告",
    ):
        assert told(f"{line}\n一、总体情况\n情况。").title == ""


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


def test_signs_between_cells_behind_a_title_are_none_of_it() -> None:
    title = "海陵市水利局2023年政府信息公开工作年度报告"
    assert told(below(f"{title} | ||||")).title == title


def test_who_signed_a_letter_is_no_part_of_the_title_behind_it() -> None:
    line = "例二中〔2015〕3号 签发人：甲乙丙 2014年示例市第二中学 政府信息公开工作年度报告"
    for text in (line, line.replace("签发人", "簽發人").replace("号", "號")):
        report = told(below(text))
        assert (report.title, report.agency, report.year) == (
            "2014年示例市第二中学 政府信息公开工作年度报告",
            "示例市第二中学",
            2014,
        )
