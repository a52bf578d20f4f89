"""From the tables of a document to the figures of the official forms: one reader for all kinds of documents.

    tables ── lines ──▶ regions (header lines, then data lines, of one official table)
    region ── header ──▶ columns by label        data line ── label ──▶ row by label, figures by column

A row is found by its whole label: by exact look-up first, and only what is left over by alignment in the
order of the form, with similarity. The form is chosen block by block by its header labels. Whatever does
not fit in exactly one way becomes `unreadable`, with an issue; nothing is guessed, nothing summed up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from parsers import values
from parsers.labels import Meaning, letters, look_up, normalise, similarity
from parsers.model import Cell, GridCell, Issue, State, Table
from parsers.templates import FormBlock, FormTable, Heading, forms

ALIKE = 0.6  # similarity below which two labels are not the same label with typing errors
HALF_ALIKE = 0.4  # the same where one line and one row are left for each other
CLEAR = 0.15  # how much better the best label must fit than the next
SURE = 0.95  # confidence of recognition below which a figure is in doubt
HIGHEST = 5_000  # rows of all tables together
APPLICATIONS, REVIEW, PROACTIVE, STATISTICS = (
    "applications",
    "review_litigation",
    "proactive_disclosure",
    "statistics",
)


@dataclass(slots=True)
class Line:
    """One printed row of a table: the cells that begin in it, and what each means as a label."""

    table: int  # number of the physical table, from 0
    row: int
    cells: list[GridCell]
    source: Table
    meant: list[tuple[Meaning, ...]]

    @property
    def texts(self) -> list[str]:
        return [cell.text for cell in self.cells]

    def blank(self) -> bool:
        return not any(cell.text.strip() for cell in self.cells)

    def where(self) -> str:
        return f"table {self.table + 1} row {self.row + 1}"


@dataclass(slots=True)
class Region:
    """Lines of one official table that belong together: header lines, then data lines."""

    table: str
    header: list[Line] = field(default_factory=list)
    data: list[Line] = field(default_factory=list)


@dataclass(slots=True)
class Columns:
    """The columns of a region in printed order: a key, or None for one the form does not know.

    `spans` are the grid columns (first, last) of each; `proven` tells whether all labels were read.
    """

    keys: list[str | None]
    spans: list[tuple[int, int]]
    proven: bool = True
    labels: list[str] = field(default_factory=list)
    units: dict[str, str] = field(default_factory=dict)

    def blanks(self, at: int) -> bool:
        """Whether the header cell of a column is blank."""
        return bool(self.labels) and not self.labels[at].strip()

    def under(self, cell: GridCell) -> list[int]:
        """The columns that a cell lies under."""
        last = cell.column + cell.column_span - 1
        return [at for at, span in enumerate(self.spans) if span[0] <= last and cell.column <= span[1]]


@dataclass(slots=True)
class Figures:
    """All that was read: cells by key, the form of each table, and what a person should know."""

    cells: dict[tuple[str, str, str], Cell] = field(default_factory=dict)
    forms: Counter[str] = field(default_factory=Counter)
    tables: dict[str, str] = field(default_factory=dict)  # table key → form key
    issues: list[Issue] = field(default_factory=list)

    def note(self, code: str, message: str, where: str = "") -> None:
        issue = Issue(code, message, where)
        if issue not in self.issues:
            self.issues.append(issue)


def read(tables: Sequence[Table], expected: str = "") -> Figures:
    """The figures of all official tables among `tables`; `expected` is the form that the year calls for.

    The expected form only decides where the labels allow several forms.
    """
    figures = Figures()
    lines = list(to_lines(tables))
    if len(lines) > HIGHEST:
        figures.note("too_many_rows", f"only the first {HIGHEST} of {len(lines)} table rows were read")
        del lines[HIGHEST:]
    preference = list(dict.fromkeys(key for key in (expected, *forms()) if key in forms()))
    found = list(regions(lines))
    read_proactive([region for region in found if region.table == PROACTIVE], figures, preference)
    for instance in instances([region for region in found if region.table == APPLICATIONS]):
        read_applications(instance, figures, preference)
    read_review([region for region in found if region.table == REVIEW], figures, preference)
    return figures


# Lines and regions


def to_lines(tables: Sequence[Table]) -> Iterator[Line]:
    for number, table in enumerate(tables):
        upright = transposed(table) if is_lying(table) else table
        for at, cells in enumerate(upright.rows()):
            if cells:
                yield Line(number, at, cells, upright, [look_up(cell.text) for cell in cells])


def is_lying(table: Table) -> bool:
    """Whether the columns of a form are printed as rows: their labels stand one below the other."""
    if table.height < 4 or table.width < 2:
        return False
    down: set[str] = set()
    for cells in table.rows():
        across = {
            f"{meaning.table}.{meaning.key}"
            for cell in cells
            for meaning in look_up(cell.text)
            if meaning.kind == "column" and meaning.key in LEAVES.get(meaning.table, ())
        }
        if len(across) > 1:
            return False
        down |= across
    applicants = sum(key.startswith(APPLICATIONS) for key in down)
    return applicants >= 4 or len(down) - applicants >= 3


def transposed(table: Table) -> Table:
    cells = [
        GridCell(
            cell.column,
            cell.row,
            cell.text,
            cell.place,
            cell.column_span,
            cell.row_span,
            cell.confidence,
            cell.readings,
        )
        for cell in table.cells
    ]
    return Table(tuple(sorted(cells, key=lambda cell: (cell.row, cell.column))), table.place)


# Column keys that only their own table uses.
LEAVES = {
    APPLICATIONS: ("natural_person", "business", "research", "nonprofit", "legal_service"),
    REVIEW: ("upheld", "corrected", "pending"),
}


def valuelike(cell: GridCell) -> bool:
    """Whether a cell holds a figure, or a sign or word in its place."""
    return values.looks_like_figure(cell.text)


def labelish(text: str) -> bool:
    return len(letters(text)) >= 2 and not values.looks_like_figure(text)


def regions(lines: Sequence[Line]) -> Iterator[Region]:
    """Runs of lines of one official table, each with its own header lines first.

    A table that a page end cut in two gives two regions; the second may have no header.
    """
    current: Region | None = None
    table = -1
    for line in lines:
        if line.blank():
            continue
        if line.table != table:
            table = line.table
            if current and not continues(current, line, lines):
                if current.data or current.header:
                    yield current
                current = None
        kind, role = classify(line, current)
        if role == "none":
            if current and current.table != "":
                current.data.append(line)
            continue
        if role in ("title", "block"):
            if current and (current.data or current.header) and (current.table != kind or role == "block"):
                yield current
                current = None
            if role == "block" and (current is None or current.data or current.header):
                current = Region(PROACTIVE)
            continue
        if role == "header":
            if current and current.table == kind and not current.data:
                current.header.append(line)
                continue
            if current and (current.data or current.header):
                yield current
            current = Region(kind, [line])
            continue
        if current is None or current.table != kind:
            if current and (current.data or current.header):
                yield current
            current = Region(kind)
        current.data.append(line)
    if current and (current.data or current.header):
        yield current


def continues(region: Region, line: Line, lines: Sequence[Line]) -> bool:
    """Whether the physical table that begins with `line` can carry on a region."""
    for other in lines:
        if other.table == line.table:
            if any(meaning.table == region.table for meant in other.meant for meaning in meant):
                return True
            if region.table == APPLICATIONS and len(other.cells) >= 7:
                return True
            if region.table == REVIEW and not region.data and len(other.cells) >= 5:
                return True
            if region.table == PROACTIVE and region.header and not region.data:
                return True
    return False


def classify(line: Line, current: Region | None) -> tuple[str, str]:
    """(table, role) of a line; role is header, data, title, block or none."""
    tables: Counter[str] = Counter()
    rows: Counter[str] = Counter()
    groups: Counter[str] = Counter()
    title = block = corner = ""
    for meant in line.meant:
        seen = set()
        for meaning in meant:
            if (meaning.table, meaning.kind) in seen:
                continue
            seen.add((meaning.table, meaning.kind))
            if meaning.kind == "column":
                if meaning.table == PROACTIVE or meaning.key in LEAVES.get(meaning.table, ()):
                    tables[meaning.table] += 1
            elif meaning.kind == "row":
                if meaning.key not in ("other_misc", "handled_total"):
                    rows[meaning.table] += 1
            elif meaning.kind == "group":
                groups[meaning.table] += 1
            elif meaning.kind == "corner":
                corner = meaning.table
            elif meaning.kind == "title":
                title = meaning.table
            else:
                block = meaning.table
    figures = sum(map(valuelike, line.cells))
    if tables[APPLICATIONS] >= 2 or (tables[APPLICATIONS] and not rows[APPLICATIONS]):
        return APPLICATIONS, "header"
    if tables[REVIEW] >= 2 or (tables[REVIEW] and not figures):
        return REVIEW, "header"
    if tables[PROACTIVE] and not rows[PROACTIVE]:
        return PROACTIVE, "header"
    if rows[REVIEW] or groups[REVIEW]:
        return REVIEW, "data" if figures else "header"
    if rows[APPLICATIONS] or (groups[APPLICATIONS] and figures):
        return APPLICATIONS, "data"
    if rows[PROACTIVE]:
        return PROACTIVE, "data"
    if corner and not figures:
        return corner, "header"
    if (
        groups[APPLICATIONS]
        and not figures
        and (current is None or current.table != APPLICATIONS or not current.data)
    ):
        return APPLICATIONS, "header"
    if title and not figures:
        return title, "title"
    if block and not figures:
        return block, "block"
    return "", "none"


# From a line's cells to the figures of its columns


def resolve(cells: Sequence[GridCell], headings: Sequence[Heading]) -> Columns:
    """Which heading each printed header cell is: by whole label, then by likeness in order.

    A cell that is no heading of the form gets None: an extra column.
    """
    known: dict[str, str] = {}
    for heading in headings:
        for label in (heading.label, *heading.synonyms):
            known.setdefault(normalise(label), heading.key)
            known.setdefault(letters(label), heading.key)
    keys: list[str | None] = []
    for cell in cells:
        key = known.get(normalise(cell.text)) or known.get(letters(cell.text))
        keys.append(key if key not in keys else None)
    left = [heading for heading in headings if heading.key not in keys]
    proven = not left
    if left:
        order = [heading.key for heading in headings]
        for at, key in enumerate(keys):
            if key is not None or not cells[at].text.strip():
                continue
            before = max((order.index(k) for k in keys[:at] if k), default=-1)
            after = min((order.index(k) for k in keys[at + 1 :] if k), default=len(order))
            between = [heading for heading in left if before < order.index(heading.key) < after]
            best = nearest(cells[at].text, between, 0.5, cut=True)
            if best is not None:
                keys[at] = best.key
                left.remove(best)
    spans = [(cell.column, cell.column + cell.column_span - 1) for cell in cells]
    return Columns(keys, spans, proven, [cell.text for cell in cells])


def nearest(
    text: str, headings: Sequence[Heading], least: float = ALIKE, cut: bool = False
) -> Heading | None:
    """The heading whose label is like `text` and clearly more so than any other; None if there is none.

    `cut`: a label cut off after two signs or more counts as that label, the first such in order.
    """
    printed = normalise(text)
    if not printed:
        return None
    marks = []
    for heading in headings:
        labels = (heading.label, *heading.synonyms)
        mark = max(similarity(printed, normalise(label)) for label in labels)
        if cut and len(printed) >= 2 and normalise(heading.label).startswith(printed):
            mark = max(mark, 0.9)
        marks.append((mark, heading))
    marks.sort(key=lambda pair: -pair[0])
    if not marks or marks[0][0] < least:
        return None
    if len(marks) > 1 and marks[0][0] - marks[1][0] < CLEAR and not (cut and marks[0][0] == 0.9):
        return None
    return marks[0][1]


def assign(rows: Sequence[list[GridCell]], columns: Columns) -> list[list[GridCell | None] | None]:
    """The cells of each row by column; None for a row whose cells fit the columns in no single way.

    Rows with as many cells as there are columns go by order, because spans drift from row to row; others
    by the grid; others after columns that are blank throughout are dropped.
    """
    made: dict[int, list[GridCell | None] | None] = {}
    width = len(columns.keys)
    classes: dict[int, list[int]] = {}
    for at, cells in enumerate(rows):
        classes.setdefault(len(cells), []).append(at)
    for count, members in classes.items():
        some = [rows[at] for at in members]
        kept: list[int] | None = None
        if count == width:
            kept = keep_known(some, columns)
        if kept is None and count != width and by_grid_fits(some, columns):
            for at in members:
                made[at] = by_grid(rows[at], columns)
            continue
        if kept is None and count > width:
            kept = without_blank(some, width)
        if kept is None and count == width:
            kept = without_blank(some, sum(key is not None for key in columns.keys))
            if kept is not None:
                places = [at for at, key in enumerate(columns.keys) if key is not None]
                for at in members:
                    row: list[GridCell | None] = [None] * width
                    for place, source in zip(places, kept, strict=True):
                        row[place] = rows[at][source]
                    made[at] = row
                continue
        for at in members:
            made[at] = None if kept is None else [rows[at][index] for index in kept]
    return [made[at] for at in range(len(rows))]


def keep_known(rows: Sequence[list[GridCell]], columns: Columns) -> list[int] | None:
    """All indexes, unless a column without any label holds figures and another is blank in its stead."""
    for at, key in enumerate(columns.keys):
        if key is None and any(row[at].text.strip() for row in rows) and columns.blanks(at):
            return None
    return list(range(len(columns.keys)))


def without_blank(rows: Sequence[list[GridCell]], width: int) -> list[int] | None:
    """Indexes of the columns left when those blank throughout are dropped; None if that is not unique."""
    count = len(rows[0])
    filled = [at for at in range(count) if any(row[at].text.strip() for row in rows)]
    blank = [at for at in range(count) if at not in set(filled)]
    if len(filled) > width:
        return None
    if len(blank) == count - width:
        return filled
    if not filled:
        return list(range(width))  # all blank: whichever are dropped, blanks remain
    if width and count % width == 0:
        step = count // width
        rests = {at % step for at in filled}
        if len(rests) == 1:
            return list(range(rests.pop(), count, step))
    return None


def by_grid_fits(rows: Sequence[list[GridCell]], columns: Columns) -> bool:
    """Whether every figure lies under exactly one header cell, in all rows, and none beside the header."""
    spans = columns.spans
    if any(one[1] >= other[0] for one, other in zip(spans, spans[1:], strict=False)):
        return False
    for row in rows:
        taken: set[int] = set()
        for cell in row:
            under = columns.under(cell)
            if not cell.text.strip():
                continue
            if len(under) != 1 or under[0] in taken:
                # A figure across several columns belongs to none of them; it is no reason to doubt the rest.
                if len(under) > 1 and not taken & set(under):
                    taken |= set(under)
                    continue
                return False
            taken.add(under[0])
    return True


def by_grid(row: list[GridCell], columns: Columns) -> list[GridCell | None]:
    placed: list[GridCell | None] = [None] * len(columns.keys)
    for cell in row:
        for at in columns.under(cell):
            if placed[at] is None or cell.text.strip():
                placed[at] = cell
    return placed


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
    for heading in headings:
        at = columns.keys.index(heading.key) if heading.key in columns.keys else None
        if row is None:
            raw = " ".join(" ".join(text.split()) for text in line.texts[1:] if text.strip())
            place = line.cells[-1].place
            cell = Cell(table, item, heading.key, raw, None, State.UNREADABLE, place, note="columns unclear")
        elif at is None or row[at] is None:
            cell = Cell(table, item, heading.key, "", None, State.ABSENT, note="column not printed")
        else:
            printed = row[at]
            assert printed is not None
            merged = printed.text.strip() and sum(other is printed for other in row) > 1
            cell = figure(table, item, heading, printed, columns.units.get(heading.key, ""), bool(merged))
        keep(figures, cell, line)
    if row is None:
        message = f"the cells of {line.texts[0].strip()!r} fit the columns of the form in no single way"
        figures.note("columns_unclear", message, line.where())
    elif any(key is None and row[at] is not None and text_in(row[at]) for at, key in enumerate(columns.keys)):
        extra = ", ".join(
            text_in(row[at]) for at, key in enumerate(columns.keys) if key is None and text_in(row[at])
        )
        figures.note("extra_column", f"figures in a column the form does not have: {extra}", line.where())


def text_in(cell: GridCell | None) -> str:
    return cell.text.strip() if cell else ""


def figure(table: str, item: str, heading: Heading, printed: GridCell, unit: str, merged: bool) -> Cell:
    """The figure of one printed cell; `unit` is what its header cell says where the form says otherwise."""
    raw = printed.text.strip()
    reading = values.read(raw, heading)
    if unit and heading.decimal and reading.state is State.NUMBER and not reading.note:
        if not heading.unit:
            reading = values.Reading(reading.value, State.NUMBER, f"unit: {unit}")
        elif unit != heading.unit:
            reading = values.read(raw + unit, heading)
    if merged:
        reading = values.unreadable("one figure across several columns")
    others = [other for other in printed.readings if other.strip() != raw]
    if others:
        reading = values.unreadable("read as " + " / ".join([raw, *others]))
    elif printed.confidence == 0 and reading.state is not State.BLANK:
        reading = values.unreadable("not recognised with any certainty")
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


def keep(figures: Figures, cell: Cell, line: Line) -> None:
    """Add a cell; one that is printed twice with different figures is unreadable."""
    key = (cell.table, cell.item, cell.column)
    known = figures.cells.get(key)
    if known is None or known.state is State.ABSENT:
        figures.cells[key] = cell
        return
    if cell.state is State.ABSENT or (known.value, known.state) == (cell.value, cell.state):
        return
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


def cells_after(line: Line, at: int) -> list[GridCell]:
    return line.cells[at + 1 :]


def label_of(line: Line, table: str, keys: frozenset[str] | None = None) -> tuple[int, str]:
    """(index of the label cell, row key) of a data line; the key is "" for a label that is not official.

    The label is the last official row label before the first figure, else the last text there; -1 if none.
    """
    last, key, grouped = -1, "", False
    loose = -1
    for at, cell in enumerate(line.cells):
        for meaning in line.meant[at]:
            if meaning.kind == "row" and meaning.table == table and (keys is None or meaning.key in keys):
                last, key = at, meaning.key
                grouped = any(other.kind == "group" for other in line.meant[at])
                break
        else:
            if labelish(cell.text):
                loose = at
            elif cell.text.strip() and (at > 0 or len(line.cells) < 3):
                break
    # （六）其他处理 is a row of one form and a group of another: a label after it is the row's own.
    if last >= 0 and not (grouped and loose > last and not line.meant[loose]):
        return last, key
    return loose, ""


# Section two: blocks of one to three columns


def read_proactive(found: Sequence[Region], figures: Figures, preference: Sequence[str]) -> None:
    """Read 主动公开 block by block; each row goes to the block, of whatever form, whose header stands above it."""
    candidates = [
        (key, form, number, block)
        for key in preference
        for form in [forms()[key].table(PROACTIVE)]
        if PROACTIVE in TABLES_OF[key]
        for number, block in enumerate(form.blocks)
    ]
    counted: Counter[str] = Counter()
    pending: list[tuple[Region, list[Line]]] = []
    header: Line | None = None
    for region in found:
        if region.header:
            header = max(region.header, key=lambda line: sum(map(bool, line.meant)))
        elif header is not None and not region.data:
            continue
        lines = [line for line in region.data if any(text.strip() for text in line.texts)]
        if not lines:
            continue
        if not region.header:
            pending.append((region, lines))
            continue
        assert header is not None
        read_block(header, lines, candidates, figures, counted)
    for _, lines in pending:
        for line in lines:
            at, key = label_of(line, PROACTIVE)
            printed = [cell for cell in cells_after(line, at) if cell.text.strip()]
            if key and printed and not any(known[:2] == (PROACTIVE, key) for known in figures.cells):
                adopt_row(line, key, printed, candidates, figures, counted)
    if counted:
        best = max(counted.items(), key=lambda pair: (pair[1], -preference.index(pair[0])))[0]
        figures.tables[PROACTIVE] = best
        figures.forms[best] += 1
        for other in counted:
            if other != best:
                message = f"a block of section two uses the form of {other}, the others that of {best}"
                figures.note("mixed_template", message)
        complete(figures, best, PROACTIVE, counted)


Candidate = tuple[str, FormTable, int, FormBlock]


def adopt_row(
    line: Line,
    key: str,
    printed: list[GridCell],
    candidates: Sequence[Candidate],
    figures: Figures,
    counted: Counter[str],
) -> None:
    """A row whose block has no header: read only where its block has one column, else unreadable."""
    for form, _, _, block in candidates:
        if any(row.key == key for row in block.rows):
            columns = Columns([heading.key for heading in block.columns], [], False)
            row = printed if len(block.columns) == len(printed) == 1 else None
            figures.note("header_missing", f"{line.texts[0].strip()!r} stands under no header", line.where())
            fill(figures, PROACTIVE, key, block.columns, row, columns, line)
            counted[form] += 1
            return


def read_block(
    header: Line,
    lines: Sequence[Line],
    candidates: Sequence[Candidate],
    figures: Figures,
    counted: Counter[str],
) -> None:
    """Read the lines under one header line."""
    start = next(
        (
            at
            for at, meant in enumerate(header.meant)
            if any(meaning.kind == "column" and meaning.table == PROACTIVE for meaning in meant)
        ),
        None,
    )
    corner = next(
        (at for at, meant in enumerate(header.meant) if any(meaning.kind == "corner" for meaning in meant)),
        None,
    )
    if corner is not None and (start is None or corner < start):
        start = corner + 1
    if start is None or start >= len(header.cells):
        return
    cells = header.cells[start:]
    labelled = [(line, *label_of(line, PROACTIVE)) for line in lines]
    marks: list[tuple[int, int, int, Candidate, Columns]] = []
    for rank, candidate in enumerate(candidates):
        block = candidate[3]
        columns = resolve(cells, block.columns)
        matched = sum(key is not None for key in columns.keys)
        if not matched:
            continue
        known = {row.key for row in block.rows}
        rows = sum(key in known for _, _, key in labelled)
        printed = sum(bool(cell.text.strip()) for cell in cells)
        misfit = abs(len(block.columns) - matched) + abs(printed - matched)
        exact = sum(
            any(
                m.kind == "column" and m.form == candidate[0] and m.block == candidate[2]
                for m in look_up(cell.text)
            )
            for cell in cells
        )
        official = sum(
            normalise(heading.label) in {normalise(c.text) for c in cells} for heading in block.columns
        )
        marks.append((rows * 4 + exact * 2 + official - misfit * 3, -rank, rows, candidate, columns))
    if not marks:
        return
    marks.sort(key=lambda mark: (-mark[0], -mark[1]))
    if marks[0][2] == 0 and not any(key for _, _, key in labelled):
        # No row label was read: an official header over rows of other names.
        known_rows = [mark for mark in marks if recovered(labelled, mark[3][3])]
        marks = known_rows[:1] or marks
    _, _, _, best, columns = marks[0]
    form = best[0]
    # Several blocks of a form share a header: each row goes to its own block.
    blocks = [mark for mark in marks if mark[3][0] == form and mark[4].keys == columns.keys]
    read_rows(header, labelled, [(mark[3][3], mark[4]) for mark in blocks], form, figures, counted, cells)


def recovered(labelled: Sequence[tuple[Line, int, str]], block: FormBlock) -> bool:
    return any(nearest(line.texts[at], block.rows) for line, at, _ in labelled if at >= 0)


def read_rows(
    header: Line,
    labelled: Sequence[tuple[Line, int, str]],
    blocks: Sequence[tuple[FormBlock, Columns]],
    form: str,
    figures: Figures,
    counted: Counter[str],
    cells: Sequence[GridCell],
) -> None:
    block, columns = blocks[0]
    units = header_units(cells, columns, block.columns)
    owners = {row.key: each for each, _ in reversed(blocks) for row in each.rows}
    found: list[tuple[Line, int, str]] = []
    unlabelled: list[tuple[Line, int]] = []
    for line, at, key in labelled:
        if key in owners:
            found.append((line, at, key))
        elif at >= 0 and not key:
            left = [row for row in block.rows if row.key not in {k for _, _, k in labelled}]
            near = nearest(line.texts[at], left)
            if near:
                found.append((line, at, near.key))
                figures.note(
                    "label_alike", f"{line.texts[at].strip()!r} was read as {near.label}", line.where()
                )
            else:
                extra_row(figures, line, at)
        elif at < 0:
            unlabelled.append((line, at))
        else:
            figures.note(
                "row_misplaced",
                f"{line.texts[at].strip()!r} stands under another block's header",
                line.where(),
            )
            for row_form in forms().values():
                if PROACTIVE not in TABLES_OF[row_form.key]:
                    continue
                for other in row_form.table(PROACTIVE).blocks:
                    if row_form.key == form and any(row.key == key for row in other.rows):
                        fill(figures, PROACTIVE, key, other.columns, None, columns, line)
    names = {key for _, _, key in found}
    missing = [row for row in block.rows if row.key not in names]
    if len(unlabelled) == 1 and len(missing) == 1 and found:
        line, _ = unlabelled[0]
        after = cells_after(line, 0) if len(line.cells) > len(columns.keys) else line.cells
        if len(after) == len(columns.keys):
            message = (
                f"a row without a label was read as {missing[0].label}, the only one missing in its block"
            )
            figures.note("label_lost", message, line.where())
            found.append((line, len(line.cells) - len(after) - 1, missing[0].key))
    elif unlabelled:
        for line, _ in unlabelled:
            if any(map(valuelike, line.cells)):
                figures.note("label_lost", "a row of figures without a label was not read", line.where())
    rows = assign([cells_after(line, at) for line, at, _ in found], columns)
    for (line, _, key), row in zip(found, rows, strict=True):
        owner = owners.get(key, block)
        columns.units = units
        fill(figures, PROACTIVE, key, owner.columns, row, columns, line)
        counted[form] += 1
    if not columns.proven and found:
        lost = [heading.label for heading in block.columns if heading.key not in columns.keys]
        if lost:
            figures.note("column_missing", f"not printed: {'、'.join(lost)}", header.where())
        else:
            figures.note(
                "header_alike", "header cells that are not whole were read by their place", header.where()
            )


UNITS = (
    *((unit, "亿元") for unit in values.WORDS["values"]["hundred_million_yuan"]),
    *((unit, "万元") for unit in values.WORDS["values"]["ten_thousand_yuan"]),
    *((unit, "元") for unit in values.WORDS["values"]["yuan"]),
)


def header_units(cells: Sequence[GridCell], columns: Columns, headings: Sequence[Heading]) -> dict[str, str]:
    """The unit of money that a header cell names in brackets, by column."""
    units: dict[str, str] = {}
    amounts = {heading.key for heading in headings if heading.decimal}
    for cell, key in zip(cells, columns.keys, strict=True):
        if key in amounts and key:
            text = values.squeezed(cell.text)
            for printed, unit in UNITS:
                if printed in text[2:]:
                    units[key] = unit
                    break
    return units


def extra_row(figures: Figures, line: Line, at: int) -> None:
    """Note a row the form does not have, with what it holds."""
    label = " ".join(line.texts[at].split())
    printed = [" ".join(text.split()) for text in line.texts[at + 1 :]]
    if any(printed):
        figures.note("extra_row", f"{label}: {' | '.join(printed)}"[:300], line.where())


def complete(figures: Figures, form: str, table: str, counted: Counter[str] | None = None) -> None:
    """Add what the form has and the document does not print, as `absent`."""
    have = {(cell.table, cell.item) for cell in figures.cells.values()}
    for row, column in forms()[form].table(table).figures():
        key = (table, row.key, column.key)
        if key not in figures.cells and not (counted and len(counted) > 1 and (table, row.key) in have):
            figures.cells[key] = Cell(table, row.key, column.key, "", None, State.ABSENT, note="not printed")


TABLES_OF = {key: frozenset(table.key for table in form.tables) for key, form in forms().items()}


# Section three: one row for each outcome, seven columns of applicants


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
        part = [Entry(line, *label_of(line, APPLICATIONS), columns) for line in region.data]
        rows = assign([cells_after(entry.line, entry.at) for entry in part], columns)
        for entry, row in zip(part, rows, strict=True):
            entry.cells = row
        entries += part
    if not entries or not any(entry.key for entry in entries):
        return
    again = any(known[0] == APPLICATIONS for known in figures.cells)
    form = choose_form(entries, keys)
    table = forms()[form].table(APPLICATIONS)
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
    complete(figures, form, APPLICATIONS)


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
            for cell, meant in zip(line.cells, line.meant, strict=True)
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
    columns = resolve(once, headings)
    found = [key for key in columns.keys if key]
    if set(found) == wanted:
        while columns.keys and columns.keys[0] is None:
            columns.keys.pop(0), columns.spans.pop(0), columns.labels.pop(0)
        return columns
    return None


def is_column(meant: Sequence[Meaning]) -> bool:
    return any(meaning.kind == "column" for meaning in meant)


def resolve_key(cell: GridCell, headings: Sequence[Heading]) -> str | None:
    printed = normalise(cell.text)
    return next((heading.key for heading in headings if normalise(heading.label) == printed), None)


def assumed_columns(region: Region, headings: Sequence[Heading], figures: Figures) -> Columns | None:
    """The official order, where the header is not printed or not readable but the rows' sums prove the order.

    Each row must have one figure for each column, one row at least must have a total of parts that differ.
    """
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
        entry if entry.key in order else Entry(entry.line, entry.at, "", entry.columns, entry.cells)
        for entry in entries
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


def settle(taken: list[Entry | None], start: int, end: int, left: list[Heading], figures: Figures) -> None:
    """Find rows for the entries `start` to `end`, none of which has a whole label, among the rows `left`."""
    join_halves(taken, start, end, left, figures)
    align(taken, start, end, left, figures)
    labelled = [e for e in taken[start:end] if e and not e.key and e.at >= 0 and not e.empty()]
    if len(left) == 1 and len(labelled) == 1 and loose_count(taken, start, end) == 1:
        # One row is left and one line: a label much changed is enough.
        entry = labelled[0]
        if alike(entry.label, left[0]) >= HALF_ALIKE:
            entry.key = left[0].key
            message = (
                f"{entry.label.strip()!r} was read as {left[0].label}, the only one missing in its place"
            )
            figures.note("label_alike", message, entry.line.where())
            left.clear()
    for at in range(start, end):
        entry = taken[at]
        if entry is None or entry.key:
            continue
        previous = next((taken[back] for back in range(at - 1, -1, -1) if taken[back]), None)
        if carries_on(entry, previous):
            assert previous is not None
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
            else:
                figures.note(
                    "label_lost", "a row of figures without a label was not read", entry.line.where()
                )
        taken[at] = None


def loose_count(taken: Sequence[Entry | None], start: int, end: int) -> int:
    return sum(entry is not None and not entry.key and not entry.empty() for entry in taken[start:end])


def carries_on(entry: Entry, previous: Entry | None) -> bool:
    """Whether an entry is the lower half of the row before it, cut off by the end of a page."""
    if previous is None or not previous.key or entry.line.table == previous.line.table:
        return False
    return previous.empty() and not entry.empty() and (entry.at < 0 or len(normalise(entry.label)) < 4)


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
            assert entry is not None
            if mark - rival >= CLEAR:
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
    """How like a printed label is to that of a row, its groups' labels before it or not."""
    printed, whole = normalise(label), letters(label)
    mark = max(similarity(printed, normalise(one)) for one in (row.label, *row.synonyms))
    if row.groups:
        mark = max(mark, similarity(whole, letters(row.groups[-1] + row.label)))
    official = normalise(row.label)
    if len(printed) >= 6 and (official.startswith(printed) or official.endswith(printed)):
        mark = max(mark, 0.8)
    return mark


