"""Which column of a form each printed column is, and which cell of a row lies in which column."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import pairwise

from parsers.document import GridCell
from parsers.labels import letters, normalise, similarity
from parsers.templates import Heading
from parsers.titles import WITH_YEAR, year_of

ALIKE = 0.6  # similarity below which two labels are not the same label with typing errors
HALF_ALIKE = 0.4  # similarity from which two labels may be the same
CHINESE = re.compile(r"[\u3400-\u9fff]").match
CLEAR = 0.15  # how much better the best label must fit than the next


@dataclass(slots=True)
class Columns:
    """The columns of a region in printed order: a key, or None for one the form does not know.

    `spans` are the grid columns (first, last) of each; `proven` tells whether all labels were read; `guessed`
    are the places of columns that are known by their number alone.
    """

    keys: list[str | None]
    spans: list[tuple[int, int]]
    proven: bool = True
    labels: list[str] = field(default_factory=list)
    units: dict[str, str] = field(default_factory=dict)
    guessed: set[int] = field(default_factory=set)
    again: list[str] = field(default_factory=list)  # of each, where given: the key that its label repeats
    before: list[tuple[int, int]] = field(default_factory=list)  # spans of columns left of the form's

    def again_at(self, at: int) -> str:
        return self.again[at] if self.again else ""

    def blanks(self, at: int) -> bool:
        """Whether the header cell of a column is blank."""
        return bool(self.labels) and not self.labels[at].strip()

    def under(self, cell: GridCell) -> list[int]:
        """The columns that a cell lies under."""
        last = cell.column + cell.column_span - 1
        return [at for at, span in enumerate(self.spans) if span[0] <= last and cell.column <= span[1]]


def resolve(cells: Sequence[GridCell], headings: Sequence[Heading]) -> Columns:
    """Which heading each printed header cell is: by whole label, then by likeness in order.

    A cell that is no heading of the form gets None: an extra column.
    """
    known = labels_of(tuple(headings))
    keys: list[str | None] = []
    again: list[str] = []
    for cell in cells:
        key = known.get(normalise(cell.text)) or known.get(letters(cell.text))
        again.append(key if key and key in keys else "")
        keys.append(key if key not in keys else None)
    left = [heading for heading in headings if heading.key not in keys]
    proven = not left
    if left:
        order = [heading.key for heading in headings]
        for at, key in enumerate(keys):
            if key is not None or again[at] or not cells[at].text.strip():
                continue
            before = max((order.index(k) for k in keys[:at] if k), default=-1)
            after = min((order.index(k) for k in keys[at + 1 :] if k), default=len(order))
            between = [heading for heading in left if before < order.index(heading.key) < after]
            best = nearest(cells[at].text, between, 0.5, cut=True)
            if best is not None:
                free = [other for other, taken in enumerate(keys) if not taken and not again[other]]
                newest = of_newest_year(cells, [at, *free])
                keys[newest] = best.key
                left.remove(best)
                for other in free:
                    text = cells[other].text
                    if other in (at, newest) or (other > newest and is_cut_off(text, left)):
                        continue
                    if nearer(text, cells[newest].text, best):
                        again[other] = best.key  # as like: nobody knows which of them it is
    spans = [(cell.column, cell.column + cell.column_span - 1) for cell in cells]
    return Columns(keys, spans, proven, [cell.text for cell in cells], again=again)


def is_cut_off(text: str, headings: Sequence[Heading]) -> bool:
    """Whether a text is the beginning of one of the labels."""
    printed = normalise(text)
    return len(printed) > 1 and any(normalise(heading.label).startswith(printed) for heading in headings)


def nearer(text: str, than: str, heading: Heading) -> bool:
    """Whether a text is as like a label as another that was taken for it, or more."""
    official = normalise(heading.label)
    return similarity(normalise(text), official) >= similarity(normalise(than), official)


def of_newest_year(cells: Sequence[GridCell], places: Sequence[int]) -> int:
    """Of cells that say the same but for a year the one of the newest; the first where it names none."""
    name = WITH_YEAR.sub("", normalise(cells[places[0]].text))
    alike = [at for at in places if WITH_YEAR.sub("", normalise(cells[at].text)) == name]
    return max(alike, key=lambda at: year_of(cells[at].text) or 0)


@lru_cache(maxsize=256)
def labels_of(headings: tuple[Heading, ...]) -> dict[str, str]:
    """The key of each wording of headings."""
    known: dict[str, str] = {}
    for heading in headings:
        for label in (heading.label, *heading.synonyms):
            known.setdefault(normalise(label), heading.key)
            known.setdefault(letters(label), heading.key)
    return known


def by_neighbours(part: Columns, headings: Sequence[Heading]) -> Columns | None:
    """Columns of which some labels are hidden, where the others stand in their own places; else None.

    There are as many columns as the form has, and no more are hidden than known. One hidden label can only
    be the one that is missing; several could have changed places, so that they are guessed.
    """
    order = [heading.key for heading in headings]
    hidden = [at for at, key in enumerate(part.keys) if key is None]
    if len(part.keys) != len(order) or len(hidden) > len(order) // 2 or any(part.again):
        return None
    if any(key not in (None, order[at]) for at, key in enumerate(part.keys)):
        return None
    guessed = set(hidden) if len(hidden) > 1 else set()
    return replace(part, keys=list(order), proven=False, guessed=guessed)


def nearest(
    text: str, headings: Sequence[Heading], least: float = ALIKE, cut: bool = False
) -> Heading | None:
    """The heading whose label is like `text` and clearly more so than any other; None if there is none.

    `cut`: a label cut off after two signs or more counts as that label, the first such in order.
    """
    printed = normalise(text)
    if not printed:
        return None
    marks = []
    for heading in headings:
        labels = (heading.label, *heading.synonyms)
        mark = max(similarity(printed, normalise(label)) for label in labels)
        if cut and len(printed) >= 2 and normalise(heading.label).startswith(printed):
            mark = max(mark, 0.9)
        marks.append((mark, heading))
    marks.sort(key=lambda pair: -pair[0])
    if not marks or marks[0][0] < least:
        return None
    if len(marks) > 1 and marks[0][0] - marks[1][0] < CLEAR and not (cut and marks[0][0] == 0.9):
        return None
    return marks[0][1]


def may_be(text: str, heading: Heading) -> bool:
    """Whether a printed label may be that of a row: changed much, a piece of it, or run into by others.

    A text without any Chinese sign names nothing.
    """
    printed, official = normalise(text), normalise(heading.label)
    if official in printed or not any(map(CHINESE, text)):
        return True
    if any(map(str.isdecimal, printed)) and not any(map(str.isdecimal, official)):
        return True
    return bool(printed) and (printed in official or similarity(printed, official) >= HALF_ALIKE)


def assign(  # noqa: PLR0912 - a branch for each way a row fits
    rows: Sequence[list[GridCell]], columns: Columns
) -> list[list[GridCell | None] | None]:
    """The cells of each row by column; None for a row whose cells fit the columns in no single way.

    Rows with as many cells as there are columns go by order, because spans drift from row to row; others
    by the grid; others after columns that are blank throughout are dropped.
    """
    made: dict[int, list[GridCell | None] | None] = {}
    width = len(columns.keys)
    rows = without_left_of(rows, columns)
    classes: dict[int, list[int]] = {}
    for at, cells in enumerate(rows):
        classes.setdefault(len(cells), []).append(at)
    usual = max(classes, key=lambda count: len(classes[count]), default=0)
    for count, members in classes.items():
        some = [rows[at] for at in members]
        kept: list[int] | None = None
        if count == width:
            kept = keep_known(some, columns)
        if kept is None and count != width and by_grid_fits(some, columns):
            for at in members:
                made[at] = by_grid(rows[at], columns)
            continue
        if kept is None and count > width:
            kept = without_blank(some, width)
        if kept is None and count == width:
            kept = without_blank(some, sum(key is not None for key in columns.keys))
            if kept is not None:
                places = [at for at, key in enumerate(columns.keys) if key is not None]
                for at in members:
                    row: list[GridCell | None] = [None] * width
                    for place, source in zip(places, kept, strict=True):
                        row[place] = rows[at][source]
                    made[at] = row
                continue
        for at in members:
            made[at] = None if kept is None else [rows[at][index] for index in kept]
            blank = any(
                key and not cell.text.strip() for key, cell in zip(columns.keys, rows[at], strict=False)
            )
            if count == width < usual and blank:
                made[at] = None  # it may be one of those that the others have more
    if all(made[at] is None for at in classes.get(usual, ())):  # rows of another number fit by chance
        return [None] * len(rows)
    return [made[at] for at in range(len(rows))]


def keep_known(rows: Sequence[list[GridCell]], columns: Columns) -> list[int] | None:
    """All indexes, unless a column without any label holds figures and another is blank in its stead."""
    for at, key in enumerate(columns.keys):
        if key is None and any(row[at].text.strip() for row in rows) and columns.blanks(at):
            return None
    return list(range(len(columns.keys)))


def without_left_of(rows: Sequence[list[GridCell]], columns: Columns) -> list[list[GridCell]]:
    """Rows without the cells under headers left of the form's; also those of too few, merged."""
    if not columns.before:
        return list(rows)
    made = [without_left(row, columns) for row in rows]
    if 2 * sum(len(one) < len(row) for one, row in zip(made, rows, strict=True)) > len(rows):
        made = [out_of_left(row, columns) if one is row else one for one, row in zip(made, rows, strict=True)]
    return made


