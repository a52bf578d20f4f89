"""Figures that narrow cells broke over lines, put together where the sums of their row leave one way only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from parsers import values
from parsers.model import State, Value
from parsers.readers.text.words import Token, is_bare
from parsers.templates import Heading

MOST_STEPS = 5_000  # tried for one run of figures


def may_be_broken(run: Sequence[Token]) -> bool:
    """Whether two figures of a run may be one that goes on in the next line."""
    return any(one.line < other.line and goes_on(one, other) for one, other in pairwise(run))


def goes_on(one: Token, other: Token) -> bool:
    return is_bare(one.text) and other.text[:1].isdecimal()


def digits(piece: Token) -> int:
    """How long a piece of a figure is, without the unit behind it."""
    return sum(sign.isdecimal() or not sign.isalpha() for sign in piece.text)


def proven(run: Sequence[Token], columns: Sequence[Heading], times: int = 1) -> list[Token] | None:
    """The cells of a row, or of several side by side, if the last of each is the sum of the others, or None.

    Pieces of figures on lines below each other are put together. None too where another way to put them
    together adds up, with fewer figures than columns it may be: any column may be blank then.
    """
    cut = Cut(run, columns)
    found: list[Token] | None = None
    for way in cut.ways(0, times):
        if found is not None:
            return None
        found = way
    full = found is not None and len(found) == times * len(columns)
    return found if full and cut.steps <= MOST_STEPS else None


class Cut:
    """The ways to cut a run of figures, and of pieces of figures, into rows that add up."""

    def __init__(self, run: Sequence[Token], columns: Sequence[Heading]) -> None:
        self.run = run
        self.total = columns[-1]
        self.width = len(columns)
        self.steps = 0

    def ways(self, start: int, times: int) -> Iterator[list[Token]]:
        """All figures from a word on, cut into so many rows."""
        if not times:
            if start == len(self.run):
                yield []
            return
        for end, cells in self.rows(start):
            for others in self.ways(end, times - 1):
                yield cells + others

    def rows(self, start: int) -> Iterator[tuple[int, list[Token]]]:
        """The rows that may begin at a word, each with where the next begins; cells of it may be blank."""
        yield start, []
        open_rows: list[tuple[int, list[Token], Value]] = [(start, [], 0)]
        while open_rows and self.steps <= MOST_STEPS:
            at, cells, total = open_rows.pop()
            for end, figure in self.figures(at):
                self.steps += 1
                amount = self.amount(figure)
                if amount is None or total is None:
                    continue
                if amount == total:
                    yield end, [*cells, figure]
                if len(cells) + 1 < self.width:
                    open_rows.append((end, [*cells, figure], total + amount))

    def figures(self, start: int) -> Iterator[tuple[int, Token]]:
        """The figures that may begin at a word, each with where the next begins.

        The first piece shows how much the cell holds: those behind are as long, and the last is no longer.
        """
        if start == len(self.run):
            return
        first = last = self.run[start]
        text = first.text
        yield start + 1, first
        for end in range(start + 1, len(self.run)):
            piece = self.run[end]
            fits = digits(last) == len(first.text) and digits(piece) <= len(first.text)
            if last.line == piece.line or not fits or not goes_on(last, piece):
                return
            text, last = text + piece.text, piece
            yield end + 1, Token(text, first.line, first.column, True, pieces=end + 1 - start)

    def amount(self, figure: Token) -> Value:
        """What a figure adds to its row; None for one that cannot be read."""
        reading = values.read(figure.text, self.total)
        if reading.state is State.UNREADABLE:
            return None
        return reading.value or 0
