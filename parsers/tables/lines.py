"""Rows of tables as lines, and runs of lines as regions of one official table.

    tables ── lines ──▶ regions (header lines, then data lines, of one official table)

A table printed lying on its side is set upright first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from msgspec.structs import replace

from parsers import values
from parsers.document import GridCell, Table
from parsers.labels import LONGEST, Meaning, letters, look_up
from parsers.remembered import remembered
from parsers.tables.twolines import rejoined

APPLICATIONS, REVIEW, PROACTIVE, STATISTICS = (
    "applications",
    "review_litigation",
    "proactive_disclosure",
    "statistics",
)


@dataclass(slots=True)
class Line:
    """One printed row of a table: the cells that begin in it, their texts, what each means as a label."""

    table: int  # number of the physical table, from 0
    row: int
    cells: list[GridCell]
    source: Table
    texts: list[str]
    meant: list[tuple[Meaning, ...]]
    figures: list[bool]  # of each cell, whether it holds a figure, or a sign or word in its place
    labels: dict[str, tuple[int, str]] = field(default_factory=dict)  # what label_of found, by table

    def blank(self) -> bool:
        return not any(map(str.strip, self.texts))

    def where(self) -> str:
        return f"table {self.table + 1} row {self.row + 1}"


@dataclass(slots=True)
class Region:
    """Lines of one official table that belong together: header lines, then data lines."""

    table: str
    header: list[Line] = field(default_factory=list)
    data: list[Line] = field(default_factory=list)
    blank: Line | None = None  # the first line without any sign below the header, before any data


def to_lines(tables: Sequence[Table]) -> Iterator[Line]:
    meant, figure = look_up.of, values.looks_like_figure.of
    for number, table in enumerate(tables):
        upright, rows = table, table.rows()
        if is_lying(rows):
            upright = transposed(table)
            rows = upright.rows()
        for at, cells in enumerate(rejoined(rows)):
            if cells:
                texts = [cell.text for cell in cells]
                yield Line(
                    number, at, cells, upright, texts, list(map(meant, texts)), list(map(figure, texts))
                )


def is_lying(rows: Sequence[Sequence[GridCell]]) -> bool:
    """Whether the columns of a form are printed as rows: their labels stand one below the other."""
    if len(rows) < 4:
        return False
    down: set[str] = set()
    for cells in rows:
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
    return replace(table, cells=tuple(sorted(cells, key=lambda cell: (cell.row, cell.column))))


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


def regions(lines: Sequence[Line]) -> Iterator[Region]:  # noqa: PLR0912 - a branch for each role of a line
    """Runs of lines of one official table, each with its own header lines first.

    A table that a page end cut in two gives two regions; the second may have no header.
    """
    current: Region | None = None
    table = -1
    for line in lines:
        if line.blank():
            if current and current.header and not current.data and line.table == table:
                current.blank = current.blank or line
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


def classify(  # noqa: PLR0911, PLR0912 - a branch for each role of a line
    line: Line, current: Region | None
) -> tuple[str, str]:
    """(table, role) of a line; role is header, data, title, block or none."""
    if not any(line.meant):
        return "", "none"
    tables: dict[str, int] = {APPLICATIONS: 0, REVIEW: 0, PROACTIVE: 0}
    rows = dict(tables)
    groups = dict(tables)
    title = block = corner = ""
    across = -1
    for at, meant in enumerate(line.meant):
        if not meant:
            continue
        seen = set()
        for meaning in meant:
            kind, table = meaning.kind, meaning.table
            if table not in tables or (kind, table) in seen:
                continue
            seen.add((kind, table))
            if kind == "column":
                if table == PROACTIVE or meaning.key in LEAVES.get(table, ()):
                    tables[table] += 1
            elif kind == "row":
                if meaning.key not in ("other_misc", "handled_total"):
                    rows[table] += 1
            elif kind == "group":
                groups[table] += 1
                across = at if meaning.key == "column" and table == APPLICATIONS else across
            elif kind == "corner":
                corner = table
            elif kind == "title":
                title = table
            else:
                block = table
    # A corner of which a seal leaves 27(… is no figure: none stands behind the label of all applicants.
    figures = any(line.figures[across + 1 :])
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


# A figure, or a sign in its place, that ran into the label before it.
GLUED = re.compile(r"^(?P<label>.*[^\d\s.,，/／—―–－-])[\d\s.,，/／—―–－-]+$", re.DOTALL)
DASHED = re.compile(r"[\w)）\]】〕”\"][\s]*[—―–－-]+\s*$")


@remembered(4096)
def glued_label(text: str) -> tuple[Meaning, ...]:
    """What the label means that runs together with figures in one text, such as 规章000."""
    found = GLUED.match(text.strip())
    return look_up(found["label"]) if found and len(text) <= LONGEST else ()


def glued_key(text: str, table: str) -> str:
    """The row of a table whose label and figures run together; "" for none."""
    meant = glued_label(text)
    return next((meaning.key for meaning in meant if meaning.kind == "row" and meaning.table == table), "")


@remembered(4096)
def runs_into_figure(text: str) -> bool:
    """Whether a label that is known as such ends with a dash: a figure's, which has no cell of its own.

    What stands in the cells behind it may then be the figures of the columns before theirs.
    """
    return DASHED.search(text) is not None


def cells_after(line: Line, at: int) -> list[GridCell]:
    return line.cells[at + 1 :]


def is_row(meant: Sequence[Meaning], table: str) -> bool:
    return any(meaning.kind == "row" and meaning.table == table for meaning in meant)


def label_of(line: Line, table: str) -> tuple[int, str]:
    """(index of the label cell, row key) of a data line; the key is "" for a label that is not official.

    The label is the last official row label before the first figure, else the last text there; -1 if none.
    """
    if table not in line.labels:
        line.labels[table] = find_label(line, table)
    return line.labels[table]


def find_label(line: Line, table: str) -> tuple[int, str]:
    last, key, grouped = -1, "", False
    loose = -1
    for at, cell in enumerate(line.cells):
        for meaning in line.meant[at]:
            if meaning.kind == "row" and meaning.table == table:
                last, key = at, meaning.key
                grouped = any(other.kind == "group" for other in line.meant[at])
                break
        else:
            if labelish(cell.text):
                loose = at
            elif cell.text.strip() and line.figures[at] and (at > 0 or len(line.cells) < 3):
                if at + 1 < len(line.cells) and is_row(line.meant[at + 1], table):
                    continue  # the number of the row, in a cell of its own
                break
    # （六）其他处理 is a row of one form and a group of another: a label after it is the row's own.
    if last >= 0 and not (grouped and loose > last and not line.meant[loose]):
        return last, key
    return loose, ""
