"""Figures that narrow cells broke over lines, put together where the sums of their row leave one way only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from parsers import values
from parsers.model import State
from parsers.readers.text.words import Stretch, Token, is_bare
from parsers.templates import Heading

MOST_STEPS = 5_000  # tried for one run of figures
MOST_PIECES = 3  # of a figure
BLANK_BETWEEN = 2  # lines from one cell to the next where a blank one parts them
NOT_ZERO = frozenset("123456789１２３４５６７８９")
Row = tuple[list[Token], bool]  # its figures, and whether they add up


def may_be_broken(run: Sequence[Token]) -> bool:
    """Whether two figures of a run may be one that goes on in the next line."""
    return any(one.line < other.line and goes_on(one, other) for one, other in pairwise(run))


def goes_on(one: Token, other: Token) -> bool:
    return is_bare(one.text) and other.text[:1].isdecimal()


def digits(piece: Token) -> int:
    """How long a piece of a figure is, without the unit behind it."""
    return len(piece.text) - sum(map(str.isalpha, piece.text))


def proven(run: Sequence[Token], columns: Sequence[Heading], times: int = 1) -> list[Token] | None:
    """The cells of a row, or of several side by side, as far as sums prove them; None if nothing is proven.

    The last figure of each row is the sum of the others, and pieces of figures on lines below each other are
    put together. Of a row with fewer figures than columns any column but the last may be blank; of several
    rows one may add up to something else: what is not known is one cell. Nothing is proven where another way
    adds up as well.
    """
    width = len(columns)
    if len(run) > MOST_PIECES * width * times:
        return None
    if times == 1 and not may_be_broken(run):  # one way to cut it: each word is a figure
        return spread((list(run), True), width) if len(run) <= width and sums_up(run, columns) else None
    for wrong in range(min(times, 2)):
        cut = Cut(run, columns)
        found: list[Row] | None = None
        for way in cut.ways(0, times, wrong):
            if found is not None:
                return None
            found = way
        if cut.steps > MOST_STEPS:
            return None
        if found is not None:
            return [cell for row in found for cell in spread(row, width)]
    return None


def sums_up(run: Sequence[Token], columns: Sequence[Heading]) -> bool:
    """Whether all figures of a row can be read, and the last is the sum of the others."""
    amounts = [amount for figure in run if (amount := worth(figure, columns[-1])) is not None]
    return len(amounts) == len(run) and sum(amounts) == 2 * sum(amounts[-1:])


def spread(row: Row, width: int) -> list[Token]:
    """The cells of a row: its figures, or what is not known of it in one cell, with the sum if it is one."""
    figures, adds_up = row
    if adds_up and len(figures) == width:
        return figures
    if adds_up and sum(any(sign in NOT_ZERO for sign in figure.text) for figure in figures[:-1]) >= 2:
        return [merged(figures[:-1], width - 1), figures[-1]]
    return [merged(figures, width)] if figures else [Token("?", 0, 0, span=width)]


def merged(run: Sequence[Token], width: int) -> Token:
    """Figures that cannot be told apart: one cell over several columns."""
    return Token(" ".join([token.text for token in run]), run[0].line, run[0].column, span=width)


class Cut:
    """The ways to cut a run of figures, and of pieces of figures, into rows that add up."""

    def __init__(self, run: Sequence[Token], columns: Sequence[Heading]) -> None:
        self.run = run
        self.width = len(columns)
        self.steps = 0
        self.joins = [one.line < other.line and goes_on(one, other) for one, other in pairwise(run)]
        # The figures that may begin at each word, with where the next begins and what they add to their row.
        self.figures = [
            [
                (end, figure, amount)
                for end, figure in self.pieced(at)
                if (amount := worth(figure, columns[-1])) is not None
            ]
            for at in range(len(run))
        ]

    def ways(self, start: int, times: int, wrong: int) -> Iterator[list[Row]]:
        """All figures from a word on, cut into so many rows, of which some may not add up."""
        if not times:
            if start == len(self.run):
                yield []
            return
        for end, cells in self.rows(start):
            for others in self.ways(end, times - 1, wrong):
                yield [(cells, True), *others]
        for end in range(start + 1, len(self.run) + 1) if wrong else ():
            if self.fewest(start, end) > self.width:
                return
            for others in self.ways(end, times - 1, wrong - 1):
                yield [(list(self.run[start:end]), False), *others]

    def fewest(self, start: int, end: int) -> int:
        """How many figures there are between two words at least, if pieces go on wherever they may."""
        return end - start - sum(self.joins[start : end - 1])

    def rows(self, start: int) -> Iterator[tuple[int, list[Token]]]:
        """The rows that may begin at a word, each with where the next begins; cells of it may be blank."""
        yield start, []
        open_rows: list[tuple[int, list[Token], int | Decimal]] = [(start, [], 0)]
        while open_rows and self.steps <= MOST_STEPS:
            at, cells, total = open_rows.pop()
            for end, figure, amount in self.figures[at] if at < len(self.run) else ():
                self.steps += 1
                if amount == total:
                    yield end, [*cells, figure]
                if len(cells) + 1 < self.width:
                    open_rows.append((end, [*cells, figure], total + amount))

    def pieced(self, start: int) -> Iterator[tuple[int, Token]]:
        """The figures that may begin at a word, each with where the next begins.

        The first piece shows how much the cell holds: those behind are as long, and the last is no longer.
        """
        first = last = self.run[start]
        text = first.text
        yield start + 1, first
        for end in range(start + 1, len(self.run)):
            piece = self.run[end]
            if not self.joins[end - 1] or len(last.text) < len(first.text) or digits(piece) > len(first.text):
                return
            text, last = text + piece.text, piece
            yield end + 1, Token(text, first.line, first.column, True, pieces=end + 1 - start)


def worth(figure: Token, column: Heading) -> int | Decimal | None:
    """What a figure adds to its row; None for one that cannot be read."""
    text = figure.text
    if not column.decimal and (known := values.plain(text)) is not None:
        return known[1] or 0  # as nearly all are
    reading = values.read(text, column)
    return None if reading.state is State.UNREADABLE else reading.value or 0


def parted_by_blanks(stretch: Stretch, run: Sequence[Token], names: Sequence[str], end: int) -> bool:
    """Whether blank lines stand between all figures of a run, and between labels, but not within any.

    The labels stand before a place in the text, in order.
    """
    if any(following.line - token.line < BLANK_BETWEEN for token, following in pairwise(run)):
        return False
    for name in reversed(names):
        at = stretch.text.rfind(name, 0, end)
        words = [stretch.word_at(position) for position in range(at, at + len(name))] if at >= 0 else []
        if not words or any(below.line - above.line >= BLANK_BETWEEN for above, below in pairwise(words)):
            return False
        if at and words[0].line - stretch.word_at(at - 1).line < BLANK_BETWEEN:
            return False
        end = at
    return True
