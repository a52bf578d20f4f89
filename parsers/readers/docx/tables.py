"""The rows, cells and merged cells of the tables of a DOCX file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from parsers.readers.docx.names import (
    CELL,
    CELL_DELETED,
    DELETED,
    FILL,
    GRID_BEFORE,
    GRID_SPAN,
    H_MERGE,
    HEIGHT,
    HEIGHT_RULE,
    HIDDEN,
    PARAGRAPH,
    ROW,
    SHADE,
    TABLE,
    TC_PR,
    TR_PR,
    V_MERGE,
    VAL,
    blocks,
    first,
    on,
    value,
    wrapped,
)
from parsers.readers.docx.numbering import whole

FLAT = 40  # twentieths of a point; nobody reads a row of two points
SPAN = 200  # columns of one cell; Word itself allows 63

# A cell of a row: element, first column, columns, vertical merge (restart, continue or "").
Spot = tuple[etree._Element, int, int, str]


@dataclass(slots=True)
class Slot:
    """A physical cell while its table is walked: its first row and column, and how many it covers."""

    element: etree._Element
    row: int
    column: int
    columns: int
    rows: int = 1


def rows_of(table: etree._Element, passed: Counter[str]) -> Iterator[etree._Element]:
    """The rows that are shown; counts the others in `passed`."""
    for row in wrapped(table, ROW):
        properties = first(row, TR_PR)
        if properties is not None:
            if first(properties, DELETED) is not None:
                passed["tracked_changes"] += 1
                continue
            hidden, height = first(properties, HIDDEN), first(properties, HEIGHT)
            if (hidden is not None and on(hidden)) or (height is not None and flat(height)):
                passed["hidden_text"] += 1
                continue
        yield row


def flat(height: etree._Element) -> bool:
    """Whether rows of a height show nothing."""
    return height.get(HEIGHT_RULE) == "exact" and whole(height.get(VAL), FLAT) < FLAT


def cells_of(element: etree._Element, passed: Counter[str]) -> list[Spot]:
    """The cells of a row, left to right; counts those deleted in a tracked change in `passed`."""
    properties = first(element, TR_PR)
    column = 0
    if properties is not None:
        column = min(max(whole(value(properties, GRID_BEFORE), 0), 0), SPAN)
    cells: list[Spot] = []
    for cell in wrapped(element, CELL):
        span, merge, beside, deleted = 1, "", False, False
        for about in cell:
            for child in about if about.tag == TC_PR else ():
                tag = child.tag
                if tag == GRID_SPAN:
                    span = min(max(whole(child.get(VAL), 1), 1), SPAN)
                elif tag == V_MERGE:
                    merge = "restart" if child.get(VAL) == "restart" else "continue"
                elif tag == H_MERGE:
                    beside = child.get(VAL) != "restart" and bool(cells)
                elif tag == CELL_DELETED:
                    deleted = True
        if deleted:
            passed["tracked_changes"] += 1
            continue
        if beside:
            start, at, columns, state = cells[-1]
            cells[-1] = (start, at, columns + span, state)
        else:
            cells.append((cell, column, span, merge))
        column += span
    return cells


def split(slot: Slot, passed: Counter[str]) -> list[tuple[etree._Element, int]]:
    """What stands in the columns of a cell: the cell itself with its columns, or cells of one column each.

    Those are of a one-row table within it, if they are as many as the columns it covers.
    """
    alone = [(slot.element, slot.columns)]
    if slot.columns == 1:
        return alone
    tables = [child for child in blocks(slot.element, Counter()) if child.tag == TABLE]
    if len(tables) != 1 or any("".join(p.itertext()).strip() for p in slot.element.findall(PARAGRAPH)):
        return alone
    rows = list(rows_of(tables[0], passed))
    cells = list(wrapped(rows[0], CELL)) if len(rows) == 1 else []
    return [(cell, 1) for cell in cells] if len(cells) == slot.columns else alone


def lays_out(element: etree._Element, count: int) -> bool:
    """Whether a table holds others with more cells than it has itself, in at least two rows each."""
    inner = 0
    for table in element.iter(TABLE):
        if table is not element and sum(1 for _ in table.iter(ROW)) > 1:
            inner = max(inner, sum(1 for _ in table.iter(CELL)))
    return inner > count


def grid(rows: list[list[Spot]]) -> list[Slot]:
    """The physical cells: a cell that continues the one above it (same columns) makes that one taller."""
    slots: list[Slot] = []
    above: dict[tuple[int, int], Slot] = {}
    for at, row in enumerate(rows):
        here: dict[tuple[int, int], Slot] = {}
        for element, column, columns, merge in row:
            slot = above.get((column, columns)) if merge == "continue" else None
            if slot is not None:
                slot.rows += 1
            else:
                slot = Slot(element, at, column, columns)
                slots.append(slot)
            if merge:
                here[column, columns] = slot
        above = here
    return slots


def shaded(properties: etree._Element | None) -> bool:
    """Whether a table or a cell with these properties is filled with a colour."""
    if properties is None:
        return False
    return any(shade.get(FILL, "auto").lower() not in ("auto", "ffffff") for shade in properties.iter(SHADE))
