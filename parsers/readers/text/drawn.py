"""Tables drawn with signs for their rules, as programs write them: ┌─┬─┐ and │, or +--+--+ and |.

Where each sign of a rule stands says which cells are merged. A drawing whose lines differ in width, or whose
cells are no rectangles, is left to the readers of lines.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise

from parsers import values
from parsers.document import Block, Cells, Place, Table
from parsers.readers.text.paragraphs import paragraphs

CORNERS = frozenset("┌╔┏╭╒╓+")
ACROSS = frozenset("─═━-=")
UPRIGHT = frozenset("│║┃|")
CROSSED = frozenset("┌┬┐├┼┤└┴┘╔╦╗╠╬╣╚╩╝┏┳┓┣╋┫┗┻┛╭╮╯╰╒╤╕╞╪╡╘╧╛╓╥╖╟╫╢╙╨╜┯┷┿┠┨┝┥┰┸╂+")
WALL = UPRIGHT | CROSSED
RULE = ACROSS | CROSSED
FEWEST_LINES = 3
MOST_COLUMNS = 60
LARGEST = 400_000  # signs of one table
UNSURE = "A"  # width of signs that some programs count as one and some as two


def with_drawn(lines: Sequence[str]) -> list[Block]:
    """The blocks of a text whose tables are drawn; [] unless all that look so can be read as such."""
    if CORNERS.isdisjoint([line.lstrip()[:1] for line in lines]):
        return []
    found = list(drawings(lines))
    if not found:
        return []
    blocks: list[Block] = []
    done = 0
    for number, (start, end) in enumerate(found, 1):
        table = table_of(lines[start:end], start + 1, number)
        if table is None:
            return []
        blocks += [*paragraphs(list(enumerate(lines[done:start], done + 1))), table]
        done = end
    rest = [line for start, end in pairwise([0, *sum(found, ()), len(lines)]) for line in lines[start:end]]
    if any("\t" in line for line in rest):
        return []
    return [*blocks, *paragraphs(list(enumerate(lines[done:], done + 1)))]


def drawings(lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    """(first line, line after the last) of each run of lines between two rules that reach across it."""
    start = -1
    for at, line in enumerate([*lines, ""]):
        text = line.strip()
        if start < 0:
            if text[:1] in CORNERS and len(text) > 2 and RULE.issuperset(text):
                start = at
        elif text[:1] not in WALL or not text:
            if at - start >= FEWEST_LINES:
                yield start, at
            start = -1


def table_of(lines: Sequence[str], line: int, number: int) -> Table | None:
    """The table that lines draw, None where they are no whole drawing."""
    if sum(map(len, lines)) > LARGEST or not RULE.issuperset(lines[-1].strip()):
        return None
    for unsure in (1, 2):
        rows = [spread(text.rstrip(), unsure) for text in lines]
        if len({len(row) for row in rows}) == 1:
            return Drawing(rows).table(line, number)
    return None


def spread(text: str, unsure: int) -> list[str]:
    """A line as one sign for each column of a screen, "" behind a wide one."""
    if text.isascii():
        return list(text)
    made: list[str] = []
    for sign in text:
        if sign in WALL or sign in ACROSS:
            made.append(sign)
        elif unicodedata.combining(sign):
            made[-1:] = [made[-1] + sign] if made else []
        else:
            kind = unicodedata.east_asian_width(sign)
            wide = kind in "WF" or (kind == UNSURE and unsure == 2)
            made += [sign, ""] if wide else [sign]
    return made


class Drawing:
    """A drawn table: lines of signs, and between which columns and lines of them its cells may stand."""

    def __init__(self, rows: Sequence[Sequence[str]]) -> None:
        self.rows = rows
        ruled = [row for row in rows if RULE & {sign for sign in row if sign not in UPRIGHT}]
        self.walls = [
            at
            for at in range(len(rows[0]))
            if any(row[at] in CROSSED and is_rule_at(row, at) for row in ruled)
        ]
        self.bands: list[tuple[int, int]] = []  # first line, line after the last, of each row

    def table(self, line: int, number: int) -> Table | None:
        spans = list(pairwise(self.walls))
        if not 1 <= len(spans) <= MOST_COLUMNS:
            return None
        under = [[self.is_ruled(row, *span) for span in spans] for row in self.rows]
        rules = [at for at, marks in enumerate(under) if any(marks)]
        if not rules or rules[0] != 0 or rules[-1] != len(self.rows) - 1:
            return None
        self.bands = list(pairwise(rules))
        owner: dict[tuple[int, int], int] = {}
        texts: list[list[str]] = []
        placed: list[tuple[int, int, int, int, int, int]] = []  # row, column, and spans; line, column of text
        for top in range(len(self.bands)):
            for left in range(len(spans)):
                if (top, left) in owner:
                    continue
                across = self.reach(top, left, spans)
                down = 1
                while top + down < len(self.bands) and not any(
                    under[rules[top + down]][left : left + across]
                ):
                    down += 1
                covered = [(y, x) for y in range(top, top + down) for x in range(left, left + across)]
                if any(each in owner for each in covered) or not self.is_box(
                    top, down, left, across, spans, under
                ):
                    return None
                owner |= dict.fromkeys(covered, len(texts))
                inside = self.rows[rules[top] + 1 : rules[top + down]]
                begin, end = spans[left][0] + 1, spans[left + across - 1][1]
                pieces = ["".join(row[begin:end]).strip() for row in inside]
                texts.append([piece for piece in pieces if piece])
                if sum(map(values.looks_like_figure, texts[-1])) > 1:
                    return None  # rows without a rule between them, or a figure broken over lines
                first = next((at for at, piece in enumerate(pieces) if piece), 0)
                start = sum(map(bool, inside[first][:begin])) + 1 if inside else 1
                placed.append((top, left, down, across, line + rules[top] + 1 + first, start))
        rows, columns, downs, acrosses, at_lines, starts = zip(*placed, strict=True)
        grid = (rows, columns, tuple(map("\n".join, texts)), downs, acrosses)
        cells = Cells.placed(grid, number, starts=starts, lines=at_lines)
        return Table(cells, Place(line=line, table=number))

    def is_ruled(self, row: Sequence[str], begin: int, end: int) -> bool:
        """Whether a rule stands between two walls of a line."""
        return end > begin + 1 and all(sign in RULE for sign in row[begin + 1 : end])

    def reach(self, top: int, left: int, spans: Sequence[tuple[int, int]]) -> int:
        """Over how many columns a cell reaches: to the first wall on all lines of its first row."""
        start, end = self.bands[top]
        inside = self.rows[start + 1 : end]
        across = 1
        while left + across < len(spans) and not self.is_wall(inside, spans[left + across][0]):
            across += 1
        return across

    def is_wall(self, inside: Sequence[Sequence[str]], at: int) -> bool:
        return not inside or all(row[at] in WALL for row in inside)

    def is_box(
        self,
        top: int,
        down: int,
        left: int,
        across: int,
        spans: Sequence[tuple[int, int]],
        under: Sequence[Sequence[bool]],
    ) -> bool:
        """Whether rules and walls stand around a cell, and none within it."""
        start, end = self.bands[top][0], self.bands[top + down - 1][1]
        inside = self.rows[start + 1 : end]
        sides = (spans[left][0], spans[left + across - 1][1])
        return (
            all(all(under[at][left : left + across]) for at in (start, end))
            and all(self.is_wall(inside, side) for side in sides)
            and not any(
                any(row[spans[x][0]] in WALL for row in inside) for x in range(left + 1, left + across)
            )
        )


def is_rule_at(row: Sequence[str], at: int) -> bool:
    """Whether a rule runs up to a crossing from one side."""
    return any(0 <= beside < len(row) and row[beside] in ACROSS for beside in (at - 1, at + 1))