# Section four: three groups of five, printed side by side or one below the other


def read_review(found: Sequence[Region], figures: Figures, preference: Sequence[str]) -> None:
    """Read 行政复议、行政诉讼情况, in one line of fifteen figures or in lines of five."""
    form = next(key for key in preference if REVIEW in TABLES_OF[key])
    block = forms()[form].table(REVIEW).blocks[0]
    read_any = False
    for region in found:
        slots = review_columns(region.header, block)
        if slots is None:
            continue
        groups = {key.split(".")[0] for key in slots.keys if key}
        if groups == {""}:
            read_any |= review_rows(region, slots, block, figures)
        else:
            read_any |= review_line(region, slots, block, figures)
    if read_any:
        figures.tables[REVIEW] = form
        complete(figures, form, REVIEW)


def review_columns(header: Sequence[Line], block: FormBlock) -> Columns | None:
    """The columns of the header in printed order as "row.column", ".column" where no group is printed.

    The order follows from the order of groups and leaves alone: spans are not trusted.
    """
    tops: list[str] = []
    suits: list[str] = []
    runs: list[tuple[bool, list[GridCell]]] = []
    for line in header:
        leaves: list[GridCell] = []
        holds_suits = False
        for cell, meant in zip(line.cells, line.meant, strict=True):
            key, kind = review_meaning(cell, meant, block)
            if kind == "row":
                if key == block.rows[0].key:
                    tops.append("review")
                else:
                    suits.append(key)
                    holds_suits = True
            elif kind == "group":
                tops.append("suits")
            elif kind == "column" or (leaves and cell.text.strip() and not any(meant)):
                leaves.append(cell)  # a leaf cut off by the end of a page is settled with its neighbours
        if leaves:
            runs.append((holds_suits, leaves))
    tops = list(dict.fromkeys(tops))
    suits = list(dict.fromkeys(suits))
    order: list[str] = []
    for top in tops:
        order += ["review"] if top == "review" else suits
    if suits and "suits" not in tops:
        order += suits
    every = [cell for _, leaves in runs for cell in leaves]
    width = len(block.columns)
    if not every:
        return None
    if not order:
        part = resolve(every, block.columns)
        return (
            Columns([f".{key}" if key else None for key in part.keys], part.spans)
            if len(every) == width
            else None
        )
    by_group: dict[str, list[GridCell]] = {}
    if (
        len(runs) == 1
        or len({len(leaves) for _, leaves in runs}) == 1
        and len(runs[0][1]) == width * len(order)
    ):
        source = runs[0][1]
        for at, name in enumerate(order):
            by_group[name] = source[at * width : (at + 1) * width]
        if len(source) != width * len(order):
            return None
    else:
        # The leaves of 行政复议 stand beside the two kinds of suit, those of the suits below them.
        upper = next((leaves for holds, leaves in runs if holds), None)
        lower = next((leaves for holds, leaves in runs if not holds), None)
        if upper is None or lower is None:
            return None
        by_group["review"] = upper
        for at, name in enumerate(suits):
            by_group[name] = lower[at * width : (at + 1) * width]
        if len(lower) != width * len(suits):
            return None
    columns = Columns([], [], True, [])
    for name in order:
        part = resolve(by_group.get(name, []), block.columns)
        if {key for key in part.keys if key} != {heading.key for heading in block.columns}:
            return None
        columns.keys += [f"{name}.{key}" if key else None for key in part.keys]
        columns.spans += part.spans
        columns.labels += part.labels
    return columns


