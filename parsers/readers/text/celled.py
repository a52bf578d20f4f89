"""Text of pages whose cells each end with a sign, on lines of their own: nothing tells where a row ends.

Programs that make text of web pages write cells that hold paragraphs so: `规章 |`, `6 |`, or the sign alone
in its line; a merged cell, or the row that holds it, is followed by as many signs more, and a row may begin
with one. Blank cells are signs alone. A row begins at a label of a form that stands behind figures, blanks or
the labels of columns.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from parsers.document import Block
from parsers.labels import look_up, normalise
from parsers.readers.text.dropped import doubted, in_doubt, keeps_blanks, too_few
from parsers.readers.text.ends import CUT_OFF, OF_COLUMNS, TOTAL, kinds_of, lacking
from parsers.readers.text.paragraphs import STOP, paragraphs
from parsers.readers.text.stacked import LONG, Piece, placed
from parsers.readers.text.tabs import LONGEST_LINE, width_of
from parsers.sections import heading_number
from parsers.templates import forms
from parsers.values import looks_like_figure

SIGN = "|"
FILLING = f"{SIGN} "
FEWEST = 10  # lines with one cell at most
FEWER = 10  # times as few lines with several
OF_ROWS = frozenset({"row", "rows", "block"})
ENDING = frozenset({"corner", "block"})
SHORTEST_LABEL = 6  # signs of one that is not known; what is shorter is said in place of a figure
Cell = list[Piece]


def labels_of(key: str) -> tuple[str, str, int]:
    """The first and the last label of a table's columns, and how many figures it has in one block."""
    [block] = next(table for form in forms().values() for table in form.tables if table.key == key).blocks
    return (
        normalise(block.columns[0].label),
        normalise(block.columns[-1].label),
        len(block.columns) * len(block.rows),
    )


FIRST, _total, _figures = labels_of("applications")
CASES, _last, LEAVES = labels_of("review_litigation")


def is_celled(lines: Sequence[str]) -> bool:
    """Whether the cells of a text's tables end with a sign each, on lines of their own."""
    signed = [line for line in lines if SIGN in line and len(line) <= LONGEST_LINE]
    if len(signed) < FEWEST:
        return False
    single = several = 0
    for line in signed:
        cells = [cell for cell in line.split(SIGN) if cell.strip()]
        single += len(cells) < 2
        several += len(cells) > 1 and any(look_up(cell.strip()) for cell in cells)
    return single >= FEWEST and several * FEWER <= single


def with_cells(lines: Sequence[str]) -> list[Block]:
    """Paragraphs, and a table of each run of cells."""
    made = cells_of(lines)
    if made.in_doubt and made.keeps_blanks:  # in another table than that of the doubt
        made = cells_of(lines, keeps_blanks=True)
    return made.blocks


def cells_of(lines: Sequence[str], *, keeps_blanks: bool = False) -> Cells:
    made = Cells(keeps_blanks)
    for number, line in enumerate(lines, 1):
        if len(line) <= LONGEST_LINE:
            made.add(number, line)
    made.end_text()
    return made


class Cells:
    """The cells and paragraphs of the lines so far."""

    def __init__(self, keeps_blanks: bool) -> None:
        self.keeps_blanks = keeps_blanks  # whether a blank stands before a figure anywhere
        self.in_doubt = False  # whether rows are that have too few figures
        self.blocks: list[Block] = []
        self.cells: list[Cell] = []  # of the table that is being read
        self.pieces: Cell = []  # behind the last sign
        self.tables = 0
        self.filled_up = False  # whether rows, not merged cells, are followed by signs for what they lack

    def add(self, number: int, line: str) -> None:
        if SIGN not in line:
            if not line.strip():
                return
            if self.cells and speaks(line):
                self.end_table()
            if not self.cells:
                self.tell()
            self.pieces.append((number, 1, line))
            return
        first, *others = line.split(SIGN)
        if len(others) > 1 and not line.strip(FILLING) and self.cells and not self.pieces:
            self.filled_up |= is_value(text_of(self.cells[-1]))
        if not self.cells and sum(bool(text.strip()) for text in (first, *others)) > 1:
            self.tell()
            self.pieces = [(number, 1, line)]  # such as a row of the information table above an article
            return
        column = 1
        if first.strip():
            if not self.cells and not look_up(text_of([*self.pieces, (number, column, first)])):
                self.tell()
            self.pieces.append((number, column, first))
        for text in others:
            self.end_cell(number, column)
            column += len(first) + 1
            first = text
            if text.strip():
                self.pieces.append((number, column, text))

    def end_cell(self, number: int, column: int) -> None:
        text = text_of(self.pieces)
        if not self.cells and (speaks(text) or not look_up(text)):
            self.tell()  # prose, or a heading, before a sign with which the first row begins
            return
        self.cells.append(self.pieces or [(number, column, "")])
        self.pieces = []

    def tell(self) -> None:
        for line, _, text in self.pieces:
            self.blocks += paragraphs([(line, text)])
        self.pieces = []

    def end_table(self, *, of_text: bool = False) -> None:
        if self.cells and self.pieces and self.pieces[0][1] > 1 and is_value(text_of(self.pieces)):
            self.end_cell(*self.pieces[0][:2])  # signs stand before cells, none behind the last
        if self.cells:
            self.tables += 1
            rows = list(rows_of(self.cells))
            exact = False
            texts = [list(map(text_of, row)) for row in rows]
            self.keeps_blanks |= keeps_blanks(texts) if self.filled_up else any("" in row for row in texts)
            doubtful = {} if self.keeps_blanks else too_few(texts)
            if of_text and list(doubtful) == [len(rows) - 1]:
                doubtful = {}  # the end of the text cuts it off
            for at, (begin, columns) in doubtful.items():
                missed = [(*rows[at][-1][0][:2], CUT_OFF)]
                rows[at] = in_doubt(rows[at], begin, columns, doubted_cell, missed)
                self.in_doubt = True
            if self.filled_up:
                widths = list(map(width_of, texts))
                rows = [
                    row if any(map(text_of, row[width:])) else row[: width or None]
                    for row, width in zip(rows, widths, strict=True)
                ]
                exact = all(len(row) == width for row, width in zip(rows, widths, strict=True) if width)
            if of_text:
                rows[-1] += [[(*self.cells[-1][-1][:2], CUT_OFF)]] * lacking(
                    [list(map(text_of, row)) for row in rows]
                )
            self.blocks.append(placed(rows, self.tables, exact=exact))
            self.cells = []
        self.tell()

    def end_text(self) -> None:
        if self.cells and self.pieces and looks_like_figure(text_of(self.pieces)):
            self.pieces = []  # and counts among those that lack
        self.end_table(of_text=True)


