"""What the table of a form is looked for by in text without cells: the letters of its labels."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from parsers import labels
from parsers.readers.text.headers import readings, with_pieces
from parsers.templates import FormBlock, FormTable, Heading, forms

ALIKE = 0.75  # of the letters of labels, for some that lack signs to be they
MOST_LACKING = 2  # signs of each
Extent = tuple[int, int]


@dataclass(frozen=True, slots=True)
class RowMarks:
    """A row of a form, and how its label may stand: one of `plain`, or amid pieces of its groups' labels."""

    row: Heading
    plain: tuple[str, ...]
    amid: re.Pattern[str] | None

    def find(self, text: str, at: int) -> tuple[int, int] | None:
        """Where the label begins and ends in a text behind `at`; None if it does not stand there."""
        for plain in self.plain:
            start = text.find(plain, at)
            if start >= 0:
                return start, start + len(plain)
        found = self.amid.search(text, at) if self.amid else None
        return found.span() if found else None


@dataclass(frozen=True, slots=True)
class BlockMarks:
    """A block of a form: its rows, the ways its heading is read, and the letters of its columns' labels."""

    block: FormBlock
    rows: tuple[RowMarks, ...]
    heads: tuple[str, ...]
    columns: tuple[str, ...]
    upper: tuple[str, ...]  # labels above the second column's, of the table of applications
    groups: frozenset[str]  # of its rows
    across: frozenset[str]  # what stands above the columns where the rows are printed side by side


@dataclass(frozen=True, slots=True)
class TableMarks:
    """A table of a form, and the marks of its blocks; whether the last figure of each row is its sum."""

    table: FormTable
    corner: str
    blocks: tuple[BlockMarks, ...]
    adds_up: bool


@dataclass(slots=True)
class Spot:
    """The label of a row found in the text: from `start` to `end` of its letters."""

    start: int
    end: int
    row: Heading
    marks: BlockMarks
    misprinted: bool = False  # only nearly the label


def of_row(row: Heading) -> RowMarks:
    plain = [labels.letters(label) for label in (row.label, *row.synonyms)]
    bare = labels.normalise(row.label)
    if len(bare) >= 5:
        plain.append(bare)
    amid = with_pieces(plain[0], row.groups) if row.groups and len(row.label) > 5 else None
    return RowMarks(row, tuple(plain), amid)


def of_block(block: FormBlock) -> BlockMarks:
    *names, last = columns = tuple(labels.letters(column.label) for column in block.columns)
    groups = frozenset(labels.letters(group) for row in block.rows for group in row.groups)
    lasts = (last, *map(labels.letters, block.columns[-1].synonyms))
    return BlockMarks(
        block,
        tuple(map(of_row, block.rows)),
        tuple(way for synonym in lasts for way in readings((*names, synonym))),
        columns,
        tuple(labels.letters(group) for group in block.columns[min(1, len(names))].groups),
        groups,
        groups | {labels.letters(row.label) for row in block.rows},
    )


def adds_up(table: FormTable) -> bool:
    """Whether the last figure of every row is the sum of those before it."""
    each = [identity for identity in table.identities if identity.each == "row"]
    rows = [[column.key for column in block.columns] for block in table.blocks]
    return all(any([*one.left, *one.right] == row and len(one.right) == 1 for one in each) for row in rows)


@cache
def marks(key: str) -> tuple[TableMarks, ...]:
    """The marks of the table of this key in each form, newest first; forms that print the same share one."""
    tables = [table for form in forms().values() for table in form.tables if table.key == key]
    return tuple(
        TableMarks(table, labels.letters(table.corner), tuple(map(of_block, table.blocks)), adds_up(table))
        for at, table in enumerate(tables)
        if table not in tables[:at]
    )


def misprinted(text: str, block: BlockMarks, places: Sequence[Extent | None]) -> Iterator[tuple[int, Extent]]:
    """Where rows stand, by number, under nearly their label, between the rows beside them in the form.

    `places` tells where each row of the block was found.
    """
    for at in range(1, len(places) - 1):
        before, here, behind = places[at - 1 : at + 2]
        if here or not before or not behind or not before[1] < behind[0]:
            continue
        start, end = before[1], behind[0]
        start += max((len(group) for group in block.groups if text.startswith(group, start, end)), default=0)
        label = labels.letters(block.rows[at].row.label)
        around = set("".join(block.groups))  # whose signs, one below the other, stand in several lines
        while start < end and text[start] in around and text[start] != label[0]:
            start += 1
        while start < end and text[end - 1] in around and text[end - 1] != label[-1]:
            end -= 1
        if end - start <= len(label) + MOST_LACKING and labels.similarity(text[start:end], label) >= ALIKE:
            yield at, (start, end)