def review_meaning(cell: GridCell, meant: Sequence[Meaning], block: FormBlock) -> tuple[str, str]:
    """(key, kind) of a header cell of the table of reviews; ("", "") for what is none of its labels."""
    for meaning in meant:
        if meaning.table == REVIEW and meaning.kind in ("row", "group", "column"):
            return meaning.key, meaning.kind
    if cell.text.strip():
        if row := nearest(cell.text, block.rows, 0.7):
            return row.key, "row"
        if column := nearest(cell.text, block.columns, 0.7):
            return column.key, "column"
    return "", ""


def review_line(region: Region, slots: Columns, block: FormBlock, figures: Figures) -> bool:
    """Read the one line of figures below the header."""
    lines = [line for line in region.data if any(map(valuelike, line.cells))]
    if not lines:
        lines = [line for line in region.data if len(line.cells) >= len(slots.keys)]
    if not lines:
        return False
    line = lines[0]
    cells = line.cells
    at, _ = label_of(line, REVIEW)
    if at >= 0 and len(cells) > len(slots.keys):
        cells = cells_after(line, at)
    row = assign([cells], slots)[0]
    for printed in block.rows:
        if not any(key and key.startswith(printed.key + ".") for key in slots.keys):
            continue
        keys = [
            key.split(".")[1] if key and key.startswith(printed.key + ".") else None for key in slots.keys
        ]
        part = Columns(keys, slots.spans)
        shown = None if row is None else [cell if key else None for cell, key in zip(row, keys, strict=True)]
        if row is not None and shown is not None:
            for place, cell in enumerate(row):
                if (
                    cell is not None
                    and cell.text.strip()
                    and sum(other is cell for other in row) > 1
                    and shown[place]
                ):
                    shown[place] = GridCell(cell.row, cell.column, cell.text, cell.place, readings=("?",))
        fill(figures, REVIEW, printed.key, block.columns, shown, part, line)
    if len(lines) > 1 and any(map(valuelike, lines[1].cells)):
        figures.note(
            "extra_row", "a second line of figures: " + " | ".join(lines[1].texts)[:200], lines[1].where()
        )
    return True


def review_rows(region: Region, slots: Columns, block: FormBlock, figures: Figures) -> bool:
    """Read lines of five figures, each with its label."""
    columns = Columns([key.split(".")[1] if key else None for key in slots.keys], slots.spans)
    found = [(line, *label_of(line, REVIEW)) for line in region.data]
    found = [(line, at, key) for line, at, key in found if key]
    rows = assign([cells_after(line, at) for line, at, _ in found], columns)
    for (line, _, key), row in zip(found, rows, strict=True):
        fill(figures, REVIEW, key, block.columns, row, columns, line)
    return bool(found)
