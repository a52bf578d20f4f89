"""Pages of lines and characters become blocks in reading order: for PDF, OFD and recognised pictures alike.

    Page (rules, characters, pictures) ──▶ tables, lines of text ──▶ paragraphs ──▶ blocks

Running heads, running feet and page numbers are left out; a paragraph that runs on over a page break
is one paragraph. A table that does so stays two, in order: only labels tell where it was cut.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from operator import sub
from statistics import median

from msgspec.structs import replace

from parsers.document import PICTURED, Block, Picture, Place, Table
from parsers.labels import letters, lexicon, look_up
from parsers.pages.cutheads import headed
from parsers.pages.cutrows import continued
from parsers.pages.missingrules import lacks_rules, run_together
from parsers.pages.paragraphs import Run, Shape, finished
from parsers.pages.ruledtables import Ruled, ruled
from parsers.pages.rulegrid import Segment
from parsers.pages.signrules import with_rules_of_signs
from parsers.pages.textlines import Box, Char, Line, box_of, text_lines
from parsers.remembered import remembered
from parsers.unruled import grid
from parsers.unruled.columns import IN_DOUBT
from parsers.unruled.joints import joints, level_lines, levels
from parsers.unruled.labels import Leaf

# Running heads and feet stand within this share of the page's height from its edge.
MARGIN = 0.1
PAGE_NUMBER = re.compile(
    r"[\s\-–—―·•~第]*(?:\d{1,4}|[ivxIVX]{1,6})(?:\s*(?:[/／之]|of)\s*\d{1,4})?"
    r"[\s\-–—―·•~页]*(?:[,，、]?\s*共\s*\d{1,4}\s*页)?"
)
FEW_PICTURES = 2  # that may stand alone on a line for ornament
FEW_WORDS = 60  # letters of one page of a sheet
TWO_MARGINS, OFF_MIDDLE = 6.0, 0.1  # in heights of a line; of the width of a sheet with two pages
FEW_RULES, THROUGH = 2, 0.8  # that may go across two pages, each through so much of the strip between them
GUTTER = 0.8  # between two columns of text, in heights of a line


@dataclass(frozen=True, slots=True)
class Page:
    """What is drawn on a page; `box_around` gives the exact box of the ink of some of its characters.

    `edges` are where the columns of each of its pictures begin, and the last one ends, if these are tables.
    """

    number: int
    width: float
    height: float
    segments: Sequence[Segment]
    chars: Sequence[Char]
    pictures: tuple[Picture | Table, ...] = ()  # and tables that were read already
    box_around: Callable[[Sequence[Char]], Box] = box_of
    edges: Sequence[Sequence[float]] = ()


Placed = Line | Table | Picture | Ruled


@dataclass(slots=True)
class Column:
    """A page, or one column of a page in two columns: what stands on it."""

    page: Page
    lines: list[Line]
    ruled: list[Ruled]
    others: list[Table | Picture] = field(default_factory=list)

    def leaf(self) -> Leaf:
        """What of the column may be tables without rules: its lines but the page numbers."""
        segments = self.page.segments
        lines = level_lines(segments, [entry.grid.box for entry in self.ruled])
        meeting, rules = joints(lines), levels(lines)
        return Leaf(self.page.number, self.lines, uprights(segments), meeting, self.page.box_around, rules)


@dataclass(frozen=True, slots=True)
class Placing:
    """A table with the edges of its columns, where it is among the blocks, and what it was made of."""

    table: Table
    edges: Sequence[float]
    at: int
    entry: Ruled | None


def blocks(pages: Iterable[Page]) -> tuple[Block, ...]:
    """The paragraphs, tables and pictures of pages in reading order."""
    columns = [column for page in pages for column in parted(page)]
    running = running_lines(columns)
    for column in columns:
        column.lines = [line for line in column.lines if (column.page.number, line) not in running]
    unruled = tables_without_rules(columns)
    made: list[Block] = []
    run: Run | None = None
    cut: Placing | None = None  # the table that the last column ended with
    for column, loose in zip(columns, unruled, strict=True):
        page = column.page.number
        column.lines = list(without_ornaments(column.lines))
        flow: list[tuple[float, Placed]] = [(line.top, line) for line in column.lines]
        flow += [(entry.grid.ys[0], entry) for entry in column.ruled]
        flow += [(upper_edge(block.place), block) for block in [*column.others, *loose]]
        flow.sort(key=lambda entry: entry[0])
        shape = Shape.of(column.lines)
        whole: dict[int, Placing] = {}  # the tables of the column by their ids
        for at, (_, entry) in enumerate(flow):
            if isinstance(entry, Line):
                if run is not None and shape.runs_on(run, entry, same_page=run.page == page):
                    run.lines.append(entry)
                    run.full = shape.full(entry)
                else:
                    made += finished(run)
                    run = Run(page, [entry], shape.full(entry))
                continue
            made += finished(run)
            run = None
            if isinstance(entry, Picture):
                made.append(entry)
                continue
            placing = placing_of(entry, column.page, len(made))
            above = cut if at == 0 else None
            if above and (joined := headed(above.table, above.edges, placing.table, placing.edges)):
                made[above.at] = joined
                whole[id(entry)] = with_head(placing, joined, above.at)
            elif (
                above and above.entry and placing.entry and (halves := continued(above.entry, placing.entry))
            ):
                upper, lower = halves
                made[above.at] = upper
                if lower:
                    whole[id(entry)] = Placing(lower.table, placing.edges, len(made), lower)
                    made.append(lower.table)
            else:
                whole[id(entry)] = placing
                made.append(placing.table)
        last = max((entry for _, entry in flow), key=foot_of, default=None)
        cut = whole.get(id(last))
    made += finished(run)
    return tuple(made)


def placing_of(entry: Table | Ruled, page: Page, at: int) -> Placing:
    if isinstance(entry, Ruled):
        return Placing(entry.table, entry.grid.xs, at, entry)
    edges = (edges for one, edges in zip(page.pictures, page.edges, strict=False) if one is entry)
    return Placing(entry, next(edges, ()), at, None)


def with_head(placing: Placing, table: Table, at: int) -> Placing:
    """A table, with a head now, in its new place."""
    entry = placing.entry
    if entry is not None:
        more = table.height - entry.table.height
        lines = {(row + more, column): lines for (row, column), lines in entry.lines.items()}
        entry = Ruled(entry.grid, table, lines)
    return Placing(table, placing.edges, at, entry)


def without_ornaments(lines: Iterable[Line]) -> Iterator[Line]:
    """Lines of text without the small pictures in them, which are figures in lines of a table only."""
    for line in lines:
        if PICTURED not in line.text:
            yield line
            continue
        text = line.text.replace(PICTURED, " ").strip()
        if of_table(text) if text else line.text.count(PICTURED) > FEW_PICTURES:
            yield line
        elif text:
            yield line._replace(text=line.text.replace(PICTURED, ""))


def foot_of(entry: Placed) -> float:
    """Where something on a page ends."""
    if isinstance(entry, Line):
        return entry.bottom
    box = entry.grid.box if isinstance(entry, Ruled) else entry.place.box
    return box[3] if box else 0.0


def tables_without_rules(columns: Sequence[Column]) -> list[list[Table]]:
    """The tables without rules that begin in each column; their lines are taken out of the columns.

    A table that lacks some of its rules is read by its words, where these make a table.
    """
    poor = [[entry for entry in column.ruled if lacks_rules(entry)] for column in columns]
    if any(poor):
        whole = [(column.lines, column.ruled) for column in columns]
        for column, entries in zip(columns, poor, strict=True):
            released = [
                char
                for entry in entries
                for lines in entry.lines.values()
                for line in lines
                for char in line.chars
            ]
            column.lines = text_lines([char for line in column.lines for char in line.chars] + released)
            column.ruled = [entry for entry in column.ruled if entry not in entries]
        found = grid.tables([column.leaf() for column in columns])
        read = [
            {at for found_table in found for leaf, at in found_table.lines if leaf == number}
            for number in range(len(columns))
        ]
        for column, entries, lines, (old_lines, old_ruled) in zip(columns, poor, read, whole, strict=True):
            if not all(within(entry, [column.lines[at] for at in lines]) for entry in entries):
                column.lines = old_lines
                column.ruled = [run_together(entry) if entry in entries else entry for entry in old_ruled]
    made: list[list[Table]] = [[] for _ in columns]
    taken: list[set[int]] = [set() for _ in columns]
    for one in grid.tables([column.leaf() for column in columns]):
        beside = any(
            entry.grid.ys[0] < (line.top + line.bottom) / 2 < entry.grid.ys[-1]
            for leaf, at in one.lines
            for line in [columns[leaf].lines[at]]
            for entry in columns[leaf].ruled
        )
        made[min(one.lines)[0]].append(in_doubt(one.table) if beside else one.table)
        for leaf, at in one.lines:
            taken[leaf].add(at)
    for column, used in zip(columns, taken, strict=True):
        column.lines = [line for at, line in enumerate(column.lines) if at not in used]
    return made


def in_doubt(table: Table) -> Table:
    """A table without rules beside one with rules: what of it is blank, and what is not, is not known."""
    return replace(table, cells=tuple(replace(cell, confidence=IN_DOUBT) for cell in table.cells))


def within(entry: Ruled, lines: Sequence[Line]) -> bool:
    """Whether some of the lines stand within a grid."""
    left, top, right, bottom = entry.grid.box
    return any(left < line.right and line.left < right and top < line.top < bottom for line in lines)


def uprights(segments: Sequence[Segment]) -> list[Segment]:
    """The vertical rules among pieces of rules."""
    return [rule for rule in segments if rule.bottom - rule.top > 2 * (rule.right - rule.left)]


def parted(page: Page) -> list[Column]:
    """A page as one column, or as two where a strip of paper parts it from top to bottom."""
    chars, segments = with_rules_of_signs(page.chars, page.segments)
    found, free = ruled(segments, chars, page.number, box_around=page.box_around)
    gutter = gutter_of(page, free, [entry.grid.box for entry in found])
    sides = [(0.0, page.width)] if gutter is None else [(0.0, gutter), (gutter, page.width)]
    columns = []
    for start, end in sides:
        chars = [char for char in free if gutter is None or start <= (char.left + char.right) / 2 < end]
        own = [
            entry
            for entry in found
            if gutter is None or start <= (entry.grid.xs[0] + entry.grid.xs[-1]) / 2 < end
        ]
        others = list(page.pictures) if end == page.width else []
        columns.append(Column(page, text_lines(chars), own, others))
    return columns


def upper_edge(place: Place) -> float:
    return place.box[1] if place.box else 0.0


def gutter_of(page: Page, chars: Sequence[Char], ruled_boxes: Sequence[Box]) -> float | None:
    """Where a page of two columns is to be parted; None where it is one column.

    In a table without rules many strips are empty; between columns of text there is one, between pages on one
    sheet one much wider than others; either column is filled from edge to edge by lines or by ruled tables.
    """
    low, high = 0.3 * page.width, 0.7 * page.width
    if len(chars) < 40 or any(box[0] <= low and high <= box[2] for box in ruled_boxes):
        return None
    _, starts, tops, ends, bottoms, _, _ = zip(*chars, strict=True)
    height = median(map(sub, bottoms, tops))
    spans = sorted([*zip(starts, ends, strict=True), *((box[0], box[2]) for box in ruled_boxes)])
    lefts, rights = zip(*spans, strict=True)
    gaps: list[tuple[float, float]] = [
        (reach, left)
        for reach, left in zip(accumulate(rights, max), lefts[1:], strict=False)
        if left - reach >= GUTTER * height
    ]
    widest = max(gaps, key=lambda gap: gap[1] - gap[0], default=None)
    if widest is None or not low < (gutter := sum(widest) / 2) < high:
        return None
    if rules_through(widest, page.segments) > FEW_RULES:
        return None
    if len(gaps) > 1:
        words = [
            sum(char[0].isalpha() for char in chars if (char[1] < gutter) == side) for side in (True, False)
        ]
        sheet = page.width > page.height and min(words) > FEW_WORDS
        return gutter if sheet and parts_pages(widest, gaps, page.width, height) else None
    for left_side in (True, False):
        lines = text_lines(char for char in chars if (char.left < gutter) == left_side)
        boxes = [box for box in ruled_boxes if (box[0] < gutter) == left_side]
        widths = [line.right - line.left for line in lines]
        room = max([*widths, *(box[2] - box[0] for box in boxes)], default=0.0)
        full = sum(width > 0.7 * room for width in widths)
        if not any(box[2] - box[0] > 0.7 * room for box in boxes) and (
            len(lines) < 8 or full < len(lines) / 2
        ):
            return None
    return gutter


def rules_through(strip: tuple[float, float], segments: Iterable[Segment]) -> int:
    """How many level rules go through a strip of paper, as those below the rows of one table do."""
    low, high = strip
    lengths: Counter[int] = Counter()
    for left, top, right, _ in segments:
        if left < high and low < right:
            lengths[round(top)] += round(min(right, high) - max(left, low))
    return sum(length > THROUGH * (high - low) for length in lengths.values())


def parts_pages(
    widest: tuple[float, float], gaps: Sequence[tuple[float, float]], width: float, height: float
) -> bool:
    """Whether a strip of paper parts two pages on one sheet; tables without rules have strips as well."""
    wide = widest[1] - widest[0]
    return (
        abs(sum(widest) - width) < OFF_MIDDLE * width
        and wide > TWO_MARGINS * height
        and all(gap == widest or gap[1] - gap[0] < wide / 2 for gap in gaps)
    )


def in_margin(line: Line, height: float) -> bool:
    return not MARGIN * height < (line.top + line.bottom) / 2 < (1 - MARGIN) * height


def running_lines(columns: Sequence[Column]) -> set[tuple[int, Line]]:
    """Page numbers, and what is printed at the head or foot of most pages."""
    edge = [
        (column.page.number, line, re.sub(r"\d+", "#", line.text))
        for column in columns
        for line in margin_lines(column)
    ]
    pages = {column.page.number for column in columns}
    counted = Counter(text for text, _ in {(text, page) for page, _, text in edge})
    often = {text for text, count in counted.items() if len(pages) > 1 and count > max(1, 0.5 * len(pages))}
    numbers = [(column.page.number, line) for column in columns for line in page_numbers(column)]
    ahead = Counter(int(line.text) - page for page, line in numbers if line.text.isdecimal())
    counting = {
        (page, line)
        for page, line in numbers
        # A number alone counts the pages, from wherever; one that does not may be a figure.
        if not line.text.isdecimal() or int(line.text) == page or ahead[int(line.text) - page] > 1
    }
    return {(page, line) for page, line, text in edge if text in often} | counting


def margin_lines(column: Column) -> Iterator[Line]:
    """The lines at the head and foot of a column, from its edges inwards up to what may be of a table."""
    for lines in (column.lines, column.lines[::-1]):
        for line in lines:
            if not in_margin(line, column.page.height) or of_table(line.text):
                break
            yield line


def of_table(text: str) -> bool:
    """Whether a line may be one of a table: without words, or with one that is a label or a piece of one."""
    if not any(sign.isalpha() for sign in text):
        return PAGE_NUMBER.fullmatch(text) is None or text.isdecimal()
    return any(is_piece(word) for word in text.split())


@remembered(1024)
def is_piece(word: str) -> bool:
    plain = letters(word)
    return bool(look_up(word)) or (len(plain) > 1 and any(plain in label for label in lexicon()))


def page_numbers(column: Column) -> Iterator[Line]:
    """The first or last line of a column, if it is a page number that stands apart from all others."""
    lines = column.lines
    for line, following in (
        (lines[:2], lines[-1:-3:-1]) if len(lines) > 1 else [(line, None) for line in lines]
    ):
        if not in_margin(line, column.page.height) or PAGE_NUMBER.fullmatch(line.text) is None:
            continue
        boxes = [entry.grid.box for entry in column.ruled] + ([following[2:6]] if following else [])
        apart = 0.6 * (line.bottom - line.top)
        if all(line.top > box[3] + apart or line.bottom < box[1] - apart for box in boxes):
            yield line
