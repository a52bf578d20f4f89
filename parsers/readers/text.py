"""Plain text: paragraphs and tables of text with tabs, and of text copied from a PDF, broken over lines.

Tabs still say where a cell ends; merged cells are refitted from their padding. Text without tabs has lost
its cells: rows are found by walking the official labels in order, with figures after, amid or before them.
A row that shows fewer figures than it has columns is kept as one merged cell, because which of its cells is
blank cannot be known: the table reader then calls its figures unreadable.

A place is the line and column (in signs) where a figure stands.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice

from parsers import labels, values
from parsers.decode import decode
from parsers.errors import Unreadable
from parsers.labels import look_up
from parsers.model import Block, Document, GridCell, Hints, Issue, Paragraph, Place, Table
from parsers.sections import heading_number
from parsers.templates import Form, FormBlock, FormTable, Heading, forms

LARGEST = 20 << 20
MOST_LINES = 200_000
LONGEST_LINE = 100_000
MOST_RUNS = 300  # stretches that may hold a table
UPRIGHT = re.compile("[│┃║┆┇┊┋]")
OUTER = re.compile(r"^\s*[│┃║]|[│┃║]\s*$")
DRAWN = re.compile("[\u2500-\u257f\\s]")  # signs of rules and corners
FEWEST_COMMAS = 3  # in a line of comma-separated values
FEWEST_ROWS = 6  # of them with a label of a form
SENTENCE = re.compile(r"[。！？]")
STOP = re.compile(r"[。！？：；!?:;]$")
NEW_ITEM = re.compile(
    r"^\s*(?:[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[.．、])"
)


def read(body: bytes, hints: Hints) -> Document:
    """The paragraphs and tables of a text. Raises Unreadable for what is too long or no text."""
    if len(body) > LARGEST:
        raise Unreadable(f"the text has {len(body) >> 20} MB; the limit is {LARGEST >> 20} MB")
    decoded = decode(body, hints.content_type)
    text = decoded.text
    if not text.strip():
        raise Unreadable("the file holds no text")
    if decoded.damaged * 20 > len(text):
        raise Unreadable("neither text nor any other known kind of file")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").split("\n")
    if len(lines) > MOST_LINES:
        raise Unreadable(f"the text has {len(lines)} lines; the limit is {MOST_LINES}")
    issues = []
    if decoded.damaged:
        issues.append(
            Issue("damaged_text", f"{decoded.damaged} signs fit no encoding and are shown as \ufffd")
        )
    blocks, more = blocks_of(with_tabs_for_commas(with_tabs_for_rules(lines)))
    return Document("text", tuple(blocks), {}, (), (*issues, *more))


def blocks_of(lines: Sequence[str]) -> tuple[list[Block], list[Issue]]:
    """Blocks of a text's lines, in order, and what a person should know."""
    if sum(line.count("\t") >= 2 for line in lines) >= 5:
        return with_tabs(lines), []
    return without_tabs(lines)


# Rules drawn with signs, commas


def with_tabs_for_rules(lines: list[str]) -> list[str]:
    """The lines of a text whose tables are drawn with │ and ─, with tabs between cells; others unchanged."""
    if not any(UPRIGHT.search(line) for line in lines):
        return lines
    made = []
    for line in lines:
        drawn = line.strip()
        if drawn and not DRAWN.sub("", drawn):
            made.append("\t\t")  # a rule between rows, or a row of blank cells
        elif UPRIGHT.search(line):
            made.append(UPRIGHT.sub("\t", OUTER.sub("", line)))
        else:
            made.append(line)
    return made


def with_tabs_for_commas(lines: list[str]) -> list[str]:
    """The lines of a file of comma-separated values with tabs between cells; others as they are."""
    rows = {at: cells for at, line in enumerate(lines) if (cells := separated(line))}
    labelled = sum(any(map(look_up, cells)) for cells in rows.values())
    if labelled < FEWEST_ROWS:
        return lines
    return ["\t".join(rows[at]) if at in rows else line for at, line in enumerate(lines)]


