"""Text with tabs, which still say where a cell ends; merged cells are refitted from their padding."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, chain, count, repeat
from operator import add

from parsers import values
from parsers.document import Block, Cells, Place, Table
from parsers.labels import look_up
from parsers.readers.markdown import MARKED
from parsers.readers.text.ends import APPLICANTS, CUT_OFF, cut_short
from parsers.readers.text.paragraphs import paragraphs
from parsers.readers.text.starts import (
    FIGURE,
    HEADING,
    LABEL,
    OTHER,
    Roles,
    ends_kept,
    figure_starts,
    first_heading,
    has_more_columns,
    may_be_elsewhere,
    unsettled,
    without_blanks,
)
from parsers.remembered import remembered

LONGEST_LINE = 100_000
FEWEST_FRAMED = 10  # lines with a tab at both ends, for those to part no cells
MOST_BARE = 2  # lines with tabs beside them that have none there
MOST_KNOWN = 1000  # cells of lines whose fit is kept for the next that are alike
COMMON = frozenset({"other_org", "total"})  # headings that are labels of rows as well
WIDEST = 60  # cells of a line; the widest table has 15 columns, each perhaps with a blank beside it


def with_tabs(lines: Sequence[str], *, may_be_cut: bool = False) -> list[Block]:
    """The blocks of a text with tabs; `may_be_cut`: it may end amid a row, unless in a blank line."""
    lines = without_frame(lines)
    blocks: list[Block] = []
    rows: list[tuple[int, list[str]]] = []
    prose: list[tuple[int, str]] = []
    tables = 0
    for number, line in enumerate(lines, 1):
        if "\t" in line and len(line) <= LONGEST_LINE:
            cells = line.split("\t")
        elif line.strip() and beside_rows(lines, number) and heads_rows(line.strip()):
            cells = [line]
        else:
            if rows:
                tables += 1
                blocks.append(refitted(rows, tables))
                rows = []
            prose.append((number, line))
            continue
        if prose:
            blocks += paragraphs(prose)
            prose = []
        rows.append((number, cells))
    if rows:
        cut = may_be_cut and rows[-1][0] == len(lines) and rows[-1][1] != (short := cut_short(rows[-1][1]))
        if cut:
            rows[-1] = rows[-1][0], short
        blocks.append(refitted(rows, tables + 1, cut=cut))
    blocks += paragraphs(prose)
    return blocks


def without_frame(lines: Sequence[str]) -> Sequence[str]:
    """The lines of a text without the tabs around them, where all but one or two have one at both ends.

    Such are the texts of all cells of a page with a tab between any two, and the ends of its lines.
    """
    framed = bare = 0
    for line in lines:
        if "\t" in line:
            if line[0] == "\t" == line[-1] and len(line) > 1:
                framed += 1
            else:
                bare += 1
                if bare > MOST_BARE:
                    return lines
    if framed < FEWEST_FRAMED:
        return lines
    return [f" {line[1:-1]}" if line[:1] == "\t" == line[-1:] and len(line) > 1 else line for line in lines]


def beside_rows(lines: Sequence[str], number: int) -> bool:
    """Whether the line before or after one (numbered from 1) has cells."""
    return any("\t" in line for line in lines[max(number - 2, 0) : number + 1])


def heads_rows(text: str) -> bool:
    """Whether a text alone in its line is a label of a table: one cell as wide as the table."""
    return text[0] != MARKED and any(meaning.kind in ("row", "group", "block") for meaning in look_up(text))


@dataclass(frozen=True, slots=True)
class Fit:
    """How the cells of lines are moved into the columns of a form, as far as the kinds of their texts say.

    `moved`: of each line its label and the first of its seven figures, None for one that stays as it is;
    `widened`: the cells that the other lines are filled up to, 0 for none; `unclear`: lines of fewer figures
    in a text that keeps no blanks; `unproven`: lines of figures that only their sums can show the places of;
    `rows`, `columns`: of each cell.
    """

    moved: list[tuple[int, int] | None]
    widened: int
    unclear: frozenset[int]
    unproven: frozenset[int]
    rows: tuple[int, ...]
    columns: tuple[int, ...]


def refitted(
    lines: Sequence[tuple[int, list[str]]], number: int, *, exact: bool = False, cut: bool = False
) -> Table:
    """A table of the lines' cells; rows of the table of applications moved into their seven columns.

    With `exact` they stand there already, each behind its label. `cut`: the text ends amid the last line.
    """
    rows = [list(map(str.strip, cells)) for _, cells in lines]
    roles = tuple([tuple(map(role_of.of, row)) for row in rows])
    if exact:
        fit = as_they_stand(roles)
    else:
        fit = known_fit(roles) if sum(map(len, rows)) <= MOST_KNOWN else fit_of(roles)
    unclear = fit.unclear
    if fit.unproven:
        unclear |= unsettled(rows, fit.moved, fit.unproven)
    texts: list[str] = []
    starts: list[int] = []
    numbers: list[int] = []
    for at, ((line, cells), row, moved) in enumerate(zip(lines, rows, fit.moved, strict=True)):
        columns = list(map(add, accumulate(map(len, cells), initial=1), count()))
        offset = columns.pop()
        if cells != row:
            columns = [
                column + len(cell) - len(cell.lstrip()) if len(cell) > len(text) else column
                for column, cell, text in zip(columns, cells, row, strict=True)
            ]
        shown = row
        if moved:
            label, start = moved
            shown = row[: label + 1] + row[start : start + APPLICANTS]
            columns = columns[: label + 1] + columns[start : start + APPLICANTS]
            lacking = label + 1 + APPLICANTS - len(shown)
            ends = cut and line == lines[-1][0]
            if at in unclear and not ends:
                shown[label + 1 :] = [f"{text}{CUT_OFF}" for text in shown[label + 1 :]]
            shown += [CUT_OFF if ends or at in unclear else ""] * lacking
            columns += [offset - 1] * lacking
        elif len(row) < fit.widened:
            beyond = range(fit.widened - len(row))
            shown = row + [""] * len(beyond)
            columns += [offset + more for more in beyond]
        texts += shown
        starts += columns
        numbers += [line] * len(shown)
    ones = (1,) * len(texts)
    grid = (fit.rows, fit.columns, tuple(texts), ones, ones)
    made = Cells.placed(grid, number, starts=starts, lines=numbers)
    return Table(made, Place(line=lines[0][0], table=number))


def as_they_stand(roles: Roles) -> Fit:
    """How lines of cells are placed whose figures stand right behind their labels."""
    labels = list(map(last_label, roles))
    moved = [None if label is None else (label, label + 1) for label in labels]
    widths = [
        len(row) if label is None else label + 1 + APPLICANTS
        for row, label in zip(roles, labels, strict=True)
    ]
    rows = tuple(chain.from_iterable(map(repeat, range(len(widths)), widths)))
    return Fit(moved, 0, frozenset(), frozenset(), rows, tuple(chain.from_iterable(map(range, widths))))


def fit_of(roles: Roles) -> Fit:
    """How lines of cells with such texts are moved."""
    labels_at = {at: label for at, row in enumerate(roles) if (label := last_label(row)) is not None}
    starts: dict[int, int] = {}
    longest = max(map(len, roles))
    widened = 0
    unclear: frozenset[int] = frozenset()
    unproven: frozenset[int] = frozenset()
    if longest > WIDEST:
        pass  # no form is that wide, and what follows takes time with the square of it
    elif has_more_columns(roles, labels_at):
        widened = longest
    else:
        unclear = without_blanks(roles, labels_at)
        starts = figure_starts(roles, labels_at) | {at: labels_at[at] + 1 for at in unclear}
        if not unclear and first_heading(roles) > max(0, longest - APPLICANTS):
            starts, widened = {}, longest  # a column is left out: only their place in the grid counts
        elif not ends_kept(roles) and any(
            len(roles[at]) != label + 1 + APPLICANTS for at, label in labels_at.items()
        ):
            unproven = may_be_elsewhere(roles, labels_at, starts)
            starts = {at: labels_at[at] + 1 for at in unproven} | starts
    moved = [(labels_at[at], starts[at]) if at in starts else None for at in range(len(roles))]
    widths = [
        place[0] + 1 + APPLICANTS if place else max(len(row), widened)
        for row, place in zip(roles, moved, strict=True)
    ]
    rows = tuple(chain.from_iterable(map(repeat, range(len(widths)), widths)))
    return Fit(moved, widened, unclear, unproven, rows, tuple(chain.from_iterable(map(range, widths))))


known_fit = lru_cache(maxsize=256)(fit_of)


def last_label(row: Sequence[str]) -> int | None:
    """The index of the row label of the table of applications in a row of cells; None for other rows.

    Among headings 总计 and 其他 are headings.
    """
    found = None
    for at, role in enumerate(row if LABEL in row and HEADING not in row else ()):
        if role is LABEL:
            found = at
        elif role is FIGURE:
            break
    return found


def width_of(row: Sequence[str]) -> int:
    """How many cells a row of the table of applications has, from its labels on; 0 for other rows."""
    label = last_label(list(map(role_of.of, row)))
    return 0 if label is None else label + 1 + APPLICANTS


@remembered(4096)
def role_of(text: str) -> str:
    """What a text is in the table of applications; "" for a blank.

    `LABEL` of a row, `HEADING` of a column of figures that is never a row's label, `FIGURE` for what may be
    one, `OTHER`.
    """
    if text.isascii() and text.isdigit():  # nearly all there are
        return FIGURE
    meant = [meaning for meaning in look_up(text) if meaning.table == "applications"]
    if any(meaning.kind == "row" for meaning in meant):
        return LABEL
    if any(meaning.kind == "column" and meaning.key not in COMMON for meaning in meant):
        return HEADING
    return FIGURE if text and values.looks_like_figure(text) else OTHER if text else ""
