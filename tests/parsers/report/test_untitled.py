"""Reports as programs that make text of pages store them: titles lost, buttons and trails of links kept."""

from __future__ import annotations

import pytest

from parsers import Hints, parse
from parsers.model import Report, Status

SECTIONS = "一、总体情况\n工作平稳。\n二、主动公开政府信息情况\n三、收到和处理政府信息公开申请情况\n四、政府信息公开行政复议、行政诉讼情况"
PERIOD = "本报告中所列数据的统计期限自2022年1月1日起至2022年12月31日止。"


def told(opening: str, prose: str = "") -> Report:
    text = f"{opening}\n{PERIOD}\n{SECTIONS.replace('工作平稳。', f'工作平稳。{prose}')}\n"
    [report] = parse(text.encode(), Hints(name="report.txt"))
    return report


@pytest.mark.parametrize(
    ("opening", "agency"),
    [
        ("现公布2022年海陵市交通运输局信息公开工作年度报告。", "海陵市交通运输局"),
        ("现将2022年度青溪区应急管理局政府信息公开情况报告如下。", "青溪区应急管理局"),
        ("我区特向社会公布2022年度青溪区政府信息公开年度报告。", "青溪区"),
        ("特公布云泽省2022年政府信息公开工作年度报告。", "云泽省"),
        (
            "现发布《海陵市民族事务委员会（宗教事务局）2022年政府信息公开工作年度报告》。",
            "海陵市民族事务委员会（宗教事务局）",
        ),
        (
            "按照要求，国家税务总局海陵市税务局向社会公布本单位2022年政府信息公开工作年度报告。",
            "国家税务总局海陵市税务局",
        ),
        ("青溪经济开发区整理一年情况编写2022年度政府信息公开工作年度报告。", "青溪经济开发区"),
        ("由海陵市人民政府信息公开工作领导小组办公室根据要求编制。", "海陵市人民政府"),
        ("由海陵市水利局政务公开办公室编制。", "海陵市水利局"),
        ("对本报告如有疑问，可与海陵县供销合作社联系。", "海陵县供销合作社"),
        ("青溪区水利局结合单位实际，编制本单位2022年度政务公开工作年度报告。", "青溪区水利局"),
        ("现将青溪区水利局2022年政府信息公开主要工作报告如下：", "青溪区水利局"),
        ("我局公开发布青溪区水利局2022年政府信息公开年度报告。", "青溪区水利局"),
        ("制定了青溪区水利局2022年政府信息公开年度报告。", "青溪区水利局"),
        (
            "政务公开工作领导小组办公室编制了青溪区人民政府2022年度政府信息公开工作年度报告。",
            "青溪区人民政府",
        ),
        ("海陵市青溪区水利局2022年政府信息公开工作年度报告（以下简称年报）是编制的。", "海陵市青溪区水利局"),
        ("根据海陵市水利局2022年政府信息公开工作年度报告的要求。", ""),
        ("制定青溪区水利局2022年政府信息公开工作年度报告。", "青溪区水利局"),
        ("我局编制并向社会公开海陵市青溪区水利局2022年度政府信息公开工作报告。", "海陵市青溪区水利局"),
        (
            "向社会公布国家税务总局海陵市税务局（以下简称“海陵市税务局”，下文类同）2022年政府信息公开工作年度报告。",
            "国家税务总局海陵市税务局",
        ),
        ("现公布2022年我局政府信息公开年度报告。", ""),
        ("向社会公布2022年本级政府信息公开工作年度报告。", ""),
    ],
)
def test_the_body_that_the_opening_names(opening: str, agency: str) -> None:
    assert told(opening, "我社认真工作。").agency == agency


def test_the_body_by_the_longer_of_its_names() -> None:
    opening = (
        "现公布2022年青溪区水利局政府信息公开年度报告。如有疑问，请联系：海陵市青溪区水利局，电话：12345。"
    )
    assert told(opening, "我局认真工作。").agency == "海陵市青溪区水利局"


