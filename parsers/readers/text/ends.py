"""Rows at the end of a text that lack figures: what does not stand there may have been cut off."""

from __future__ import annotations

from collections.abc import Sequence

from parsers.labels import look_up, normalise
from parsers.readers.text.tabs import APPLICANTS
from parsers.remembered import remembered
from parsers.templates import forms
from parsers.values import looks_like_figure

OF_COLUMNS = frozenset({"column", "columns", "corner"})
CUT_OFF = "?"  # what stands for a figure that the end of the text may have cut off
TOTAL = next(
    normalise(table.blocks[0].columns[-1].label)
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
            last = normalise(above[-1])
            columns = len(above) - 1 if "corner" in kinds else APPLICANTS if last not in (TOTAL, "") else 0
            return max(0, columns - values)
    return 0
