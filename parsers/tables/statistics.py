"""The statistics annex of 2014 to 2018, 政府信息公开情况统计表: indicator, unit, figure, one below the other.

Rows come in the order of the form; provinces add rows and columns. A label that occurs twice (被依法纠错数 of
reviews and of suits) means the one whose place in the order it fits.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import filterfalse, pairwise, zip_longest

from msgspec.structs import replace as with_fields

from parsers import values
from parsers.document import GridCell, Table
from parsers.labels import letters, look_up, normalise, squeeze
from parsers.model import State
from parsers.tables.columns import Columns, nearest
from parsers.tables.figures import Figures, complete, extra_row
from parsers.tables.filling import fill
from parsers.tables.lines import Line, to_lines
from parsers.templates import FormTable, Heading, forms
from parsers.wording import WORDS

STATISTICS = "statistics"
FORM = "2014"
TOTALS = frozenset(WORDS["statistics"]["totals"])
CORNERS = frozenset(WORDS["statistics"]["corners"])
YEAR = re.compile(r"(20\d\d)\s*年?度?")
SHORTEST_CUT = 4  # signs of a label that may be the beginning of another
MOST_HEADERS = 4  # lines of a title and a header
FEWEST = 8  # rows with labels of the form, for a table to be taken for it


def read_statistics(tables: Sequence[Table], figures: Figures) -> list[Table]:
    """Read the annex, if one of the tables is one; what comes back are the other tables."""
    if FORM not in forms():
        return list(tables)
    form = forms()[FORM].table(STATISTICS)
    whole = [at for at, table in enumerate(tables) if holds([table])]
    if not whole and len(tables) >= FEWEST:
        whole = [at for at, table in enumerate(tables) if is_piece(table)]
        whole = whole if holds([tables[at] for at in whole]) else []
    found = with_pieces(tables, whole)
    if not found:
        return list(tables)
    parts = [part for table in found for part in beside_each_other(table, form)]
    lines = [line for line in to_lines(parts) if not line.blank()]
    read_lines(lines, form, figures)
    figures.tables[STATISTICS] = FORM
    figures.forms[FORM] += 1
    left = [table for table in tables if table not in found]
    if any(map(has_counted, left)):
        figures.lost.add(STATISTICS)
    complete(figures, FORM, STATISTICS)
    return left


def beside_each_other(table: Table, form: FormTable) -> list[Table]:
    """The parts of an annex that is printed in two or three parts side by side, each under its own header."""
    corner = normalise(form.corner)
    for cells in table.rows():
        starts = [cell.column for cell in cells if normalise(cell.text) == corner]
        if len(starts) > 1:
            bounds = [0, *starts[1:], table.width]
            part = part_of(table, bounds)
            return [
                Table(tuple(cell for cell in table.cells if part(cell) == at), table.place)
                for at in range(len(starts))
            ]
    return [table]


def part_of(table: Table, bounds: Sequence[int]) -> Callable[[GridCell], int]:
    """Which part, from one bound to the next, a cell belongs to.

    Where blank cells are not written out, the figure of a row may stand in another part than its label: such
    is a row of the last part alone.
    """
    own = {id(cell): min(bisect_right(bounds, cell.column), len(bounds) - 1) - 1 for cell in table.cells}
    labelled = {
        (cell.row, own[id(cell)])
        for cell in table.cells
        if cell.text.strip() and not is_figure(cell) and normalise(cell.text) not in units()
    }
    astray = {
        cell.row for cell in table.cells if is_figure(cell) and (cell.row, own[id(cell)]) not in labelled
    }

    def part(cell: GridCell) -> int:
        return len(bounds) - 2 if cell.row in astray else own[id(cell)]

    return part


def with_pieces(tables: Sequence[Table], whole: Sequence[int]) -> list[Table]:
    """The tables at these places, with the pieces beside them that ends of pages cut off, few rows each.

    Such is a header that the heading of the first section, a row of its own, parts from the rest.
    """
    wanted = set(whole)
    for step in (1, -1):
        for at in whole:
            beside = at + step
            while 0 <= beside < len(tables) and beside not in wanted and is_piece(tables[beside]):
                wanted.add(beside)
                beside += step
            if step < 0 <= beside < at and is_header(tables[beside]):
                wanted.add(beside)
    return [tables[at] for at in sorted(wanted)]


def has_counted(table: Table) -> bool:
    """Whether a row of a table has a unit of the annex and a figure behind it, whatever its label."""
    counted = units() - {""}
    return any(
        one.text.strip() in counted and is_figure(other)
        for row in table.rows()
        for one, other in pairwise(row)
    )


def is_header(table: Table) -> bool:
    """Whether a table is no more than a header of the annex, perhaps below its title."""
    rows = table.rows()
    return 0 < len(rows) <= MOST_HEADERS and not CORNERS.isdisjoint(normalise(cell.text) for cell in rows[-1])


def is_piece(table: Table) -> bool:
    """Whether all rows of a table that are known are of the annex."""
    meant = [[m for m in look_up(cell.text) if m.kind == "row"] for cell in table.cells]
    rows = [meanings for meanings in meant if meanings]
    return bool(rows) and all(any(m.table == STATISTICS for m in meanings) for meanings in rows)


def holds(tables: Sequence[Table]) -> bool:
    """Whether tables are the annex: enough rows carry its labels."""
    keys = {
        meaning.key
        for table in tables
        for meant in map(look_up.of, filterfalse(str.isascii, table.texts))  # figures, most of all, are none
        for meaning in meant
        if meaning.table == STATISTICS and meaning.kind == "row"
    }
    return len(keys) >= FEWEST


def read_lines(lines: Sequence[Line], form: FormTable, figures: Figures) -> None:
    rows = [(row, block.columns) for block in form.blocks for row in block.rows]
    reached = 0
    named: Named | None = None
    nameless: Line | None = None  # the line above, if only the number of a label stands before its figure
    before: list[str] = []  # figures before labels
    loose: list[str] = []  # labels before figures that are none of the form
    for line, below in zip_longest(lines, lines[1:]):
        above, nameless = nameless, None
        header = header_of(line, form)
        if header is not None:
            named = header
            continue
        at, place = find(line, [row for row, _ in rows], reached)
        if place is None:
            nameless = line if is_nameless(line) else None
            if at >= 0 and any(sign.isdigit() for text in line.texts[at + 1 :] for sign in text):
                extra_row(figures, line, at)
                loose.append(letters(line.texts[at]))
            continue
        row, columns = rows[place]
        reached = place + 1
        before += [cell.text.strip() for cell in line.cells[:at] if is_figure(cell)]
        printed = figure_cells(line, at, row, named)
        apart = [each for each in (above, below) if each is not None and is_nameless(each)]
        heading = replace(columns[0], unit=row.unit, decimal=row.decimal)
        if len(printed) > 1:
            others = " | ".join(
                f"{named.above(cell) if named else ''} {cell.text.strip()}".strip() for cell in printed
            )
            figures.note(
                "several_values", f"{row.label}: {others}; no single figure is asked for", line.where()
            )
        shown = printed if len(printed) == 1 else None
        if not printed and above is not None and begins(above, row):
            shown = [cell for cell in above.cells if is_figure(cell)]
        elif not printed and not apart:
            shown = [GridCell(line.row, 0, "", line.cells[-1].place)]
        fill(figures, STATISTICS, row.key, [heading], shown, Columns([heading.key], []), line)
    cut = [text for text in loose if len(text) >= SHORTEST_CUT]
    figures.doubted |= {(STATISTICS, row.key) for row, _ in rows if letters(row.label).startswith(tuple(cut))}
    if before and not are_numbers(before):
        doubt_blanks(figures)


def are_numbers(texts: Sequence[str]) -> bool:
    """Whether texts number the rows they stand in."""
    return all(map(str.isdecimal, texts)) and all(int(one) < int(next_) for one, next_ in pairwise(texts))


def doubt_blanks(figures: Figures) -> None:
    """Doubt the blank figures of an annex, in which some stand before labels."""
    note = "its figure may stand before its label"
    figures.cells |= {
        key: with_fields(cell, state=State.UNREADABLE, note=note)
        for key, cell in figures.cells.items()
        if key[0] == STATISTICS and cell.state is State.BLANK
    }


@dataclass(frozen=True, slots=True)
class Named:
    """The header: its cells, and the one over the figures that are asked for, if it names it."""

    cells: Sequence[GridCell]
    value: GridCell | None

    def above(self, cell: GridCell) -> str:
        """The name of the column that a cell stands in, "" where that is not one."""
        over = [head for head in self.cells if head.column <= cell.column < head.column + head.column_span]
        return over[0].text.strip() if len(over) == 1 else ""


def header_of(line: Line, form: FormTable) -> Named | None:
    """The header, None for a line that is none; a column of sums is meant where no other is named.

    Of two years beside each other the later is that of the report: 2016年统计数, 2017年统计数.
    """
    heading = form.blocks[0].columns[0]
    names = {
        normalise(label) for label in (heading.label, *heading.synonyms, *WORDS["statistics"]["of_year"])
    }
    plain = [YEAR.sub("", cell.text) for cell in line.cells]
    if any(map(str.isdigit, "".join(plain))):
        return None
    printed = [normalise(text) for text in plain]
    cornered = not CORNERS.isdisjoint(printed) or normalise(form.corner) in printed
    found = [
        cell
        for cell, name in zip(line.cells, printed, strict=True)
        if name in names or (cornered and not name and YEAR.search(cell.text))
    ]
    sums = [cell for cell, name in zip(line.cells, printed, strict=True) if name in TOTALS]
    if not (cornered or (found and len(line.cells) > 1)):
        return None
    asked = found or sums
    years = [int(year[1]) if (year := YEAR.search(cell.text)) else 0 for cell in asked]
    latest = [cell for cell, year in zip(asked, years, strict=True) if year == max(years)]
    known = len(latest) == 1 and (len(asked) == 1 or all(years))
    return Named(line.cells, latest[0] if known else None)


def find(line: Line, rows: Sequence[Heading], reached: int) -> tuple[int, int | None]:
    """(index of the label cell, place in the form's order) of a line; no place for no row of the form."""
    for at, cell in enumerate(line.cells[:4]):
        keys = {m.key for m in line.meant[at] if m.table == STATISTICS and m.kind == "row"}
        places = [place for place, row in enumerate(rows) if row.key in keys]
        after = [place for place in places if place >= reached]
        if after or places:
            return at, after[0] if after else None
        if len(letters(cell.text)) >= 4 and not values.looks_like_figure(cell.text):
            near = nearest(cell.text, rows[reached : reached + 6], 0.7)
            if near is not None:
                return at, next(place for place, row in enumerate(rows) if row is near)
            if at + 1 == len(line.cells) or not any(line.meant[at + 1 :]):
                return at, None
    return -1, None


def is_figure(cell: GridCell) -> bool:
    return any(map(str.isdecimal, cell.text)) and values.looks_like_figure(cell.text)


def begins(line: Line, row: Heading) -> bool:
    """Whether a line without a name holds the number of a row's label: its first line, beside the figure."""
    number = "".join(letters(cell.text) for cell in line.cells if not is_figure(cell)).removesuffix(row.unit)
    return bool(number) and letters(row.label).startswith(number)


@cache
def units() -> frozenset[str]:
    """The units of the form, and none."""
    return frozenset(
        {"", *(row.unit for block in forms()[FORM].table(STATISTICS).blocks for row in block.rows)}
    )


def is_nameless(line: Line) -> bool:
    """Whether a line is one figure with no more before it than a unit and the number of a label."""
    figures = [is_figure(cell) for cell in line.cells]
    others = [normalise(cell.text) for cell, one in zip(line.cells, figures, strict=True) if not one]
    return sum(figures) == 1 and all(text in units() for text in others)


def figure_cells(line: Line, at: int, row: Heading, named: Named | None) -> list[GridCell]:
    """The cells that hold the figure: that of the named column, else what follows the unit."""
    after = [
        cell for cell in line.cells[at + 1 :] if not row.unit or squeeze(cell.text).strip("()") != row.unit
    ]
    printed = [cell for cell in after if cell.text.strip()]
    if not printed and named is not None and named.value is not None:
        # The header may name a column before the labels.
        return [cell for cell in line.cells[:at] if cell.column == named.value.column and is_figure(cell)]
    if named is None or named.value is None or len(printed) < 2:
        return printed
    head = named.value
    under = [cell for cell in printed if head.column <= cell.column < head.column + head.column_span]
    if len(under) == 1:
        others = [cell for cell in printed if cell is not under[0]]
        if all(named.above(cell) or not any(map(str.isdigit, cell.text)) for cell in others):
            return under
    return printed
