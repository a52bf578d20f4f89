"""Tables too wide for their page, printed as two with the same rows: put together again.

And the other way round: tables beside each other in one grid, as on a sheet, taken apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from msgspec.structs import replace

from parsers.document import GridCell, Table
from parsers.labels import look_up
from parsers.tables.lines import is_lying

HIGHEST_ALONE = 8  # rows of a table that lies on its side: those of one with the title of another are more
FEWEST = 3  # rows with labels of a form
NARROWEST = 12  # columns of a grid that may hold two tables


def parted(tables: Sequence[Table]) -> list[Table]:
    """The tables, grids taken apart that hold several beside each other, or one that lies on its side."""
    return [
        part
        for table in tables
        for level in without_lying(table)
        for strip in strips(level)
        for part in touching(strip)
    ]


def without_lying(table: Table) -> list[Table]:
    """A table on its side, below or above others in one grid, apart from these."""
    if table.height <= HIGHEST_ALONE:
        return [table]
    rows = table.rows()
    starts = [at for at, cells in enumerate(rows) if at and begins_table(cells)]
    if not starts:
        return [table]
    cuts: set[int] = set()
    for low, high in pairwise([0, *starts, len(rows)]):
        if is_lying(rows[low:high]):
            full = [at for at in range(low, high) if sum(bool(cell.text.strip()) for cell in rows[at]) > 1]
            cuts |= {full[0], full[-1] + 1}
    bounds = sorted({0, *cuts, len(rows)})
    return (
        [without_blank_columns(levels(table, low, high)) for low, high in pairwise(bounds)]
        if cuts
        else [table]
    )


def without_blank_columns(table: Table) -> Table:
    """A table without the columns at its right end that are blank throughout."""
    width = max((cell.column + cell.column_span for cell in table.cells if cell.text.strip()), default=0)
    return replace(table, cells=tuple(cell for cell in table.cells if cell.column < width))


def begins_table(cells: Sequence[GridCell]) -> bool:
    """Whether a row of a grid holds nothing but the title of an official table."""
    texts = [cell.text for cell in cells if cell.text.strip()]
    return len(texts) == 1 and any(meaning.kind == "title" for meaning in look_up(texts[0]))


def levels(table: Table, low: int, high: int) -> Table:
    """The rows of a table from `low` up to `high`, counted anew."""
    cells = [replace(cell, row=cell.row - low) for cell in table.cells if low <= cell.row < high]
    return replace(table, cells=tuple(cells))


def touching(table: Table) -> list[Table]:
    """Official tables that stand beside each other without a blank column between them, taken apart.

    What stands above and below both is left with the left one, or is a table of its own.
    """
    if table.width < NARROWEST:
        return [table]
    begins: dict[str, int] = {}
    rows: dict[str, list[int]] = {}
    for cell in table.cells:
        if (meant := look_up(cell.text)) and len({meaning.table for meaning in meant}) == 1:
            name = meant[0].table
            begins[name] = min(begins.get(name, cell.column), cell.column)
            rows.setdefault(name, []).append(cell.row)
    for right, bound in begins.items():
        left = [
            name
            for name, start in begins.items()
            if start < bound and min(rows[name]) <= max(rows[right]) and min(rows[right]) <= max(rows[name])
        ]
        if len(left) != 1 or len(rows[right]) < FEWEST or len(rows[left[0]]) < FEWEST:
            continue
        others = [min(at) for name, at in rows.items() if name not in (right, left[0])]
        end = min([at for at in others if at > min(rows[right])], default=table.height)
        upper = levels(table, 0, end)
        if any(cell.column < bound < cell.column + cell.column_span for cell in upper.cells if cell.row):
            continue
        sides = [
            replace(upper, cells=tuple(cell for cell in upper.cells if (cell.column < bound) is before))
            for before in (True, False)
        ]
        return [*sides, levels(table, end, table.height)] if end < table.height else sides
    return [table]


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
