"""Tables too wide for their page, printed as two with the same rows: put together again.

And the other way round: tables beside each other in one grid, as on a sheet, taken apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from parsers.labels import look_up
from parsers.model import GridCell, Table

FEWEST = 3  # rows with labels of a form
NARROWEST = 12  # columns of a grid that may hold two tables


def parted(tables: Sequence[Table]) -> list[Table]:
    """The tables, each grid taken apart that holds several official ones with blank columns between them."""
    return [part for table in tables for part in strips(table)]


def strips(table: Table) -> list[Table]:
    """The tables between the blank columns of a grid; itself where these hold not each an own one."""
    if table.width < NARROWEST:
        return [table]
    printed = {
        column
        for cell in table.cells
        if cell.text.strip()
        for column in range(cell.column, cell.column + cell.column_span)
    }
    starts = [column for column in sorted(printed) if column - 1 not in printed]
    if len(starts) < 2:
        return [table]
    bounds = [0, *starts[1:], table.width]
    parts = [
        replace(table, cells=tuple(cell for cell in table.cells if low <= cell.column < high))
        for low, high in pairwise(bounds)
    ]
    names = [official(part) for part in parts]
    whole = all(names) and len(set().union(*names)) == sum(map(len, names))
    return parts if whole else [table]


def official(table: Table) -> set[str]:
    """The official tables whose rows or columns a table names, labels of several tables left out."""
    return {
        meant[0].table
        for cell in table.cells
        if (meant := look_up(cell.text))
        and meant[0].kind in ("row", "column")
        and len({meaning.table for meaning in meant}) == 1
    }


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
    return replace(left, cells=tuple(cells))


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
