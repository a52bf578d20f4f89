"""The tables of a page: which of them hold figures, and their cells with the spans and places they have."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import lxml.etree
from msgspec.structs import replace

from parsers.document import Cells, GridCell, Place, Table
from parsers.errors import Unreadable
from parsers.labels import look_up
from parsers.readers.html.celltext import text_of
from parsers.readers.html.elements import ByTag, Element, content_of, steps
from parsers.readers.html.filled import Filled
from parsers.readers.html.ondemand import COMMON, opened_rows, with_hidden_rows
from parsers.readers.html.ordering import as_shown, rows_of_columns
from parsers.readers.html.rows import (
    WIDEST,
    Row,
    row_of_elements,
    rows_of_grid,
    rows_of_terms,
    rows_shown,
    rows_side_by_side,
    span,
    spans,
    table_rows,
)
from parsers.readers.html.stylesheets import Sheets
from parsers.readers.html.visibility import Styles
from parsers.readers.limits import MOST_CELLS
from parsers.values import looks_like_figure

MOST_AREA = 1_000_000  # rows × columns that merged cells cover, over all tables
IN_DOUBT = ("?",)
# One path for both would put what it finds in the order of the page; steps take the square of what they find.
SPANNED = lxml.etree.XPath("descendant::*/@colspan/.."), lxml.etree.XPath("descendant::*/@rowspan/..")
SPANNED_IN_MANY = (lxml.etree.XPath("descendant::*[@colspan or @rowspan]"),)
MANY = 1_000  # cells of a table


class Tables:
    """The tables of one page, and what has been made of them so far."""

    def __init__(self, sought: ByTag, styles: Styles, filled: Filled) -> None:
        self.hidden = styles.hidden
        self.filled = filled
        self.sheets = styles.sheets
        # Whether any part of the page may be shown in another order than it is written in.
        self.moves = any(seen.moved or seen.backward for seen in styles.looks.values())
        self.turns = any(seen.backward for seen in styles.looks.values())
        self.rows_of: dict[Element, list[Row]] = {}
        self.figures: set[Element] = set()
        self.around: dict[Element, list[Element]] = {}  # of a cell: the tables in it
        self.unclosed: dict[Element, list[Element]] = {}  # of a table that is not closed: those behind it
        self.hidden_rows = 0
        self.asked: set[Element] = set()  # the first cells of hidden rows that no copies are of others
        self.find(sought["table"])
        if styles.shown:
            self.find_grids(styles)
        for terms in sought["dl"]:
            self.take_plain(terms, rows_of_terms(terms))
        self.begin()

    def begin(self) -> None:
        """Forget what was made; the tables that were found stay."""
        self.number = self.cells = self.area = self.skipped = 0

    def find(self, tables: Sequence[Element]) -> None:
        """Tell tables of figures from layout: the innermost with official labels, from inside out."""
        hidden = self.hidden
        for table in reversed(tables):
            holder = next(table.iterancestors("td", "th", "table"), None)
            if holder is not None:
                within = self.around if holder.tag != "table" else self.unclosed
                within.setdefault(holder, []).append(table)
            if hidden:
                parts = [part for part in table.iter("tbody", "tr") if part in hidden]
                self.hidden_rows += sum(bool(text_of(part, {})) for part in parts)
                if parts and not self.moves:
                    self.rows_of[table], asked = with_hidden_rows(table, self.rows(table), hidden)
                    self.asked |= asked
            cells = table.iter("td", "th")
            box = next(cells, None) is None or next(cells, None) is None  # around a text
            if not box and self.holds_labels(self.rows(table)):
                self.figures.add(table)

    def rows(self, table: Element) -> list[Row]:
        """The rows of a table."""
        made = self.rows_of.get(table)
        if made is None:
            made = list(table_rows(table, self.hidden))
            if self.moves:
                made = [row and self.in_order(cast("Element", row[0][0].getparent()), row) for row in made]
            if self.turns:
                made = self.as_read(made)
            self.rows_of[table] = made
        return made

    def find_grids(self, styles: Styles) -> None:
        """Rows made of other elements, by their parent."""
        shown = styles.shown
        rows = rows_shown(shown)
        take = self.take
        if not rows:
            rows = dict.fromkeys(element for element in shown if shown[element] in ("flex", "inline-flex"))
        if not rows:
            rows, take = rows_side_by_side(shown), self.take_plain
        parents: dict[Element, list[Element]] = {}
        for row in rows:
            parent = row.getparent()
            while parent is not None and shown.get(parent, "").endswith("-group"):
                parent = parent.getparent()
            if parent is not None:
                parents.setdefault(parent, []).append(row)
        for parent, made in parents.items():
            before = dict(steps(parent))
            written = [(row, before.get(row, "")) for row in made if row not in self.hidden]
            written = self.in_order(parent, written)
            take(parent, [self.in_order(row, row_of_elements(row, step)) for row, step in written])
            if parent not in self.figures:
                for row, _ in written:
                    self.take_plain(row, rows_of_columns(self.in_order(row, list(steps(row)))))
        for element, kind in shown.items():
            if kind in ("grid", "inline-grid"):
                items = self.in_order(element, list(steps(element)))
                self.take(element, rows_of_grid(element, styles.columns, items))
                if element not in self.figures:
                    self.take_plain(element, rows_of_columns(items))

    def in_order(self, holder: Element, items: Row) -> Row:
        """The children of an element, each with its path, in the order in which they are shown."""
        return as_shown(holder, items, self.sheets) if self.moves else items

    def as_read(self, rows: list[Row]) -> list[Row]:
        """The rows of a table from their labels on, which stand at the right of one that is turned round."""
        ends = [
            (text_of(row[0][0], self.hidden), text_of(row[-1][0], self.hidden))
            for row in rows
            if len(row) > 1
        ]
        if not any(is_labelled(label, figure) for figure, label in ends):
            return rows
        return rows if any(is_labelled(*pair) for pair in ends) else [row[::-1] for row in rows]

    def take(self, element: Element, rows: list[Row]) -> None:
        if len(rows) > 1 and self.holds_labels(rows):
            self.rows_of[element] = rows
            self.figures.add(element)

    def take_plain(self, element: Element, rows: list[Row]) -> None:
        """Take what is laid out as menus are too, where figures stand beside several labels of rows."""
        plain = 0
        for row in rows:
            texts = [text_of(cell, self.hidden)[:120] for cell, _ in row]
            labelled = any(one.kind == "row" for text in texts[:-1] for one in look_up(text))
            plain += labelled and any(map(str.isdigit, texts[-1])) and looks_like_figure(texts[-1])
        if plain > 1:
            self.take(element, rows)

    def holds_labels(self, rows: list[Row]) -> bool:
        """Whether official labels stand in the rows' own cells, not in tables within them.

        A table around one label alone is a box in a cell of the table of figures, not that table.
        """
        if self.around:
            for row in rows:
                for cell, _ in row:
                    within = self.around.get(cell)
                    if within and any(table in self.figures for table in within):
                        return False
        official = labels = figures = 0
        for row in rows:
            for cell, _ in row:
                text = text_of(cell, self.hidden)[:120]
                if not text:
                    continue
                if meant := look_up(text):
                    labels += 1
                    official += any(one.kind in ("row", "column") and one.key not in COMMON for one in meant)
                elif looks_like_figure(text):
                    figures += 1
                if official and labels + figures > 1:
                    return True
        return False

    def made(self, element: Element, prefix: str) -> Table:
        """A table as physical cells, merged ones with their spans; `prefix` is the XPath of the element."""
        self.number += 1
        number, hidden = self.number, self.hidden
        rows = self.rows(element)
        count = len(rows)
        self.asked |= opened_rows(rows, hidden) if hidden else set()
        ways = SPANNED if sum(map(len, rows)) < MANY else SPANNED_IN_MANY
        spanned = {cell for path in ways for cell in cast("list[Element]", path(element))}
        grid: list[tuple[int, int, str, int, int]] = []
        paths: list[str] = []
        doubtful = (
            {y for y, row in enumerate(rows) if row and row[0][0] in self.asked} if self.asked else set()
        )
        empty: list[Element] = []
        free: list[int] = []  # of each column: the row from which on no cell above covers it
        covered = 0  # the row from which on none does
        for y, row in enumerate(rows):
            x = 0
            below = y < covered
            for cell, path in self.in_place(row) if hidden else row:
                if below:
                    while x < len(free) and free[x] > y:
                        x += 1
                width = height = 1
                if cell in spanned:
                    width, height = spans(cell, count, count - y)
                    self.area += width * height - 1
                    if self.area > MOST_AREA:
                        raise Unreadable("more table cells than a report can have")
                    if height > 1 or below:
                        free += [0] * (x + width - len(free))
                        free[x : x + width] = [y + height] * width
                        covered = max(covered, y + height)
                seen = not hidden or cell not in hidden
                text = text_of(cell, hidden) if seen else ""
                if not text and seen:
                    empty.append(cell)
                    text = self.filled.instead(cell)
                grid.append((y, x, text, height, width))
                paths.append(prefix + path)
                x += width
            for cell, _ in row:
                if (tail := cell.tail) and not tail.isspace() and any(map(str.isdigit, tail)):
                    doubtful.add(y)  # nobody can tell which cell a figure between them belongs to
            self.cells += len(row)
            if self.cells > MOST_CELLS:
                raise Unreadable("more table cells than a report can have")
        cells: Sequence[GridCell] = Cells.placed(list(zip(*grid, strict=True)), number, paths=paths)
        folded = folded_columns(element, self.sheets) if hidden else frozenset()
        if doubtful or folded:
            cells = tuple(
                replace(cell, readings=IN_DOUBT) if cell.row in doubtful or cell.column in folded else cell
                for cell in cells
            )
        return Table(self.filled.as_a_whole(element, cells, empty), Place(prefix, number))

    def in_place(self, row: Row) -> Row:
        """The cells of a row but for hidden ones that leave no gap."""
        self.skipped += sum(cell in self.hidden and bool(content_of(cell).strip()) for cell, _ in row)
        return [(cell, path) for cell, path in row if not self.hidden.get(cell)]

    def is_layout(self, element: Element) -> bool:
        """Whether a table without official labels only arranges text: its cells are then read as text."""
        rows = self.rows(element)
        if max(map(len, rows), default=0) < 2:
            return True
        cells = [cell for row in rows for cell, _ in row]
        if self.around and any(cell in self.around for cell in cells):
            return True
        return any(len(content_of(cell)) > 200 for cell in cells)


def folded_columns(table: Element, sheets: Sheets) -> frozenset[int]:
    """The columns of a table that a style folds away; to hide them otherwise has no effect on their cells."""
    found: set[int] = set()
    x = 0
    for column in table.iterfind(".//col"):
        width = span(column.get("span", ""), WIDEST)
        if "collapse" in sheets.whole(column):
            found.update(range(x, x + width))
        x += width
    return frozenset(found)


def is_labelled(label: str, figure: str) -> bool:
    """Whether one text is the label of a row of a form, and another a figure."""
    return (
        figure[:1].isdigit()
        and looks_like_figure(figure)
        and any(one.kind == "row" for one in look_up(label[:120]))
    )
