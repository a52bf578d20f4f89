"""The statistics annex of 2014 typed or copied as words: label, unit, figure, over one line or several.

The lines come back with tabs between these three, one row of the annex in the line of its unit.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from parsers.labels import letters, look_up, normalise
from parsers.templates import forms

FORM, TABLE = "2014", "statistics"
FEWEST = 8  # rows with labels of the form
LONGEST = 20_000  # signs of an annex
SHORT = 5  # letters of a label that may be a part of another
UNKNOWN = "?"  # stands for a figure that may be any of several


@dataclass(slots=True)
class Row:
    """A row of the annex as found, and the line in which its unit stands.

    `together`: the end of the label, the unit and the figure stand in one line; `again`: another figure
    stands behind that one.
    """

    label: str
    unit: str
    figure: str
    line: int
    together: bool
    again: bool


FIGURE = r"\d[\d,\uff0c]*(?:\.\d+)?|[\uff10-\uff19]+|[/\uff0f]|[-—\u2013\uff0d]{1,4}|无"
DASHES = "[-—\u2013\uff0d]+"  # in the place of a unit, and of a figure, of a row that heads others
ALONE = re.compile(FIGURE)
AGAIN = re.compile(rf"[^\S\n]+(?:{FIGURE})(?!\S)")


@cache
def pattern() -> re.Pattern[str]:
    """A label, a unit or a dash in its place, and a figure where one follows; each a word of its own."""
    rows = [row for block in forms()[FORM].table(TABLE).blocks for row in block.rows]
    units = "|".join(r"\s*".join(unit) for unit in sorted({row.unit for row in rows}, key=len, reverse=True))
    return re.compile(rf"(?:\s|(?<=[)）]))(?:({units})(?:\s+({FIGURE}))?|{DASHES}(?:\s+{DASHES})?)(?=\s|$)")


@cache
def corner() -> re.Pattern[str]:
    """The first words of the header, spaced or not."""
    return re.compile(r"[ \t]*".join(forms()[FORM].table(TABLE).corner))


def with_tabs_for_words(lines: Sequence[str], text: str) -> Sequence[str]:
    """The lines (of `text`) with tabs between the cells of an annex typed as words; others as they are."""
    head = corner().search(text)
    if head is None:
        return lines
    start = text.count("\n", 0, head.start())
    rows, lost = rows_below(lines, start)
    known = sum(is_row(row.label) for row in rows)
    if known < FEWEST or len({row.line for row in rows}) < len(rows):
        return lines
    several = [row for row in rows if row.again]
    if several and all("\t" in lines[row.line] for row in several):
        return lines  # the header tells whose each is
    for row in rows if len(several) > 1 else several:
        row.figure = UNKNOWN if row.unit else row.figure
    blank = any(row.unit and not row.figure for row in rows)
    if lost or (blank and not all(row.together for row in rows)):
        # Cells in another order than that of the rows: a figure may be that of a row above or below.
        for row in rows:
            row.figure = row.figure if (row.figure and row.together) or not row.unit else UNKNOWN
    made = list(lines)
    made[start : rows[-1].line + 1] = ["\t\t"] * (rows[-1].line + 1 - start)
    made[start] = "\t".join(lines[start].split())
    for row in rows:
        # A row whose unit was not found runs into the label of the next.
        for at, label in enumerate(run_in(row.label), 1):
            if row.line - at > start and made[row.line - at] == "\t\t":
                made[row.line - at] = f"{label}\t\t{UNKNOWN}"
        made[row.line] = f"{row.label}\t{row.unit}\t{row.figure}"
    return made


def run_in(label: str) -> list[str]:
    """The labels of rows of the form that a label holds, which is none of them itself."""
    if is_row(label) or not any(map(str.isdecimal, label)):
        return []
    plain = letters(label)
    rows = [row.label for block in forms()[FORM].table(TABLE).blocks for row in block.rows]
    return [row for row in rows if len(name := normalise(row)) > SHORT and name in plain]


def rows_below(lines: Sequence[str], start: int) -> tuple[list[Row], bool]:
    """The rows of the annex below its header, each with its whole label where that is one of the form.

    Beside them whether figures stand alone between them.
    """
    text = "\n".join(lines[start + 1 :])[:LONGEST]
    rows: list[Row] = []
    lost = False
    at = 0
    for found in pattern().finditer(text):
        label, printed = text[at : found.start()], found[0]
        together = not (label.endswith("\n") or "\n" in printed)
        before = [line.strip() for line in label.split("\n") if line.strip()]
        lost |= any(map(ALONE.fullmatch, before))
        line = start + 1 + text.count("\n", 0, found.end())
        at = found.end()
        own = next((first for first in range(len(before)) if is_row("".join(before[first:]))), 0)
        if own and rows and not is_row(rows[-1].label):
            rows[-1].label += "".join(before[:own])
        unit = "".join((found[1] or "").split())
        again = found[2] is not None and AGAIN.match(text, at) is not None
        rows.append(Row("".join(before[own:]), unit, found[2] or "", line, together, again))
    return rows, lost


def is_row(label: str) -> bool:
    return any(meaning.table == TABLE and meaning.kind == "row" for meaning in look_up(label))
