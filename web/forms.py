"""Official tables as they are printed: lines of slots with their merged cells.

Nothing here knows a label or a figure; the forms come from parsers/templates.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from math import lcm

from parsers.templates import FormBlock, FormTable, Heading


@dataclass(frozen=True, slots=True)
class Slot:
    """One physical cell of the printed table.

    `kind`: corner, band (the full-width line above a block), group, head (over a column), label
    (before a row), figure. `headers` are the ids of the slots that name a figure.
    """

    kind: str
    text: str = ""
    id: str = ""
    key: str = ""  # of the row or the column
    row_span: int = 1
    column_span: int = 1
    row: Heading | None = None
    column: Heading | None = None
    headers: tuple[str, ...] = ()


Line = list[Slot]


@dataclass(frozen=True, slots=True)
class Node:
    """One heading in a chain over a figure, outermost first; equal neighbours are one merged cell."""

    text: str
    span: int  # levels it covers
    mark: str  # two neighbours merge only if their marks are equal
    key: str = ""


@cache
def printed(table: FormTable) -> tuple[Line, ...]:
    """The lines of a table, top to bottom, each with the slots that begin in it, left to right."""
    return tuple(across(table) if table.across else down(table))


def down(table: FormTable) -> list[Line]:
    """Blocks one above the other; the widest decides how far the columns of the others stretch."""
    width = lcm(*(len(block.columns) for block in table.blocks))
    depth = 1 + max(len(row.groups) for block in table.blocks for row in block.rows)
    lines: list[Line] = []
    for number, block in enumerate(table.blocks):
        prefix = f"{table.key}-{number}"
        if block.label:
            lines.append([Slot("band", block.label, f"{prefix}-band", column_span=depth + width)])
        above, columns = heads(
            [chain(column) for column in block.columns], prefix, width // len(block.columns)
        )
        above[0].insert(0, Slot("corner", table.corner, row_span=len(above), column_span=depth))
        lines += above
        lines += rows(block, prefix, depth, width // len(block.columns), columns)
    return lines


def rows(
    block: FormBlock, prefix: str, depth: int, stretch: int, columns: list[tuple[str, ...]]
) -> list[Line]:
    lines: list[Line] = []
    open_groups: dict[tuple[str, ...], str] = {}
    band = (f"{prefix}-band",) if block.label else ()
    for number, row in enumerate(block.rows):
        line: Line = []
        for level in range(len(row.groups)):
            path = row.groups[: level + 1]
            if number and block.rows[number - 1].groups[: level + 1] == path:
                continue
            height = run_length(block.rows[number:], path)
            open_groups[path] = f"{prefix}-g{number}-{level}"
            line.append(Slot("group", path[-1], open_groups[path], row_span=height))
        own = f"{prefix}-r{number}"
        line.append(Slot("label", row.label, own, row.key, column_span=depth - len(row.groups), row=row))
        names = (*band, *(open_groups[row.groups[: n + 1]] for n in range(len(row.groups))), own)
        line += [
            Slot("figure", column_span=stretch, row=row, column=column, headers=(*names, *above))
            for column, above in zip(block.columns, columns, strict=True)
        ]
        lines.append(line)
    return lines


def across(table: FormTable) -> list[Line]:
    """One line of figures, the rows of the form side by side above it."""
    (block,) = table.blocks
    depth = 1 + max(len(row.groups) for row in block.rows)
    chains = []
    for row in block.rows:
        over = [Node(group, 1, group) for group in row.groups]
        over.append(Node(row.label, depth - len(over), row.key, row.key))
        chains += [
            [*over, Node(column.label, 1, f"{row.key}.{column.key}", column.key)] for column in block.columns
        ]
    above, headers = heads(chains, table.key, 1)
    figures = zip(table.figures(), headers, strict=True)
    return [*above, [Slot("figure", row=row, column=column, headers=ids) for (row, column), ids in figures]]


def chain(column: Heading) -> list[Node]:
    return [
        *(Node(group, 1, group) for group in column.groups),
        Node(column.label, 0, column.key, column.key),
    ]


def heads(
    chains: Sequence[list[Node]], prefix: str, stretch: int
) -> tuple[list[Line], list[tuple[str, ...]]]:
    """The header lines over some columns, and for each column the ids of the headings above it."""
    depth = max(sum(max(node.span, 1) for node in nodes) for nodes in chains)
    lines: list[Line] = [[] for _ in range(depth)]
    ids: list[list[str]] = [[] for _ in chains]

    def place(members: list[int], position: int, level: int) -> None:
        for _, run in groupby(members, key=lambda n: chains[n][position].mark):
            some = list(run)
            node = chains[some[0]][position]
            last = position == len(chains[some[0]]) - 1
            span = node.span or depth - level  # a column reaches down to the figures
            own = f"{prefix}-c{some[0]}-{position}"
            kind = "head" if last else "group"
            lines[level].append(Slot(kind, node.text, own, node.key, span, len(some) * stretch))
            for member in some:
                ids[member].append(own)
            if not last:
                place(some, position + 1, level + span)

    place(list(range(len(chains))), 0, 0)
    return lines, [tuple(names) for names in ids]


def run_length(following: Sequence[Heading], path: tuple[str, ...]) -> int:
    count = 0
    for row in following:
        if row.groups[: len(path)] != path:
            break
        count += 1
    return count
