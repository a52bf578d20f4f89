"""Which of the seven applicants each printed column is: by the header, or by sums where none is read."""

from __future__ import annotations

from collections.abc import Sequence

from parsers import values
from parsers.document import GridCell
from parsers.labels import Meaning, look_up, normalise, similarity
from parsers.tables.columns import Columns, by_neighbours, resolve
from parsers.tables.figures import Figures
from parsers.tables.lines import APPLICATIONS, Line, Region, cells_after, label_of
from parsers.templates import Heading

GROUP_ALIKE = 0.7  # similarity from which a label is that of the group of bodies
MOST_AGAIN = 3  # labels of columns that stand twice in one header
FEWEST_COLUMNS = 4  # of a header that leaves some out


def applicant_columns(
    header: Sequence[Line], headings: Sequence[Heading], figures: Figures
) -> Columns | None:
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
        place = place_of(group, names)
        if place >= 0:
            below = [
                cell
                for cell in (rows[at + 1] if at + 1 < len(rows) else [])
                if normalise(cell.text) not in group_keys
            ]
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
    columns = labelled(without_upper(once, headings), headings, figures)
    found = [key for key in columns.keys if key]
    # Columns of two bodies, or years: which are whose, nobody can know.
    twice = len(set(columns.again) - {""}) >= MOST_AGAIN
    if (set(found) == wanted and not twice) or left_out(columns, once, wanted):
        while columns.keys and columns.keys[0] is None:
            columns.before.append(columns.spans[0])
            for each in (columns.keys, columns.spans, columns.labels, columns.again):
                each.pop(0)
        return columns
    return None


def place_of(group: str, names: Sequence[str]) -> int:
    """Where the label of a group stands among others, mistyped by a sign or two or not; -1 if nowhere."""
    if group in names:
        return names.index(group)
    marks = [similarity(name, group) for name in names]
    best = max(marks, default=0.0)
    return marks.index(best) if best >= GROUP_ALIKE else -1


def labelled(header: Sequence[GridCell], headings: Sequence[Heading], figures: Figures) -> Columns:
    """The columns of a header; in a picture a label that a seal hides is the only one that is missing.

    The corner, hidden too, is none of them: it begins above them, left of all.
    """
    columns = resolve(header, headings)
    before: list[tuple[int, int]] = []
    shown = header
    if len(header) == len(headings) + 1 and columns.keys[0] is None and begins_above(header[0], header[1]):
        shown, before = header[1:], columns.spans[:1]
    part = resolve(shown, headings) if before else columns
    strange = [cell for cell, key in zip(shown, part.keys, strict=True) if key is None]
    if len(strange) != 1 or strange[0].confidence is None:
        return columns
    whole = by_neighbours(part, headings)
    if whole is None:
        return columns
    whole.before[:0] = before
    message = "the label of a column is unclear in the picture; it is the only one missing"
    figures.note("header_unclear", message, f"header row {strange[0].row + 1}")
    return whole


def begins_above(corner: GridCell, label: GridCell) -> bool:
    """Whether a cell begins above a label and left of it, as a corner does."""
    return corner.row < label.row and corner.column < label.column


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
        and (outer <= set(keys) <= wanted or set(keys) == wanted - {"total"})
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
