"""The statistics annex of 2014 typed as names with their figures: （一）收到申请数：110件.

Each stands in a line, or a part of one, of its own; the unit before the figure, behind it, or in brackets.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache

from msgspec.structs import replace

from parsers.document import Block, Cells, Paragraph, Place, Table
from parsers.labels import LONGEST, look_up
from parsers.model import State
from parsers.tables.figures import Figures
from parsers.tables.pairs import MOST_TEXTS, texts_of
from parsers.tables.statistics import FEWEST, FORM, STATISTICS, read_statistics
from parsers.templates import forms

FIGURE = re.compile(r"(?P<figure>\d[\d,，]*(?:\.\d+)?|[/／]|[-—－–]{1,4}|无)\s?(?P<unit>[^\d\s]{0,3})\Z")
UNKNOWN = "?"  # stands for a figure that is not beside its name


def read_typed_annex(blocks: Sequence[Block], figures: Figures, confidence: float | None) -> None:
    """Add the annex if enough of its figures stand beside their names; the rest of it is unreadable."""
    paragraphs = [block for block in blocks if isinstance(block, Paragraph)]
    if len(paragraphs) > MOST_TEXTS:
        return
    rows = list(typed_rows(paragraphs))
    if len({label for label, figure, _ in rows if figure != UNKNOWN}) < FEWEST:
        return
    told = Counter(keys_of(label) for label, _, _ in rows)
    again = {keys for keys, count in told.items() if count > len(keys)}
    grid = [
        (at, column, text, 1, 1)
        for at, (label, figure, _) in enumerate(rows)
        for column, text in enumerate((label, "", UNKNOWN if keys_of(label) in again else figure))
    ]
    cells = Cells.placed(list(zip(*grid, strict=True)), 0)
    placed = [replace(cell, place=rows[cell.row][2], confidence=confidence) for cell in cells]
    read_statistics([Table(placed)], figures)
    for key, cell in figures.cells.items():
        if key[0] == STATISTICS and cell.state is State.ABSENT:
            note = "no figure stands beside its name"
            figures.cells[key] = replace(cell, state=State.UNREADABLE, note=note)
    figures.note("tables_as_pairs", "the tables are printed as names with a figure each")


def typed_rows(paragraphs: Sequence[Paragraph]) -> Iterator[tuple[str, str, Place]]:
    """Label, figure and place of each row of the annex, in printed order."""
    texts = list(texts_of(paragraphs))
    for at, cell in enumerate(texts):
        text = cell.text
        if len(text) > 2 * LONGEST:
            continue
        found = FIGURE.search(text)
        if found and (label := label_in(text[: found.start()])):
            yield label, found[0], cell.place
        elif label := label_in(text):
            behind = FIGURE.match(texts[at + 1].text) if at + 1 < len(texts) else None
            yield label, behind[0] if behind else UNKNOWN, cell.place


def label_in(text: str) -> str:
    """The label of the annex that a text is, without the unit and the colon behind it; "" for none."""
    text = text.strip().rstrip(":：为是 \u3000")
    return next((each for each in (text, unit_note().sub("", text)) if keys_of(each)), "")


def keys_of(text: str) -> frozenset[str]:
    """The rows of the annex that a label may mean."""
    return frozenset(
        meant.key for meant in look_up(text) if meant.table == STATISTICS and meant.kind == "row"
    )


@cache
def unit_note() -> re.Pattern[str]:
    """A unit of the form at the end of a label, in brackets or alone."""
    rows = [row for block in forms()[FORM].table(STATISTICS).blocks for row in block.rows]
    units = "|".join(sorted({row.unit for row in rows if row.unit}, key=len, reverse=True))
    return re.compile(rf"\s*[(（](?:单位[:：]?)?\s*(?:{units})[)）]\Z|\s+(?:{units})\Z")
