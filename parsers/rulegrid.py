"""Tables from ruling lines and characters: the same for PDF, OFD and scans.

    lines ──▶ joined rules ──▶ connected components ──▶ grids (cells with boxes)
    grids + characters ──▶ model.Table

Coordinates are those of one page seen upright, x to the right and y down. Lengths are points; where
they are pixels, `tolerance` says how many of them make 3 points.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import pairwise
from operator import itemgetter
from statistics import median
from typing import NamedTuple

from parsers.labels import look_up
from parsers.model import GridCell, Place, Table
from parsers.textlines import Box, Char, Line, box_of, letters_meet, text_lines, wide
from parsers.values import UNIT, looks_like_figure

# Two elementary cells are one if no rule covers this share of the side they have in common.
COVERED = 0.6
# An outer edge of which less than this is drawn was left out by design, and is closed.
OPEN_EDGE = 0.3
# Of two lines close together the one so many times shorter is none.
MUCH_SHORTER = 4
# More rules than this on a page are a drawing, a map or an attack, and no table.
MOST_RULES = 4000
MANY_BOXES = 11
FRAMES_APART = 2.0  # cells with frames of their own stand no further apart, in tolerances
MOST_CELLS = 20_000
MANY_GAPS = 12  # between the characters of labels tell how a table is spaced
SPACED = 0.12  # of the height of a line: a table with more room after each character is printed spaced
MOST_JOINTS = 40_000
TOUCHING = 0.12  # of their height, between digits of one figure that is wider than its cell
CUT_THROUGH = 0.5  # the confidence in digits on either side of a rule that goes through their figure


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


@dataclass(frozen=True, slots=True)
class Ruled:
    """A table with what it was made of: its grid, and the lines of each cell by (row, column)."""

    grid: Grid
    table: Table
    lines: dict[tuple[int, int], list[Line]]


def tables(
    lines: Iterable[Segment],
    chars: Sequence[Char],
    page: int,
    *,
    tolerance: float = 3.0,
    box_around: Callable[[Sequence[Char]], Box] = box_of,
) -> tuple[list[Table], list[Char]]:
    """The ruled tables of a page from top to bottom, and the characters that stand outside of them.

    A cell's place is the box around its characters, as `box_around` finds it; a blank cell's is the room
    between its rules.
    """
    found, free = ruled(lines, chars, page, tolerance=tolerance, box_around=box_around)
    return [entry.table for entry in found], free


def ruled(
    lines: Iterable[Segment],
    chars: Sequence[Char],
    page: int,
    *,
    tolerance: float = 3.0,
    box_around: Callable[[Sequence[Char]], Box] = box_of,
) -> tuple[list[Ruled], list[Char]]:
    """As `tables`, with what each table was made of."""
    free = list(chars)
    found: list[Ruled] = []
    lines = list(lines)
    skeletons = grids(lines, chars, tolerance=tolerance)
    if (boxes := single(skeletons)) > MANY_BOXES:
        # Each cell has a frame of its own, with paper between it and the next.
        closer = grids(lines, chars, tolerance=tolerance * FRAMES_APART)
        skeletons = closer if single(closer) < boxes / 2 else skeletons
    for grid in sorted(skeletons, key=lambda grid: grid.area):
        inside, free = split(free, grid.box)
        # A frame around paragraphs, or around other tables, is not a table.
        if len(grid.xs) < 3 or not inside:
            free += inside
        else:
            found.append(filled(grid, inside, page, box_around))
    found.sort(key=lambda entry: entry.grid.ys[0])
    return found, free


def single(found: Iterable[Grid]) -> int:
    """How many grids are one cell only."""
    return sum(len(grid.cells) == 1 for grid in found)


def split(chars: Iterable[Char], box: Box) -> tuple[list[Char], list[Char]]:
    """The characters whose middle lies in a box, and the others; a figure that both have is in doubt."""
    left, top, right, bottom = box
    inside: list[Char] = []
    outside: list[Char] = []
    before = outside
    for char in chars:
        _, x0, y0, x1, y1, _, _ = char
        side = inside if left <= (x0 + x1) / 2 <= right and top <= (y0 + y1) / 2 <= bottom else outside
        if side is not before:
            if before and one_figure(before[-1], char):
                before[-1] = before[-1]._replace(confidence=CUT_THROUGH)
                char = char._replace(confidence=CUT_THROUGH)  # noqa: PLW2901 - the same sign, in doubt
            before = side
        side.append(char)
    return inside, outside


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


def fill(
    grid: Grid, chars: Iterable[Char], page: int, box_around: Callable[[Sequence[Char]], Box] = box_of
) -> Table:
    """The table of a grid with the text of the characters that stand in its cells."""
    return filled(grid, chars, page, box_around).table


def filled(
    grid: Grid, chars: Iterable[Char], page: int, box_around: Callable[[Sequence[Char]], Box]
) -> Ruled:
    height, width = len(grid.ys) - 1, len(grid.xs) - 1
    owner = [-1] * (height * width)  # the number of the cell that each elementary cell belongs to
    for number, cell in enumerate(grid.cells):
        for row in range(cell.row, cell.row + cell.row_span):
            first = row * width + cell.column
            owner[first : first + cell.column_span] = [number] * cell.column_span
    cells = list(grid.cells)
    members: list[list[Char]] = [[] for _ in cells]
    xs, ys = grid.xs, grid.ys
    x0 = x1 = y0 = y1 = 0.0
    number = -1
    last: Char | None = None
    for char in chars:
        _, left, top, right, bottom, _, _ = char
        x, y = (left + right) / 2, (top + bottom) / 2
        if number >= 0 and x0 <= x < x1 and y0 <= y < y1:  # where the one before stands
            members[number].append(char)
            last = char
            continue
        before = number
        row = bisect_right(ys, y, 1, height) - 1
        column = bisect_right(xs, x, 1, width) - 1
        x0, x1, y0, y1 = xs[column], xs[column + 1], ys[row], ys[row + 1]
        number = owner[row * width + column]
        if number < 0:  # beside the table
            number = owner[row * width + column] = len(cells)
            box = grid.xs[column], grid.ys[row], grid.xs[column + 1], grid.ys[row + 1]
            cells.append(Region(row, column, 1, 1, box))
            members.append([])
        if last is not None and number != before and one_figure(last, char):
            members[before][-1] = last._replace(confidence=CUT_THROUGH)
            char = char._replace(confidence=CUT_THROUGH)  # noqa: PLW2901 - the same sign, in doubt
        members[number].append(char)
        last = char
    if room := letter_spacing(members):
        members = [[char._replace(right=char.right + room) for char in inside] for inside in members]
    texts = list(map(text_lines, members))
    widest: dict[tuple[int, int], float] = defaultdict(float)
    for cell, lines in zip(cells, texts, strict=True):
        for line in lines:
            key = (cell.column, cell.column_span)
            widest[key] = max(widest[key], line.right - line.left)
    made = [
        made_cell(cell, lines, widest[cell.column, cell.column_span], page, box_around)
        for cell, lines in sorted(zip(cells, texts, strict=True), key=itemgetter(0))
    ]
    return Ruled(
        grid,
        Table(tuple(made), Place(page=page, box=grid.box)),
        {(cell.row, cell.column): lines for cell, lines in zip(cells, texts, strict=True)},
    )


def one_figure(last: Char, char: Char) -> bool:
    """Whether two signs are digits side by side in one line: a rule between them goes through a figure."""
    height = char.bottom - char.top
    return (
        char.text[0].isdecimal()
        and last.text[-1].isdecimal()
        and abs(last.top - char.top) < 0.1 * height
        and abs(char.left - last.right) < TOUCHING * height
    )


def letter_spacing(cells: Sequence[Sequence[Char]]) -> float:
    """The room that a table is printed with after each character; 0.0 where it is printed without.

    Labels show it, since their characters would stand close together: figures are set as they are.
    """
    gaps: list[float] = []
    heights: list[float] = []
    for inside in cells:
        for char, following in pairwise(inside):
            if char.top == following.top and wide(char.text[-1]) and wide(following.text[0]):
                gaps.append(following.left - char.right)
                heights.append(char.bottom - char.top)
        if len(gaps) > 5 * MANY_GAPS:
            break
    if len(gaps) < MANY_GAPS:
        return 0.0
    usual = median(gaps)
    height = median(heights)
    alike = sum(abs(gap - usual) < 0.08 * height for gap in gaps)
    return usual if usual > SPACED * height and alike > 0.8 * len(gaps) else 0.0


def made_cell(
    region: Region, lines: list[Line], widest: float, page: int, box_around: Callable[[Sequence[Char]], Box]
) -> GridCell:
    chars = [char for line in lines for char in line.chars]
    doubts = [char.confidence for char in chars if char.confidence is not None]
    return GridCell(
        row=region.row,
        column=region.column,
        text=cell_text(lines, region.box[2] - region.box[0], widest),
        place=Place(page=page, box=box_around(chars) if chars else region.box),
        row_span=region.row_span,
        column_span=region.column_span,
        confidence=min(doubts) if doubts else None,
    )


def cell_text(lines: list[Line], width: float, widest: float) -> str:
    """The lines of a cell as one string: broken words joined, figures below each other kept apart.

    A figure runs on in the next line only where it had to: its first digit there would not have fitted
    beside the others, neither between the rules nor in the widest line of such cells.
    """
    if not lines:
        return ""
    text = lines[0].text
    for line, following in pairwise(lines):
        if figure(line.text[-1]) and figure(following.text[0]):
            digit = max(
                following.chars[0].right - following.chars[0].left,
                (line.right - line.left) / len(line.chars),
            )
            longer = line.right - line.left + digit
            height = line.bottom - line.top
            room = width - max(1.4 * height, 2.8 * digit)
            broken = longer > widest + 0.1 * digit and longer > room
            text += following.text if broken else "\n" + following.text
        elif (
            wide(line.text[-1])
            or wide(following.text[0])
            or not letters_meet(line.text[-1], following.text[0])
        ):
            text += following.text
        else:
            text += " " + following.text
    return text


def figure(character: str) -> bool:
    return character.isdecimal() or character in ".,，．"


def continued(above: Ruled, below: Ruled) -> tuple[Table, Table | None] | None:
    """Two parts of a table whose last and first row are the halves of one, put together in the upper part.

    A page that ends within a row cuts its figures, too: 198 becomes 19 above and 8 below, each of which
    could be read as a figure. The halves belong together if the lower one has figures but no label of
    its own, and the upper one has both; or if the upper one has figures beside a blank label, and the
    lower one a label and nothing else; or if all together are halves of labels, as in a header. None where
    they do not; the lower part is None if nothing else is left of it.
    """
    height = above.table.height
    last = [cell for cell in above.table.cells if cell.row + cell.row_span == height]
    first = [cell for cell in below.table.cells if cell.row == 0]
    places = {edges_of(above.grid, cell): cell for cell in last}
    pairs: dict[tuple[int, int], GridCell] = {}
    halves: list[tuple[str, str]] = []
    for cell in first:
        left, right = edges_of(below.grid, cell)
        twin = next((key for key in places if abs(key[0] - left) < 2 and abs(key[1] - right) < 2), None)
        if cell.text and twin is None:
            return None
        if twin is not None and cell.text:
            pairs[places[twin].row, places[twin].column] = cell
            halves.append((places[twin].text, cell.text))
    if not of_labels(halves):
        if not any(map(valued, last)):
            return None
        upper, lower = own_label(last), own_label(first)
        if any(is_figure(cell.text) for cell in first):
            if lower and (look_up(lower) or not look_up(upper + lower)):
                return None
        elif not look_up(lower) or not nameless(last) or any(valued(cell) for cell in first):
            return None
    cells = []
    for cell in above.table.cells:
        half = pairs.get((cell.row, cell.column)) if cell in last else None
        if half is None:
            cells.append(cell)
            continue
        left, right = edges_of(above.grid, cell)
        lines = above.lines[cell.row, cell.column] + below.lines[half.row, half.column]
        widest = max(
            (
                line.right - line.left
                for (_, column), found in above.lines.items()
                if column == cell.column
                for line in found
                if line.right - line.left < right - left
            ),
            default=0.0,
        )
        doubts = [value for value in (cell.confidence, half.confidence) if value is not None]
        cells.append(
            replace(
                cell,
                text=cell_text(lines, right - left, widest),
                place=cell.place if cell.text else half.place,
                confidence=min(doubts) if doubts else None,
            )
        )
    rest = [
        replace(cell, row=max(cell.row - 1, 0), row_span=cell.row_span - (cell.row == 0))
        for cell in below.table.cells
        if cell.row or cell.row_span > 1
    ]
    return replace(above.table, cells=tuple(cells)), replace(below.table, cells=tuple(rest)) if rest else None


def of_labels(halves: Sequence[tuple[str, str]]) -> bool:
    """Whether all halves together are labels that most upper ones alone are not."""
    alone = sum(bool(look_up(upper)) for upper, _ in halves)
    return alone * 2 < len(halves) and all(look_up(upper + lower) for upper, lower in halves)


def edges_of(grid: Grid, cell: GridCell) -> tuple[float, float]:
    return grid.xs[cell.column], grid.xs[cell.column + cell.column_span]


def is_figure(text: str) -> bool:
    """Whether a text is a number, or the unit of one whose digits stand above."""
    if unit(text):
        return True
    return any(sign.isdecimal() for sign in text) and not any(sign.isalpha() for sign in text)


def unit(text: str) -> bool:
    return re.fullmatch(UNIT, text.strip()) is not None


def valued(cell: GridCell) -> bool:
    """Whether a cell holds what may be a figure: a number, or a dash or slash in its place."""
    return bool(cell.text.strip()) and looks_like_figure(cell.text)


def nameless(cells: Iterable[GridCell]) -> bool:
    """Whether the cell beside the first figure of a row, where its label belongs, is blank."""
    row = sorted(cells, key=lambda cell: cell.column)
    first = next(at for at, cell in enumerate(row) if valued(cell))
    return first > 0 and not row[first - 1].text.strip()


def own_label(cells: Iterable[GridCell]) -> str:
    """The label nearest to the figures of a row; "" where its row has none of its own."""
    words = [
        cell.text
        for cell in sorted(cells, key=lambda cell: cell.column)
        if any(sign.isalpha() for sign in cell.text)
        and not unit(cell.text)
        and not looks_like_figure(cell.text)
    ]
    return words[-1] if words else ""
