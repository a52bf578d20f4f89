"""Rows of tables without rules: a label, and the words of the figures that are level with it."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import inf

from parsers.labels import letters
from parsers.unruled.bands import Band
from parsers.unruled.labels import Label, Word
from parsers.unruled.wordings import is_figure
from parsers.values import looks_like_figure

TALLER = 1.3  # a line of letters looks so much larger than one of digits of the same type
LEADING = 1.7  # between the lines of one cell, in ems
CLOSE = 0.9  # lines closer than that share a row, in ems
EVEN = 0.2  # of its width, by which a line of a broken figure may differ from another
CLOSER = 0.1  # ems by which a line must be closer to the label of its row than to others
MOST_LINES = 5  # of one figure, above and below its middle
NEAR = 2.6  # a figure without a label stands no further from the other rows, in ems
FAR = 9.0  # nor do the figures of the only row from the headings that they stand below


@dataclass(slots=True)
class Row:
    """A row: its label, words that may be one, the words of its figures, whether one of them has no place.

    It is `ruled` where rules above and below prove that its figures are its own.
    """

    core: tuple[float, float]
    label: Label | None = None
    loose: list[Word] = field(default_factory=list)
    figures: list[Word] = field(default_factory=list)
    doubtful: bool = False
    ruled: bool = False

    @property
    def middle(self) -> float:
        return sum(self.core) / 2

    def lines(self) -> tuple[float, float]:
        """The middles of the first and the last line of its label, or of its figures."""
        return reach_of(self.label.words if self.label else self.figures)

    def words(self) -> Iterator[Word]:
        yield from self.label.words if self.label else ()
        yield from self.loose
        yield from self.figures


def beside_labels(words: Iterable[Word], rows: Sequence[Row]) -> list[Word]:
    """Give what stands behind a label to its row; what is level with none comes back."""
    loose: list[Word] = []
    for word in words:
        home = level_row(word, rows)
        if home is None:
            loose.append(word)
        elif word.box[0] > right_edge(home) - 0.3 * word.em:
            home.figures.append(word)
        elif word.box[2] > right_edge(home) and is_figure(word.text):
            home.doubtful = True  # it runs into the label: of all its row nobody can tell the columns
    return loose


def around_labels(loose: list[Word], rows: list[Row], left: float) -> list[Word]:
    """Give figures of several lines to the row whose label they are level with; the rest comes back."""
    loose = amid(loose, rows)
    placed: set[int] = set()
    for lines in paragraphs_of([word for word in loose if word.box[2] > left]):
        low, high = min(word.middle for word in lines), max(word.middle for word in lines)
        near = 0.4 * lines[0].em
        level = [row for row in rows if row.core[0] < high and low < row.core[1]]
        if high - low < near or not level:
            continue
        parts: dict[int, list[Word]] = defaultdict(list)
        for word in lines:
            home = min(range(len(level)), key=lambda at, word=word: abs(level[at].middle - word.middle))  # type: ignore[misc]
            parts[home].append(word)
        fits = beside_lines if len(level) == 1 else stand_around
        if all(fits(part, level[at].lines(), near) for at, part in parts.items()):
            for at, part in parts.items():
                level[at].figures += part
            placed |= {id(word) for word in lines}
    for row in rows:
        row.figures.sort(key=lambda word: (word.leaf, word.line, word.box[0]))
    return [word for word in loose if id(word) not in placed]


def amid(loose: Sequence[Word], rows: Sequence[Row]) -> list[Word]:
    """Give the rows the loose pieces of figures whose middle lines they have already; the rest comes back.

    Pieces that stand closer to the label of another row are none of them; those that stand as close to the
    figures of another may be of those: then both rows are in doubt.
    """
    pieces = [word for word in loose if is_figure(word.text)]
    placed: set[int] = set()
    for row in rows if pieces else ():
        for word in [word for word in row.figures if is_figure(word.text)]:
            reach = MOST_LINES * LEADING * word.em
            near = [
                piece
                for piece in pieces
                if abs(piece.middle - word.middle) < reach
                and overlap(piece, word)
                and id(piece) not in placed
                and nearest(piece, row, rows, -CLOSER)
            ]
            figure = next(paragraphs_of([word, *near]))
            if len(figure) < 2 or not stand_around(figure, row.lines(), 0.4 * word.em):
                continue
            others = [
                other
                for other in rows
                if other is not row
                and any(follow(piece, one) for piece in figure[1:] for one in other.figures)
            ]
            for other in others:
                row.doubtful = other.doubtful = True
            own = evenly_broken(figure) and all(nearest(piece, row, rows, CLOSER) for piece in figure)
            if own and not others:
                row.figures += figure[1:]
                placed |= {id(piece) for piece in figure[1:]}
    return [word for word in loose if id(word) not in placed]


def evenly_broken(figure: Iterable[Word]) -> bool:
    """Whether lines are as wide as each other but for the last, as those of a figure in a narrow cell are."""
    widths = [word.box[2] - word.box[0] for word in sorted(figure, key=lambda word: word.middle)]
    room = EVEN * widths[0]
    return all(abs(width - widths[0]) < room for width in widths[:-1]) and widths[-1] < widths[0] + room


def nearest(word: Word, row: Row, rows: Iterable[Row], by: float) -> bool:
    """Whether a word stands closer to the label of a row than to that of any other, by so many ems."""

    def distance(other: Row) -> float:
        return max(other.core[0] - word.middle, word.middle - other.core[1])

    return all(distance(row) + by * word.em < distance(other) for other in rows if other is not row)


def beside_lines(lines: Sequence[Word], label: tuple[float, float], near: float) -> bool:
    """Whether lines begin, end, or have their middle, level with the lines of a row's label."""
    low, high = reach_of(lines)
    top, bottom = label
    return abs(low + high - (top + bottom)) < 2 * near or abs(low - top) < near or abs(high - bottom) < near


