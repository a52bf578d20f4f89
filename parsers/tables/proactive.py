"""Section two, 主动公开政府信息情况: blocks of one to three columns, each of them by its own header."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from parsers.document import GridCell
from parsers.labels import look_up, normalise
from parsers.tables.columns import Columns, may_be, nearest, resolve
from parsers.tables.crossed import read_crossed
from parsers.tables.figures import TABLES_OF, Figures, complete, extra_row
from parsers.tables.filling import fill, header_units, rows_beside
from parsers.tables.lines import PROACTIVE, Line, Region, cells_after, glued_key, label_of, labelish
from parsers.tables.placing import assign, lacks_cell
from parsers.templates import FormBlock, FormTable, Heading, forms

Candidate = tuple[str, FormTable, int, FormBlock]  # form key, table, number of the block, block


def read_proactive(
    found: Sequence[Region], crossed: Sequence[Line], figures: Figures, preference: Sequence[str]
) -> None:
    """Read 主动公开 block by block: each row by the header it stands under, of whatever form."""
    candidates = [
        (key, forms()[key].table(PROACTIVE), number, block)
        for key in preference
        if PROACTIVE in TABLES_OF[key]
        for number, block in enumerate(forms()[key].table(PROACTIVE).blocks)
    ]
    counted: Counter[str] = Counter()
    read_crossed(crossed, figures, preference, counted)
    pending: list[tuple[bool, list[Line]]] = []  # whether a header of other words stands above them
    header: Line | None = None
    for region in found:
        if region.header:
            header = max(region.header, key=lambda line: sum(map(bool, line.meant)))
        elif header is not None and not region.data:
            continue
        lines = [line for line in region.data if not line.blank()]
        if not lines:
            continue
        if not region.header:
            pending.append((False, lines))
            continue
        if header is not None and not read_block(header, lines, candidates, figures, counted):
            pending.append((True, lines))
    figures.alone = not counted
    adopt(pending, candidates, figures, counted)
    if counted:
        best = max(counted.items(), key=lambda pair: (pair[1], -preference.index(pair[0])))[0]
        figures.tables[PROACTIVE] = best
        figures.forms[best] += 1
        for other in counted:
            if other != best:
                message = f"a block of section two uses the form of {other}, the others that of {best}"
                figures.note("mixed_template", message)
        complete(figures, best, PROACTIVE, counted)


def adopt(
    pending: Sequence[tuple[bool, list[Line]]],
    candidates: Sequence[Candidate],
    figures: Figures,
    counted: Counter[str],
) -> None:
    """Read the rows that stand under no header of a form; note those without a label."""
    for headed, lines in pending:
        for line in lines:
            at, key = label_of(line, PROACTIVE)
            if not key:
                lost_row(line, figures)
                figures.doubted |= {
                    (PROACTIVE, row.key)
                    for *_, block in candidates
                    for row in block.rows
                    if at >= 0 and may_hold(line, at, row)
                }
            printed = [cell for cell in cells_after(line, at) if cell.text.strip()]
            if key and printed and not any(known[:2] == (PROACTIVE, key) for known in figures.cells):
                adopt_row(line, key, [] if headed else printed, candidates, figures, counted)


def adopt_row(
    line: Line,
    key: str,
    printed: list[GridCell],
    candidates: Sequence[Candidate],
    figures: Figures,
    counted: Counter[str],
) -> None:
    """A row whose block has no known header: read only where its block has one column, else unreadable.

    `printed` are its figures; none where the words above them are not those of the form.
    """
    for form, _, _, block in candidates:
        if any(row.key == key for row in block.rows):
            columns = Columns([heading.key for heading in block.columns], [], False)
            row = printed if len(block.columns) == len(printed) == 1 else None
            message = f"{line.texts[0].strip()!r} stands under no header of the form"
            figures.note("header_missing", message, line.where())
            fill(figures, PROACTIVE, key, block.columns, row, columns, line)
            counted[form] += 1
            return


def read_block(
    header: Line,
    lines: Sequence[Line],
    candidates: Sequence[Candidate],
    figures: Figures,
    counted: Counter[str],
) -> bool:
    """Read the lines under one header line; False where it heads no block of a form."""
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
        return False
    cells = header.cells[start:]
    labelled = [(line, *label_of(line, PROACTIVE)) for line in lines]
    marks: list[tuple[int, int, int, Candidate, Columns]] = []
    meant = {
        (meaning.form, meaning.block)
        for cell in cells
        for meaning in look_up(cell.text)
        if meaning.kind == "column" and meaning.table == PROACTIVE
    }
    heading_blocks = [
        {(each.form, each.block) for each in look_up(cell.text) if each.kind == "column"} for cell in cells
    ]
    names = {normalise(cell.text) for cell in cells}
    printed = sum(bool(cell.text.strip()) for cell in cells)
    for rank, candidate in enumerate(candidates):
        if meant and (candidate[0], candidate[2]) not in meant:
            continue
        block = candidate[3]
        columns = resolve(cells, block.columns)
        matched = sum(key is not None for key in columns.keys)
        if not matched:
            continue
        known = {row.key for row in block.rows}
        rows = sum(key in known for _, _, key in labelled)
        misfit = abs(len(block.columns) - matched) + abs(printed - matched)
        exact = sum((candidate[0], candidate[2]) in heads for heads in heading_blocks)
        official = sum(normalise(heading.label) in names for heading in block.columns)
        marks.append((rows * 4 + exact * 2 + official - misfit * 3, -rank, rows, candidate, columns))
    if not marks:
        return False
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
    return True


def lost_row(line: Line, figures: Figures) -> None:
    """Note a row of figures whose label is not printed."""
    if any(sign.isdigit() for text in line.texts for sign in text) and not any(map(labelish, line.texts)):
        figures.lost.add(PROACTIVE)
        figures.note("label_lost", "a row of figures without a label was not read", line.where())


def may_hold(line: Line, at: int, row: Heading) -> bool:
    """Whether a line whose label seems to stand at `at`, and is none of the form, may be a row of the form.

    Other signs may have run into its figures, so that the last of its words is not the label.
    """
    return may_be(line.texts[at], row) or any(nearest(text, [row]) for text in line.texts[:at])


def recovered(labelled: Sequence[tuple[Line, int, str]], block: FormBlock) -> bool:
    return any(nearest(line.texts[at], block.rows) for line, at, _ in labelled if at >= 0)


def read_rows(  # noqa: PLR0912, PLR0915 - a branch for each way a label is printed
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
    strange: list[tuple[Line, int]] = []
    for line, at, key in labelled:
        if key in owners:
            found.append((line, at, key))
        elif at >= 0 and (glued := glued_key(line.texts[at], PROACTIVE)) in owners:
            fill(figures, PROACTIVE, glued, owners[glued].columns, None, columns, line)
            counted[form] += 1
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
                strange.append((line, at))
                figures.doubted |= {(PROACTIVE, row.key) for row in left if may_hold(line, at, row)}
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
    unclear = {(line.table, row) for line, at, _ in found for row in rows_beside(line, at)}
    names = {key for _, _, key in found}
    missing = [row for row in block.rows if row.key not in names]
    if len(unlabelled) == 1 and len(missing) == 1 and found and not unclear:
        line, _ = unlabelled[0]
        after = cells_after(line, 0) if len(line.cells) > len(columns.keys) else line.cells
        if len(after) == len(columns.keys) and not any(map(labelish, line.texts)):
            message = (
                f"a row without a label was read as {missing[0].label}, the only one missing in its block"
            )
            figures.note("label_lost", message, line.where())
            found.append((line, len(line.cells) - len(after) - 1, missing[0].key))
        else:
            lost_row(line, figures)
    else:
        for line, _ in unlabelled:
            lost_row(line, figures)
    rows = assign([cells_after(line, at) for line, at, _ in found], columns)
    columns.units = units
    for (line, _, key), row in zip(found, rows, strict=True):
        owner = owners.get(key, block)
        # Of two cells the first is printed; of three it may be any that is missing.
        doubtful = row is not None and len(row) > 2 and lacks_cell(row, columns)
        doubtful = (
            doubtful
            or holds_other_rows(line, labelled)
            or (blank(row) and beside_any(line, [*unlabelled, *strange]))
            or (not missing and beside_any(line, unlabelled, (1,)))
        )
        doubtful = doubtful or (line.table, line.row) in unclear
        fill(figures, PROACTIVE, key, owner.columns, None if doubtful else row, columns, line)
        counted[form] += 1
    if not columns.proven and found:
        lost = [heading.label for heading in block.columns if heading.key not in columns.keys]
        if lost:
            figures.note("column_missing", f"not printed: {'、'.join(lost)}", header.where())
        else:
            figures.note(
                "header_alike", "header cells that are not whole were read by their place", header.where()
            )


def blank(row: Sequence[GridCell | None] | None) -> bool:
    return row is not None and not any(cell and cell.text.strip() for cell in row)


def beside_any(line: Line, others: Sequence[tuple[Line, int]], steps: Sequence[int] = (-1, 1)) -> bool:
    """Whether one of other lines, with figures, is the row above or below, or whichever `steps` ask for."""
    return any(
        other.source is line.source
        and other.row - line.row in steps
        and any(map(str.isdigit, "".join(other.texts)))
        for other, _ in others
    )


def holds_other_rows(line: Line, labelled: Sequence[tuple[Line, int, str]]) -> bool:
    """Whether the label of a row reaches down to rows of other names: its own figures are not known."""
    span = max(cell.row_span for cell in line.cells)
    return span > 1 and any(
        other.source is line.source and line.row < other.row < line.row + span and at >= 0 and not key
        for other, at, key in labelled
    )
