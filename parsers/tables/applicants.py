"""Which of the seven applicants each printed column is: by the header, or by sums where none is read."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from parsers import values
from parsers.document import BY_COLUMN, GridCell
from parsers.labels import Meaning, look_up, normalise, similarity
from parsers.tables.columns import Columns, by_neighbours, resolve
from parsers.tables.figures import Figures
from parsers.tables.lines import APPLICATIONS, Line, Region, cells_after, label_of
from parsers.tables.twolines import within
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
    across = [cell for cells in rows for cell in cells if place_of(group, [normalise(cell.text)]) == 0]
    once = in_printed_order(printed_once(sequence), across, lower or [], headings)
    if once is None:
        return None
    columns = labelled(without_upper(once, headings), headings, figures)
    found = [key for key in columns.keys if key]
    # Columns of two bodies, or years: which are whose, nobody can know.
    twice = len(set(columns.again) - {""}) >= MOST_AGAIN
    if set(found) != wanted and (others := but_one(header, once, headings)):
        return others
    if (set(found) == wanted and not twice) or left_out(columns, once, wanted):
        while columns.keys and columns.keys[0] is None:
            columns.before.append(columns.spans[0])
            for each in (columns.keys, columns.spans, columns.labels, columns.again):
                each.pop(0)
        return columns
    return None


def but_one(
    header: Sequence[Line], labels: Sequence[GridCell], headings: Sequence[Heading]
) -> Columns | None:
    """The columns of a header with as many cells as the form has columns, one among them without any label.

    Nobody knows which that is; the others stand above their own figures. A blank cell at the end may be what
    is left where the labels have slipped by a column.
    """
    blank = blank_headings(header, labels) if len(labels) + 1 == len(headings) else []
    if len(blank) != 1:
        return None
    columns = resolve(sorted([*labels, *blank], key=BY_COLUMN), headings)
    unknown = [at for at, key in enumerate(columns.keys) if key is None]
    inside = len(unknown) == 1 and 0 < unknown[0] < len(headings) - 1
    if not inside or not columns.blanks(unknown[0]):
        return None
    order = [heading.key for heading in headings]
    known = [key for key in columns.keys if key]
    slipped = in_order(known, headings) and order[unknown[0]] in known
    if slipped:  # those behind the one that is lost have moved up, as far as their group reaches
        return None
    columns.labels = []
    return columns


def blank_headings(header: Sequence[Line], labels: Sequence[GridCell]) -> list[GridCell]:
    """Cells without a label beside the labels of columns, with none of these above or below them."""
    if not labels:
        return []
    first = min(cell.column for cell in labels)
    last = max(cell.row for cell in labels)
    taken = {
        cell.column for line in header for cell in line.cells if cell.text.strip() and cell.column_span == 1
    }
    return [
        cell
        for line in header
        for cell in line.cells
        if not cell.text.strip()
        and cell.confidence is None
        and cell.column > first
        and cell.column_span == 1
        and cell.column not in taken
        and cell.row + cell.row_span > last
    ]


def printed_once(cells: Sequence[GridCell]) -> list[GridCell]:
    """Cells without the copies of an editor that repeats merged labels in every row."""
    once: dict[tuple[int, str], GridCell] = {}
    for cell in cells:
        once.setdefault((cell.column, normalise(cell.text)), cell)
    return list(once.values())


def in_printed_order(
    cells: list[GridCell], across: Sequence[GridCell], lower: Sequence[GridCell], headings: Sequence[Heading]
) -> list[GridCell] | None:
    """The labels of a header from left to right; None where that is not known.

    `across` are the cells of the group of bodies, which may be several, `lower` those of the line below.
    Where each of its bodies stands below the group and no label over another, the grid tells. Where an
    editor has shifted the lower line, all of it takes the place of the group; if there are several of that,
    the order of the form alone tells.
    """
    if all(one.column < other.column for one, other in pairwise(cells)):
        return cells
    keys = [resolve_key(cell, headings) for cell in cells]
    leaves = {heading.key for heading in headings if len(heading.groups) > 1}
    ordered = sorted(cells, key=BY_COLUMN)
    apart = all(one.column + one.column_span <= other.column for one, other in pairwise(ordered))
    if apart and all(
        any(within(cell, group) for group in across)
        for cell, key in zip(cells, keys, strict=True)
        if key in leaves and any(cell is one for one in lower)
    ):
        return ordered
    shifted = not apart and len(across) < 2
    return cells if shifted or in_order(keys, headings) else None


def in_order(keys: Sequence[str | None], headings: Sequence[Heading]) -> bool:
    """Whether those labels that are known stand in the order of the form."""
    known = [key for key in keys if key]
    return known == [heading.key for heading in headings if heading.key in known]


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


def names_columns(header: Sequence[Line]) -> bool:
    """Whether header lines name several columns, so that those of an earlier header are not theirs."""
    return sum(is_column(meant) for line in header for meant in line.meant) > 1


def is_column(meant: Sequence[Meaning]) -> bool:
    return any(meaning.kind == "column" for meaning in meant)


def resolve_key(cell: GridCell, headings: Sequence[Heading]) -> str | None:
    printed = normalise(cell.text)
    return next((heading.key for heading in headings if normalise(heading.label) == printed), None)


def assumed_columns(region: Region, headings: Sequence[Heading], figures: Figures) -> Columns | None:
    """The official order, where the header is not printed or not readable but the rows' sums prove the order.

    Each row must have one figure for each column, one row at least must have a total of parts that differ;
    and what is read of the header must not tell another order.
    """
    figures.by_layout = False
    for header in region.header:
        if not in_order([resolve_key(cell, headings) for cell in header.cells], headings):
            return None
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
