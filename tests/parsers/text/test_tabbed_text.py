"""Text with tabs in four layouts, of tables bent in every way: whole, or flagged; never a wrong figure."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from parsers import Hints, parse
from parsers.document import Paragraph, Table
from parsers.model import State
from parsers.readers import html
from tests.parsers.report_page import COLUMNS, C, Page, page
from tests.parsers.tables.test_doubtful_tables import row_of
from tests.parsers.tables.test_other_defects import WHOLE as OTHERS
from tests.parsers.tables.test_table_variants import WHOLE as KNOWN


def of_grid(table: Table) -> list[str]:
    """Every place of the grid, as copied from a spreadsheet; a merged cell fills its first."""
    grid = [["" for _ in range(table.width)] for _ in range(table.height)]
    for cell in table.cells:
        grid[cell.row][cell.column] = " ".join(cell.text.split())
    return ["\t".join(row) for row in grid]


def repeated(table: Table) -> list[str]:
    """Every place of the grid, merged cells repeated in each place."""
    return ["\t".join(" ".join(cell.text.split()) if cell else "" for cell in row) for row in table.grid()]


def trimmed(table: Table) -> list[str]:
    return [line.rstrip("\t") for line in of_grid(table)]


def of_cells(table: Table) -> list[str]:
    """The cells of each row and nothing for what covers it."""
    return ["\t".join(" ".join(cell.text.split()) for cell in row) for row in table.rows()]


def as_text(page: str, layout: Callable[[Table], list[str]]) -> str:
    lines: list[str] = []
    for block in html.read(page.encode(), Hints()).blocks:
        if isinstance(block, Paragraph):
            lines += [block.text, ""]
        elif isinstance(block, Table):
            lines += [*layout(block), ""]
    return "\n".join(lines)


# Flagged, because a layout takes away what tells: the labels of rows, where a span that drifts begins, the
# blanks of lines that belong together, the difference between a label and its group, or whether a word stands
# before the first column or in it; nor, where nothing tells what a header covers, which column is one too many.
FLAGGED = {
    ("as_a_list", "of_cells"),
    ("cut_side_by_side", "trimmed"),
    ("drifting_spans", "of_grid"),
    ("drifting_spans", "trimmed"),
    ("drifting_spans", "repeated"),
    ("row_label_lost", "repeated"),
    ("review_in_two", "repeated"),
    ("header_again", "repeated"),
    ("sum_of_reviews", "repeated"),
    ("label_cell_first_in_review", "of_cells"),
    ("column_of_codes", "of_cells"),
    ("column_of_units_and_a_blank_one", "of_cells"),
}


@pytest.mark.parametrize("layout", [of_grid, repeated, trimmed, of_cells], ids=lambda layout: layout.__name__)
@pytest.mark.parametrize("change", [*KNOWN, *OTHERS], ids=lambda change: change.__name__)
def test_tables_with_tabs(change: Callable[[Page], str | None], layout: Callable[[Table], list[str]]) -> None:
    made = page()
    text = as_text(change(made) or made.html(), layout)
    (report,) = parse(text.encode(), Hints(name="report.txt"))
    found = {cell.key: cell for cell in report.cells if cell.state is not State.ABSENT}
    wrong = {
        key: cell.raw
        for key, cell in found.items()
        if cell.state is not State.UNREADABLE and cell.raw.split() != made.figures.get(key, "").split()
    }
    assert not wrong
    whole = set(made.figures) == {key for key, cell in found.items() if cell.state is not State.UNREADABLE}
    assert whole == ((change.__name__, layout.__name__) not in FLAGGED)
    unreadable = any(cell.state is State.UNREADABLE for cell in found.values())
    assert whole or unreadable or report.issues or report.reason


@pytest.mark.parametrize(
    "text",
    [
        "自然人\t商业企业\n"
        + "一、本年新收政府信息公开申请数量\t1\t2\t3\t4\t5\t6\t7\t8\n" * 3000
        + "\t" * 90_000,
        ("一、本年新收政府信息公开申请数量" + "\t1" * 55 + "\n") * 3000,
        ("规章" + "\t本年制发件数\t5" * 6 + "\n") * 3000,
    ],
    ids=["one wide line", "wide lines", "a long list"],
)
def test_hostile_tables_end(text: str) -> None:
    (report,) = parse(text.encode(), Hints(name="report.txt"))
    assert all(cell.state in (State.ABSENT, State.UNREADABLE) or cell.raw for cell in report.cells)


@pytest.mark.parametrize(
    "head", ["政府信息公开工作年度报告", "2023年政府信息公开工作年度报告", "信息公开年报"]
)
@pytest.mark.parametrize("lines_of_a_page", [17, 28, 45])
def test_a_title_at_the_head_of_each_page_begins_no_other_report(head: str, lines_of_a_page: int) -> None:
    made = page()
    lines = as_text(made.html(), of_cells).split("\n")
    for at in range(lines_of_a_page * (len(lines) // lines_of_a_page), 0, -lines_of_a_page):
        lines.insert(at, head)
    (report,) = parse("\n".join(lines).encode(), Hints(name="report.txt"))
    found = {cell.key: cell for cell in report.cells if cell.state is not State.ABSENT}
    assert {key: cell.raw for key, cell in found.items() if cell.raw != made.figures.get(key)} == {}
    assert len(found) == len(made.figures)


@pytest.mark.parametrize("form", ["{:>4}  {}", "{}:{}", "{}\t{}"])
def test_lines_that_are_numbered(form: str) -> None:
    made = page()
    lines = enumerate(as_text(made.html(), of_grid).split("\n"), 1)
    text = "\n".join(form.format(number, line) for number, line in lines)
    (report,) = parse(text.encode(), Hints(name="x.txt"))
    assert {cell.key: cell.raw for cell in report.cells if cell.state is State.NUMBER} == made.figures
    assert report.title == made.title


def in_tabs(row: list[C]) -> str:
    return "\t".join(cell.text for cell in row)


def in_pipes(row: list[C]) -> str:
    return "| " + " | ".join(cell.text for cell in row) + " |"


def filled_up(row: list[C]) -> str:
    """As many signs behind the row as its merged cells cover columns more."""
    lacking = sum(cell.columns - 1 for cell in row)
    return in_pipes(row) + (" " + "|" * lacking if lacking else "")


@pytest.mark.parametrize("layout", [in_tabs, in_pipes, filled_up])
@pytest.mark.parametrize("kept", [5, 6])
def test_rows_with_one_figure_each_keep_it_in_its_column(layout: Callable[[list[C]], str], kept: int) -> None:
    made = page()
    rows = made.tables["applications"]
    for row in rows[3:]:
        for column, cell in enumerate(row[-7:]):
            cell.text = cell.text if column == kept else ""
    text = "\n".join([made.title, "三、收到和处理政府信息公开申请情况", *map(layout, rows), ""])
    (report,) = parse(text.encode(), Hints(name="x.txt"))
    told = {cell.key: cell.raw for cell in report.cells if cell.state is State.NUMBER}
    assert told == {
        key: raw
        for key, raw in made.figures.items()
        if key.startswith("applications.") and key.endswith(COLUMNS[kept])
    }


@pytest.mark.parametrize("padded", [False, True], ids=["bare", "padded"])
@pytest.mark.parametrize("form", ["2021", "2019"])
def test_a_text_that_ends_amid_a_row_says_nothing_certain_of_what_may_lack(form: str, padded: bool) -> None:
    made = page(form)
    lines = [made.title, "二、主动公开政府信息情况"]
    for key in ("proactive_disclosure", "applications"):
        lines += [
            "\t".join(cell.text + "\t" * (cell.columns - 1) * padded for cell in row)
            for row in made.tables[key]
        ]
    text = "\n".join(lines)
    for end in range(text.index("上年结转"), text.index("四、结转下年度"), 17):
        [report] = parse(text[:end].encode(), Hints(name="report.txt"))
        certain = {
            cell.key: cell.raw
            for cell in report.cells
            if cell.state not in (State.UNREADABLE, State.ABSENT) and cell.key in made.figures
        }
        assert certain == {key: made.figures[key] for key in certain}, text[end - 20 : end]
    [report] = parse((text + "\n").encode(), Hints(name="report.txt"))
    read = {cell.key: cell.raw for cell in report.cells if cell.state is State.NUMBER}
    assert read == {key: raw for key, raw in made.figures.items() if not key.startswith("review")}


def test_a_row_of_too_few_figures_in_a_text_that_keeps_no_blanks_is_in_doubt() -> None:
    """Tabs beside each other were put together, as editors and forms on the web do."""
    made = page()
    labels = {
        "carried_in": "二、上年结转",
        "denied_process": "6.属于四类过程性信息",
        "rejected_repeated": "2.重复申请",
        "carried_out": "四、结转下年度",
    }
    for label in labels.values():
        row_of(made, label)[-5].text = ""
    lines = ["\t".join(cell.text for cell in row) for row in made.tables["applications"]]
    text = "\n".join([made.title, "三、收到和处理政府信息公开申请情况", *lines, ""])
    for joined in (False, True):
        [report] = parse((re.sub("\t+", "\t", text) if joined else text).encode(), Hints(name="x.txt"))
        for cell in report.cells:
            if joined and cell.item in labels:
                assert cell.state is State.UNREADABLE
            elif cell.state is not State.BLANK:
                assert (cell.raw, cell.state) == (made.figures[cell.key], State.NUMBER)


def both_ends(cells: list[str]) -> str:
    return "\t".join(cells).strip("\t")


def its_end(cells: list[str]) -> str:
    return "\t".join(cells).rstrip("\t")


def last_of_group(cells: list[str]) -> str:
    """A row of a third level without the first of the blanks before its label, and its end."""
    return its_end(cells[1:] if cells[2].startswith(("8.", "5.要求")) else cells)


def last_of_group_kept(cells: list[str]) -> str:
    return "\t".join(cells[1:] if cells[2].startswith(("8.", "5.要求")) else cells)


def doubled(cells: list[str]) -> str:
    return its_end([*cells[:3], *(part for cell in cells[3:] for part in (cell, ""))])


def doubled_both_ends(cells: list[str]) -> str:
    return doubled(cells).strip("\t")


def without_totals(cells: list[str]) -> str:
    return "\t".join(cells[:-1])


@pytest.mark.parametrize(
    ("line", "least"),
    [
        (both_ends, 0),
        (its_end, 0.9),
        (last_of_group, 0.85),
        (last_of_group_kept, 1),
        (doubled, 0.1),
        (doubled_both_ends, 0),
        (without_totals, 1),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
@pytest.mark.parametrize("blank", [0, 2, 4, 5])
def test_figures_without_totals_in_lines_whose_blanks_are_lost_are_right_or_in_doubt(
    line: Callable[[list[str]], str], least: float, blank: int
) -> None:
    """Of each row `blank` figures are left out, each row from the next on; `least`: the share to be read."""
    made = page()
    names = {key.split(".")[1] for key in made.figures if key.startswith("applications.")}
    items = {
        tuple(made.figures[f"applications.{item}.{column}"] for column in COLUMNS): item for item in names
    }
    for at, row in enumerate(made.tables["applications"][3:]):
        item = items[tuple(cell.text for cell in row[-7:])]
        for column in (6, *((at + more) % 6 for more in range(blank))):
            del made.figures[f"applications.{item}.{COLUMNS[column]}"]
            row[column - 7].text = ""
    lines = as_text(made.html(), of_grid).split("\n")
    text = "\n".join(line(cells) if len(cells := each.split("\t")) == 10 else each for each in lines)
    [report] = parse(text.encode(), Hints(name="x.txt"))
    cells = [cell for cell in report.cells if cell.table == "applications"]
    told = {cell.key: cell.raw for cell in cells if cell.state is State.NUMBER}
    expected = {key: raw for key, raw in made.figures.items() if key.startswith("applications.")}
    assert told == {key: expected.get(key) for key in told}
    assert not {cell.key for cell in cells if cell.state is State.BLANK} & expected.keys()
    assert len(told) >= least * len(expected)


@pytest.mark.parametrize("sign", ["\t", "│", " | ", ","])
def test_text_of_more_cells_than_a_report_has_is_refused(sign: str) -> None:
    text = "2023年政府信息公开工作年度报告\n" + (sign.join(["其他", "1", "2", "3", "4"] * 10) + "\n") * 1_000
    (report,) = parse(text.encode(), Hints(name="a.txt"))
    assert (report.cells, report.reason) == ((), "more table cells than a report can have")
