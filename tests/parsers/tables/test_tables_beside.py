"""Official tables in one grid, as on a sheet: beside each other, one on its side below the others."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from parsers import Hints, parse
from parsers.document import GridCell, Table
from parsers.model import State, Status
from parsers.tables import read
from tests.parsers.report_page import LEAF_LABELS, C, Page, Rows, page

SECTION, APPLICATIONS, REVIEW = "proactive_disclosure", "applications", "review_litigation"


def placed(rows: Rows, top: int, left: int) -> tuple[list[GridCell], int]:
    """The cells of a table that begins at a place of a grid, and the row below it."""
    cells: list[GridCell] = []
    taken: set[tuple[int, int]] = set()
    for y, row in enumerate(rows):
        x = 0
        for cell in row:
            while (y, x) in taken:
                x += 1
            taken |= {(y + down, x + along) for down in range(cell.rows) for along in range(cell.columns)}
            cells.append(GridCell(top + y, left + x, cell.text, column_span=cell.columns, row_span=cell.rows))
    return cells, top + len(rows)


def grid(*parts: Sequence[GridCell]) -> Table:
    return Table(tuple(sorted((cell for part in parts for cell in part), key=lambda c: (c.row, c.column))))


def read_of(table: Table) -> dict[str, str]:
    return {cell.key: cell.raw for cell in read([table]).cells.values()}


@pytest.mark.parametrize("gap", [0, 1])
def test_two_tables_beside_each_other_and_a_third_below(gap: int) -> None:
    made = page()
    left, end = placed(made.tables[SECTION], 0, 0)
    right, below = placed(made.tables[APPLICATIONS], 0, 4 + gap)
    third, _ = placed(made.tables[REVIEW], max(end, below), 0)
    assert read_of(grid(left, right, third)) == made.figures


def on_its_side(made: Page) -> Rows:
    figures = made.tables[REVIEW][-1]
    heads = ["", "行政复议", "未经复议直接起诉", "复议后起诉"]
    return [
        [C(head) for head in heads],
        *[[C(leaf), *figures[at::5]] for at, leaf in enumerate(LEAF_LABELS)],
    ]


def test_a_table_on_its_side_below_the_others() -> None:
    made = page()
    first, end = placed(made.tables[SECTION], 0, 0)
    second, below = placed(made.tables[APPLICATIONS], end, 0)
    title = [GridCell(below, 0, "四、政府信息公开行政复议、行政诉讼情况")]
    third, end = placed(on_its_side(made), below + 1, 0)
    last = [GridCell(end, 0, "五、存在的主要问题及改进情况")]
    assert read_of(grid(first, second, title, third, last)) == made.figures


def years_beside(made: Page, names: Sequence[str], at: int) -> Table:
    """The table of applications with a group of columns for each name, the figures of `made` in one of them.

    The last applicants of the years have the same figures in one row, by chance.
    """
    rows = made.tables[APPLICATIONS]
    rows[0] = [rows[0][0], *(C(name, 7) for name in names)]
    for number in (1, 2):
        rows[number] = [C(cell.text, cell.columns, cell.rows) for _ in names for cell in rows[number]]
    for number, row in enumerate(rows[3:], 1):
        own = row[-7:]
        groups = [own if other == at else raised(own, number + other) for other in range(len(names))]
        row[-7:] = [cell for group in groups for cell in group]
    return grid(placed(rows, 0, 0)[0])


def raised(cells: Sequence[C], by: int) -> list[C]:
    return [C(str(int(cell.text) * 2 + by)) for cell in cells]


@pytest.mark.parametrize(
    ("names", "at"),
    [
        (["2022年", "2023年"], 1),
        (["2023年度", "2022年度"], 0),
        (["2021 年", "2022 年", "2023 年"], 2),
        (["本年", "上年"], 0),
        (["2022年", "本年"], 1),
    ],
)
def test_columns_of_the_newest_year_are_read(names: list[str], at: int) -> None:
    made = page()
    figures = read([years_beside(made, names, at)])
    expected = {key: raw for key, raw in made.figures.items() if key.startswith(APPLICATIONS)}
    assert {cell.key: cell.raw for cell in figures.cells.values()} == expected
    assert [issue.code for issue in figures.issues] == ["other_year"]


@pytest.mark.parametrize("names", [["县水利局本级", "县河道管理所"], ["一季度", "二季度"]])
def test_columns_of_several_bodies_are_in_doubt(names: list[str]) -> None:
    """Though two of the figures that might be meant are the same: 8 and 8 of 结转, by chance."""
    figures = read([years_beside(page(), names, 0)])
    assert {cell.state for cell in figures.cells.values()} == {State.UNREADABLE}
    figures = read([years_beside(page(), names, 1)])
    assert {cell.state for cell in figures.cells.values()} == {State.UNREADABLE}


@pytest.mark.parametrize("form", ["2021", "2019"])
@pytest.mark.parametrize(
    "heads", [("本年", "上年"), ("上年", "本年"), ("2023年", "2022年"), ("2022年度", "2023年度")]
)
def test_columns_of_this_year_and_the_last_by_turns(heads: tuple[str, str], form: str) -> None:
    made = page(form)
    rows = made.tables["applications"]
    rows[0][0].rows += 1
    rows[0][1].columns = 14
    for cell in rows[1]:
        cell.columns *= 2
    for cell in rows[2]:
        cell.columns = 2
    first = heads[0] in ("本年", "2023年")
    for row in rows[3:]:
        labels, figures = row[:-7], row[-7:]
        beside = [C(str(1000 + 3 * at)) for at in range(7)]
        pairs = zip(figures, beside, strict=True) if first else zip(beside, figures, strict=True)
        row[:] = [*labels, *(cell for pair in pairs for cell in pair)]
    rows.insert(3, [C(head) for _ in range(7) for head in heads])
    (report,) = parse(made.html().encode(), Hints(name="x.html"))
    assert {cell.key: cell.raw for cell in report.cells} == made.figures
    assert "other_year" in {issue.code for issue in report.issues}


@pytest.mark.parametrize("heads", [("本年", "上年"), ("2022年", "2023年")])
def test_totals_of_this_year_and_the_last(heads: tuple[str, str]) -> None:
    made = page()
    rows = made.tables["applications"]
    rows[0][1].columns = 8
    rows[1][2].rows, rows[1][2].columns = 1, 2
    rows[2] += [C(head) for head in heads]
    for number, row in enumerate(rows[3:], 1):
        row.insert(len(row) if heads[0] == "本年" else -1, C(str(700 + number)))
    (report,) = parse(made.html().encode(), Hints(name="x.html"))
    assert {cell.key: cell.raw for cell in report.cells} == made.figures


def test_totals_of_two_years_under_a_header_without_its_spans_are_not_read_and_told_as_missing() -> None:
    made = page()
    rows = made.tables["applications"]
    rows[0] = [C("项目"), C("申请人情况")]
    rows[1] = [C("自然人"), C("法人或其他组织"), C("总计")]
    rows[2] += [C("本年"), C("上年")]
    for number, row in enumerate(rows[3:], 1):
        row.append(C(str(700 + number)))
    lines = ["\t".join(cell.text for cell in row) for row in rows]
    html = made.html({"applications": f"<pre>{chr(10).join(lines)}</pre>"})
    (report,) = parse(html.encode(), Hints(name="x.html"))
    assert report.status is Status.PARTIAL and "收到和处理政府信息公开申请" in report.reason
    assert {cell.key: cell.raw for cell in report.cells} == {
        key: raw for key, raw in made.figures.items() if not key.startswith("applications.")
    }


def test_figures_that_look_like_years_are_no_heads_of_columns() -> None:
    made = page()
    row = made.tables["applications"][4]
    row[2].text, row[3].text = "2019", "2021"
    (report,) = parse(made.html().encode(), Hints(name="x.html"))
    found = {cell.key: cell.raw for cell in report.cells}
    assert found["applications.carried_in.business"] == "2019"
    assert found["applications.carried_in.research"] == "2021"
    assert len(found) == len(made.figures)


def test_columns_by_turns_of_which_one_head_differs_are_in_doubt() -> None:
    made = page()
    rows = made.tables["applications"]
    rows[0][0].rows += 1
    rows[0][1].columns = 14
    for cell in [*rows[1], *rows[2]]:
        cell.columns *= 2
    for row in rows[3:]:
        row[-7:] = [cell for at, figure in enumerate(row[-7:]) for cell in (figure, C(str(1000 + 3 * at)))]
    heads = [C(head) for _ in range(7) for head in ("本年", "上年")]
    heads[4].text, heads[5].text = heads[5].text, heads[4].text
    rows.insert(3, heads)
    (report,) = parse(made.html().encode(), Hints(name="x.html"))
    numbers = [cell for cell in report.cells if cell.table == "applications" and cell.state is State.NUMBER]
    assert not [cell.key for cell in numbers if cell.raw != made.figures[cell.key]]
