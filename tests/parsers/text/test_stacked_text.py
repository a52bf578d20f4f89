"""Text of a browser's page whose cells hold paragraphs: tabs on lines of their own, blank lines around figures."""

from __future__ import annotations

import pytest

from parsers import Hints, Report, parse
from parsers.model import State
from tests.parsers.report_page import C, Page, page
from tests.parsers.tables.test_doubtful_tables import row_of, states
from tests.parsers.tables.test_table_variants import assert_whole, raws

PARAGRAPH, DIVISION = "\n\n", "\n"  # what a browser writes before and behind each
HEADINGS = {
    "proactive_disclosure": "二、主动公开政府信息情况",
    "applications": "三、收到和处理政府信息公开申请情况",
    "review_litigation": "四、政府信息公开行政复议、行政诉讼情况",
}


def text_of(made: Page, around: str = PARAGRAPH, blank: str = "\u00a0") -> str:
    """The text as innerText gives it; `blank` stands in blank cells, "" where they hold no paragraph."""
    parts = [made.title, "一、总体情况", *made.prose]
    for key, heading in HEADINGS.items():
        rows = [
            "\t".join(f"{around}{cell.text or blank}{around}" if cell.text or blank else "" for cell in row)
            for row in made.tables[key]
        ]
        parts += [heading, "\n".join(rows).strip("\n")]
    return "\n\n".join([*parts, "五、存在的主要问题及改进情况", "解读形式不够丰富。"])


def read(text: str) -> Report:
    [report] = parse(text.encode(), Hints(name="report.txt"))
    return report


@pytest.mark.parametrize("around", [PARAGRAPH, DIVISION])
@pytest.mark.parametrize("form", ["2021", "2019"])
def test_figures_are_read_in_their_cells_and_lines(form: str, around: str) -> None:
    made = page(form)
    text = text_of(made, around)
    report = read(text)
    assert_whole(report, made.figures)
    lines = text.split("\n")
    for cell in report.cells:
        line = lines[cell.place.line - 1]
        assert line[cell.place.column - 1 :] == cell.raw
        assert not any(sign.isdigit() for sign in line[: cell.place.column - 1])


@pytest.mark.parametrize("blank", ["\u00a0", ""])
def test_a_blank_cell_is_blank_whether_it_holds_a_paragraph_or_none(blank: str) -> None:
    made = page()
    row_of(made, "2.重复申请")[2].text = ""
    made.tables["review_litigation"][-1][7].text = ""
    report = read(text_of(made, blank=blank))
    gone = {"applications.rejected_repeated.business", "review_litigation.litigation_direct.other"}
    assert raws(report) == made.figures | dict.fromkeys(gone, "")
    assert {cell.key for cell in report.cells if cell.state is State.BLANK} == gone


def test_two_paragraphs_of_a_cell_make_a_label_but_no_figure() -> None:
    made = page()
    row = row_of(made, "2.重复申请")
    row[0] = C("2.重复\n\n申请")
    row[2] = C("5\n\n6")
    found = states(read(text_of(made)), "applications.rejected_repeated")
    assert found.pop("business") == "unreadable"
    assert set(found.values()) == {"number"}


def test_what_follows_a_table_is_none_of_its_last_cell() -> None:
    made = page()
    text = text_of(made).replace("\n\n五、存在", "\n\n注：以上为本机关数据\n\n五、存在")
    assert_whole(read(text), made.figures)


def test_a_report_copied_with_the_menus_of_its_site_keeps_its_title() -> None:
    made = page()
    menus = [f"{name}{at}" for name in ("首页", "要闻动态", "政务公开", "互动交流") for at in range(1, 60)]
    report = read("\n".join([*menus[:90], "", *menus[90:], "首页 > 政务公开 > 年报", text_of(made)]))
    assert_whole(report, made.figures)
    assert (report.title, report.agency) == (made.title, "青溪县水利局")
