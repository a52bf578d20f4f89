"""Text with tabs on lines of their own, as browsers give tables whose cells hold paragraphs.

Such a cell begins and ends with the end of a line, or with a blank line, so that a tab alone in its line
parts two cells, and two blank lines or more part two rows. What stands before the last paragraph of a table's
first cell stands before the table.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from parsers.document import Block, GridCell, Place, Table
from parsers.readers.text.paragraphs import STOP, paragraphs
from parsers.readers.text.tabs import LONGEST_LINE, heads_rows, refitted
from parsers.sections import heading_number
from parsers.values import looks_like_figure

FEWEST_TABS = 10  # alone in their lines
LONG = 60  # signs; a label is shorter, but for two that are known
Piece = tuple[int, int, str]  # a paragraph of a cell: line, column, text


def is_stacked(lines: Sequence[str]) -> bool:
    """Whether cells of tables are parted by tabs alone in their lines."""
    alone = [at for at, line in enumerate(lines) if line.isspace() and "\t" in line]
    if len(alone) < FEWEST_TABS:
        return False
    tabs = ["\t" in line for line in lines]
    return sum(not any(tabs[at - 1 : at]) and not any(tabs[at + 1 : at + 2]) for at in alone) >= FEWEST_TABS


def with_stacked_cells(lines: Sequence[str]) -> list[Block]:
    """Paragraphs, and a table of each run of rows."""
    made = Stack()
    for number, line in enumerate(lines, 1):
        if len(line) <= LONGEST_LINE:
            made.add(number, line)
    made.end_table()
    return made.blocks


class Stack:
    """The rows and paragraphs of the lines so far."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.rows: list[list[list[Piece]]] = []
        self.row: list[list[Piece]] = []  # that is being read
        self.gap = 0  # blank lines since the last that was not
        self.tables = 0

    def add(self, number: int, line: str) -> None:
        if not line:
            self.gap += 1
            return
        first, *others = line.split("\t")
        if self.gap >= 2 or (not self.gap and others and first.strip()):
            self.end_row()
        if not others and self.row and self.speaks(first):
            self.end_table()
        self.gap = 0
        if not self.row:
            self.row.append([])
        column = 1
        if first.strip() or not self.row[-1]:
            self.row[-1].append((number, column, first))
        for text in others:
            column += len(first) + 1
            first = text
            self.row.append([(number, column, text)])

    def speaks(self, text: str) -> bool:
        """Whether a line is prose or the heading of a section, not the text of a cell."""
        text = text.strip()
        long = len(text) > LONG or STOP.search(text) is not None
        return heading_number(text) > 0 or (long and not heads_rows(text))

    def end_row(self) -> None:
        if not self.row:
            return
        cells, self.row = self.row, []
        if not self.rows:  # what comes before the last paragraph stands before the table
            self.tell(cells[0][:-1])
            cells[0] = cells[0][-1:]
        text = "".join(text for _, _, text in cells[0]).strip()
        if len(cells) == 1 and not (text and heads_rows(text)):
            self.end_table()
            self.tell(cells[0])
            return
        self.rows.append(cells)

    def tell(self, pieces: Sequence[Piece]) -> None:
        for line, _, text in pieces:
            self.blocks += paragraphs([(line, text)])

    def end_table(self) -> None:
        behind: list[Piece] = []
        if len(self.row) > 1:
            last = [piece for piece in self.row[-1] if piece[2].strip()]
            if last and looks_like_figure(last[0][2]):
                self.row[-1], behind = last[:1], last[1:]
        self.end_row()
        if self.rows:
            self.tables += 1
            self.blocks.append(placed(self.rows, self.tables))
            self.rows = []
        self.tell(behind)


def placed(rows: Sequence[Sequence[Sequence[Piece]]], number: int, *, exact: bool = False) -> Table:
    """The table of rows, each cell in the place of its first paragraph that is not blank.

    `exact` is whether figures stand right behind their labels, and nothing behind them.
    """
    texts = [["\n".join(text.strip() for _, _, text in cell).strip() for cell in row] for row in rows]
    table = refitted(list(enumerate(texts)), number, exact=exact)
    places = []
    for row, cells in zip(rows, texts, strict=True):
        starts = accumulate([1, *[len(text) + 1 for text in cells]])
        pieces = [next((piece for piece in cell if piece[2].strip()), cell[0]) for cell in row]
        places.append(dict(zip(starts, pieces, strict=False)))
    made = []
    for cell in table.cells:
        at = places[cell.place.line]
        line, column, text = at.get(cell.place.column) or at[max(at)]
        column += len(text) - len(text.lstrip()) if text.strip() else 0
        place = Place("", number, cell.row + 1, column, 0, None, line)
        made.append(GridCell(cell.row, cell.column, cell.text, place))
    return Table(tuple(made), Place(line=rows[0][0][0][0], table=number))
