"""Section three, 收到和处理政府信息公开申请情况: one row for each outcome, seven columns of applicants."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from parsers import values
from parsers.labels import Meaning, letters, look_up, normalise, similarity
from parsers.model import GridCell, State
from parsers.remembered import remembered
from parsers.tables.columns import (
    ALIKE,
    CLEAR,
    HALF_ALIKE,
    Columns,
    assign,
    lacks_cell,
    may_be,
    nearest,
    resolve,
)
from parsers.tables.figures import TABLES_OF, Figures, complete, extra_row, fill, recognised
from parsers.tables.lines import (
    APPLICATIONS,
    Line,
    Region,
    cells_after,
    glued_key,
    label_of,
    labelish,
)
from parsers.templates import Heading, forms

FEWEST_ROWS = 8  # with labels of the form, for a table with another header to be taken for it
NO_COLUMNS = Columns([], [])
FEWEST_COLUMNS = 4  # of a header that leaves some out
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


@dataclass(slots=True)
class Entry:
    """A data line on its way to a row: its label, its row key once known, its cells by column."""

    line: Line
    at: int
    key: str
    columns: Columns
    cells: list[GridCell | None] | None = None
    joined: bool = False

    @property
    def label(self) -> str:
        return self.line.texts[self.at] if self.at >= 0 else ""

    def empty(self) -> bool:
        return not any(cell.text.strip() for cell in cells_after(self.line, self.at))


def read_applications(instance: Sequence[Region], figures: Figures, preference: Sequence[str]) -> None:
    """Read 收到和处理政府信息公开申请情况 from the regions of one printed table."""
    keys = [key for key in preference if APPLICATIONS in TABLES_OF[key]]
    headings = forms()[keys[0]].table(APPLICATIONS).blocks[0].columns
    entries: list[Entry] = []
    columns: Columns | None = None
    for region in instance:
        if region.header:
            columns = applicant_columns(region.header, headings) or columns
        if columns is None:
            columns = assumed_columns(region, headings, figures)
        if columns is None:
            continue
        lacking = [heading.label for heading in headings if heading.key not in columns.keys]
        if lacking and region.data:
            figures.note("column_missing", f"not printed: {'、'.join(lacking)}", region.data[0].where())
        part = [
            Entry(line, *label_of(line, APPLICATIONS), columns)
            for line in region.data
            if not only_words(line) and not counts_columns(line)
        ]
        rows = assign([figure_cells(entry, part) for entry in part], columns)
        for entry, row in zip(part, rows, strict=True):
            entry.cells = None if row is not None and lacks_cell(row, columns) else row
        entries += part
    if not entries or not any(entry.key for entry in entries):
        return
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
        lines = (before.line, after.line)
        follows = lines[0].table == lines[1].table and lines[0].row + 1 == lines[1].row
        follows = follows and all(map(recognised, lines))  # elsewhere what is not found is not printed
        if high == low + 1 or not follows or any((line.table, line.row) not in whole for line in lines):
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

    Such are a whole table with another header, and a part of a table that stands apart from its own.
    """
    keys = [key for key in preference if APPLICATIONS in TABLES_OF[key]]
    entries = [
        Entry(line, at, key, NO_COLUMNS)
        for region in found
        for line in region.data
        if any(line.figures)
        for at, key in [label_of(line, APPLICATIONS)]
        if key
    ]
    read = figures.tables.get(APPLICATIONS, "")
    if not read and len({entry.key for entry in entries}) < FEWEST_ROWS:
        return
    form = read or choose_form(entries, keys)
    table = forms()[form].table(APPLICATIONS)
    for entry in entries:
        known = figures.cells.get((APPLICATIONS, entry.key, "total"))
        if (known is None or known.state is State.ABSENT) and entry.key in row_keys(form):
            fill(figures, APPLICATIONS, entry.key, table.blocks[0].columns, None, NO_COLUMNS, entry.line)
    if not read:
        figures.tables[APPLICATIONS] = form
        figures.forms[form] += 1
        complete(figures, form, APPLICATIONS)


