"""Figures of applications under other columns than their own, as only their sums show."""

from __future__ import annotations

import pytest

from parsers import Hints, parse
from parsers.model import Cell, State
from tests.parsers.report_page import C, Page, page

APPLICATIONS = "applications"


def read(made: Page) -> dict[str, Cell]:
    (report,) = parse(made.html().encode(), Hints(name="report.html"))
    return {cell.key: cell for cell in report.cells if cell.table == APPLICATIONS}


def with_column(head: str, texts: str) -> Page:
    """A report with a column more behind its totals; `texts` holds {} for the number of the row."""
    made = page()
    rows = made.tables[APPLICATIONS]
    rows[0].append(C(head, 1, 3))
    for number, row in enumerate(rows[3:], 1):
        row.append(C(texts.format(number)))
    return made


@pytest.mark.parametrize("taken", [False, True])
@pytest.mark.parametrize(("head", "texts"), [("备注", ""), ("同比增减", "-{}.5%")])
def test_a_row_of_another_length_beside_a_column_of_others_is_in_doubt(
    head: str, texts: str, taken: bool
) -> None:
    made = with_column(head, texts)
    row = made.tables[APPLICATIONS][5]
    assert row[1].text == "（一）予以公开"
    if taken:
        del row[3]
    else:
        row.insert(3, C(""))
    for key, cell in read(made).items():
        wanted = State.UNREADABLE if ".granted." in key else State.NUMBER
        assert (cell.state, cell.raw if wanted is State.NUMBER else "") == (
            wanted,
            made.figures[key] if wanted is State.NUMBER else "",
        )


@pytest.mark.parametrize("unit", ["", "件"])
def test_rows_that_leave_out_a_blank_remark_are_read(unit: str) -> None:
    made = with_column("备注", "")
    for row in made.tables[APPLICATIONS][5:20]:
        row.pop()
    for row in made.tables[APPLICATIONS][3:]:
        for cell in row:
            cell.text += unit if cell.text.isdigit() else ""
    assert {key: (cell.state, cell.value) for key, cell in read(made).items()} == {
        key: (State.NUMBER, int(raw)) for key, raw in made.figures.items() if key.startswith(APPLICATIONS)
    }


def test_a_figure_behind_the_header_puts_its_own_row_in_doubt() -> None:
    """All rows have a blank cell behind their totals, as on a sheet; in one of them a figure stands there."""
    made = page()
    rows = made.tables[APPLICATIONS]
    for number, row in enumerate(rows[3:], 1):
        row.append(C("71" if number == 3 else ""))
    found = read(made)
    doubtful = {key.split(".")[1] for key, cell in found.items() if cell.state is State.UNREADABLE}
    assert doubtful == {"granted"}
    assert {cell.state for key, cell in found.items() if ".granted." not in key} == {State.NUMBER}


def test_figures_of_which_another_than_that_under_the_total_is_the_sum_are_in_doubt() -> None:
    """总计 stands second in the header, and the sums stand last."""
    made = page()
    rows = made.tables[APPLICATIONS]
    rows[1].insert(1, rows[1].pop())
    assert [cell.text for cell in rows[1]] == ["自然人", "总计", "法人或其他组织"]
    assert {cell.state for cell in read(made).values()} == {State.UNREADABLE}


def test_labels_that_moved_up_in_place_of_one_that_is_lost_are_in_doubt() -> None:
    """The blank cell is left at the end of the group, not where the label is lost."""
    made = page()
    heads = made.tables[APPLICATIONS][2]
    del heads[1]
    heads.append(C(""))
    assert {cell.state for cell in read(made).values()} == {State.UNREADABLE}


def test_a_row_with_the_label_of_another_among_its_figures_is_in_doubt() -> None:
    """As where cells fill a grid one after the other, and one of them is missing."""
    made = page()
    row = made.tables[APPLICATIONS][5]
    del row[3]
    row.append(C("2.其他法律行政法规禁止公开"))
    found = read(made)
    assert {cell.state for key, cell in found.items() if ".granted." in key} == {State.UNREADABLE}


def test_a_total_of_the_last_year_is_not_taken_for_that_of_this() -> None:
    made = page()
    rows = made.tables[APPLICATIONS]
    rows[1].pop()
    rows[0].append(C("上年总计", 1, 3))
    for number, row in enumerate(rows[3:], 1):
        row[-1].text = str(700 + number)
    found = read(made)
    assert [key for key, cell in found.items() if key.endswith(".total") and cell.value is not None] == []
    others = {key: cell for key, cell in found.items() if not key.endswith(".total")}
    assert others and {cell.state for cell in others.values()} <= {State.NUMBER, State.UNREADABLE}
    assert all(cell.raw == made.figures[key] for key, cell in others.items() if cell.state is State.NUMBER)
