"""Text that has lost its cells, as copied from a PDF: tables are looked for below headings of sections."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, chain, count, islice, repeat
from string import digits

from parsers.document import Block, Cells, Issue, Place, Table
from parsers.readers.text.paragraphs import paragraphs
from parsers.readers.text.rowlabels import row_labels
from parsers.readers.text.walk import Walk
from parsers.readers.text.words import Stretch, Token, tokens
from parsers.sections import heading_number

PAGE_NUMBER = re.compile(r"\s*[-—–－]\s*\d{1,3}\s*[-—–－]\s*")
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
            if joined := sum([word.pieces > 1 for row in rows for word in row]):
                issues.append(Issue("joined_figures", JOINED.format(joined), str(table.place)))
        done = end
    blocks += paragraphs(numbered[done:])
    return blocks, issues


def table_runs(lines: Sequence[tuple[int, str]]) -> Iterator[tuple[int, int, str]]:
    """(first line, line after the last, table key) of each stretch between section headings 2 to 5."""
    starts: list[tuple[int, str]] = []
    keys = {2: "proactive_disclosure", 3: "applications", 4: "review_litigation"}
    texts = [line.strip() for _, line in lines]
    # Most lines are rows of a table, which end in a figure; no heading does.
    numbers = [0 if text[-1:] in digits else heading_number(text) for text in texts]
    for at, number in enumerate(numbers):
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
    if key != "proactive_disclosure":  # whose rows have three figures
        lines = [(number, line) for number, line in lines if not PAGE_NUMBER.fullmatch(line)]
    words = tokens(lines)
    if not words:
        return []
    stretch = Stretch(words, lines[-1][0])
    named = row_labels(stretch.text, key, stretch.runs[-1][0] if stretch.runs else -1)
    return Walk(stretch, named).rows() if named.many else []


def table_of(rows: Sequence[Sequence[Token]], line: int, number: int) -> Table:
    """The table of rows that begins on a line, the one of this number in its text."""
    words = list(chain.from_iterable(rows))
    spans = tuple([word.span for word in words])
    columns: Iterable[Iterable[int]] = map(range, map(len, rows))
    if max(spans, default=1) > 1:
        columns = [accumulate([word.span for word in row[:-1]], initial=0) if row else () for row in rows]
    grid = (
        tuple(chain.from_iterable(map(repeat, count(), map(len, rows)))),
        tuple(chain.from_iterable(columns)),
        tuple([word.text for word in words]),
        (1,) * len(words),
        spans,
    )
    starts, lines = [word.column for word in words], [word.line for word in words]
    cells = Cells.placed(grid, number, starts=starts, lines=lines)
    return Table(cells, Place(line=line, table=number))