def only_words(line: Line) -> bool:
    """Whether a line is one of labels: a header whose words are not those of the form."""
    return not any(line.figures) and sum(map(labelish, line.texts)) > MOST_LABELS


def counts_columns(line: Line) -> bool:
    """Whether a line below a header numbers its columns: 甲 1 2 3 4 5 6 7, with or without a word before."""
    texts = [text.strip() for text in line.texts if text.strip()]
    numbers = [int(text) for text in texts if text.isascii() and text.isdecimal() and len(text) < 3]
    if len(numbers) < FEWEST_COLUMNS or len(texts) - len(numbers) > 1 or any(line.meant):
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


def applicant_columns(header: Sequence[Line], headings: Sequence[Heading]) -> Columns | None:
    """The seven columns in printed order: a group's leaves take the place of the group.

    Works without trust in spans: rowspans dropped by an editor shift the lower header row to the left.
    """
    wanted = {heading.key for heading in headings}
    group_keys = {normalise(group) for heading in headings for group in heading.groups}
    leaves = [heading for heading in headings if len(heading.groups) > 1]
    group = normalise(leaves[0].groups[-1])
    rows: list[list[GridCell]] = []
    for line in header:
        cells = [
            cell
            for cell, meant in list(zip(line.cells, line.meant, strict=True))[after_corner(line) :]
            if cell.text.strip()
            and not any(m.kind in ("corner", "title", "row", "block") and not is_column(meant) for m in meant)
        ]
        if cells:
            rows.append(cells)
    sequence: list[GridCell] = []
    lower: list[GridCell] | None = None
    for at, cells in enumerate(rows):
        names = [normalise(cell.text) for cell in cells]
        if group in names:
            below = [
                cell
                for cell in (rows[at + 1] if at + 1 < len(rows) else [])
                if normalise(cell.text) not in group_keys
            ]
            place = names.index(group)
            sequence = [*cells[:place], *below, *cells[place + 1 :]]
            lower = below
            for above in rows[:at]:  # a 总计 beside the label of all applicants, not below it
                outer = [normalise(cell.text) in group_keys for cell in above]
                if any(outer):
                    sequence = [*above[: outer.index(True)], *sequence, *above[outer.index(True) + 1 :]]
            break
    if lower is None and rows:
        sequence = max(rows, key=lambda cells: sum(resolve_key(cell, headings) is not None for cell in cells))
    sequence = [cell for cell in sequence if normalise(cell.text) not in group_keys]
    # An editor that repeats merged labels in every row prints each of them more than once.
    once: list[GridCell] = []
    for cell in sequence:
        if not any(
            other.column == cell.column and normalise(other.text) == normalise(cell.text) for other in once
        ):
            once.append(cell)
    columns = resolve(without_upper(once, headings), headings)
    found = [key for key in columns.keys if key]
    if set(found) == wanted or left_out(columns, once, wanted):
        while columns.keys and columns.keys[0] is None:
            columns.before.append(columns.spans[0])
            for each in (columns.keys, columns.spans, columns.labels, columns.again):
                each.pop(0)
        return columns
    return None


def without_upper(cells: list[GridCell], headings: Sequence[Heading]) -> list[GridCell]:
    """The labels of columns; of two that say the same, not the one that stands above another column's."""
    part = resolve(cells, headings)
    same = {at for at, key in enumerate(part.again) if key} | {
        part.keys.index(key) for key in part.again if key in part.keys
    }
    upper = {
        at
        for at in same
        if any(other.column == cells[at].column and other.row > cells[at].row for other in cells)
    }
    return [cell for at, cell in enumerate(cells) if at not in upper]


def after_corner(line: Line) -> int:
    """Where the labels of columns begin in a header line: what stands before the corner heads no figures."""
    corners = [at for at, meant in enumerate(line.meant) if any(m.kind == "corner" for m in meant)]
    return corners[0] if corners else 0


