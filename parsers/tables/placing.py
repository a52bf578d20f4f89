"""Which cell of a row of figures lies in which column of a form: in order, or where the grid tells."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from parsers.document import GridCell
from parsers.tables.columns import Columns

Row = list[GridCell | None]
MOST_BEYOND, FEWEST_WITHIN = 2, 8  # rows with a cell behind the header, and without


def assign(rows: Sequence[list[GridCell]], columns: Columns) -> list[Row | None]:
    """The cells of each row by column; None for a row whose cells fit the columns in no single way.

    Rows with as many cells as there are columns go by order, because spans drift from row to row; others
    by the grid; others after columns that are blank throughout are dropped.
    """
    made: dict[int, Row | None] = {}
    width = len(columns.keys)
    rows = without_left_of(rows, columns)
    by_columns: list[int] = []
    classes: dict[int, list[int]] = {}
    for at, cells in enumerate(rows):
        classes.setdefault(len(cells), []).append(at)
    usual = max(classes, key=lambda count: len(classes[count]), default=0)
    odd = beyond_header([rows[at] for at in classes.get(usual, ())], columns) if usual > width else set()
    if odd:
        made |= {classes[usual][at]: None for at in odd}
        classes[usual] = [each for at, each in enumerate(classes[usual]) if at not in odd]
    for count, members in classes.items():
        some = [rows[at] for at in members]
        if count != width and by_grid_fits(some, columns):
            made |= {at: by_grid(row, columns) for at, row in zip(members, some, strict=True)}
            by_columns += members if count != usual else []
            continue
        made |= zip(members, in_order(some, columns), strict=True)
        if count == width < usual:
            for at in members:
                if has_blank(rows[at], columns):
                    made[at] = None  # it may be one of those that the others have more
    if all(made[at] is None for at in classes.get(usual, ())):  # rows of another number fit by chance
        return [None] * len(rows)
    if len(classes) > 1 and 2 * sum(below_own(made[at], columns) for at in classes[usual]) < len(
        classes[usual]
    ):
        for at in by_columns:  # the grid of the header is not that of the rows
            made[at] = None
    return [made[at] for at in range(len(rows))]


def beyond_header(rows: Sequence[list[GridCell]], columns: Columns) -> set[int]:
    """Rows with a figure behind the header, where nearly all others have none there: one cell too many."""
    last = max((end for _, end in columns.spans), default=0)
    odd = {at for at, row in enumerate(rows) if any(c.column > last and c.text.strip() for c in row)}
    rest = [row for at, row in enumerate(rows) if at not in odd]
    few = 0 < len(odd) <= MOST_BEYOND and len(rest) >= FEWEST_WITHIN
    return odd if few and by_grid_fits(rest, columns) else set()


def in_order(rows: Sequence[list[GridCell]], columns: Columns) -> Sequence[Row | None]:
    """Rows of one length by the order of their cells, those blank throughout dropped; None where unsafe."""
    width, count = len(columns.keys), len(rows[0])
    places = list(range(width))
    kept: list[int] | None = None
    if count == width:
        kept = keep_known(rows, columns)
        if kept is None:
            places = [at for at, key in enumerate(columns.keys) if key is not None]
            kept = without_blank(rows, len(places))
    elif count > width:
        kept = without_blank(rows, width)
        if kept is not None and blank_below_heading(rows[0], kept, columns):
            kept = None
    if kept is None:
        return [None] * len(rows)
    made: list[Row | None] = []
    for cells in rows:
        row: Row = [None] * width
        for place, source in zip(places, kept, strict=True):
            row[place] = cells[source]
        made.append(row)
    if len(places) < width:
        return made
    apart = all(one[1] < other[0] for one, other in pairwise(columns.spans))
    if apart and None in columns.keys:  # then only the grid tells which are whose
        return [row if below_own(row, columns) else None for row in made]
    return by_their_headings(made, columns) if count == width else made


def has_blank(row: Sequence[GridCell], columns: Columns) -> bool:
    return any(key and not cell.text.strip() for key, cell in zip(columns.keys, row, strict=False))


def by_their_headings(rows: list[Row | None], columns: Columns) -> list[Row | None]:
    """Rows of as many cells as there are columns, where the grid may tell otherwise than their order does.

    That may be where some cells are blank: one stands left of the headings, and another covers two columns.
    Where a row ends where its header does, it goes by the grid, unless other rows show that the grid is none;
    else nobody knows.
    """
    begins = [start for start, _ in columns.spans]
    strange: dict[int, list[GridCell]] = {}
    for at, row in enumerate(rows):
        cells = [cell for cell in row or () if cell is not None]
        if [cell.column for cell in cells] != begins:
            strange[at] = cells
    if not all(by_grid_fits([cells], columns) for cells in strange.values()):
        return rows
    ends = max(end for _, end in columns.spans)
    for at, cells in strange.items():
        placed = by_grid(cells, columns)
        if any(one.text.strip() and one is not other for one, other in zip(cells, placed, strict=True)):
            rows[at] = placed if cells[-1].column + cells[-1].column_span - 1 == ends else None
    return rows


def blank_below_heading(row: Sequence[GridCell], kept: Sequence[int], columns: Columns) -> bool:
    """Whether the one blank column to be dropped stands below a heading, as that of another column does.

    Then the grid of the header is that of the rows, and the heading is that of the blank column.
    """
    places = [(cell.column, cell.column + cell.column_span - 1) for cell in row]
    of_order = [places[at] == span for at, span in zip(kept, columns.spans, strict=True)]
    dropped = [places[at] for at in range(len(row)) if at not in kept]
    return (
        len(dropped) == 1
        and any(of_order)
        and any(span in dropped for span, own in zip(columns.spans, of_order, strict=True) if not own)
    )


def below_own(row: Sequence[GridCell | None] | None, columns: Columns) -> bool:
    """Whether each figure of a row stands below the heading of its column, as far as that is known."""
    return row is None or all(
        cell is None
        or not cell.text.strip()
        or (start <= cell.column + cell.column_span - 1 and cell.column <= end)
        for cell, (start, end) in zip(row, columns.spans, strict=True)
    )


def keep_known(rows: Sequence[list[GridCell]], columns: Columns) -> list[int] | None:
    """All indexes, unless a column without any label holds figures and another is blank in its stead."""
    for at, key in enumerate(columns.keys):
        if key is None and any(row[at].text.strip() for row in rows) and columns.blanks(at):
            return None
    return list(range(len(columns.keys)))


def without_left_of(rows: Sequence[list[GridCell]], columns: Columns) -> list[list[GridCell]]:
    """Rows without the cells under headers left of the form's; also those of too few, merged."""
    if not columns.before:
        return list(rows)
    made = [without_left(row, columns) for row in rows]
    if 2 * sum(len(one) < len(row) for one, row in zip(made, rows, strict=True)) > len(rows):
        made = [out_of_left(row, columns) if one is row else one for one, row in zip(made, rows, strict=True)]
    return made


