"""Text of pages whose cells end with a sign, each on lines of its own: nothing tells where a row ends."""

from __future__ import annotations

import pytest

from parsers import Hints, Report, parse
from parsers.model import State, Status
from tests.parsers.report_page import COLUMNS, C, Page, page
from tests.parsers.tables.test_doubtful_tables import row_of
from tests.parsers.tables.test_table_variants import assert_whole, codes, raws

HEADINGS = {
    "proactive_disclosure": "二、主动公开政府信息情况",
    "applications": "三、收到和处理政府信息公开申请情况",
    "review_litigation": "四、政府信息公开行政复议、行政诉讼情况",
}


def behind(cells: list[C]) -> list[str]:
    """Each cell with its sign behind it: `规章 |`."""
    return [f"{cell.text} |" for cell in cells]


def alone(cells: list[C]) -> list[str]:
    """Each sign alone in its line, labels broken over two."""
    lines = []
    for cell in cells:
        text = cell.text
        lines += [text[:3], text[3:]] if text[:3] == "本年新" else [text] if text else []
        lines.append("|")
    return lines


def spanned(cells: list[C]) -> list[str]:
    """A sign before each row, and as many more behind a cell as it covers columns more."""
    return [
        "|",
        *[f"{cell.text} |{' ' if cell.columns > 1 else ''}{'|' * (cell.columns - 1)}" for cell in cells],
    ]


def filled_up(cells: list[C]) -> list[str]:
    """As many signs behind each row as its merged cells cover columns more."""
    lacking = sum(cell.columns - 1 for cell in cells)
    return [*behind(cells), *(["|" * lacking] if lacking else [])]


LAYOUTS = [behind, alone, spanned, filled_up]


def text_of(made: Page, layout) -> str:  # type: ignore[no-untyped-def]
    parts = [made.title, "一、总体情况", *made.prose]
    for key, heading in HEADINGS.items():
        parts += [heading, *[line for row in made.tables[key] for line in layout(row)]]
    return "\n".join([*parts, "五、存在的主要问题及改进情况", "解读形式不够丰富。"])


def read(text: str) -> Report:
    [report] = parse(text.encode(), Hints(name="report.txt"))
    return report


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("form", ["2021", "2019"])
def test_figures_are_read_in_their_cells_and_lines(form: str, layout) -> None:  # type: ignore[no-untyped-def]
    made = page(form)
    text = text_of(made, layout)
    report = read(text)
    assert_whole(report, made.figures)
    assert (report.status, report.issues) == (Status.PARSED, ())
    assert [section.number for section in report.sections if section.text] == [0, 1, 5]
    lines = text.split("\n")
    for cell in report.cells:
        assert lines[cell.place.line - 1][cell.place.column - 1 :].rstrip(" |") == cell.raw


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_blank_cell_is_blank_and_moves_no_figure(layout) -> None:  # type: ignore[no-untyped-def]
    made = page()
    row_of(made, "2.重复申请")[2].text = ""
    row_of(made, "一、本年新收")[7].text = ""
    made.tables["proactive_disclosure"][2][3].text = ""
    gone = {
        "applications.rejected_repeated.business",
        "applications.new_received.total",
        "proactive_disclosure.regulations.in_force",
    }
    report = read(text_of(made, layout))
    assert raws(report) == made.figures | dict.fromkeys(gone, "")
    assert {cell.key for cell in report.cells if cell.state is State.BLANK} == gone


def test_rows_of_little_but_totals_are_read_where_signs_fill_up_the_rows() -> None:
    made = page()
    for label in ("一、本年新收", "二、上年结转", "（一）予以公开", "2.重复申请"):
        for cell in row_of(made, label)[-7:-1]:
            cell.text = ""
    made.tables["applications"] = made.tables["applications"][:7]
    report = read(text_of(made, filled_up))
    told = {f"{cell.item}.{cell.column}": cell.raw for cell in report.cells if cell.state is State.NUMBER}
    for item in ("new_received", "carried_in", "granted"):
        assert told[f"{item}.total"] == made.figures[f"applications.{item}.total"]
        assert not [key for key in told if key.startswith(item) and not key.endswith("total")]


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("at", [0, 7, 14])
def test_a_blank_among_the_reviews_moves_no_figure(at: int, layout) -> None:  # type: ignore[no-untyped-def]
    made = page()
    cells = made.tables["review_litigation"][-1]
    cells[at].text = ""
    report = read(text_of(made, layout))
    for cell in report.cells:
        if cell.table == "review_litigation" and cell.state is State.NUMBER:
            assert cell.raw == made.figures[cell.key]


def test_a_row_that_the_end_of_the_text_cuts_off_is_in_doubt() -> None:
    made = page()
    text = text_of(made, behind)
    for end, left in (("23 |\n4 |\n14", "4"), ("23 |\n4 |", "4"), ("23 |\n4", "?")):
        report = read(text[: text.index("23 |\n4 |\n146 |") + len(end)])
        told = raws(report)
        assert told["proactive_disclosure.normative_documents.issued"] == "23"
        assert told["proactive_disclosure.normative_documents.repealed"] == left
        assert told["proactive_disclosure.normative_documents.in_force"] == "?"


def test_a_row_of_applicants_that_is_cut_off_is_in_doubt() -> None:
    made = page()
    text = text_of(made, behind)
    row = [made.figures[f"applications.carried_in.{column}"] for column in COLUMNS]
    end = " |\n".join(row[:4])
    report = read(text[: text.index(end) + len(end) + 2])
    told = {cell.column: cell.raw for cell in report.cells if cell.item == "carried_in"}
    assert [told[column] for column in COLUMNS] == [*row[:4], "?", "?", "?"]


def test_a_row_of_no_form_is_told_and_moves_none() -> None:
    made = page("2019")
    made.tables["proactive_disclosure"].insert(4, [C("其他主动公开文件（含通告）"), C("6"), C("5"), C("77")])
    report = read(text_of(made, behind))
    assert raws(report) == made.figures
    assert codes(report) == {"extra_row"}
