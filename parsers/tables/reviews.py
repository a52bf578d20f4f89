"""Section four, 政府信息公开行政复议、行政诉讼情况: three groups of five, side by side or in rows."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from msgspec.structs import replace

from parsers.document import BY_COLUMN, GridCell
from parsers.labels import Meaning
from parsers.tables.columns import Columns, by_neighbours, nearest, resolve
from parsers.tables.figures import TABLES_OF, Figures, complete, extra_row
from parsers.tables.filling import fill, recognised
from parsers.tables.lines import REVIEW, Line, Region, cells_after, label_of, runs_into_figure, valuelike
from parsers.tables.padded import doubt_padded_review
from parsers.tables.placing import assign, lacks_cell
from parsers.templates import FormBlock, forms

YEAR = re.compile(r"(20\d\d)年?度?\Z")
GUESSED = 0.5  # certainty of a figure whose column is known by its number alone


def read_review(found: Sequence[Region], figures: Figures, preference: Sequence[str]) -> None:
    """Read 行政复议、行政诉讼情况, in one line of fifteen figures or in lines of five."""
    form = next(key for key in preference if REVIEW in TABLES_OF[key])
    block = forms()[form].table(REVIEW).blocks[0]
    read_any = False
    passed: list[Line] = []  # whole lines of figures under a header that was not understood
    whole = len(block.rows) * len(block.columns)
    for region in found:
        blank = region.blank
        if not region.data and blank and len(blank.cells) >= whole and not recognised(blank):
            region.data.append(blank)  # every figure is left out
        slots = review_columns(region.header, block) or pictured_columns(region, block)
        if slots is not None and not slots.proven:
            message = "labels of columns are unclear in the picture; they follow from those beside them"
            figures.note("header_unclear", message, region.header[0].where())
        if slots is None:
            passed += [line for line in region.data if sum(line.figures) >= whole]
            continue
        groups = {key.split(".")[0] for key in slots.keys if key}
        if groups == {""}:
            read_any |= review_rows(region, slots, block, figures)
        else:
            read_any |= review_line(region, slots, block, figures)
    for line in passed:
        for row in block.rows:
            fill(figures, REVIEW, row.key, block.columns, None, Columns([], []), line)
    if read_any or passed:
        figures.tables[REVIEW] = form
        complete(figures, form, REVIEW)
        doubt_padded_review(figures, forms()[form].table(REVIEW))


def review_columns(  # noqa: PLR0911, PLR0912 - a branch for each way the header is printed
    header: Sequence[Line], block: FormBlock
) -> Columns | None:
    """The columns of the header in printed order as "row.column", ".column" where no group is printed.

    The order follows from the order of groups and leaves alone: spans are not trusted.
    """
    printed = printed_header(header, block)
    if printed.between:
        return None
    tops, suits, runs = in_order(printed.tops), in_order(printed.suits), printed.runs
    order: list[str] = []
    for top in tops:
        order += ["review"] if top == "review" else suits
    if suits and "suits" not in tops:
        if not tops and any(beside and len(leaves) == len(block.columns) for beside, leaves in runs):
            order.append(
                "review"
            )  # the line of 行政复议 and 行政诉讼 is lost; its leaves stand beside the suits
        order += suits
    every = [cell for _, leaves in runs for cell in leaves]
    width = len(block.columns)
    if not every:
        return None
    if not order:
        if apart(every):
            every.sort(key=BY_COLUMN)
        part = resolve(every, block.columns)
        return (
            Columns([f".{key}" if key else None for key in part.keys], part.spans)
            if len(every) == width
            else None
        )
    by_group: dict[str, list[GridCell]] = {}
    whole = next((leaves for _, leaves in reversed(runs) if len(leaves) == width * len(order)), None)
    if len(runs) == 1 or whole is not None:
        source = whole or runs[0][1]
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
        leaves_read = leaves_of(by_group.get(name, []), block)
        if leaves_read is None:
            return None
        add(columns, name, leaves_read)
    labels = [leaf for name in order for leaf in by_group[name]]
    if apart(labels) and labels != sorted(labels, key=BY_COLUMN):
        return None  # no line of them was shifted, and yet they stand in another order
    for cell in printed.beside:
        columns.keys.append(None)
        columns.spans.append((cell.column, cell.column + cell.column_span - 1))
        columns.labels.append(cell.text)
    return columns


def in_order(groups: Mapping[str, GridCell]) -> list[str]:
    """Groups from left to right, on whatever lines; as they are printed where some stand over one column."""
    cells = list(groups.values())
    return sorted(groups, key=lambda name: groups[name].column) if apart(cells) else list(groups)


def apart(cells: Sequence[GridCell]) -> bool:
    """Whether no two cells of a header stand over the same column."""
    ordered = sorted(cells, key=BY_COLUMN)
    return all(one.column + one.column_span <= other.column for one, other in pairwise(ordered))


@dataclass(slots=True)
class Printed:
    """What the header lines hold, in printed order."""

    tops: dict[str, GridCell] = field(default_factory=dict)  # "review" and "suits"
    suits: dict[str, GridCell] = field(default_factory=dict)  # keys of the kinds of suit
    runs: list[tuple[bool, list[GridCell]]] = field(default_factory=list)  # leaves; beside the suits or not
    beside: list[GridCell] = field(default_factory=list)  # behind all groups: columns the form does not have
    between: bool = False  # whether such a column stands between the groups


def printed_header(header: Sequence[Line], block: FormBlock) -> Printed:
    found = Printed()
    above = above_leaves(header, block)
    for line in header:
        leaves: list[GridCell] = []
        beside = len(found.beside)
        holds_suits = holds_top = False
        filled = len({text.strip() for text in line.texts} - {""})
        for cell, meant in zip(line.cells, line.meant, strict=True):
            key, kind = review_meaning(cell, meant, block)
            found.between |= kind in ("row", "group") and holds_top and len(found.beside) > beside
            if kind == "row":
                if key == block.rows[0].key:
                    found.tops.setdefault("review", cell)
                    holds_top = True
                else:
                    found.suits.setdefault(key, cell)
                    holds_suits = True
            elif kind == "group":
                found.tops.setdefault("suits", cell)
                holds_top = True
            elif holds_top and cell.text.strip() and filled < len(block.columns) and id(cell) not in above:
                found.beside.append(cell)
            elif kind == "column" or (leaves and cell.text.strip() and not any(meant)):
                leaves.append(cell)  # a leaf cut off by the end of a page is settled with its neighbours
        if holds_suits and len(leaves) < len(block.columns) and behind_suits(line, leaves):
            found.beside += leaves  # a sum of both kinds
        elif leaves:
            found.runs.append((holds_suits, leaves))
    return found


def above_leaves(header: Sequence[Line], block: FormBlock) -> set[int]:
    """The cells (`id`) of a header that stand above leaves: groups, whatever is read of them."""
    shown = [
        (line.table, cell, review_meaning(cell, meant, block)[1])
        for line in header
        for cell, meant in zip(line.cells, line.meant, strict=True)
    ]
    leaves = [(table, cell) for table, cell, kind in shown if kind == "column"]
    return {
        id(cell)
        for table, cell, kind in shown
        if not kind
        and any(
            table == other
            and cell.row < leaf.row
            and cell.column <= leaf.column < cell.column + cell.column_span
            for other, leaf in leaves
        )
    }


def behind_suits(line: Line, leaves: Sequence[GridCell]) -> bool:
    """Whether leaves stand behind all kinds of suit in a line that names these."""
    return bool(leaves) and leaves[0].column + len(leaves) >= max(
        cell.column + cell.column_span for cell in line.cells
    )


def leaves_of(cells: Sequence[GridCell], block: FormBlock) -> Columns | None:
    """The columns of one group; None where not all are there, or too few are known in a picture."""
    part = resolve(cells, block.columns)
    if {key for key in part.keys if key} == {heading.key for heading in block.columns}:
        return dataclasses.replace(part, proven=True)
    return by_neighbours(part, block.columns) if all(map(seen, cells)) else None


def seen(cell: GridCell) -> bool:
    """Whether a cell was recognised in a picture."""
    return cell.confidence is not None


def pictured_columns(region: Region, block: FormBlock) -> Columns | None:
    """The columns of a table in a picture, as "row.column", by its grid where some labels are hidden.

    Under each of three groups stand five leaves, each above one figure. Two groups at least must be read in
    their places, and the leaves of each as `by_neighbours` asks.
    """
    width, count = len(block.columns), len(block.rows)
    figures = next((line for line in region.data if len(line.cells) == width * count), None)
    if figures is None or not all(seen(cell) and cell.column_span == 1 for cell in figures.cells):
        return None
    header = [cell for line in region.header if line.table == figures.table for cell in line.cells]
    leaves = {
        cell.column: cell
        for cell in header
        if cell.column_span == 1 and cell.row + cell.row_span == figures.cells[0].row
    }
    if len(leaves) != width * count or any(cell.column not in leaves for cell in figures.cells):
        return None
    read: dict[str, int] = {}
    for line in region.header:
        for cell, meant in zip(line.cells, line.meant, strict=True):
            key, kind = review_meaning(cell, meant, block)
            if kind == "row" and cell.column_span == width:
                read[key] = figures.cells[0].column + [row.key for row in block.rows].index(key) * width
                if read[key] != cell.column:
                    return None
    if len(read) < count - 1:
        return None
    columns = Columns([], [], False, [])
    for at, row in enumerate(block.rows):
        cells = [leaves[cell.column] for cell in figures.cells[at * width : (at + 1) * width]]
        part = by_neighbours(resolve(cells, block.columns), block.columns)
        if part is None:
            return None
        add(columns, row.key, part)
    return columns


def add(columns: Columns, name: str, part: Columns) -> None:
    """Add the columns of one group under its name."""
    columns.guessed |= {len(columns.keys) + at for at in part.guessed}
    columns.keys += [f"{name}.{key}" if key else None for key in part.keys]
    columns.spans += part.spans
    columns.labels += part.labels
    columns.proven &= part.proven


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
    """Read the one line of figures below the header; of lines for several years, that of the last one."""
    lines = [line for line in region.data if any(line.figures)]
    if not lines:
        lines = [line for line in region.data if len(line.cells) >= len(slots.keys)]
    if not lines:
        return False
    first, *others = lines
    if others and all(year_of(line) for line in lines):
        first = max(lines, key=year_of)
        others = [line for line in lines if line is not first]
        for line in others:
            note_second(line, figures)
        others = []
    if any(sum(line.figures) > len(slots.keys) for line in lines):
        figures.lost.add(REVIEW)  # figures of a group whose label is not printed
    fill_line(first, line_of_figures(first, slots), slots, block, figures)
    for line in others:
        row = line_of_figures(line, slots)
        if sum(line.figures) * 2 > len(slots.keys):
            fill_line(line, row, slots, block, figures)
        note_second(line, figures)
    return True


def year_of(line: Line) -> int:
    """The year that is printed before the figures of a line, 0 for none."""
    found = YEAR.match(line.cells[0].text.strip())
    return int(found[1]) if found else 0


def note_second(line: Line, figures: Figures) -> None:
    figures.note("extra_row", "a second line of figures: " + " | ".join(line.texts)[:200], line.where())


def line_of_figures(line: Line, slots: Columns) -> list[GridCell | None] | None:
    """The cells of a line by column; None where they fit the columns in no single way."""
    cells = line.cells
    at, key = label_of(line, REVIEW)
    if at < 0 and year_of(line):
        at = 0
    # A word under the first column stands in the place of its figure.
    in_place = at >= 0 and not key and not year_of(line) and cells[at].column >= first_column(slots)
    if at >= 0 and not in_place and len(cells) > len(slots.keys):
        cells = cells_after(line, at)
    row = assign([cells], slots)[0]
    # In a picture strokes of seals end labels, too: where each column has a figure, none has run away.
    each = len(cells) == len(slots.keys) and all(cell.text.strip() for cell in cells)
    if not (each and recognised(line)) and any(map(runs_into_figure, slots.labels)):
        return None
    short = sum(cell.column_span for cell in cells) < len(slots.keys) and any(map(valuelike, cells))
    return None if row is not None and (short or lacks_cell(row, slots)) else row


def first_column(slots: Columns) -> int:
    return min((first for first, _ in slots.spans), default=0)


def fill_line(
    line: Line, row: list[GridCell | None] | None, slots: Columns, block: FormBlock, figures: Figures
) -> None:
    """Read the figures of each group of columns by themselves: what is not of a group is no blank of it."""
    shown = None if row is None else [shown_as(cell, row) for cell in row]
    for place in slots.guessed:
        if shown is not None and (cell := shown[place]) is not None:
            shown[place] = replace(cell, confidence=min(GUESSED, cell.confidence or 0.0))
    for printed in block.rows:
        own = {
            at: key.split(".")[1]
            for at, key in enumerate(slots.keys)
            if key and key.startswith(printed.key + ".")
        }
        if own:
            part = Columns(list(own.values()), [slots.spans[at] for at in own])
            cells = None if shown is None else [shown[at] for at in own]
            fill(figures, REVIEW, printed.key, block.columns, cells, part, line)


def shown_as(cell: GridCell | None, row: Sequence[GridCell | None]) -> GridCell | None:
    """A cell of a line, in doubt where it stands in several columns."""
    if cell is None or not cell.text.strip() or sum(other is cell for other in row) < 2:
        return cell
    return GridCell(cell.row, cell.column, cell.text, cell.place, readings=("?",))


def review_rows(region: Region, slots: Columns, block: FormBlock, figures: Figures) -> bool:
    """Read lines of five figures, each with its label."""
    columns = Columns([key.split(".")[1] if key else None for key in slots.keys], slots.spans)
    found = named_rows([(line, *label_of(line, REVIEW)) for line in region.data], block, figures)
    rows = assign([cells_after(line, at) for line, at, _ in found], columns)
    for (line, _, key), row in zip(found, rows, strict=True):
        shown = None if row is not None and lacks_cell(row, columns) else row
        fill(figures, REVIEW, key, block.columns, shown, columns, line)
    return bool(found)


def named_rows(
    found: Sequence[tuple[Line, int, str]], block: FormBlock, figures: Figures
) -> list[tuple[Line, int, str]]:
    """The lines of figures with the key of each, of those mistyped too; the others are noted."""
    made: list[tuple[Line, int, str]] = []
    left = [row for row in block.rows if row.key not in {key for _, _, key in found}]
    for line, at, key in found:
        if key:
            made.append((line, at, key))
            continue
        if not any(line.figures):
            continue
        near = nearest(line.texts[at], left) if at >= 0 else None
        if near is not None:
            left.remove(near)
            message = f"{line.texts[at].strip()!r} was read as {near.label}"
            figures.note("label_alike", message, line.where())
            made.append((line, at, near.key))
            continue
        figures.lost.add(REVIEW)
        if at < 0:
            figures.note("label_lost", "a row of figures without a label was not read", line.where())
        else:
            extra_row(figures, line, at)
    return made
