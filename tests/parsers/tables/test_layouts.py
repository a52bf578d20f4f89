"""Tables laid out like others: recalled, each figure is what the way along the labels makes of it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from parsers import tables
from parsers.document import GridCell, Hints, Table
from parsers.model import State
from parsers.readers import read_many
from parsers.tables import layouts
from tests.parsers.report_page import C, page
from tests.parsers.tables.test_table_variants import BY_FORM

SAMPLES = sorted(
    path
    for path in (Path(__file__).parents[2] / "samples").glob("*/document.*")
    if path.suffix in {".html", ".txt", ".docx", ".xlsx", ".xls", ".ofd"}
)
# What stands in the place of a figure: signs, words, numbers that may be read and numbers that may not.
PRINTED = [
    "0", "/", "—", "-", "1,234", "１２", "无", "+3", "-2", "减2", "增10", "12件", "007", "12.5", "1.5万元", "1 2",
    "十二", "一", "0/0", "③", "250元", "*", "、", "1.", "三", "99999999999999999", "3（含上年1件）",
    "2023", "2045",
]  # fmt: skip
YEARS = ["2023", "2023年", "2020年度"]


@pytest.fixture(autouse=True)
def nothing_known() -> Iterator[None]:
    layouts.LAYOUTS.clear()
    yield
    layouts.LAYOUTS.clear()


def tables_of(body: bytes, name: str) -> list[Table]:
    outcomes = next(read_many([(body, Hints(name=name))]))
    return [table for outcome in outcomes if outcome.document for table in outcome.document.tables]


def chance(seed: int | str) -> random.Random:
    return random.Random(seed)  # noqa: S311


def figure(dice: random.Random) -> str:
    return (
        str(dice.choice([0, 1, 2, 7, dice.randint(3, 5000)])) if dice.random() < 0.8 else dice.choice(PRINTED)
    )


def refilled(found: list[Table], dice: random.Random) -> list[Table]:
    """The same tables with other figures; sometimes one figure everywhere, so that all of them are equal."""
    same = "7" if dice.random() < 0.2 else ""
    return [
        replace(
            table,
            cells=tuple(
                replace(cell, text=same or figure(dice))
                if layouts.masked(cell.text) == layouts.FIGURE
                else cell
                for cell in table.cells
            ),
        )
        for table in found
    ]


def assert_recalled_alike(found: list[Table], dice: random.Random, expected: str = "") -> bool:
    """Read tables of one layout, one after the other; whether the layout was kept after the first."""
    tables.read(refilled(found, dice), expected)
    kept = bool(layouts.LAYOUTS)
    for _ in range(3):
        again = refilled(found, dice)
        recalled, labelled = tables.read(again, expected), tables.read_labels(again, expected)
        assert recalled == labelled
        assert list(recalled.cells) == list(labelled.cells)
    return kept


@pytest.mark.parametrize("path", SAMPLES, ids=[path.parent.name for path in SAMPLES])
def test_other_figures_in_a_sample_are_read_as_by_its_labels(path: Path) -> None:
    assert_recalled_alike(tables_of(path.read_bytes(), path.name), chance(path.parent.name))


@pytest.mark.parametrize(
    ("change", "form"), BY_FORM, ids=[f"{change.__name__}-{form}" for change, form in BY_FORM]
)
def test_other_figures_in_a_bent_table_are_read_as_by_its_labels(change, form):  # type: ignore[no-untyped-def]
    made = page(form)
    html = change(made) or made.html()
    assert_recalled_alike(tables_of(html.encode(), "page.html"), chance(form), form)


@cache
def plain_tables(form: str) -> list[Table]:
    return tables_of(page(form).html().encode(), "page.html")


@pytest.mark.parametrize("form", ["2021", "2019"])
def test_a_plain_layout_is_kept(form: str) -> None:
    assert assert_recalled_alike(plain_tables(form), chance(5), form)


def bent(table: Table, dice: random.Random) -> Table:
    """A table with rows or columns left out, doubled or swapped, spans that lie, and texts in other cells."""
    cells = list(table.cells)
    height, width = table.height, table.width
    at = dice.randrange(len(cells))
    row, other, column = dice.randrange(height), dice.randrange(height), dice.randrange(width)
    match dice.randrange(9):
        case 0:
            cells = [replace(c, row=c.row - (c.row > row)) for c in cells if c.row != row]
        case 1:
            swap = {row: other, other: row}
            cells = [replace(c, row=swap.get(c.row, c.row)) for c in cells]
        case 2:
            below = [replace(c, row=row + 1) for c in cells if c.row == row]
            cells = [*(replace(c, row=c.row + (c.row > row)) for c in cells), *below]
        case 3:
            beside = [replace(c, column=column + 1) for c in cells if c.column == column]
            cells = [*(replace(c, column=c.column + (c.column > column)) for c in cells), *beside]
        case 4:
            cells = [replace(c, column=c.column - (c.column > column)) for c in cells if c.column != column]
        case 5:
            cells[at] = replace(cells[at], column_span=dice.randint(1, 3), row_span=dice.randint(1, 2))
        case 6:
            cells[at] = replace(cells[at], text=dice.choice(["", figure(dice), dice.choice(YEARS)]))
        case 7:
            cells[at] = replace(cells[at], text=dice.choice(cells).text)
        case 8:
            blanks = [GridCell(y, column, dice.choice(["", "5"])) for y in range(height)]
            cells = [*(replace(c, column=c.column + (c.column >= column)) for c in cells), *blanks]
    return replace(table, cells=tuple(sorted(cells, key=lambda cell: (cell.row, cell.column))))


@settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 1 << 60), st.sampled_from(["2021", "2019"]))
def test_other_figures_in_tables_bent_at_random_are_read_as_by_their_labels(seed: int, form: str) -> None:
    dice = chance(seed)
    found = list(plain_tables(form))
    for _ in range(dice.randint(1, 3)):
        at = dice.randrange(len(found))
        if found[at].cells:
            found[at] = bent(found[at], dice)
    layouts.LAYOUTS.clear()
    assert_recalled_alike(found, dice, dice.choice(["", "2021", "2019"]))


def with_cell(found: list[Table], text: str, other: str) -> list[Table]:
    """The tables with one text in the stead of another, wherever that stands."""
    return [
        replace(
            table,
            cells=tuple(replace(cell, text=other) if cell.text == text else cell for cell in table.cells),
        )
        for table in found
    ]


def test_figures_printed_twice_alike_are_not_taken_for_one_place() -> None:
    made = page()
    made.tables["applications"].append(
        [C(cell.text, cell.columns) for cell in made.tables["applications"][3]]
    )
    twice = tables_of(made.html().encode(), "page.html")
    key = ("applications", "new_received", "natural_person")
    assert tables.read(twice).cells[key].value == int(made.figures[".".join(key)])
    first = next(cell for cell in twice[1].cells if cell.text == made.figures[".".join(key)])
    cells = tuple(replace(cell, text="77777") if cell is first else cell for cell in twice[1].cells)
    other = [twice[0], replace(twice[1], cells=cells), *twice[2:]]
    assert tables.read(other).cells[key].value is None


def test_sums_that_prove_an_order_prove_it_of_their_own_figures_only() -> None:
    made = page()
    del made.tables["applications"][:3]
    found = tables_of(made.html().encode(), "page.html")
    broken = with_cell(found, made.figures["applications.rejected_repeated.total"], "88888")
    assert states_of_applications(broken) == {State.UNREADABLE}
    assert states_of_applications(found) == {State.NUMBER}
    assert states_of_applications(broken) == {State.UNREADABLE}


def states_of_applications(found: list[Table]) -> set[State]:
    return {cell.state for cell in tables.read(found).cells.values() if cell.table == "applications"}


def test_a_figure_across_several_columns_stays_refused() -> None:
    made = page()
    row = made.tables["applications"][4]
    figures = row[-7:]
    row[-7:] = [*figures[:5], C("4321", 2)]
    found = tables_of(made.html().encode(), "page.html")
    key = ("applications", "carried_in", "total")
    for text in ("4321", "6543"):
        assert tables.read(with_cell(found, "4321", text)).cells[key].value is None


def test_a_missing_cell_is_missed_behind_a_table_of_dashes_laid_out_alike() -> None:
    made = page()
    row = made.tables["applications"][4]
    row[-7:] = [*row[-6:], C("")]  # without its first figure, filled up with a blank
    found = tables_of(made.html().encode(), "page.html")
    dashes = [
        replace(
            table,
            cells=tuple(
                replace(cell, text="—") if layouts.masked(cell.text) == layouts.FIGURE else cell
                for cell in table.cells
            ),
        )
        for table in found
    ]
    tables.read(dashes, "2021")
    carried_in = [cell for cell in tables.read(found, "2021").cells.values() if cell.item == "carried_in"]
    assert {cell.state for cell in carried_in} == {State.UNREADABLE}


def test_a_figure_is_taken_from_its_own_document() -> None:
    found = plain_tables("2021")
    place = ("applications", "carried_in", "research")
    assert tables.read(found, "2021").cells[place].value == 9
    again = tables.read(with_cell(found, "9", "9999"), "2021").cells[place]
    assert (again.value, again.raw) == (9999, "9999")
    noted = tables.read(with_cell(found, "9", "9（含上年4件）"), "2021").cells[place]
    assert (noted.value, noted.note) == (9, "（含上年4件）")
    blank = tables.read(with_cell(found, "9", ""), "2021").cells[place]
    assert (blank.value, str(blank.state)) == (None, "blank")


def test_two_columns_of_one_label_are_compared_in_each_document() -> None:
    made = page()
    rows = made.tables["applications"]
    rows[1].insert(1, C("自然人", 1, 2))
    for row in rows[3:]:
        row.insert(len(row) - 6, C(row[-7].text))
    found = tables_of(made.html().encode(), "page.html")
    key = ("applications", "carried_in", "natural_person")
    assert tables.read(found).cells[key].value == 41
    second = [cell for cell in found[1].cells if cell.text == "41"][1]
    cells = tuple(replace(cell, text="14") if cell is second else cell for cell in found[1].cells)
    assert tables.read([found[0], replace(found[1], cells=cells), found[2]]).cells[key].value is None


def test_a_year_before_a_line_is_no_figure() -> None:
    made = page()
    rows = made.tables["review_litigation"]
    rows[-1].insert(0, C("2023"))
    found = tables_of(made.html().encode(), "page.html")
    for text in ("2023", "57"):
        other = with_cell(found, "2023", text)
        assert tables.read(other) == tables.read_labels(other)


def test_a_layout_with_a_figure_among_its_headers_is_not_kept() -> None:
    made = page()
    made.tables["applications"][1].append(C("8"))
    found = tables_of(made.html().encode(), "page.html")
    assert tables.read(found).tables["applications"] == "2021"
    assert not layouts.LAYOUTS


def test_layouts_are_not_kept_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layouts, "MOST_LAYOUTS", 3)
    first, applicants, last = plain_tables("2021")
    printed = [cell for cell in applicants.cells if layouts.masked(cell.text) == layouts.FIGURE]
    for blank in printed[:8]:
        cells = tuple(replace(cell, text="") if cell is blank else cell for cell in applicants.cells)
        tables.read([first, replace(applicants, cells=cells), last])
        assert 0 < len(layouts.LAYOUTS) <= 3
