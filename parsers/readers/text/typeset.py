"""Tables of LaTeX and of MediaWiki among the lines of a text, each row of them in one line with `|`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

BEGIN = "\\begin{"
A_TABLE = re.compile(r"\\(?:begin|end)\{(?:tabular[*xy]?|longtable|array|tabu|supertabular)\}")
RULES = re.compile(r"\\(?:hline|[ct]?(?:mid|top|bottom|c)?(?:rule|line)(?:\{[^{}]*\})?|\\(?:\[[^\[\]]*\])?)")
ARGUMENT = r"\{[^{}]*\}"
OVER_CELLS = re.compile(
    rf"\\multi(?:column|row){ARGUMENT}(?:\[[^\[\]]*\])?{ARGUMENT}\{{(?P<text>[^{{}}]*)\}}"
)
WITHIN = re.compile(r"\\[a-zA-Z]+\{(?P<text>[^{}]*)\}")
NEXT = re.compile(r"(?<!\\)&")
OPENED, ROW, CLOSED = "{|", "|-", "|}"  # of a table in MediaWiki
CELL = ("|", "!")
BESIDE = re.compile(r"\|\||!!")
# What is said of a cell before its text: colspan="3" |
ABOUT = re.compile(r"\s*[\w-]+\s*=[^|\[\]]*\|(?!\|)")
LONGEST = 2_000  # signs of a line


def with_typeset_rows(lines: Sequence[str], text: str) -> Sequence[str]:
    """The lines of a text, rows of its tables as lines with `|`; places in lines of LaTeX stay."""
    if BEGIN in text and A_TABLE.search(text):
        lines = list(of_latex(lines))
    if f"\n{OPENED}" in text and f"\n{ROW}" in text:
        lines = list(of_mediawiki(lines))
    return lines


def of_latex(lines: Sequence[str]) -> Iterator[str]:
    """Lines without the commands of LaTeX in its tables, `|` for each `&`."""
    inside = False
    for line in lines:
        if found := A_TABLE.search(line[:LONGEST]):
            inside = BEGIN in found[0]
            yield ""
        elif inside and len(line) <= LONGEST:
            yield row_of_latex(line)
        else:
            yield line


def row_of_latex(line: str) -> str:
    r"""A row of a table as it is printed, every sign in its place.

    >>> row_of_latex(r"\multirow{2}{*}{行政} & \textbf{许可} &  & 12\\ \hline")
    '                行政  |         许可  |  | 12'
    """
    for command in (OVER_CELLS, WITHIN):
        line = command.sub(lambda found: found["text"].rjust(len(found[0]) - 1) + " ", line)
    line = RULES.sub(lambda found: " " * len(found[0]), line)
    return NEXT.sub("|", line).rstrip()


def of_mediawiki(lines: Sequence[str]) -> Iterator[str]:
    """Lines with each row of a table in the line of its first cell, the lines of its other cells blank."""
    inside = False
    row: list[list[str]] = []  # the lines of each cell
    blanks = 0
    for line in [*lines, OPENED]:
        mark = line.lstrip()[:2]
        begins = mark in (OPENED, ROW, CLOSED)
        if begins or not inside or len(line) > LONGEST:
            if row:
                yield " | ".join(map(" ".join, row))
            yield from [""] * (blanks - bool(row))
            row, blanks = [], 0
        if begins:
            inside = mark != CLOSED
            blanks = 1
        elif not inside or len(line) > LONGEST:
            yield line
        elif line.lstrip()[:1] in CELL and mark != "|+":
            row += [[text_of(cell)] for cell in BESIDE.split(line.lstrip()[1:])]
            blanks += 1
        else:
            row = row or [[]]
            row[-1].append(line.strip())
            blanks += 1


def text_of(cell: str) -> str:
    """A cell of MediaWiki without what is said of it.

    >>> text_of(' colspan="3" | 12 '), text_of(" 12")
    ('12', '12')
    """
    about = ABOUT.match(cell)
    return cell[about.end() if about else 0 :].strip()