@pytest.mark.parametrize(
    ("said", "agency"),
    [
        ("电子版可从海陵市水利局网站下载。我局认真工作。", "海陵市水利局"),
        ("电子版可从海陵市水利局网站下载。我镇认真工作。", ""),
        ("海陵市水利局坚持以公开为常态。我局收到申请3件。", "海陵市水利局"),
        ("可与青溪乡政府办公室联系。我乡收到申请3件。", "青溪乡政府"),
        ("海陵市人民政府高度重视。我局收到申请3件。", ""),
        ("为认真做好海陵市水利局公开工作，我局收到申请3件。", ""),
        ("开发区坚持以公开为常态。开发区主动公开信息。", ""),
        ("请与海陵市人民政府办公室联系。我市认真工作。", "海陵市人民政府"),
        ("请与海陵市人民政府办公室联系。我市认真工作，我局收到申请3件。", ""),
        ("请与海陵市人民政府办公室联系。在市委领导下，市政府办公室以公开促落实。我市认真工作。", ""),
        ("在县委正确领导下，海陵县水利局积极公开。我局收到申请3件。", "海陵县水利局"),
        ("2022年，海陵市人民政府信息公开工作平稳。", "海陵市人民政府"),
        ("本报告由海陵市第二中学编制。", "海陵市第二中学"),
        ("本报告由海陵市发改局（粮食局）编制。", "海陵市发改局（粮食局）"),
        ("本报告由海陵市水利局（以下简称市水利局）编制。", "海陵市水利局"),
        ("现公布中共海陵市委宣传部2022年政府信息公开年度报告。", "中共海陵市委宣传部"),
        ("现公布2022年海陵市发改局（粮食局）政府信息公开年度报告。", "海陵市发改局（粮食局）"),
    ],
)
def test_the_body_that_speaks_where_nothing_else_names_one(said: str, agency: str) -> None:
    assert told("本报告根据条例编制。", said).agency == agency


def test_the_full_name_of_the_prose_comes_before_a_publisher_without_its_region() -> None:
    opening = "发布单位：市人力社保局\n2022年，海陵市人力资源和社会保障局根据条例编制。"
    assert told(opening, "我局认真工作。").agency == "海陵市人力资源和社会保障局"


@pytest.mark.parametrize(
    "source", ["海陵市水利局/办公室", "海陵市/水利局", "海陵市水利局 办公室", "海陵市水利局"]
)
def test_the_office_behind_a_source(source: str) -> None:
    assert told(f"来源：{source}  发布时间：2023-01-15").agency == "海陵市水利局"


@pytest.mark.parametrize(
    ("sentence", "year"),
    [
        ("2022年我局坚持以公开为常态。", 2022),
        ("2022年青溪街道积极推动政务公开。", 2022),
        ("2022年修订的指南已经公开。", None),
        ("2022年我局收到申请3件。2023年我局继续努力。", None),
    ],
)
def test_the_year_in_which_the_body_speaks(sentence: str, year: int | None) -> None:
    text = f"青溪区水利局政府信息公开工作年度报告\n{SECTIONS.replace('工作平稳。', sentence)}\n"
    [report] = parse(text.encode(), Hints(name="report.txt"))
    assert report.year == year


def test_a_bank_in_the_prose() -> None:
    report = told("", "2022年，中国人民银行海陵市中心支行主动公开信息。")
    assert report.agency == "中国人民银行海陵市中心支行"


@pytest.mark.parametrize(
    ("opening", "agency"),
    [
        ("本報告由海陵縣統計局編制。", "海陵縣統計局"),
        ("請與海陵縣統計局辦公室聯系（電話：12345）。", "海陵縣統計局"),
        ("結合海陵縣統計局（以下簡稱“縣統計局”）實際，由縣統計局編制。", "海陵縣統計局"),
    ],
)
def test_a_name_in_traditional_characters_is_given_as_printed(opening: str, agency: str) -> None:
    assert told(opening, "我局认真工作。").agency == agency


@pytest.mark.parametrize("line", ["引　言", "前言", "2023", "我要收藏", "无障碍浏览", "海陵市水利局"])
def test_lines_of_a_page_that_are_no_title(line: str) -> None:
    report = told(f"{line}\n本报告由海陵市水利局编制。")
    assert (report.title, report.year, report.issues) == ("", 2022, ())


