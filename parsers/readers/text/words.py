"""The words of a text without cells: figures, and pieces of labels."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from parsers.wording import WORDS, alternatives


@dataclass(slots=True)
class Token:
    """A word of the text: a figure, or part of a label; with its place."""

    text: str
    line: int
    column: int
    figure: bool


FIGURE_TOKEN = re.compile(
    r"(?<![^\s])(?:[+\-\u2212]?\d[\d,，]*(?:\.\d+)?|[+＋－\u2212]?[０-９][０-９，．]*|[/／]|[-—–－]{1,3}|无|增\d+|减\d+|增加\d+|减少\d+|0/0)"
    r"(?:件|万元|元|项|条|个)?(?![^\s])"
)


UNIT_BEHIND = re.compile(rf"\d({alternatives(WORDS['values']['count_units'])})(?!\S)")
BROKEN_NOTE = re.compile(r"\d[\d,]*[（(][^（()）]{1,30}[）)]")


def tokens(lines: Sequence[tuple[int, str]]) -> list[Token]:
    """The words of lines; a unit or the end of a note that a narrow cell broke off belongs to its figure."""
    made: list[Token] = []
    units = {found[1] for _, line in lines for found in UNIT_BEHIND.finditer(line)}
    for number, line in lines:
        text = line.strip()
        last = made[-1] if made else None
        if last and last.figure and last.text[-1].isdigit() and text in units:
            last.text += text
            continue
        if last and not last.figure and last.line == number - 1 and BROKEN_NOTE.fullmatch(last.text + text):
            made[-1] = Token(last.text + text, last.line, last.column, True)
            continue
        at = 0
        for found in FIGURE_TOKEN.finditer(line):
            if line[at : found.start()].strip():
                made.append(label_token(line, at, found.start(), number))
            made.append(Token(found.group(), number, found.start() + 1, True))
            at = found.end()
        if line[at:].strip():
            made.append(label_token(line, at, len(line), number))
    return made


def label_token(line: str, start: int, end: int, number: int) -> Token:
    text = line[start:end]
    return Token(text.strip(), number, start + len(text) - len(text.lstrip()) + 1, False)
