"""Blocks of section two that stand otherwise than the form: on their side, as a list, or two side by side.

Each figure is then read by the nearest labels, one of a row and one of a column of the form, to its left and
above it, whichever way round they stand.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from parsers.labels import Meaning, look_up
from parsers.model import GridCell
from parsers.tables.columns import Columns
from parsers.tables.figures import Figures, fill, header_units
from parsers.tables.lines import PROACTIVE, Line, valuelike
from parsers.templates import forms


def apart(lines: Sequence[Line]) -> tuple[list[Line], list[Line]]:
    """(lines to be read crosswise, the others); what heads the former is among neither."""
    labels = {(line.table, cell.column) for line in lines for cell in labels_beside_figures(line)}
    doubled = {id(line) for line in lines if has_two_rows(line)}
    if not labels and not doubled:
        return [], list(lines)
    crossed, others = [], []
    for line in lines:
        heads = {
            cell.column for cell, meant in zip(line.cells, line.meant, strict=True) if means(meant, "column")
        }
        beside = any((line.table, column) in labels for column in heads)
        if beside and len(line.cells) > 1 and not means(line.meant[-1], "column"):
            crossed.append(line)
        elif id(line) not in doubled:
            others.append(line)
        elif any(map(valuelike, line.cells)):
            crossed.append(line)
    return crossed, others


def labels_beside_figures(line: Line) -> Iterator[GridCell]:
    """The labels of columns that have a figure to their right."""
    for cell, meant, after in zip(line.cells, line.meant, line.cells[1:], strict=False):
        if after.text.strip() and valuelike(after) and means(meant, "column"):
            yield cell


def has_two_rows(line: Line) -> bool:
    return sum(means(meant, "row") for meant in line.meant) > 1


def means(meant: Sequence[Meaning], kind: str) -> bool:
    return any(meaning.table == PROACTIVE and meaning.kind == kind for meaning in meant)


def read_crossed(
    lines: Sequence[Line], figures: Figures, preference: Sequence[str], counted: Counter[str]
) -> None:
    """Read the figures of lines by the labels around each."""
    for line in lines:
        grid = line.source.grid()
        for cell in line.cells:
            if look_up(cell.text) or (cell.text.strip() and not valuelike(cell)):
                continue
            left = [found for found in reversed(grid[cell.row][: cell.column]) if found is not None]
            above = [found for row in reversed(grid[: cell.row]) if (found := row[cell.column]) is not None]
            key, label = nearest(left, above, "row"), nearest(left, above, "column")
            if label is None or key is None:
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


def nearest(left: Sequence[GridCell], above: Sequence[GridCell], kind: str) -> GridCell | None:
    """The nearest label of a kind, to the left before above."""
    for cells in (left, above):
        for cell in cells:
            if means(look_up(cell.text), kind):
                return cell
    return None
