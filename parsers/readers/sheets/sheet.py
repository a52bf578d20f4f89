"""A sheet of a workbook as it is shown, and the addresses of its cells, such as B12."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from parsers.document import FAINT, SHIFTED, Picture, struck_out
from parsers.remembered import remembered

SHEETS = 50
CELLS = 60_000  # with content, of all sheets; a report has under 2,000
MERGES = 3_000  # of a sheet; a report has under 200
FLAT = 2.0  # points; nobody reads a row of less
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384

Address = tuple[int, int]  # row, column, from 1
RANGE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7}):([A-Za-z]{1,3})([0-9]{1,7})")


class Style(NamedTuple):
    """How cells look: their format code, "" for General; in the colour of the paper; struck out.

    What `shrinks` is set in smaller type where it does not fit.
    """

    code: str = ""
    faint: bool = False
    struck: bool = False
    shrinks: bool = False

    def marked(self, text: str) -> str:
        """A text as it looks: figures that cannot be seen, or are taken back, say so."""
        if not (self.faint or self.struck) or not any(map(str.isdigit, text)):
            return text
        return FAINT + text if self.faint else struck_out(text)


PLAIN = Style()


class Run(NamedTuple):
    """A piece of a text in one font."""

    text: str
    shift: str = ""  # superscript, subscript
    faint: bool = False
    struck: bool = False


def joined(runs: Sequence[Run], passed: Counter[str]) -> str:
    """The text of runs; what is struck out is left out, and counted in `passed`, if anything else stands.

    White type says so beside type of another colour; alone, it may lie on a dark ground.
    """
    if not any(run.shift or run.faint or run.struck for run in runs):
        return "".join([run.text for run in runs])
    runs = [run for run in runs if run.text]
    left = [run for run in runs if not run.struck]
    if not "".join(run.text for run in left).strip():
        return struck_out("".join(run.text for run in runs)) if len(left) < len(runs) else shown_by(left)
    if len(left) < len(runs):
        passed["struck_text"] += 1
    return shown_by(left)


def shown_by(runs: Sequence[Run]) -> str:
    mixed = any(not run.faint and run.text.strip() for run in runs)
    return "".join(
        (FAINT if run.faint and mixed and run.text.strip() else "")
        + run.text.translate(SHIFTED.get(run.shift, {}))
        for run in runs
    )


@dataclass(slots=True)
class Sheet:
    """A sheet as it is shown: texts by address, merged ranges as (first, last), what is hidden."""

    name: str
    texts: dict[Address, str] = field(default_factory=dict)
    merges: list[tuple[Address, Address]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)


@remembered(1024)
def column_of(letters: str) -> int:
    """The number of a column; 0 for what is none.

    >>> column_of("B"), column_of("aa"), column_of("ZZZZ"), column_of("")
    (2, 27, 0, 0)
    """
    if not letters.isascii() or not letters.isalpha() or len(letters) > 3:
        return 0
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return column if column <= LAST_COLUMN else 0


def written(row: int, column: int) -> str:
    """The address of a row and a column.

    >>> written(12, 2), written(3, 27), written(1, 702), written(1, 703)
    ('B12', 'AA3', 'ZZ1', 'AAA1')
    """
    return f"{letters_of(column)}{row}"


@lru_cache(maxsize=1024)
def letters_of(column: int) -> str:
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def flat(height: str) -> bool:
    """Whether rows of a height, in points, show nothing."""
    try:
        return bool(height) and float(height) < FLAT
    except ValueError:
        return False


@lru_cache(maxsize=8192)
def area(reference: str) -> tuple[Address, Address] | None:
    """The first and the last address of a range such as A1:C3; None for a single cell or nonsense."""
    found = RANGE.fullmatch(reference.replace("$", ""))
    if found is None:
        return None
    left, top, right, bottom = column_of(found[1]), int(found[2]), column_of(found[3]), int(found[4])
    if not left or not right or not 0 < top <= LAST_ROW or not 0 < bottom <= LAST_ROW:
        return None
    if top > bottom:
        top, bottom = bottom, top
    if left > right:
        left, right = right, left
    return None if (top, left) == (bottom, right) else ((top, left), (bottom, right))
