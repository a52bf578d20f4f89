"""Grids from ruling lines: the same for PDF, OFD and scans.

    lines ──▶ joined rules ──▶ connected components ──▶ grids (cells with boxes)

Coordinates are those of one page seen upright, x to the right and y down. Lengths are points; where
they are pixels, `tolerance` says how many of them make 3 points.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import pairwise
from statistics import median_low
from typing import NamedTuple

from parsers.pages.textlines import Box, Char

# Two elementary cells are one if no rule covers this share of the side they have in common.
COVERED = 0.6
# An outer edge of which less than this is drawn was left out by design, and is closed.
OPEN_EDGE = 0.3
# Of two lines close together the one so many times shorter is none.
MUCH_SHORTER = 2
# More rules than this on a page are a drawing, a map or an attack, and no table.
MOST_RULES = 4000
MOST_CELLS = 20_000
MOST_JOINTS = 40_000


class Segment(NamedTuple):
    """A straight piece of a rule, as the box of its ink: horizontal if wider than high."""

    left: float
    top: float
    right: float
    bottom: float


class Rule(NamedTuple):
    """A joined rule: where it lies (y of a horizontal one, x of a vertical one), from where to where."""

    at: float
    low: float
    high: float


NEW_RULE = partial(tuple.__new__, Rule)
Edge = tuple[float, list[Rule]]  # where a row or a column begins or ends, and the rules that lie there


class Region(NamedTuple):
    """A cell of a grid: the rows and columns it covers, counted from 0, and its box between the rules."""

    row: int
    column: int
    row_span: int
    column_span: int
    box: Box


@dataclass(frozen=True, slots=True)
class Grid:
    """A table's skeleton: where its rules lie and the cells between them, by row, then column."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[Region, ...]

    @property
    def box(self) -> Box:
        return self.xs[0], self.ys[0], self.xs[-1], self.ys[-1]

    @property
    def area(self) -> float:
        return (self.xs[-1] - self.xs[0]) * (self.ys[-1] - self.ys[0])


def grids(lines: Iterable[Segment], chars: Sequence[Char] = (), *, tolerance: float = 3.0) -> list[Grid]:
    """The grids that ruling lines make, in no order; characters, if known, tell rows from double rules."""
    across, down = rules(lines, tolerance)
    made: list[Grid] = []
    if len(across) + len(down) > MOST_RULES:
        return made
    for horizontals, verticals in components(across, down, tolerance):
        grid = build(horizontals, verticals, chars, tolerance)
        if grid is not None:
            made.append(grid)
    return made


def rules(lines: Iterable[Segment], tolerance: float) -> tuple[list[Rule], list[Rule]]:
    """Horizontal and vertical rules, joined of the pieces that lie on one line.

    Browsers draw each cell's border by itself and word processors dashes one by one; a dot could be a
    piece of either direction, and is both until it finds neighbours.
    """
    across: list[Rule] = []
    down: list[Rule] = []
    dot = tolerance * 0.8
    for left, top, right, bottom in lines:
        width, height = right - left, bottom - top
        if width >= height or height <= dot:
            across.append(NEW_RULE(((top + bottom) / 2, left, right)))
        if height > width or width <= dot:
            down.append(NEW_RULE(((left + right) / 2, top, bottom)))
    return joined(across, tolerance), joined(down, tolerance)


def joined(pieces: list[Rule], tolerance: float) -> list[Rule]:
    """Rules from pieces: those closer than a gap between dashes are one; too short ones are none."""
    pieces.sort()
    rows: list[list[Rule]] = []
    for piece in pieces:
        if rows and piece.at - rows[-1][0].at <= tolerance / 3:
            rows[-1].append(piece)
        else:
            rows.append([piece])
    made: list[Rule] = []
    for row in rows:
        row.sort(key=lambda piece: piece.low)
        at, low, high = row[0]
        weight = 1
        for piece in row[1:]:
            if piece.low - high <= tolerance * 1.2:
                high = max(high, piece.high)
                at += piece.at
                weight += 1
            else:
                made.append(Rule(at / weight, low, high))
                at, low, high = piece
                weight = 1
        made.append(Rule(at / weight, low, high))
    return [rule for rule in made if rule.high - rule.low > tolerance * 1.5]


