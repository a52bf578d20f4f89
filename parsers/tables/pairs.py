"""Tables that are typed as names with their figures: 规章本年制发件数：2, cards, rows of one figure each.

A name is the label of a row with that of a column behind it, in one text or in two that follow each other;
the label of a row may hold for several columns below it. A figure next to another has no name of its own.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache

from msgspec.structs import replace

from parsers import values
from parsers.document import Block, GridCell, Paragraph, Table
from parsers.labels import LONGEST, look_up, normalise
from parsers.model import Cell, State
from parsers.tables.figures import Figures
from parsers.tables.followed import STANDARD
from parsers.tables.printed import figure
from parsers.templates import Heading, forms

FEWEST = 3  # figures by which a table is known
FARTHEST = 15  # texts below the label of a row that may be columns of it and their figures
MOST_TEXTS = 5_000
PARTS = re.compile(r"[;；。\n\t]|(?:(?<=\d)|(?<=\d[件条项个宗元])|(?<=万元))[,，、](?!\d)")
# A name with its figure: 规章本年制发件数：2件
NAMED = re.compile(
    r"(?P<name>.{2,80}?[^\d\s.,:：+\-])\s{0,3}[:：为是]?\s{0,3}"
    r"(?P<figure>[+\-]?\d[\d,.]{0,15}\s?[^\d\s]{0,4}|[/／\-—]{1,3}|无)\Z"
)
Key = tuple[str, str, str]
Name = tuple[str, Heading, Heading]  # table, row, column


def read_pairs(blocks: Sequence[Block], expected: str, figures: Figures, confidence: float | None) -> None:
    """Add the tables that are not yet read and of which names with figures are printed.

    What of such a table is not found is unreadable: it may have a name that is not known.
    """
    missing = [table for table in STANDARD if table not in figures.tables]
    texts = list(texts_of(blocks))
    if not missing or len(texts) > MOST_TEXTS:
        return
    best: dict[Key, tuple[Name, GridCell]] = {}
    form = ""
    for key in dict.fromkeys([expected, *forms()]):
        if key in forms() and len(found := pairs(texts, names(key))) > len(best):
            best, form = found, key
    for table in missing:
        own = [known for known in best if known[0] == table]
        if len(own) < FEWEST:
            continue
        for row, column in forms()[form].table(table).figures():
            known = (table, row.key, column.key)
            if known in best:
                _, printed = best[known]
                sure = printed if confidence is None else replace(printed, confidence=confidence)
                figures.cells[known] = figure(table, row.key, column, sure, "", merged=False)
            else:
                note = "no figure stands beside its name"
                figures.cells[known] = Cell(*known, "", None, State.UNREADABLE, note=note)
        figures.tables[table] = form
        figures.forms[form] += 1
        figures.note("tables_as_pairs", "the tables are printed as names with a figure each")


def texts_of(blocks: Sequence[Block]) -> Iterator[GridCell]:
    """The texts of a document one by one, those of paragraphs in parts, as cells with their places."""
    for block in blocks:
        if isinstance(block, Table):
            yield from block.cells
        elif isinstance(block, Paragraph) and len(block.text) < LONGEST * 10:
            parts = map(str.strip, PARTS.split(block.text))
            yield from (GridCell(0, 0, part, block.place) for part in parts if part)


@cache
def names(form: str) -> dict[str, Name]:
    """The figures of the standard tables of a form by their names; none that several have."""
    known: dict[str, dict[Key, Name]] = defaultdict(dict)
    for table in forms()[form].tables:
        if table.key not in STANDARD:
            continue
        for row, column in table.figures():
            for line in wordings(row):
                for head in (column.label, *column.synonyms):
                    known[line + normalise(head)][table.key, row.key, column.key] = (table.key, row, column)
    return {name: next(iter(found.values())) for name, found in known.items() if len(found) == 1}


def wordings(row: Heading) -> set[str]:
    """How a row may be called, with the group it is in or without."""
    labels = {normalise(label) for label in (row.label, *row.synonyms)}
    return labels | {normalise(group) + label for group in row.groups[-1:] for label in labels}


def pairs(texts: Sequence[GridCell], known: dict[str, Name]) -> dict[Key, tuple[Name, GridCell]]:
    """The figures that stand beside their names; one that is told twice has both as readings.

    Of several labels of rows that follow each other, as in a table read column by column, any may be that of
    a figure below.
    """
    found: dict[Key, tuple[Name, GridCell]] = {}
    row, below = "", 0  # the last label of a row, and how many texts it may hold for
    listed = False  # whether the text before is one
    for at, cell in enumerate(texts):
        text = cell.text
        below -= 1
        if not text or len(text) > LONGEST:
            continue
        follows, listed = listed, False
        behind = texts[at + 1] if at + 1 < len(texts) else None
        if behind is not None and is_figure(behind):
            if at + 2 < len(texts) and is_figure(texts[at + 2]):
                continue
            name = known.get(normalise(text)) or (known.get(row + normalise(text)) if below > 0 else None)
            if name is not None and not is_figure(cell):
                unit = texts[at + 2].text.strip() if at + 2 < len(texts) else ""
                add(found, name, with_unit(behind, text, unit if values.BARE_UNIT.match(unit) else ""))
        elif (typed := NAMED.match(text)) and (name := known.get(normalise(typed["name"]))):
            add(found, name, with_unit(replace(cell, text=typed["figure"]), typed["name"], ""))
        elif any(meant.kind == "row" for meant in look_up(text)):
            name_of_row = normalise(text)
            row = "" if follows and name_of_row != row else name_of_row
            below, listed = FARTHEST, True
    return found


def is_figure(cell: GridCell) -> bool:
    return values.looks_like_figure(cell.text) and not values.BARE_UNIT.match(cell.text.strip())


def with_unit(printed: GridCell, name: str, unit: str) -> GridCell:
    """A figure with the unit of money that stands behind it, or at the end of its name, if it has none."""
    if values.names_money(printed.text):
        return printed
    said = values.UNIT_NOTE.search(values.squeezed(name))
    unit = unit or (said["unit"] if said else "")
    return replace(printed, text=printed.text + unit) if unit in values.MONEY else printed


def add(found: dict[Key, tuple[Name, GridCell]], name: Name, printed: GridCell) -> None:
    key = (name[0], name[1].key, name[2].key)
    before = found.get(key)
    if before is not None and before[1].text != printed.text:
        printed = replace(before[1], readings=(*before[1].readings, printed.text))
    found[key] = (name, printed)
