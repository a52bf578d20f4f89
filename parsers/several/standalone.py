"""Lines that stand alone in a grid of several tables, as on a sheet: taken out, the tables parted at them."""

from __future__ import annotations

from collections.abc import Sequence

from parsers.document import Block, Paragraph, Table
from parsers.labels import look_up
from parsers.remembered import remembered, remembered_together
from parsers.sections import heading_number
from parsers.tables.beside import levels
from parsers.values import looks_like_figure

SHORTEST = 3  # signs of a line


def with_lines_apart(blocks: Sequence[Block]) -> Sequence[Block]:
    """The blocks, those grids parted in which rows of a form are printed twice.

    Readers of sheets give the lines of a grid before it, too: there they are left out.
    """
    made: list[Block] = []
    changed = False
    for block in blocks:
        if not isinstance(block, Table) or not prints_twice(block):
            made.append(block)
            continue
        changed = True
        found = parts(block)
        inside = {written(one) for one in found if isinstance(one, Paragraph)} - {None}
        made = [one for one in made if not isinstance(one, Paragraph) or written(one) not in inside]
        made += found
    return made if changed else blocks


def written(line: Paragraph) -> tuple[str, str] | None:
    """The sheet and the address of a line, None for one without an address."""
    return (line.place.part, line.place.path) if line.place.path else None


def prints_twice(block: Block) -> bool:
    """Whether a grid holds labels of one row of a form more than once."""
    return isinstance(block, Table) and names_twice(block.words)


@remembered_together(256, 10_000)
def names_twice(words: tuple[str, ...]) -> bool:
    """Whether the label of one row of a form stands among the words of a table more than once."""
    rows = list(filter(is_row.of, words))
    return len(set(rows)) < len(rows)


@remembered(4096)
def is_row(text: str) -> bool:
    """Whether a text is the label of a row of a form, and heads no column."""
    kinds = {meaning.kind for meaning in look_up(text)}
    return "row" in kinds and "column" not in kinds


def parts(table: Table) -> list[Block]:
    """The tables of a grid and the titles, headings and captions between them."""
    made: list[Block] = []
    low = 0
    rows = table.rows()
    for at, cells in enumerate(rows):
        printed = [cell for cell in cells if cell.text.strip()]
        if len(printed) != 1 or not parts_tables(printed[0].text):
            continue
        if any(cell.text.strip() for row in rows[low:at] for cell in row):
            made.append(levels(table, low, at))
        made.append(Paragraph(printed[0].text, printed[0].place))
        low = at + 1
    if low < len(rows):
        made.append(levels(table, low, len(rows)) if low else table)
    return made


def parts_tables(text: str) -> bool:
    """Whether a text that stands alone in its row is no label of a table and no figure of one."""
    if len(text) < SHORTEST or looks_like_figure(text):
        return False
    return heading_number(text) > 0 or not look_up(text)
