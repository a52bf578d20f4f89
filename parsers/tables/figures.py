"""What is read of the tables, and how the figure of one cell comes into it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from msgspec.structs import replace

from parsers import values
from parsers.document import GridCell, Issue, Place
from parsers.labels import LONGEST, letters, look_up, normalise
from parsers.model import Cell, State
from parsers.tables import units
from parsers.tables.columns import Columns
from parsers.tables.lines import Line, glued_label, runs_into_figure, valuelike
from parsers.templates import Heading, forms

TABLES_OF = {key: frozenset(table.key for table in form.tables) for key, form in forms().items()}

# Confidence of recognition below which a figure is in doubt; readers of pictures give 0.99 to what they
# read twice alike, and less to everything else.
SURE = 0.95
UNPLACED = "columns unclear"  # the note of figures whose row fits no columns
LONGEST_LINE = 40  # signs of a label with its figures behind it
TWO_FIGURES = re.compile(r"\d\s+[-+\u2212\uff0b\uff0d–—增减]?\d")  # in one cell
# Issues that tell of rows whose figures have no place.
LOST_ROWS = ("extra_row", "label_lost")

# An enumeration looks members up each time they are named.
BRACKETS = "()（）"
NUMBER, BLANK, ABSENT = State.NUMBER, State.BLANK, State.ABSENT
PLAIN = values.plain.of


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


def fill(
    figures: Figures,
    table: str,
    item: str,
    headings: Sequence[Heading],
    row: Sequence[GridCell | None] | None,
    columns: Columns,
    line: Line,
) -> None:
    """Read the figures of one row into `figures`; all are unreadable where the cells fit no columns."""
    if row is None:
        unplaced(figures, table, item, headings, line, "fit the columns of the form in no single way")
        return
    if ends_in_figure(line, row) or may_be_shifted(line, row, figures):
        why = "may be shifted: a figure ran into a label of the table"
        unplaced(figures, table, item, headings, line, why)
        return
    unlabelled = [at for at, key in enumerate(columns.keys) if key is None and text_in(row[at])]
    astray = any(not columns.again_at(at) for at in unlabelled)
    cut = astray and (recognised(line) or is_bare(row, columns))
    money, counts = units_beside(line, figures)
    under = dict(zip(reversed(columns.keys), reversed(row), strict=True))  # of one key twice, the first cell
    for heading in headings:
        printed = under.get(heading.key)
        if printed is None:
            headed = heading.key in under
            stray = bool(unlabelled) or (headed and holds_two(line))
            keep(figures, not_printed(table, item, heading, line, headed, stray), line)
            continue
        merged = False
        if printed.column_span > 1:
            merged = bool(printed.text.strip()) and sum(other is printed for other in row) > 1
        if heading.key in columns.again:
            printed = repeated(printed, row, columns, heading.key)
        if printed.row_span > 1 and not merged and printed.text.strip():
            merged = covers_rows(printed, line, table, item)
        figures.by_layout &= not merged  # refused, whatever it is
        unit = columns.units.get(heading.key, "")
        if named := money if heading.decimal else counts:
            unit = units.one_of(named | {unit})
        cell = figure(table, item, heading, printed, unit, merged)
        if cell.state is BLANK and holds_two(line):
            cell = replace(cell, state=State.UNREADABLE, note="its figure may stand in the cell beside it")
        if cell.state is BLANK and cut:
            # In a picture, what parts a figure from its cell may be the rim of a seal.
            figures.by_layout = False
            cell = replace(cell, state=State.UNREADABLE, note="figures stand in columns without a label")
        figures.printed[table, item, heading.key] = (printed, heading, unit)
        keep(figures, cell, line)
    if astray:
        extra = ", ".join(text_in(row[at]) for at in unlabelled)
        figures.note("extra_column", f"figures in a column the form does not have: {extra}", line.where())


def holds_two(line: Line) -> bool:
    """Whether a cell of a line holds two figures."""
    return TWO_FIGURES.search("|".join(line.texts)) is not None


def is_bare(row: Sequence[GridCell | None], columns: Columns) -> bool:
    """Whether no figure stands in known columns, as where one stands in the middle of merged cells."""
    return not any(text_in(cell) for cell, key in zip(row, columns.keys, strict=True) if key is not None)


def unplaced(
    figures: Figures, table: str, item: str, headings: Sequence[Heading], line: Line, why: str
) -> None:
    """Call all figures of a row unreadable, whose cells belong to no column for certain."""
    raw = " ".join(" ".join(text.split()) for text in line.texts[1:] if text.strip())
    place = line.cells[-1].place
    doubt = 0.0 if recognised(line) else None
    for heading in headings:
        cell = Cell(table, item, heading.key, raw, None, State.UNREADABLE, place, doubt, UNPLACED)
        keep(figures, cell, line)
    message = f"the cells of {line.texts[0].strip()!r} {why}"
    figures.note("columns_unclear", message, line.where())


def not_printed(table: str, item: str, heading: Heading, line: Line, headed: bool, stray: bool) -> Cell:
    """A figure without a cell; `headed`: its column has a header, `stray`: figures have no place."""
    state, note = State.ABSENT, "column not printed"
    if headed and stray:
        # Its figure may be one of those that stand under no label, or beside another.
        state, note = State.UNREADABLE, "figures stand in columns without a label, or in one cell"
    elif (headed or stray) and recognised(line):
        # What a stain, a seal or a lost rule has spoilt is not left out.
        state, note = State.UNREADABLE, "the cells or headers of the picture are unclear"
    return Cell(table, item, heading.key, "", None, state, note=note)


def covers_rows(printed: GridCell, line: Line, table: str, item: str) -> bool:
    """Whether a cell reaches down into other rows of the form, so that it is the figure of none of them."""
    below = range(line.row + 1, printed.row + printed.row_span)
    return any(
        meaning.kind == "row" and meaning.table == table and meaning.key != item
        for cell in line.source.cells
        if cell.row in below and cell.column < printed.column
        for meaning in look_up(cell.text)
    )


def rows_beside(line: Line, at: int) -> range:
    """The rows of a picture that the label of a line reaches, if figures stand beside it in more than one.

    The rule between two labels is lost there: which of the rows is that of either is not known.
    """
    if at < 0 or line.cells[at].row_span < 2 or not recognised(line):
        return range(0)
    label = line.cells[at]
    reached = range(line.row, label.row + label.row_span)
    below = any(
        cell.row in reached[1:] and cell.column > label.column and valuelike(cell)
        for cell in line.source.cells
    )
    return reached if below and any(line.figures[at + 1 :]) else range(0)


def ends_in_figure(line: Line, row: Sequence[GridCell | None]) -> bool:
    """Whether a figure ran into one of the labels of a row.

    In a picture strokes of seals and stains end labels, too: where each figure has a cell, none has run away.
    """
    ends = [
        cell
        for cell, meant in zip(line.cells, line.meant, strict=True)
        if meant and runs_into_figure(cell.text)
    ]
    ran = any(not any(cell is figure for figure in row) for cell in ends)
    return ran and not (recognised(line) and has_own_cells(line, row))


def has_own_cells(line: Line, row: Sequence[GridCell | None]) -> bool:
    """Whether the cells of a row lie in a grid as those of another row do that has as many, one for one."""
    if not row or not all(map(text_in, row)):
        return False
    columns = [cell.column for cell in row if cell is not None]
    spans = [cell.column_span for cell in row if cell is not None]
    others: dict[int, list[GridCell]] = {}
    for cell in line.source.cells:
        if cell.row != line.row:
            others.setdefault(cell.row, []).append(cell)
    return len(set(columns)) == len(row) and any(
        [cell.column for cell in cells[-len(row) :]] == columns
        and [cell.column_span for cell in cells[-len(row) :]] == spans
        and len(cells) > len(row)
        for cells in others.values()
    )


def may_be_shifted(line: Line, row: Sequence[GridCell | None], figures: Figures) -> bool:
    """Whether the last cell of a row is blank in a table of which other rows' figures ran into their labels.

    What took their own cells away took those of this row, too, if its first figure is a blank.
    """
    if len(row) < 2 or text_in(row[-1]) or not any(map(text_in, row)):
        return False
    if line.table not in figures.run_in:
        figures.run_in[line.table] = any(
            runs_into_figure(cell.text) if look_up(cell.text) else glued_label(cell.text)
            for cell in line.source.cells
        )
    return figures.run_in[line.table]


def repeated(printed: GridCell, row: Sequence[GridCell | None], columns: Columns, key: str) -> GridCell:
    """The cell of a column whose label is printed again: in doubt where another figure stands below that."""
    others = {text_in(cell) for at, cell in enumerate(row) if columns.again_at(at) == key} - {""}
    return replace(printed, readings=(*printed.readings, *sorted(others))) if others else printed


def recognised(line: Line) -> bool:
    """Whether a line was read from a picture."""
    return any(cell.confidence is not None for cell in line.cells)


def header_units(cells: Sequence[GridCell], columns: Columns, headings: Sequence[Heading]) -> dict[str, str]:
    """The unit that a header cell names, by column: one of money for amounts, one of many for counts.

    It is unclear where it is hardly read and not the form's: a picture in which 万 is lost says 元.
    """
    known = {heading.key: heading for heading in headings}
    named: dict[str, str] = {}
    for cell, key in zip(cells, columns.keys, strict=True):
        if key and (heading := known.get(key)):
            money, counts = units.of_label(cell.text)
            if unit := money if heading.decimal else counts:
                hardly = cell.confidence is not None and cell.confidence < SURE
                named[key] = units.UNCLEAR if hardly and unit != heading.unit else unit
    return named


def units_beside(line: Line, figures: Figures) -> tuple[set[str], set[str]]:
    """The units of money, and those of counts, named by the label of a row, a cell of it, and a caption."""
    named = [units.of_label(text) for text, meant in zip(line.texts, line.meant, strict=True) if meant]
    if not units.ALONE.isdisjoint(line.texts):  # a column of units
        named += [
            units.said_above([f"单位：{text.strip(BRACKETS)}"]) for text in line.texts if text in units.ALONE
        ]
    money, counts = figures.units.get(line.table, ("", ""))
    # A caption for all counts of a table is likelier wrong than each of them in tens of thousands.
    named.append((money, units.UNCLEAR if counts else ""))
    return {unit for unit, _ in named if unit}, {unit for _, unit in named if unit}


def in_unit(raw: str, unit: str, heading: Heading, reading: values.Reading) -> values.Reading:
    """The reading of a bare figure in the unit that is named beside it."""
    if unit == units.UNCLEAR:
        return values.unreadable("the unit of the figure is unclear")
    if not heading.decimal:
        counted = values.read(raw + unit, heading)
        return values.Reading(counted.value, counted.state, counted.note or f"counted in {unit}")
    if not heading.unit:
        return values.Reading(reading.value, State.NUMBER, f"unit: {unit}")
    return values.read(raw + unit, heading) if unit != heading.unit else reading


def text_in(cell: GridCell | None) -> str:
    return cell.text.strip() if cell else ""


def figure(table: str, item: str, heading: Heading, printed: GridCell, unit: str, merged: bool) -> Cell:
    """The figure of one printed cell; `unit` is what is named beside it where the form says otherwise."""
    if printed.confidence is None and not (merged or printed.readings):  # nearly all there are
        return certain_figure(table, item, heading, printed.text, printed.place, unit)
    raw = printed.text.strip()
    reading = read_in(raw, heading, unit)
    if merged:
        across = "columns" if printed.column_span > 1 else "rows"
        reading = values.unreadable(f"one figure across several {across}")
    others = [other for other in printed.readings if other.strip() != raw]
    if others:
        reading = values.unreadable("read as " + " / ".join([raw, *others]))
    elif printed.confidence is not None and printed.confidence < SURE:
        reading = values.unreadable("not recognised with certainty")
    elif printed.confidence is not None and reading.state is State.TEXT and not values.looks_like_figure(raw):
        reading = values.unreadable("words where a figure belongs")
    return Cell(
        table,
        item,
        heading.key,
        raw,
        reading.value,
        reading.state,
        printed.place,
        printed.confidence,
        reading.note,
    )


def certain_figure(table: str, item: str, heading: Heading, raw: str, place: Place, unit: str) -> Cell:
    """The figure of a text that is printed in one cell of its own, as it stands there."""
    known = PLAIN(raw)
    if known is not None and (known[2] is not NUMBER or not (heading.decimal or unit)):
        return Cell(table, item, heading.key, *known, place)
    raw = raw.strip()
    reading = read_in(raw, heading, unit)
    return Cell(table, item, heading.key, raw, reading.value, reading.state, place, None, reading.note)


def read_in(raw: str, heading: Heading, unit: str) -> values.Reading:
    """What a figure says in a column beside which a unit is named, "" for none but the form's."""
    reading = values.read(raw, heading)
    if unit and reading.state is NUMBER and not reading.note and not values.names_money(raw):
        return in_unit(raw, unit, heading, reading)
    return reading


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


def doubt_twice(figures: Figures) -> None:
    """Doubt all figures of a table that is printed twice with other figures: of which, nobody can know."""
    for table, conflicts in figures.twice.items():
        cells = {key: cell for key, cell in figures.cells.items() if key[0] == table}
        read = [key for key, cell in cells.items() if cell.state not in (State.ABSENT, State.UNREADABLE)]
        if conflicts > len(read):
            for key in read:
                note = "one of two tables with other figures"
                figures.cells[key] = replace(cells[key], value=None, state=State.UNREADABLE, note=note)


def extra_row(figures: Figures, line: Line, at: int) -> None:
    """Note a row the form does not have, with what it holds."""
    label = " ".join(line.texts[at].split())
    printed = [" ".join(text.split()) for text in line.texts[at + 1 :]]
    if any(printed):
        figures.note("extra_row", f"{label}: {' | '.join(printed)}"[:300], line.where())


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
