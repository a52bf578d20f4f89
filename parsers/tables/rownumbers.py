"""Columns that number the rows of a table, headers and all, as in those copied from a grid of cells."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from parsers.document import GridCell, Table

FEWEST_BEFORE, FEWEST_BEHIND = 4, 8  # rows numbered before their labels, or behind their figures
BEGINS = ("1", "")  # a first row is numbered, or holds the names of columns with a blank corner


def without_row_numbers(table: Table) -> Table:
    """A table without cells that do no more than number its rows; the same table where there are none."""
    cells = table.cells
    if len(cells) < FEWEST_BEFORE or not may_be_numbered(cells):
        return table
    rows = [row for row in table.rows() if row]
    for end, fewest in ((0, FEWEST_BEFORE), (-1, FEWEST_BEHIND)):
        if len(rows) >= fewest and are_numbered([row[end] for row in rows]):
            numbers = {id(row[end]) for row in rows}
            return replace(table, cells=tuple(cell for cell in cells if id(cell) not in numbers))
    return table


def may_be_numbered(cells: Sequence[GridCell]) -> bool:
    """Whether the first row of a table begins or ends as one that is numbered."""
    if cells[0].text in BEGINS:
        return True
    behind = next((at for at, cell in enumerate(cells) if cell.row != cells[0].row), len(cells))
    return cells[behind - 1].text in BEGINS


def are_numbered(cells: Sequence[GridCell]) -> bool:
    """Whether the cells of a column count from 1, or from 0 or 1 below a blank corner."""
    below = cells[1:] if not cells[0].text.strip() else cells
    first = 0 if below is not cells and below[0].text == "0" else 1
    return all(
        cell.text == str(number) and cell.row_span == 1 and cell.column_span == 1
        for number, cell in enumerate(below, first)
    )