def out_of_left(row: list[GridCell], columns: Columns) -> list[GridCell]:
    return [
        cell
        for cell in row
        if not any(
            start <= cell.column and cell.column + cell.column_span - 1 <= end
            for start, end in columns.before
        )
    ]


def without_left(row: list[GridCell], columns: Columns) -> list[GridCell]:
    """A row of too many cells without those under headers left of the form's: codes, units.

    Only where header and row are of one grid: a cell stands where each of the form's headers begins, those
    left out begin where their headers do, none is left before the first, and none of the form's stands where
    one of those left out does, as headers do that have come out of place.
    """
    if len(row) <= len(columns.keys) or not columns.before:
        return row
    kept = out_of_left(row, columns)
    begins = {start for start, _ in columns.spans}
    apart = all(end < start for _, end in columns.before for start in begins)
    left = {start for start, _ in columns.before}
    own = all(cell.column in left for cell in row if not any(cell is one for one in kept))
    first = all(cell.column >= min(begins) for cell in kept if cell.text.strip())
    return kept if apart and own and first and begins <= {cell.column for cell in kept} else row


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
    # As many spacers beside each column, unless the blanks may as well all stand before or behind them.
    if width and count % width == 0 and filled[-1] >= width and filled[0] < count - width:
        step = count // width
        rests = {at % step for at in filled}
        if len(rests) == 1:
            return list(range(rests.pop(), count, step))
    return None


def by_grid_fits(rows: Sequence[list[GridCell]], columns: Columns) -> bool:
    """Whether every figure lies under exactly one header cell, in all rows, and none beside the header."""
    spans = columns.spans
    if any(one[1] >= other[0] for one, other in pairwise(spans)):
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


def lacks_cell(row: Sequence[GridCell | None], columns: Columns) -> bool:
    """Whether a row of figures has a cell less than columns: which one is left out cannot be known."""
    known = [cell for cell, key in zip(row, columns.keys, strict=True) if key]
    return None in known and any(cell is not None and cell.text.strip() for cell in known)
