"""Columns of several years beside each other under the same labels: those of the newest are left.

2022年                      2023年                      自然人       商业企业     …  总计
自然人 | 商业企业 | … | 总计   自然人 | 商业企业 | … | 总计    本年 | 上年  本年 | 上年  …  本年 | 上年
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from msgspec.structs import replace

from parsers.document import GridCell, Table
from parsers.labels import normalise, squeeze
from parsers.titles import WITH_YEAR, year_of
from parsers.wording import WORDS

THIS = frozenset(WORDS["years"]["this"])
LAST = frozenset(WORDS["years"]["last"])
SAID = THIS | LAST
FEWEST_COLUMNS = 3  # of one year
HIGHEST = 8  # row of a header from the top of its table


def of_newest_year(table: Table) -> tuple[Table, str]:
    """A table without the columns of other years, and which years these are; itself and "" for others."""
    years = years_in(table.texts)
    if len(years) < 2:
        return table, ""
    cells = table.cells
    for row in dict.fromkeys(cells[at].row for at in years):
        heads = [cells[at] for at in years if cells[at].row == row]
        if len(heads) < 2 * FEWEST_COLUMNS:  # two figures beside each other may look like years
            heads = [cell for cell in heads if not cell.text.strip().isdigit()]
        if row > HIGHEST or len(heads) < 2:
            continue
        others = by_turns(heads)
        if others and is_whole(table, row) and (len(heads) > 2 or has_one_above(table, heads)):
            made = without(table, others)
            plain = [
                replace(cell, text="") if cell.row == row and is_head(cell) else cell for cell in made.cells
            ]
            return replace(made, cells=tuple(plain)), squeeze(others[0].text)
        if are_beside(heads, cells):
            newest = max(heads, key=lambda cell: order(cell.text))
            others = [cell for cell in heads if cell is not newest]
            return without(table, others), "、".join(squeeze(cell.text) for cell in others)
    return table, ""


def years_in(texts: Sequence[str]) -> list[int]:
    """The places of the texts that are a year, in figures or said as this or the last one."""
    years = [at for at, text in enumerate(texts) if "20" in text[:4] and is_year(text)]
    if not SAID.isdisjoint(texts):
        years = sorted([*years, *(at for at, text in enumerate(texts) if text in SAID)])
    return years


def by_turns(heads: Sequence[GridCell]) -> list[GridCell]:
    """The heads of the columns of another year, where each of those of one year stands beside it; else []."""
    first, second = heads[0::2], heads[1::2]
    names = [{squeeze(cell.text) for cell in turn} for turn in (first, second)]
    beside = all(
        left.column + 1 == right.column and left.column_span == right.column_span == 1
        for left, right in zip(first, second, strict=False)
    )
    if not beside or len(heads) % 2 or any(len(name) != 1 for name in names):
        return []
    one, other = (order(name.pop()) for name in names)
    return [] if one == other else list(second if one > other else first)


def has_one_above(table: Table, heads: Sequence[GridCell]) -> bool:
    """Whether one cell stands above two heads, and above no other, as the name of both columns does."""
    return any(
        cell.row + cell.row_span == heads[0].row
        and (cell.column, cell.column_span) == (heads[0].column, len(heads))
        for cell in table.cells
    )


def is_whole(table: Table, row: int) -> bool:
    """Whether cells stand in all columns of a row: not where an editor lost the spans of others."""
    covering = [cell for cell in table.cells if cell.row <= row < cell.row + cell.row_span]
    return sum(cell.column_span for cell in covering) == table.width


def order(text: str) -> int:
    """The year that a head names; the one reported on is later than any that is told by its number."""
    plain = squeeze(text)
    return 9999 if plain in THIS else 0 if plain in LAST else year_of(text) or 0


def is_head(cell: GridCell) -> bool:
    return cell.text in SAID or is_year(cell.text)


def is_year(text: str) -> bool:
    return WITH_YEAR.fullmatch(squeeze(text)) is not None


def are_beside(groups: Sequence[GridCell], cells: Sequence[GridCell]) -> bool:
    """Whether cells with years stand beside each other, each over as many columns of the same labels."""
    width = groups[0].column_span
    if len(groups) < 2 or width < FEWEST_COLUMNS or len({order(cell.text) for cell in groups}) < len(groups):
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
