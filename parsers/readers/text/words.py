"""The words of a text without cells: figures, and pieces of labels."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from itertools import accumulate, count, groupby, repeat
from operator import add, attrgetter

from msgspec import Struct

from parsers import labels
from parsers.corrections import says_other
from parsers.document import PICTURED
from parsers.remembered import remembered
from parsers.wording import WORDS


class Token(Struct, gc=False):
    """A word of the text: a figure, or part of a label; its place, and over how many cells it may stand.

    `pieces` counts the lines that a narrow cell broke a figure over, where it was put together by its sum.
    """

    text: str
    line: int
    column: int
    figure: bool = False
    span: int = 1
    pieces: int = 1


IS_FIGURE = attrgetter("figure")
FIGURE = re.compile(
    r"(?:[+\-\u2212]?\d[\d,，]*(?:\.\d+)?|[+＋－\u2212]?[０-９][０-９，．]*|[/／]|[-—–－]{1,3}|无|增\d+|减\d+|增加\d+|减少\d+|0/0|NaN|nan|<NA>"
    rf"|{PICTURED}+)(?:件|万元|元|项|条|个)?"
)
UNITS = frozenset(WORDS["values"]["count_units"])
UNIT_BEHIND = {unit: re.compile(rf"{unit}(?<=\d{unit})(?!\S)") for unit in UNITS}
NOTED = re.compile(r"\d[\d,]*[（(][^（()）]{1,30}[）)]")
OPENERS = "（(【["
NOTE = re.compile(r"[（(【\[][^（()）【】\[\]]{1,60}[）)】\]]")

POINTS = ".,，．"
BROKEN_OFF = re.compile(rf"[{POINTS}]\d[\d{POINTS}]*")  # from the figure before it
COMMAS = str.maketrans("", "", ",，")


@remembered(8192)
def is_figure(word: str) -> bool:
    """Whether a word between white space is a figure.

    >>> is_figure("1,113"), is_figure("１２件"), is_figure("减2"), is_figure("1.属于国家秘密")
    (True, True, True, False)
    """
    return FIGURE.fullmatch(word) is not None or NOTED.fullmatch(word) is not None


def is_bare(text: str) -> bool:
    """Whether a figure is of digits, with no more than commas between them."""
    return text.translate(COMMAS).isdecimal()


def tokens(lines: Sequence[tuple[int, str]]) -> list[Token]:
    """The words of lines; a unit or the end of a note that a narrow cell broke off belongs to its figure."""
    made: list[Token] = []
    texts = [line.strip() for _, line in lines]
    alone = UNITS.intersection(texts)
    whole = "\n".join(texts) if alone else ""
    units = {unit for unit in alone if UNIT_BEHIND[unit].search(whole)}
    last = Token("", 0, 0)
    for (number, line), text in zip(lines, texts, strict=True):
        if not text:
            continue
        if last.figure:
            if text[0] in POINTS and BROKEN_OFF.fullmatch(text):
                last.text += f" {text}"
                continue
            if text in units and last.text[-1].isdigit():
                last.text += text
                continue
            if text[0] in OPENERS and is_correction(text):
                last.text += text
                continue
        elif last.text[:1].isdigit() and last.line == number - 1 and NOTED.fullmatch(last.text + text):
            last.text += text
            last.figure = True
            continue
        made += words_of(line, text, number)
        last = made[-1]
    return made


def words_of(line: str, text: str, number: int) -> list[Token]:
    """The figures of a line, and what stands before, between and behind them; `text` is the line stripped."""
    pieces = text.split()
    if len(pieces) == 1:
        return [Token(text, number, line.index(text) + 1, is_figure(text))]
    figures = list(map(is_figure.of, pieces))
    begin = line.index(pieces[0])
    if True not in figures:
        return [Token(text, number, begin + 1)]
    if False not in figures[(first := figures.index(True)) :]:
        # A label, if any, and figures, with one blank between any two: most lines of tables.
        starts = list(map(add, accumulate(map(len, pieces), initial=begin + 1), count()))
        if starts[-1] == begin + len(text) + 2:
            label = [Token(line[begin : starts[first] - 2], number, begin + 1)] if first else []
            return label + list(map(Token, pieces[first:], repeat(number), starts[first:-1], repeat(True)))
    end = begin
    made: list[Token] = []
    start = -1  # of the words since the last figure
    for piece, figure in zip(pieces, figures, strict=True):
        at = line.index(piece, end)
        if figure:
            if start >= 0:
                made.append(Token(line[start:end], number, start + 1))
                start = -1
            made.append(Token(piece, number, at + 1, True))
        elif start < 0:
            if made and BROKEN_OFF.fullmatch(piece):
                made[-1].text += f" {piece}"
            else:
                start = at
        end = at + len(piece)
    if start >= 0:
        made.append(Token(line[start:end], number, start + 1))
    return with_corrections(made)


def is_correction(text: str) -> bool:
    """Whether a text is a note, and nothing else, that the figure before it should be another one.

    >>> is_correction("（更正为155）"), is_correction("（二）公开（应为3）"), is_correction("（单位：万元）")
    (True, False, False)
    """
    return NOTE.fullmatch(text) is not None and says_other(text)


def with_corrections(words: Sequence[Token]) -> list[Token]:
    """The words of a line, a note that the figure before it should be another one as part of that figure."""
    made: list[Token] = []
    for word in words:
        if word.text[0] in OPENERS and made and made[-1].figure and is_correction(word.text):
            made[-1].text += f" {word.text}"
        else:
            made.append(word)
    return made


class Stretch:
    """Words of which only the order is known, up to a line of the text, as labels are looked for in them.

    `text` holds the letters of all words but figures, `runs` the figures between: where in it they stand.
    """

    def __init__(self, words: Sequence[Token], last: int) -> None:
        self.words = words
        self.last = last
        self.runs: list[tuple[int, list[Token]]] = []
        self.starts: list[int] = []  # where in the text each word begins
        self.named: list[Token] = []  # the words that begin there
        pieces: list[str] = []
        at = 0
        for figures, alike in groupby(words, key=IS_FIGURE):
            if figures and self.runs and self.runs[-1][0] == at:
                self.runs[-1][1].extend(alike)
            elif figures:
                self.runs.append((at, list(alike)))
            else:
                for word in alike:
                    if plain := labels.letters(word.text):
                        self.starts.append(at)
                        self.named.append(word)
                        pieces.append(plain)
                        at += len(plain)
        self.text = "".join(pieces)

    def word_at(self, position: int) -> Token:
        """The word that a letter of the text belongs to."""
        return self.named[bisect_right(self.starts, position) - 1]

    def end_of_line(self, position: int) -> int:
        """Where the letters end that stand on the line of the one at a position."""
        at = bisect_right(self.starts, position)
        line = self.named[at - 1].line
        return next(
            (
                start
                for start, word in zip(self.starts[at:], self.named[at:], strict=True)
                if word.line > line
            ),
            len(self.text),
        )

    @cached_property
    def alone(self) -> Counter[str]:
        """Labels that stand whole, with nothing beside them but white space."""
        return Counter(
            labels.letters(piece) for word in self.words if not word.figure for piece in word.text.split()
        )