def stand_around(lines: Sequence[Word], label: tuple[float, float], near: float) -> bool:
    """Whether the middle of lines is that of a row's label."""
    return abs(sum(reach_of(lines)) - sum(label)) < 2 * near


def reach_of(words: Sequence[Word]) -> tuple[float, float]:
    """The middles of the first and the last of the lines that words stand on."""
    if len(words) == 1:
        return words[0].middle, words[0].middle
    middles = [word.middle for word in words]
    return min(middles), max(middles)


def unlabelled(loose: list[Word], rows: list[Row], left: float, band: Band | None) -> list[Word]:
    """Add the lines of figures beside which no official label stands; what comes back is still loose."""
    known = list(rows)
    placed: set[int] = set()
    for words in lines_of(loose):
        values = [word for word in words if word.box[2] > left]
        if not any(looks_like_figure(word.text) for word in values):
            continue
        em = values[0].em
        middles = [word.middle for word in values]
        core = min(middles) - 0.3 * em, max(middles) + 0.3 * em
        reach = [row.core for row in known] + ([(band.top, band.bottom)] if band else [])
        room = em * (FAR if band and not known and stand_below(values, band) else NEAR)
        if min((max(low - core[1], core[0] - high) for low, high in reach), default=0.0) > room:
            continue
        row = Row(core, figures=sorted(values, key=lambda word: (word.leaf, word.line, word.box[0])))
        row.loose = beside(row, loose, known, left)
        if known and not row.loose and len(values) < 2:
            continue
        if not row.loose:
            # Figures beyond the first heading have lost their own.
            row.doubtful = any(word.box[2] <= left and is_figure(word.text) for word in words)
        rows.append(row)
        known.append(row)
        placed |= {id(word) for word in [*row.loose, *row.figures]}
    return [word for word in loose if id(word) not in placed and word.box[2] > left]


def stand_below(values: Sequence[Word], band: Band) -> bool:
    """Whether figures stand below most headings of a band, each below one: its only row may be a tall one.

    Or there is one for each heading, between those beside it, as where both are set to other sides.
    """
    centres = [label.centre for label in band.leaves]
    middles = sorted((word.box[0] + word.box[2]) / 2 for word in values)
    figures = all(looks_like_figure(word.text) for word in values)
    if (
        figures
        and len(middles) == len(centres)
        and all(
            low < middle < high
            for low, middle, high in zip([-inf, *centres], middles, [*centres[1:], inf], strict=False)
        )
    ):
        return True
    below = [
        sum(label.box[0] < word.box[2] and word.box[0] < label.box[2] for label in band.leaves)
        for word in values
    ]
    return 2 * len(values) > len(band.leaves) and all(count == 1 for count in below)


def lines_of(words: Iterable[Word]) -> Iterator[list[Word]]:
    """Words by the lines they stand on; lines closer than type is high are one row of cells.

    A figure that a narrow cell broke stands half a line above and half a line below the others.
    """
    lines: dict[tuple[int, int], list[Word]] = defaultdict(list)
    for word in words:
        lines[word.leaf, word.line].append(word)
    row: list[Word] = []
    for line in sorted(lines.values(), key=lambda line: line[0].middle):
        if row and line[0].middle - row[-1].middle >= CLOSE * type_of(line[0], row[-1]):
            yield row
            row = []
        row = row + line
    if row:
        yield row


