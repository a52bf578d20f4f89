"""Rows of a pictured table whose figures stand under other columns than those of the rows around them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from msgspec.structs import replace

from parsers.document import Table
from parsers.model import State
from parsers.tables.figures import Figures
from parsers.tables.lines import APPLICATIONS

# So many rows say which column of the form a place of the grid is.
ROWS = 3


def doubt_strayed(tables: Sequence[Table], figures: Figures) -> None:
    """Call the figures of a row unreadable, of which one stands in the place of another column.

    The rules of a picture are seen row by row: where a stroke of a pen parts a cell and hides a figure, a row
    has as many figures as the form has columns, and none of them is under its own.
    """
    pictured = [
        (figure, cell, heading)
        for figure, (cell, heading, _) in figures.printed.items()
        if figure[0] == APPLICATIONS and cell.confidence is not None
    ]
    if not pictured:
        return
    number_of = {id(cell): number for number, table in enumerate(tables) for cell in table.cells}
    keys: dict[tuple[int, int, int], Counter[str]] = defaultdict(Counter)
    places: dict[tuple[str, str, str], tuple[int, int, int]] = {}
    for figure, cell, heading in pictured:
        if id(cell) in number_of:
            place = number_of[id(cell)], cell.column, cell.column_span
            keys[place][heading.key] += 1
            places[figure] = place
    strayed = set()
    for figure, place in places.items():
        usual, rows = keys[place].most_common(1)[0]
        if rows >= ROWS and usual != figure[2]:
            strayed.add(figure[1])
    for item in sorted(strayed):
        figures.note(
            "columns_unclear", f"the figures of {item} stand under other columns than those around them"
        )
    for figure, found in list(figures.cells.items()):
        if figure[0] == APPLICATIONS and figure[1] in strayed:
            note = "it may stand under another column"
            figures.cells[figure] = replace(found, value=None, state=State.UNREADABLE, note=note)
