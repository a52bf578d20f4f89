"""Rows of a table that were printed in one, each cell's on lines of their own; figures of a row in one cell.

What can be told apart in one way only is taken apart. Where lines are missing, each row has its label and its
figures are in doubt: no row is absent because it shares its cells with another.
"""

from __future__ import annotations

import re

from msgspec.structs import replace

from parsers.document import GridCell, Table
from parsers.labels import look_up
from parsers.values import looks_like_figure

PLAIN = re.compile(
    r"\d{1,9}(?:\.\d{1,6})?\Z"
)  # a figure that can stand beside others with no more than a space
MOST_LINES = 60  # rows of a form
IN_DOUBT = ("?",)


def unstacked(table: Table) -> Table:
    """The table with each row and each figure in cells of their own; the same table where all stand so."""
    if not may_be_stacked(table):
        return table
    rows = table.rows()
    added = [0] * (len(rows) + 1)  # of each row: how many rows more than one it becomes
    made: list[list[list[GridCell]]] = []  # of each row: the rows it becomes
    for y, row in enumerate(rows):
        parts = taken_apart([part for cell in row for part in spread(cell)])
        added[y] = len(parts) - 1
        made.append(parts)
    if not any(added) and all(len(parts[0]) == len(row) for parts, row in zip(made, rows, strict=True)):
        return table
    cells: list[GridCell] = []
    shift = 0
    for y, parts in enumerate(made):
        for below, part in enumerate(parts):
            for cell in part:
                high = cell.row_span
                if len(parts) == 1:  # what covers rows that become several covers those too
                    high += sum(added[y : y + high])
                cells.append(replace(cell, row=y + shift + below, row_span=high))
        shift += added[y]
    return Table(tuple(cells), table.place)


def may_be_stacked(table: Table) -> bool:
    """Whether a cell has the labels of several rows, or figures stand in one over several columns."""
    return any(stacked_labels(text) for text in table.texts if "\n" in text) or any(
        width > 1 and text[:1].isdigit()
        for text, width in zip(table.texts, table.each("column_span"), strict=True)
    )


def spread(cell: GridCell) -> list[GridCell]:
    """The figures of a merged cell that holds as many as it covers columns, each in a cell of its own."""
    figures = cell.text.split()
    if not 1 < len(figures) == cell.column_span or not all(map(PLAIN.match, figures)):
        return [cell]
    if all(len(figure) == len("000") for figure in figures[1:]):  # 12 345 may be one number
        return [cell]
    # Two on lines of their own may be one number as well, broken there.
    readings = IN_DOUBT if len(figures) == 2 and "\n" in cell.text else cell.readings
    return [
        replace(cell, column=cell.column + at, column_span=1, text=figure, readings=readings)
        for at, figure in enumerate(figures)
    ]


def taken_apart(row: list[GridCell]) -> list[list[GridCell]]:
    """The rows that are printed in one; the row itself as the only one where it is just that."""
    labels = [cell for cell in row if cell.row_span == 1 and stacked_labels(cell.text)]
    if not labels:
        return [row]
    printed = labels[-1]
    count = len(printed.text.split("\n"))
    figures = [cell for cell in row if cell.column > printed.column]
    lines_beside = [line for cell in figures for line in cell.text.split("\n") if line.strip()]
    if not figures or not all(map(looks_like_figure, lines_beside)):
        return [row]
    rows: list[list[GridCell]] = [[] for _ in range(count)]
    for cell in row:
        lines = cell.text.split("\n")
        if cell in labels and len(lines) == count:
            parts = [replace(cell, text=line) for line in lines]
        elif cell.column < printed.column:
            rows[0].append(replace(cell, row_span=cell.row_span + count - 1))
            continue
        elif len(lines) == count and all(map(looks_like_figure, lines)):
            parts = [replace(cell, text=line) for line in lines]
        elif cell.text.strip():
            parts = [replace(cell, readings=IN_DOUBT)] * count
        else:
            parts = [cell] * count
        for below, part in enumerate(parts):
            rows[below].append(part)
    return rows


def stacked_labels(text: str) -> bool:
    """Whether every line of a text is the label of a row of its own.

    >>> stacked_labels("规章\\n行政规范性文件"), stacked_labels("行政\\n许可"), stacked_labels("行政许可")
    (True, False, False)
    """
    lines = text.split("\n")
    if not 1 < len(lines) <= MOST_LINES or len(set(lines)) < len(lines):
        return False
    return all(any(one.kind == "row" for one in look_up(line)) for line in lines)