def alone(label: Label, others: Iterable[Label]) -> bool:
    """Whether no other label is level with one: 其他处理 is a row of one form, of another a group of rows."""
    if "group" not in label.kinds:
        return True
    low, high = label.core
    return not any(
        other is not label and other.core[0] < high and low < other.core[1] and other.centre > label.centre
        for other in others
    )


def right_edge(row: Row) -> float:
    return row.label.box[2] if row.label else float("-inf")


def level_row(word: Word, rows: Iterable[Row]) -> Row | None:
    """The row beside whose label a word stands; where several are, the one whose middle is nearest."""
    low, high = word.middle - 0.15 * word.em, word.middle + 0.15 * word.em
    level = [row for row in rows if row.core[0] < high and low < row.core[1]]
    if not level:
        return None
    home = min(level, key=lambda row: abs(row.middle - word.middle))
    if len(level) > 1 and is_figure(word.text):
        home.doubtful = True
    return home


def beside(row: Row, loose: Iterable[Word], rows: Sequence[Row], left: float) -> list[Word]:
    """The words, none of them a label, that stand left of the figures of a row and level with them.

    Lines above and below that follow closely belong to them, as far as no other row is level with those.
    """
    words = [word for word in loose if word.box[2] <= left and not is_figure(word.text)]
    taken = [word for word in words if row.core[0] < word.middle < row.core[1]]
    reach = list(row.core)
    grown = True
    while grown and len(taken) < 12:
        grown = False
        for word in words:
            if word in taken:
                continue
            near = reach[0] - 1.6 * word.em < word.middle < reach[1] + 1.6 * word.em
            if not near or any(other.core[0] < word.middle < other.core[1] for other in rows):
                continue
            if taken and not any(overlap(word, other) for other in taken):
                continue
            taken.append(word)
            reach = [min(reach[0], word.middle), max(reach[1], word.middle)]
            grown = True
    return sorted(taken, key=lambda word: (word.leaf, word.line, word.box[0]))


def paragraphs_of(words: Sequence[Word]) -> Iterator[list[Word]]:
    """Words on the lines of one cell: below each other and close."""
    if side_by_side(words):
        yield from ([word] for word in words)
        return
    left = list(words)
    reach = LEADING * max([word.em for word in words], default=0.0)
    while left:
        part = [left.pop(0)]
        for other in part:  # which grows
            low, high = other.middle - reach, other.middle + reach
            near = [word for word in left if low <= word.middle <= high and follow(word, other)]
            if near:
                part += near
                left = [word for word in left if word not in near]
        yield part


def side_by_side(words: Sequence[Word]) -> bool:
    """Whether words stand on one line from left to right, each in a cell of its own: nearly all figures."""
    for last, word in pairwise(words):
        if word.line != last.line or word.leaf != last.leaf or word.box[0] - last.box[2] < word.em:
            return False
    return True


def overlap(one: Word, other: Word) -> bool:
    """Whether one of two words stands above or below the other, however far."""
    return one.box[0] < other.box[2] and other.box[0] < one.box[2]


def follow(one: Word, other: Word) -> bool:
    """Whether two words may stand in one cell, on one line or on neighbouring ones."""
    if abs(one.middle - other.middle) > LEADING * max(one.em, other.em):
        return False
    if (one.leaf, one.line) == (other.leaf, other.line):
        return max(one.box[0], other.box[0]) - min(one.box[2], other.box[2]) < one.em
    return overlap(one, other)


def beyond(lines: list[Word], rows: Sequence[Row], band: Band) -> bool:
    """Whether lines stand above or below all rows of a table and are too wide for a cell, or too far off."""
    low, high = min(word.middle for word in lines), max(word.middle for word in lines)
    if rows[0].core[0] <= high and low <= rows[-1].core[1]:
        return False
    left, right = min(word.box[0] for word in lines), max(word.box[2] for word in lines)
    over = sum(left < label.box[2] and label.box[0] < right for label in band.leaves)
    ends = [*rows[0].figures, *rows[-1].figures]
    close = any(follow(word, other) for word in lines for other in ends)
    return (over != 1 or not close) and not any(is_figure(word.text) for word in lines)


def type_of(one: Word, other: Word) -> float:
    """The em of two lines of one type: of the larger, unless that is of larger type."""
    small, large = sorted((one.em, other.em))
    return min(large, TALLER * small)


