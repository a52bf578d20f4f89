"""A row of a pictured table whose figures stand under other columns than those of its neighbours."""

from __future__ import annotations

import pytest

from parsers.document import GridCell, Place, Table
from parsers.model import Cell, State
from parsers.tables.figures import Figures
from parsers.tables.strayed import doubt_strayed
from parsers.templates import Heading

APPLICATIONS = "applications"
COLUMNS = ("natural_person", "business", "research")
ITEMS = ("granted", "partly_granted", "denied_by_law", "rejected_petition", "carried_out")


def read(shift: dict[str, int], confidence: float | None) -> tuple[Table, Figures]:
    """Rows of three figures, each in the fourth, fifth and sixth column of the grid, or so many farther."""
    figures, cells = Figures(), []
    for row, item in enumerate(ITEMS):
        for at, column in enumerate(COLUMNS):
            raw = str(17 * row + 5 * at + 31)
            cell = GridCell(row, 3 + at + shift.get(item, 0), raw, Place(), confidence=confidence)
            cells.append(cell)
            key = (APPLICATIONS, item, column)
            figures.printed[key] = (cell, Heading(column, column), "")
            figures.cells[key] = Cell(*key, raw, int(raw), State.NUMBER, Place())
    return Table(tuple(cells)), figures


def unread(figures: Figures) -> set[str]:
    return {item for (_, item, _), cell in figures.cells.items() if cell.state is State.UNREADABLE}


def test_a_row_under_other_columns_is_unreadable() -> None:
    table, figures = read({"carried_out": 1}, 0.99)
    doubt_strayed([table], figures)
    assert unread(figures) == {"carried_out"}
    assert all(cell.value is None for key, cell in figures.cells.items() if key[1] == "carried_out")
    assert [issue.code for issue in figures.issues] == ["columns_unclear"]


@pytest.mark.parametrize(("shift", "confidence"), [({}, 0.99), ({"carried_out": 1}, None)])
def test_rows_under_the_same_columns_and_rows_that_were_not_recognised_stay(
    shift: dict[str, int], confidence: float | None
) -> None:
    """Where cells are told by the document, those before a figure may be merged in one row and not in others."""
    table, figures = read(shift, confidence)
    doubt_strayed([table], figures)
    assert unread(figures) == set()


def test_another_table_has_its_own_columns() -> None:
    table, figures = read({"rejected_petition": 1, "carried_out": 1}, 0.99)
    rows = (1, 2, 3), (4, 5)
    first, second = (
        Table(tuple(cell for cell in table.cells if cell.row + 1 in numbers)) for numbers in rows
    )
    doubt_strayed([first, second], figures)
    assert unread(figures) == set()
