"""The walk along the labels of a form, through words of which only the order is known.

Rows are found by the official labels in order, with figures after, amid or before them. A row that shows
fewer figures than it has columns is kept as one merged cell, because which of its cells is blank cannot be
known: the table reader then calls its figures unreadable.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Mapping, Sequence
from itertools import islice, pairwise
from operator import attrgetter

from parsers import labels, values
from parsers.pages.textlines import wide
from parsers.readers.text.broken import may_be_broken, merged, parted_by_blanks, proven
from parsers.readers.text.heights import beside_labels, in_turn_of, mixes, of_either
from parsers.readers.text.landmarks import BlockMarks, Spot
from parsers.readers.text.rowlabels import RowLabels
from parsers.readers.text.totals import place_of_totals
from parsers.readers.text.words import Stretch, Token

FEW_ROWS = 5  # fewer may be laid out by chance as if each cell had its line
LINE_OF = attrgetter("line")
SIGNS = re.compile("[-\u2014\u2013\uff0d/\uff0f]")  # for no figure, run together with a label
NONE = re.compile("^无+")
START_OF = attrgetter("start")
MONEY = tuple(values.MONEY)
LONGEST_UNIT = 8  # signs: 单位人民币万元
DIGIT = 0.65  # width of a broad digit, for a character of a label


class Walk:
    """A walk along the labels of one official table, through words of which only the order is known."""

    def __init__(self, stretch: Stretch, named: RowLabels) -> None:
        self.stretch = stretch
        self.text = stretch.text
        self.marks = named.marks
        self.table = named.marks.table
        self.adds_up = named.marks.adds_up
        self.first = named.first
        self.blocks = named.blocks
        self.unheaded = {  # where labels end of rows before the first header that is known
            place[1]
            for block in named.marks.blocks
            if named.blocks and block is not named.blocks[0][0]
            for row in block.rows
            if (place := row.find(self.text, 0)) and place[1] < named.first
        }
        self.again: set[int] = set()  # rows that stand in it twice, with different figures
        self.totals = False  # whether rows are seen to end with their sum
        self.torn = False  # whether pieces of figures, or figures of no row, stand in it
        self.longer: dict[int, list[Token] | None] = {}  # cells of rows with more words than columns

    def rows(self) -> list[list[Token]]:
        """The rows of the table, each of its cells once; a header has its labels in official order."""
        if self.table.across:
            return self.across()
        rows: list[list[Token]] = []
        moved = self.moved_total()
        named = [spot for _, spots in self.blocks for spot in spots]
        taken, lost = self.figures_of(named)
        if not all(taken.values()):
            taken |= dict.fromkeys(of_either(self.stretch, [spots for _, spots in self.blocks], taken))
        ordered = sorted(named, key=START_OF)
        if self.adds_up and mixes(self.stretch, self.first, ordered):
            if in_turn := in_turn_of(self.stretch, self.first, self.table, ordered):
                taken, lost = in_turn, []
                self.longer, self.again, self.torn = {}, set(), False
            else:
                taken = beside_labels(self.stretch, ordered, taken)
        self.totals = self.prints_totals(taken.values())
        lined = self.lined(named)
        for block, spots in self.blocks:
            corner = "" if self.table.key == "applications" else self.table.corner
            heads = self.heads(block, spots)
            if moved is not None:
                heads.insert(moved, heads.pop())
            rows.append([Token(text, 0, 0) for text in (corner, *heads)])
            for spot in spots:
                below = lined and id(spot) not in self.again and lined[id(spot)]
                if not below or not certain_end(below):
                    below = self.value_cells(taken[id(spot)], spot)
                rows.append([self.label_cell(spot), *below])
        # A row whose label is not known: that it is printed must not be lost.
        return rows + lost

    def moved_total(self) -> int | None:
        """The column of the sums where it is not the last; nothing is put together by its sum there."""
        if not self.adds_up:
            return None
        names = self.marks.blocks[0].columns
        head = self.text[: self.first]
        start, total = head.find(names[0]), head.find(names[-1])
        runs = [run for position, run in self.stretch.runs if position >= self.first]
        place = place_of_totals(runs, len(names), 0 <= total < start)
        if place == len(names) - 1:
            return None
        self.adds_up = False
        return place

    def heads(self, block: BlockMarks, spots: Sequence[Spot]) -> list[str]:
        """The labels of a block's columns, an amount with the unit of money that is printed behind it."""
        columns = block.block.columns
        heads = [column.label for column in columns]
        if columns[-1].decimal:
            name = labels.normalise(columns[-1].label)
            start = spots[0].start
            at = self.text.rfind(name, 0, start)
            unit = self.text[at + len(name) : start]
            if at >= 0 and unit.endswith(MONEY) and len(unit) <= LONGEST_UNIT:
                heads[-1] = f"{name}（{unit}）"
        return heads

    def prints_totals(self, runs: Collection[list[Token] | None]) -> bool:
        """Whether the last figures of rows are sums, so that the last of one with blank cells is one too."""
        columns = self.table.blocks[0].columns
        if not self.adds_up or not any(run and len(run) < len(columns) for run in runs):
            return False
        full = (run for run in runs if run and len(run) == len(columns) and proven(run, columns) == run)
        return len(list(islice(full, FEW_ROWS))) == FEW_ROWS

    def lined(self, spots: Sequence[Spot]) -> dict[int, list[Token]]:
        """The cells of each row in the lines below its label; {} unless all rows are printed so."""
        if len(spots) < FEW_ROWS:
            return {}
        cells_of = {}
        for spot in spots:
            below = self.cells_below(spot.end, len(spot.marks.columns))
            if not below:
                return {}
            cells_of[id(spot)] = below
        return cells_of if any(map(blank_within, cells_of.values())) else {}

    def figures_of(self, spots: Sequence[Spot]) -> tuple[dict[int, list[Token] | None], list[list[Token]]]:
        """The run of figures of each label, None where it is not certain; and the runs of unknown labels.

        A run stands after its label (before the next), or amid it; the labels of groups between belong to
        none. As soon as one run has no certain owner, a label without figures is no proof of blank cells, and
        figures before the next label may be those of either row: of all rows, if the first run stands before
        the first label and the last label has none.
        """
        ordered = sorted(spots, key=START_OF)
        starts = list(map(START_OF, ordered))
        ending = {spot.end: spot for spot in ordered}
        taken: dict[int, list[Token] | None] = {id(spot): [] for spot in ordered}
        lost: list[list[Token]] = []
        unclear: set[int] = set()
        strays = before_all = False
        for position, run in self.stretch.runs:
            if position < self.first:
                lost += [run] * (position in self.unheaded)
                continue
            at = bisect_left(starts, position)
            # Where a label begins, figures may only be those of the label that ends there.
            begins = at < len(starts) and starts[at] == position
            owner = ending.get(position) if begins else ordered[at - 1] if at else None
            if owner is None:
                strays = self.torn = True
                unclear.update(map(id, ordered[max(at - 1, 0) : at + 1]))
                before_all |= at == 0
                lost += [run] * (at > 0 and not self.of_groups(ordered[at - 1], position))
                continue
            if not self.of_groups(owner, position):
                strays = True
                lost.append(run)
                continue
            held = taken[id(owner)]
            if held is None or (held and len(held) + len(run) > len(owner.marks.columns)):
                # Figures both amid and after a label: one of the two runs belongs to another row.
                taken[id(owner)] = None
                strays = True
            else:
                taken[id(owner)] = held + run
        behind = dict(self.stretch.runs)
        for at, spot in enumerate(ordered):
            figures = taken[id(spot)]
            if figures and self.printed_again(spot, behind):
                self.again.add(id(spot))
            elif not figures and self.unread_behind(spot, ordered[at + 1 : at + 2]):
                taken[id(spot)] = None
            elif figures and len(figures) > len(spot.marks.columns):
                self.torn |= may_be_broken(figures)
                self.longer[id(spot)] = cells = self.cells_of(figures, spot)
                strays |= cells is None
        if before_all and not taken[id(ordered[-1])]:
            unclear.update(taken)
        taken |= dict.fromkeys(unclear | self.again)
        if strays:
            taken = {key: run or None for key, run in taken.items()}
        return taken, lost

    def printed_again(self, spot: Spot, behind: Mapping[int, list[Token]]) -> bool:
        """Whether the label of a row stands in the text once more, with other figures right behind it."""
        label = self.text[spot.start : spot.end]
        at = spot.end
        if label not in self.text[at:]:  # of hardly any row
            return False
        own = [token.text for token in behind.get(at, ())]
        while (at := self.text.find(label, at)) >= 0:
            at += len(label)
            if at in behind and [token.text for token in behind[at]] != own:
                return True
        return False

    def unread_behind(self, spot: Spot, following: Sequence[Spot]) -> bool:
        """Whether figures stand behind a label, up to the next one, that are no words of their own.

        Signs that part the cells, or words, have run together with the figures: they are not left blank.
        """
        if following:
            between = self.text[spot.end : following[0].start]
            label = following[0].row.label
            if label[:1].isdecimal():
                between = between.removesuffix(label[0])  # its number, where that is written in another way
        else:
            between = self.text[spot.end : self.stretch.end_of_line(spot.end - 1)]
        rest = NONE.sub("", between, count=1)
        groups = spot.marks.groups
        if rest != between and (not rest or any(rest in name or rest.startswith(name) for name in groups)):
            return True
        glued = SIGNS.search(self.stretch.word_at(spot.end - 1).text)
        return glued is not None or any(map(str.isdecimal, between))

    def of_groups(self, spot: Spot, position: int) -> bool:
        """Whether only pieces of the labels of groups stand between a label and the figures after it."""
        between = self.text[spot.end : position]
        return not between or any(between in name for name in spot.marks.groups)

    def label_cell(self, spot: Spot) -> Token:
        word = self.stretch.word_at(spot.start)
        text = self.text[spot.start : spot.end] if spot.misprinted else spot.row.label
        return Token(text, word.line, word.column)

    def value_cells(self, run: list[Token] | None, spot: Spot) -> list[Token]:
        """The cells of a row with these figures, one as wide as the row where they cannot be told apart."""
        width = len(spot.marks.columns)
        word = self.stretch.word_at(spot.end - 1)
        if run is None:
            return [Token("?", word.line, word.column, span=width)]
        if not run:
            return [Token("", word.line, word.column)] * width
        cells = self.longer[id(spot)] if id(spot) in self.longer else self.cells_of(run, spot)
        return cells or [merged(run, width)]

    def cells_of(self, run: list[Token], spot: Spot) -> list[Token] | None:
        """Figures as the cells of a row, None where they may be others: one broken, one blank.

        Where a table's figures are broken over lines, those on one line too are certain only if they add up:
        what reads a page line by line moves pieces of them together.
        """
        block = spot.marks.block
        certain = len(run) == len(block.columns) and self.unbroken(run, spot.marks.columns)
        if certain and not (self.torn and self.adds_up):
            return run
        if not self.adds_up or (len(run) < len(block.columns) and not self.totals):
            return None
        return proven(run, block.columns)

    def cells_below(self, end: int, width: int) -> list[Token] | None:
        """The cells of a row in the lines below its label, where each stands in a line, blank ones too.

        None where other words stand there, or more figures before the next label. One row so laid out may be
        chance: a text has each cell in its line only if all its rows are.
        """
        label = self.stretch.word_at(end - 1).line
        if label + width > self.stretch.last:
            return None
        cells = [Token("", label + at, 1) for at in range(1, width + 1)]
        words = self.stretch.words
        for word in islice(words, bisect_right(words, label, key=LINE_OF), None):
            if not word.figure and word.line > label + width:
                break
            if not word.figure or word.line > label + width or cells[word.line - label - 1].text:
                return None
            cells[word.line - label - 1] = word
        return cells

    def unbroken(self, run: Sequence[Token], names: Sequence[str], times: int = 1) -> bool:
        """Whether no two figures of a run can be the pieces of one that a narrow cell broke.

        Those on one line are none. On several, the labels of all columns stand whole above them, and each
        figure would leave room for a sign in a column as wide as the shortest label; or blank lines stand
        between cells.
        """
        if run[0].line == run[-1].line:
            return True
        if any(self.stretch.alone[name] < times for name in names):
            return times == 1 and parted_by_blanks(self.stretch, run, names, self.first)
        room = min(map(len, names)) / DIGIT
        return all(
            token.line == following.line or sum(1 + wide(sign) for sign in token.text) <= room - 1
            for token, following in pairwise(run)
        )

    def across(self) -> list[list[Token]]:
        """The table of reviews: fifteen leaves below three groups, then one run of figures."""
        [block] = self.marks.blocks
        rows, columns = block.block.rows, block.block.columns
        width = len(rows) * len(columns)
        run = [token for position, tokens in self.stretch.runs if position >= self.first for token in tokens]
        upper = [Token(row.label, 0, 0, span=len(columns)) for row in rows]
        lower = [Token(column.label, 0, 0) for _ in rows for column in columns]
        word = self.stretch.word_at(self.first - 1)
        below = self.cells_below(self.first, width) if self.alone_in_lines(block) else None
        if below and not below[0].text and self.rows_parted():
            below = None  # the blank lines before the figures may be no cells
        if below and blank_within(below) and certain_end(below):
            return [upper, lower, below]
        if run:
            whole = self.text.count("".join(block.columns)) == len(rows)
            certain = whole and len(run) == width and self.unbroken(run, block.columns, len(rows))
            cells = run if certain else proven(run, columns, len(rows)) if self.adds_up else None
            return [upper, lower, cells or [merged(run, width)]]
        if any(map(str.isdecimal, self.text[self.first :])):  # figures that are no words of their own
            return [upper, lower, [Token("?", word.line, word.column, span=width)]]
        return [upper, lower, [Token("", word.line, word.column)] * width]

    def alone_in_lines(self, marks: BlockMarks) -> bool:
        """Whether the leaves of all rows, or of the last two at least, each stand in a line of their own."""
        leaves, all_rows = marks.columns, len(marks.rows)
        end = self.stretch.word_at(self.first - 1).line
        words = [word for word in self.stretch.words if word.line <= end and not word.figure]
        words = words[-len(leaves) * all_rows :]
        last = tuple(labels.letters(word.text) for word in words[-2 * len(leaves) :])
        return last == leaves * 2 and len({word.line for word in words}) == len(words)

    def rows_parted(self) -> bool:
        """Whether blank lines stand between the labels, as between rows of which each cell has a line."""
        words = [word for word in self.stretch.words if not word.figure]
        lines = [
            word.line
            for word in words[: bisect_right(words, self.stretch.word_at(self.first - 1).line, key=LINE_OF)]
        ]
        return any(below - above > 1 for above, below in pairwise(lines))


def blank_within(cells: Sequence[Token]) -> bool:
    """Whether a cell before the last figure of a row is blank: its line shows that blanks have lines."""
    return any(not cell.text and following.text for cell, following in pairwise(cells))


def certain_end(cells: Sequence[Token]) -> bool:
    """Whether the last of a row's lines is a cell of it: an empty one may be that of the next row."""
    return bool(cells[-1].text) or not any(cell.text for cell in cells)
