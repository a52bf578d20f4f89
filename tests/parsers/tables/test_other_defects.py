"""Defects that the catalogue does not list: what a careful person would read, and what nobody can know.

A change of `WHOLE` keeps every figure readable, with the notice that is named beside it; one of `DOUBTFUL` makes
the figures that begin with a key unreadable, and no other; no change may bring a figure that is not printed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape

import pytest

from parsers.model import State
from tests.parsers.report_page import COLUMN_LABELS, LEAF_LABELS, C, Page, page, table_html
from tests.parsers.tables.test_table_variants import (
    all_cells,
    codes,
    is_figure,
    raws,
    read,
    rowspans_as_blanks,
)

P, A, R = "proactive_disclosure", "applications", "review_litigation"


def figures_of(row: list[C]) -> list[C]:
    return [cell for cell in row if is_figure(cell)]


def rename(made: Page, table: str, names: dict[str, str]) -> None:
    for row in made.tables[table]:
        for cell in row:
            for printed, other in names.items():
                cell.text = cell.text.replace(printed, other)


def totals(made: Page) -> list[C]:
    return [figures_of(row)[-1] for row in made.tables[A][3:]]


def column_of_growth(made: Page) -> None:
    made.tables[A][0].append(C("比上年增减", 1, 3))
    for at, row in enumerate(made.tables[A][3:], 1):
        row.append(C(f"+{at}"))


def column_of_remarks(made: Page) -> None:
    made.tables[A][0].append(C("备注", 1, 3))
    for at, row in enumerate(made.tables[A][3:]):
        row.append(C("见说明" if at % 5 == 0 else ""))


def column_of_numbers(made: Page) -> None:
    made.tables[A][0].insert(0, C("序号", 1, 3))
    for at, row in enumerate(made.tables[A][3:], 1):
        row.insert(0, C(str(at)))


def column_of_codes(made: Page) -> None:
    made.tables[A][0].insert(1, C("代码", 1, 3))
    for at, row in enumerate(made.tables[A][3:], 1):
        row.insert(len(row) - 7, C(f"{at:02}"))


def column_of_units_and_a_blank_one(made: Page) -> None:
    made.tables[A][0].insert(1, C("单位", 1, 3))
    for row in made.tables[A][3:]:
        row.insert(len(row) - 7, C("件"))
        row.append(C(""))


def row_of_column_numbers_and_a_blank_column(made: Page) -> None:
    for row in made.tables[A]:
        row.append(C(""))
    made.tables[A].insert(3, [C("甲", 3), *[C(str(at)) for at in range(1, 8)], C("")])


def subtotals_and_other_names_of_suits(made: Page) -> None:
    names = {"未经复议直接起诉": "直接起诉", "复议后起诉": "经复议后起诉", "总计": "小计"}
    for row in made.tables[R]:
        for cell in row:
            cell.text = names.get(cell.text, cell.text)


def ordinals_in_cells_of_their_own(made: Page) -> None:
    rows = made.tables[A]
    rows[0][0].columns = 4
    for row in rows[3:]:
        at = next(at for at, cell in enumerate(row) if not is_figure(cell) and cell.rows == 1)
        if found := re.match(r"(\d)\.(.+)", row[at].text):
            row[at : at + 1] = [C(found[1]), C(found[2])]
        else:
            row[at].columns += 1


def column_of_subtotals(made: Page) -> None:
    rows = made.tables[A]
    rows[1][1].columns = 6
    rows[2].append(C("小计"))
    for row in rows[3:]:
        row.insert(len(row) - 1, C(str(sum(int(cell.text) for cell in figures_of(row)[1:6]))))


def row_of_shares(made: Page) -> None:
    made.tables[A].insert(4, [C("同比增长", 3), *[C(f"{share}%") for share in range(1, 8)]])


def row_of_units(made: Page) -> None:
    made.tables[A].insert(0, [C("单位：件", 10)])


def row_of_column_numbers(made: Page) -> None:
    made.tables[A].insert(3, [C("栏次", 3), *[C(str(at)) for at in range(1, 8)]])


def row_of_which(made: Page) -> None:
    made.tables[A].insert(4, [C("其中：网络申请", 3), *[C(str(at)) for at in range(3, 10)]])


def units_in_cells(made: Page) -> None:
    for row in made.tables[A][3:]:
        for cell in figures_of(row):
            cell.text += " 件"
    made.figures |= {key: f"{raw} 件" for key, raw in made.figures.items() if key.startswith(A)}


def footnote_marks(made: Page) -> None:
    for cell in totals(made):
        cell.text += "①"
    made.figures |= {
        key: f"{raw}①" for key, raw in made.figures.items() if key.startswith(A) and key.endswith(".total")
    }


def header_again(made: Page) -> None:
    made.tables[A][16:16] = made.copy().tables[A][:3]
    made.tables[P].insert(3, made.copy().tables[P][1])


def header_in_one_row(made: Page) -> None:
    made.tables[A][:3] = [[C("项目", 3), *[C(label) for label in COLUMN_LABELS]]]


def labels_in_two_languages(made: Page) -> None:
    rename(made, A, {"自然人": "自然人 Individuals", "商业企业": "商业企业 (Enterprises)"})


def spans_of_nothing(made: Page) -> None:
    for rows in made.tables.values():
        for row in rows:
            row[-1].attributes = 'colspan="0"'
        for cell in rows[-1]:
            cell.rows = 9


def in_preformatted_text(made: Page) -> str:
    return made.html({key: f"<pre>{table_html(rows)}</pre>" for key, rows in made.tables.items()})


def cut_side_by_side(made: Page) -> str:
    rowspans_as_blanks(made)
    wide = [
        [text for cell in row for text in [cell.text, *[""] * (cell.columns - 1)]] for row in made.tables[A]
    ]
    left = table_html([[C(text) for text in row[:7]] for row in wide])
    return made.html({A: left + table_html([[C(text) for text in row[:3] + row[7:]] for row in wide])})


def three_tables_of_reviews(made: Page) -> str:
    row = made.tables[R][3]
    names = ["行政复议", "未经复议直接起诉", "复议后起诉"]
    parts = [
        [[C(name, 5)], [C(label) for label in LEAF_LABELS], row[at * 5 : at * 5 + 5]]
        for at, name in enumerate(names)
    ]
    return made.html({R: "".join(map(table_html, parts))})


def reviews_lying_down(made: Page) -> None:
    row = made.tables[R][3]
    header = [C(""), C("行政复议"), C("未经复议直接起诉"), C("复议后起诉")]
    made.tables[R] = [header, *[[C(label), *row[at::5]] for at, label in enumerate(LEAF_LABELS)]]


def sum_of_reviews(made: Page) -> None:
    made.tables[R][0].append(C("合计", 1, 3))
    made.tables[R][3].append(C("78"))


def short_leaves(made: Page) -> None:
    rename(made, R, {"结果维持": "维持", "结果纠正": "纠正", "其他结果": "其他", "尚未审结": "未审结"})


def reviews_of_two_years(made: Page) -> None:
    rows = made.tables[R]
    rows[0].insert(0, C("年度", 1, 3))
    rows[3].insert(0, C("2023年"))
    rows.insert(3, [C("2022年"), *[C(str(at)) for at in range(1, 16)]])


def labels_cut_short(made: Page) -> None:
    rename(made, A, {"保护第三方合法权益": "第三方权益", "属于四类过程性信息": "过程性信息"})


def headers_of_other_words(made: Page) -> None:
    rename(
        made,
        A,
        {"商业企业": "企业", "科研机构": "科研", "社会公益组织": "社会组织", "法律服务机构": "法律服务"},
    )


def block_lying_down(made: Page) -> None:
    rows = made.tables[P]
    header = [C("信息内容"), C("规章"), C(rows[3][0].text)]
    made.tables[P] = [
        rows[0],
        header,
        *[[C(rows[line][at].text) for line in (1, 2, 3)] for at in (1, 2, 3)],
        *rows[4:],
    ]


def as_a_list(made: Page) -> None:
    listed, header = [], made.tables[P][1]
    for row in made.tables[P]:
        if row[0].text == "信息内容":
            header = row
        elif len(row) > 1:
            for at, cell in enumerate(row[1:], 1):
                listed.append([C(row[0].text, 1, len(row) - 1)] if at == 1 else [])
                listed[-1] += [C(header[at].text), C(cell.text)]
    made.tables[P] = [[C("项目"), C("指标"), C("数量")], *listed]


def blocks_side_by_side(made: Page) -> None:
    rows = made.tables[P]
    fifth = next(at for at, row in enumerate(rows) if row[0].text == "行政许可")
    eighth = next(at for at, row in enumerate(rows) if row[0].text == "行政事业性收费")
    both = [[*rows[fifth - 1 + line], *rows[eighth - 1 + line]] for line in range(2)]
    rest = rows[: fifth - 2] + rows[fifth + 1 : eighth - 2] + rows[eighth + 1 :]
    made.tables[P] = [*both, *rest]


def unit_behind_the_amount(made: Page) -> None:
    for row in made.tables[P]:
        for cell in row:
            cell.text = cell.text.replace("712.187895", "7121878.95（元）")
    made.figures |= {key: "7121878.95（元）" for key, raw in made.figures.items() if raw == "712.187895"}


def marks_of_direction(made: Page) -> None:
    for cell in all_cells(made):
        cell.text, cell.raw = f"&#x202a;{escape(cell.text)}&#x202c;", True
    made.figures |= {key: f"\u202a{raw}\u202c" for key, raw in made.figures.items()}


def soft_hyphens(made: Page) -> None:
    for cell in all_cells(made):
        if not is_figure(cell):
            cell.text = "\u00ad\u200b".join(cell.text)


WHOLE: dict[Callable[[Page], str | None], set[str]] = {
    column_of_growth: {"extra_column"},
    column_of_remarks: {"extra_column"},
    column_of_numbers: set(),
    column_of_codes: set(),
    column_of_units_and_a_blank_one: set(),
    row_of_column_numbers_and_a_blank_column: set(),
    subtotals_and_other_names_of_suits: set(),
    ordinals_in_cells_of_their_own: set(),
    column_of_subtotals: {"extra_column"},
    row_of_shares: {"extra_row"},
    row_of_units: set(),
    row_of_column_numbers: set(),
    row_of_which: {"extra_row"},
    units_in_cells: set(),
    footnote_marks: set(),
    header_again: set(),
    header_in_one_row: set(),
    labels_in_two_languages: set(),
    spans_of_nothing: set(),
    in_preformatted_text: set(),
    cut_side_by_side: set(),
    three_tables_of_reviews: set(),
    reviews_lying_down: set(),
    sum_of_reviews: set(),
    short_leaves: set(),
    reviews_of_two_years: {"extra_row"},
    labels_cut_short: {"label_alike"},
    headers_of_other_words: {"header_missing"},
    block_lying_down: set(),
    as_a_list: set(),
    blocks_side_by_side: set(),
    unit_behind_the_amount: set(),
    marks_of_direction: set(),
    soft_hyphens: set(),
}
ONLY_2021 = {"blocks_side_by_side", "as_a_list", "unit_behind_the_amount"}


BY_FORM = [
    (change, form)
    for change in WHOLE
    for form in ("2021", "2019")
    if form == "2021" or change.__name__ not in ONLY_2021
]


@pytest.mark.parametrize(
    ("change", "form"), BY_FORM, ids=[f"{change.__name__}-{form}" for change, form in BY_FORM]
)
def test_a_careful_reader_reads_it(change: Callable[[Page], str | None], form: str) -> None:
    made = page(form)
    report = read(change(made) or made.html())
    assert raws(report) == made.figures
    assert not [cell for cell in report.cells if cell.state is State.UNREADABLE]
    assert codes(report) == WHOLE[change]
    assert all(check.holds for check in report.checks)


def pictures_for_figures(made: Page) -> None:
    for cell in totals(made):
        cell.text, cell.raw = f'<img src="n.png" alt="{cell.text}">', True


def row_without_its_first_cell(made: Page) -> None:
    row = next(row for row in made.tables[A] if row[0].text.startswith("2.其他法律"))
    row.remove(figures_of(row)[0])


def reviews_without_their_first_cell(made: Page) -> None:
    made.tables[R][3].pop(0)


def two_lines_of_reviews(made: Page) -> None:
    made.tables[R].append([C(str(at)) for at in range(1, 16)])


def shown_backwards(made: Page) -> None:
    for cell in totals(made):
        cell.text, cell.raw = f'<bdo dir="rtl">{cell.text[::-1]}</bdo>', True


def shown_backwards_by_style(made: Page) -> None:
    for cell in totals(made):
        style = "direction:rtl;unicode-bidi:bidi-override"
        cell.text, cell.raw = f'<span style="{style}">{cell.text[::-1]}</span>', True


def white_digits(made: Page) -> None:
    for cell in totals(made):
        cell.text, cell.raw = f'<span style="color: #FFF">9</span>{cell.text}', True


DOUBTFUL: dict[Callable[[Page], None], str] = {
    pictures_for_figures: r"applications\..*\.total",
    row_without_its_first_cell: r"applications\.denied_by_law\..*",
    reviews_without_their_first_cell: r"review_litigation\..*",
    two_lines_of_reviews: r"review_litigation\..*",
    shown_backwards: r"applications\..*\.total",
    shown_backwards_by_style: r"applications\..*\.total",
    white_digits: r"applications\..*\.total",
}


@pytest.mark.parametrize("change", DOUBTFUL, ids=lambda change: change.__name__)
def test_what_cannot_be_known_is_unreadable(change: Callable[[Page], None]) -> None:
    made = page()
    wanted = {key: raw for key, raw in made.figures.items() if not re.fullmatch(DOUBTFUL[change], key)}
    change(made)
    report = read(made.html())
    unreadable = {cell.key for cell in report.cells if cell.state is State.UNREADABLE}
    assert unreadable == set(made.figures) - set(wanted)
    assert {key: raw for key, raw in raws(report).items() if key in wanted} == wanted
    assert all(check.holds is not False for check in report.checks)


def test_a_row_that_may_be_one_of_the_form_is_not_called_absent() -> None:
    made = page()
    rename(
        made, A, {"4.保护第三方合法权益": "4.保护他人合法利益", "5.属于三类内部事务信息": "5.保护的合法权利"}
    )
    report = read(made.html())
    states = {cell.state for cell in report.cells if cell.item == "denied_third_party"}
    assert states == {State.UNREADABLE}
    assert "extra_row" in codes(report)


def cut_below_its_label(made: Page) -> int:
    """Move the figures of a row into a line of their own; the number of the line of the label."""
    rows = made.tables[A]
    at = next(at for at, row in enumerate(rows) if row[0].text.startswith("3.要求提供"))
    label, *figures = rows[at]
    rows[at : at + 1] = [[label, *[C("") for _ in figures]], [C(""), *figures]]
    for row in rows[:at]:
        for cell in row:
            cell.rows += cell.text.startswith(("三、", "（五）"))
    return at


def test_figures_alone_below_their_label_belong_to_it() -> None:
    made = page()
    cut_below_its_label(made)
    report = read(made.html())
    assert raws(report) == made.figures
    assert codes(report) == {"row_joined"}


def test_figures_alone_below_a_label_where_a_row_is_missing_may_be_its_own() -> None:
    made = page()
    at = cut_below_its_label(made)
    del made.tables[A][at + 2]  # 4.无正当理由大量反复申请
    report = read(made.html())
    states = {cell.item: cell.state for cell in report.cells if cell.table == A and cell.column == "total"}
    assert states["rejected_publication"] == states["rejected_excessive"] == State.UNREADABLE
    assert "label_lost" in codes(report)