def settle(lines: list[Word], rows: list[Row]) -> None:
    """Give the lines of a cell that are not level with a label to the row which they stand around.

    Where that may be several rows, all of them become doubtful: nothing printed is passed over.
    """
    low, high = min(word.middle for word in lines), max(word.middle for word in lines)
    margin = 0.25 * lines[0].em
    homes = [row for row in rows if row.core[0] < high + margin and low - margin < row.core[1]]
    if not homes:
        homes = [row for row in rows if any(follow(word, other) for word in lines for other in row.figures)]
    if not homes:
        reach = 2 * LEADING * lines[0].em
        homes = [row for row in rows if row.core[0] - reach < high and low < row.core[1] + reach]
        for row in homes:
            row.doubtful = True
        return
    if len(homes) > 1:
        for row in homes:
            row.doubtful = True
    home = min(homes, key=lambda row: abs(row.middle - (low + high) / 2))
    home.figures = sorted([*home.figures, *lines], key=lambda word: (word.leaf, word.line, word.box[0]))


def by_order(rows: list[Row]) -> None:
    """Give a line of figures without a label the only label without figures that stands there."""
    rows.sort(key=lambda row: row.middle)
    at = 0
    while at < len(rows):
        end = at
        while end < len(rows) and (not rows[end].figures or rows[end].label is None):
            end += 1
        part = rows[at:end]
        labels = [row for row in part if row.label is not None]
        figures = [row for row in part if row.figures]
        if len(labels) == len(figures) == 1 and not any(letters(word.text) for word in figures[0].loose):
            labels[0].figures = figures[0].figures
            rows.remove(figures[0])
            end -= 1
        elif figures:
            # One of these labels may be that of the figures: that it has none is not certain.
            for row in labels:
                row.doubtful = True
        at = end + 1


def run_together(words: Iterable[Word], rows: Iterable[Row], left: float) -> None:
    """Put into doubt the rows close to words that are a label and a figure at once.

    Where no room is between a label and what stands beyond the left edge of the first column, the label is
    not found whole: the lines above and below it would pass for rows of their own.
    """
    for word in words:
        named = word.text[-1].isdecimal() and any(sign.isalpha() for sign in word.text)
        if named and word.box[0] + word.em < left < word.box[2]:
            reach = NEAR * word.em
            for row in rows:
                row.doubtful |= row.core[0] - reach < word.middle < row.core[1] + reach


def prove(rows: Sequence[Row], figures: Iterable[Word]) -> None:
    """Put into doubt each row that holds figures which are not level with its label, or misses some.

    A figure on several lines stands around the middle of its row, or begins or ends level with it. One
    that does not may be the rest of a figure of the row above or below, which then is in doubt, too; as the
    last row of a page may have those that stand above the first of the next (`doubt_at_page_ends`). So are
    figures beside which nothing stands at all, and the rows next to them. A figure that no row took puts
    into doubt the rows close to it, and those between which it stands: a tall row sets one figure at its
    head and another at its middle.
    """
    for at, row in enumerate(rows):
        if row.label is None and not row.loose and len(rows) > 1:
            reach = NEAR * row.figures[0].em if row.figures else 0.0
            for other in rows[max(at - 1, 0) : at + 2]:
                gap = max(other.core[0] - row.core[1], row.core[0] - other.core[1])
                other.doubtful |= gap < reach
    placed: set[int] = set()
    for at, row in enumerate(rows):
        placed |= {id(word) for word in row.figures}
        if row.label is None or row.ruled:
            continue
        label = row.lines()
        for lines in paragraphs_of(row.figures):
            if not beside_lines(lines, label, 0.45 * lines[0].em):
                for other in rows[max(at - 1, 0) : at + 2]:
                    other.doubtful = True
    doubt_at_page_ends(rows)
    for word in figures:
        if id(word) not in placed:
            reach = NEAR * word.em
            below = bisect_left(rows, word.middle, key=lambda row: row.middle)
            for row in rows[below - 1 : below + 1] if 0 < below < len(rows) else ():
                row.doubtful = True
            for row in rows:
                row.doubtful |= row.core[0] - reach < word.middle < row.core[1] + reach


def doubt_at_page_ends(rows: Iterable[Row]) -> None:
    """Put into doubt the last row of a page that has nothing in a column where the next begins with too much.

    A page that ends within a figure leaves its other lines above the first figure of the next page.
    """
    for last, first in pairwise(rows):
        words = next(last.words()), next(first.words())
        if words[0].leaf == words[1].leaf:
            continue
        for lines in paragraphs_of(first.figures):
            if all(is_figure(line.text) for line in lines) and not evenly_broken(lines):
                last.doubtful |= not any(overlap(lines[0], word) for word in last.figures)
