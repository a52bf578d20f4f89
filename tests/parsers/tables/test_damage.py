"""Tables damaged in one way at random: no figure is wrong, blank or left out without a word.

Every figure of a report differs from every other, so that one which is read in the place of another shows.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from random import Random

import pytest

from parsers import Hints, parse
from parsers.model import State
from tests.parsers.report_page import C, Page, Rows, page, page_html, table_html

TABLES = ["proactive_disclosure", "applications", "review_litigation"]
ROUNDS = 60  # of each kind of damage


def distinct(form: str) -> tuple[Page, list[Rows]]:
    """A report whose figures are numbered, those of the amounts with a fraction; its tables in order."""
    made = page(form)
    keys = sorted(made.figures, key=printed_place)
    at = 0
    for rows in made.tables.values():
        for cell in (cell for row in rows for cell in row):
            if is_figure(cell) or cell.text in made.figures.values():
                amount = keys[at].endswith(".amount")
                cell.text = made.figures[keys[at]] = f"{1000 + at}{'.5' if amount else ''}"
                at += 1
    assert at == len(keys)
    return made, list(made.tables.values())


def printed_place(key: str) -> tuple[int, int]:
    """Where a figure is printed, as far as that is not the order in which the report was put together."""
    table, item, _ = key.split(".")
    first = {"new_received": -2, "carried_in": -1, "handled_total": 1, "carried_out": 2}
    return TABLES.index(table), first.get(item, 0)


def is_figure(cell: C) -> bool:
    return cell.text.replace(".", "").isdigit()


def lines_of_figures(rows: Rows) -> Rows:
    return [row for row in rows if any(map(is_figure, row))]


def cell_lost(tables: list[Rows], chance: Random) -> None:
    row = chance.choice(lines_of_figures(chance.choice(tables)))
    row.remove(chance.choice([cell for cell in row if is_figure(cell)]))


def cell_added(tables: list[Rows], chance: Random) -> None:
    row = chance.choice(lines_of_figures(chance.choice(tables)))
    row.insert(chance.randrange(len(row) + 1), C(chance.choice(["", "7777"])))


def label_lost(tables: list[Rows], chance: Random) -> None:
    rows = chance.choice(tables)
    chance.choice([cell for row in rows for cell in row if not is_figure(cell)]).text = ""


def label_cut(tables: list[Rows], chance: Random) -> None:
    rows = chance.choice(tables)
    cell = chance.choice([cell for row in rows for cell in row if len(cell.text) > 3 and not is_figure(cell)])
    length = chance.randrange(1, len(cell.text))
    cell.text = chance.choice([cell.text[:length], cell.text[length:]])


def row_lost(tables: list[Rows], chance: Random) -> None:
    rows = chance.choice(tables)
    del rows[chance.randrange(len(rows))]


def rows_swapped(tables: list[Rows], chance: Random) -> None:
    rows = chance.choice(tables)
    at = chance.randrange(len(rows) - 1)
    rows[at], rows[at + 1] = rows[at + 1], rows[at]


def row_copied(tables: list[Rows], chance: Random) -> None:
    rows = chance.choice(tables)
    row = copy.deepcopy(chance.choice(lines_of_figures(rows)))
    for cell in filter(is_figure, row):
        cell.text = str(chance.randrange(7000, 9999))
    rows.insert(chance.randrange(len(rows) + 1), row)


def span_changed(tables: list[Rows], chance: Random) -> None:
    rows = chance.choice(tables)
    cell = chance.choice([cell for row in rows for cell in row if cell.rows > 1 or cell.columns > 1])
    if cell.rows > 1:
        cell.rows += chance.choice([-1, 1])
    else:
        cell.columns += chance.choice([-1, 1])


def figure_widened(tables: list[Rows], chance: Random) -> None:
    row = chance.choice(lines_of_figures(chance.choice(tables)))
    cell = chance.choice([cell for cell in row if is_figure(cell)])
    if chance.random() < 0.5:
        cell.columns += 1
    else:
        cell.rows += 1


def figures_in_one_cell(tables: list[Rows], chance: Random) -> None:
    row = chance.choice([row for row in lines_of_figures(chance.choice(tables[1:])) if len(row) > 3])
    at = chance.choice([at for at in range(len(row) - 1) if is_figure(row[at]) and is_figure(row[at + 1])])
    row[at].text += " " + row[at + 1].text
    if chance.random() < 0.5:
        del row[at + 1]
    else:
        row[at + 1].text = ""


def column_added(tables: list[Rows], chance: Random) -> None:
    rows = chance.choice(tables)
    behind = chance.choice([0, 1, 3])
    label = chance.choice(["上年", "占比", "备注", "合计", ""])
    for at, row in enumerate(rows):
        text = label if at == 0 else chance.choice(["", "7777"]) if any(map(is_figure, row)) else ""
        row.insert(max(0, len(row) - behind), C(text))


def table_cut(tables: list[Rows], chance: Random) -> None:
    number = chance.randrange(len(tables))
    at = chance.randrange(1, len(tables[number]))
    tables[number : number + 1] = [tables[number][:at], tables[number][at:]]
    if chance.random() < 0.3:
        chance.shuffle(tables)


def table_copied(tables: list[Rows], chance: Random) -> None:
    rows = copy.deepcopy(chance.choice(tables))
    for cell in (cell for row in rows for cell in row if is_figure(cell)):
        cell.text = str(chance.randrange(7000, 9999))
    tables.insert(chance.randrange(len(tables) + 1), rows)


DAMAGES = [
    cell_lost,
    cell_added,
    label_lost,
    label_cut,
    row_lost,
    rows_swapped,
    row_copied,
    span_changed,
    figure_widened,
    figures_in_one_cell,
    column_added,
    table_cut,
    table_copied,
]


@pytest.mark.parametrize("damage", DAMAGES, ids=[damage.__name__ for damage in DAMAGES])
def test_no_figure_is_wrong_without_a_word(damage: Callable[[list[Rows], Random], None]) -> None:
    for seed in range(ROUNDS):
        made, tables = distinct("2021" if seed % 2 else "2019")
        damage(tables, Random(seed))  # noqa: S311 - no secret
        shown = {cell.text for rows in tables for row in rows for cell in row}
        body = f"<h1>{made.title}</h1>" + "".join(table_html(rows) for rows in tables)
        (report,) = parse(page_html(made.title, body).encode(), Hints(name="page.html"))
        read = {cell.key: cell for cell in report.cells}
        for key, figure in made.figures.items():
            cell = read.get(key)
            if cell is None or cell.state is State.ABSENT:
                assert figure not in shown or report.issues or report.reason, (seed, key)
            elif cell.state is State.NUMBER:
                assert cell.raw == figure, (seed, key)
            else:
                assert cell.state is State.UNREADABLE or figure not in shown, (seed, key)
