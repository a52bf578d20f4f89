"""Pages of lines and characters become blocks in reading order: for PDF, OFD and recognised pictures alike.

    Page (rules, characters, pictures) ──▶ tables, lines of text ──▶ paragraphs ──▶ blocks

Running heads, running feet and page numbers are left out; a paragraph that runs on over a page break
is one paragraph. A table that does so stays two, in order: only labels tell where it was cut.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate, pairwise
from statistics import median

from parsers import wordgrid
from parsers.cutrows import continued
from parsers.labels import letters, lexicon, look_up
from parsers.model import Block, GridCell, Paragraph, Picture, Place, Table
from parsers.remembered import remembered
from parsers.ruledtables import Ruled, ruled
from parsers.rulegrid import Segment
from parsers.sections import ORDINAL, heading_number
from parsers.textlines import Box, Char, Line, around, box_of, letters_meet, text_lines, wide
from parsers.values import looks_like_figure
from parsers.wordcolumns import IN_DOUBT
from parsers.wordlabels import Leaf, is_figure

# Running heads and feet stand within this share of the page's height from its edge.
MARGIN = 0.1
PAGE_NUMBER = re.compile(
    r"[\s\-–—―·•~第]*(?:\d{1,4}|[ivxIVX]{1,6})(?:\s*(?:[/／之]|of)\s*\d{1,4})?"
    r"[\s\-–—―·•~页]*(?:[,，、]?\s*共\s*\d{1,4}\s*页)?"
)
# The first line of a paragraph stands back from the others by two characters, or at least by this.
INDENT = 1.2
SENTENCE_ENDS = "。！？；.!?;"  # after which a new page begins a new paragraph
GUTTER = 0.8  # between two columns of text, in heights of a line


@dataclass(frozen=True, slots=True)
class Page:
    """What is drawn on a page; `box_around` gives the exact box of the ink of some of its characters."""

    number: int
    width: float
    height: float
    segments: Sequence[Segment]
    chars: Sequence[Char]
    pictures: tuple[Picture | Table, ...] = ()  # and tables that were read already
    box_around: Callable[[Sequence[Char]], Box] = box_of


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
        return Leaf(self.page.number, self.lines, uprights(self.page.segments), self.page.box_around)


@dataclass(slots=True)
class Run:
    """The lines of a paragraph so far, and whether the last of them reaches the right edge."""

    page: int
    lines: list[Line]
    full: bool = False


def blocks(pages: Iterable[Page]) -> tuple[Block, ...]:
    """The paragraphs, tables and pictures of pages in reading order."""
    columns = [column for page in pages for column in parted(page)]
    running = running_lines(columns)
    for column in columns:
        column.lines = [line for line in column.lines if (column.page.number, line) not in running]
    unruled = tables_without_rules(columns)
    made: list[Block] = []
    run: Run | None = None
    cut: tuple[Ruled, int] | None = None  # the table that the last column ended with, and its place in `made`
    for column, loose in zip(columns, unruled, strict=True):
        page = column.page.number
        flow: list[tuple[float, Placed]] = [(line.top, line) for line in column.lines]
        flow += [(entry.grid.ys[0], entry) for entry in column.ruled]
        flow += [(upper_edge(block.place), block) for block in [*column.others, *loose]]
        flow.sort(key=lambda entry: entry[0])
        shape = Shape.of(column.lines)
        whole: dict[int, int] = {}  # where the tables of the column are in `made`, by their ids
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
            if not isinstance(entry, Ruled):
                made.append(entry)
            elif cut is not None and at == 0 and (halves := continued(cut[0], entry)):
                upper, lower = halves
                made[cut[1]] = upper
                made += [lower] if lower else []
            else:
                whole[id(entry)] = len(made)
                made.append(entry.table)
        last = max((entry for _, entry in flow), key=foot_of, default=None)
        cut = (last, whole[id(last)]) if isinstance(last, Ruled) and id(last) in whole else None
    made += finished(run)
    return tuple(made)


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
        found = wordgrid.tables([column.leaf() for column in columns])
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
    for one in wordgrid.tables([column.leaf() for column in columns]):
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


def run_together(entry: Ruled) -> Ruled:
    """A table that lacks some of its rules, with the rows in doubt that hold several rows of the form."""
    doubtful = {
        cell.row
        for cell in entry.table.cells
        if crowded(cell) or labels_in(cell, entry.lines[cell.row, cell.column])[0] > 1
    }
    cells = (
        replace(cell, confidence=IN_DOUBT) if cell.row in doubtful and not look_up(cell.text) else cell
        for cell in entry.table.cells
    )
    return replace(entry, table=replace(entry.table, cells=tuple(cells))) if doubtful else entry


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


def lacks_rules(entry: Ruled) -> bool:
    """Whether some rules are not drawn.

    Then cells hold several figures or labels, or a label and its figure; rows have fewer cells than
    headings, or figures no labels.
    """
    lines = entry.table.rows()
    several = ((cells, sum(map(crowded, cells))) for cells in lines)
    if sum(count for cells, count in several if count and not broken_figures(cells)) > 1:
        return True
    headings = rows = poor = 0
    figures = any(is_figure(cell.text) for cell in entry.table.cells if cell.text.strip())
    named_at_all = False
    under = False
    for cells in lines:
        kinds = [kinds_of(cell.text) for cell in cells]
        labels = [at for at, kind in enumerate(kinds) if "row" in kind]
        named_at_all |= any(kinds)
        named = sum("column" in kind and "row" not in kind for kind in kinds)
        if named:
            headings = named + (0 if under else headings)
            under = False
        elif labels and headings:
            under = True
            rows += 1
            poor += len(cells) - labels[-1] - 1 < headings
        for at, cell in enumerate(cells):
            known, figures_beside = labels_in(cell, entry.lines[cell.row, cell.column])
            # With a cell for each column behind it, a figure beside a label is the document's own mistake.
            if known > 1 or (known and figures_beside and len(cells) - at - 1 < max(headings, 1)):
                return True
    return poor * 2 > rows or (rows == 0 < headings and not figures) or (figures and not named_at_all)


@remembered(4096)
def kinds_of(text: str) -> frozenset[str]:
    """What kinds of labels a text may be."""
    return frozenset(meaning.kind for meaning in look_up(text))


def labels_in(cell: GridCell, lines: Sequence[Line]) -> tuple[int, bool]:
    """How many labels of rows or columns stand in a cell that is none itself, and whether figures do."""
    words = (
        lines[0].text.split() if len(lines) == 1 else [word for line in lines for word in line.text.split()]
    )
    if len(words) < 2 or look_up(cell.text):
        return 0, False
    known = sum(not kinds_of(word).isdisjoint(("row", "column")) for word in words)
    return known, any(is_figure(word) for word in words)


def broken_figures(cells: Sequence[GridCell]) -> bool:
    """Whether the figures below each other in cells of a row are pieces of one: others have no second."""
    single = any(cell.text.strip() and looks_like_figure(cell.text) and not crowded(cell) for cell in cells)
    return single and all("\n" in cell.text for cell in cells if crowded(cell))


def crowded(cell: GridCell) -> bool:
    """Whether a cell holds several figures."""
    words = cell.text.split() if len(cell.text) > 2 else ()
    return (
        len(words) > 1
        and sum(is_figure(word) for word in words) > 1
        and all(is_figure(word) for word in words)
    )


def parted(page: Page) -> list[Column]:
    """A page as one column, or as two where a strip of paper parts it from top to bottom."""
    found, free = ruled(page.segments, page.chars, page.number, box_around=page.box_around)
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

    In a table without rules many strips are empty; between columns of text there is one, and either
    side is filled from edge to edge by lines or by ruled tables.
    """
    low, high = 0.3 * page.width, 0.7 * page.width
    if len(chars) < 40 or any(box[0] <= low and high <= box[2] for box in ruled_boxes):
        return None
    height = median([char[4] - char[2] for char in chars])
    spans = sorted([(char[1], char[3]) for char in chars] + [(box[0], box[2]) for box in ruled_boxes])
    lefts, rights = zip(*spans, strict=True)
    gaps: list[tuple[float, float]] = [
        (reach, left)
        for reach, left in zip(accumulate(rights, max), lefts[1:], strict=False)
        if left - reach >= GUTTER * height
    ]
    if len(gaps) != 1 or not low < (gutter := sum(gaps[0]) / 2) < high:
        return None
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