def components(across: list[Rule], down: list[Rule], tolerance: float) -> list[tuple[list[Rule], list[Rule]]]:
    """Rules grouped by whether they touch, with at least one of either direction in a group.

    The line under a figure ends short of the borders beside it, which is how it is known.
    """
    near = tolerance / 2
    parent = list(range(len(across) + len(down)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    order = sorted(range(len(down)), key=lambda index: down[index].at)
    places = [down[index].at for index in order]
    joints = 0
    for number, rule in enumerate(across):
        first = bisect_left(places, rule.low - near)
        last = bisect_right(places, rule.high + near)
        for index in order[first:last]:
            other = down[index]
            if other.low - near <= rule.at <= other.high + near:
                parent[root(number)] = root(len(across) + index)
                joints += 1
        if joints > MOST_JOINTS:
            return []
    groups: dict[int, tuple[list[Rule], list[Rule]]] = defaultdict(lambda: ([], []))
    for index, rule in enumerate(across):
        groups[root(index)][0].append(rule)
    for index, rule in enumerate(down):
        groups[root(len(across) + index)][1].append(rule)
    return [group for group in groups.values() if group[0] and group[1]]


def cluster(rules: list[Rule], tolerance: float) -> list[list[Rule]]:
    """Rules by place, those of one double or wavering line together."""
    clusters: list[list[Rule]] = []
    for rule in sorted(rules):
        if clusters and rule.at - clusters[-1][0].at <= tolerance:
            clusters[-1].append(rule)
        else:
            clusters.append([rule])
    return clusters


def build(
    horizontals: list[Rule], verticals: list[Rule], chars: Sequence[Char], tolerance: float
) -> Grid | None:
    """The grid of one connected group of rules; None where it is no grid or far too large to be one."""
    left, right = min(rule.low for rule in horizontals), max(rule.high for rule in horizontals)
    top, bottom = min(rule.low for rule in verticals), max(rule.high for rule in verticals)
    rows = edges(horizontals, verticals, Middles(chars, left, right, across=True), tolerance)
    columns = edges(verticals, horizontals, Middles(chars, top, bottom, across=False), tolerance)
    height, width = len(rows) - 1, len(columns) - 1
    if height < 1 or width < 1 or height * width > MOST_CELLS:
        return None
    rows = bearing(rows, columns)
    columns = bearing(columns, rows)
    if chars:
        columns = unsqueezed(columns, [at for at, _ in rows], tolerance)
    if len(rows) < 2 or len(columns) < 2:
        return None
    height, width = len(rows) - 1, len(columns) - 1
    ys = [at for at, _ in rows]
    xs = [at for at, _ in columns]
    drawn_below = [covered(line, xs) for _, line in rows]  # [row edge][column]
    drawn_right = [covered(line, ys) for _, line in columns]  # [column edge][row]
    for sides in (drawn_below, drawn_right):
        for edge in (0, -1):
            if sum(sides[edge]) < OPEN_EDGE * len(sides[edge]):
                sides[edge] = [True] * len(sides[edge])
    owner = areas(height, width, drawn_below, drawn_right)
    outside = open_areas(owner, drawn_below, drawn_right)
    cells = [
        Region(
            row,
            column,
            row_span,
            column_span,
            (xs[column], ys[row], xs[column + column_span], ys[row + row_span]),
        )
        for row, column, row_span, column_span, area in rectangles(owner)
        if area not in outside
    ]
    return Grid(tuple(xs), tuple(ys), tuple(cells)) if cells else None


class Middles:
    """Where characters stand across a strip of the page, found when it is first asked for: seldom."""

    def __init__(self, chars: Sequence[Char], low: float, high: float, *, across: bool) -> None:
        self.chars, self.low, self.high, self.across = chars, low, high, across

    @cached_property
    def ordered(self) -> list[float]:
        low, high = self.low, self.high
        if self.across:
            return sorted(
                (top + bottom) / 2
                for _, left, top, right, bottom, _, _ in self.chars
                if low < right and left < high
            )
        return sorted(
            (left + right) / 2
            for _, left, top, right, bottom, _, _ in self.chars
            if low < bottom and top < high
        )

    def between(self, low: float, high: float) -> bool:
        """Whether a character stands between two places."""
        return bisect_right(self.ordered, high) > bisect_left(self.ordered, low)


def edges(along: list[Rule], crossing: list[Rule], middles: Middles, tolerance: float) -> list[Edge]:
    """Where the rows (or columns) of a grid begin and end: a place and the rules that lie there.

    A side on which two or more crossing rules stick out, or one beside text, has lost its edge, at the
    end of a page or by design: the edge is where they end. A strip too narrow for text is the inside of a
    double rule.
    """
    found = [(sum(rule.at for rule in group) / len(group), group) for group in cluster(along, tolerance)]
    low = sorted(rule.low for rule in crossing)
    high = sorted((rule.high for rule in crossing), reverse=True)
    for number in (1, 0):
        if len(crossing) <= number:
            continue
        start, end = found[0][0], found[-1][0]
        if low[number] < start - 2 * tolerance and (number or middles.between(low[0], start)):
            found.insert(0, (low[number], []))
        if high[number] > end + 2 * tolerance and (number or middles.between(end, high[0])):
            found.append((high[number], []))
    kept = found[:1]
    for at, group in found[1:]:
        last, others = kept[-1]
        if at - last < 2 * tolerance and not middles.between(last, at):
            kept[-1] = (one_of(kept[-1], (at, group), outer=len(kept) == 1), others + group)
        else:
            kept.append((at, group))
    return kept


def one_of(first: Edge, second: Edge, *, outer: bool) -> float:
    """Where the edge lies that two lines close together make: at the outer of a double rule.

    A piece much shorter than the other is no rule of its own: the rim of a seal, the stroke of a letter.
    """
    lengths = [sum(rule.high - rule.low for rule in group) for _, group in (first, second)]
    if min(lengths) > 0 and min(lengths) * MUCH_SHORTER < max(lengths):
        return first[0] if lengths[0] > lengths[1] else second[0]
    return first[0] if outer else second[0]


def bearing(lines: list[Edge], crossing: list[Edge]) -> list[Edge]:
    """The edges that part at least two cells somewhere, and the outermost ones."""
    stops = [at for at, _ in crossing]
    return [edge for edge in lines if edge in (lines[0], lines[-1]) or any(covered(edge[1], stops))]


def covered(line: list[Rule], stops: list[float]) -> list[bool]:
    """For each stretch between stops, whether the rules of one line cover enough of it."""
    if len(line) == 1:  # nearly always
        _, first, last = line[0]
        return [
            min(last, end) - max(first, start) >= COVERED * (end - start) for start, end in pairwise(stops)
        ]
    spans = sorted((rule.low, rule.high) for rule in line)
    made = []
    for start, end in pairwise(stops):
        reach, length = start, 0.0
        for low, high in spans:
            low, high = max(low, reach), min(high, end)  # noqa: PLW2901 - cut to what is not yet counted
            if high > low:
                length += high - low
                reach = high
        made.append(length >= COVERED * (end - start))
    return made


def unsqueezed(columns: list[Edge], stops: list[float], tolerance: float) -> list[Edge]:
    """Columns with those put back that were taken for the inside of a double rule, and are much wider.

    A browser makes a column without text as narrow as that; the figures behind it are not those of the
    columns that they would stand in without it.
    """
    inner = [group for _, group in columns[1:-1] if group]
    widths = [max(rule.at for rule in group) - min(rule.at for rule in group) for group in inner]
    if not widths or max(widths) < tolerance:
        return columns
    usual = median_low(widths)
    made: list[Edge] = columns[:1]
    for at, group in columns[1:-1]:
        sides = cluster(group, usual + tolerance / 3)
        drawn = zip(*(covered(side, stops) for side in sides), strict=True)
        wide = group and sides[-1][-1].at - sides[0][0].at >= usual + tolerance
        if wide and any(all(row) for row in drawn):
            made += [(sum(rule.at for rule in side) / len(side), side) for side in sides]
        else:
            made.append((at, group))
    return [*made, columns[-1]]


def areas(
    height: int, width: int, drawn_below: list[list[bool]], drawn_right: list[list[bool]]
) -> list[list[int]]:
    """Which elementary cells run together, as the number of their area."""
    parent = list(range(height * width))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    for row in range(height):
        for column in range(width):
            here = row * width + column
            if column + 1 < width and not drawn_right[column + 1][row]:
                parent[root(here + 1)] = root(here)
            if row + 1 < height and not drawn_below[row + 1][column]:
                parent[root(here + width)] = root(here)
    return [[root(row * width + column) for column in range(width)] for row in range(height)]


def open_areas(
    owner: list[list[int]], drawn_below: list[list[bool]], drawn_right: list[list[bool]]
) -> set[int]:
    """The areas that reach the outside through a side without a rule: they lie beside the table."""
    found = set()
    for column, (top, bottom) in enumerate(zip(owner[0], owner[-1], strict=True)):
        if not drawn_below[0][column]:
            found.add(top)
        if not drawn_below[-1][column]:
            found.add(bottom)
    for row, line in enumerate(owner):
        if not drawn_right[0][row]:
            found.add(line[0])
        if not drawn_right[-1][row]:
            found.add(line[-1])
    return found


def rectangles(owner: list[list[int]]) -> list[tuple[int, int, int, int, int]]:
    """Areas as (row, column, row span, column span, area); one that is no rectangle is cut into such."""
    made: list[tuple[int, int, int, int, int]] = []
    growing: dict[tuple[int, int, int], int] = {}  # column, width and area to the place in `made`
    for row, line in enumerate(owner):
        current: dict[tuple[int, int, int], int] = {}
        column = 0
        while column < len(line):
            end = column
            while end < len(line) and line[end] == line[column]:
                end += 1
            key = (column, end - column, line[column])
            if key in growing:
                index = growing[key]
                first, left, span, wide_, area = made[index]
                made[index] = (first, left, span + 1, wide_, area)
            else:
                index = len(made)
                made.append((row, column, 1, end - column, line[column]))
            current[key] = index
            column = end
        growing = current
    return sorted(made)
