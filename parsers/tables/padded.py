"""Rows that end in a blank total where every other row has one: a cell may be missing before it.

Workbooks, and some tables of Word, are filled up with blanks where a row has too few cells, so that each
figure behind the missing one stands a column too far left. Labels cannot show that; sums do.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from parsers.model import Cell, State
from parsers.tables.figures import Figures
from parsers.templates import FormTable

MOST_ROWS = 2  # of this kind; more of them belong to a publisher who leaves totals blank
FEWEST_TOTALS = 4  # of other rows
# A row that is not printed may have been cut off: no sum can be held against those that are.
NOTHING = frozenset({State.BLANK, State.SLASH, State.DASH, State.TEXT})


def doubt_padded(figures: Figures, table: FormTable) -> None:
    """Call the figures of such rows unreadable whose columns do not add up."""
    rows: dict[str, dict[str, Cell]] = {}
    for (of, item, column), cell in figures.cells.items():
        if of == table.key:
            rows.setdefault(item, {})[column] = cell
    filled = {
        item: row for item, row in rows.items() if any(cell.state is State.NUMBER for cell in row.values())
    }
    padded = [item for item, row in filled.items() if "total" in row and row["total"].state is State.BLANK]
    if not padded or len(padded) > MOST_ROWS or len(filled) - len(padded) < FEWEST_TOTALS:
        return
    figures.by_layout = False
    for item in padded:
        if not adds_up(item, rows, table):
            doubt(figures, {(table.key, item, column): cell for column, cell in rows[item].items()})


def doubt_padded_review(figures: Figures, table: FormTable) -> None:
    """Call reviews and suits unreadable of which one total is blank and another does not add up."""
    cells = {key: cell for key, cell in figures.cells.items() if key[0] == table.key}
    blank = [key for key, cell in cells.items() if cell.state is State.BLANK]
    printed = sum(cell.state is State.NUMBER for cell in cells.values())
    if len(blank) != 1 or blank[0][2] != "total" or printed + 1 < len(cells):
        return
    figures.by_layout = False
    for identity in table.identities:
        for item in {item for _, item, _ in cells} - {blank[0][1]}:
            left, right = (
                sum(cells[table.key, item, column].value or 0 for column in columns)
                for columns in (identity.left, identity.right)
            )
            if identity.each == "row" and left != right:
                doubt(figures, cells)


def doubt(figures: Figures, cells: Mapping[tuple[str, str, str], Cell]) -> None:
    note = "a figure is blank and sums do not hold: a cell may be missing"
    for key, cell in cells.items():
        figures.cells[key] = replace(cell, value=None, state=State.UNREADABLE, note=note)


def adds_up(item: str, rows: Mapping[str, Mapping[str, Cell]], table: FormTable) -> bool:
    """Whether all sums over columns hold in which a row stands, as far as their figures were read."""
    for identity in table.identities:
        if identity.each != "column" or item not in (*identity.left, *identity.right):
            continue
        for column in rows[item]:
            sides = []
            for keys in (identity.left, identity.right):
                cells = [rows[key][column] for key in keys if column in rows.get(key, {})]
                if any(cell.state is not State.NUMBER and cell.state not in NOTHING for cell in cells):
                    break
                sides.append(sum(cell.value or 0 for cell in cells))
            if column != "total" and len(sides) == 2 and sides[0] != sides[1]:
                return False
    return True
