"""The identities of the forms, applied to what was read: 42 for the form of 2021, 40 for that of 2019.

A check never changes a figure. A failing one says whose fault it is: the publisher's, where every figure in
it was read with certainty, else ours. A total that is left out or blank states nothing that could be wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cache
from operator import itemgetter
from typing import NamedTuple

from parsers.model import Cell, Check, State, Value, Verdict
from parsers.templates import forms

Cells = Mapping[tuple[str, str, str], Cell]
# Looked up once: an enumeration is slow at it.
ABSENT, BLANK, UNREADABLE = State.ABSENT, State.BLANK, State.UNREADABLE
SURE = 0.9  # confidence of recognition from which a figure counts as read with certainty


Key = tuple[str, str, str]
Amounts = list[int | Decimal | None]
Picked = Callable[[Amounts], Amounts]


class Equation(NamedTuple):
    """One identity in one place: the keys of both sides, and what picks the figures of each.

    These are picked from the amounts of the whole table, in the order of `keys_of`.
    """

    name: str
    place: str
    left: list[Key]
    right: list[Key]
    left_of: Picked
    right_of: Picked


def check(cells: Cells, tables: Mapping[str, str], rows_lost: bool = False) -> list[Check]:
    """One Check for each identity of each table that was read; `tables` gives the form of each.

    `rows_lost`: figures are printed in rows of no known label, which may be those that seem left out.
    """
    made: list[Check] = []
    for key, form in tables.items():
        # What each figure adds to a sum, a blank or a dash nothing; None unless it is printed and certain.
        amounts = [
            None
            if cell is None
            or cell.confidence is not None
            or (cell.value is None and (cell.state is UNREADABLE or cell.state is ABSENT))
            else cell.value or 0
            for cell in map(cells.get, keys_of(form, key))
        ]
        for name, place, left, right, left_of, right_of in equations(form, key):
            try:
                one, other = sum(left_of(amounts)), sum(right_of(amounts))  # type: ignore[arg-type]
            except TypeError:  # None among them
                if found := settle(cells, name, place, left, right, rows_lost):
                    made.append(found)
                continue
            holds = one == other
            made.append(Check(name, place, one, other, holds, None if holds else Verdict.PUBLISHED_ERROR))
    if any(each.holds is False for each in made):
        return without_open(made, cells, tables)
    return made


def without_open(made: list[Check], cells: Cells, tables: Mapping[str, str]) -> list[Check]:
    """The checks; those that fail by a sum that is blank or not printed are undecided.

    A blank counts as 0, but not where an equation shows that it stands for a sum that was left out: then
    every other equation with it is as undecided.
    """
    sides = {
        (each.name, each.place): (each.left, each.right)
        for key, form in tables.items()
        for each in equations(form, key)
    }
    failing = [each for each in made if each.holds is False]
    left_out = {
        key
        for each in failing
        for side in sides[each.check, each.where]
        if all((cell := cells.get(key)) is None or cell.state in (ABSENT, BLANK) for key in side)
        for key in side
    }
    undecided = {
        (each.check, each.where)
        for each in failing
        if not left_out.isdisjoint(key for side in sides[each.check, each.where] for key in side)
    }
    return [
        Check(each.check, each.where, None, None, None) if (each.check, each.where) in undecided else each
        for each in made
    ]


def picking(places: list[int]) -> Picked:
    """What picks the amounts in these places of a list."""
    return itemgetter(*places) if len(places) > 1 else itemgetter(slice(places[0], places[0] + 1))


@cache
def keys_of(form: str, key: str) -> tuple[Key, ...]:
    """Every figure of a table of a form, in printed order."""
    return tuple((key, row.key, column.key) for row, column in forms()[form].table(key).figures())


@cache
def equations(form: str, key: str) -> list[Equation]:
    """Every equation of a table of a form, in the order of its identities."""
    table = forms()[form].table(key)
    place_of = {figure: at for at, figure in enumerate(keys_of(form, key))}
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
            left, right = (
                [(key, place, term) if each_row else (key, term, place) for term in side]
                for side in (identity.left, identity.right)
            )
            left_of, right_of = (picking([place_of[term] for term in side]) for side in (left, right))
            made.append(Equation(f"{key}.{identity.key}", place, left, right, left_of, right_of))
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
