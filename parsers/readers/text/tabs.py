"""Text with tabs, which still say where a cell ends; merged cells are refitted from their padding."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, chain, count, repeat
from operator import add
from typing import Any

from parsers import values
from parsers.document import Block, Cells, Place, Table, picking
from parsers.labels import look_up
from parsers.readers.markdown import MARKED
from parsers.readers.text.ends import APPLICANTS, CUT_OFF, cut_short
from parsers.readers.text.paragraphs import paragraphs
from parsers.readers.text.starts import (
    FIGURE,
    HEADING,
    LABEL,
    OTHER,
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
    return "\t" in "".join(lines[max(number - 2, 0) : number + 1])


def heads_rows(text: str) -> bool:
    """Whether a text alone in its line is a label of a table: one cell as wide as the table."""
    return text[0] != MARKED and any(meaning.kind in ("row", "group", "block") for meaning in look_up(text))


@dataclass(frozen=True, slots=True)
class Fit:
    """How the cells of lines are moved into the columns of a form, as far as the kinds of their texts say.

    `moved`: of each line its label and the first of its seven figures, None for one that stays as it is;
    `unclear`: lines of fewer figures in a text that keeps no blanks; `unproven`: lines of figures that only
    their sums can show the places of; `widths`: how many cells each line has; `rows`, `columns`: of each
    cell; `sources`: which of the texts of all lines it holds, where a blank stands at the end of each line,
    and `chosen`: what picks these; `beyond`: how far behind that text a blank stands, [] where none is added.
    """

    moved: list[tuple[int, int] | None]
    unclear: frozenset[int]
    unproven: frozenset[int]
    widths: list[int]
    rows: tuple[int, ...]
    columns: tuple[int, ...]
    sources: list[int]
    chosen: Callable[[Sequence[Any]], Sequence[Any]]
    beyond: list[int]


def refitted(
    lines: Sequence[tuple[int, list[str]]], number: int, *, exact: bool = False, cut: bool = False
) -> Table:
    """A table of the lines' cells; rows of the table of applications moved into their seven columns.

    With `exact` they stand there already, each behind its label. `cut`: the text ends amid the last line.
    """
    printed: list[str] = []
    starts: list[int] = []
    for _, cells in lines:
        printed += cells
        printed.append("")
        starts += map(add, accumulate(map(len, cells), initial=1), count())
    texts = list(map(str.strip, printed))
    if texts != printed:
        starts = [
            start + len(cell) - len(cell.lstrip()) if len(cell) > len(text) else start
            for start, cell, text in zip(starts, printed, texts, strict=True)
        ]
    roles = tuple(map(role_of.of, texts))
    many = tuple([len(cells) for _, cells in lines])
    fit = known_fit(roles, many, exact) if len(texts) <= MOST_KNOWN else fit_of(roles, many, exact)
    unclear = fit.unclear
    if fit.unproven:
        unclear |= unsettled(in_lines(texts, many), fit.moved, fit.unproven)
    shown, places = fit.chosen(texts), fit.chosen(starts)
    if fit.beyond:
        places = list(map(add, places, fit.beyond))
    if unclear or cut:
        shown = with_doubts(shown, fit, unclear, cut=len(texts) - 1 if cut else None)
    ones = (1,) * len(shown)
    grid = (fit.rows, fit.columns, tuple(shown), ones, ones)
    numbers = list(chain.from_iterable(map(repeat, [line for line, _ in lines], fit.widths)))
    made = Cells.placed(grid, number, starts=places, lines=numbers)
    return Table(made, Place(line=lines[0][0], table=number))


def in_lines(texts: Sequence[str], many: Sequence[int]) -> list[Sequence[str]]:
    """The texts of each line, of which so `many` stand in it, a blank behind them."""
    ends = accumulate([cells + 1 for cells in many])
    return [texts[end - 1 - cells : end - 1] for end, cells in zip(ends, many, strict=True)]


def with_doubts(texts: Sequence[str], fit: Fit, unclear: frozenset[int], cut: int | None) -> list[str]:
    """The texts of cells, those of `unclear` lines in doubt behind their labels, as is what the last lacks.

    `cut` is the blank at the end of the last line, where the text ends amid it.
    """
    made = list(texts)
    last = -1 if cut is None else fit.rows[-1]
    for at, (row, column, source) in enumerate(zip(fit.rows, fit.columns, fit.sources, strict=True)):
        place = fit.moved[row]
        behind = place is not None and column > place[0]
        if behind and (source == cut if row == last else row in unclear):
            made[at] += CUT_OFF
    return made


def fit_of(roles: tuple[str, ...], many: tuple[int, ...], exact: bool) -> Fit:
    """How lines are fitted of which each has so `many` cells, of these kinds; `exact` as in `refitted`."""
    rows = tuple(map(tuple, in_lines(roles, many)))
    labels_at = {at: label for at, row in enumerate(rows) if (label := last_label(row)) is not None}
    starts, widened = {at: label + 1 for at, label in labels_at.items()}, 0
    unclear: frozenset[int] = frozenset()
    unproven: frozenset[int] = frozenset()
    longest = max(many)
    if exact:
        pass  # they stand right behind their labels
    elif longest > WIDEST:
        starts = {}  # no form is that wide, and what follows takes time with the square of it
    elif has_more_columns(rows, labels_at):
        starts, widened = {}, longest
    else:
        unclear = without_blanks(rows, labels_at)
        starts = figure_starts(rows, labels_at) | {at: labels_at[at] + 1 for at in unclear}
        if not unclear and first_heading(rows) > max(0, longest - APPLICANTS):
            starts, widened = {}, longest  # a column is left out: only their place in the grid counts
        elif not ends_kept(rows) and any(
            len(rows[at]) != label + 1 + APPLICANTS for at, label in labels_at.items()
        ):
            unproven = may_be_elsewhere(rows, labels_at, starts)
            starts = {at: labels_at[at] + 1 for at in unproven} | starts
    moved = [(labels_at[at], starts[at]) if at in starts else None for at in range(len(rows))]
    return placed(many, moved, widened, unclear, unproven)


def placed(
    many: Sequence[int],
    moved: list[tuple[int, int] | None],
    widened: int,
    unclear: frozenset[int],
    unproven: frozenset[int],
) -> Fit:
    """The fit of lines moved so; the others are filled up with blanks to `widened` cells."""
    widths: list[int] = []
    sources: list[int] = []
    beyond: list[int] = []
    at = 0
    for cells, place in zip(many, moved, strict=True):
        own = range(at, at + cells)
        held, added = [*own], list(range(widened - cells))
        if place:
            label, start = place
            held = [*own[: label + 1], *own[start : start + APPLICANTS]]
            added = [-1] * (label + 1 + APPLICANTS - len(held))
        widths.append(len(held) + len(added))
        sources += held + [at + cells] * len(added)
        beyond += [0] * len(held) + added
        at += cells + 1
    rows = tuple(chain.from_iterable(map(repeat, range(len(widths)), widths)))
    columns = tuple(chain.from_iterable(map(range, widths)))
    return Fit(
        moved,
        unclear,
        unproven,
        widths,
        rows,
        columns,
        sources,
        picking(sources),
        beyond if any(beyond) else [],
    )


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
    if (text.isascii() and text.isdigit()) or values.counted(text) is not None:  # nearly all there are
        return FIGURE
    meant = [meaning for meaning in look_up(text) if meaning.table == "applications"]
    if any(meaning.kind == "row" for meaning in meant):
        return LABEL
    if any(meaning.kind == "column" and meaning.key not in COMMON for meaning in meant):
        return HEADING
    return FIGURE if text and values.looks_like_figure(text) else OTHER if text else ""
