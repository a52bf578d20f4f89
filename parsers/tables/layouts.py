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
from operator import attrgetter, itemgetter
from typing import Any, NamedTuple

from parsers.document import TEXT, Cells, Place, Table, picking
from parsers.labels import look_up
from parsers.model import Cell, State
from parsers.remembered import remembered
from parsers.tables.figures import TWO_FIGURES, Figures
from parsers.tables.lines import STATISTICS, glued_label
from parsers.tables.printed import certain_figure
from parsers.tables.reviews import YEAR
from parsers.tables.yearsbeside import years_in
from parsers.templates import Heading
from parsers.values import counted, looks_like_figure, plain

MOST_LAYOUTS = 256  # kept at a time
MOST_CELLS = 1_000  # of the tables of one document; the forms have two hundred
MOST_SIGNS = 20_000
FIGURE = "\0"  # stands for any figure
LIKE_YEAR = "\1"  # for one that may be a year
UNTOLD = ("", None, State.BLANK)
FIELDS = tuple(map(itemgetter, range(len(UNTOLD))))  # of what `plain` tells

Key = tuple[str, str, str]
Outline = tuple[object, ...]
TABLE_OF = attrgetter("table")


class Spot(NamedTuple):
    """Where a figure stands: the table and the cell of it, from 0; its column, the unit named beside it."""

    key: Key
    table: int
    at: int
    heading: Heading
    unit: str


@dataclass(frozen=True, slots=True)
class Layout:
    """What tables of one outline hold: the place of each figure, the tables there are, the form of each.

    `spots` stand in the order of the tables; `chosen` picks those of each table out of a field of its cells.
    `cells` are those of the reading that shows it: what is not printed is the same in every document.
    """

    spots: list[Spot]
    keys: list[Key]
    names: list[tuple[str, ...]]  # of their tables, items and columns
    chosen: list[Callable[[Sequence[Any]], Sequence[Any]]]
    special: frozenset[int]  # spots of amounts, and of figures that a unit is named beside
    cells: dict[Key, Cell]
    forms: Counter[str]
    tables: dict[str, str]


LAYOUTS: dict[Outline, Layout] = {}


def recalled(
    tables: Sequence[Table], expected: str, by_labels: Callable[[Sequence[Table], str], Figures]
) -> Figures:
    """The figures of tables: by their layout, where that is known, else by their labels."""
    cells = [Cells.of(table.cells) for table in tables]
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


def outlined(tables: Sequence[Table], cells: Sequence[Cells], expected: str) -> Outline | None:
    """All that decides where figures stand; None for no tables, those of a picture, very long ones."""
    if not 0 < sum(map(len, cells)) <= MOST_CELLS:
        return None
    signs = 0
    outline: list[object] = [expected]
    for table, each in zip(tables, cells, strict=True):
        # Made, hashed and compared in half the time of a tuple for each cell.
        rows, columns, texts, row_spans, column_spans, confidences, readings = each.fields
        if any(readings) or confidences.count(None) < len(confidences):
            return None
        signs += sum(map(len, texts))
        masks = tuple(map(masked.of, texts)) if signs <= MOST_SIGNS else ()
        if LIKE_YEAR in masks:
            masks = without_years(masks, texts, rows)
        outline.append((table.caption, masks, rows, columns, row_spans, column_spans))
    return tuple(outline) if signs <= MOST_SIGNS else None


def year_of_line(text: str) -> bool:
    return YEAR.match(text.strip()) is not None


# What the reader asks of texts that may be figures beyond that: a year before a line, a label that runs into
# a figure, two figures in one cell.
TOLD: tuple[Callable[[str], object], ...] = (year_of_line, glued_label, TWO_FIGURES.search)


@remembered(16384)
def masked(text: str) -> str:
    """A text, `FIGURE` for one that is looked at as a figure and nothing else, or `LIKE_YEAR`."""
    if text.isascii() and text.isdigit():
        return LIKE_YEAR if YEAR.match(text) else FIGURE
    if counted(text) is not None and not year_of_line(text):  # no label then, nor two figures
        return FIGURE
    if not looks_like_figure(text) or look_up(text):
        return text
    return text if any(said(text) for said in TOLD) else FIGURE


def without_years(masks: Sequence[str], texts: Sequence[str], rows: Sequence[int]) -> tuple[str, ...]:
    """The masks of a table's texts with a text or a figure for each that may be a year.

    A year stands first in its row, or above columns beside another; anything else is a figure.
    """
    alone = len(years_in(texts)) < 2
    made = list(masks)
    for at, mask in enumerate(masks):
        if mask == LIKE_YEAR:
            behind = at > 0 and rows[at - 1] == rows[at]
            made[at] = FIGURE if alone and behind else texts[at]
    return tuple(made)


def layout_of(figures: Figures, cells: Sequence[Cells]) -> Layout | None:
    """The layout that a reading shows; None where anything but labels and blanks decided, or is in doubt."""
    clean = figures.by_layout and not (figures.issues or figures.lost or figures.doubted or figures.alone)
    if not clean or not figures.tables or STATISTICS in figures.tables:
        return None
    at = {
        id(cell): (number, place)
        for number, each in enumerate(cells)
        for place, cell in enumerate(each.whole)
    }
    spots: list[Spot] = []
    for key, cell in figures.cells.items():
        if key in figures.printed:
            printed, heading, unit = figures.printed[key]
            if id(printed) not in at or cell.place is not printed.place:
                return None
            spots.append(Spot(key, *at[id(printed)], heading, unit))
        elif cell.state is not State.ABSENT:
            return None
    spots.sort(key=TABLE_OF)
    keys = [spot.key for spot in spots]
    layout = Layout(
        spots,
        keys,
        list(zip(*keys, strict=True)),
        [picking([spot.at for spot in spots if spot.table == number]) for number in range(len(cells))],
        frozenset(at for at, spot in enumerate(spots) if spot.heading.decimal or spot.unit),
        figures.cells.copy(),
        figures.forms.copy(),
        dict(figures.tables),
    )
    return layout if laid_out(layout, cells) == figures else None


def laid_out(layout: Layout, cells: Sequence[Cells]) -> Figures:
    """The figures of cells in a layout, as the labels would give them."""
    texts: list[str] = []
    places: list[Place] = []
    for each, chosen in zip(cells, layout.chosen, strict=True):
        texts += chosen(each.fields[TEXT])
        places += each.places_of(chosen)
    told: list[Any] = list(map(plain.of, texts))
    rare = [at for at, one in enumerate(told) if one is None]
    for at in rare:
        told[at] = UNTOLD
    # Made as if all were plain; those that are not, and those whose column is no plain one, are read below.
    made = list(map(Cell, *layout.names, *[map(field, told) for field in FIELDS], places))
    for at in layout.special.union(rare):
        (table, item, _), _, _, heading, unit = layout.spots[at]
        made[at] = certain_figure(table, item, heading, texts[at], places[at], unit)
    found = layout.cells.copy()
    found.update(zip(layout.keys, made, strict=True))
    return Figures(cells=found, forms=layout.forms.copy(), tables=dict(layout.tables))
