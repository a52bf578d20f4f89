"""Several defects in one document: what one of them leaves unread must not be called absent for another."""

from __future__ import annotations

import pytest

from parsers import Hints, parse
from parsers.model import State
from tests.parsers.report_page import C, Page, page, table_html
from tests.parsers.tables.test_doubtful_tables import row_of, states
from tests.parsers.tables.test_table_variants import raws, read


def change_label(made: Page, label: str, printed: str) -> None:
    [cell] = [cell for row in made.tables["applications"] for cell in row if cell.text == label]
    cell.text = printed


def mark_figures(made: Page) -> None:
    """Another figure struck before each: they are unreadable, so that no sum proves anything."""
    for row in made.tables["applications"][3:]:
        for cell in row[-7:]:
            cell.text, cell.raw = f"<del>9</del>{cell.text}", True


def test_a_mistyped_row_under_a_header_that_is_not_read_is_not_absent() -> None:
    made = page()
    mark_figures(made)
    made.tables["applications"][1][1].text = "各类机构"  # 法人或其他组织
    change_label(made, "2.重复申请", "2.重复申情")
    report = read(made.html())
    assert set(states(report, "applications.rejected_repeated").values()) == {"unreadable"}
    assert State.ABSENT not in {cell.state for cell in report.cells}


def test_a_row_that_is_not_printed_under_such_a_header_is_absent() -> None:
    made = page()
    mark_figures(made)
    made.tables["applications"][1][1].text = "各类机构"
    made.tables["applications"].remove(row_of(made, "2.重复申请"))
    row_of(made, "（五）")[0].rows = 4
    report = read(made.html())
    assert set(states(report, "applications.rejected_repeated").values()) == {"absent"}


@pytest.mark.parametrize("label", ["法人或其它组织", "法人或口他组织", "法人和其他组织"])
def test_the_label_of_the_group_of_bodies_may_be_mistyped(label: str) -> None:
    made = page()
    made.tables["applications"][1][1].text = label
    made.tables["applications"][3][-1].text = made.figures["applications.new_received.total"] = "9999"
    assert raws(read(made.html())) == made.figures


@pytest.mark.parametrize("form", ["2021", "2019"])
def test_a_place_to_break_a_figure_holds_no_cells(form: str) -> None:
    made = page(form)
    html = made.html()
    for raw in set(made.figures.values()):
        html = html.replace(f">{raw}</td>", f">{raw[:1]}<wbr>{raw[1:]}</td>")
    assert raws(read(html.replace("</td>", ""))) == made.figures
    assert raws(read(html)) == made.figures


def test_a_signed_figure_in_one_cell_with_another_is_not_absent() -> None:
    made = page("2019")
    row = next(row for row in made.tables["proactive_disclosure"] if row[0].text == "行政事业性收费")
    row[1:] = [C("11<br>-1", raw=True)]
    report = read(made.html())
    assert states(report, "proactive_disclosure.fees") == {
        "previous_items": "unreadable",
        "change": "unreadable",
    }


@pytest.mark.parametrize("label", ["备注", "同比"])
def test_a_cell_over_two_columns_moves_none_of_a_column_left_of_the_form_s(label: str) -> None:
    made = page()
    rows = made.tables["applications"]
    rows[0][1].columns += 1
    rows[1].insert(0, C(label, 1, 2))
    for at, row in enumerate(rows[3:]):
        row.insert(len(row) - 7, C(f"+{at + 301}" if label == "同比" else "无"))
    row = row_of(made, "2.重复申请")
    row[-5:-3] = [C("46", 2)]
    report = read(made.html())
    item = "applications.rejected_repeated"
    across = {f"{item}.research": "46", f"{item}.nonprofit": "46"}
    assert raws(report) == made.figures | across
    assert [states(report, item)[column] for column in ("research", "nonprofit")] == ["unreadable"] * 2


