"""How like the label of a line of section three is to that of a row of the form."""

from __future__ import annotations

from parsers.labels import letters, normalise, similarity
from parsers.remembered import remembered
from parsers.tables.figures import TABLES_OF
from parsers.tables.lines import APPLICATIONS
from parsers.templates import Heading, forms


def alike(label: str, row: Heading) -> float:
    """How like a printed label is to that of a row, its groups' labels before it or not.

    One that holds the labels of two rows is like none: its cell reaches over both.
    """
    printed, whole = normalise(label), letters(label)
    if len(rows_within(printed)) > 1:
        return 0.0
    mark = max(similarity(printed, normalise(one)) for one in (row.label, *row.synonyms))
    if row.groups:
        mark = max(mark, similarity(whole, letters(row.groups[-1] + row.label)))
    official = normalise(row.label)
    if len(printed) >= 6 and (official.startswith(printed) or official.endswith(printed)):
        mark = max(mark, 0.8)
    elif len(printed) >= 4 and rows_with(printed) == {row.key}:
        mark = max(mark, 0.75)
    return mark


def is_of_group(label: str, row: Heading) -> bool:
    """Whether a label is that of the group a row stands in: its figures may be the row's."""
    return bool(row.groups) and letters(label) == letters(row.groups[-1])


@remembered(1024)
def rows_with(printed: str) -> frozenset[str]:
    """The rows of all forms whose labels are the printed one with signs left out."""
    return frozenset(
        row.key
        for key in forms()
        if APPLICATIONS in TABLES_OF[key]
        for row in forms()[key].table(APPLICATIONS).blocks[0].rows
        if shortened(printed, normalise(row.label))
    )


@remembered(1024)
def rows_within(printed: str) -> frozenset[str]:
    """The rows of a form whose whole labels stand in a printed one, where there are several; else none.

    Of labels that are a part of each other the longer one counts.
    """
    most: frozenset[str] = frozenset()
    for key in forms():
        if APPLICATIONS not in TABLES_OF[key]:
            continue
        held = {normalise(row.label): row.key for row in forms()[key].table(APPLICATIONS).blocks[0].rows}
        held = {label: row for label, row in held.items() if label in printed}
        whole = {
            row for label, row in held.items() if not any(label != other and label in other for other in held)
        }
        most = max(most, frozenset(whole), key=len)
    return most if len(most) > 1 else frozenset()


def shortened(printed: str, official: str) -> bool:
    """Whether a label is the official one with some of its signs left out.

    >>> shortened("本年新收申请数量", "本年新收政府信息公开申请数量"), shortened("数量本年", "本年数量")
    (True, False)
    """
    signs = iter(official)
    return all(sign in signs for sign in printed)
