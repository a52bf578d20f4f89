"""Rows of a table of which some figures, or parts of them, stand in a line of their own below."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from parsers import values
from parsers.document import BY_COLUMN, GridCell
from parsers.labels import look_up


def rejoined(rows: list[list[GridCell]]) -> list[list[GridCell]]:
    """The rows, with the figures of one that stand in two lines beside one label in the first of these.

    A drawn rule that runs a little aslant, or an editor, splits the cells of a row but not its label; or each
    figure has a frame of its own, lower than the row. Figures below figures may be their last digits.
    """
    above: list[GridCell] = []
    for at, cells in enumerate(rows):
        if above and cells and bare(cells[0]) and all(map(bare, cells)):
            printed = [cell for cell in cells if cell.text.strip()]
            beside = reaches(above, at)
            if printed and not (beside and taken_up(above, cells, printed)):
                doubt_cut(above, cells, printed, beside or spans(above, at))
        if cells:
            above = cells
    return rows


def taken_up(above: list[GridCell], cells: list[GridCell], printed: Sequence[GridCell]) -> bool:
    """Whether all figures of a line had a blank cell above them, and now stand in its place."""
    blank = [cell for cell in above if not cell.text.strip()]
    # A blank cell gives way to the cells below it that are no wider.
    instead = [(one, [cell for cell in cells if within(cell, one)]) for one in blank]
    instead = [(one, below) for one, below in instead if any(cell.text.strip() for cell in below)]
    given = {id(cell) for _, below in instead for cell in below}
    if not all(id(cell) in given for cell in printed):
        return False
    given_up = {id(one) for one, _ in instead}
    kept = [cell for cell in above if id(cell) not in given_up]
    above[:] = sorted([*kept, *(cell for _, below in instead for cell in below)], key=BY_COLUMN)
    cells.clear()
    return True


def doubt_cut(
    above: list[GridCell], cells: list[GridCell], printed: Sequence[GridCell], beside: bool
) -> None:
    """Doubt the figures of a row below which others stand in a line without a label: both may be one figure.

    `beside`: whether the row reaches down to the line. If not, a line with most of its figures is a row.
    """
    upper = [cell for cell in above if cell.text.strip() and bare(cell)]
    few = 2 * len(printed) <= len(upper)
    if not (few or beside):
        return
    found = 0
    for at, cell in enumerate(above):
        if cell.text.strip() and bare(cell):
            below = [other.text.strip() for other in printed if overlaps(cell, other)]
            if below:
                whole = "".join([cell.text.strip(), *below])
                above[at] = replace(cell, readings=(*cell.readings, *below, whole))
                found += len(below)
    if few and beside and found == len(printed):
        cells.clear()


def within(cell: GridCell, other: GridCell) -> bool:
    """Whether a cell covers no column that another does not."""
    return other.column <= cell.column and cell.column + cell.column_span <= other.column + other.column_span


def overlaps(cell: GridCell, other: GridCell) -> bool:
    """Whether two cells cover a column in common."""
    return cell.column < other.column + other.column_span and other.column < cell.column + cell.column_span


def bare(cell: GridCell) -> bool:
    return not cell.text.strip() or values.looks_like_figure(cell.text)


def reaches(cells: Sequence[GridCell], row: int) -> bool:
    """Whether the label of a row of a form reaches down to another row."""
    return any(
        meaning.kind == "row"
        for cell in cells
        if cell.row_span > 1 and cell.row + cell.row_span > row
        for meaning in look_up(cell.text)
    )


def spans(cells: Sequence[GridCell], row: int) -> bool:
    """Whether a figure reaches down to another row."""
    return any(
        cell.row_span > 1 and cell.row + cell.row_span > row and cell.text.strip() and bare(cell)
        for cell in cells
    )
