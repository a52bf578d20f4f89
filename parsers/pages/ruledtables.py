"""Ruled tables: the characters of a page in the cells of its grids, the same for PDF and OFD.

grids + characters ──▶ cells with the lines in them ──▶ Table
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import compress, pairwise
from operator import itemgetter, ne, not_
from statistics import median

from parsers.document import PICTURED, GridCell, Place, Table
from parsers.pages.hanging import hanging
from parsers.pages.rulegrid import Grid, Region, Segment, grids
from parsers.pages.sidewayslines import sideways
from parsers.pages.textlines import Box, Char, Line, box_of, letters_meet, text_lines, wide

MANY_BOXES = 11
FRAMES_APART = 2.0  # cells with frames of their own stand no further apart, in tolerances
MANY_GAPS = 12  # between the characters of labels tell how a table is spaced
SPACED = 0.12  # of the height of a line: a table with more room after each character is printed spaced
ALIKE, WIDEST, SOME_LONG = 0.08, 1.0, 3  # of their height: gaps; figures of three digits or more
TOUCHING = 0.05  # of their height, between digits of one figure that is wider than its cell
IN_DOUBT = 0.5  # the confidence in digits that may not be the whole figure, or none
ROOMY = 0.9  # of the ink of a digit, at least, every digit beside it takes up
DIGIT = 0.5  # of the height of a figure: how wide a digit is
SMALL, LONGEST_NOTE = 0.75, 2  # of the height of most figures; digits of the number of a note


@dataclass(frozen=True, slots=True)
class Ruled:
    """A table with what it was made of: its grid, and the lines of each cell by (row, column)."""

    grid: Grid
    table: Table
    lines: dict[tuple[int, int], list[Line]]


def ruled(
    lines: Iterable[Segment],
    chars: Sequence[Char],
    page: int,
    *,
    tolerance: float = 3.1,
    box_around: Callable[[Sequence[Char]], Box] = box_of,
) -> tuple[list[Ruled], list[Char]]:
    """The ruled tables of a page from top to bottom, and the characters that stand outside of them.

    A cell's place is the box around its characters, as `box_around` finds it; a blank cell's is the room
    between its rules.
    """
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
            continue
        if below := hanging(grid, lines, inside, free):
            inside += below
            moved = set(map(id, below))
            free = [char for char in free if id(char) not in moved]
        found.append(filled(grid, inside, page, box_around))
    found.sort(key=lambda entry: entry.grid.ys[0])
    return found, free


def single(found: Iterable[Grid]) -> int:
    """How many grids are one cell only."""
    return sum(len(grid.cells) == 1 for grid in found)


def split(chars: Iterable[Char], box: Box) -> tuple[list[Char], list[Char]]:
    """The characters whose middle lies in a box, and the others; a figure that both have is in doubt."""
    left, top, right, bottom = box
    chars = list(chars)
    inside = [
        top <= (y0 + y1) / 2 <= bottom and left <= (x0 + x1) / 2 <= right for _, x0, y0, x1, y1, _, _ in chars
    ]
    for at in compress(range(1, len(chars)), map(ne, inside, inside[1:])):
        pair = chars[at - 1 : at + 1]
        if one_figure(*pair):
            chars[at - 1 : at + 1] = [char._replace(confidence=IN_DOUBT) for char in pair]
    return list(compress(chars, inside)), list(compress(chars, map(not_, inside)))


def filled(
    grid: Grid, chars: Sequence[Char], page: int, box_around: Callable[[Sequence[Char]], Box]
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
            members[before][-1] = last._replace(confidence=IN_DOUBT)
            char = char._replace(confidence=IN_DOUBT)  # noqa: PLW2901 - the same sign, in doubt
        members[number].append(char)
        last = char
    spread(members, owner, [char for char in chars if char[0] == PICTURED], grid)
    for number in notes_of(members):
        members[number] = [char._replace(confidence=IN_DOUBT) for char in members[number]]
    if room := letter_spacing(members):
        members = [[char._replace(right=char.right + room) for char in inside] for inside in members]
    elif room := figure_spacing(members):
        members = [
            [char._replace(right=char.right + room) if figure(char.text) else char for char in inside]
            for inside in members
        ]
    texts = [text_lines(inside) if inside else [] for inside in members]
    texts = [
        sideways(lines, inside) if len(lines) > 1 else lines
        for lines, inside in zip(texts, members, strict=True)
    ]
    widest: dict[tuple[int, int], float] = defaultdict(float)
    for cell, lines in zip(cells, texts, strict=True):
        if lines:
            widths = [line[4] - line[2] for line in lines]
            key = (cell.column, cell.column_span)
            widest[key] = max(widest[key], *widths)
    made = [
        made_cell(cell, lines, widest[cell.column, cell.column_span], page, box_around)
        for cell, lines in sorted(zip(cells, texts, strict=True), key=itemgetter(0))
    ]
    return Ruled(
        grid,
        Table(tuple(made), Place(page=page, box=grid.box)),
        {(cell.row, cell.column): lines for cell, lines in zip(cells, texts, strict=True)},
    )


def spread(members: Sequence[list[Char]], owner: Sequence[int], signs: Iterable[Char], grid: Grid) -> None:
    """Add what may show figures to all blank cells of which it covers a digit's width or the half.

    `owner` gives the number of each elementary cell, row by row; -1 is none.
    """
    for sign in signs:
        digit = DIGIT * (sign.bottom - sign.top)
        columns = [
            column
            for column, (left, right) in enumerate(pairwise(grid.xs))
            if min(right, sign.right) - max(left, sign.left) > min(digit, (right - left) / 2)
        ]
        for row, (top, bottom) in enumerate(pairwise(grid.ys)):
            if sign.top < (top + bottom) / 2 < sign.bottom:
                for number in {owner[row * (len(grid.xs) - 1) + column] for column in columns} - {-1}:
                    if not members[number]:
                        members[number].append(sign)


def one_figure(last: Char, char: Char) -> bool:
    """Whether two signs are digits side by side in one line: a rule between them goes through a figure."""
    height = char.bottom - char.top
    return (
        char.text[0].isdecimal()
        and last.text[-1].isdecimal()
        and abs(last.top - char.top) < 0.1 * height
        and abs(char.left - last.right) < TOUCHING * height
    )


def notes_of(cells: Sequence[Sequence[Char]]) -> list[int]:
    """The cells with nothing but a small digit or two: the number of a note may stand in a blank cell."""
    heights = {
        number: inside[0].bottom - inside[0].top
        for number, inside in enumerate(cells)
        if inside and inside[0].text[0].isdecimal()
    }
    least = SMALL * median(heights.values()) if heights else 0.0
    return [
        number for number, height in heights.items() if height < least and len(cells[number]) <= LONGEST_NOTE
    ]


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
    alike = sum(abs(gap - usual) < ALIKE * height for gap in gaps)
    return usual if usual > SPACED * height and alike > 0.8 * len(gaps) else 0.0


def figure_spacing(cells: Sequence[Sequence[Char]]) -> float:
    """The room after each digit in a table that sets its figures apart, 0.0 where one has two close together.

    Some are of three digits or more: cells of two figures would show the same gap.
    """
    gaps: list[float] = []
    heights: list[float] = []
    long = 0
    for inside in cells:
        before = 0
        for char, following in pairwise(inside if inside and inside[0].text.isdecimal() else ()):
            if not (char.text.isdecimal() and following.text.isdecimal() and char.top == following.top):
                before = 0
                continue
            gap, height = following.left - char.right, char.bottom - char.top
            if not SPACED * height < gap < WIDEST * height:
                return 0.0
            gaps.append(gap)
            heights.append(height)
            before += 1
            long += before == 2
    if len(gaps) < MANY_GAPS or long < SOME_LONG:
        return 0.0
    usual = median(gaps)
    return (
        usual
        if all(abs(gap - usual) < ALIKE * height for gap, height in zip(gaps, heights, strict=True))
        else 0.0
    )


def made_cell(
    region: Region, lines: list[Line], widest: float, page: int, box_around: Callable[[Sequence[Char]], Box]
) -> GridCell:
    chars = lines[0].chars if len(lines) == 1 else [char for line in lines for char in line.chars]
    doubts = [char[5] for char in chars if char[5] is not None]
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
            # The ink of a 1 is narrower than its room.
            full = ROOMY * digit * len(line.chars) if line.text.isdecimal() else 0.0
            longer = max(line.right - line.left, full) + digit
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