def out_of_left(row: list[GridCell], columns: Columns) -> list[GridCell]:
    return [
        cell
        for cell in row
        if not any(
            start <= cell.column and cell.column + cell.column_span - 1 <= end
            for start, end in columns.before
        )
    ]


def without_left(row: list[GridCell], columns: Columns) -> list[GridCell]:
    """A row of too many cells without those under headers left of the form's: codes, units.

    Only where header and row are of one grid: a cell stands where each of the form's headers begins, and none
    of these stands where one of those left out does, as headers do that have come out of place.
    """
    if len(row) <= len(columns.keys) or not columns.before:
        return row
    kept = out_of_left(row, columns)
    begins = {start for start, _ in columns.spans}
    apart = all(end < start for _, end in columns.before for start in begins)
    return kept if apart and begins <= {cell.column for cell in kept} else row


def without_blank(rows: Sequence[list[GridCell]], width: int) -> list[int] | None:
    """Indexes of the columns left when those blank throughout are dropped; None if that is not unique."""
    count = len(rows[0])
    filled = [at for at in range(count) if any(row[at].text.strip() for row in rows)]
    blank = [at for at in range(count) if at not in set(filled)]
    if len(filled) > width:
        return None
    if len(blank) == count - width:
        return filled
    if not filled:
        return list(range(width))  # all blank: whichever are dropped, blanks remain
    # As many spacers beside each column, unless the blanks may as well all stand before or behind them.
    if width and count % width == 0 and filled[-1] >= width and filled[0] < count - width:
        step = count // width
        rests = {at % step for at in filled}
        if len(rests) == 1:
            return list(range(rests.pop(), count, step))
    return None


