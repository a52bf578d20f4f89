"""Rows at the end of a text that lack figures: what does not stand there may have been cut off."""

from __future__ import annotations

from collections.abc import Sequence

from parsers.labels import look_up, normalise
from parsers.remembered import remembered
from parsers.templates import forms
from parsers.values import looks_like_figure

OF_COLUMNS = frozenset({"column", "columns", "corner"})
APPLICANTS = 7  # columns of figures in the table of applications
MORE_FOLLOWS = frozenset({"proactive_disclosure", "applications"})  # behind these tables of a report
CUT_OFF = "?"  # what stands for a figure that the end of the text may have cut off
TOTAL, LAST = next(
    (normalise(table.blocks[0].columns[-1].label), table.blocks[0].rows[-1].key)
    for form in forms().values()
    for table in form.tables
    if table.key == "applications"
)


@remembered(4096)
def kinds_of(text: str) -> frozenset[str]:
    """What a text is the label of: a `row`, `column`, `corner` or `block`, or several `rows` or `columns`."""
    return frozenset(
        f"{meaning.key}s" if meaning.kind == "group" else meaning.kind
        for meaning in (look_up(text) if text else ())
    )


def lacking(rows: Sequence[Sequence[str]]) -> int:
    """How many figures the last row has fewer than its table has columns: the text is cut off there."""
    row = rows[-1]
    values = next((at for at, text in enumerate(reversed(row)) if text and not looks_like_figure(text)), 0)
    for above in reversed(rows[:-1]):
        kinds = kinds_of(above[0])
        if values and kinds & OF_COLUMNS:
            if "corner" in kinds and len(row) >= len(above):
                return 0
            last = normalise(above[-1])
            columns = len(above) - 1 if "corner" in kinds else APPLICANTS if last not in (TOTAL, "") else 0
            return max(0, columns - values)
    return 0


@remembered(1024)
def table_of(text: str) -> str:
    """The table of which a text is the label of a row; "" for none, or one that tells of no end."""
    return next(
        (each.table for each in look_up(text) if each.kind == "row" and each.table in MORE_FOLLOWS), ""
    )


def ends_table(text: str) -> bool:
    """Whether a text is the label of the last row of the table of applications."""
    return any(each.key == LAST for each in look_up(text))


def cut_short(cells: Sequence[str]) -> list[str]:
    """The cells of a row with which a text ends, without the end of a line: what may lack is in doubt.

    That is what comes behind a label or a blank, and the rest of a figure. Where figures of applicants lack,
    it is not known either in which columns the others stand.

    >>> cut_short(["行政许可"]), cut_short(["规章", "2", ""]), cut_short(["规章", "2", "1"])
    (['行政许可', '?'], ['规章', '2', '?'], ['规章', '2', '1?'])
    >>> cut_short(["（一）予以公开", "3", "14"])
    ['（一）予以公开', '3?', '14?']
    """
    row = [cell.strip() for cell in cells]
    tables = [table_of(text) for text in row]
    if not any(tables):
        return list(cells)
    label = max(at for at, table in enumerate(tables) if table)
    if label == len(row) - 1:
        return [*cells, CUT_OFF]
    filled = sum(map(bool, row[label + 1 :]))
    if filled == APPLICANTS and ends_table(row[label]):
        return list(cells)  # whole, and no other row follows
    if "applications" in tables and filled < APPLICANTS:
        return [*cells[: label + 1], *(text + CUT_OFF for text in row[label + 1 :])]
    return [*cells[:-1], row[-1] + CUT_OFF]
