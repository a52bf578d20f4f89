"""Programs that make text of pages leave blank cells out and fill rows up at their end, or not at all."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from parsers import Hints, Report, parse
from parsers.model import State
from tests.parsers.report_page import COLUMNS, C, Page, page
from tests.parsers.tables.test_doubtful_tables import row_of
from tests.parsers.tables.test_table_variants import raws

HEADINGS = {
    "proactive_disclosure": "二、主动公开政府信息情况",
    "applications": "三、收到和处理政府信息公开申请情况",
    "review_litigation": "四、政府信息公开行政复议、行政诉讼情况",
}
Layout = Callable[[list[C], int], list[str]]


def in_rows(row: list[C], width: int) -> list[str]:
    """`规章 | 3 | 12 | |`: as many signs behind a row as it has fewer cells than the table columns."""
    printed = [cell.text for cell in row if cell.text]
    return [" | ".join(printed) + " | " + "|" * (width - len(printed))]


def in_framed_rows(row: list[C], width: int) -> list[str]:
    return ["| " + line for line in in_rows(row, width)]


def in_lines(row: list[C], width: int) -> list[str]:
    """A cell in each line, and the signs that fill up the row in one of their own."""
    printed = [cell.text for cell in row if cell.text]
    return [*[f"{text} |" for text in printed], *(["|" * (width - len(printed))] * (len(printed) < width))]


def in_closed_cells(row: list[C], _: int) -> list[str]:
    """`|规章||3||12|`: rows are not filled up."""
    return ["".join(f"|{cell.text}|" for cell in row if cell.text)]


def behind_signs(row: list[C], _: int) -> list[str]:
    """A sign before each cell, each in a line of its own; rows are not filled up."""
    return [f"|{cell.text}" for cell in row if cell.text]


def text_of(made: Page, layout: Layout) -> str:
    lines = [made.title, "一、总体情况", *made.prose]
    for key, heading in HEADINGS.items():
        rows = made.tables[key]
        width = max(sum(cell.columns for cell in row) for row in rows)
        lines += [heading, *[line for row in rows for line in layout(row, width)]]
    return "\n".join([*lines, "五、存在的主要问题及改进情况", "解读形式不够丰富。"])


def read(made: Page, layout: Layout) -> Report:
    [report] = parse(text_of(made, layout).encode(), Hints(name="report.txt"))
    return report


LAYOUTS = [in_rows, in_framed_rows, in_lines, in_closed_cells, behind_signs]


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("form", ["2021", "2019"])
def test_tables_without_blanks_are_read(form: str, layout: Layout) -> None:
    made = page(form)
    assert raws(read(made, layout)) == made.figures


@pytest.mark.parametrize("layout", LAYOUTS)
def test_rows_from_which_blanks_were_left_out_are_in_doubt(layout: Layout) -> None:
    made = page()
    row_of(made, "2.重复申请")[2].text = ""
    row_of(made, "四、结转下年度")[-1].text = ""
    for cell in row_of(made, "（一）予以公开")[2:-1]:
        cell.text = ""
    made.tables["proactive_disclosure"][3][1].text = ""
    rows = ("rejected_repeated", "carried_out", "granted")
    gone = {f"applications.{item}.{column}" for item in rows for column in COLUMNS}
    gone |= {f"proactive_disclosure.normative_documents.{key}" for key in ("issued", "repealed", "in_force")}
    report = read(made, layout)
    assert {cell.key for cell in report.cells if cell.state is State.UNREADABLE} == gone
    told = {cell.key: cell.raw for cell in report.cells if cell.state is State.NUMBER}
    assert told == {key: raw for key, raw in made.figures.items() if key not in gone}


def in_broken_rows(row: list[C], width: int) -> list[str]:
    """`规章 | 3 |` and in the next line `| 12 |`: the end of a line stands in a blank cell."""
    return ["".join(f"{cell.text or chr(10)} | " for cell in row) + "|" * (width - len(row))]


def in_framed_broken_rows(row: list[C], width: int) -> list[str]:
    return ["| " + line for line in in_broken_rows(row, width)]


@pytest.mark.parametrize("layout", [in_broken_rows, in_framed_broken_rows])
def test_rows_that_blank_cells_break_over_lines_are_read(layout: Layout) -> None:
    made = page()
    gone = set()
    for label, at, column in (
        ("2.重复申请", -7, 0),
        ("3.其他", -6, 1),
        ("3.其他", -5, 2),
        ("（七）总计", -3, 4),
    ):
        row_of(made, label)[at].text = ""
        item = {"2.重复申请": "rejected_repeated", "3.其他": "other_misc"}.get(label, "handled_total")
        gone.add(f"applications.{item}.{COLUMNS[column]}")
    made.tables["proactive_disclosure"][2][2].text = ""
    made.tables["review_litigation"][-1][6].text = ""
    gone |= {"proactive_disclosure.regulations.repealed", "review_litigation.litigation_direct.corrected"}
    report = read(made, layout)
    assert raws(report) == made.figures | dict.fromkeys(gone, "")
    assert {cell.key for cell in report.cells if cell.state is State.BLANK} == gone


def in_parted_lines(row: list[C], _: int) -> list[str]:
    """A cell in each line, and two blank lines between rows, as all texts of a page, line by line."""
    return ["", "", *[cell.text for cell in row if cell.text]]


def between_tabs(row: list[C], _: int) -> list[str]:
    """All texts of a row with tabs between any two, and around them."""
    return ["\t" + "".join(f"{cell.text}\t" for cell in row if cell.text)]


@pytest.mark.parametrize("layout", [in_parted_lines, between_tabs])
def test_blanks_around_rows_are_no_cells(layout: Layout) -> None:
    made = page()
    assert raws(read(made, layout)) == made.figures
    for at in (7, 10):
        made.tables["review_litigation"][-1][at].text = ""
    row_of(made, "2.重复申请")[2].text = ""
    report = read(made, layout)
    doubtful = {cell.key for cell in report.cells if cell.state is State.UNREADABLE}
    gone = {key for key in made.figures if key.startswith(("review", "applications.rejected_repeated"))}
    told = {cell.key: cell.raw for cell in report.cells if cell.state is State.NUMBER}
    assert told == {key: raw for key, raw in made.figures.items() if key not in doubtful}
    assert {key for key in gone if not key.endswith("repeated.total")} <= doubtful


@pytest.mark.parametrize("layout", [in_rows, in_framed_rows, in_lines])
def test_rows_without_any_figure_are_blank(layout: Layout) -> None:
    made = page()
    for cell in row_of(made, "5.属于三类内部事务信息")[-7:]:
        cell.text = ""
    gone = {f"applications.denied_internal_affairs.{column}" for column in COLUMNS}
    assert raws(read(made, layout)) == made.figures | dict.fromkeys(gone, "")