def left_out(columns: Columns, header: Sequence[GridCell], wanted: set[str]) -> bool:
    """Whether a header prints fewer columns than the form, each of them by its whole label and in order."""
    keys = [key for key in columns.keys if key]
    outer = {"natural_person", "total"}
    return (
        len(keys) >= FEWEST_COLUMNS
        and outer <= set(keys) <= wanted
        and len(keys) == len(columns.keys)
        and all(cell.confidence is None and is_column(look_up(cell.text)) for cell in header)
    )


def is_column(meant: Sequence[Meaning]) -> bool:
    return any(meaning.kind == "column" for meaning in meant)


def resolve_key(cell: GridCell, headings: Sequence[Heading]) -> str | None:
    printed = normalise(cell.text)
    return next((heading.key for heading in headings if normalise(heading.label) == printed), None)


def assumed_columns(region: Region, headings: Sequence[Heading], figures: Figures) -> Columns | None:
    """The official order, where the header is not printed or not readable but the rows' sums prove the order.

    Each row must have one figure for each column, one row at least must have a total of parts that differ.
    """
    figures.by_layout = False
    proven = 0
    for line in region.data:
        at, _ = label_of(line, APPLICATIONS)
        cells = cells_after(line, at)
        if len(cells) != len(headings):
            continue
        read_values = [
            values.read(cell.text.strip(), heading) for cell, heading in zip(cells, headings, strict=True)
        ]
        numbers = [int(reading.value or 0) for reading in read_values]
        if sum(numbers[:-1]) != numbers[-1]:
            return None
        proven += len({number for number in numbers if number}) > 1
    if not proven:
        return None
    where = region.data[0].where()
    figures.note(
        "header_missing",
        "the header of the table of applications was not read; its official order fits",
        where,
    )
    return Columns([heading.key for heading in headings], [(0, 0)] * len(headings), False)


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


def row_keys(form: str) -> frozenset[str]:
    return frozenset(row.key for block in forms()[form].table(APPLICATIONS).blocks for row in block.rows)


def match_rows(entries: Sequence[Entry], rows: Sequence[Heading], figures: Figures) -> list[Entry]:
    """The entries that are rows of the form, each with its key; the others are noted.

    Whole labels are taken at their word. Between two of them, what is left is aligned in order: halves of a
    row over a page break are joined, labels with typing errors matched, one lost label supplied.
    """
    order = {row.key: at for at, row in enumerate(rows)}
    taken: list[Entry | None] = [
        entry if entry.key in order else without_key(entry, order) for entry in entries
    ]
    used = {entry.key for entry in taken if entry and entry.key}
    at = 0
    while at < len(taken):
        entry = taken[at]
        if entry is None or entry.key:
            at += 1
            continue
        end = at
        while end < len(taken) and not (taken[end] and taken[end].key):  # type: ignore[union-attr]
            end += 1
        before = next((order[e.key] for e in reversed(taken[:at]) if e), -1)
        after = next((order[e.key] for e in taken[end:] if e and e.key), len(rows))
        low, high = (before + 1, after) if before < after else (0, len(rows))
        left = [row for row in rows[low:high] if row.key not in used]
        settle(taken, at, end, left, figures)
        used |= {e.key for e in taken[at:end] if e and e.key}
        at = end
    return [entry for entry in taken if entry and entry.key]


def without_key(entry: Entry, order: dict[str, int]) -> Entry:
    """An entry whose label is no row's; one that runs together with its figures is that row, unreadable."""
    glued = glued_key(entry.label, APPLICATIONS)
    if glued in order:
        return Entry(entry.line, entry.at, glued, entry.columns, None)
    return Entry(entry.line, entry.at, "", entry.columns, entry.cells)