def doubted_cell(cell: Cell) -> Cell:
    return [*cell[:-1], (*cell[-1][:2], doubted(cell[-1][2]))]


def speaks(text: str) -> bool:
    """Whether a line is prose or the heading of a section, not the text of a cell."""
    text = text.strip()
    if heading_number(text) > 0:
        return True
    return (len(text) > LONG or STOP.search(text) is not None) and not look_up(text)


def text_of(cell: Cell) -> str:
    return "".join(text for _, _, text in cell).strip()


def rows_of(cells: Sequence[Cell]) -> Iterator[list[Cell]]:
    """Cells as rows; those of headers without the blanks that stand for merged cells."""
    texts = list(map(text_of, cells))
    at = 0
    while at < len(cells):
        kinds = kinds_of(texts[at])
        heads = bool(kinds & OF_COLUMNS) and (not kinds & OF_ROWS or not valued(texts, at + 1))
        end = header_end(texts, at) if heads else row_end(texts, at)
        row = list(cells[at:end])
        if heads:
            row = [cell for cell in row if text_of(cell)]
        elif valued(texts, at):
            row = unlabelled(row)
        at = end
        yield row


def is_value(text: str) -> bool:
    """Whether a text is a figure, or a blank."""
    return not text or looks_like_figure(text)


def valued(texts: Sequence[str], at: int) -> bool:
    """Whether a figure, or a blank, stands in a place."""
    return at < len(texts) and is_value(texts[at])


def header_end(texts: Sequence[str], start: int) -> int:
    """Where a row of labels of columns ends that begins in a place; it may hold blanks."""
    seen: set[str] = set()  # the labels so far
    rows = False  # whether labels of rows stand behind those of columns, as among reviews
    filled = start
    for at in range(start, len(texts)):
        text = texts[at]
        if not text:
            continue
        kinds = kinds_of(text)
        plain = normalise(text)
        if at > start:
            of_columns = bool(kinds & OF_COLUMNS) and "corner" not in kinds
            if not of_columns and not ("row" in kinds and TOTAL in seen and CASES in seen):
                break
            if of_columns and (rows or plain == FIRST or (TOTAL in seen and CASES not in seen)):
                break
            rows = rows or not of_columns
        seen.add(plain)
        filled = at + 1
    leaves = CASES in seen and not rows
    return filled if leaves else next((at for at in range(filled, len(texts)) if texts[at]), len(texts))


def row_end(texts: Sequence[str], start: int) -> int:
    """Where a row of labels, figures and blanks ends that begins in a place."""
    figures = False
    last: frozenset[str] = frozenset()
    for at in range(start, len(texts)):
        text = texts[at]
        if valued(texts, at):
            figures = True
            continue
        kinds = kinds_of(text)
        if at > start:
            if figures and (kinds or len(text) >= SHORTEST_LABEL):
                return at
            if not figures and (kinds & ENDING or (kinds and not kinds & OF_ROWS)):
                return at
            if not figures and "row" in last and "rows" not in last and "row" in kinds:
                return at
        last = kinds
    return len(texts)


def unlabelled(row: list[Cell]) -> list[Cell]:
    """The figures of all reviews, without the blanks around them; in doubt if they are too few."""
    filled = [cell for cell in row if text_of(cell)]
    if len(filled) == LEAVES or not filled:
        return filled
    if len(row) == LEAVES:
        return row
    return [[(line, column, CUT_OFF)] for line, column, _ in (cell[0] for cell in filled[:1])] * LEAVES