def separated(line: str) -> list[str]:
    """The cells of a line of comma-separated values, [] for any other line."""
    if line.count(",") < FEWEST_COMMAS or len(line) > LONGEST_LINE or "\t" in line or SENTENCE.search(line):
        return []
    return next(csv.reader([line]), [])


# Tabs


def with_tabs(lines: Sequence[str]) -> list[Block]:
    blocks: list[Block] = []
    rows: list[tuple[int, list[str]]] = []
    prose: list[tuple[int, str]] = []

    def finish_rows() -> None:
        if rows:
            number = sum(isinstance(block, Table) for block in blocks) + 1
            blocks.append(refitted(rows, number))
            rows.clear()

    def finish_prose() -> None:
        blocks.extend(paragraphs(prose))
        prose.clear()

    for number, line in enumerate(lines, 1):
        if "\t" in line and len(line) <= LONGEST_LINE:
            if not rows:
                finish_prose()
            rows.append((number, line.split("\t")))
        elif line.strip() and beside_rows(lines, number) and heads_rows(line.strip()):
            if not rows:
                finish_prose()
            rows.append((number, [line]))
        elif line.strip():
            finish_rows()
            prose.append((number, line))
        else:
            finish_rows()
            prose.append((number, ""))
    finish_rows()
    finish_prose()
    return blocks


def beside_rows(lines: Sequence[str], number: int) -> bool:
    """Whether the line before or after one (numbered from 1) has cells."""
    return any("\t" in line for line in lines[max(number - 2, 0) : number + 1])


def heads_rows(text: str) -> bool:
    """Whether a text alone in its line is a label of a table: one cell as wide as the table."""
    return any(meaning.kind in ("row", "group", "block") for meaning in look_up(text))


COMMON = frozenset({"other_org", "total"})  # headings that are labels of rows as well
WIDEST = 60  # cells of a line; the widest table has 15 columns, each perhaps with a blank beside it
APPLICANTS = 7  # columns of figures in the table of applications


def refitted(rows: Sequence[tuple[int, list[str]]], number: int) -> Table:
    """A table of the rows' cells; rows of the table of applications moved into their seven columns."""
    labels_at = {at: label for at, (_, cells) in enumerate(rows) if (label := last_label(cells)) is not None}
    starts: dict[int, int] = {}
    longest = max(len(cells) for _, cells in rows)
    if longest > WIDEST:
        pass  # no form is that wide, and what follows takes time with the square of it
    elif has_more_columns(rows, labels_at):
        rows = [(line, [*cells, *[""] * (longest - len(cells))]) for line, cells in rows]
    else:
        starts = figure_starts([cells for _, cells in rows], labels_at)
    made: list[GridCell] = []
    for y, (line, cells) in enumerate(rows):
        offset = 0
        places: list[tuple[int, str]] = []
        for cell in cells:
            text = cell.strip()
            places.append((offset + 1 if text == cell else offset + len(cell) - len(cell.lstrip()) + 1, text))
            offset += len(cell) + 1
        if y in starts:
            figures = places[starts[y] : starts[y] + APPLICANTS]
            figures += [(offset, "")] * (APPLICANTS - len(figures))
            places = places[: labels_at[y] + 1] + figures
        for x, (column, text) in enumerate(places):
            place = Place(line=line, column=column, table=number, row=y + 1)
            made.append(GridCell(y, x, text, place))
    return Table(tuple(made), Place(line=rows[0][0], table=number))


def has_more_columns(rows: Sequence[tuple[int, list[str]]], labels_at: dict[int, int]) -> bool:
    """Whether several rows hold more than the form has columns: then only their place in the grid counts."""
    return (
        sum(
            sum(bool(cell.strip()) for cell in rows[at][1][label + 1 :]) > APPLICANTS
            for at, label in labels_at.items()
        )
        > 1
    )


