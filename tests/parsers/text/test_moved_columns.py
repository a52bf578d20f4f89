"""Text without cells whose headers are not those of the form: sums before their parts, another unit."""

from __future__ import annotations

import pytest

from parsers import Hints, parse
from parsers.model import Cell, State
from tests.parsers.report_page import Page, page

HEADINGS = {
    "proactive_disclosure": "二、主动公开政府信息情况",
    "applications": "三、收到和处理政府信息公开申请情况",
    "review_litigation": "四、政府信息公开行政复议、行政诉讼情况",
}


def read(made: Page) -> dict[str, Cell]:
    """The figures of a report whose cells a program has written beside each other, with blanks between."""
    lines = [made.title, "一、总体情况", *made.prose]
    for key, heading in HEADINGS.items():
        lines += [
            heading,
            *[" ".join(cell.text for cell in row if cell.text) for row in made.tables[key]],
        ]
    lines.append("五、存在的主要问题及改进情况")
    (report,) = parse("\n".join(lines).encode(), Hints(name="report.txt"))
    return {cell.key: cell for cell in report.cells}


def with_totals_at(made: Page, place: int) -> Page:
    rows = made.tables["applications"]
    for row in rows[3:]:
        row.insert(len(row) - 7 + place, row.pop())
    if place == 0:
        rows[1].insert(0, rows[1].pop())
    return made


@pytest.mark.parametrize("place", [0, 1])
def test_sums_before_their_parts_are_the_totals(place: int) -> None:
    """The program writes 总计 before 商业企业 in any case; where it stands, the figures tell."""
    made = page()
    found = read(with_totals_at(made, place))
    assert {key: cell.raw for key, cell in found.items()} == made.figures


def test_rows_of_one_figure_and_its_sum_are_read_as_the_header_says() -> None:
    made = page()
    for row in made.tables["applications"][3:]:
        for cell in row[-6:-1]:
            cell.text = "0"
        row[-1].text = row[-7].text
    found = read(with_totals_at(made, 0))
    row = {cell.column: cell.raw for cell in found.values() if cell.item == "granted"}
    whole = made.figures["applications.granted.natural_person"]
    assert row == {"natural_person": whole, "total": whole} | dict.fromkeys(list(row)[1:6], "0")


@pytest.mark.parametrize(("sign", "rows"), [("/", 23), ("0", 3)])
def test_sums_before_their_parts_beside_signs_for_none_and_in_few_rows(sign: str, rows: int) -> None:
    """The header names 总计 first, some rows fit it, and none that their last figure were the sum."""
    made = page()
    for at, row in enumerate(made.tables["applications"][3:]):
        figures = [27 + at, 3, 0, 0, 41, 6, 77 + at] if at < rows else [0] * 7
        for cell, figure in zip(row[-7:], figures, strict=True):
            cell.text = str(figure) if figure else sign
    found = read(with_totals_at(made, 0))
    row = {cell.column: cell.raw for cell in found.values() if cell.item == "granted"}
    assert list(row.values()) == ["29", "3", sign, sign, "41", "6", "79"]


def test_a_row_with_a_figure_missing_stays_in_doubt_beside_moved_totals() -> None:
    made = with_totals_at(page(), 0)
    made.tables["applications"][4].pop()
    found = read(made)
    states = {key: cell.state for key, cell in found.items() if cell.item == "carried_in"}
    assert set(states.values()) == {State.UNREADABLE}


@pytest.mark.parametrize(
    ("unit", "printed", "value"), [("（单位：元）", "1234500", "123.45"), ("（千元）", "1234.5", "123.45")]
)
def test_the_unit_behind_the_name_of_an_amount_is_applied(unit: str, printed: str, value: str) -> None:
    made = page()
    for row in made.tables["proactive_disclosure"]:
        for cell in row:
            if "本年收费金额" in cell.text:
                cell.text = "本年收费金额" + unit
    made.tables["proactive_disclosure"][-1][-1].text = printed
    assert str(read(made)["proactive_disclosure.fees.amount"].value) == value
