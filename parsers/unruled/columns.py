"""Columns of tables without rules: from where to where each reaches, and which figure stands in which."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from statistics import median

from parsers.document import GridCell, Place
from parsers.pages.textlines import Char, spaced, wide
from parsers.unruled.bands import Band, merged
from parsers.unruled.labels import Label, Leaf, Word
from parsers.unruled.rows import Row
from parsers.unruled.wordings import is_across, is_figure

IN_DOUBT = 0.5
ASIDE = 0.5  # ems between the middles of a heading and of a figure that is set to one side
SIDED = 3  # figures that show to which side all are set
UNLIKE = 0.3  # of what columns are apart, by which figures may stand further aside of headings than others
SHIFT = 1.0  # by which a page may be moved against the one before, in ems


def left(start: float, _: float) -> float:
    return start


def middle(start: float, end: float) -> float:
    return (start + end) / 2


def right(_: float, end: float) -> float:
    return end


@dataclass(slots=True)
class Columns:
    """The columns of a section: from where to where each reaches, and what is printed above it."""

    leaves: Sequence[Leaf]
    band: Band | None
    rows: Sequence[Row]
    spans: list[tuple[float, float]]
    titles: list[Label | None]
    doubtful: bool = False
    homes: dict[int, int] = field(default_factory=dict)  # of figures that stand below no heading: id → column
    moved: set[int] = field(default_factory=set)  # leaves that may lie beside the one with the headings
    known: dict[tuple[float, float], list[int]] = field(default_factory=dict)  # left, right → columns below

    @classmethod
    def of(cls, leaves: Sequence[Leaf], band: Band | None, rows: Sequence[Row]) -> Columns:
        figures = [word for row in rows for word in row.figures]
        clusters = merged((word.box[0], word.box[2]) for word in figures)
        if band is None:
            return cls(leaves, band, rows, clusters, [None] * len(clusters))
        spans = [(label.box[0], label.box[2]) for label in band.leaves]
        made = cls(leaves, band, rows, spans, list(band.leaves), band.doubtful)
        made.settle(figures, clusters)
        made.moved = set(made.moved_leaves())
        return made

    def moved_leaves(self) -> Iterator[int]:
        """The pages on which nothing shows that the columns stand where they stood on the page before.

        A row with a figure in each column shows it, or labels or figures that reach as far as there.
        """
        rows: dict[int, list[Row]] = defaultdict(list)
        for row in self.rows:
            rows[next(row.words()).leaf].append(row)
        first = self.titles[-1].words[-1].leaf if self.titles[-1] else min(rows)
        for leaf, found in rows.items():
            if leaf == first or any(self.full(row) for row in found):
                continue
            near = SHIFT * next(found[0].words()).em
            pairs = [(edges_of(rows[first]), edges_of(found))] if first in rows else []
            pairs.append((text_edges(self.leaves[first]), text_edges(self.leaves[leaf])))
            if not any(abs(a - b) < near for one, other in pairs for a, b in zip(one, other, strict=True)):
                yield leaf

    def full(self, row: Row) -> bool:
        """Whether a row has one figure in each column."""
        return sorted(at for word in row.figures for at in self.below(word)) == list(range(len(self.spans)))

    def settle(self, figures: list[Word], clusters: list[tuple[float, float]]) -> None:
        """Find the columns of figures that do not stand right below a heading."""
        met = {id(word): self.below(word) for word in figures}
        stray: list[tuple[float, float]] = []
        for low, high in clusters:
            inside = [word for word in figures if low <= word.box[0] and word.box[2] <= high]
            direct = {columns[0] for word in inside if len(columns := met[id(word)]) == 1}
            apart = [word for word in inside if not met[id(word)]]
            if len(direct) == 1:
                self.homes.update((id(word), next(iter(direct))) for word in apart)
            elif not direct and apart:
                stray.append((low, high))
        if stray and len(clusters) == len(self.spans) and self.in_order(clusters):
            for at, (low, high) in enumerate(clusters):
                for word in figures:
                    if low <= word.box[0] and word.box[2] <= high:
                        self.homes[id(word)] = at
            self.doubtful |= not self.alike_aside(clusters)
            return
        stray = [span for span in stray if not self.taken_by_side(span, clusters, figures, met)]
        bare = len(self.spans) > len({column for columns in met.values() for column in columns})
        for low, high in stray:
            words = [word for word in figures if low <= word.box[0] and word.box[2] <= high]
            if bare and any(is_figure(word.text) for word in words):
                self.doubtful = True
            at = sum(span[0] < low for span in self.spans)
            self.spans.insert(at, (low, high))
            self.known.clear()
            self.titles.insert(at, None)
            self.homes = {key: home + (home >= at) for key, home in self.homes.items()}

    def taken_by_side(
        self,
        span: tuple[float, float],
        clusters: Sequence[tuple[float, float]],
        figures: Sequence[Word],
        met: dict[int, list[int]],
    ) -> bool:
        """Give figures beside their heading to it, where all others stand to that side of theirs.

        Figures set to the right or left in wide columns reach beyond a short heading. That they do is shown
        by those that still stand below one; no other figure may stand between the two headings.
        """
        sides = []
        for word in figures:
            if len(columns := met[id(word)]) == 1:
                left, right = self.spans[columns[0]]
                sides.append((word.box[0] + word.box[2] - left - right) / 2 / word.em)
        at = sum(left < span[0] for left, _ in self.spans) - (median(sides) > 0 if sides else False)
        if len(sides) < SIDED or not 0 <= at < len(self.spans):
            return False
        if min(sides) < 0 < max(sides) or abs(median(sides)) < ASIDE:
            return False
        low, high = sorted([self.spans[at], span])
        if any(low[0] < one[1] and one[0] < high[1] for one in clusters if one != span):
            return False
        self.homes.update(
            (id(word), at) for word in figures if span[0] <= word.box[0] and word.box[2] <= span[1]
        )
        return True

    def in_order(self, clusters: list[tuple[float, float]]) -> bool:
        """Whether as many strips of figures stand below as many headings, none of them below another's."""
        for at, (low, high) in enumerate(clusters):
            met = [index for index, (left, right) in enumerate(self.spans) if left < high and low < right]
            if met not in ([], [at]):
                return False
            if at and low < self.spans[at - 1][1] and not met:
                return False
            if at + 1 < len(self.spans) and high > self.spans[at + 1][0]:
                return False
        return True

    def alike_aside(self, clusters: Sequence[tuple[float, float]]) -> bool:
        """Whether all strips of figures, as many as headings, stand about as far aside of their headings.

        Headings and figures may each be set to the left, to the right or to the middle. A strip that stands
        elsewhere may be of a column whose heading is lost, next to one without figures.
        """
        middles = [middle(*cluster) for cluster in clusters]
        most = UNLIKE * min((after - before for before, after in pairwise(middles)), default=0.0)
        return any(
            max(aside) - min(aside) <= most
            for heading in (left, middle, right)
            for strip in (left, middle, right)
            if (
                aside := [
                    strip(*one) - heading(*span) for one, span in zip(clusters, self.spans, strict=True)
                ]
            )
        )

    def below(self, word: Word) -> list[int]:
        """The columns below whose headings a word stands."""
        low, high = place = word.box[0], word.box[2]
        if (found := self.known.get(place)) is None:
            found = [at for at, (left, right) in enumerate(self.spans) if left < high and low < right]
            self.known[place] = found
        return found

    def headings(self) -> Iterator[list[GridCell]]:
        """The rows of headings: groups of columns, then the columns themselves."""
        band = self.band
        if band is None:
            return
        if band.above and any(is_across(m) for label in band.above for m in label.meanings):
            levels: list[list[Label]] = []
            for label in sorted(band.above, key=lambda label: label.middle):
                if levels and label.middle - levels[-1][0].middle < 0.8 * label.words[0].em:
                    levels[-1].append(label)
                else:
                    levels.append([label])
            for level in levels:
                line = []
                for label in sorted(level, key=lambda label: label.centre):
                    at = min(
                        range(len(self.spans)),
                        key=lambda at, label=label: abs(sum(self.spans[at]) / 2 - label.centre),  # type: ignore[misc]
                    )
                    line.append(GridCell(0, at + 2, label.text, place_of(self.leaves, label.words)))
                yield line
            self.doubtful |= not self.groups_fit()
        line = []
        if band.corner:
            line.append(GridCell(0, 0, band.corner.text, place_of(self.leaves, band.corner.words)))
        for at, title in enumerate(self.titles):
            if title is None:
                page = self.leaves[band.leaves[0].words[0].leaf].page
                line.append(GridCell(0, at + 2, "", Place(page=page)))
            else:
                line.append(GridCell(0, at + 2, title.text, place_of(self.leaves, title.words)))
        yield line

    def groups_fit(self) -> bool:
        """Whether each label of rows printed side by side stands over the columns that are its by order."""
        band = self.band
        if band is None:
            return False
        rows = sorted(
            {
                id(label): label
                for label in band.above
                for meaning in label.meanings
                if meaning.kind == "row" and meaning.table == band.table
            }.values(),
            key=lambda label: label.centre,
        )
        if not rows or len(self.spans) % len(rows):
            return False
        width = len(self.spans) // len(rows)
        return all(
            self.spans[at * width][0] <= label.centre <= self.spans[(at + 1) * width - 1][1]
            for at, label in enumerate(rows)
        )

    def cells(self, row: Row, number: int) -> Iterator[GridCell]:
        """The cells of a row, the `number`-th of its table: its label, and one for each column."""
        doubtful = row.doubtful or self.doubtful or next(row.words()).leaf in self.moved
        if row.label is not None:
            words = row.label.words
            yield GridCell(
                number,
                1,
                row.label.text,
                place_of(self.leaves, words),
                confidence=doubt(chars_of(words)),
            )
        elif row.loose:
            text = "".join(word.text for word in row.loose)
            yield GridCell(number, 1, text, place_of(self.leaves, row.loose))
        held: dict[int, list[Word]] = defaultdict(list)
        for word, met in self.pieces(row.figures):
            if len(met) != 1:
                doubtful = True
            for at in met[:1]:
                held[at].append(word)
        if len(held) != len(self.spans):
            lines = Counter((word.leaf, word.line) for word in row.figures if is_figure(word.text))
            if len(self.spans) in lines.values():
                doubtful = True  # as many figures side by side as columns, yet not one in each
        for at, (left, right) in enumerate(self.spans):
            words = held.get(at, [])
            if not words:
                yield GridCell(
                    number, at + 2, "", self.room(row, left, right), confidence=IN_DOUBT if doubtful else None
                )
                continue
            certainty = IN_DOUBT if doubtful else doubt(chars_of(words))
            text = written(words) if not self.broken(words, at, row) else "".join(word.text for word in words)
            yield GridCell(number, at + 2, text, place_of(self.leaves, words), confidence=certainty)

    def broken(self, words: Sequence[Word], at: int, row: Row) -> bool:
        """Whether words are one figure which a narrow cell broke over lines.

        Its lines stand around the middle of the row, or rules part that from others, and no figure of the
        column is wider than the first.
        """
        if len(words) < 2 or len({(word.leaf, word.line) for word in words}) != len(words):
            return False
        if not all(word.text.isdecimal() for word in words) or len({word.leaf for word in words}) > 1:
            return False
        height = words[0].middle + words[-1].middle  # twice that of the row which they stand around
        if row.label is not None:
            level = abs(height - sum(row.lines())) < 0.6 * words[0].em
        else:
            beside = [word for word in row.figures if word not in words]
            level = any(abs(height - 2 * word.middle) < 0.3 * word.em for word in beside)
        if not level and not row.ruled:
            return False
        width = words[0].box[2] - words[0].box[0]
        return not any(
            word.box[2] - word.box[0] >= width + 0.2 * word.em
            and (self.homes.get(id(word), -1) == at or self.below(word) == [at])
            for other in self.rows
            for word in other.figures
        )

    def room(self, row: Row, left: float, right: float) -> Place:
        """Where a blank cell stands: between the edges of its column, level with its row."""
        word = next(row.words())
        low, high = self.heights(word, row)
        return Place(page=self.leaves[word.leaf].page, box=(left, low, right, high))

    def heights(self, word: Word, row: Row) -> tuple[float, float]:
        char = word.chars[0]
        down = word.box[1] - min(one.top for one in word.chars)
        words = [one for one in row.words() if one.leaf == word.leaf]
        tops = min(one.middle for one in words) - 0.4 * word.em - down
        bottoms = max(one.middle for one in words) + 0.4 * word.em - down
        return max(tops, 0.0), max(bottoms, char.bottom if tops >= bottoms else bottoms)

    def pieces(self, words: list[Word]) -> Iterator[tuple[Word, list[int]]]:
        """The words of a row and the columns that each stands in; several are cut where they have gaps."""
        for word in words:
            home = self.homes.get(id(word))
            columns = self.below(word) if home is None else [home]
            if len(columns) < 2:
                yield word, columns
                continue
            runs: list[list[Char]] = [[]]
            for char in word.chars:
                if runs[-1] and char.left - runs[-1][-1].right > 0.1 * word.em:
                    runs.append([])
                runs[-1].append(char)
            parts = [
                replace(
                    word,
                    chars=tuple(run),
                    text=spaced(run),
                    box=(run[0].left, word.box[1], run[-1].right, word.box[3]),
                )
                for run in runs
            ]
            met = [self.below(part) for part in parts]
            single = all(len(found) == 1 for found in met)
            if len(parts) > 1 and single and len({found[0] for found in met}) == len(parts):
                yield from zip(parts, met, strict=True)
            else:
                yield word, columns


