"""Tables laid out like tables that were read before: each figure stands where it stood in those.

Bodies of one region publish the same sheet, year after year, with other figures in it. Which cell holds
which figure follows from the labels, from where cells are blank and from rows, columns and spans; a figure
counts in that only as "something stands here that may be a figure". So two documents whose tables differ in
nothing but such figures have each of them in the same cell, and the way from labels to cells need be gone
only once. What a figure says is always read anew, by `figure`.

There are exceptions, where the reader does look at what figures say: two places for one figure are compared,
sums prove an order of columns without a header, texts among headers are compared with labels. Such a reading
tells so (`Figures.by_layout`) and is not kept; nor is one that left any doubt, none that moved or changed a
cell (tables beside each other or on their side, columns of one label), none of a picture and none of the
annex of statistics. A text that may be a year or a label is no figure here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

from parsers.labels import look_up
from parsers.model import Cell, GridCell, State, Table
from parsers.remembered import remembered
from parsers.tables.figures import NUMBER, TWO_FIGURES, Figures, figure
from parsers.tables.lines import STATISTICS, glued_label
from parsers.tables.reviews import YEAR
from parsers.templates import Heading
from parsers.values import count, looks_like_figure, sign_of

MOST_LAYOUTS = 256  # kept at a time
MOST_CELLS = 1_000  # of the tables of one document; the forms have two hundred
MOST_SIGNS = 20_000
FIGURE = "\0"  # stands for any figure

Key = tuple[str, str, str]
Outline = tuple[object, ...]


class Spot(NamedTuple):
    """Where a figure stands: the index of its cell, its column, the unit that is named beside it."""

    table: str
    item: str
    at: int
    heading: Heading
    unit: str


@dataclass(frozen=True, slots=True)
class Layout:
    """What tables of one outline hold: the place of each figure, the tables there are, the form of each.

    `cells` are those of the reading that shows it: what is not printed is the same in every document.
    """

    spots: dict[Key, Spot]
    cells: dict[Key, Cell]
    forms: Counter[str]
    tables: dict[str, str]


LAYOUTS: dict[Outline, Layout] = {}


def recalled(
    tables: Sequence[Table], expected: str, by_labels: Callable[[Sequence[Table], str], Figures]
) -> Figures:
    """The figures of tables: by their layout, where that is known, else by their labels."""
    cells = list(chain.from_iterable([table.cells for table in tables]))
    outline = outlined(tables, cells, expected)
    if outline is None:
        return by_labels(tables, expected)
    layout = LAYOUTS.get(outline)
    if layout is not None:
        return laid_out(layout, cells)
    figures = by_labels(tables, expected)
    layout = layout_of(figures, cells)
    if layout is not None:
        if len(LAYOUTS) >= MOST_LAYOUTS:
            LAYOUTS.clear()
        LAYOUTS[outline] = layout
    return figures


def outlined(tables: Sequence[Table], cells: Sequence[GridCell], expected: str) -> Outline | None:
    """All that decides where figures stand; None for no tables, those of a picture, very long ones."""
    if not 0 < len(cells) <= MOST_CELLS:
        return None
    if [1 for cell in cells if cell.confidence is not None or cell.readings]:
        return None
    texts = [cell.text for cell in cells]
    if sum(map(len, texts)) > MOST_SIGNS:
        return None
    return (
        expected,
        tuple([len(table.cells) for table in tables]),
        tuple([table.caption for table in tables]),
        tuple(map(masked.of, texts)),
        # Made, hashed and compared in half the time of a tuple for each cell.
        tuple([cell.row for cell in cells]),
        tuple([cell.column for cell in cells]),
        tuple([cell.row_span for cell in cells]),
        tuple([cell.column_span for cell in cells]),
    )


def year_of_line(text: str) -> bool:
    return YEAR.match(text.strip()) is not None


# What the reader asks of texts that may be figures beyond that: a year before a line, a label that runs into
# a figure, two figures in one cell.
TOLD: tuple[Callable[[str], object], ...] = (year_of_line, glued_label, TWO_FIGURES.search)


@remembered(16384)
def masked(text: str) -> str:
    """A text, `FIGURE` for one that is looked at as a figure and nothing else."""
    if text.isascii() and text.isdigit():
        return text if YEAR.match(text) else FIGURE
    if not looks_like_figure(text) or look_up(text):
        return text
    return text if any(said(text) for said in TOLD) else FIGURE


def layout_of(figures: Figures, cells: Sequence[GridCell]) -> Layout | None:
    """The layout that a reading shows; None where anything but labels and blanks decided, or is in doubt."""
    clean = figures.by_layout and not (figures.issues or figures.lost or figures.doubted or figures.alone)
    if not clean or not figures.tables or STATISTICS in figures.tables:
        return None
    at = {id(cell): place for place, cell in enumerate(cells)}
    spots: dict[Key, Spot] = {}
    for key, cell in figures.cells.items():
        if key in figures.printed:
            printed, heading, unit = figures.printed[key]
            if id(printed) not in at or cell.place is not printed.place:
                return None
            spots[key] = Spot(*key[:2], at[id(printed)], heading, unit)
        elif cell.state is not State.ABSENT:
            return None
    layout = Layout(spots, figures.cells.copy(), figures.forms.copy(), dict(figures.tables))
    return layout if laid_out(layout, cells) == figures else None


def laid_out(layout: Layout, cells: Sequence[GridCell]) -> Figures:
    """The figures of cells in a layout, as the labels would give them."""
    made: list[Cell] = []
    number, sign = count.of, sign_of.of
    for table, item, at, heading, unit in layout.spots.values():
        printed = cells[at]
        raw = printed.text
        value = number(raw)
        # What `figure` gives for nearly all there are.
        if value is not None and not heading.decimal and not unit:
            made.append(Cell(table, item, heading.key, raw, value, NUMBER, printed.place))
        elif (state := sign(raw := raw.strip())) is not None:
            made.append(Cell(table, item, heading.key, raw, None, state, printed.place))
        else:
            made.append(figure(table, item, heading, printed, unit, False))
    found = layout.cells.copy()
    found.update(zip(layout.spots, made, strict=True))
    return Figures(cells=found, forms=layout.forms.copy(), tables=dict(layout.tables))