def figure_starts(rows: Sequence[list[str]], labels_at: dict[int, int]) -> dict[int, int]:
    """Where the seven figures of each row begin, for rows in which that is known.

    Programs that write Word tables as text pad merged cells with blanks on either side, and lose the first
    blank of a group's last row; others leave out blanks at the end of a line. A row of seven figures side by
    side is plain. Rows whose label stands in the same cell are padded alike, so one of them shows where the
    figures of all begin; else all begin below their first heading, or behind one padded label cell at least.
    """
    longest = max(map(len, rows), default=0)
    classes: dict[tuple[int, int], list[int]] = {}
    for at, label in labels_at.items():
        classes.setdefault((label, len(rows[at])), []).append(at)
    starts: dict[int, int] = {}
    certain: dict[tuple[int, int], int] = {}
    for (label, count), members in classes.items():
        full = {at: start for at in members if (start := full_from(rows[at], label)) is not None}
        starts |= full
        rest = [at for at in members if at not in full]
        fits = set(full.values()) or {
            start
            for start in range(label + 1, longest - APPLICANTS + 1)
            if all(outside_blank(rows[at], label, start) for at in rest)
        }
        if len(fits) == 1:
            certain[label, count] = fits.pop()
    aligned = set(certain.values()) & {first_heading(rows)}
    padded = all(start == max(2, label + 1) for (label, _), start in certain.items())
    for (label, count), members in classes.items():
        start = certain.get((label, count))
        if start is None and len(aligned) == 1:
            start = min(aligned)
        elif start is None and certain and padded:
            start = max(2, label + 1)
        for at in members:
            if start is not None and label < start and outside_blank(rows[at], label, start):
                starts.setdefault(at, start)
    return starts


def first_heading(rows: Sequence[list[str]]) -> int:
    """The cell where the headings of the figures begin; -1 where there are none."""
    found = [
        at
        for cells in rows
        for at, cell in enumerate(cells)
        if cell
        for meaning in look_up(cell.strip())
        if meaning.kind == "column" and meaning.table == "applications" and meaning.key not in COMMON
    ]
    return min(found, default=-1)


def full_from(cells: Sequence[str], label: int) -> int | None:
    """Where the figures of a row begin that has all seven, side by side, and nothing else."""
    filled = [at for at in range(label + 1, len(cells)) if cells[at].strip()]
    whole = len(filled) == APPLICANTS and filled[-1] - filled[0] == APPLICANTS - 1
    return filled[0] if whole else None


def last_label(cells: Sequence[str]) -> int | None:
    """The index of the row label of the table of applications in a row of cells; None for other rows."""
    found = None
    for at, cell in enumerate(cells):
        if any(
            meaning.kind == "row" and meaning.table == "applications" for meaning in look_up(cell.strip())
        ):
            found = at
        elif cell.strip() and values.looks_like_figure(cell):
            break
    return found


def outside_blank(cells: Sequence[str], label: int, start: int) -> bool:
    """Whether all cells after the label but outside the figures that begin at `start` are blank."""
    return not any(cell.strip() for cell in (*cells[label + 1 : start], *cells[start + APPLICANTS :]))


# Paragraphs


def paragraphs(lines: Sequence[tuple[int, str]]) -> Iterator[Paragraph]:
    """Paragraphs of lines, those that a page width broke joined again.

    A line is broken where it is as long as the longest and ends no sentence; a blank line amid a sentence
    is the end of a page.
    """
    lengths = sorted(len(line.strip()) for _, line in lines if line.strip())
    full = lengths[int(len(lengths) * 0.9)] if lengths else 0
    broken = full <= 60 and len(lengths) >= 8
    current: list[str] = []
    start = 0
    gap = False
    for number, line in lines:
        text = line.strip()
        if not text:
            gap = True
            continue
        if current:
            last = current[-1]
            goes_on = (
                broken
                and len(last) >= full * 0.72
                and not STOP.search(last)
                and not NEW_ITEM.match(text)
                and not heading_number(last)
                and not heading_number(text)
            )
            if not (goes_on and (not gap or not line[:1].isspace())):
                yield Paragraph("".join(current), Place(line=start))
                current = []
        if not current:
            start = number
        current.append(text)
        gap = False
    if current:
        yield Paragraph("".join(current), Place(line=start))


