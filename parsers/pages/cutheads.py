"""Headers that the end of a page cuts: their rows above, and what goes on below, become one table again."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from msgspec.structs import replace

from parsers.document import GridCell, Table
from parsers.labels import look_up
from parsers.pages.cutrows import valued

# A header has so many rows and columns; those of its parts stand so near to each other, in widths of the
# table, and the parts are as wide but for this share.
MOST_ROWS, MOST_COLUMNS, NEAR, AS_WIDE = 3, 60, 0.012, 0.04
# So many labels of columns stand below the cut, and such a share of what stands there are labels.
FEWEST, MOST = 2, 0.6


def headed(above: Table, over: Sequence[float], below: Table, edges: Sequence[float]) -> Table | None:
    """A table that begins with the last rows of its header, below those that a page before it ends with.

    `over` and `edges` are where the columns of both begin, and the last ends. A cell that goes on below the
    cut is one with what is left of it there, which may be nothing. None where the part above has figures, or
    columns that the one below has not, and where few of the words below are labels of columns.
    """
    height = above.height
    if height > MOST_ROWS or any(map(valued, above.cells)) or not any(cell.text for cell in above.cells):
        return None
    columns = columns_below(over, edges)
    if columns is None:
        return None
    upper = [
        replace(
            cell,
            column=columns[cell.column],
            column_span=columns[cell.column + cell.column_span] - columns[cell.column],
        )
        for cell in above.cells
    ]
    first = [cell for cell in below.cells if cell.row == 0]
    if any(map(valued, first)):
        return None
    last = {
        (cell.column, cell.column_span): at
        for at, cell in enumerate(upper)
        if cell.row + cell.row_span == height
    }
    known = found = 0
    parted: set[int] = set()
    for cell in first:
        at = last.get((cell.column, cell.column_span))
        if at is None:
            if not any(
                column <= cell.column and cell.column + cell.column_span <= column + span
                for column, span in last
            ):
                return None
            found += bool(cell.text)
            known += is_column(cell.text)
            continue
        parted.add(cell.column)
        whole = upper[at].text + cell.text
        if cell.text and not is_corner(whole):
            found += 1
            known += is_column(whole)
        upper[at] = together(upper[at], cell, whole)
    if known < FEWEST or known < MOST * found:
        return None
    lower = [
        replace(cell, row=cell.row + height) for cell in below.cells if cell.row or cell.column not in parted
    ]
    cells = sorted([*upper, *lower], key=lambda cell: (cell.row, cell.column))
    return replace(below, cells=tuple(cells))


def columns_below(over: Sequence[float], edges: Sequence[float]) -> list[int] | None:
    """The column of the lower part that each edge of the upper one stands at; None where one has none.

    >>> columns_below((10, 60, 110), (12, 37, 62, 112)), columns_below((10, 60, 110), (12, 82, 112))
    ([0, 2, 3], None)
    """
    if not over or not edges or max(len(over), len(edges)) > MOST_COLUMNS:
        return None
    width = edges[-1] - edges[0]
    scale = width / max(1.0, over[-1] - over[0])
    if abs(scale - 1) > AS_WIDE:
        return None
    made: list[int] = []
    for edge in over:
        x = edges[0] + (edge - over[0]) * scale
        right = min(bisect_left(edges, x), len(edges) - 1)
        near = min((at for at in (right - 1, right) if at >= 0), key=lambda at: abs(edges[at] - x))
        if abs(edges[near] - x) > NEAR * width or near in made:
            return None
        made.append(near)
    return made


def together(upper: GridCell, lower: GridCell, text: str) -> GridCell:
    """A cell with its lower part."""
    doubts = [one.confidence for one in (upper, lower) if one.confidence is not None]
    return replace(
        upper, text=text, row_span=upper.row_span + lower.row_span, confidence=min(doubts, default=None)
    )


def is_column(text: str) -> bool:
    return any(meaning.kind in {"column", "row"} for meaning in look_up(text))


def is_corner(text: str) -> bool:
    return any(meaning.kind == "corner" for meaning in look_up(text))
