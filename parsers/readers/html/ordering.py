"""The order in which a browser shows what is laid out by a style sheet: moved, turned round, in columns."""

from __future__ import annotations

import re
from collections.abc import Sequence

from parsers.readers.html.celltext import BLOCKS
from parsers.readers.html.declarations import declared
from parsers.readers.html.elements import Element, steps
from parsers.readers.html.rows import Row
from parsers.readers.html.stylesheets import Sheets

ORDER = re.compile(r"-?\d{1,6}\Z")
TURNED = frozenset({"row-reverse", "column-reverse"})
ORDERED = ("flex", "inline-flex", "grid", "inline-grid")
FEWEST_LINES = 2  # of columns that stand beside each other


def as_shown(holder: Element, items: Row, sheets: Sheets) -> Row:
    """The children of an element in the order in which it shows them.

    Text that runs from right to left is no reason to turn them: its reader begins at the right, too.
    """
    said = declared(sheets.whole(holder))
    if said.get("display") in ORDERED:
        items = sorted(items, key=lambda item: place_of(item[0], sheets))
        words = f"{said.get('flex-direction', '')} {said.get('flex-flow', '')}".split()
        return items[::-1] if TURNED.intersection(words) else items
    floats = {declared(sheets.whole(item)).get("float") for item, _ in items}
    return items[::-1] if floats == {"right"} else items


def place_of(element: Element, sheets: Sheets) -> int:
    """What the style of an element says of its place among its neighbours; 0 for nothing."""
    found = ORDER.match(declared(sheets.whole(element)).get("order", ""))
    return int(found[0]) if found else 0


def rows_of_columns(columns: Sequence[tuple[Element, str]]) -> list[Row]:
    """The rows of a table that is written column by column, each a block of as many lines; else []."""
    made = [[(line, before + step) for line, step in steps(column)] for column, before in columns]
    if len(made) < 2 or any((column.text or "").strip() for column, _ in columns):
        return []
    height = len(made[0])
    if height < FEWEST_LINES or any(
        len(lines) != height or any(line.tag not in BLOCKS for line, _ in lines) for lines in made
    ):
        return []
    return [list(row) for row in zip(*made, strict=True)]