# No tabs: the walk along the labels


@dataclass(slots=True)
class Token:
    """A word of the text: a figure, or part of a label; with its place."""

    text: str
    line: int
    column: int
    figure: bool


FIGURE_TOKEN = re.compile(
    r"(?<![^\s])(?:[+\-\u2212]?\d[\d,，]*(?:\.\d+)?|[+＋－\u2212]?[０-９][０-９，．]*|[/／]|[-—–－]{1,3}|无|增\d+|减\d+|增加\d+|减少\d+|0/0)"
    r"(?:件|万元|元|项|条|个)?(?![^\s])"
)


def tokens(lines: Sequence[tuple[int, str]]) -> list[Token]:
    made: list[Token] = []
    for number, line in lines:
        at = 0
        for found in FIGURE_TOKEN.finditer(line):
            if line[at : found.start()].strip():
                made.append(label_token(line, at, found.start(), number))
            made.append(Token(found.group(), number, found.start() + 1, True))
            at = found.end()
        if line[at:].strip():
            made.append(label_token(line, at, len(line), number))
    return made


def label_token(line: str, start: int, end: int, number: int) -> Token:
    text = line[start:end]
    return Token(text.strip(), number, start + len(text) - len(text.lstrip()) + 1, False)


def without_tabs(lines: Sequence[str]) -> tuple[list[Block], list[Issue]]:
    """Paragraphs, with a table in the place of each run of lines that holds one."""
    numbered = list(enumerate(lines, 1))
    issues: list[Issue] = []
    runs = list(islice(table_runs(numbered), MOST_RUNS))
    blocks: list[Block] = []
    done = 0
    for start, end, key in runs:
        blocks += paragraphs(numbered[done:start])
        number = sum(isinstance(block, Table) for block in blocks) + 1
        table = walked(numbered[start:end], key, number)
        if table is None:
            blocks += paragraphs(numbered[start:end])
        else:
            blocks.append(table)
        done = end
    blocks += paragraphs(numbered[done:])
    return blocks, issues


def table_runs(lines: Sequence[tuple[int, str]]) -> Iterator[tuple[int, int, str]]:
    """(first line, line after the last, table key) of each stretch between section headings 2 to 5."""
    starts: list[tuple[int, str]] = []
    keys = {2: "proactive_disclosure", 3: "applications", 4: "review_litigation"}
    numbers = [(at, heading_number(line.strip())) for at, (_, line) in enumerate(lines) if line.strip()]
    for at, number in numbers:
        if number in keys:
            starts.append((at + 1, keys[number]))
        elif number:
            starts.append((at, ""))
    for index, (start, key) in enumerate(starts):
        end = starts[index + 1][0] if index + 1 < len(starts) else len(lines)
        if index + 1 < len(starts) and starts[index + 1][1]:
            end -= 1
        if key:
            yield start, end, key


def walked(lines: Sequence[tuple[int, str]], key: str, number: int) -> Table | None:
    """The table that the labels of a form, found in order in a stretch of text, make of its figures."""
    words = tokens(lines)
    best: tuple[int, list[list[GridCell]]] | None = None
    for form in forms().values():
        if not any(table.key == key for table in form.tables):
            continue
        walk = Walk(words, form, form.table(key))
        rows = walk.rows()
        if rows and (best is None or walk.found > best[0]):
            best = walk.found, rows
    if best is None:
        return None
    cells: list[GridCell] = []
    for y, row in enumerate(best[1]):
        x = 0
        for cell in row:
            place = Place(line=cell.place.line, column=cell.place.column, table=number, row=y + 1)
            cells.append(GridCell(y, x, cell.text, place, 1, cell.column_span))
            x += cell.column_span
    return Table(tuple(cells), Place(line=lines[0][0] if lines else 0, table=number))


