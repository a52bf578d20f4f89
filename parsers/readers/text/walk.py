"""The walk along the labels of a form, through words of which only the order is known.

Rows are found by the official labels in order, with figures after, amid or before them. A row that shows
fewer figures than it has columns is kept as one merged cell, because which of its cells is blank cannot be
known: the table reader then calls its figures unreadable.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import attrgetter

from parsers import labels, values
from parsers.model import GridCell, Place
from parsers.readers.text.headers import in_order, leaves_end, readings, with_pieces
from parsers.readers.text.words import Token
from parsers.templates import Form, FormBlock, FormTable, Heading
from parsers.textlines import wide

FEW_ROWS = 5  # fewer may be laid out by chance as if each cell had its line
LINE_OF = attrgetter("line")
DIGIT = 0.65  # width of a broad digit, for a character of a label


@dataclass(slots=True)
class Spot:
    """A label found in the text: from `start` to `end` of its letters; a header where `row` is None."""

    start: int
    end: int
    row: Heading | None
    block: FormBlock
    cells: list[GridCell]


class Walk:
    """A walk along the labels of one official table, through words of which only the order is known."""

    def __init__(self, words: Sequence[Token], form: Form, table: FormTable, last: int) -> None:
        self.words = words
        self.form = form
        self.table = table
        self.last = last  # line of the text
        self.found = 0
        self.lost: list[list[Token]] = []  # runs of figures between which and any label stand other words
        # The letters of all label words in one string, and where in it each run of figures stands.
        self.text = ""
        self.runs: list[tuple[int, list[Token]]] = []
        self.origin: list[Token] = []
        self.alone = Counter(  # labels that stand whole, with nothing beside them but white space
            labels.letters(piece) for word in words if not word.figure for piece in word.text.split()
        )
        for word in words:
            if word.figure:
                if self.runs and self.runs[-1][0] == len(self.text):
                    self.runs[-1][1].append(word)
                else:
                    self.runs.append((len(self.text), [word]))
            else:
                plain = labels.letters(word.text)
                self.text += plain
                self.origin += [word] * len(plain)

    def rows(self) -> list[list[GridCell]]:
        if self.table.across:
            return self.across()
        rows: list[list[GridCell]] = []
        spots: list[Spot] = []
        at = 0
        for block in self.table.blocks:
            head = self.header(block, at)
            if head is None:
                continue
            at, cells = head
            rows_of = [spot for row in block.rows if (spot := self.spot(row, at, block)) is not None]
            rows_of.sort(key=lambda spot: spot.start)
            if not rows_of:
                continue
            spots += [Spot(-1, at, None, block, cells), *rows_of]
            at = max(spot.end for spot in rows_of)
        first = min((spot.end for spot in spots if spot.row is None), default=0)
        named = [spot for spot in spots if spot.row is not None]
        taken = self.figures_of(named, first)
        in_lines = {id(spot): self.cells_below(spot.end, len(spot.block.columns)) for spot in named}
        lined = (
            len(named) >= FEW_ROWS
            and all(in_lines.values())
            and any(cells and blank_within(cells) for cells in in_lines.values())
        )
        for spot in spots:
            if spot.row is None:
                rows.append(spot.cells)
                continue
            self.found += 1
            below = in_lines[id(spot)] if lined else None
            if below is None or not certain_end(below):
                below = self.value_cells(taken[id(spot)], len(spot.block.columns), spot)
            rows.append([self.label_cell(spot), *below])
        for run in self.lost if rows else ():
            # A row whose label is not known: that it is printed must not be lost.
            places = [Place(line=token.line, column=token.column) for token in run]
            rows.append([GridCell(0, 0, token.text, place) for token, place in zip(run, places, strict=True)])
        return rows

    def header(self, block: FormBlock, at: int) -> tuple[int, list[GridCell]] | None:
        """(where the header ends, its cells in official order) if all its labels stand there."""
        wanted = [labels.letters(heading.label) for heading in block.columns]
        if self.table.key == "applications":
            groups = [labels.letters(group) for group in block.columns[1].groups]
            first = labels.letters(block.rows[0].label)
            end = self.text.find(first, at)
            stretch = self.text[at:end] if end >= 0 else ""
            corner = labels.letters(self.table.corner)
            if not in_order(stretch, corner, groups, wanted):
                return None
            cells = [GridCell(0, 0, ""), *(GridCell(0, 0, heading.label) for heading in block.columns)]
            return end, cells
        for synonym in (wanted[-1], *[labels.letters(one) for one in block.columns[-1].synonyms]):
            for joined in readings([*wanted[:-1], synonym]):
                found = self.text.find(joined, at)
                if found >= 0:
                    cells = [
                        GridCell(0, 0, self.table.corner),
                        *(GridCell(0, 0, head.label) for head in block.columns),
                    ]
                    return found + len(joined), cells
        return None

    def spot(self, row: Heading, at: int, block: FormBlock) -> Spot | None:
        """Where the label of a row stands after `at`; None if it does not."""
        for label in (row.label, *row.synonyms):
            plain = labels.letters(label)
            start = self.find_row(plain, at)
            if start >= 0:
                return Spot(start, start + len(plain), row, block, [])
        bare = labels.normalise(row.label)
        if len(bare) >= 5:
            start = self.find_row(bare, at)
            if start >= 0:
                return Spot(start, start + len(bare), row, block, [])
        if row.groups and len(row.label) > 5:
            found = with_pieces(labels.letters(row.label), row.groups).search(self.text, at)
            if found:
                return Spot(found.start(), found.end(), row, block, [])
        return None

    def find_row(self, plain: str, at: int) -> int:
        """Where a label begins; one that begins in the middle of a word and ends in it is part of another."""
        return self.text.find(plain, at)

    def figures_of(self, spots: Sequence[Spot], start: int) -> dict[int, list[Token] | None]:
        """The run of figures of each label; None where it is not certain.

        A run stands after its label (before the next), or amid it; the labels of groups between belong to
        none. As soon as one run has no certain owner, a label without figures is no proof of blank cells.
        """
        ordered = sorted(spots, key=lambda spot: spot.start)
        taken: dict[int, list[Token] | None] = {id(spot): [] for spot in ordered}
        strays = False
        for position, run in self.runs:
            if position < start:
                continue
            owner = None
            for at, spot in enumerate(ordered):
                after = ordered[at + 1].start if at + 1 < len(ordered) else len(self.text) + 1
                if spot.start < position and (position < after or position == spot.end):
                    owner = spot
            if owner is None:
                strays = True
                continue
            if not self.of_groups(owner, position):
                strays = True
                self.lost.append(run)
                continue
            held = taken[id(owner)]
            if held is None or len(held) + len(run) > len(owner.block.columns):
                # Figures both amid and after a label: one of the two runs belongs to another row.
                taken[id(owner)] = None
                strays = True
            else:
                taken[id(owner)] = held + run
        for at, spot in enumerate(ordered):
            if not taken[id(spot)] and self.unread_behind(spot, ordered[at + 1 : at + 2]):
                taken[id(spot)] = None
        if strays:
            taken = {key: run or None for key, run in taken.items()}
        return taken

    def unread_behind(self, spot: Spot, following: Sequence[Spot]) -> bool:
        """Whether digits stand behind a label, up to the next one, that are no word of their own.

        Signs that part the cells, or words, have run together with the figures: they are not left blank.
        """
        if following:
            between = self.text[spot.end : following[0].start]
            label = following[0].row.label if following[0].row else ""
            if label[:1].isdecimal():
                between = between.removesuffix(label[0])  # its number, where that is written in another way
        else:
            line = self.origin[spot.end - 1].line
            between = "".join(
                sign
                for sign, word in zip(self.text[spot.end :], self.origin[spot.end :], strict=True)
                if word.line == line
            )
        return any(map(str.isdecimal, between))

    def of_groups(self, spot: Spot, position: int) -> bool:
        """Whether only pieces of the labels of groups stand between a label and the figures after it."""
        between = self.text[spot.end : position]
        names = {group for row in spot.block.rows for group in row.groups}
        return not between or any(between in labels.letters(name) for name in names)

    def label_cell(self, spot: Spot) -> GridCell:
        word = self.origin[spot.start]
        label = spot.row.label if spot.row else ""
        return GridCell(0, 0, label, Place(line=word.line, column=word.column))

    def value_cells(self, run: list[Token] | None, width: int, spot: Spot) -> list[GridCell]:
        word = self.origin[spot.end - 1]
        place = Place(line=word.line, column=word.column)
        if run is None:
            return [GridCell(0, 0, "?", place, 1, width)]
        if len(run) == width and self.belongs(run, spot):
            return [GridCell(0, 0, token.text, Place(line=token.line, column=token.column)) for token in run]
        if not run:
            return [GridCell(0, 0, "", place) for _ in range(width)]
        first = Place(line=run[0].line, column=run[0].column)
        return [GridCell(0, 0, " ".join(token.text for token in run), first, 1, width)]

    def cells_below(self, end: int, width: int) -> list[GridCell] | None:
        """The cells of a row in the lines below its label, where each stands in a line, blank ones too.

        None where other words stand there, or more figures before the next label. One row so laid out may be
        chance: a text has each cell in its line only if all its rows are.
        """
        label = self.origin[end - 1].line
        if label + width > self.last:
            return None
        figures = {label + at: "" for at in range(1, width + 1)}
        columns = dict.fromkeys(figures, 1)
        for word in self.words[bisect_right(self.words, label, key=LINE_OF) :]:
            if not word.figure and word.line > label + width:
                break
            if not word.figure or figures.get(word.line, "taken"):
                return None
            figures[word.line], columns[word.line] = word.text, word.column
        return [
            GridCell(0, 0, text, Place(line=line, column=columns[line])) for line, text in figures.items()
        ]

    def unbroken(self, run: Sequence[Token], columns: Sequence[Heading], times: int = 1) -> bool:
        """Whether no two figures of a run can be the pieces of one that a narrow cell broke.

        Those on one line are none. On several, the labels of all columns stand whole above them, and each
        figure would leave room for a sign in a column as wide as the shortest label.
        """
        if len({token.line for token in run}) == 1:
            return True
        names = [labels.letters(column.label) for column in columns]
        if any(self.alone[name] < times for name in names):
            return False
        room = min(map(len, names)) / DIGIT
        return all(
            token.line == following.line or sum(1 + wide(sign) for sign in token.text) <= room - 1
            for token, following in pairwise(run)
        )

    def belongs(self, run: Sequence[Token], spot: Spot) -> bool:
        """Whether as many figures as columns are one for each: unbroken, or adding up as the form says.

        A figure that a narrow cell broke would stand in for a blank one.
        """
        if self.unbroken(run, spot.block.columns):
            return True
        keys = [column.key for column in spot.block.columns]
        amounts = [values.read(token.text, spot.block.columns[-1]).value or 0 for token in run]
        printed = dict(zip(keys, amounts, strict=True))
        sums = [identity for identity in self.table.identities if identity.each == "row"]
        return bool(sums) and all(
            sum(printed[key] for key in identity.left) == sum(printed[key] for key in identity.right)
            for identity in sums
        )

    def across(self) -> list[list[GridCell]]:
        """The table of reviews: fifteen leaves below three groups, then one run of figures."""
        block = self.table.blocks[0]
        leaves = [labels.letters(column.label) for column in block.columns]
        groups = {labels.letters(row.label) for row in block.rows} | {
            labels.letters(group) for row in block.rows for group in row.groups
        }
        if any(group not in self.text for group in groups):
            return []
        end = leaves_end(self.text, leaves, len(block.rows))
        if end < 0:
            return []
        self.found = 1
        run = [token for position, tokens_ in self.runs if position >= end for token in tokens_]
        upper = [GridCell(0, 0, row.label, Place(), 1, len(leaves)) for row in block.rows]
        lower = [GridCell(0, 0, column.label) for _ in block.rows for column in block.columns]
        width = len(lower)
        word = self.origin[end - 1]
        place = Place(line=word.line, column=word.column)
        below = self.cells_below(end, width) if self.alone_in_lines(leaves * len(block.rows), end) else None
        if below and blank_within(below) and certain_end(below):
            line = below
        elif len(run) == width and self.unbroken(run, block.columns, len(block.rows)):
            line = [GridCell(0, 0, token.text, Place(line=token.line, column=token.column)) for token in run]
        elif run:
            first = Place(line=run[0].line, column=run[0].column)
            line = [GridCell(0, 0, " ".join(token.text for token in run), first, 1, width)]
        elif any(map(str.isdecimal, self.text[end:])):  # figures that are no words of their own
            line = [GridCell(0, 0, "?", place, 1, width)]
        else:
            line = [GridCell(0, 0, "", place) for _ in range(width)]
        return [upper, lower, line]

    def alone_in_lines(self, leaves: Sequence[str], end: int) -> bool:
        """Whether the last of these labels, or more, that end there each stand in a line of its own."""
        words = [word for word in self.words if word.line <= self.origin[end - 1].line and not word.figure]
        last = [labels.letters(word.text) for word in words[-len(leaves) :]]
        lines = [word.line for word in words[-len(leaves) :]]
        width = len(leaves) // len(self.table.blocks[0].rows)
        return last[-2 * width :] == list(leaves[-2 * width :]) and len(set(lines)) == len(lines)


def blank_within(cells: Sequence[GridCell]) -> bool:
    """Whether a cell before the last figure of a row is blank: its line shows that blanks have lines."""
    return any(not cell.text and following.text for cell, following in pairwise(cells))


def certain_end(cells: Sequence[GridCell]) -> bool:
    """Whether the last of a row's lines is a cell of it: an empty one may be that of the next row."""
    return bool(cells[-1].text) or not any(cell.text for cell in cells)
