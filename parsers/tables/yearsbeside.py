"""Columns of several years beside each other under the same labels: those of the newest are left.

2022年                      2023年
自然人 | 商业企业 | … | 总计   自然人 | 商业企业 | … | 总计
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from msgspec.structs import replace

from parsers.document import GridCell, Table
from parsers.labels import normalise, squeeze
from parsers.titles import WITH_YEAR, year_of

FEWEST_COLUMNS = 3  # of one year
HIGHEST = 8  # row of a header from the top of its table


def of_newest_year(table: Table) -> tuple[Table, str]:
    """A table without the columns of other years, and which years these are; itself and "" for others."""
    years = [at for at, text in enumerate(table.texts) if "20" in text[:4] and is_year(text)]
    if len(years) < 2:
        return table, ""
    cells = table.cells
    for row in dict.fromkeys(cells[at].row for at in years):
        groups = [cells[at] for at in years if cells[at].row == row]
        if row <= HIGHEST and are_beside(groups, cells):
            newest = max(groups, key=lambda cell: year_of(cell.text) or 0)
            others = [cell for cell in groups if cell is not newest]
            return without(table, others), "、".join(squeeze(cell.text) for cell in others)
    return table, ""


def is_year(text: str) -> bool:
    return WITH_YEAR.fullmatch(squeeze(text)) is not None


def are_beside(groups: Sequence[GridCell], cells: Sequence[GridCell]) -> bool:
    """Whether cells with years stand beside each other, each over as many columns of the same labels."""
    width = groups[0].column_span
    if (
        len(groups) < 2
        or width < FEWEST_COLUMNS
        or len({year_of(cell.text) for cell in groups}) < len(groups)
    ):
        return False
    if any(left.column + width != right.column for left, right in pairwise(groups)):
        return False
    below = groups[0].row + groups[0].row_span
    labels = [
        [normalise(cell.text) for cell in cells if cell.row == below and within(cell, group)]
        for group in groups
    ]
    return bool(labels[0]) and all(other == labels[0] for other in labels)


def within(cell: GridCell, group: GridCell) -> bool:
    return group.column <= cell.column < group.column + group.column_span


def without(table: Table, groups: Sequence[GridCell]) -> Table:
    """A table without the columns below some cells; what reaches over them becomes narrower."""
    gone = {column for group in groups for column in range(group.column, group.column + group.column_span)}
    kept = [column for column in range(table.width) if column not in gone]
    place = {column: at for at, column in enumerate(kept)}
    made = []
    for cell in table.cells:
        columns = [place[at] for at in range(cell.column, cell.column + cell.column_span) if at in place]
        if columns:
            made.append(replace(cell, column=columns[0], column_span=len(columns)))
    return replace(table, cells=tuple(made))
