"""All that is read of the tables of a document, and what of it is in doubt or missing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from msgspec.structs import replace

from parsers.document import GridCell, Issue
from parsers.labels import LONGEST, letters, normalise
from parsers.model import Cell, State
from parsers.tables.lines import Line
from parsers.templates import Heading, forms

TABLES_OF = {key: frozenset(table.key for table in form.tables) for key, form in forms().items()}
UNPLACED = "columns unclear"  # the note of figures whose row fits no columns
LONGEST_LINE = 40  # signs of a label with its figures behind it
TWO_FIGURES = re.compile(r"\d\s+[-+\u2212\uff0b\uff0d–—增减]?\d")  # in one cell
# Issues that tell of rows whose figures have no place.
LOST_ROWS = ("extra_row", "label_lost")
# An enumeration looks members up each time they are named.
BLANK, ABSENT = State.BLANK, State.ABSENT


@dataclass(slots=True)
class Figures:
    """All that was read: cells by key, the form of each table, and what a person should know."""

    cells: dict[tuple[str, str, str], Cell] = field(default_factory=dict)
    forms: Counter[str] = field(default_factory=Counter)
    tables: dict[str, str] = field(default_factory=dict)  # table key → form key
    issues: list[Issue] = field(default_factory=list)
    lost: set[str] = field(
        default_factory=set
    )  # tables with rows of figures that no label could be found for
    # Tables in which figures ran into labels, as far as that was asked.
    run_in: dict[int, bool] = field(default_factory=dict, compare=False)
    doubted: set[tuple[str, str]] = field(default_factory=set)  # rows that a row of no sure label may be
    left_out: set[tuple[str, str]] = field(default_factory=set)  # rows that a picture has no room for
    twice: Counter[str] = field(default_factory=Counter)  # figures printed differently, by table
    alone: bool = False  # only single rows were found, under no header of a form
    units: dict[int, tuple[str, str]] = field(default_factory=dict, compare=False)  # that captions name
    # Where each figure was read: its cell, its column, the unit named beside it; for `tables.layouts`.
    printed: dict[tuple[str, str, str], tuple[GridCell, Heading, str]] = field(
        default_factory=dict, compare=False
    )
    # Whether labels and layout alone decided where each figure belongs, whatever the figures are: False to be
    # set wherever what a figure says takes part in that.
    by_layout: bool = field(default=True, compare=False)

    def note(self, code: str, message: str, where: str = "") -> None:
        issue = Issue(code, message, where)
        if issue not in self.issues:
            self.issues.append(issue)

    def rows_lost(self) -> bool:
        """Whether figures are printed in rows that no label of the form was found for."""
        return any(issue.code in LOST_ROWS for issue in self.issues)

    def take(self, other: Figures, tables: Collection[str]) -> None:
        """Add what another reading found of some tables, with all that it noted."""
        self.cells |= {key: cell for key, cell in other.cells.items() if key[0] in tables}
        for table in tables:
            self.tables[table] = other.tables[table]
            self.forms[other.tables[table]] += 1
        self.issues += [issue for issue in other.issues if issue not in self.issues]


def keep(figures: Figures, cell: Cell, line: Line) -> None:
    """Add a cell; one that is printed twice with different figures is unreadable."""
    key = (cell.table, cell.item, cell.column)
    known = figures.cells.get(key)
    if known is None or known.state is ABSENT:
        figures.cells[key] = cell
        return
    figures.by_layout = False  # two places for one figure are compared by what stands in them
    if cell.state is ABSENT or (known.value, known.state) == (cell.value, cell.state):
        return
    figures.twice[cell.table] += 1
    figures.note("printed_twice", f"{cell.key} is printed as {known.raw!r} and as {cell.raw!r}", line.where())
    figures.cells[key] = Cell(
        cell.table,
        cell.item,
        cell.column,
        known.raw,
        None,
        State.UNREADABLE,
        known.place,
        known.confidence,
        f"printed as {known.raw} and as {cell.raw}",
    )


def extra_row(figures: Figures, line: Line, at: int) -> None:
    """Note a row the form does not have, with what it holds."""
    label = " ".join(line.texts[at].split())
    printed = [" ".join(text.split()) for text in line.texts[at + 1 :]]
    if any(printed):
        figures.note("extra_row", f"{label}: {' | '.join(printed)}"[:300], line.where())


def complete(figures: Figures, form: str, table: str, counted: Counter[str] | None = None) -> None:
    """Add what the form has and the document does not print, as `absent`."""
    cells = figures.cells
    several = counted is not None and len(counted) > 1  # forms
    have = {key[:2] for key in cells} if several else set()
    missing = ABSENT, "not printed"
    pictured = any(cell.table == table for cell in cells.values() if cell.confidence is not None)
    if pictured:
        # A row that was not found in a picture need not be left out: its label may be unclear.
        missing = State.UNREADABLE, "no such row was found in the picture"
        doubt_blanks(figures, table)
    unread = "".join(letters(issue.message) for issue in figures.issues if issue.code in LOST_ROWS)
    for row, column in forms()[form].table(table).figures():
        key = (table, row.key, column.key)
        if key in cells or (table, row.key) in have:
            continue
        state, note = (ABSENT, "not printed") if (table, row.key) in figures.left_out else missing
        # A row whose figures stand somewhere without its label, or run into another's, is printed.
        run_in = len(normalise(row.label)) > 3 and normalise(row.label) in unread
        if state is ABSENT and (run_in or table in figures.lost or (table, row.key) in figures.doubted):
            state, note = State.UNREADABLE, "perhaps in a row whose label is unclear"
        cells[key] = Cell(table, row.key, column.key, "", None, state, note=note)


def doubt_twice(figures: Figures) -> None:
    """Doubt all figures of a table that is printed twice with other figures: of which, nobody can know."""
    for table, conflicts in figures.twice.items():
        cells = {key: cell for key, cell in figures.cells.items() if key[0] == table}
        read = [key for key, cell in cells.items() if cell.state not in (State.ABSENT, State.UNREADABLE)]
        if conflicts > len(read):
            for key in read:
                note = "one of two tables with other figures"
                figures.cells[key] = replace(cells[key], value=None, state=State.UNREADABLE, note=note)


def doubt_blanks(figures: Figures, table: str) -> None:
    """Call blank cells of a pictured table unreadable where rows of it fit no columns.

    What cut those rows, a rim taken for a rule, may have cut a strip without a figure off other cells.
    """
    unplaced_rows = {
        key[1] for key, cell in figures.cells.items() if key[0] == table and cell.note == UNPLACED
    }
    if len(unplaced_rows) > 1:
        for key, cell in figures.cells.items():
            if key[0] == table and cell.state is BLANK:
                note = "columns of other rows are unclear"
                figures.cells[key] = replace(cell, state=State.UNREADABLE, note=note)


def doubt_outside(figures: Figures, texts: Iterable[str]) -> None:
    """Call rows unreadable, not absent, whose labels stand by themselves in the text around the tables.

    Their figures may stand there too, laid out in a way that no table was seen in; so it is with rows whose
    labels stand in cells, but not before their figures.
    """
    missing = {key[:2] for key, cell in figures.cells.items() if cell.state is ABSENT} - figures.left_out
    if missing:
        missing -= {key[:2] for key, cell in figures.cells.items() if cell.state is not ABSENT}
    if not missing:
        return
    labels = {
        normalise(row.label): (table, row.key)
        for table, form in figures.tables.items()
        for block in forms()[form].table(table).blocks
        for row in block.rows
        if (table, row.key) in missing
    }
    lines = [normalise(line) for text in texts if len(text) <= LONGEST for line in text.split("\n")]
    outside = {
        labels[label]
        for label in labels
        if len(label) > 1
        and any(
            line == label or (line.startswith(label) and line[-1].isdigit() and len(line) <= LONGEST_LINE)
            for line in lines
        )
    }
    for key, cell in figures.cells.items():
        if key[:2] in missing and key[:2] in outside:
            note = "its label stands outside of the tables, or not before figures"
            figures.cells[key] = replace(cell, state=State.UNREADABLE, note=note)
