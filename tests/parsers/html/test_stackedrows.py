"""Rows printed in one, and figures of a row in one cell: taken apart where that is possible in one way only."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import pytest

from parsers import Hints, parse
from parsers.document import GridCell, Table
from parsers.model import State, Value
from parsers.readers.html.stackedrows import unstacked
from tests.parsers.report_page import C, Page, Rows, page

Found = dict[str, tuple[State, Value]]


def read(html: str) -> Found:
    (report,) = parse(html.encode(), Hints(name="report.html"))
    return {cell.key: (cell.state, cell.value) for cell in report.cells}


@pytest.fixture
def plain() -> Found:
    return read(page().html())


def stack(rows: Rows, join: str = "<br>", figures: int = 7) -> list[C]:
    """The rows as one: their labels in one cell, and each column of figures."""
    width = sum(cell.columns for cell in rows[0]) - figures
    labels = join.join(escape(row[-figures - 1].text) for row in rows)
    columns = [join.join(row[at - figures].text for row in rows) for at in range(figures)]
    return [C(labels, width, raw=True), *[C(text, raw=True) for text in columns]]


def first_two(made: Page, join: str = "<br>") -> None:
    rows = made.tables["applications"]
    rows[3:5] = [stack(rows[3:5], join)]


def every_row(made: Page) -> None:
    rows = made.tables["applications"]
    rows[3:] = [[C(stack(rows[3:])[0].text, 3, raw=True), *stack(rows[3:])[1:]]]


def within_a_group(made: Page) -> None:
    rows = made.tables["applications"]
    at = next(at for at, row in enumerate(rows) if row[0].text == "（五）不予处理")
    inner = [row[-8:] for row in rows[at : at + 5]]
    rows[at : at + 5] = [[C("（五）不予处理"), *stack(inner)]]
    next(cell for row in rows for cell in row if cell.text == "三、本年度办理结果").rows -= 4


def seven_in_one_cell(made: Page) -> None:
    for row in made.tables["applications"][3:]:
        row[-7:] = [C("&nbsp; ".join(cell.text for cell in row[-7:]), 7, raw=True)]


def five_in_one_cell(made: Page) -> None:
    row = made.tables["review_litigation"][3]
    row[:] = [C("\n".join(cell.text for cell in row[at : at + 5]), 5) for at in (0, 5, 10)]


@pytest.mark.parametrize(
    "change",
    [
        first_two,
        lambda made: first_two(made, "<div>"),
        every_row,
        within_a_group,
        seven_in_one_cell,
        five_in_one_cell,
    ],
)
def test_what_can_be_told_apart_is_read(change: Callable[[Page], None], plain: Found) -> None:
    made = page()
    change(made)
    assert read(made.html()) == plain


def test_a_line_too_few_leaves_its_column_in_doubt(plain: Found) -> None:
    made = page()
    first_two(made)
    row = made.tables["applications"][3]
    row[3].text = row[3].text.split("<br>")[1]
    found = read(made.html())
    doubtful = {f"applications.{item}.research" for item in ("new_received", "carried_in")}
    assert {key for key in plain if found.get(key) != plain[key]} == doubtful
    assert {found[key][0] for key in doubtful} == {State.UNREADABLE}


@pytest.mark.parametrize(
    ("figures", "penalties", "coercion"),
    [
        ("727<br>39", (State.NUMBER, 727), (State.NUMBER, 39)),
        ("727", (State.UNREADABLE, None), (State.UNREADABLE, None)),
        ("7<br>2<br>7", (State.UNREADABLE, None), (State.UNREADABLE, None)),
        ("&nbsp;", (State.BLANK, None), (State.BLANK, None)),
    ],
)
def test_two_labels_in_one_cell(
    figures: str, penalties: tuple[State, Value], coercion: tuple[State, Value]
) -> None:
    made = page()
    rows = made.tables["proactive_disclosure"]
    rows[9:11] = [[C("行政处罚<br>行政强制", raw=True), C(figures, 3, raw=True)]]
    found = read(made.html())
    assert found["proactive_disclosure.penalties.decisions"] == penalties
    assert found["proactive_disclosure.coercion.decisions"] == coercion


@pytest.mark.parametrize("figure", ["8 361 222", "8361 12 7", "83<br>61"])
def test_parts_of_one_figure_are_not_taken_for_several(figure: str) -> None:
    made = page()
    (cell,) = (one for row in made.tables["proactive_disclosure"] for one in row if one.text == "8361")
    cell.text, cell.raw = figure, True
    assert read(made.html())["proactive_disclosure.licensing.decisions"] == (State.UNREADABLE, None)


@pytest.mark.parametrize(("join", "state"), [(" ", State.NUMBER), ("<br>", State.UNREADABLE)])
def test_two_figures_on_lines_of_a_merged_cell_may_be_one(join: str, state: State, plain: Found) -> None:
    made = page()
    row = made.tables["applications"][3]
    row[-7:-5] = [C(join.join(cell.text for cell in row[-7:-5]), 2, raw=True)]
    found = read(made.html())
    wanted = {key for key in plain if found[key] == plain[key]}
    keys = [f"applications.new_received.{column}" for column in ("natural_person", "business")]
    assert [found[key][0] for key in keys] == [state, state]
    assert wanted == set(plain) - (set(keys) if state is State.UNREADABLE else set())


def test_cells_beside_grow_with_the_rows() -> None:
    table = Table(
        (
            GridCell(0, 0, "甲", row_span=2),
            GridCell(0, 1, "规章\n行政规范性文件"),
            GridCell(0, 2, "3\n15"),
            GridCell(1, 1, "行政许可"),
            GridCell(1, 2, "48"),
        )
    )
    assert [(cell.row, cell.column, cell.row_span, cell.text) for cell in unstacked(table).cells] == [
        (0, 0, 3, "甲"),
        (0, 1, 1, "规章"),
        (0, 2, 1, "3"),
        (1, 1, 1, "行政规范性文件"),
        (1, 2, 1, "15"),
        (2, 1, 1, "行政许可"),
        (2, 2, 1, "48"),
    ]
    whole = Table((GridCell(0, 0, "规章"), GridCell(0, 1, "3")))
    assert unstacked(whole) is whole
