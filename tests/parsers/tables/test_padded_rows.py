"""Rows of too few cells in tables that are filled up with blanks, or have a blank column more."""

from __future__ import annotations

import pytest

from parsers import Hints, parse
from parsers.model import Report, State
from tests.parsers.report_page import C, Page, page


def read(made: Page) -> Report:
    (report,) = parse(made.html().encode(), Hints(name="x.html"))
    return report


def row_of(made: Page, table: str, label: str) -> list[C]:
    return next(row for row in made.tables[table] if any(cell.text.startswith(label) for cell in row))


def states(report: Report, item: str) -> set[State]:
    return {cell.state for cell in report.cells if cell.item == item}


@pytest.mark.parametrize("missing", [-7, -5, -2])
def test_a_row_that_ends_in_a_blank_instead_of_its_total_is_in_doubt(missing: int) -> None:
    made = page()
    row = row_of(made, "applications", "（二）部分公开")
    row.pop(missing)
    row.append(C(""))  # as a workbook shows it
    report = read(made)
    assert states(report, "partly_granted") == {State.UNREADABLE}
    assert states(report, "granted") == {State.NUMBER}
    assert not any(check.verdict for check in report.checks)


def test_a_row_without_its_total_whose_columns_add_up_is_read() -> None:
    made = page()
    row_of(made, "applications", "（二）部分公开")[-1].text = ""
    assert states(read(made), "partly_granted") == {State.NUMBER, State.BLANK}


@pytest.mark.parametrize("missing", [2, 7])
def test_reviews_that_end_in_a_blank_and_do_not_add_up_are_in_doubt(missing: int) -> None:
    made = page()
    row = made.tables["review_litigation"][-1]
    row.pop(missing)
    row.append(C(""))
    found = {cell.state for cell in read(made).cells if cell.table == "review_litigation"}
    assert found == {State.UNREADABLE}


@pytest.mark.parametrize("change", ["lost", "merged"])
def test_a_row_of_one_cell_less_than_the_others_of_a_wider_table_is_in_doubt(change: str) -> None:
    made = page()
    for row in made.tables["applications"]:
        row.append(C(""))
    row = row_of(made, "applications", "（二）部分公开")
    row.pop(-4)
    row[-4].columns = 2 if change == "merged" else 1
    report = read(made)
    assert states(report, "partly_granted") == {State.UNREADABLE}
    assert states(report, "granted") == {State.NUMBER}


def test_a_lone_row_that_fits_a_header_of_fewer_columns_is_not_believed() -> None:
    made = page()
    made.tables["applications"][2].pop(0)
    row_of(made, "applications", "（二）部分公开").pop(-7)
    assert State.NUMBER not in states(read(made), "partly_granted")


def test_the_label_of_a_group_is_none_of_a_row_that_does_not_add_up() -> None:
    made = page()
    row = row_of(made, "applications", "三、本年度办理结果")
    row[1].text = ""  # its own label
    row.pop(-3)
    assert State.NUMBER not in states(read(made), "granted")


@pytest.mark.parametrize("missing", [-3, -2])
def test_a_row_of_section_two_that_ends_in_a_blank_behind_the_larger_figure_is_in_doubt(missing: int) -> None:
    made = page()
    row = row_of(made, "proactive_disclosure", "行政规范性文件")
    row.pop(missing)
    row.append(C(""))
    report = read(made)
    assert states(report, "normative_documents") == {State.UNREADABLE}
    assert states(report, "regulations") == {State.NUMBER}


def test_a_row_of_section_two_with_a_blank_behind_the_smaller_figure_is_read() -> None:
    made = page()
    row_of(made, "proactive_disclosure", "行政规范性文件")[-1].text = ""
    assert states(read(made), "normative_documents") == {State.NUMBER, State.BLANK}


def test_a_row_of_two_figures_in_one_cell_that_is_filled_up_is_in_doubt() -> None:
    made = page()
    row = row_of(made, "applications", "（二）部分公开")
    row[-6].text += f" {row.pop(-5).text}"
    row.append(C(""))
    report = read(made)
    assert states(report, "partly_granted") == {State.UNREADABLE}
    assert not any(check.verdict for check in report.checks)


def test_a_row_that_ends_in_its_sum_before_a_blank_is_in_doubt_where_no_column_can_be_added_up() -> None:
    made = page()
    rows = made.tables["applications"]
    row_of(made, "applications", "（二）部分公开").pop(-2)
    row_of(made, "applications", "（二）部分公开").append(C(""))
    rows.remove(row_of(made, "applications", "（七）总计"))
    next(cell for row in rows for cell in row if cell.text.startswith("三、")).rows -= 1
    report = read(made)
    assert states(report, "partly_granted") == {State.UNREADABLE}
    assert states(report, "granted") == {State.NUMBER}


@pytest.mark.parametrize("sign", ["—", "/", "12 3"])
def test_signs_and_figures_in_doubt_hide_no_line_of_reviews_that_was_filled_up(sign: str) -> None:
    made = page()
    row = made.tables["review_litigation"][-1]
    row[11].text = sign
    row.pop(2)
    row.append(C(""))
    assert State.NUMBER not in states(read(made), "review")


def test_a_suit_of_a_cell_less_at_the_end_of_a_line_filled_up_is_in_doubt() -> None:
    made = page()
    row = made.tables["review_litigation"][-1]
    row.pop(12)
    row.append(C(""))
    found = read(made)
    assert states(found, "litigation_after_review") == {State.UNREADABLE}
    assert states(found, "litigation_direct") == {State.NUMBER}


def test_a_filled_up_row_of_a_table_that_prints_the_total_first_is_in_doubt() -> None:
    made = page()
    rows = made.tables["applications"]
    rows[1] = [rows[1][2], rows[1][0], rows[1][1]]
    for row in rows[3:]:
        row[-7:] = [row[-1], *row[-7:-1]]
    row = row_of(made, "applications", "（二）部分公开")
    row.pop(-5)
    row.append(C(""))
    report = read(made)
    assert states(report, "partly_granted") == {State.UNREADABLE}
    assert states(report, "granted") == {State.NUMBER}


def test_figures_beside_the_label_of_a_group_alone_may_be_of_the_row_that_is_missing() -> None:
    made = page()
    row_of(made, "applications", "（五）不予处理")[-8].text = ""
    report = read(made)
    assert states(report, "rejected_petition") == {State.UNREADABLE}
