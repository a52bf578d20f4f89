"""Whose report it is: titles, publishers, signatures, trails of links and prose, and where they disagree."""

from __future__ import annotations

import pytest

from parsers import Hints, parse
from parsers.model import Status
from tests.parsers.report.read_report import BELOW, below, conflicts, read, told, with_head
from tests.parsers.report_page import page


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


def test_a_name_of_which_only_the_kind_is_printed_takes_no_region() -> None:
    text = below("街道办事处2023年政府信息公开工作年度报告", "{}")
    hints = Hints(name="x.txt", site="海陵市东岭区人民政府")
    for prose, agency in (
        ("工作平稳。", "街道办事处"),
        ("2023年，柳荫街道办事处认真工作。", "柳荫街道办事处"),
    ):
        (report,) = parse(text.format(prose).encode(), hints)
        assert report.agency.endswith(agency) and "东岭区街道" not in report.agency


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


def test_the_word_for_all_of_a_system_is_no_part_of_the_name() -> None:
    made = page()
    made.title = "国家税务总局青溪县税务局系统2023年政府信息公开工作年度报告"
    report = read(made.html())
    assert (report.agency, report.scope) == ("国家税务总局青溪县税务局", "aggregate")
