"""Rows of applications whose figures may stand under other columns than their own, as their sums show.

Spans that an editor lost move figures from column to column, and leave a row of figures that looks whole. A
sum that fails is the publisher's error as a rule; not if another column of every row is the sum of the rest.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from parsers.document import GridCell
from parsers.tables.columns import Columns
from parsers.tables.figures import Figures
from parsers.tables.lines import APPLICATIONS
from parsers.tables.placing import Row
from parsers.templates import Heading, forms
from parsers.values import read, sign_of

ORDER = [heading.key for heading in next(iter(forms().values())).table(APPLICATIONS).blocks[0].columns]
TOTAL = "total"
COUNT = Heading(TOTAL, "")
FEWEST = 3  # rows that show it


def certain(
    printed: Sequence[Sequence[GridCell]], rows: Sequence[Row | None], columns: Columns, figures: Figures
) -> list[Row | None]:
    """The rows as placed, None for those that sums show to be placed wrongly.

    They are not asked where columns stand apart in the order of the form, and no others among them.
    """
    if columns.keys == ORDER and all(one[1] < other[0] for one, other in pairwise(columns.spans)):
        return list(rows)
    figures.by_layout = False
    rows = without_uneven(printed, rows, columns)
    if TOTAL not in columns.keys:
        return rows
    others = 0
    for cells, row in zip(printed, rows, strict=True):
        if row is None or (numbers := numbers_in(cells)) is None:
            continue
        if adds_up(row, columns):
            return rows
        width = len([key for key in columns.keys if key])
        windows = [numbers[at : at + width] for at in range(len(numbers) - width + 1)]
        if not any(is_sum(one[-1], one[:-1]) or is_sum(one[0], one[1:]) for one in windows):
            return rows
        others += 1
    if others < FEWEST:
        return rows
    figures.note(
        "columns_unclear", "another column of applications than that of 总计 is the sum of the others"
    )
    return [None] * len(rows)


def without_uneven(
    printed: Sequence[Sequence[GridCell]], rows: Sequence[Row | None], columns: Columns
) -> list[Row | None]:
    """The rows, None for those of another length than most that do not add up, where a column is a stranger.

    A cell of them is missing, or one too many, and what stands beside the form's columns took its place.
    """
    if None not in columns.keys:  # a cell has no other column to slip into
        return list(rows)
    ends = [cells[-1].column + cells[-1].column_span if cells else 0 for cells in printed]
    usual = Counter(ends).most_common(1)[0][0] if ends else 0
    return [
        None if row is not None and end != usual and not adds_up(row, columns) else row
        for end, row in zip(ends, rows, strict=True)
    ]


def adds_up(row: Row, columns: Columns) -> bool:
    """Whether the total of a row is the sum of its parts, a cell without a figure counted as none."""
    numbers = {key: figure_in(cell) for key, cell in zip(columns.keys, row, strict=True) if key and cell}
    total = numbers.pop(TOTAL, None)
    return total == sum(number or 0 for number in numbers.values())


def numbers_in(cells: Sequence[GridCell]) -> list[int] | None:
    """The numbers of a row, 0 for cells without one; None for a row of less than three."""
    numbers = [figure_in(cell) or 0 for cell in cells]
    return numbers if sum(map(bool, numbers)) > 2 else None


def figure_in(cell: GridCell) -> int | None:
    """The count that a cell says, 0 for a sign of none such as a stroke; None for anything else."""
    if sign_of(cell.text):
        return 0
    value = read(cell.text, COUNT).value
    return None if value is None else int(value)


def is_sum(total: int, parts: Sequence[int]) -> bool:
    """Whether a number is the sum of others, of several."""
    return total == sum(parts) and sum(map(bool, parts)) > 1
