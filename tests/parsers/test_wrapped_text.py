"""Text copied from a PDF: what a narrow cell broke off its figure belongs to it, anything else is in doubt."""

from __future__ import annotations

import pytest

from parsers import Hints, parse
from parsers.model import Cell
from tests.parsers.report_page import Page, page

ROW = "二、上年结转政府信息公开申请数量"


def read(made: Page, row: list[str]) -> dict[str, Cell]:
    """The figures of carried_in, where the lines of its row are these."""
    lines = [made.title, "一、总体情况", *made.prose, "二、主动公开政府信息情况"]
    for key, heading in (
        ("proactive_disclosure", "三、收到和处理政府信息公开申请情况"),
        ("applications", "四、政府信息公开行政复议、行政诉讼情况"),
        ("review_litigation", "五、存在的主要问题及改进情况"),
    ):
        for cells in made.tables[key]:
            line = " ".join(cell.text for cell in cells if cell.text)
            lines += row if line.startswith(ROW) else [line]
        lines.append(heading)
    report = parse("\n".join(lines).encode(), Hints(name="report.txt"))[0]
    assert {cell.key: cell.raw for cell in report.cells if cell.item != "carried_in"} == {
        key: raw for key, raw in made.figures.items() if ".carried_in." not in key
    }
    return {cell.column: cell for cell in report.cells if cell.item == "carried_in"}


def values(made: Page, row: list[str]) -> list[object]:
    return [cell.value for cell in read(made, row).values()]


def test_a_unit_alone_in_its_line_is_that_of_the_figure_before_it() -> None:
    found = read(page(), [ROW, "41", "件", "23 9件 8", "6", "件", "3 90"])
    assert [cell.value for cell in found.values()] == [41, 23, 9, 8, 6, 3, 90]
    assert found["natural_person"].raw == "41件"


def test_a_sign_that_is_no_unit_elsewhere_is_none_here() -> None:
    assert values(page(), [ROW, "41", "部", "23 9件 8 6 3 90"]) == [None] * 7


def test_a_note_broken_over_lines_ends_the_figure_it_stands_behind() -> None:
    found = read(page(), [ROW, "41（含网上申请", "12件）", "23 9 8 6 3 90"])
    assert [cell.value for cell in found.values()] == [41, 23, 9, 8, 6, 3, 90]
    assert found["natural_person"].note == "（含网上申请12件）"


def test_a_note_that_never_ends_leaves_its_row_in_doubt() -> None:
    assert values(page(), [ROW, "41（含网上申请", "12件", "23 9 8 6 3 90"]) == [None] * 7


def test_a_row_with_a_unit_and_a_figure_too_few_stays_in_doubt() -> None:
    assert values(page(), [ROW, "41", "件", "23 9件 8 6 90"]) == [None] * 7


def test_a_note_whole_in_its_line_belongs_to_its_figure() -> None:
    found = read(page(), [ROW, "41（含网上申请12件）", "23", "9", "8", "6", "3", "90"])
    assert [cell.value for cell in found.values()] == [41, 23, 9, 8, 6, 3, 90]
    assert found["natural_person"].note == "（含网上申请12件）"


def test_decimals_torn_off_their_figure_are_not_lost() -> None:
    made = page()
    amount = made.figures["proactive_disclosure.fees.amount"]
    for torn in (" .81", "\n.81"):
        lines = [" ".join(cell.text for cell in row) for row in made.tables["proactive_disclosure"]]
        assert f"行政事业性收费 {amount}" in lines
        lines = [line.replace(amount, f"710{torn}") for line in lines]
        text = "\n".join([made.title, "二、主动公开政府信息情况", *lines])
        [report] = parse(text.encode(), Hints(name="report.txt"))
        fees = next(cell for cell in report.cells if cell.key == "proactive_disclosure.fees.amount")
        assert (fees.value, fees.raw.split()) == (None, ["710", ".81"])


@pytest.mark.parametrize("sign", ["—", "/", "无"])
def test_signs_run_together_with_a_label_are_no_blank_cells(sign: str) -> None:
    for row in (f"{ROW}{sign * 7}", f"{ROW}{sign * 7}三、本年度办理结果"):
        found = read(page(), [row])
        assert {str(cell.state) for cell in found.values()} == {"unreadable"}


@pytest.mark.parametrize("between", [" ", "\n"])
def test_a_table_that_stands_twice_with_different_figures_is_in_doubt(between: str) -> None:
    """As where a page's text is taken with what its style sheet hides."""
    made = page()
    table = [[cell.text for cell in row if cell.text] for row in made.tables["applications"]]
    other = [[f"{text}7" if text.isdecimal() else text for text in row] for row in table]
    lines = [made.title, "三、收到和处理政府信息公开申请情况"]
    lines += [between.join(row) for copy in (other, table) for row in copy]
    [report] = parse("\n".join(lines).encode(), Hints(name="report.txt"))
    assert not [cell.key for cell in report.cells if cell.value is not None]
    lines[2 : 2 + len(other)] = [between.join(row) for row in table]
    [report] = parse("\n".join(lines).encode(), Hints(name="report.txt"))
    assert {cell.key: cell.raw for cell in report.cells if cell.value is not None} == {
        key: raw for key, raw in made.figures.items() if key.startswith("applications.")
    }