@dataclass(frozen=True, slots=True)
class Shape:
    """How the text of a column is set: where its lines begin and end, and how far apart they stand."""

    left: float
    right: float
    height: float
    pitch: float

    @classmethod
    def of(cls, lines: Sequence[Line]) -> Shape:
        if not lines:
            return cls(0.0, 0.0, 1.0, 2.0)
        height = median(line.bottom - line.top for line in lines)
        usual = [line for line in lines if 0.8 * height < line.bottom - line.top < 1.2 * height] or list(
            lines
        )
        steps = [after.top - before.top for before, after in pairwise(usual)]
        steps = [step for step in steps if 0.8 * height < step < 4 * height]
        left = min(line.left for line in usual)
        return cls(left, max(line.right for line in usual), height, min(steps, default=2 * height))

    def full(self, line: Line) -> bool:
        """Whether a line reaches the right edge, so that what follows may belong to it."""
        return line.right > self.right - 3.5 * self.height

    def centred(self, line: Line) -> bool:
        return abs(line.left + line.right - self.left - self.right) < 2 * self.height

    def runs_on(self, run: Run, line: Line, *, same_page: bool) -> bool:
        """Whether a line belongs to the paragraph before it."""
        last = run.lines[-1]
        sizes = sorted((last.bottom - last.top, line.bottom - line.top))
        # The height of a few flat characters says nothing about the size of their type.
        if sizes[1] > 1.15 * sizes[0] and min(len(last.chars), len(line.chars)) > 4:
            return False
        if opens_section(line.text) or (
            opens_section(last.text) and not opens_section(last.text + line.text)
        ):
            return False
        if same_page:
            if line.top < last.top or line.top - last.top > max(1.6 * self.pitch, 2.2 * sizes[1]):
                return False
            if self.centred(last) and self.centred(line) and sizes[1] > 1.2 * self.height:
                return True  # a title of several lines
        elif last.text[-1] in SENTENCE_ENDS:
            return False
        return run.full and line.left < self.left + INDENT * self.height


def opens_section(text: str) -> bool:
    """Whether a line is a heading of the form, with its ordinal: no paragraph runs on into it."""
    return heading_number(text) > 0 and ORDINAL.match(text) is not None


def finished(run: Run | None) -> list[Block]:
    """The paragraph of a run of lines; nothing for none."""
    if run is None:
        return []
    text = ""
    for line in run.lines:
        if text and not (wide(text[-1]) or wide(line.text[0])) and letters_meet(text[-1], line.text[0]):
            # A figure that the layout broke runs on; words of an alphabet stand apart.
            text += "" if text[-1].isdecimal() and line.text[0].isdecimal() else " "
        text += line.text
    first = [line for line in run.lines if line.top >= run.lines[0].top]
    place = Place(page=run.page, box=around(line[2:6] for line in first))
    return [Paragraph(text, place)]
