"""Rows that the end of a page cuts: the halves of one, in two tables, are put together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from msgspec.structs import replace

from parsers.document import GridCell, Table
from parsers.labels import look_up
from parsers.pages.ruledtables import Ruled, cell_text
from parsers.pages.rulegrid import Grid
from parsers.values import UNIT, looks_like_figure

# Points that a row reaches beyond the edge of its page at least, and by which it may be drawn higher once.
BEYOND, AS_HIGH = 1.0, 1.0


def continued(above: Ruled, below: Ruled) -> tuple[Table, Ruled | None] | None:
    """Two parts of a table whose last and first row are the halves of one, put together in the upper part.

    A page that ends within a row cuts its figures, too: 198 becomes 19 above and 8 below, each of which
    could be read as a figure. The halves belong together if the lower one has figures but no label of
    its own, and the upper one has both; or if the upper one has figures beside a blank label, and the
    lower one a label and no figure but where the upper one is blank; or if all together are halves of labels,
    as in a header. Between them may stand the header of the upper part once more. So do they if the row is
    drawn whole on both pages, with some of its text on each. None where they do not; the lower part is None
    if nothing else is left of it.
    """
    height, head = above.table.height, rows_again(above.table, below.table)
    twice = None if head else drawn_twice(above, below)
    if twice is not None:
        height, head = twice[0] + 1, twice[1]
    elif not head and (head := rows_beyond(below.table)):
        height = max((cell.row + 1 for cell in above.table.cells if cell.text), default=height)
    ends = {height} if twice is None else range(height, above.table.height + 1)
    last = [cell for cell in above.table.cells if cell.row < height and cell.row + cell.row_span in ends]
    first = [cell for cell in below.table.cells if cell.row == head]
    places = {edges_of(above.grid, cell): cell for cell in last}
    pairs: dict[tuple[int, int], GridCell] = {}
    halves: list[tuple[str, str]] = []
    for cell in first:
        left, right = edges_of(below.grid, cell)
        twin = next((key for key in places if abs(key[0] - left) < 2 and abs(key[1] - right) < 2), None)
        if cell.text and twin is None and cell.row_span == 1:
            return None
        if twin is not None and cell.text:
            pairs[places[twin].row, places[twin].column] = cell
            halves.append((places[twin].text, cell.text))
    if twice is not None:
        both = all(look_up(own_label(cell for cell in row if cell.row_span == 1)) for row in (last, first))
        if both or any(one == other for one, other in halves):
            return None
    elif not of_labels(halves):
        if not any(map(valued, last)):
            return None
        upper, lower = own_label(last), own_label(first)
        goes_on = any(is_figure(cell.text) for cell in first) and not (
            lower and (look_up(lower) or not look_up(upper + lower))
        )
        apart = not any(one.strip() and is_value(other) for one, other in halves)
        if not goes_on and not (look_up(lower) and nameless(last) and apart):
            return None
    cells = []
    for cell in above.table.cells:
        half = pairs.get((cell.row, cell.column))
        if half is None:
            cells.append(cell)
            continue
        left, right = edges_of(above.grid, cell)
        lines = above.lines.get((cell.row, cell.column), []) + below.lines[half.row, half.column]
        widest = max(
            (
                line.right - line.left
                for (_, column), found in above.lines.items()
                if column == cell.column
                for line in found
                if line.right - line.left < right - left
            ),
            default=0.0,
        )
        doubts = [value for value in (cell.confidence, half.confidence) if value is not None]
        cells.append(
            replace(
                cell,
                text=cell_text(lines, right - left, widest),
                place=cell.place if cell.text else half.place,
                confidence=min(doubts) if doubts else None,
            )
        )
    rest = [cell for cell in below.table.cells if cell.row != head or cell.row_span > 1]
    joined = replace(above.table, cells=tuple(cells))
    return joined, without_row(below, rest, head) if rest else None


def without_row(ruled: Ruled, rest: Sequence[GridCell], gone: int) -> Ruled:
    """What is left of a table without the cells of a row: its last row may go on, on the next page."""
    cells = [
        replace(cell, row=cell.row - (cell.row > gone), row_span=cell.row_span - (cell.row == gone))
        for cell in rest
    ]
    lines = {
        (cell.row - (cell.row > gone), cell.column): ruled.lines.get((cell.row, cell.column), [])
        for cell in rest
    }
    return Ruled(ruled.grid, replace(ruled.table, cells=tuple(cells)), lines)


def rows_again(above: Table, below: Table) -> int:
    """How many rows a table begins with that the one above begins with, too; 0 where one has a figure."""
    count = 0
    for one, other in zip(above.cells, below.cells, strict=False):
        if replace(one, place=other.place, confidence=other.confidence) != other:
            count = min(one.row, other.row)
            break
    again = [cell for cell in below.cells if cell.row < count]
    if any(cell.row + cell.row_span > count or valued(cell) for cell in again):
        return 0
    return count


def rows_beyond(table: Table) -> int:
    """How many blank rows a table begins with that are drawn from beyond the top of its page on.

    Chromium draws the cells of a cut row so: whole on both pages, each cut off at the edge of the other.
    """
    if not any(
        cell.row == 0 and not cell.text and cell.place.box and cell.place.box[1] < 0 for cell in table.cells
    ):
        return 0
    count = min((cell.row for cell in table.cells if cell.text), default=0)
    return count if all(cell.row + cell.row_span <= count for cell in table.cells if cell.row < count) else 0


def drawn_twice(above: Ruled, below: Ruled) -> tuple[int, int] | None:
    """The row that is drawn whole at the foot of one page and again, from beyond its top, on the next.

    Qt draws the row that a page cuts so. None where no row is as high as the one that the page's top cuts, or
    several of those without text below them are.
    """
    tops = below.grid.ys
    row = next((at for at, (top, foot) in enumerate(pairwise(tops)) if top < -BEYOND and foot > BEYOND), None)
    if row is None or not any(
        cell.row == row and cell.row_span == 1 and cell.text for cell in below.table.cells
    ):
        return None
    last = max((cell.row for cell in above.table.cells if cell.text and cell.row_span == 1), default=0)
    high = tops[row + 1] - tops[row]
    heights = [foot - top for top, foot in pairwise(above.grid.ys)]
    found = [at for at, height in enumerate(heights) if at >= last and abs(height - high) < AS_HIGH]
    return (found[0], row) if len(found) == 1 else None


def of_labels(halves: Sequence[tuple[str, str]]) -> bool:
    """Whether all halves together are labels that most upper ones alone are not."""
    alone = sum(bool(look_up(upper)) for upper, _ in halves)
    return alone * 2 < len(halves) and all(look_up(upper + lower) for upper, lower in halves)


def edges_of(grid: Grid, cell: GridCell) -> tuple[float, float]:
    return grid.xs[cell.column], grid.xs[cell.column + cell.column_span]


def is_figure(text: str) -> bool:
    """Whether a text is a number, or the unit of one whose digits stand above."""
    if unit(text):
        return True
    words = any(sign.isalpha() for sign in text)
    return any(sign.isdecimal() for sign in text) and (not words or looks_like_figure(text))


def unit(text: str) -> bool:
    return re.fullmatch(UNIT, text.strip()) is not None


def valued(cell: GridCell) -> bool:
    """Whether a cell holds what may be a figure: a number, or a dash or slash in its place."""
    return is_value(cell.text)


def is_value(text: str) -> bool:
    return bool(text.strip()) and looks_like_figure(text)


def nameless(cells: Iterable[GridCell]) -> bool:
    """Whether the cell beside the first figure of a row, where its label belongs, is blank."""
    row = sorted(cells, key=lambda cell: cell.column)
    first = next(at for at, cell in enumerate(row) if valued(cell))
    return first > 0 and not row[first - 1].text.strip()


def own_label(cells: Iterable[GridCell]) -> str:
    """The label nearest to the figures of a row; "" where its row has none of its own."""
    words = [
        cell.text
        for cell in sorted(cells, key=lambda cell: cell.column)
        if any(sign.isalpha() for sign in cell.text)
        and not unit(cell.text)
        and not looks_like_figure(cell.text)
    ]
    return words[-1] if words else ""
