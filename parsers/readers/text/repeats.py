"""Text of pages from which lines that are printed more than once were taken away.

Programs that take the article out of a page do so, for menus repeat. In a form whose cells are lines of their
own they take away figures, most of all zeros: what is left stands in other places than it was printed in.
"""

from __future__ import annotations

from collections.abc import Sequence

from parsers.document import Issue
from parsers.labels import look_up
from parsers.templates import forms

FEWEST_BLOCKS = 3  # of a table whose corner is printed above each
CORNERS = frozenset(
    table.corner
    for form in forms().values()
    for table in form.tables
    if table.corner and len(table.blocks) >= FEWEST_BLOCKS
)
TAKEN_AWAY = Issue(
    "lines_taken_away",
    "no line of the tables is printed twice: repeated ones were taken away, and figures with them",
)


def lacks_repeats(lines: Sequence[str]) -> bool:
    """Whether the cells of the forms stand in lines of their own, none of which comes again."""
    texts = [text for line in lines if (text := line.strip())]
    found = [texts.index(corner) for corner in CORNERS if corner in texts]
    if len(found) != 1:
        return False
    below = texts[found[0] :]
    return len(set(below)) == len(below) and sum(map(heads_block, below)) >= FEWEST_BLOCKS - 1


def heads_block(text: str) -> bool:
    return any(meaning.kind == "block" for meaning in look_up(text))