class Walk:
    """A walk along the labels of one official table, through words of which only the order is known."""

    def __init__(self, words: Sequence[Token], form: Form, table: FormTable) -> None:
        self.words = words
        self.form = form
        self.table = table
        self.found = 0
        self.lost: list[list[Token]] = []  # runs of figures between which and any label stand other words
        # The letters of all label words in one string, and where in it each run of figures stands.
        self.text = ""
        self.runs: list[tuple[int, list[Token]]] = []
        self.origin: list[Token] = []
        for word in words:
            if word.figure:
                if self.runs and self.runs[-1][0] == len(self.text):
                    self.runs[-1][1].append(word)
                else:
                    self.runs.append((len(self.text), [word]))
            else:
                plain = labels.letters(word.text)
                self.text += plain
                self.origin += [word] * len(plain)

    def rows(self) -> list[list[GridCell]]:
        if self.table.across:
            return self.across()
        rows: list[list[GridCell]] = []
        spots: list[Spot] = []
        at = 0
        for block in self.table.blocks:
            head = self.header(block, at)
            if head is None:
                continue
            at, cells = head
            rows_of = [spot for row in block.rows if (spot := self.spot(row, at, block)) is not None]
            rows_of.sort(key=lambda spot: spot.start)
            if not rows_of:
                continue
            spots += [Spot(-1, at, None, block, cells), *rows_of]
            at = max(spot.end for spot in rows_of)
        first = min((spot.end for spot in spots if spot.row is None), default=0)
        taken = self.figures_of([spot for spot in spots if spot.row is not None], first)
        for spot in spots:
            if spot.row is None:
                rows.append(spot.cells)
                continue
            self.found += 1
            rows.append(
                [self.label_cell(spot), *self.value_cells(taken[id(spot)], len(spot.block.columns), spot)]
            )
        for run in self.lost if rows else ():
            # A row whose label is not known: that it is printed must not be lost.
            places = [Place(line=token.line, column=token.column) for token in run]
            rows.append([GridCell(0, 0, token.text, place) for token, place in zip(run, places, strict=True)])
        return rows

    def header(self, block: FormBlock, at: int) -> tuple[int, list[GridCell]] | None:
        """(where the header ends, its cells in official order) if all its labels stand there."""
        wanted = [labels.letters(heading.label) for heading in block.columns]
        if self.table.key == "applications":
            groups = [labels.letters(group) for group in block.columns[1].groups]
            first = labels.letters(block.rows[0].label)
            end = self.text.find(first, at)
            stretch = self.text[at:end] if end >= 0 else ""
            corner = labels.letters(self.table.corner)
            if not in_order(stretch, corner, groups, wanted):
                return None
            cells = [GridCell(0, 0, ""), *(GridCell(0, 0, heading.label) for heading in block.columns)]
            return end, cells
        for synonym in (wanted[-1], *[labels.letters(one) for one in block.columns[-1].synonyms]):
            for joined in readings([*wanted[:-1], synonym]):
                found = self.text.find(joined, at)
                if found >= 0:
                    cells = [
                        GridCell(0, 0, self.table.corner),
                        *(GridCell(0, 0, head.label) for head in block.columns),
                    ]
                    return found + len(joined), cells
        return None

    def spot(self, row: Heading, at: int, block: FormBlock) -> Spot | None:
        """Where the label of a row stands after `at`; None if it does not."""
        for label in (row.label, *row.synonyms):
            plain = labels.letters(label)
            start = self.find_row(plain, at)
            if start >= 0:
                return Spot(start, start + len(plain), row, block, [])
        bare = labels.normalise(row.label)
        if len(bare) >= 5:
            start = self.find_row(bare, at)
            if start >= 0:
                return Spot(start, start + len(bare), row, block, [])
        if row.groups and len(row.label) > 5:
            found = with_pieces(labels.letters(row.label), row.groups).search(self.text, at)
            if found:
                return Spot(found.start(), found.end(), row, block, [])
        return None

    def find_row(self, plain: str, at: int) -> int:
        """Where a label begins; one that begins in the middle of a word and ends in it is part of another."""
        return self.text.find(plain, at)

    def figures_of(self, spots: Sequence[Spot], start: int) -> dict[int, list[Token] | None]:
        """The run of figures of each label; None where it is not certain.

        A run stands after its label (before the next), or amid it; the labels of groups between belong to
        none. As soon as one run has no certain owner, a label without figures is no proof of blank cells.
        """
        ordered = sorted(spots, key=lambda spot: spot.start)
        taken: dict[int, list[Token] | None] = {id(spot): [] for spot in ordered}
        strays = False
        for position, run in self.runs:
            if position < start:
                continue
            owner = None
            for at, spot in enumerate(ordered):
                after = ordered[at + 1].start if at + 1 < len(ordered) else len(self.text) + 1
                if spot.start < position and (position < after or position == spot.end):
                    owner = spot
            if owner is None:
                strays = True
                continue
            if not self.of_groups(owner, position):
                strays = True
                self.lost.append(run)
                continue
            held = taken[id(owner)]
            if held is None or len(held) + len(run) > len(owner.block.columns):
                # Figures both amid and after a label: one of the two runs belongs to another row.
                taken[id(owner)] = None
                strays = True
            else:
                taken[id(owner)] = held + run
        if strays:
            taken = {key: run or None for key, run in taken.items()}
        return taken

    def of_groups(self, spot: Spot, position: int) -> bool:
        """Whether only pieces of the labels of groups stand between a label and the figures after it."""
        between = self.text[spot.end : position]
        names = {group for row in spot.block.rows for group in row.groups}
        return not between or any(between in labels.letters(name) for name in names)

    def label_cell(self, spot: Spot) -> GridCell:
        word = self.origin[spot.start]
        label = spot.row.label if spot.row else ""
        return GridCell(0, 0, label, Place(line=word.line, column=word.column))

    def value_cells(self, run: list[Token] | None, width: int, spot: Spot) -> list[GridCell]:
        word = self.origin[spot.end - 1]
        place = Place(line=word.line, column=word.column)
        if run is None:
            return [GridCell(0, 0, "?", place, 1, width)]
        if len(run) == width and self.belongs(run, spot):
            return [GridCell(0, 0, token.text, Place(line=token.line, column=token.column)) for token in run]
        if not run:
            return [GridCell(0, 0, "", place) for _ in range(width)]
        first = Place(line=run[0].line, column=run[0].column)
        return [GridCell(0, 0, " ".join(token.text for token in run), first, 1, width)]

    def belongs(self, run: Sequence[Token], spot: Spot) -> bool:
        """Whether as many figures as columns are one for each: on one line, or adding up as the form says.

        On several lines, a figure that a narrow cell broke would stand in for a blank one.
        """
        if len({token.line for token in run}) == 1:
            return True
        keys = [column.key for column in spot.block.columns]
        amounts = [values.read(token.text, spot.block.columns[-1]).value or 0 for token in run]
        printed = dict(zip(keys, amounts, strict=True))
        sums = [identity for identity in self.table.identities if identity.each == "row"]
        return bool(sums) and all(
            sum(printed[key] for key in identity.left) == sum(printed[key] for key in identity.right)
            for identity in sums
        )

    def across(self) -> list[list[GridCell]]:
        """The table of reviews: fifteen leaves below three groups, then one run of figures."""
        block = self.table.blocks[0]
        leaves = [labels.letters(column.label) for column in block.columns]
        groups = {labels.letters(row.label) for row in block.rows} | {
            labels.letters(group) for row in block.rows for group in row.groups
        }
        if any(group not in self.text for group in groups):
            return []
        end = leaves_end(self.text, leaves, len(block.rows))
        if end < 0:
            return []
        self.found = 1
        run = [token for position, tokens_ in self.runs if position >= end for token in tokens_]
        upper = [GridCell(0, 0, row.label, Place(), 1, len(leaves)) for row in block.rows]
        lower = [GridCell(0, 0, column.label) for _ in block.rows for column in block.columns]
        width = len(lower)
        word = self.origin[end - 1]
        place = Place(line=word.line, column=word.column)
        if len(run) == width and len({token.line for token in run}) == 1:
            line = [GridCell(0, 0, token.text, Place(line=token.line, column=token.column)) for token in run]
        elif run:
            first = Place(line=run[0].line, column=run[0].column)
            line = [GridCell(0, 0, " ".join(token.text for token in run), first, 1, width)]
        else:
            line = [GridCell(0, 0, "", place) for _ in range(width)]
        return [upper, lower, line]


