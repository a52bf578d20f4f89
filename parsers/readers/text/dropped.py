"""Tables of which a program that makes text of pages left out the blank cells.

It fills each row up at its end instead, or not at all, so that figures behind a blank have moved to the left.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from parsers.readers.text.ends import APPLICANTS, CUT_OFF, kinds_of, table_of
from parsers.readers.text.starts import FIGURE
from parsers.readers.text.tabs import last_label, role_of

T = TypeVar("T")  # a cell
PROACTIVE = "proactive_disclosure"


def too_few(rows: Sequence[Sequence[str]]) -> dict[int, tuple[int, int]]:
    """The rows whose figures may stand in other columns: where figures begin, and how many there should be.

    None where some row keeps a blank before a figure, as all do then.
    """
    if keeps_blanks(rows):
        return {}
    bare = [filled(row) for row in rows]
    found: dict[int, tuple[int, int]] = {}
    columns = 0  # of figures in the part of section two
    for at, row in enumerate(bare):
        if len(row) < 2:
            continue
        roles = list(map(role_of.of, row))
        label = last_label(roles)
        if label is not None:
            begin, wanted = label + 1, APPLICANTS
        elif table_of(row[0]) == PROACTIVE:
            begin, wanted = 1, columns
        else:
            columns = len(row) - 1 if "corner" in kinds_of(row[0]) else columns
            continue
        if begin < len(row) < begin + wanted and set(roles[begin:]) == {FIGURE}:
            found[at] = begin, wanted
    return found


def keeps_blanks(rows: Sequence[Sequence[str]]) -> bool:
    """Whether a blank stands before a figure in some row.

    >>> keeps_blanks([["规章", "3", "", "7"]]), keeps_blanks([["规章", "3", "7", ""]])
    (True, False)
    """
    return any("" in filled(row) for row in rows)


def filled(row: Sequence[str]) -> Sequence[str]:
    """A row without the blanks at its end."""
    end = next((at for at in range(len(row), 0, -1) if row[at - 1]), 0)
    return row[:end]


def in_doubt(row: Sequence[T], begin: int, columns: int, doubted: Callable[[T], T], lacking: T) -> list[T]:
    """A row with all its figures in doubt, and those that it lacks.

    >>> in_doubt(["规章", "3", "12", ""], 1, 3, doubted, CUT_OFF)
    ['规章', '3?', '12?', '?']
    """
    figures = [doubted(cell) for cell in row[begin : begin + columns]]
    return [*row[:begin], *figures, *[lacking] * (columns - len(figures))]


def doubted(text: str) -> str:
    return f"{text.rstrip()}{CUT_OFF}"
