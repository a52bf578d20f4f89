"""Blocks of section two that stand otherwise than the form: on their side, as a list, or two side by side.

Each figure is then read by the nearest labels, one of a row and one of a column of the form, to its left and
above it, whichever way round they stand.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from parsers.document import GridCell
from parsers.labels import Meaning, look_up
from parsers.tables.columns import Columns
from parsers.tables.figures import Figures
from parsers.tables.filling import fill, header_units
from parsers.tables.lines import PROACTIVE, Line, valuelike
from parsers.templates import forms

MOST_LINES = 200  # of a list of all figures of section two; the form has thirty
HIGHEST = 40  # rows above a figure in which its labels are looked for


def apart(lines: Sequence[Line]) -> tuple[list[Line], list[Line]]:
    """(lines to be read crosswise, the others); what heads the former is among neither."""
    labels: set[tuple[int, int]] = set()  # table and grid column of labels of columns beside figures
    doubled: set[int] = set()
    for line in lines:
        columns, rows = labels_of(line)
        if rows > 1:
            doubled.add(id(line))
        for at in columns:
            after = line.cells[at + 1] if at + 1 < len(line.cells) else None
            if after is not None and after.text.strip() and valuelike(after):
                labels.add((line.table, line.cells[at].column))
    if not labels and not doubled:
        return [], list(lines)
    crossed, others = [], []
    for line in lines:
        columns, _ = labels_of(line)
        beside = any((line.table, line.cells[at].column) in labels for at in columns)
        if beside and len(line.cells) > 1 and len(line.cells) - 1 not in columns:
            crossed.append(line)
        elif id(line) not in doubled:
            others.append(line)
        elif any(line.figures):
            crossed.append(line)
    return crossed, others


def labels_of(line: Line) -> tuple[list[int], int]:
    """(the cells that are labels of columns, how many are labels of rows) of section two."""
    columns: list[int] = []
    rows = 0
    for at, meant in enumerate(line.meant):
        if meant:
            kinds = {meaning.kind for meaning in meant if meaning.table == PROACTIVE}
            rows += "row" in kinds
            if "column" in kinds:
                columns.append(at)
    return columns, rows


def means(meant: Sequence[Meaning], kind: str) -> bool:
    return any(meaning.table == PROACTIVE and meaning.kind == kind for meaning in meant)


def read_crossed(
    lines: Sequence[Line], figures: Figures, preference: Sequence[str], counted: Counter[str]
) -> None:
    """Read the figures of lines by the labels around each."""
    if len(lines) > MOST_LINES:
        figures.note("too_many_rows", f"only the first {MOST_LINES} of {len(lines)} rows of a list were read")
    grids: dict[int, list[list[GridCell | None]]] = {}
    for line in lines[:MOST_LINES]:
        if id(line.source) not in grids:
            grids[id(line.source)] = line.source.grid()
        grid = grids[id(line.source)]
        for cell in line.cells:
            if look_up(cell.text) or (cell.text.strip() and not valuelike(cell)):
                continue
            left = [found for found in reversed(grid[cell.row][: cell.column]) if found is not None]
            over_left = [
                found for column in range(cell.column) if (found := first_above(grid, cell.row, column))
            ]
            above = [
                found
                for row in reversed(grid[max(0, cell.row - HIGHEST) : cell.row])
                if (found := row[cell.column]) is not None
            ]
            key = nearest((left, over_left, above), "row")
            label = nearest((left, above), "column")
            if label is None or key is None or breaks_off(grid, cell.row, key.row):
                if label is not None and cell.text.strip():
                    figures.lost.add(PROACTIVE)
                    figures.note("label_lost", "a figure without the label of its row", line.where())
                continue
            for form in preference:
                meant = [
                    (row, column)
                    for row in look_up(key.text)
                    for column in look_up(label.text)
                    if (row.kind, row.form, row.table) == ("row", form, PROACTIVE)
                    and (column.kind, column.form, column.table, column.block)
                    == ("column", form, PROACTIVE, row.block)
                ]
                if len(meant) == 1:
                    row, column = meant[0]
                    block = forms()[form].table(PROACTIVE).blocks[row.block]
                    heading = next(one for one in block.columns if one.key == column.key)
                    columns = Columns([heading.key], [])
                    columns.units = header_units([label], columns, [heading])
                    fill(figures, PROACTIVE, row.key, [heading], [cell], columns, line)
                    counted[form] += 1
                    break


def breaks_off(grid: Sequence[Sequence[GridCell | None]], row: int, above: int) -> bool:
    """Whether a row is not as long as one above it: without their spans, cells stand in other columns."""
    return above < row and [cell is None for cell in grid[row]] != [cell is None for cell in grid[above]]


def first_above(grid: Sequence[Sequence[GridCell | None]], row: int, column: int) -> GridCell | None:
    """The label that a blank cell below it carries on."""
    for cells in reversed(grid[max(0, row - HIGHEST) : row + 1]):
        cell = cells[column]
        if cell is not None and cell.text.strip():
            return cell
    return None


def nearest(around: Sequence[Sequence[GridCell]], kind: str) -> GridCell | None:
    """The nearest label of a kind, of cells in the order of how much they count."""
    for cells in around:
        for cell in cells:
            if means(look_up(cell.text), kind):
                return cell
    return None