@cache
def with_pieces(label: str, groups: tuple[str, ...]) -> re.Pattern[str]:
    """What finds a label amid which pieces of its groups' labels are printed, as in a line of three cells."""
    names = [labels.letters(group) for group in groups]
    pieces = {name[a:b] for name in names for a in range(len(name)) for b in range(a + 1, len(name) + 1)}
    some = "|".join(sorted(map(re.escape, pieces), key=lambda piece: -len(piece)))
    return re.compile(f"(?:{some})?".join(map(re.escape, label)))


def in_order(stretch: str, corner: str, groups: Sequence[str], wanted: Sequence[str]) -> bool:
    """Whether a stretch of letters is the heading of the applicants, its columns in the order of the form.

    Nothing but the labels may stand there; lines of cells side by side may be mixed, but the first letters
    of the labels then stand in the order of the columns. The 总计, of two or three lines' height, and the
    corner may stand anywhere.
    """
    apart = set(corner) - set("".join(wanted)) - set("".join(groups))
    if set(corner) == apart and all(stretch.count(sign) == corner.count(sign) for sign in apart):
        stretch = "".join(sign for sign in stretch if sign not in apart)
    else:
        stretch = stretch.replace(corner, "")
    for group in dict.fromkeys(groups):
        stretch = stretch.replace(group, "", 1)
    if Counter(stretch) != Counter("".join(wanted)):
        return False
    places = [stretch.find(name[0]) for name in wanted[:-1]]
    return places == sorted(places) and len(set(places)) == len(places)


