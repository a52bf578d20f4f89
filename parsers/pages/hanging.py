"""Words below a table that hang out of cells without a rule at their foot: the end of its page cut them.

A browser ends the rules of cut cells with the last row of the page, and prints the line below all the same.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from parsers.pages.rulegrid import Grid, Segment
from parsers.pages.textlines import Char

# The next line of a cell stands so far below the last one, in heights of its signs, from middle to middle.
NEXT_LINE = 1.8
# A rule lies at the foot of the table if it is so near (points).
AT_FOOT = 2.0


def hanging(
    grid: Grid, rules: Iterable[Segment], inside: Sequence[Char], outside: Sequence[Char]
) -> list[Char]:
    """The signs below a grid that belong to cells of its last row, line by line.

    A line hangs if all of its signs stand below words of open cells, as far as the next line does. No figure
    does: the number of a page stands below tables, too.
    """
    foot = grid.ys[-1]
    below = [char for char in outside if middle(char) > foot]
    first = min(below, key=middle, default=None)
    if first is None or middle(first) - foot > NEXT_LINE * (first.bottom - first.top):
        return []
    below.sort(key=middle)
    feet = [(rule.left, rule.right) for rule in rules if at_foot(rule, foot)]
    reached: dict[tuple[float, float], float] = {}  # how far the words of open cells go
    for left, right in last_cells(grid):
        if not any(low < (left + right) / 2 < high for low, high in feet):
            words = (middle(char) for char in inside if left <= across(char) < right)
            reached[left, right] = max(words, default=0.0)
    taken: list[Char] = []
    while len(taken) < len(below):
        first = below[len(taken)]
        high = first.bottom - first.top
        end = bisect_left(below, middle(first) + high / 2, key=middle)
        line = below[len(taken) : max(end, len(taken) + 1)]
        cells = {next((cell for cell in reached if cell[0] <= across(char) < cell[1]), None) for char in line}
        if any(char.text.isdecimal() for char in line) or any(
            cell is None or middle(first) - reached[cell] > NEXT_LINE * high for cell in cells
        ):
            break
        reached |= {cell: middle(line[-1]) for cell in cells if cell}
        taken += line
    return taken


def last_cells(grid: Grid) -> list[tuple[float, float]]:
    """Where the cells of the last row begin and end; one that rules do not close on all sides is a column."""
    height, xs = len(grid.ys) - 1, grid.xs
    last = [cell for cell in grid.cells if cell.row + cell.row_span == height]
    taken = {column for cell in last for column in range(cell.column, cell.column + cell.column_span)}
    spans = [(cell.column, cell.column + cell.column_span) for cell in last]
    spans += [(column, column + 1) for column in range(len(xs) - 1) if column not in taken]
    return [(xs[first], xs[end]) for first, end in spans]


def at_foot(rule: Segment, foot: float) -> bool:
    """Whether a rule is a horizontal one at the foot of a table."""
    flat = rule.right - rule.left > rule.bottom - rule.top
    return flat and rule.top - AT_FOOT < foot < rule.bottom + AT_FOOT


def middle(char: Char) -> float:
    return (char.top + char.bottom) / 2


def across(char: Char) -> float:
    return (char.left + char.right) / 2
