"""The unit that words beside figures name, and columns that say the same but for a year or a level."""

from __future__ import annotations

import pytest

from parsers import Hints, parse
from parsers.model import Cell, State
from tests.parsers.report_page import C, Page, page, table_html

LICENSING, FEES = 5, 12  # header rows of these blocks


def cell_of(made: Page, item: str, before: str = "", within: str = "") -> Cell:
    table = table_html(made.tables["proactive_disclosure"]).replace("<tr>", f"{within}<tr>", 1)
    shown = {"proactive_disclosure": before + table}
    (report,) = parse(made.html(shown).encode(), Hints(name="x.html"))
    return next(cell for cell in report.cells if cell.item == item)


@pytest.mark.parametrize(
    ("header", "label", "before", "value"),
    [
        ("本年处理决定数量（万件）", "行政许可", "", "80000"),
        ("本年处理决定数量（单位：件）", "行政许可", "", "8"),
        ("本年处理决定数量", "行政许可（万件）", "", "80000"),
        ("本年处理决定数量（千件）", "行政许可", "", ""),
        ("本年处理决定数量（千件）", "行政许可（万件）", "", ""),
        ("本年处理决定数量", "行政许可", "<p>单位：万件</p>", ""),
        ("本年处理决定数量", "行政许可", "<p>（单位：件、万元）</p>", "8"),
        ("本年处理决定数量", "行政许可", "<p>填报单位：青溪县水利局</p>", "8"),
    ],
)
def test_counts_in_larger_units(header: str, label: str, before: str, value: str) -> None:
    made = page()
    rows = made.tables["proactive_disclosure"]
    rows[LICENSING][1].text, rows[LICENSING + 1][0].text, rows[LICENSING + 1][1].text = header, label, "8"
    cell = cell_of(made, "licensing", before)
    assert (str(cell.value) if value else cell.state) == (value or State.UNREADABLE)


@pytest.mark.parametrize(
    ("unit", "value"),
    [("元", "712.187895"), ("（元）", "712.187895"), ("万元", "7121878.95"), ("千元", "712187.895")],
)
def test_a_column_of_units_names_that_of_each_figure(unit: str, value: str) -> None:
    made = page()
    listed = [
        ("规章", "本年制发件数", "2", "件"),
        ("规章", "本年废止件数", "1", "件"),
        ("行政许可", "本年处理决定数量", "8361", "件"),
    ]
    rows = [[C("项目"), C("指标"), C("数量"), C("单位")]]
    rows += [
        [C(text) for text in line]
        for line in [*listed, ("行政事业性收费", "本年收费金额", "7121878.95", unit)]
    ]
    (report,) = parse(made.html({"proactive_disclosure": table_html(rows)}).encode(), Hints(name="x.html"))
    cells = {cell.item: cell for cell in report.cells if cell.table == "proactive_disclosure"}
    assert str(cells["fees"].value) == value
    assert cells["licensing"].value == 8361


def test_the_caption_of_a_table_names_a_unit() -> None:
    assert cell_of(page(), "licensing", within="<caption>表一（单位：件、万元）</caption>").value == 8361
    assert cell_of(page(), "licensing", within="<caption>单位：万件</caption>").state is State.UNREADABLE


@pytest.mark.parametrize(
    ("header", "label", "before", "value"),
    [
        ("本年收费金额", "行政事业性收费（元）", "", "712.1878"),
        ("本年收费金额（单位：万元）", "行政事业性收费（元）", "", ""),
        ("本年收费金额（万元/元）", "行政事业性收费", "", ""),
        ("本年收费金额（单位：万美元）", "行政事业性收费", "", ""),
        ("本年收费金额", "行政事业性收费", "<p>单位：元</p><p>统计表</p>", "712.1878"),
        ("本年收费金额（单位：万元）", "行政事业性收费", "<p>（金额单位：元）</p>", ""),
        ("本年收费金额", "行政事业性收费", "<p>单位：件、元</p>", "712.1878"),
    ],
)
def test_amounts_in_units_named_beside_them(header: str, label: str, before: str, value: str) -> None:
    made = page()
    rows = made.tables["proactive_disclosure"]
    rows[FEES][1].text, rows[FEES + 1][0].text, rows[FEES + 1][1].text = header, label, "7121878"
    cell = cell_of(made, "fees", before)
    assert (str(cell.value) if value else cell.state) == (value or State.UNREADABLE)


def test_a_caption_within_the_table_names_the_unit() -> None:
    made = page()
    rows = made.tables["proactive_disclosure"]
    rows[FEES][1].text, rows[FEES + 1][1].text = "本年收费金额", "7121878"
    rows.insert(0, [C("单位：件、元", 4)])
    assert str(cell_of(made, "fees").value) == "712.1878"


def with_columns(*labels: str) -> Page:
    """A report whose decisions stand in the second of several columns."""
    made = page()
    rows = made.tables["proactive_disclosure"]
    rows[LICENSING][1:] = [C(label) for label in labels]
    rows[LICENSING + 1][1:] = [C(figure) for figure in ("8392", "8361", "17")[: len(labels)]]
    return made


@pytest.mark.parametrize(
    "labels", [("2022年处理决定数量", "2023年处理决定数量"), ("上年", "本年处理决定数量")]
)
def test_of_two_years_the_newest_is_read(labels: tuple[str, ...]) -> None:
    assert cell_of(with_columns(*labels, "增减"), "licensing").value == 8361


def test_of_two_columns_as_like_the_forms_neither_is_believed() -> None:
    cell = cell_of(with_columns("县级处理决定数量", "乡级处理决定数量", "备注"), "licensing")
    assert cell.state is State.UNREADABLE
