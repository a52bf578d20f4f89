"""Rows of figures: which of their cells is whose figure, and what puts a row in doubt."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from parsers.document import GridCell
from parsers.labels import look_up
from parsers.model import Cell, State
from parsers.tables import units
from parsers.tables.columns import Columns
from parsers.tables.figures import TWO_FIGURES, UNPLACED, Figures, keep
from parsers.tables.lines import Line, glued_label, runs_into_figure, valuelike
from parsers.tables.printed import SURE, figure, text_in
from parsers.templates import Heading

BRACKETS = "()（）"
# An enumeration looks members up each time they are named.
BLANK = State.BLANK


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
    if stray:
        # Its figure may be one of those that stand under no label, or beside another.
        state, note = State.UNREADABLE, "figures stand in columns without a label, or in one cell"
    elif headed and recognised(line):
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
