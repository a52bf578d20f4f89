"""Pages of lines and characters become blocks in reading order: for PDF, OFD and recognised pictures alike.

    Page (rules, characters, pictures) ──▶ tables, lines of text ──▶ paragraphs ──▶ blocks

Running heads, running feet and page numbers are left out; a paragraph that runs on over a page break
is one paragraph. A table that does so stays two, in order: only labels tell where it was cut.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from parsers import rulegrid, wordgrid
from parsers.model import Block, Paragraph, Picture, Place, Table
from parsers.rulegrid import Segment
from parsers.textlines import Box, Char, Line, around, box_of, letters_meet, text_lines, wide

# Running heads and feet stand within this share of the page's height from its edge.
MARGIN = 0.1
PAGE_NUMBER = re.compile(
    r"[\s\-–—―·•~第]*(?:\d{1,4}|[ivxIVX]{1,6})(?:\s*[/／of之]+\s*\d{1,4})?[\s\-–—―·•~页共,，、0-9]*"
)
# The first line of a paragraph stands back from the others by two characters, or at least by this.
INDENT = 1.2
GUTTER = 1.5  # between two columns of text, in heights of a line


@dataclass(frozen=True, slots=True)
class Page:
    """What is drawn on a page; `box_around` gives the exact box of the ink of some of its characters."""

    number: int
    width: float
    height: float
    segments: Sequence[Segment]
    chars: Sequence[Char]
    pictures: tuple[Picture, ...] = ()
    box_around: Callable[[Sequence[Char]], Box] = box_of


@dataclass(frozen=True, slots=True)
class Column:
    """A page, or one column of a page in two columns: its tables, lines and pictures."""

    page: int
    height: float
    tables: list[Table]
    lines: list[Line]
    pictures: list[Picture]


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
    made: list[Block] = []
    run: Run | None = None
    for column in columns:
        kept = [line for line in column.lines if (column.page, line) not in running]
        flow: list[tuple[float, Line | Table | Picture]] = [(line.top, line) for line in kept]
        flow += [(top(table), table) for table in column.tables]
        flow += [(top(picture), picture) for picture in column.pictures]
        flow.sort(key=lambda entry: entry[0])
        shape = Shape.of(kept)
        for _, entry in flow:
            if not isinstance(entry, Line):
                made += finished(run)
                made.append(entry)
                run = None
            elif run is not None and shape.runs_on(run, entry, same_page=run.page == column.page):
                run.lines.append(entry)
                run.full = shape.full(entry)
            else:
                made += finished(run)
                run = Run(column.page, [entry], shape.full(entry))
    made += finished(run)
    return tuple(made)


def top(block: Table | Picture) -> float:
    return block.place.box[1] if block.place.box else 0.0


def parted(page: Page) -> list[Column]:
    """A page as one column, or as two where a strip of paper parts its text from top to bottom."""
    tables, free = rulegrid.tables(page.segments, page.chars, page.number, box_around=page.box_around)
    gutter = None if tables else gutter_of(page, free)
    parts = [free]
    if gutter is not None:
        parts = [
            [char for char in free if char.left < gutter],
            [char for char in free if char.left >= gutter],
        ]
    columns = []
    for chars in parts:
        lines = text_lines(chars)
        loose, lines = wordgrid.tables(lines, page.segments, page.number, box_around=page.box_around)
        columns.append(Column(page.number, page.height, [*tables, *loose], lines, []))
    columns[0].pictures.extend(page.pictures)
    return columns


def gutter_of(page: Page, chars: Sequence[Char]) -> float | None:
    """Where a page of two columns is to be parted; None where it is one column.

    In a table without rules many strips are empty; between columns of text there is one, and the lines
    on both sides of it are filled.
    """
    if len(chars) < 200:
        return None
    height = median(char.bottom - char.top for char in chars)
    middle = [char for char in chars if 0.3 < (char.left + char.right) / 2 / page.width < 0.7]
    spans = sorted((char.left, char.right) for char in middle)
    reach = 0.3 * page.width
    gaps = []
    for left, right in spans:
        if left - reach >= GUTTER * height:
            gaps.append((reach, left))
        reach = max(reach, right)
    if len(gaps) != 1:
        return None
    start, end = gaps[0]
    sides = (
        text_lines(char for char in chars if char.right <= start + 0.1),
        text_lines(char for char in chars if char.left >= end - 0.1),
    )
    for side in sides:
        widths = [line.right - line.left for line in side]
        if len(side) < 8 or sum(width > 0.7 * max(widths) for width in widths) < 0.5 * len(side):
            return None
        if any(" " in line.text for line in side[:: max(1, len(side) // 8)] if len(line.text) < 12):
            return None
    return (start + end) / 2


def running_lines(columns: Sequence[Column]) -> set[tuple[int, Line]]:
    """Page numbers, and what is printed at the head or foot of most pages."""
    edge: list[tuple[Column, Line, str]] = []
    for column in columns:
        for line in column.lines:
            middle = (line.top + line.bottom) / 2
            if not MARGIN * column.height < middle < (1 - MARGIN) * column.height:
                edge.append((column, line, re.sub(r"\d+", "#", line.text)))
    pages = {column.page for column in columns}
    counted = Counter(text for text, _ in {(text, column.page) for column, _, text in edge})
    often = {text for text, count in counted.items() if len(pages) > 1 and count > max(1, 0.5 * len(pages))}
    return {
        (column.page, line)
        for column, line, text in edge
        if text in often or PAGE_NUMBER.fullmatch(line.text)
    }


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
        if sizes[1] > 1.15 * sizes[0]:
            return False
        if same_page:
            if line.top < last.top or line.top - last.top > max(1.6 * self.pitch, 2.2 * sizes[1]):
                return False
            if self.centred(last) and self.centred(line) and sizes[1] > 1.2 * self.height:
                return True  # a title of several lines
        return run.full and line.left < self.left + INDENT * self.height


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