@pytest.mark.parametrize(
    "above",
    [
        "当前位置：首页 / 政府信息公开 / 政府信息公开年报 / 2022 / 市级部门 / 正文\n",
        "当前位置：首页 / 政府信息公开 / 政府信息公开年报 / 2022 / 市级部门 / 正文\n\n",
    ],
)
def test_a_trail_of_links_is_no_part_of_a_title(above: str) -> None:
    title = "海陵高新技术产业园区管理委员会2022年政府信息公开工作年度报告"
    report = told(f"无障碍\n适老版\n长者专区\n智能问答\n旧版\n{above}{title}\n")
    assert (report.title, report.agency) == (title, "海陵高新技术产业园区管理委员会")


def test_an_information_table_as_a_list() -> None:
    title = "海陵市水利局2022年政府信息公开工作年度报告"
    lines = [
        "索 引 号: HL01-2023-00007",
        "成文日期:2023-01-13",
        f"标 题: {title}",
        "发文字号: 海水函〔2023〕5号",
    ]
    report = told("\n".join(f"- {line}" for line in [*lines, "发布日期:2023-01-17"]))
    assert (report.title, report.published_on) == (title, "2023-01-17")
    assert (report.index_number, report.document_number) == ("HL01-2023-00007", "海水函〔2023〕5号")


def test_values_in_the_lines_below_their_labels() -> None:
    lines = ["• 索引号:", "  • 001008003/2023-22361", "  • 发布机构:", "  • 海陵市水利局", "• 发布日期:"]
    report = told("\n".join([*lines, "• 2023-01-17"]))
    assert (report.agency, report.index_number) == ("海陵市水利局", "001008003/2023-22361")
    assert report.published_on == "2023-01-17"


def test_the_body_behind_a_title_that_names_none() -> None:
    assert told("2022年政府信息公开工作年度报告-海陵市水利局").agency == "海陵市水利局"


def test_the_columns_of_a_site_are_no_title() -> None:
    report = told(
        "首 页 走进海陵 新闻中心 政府信息公开 政务服务 互动交流", "2022年，海陵市水利局主动公开3条。"
    )
    assert (report.title, report.agency) == ("", "海陵市水利局")


def test_a_lost_sign_behind_a_title() -> None:
    assert told("海陵市水利局2022年政府信息公开年度报告?").agency == "海陵市水利局"


def test_a_sentence_below_a_label_is_not_its_value() -> None:
    assert told("发布时间:\n本报告统计自2022年1月1日起的情况。").published_on == ""


def test_what_stands_behind_a_title() -> None:
    title = "海陵市水利局2022年政府信息公开工作年度报告"
    assert told(f"{title}.docx").title == title
    assert told(f"{title}-海陵水利网\n您的位置：首页\n{title}").title == title
    assert told("政府政务公开年报").agency == ""


def test_a_report_published_in_time_is_that_of_another_year() -> None:
    report = told("本报告由海陵市人民政府办公室编制。", "按时公布2021年区政府信息公开工作年度报告。")
    assert (report.year, report.issues) == (2022, ())


@pytest.mark.parametrize(
    "opening",
    [
        "本报告根据《条例》和2022年度云泽省各行署、海陵市人民政府和各委、办、厅、局的政府信息公开年度报告编制。",
        "本年报根据《条例》以及2022年海关系统各直属海关单位海关信息公开年度报告编制，由七部分组成。",
        "本报告梳理2022年度海关系统政府信息公开工作情况编制而成。",
        "本报告是2022年云泽省各级行政机关开展政府信息公开工作的情况。",
    ],
)
def test_prose_that_tells_whose_figures_are_summed(opening: str) -> None:
    assert told(opening).scope == "aggregate"
    assert told("根据国务院关于各部门政府信息公开年度报告编制工作的要求，编制本报告。").scope == "own"