def by_grid_fits(rows: Sequence[list[GridCell]], columns: Columns) -> bool:
    """Whether every figure lies under exactly one header cell, in all rows, and none beside the header."""
    spans = columns.spans
    if any(one[1] >= other[0] for one, other in pairwise(spans)):
        return False
    for row in rows:
        taken: set[int] = set()
        for cell in row:
            under = columns.under(cell)
            if not cell.text.strip():
                continue
            if len(under) != 1 or under[0] in taken:
                # A figure across several columns belongs to none of them; it is no reason to doubt the rest.
                if len(under) > 1 and not taken & set(under):
                    taken |= set(under)
                    continue
                return False
            taken.add(under[0])
    return True


def by_grid(row: list[GridCell], columns: Columns) -> list[GridCell | None]:
    placed: list[GridCell | None] = [None] * len(columns.keys)
    for cell in row:
        for at in columns.under(cell):
            if placed[at] is None or cell.text.strip():
                placed[at] = cell
    return placed


def lacks_cell(row: Sequence[GridCell | None], columns: Columns) -> bool:
    """Whether a row of figures has a cell less than columns: which one is left out cannot be known."""
    known = [cell for cell, key in zip(row, columns.keys, strict=True) if key]
    return None in known and any(cell is not None and cell.text.strip() for cell in known)
