"""Tables without rules: columns from where words stand, rows from the lines of their labels and figures.

    leaves ──▶ words ──▶ labels ──▶ bands (headings of columns side by side)
    a band and what stands below it ──▶ columns, rows (a label and the figures level with it) ──▶ Table

Only labels of the official forms make words a table, so that prose is never taken for one. A figure stands
in a column because it stands below its heading, and in a row because it is level with its label: cells do
not overlap. What cannot be placed so makes its row doubtful: a figure in a doubtful place is no figure.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import inf

from msgspec.structs import replace

from parsers.document import GridCell, Table
from parsers.unruled.bands import Band, bands_of, is_row
from parsers.unruled.brokencells import joined
from parsers.unruled.columns import Columns, place_of
from parsers.unruled.labels import Label, Leaf, Word, labels_of, words_of
from parsers.unruled.rows import (
    LEADING,
    Row,
    alone,
    around_labels,
    beside_labels,
    beyond,
    by_order,
    paragraphs_of,
    prove,
    run_together,
    settle,
    unlabelled,
)
from parsers.unruled.ruledrows import between_rules
from parsers.unruled.wordings import is_figure

LONG_LINE = 30  # characters without a figure: prose
ENDS = "。；："  # what sentences end with, and labels do not


@dataclass(frozen=True, slots=True)
class Found:
    """A table and the lines it is made of, as (leaf, line)."""

    table: Table
    lines: frozenset[tuple[int, int]]


@dataclass(slots=True)
class Section:
    """What stands below one band (or below none that can be read) down to the next."""

    band: Band | None
    rows: list[Row]
    blocks: list[Label] = field(default_factory=list)

    @property
    def top(self) -> float:
        tops = [self.band.top] if self.band else [self.rows[0].core[0]]
        return min([*tops, *(label.box[1] for label in self.blocks)])

    @property
    def bottom(self) -> float:
        return max([row.core[1] for row in self.rows] + ([self.band.bottom] if self.band else []))


def tables(leaves: Sequence[Leaf]) -> list[Found]:
    """The tables without rules on a strip of pages, from top to bottom."""
    words = words_of(leaves)
    if not any(is_figure(word.text) for word in words):
        return []
    labels = labels_of(words)
    if not labels:
        return []
    return Strip(leaves, words, labels).tables()


class Strip:
    """The words of pages laid below each other, with their labels: where the tables are found."""

    def __init__(self, leaves: Sequence[Leaf], words: list[Word], labels: list[Label]) -> None:
        self.leaves = leaves
        self.words = words
        self.labels = labels
        self.em = sorted(word.em for word in words)[len(words) // 2]
        self.stops = sorted(self.found_stops())
        self.free: list[Word] = []  # what is no part of a label, once these are known
        self.by_height: list[tuple[float, int]] = []  # their middles and numbers

    def tables(self) -> list[Found]:
        bands = bands_of(self.words, self.labels, self.stops)
        return [table for group in self.groups(self.sections(bands)) if (table := self.laid_out(group))]

    def found_stops(self) -> Iterator[float]:
        """The heights of what parts tables: prose, and their titles."""
        lines: dict[tuple[int, int], list[Word]] = defaultdict(list)
        for word in self.words:
            lines[word.leaf, word.line].append(word)
        for words in lines.values():
            free = [word for word in words if not word.used]
            if not free or len(free) < len(words) or any(is_figure(word.text) for word in words[1:]):
                continue
            text = "".join(word.text for word in words)
            apart = any(right.box[0] - left.box[2] > 1.5 * left.em for left, right in pairwise(words))
            if not apart and (len(text) > LONG_LINE or text[-1] in ENDS):
                yield words[0].middle
        for label in self.labels:
            if label.kinds == {"title"}:
                yield label.middle

    def stop_after(self, height: float) -> float:
        return next((stop for stop in self.stops if stop > height), float("inf"))

    def sections(self, bands: list[Band]) -> list[Section]:
        """What stands below each band, and rows that stand below none."""
        self.free = [word for word in self.words if not word.used and word.text.strip()]
        self.by_height = sorted((word.middle, at) for at, word in enumerate(self.free))
        headings = {id(label) for band in bands for label in [*band.leaves, *band.above]}
        rows = [label for label in self.labels if id(label) not in headings and is_row(label)]
        blocks = [label for label in self.labels if "block" in label.kinds]
        starts: list[tuple[float, Band | None]] = [(band.bottom, band) for band in bands]
        inside = [(band.top, band.bottom) for band in bands]
        starts += [
            (stop, None)
            for stop in [*self.stops, *(label.middle for label in blocks)]
            if not any(top < stop < bottom for top, bottom in inside)
        ]
        starts.append((float("-inf"), None))
        starts.sort(key=lambda start: start[0])
        made: list[Section] = []
        for at, (start, band) in enumerate(starts):
            end = float("inf")
            if at + 1 < len(starts):
                following = starts[at + 1][1]
                end = following.top if following else starts[at + 1][0]
            end = min([end, *(label.middle for label in blocks if label.middle > start + 1)])
            section = self.section(band, start, end, rows)
            if section is not None:
                made.append(section)
        self.add_left_out(made, rows)
        for label in blocks:
            below = [section for section in made if section.band and section.band.top > label.middle]
            if below:
                first = min(below, key=lambda section: section.top)
                if self.stop_after(label.middle) > (first.band.top if first.band else 0.0):
                    first.blocks.append(label)
        return made

    def add_left_out(self, sections: Sequence[Section], labels: Sequence[Label]) -> None:
        """Add the labels of rows that stand amid a table and in none of its rows, as rows in doubt."""
        placed = {id(row.label) for section in sections for row in section.rows}
        for section in sections:
            columns = section.band.leaves[0].box[0] if section.band else float("-inf")
            for label in labels:
                inside = section.top < label.middle < section.bottom and label.centre < columns
                if inside and id(label) not in placed and "group" not in label.kinds:
                    section.rows.append(Row(label.core, label, doubtful=True))
            section.rows.sort(key=lambda row: row.middle)

    def section(self, band: Band | None, start: float, end: float, rows: list[Label]) -> Section | None:
        em = self.em
        inner = [label for label in rows if start - 0.3 * em < label.middle < end]
        words = self.free_between(start - 0.3 * em, end)
        figures = [word for word in words if is_figure(word.text)]
        if band is not None:
            left = band.leaves[0].box[0]
            inner = [label for label in inner if label.centre < left]
        elif not inner or not figures:
            return None
        else:
            left = min(word.box[0] for word in figures)
            inner = [label for label in inner if label.centre < left]
        inner = [label for label in inner if alone(label, inner)]
        made = [Row(label.core, label) for label in inner]
        made.sort(key=lambda row: row.middle)
        loose = beside_labels(between_rules(words, made, self.leaves, left), made)
        if band is None and not any(row.figures for row in made):
            return None
        if band is None:  # without headings, only rows with figures tell where a table ends
            made = [row for row in made if row.figures]
        loose = around_labels(joined(loose, made), made, left)
        rest = unlabelled(loose, made, left, band)
        if not made:
            return None
        made.sort(key=lambda row: row.middle)
        for lines in paragraphs_of(rest):
            if band is None or not beyond(lines, made, band):
                settle(lines, made)
        by_order(made)
        self.doubt_pieces(made)
        prove(made, [word for word in figures if word.box[2] > left])
        if band is not None:
            run_together(words, made, left)
        return Section(band, made)

    def doubt_pieces(self, rows: Sequence[Row]) -> None:
        """Put into doubt rows without figures whose label may be a piece of one.

        Words that are no part of a label stand close below theirs.
        """
        for row in rows:
            if row.figures:
                continue
            words = list(row.words())
            left, right = min(word.box[0] for word in words), max(word.box[2] for word in words)
            foot, em = row.core[1], words[-1].em
            row.doubtful |= any(
                not is_figure(word.text) and word.box[0] < right and left < word.box[2]
                for word in self.free_between(foot, foot + LEADING * em)
            )

    def free_between(self, top: float, bottom: float) -> list[Word]:
        """The words between two heights that are no part of a label."""
        first = bisect_right(self.by_height, (top, inf))
        last = bisect_left(self.by_height, (bottom, -1))
        return [self.free[at] for at in sorted(at for _, at in self.by_height[first:last])]

    def groups(self, sections: list[Section]) -> Iterator[list[Section]]:
        """Sections that follow each other without a stop between."""
        current: list[Section] = []
        for section in sorted(sections, key=lambda section: section.top):
            if current and self.stop_after(current[-1].bottom) < section.top:
                yield current
                current = []
            current.append(section)
        if current:
            yield current

    def laid_out(self, group: list[Section]) -> Found | None:
        """The table of sections below each other."""
        cells: list[GridCell] = []
        number = 0
        used: set[tuple[int, int]] = set()
        bottom = max(section.bottom for section in group)
        top = min(section.top for section in group)
        for section in group:
            for label in section.blocks:
                cells.append(GridCell(number, 0, label.text, place_of(self.leaves, label.words)))
                number += 1
            columns = Columns.of(self.leaves, section.band, section.rows)
            for line in columns.headings():
                cells += [replace(cell, row=number) for cell in line]
                number += 1
            for row in section.rows:
                cells += columns.cells(row, number)
                number += 1
                used |= {(word.leaf, word.line) for word in row.words()}
        if not any(section.band or len(section.rows) > 1 for section in group):
            return None
        boxes = [word for word in self.words if top <= word.middle <= bottom]
        # A line of which nothing found its place, and which has a figure, is not passed over.
        known = {(word.leaf, word.line) for word in boxes if word.used}
        lost = {(word.leaf, word.line) for word in boxes if is_figure(word.text)} - used - known
        used |= {(word.leaf, word.line) for word in boxes} - lost
        return Found(Table(tuple(cells), place_of(self.leaves, boxes)), frozenset(used))
