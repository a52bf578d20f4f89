"""Whatever the order, the spans and the numerals of a page: each figure stays with its labels."""

from __future__ import annotations

import random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parsers import parse
from parsers.model import State
from tests.parsers.report_page import COLUMNS, Page, page
from tests.parsers.tables.test_table_variants import is_figure, raws, read

FEW = settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


def labelled_rows(made: Page) -> list[int]:
    return list(range(3, len(made.tables["applications"])))


@FEW
@given(st.randoms(use_true_random=False), st.sampled_from(["2021", "2019"]))
def test_rows_in_any_order_are_read_by_their_labels(dice: random.Random, form: str) -> None:
    made = page(form)
    rows = made.tables["applications"]
    # Groups are written into every row first, so that a row may stand anywhere.
    group, left = None, 0
    for row in rows[5:-1]:
        if row[0].text == "三、本年度办理结果":
            row.pop(0)
        if row[0].rows > 1:
            group, left = row[0].text, row[0].rows
            row[0].rows = 1
        elif left > 0 and group:
            row.insert(0, type(row[0])(group))
        left -= 1
    body = rows[3:]
    dice.shuffle(body)
    made.tables["applications"] = rows[:3] + body
    assert raws(read(made.html())) == made.figures


@FEW
@given(st.permutations(range(7)), st.sampled_from(["2021", "2019"]))
def test_columns_in_any_order_are_read_by_their_labels(order: list[int], form: str) -> None:
    made = page(form)
    rows = made.tables["applications"]
    leaves = [*rows[1][:1], *rows[2], *rows[1][2:]]
    for cell in leaves:
        cell.rows = 1
    rows[0][0].rows = 2
    rows[1:3] = [[leaves[at] for at in order]]
    for row in rows[2:]:
        figures = row[-7:]
        row[-7:] = [figures[at] for at in order]
    assert raws(read(made.html())) == made.figures


@FEW
@given(st.randoms(use_true_random=False), st.sampled_from(["2021", "2019"]))
def test_spans_that_lie_never_give_a_wrong_figure(dice: random.Random, form: str) -> None:
    made = page(form)
    cells = [cell for rows in made.tables.values() for row in rows for cell in row]
    for cell in dice.sample(cells, 12):
        if dice.random() < 0.5:
            cell.columns = dice.randint(1, 5)
        else:
            cell.rows = dice.randint(1, 4)
    report = read(made.html())
    for cell in report.cells:
        if cell.state not in (State.ABSENT, State.UNREADABLE):
            assert cell.raw == made.figures[cell.key], cell.key


@FEW
@given(st.randoms(use_true_random=False))
def test_cells_left_out_never_give_a_wrong_figure_in_silence(dice: random.Random) -> None:
    made = page()
    rows = made.tables["applications"]
    row = dice.choice(rows[3:])
    place = dice.randrange(1, 8)
    del row[-place]
    report = read(made.html())
    wrong = [
        cell.key
        for cell in report.cells
        if cell.state not in (State.ABSENT, State.UNREADABLE) and cell.raw != made.figures[cell.key]
    ]
    failing = {check.where for check in report.checks if check.holds is False}
    assert all(key.split(".")[1] in failing or key.split(".")[2] in failing for key in wrong)


NUMERALS = st.one_of(
    st.integers(0, 10**9).map(lambda n: (str(n), n)),
    st.integers(0, 10**9).map(lambda n: (f"{n:,}", n)),
    st.integers(0, 10**6).map(
        lambda n: (str(n).translate(str.maketrans("0123456789", "０１２３４５６７８９")), n)
    ),
    st.integers(0, 10**6).map(lambda n: (f"{n}件", n)),
    st.integers(0, 10**6).map(lambda n: (f" {n} （含上年结转）", n)),
    st.sampled_from([("", None), ("/", None), ("—", None), ("无", None), ("十二", 12), ("二百零五", 205)]),
)


@FEW
@given(st.lists(NUMERALS, min_size=7, max_size=7))
def test_numerals_of_any_kind(figures: list[tuple[str, int | None]]) -> None:
    made = page()
    row = made.tables["applications"][3]
    for cell, (text, _) in zip(row[-7:], figures, strict=True):
        cell.text = text
    report = read(made.html())
    found = {cell.column: cell.value for cell in report.cells if cell.item == "new_received"}
    assert [found[column] for column in COLUMNS] == [value for _, value in figures]


@FEW
@given(st.text(max_size=30))
def test_any_text_in_a_cell_is_a_figure_only_if_it_says_one(text: str) -> None:
    made = page()
    cell = made.tables["applications"][3][-3]
    cell.text = text
    (report,) = parse(made.html().encode("utf-8", "replace"))
    read_cell = next(c for c in report.cells if c.key == "applications.new_received.legal_service")
    if read_cell.value is not None:
        assert any(sign.isnumeric() for sign in text)
    others = {c.key: c.raw for c in report.cells if c.state is not State.ABSENT and c is not read_cell}
    wrong = [
        key for key, raw in others.items() if raw != made.figures[key] and key.split(".")[1] != "new_received"
    ]
    assert not wrong


def test_the_figures_of_the_page_are_figures() -> None:
    made = page()
    assert sum(is_figure(cell) for rows in made.tables.values() for row in rows for cell in row) == 200
    assert len(made.figures) == 200