def settle(taken: list[Entry | None], start: int, end: int, left: list[Heading], figures: Figures) -> None:
    """Find rows for the entries `start` to `end`, none of which has a whole label, among the rows `left`."""
    join_halves(taken, start, end, left, figures)
    align(taken, start, end, left, figures)
    labelled = [e for e in taken[start:end] if e and not e.key and e.at >= 0 and not e.empty()]
    if len(left) == 1 and len(labelled) == 1 and loose_count(taken, start, end) == 1:
        # One row is left and one line: a label much changed is enough.
        only = labelled[0]
        if alike(only.label, left[0]) >= HALF_ALIKE:
            only.key = left[0].key
            message = f"{only.label.strip()!r} was read as {left[0].label}, the only one missing in its place"
            figures.note("label_alike", message, only.line.where())
            left.clear()
    for at, entry in enumerate(taken[start:end], start):
        if entry is None or entry.key:
            continue
        previous = next((taken[back] for back in range(at - 1, -1, -1) if taken[back]), None)
        if previous is not None and carries_on(entry, previous):
            join(previous, entry, figures)
            taken[at] = None
            continue
        if previous is not None and stands_below(entry, previous):
            # The figures of a row that is cut between label and figures, unless a row is missing here.
            if left:
                previous.cells = None
                figures.lost.add(APPLICATIONS)
                figures.note("label_lost", "figures stand alone below a row without any", entry.line.where())
            else:
                join(previous, entry, figures)
            taken[at] = None
            continue
        if entry.at < 0 and not entry.empty() and len(left) == 1 and loose_count(taken, start, end) == 1:
            entry.key = left.pop().key
            message = f"a row without a label was read as {entry.key}, the only one missing in its place"
            figures.note("label_lost", message, entry.line.where())
            continue
        if not entry.empty():
            if entry.at >= 0:
                extra_row(figures, entry.line, entry.at)
                figures.doubted |= {
                    (APPLICATIONS, row.key)
                    for row in left
                    if may_be(entry.label, row)
                    or alike(entry.label, row) >= HALF_ALIKE
                    or row.key in rows_within(normalise(entry.label))
                }
            else:
                figures.lost.add(APPLICATIONS)
                figures.note(
                    "label_lost", "a row of figures without a label was not read", entry.line.where()
                )
        taken[at] = None


def loose_count(taken: Sequence[Entry | None], start: int, end: int) -> int:
    return sum(entry is not None and not entry.key and not entry.empty() for entry in taken[start:end])


def carries_on(entry: Entry, previous: Entry) -> bool:
    """Whether an entry is the lower half of the row before it, cut off by the end of a page."""
    if not previous.key or entry.line.table == previous.line.table:
        return False
    return previous.empty() and not entry.empty() and (entry.at < 0 or len(normalise(entry.label)) < 4)


def stands_below(entry: Entry, previous: Entry) -> bool:
    """Whether an entry is figures alone, in the line below a label without figures."""
    return bool(previous.key) and previous.empty() and entry.at < 0 and not entry.empty()


def join(first: Entry, second: Entry, figures: Figures) -> None:
    """Put two halves of a row together; a column with a figure in both is unreadable."""
    figures.note(
        "row_joined", f"{first.label.strip()!r} was put together over a page break", second.line.where()
    )
    first.joined = True
    if first.cells is None or second.cells is None:
        first.cells = second.cells if first.empty() else first.cells
        return
    cells: list[GridCell | None] = []
    for one, other in zip(first.cells, second.cells, strict=False):
        if one is None or not one.text.strip():
            cells.append(other if other is not None and other.text.strip() else one)
        elif other is None or not other.text.strip():
            cells.append(one)
        else:
            cells.append(
                GridCell(
                    one.row,
                    one.column,
                    one.text,
                    one.place,
                    readings=(one.text, other.text, one.text + other.text),
                )
            )
    first.cells = cells


def join_halves(
    taken: list[Entry | None], start: int, end: int, left: list[Heading], figures: Figures
) -> None:
    """Join neighbours whose labels together are the label of a row that is left."""
    for at in range(start, end - 1):
        first, second = taken[at], taken[at + 1]
        if first is None or second is None or first.key or second.key or first.at < 0 or second.at < 0:
            continue
        if not (first.empty() or second.empty()) and first.line.table == second.line.table:
            continue
        whole = first.label + second.label
        best = nearest(whole, left, 0.9)
        if best is None:
            continue
        alone = max(
            similarity(normalise(half), normalise(best.label)) for half in (first.label, second.label)
        )
        if similarity(normalise(whole), normalise(best.label)) > alone:
            join(first, second, figures)
            first.key = best.key
            left.remove(best)
            taken[at + 1] = None


