"""Text that has lost its cells, as copied from a PDF: tables are looked for below headings of sections."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from operator import attrgetter

from parsers.model import Block, GridCell, Issue, Place, Table
from parsers.readers.text.landmarks import marks
from parsers.readers.text.paragraphs import paragraphs
from parsers.readers.text.walk import Walk
from parsers.readers.text.words import Stretch, Token, tokens
from parsers.sections import heading_number

FOUND = attrgetter("found")
JOINED = "{} figures that narrow cells broke over lines were put together, as the sums of their rows prove"
MOST_RUNS = 300  # stretches that may hold a table


def without_tabs(lines: Sequence[str]) -> tuple[list[Block], list[Issue]]:
    """Paragraphs, with a table in the place of each run of lines that holds one."""
    numbered = list(enumerate(lines, 1))
    issues: list[Issue] = []
    runs = list(islice(table_runs(numbered), MOST_RUNS))
    blocks: list[Block] = []
    done = 0
    for start, end, key in runs:
        blocks += paragraphs(numbered[done:start])
        number = sum(isinstance(block, Table) for block in blocks) + 1
        rows = walked(numbered[start:end], key)
        if not rows:
            blocks += paragraphs(numbered[start:end])
        else:
            table = table_of(rows, numbered[start][0], number)
            blocks.append(table)
            if joined := sum(word.pieces > 1 for row in rows for word in row):
                issues.append(Issue("joined_figures", JOINED.format(joined), str(table.place)))
        done = end
    blocks += paragraphs(numbered[done:])
    return blocks, issues


def table_runs(lines: Sequence[tuple[int, str]]) -> Iterator[tuple[int, int, str]]:
    """(first line, line after the last, table key) of each stretch between section headings 2 to 5."""
    starts: list[tuple[int, str]] = []
    keys = {2: "proactive_disclosure", 3: "applications", 4: "review_litigation"}
    for at, number in enumerate(map(heading_number.of, [line.strip() for _, line in lines])):
        if number in keys:
            starts.append((at + 1, keys[number]))
        elif number:
            starts.append((at, ""))
    for index, (start, key) in enumerate(starts):
        end = starts[index + 1][0] if index + 1 < len(starts) else len(lines)
        if index + 1 < len(starts) and starts[index + 1][1]:
            end -= 1
        if key:
            yield start, end, key


def walked(lines: Sequence[tuple[int, str]], key: str) -> list[list[Token]]:
    """The rows that the labels of a form, found in order in a stretch of text, make of its figures."""
    words = tokens(lines)
    if not words:
        return []
    stretch = Stretch(words, lines[-1][0])
    best = max((Walk(stretch, table) for table in marks(key)), key=FOUND)
    return best.rows() if best.found else []


def table_of(rows: Sequence[Sequence[Token]], line: int, number: int) -> Table:
    """The table of rows that begins on a line, the one of this number in its text."""
    cells: list[GridCell] = []
    for y, row in enumerate(rows):
        x = 0
        for word in row:
            place = Place("", number, y + 1, word.column, 0, None, word.line)
            cells.append(GridCell(y, x, word.text, place, 1, word.span))
            x += word.span
    return Table(tuple(cells), Place(line=line, table=number))
