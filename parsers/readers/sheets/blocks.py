"""From a sheet to tables and paragraphs: cut at its blank rows, merged ranges as one cell."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import NamedTuple

from parsers.document import UNSHOWN, Block, Cells, Paragraph, Place, Table
from parsers.labels import look_up
from parsers.readers.sheets.sheet import Address, Sheet, letters_of, written

WIDEST = 300  # columns of a table
AREA = 400_000  # places of a table's grid
TALLEST = 2_000  # rows of a merged range
MOST_KNOWN = 1_000  # ranges, rows and columns of a sheet whose spans are kept for the next that is alike
MOST_GRIDS = 16  # of its tables that are kept with them, of as many cells each
LONG = 40  # signs; a row of one longer cell is prose, not a label


Row = dict[int, str]  # texts by column
Size = tuple[Sequence[int], Sequence[int]]  # visible rows and columns


def pieces(sheet: Sheet, tables: int, passed: Counter[str]) -> Iterator[Block]:
    """The blocks of a sheet; its tables are numbered from `tables` + 1."""
    texts: dict[int, Row] = {}
    for (row, column), text in sheet.texts.items():
        if row in texts:
            texts[row][column] = text
        else:
            texts[row] = {column: text}
    rows, columns = visible(sheet, texts, passed)
    spans = merged(sheet, texts, rows, columns)
    shows = shown(texts, rows, columns, spans)
    tall = [inside for row, column, inside in spans.tall if column in shows.get(row, NOTHING)]
    count = shown_in(shows, tall)
    for group in groups(sheet, shows, tall):
        lead, body, tail = parts(group, shows, count)
        yield from paragraphs(sheet, lead, shows)
        if across := width_of(body, shows, spans, columns):
            if len(across) > WIDEST or len(across) * len(body) > AREA:
                passed["too_large"] += 1
            else:
                tables += 1
                yield made_table(sheet, body, across, shows, spans, tables)
        yield from paragraphs(sheet, tail, shows)
    yield from sheet.pictures


NONE: frozenset[int] = frozenset()
NOTHING: Row = {}
NO_SIZES: dict[int, Size] = {}
NO_SIZE: Size = ((), ())


class Grid(NamedTuple):
    """The cells of a table without their texts: of each its row and place in it, what it covers, its address.

    `columns` are those of the sheet in which cells stand, by the row of the sheet.
    """

    rows: tuple[int, ...]
    places: tuple[int, ...]
    heights: tuple[int, ...]
    widths: tuple[int, ...]
    paths: tuple[str, ...]
    columns: list[tuple[int, list[int]]]


@dataclass(slots=True)
class Spans:
    """Merged ranges by the row and the column of their first visible cell."""

    sizes: dict[int, dict[int, Size]] = field(default_factory=dict)
    covered: dict[int, set[int]] = field(default_factory=dict)  # columns by row, but for the first cells
    tall: list[tuple[int, int, Sequence[int]]] = field(default_factory=list)  # first cell, rows where several
    moved: dict[Address, Address] = field(default_factory=dict)  # first cells that are not shown
    grids: dict[tuple[tuple[int, ...], tuple[int, ...]], Grid] = field(default_factory=dict)  # of its tables


def visible(sheet: Sheet, texts: dict[int, Row], passed: Counter[str]) -> tuple[set[int], set[int]]:
    """The rows and columns that are shown and hold text or lie inside a merged range that does."""
    rows = set(texts)
    columns = set().union(*texts.values())
    filled = columns.copy()
    for (top, left), (bottom, right) in sheet.merges:
        if left in texts.get(top, NOTHING):
            if bottom > top:
                rows.update(range(top, min(bottom, top + TALLEST) + 1))
            if right not in columns:  # those between are put in below
                columns.update(range(left, min(right, left + WIDEST) + 1))
    if rows and columns:  # blank columns inside a table are part of it
        columns.update(range(min(columns), min(max(columns), min(columns) + WIDEST) + 1))
    hidden_rows = rows & sheet.hidden_rows
    hidden_columns = {
        column for column in columns for first, last in sheet.hidden_columns if first <= column <= last
    }
    passed_by = texts.keys() & hidden_rows, filled & hidden_columns
    if count := sum(map(len, passed_by)):
        passed["hidden_rows"] += count
        seen = seen_through(sheet, rows - hidden_rows, columns - hidden_columns)
        kept_rows, kept_columns = of_the_form(texts, hidden_rows, hidden_columns, seen)
        hidden_rows -= kept_rows
        hidden_columns -= kept_columns
        mark_unshown(texts, kept_rows, kept_columns, hidden_rows)
    return rows - hidden_rows, columns - hidden_columns


def seen_through(sheet: Sheet, rows: set[int], columns: set[int]) -> dict[Address, int]:
    """The addresses of texts in hidden cells that merged ranges show, each with a row where they do."""
    found = {}
    for (top, left), (bottom, right) in sheet.merges:
        if top not in rows or left not in columns:
            row = next((row for row in range(top, min(bottom, top + TALLEST) + 1) if row in rows), None)
            if row is not None and any(at in columns for at in range(left, min(right, left + WIDEST) + 1)):
                found[top, left] = row
    return found


def of_the_form(
    texts: dict[int, Row], hidden_rows: set[int], hidden_columns: set[int], seen: dict[Address, int]
) -> tuple[set[int], set[int]]:
    """The hidden rows and columns that hold an official label shown nowhere else, or not in its row.

    Without them other rows and columns would pass for theirs. Hidden copies of a table are not among them.
    """
    in_rows = {
        row: {text.strip() for column, text in cells.items() if column not in hidden_columns}
        for row, cells in texts.items()
        if row not in hidden_rows
    }
    for (row, column), shown_in in seen.items():
        if text := texts.get(row, NOTHING).get(column):
            in_rows.setdefault(shown_in, set()).add(text.strip())
    shown = set().union(*in_rows.values())
    rows = {
        row
        for row in texts.keys() & hidden_rows
        if any(text.strip() not in shown and is_label(text) for text in texts[row].values())
    }
    columns = {
        column
        for row, others in in_rows.items()
        for column in texts.get(row, NOTHING).keys() & hidden_columns
        if texts[row][column].strip() not in others and is_label(texts[row][column])
    }
    return rows, columns


def mark_unshown(texts: dict[int, Row], rows: set[int], columns: set[int], hidden_rows: set[int]) -> None:
    """Mark what hidden rows and columns hold beside labels, blanks as wide as the row above, too."""
    across: set[int] = set()
    for row in sorted(texts):
        cells = texts[row]
        if row in rows:
            for column in across - set(cells):
                cells[column] = ""
        elif row not in hidden_rows:
            across = set(cells)
        for column in cells if row in rows else columns & cells.keys():
            if not is_label(cells[column]):
                cells[column] = UNSHOWN + cells[column]


def merged(sheet: Sheet, texts: dict[int, Row], rows: set[int], columns: set[int]) -> Spans:
    """The merged ranges that show something; one whose first row or column is hidden begins at the next.

    Its text is moved there.
    """
    merges = tuple(sheet.merges)
    made = known_spans if len(merges) + len(rows) + len(columns) <= MOST_KNOWN else spans_of
    spans = made(merges, tuple(sorted(rows)), tuple(sorted(columns)))
    for (top, left), (row, column) in spans.moved.items():
        if text := texts.get(top, NOTHING).get(left, ""):
            texts.setdefault(row, {})[column] = text
    return spans


def spans_of(
    merges: tuple[tuple[Address, Address], ...], shown_rows: tuple[int, ...], shown_columns: tuple[int, ...]
) -> Spans:
    """Merged ranges among the rows and columns that are shown."""
    spans = Spans()
    sizes, covered = spans.sizes, spans.covered
    budget = AREA
    # Ranges repeat from row to row: most begin and end in the same few columns.
    down_of = cache(lambda top, bottom: between(shown_rows, top, min(bottom, top + TALLEST)))
    across_of = cache(lambda left, right: between(shown_columns, left, min(right, left + WIDEST)))
    for (top, left), (bottom, right) in merges:
        if left in sizes.get(top, NO_SIZES) or left in covered.get(top, NONE):
            continue  # ranges that overlap: the first counts
        inside, across = down_of(top, bottom), across_of(left, right)
        budget -= len(inside) * len(across)
        if not inside or not across or budget < 0:
            continue
        row, column = inside[0], across[0]
        if row != top or column != left:
            if column in sizes.get(row, NO_SIZES) or column in covered.get(row, NONE):
                continue
            spans.moved[top, left] = row, column
        sizes.setdefault(row, {})[column] = inside, across
        for each in inside:
            if each in covered:
                covered[each].update(across)
            else:
                covered[each] = set(across)
        covered[row].discard(column)
        if len(inside) > 1:
            spans.tall.append((row, column, inside))
    return spans


# Sheets made from one form have the same ranges; what is kept of them is only read, but for the grids of
# their tables, which are laid out when they are first asked for.
known_spans = lru_cache(maxsize=64)(spans_of)


def shown(texts: dict[int, Row], rows: set[int], columns: set[int], spans: Spans) -> dict[int, Row]:
    """The texts of visible cells that no merged range covers; rows without any are left out."""
    made = {}
    for row, cells in texts.items():
        if row in rows:
            covered = spans.covered.get(row, NONE)
            if not columns.issuperset(cells) or not covered.isdisjoint(cells):
                cells = {at: text for at, text in cells.items() if at in columns and at not in covered}  # noqa: PLW2901
            if cells:
                made[row] = cells
    return made


def between(numbers: Sequence[int], first: int, last: int) -> Sequence[int]:
    """Those of some sorted numbers that lie in a range, both ends included."""
    return numbers[bisect_left(numbers, first) : bisect_right(numbers, last)]


def groups(sheet: Sheet, shows: dict[int, Row], tall: list[Sequence[int]]) -> Iterator[list[int]]:
    """Runs of rows without a blank row between; a merged range with text holds its rows together."""
    filled = set(shows).union(*tall)
    group: list[int] = []
    for row in sorted(filled):
        if group and any(between not in sheet.hidden_rows for between in range(group[-1] + 1, row)):
            yield group
            group = []
        group.append(row)
    if group:
        yield group


def shown_in(shows: dict[int, Row], tall: list[Sequence[int]]) -> dict[int, int]:
    """How many texts each row shows, those that a merged range shows in it among them."""
    count = {row: len(cells) for row, cells in shows.items()}
    for inside in tall:
        for row in inside[1:]:
            count[row] = count.get(row, 0) + 1
    return count


def parts(
    group: list[int], shows: dict[int, Row], count: dict[int, int]
) -> tuple[list[int], list[int], list[int]]:
    """The rows of a group to print as paragraphs before its table, those of the table, those after it.

    A row of one cell is a title, a heading, prose, or a label whose figures are all blank. Official labels
    belong to the table, prose does not; what else is short is given as both.
    """
    wide = [at for at, row in enumerate(group) if count[row] > 1]
    if not wide:
        return group, [], []
    first, last = wide[0], wide[-1]

    def prose(at: int) -> bool:
        return any(map(is_prose, shows.get(group[at], NOTHING).values()))

    start = max((at + 1 for at in range(first) if prose(at)), default=0)
    end = next((at for at in range(last + 1, len(group)) if prose(at)), len(group))
    before = [row for at, row in enumerate(group[: last + 1]) if at < first or count[row] == 1]
    return before, group[start:end], group[last + 1 :]


def is_prose(text: str) -> bool:
    return len(text) > LONG or text.rstrip().endswith("。")


def is_label(text: str) -> bool:
    """Whether a text is a label of an official form, and no title of a table, which is a heading too."""
    return any(meaning.kind != "title" for meaning in look_up(text))


def paragraphs(sheet: Sheet, rows: list[int], shows: dict[int, Row]) -> Iterator[Paragraph]:
    for row in rows:
        for column, text in sorted(shows.get(row, NOTHING).items()):
            if not is_label(text):
                yield Paragraph(text.strip(), Place(path=written(row, column), part=sheet.name))


def width_of(rows: list[int], shows: dict[int, Row], spans: Spans, columns: set[int]) -> Sequence[int]:
    """The columns of the table in these rows, as wide as its rows of several cells are."""
    used: set[int] = set()
    for row in rows:
        cells = shows.get(row, NOTHING)
        used.update(cells)
        if len(cells) > 1:
            sizes = spans.sizes.get(row, NO_SIZES)
            used.update([sizes[column][1][-1] for column in cells if column in sizes])
    if not used:
        return []
    across = between(sorted(columns), min(used), max(used))
    # Stray cells far out: blank columns go first.
    return across if len(across) <= WIDEST else sorted(used)


def made_table(
    sheet: Sheet,
    rows: list[int],
    across: Sequence[int],
    shows: dict[int, Row],
    spans: Spans,
    number: int,
) -> Table:
    """The table in these rows and columns."""
    place = tuple(rows), tuple(across)
    grid = spans.grids.get(place)
    if grid is None:
        grid = grid_of(rows, across, spans)
        if len(grid.paths) <= MOST_KNOWN and len(spans.grids) < MOST_GRIDS:
            spans.grids[place] = grid
    texts: list[str] = []
    for row, columns in grid.columns:
        cells = shows.get(row, NOTHING)
        texts += [cells[column].strip() if column in cells else "" for column in columns]
    fields = grid.rows, grid.places, tuple(texts), grid.heights, grid.widths
    made = Cells.placed(fields, number, paths=grid.paths, part=sheet.name)
    return Table(made, Place(table=number, part=sheet.name))


def grid_of(rows: Sequence[int], across: Sequence[int], spans: Spans) -> Grid:
    """The cells of the table in these rows and columns, whatever they hold."""
    grid: list[tuple[int, int, int, int, str]] = []
    held: list[tuple[int, list[int]]] = []
    placed = [(x, column, letters_of(column)) for x, column in enumerate(across)]
    for y, row in enumerate(rows):
        sizes = spans.sizes.get(row, NO_SIZES)
        covered = spans.covered.get(row, NONE)
        cells = [each for each in placed if each[1] not in covered]
        held.append((row, [column for _, column, _ in cells]))
        for x, column, letters in cells:
            down, right = sizes.get(column, NO_SIZE)
            height = 1 if len(down) < 2 else bisect_right(rows, down[-1]) - y
            width = 1 if len(right) < 2 else bisect_right(across, right[-1]) - x
            grid.append((y, x, height, width, f"{letters}{row}"))
    ys, xs, heights, widths, paths = zip(*grid, strict=True) if grid else [()] * 5
    return Grid(ys, xs, heights, widths, paths, held)