def test_what_the_press_says_of_a_report_is_none() -> None:
    title = "云泽省发布2022年政府信息公开工作年度报告"
    prose = "云泽省人民政府向社会发布报告。报告显示，全省收到政府信息公开申请5319件。"
    for text, status in ((prose, Status.NOT_A_REPORT), (f"{PERIOD}{prose}", Status.NO_TABLES)):
        [report] = parse(f"{title}\n2023-03-28 来源：云泽日报\n{text}\n".encode(), Hints(name="x.txt"))
        assert report.status is status


@pytest.mark.parametrize(
    ("publisher", "made", "agency"),
    [
        ("海陵市人民政府", "海陵市水利局", "海陵市水利局"),
        ("海陵市人民政府", "海陵市青溪区红旗街道办事处", "海陵市青溪区红旗街道办事处"),
        ("海陵市人民政府", "海陵市人民政府办公室", "海陵市人民政府"),
        ("海陵市人民政府", "海陵市", "海陵市人民政府"),
        ("海陵市数据局", "海陵市住房公积金管理中心", "海陵市住房公积金管理中心"),
    ],
)
def test_the_body_below_the_government_that_publishes_its_report(
    publisher: str, made: str, agency: str
) -> None:
    assert told(f"发布机构：{publisher}\n本报告根据条例要求，由{made}编制。").agency == agency


@pytest.mark.parametrize(
    "line",
    [
        "打印 关闭",
        "首页 政务公开 政务服务",
        "登录 | 注册",
        "政府信息公开",
        "公开年报",
        "海陵市门户网站",
        "海陵市政府网",
        "长者助手",
    ],
)
@pytest.mark.parametrize(
    "title", [("海陵市水利局2022年政府", "信息公开年报"), ("海陵市水利局", "2022年信息公开年报")]
)
def test_lines_of_the_page_above_a_broken_title(line: str, title: tuple[str, ...]) -> None:
    report = told("\n".join([line, *title]))
    assert (report.title, report.agency) == ("".join(title), "海陵市水利局")


def test_links_to_reports_of_others_below_do_not_tell_the_body() -> None:
    text = f"特向社会公布2022年度海陵市水利局政府信息公开年报。\n{PERIOD}\n{SECTIONS}\n情况。\n"
    made = text.replace("特向社会公布2022年度海陵市水利局政府信息公开年报", "本报告由海陵市水利局编制")
    for words in (text, made):
        (report,) = parse(f"{words}海陵市财政局2021年政府信息公开年报\n".encode(), Hints(name="x.txt"))
        assert (report.agency, report.year) == ("海陵市水利局", 2022)


def test_words_of_the_page_before_the_first_sentence_are_no_part_of_the_body() -> None:
    words = "首页 政务公开 政务服务 互动交流\n"
    assert (
        told(f"{words}现将海陵市公安局青溪分局2022年政府信息公开工作报告如下。").agency
        == "海陵市公安局青溪分局"
    )


@pytest.mark.parametrize("name", ["青溪海关", "青溪水务集团有限公司", "青溪大学"])
def test_a_place_without_a_sign_of_regions_takes_no_other(name: str) -> None:
    text = f"{name}2022年政府信息公开年报\n{SECTIONS}"
    (report,) = parse(text.encode(), Hints(name="x.txt", site="海陵市人民政府"))
    assert report.agency == name


def test_the_name_of_a_site_above_a_body_without_a_sign_of_regions() -> None:
    assert told("海陵市政府门户网站\n青溪海关2022年政府信息公\n开年报").agency == "青溪海关"


def test_a_second_name_in_brackets_is_signed_whole() -> None:
    text = f"政府信息公开年报\n{PERIOD}\n{SECTIONS}\n海陵市发改局（粮食局）\n2023年1月12日\n"
    (report,) = parse(text.encode(), Hints(name="x.txt"))
    assert (report.agency, report.published_on) == ("海陵市发改局（粮食局）", "2023-01-12")
    (report,) = parse(f"海陵市发改局（粮食局）2022年{text}".encode(), Hints(name="x.txt"))
    assert (report.agency, report.issues) == ("海陵市发改局（粮食局）", ())
