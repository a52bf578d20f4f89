"""The identities of the forms, applied to what was read: 42 for the form of 2021, 40 for that of 2019.

A check never changes a figure. A failing one says whose fault it is: the publisher's, where every figure in
it was read with certainty, else ours.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from parsers.model import Cell, Check, State, Value, Verdict
from parsers.templates import FormTable, Identity, forms

Cells = Mapping[tuple[str, str, str], Cell]
SURE = 0.9  # confidence of recognition from which a figure counts as read with certainty


def check(cells: Cells, tables: Mapping[str, str]) -> list[Check]:
    """One Check for each identity of each table that was read; `tables` gives the form of each."""
    made: list[Check] = []
    for key, form in tables.items():
        table = forms()[form].table(key)
        for identity in table.identities:
            made += of_identity(cells, table, identity)
    return made


def of_identity(cells: Cells, table: FormTable, identity: Identity) -> Iterator[Check]:
    """The identity for each row or column that is printed."""
    places: dict[str, None] = {}
    for row, column in table.figures():
        if identity.each == "row" and {column.key} <= {*identity.left, *identity.right}:
            places[row.key] = None
        elif identity.each == "column" and row.key in (*identity.left, *identity.right):
            places[column.key] = None
    for place in places:
        left = [terms(cells, table.key, identity.each, place, term) for term in identity.left]
        right = [terms(cells, table.key, identity.each, place, term) for term in identity.right]
        involved = [cell for cell in (*left, *right) if cell is not None]
        if not any(cell.state is not State.ABSENT for cell in involved):
            continue
        name = f"{table.key}.{identity.key}"
        if any(cell.state is State.UNREADABLE for cell in involved):
            yield Check(name, place, None, None, None)
            continue
        sums = total(left), total(right)
        if sums[0] == sums[1]:
            yield Check(name, place, *sums, True)
        else:
            certain = all(cell.confidence is None or cell.confidence >= SURE for cell in involved)
            yield Check(name, place, *sums, False, Verdict.PUBLISHED_ERROR if certain else Verdict.MISREAD)


def terms(cells: Cells, table: str, each: str, place: str, term: str) -> Cell | None:
    return cells.get((table, place, term) if each == "row" else (table, term, place))


def total(cells: list[Cell | None]) -> Value:
    """The sum of figures; a blank, a dash, a slash, a 无 and what is not printed count as 0."""
    found = sum(
        (Decimal(cell.value) for cell in cells if cell is not None and cell.value is not None), Decimal(0)
    )
    return int(found) if found == found.to_integral_value() else found
