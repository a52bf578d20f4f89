"""The identities of the forms, applied to what was read: 42 for the form of 2021, 40 for that of 2019.

A check never changes a figure. A failing one says whose fault it is: the publisher's, where every figure in
it was read with certainty, else ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cache

from parsers.model import Cell, Check, State, Value, Verdict
from parsers.templates import forms

Cells = Mapping[tuple[str, str, str], Cell]
ABSENT, UNREADABLE = State.ABSENT, State.UNREADABLE  # looked up once: an enumeration is slow at it
SURE = 0.9  # confidence of recognition from which a figure counts as read with certainty


Key = tuple[str, str, str]


def check(cells: Cells, tables: Mapping[str, str], rows_lost: bool = False) -> list[Check]:
    """One Check for each identity of each table that was read; `tables` gives the form of each.

    `rows_lost`: figures are printed in rows of no known label, which may be those that seem left out.
    """
    made: list[Check] = []
    for key, form in tables.items():
        sure = {place: cell.value or 0 for place, cell in cells.items() if place[0] == key and plain(cell)}
        for name, place, left, right in equations(form, key):
            if all(map(sure.__contains__, left)) and all(map(sure.__contains__, right)):
                sums = sum(map(sure.__getitem__, left)), sum(map(sure.__getitem__, right))
                holds = sums[0] == sums[1]
                verdict = None if holds else Verdict.PUBLISHED_ERROR
                made.append(Check(name, place, *sums, holds, verdict))
            elif found := settle(cells, name, place, left, right, rows_lost):
                made.append(found)
    return made


def plain(cell: Cell) -> bool:
    """Whether a figure is printed and read with certainty; blanks and dashes are."""
    state = cell.state
    return state is not UNREADABLE and state is not ABSENT and cell.confidence is None


@cache
def equations(form: str, key: str) -> list[tuple[str, str, list[Key], list[Key]]]:
    """(name, place, keys of the left side, keys of the right side) of every equation of a table."""
    table = forms()[form].table(key)
    made = []
    for identity in table.identities:
        terms = {*identity.left, *identity.right}
        each_row = identity.each == "row"
        places = dict.fromkeys(
            row.key if each_row else column.key
            for row, column in table.figures()
            if (column.key if each_row else row.key) in terms
        )
        for place in places:
            sides = [
                [(key, place, term) if each_row else (key, term, place) for term in side]
                for side in (identity.left, identity.right)
            ]
            made.append((f"{key}.{identity.key}", place, sides[0], sides[1]))
    return made


def settle(
    cells: Cells, name: str, place: str, left: list[Key], right: list[Key], rows_lost: bool
) -> Check | None:
    """The equation with the figures in it; None where none of them is printed."""
    sums: list[Value] = []
    certain, printed, readable = True, False, True
    for side in (left, right):
        total: int | Decimal = 0
        for key in side:
            cell = cells.get(key)
            if cell is None or cell.state is ABSENT:
                certain = certain and not rows_lost
                continue
            printed = True
            if cell.state is UNREADABLE:
                readable = False
            elif cell.value is not None:
                total += cell.value  # a blank, a dash, a slash and a 无 count as 0
            if cell.confidence is not None and cell.confidence < SURE:
                certain = False
        sums.append(total)
    if not printed:
        return None
    if not readable:
        return Check(name, place, None, None, None)
    if sums[0] == sums[1]:
        return Check(name, place, sums[0], sums[1], True)
    verdict = Verdict.PUBLISHED_ERROR if certain else Verdict.MISREAD
    return Check(name, place, sums[0], sums[1], False, verdict)
