"""What a page shows only when its reader asks for it: tables behind tabs, rows behind a link for more.

A label of the form that is hidden and stands nowhere else is no copy, and no row left over from a template.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from parsers.labels import look_up
from parsers.readers.html.celltext import text_of
from parsers.readers.html.elements import Element
from parsers.readers.html.rows import Row, table_rows

# Keys that also occur as ordinary words: they do not make a table one of figures.
COMMON = frozenset({"other", "total", "other_misc", "other_org", "natural_person", "value"})
COLUMNS_TOO = COMMON | {"handled_total"}  # of rows whose labels name columns as well


def keys_in(rows: Iterable[Row]) -> Iterator[tuple[str, str]]:
    """The tables of forms, and the keys of their rows, whose labels stand in some rows."""
    for row in rows:
        for cell, _ in row:
            for meant in look_up(text_of(cell, {})[:120]):
                if meant.kind == "row" and meant.key not in COLUMNS_TOO:
                    yield meant.table, meant.key


def labels_in(rows: Iterable[Row]) -> frozenset[str]:
    """The labels of rows of any form that stand in some rows, as printed but for white space."""
    texts = {text_of(cell, {})[:120] for row in rows for cell, _ in row}
    return frozenset(
        "".join(text.split()) for text in texts if any(one.kind == "row" for one in look_up(text))
    )


def with_hidden_rows(
    table: Element, shown: list[Row], hidden: dict[Element, bool]
) -> tuple[list[Row], set[Element]]:
    """The rows of a table with those hidden ones whose labels no row shows; the first cells of these."""
    known = labels_in(shown)
    rows: list[Row] = []
    added: set[Element] = set()
    for row in table_rows(table, {}):
        if is_hidden_in(row, table, hidden):
            labels = labels_in([row])
            if not labels or labels & known:
                continue
            added.add(row[0][0])
        rows.append(row)
    return (rows, added) if added and len(rows) == len(shown) + len(added) else (shown, set())


def opened_rows(rows: Sequence[Row], hidden: dict[Element, bool]) -> set[Element]:
    """Show rows of which every cell is hidden and no label stands in other rows; their first cells."""
    veiled = [row for row in rows if row and row[0][0] in hidden and all(cell in hidden for cell, _ in row)]
    known = labels_in(row for row in rows if row not in veiled) if veiled else frozenset()
    opened: set[Element] = set()
    for row in veiled:
        if (labels := labels_in([row])) and not labels & known:
            opened.add(row[0][0])
            for cell, _ in row:
                hidden.pop(cell)
    return opened


def is_hidden_in(row: Row, table: Element, hidden: dict[Element, bool]) -> bool:
    """Whether a row of a table, or the part of the table that it stands in, is hidden."""
    for above in row[0][0].iterancestors() if row else ():
        if above is table:
            return False
        if above in hidden:
            return True
    return False


def behind_tabs(hidden: Sequence[list[Row]], shown: Sequence[list[Row]]) -> bool:
    """Whether the rows of tables of figures that are hidden are no copies of others, hidden or shown."""
    first = next((key for rows in hidden for key in keys_in(rows)), None)  # tells most copies at once
    if first is None or any(key == first for rows in shown for key in keys_in(rows)):
        return False
    seen = {key for rows in shown for key in keys_in(rows)}
    for rows in hidden:
        keys = set(keys_in(rows))
        if not keys.isdisjoint(seen):
            return False
        seen |= keys
    return True
