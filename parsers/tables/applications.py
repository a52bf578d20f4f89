"""Section three, 收到和处理政府信息公开申请情况: one row for each outcome, seven columns of applicants."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

from msgspec.structs import replace

from parsers.document import GridCell
from parsers.model import State
from parsers.tables.addingup import certain
from parsers.tables.applicants import FEWEST_COLUMNS, applicant_columns, assumed_columns, names_columns
from parsers.tables.columns import Columns, nearest
from parsers.tables.entries import Entry
from parsers.tables.figures import TABLES_OF, Figures, complete
from parsers.tables.filling import fill, recognised, rows_beside
from parsers.tables.lines import APPLICATIONS, Line, Region, cells_after, label_of, labelish
from parsers.tables.outcomes import match_rows
from parsers.tables.padded import doubt_padded
from parsers.tables.placing import assign, lacks_cell
from parsers.templates import Heading, forms

FEWEST_ROWS = 8  # with labels of the form, for a table with another header to be taken for it
NO_COLUMNS = Columns([], [])
MOST_LABELS = 3  # of one row: two groups and its own


def instances(found: Sequence[Region]) -> Iterator[list[Region]]:
    """Regions that together make one table: a row that comes again begins the next."""
    current: list[Region] = []
    seen: set[str] = set()
    for region in found:
        keys = {label_of(line, APPLICATIONS)[1] for line in region.data} - {"", "other_misc", "handled_total"}
        if current and keys & seen and len(keys) > 3:
            yield current
            current, seen = [], set()
        current.append(region)
        seen |= keys
    if current:
        yield current


def read_applications(
    instance: Sequence[Region], figures: Figures, preference: Sequence[str]
) -> list[Region]:
    """Read 收到和处理政府信息公开申请情况 from the regions of one printed table.

    Those whose columns are not known are given back.
    """
    keys = [key for key in preference if APPLICATIONS in TABLES_OF[key]]
    headings = forms()[keys[0]].table(APPLICATIONS).blocks[0].columns
    entries: list[Entry] = []
    columns: Columns | None = None
    unread: list[Region] = []
    for region in instance:
        if region.header:
            earlier = None if names_columns(region.header) else columns
            columns = applicant_columns(region.header, headings, figures) or earlier
        if columns is None:
            columns = assumed_columns(region, headings, figures)
        if columns is None:
            unread.append(region)
            continue
        lacking = [heading.label for heading in headings if heading.key not in columns.keys]
        if lacking and region.data:
            figures.note("column_missing", f"not printed: {'、'.join(lacking)}", region.data[0].where())
        part = [
            Entry(line, *label_of(line, APPLICATIONS), columns)
            for line in region.data
            if not only_words(line) and not counts_columns(line)
        ]
        printed = [figure_cells(entry, part) for entry in part]
        rows = certain(printed, assign(printed, columns), columns, figures)
        unclear = {(entry.line.table, row) for entry in part for row in rows_beside(entry.line, entry.at)}
        for entry, row in zip(part, rows, strict=True):
            lacks = row is not None and (lacks_cell(row, columns) or names_another(entry))
            entry.cells = None if lacks or (entry.line.table, entry.line.row) in unclear else row
        entries += part
    if not entries or not any(entry.key for entry in entries):
        return unread
    again = any(known[0] == APPLICATIONS for known in figures.cells)
    form = choose_form(entries, keys)
    table = forms()[form].table(APPLICATIONS)
    whole = {(entry.line.table, entry.line.row) for entry in entries if entry.key}
    entries = match_rows(entries, table.blocks[0].rows, figures)
    if again:
        figures.note(
            "table_twice", "the table of applications is printed more than once", entries[0].line.where()
        )
    for entry in entries:
        fill(figures, APPLICATIONS, entry.key, headings, entry.cells, entry.columns, entry.line)
    if not again:
        figures.tables[APPLICATIONS] = form
        figures.forms[form] += 1
    figures.left_out |= {
        (APPLICATIONS, key) for key in left_out_between(entries, table.blocks[0].rows, whole, figures)
    }
    complete(figures, form, APPLICATIONS)
    doubt_padded(figures, table)
    return unread


def left_out_between(
    entries: Sequence[Entry], rows: Sequence[Heading], whole: set[tuple[int, int]], figures: Figures
) -> set[str]:
    """The rows of the form for which there is no room: those before and after follow on each other in a grid.

    `whole` are the lines whose labels were read wholly. The figures beside them must be certain, too: those
    of a row from which no rule parts them would stand among them.
    """
    order = {row.key: at for at, row in enumerate(rows)}
    places = [order[entry.key] for entry in entries]
    if places != sorted(set(places)):
        return set()
    made: set[str] = set()
    for (before, low), (after, high) in pairwise(zip(entries, places, strict=True)):
        if high == low + 1:
            continue
        lines = (before.line, after.line)
        follows = lines[0].table == lines[1].table and lines[0].row + 1 == lines[1].row
        follows = follows and all(map(recognised, lines))  # elsewhere what is not found is not printed
        if not follows or any((line.table, line.row) not in whole for line in lines):
            continue
        beside = [
            cell
            for (table, item, _), cell in figures.cells.items()
            if table == APPLICATIONS and item in (before.key, after.key)
        ]
        if all(cell.state is not State.UNREADABLE for cell in beside):
            made |= {row.key for row in rows[low + 1 : high]}
    return made


def doubt_unread(found: Sequence[Region], figures: Figures, preference: Sequence[str]) -> None:
    """Call figures unreadable that stand in rows of the form under a header that is not, or under none.

    Such are a whole table with another header, and a part of a table that stands apart from its own. Rows
    that are not found at all may be those among them whose labels are not known.
    """
    keys = [key for key in preference if APPLICATIONS in TABLES_OF[key]]
    entries = [
        Entry(line, *label_of(line, APPLICATIONS), NO_COLUMNS)
        for region in found
        for line in region.data
        if any(line.figures)
    ]
    read = figures.tables.get(APPLICATIONS, "")
    known = {entry.key for entry in entries if entry.key}
    if not read and len(known) < FEWEST_ROWS:
        return
    form = read or choose_form([entry for entry in entries if entry.key], keys)
    table = forms()[form].table(APPLICATIONS)
    unread = [entry for entry in entries if entry.key in row_keys(form) and not is_read(entry.key, figures)]
    for entry in unread:
        fill(figures, APPLICATIONS, entry.key, table.blocks[0].columns, None, NO_COLUMNS, entry.line)
    if not read:
        figures.tables[APPLICATIONS] = form
        figures.forms[form] += 1
        if any(entry.at >= 0 and not entry.key for entry in entries):
            figures.lost.add(APPLICATIONS)
        complete(figures, form, APPLICATIONS)


def doubt_other_columns(unread: Sequence[Region], figures: Figures) -> None:
    """Call figures unreadable, not absent, that may stand in a part of the table whose header is not read."""
    items = {
        key
        for region in unread
        for line in region.data
        if any(line.figures) and (key := label_of(line, APPLICATIONS)[1])
    }
    if not items:
        return
    for figure, cell in figures.cells.items():
        if figure[0] == APPLICATIONS and figure[1] in items and cell.state is State.ABSENT:
            note = "perhaps in a part of the table whose columns are unclear"
            figures.cells[figure] = replace(cell, state=State.UNREADABLE, note=note)


def is_read(item: str, figures: Figures) -> bool:
    """Whether a row was found, so that its total, or the figure of natural persons, is not absent."""
    cells = (figures.cells.get((APPLICATIONS, item, column)) for column in ("total", "natural_person"))
    return any(cell is not None and cell.state is not State.ABSENT for cell in cells)


def only_words(line: Line) -> bool:
    """Whether a line is one of labels: a header whose words are not those of the form."""
    return not any(line.figures) and sum(map(labelish, line.texts)) > MOST_LABELS


def names_another(entry: Entry) -> bool:
    """Whether the label of another row stands among the figures of one, of which a cell is then missing."""
    return any(meaning.kind == "row" for meant in entry.line.meant[entry.at + 1 :] for meaning in meant)


def counts_columns(line: Line) -> bool:
    """Whether a line below a header numbers its columns: 甲 1 2 3 4 5 6 7, with or without a word before."""
    if any(line.meant):
        return False
    texts = [text.strip() for text in line.texts if text.strip()]
    numbers = [int(text) for text in texts if text.isascii() and text.isdecimal() and len(text) < 3]
    if len(numbers) < FEWEST_COLUMNS or len(texts) - len(numbers) > 1:
        return False
    return numbers == list(range(numbers[0], numbers[0] + len(numbers))) and numbers[0] in (0, 1)


def first_column(entry: Entry, part: Sequence[Entry]) -> int:
    """The grid column in which figures begin in the rows of the same table that have a known label."""
    begins = Counter(
        cells[0].column
        for other in part
        if other.key and other.line.table == entry.line.table and (cells := cells_after(other.line, other.at))
    )
    return begins.most_common(1)[0][0] if begins else 0


def figure_cells(entry: Entry, part: Sequence[Entry]) -> list[GridCell]:
    """The cells of a row after its label; in a picture none that stands left of where figures begin.

    What is left of a label under a seal may look like a figure, and would move the others by a column.
    """
    cells = cells_after(entry.line, entry.at)
    if entry.at < 0 and recognised(entry.line):
        first = first_column(entry, part)
        return [cell for cell in cells if cell.column + cell.column_span > first]
    return cells


def choose_form(entries: Sequence[Entry], keys: Sequence[str]) -> str:
    """The form whose own rows are printed; where none is, the first of `keys`."""
    marks: dict[str, float] = {}
    known = {entry.key for entry in entries if entry.key}
    everywhere = frozenset.intersection(*(row_keys(key) for key in keys))
    for key in keys:
        own = row_keys(key) - everywhere
        mark = float(len(own & known))
        if own == {"other"} and known & (frozenset.union(*map(row_keys, keys)) - everywhere - own):
            mark = 0.0  # a group line of the newer form, not the single row of the older
        if not mark:
            rows = [row for row in forms()[key].table(APPLICATIONS).blocks[0].rows if row.key in own]
            loose = [entry.label for entry in entries if entry.at >= 0 and not entry.key]
            mark = sum(nearest(label, rows, 0.75) is not None for label in loose) / 10
        marks[key] = mark
    return max(keys, key=lambda key: (marks[key], -keys.index(key)))


@cache
def row_keys(form: str) -> frozenset[str]:
    return frozenset(row.key for block in forms()[form].table(APPLICATIONS).blocks for row in block.rows)
