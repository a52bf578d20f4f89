"""Tables whose headings, spans and rows do not say where figures belong, or say it in another order."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from parsers.model import Report, State, Status
from tests.parsers.report_page import COLUMN_LABELS, COLUMNS, LEAF_LABELS, C, Page, Rows, page
from tests.parsers.tables.test_table_variants import codes, raws, read

APPLICATIONS, REVIEW, SECTION = "applications", "review_litigation", "proactive_disclosure"
FIRST = 3  # row of figures of the table of applications


def misread(report: Report, expected: dict[str, str]) -> dict[str, str]:
    """Figures that are given as another number, as blank or as not printed."""
    found = {cell.key: cell for cell in report.cells}
    return {
        key: f"{found[key].state} {found[key].raw}"
        for key, printed in expected.items()
        if found[key].state is not State.UNREADABLE and found[key].raw != printed
    }


def doubted(report: Report) -> set[str]:
    return {cell.key for cell in report.cells if cell.state is State.UNREADABLE}


ORDER = [6, 1, 3, 0, 5, 2, 4]  # 总计, two bodies, 自然人, three more
SPLIT = [
    [C("总计", 1, 2), C("法人或其他组织", 2), C("自然人", 1, 2), C("法人或其他组织", 3)],
    [C(COLUMN_LABELS[at]) for at in ORDER if 0 < at < 6],
]


def in_order(rows: Rows, order: list[int]) -> Rows:
    return [[*row[:-7], *(row[-7:][at] for at in order)] for row in rows]


def test_headings_in_another_order_stand_above_their_own_figures() -> None:
    made = page()
    rows = made.tables[APPLICATIONS]
    made.tables[APPLICATIONS] = [rows[0], *SPLIT, *in_order(rows[FIRST:], ORDER)]
    assert raws(read(made.html())) == made.figures


def test_headings_repeated_in_another_order_head_the_rows_below() -> None:
    made = page()
    rows = made.tables[APPLICATIONS]
    again = [rows[0], *SPLIT]
    made.tables[APPLICATIONS] = [*rows[:-2], *again, *in_order(rows[-2:], ORDER)]
    assert raws(read(made.html())) == made.figures


def test_a_lower_line_of_headings_shifted_in_another_order_heads_nothing() -> None:
    made = page()
    rows = made.tables[APPLICATIONS]
    upper, lower = SPLIT
    shifted = [C(cell.text, cell.columns) for cell in upper]  # the rowspans are lost
    made.tables[APPLICATIONS] = [[C("", 3), C("申请人情况", 7)], [C("", 3), *shifted], lower]
    made.tables[APPLICATIONS] += in_order(rows[FIRST:], ORDER)
    report = read(made.html())
    assert misread(report, made.figures) == {}
    assert {key for key in made.figures if key.startswith(APPLICATIONS)} <= doubted(report)


def cut(row: list[C], at: int, others: Callable[[C], C | None]) -> list[list[C]]:
    """A row of which one figure is cut behind its first digit; `others` make what stands below the others."""
    text = row[at].text
    below = [C(text[1:]) if place == at else others(cell) for place, cell in enumerate(row)]
    return [
        [C(text[:1]) if place == at else cell for place, cell in enumerate(row)],
        [cell for cell in below if cell is not None],
    ]


def reaching(cell: C) -> None:
    cell.rows *= 2


def blank(cell: C) -> C:
    return C("", cell.columns)


@pytest.mark.parametrize("others", [reaching, blank])
@pytest.mark.parametrize(
    ("table", "row", "at", "key"),
    [
        (APPLICATIONS, 4, 3, "carried_in.research"),
        (APPLICATIONS, -1, 1, "carried_out.natural_person"),
        (REVIEW, -1, 14, "litigation_after_review.total"),
        (SECTION, 2, 3, "regulations.in_force"),
        (SECTION, 6, 1, "licensing.decisions"),
    ],
)
def test_a_figure_cut_over_two_rows_is_in_doubt(
    table: str, row: int, at: int, key: str, others: Callable[[C], C | None]
) -> None:
    made = page()
    rows = made.tables[table]
    rows[row][at].text = made.figures[f"{table}.{key}"] = "27"
    row %= len(rows)
    rows[row : row + 1] = cut(rows[row], at, others)
    report = read(made.html())
    assert misread(report, made.figures) == {}
    assert doubted(report) & {f"{table}.{key}"}
    assert len(doubted(report)) < 8


def review_rows(made: Page, names: list[str]) -> Rows:
    figures = made.tables[REVIEW][-1]
    groups = [figures[:5], figures[5:10], figures[10:]]
    return [
        [C("类别"), *(C(label) for label in LEAF_LABELS)],
        *([C(name), *group] for name, group in zip(names, groups, strict=True)),
    ]


def test_a_mistyped_row_of_reviews_is_read() -> None:
    made = page()
    made.tables[REVIEW] = review_rows(made, ["行政复议", "未经某议直接起诉", "复议后起述"])
    report = read(made.html())
    assert raws(report) == made.figures
    assert "label_alike" in codes(report)


def test_a_row_of_reviews_under_another_name_is_in_doubt() -> None:
    made = page()
    made.tables[REVIEW] = review_rows(made, ["行政复议", "甲类", "复议后起诉"])
    report = read(made.html())
    assert misread(report, made.figures) == {}
    assert "extra_row" in codes(report)


def test_headings_of_reviews_cut_over_two_lines_keep_their_columns() -> None:
    made = page()
    rows = review_rows(made, ["行政复议", "未经复议直接起诉", "复议后起诉"])
    rows[0] = [C("", 1, 2), C("结果"), *(C(label, 1, 2) for label in LEAF_LABELS[1:])]
    made.tables[REVIEW] = [rows[0], [C("维持")], *rows[1:]]
    assert misread(read(made.html()), made.figures) == {}


def test_a_blank_cell_beside_a_row_that_ends_in_a_merged_one_moves_no_figure() -> None:
    made = page()
    rows = [[C("", 1), *row] for row in made.tables[REVIEW]]
    rows[1].pop(0)
    rows[0] = [C("", 1, 2), *rows[0][1:]]
    rows[3][-2:] = [C("", 2)]  # as many cells as there are columns
    del made.figures[f"{REVIEW}.litigation_after_review.pending"]
    del made.figures[f"{REVIEW}.litigation_after_review.total"]
    made.tables[REVIEW] = rows
    assert misread(read(made.html()), made.figures) == {}


def wide_group(rows: Rows) -> Rows:
    """The group of bodies is a column too wide, and 总计 stands twice, once beside and once below it."""
    lower = [*rows[2], C("总计")]
    return [
        [C("项目", 3, 3), C("本月", 1, 3), C("申请人情况", 7)],
        [C("自然人", 1, 2), C("法人或其他组织", 6), C("总计")],
        lower,
        *[[*row[:-7], C(str(at)), *row[-7:]] for at, row in enumerate(rows[FIRST:], 1)],
    ]


def wide_corner(rows: Rows) -> Rows:
    """The corner is a column wider than the labels, and a column without a heading holds words."""
    wide = [[C("项目", 4, 3), C("申请人情况", 7), C("", 1, 3)], *rows[1:3]]
    return [*wide, *[[*row, C("见说明")] for row in rows[FIRST:]]]


def blank_sum(rows: Rows) -> Rows:
    """A blank column 合计 behind that of natural persons, and 总计 without its heading."""
    head = [C("项目", 3), C("自然人"), C("合计"), *(C(label) for label in COLUMN_LABELS[1:6]), C("")]
    return [head, *[[*row[:-6], C(""), *row[-6:]] for row in rows[FIRST:]]]


@pytest.mark.parametrize("changed", [wide_group, wide_corner, blank_sum])
def test_figures_that_no_heading_stands_above_are_in_doubt(changed: Callable[[Rows], Rows]) -> None:
    made = page()
    made.tables[APPLICATIONS] = changed(made.tables[APPLICATIONS])
    report = read(made.html())
    assert misread(report, made.figures) == {}
    assert doubted(report)


def test_columns_printed_below_the_others_under_a_header_that_is_not_read_are_in_doubt() -> None:
    made = page()
    rows = made.tables[APPLICATIONS]
    names = [C(label) for label in COLUMN_LABELS]
    left = [
        [C("项目", 3, 3), C("申请人情况", 4)],
        [C("总计", 1, 2), C("自然人", 1, 2), C("法人或其他组织", 2)],
        names[1:3],
        *[[*row[:-7], row[-1], *row[-7:-4]] for row in rows[FIRST:]],
    ]
    right = [
        [C("项目", 3, 3), C("申请人情况", 3)],
        [C("法人或其他组织", 3)],
        names[3:6],
        *[[*row[:-7], *row[-4:-1]] for row in rows[FIRST:]],
    ]
    made.tables[APPLICATIONS] = [*left, *right]
    report = read(made.html())
    hidden = {
        key for key in made.figures if key.split(".")[0] == APPLICATIONS and key.split(".")[2] in COLUMNS[3:6]
    }
    assert misread(report, made.figures) == {}
    assert hidden & doubted(report)


def test_a_blank_row_known_by_half_its_label_above_the_other_half_is_in_doubt() -> None:
    made = page()
    rows = made.tables[SECTION]
    label, figure = rows[-1]
    rows[-1:] = [[C(label.text[:5]), C("", figure.columns)], [C(label.text[5:]), figure]]
    report = read(made.html())
    assert misread(report, made.figures) == {}
    assert doubted(report) == {f"{SECTION}.fees.amount"}


def test_a_column_without_its_label_is_in_doubt_and_no_other() -> None:
    made = page()
    made.tables[APPLICATIONS][2][1].text = ""  # above the figures of 科研机构
    report = read(made.html())
    assert misread(report, made.figures) == {}
    assert {key.split(".")[2] for key in doubted(report)} == {"research"}


def test_labels_that_have_slipped_by_a_column_head_nothing() -> None:
    made = page()
    lower = made.tables[APPLICATIONS][2]
    made.tables[APPLICATIONS][1] = [C("自然人", 1, 2), C("法人或其他组织", 4), C("总计", 1, 2), C("", 1, 2)]
    del lower[1]
    report = read(made.html())
    assert misread(report, made.figures) == {}
    assert {key for key in made.figures if key.startswith(APPLICATIONS)} <= doubted(report)


@pytest.mark.parametrize("form", ["2021", "2019"])
@pytest.mark.parametrize("spans", [True, False])
def test_section_two_on_its_side_gives_nothing_without_its_spans(spans: bool, form: str) -> None:
    made = page(form)
    rows = made.tables[SECTION]
    columns = max(sum(cell.columns for cell in row) for row in rows)
    turned: Rows = [[] for _ in range(columns)]
    for row in rows:
        at = 0
        for cell in row:
            turned[at].append(C(cell.text, 1, cell.columns if spans else 1))
            at += cell.columns
    made.tables[SECTION] = turned
    report = read(made.html())
    expected = {key: text for key, text in made.figures.items() if not key.startswith(SECTION)}
    assert {key: raw for key, raw in raws(report).items() if not key.startswith(SECTION)} == expected
    found = {cell.key: cell for cell in report.cells if cell.table == SECTION}
    if spans:
        assert {key: cell.raw for key, cell in found.items()} == {
            key: text for key, text in made.figures.items() if key.startswith(SECTION)
        }
    else:
        assert not found
        assert report.status is Status.PARTIAL
        assert "label_lost" in codes(report)
