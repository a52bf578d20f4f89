"""From a sheet to tables and paragraphs: cut at its blank rows, merged ranges as one cell."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from parsers.labels import look_up
from parsers.model import Block, GridCell, Paragraph, Place, Table
from parsers.readers.sheet import Address, Sheet, letters_of, written

WIDEST = 300  # columns of a table
AREA = 400_000  # places of a table's grid
TALLEST = 2_000  # rows of a merged range
LONG = 40  # signs; a row of one longer cell is prose, not a label


def pieces(sheet: Sheet, tables: int, passed: Counter[str]) -> Iterator[Block]:
    """The blocks of a sheet; its tables are numbered from `tables` + 1."""
    rows, columns = visible(sheet, passed)
    spans = merged(sheet, rows, columns)
    shows: dict[int, dict[int, str]] = {}
    for (row, column), text in sheet.texts.items():
        if row in rows and column in columns and column not in spans.covered.get(row, NONE):
            shows.setdefault(row, {})[column] = text
    count = shown_in(shows, spans)
    for group in groups(sheet, shows, spans):
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


@dataclass(slots=True)
class Spans:
    """Merged ranges by the address of their first visible cell: visible rows and columns; what they cover."""

    sizes: dict[Address, tuple[list[int], list[int]]] = field(default_factory=dict)
    covered: dict[int, set[int]] = field(default_factory=dict)  # columns by row, but for the first cells


def visible(sheet: Sheet, passed: Counter[str]) -> tuple[set[int], set[int]]:
    """The rows and columns that are shown and hold text or lie inside a merged range that does."""
    rows = {row for row, _ in sheet.texts}
    columns = {column for _, column in sheet.texts}
    for start, (bottom, right) in sheet.merges:
        if start in sheet.texts:
            top, left = start
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
    if hidden := {row for row, _ in sheet.texts} & hidden_rows:
        passed["hidden_rows"] += len(hidden)
    if hidden := {column for _, column in sheet.texts} & hidden_columns:
        passed["hidden_rows"] += len(hidden)
    return rows - hidden_rows, columns - hidden_columns


def merged(sheet: Sheet, rows: set[int], columns: set[int]) -> Spans:
    """The merged ranges that show something; one whose first row or column is hidden begins at the next."""
    spans = Spans()
    sizes, covered = spans.sizes, spans.covered
    budget = AREA
    shown_rows, shown_columns = sorted(rows), sorted(columns)
    # Ranges repeat from row to row: most begin and end in the same few columns.
    down_of = cache(lambda top, bottom: between(shown_rows, top, min(bottom, top + TALLEST)))
    across_of = cache(lambda left, right: between(shown_columns, left, min(right, left + WIDEST)))
    for start, (bottom, right) in sheet.merges:
        top, left = start
        if start in sizes or left in covered.get(top, NONE):
            continue  # ranges that overlap: the first counts
        inside, across = down_of(top, bottom), across_of(left, right)
        budget -= len(inside) * len(across)
        if not inside or not across or budget < 0:
            continue
        first = inside[0], across[0]
        if first != start:
            if first in sizes or first[1] in covered.get(first[0], NONE):
                continue
            if text := sheet.texts.get(start, ""):
                sheet.texts[first] = text
        sizes[first] = inside, across
        for row in inside:
            if row in covered:
                covered[row].update(across)
            else:
                covered[row] = set(across)
        covered[inside[0]].discard(across[0])
    return spans


def between(numbers: list[int], first: int, last: int) -> list[int]:
    """Those of some sorted numbers that lie in a range, both ends included."""
    return numbers[bisect_left(numbers, first) : bisect_right(numbers, last)]


def groups(sheet: Sheet, shows: dict[int, dict[int, str]], spans: Spans) -> Iterator[list[int]]:
    """Runs of rows without a blank row between; a merged range with text holds its rows together."""
    filled = set(shows)
    for (row, column), (inside, _) in spans.sizes.items():
        if column in shows.get(row, {}):
            filled.update(inside)
    group: list[int] = []
    for row in sorted(filled):
        if group and any(between not in sheet.hidden_rows for between in range(group[-1] + 1, row)):
            yield group
            group = []
        group.append(row)
    if group:
        yield group


def shown_in(shows: dict[int, dict[int, str]], spans: Spans) -> dict[int, int]:
    """How many texts each row shows, those that a merged range shows in it among them."""
    count = dict.fromkeys(shows, 0)
    for row, cells in shows.items():
        for column in cells:
            size = spans.sizes.get((row, column))
            for each in size[0] if size else (row,):
                count[each] = count.get(each, 0) + 1
    return count


def parts(
    group: list[int], shows: dict[int, dict[int, str]], count: dict[int, int]
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
        return any(map(is_prose, shows.get(group[at], {}).values()))

    start = max((at + 1 for at in range(first) if prose(at)), default=0)
    end = next((at for at in range(last + 1, len(group)) if prose(at)), len(group))
    before = [row for at, row in enumerate(group[: last + 1]) if at < first or count[row] == 1]
    return before, group[start:end], group[last + 1 :]


def is_prose(text: str) -> bool:
    return len(text) > LONG or text.rstrip().endswith("。")


def is_label(text: str) -> bool:
    """Whether a text is a label of an official form, and no title of a table, which is a heading too."""
    return any(meaning.kind != "title" for meaning in look_up(text))


def paragraphs(sheet: Sheet, rows: list[int], shows: dict[int, dict[int, str]]) -> Iterator[Paragraph]:
    for row in rows:
        for column, text in sorted(shows.get(row, {}).items()):
            if not is_label(text):
                yield Paragraph(text.strip(), Place(path=written(row, column), part=sheet.name))


def width_of(rows: list[int], shows: dict[int, dict[int, str]], spans: Spans, columns: set[int]) -> list[int]:
    """The columns of the table in these rows, as wide as its rows of several cells are."""
    used: set[int] = set()
    for row in rows:
        cells = shows.get(row, {})
        for column in cells if len(cells) > 1 else list(cells)[:1]:
            used.add(column)
            if len(cells) > 1 and (row, column) in spans.sizes:
                used.add(spans.sizes[row, column][1][-1])
    if not used:
        return []
    across = between(sorted(columns), min(used), max(used))
    # Stray cells far out: blank columns go first.
    return across if len(across) <= WIDEST else sorted(used)


def made_table(
    sheet: Sheet,
    rows: list[int],
    across: list[int],
    shows: dict[int, dict[int, str]],
    spans: Spans,
    number: int,
) -> Table:
    """The table in these rows and columns."""
    made = []
    sizes = spans.sizes
    part = sheet.name
    placed = [(x, column, letters_of(column)) for x, column in enumerate(across)]
    for y, row in enumerate(rows):
        shown_here = shows.get(row, {})
        covered = spans.covered.get(row, NONE)
        for x, column, letters in [each for each in placed if each[1] not in covered]:
            place = Place(f"{letters}{row}", number, y + 1, x + 1, 0, None, 0, part)
            text = shown_here[column].strip() if column in shown_here else ""
            if size := sizes.get((row, column)):
                down, right = size[0][-1], size[1][-1]
                height = 1 if down == row else bisect_right(rows, down) - y
                width = 1 if right == column else bisect_right(across, right) - x
                made.append(GridCell(y, x, text, place, height, width))
            else:
                made.append(GridCell(y, x, text, place))
    return Table(tuple(made), Place(table=number, part=part))