def test_a_mistyped_row_out_of_its_place_is_not_absent() -> None:
    made = page()
    rows = made.tables["applications"]
    rows[3], rows[4] = rows[4], rows[3]
    change_label(made, "一、本年新收政府信息公开申请数量", "一、本年新收政府信患公开申请数量")
    report = read(made.html())
    assert set(states(report, "applications.new_received").values()) == {"unreadable"}
    others = {key: raw for key, raw in made.figures.items() if ".new_received." not in key}
    assert {key: raw for key, raw in raws(report).items() if ".new_received." not in key} == others


def cut_row(label: str, begin: str, end: str, *, figures_below: bool) -> tuple[Page, str]:
    """A page of which one row is cut into two, the beginning of its label in the first."""
    made = page()
    rows = made.tables["applications"]
    row = row_of(made, label)
    at = rows.index(row)
    for above in rows[:at]:
        for cell in above:
            cell.rows += cell.rows > 1 and rows.index(above) + cell.rows > at
    below = [C(""), C(end), *(C("") for _ in range(7))][-len(row) :]
    below[-8].columns = row[-8].columns
    row[-8].text = begin
    if figures_below:
        for cell, other in zip(below[-7:], row[-7:], strict=True):
            cell.text, other.text = other.text, ""
    rows.insert(at + 1, below)
    return made, made.html()


@pytest.mark.parametrize(
    ("label", "item", "begin", "end"),
    [
        ("（二）部分公开", "partly_granted", "（二）部分公开（", "区分处理的，只计这一情形，不计其他情形）"),
        ("2.重复申请", "rejected_repeated", "2.重复申请", ""),
        ("3.补正后", "unavailable_unclear", "3.补正后申请内", "容仍不明确"),
        ("2.其他法律", "denied_by_law", "2.其他", "法律行政法规禁止公开"),
    ],
)
@pytest.mark.parametrize("figures_below", [True, False])
def test_the_blank_half_of_a_row_is_not_the_whole(
    label: str, item: str, begin: str, end: str, figures_below: bool
) -> None:
    made, html = cut_row(label, begin, end, figures_below=figures_below)
    for cell in read(html).cells:
        if cell.key in made.figures:
            assert cell.state is State.UNREADABLE or cell.raw == made.figures[cell.key], cell.key


@pytest.mark.parametrize("figures_below", [True, False])
@pytest.mark.parametrize("page_between", [True, False])
def test_half_a_label_that_is_the_label_of_another_row(figures_below: bool, page_between: bool) -> None:
    """2.其他 of 2.其他法律行政法规禁止公开, perhaps with the header once more above the other half."""
    made, html = cut_row("2.其他法律", "2.其他", "法律行政法规禁止公开", figures_below=figures_below)
    if page_between:
        rows = made.tables["applications"]
        at = next(at for at, row in enumerate(rows) if any(cell.text.startswith("法律行政") for cell in row))
        html = made.html({"applications": table_html(rows[:at]) + table_html(rows[:3] + rows[at:])})
    assert raws(read(html)) == made.figures


@pytest.mark.parametrize("begin", ["（二）部分公开", "（二）部分公开（区分处理的，只计"])
def test_the_rest_of_a_label_holds_the_figures_of_its_row(begin: str) -> None:
    whole = "（二）部分公开（区分处理的，只计这一情形，不计其他情形）"
    made, html = cut_row("（二）部分公开", begin, whole.removeprefix(begin), figures_below=True)
    assert raws(read(html)) == made.figures


def test_a_short_row_of_signs_with_a_mistyped_label_is_a_row() -> None:
    made = page()
    next(row for row in made.tables["proactive_disclosure"] if row[0].text == "行政处罚")[0].text = "行田处罚"
    lines = [made.title]
    for heading, key in (("二、主动公开", "proactive_disclosure"), ("三、收到和处理", "applications")):
        lines.append(heading + "政府信息情况")
        lines += ["| " + " | ".join(cell.text for cell in row) + " |" for row in made.tables[key]]
    [report] = parse("\n".join([*lines, "五、存在的主要问题", ""]).encode(), Hints(name="report.txt"))
    wanted = {key: raw for key, raw in made.figures.items() if not key.startswith("review")}
    assert {cell.key: cell.raw for cell in report.cells if cell.state is State.NUMBER} == wanted
