"""What stands around a report: labels that run into values, values below their labels, names above and below."""

from __future__ import annotations

import pytest

from parsers import Hints, parse
from parsers.model import Report
from parsers.titles import clean

TITLE = "2023年政府信息公开工作年度报告"
BELOW = ["一、总体情况", "2023年，我局认真落实条例。", "二、主动公开政府信息情况", "情况。"]
NUMBER = "116223010139324488/2010-00023"


def of_page(markup: str) -> Report:
    below = "".join(f"<p>{line}</p>" for line in BELOW)
    (report,) = parse(f"<html><body>{markup}{below}</body></html>".encode(), Hints(name="x.html"))
    return report


def of_text(*lines: str, below: tuple[str, ...] = ()) -> Report:
    (report,) = parse("\n".join([*lines, *BELOW, *below]).encode(), Hints(name="x.txt"))
    return report


@pytest.mark.parametrize(
    "spans",
    [
        [
            *("发布机构：青溪县水利局", "浏览次数：17", "发布日期：2024-01-15", "索引号：415002/2024-00017"),
            *("信息类别：年报", "文号：青水〔2024〕3号", "字体：大"),
        ],
        [
            *("索引号", "415002/2024-00017", "发布机构", "青溪县水利局", "发布日期", "2024-01-15"),
            "</p><p>文号：青水〔2024〕3号",
        ],
        [
            "索引号：415002/2024-00017</p><p>发布机构：青溪县水利局 某标签：17</p><p>文号：青水〔2024〕3号",
            "</p><p>发布日期：2024-01-15",
        ],
    ],
)
def test_labels_of_a_page_that_run_into_values(spans: list[str]) -> None:
    report = of_page(f"<h1>{TITLE}</h1><p>{''.join(f'<span>{span}</span>' for span in spans)}</p>")
    assert (report.agency, report.published_on) == ("青溪县水利局", "2024-01-15")
    assert (report.index_number, report.document_number) == ("415002/2024-00017", "青水〔2024〕3号")


@pytest.mark.parametrize(
    "lines",
    [
        ["索引号：415002/2024-00017发布机构：青溪县水利局发布日期：2024-01-15名称：" + TITLE + "文号："],
        ["索引号415002/2024-00017发布机构青溪县水利局发布日期2024-01-15", TITLE],
        ["来源：青溪县水利局某标签：17发布日期：2024-01-15", "索引号：415002/2024-00017某标签：3", TITLE],
    ],
)
def test_labels_of_a_text_that_run_into_values(lines: list[str]) -> None:
    report = of_text(*lines)
    assert (report.agency, report.published_on) == ("青溪县水利局", "2024-01-15")
    assert (report.index_number, report.year) == ("415002/2024-00017", 2023)


@pytest.mark.parametrize(
    "markup",
    [
        "<table><tr><td>{}<td>{}<td>{}</tr><tr><td>{}<td>{}<td>{}</tr></table>",
        "<ul><li>{}<li>{}<li>{}</ul><ul><li>{}<li>{}<li>{}</ul>",
    ],
)
def test_values_of_a_page_below_their_labels(markup: str) -> None:
    cells = ["索引号", "公开方式", "发布机构", NUMBER, "主动公开", "凉州区张义镇人民政府"]
    report = of_page(f"{markup.format(*cells)}<h1>{TITLE}</h1>")
    assert (report.agency, report.index_number) == ("凉州区张义镇人民政府", NUMBER)


def test_values_of_a_text_below_their_labels() -> None:
    report = of_text("索引号 | 公开方式 | 发布机构 |", f"{NUMBER} | 主动公开 | 凉州区张义镇人民政府 |")
    assert (report.agency, report.index_number) == ("凉州区张义镇人民政府", NUMBER)
    assert (report.title, report.year) == ("", 2023)  # 2010 is that of the number


def test_labels_without_values_take_nothing_from_others() -> None:
    cells = ["索引号：", "文号：", "发布机构：", "青溪县水利局", "发布日期：", "2024-01-15"]
    report = of_page("".join(f"<div>{cell}</div>" for cell in cells) + f"<h1>{TITLE}</h1>")
    assert (report.agency, report.published_on) == ("青溪县水利局", "2024-01-15")
    assert (report.index_number, report.document_number) == ("", "")


@pytest.mark.parametrize("around", ["# {}", "*{}", "== {} ==", "**{}**"])
def test_marks_around_a_title_are_none_of_it(around: str) -> None:
    title = f"青溪县水利局{TITLE}"
    report = of_text(around.format(title))
    assert (report.title, report.agency) == (title, "青溪县水利局")
    assert clean(around.format(title)) == title


def test_a_label_above_a_title_is_none_of_it() -> None:
    lines = ["访问量:", "青溪县水利局2023年政府信息公开工作", "年度报告"]
    assert of_text(*lines).title == "青溪县水利局2023年政府信息公开工作年度报告"
    report = of_text("市烟草局", "浏览次数:", "青溪市烟草专卖局", TITLE)
    assert report.agency == "青溪市烟草专卖局"


@pytest.mark.parametrize(
    "signed",
    [
        ("青溪县水利局", "青溪县河长制办公室", "二〇二四年一月二十日"),
        ("青溪县水利局", "2024年1月17日", "青溪县人民政府办公室", "2024年1月20日"),
    ],
)
def test_a_report_that_two_bodies_sign_is_of_neither(signed: tuple[str, ...]) -> None:
    assert of_text(TITLE, below=signed).agency == ""
    assert of_text(TITLE, below=("青溪县水利局", "水利局", signed[-1])).agency == "青溪县水利局"
    assert of_text(TITLE, below=("青溪县水利局", signed[-1])).agency == "青溪县水利局"


def test_an_office_that_sums_up_reports_for_its_government() -> None:
    prose = "本年报由青溪区人民政府办公室综合区政府各行政机关的年度报告编制而成，所列数据统计期限为2023年1月1日至12月31日。"
    report = of_text(TITLE, prose)
    assert (report.agency, report.scope) == ("青溪区人民政府", "aggregate")


def test_a_short_name_behind_the_region_of_which_the_prose_speaks() -> None:
    title = f"市教育局{TITLE}"
    prose = "报告可在青溪市教育局网站和青溪市人民政府网站下载。"
    assert of_text(title, prose).agency == "青溪市教育局"
    assert of_text(title, "按照上级市教育局要求编制。现公布市教育局报告，全市共有学校。").agency == "市教育局"
    other = "报告可在海陵市教育局网站和海陵市人民政府网站下载。"
    assert of_text(title, prose, other).agency == "市教育局"


def test_titles_of_other_reports_below_one_tell_nothing_of_it() -> None:
    head = "<h1>青溪县水利局政府信息公开工作年度报告</h1><p>一、总体情况</p><p>我局落实条例。</p>"
    for below in ("青溪县水利局2022年政府信息公开工作年度报告", "上一篇：青溪县财政局2022年政府信息公开年报"):
        page = f"<html><body>{head}<div><h4>相关</h4><p>{below}</p></div></body></html>"
        (report,) = parse(page.encode(), Hints(name="x.html"))
        assert report.title == "青溪县水利局政府信息公开工作年度报告"
        assert (report.agency, report.year) == ("青溪县水利局", None)


def test_a_word_in_place_of_an_index_number_is_none() -> None:
    assert of_page(f"<h1>{TITLE}</h1><p>索引号：暂无</p>").index_number == ""