def place_of(leaves: Sequence[Leaf], words: Sequence[Word]) -> Place:
    """Where words stand: those on the page of the first of them."""
    leaf = words[0].leaf
    chars = chars_of([word for word in words if word.leaf == leaf])
    return Place(page=leaves[leaf].page, box=leaves[leaf].box_around(chars))


def chars_of(words: Sequence[Word]) -> Sequence[Char]:
    """The characters of words."""
    return words[0].chars if len(words) == 1 else [char for word in words for char in word.chars]


def text_edges(leaf: Leaf) -> tuple[float, float]:
    """How far to the left and to the right the text of a page reaches."""
    return min(line.left for line in leaf.lines), max(line.right for line in leaf.lines)


def edges_of(rows: Sequence[Row]) -> tuple[float, float]:
    """How far to the left and to the right the words of rows reach."""
    words = [word for row in rows for word in row.words()]
    return min(word.box[0] for word in words), max(word.box[2] for word in words)


def written(words: Sequence[Word]) -> str:
    """The text of the words of a cell: blanks between those of a line, lines kept apart.

    A line runs on where a letter or a bracket ends or begins one: 906/件 is 906件, 12/34 remains two.
    """
    text = words[0].text
    for last, word in pairwise(words):
        if (last.leaf, last.line) == (word.leaf, word.line):
            text += " "
        elif not any(wide(sign) and not sign.isdecimal() for sign in (last.text[-1], word.text[0])):
            text += "\n"
        text += word.text
    return text


def doubt(chars: Iterable[Char]) -> float | None:
    doubts = [char[5] for char in chars if char[5] is not None]
    return min(doubts) if doubts else None
