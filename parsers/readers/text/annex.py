"""The statistics annex of 2014 typed or copied as words: label, unit, figure, over one line or several.

The lines come back with tabs between these three, one row of the annex in the line of its unit.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from parsers.labels import look_up
from parsers.templates import forms

FORM, TABLE = "2014", "statistics"
FEWEST = 8  # rows with labels of the form
LONGEST = 20_000  # signs of an annex


@dataclass(slots=True)
class Row:
    """A row of the annex as found, and the line in which its unit stands."""

    label: str
    unit: str
    figure: str
    line: int


@cache
def pattern() -> re.Pattern[str]:
    """A label, a unit or a dash in its place, and a figure where one follows; each a word of its own."""
    rows = [row for block in forms()[FORM].table(TABLE).blocks for row in block.rows]
    units = "|".join(sorted({re.escape(row.unit) for row in rows}, key=len, reverse=True))
    figure = r"\d[\d,\uff0c]*(?:\.\d+)?|[\uff10-\uff19]+|[/\uff0f]|[-—\u2013\uff0d]{1,4}|无"
    return re.compile(rf"(?:\s|(?<=[)）]))(?:({units})(?:\s+({figure}))?|[-—\u2013\uff0d]+)(?=\s|$)")


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
    rows = rows_below(lines, start)
    known = sum(is_row(row.label) for row in rows)
    if known < FEWEST or len({row.line for row in rows}) < len(rows):
        return lines
    made = list(lines)
    made[start : rows[-1].line + 1] = ["\t\t"] * (rows[-1].line + 1 - start)
    made[start] = "\t".join(lines[start].split())
    for row in rows:
        made[row.line] = f"{row.label}\t{row.unit}\t{row.figure}"
    return made


def rows_below(lines: Sequence[str], start: int) -> list[Row]:
    """The rows of the annex below its header, each with its whole label where that is one of the form."""
    text = "\n".join(lines[start + 1 :])[:LONGEST]
    rows: list[Row] = []
    at = 0
    for found in pattern().finditer(text):
        before = [line.strip() for line in text[at : found.start()].split("\n") if line.strip()]
        line = start + 1 + text.count("\n", 0, found.end())
        at = found.end()
        own = next((first for first in range(len(before)) if is_row("".join(before[first:]))), 0)
        if own and rows and not is_row(rows[-1].label):
            rows[-1].label += "".join(before[:own])
        rows.append(Row("".join(before[own:]), found[1] or "", found[2] or "", line))
    return rows


def is_row(label: str) -> bool:
    return any(meaning.table == TABLE and meaning.kind == "row" for meaning in look_up(label))