def readings(names: Sequence[str]) -> Iterator[str]:
    """The ways in which the labels of cells side by side are read line by line: whole, or broken alike."""
    yield "".join(names)
    longest = max(map(len, names))
    for width in range(1, longest):
        lines = [[name[at : at + width] for name in names] for at in range(0, longest, width)]
        yield "".join("".join(line) for line in lines)
        # The last, shorter label stands whole in the first or the last line.
        for home in (0, len(lines) - 1):
            yield "".join(
                "".join(line[:-1]) + (names[-1] if at == home else "") for at, line in enumerate(lines)
            )


def leaves_end(text: str, leaves: Sequence[str], times: int) -> int:
    """Where the last of so many sets of the same labels ends, whole or read line by line; -1 if any lacks."""
    for way in readings(leaves):
        if text.count(way) == times:
            return text.rfind(way) + len(way)
    for first in readings(leaves):  # one set for itself, the others side by side
        for others in readings(list(leaves) * (times - 1)):
            at = text.find(first)
            rest = text[:at] + "|" + text[at + len(first) :] if at >= 0 else ""
            if others in rest:
                return max(at + len(first), text.rfind(others) + len(others))
    return -1


@dataclass(slots=True)
class Spot:
    """A label found in the text: from `start` to `end` of its letters; a header where `row` is None."""

    start: int
    end: int
    row: Heading | None
    block: FormBlock
    cells: list[GridCell]
