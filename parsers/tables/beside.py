"""Tables too wide for their page, printed as two with the same rows: put together again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from parsers.labels import look_up
from parsers.model import GridCell, Table

FEWEST = 3  # rows with labels of a form


def joined(tables: Sequence[Table]) -> list[Table]:
    """The tables, each with those that carry its rows on put to its right, their labels left out."""
    made: list[Table] = []
    for table in tables:
        if made and (both := beside(made[-1], table)) is not None:
            made[-1] = both
        else:
            made.append(table)
    return made


def beside(left: Table, right: Table) -> Table | None:
    """One table made of two with the same rows and other columns; None for any other two."""
    if not left.cells or not right.cells or left.cells[-1].row != right.cells[-1].row:
        return None
    rows = row_keys(left)
    if len(rows) < FEWEST or len(set(rows)) < len(rows) or rows != row_keys(right):
        return None
    columns = column_keys(left)
    if not columns or not column_keys(right) or columns & column_keys(right):
        return None
    start = first_of_figures(right)
    if start == 0 or start != first_of_figures(left):
        return None
    width = left.width
    moved = [
        replace(cell, column=cell.column + width - start) for cell in right.cells if cell.column >= start
    ]
    cells = sorted((*left.cells, *moved), key=lambda cell: (cell.row, cell.column))
    return Table(tuple(cells), left.place)


def row_keys(table: Table) -> list[tuple[int, str]]:
    """The rows of a form that are printed, each with the line it stands in."""
    return [(cell.row, key) for cell in table.cells if (key := row_key(cell))]


def row_key(cell: GridCell) -> str:
    """The row that a label means, "" for one that may head a column as well."""
    meant = look_up(cell.text)
    if any(meaning.kind == "column" for meaning in meant):
        return ""
    return next((meaning.key for meaning in meant if meaning.kind == "row"), "")


def column_keys(table: Table) -> set[str]:
    top = min((cell.row for cell in table.cells if row_key(cell)), default=0)
    return {
        meaning.key
        for cell in table.cells
        if cell.row < top
        for meaning in look_up(cell.text)
        if meaning.kind == "column"
    }


def first_of_figures(table: Table) -> int:
    """The grid column where the figures begin."""
    return max((cell.column + cell.column_span for cell in table.cells if row_key(cell)), default=0)
