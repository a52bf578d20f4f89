"""Tables without rules: columns from where words stand, rows from the lines of their figures.

    lines ──▶ words (parted by wide gaps) ──▶ regions around known labels
    region ──▶ value columns (figures and column headings above each other), rows (one line of figures and
               the label level with it) ──▶ model.Table

Only labels of the official forms make a region a table, so that prose is never taken for one. What does
not fall into place gives the whole table a low confidence: a figure in a doubtful column is no figure.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from parsers.labels import ORDINAL, Meaning, look_up, squeeze
from parsers.model import GridCell, Place, Table
from parsers.rulegrid import Segment
from parsers.textlines import Box, Char, Line, around, box_of, spaced

GAP = 0.5  # between words, in heights of their type
ORDINAL_GAP = 0.2  # between a label and a figure, or another label, close to it
NEAR = 0.9  # lines of one label stand no further apart, in heights
LEVEL = 0.6  # a label is level with figures if their middles differ less, in heights
LONG_LINE = 30  # characters without a figure: prose
ENDS = "。；："  # what sentences end with, and labels do not
IN_DOUBT = 0.5
MARKS = frozenset("0123456789.,+-/\\—–－―─%·_~")


@dataclass(slots=True)
class Word:
    """Characters close together in a line."""

    chars: tuple[Char, ...]
    text: str
    box: Box
    line: int

    @property
    def middle(self) -> float:
        return (self.box[1] + self.box[3]) / 2

    @property
    def height(self) -> float:
        return self.box[3] - self.box[1]


@dataclass(slots=True)
class Stack:
    """Words below each other that are one label."""

    words: list[Word]
    text: str
    meanings: tuple[Meaning, ...]

    @property
    def box(self) -> Box:
        return around(word.box for word in self.words)

    @property
    def chars(self) -> list[Char]:
        return [char for word in self.words for char in word.chars]

    def kinds(self) -> set[str]:
        return {meaning.kind for meaning in self.meanings}

    def off_level(self, middle: float) -> float:
        """How far the nearest of its lines, or its middle, is from a height of the page."""
        _, top, _, bottom = self.box
        return min([abs(word.middle - middle) for word in self.words] + [abs((top + bottom) / 2 - middle)])


Columns = list[tuple[float, float]]  # from where to where the words of each value column stand


@dataclass(slots=True)
class Region:
    """Lines of a page that are a table: its words by line, and whether all fell into place."""

    lines: list[list[Word]]
    columns: Columns = field(default_factory=list)
    doubtful: bool = False


def tables(
    lines: list[Line],
    segments: Iterable[Segment],
    page: int,
    carried: Columns,
    *,
    box_around: Callable[[Sequence[Char]], Box] = box_of,
) -> tuple[list[Table], list[Line], Columns]:
    """The tables without rules among the lines of a page, the lines left over, the last table's columns.

    `carried` are the columns of the table with which the page before ended: a table that runs on has no
    heading to find them by.
    """
    words = [words_of(line, number) for number, line in enumerate(lines)]
    bars = [segment for segment in segments if segment.right - segment.left > segment.bottom - segment.top]
    made: list[Table] = []
    taken: set[int] = set()
    ends: Columns = []
    for first, last in regions(words, figures_needed=not carried):
        region = Region(words[first : last + 1])
        if first or not runs_on(words[0]):
            carried = []
        table = laid_out(region, page, carried, bars, box_around)
        carried = []
        if table is not None:
            made.append(table)
            taken.update(range(first, last + 1))
            ends = region.columns if last >= len(lines) - 2 else []
    return made, [line for number, line in enumerate(lines) if number not in taken], ends


def runs_on(words: list[Word]) -> bool:
    """Whether a line at the head of a page can be a row of the table before: it has no heading of columns."""
    return not any(
        meaning.kind in ("block", "corner", "column")
        and "row" not in {other.kind for other in known(word.text)}
        for word in words
        for meaning in known(word.text)
    )


def words_of(line: Line, number: int) -> list[Word]:
    """The words of a line: parted by gaps, a figure from what stands before it by a smaller one."""
    runs: list[list[Char]] = []
    for index, char in enumerate(line.chars):
        if runs:
            last = runs[-1][-1]
            gap = (char.left - last.right) / max(char.bottom - char.top, last.bottom - last.top, 0.1)
            edge = figure_sign(char.text) and not figure_sign(last.text)
            if gap > ORDINAL_GAP and not edge and gap <= GAP:
                edge = begins_anew("".join(char.text for char in line.chars[index : index + 4]))
            if gap <= GAP and not (edge and gap > ORDINAL_GAP):
                runs[-1].append(char)
                continue
        runs.append([char])
    return [Word(tuple(run), spaced(run), box_of(run), number) for run in runs]


def figure_sign(text: str) -> bool:
    return all(sign in MARKS for sign in unicodedata.normalize("NFKC", text))


def is_figure(word: Word) -> bool:
    """Whether a word is a number, or a dash or slash in the place of one."""
    text = word.text.replace(" ", "")
    return figure_sign(text) and not figure_points(text[-1])


def figure_points(text: str) -> bool:
    """Whether a text is points and commas only, such as the last one of a label."""
    return all(sign in ".,%·" for sign in unicodedata.normalize("NFKC", text))


def begins_anew(text: str) -> bool:
    """Whether a text begins with an ordinal, as the next label does and the rest of one does not."""
    return ORDINAL.match(squeeze(text)) is not None


def known(text: str) -> tuple[Meaning, ...]:
    return tuple(meaning for meaning in look_up(text) if meaning.kind != "title")


def regions(lines: list[list[Word]], *, figures_needed: bool) -> list[tuple[int, int]]:
    """Where tables begin and end: lines with known labels or with figures beside words, unparted by prose.

    At the head of a page on which a table runs on, `figures_needed` is false: its last rows may be blank.
    """
    found: list[tuple[int, int]] = []
    start = end = -1
    label_seen = figure_seen = False

    def close() -> None:
        if label_seen and (figure_seen or (start == 0 and not figures_needed)):
            found.append((start, end))

    for number, words in enumerate(lines):
        has_label = any(known(word.text) for word in words)
        has_figure = len(words) > 1 and any(is_figure(word) for word in words)
        if has_label or has_figure:
            if start < 0:
                start = number
            end = number
            label_seen |= has_label
            figure_seen |= has_figure
        elif start >= 0 and is_prose(words):
            close()
            start, label_seen, figure_seen = -1, False, False
    if start >= 0:
        close()
    return [(first, tail(lines, last)) for first, last in found]


def tail(lines: list[list[Word]], last: int) -> int:
    """The last line of a table with the lines on which its last label runs on."""
    for number in (last + 1, last + 2):
        if number >= len(lines) or is_prose(lines[number]):
            break
        above, below = around(word.box for word in lines[number - 1]), lines[number][0].box
        if (
            below[1] - above[3] > 0.5 * (below[3] - below[1])
            or below[3] - below[1] > 1.2 * lines[last][0].height
        ):
            break
        last = number
    return last


def is_prose(words: list[Word]) -> bool:
    """Whether a line is of running text, or a heading between tables."""
    text = words[0].text
    if len(words) > 1:
        return False
    return len(text) > LONG_LINE or text[-1] in ENDS or any(m.kind == "title" for m in look_up(text))


def laid_out(
    region: Region,
    page: int,
    carried: Columns,
    bars: list[Segment],
    box_around: Callable[[Sequence[Char]], Box],
) -> Table | None:
    """The table of a region; None where it has no columns of figures."""
    anchors = [row for row in ([word for word in words if is_figure(word)] for words in region.lines) if row]
    if not anchors and not carried:
        return None
    others = [word for words in region.lines for word in words if not is_figure(word)]
    labels = stacked(others, [middle_of(row) for row in anchors], bars)
    if not anchors and not any("row" in stack.kinds() for stack in labels):
        return None
    region.columns = columns_of([word for row in anchors for word in row], labels, carried)
    left = region.columns[0][0]
    leaves = [stack for stack in labels if is_leaf(stack, left)]
    rows: list[Row] = []
    used: list[Stack] = []
    for figures in anchors:
        middle = middle_of(figures)
        near = [
            (rank(stack), stack.off_level(middle), index)
            for index, stack in enumerate(leaves)
            if stack not in used and stack.off_level(middle) < LEVEL * figures[0].height
        ]
        leaf = leaves[min(near)[2]] if near else None
        used += [leaf] if leaf is not None else []
        rows.append(Row(middle, leaf, figures))
    for stack in leaves:
        if stack not in used and "row" in stack.kinds() and alone(stack, leaves):
            middle = (stack.box[1] + stack.box[3]) / 2
            # A label that stands beside figures and was not given them makes all of them doubtful.
            if any(
                stack.off_level(row.middle) < LEVEL * row.figures[0].height for row in rows if row.figures
            ):
                region.doubtful = True
            rows.append(Row(middle, stack, []))
            used.append(stack)
    rows.sort(key=lambda row: row.middle)
    rest = [stack for stack in labels if stack not in used]
    return assembled(region, rows, rest, page, box_around)


def middle_of(words: Sequence[Word]) -> float:
    return sum(word.middle for word in words) / len(words)


def assembled(
    region: Region,
    rows: list[Row],
    rest: list[Stack],
    page: int,
    box_around: Callable[[Sequence[Char]], Box],
) -> Table:
    """The table of rows of figures, and of the labels that are none of theirs."""
    flow: list[tuple[float, Row | list[Stack]]] = []
    flow += headings_of(region, rows, rest)
    flow += [(row.middle, row) for row in rows]
    if any(row.leaf is None for row in rows) and any(row.leaf is not None for row in rows):
        region.doubtful = True
    headed = list(range(len(region.columns)))  # the columns that the last row of headings names
    cells: list[GridCell] = []
    for number, (_, entry) in enumerate(sorted(flow, key=lambda line: line[0])):
        if isinstance(entry, Row):
            made = entry.cells(region, headed, page, box_around)
        else:
            made = heading_cells(entry, region, page, box_around)
            if any("column" in stack.kinds() for stack in entry):
                named = {cell.column - 2 + step for cell in made for step in range(cell.column_span)}
                headed = sorted(index for index in named if 0 <= index < len(region.columns))
        cells += [replace(cell, row=number) for cell in made]
    region.columns = [region.columns[index] for index in headed]
    if region.doubtful:
        cells = [replace(cell, confidence=IN_DOUBT) if cell.column > 1 else cell for cell in cells]
    whole = around(word.box for words in region.lines for word in words)
    return Table(tuple(cells), Place(page=page, box=whole))


def headings_of(region: Region, rows: list[Row], rest: list[Stack]) -> list[tuple[float, list[Stack]]]:
    """The labels of columns, blocks and groups of columns in lines, each with its height on the page.

    Words level with a row and in the place of a figure join that row. Labels of groups of rows are left
    out: the labels of the rows themselves tell everything, and these are printed in pieces.
    """
    left = region.columns[0][0]
    height = min(word.height for words in region.lines for word in words)
    above: list[tuple[float, list[Stack]]] = []
    for stack in sorted(rest, key=lambda stack: stack.words[0].middle):
        middle = middle_of(stack.words)
        row = min(rows, key=lambda row: abs(row.middle - middle))
        distance = abs(row.middle - middle)
        if not stack.kinds() & {"block", "corner", "column"} and distance < 2 * height:
            if stack.box[0] < left:
                continue
            if distance < LEVEL * height:
                row.figures.extend(stack.words)
                continue
        for number in reversed(range(len(above))):
            if follows(above[number], stack, middle, rows, height):
                above[number] = (max(above[number][0], middle), [*above[number][1], stack])
                break
        else:
            above.append((middle, [stack]))
    return above


def follows(
    line: tuple[float, list[Stack]], stack: Stack, middle: float, rows: list[Row], height: float
) -> bool:
    """Whether a heading stands in the same row of headings as the ones before it.

    Headings of columns do, at whatever height their cells centre them, as long as no figures come between
    and none stands below another; other headings do if they are level.
    """
    at, others = line
    if "block" in stack.kinds() or any("block" in other.kinds() for other in others):
        return False
    if "column" in stack.kinds() and any("column" in other.kinds() for other in others):
        apart = any(min(at, middle) < row.middle < max(at, middle) for row in rows)
        below = any(other.box[0] < stack.box[2] and stack.box[0] < other.box[2] for other in others)
        return not apart and not below
    return abs(middle - at) < LEVEL * height


def heading_cells(
    stacks: list[Stack], region: Region, page: int, box_around: Callable[[Sequence[Char]], Box]
) -> list[GridCell]:
    """The cells of a row of headings, each over the columns above which it is printed."""
    cells: list[GridCell] = []
    used: set[int] = set()
    for stack in sorted(stacks, key=lambda stack: stack.box[0]):
        low, _, high, _ = stack.box
        met = [number for number, (a, b) in enumerate(region.columns, 2) if a < high and low < b]
        if "block" in stack.kinds() or "corner" in stack.kinds() or not met or low < region.columns[0][0] - 1:
            met = [next(number for number in (0, 1, *met, *range(2, 99)) if number not in used)]
        met = [number for number in met if number not in used] or [max(used) + 1]
        used.update(met)
        place = Place(page=page, box=box_around(stack.chars))
        cells.append(GridCell(0, met[0], stack.text, place, column_span=met[-1] - met[0] + 1))
    return cells


@dataclass(slots=True)
class Row:
    """A row of figures: its height on the page, its label, its words."""

    middle: float
    leaf: Stack | None
    figures: list[Word]

    def cells(
        self,
        region: Region,
        headed: list[int],
        page: int,
        box_around: Callable[[Sequence[Char]], Box],
    ) -> list[GridCell]:
        """The cells of the row, those under headings; `region` becomes doubtful where one does not fit."""
        made: list[GridCell] = []
        if self.leaf is not None:
            chars = self.leaf.chars
            place = Place(page=page, box=box_around(chars))
            made.append(GridCell(0, 1, self.leaf.text, place, confidence=doubt(chars)))
        placed: dict[int, Word] = {}
        for word in self.figures:
            low, high = word.box[0], word.box[2]
            met = [number for number, (a, b) in enumerate(region.columns) if a < high and low < b]
            if len(met) != 1 or met[0] in placed or met[0] not in headed:
                region.doubtful = True
            else:
                placed[met[0]] = word
        half = min(word.height for words in region.lines for word in words) / 2
        for number in headed:
            low, high = region.columns[number]
            found = placed.get(number)
            box = box_around(found.chars) if found else (low, self.middle - half, high, self.middle + half)
            made.append(
                GridCell(
                    0,
                    number + 2,
                    found.text if found else "",
                    Place(page=page, box=box),
                    confidence=doubt(found.chars) if found else None,
                )
            )
        return made


def is_leaf(stack: Stack, left: float) -> bool:
    """Whether a label stands left of the value columns and may be that of a row."""
    box = stack.box
    kinds = stack.kinds()
    if kinds & {"block", "corner"} or (kinds and "row" not in kinds):
        return False
    return box[0] < left and (box[0] + box[2]) / 2 < left


def alone(stack: Stack, others: Iterable[Stack]) -> bool:
    """Whether no other label is level with one: 其他处理 is a row of one form, of another a group of rows."""
    if "group" not in stack.kinds():
        return True
    middle = (stack.box[1] + stack.box[3]) / 2
    return not any(other is not stack and other.box[1] < middle < other.box[3] for other in others)


def rank(stack: Stack) -> int:
    """Which of several labels level with figures is theirs: a row's, one that may be a group's, any other."""
    kinds = stack.kinds()
    if "row" not in kinds:
        return 2
    return 1 if "group" in kinds else 0


def stacked(words: list[Word], anchors: list[float], bars: list[Segment]) -> list[Stack]:
    """Labels of one or several lines each, as the forms know them; what they do not know, by nearness."""
    stacks: list[Stack] = []
    for word in words:
        home = None
        if not begins_anew(word.text) and not known(word.text):
            for stack in reversed(stacks):
                if joins(stack, word, anchors, bars):
                    home = stack
                    break
        elif not begins_anew(word.text):
            # A known label may still be the rest of a longer one.
            for stack in reversed(stacks):
                if not stack.meanings and joins(stack, word, anchors, bars) and known(stack.text + word.text):
                    home = stack
                    break
        if home is None:
            stacks.append(Stack([word], word.text, known(word.text)))
        else:
            home.words.append(word)
            home.text += word.text
            home.meanings = known(home.text)
    return stacks


def joins(stack: Stack, word: Word, anchors: list[float], bars: list[Segment]) -> bool:
    """Whether a word may be the next line of a label."""
    last = stack.words[-1]
    if last.line == word.line or word.box[1] - last.box[3] > NEAR * word.height:
        return False
    common = min(last.box[2], word.box[2]) - max(last.box[0], word.box[0])
    if common < 0.5 * min(last.box[2] - last.box[0], word.box[2] - word.box[0]):
        return False
    if any(
        last.middle < bar.top < word.middle and bar.left < word.box[2] and word.box[0] < bar.right
        for bar in bars
    ):
        return False
    if stack.meanings and not known(stack.text + word.text):
        return False
    # Of the lines of one label, at most one is level with a line of figures.
    level = LEVEL * 0.7 * word.height
    own = {
        number for number, at in enumerate(anchors) for part in stack.words if abs(part.middle - at) < level
    }
    return not own or not any(
        abs(word.middle - at) < level for number, at in enumerate(anchors) if number not in own
    )


def columns_of(figures: list[Word], labels: list[Stack], carried: Columns) -> Columns:
    """From where to where each value column stands: figures above each other, and the headings of columns."""
    spans = sorted((word.box[0], word.box[2]) for word in figures)
    columns: Columns = []
    for low, high in spans:
        if columns and low < columns[-1][1]:
            columns[-1] = (columns[-1][0], max(high, columns[-1][1]))
        else:
            columns.append((low, high))
    # 其他 is a column, 3.其他 a row.
    headings = [
        stack.box
        for stack in labels
        if "column" in stack.kinds() and not ("row" in stack.kinds() and begins_anew(stack.text))
    ]
    for low, high in [(box[0], box[2]) for box in headings] + list(carried):
        met = [index for index, (left, right) in enumerate(columns) if left < high and low < right]
        if not met:
            columns.append((low, high))
            columns.sort()
        elif len(met) == 1:
            left, right = columns[met[0]]
            columns[met[0]] = (min(left, low), max(right, high))
    return columns


def doubt(chars: Iterable[Char]) -> float | None:
    doubts = [char.confidence for char in chars if char.confidence is not None]
    return min(doubts) if doubts else None
