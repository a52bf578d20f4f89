"""Rows that end in a blank total where every other row has one: a cell may be missing before it.

Workbooks, and some tables of Word, are filled up with blanks where a row has too few cells, so that each
figure behind the missing one stands a column too far left. Labels cannot show that; sums do.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from parsers.model import Cell, State
from parsers.tables.figures import Figures
from parsers.tables.lines import PROACTIVE
from parsers.templates import FormTable

NO_SUM = "a figure is blank and sums do not hold: a cell may be missing"
MOST_ROWS = 2  # of this kind; more of them belong to a publisher who leaves totals blank
FEWEST_TOTALS = 4  # of other rows
# A row that is not printed may have been cut off: no sum can be held against those that are.
NOTHING = frozenset({State.BLANK, State.SLASH, State.DASH, State.TEXT})

UNTOLD = frozenset({State.BLANK, State.ABSENT})


def doubt_padded(figures: Figures, table: FormTable) -> None:
    """Call the figures of such rows unreadable whose columns do not add up."""
    rows: dict[str, dict[str, Cell]] = {}
    for (of, item, column), cell in figures.cells.items():
        if of == table.key:
            rows.setdefault(item, {})[column] = cell
    told = {item: row for item, row in rows.items() if any(cell.state not in UNTOLD for cell in row.values())}
    padded = [item for item, row in told.items() if "total" in row and ends_in_blank(row["total"])]
    padded += [item for item in told if item not in padded and misses_sum(figures, told[item])]
    if not padded:
        return
    figures.by_layout = False
    filled = {item for item, row in told.items() if any(cell.state is State.NUMBER for cell in row.values())}
    padded = [item for item in padded if item in filled]
    if len(padded) > MOST_ROWS or len(filled) - len(padded) < FEWEST_TOTALS:
        return
    for item in padded:
        held = adds_up(item, rows, table)
        if held is False or (
            held is None and (ends_in_sum(rows[item]) or not ends_in_blank(rows[item]["total"]))
        ):
            doubt(figures, {(table.key, item, column): cell for column, cell in rows[item].items()})


def of_item(cells: Mapping[tuple[str, str, str], Cell], item: str) -> dict[str, Cell]:
    """The cells of one row by column."""
    return {column: cell for (_, row, column), cell in cells.items() if row == item}


def ends_in_blank(total: Cell) -> bool:
    """Whether the cell of a total is blank, in doubt for a cell of two figures beside it or not."""
    return total.state is State.BLANK or (total.state is State.UNREADABLE and not total.raw.strip())


def misses_sum(figures: Figures, row: Mapping[str, Cell]) -> bool:
    """Whether a row whose total is not its last cell ends in a blank, and does not add up."""
    total = row.get("total")
    if total is None or not any(cell.state is State.BLANK for cell in row.values()):
        return False
    places = {
        column: figures.printed[key][0].column
        for column, cell in row.items()
        if (key := (cell.table, cell.item, column)) in figures.printed
    }
    last = max(places, key=lambda column: places[column], default="total")
    if row[last].state is not State.BLANK:
        return False
    figures.by_layout = False
    others = sum(cell.value or 0 for cell in row.values() if cell is not total)
    return total.state is State.NUMBER and others != total.value


def ends_in_sum(row: Mapping[str, Cell]) -> bool:
    """Whether the last figure of a row may be its total: it is as large as all before it together."""
    printed = [int(cell.value or 0) for cell in row.values() if cell.state is State.NUMBER]
    return len(printed) > 1 and 0 < printed[-1] >= sum(printed[:-1])


def doubt_padded_items(figures: Figures) -> None:
    """Call a row of section two unreadable that ends in the only blank of all tables, if its figures say so.

    What is in force, or public, is the last figure of its row and as a rule the largest; one that is the
    larger of two before a blank may be that, and the blank what fills up the row. Who leaves noughts blank
    has more blanks than one.
    """
    blank = [key for key, cell in figures.cells.items() if cell.state is State.BLANK]
    if len(blank) != 1 or blank[0][0] != PROACTIVE:
        return
    row = {key: cell for key, cell in figures.cells.items() if key[:2] == blank[0][:2]}
    figures.by_layout = False
    if len(row) == 3 and [cell.state for cell in row.values()] == [State.NUMBER, State.NUMBER, State.BLANK]:
        first, second, _ = row.values()
        if second.raw[:1].isdigit() and 0 < (second.value or 0) >= (first.value or 0):
            doubt(figures, row, "a blank behind the larger of two figures: a cell may be missing")


def doubt_padded_review(figures: Figures, table: FormTable) -> None:
    """Call reviews and suits unreadable of which one total is blank and another does not add up."""
    cells = {key: cell for key, cell in figures.cells.items() if key[0] == table.key}
    blank = [key for key, cell in cells.items() if ends_in_blank(cell)]
    last = [key for key in blank if key[2] == "total"]
    if len(last) == len(blank) == 1:
        figures.by_layout = False
        row = of_item(cells, last[0][1])
        if ends_in_sum(row):
            doubt(figures, {(table.key, last[0][1], column): cell for column, cell in row.items()})
    if len(blank) != 1 or not last or any(cell.state is State.ABSENT for cell in cells.values()):
        return
    figures.by_layout = False
    for identity in table.identities:
        for item in {item for _, item, _ in cells} - {blank[0][1]} if identity.each == "row" else ():
            sides = [
                [cells[table.key, item, column] for column in columns]
                for columns in (identity.left, identity.right)
            ]
            if any(cell.state is State.UNREADABLE for side in sides for cell in side):
                continue
            left, right = (sum(cell.value or 0 for cell in side) for side in sides)
            if left != right:
                doubt(figures, cells)


def doubt(figures: Figures, cells: Mapping[tuple[str, str, str], Cell], note: str = NO_SUM) -> None:
    for key, cell in cells.items():
        figures.cells[key] = replace(cell, value=None, state=State.UNREADABLE, note=note)


def adds_up(item: str, rows: Mapping[str, Mapping[str, Cell]], table: FormTable) -> bool | None:
    """Whether all sums over columns hold in which a row stands; None where too little was read for any."""
    held = None
    for identity in table.identities:
        if identity.each != "column" or item not in (*identity.left, *identity.right):
            continue
        for column in rows[item]:
            sides = []
            for keys in (identity.left, identity.right):
                cells = [rows[key][column] for key in keys if column in rows.get(key, {})]
                if any(cell.state is not State.NUMBER and cell.state not in NOTHING for cell in cells):
                    break
                sides.append(sum(cell.value or 0 for cell in cells))
            if column != "total" and len(sides) == 2:
                if sides[0] != sides[1]:
                    return False
                held = True
    return held