def align(taken: list[Entry | None], start: int, end: int, left: list[Heading], figures: Figures) -> None:
    """Match entries to rows in order, so that the labels together are as alike as can be.

    Dynamic programming over (entries, rows); a pair counts from `ALIKE` up, and only if no other row that is
    left is nearly as like.
    """
    places = [
        at
        for at in range(start, end)
        if (entry := taken[at]) and not entry.key and entry.at >= 0 and labelish(entry.label)
    ]
    if not places or not left:
        return
    labels = [taken[at].label for at in places]  # type: ignore[union-attr]
    marks = [[alike(label, row) for row in left] for label in labels]
    best = [[0.0] * (len(left) + 1) for _ in range(len(labels) + 1)]
    for y in range(len(labels) - 1, -1, -1):
        for x in range(len(left) - 1, -1, -1):
            pair = marks[y][x] + best[y + 1][x + 1] if marks[y][x] >= ALIKE else 0.0
            best[y][x] = max(pair, best[y + 1][x], best[y][x + 1])
    y = x = 0
    matched: list[Heading] = []
    while y < len(labels) and x < len(left):
        mark = marks[y][x]
        if mark >= ALIKE and best[y][x] == mark + best[y + 1][x + 1]:
            rival = max((other for at, other in enumerate(marks[y]) if at != x), default=0.0)
            entry = taken[places[y]]
            if entry is not None and mark - rival >= CLEAR:
                entry.key = left[x].key
                matched.append(left[x])
                message = f"{entry.label.strip()!r} was read as {left[x].label}"
                figures.note("label_alike", message, entry.line.where())
            y, x = y + 1, x + 1
        elif best[y][x] == best[y + 1][x]:
            y += 1
        else:
            x += 1
    for row in matched:
        left.remove(row)


def alike(label: str, row: Heading) -> float:
    """How like a printed label is to that of a row, its groups' labels before it or not.

    One that holds the labels of two rows is like none: its cell reaches over both.
    """
    printed, whole = normalise(label), letters(label)
    if len(rows_within(printed)) > 1:
        return 0.0
    mark = max(similarity(printed, normalise(one)) for one in (row.label, *row.synonyms))
    if row.groups:
        mark = max(mark, similarity(whole, letters(row.groups[-1] + row.label)))
    official = normalise(row.label)
    if len(printed) >= 6 and (official.startswith(printed) or official.endswith(printed)):
        mark = max(mark, 0.8)
    elif len(printed) >= 4 and rows_with(printed) == {row.key}:
        mark = max(mark, 0.75)
    return mark


@remembered(1024)
def rows_with(printed: str) -> frozenset[str]:
    """The rows of all forms whose labels are the printed one with signs left out."""
    return frozenset(
        row.key
        for key in forms()
        if APPLICATIONS in TABLES_OF[key]
        for row in forms()[key].table(APPLICATIONS).blocks[0].rows
        if shortened(printed, normalise(row.label))
    )


@remembered(1024)
def rows_within(printed: str) -> frozenset[str]:
    """The rows of a form whose whole labels stand in a printed one, where there are several; else none.

    Of labels that are a part of each other the longer one counts.
    """
    most: frozenset[str] = frozenset()
    for key in forms():
        if APPLICATIONS not in TABLES_OF[key]:
            continue
        held = {normalise(row.label): row.key for row in forms()[key].table(APPLICATIONS).blocks[0].rows}
        held = {label: row for label, row in held.items() if label in printed}
        whole = {
            row for label, row in held.items() if not any(label != other and label in other for other in held)
        }
        most = max(most, frozenset(whole), key=len)
    return most if len(most) > 1 else frozenset()


def shortened(printed: str, official: str) -> bool:
    """Whether a label is the official one with some of its signs left out.

    >>> shortened("本年新收申请数量", "本年新收政府信息公开申请数量"), shortened("数量本年", "本年数量")
    (True, False)
    """
    signs = iter(official)
    return all(sign in signs for sign in printed)
