"""Which row of section three each line is: by its whole label, else by alignment in the order of the form."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from parsers.document import GridCell
from parsers.labels import ORDINAL, letters, look_up, normalise, similarity, squeeze
from parsers.remembered import remembered
from parsers.tables.addingup import figure_in
from parsers.tables.columns import ALIKE, CLEAR, HALF_ALIKE, Columns, may_be, nearest
from parsers.tables.figures import TABLES_OF, TWO_FIGURES, Figures, extra_row
from parsers.tables.filling import has_own_cells, recognised
from parsers.tables.lines import APPLICATIONS, Line, cells_after, glued_key, labelish
from parsers.templates import Heading, forms
from parsers.values import looks_like_figure

SHORT = 4  # letters; a label of fewer may be a piece of another


@dataclass(slots=True)
class Entry:
    """A data line on its way to a row: its label, its row key once known, its cells by column."""

    line: Line
    at: int
    key: str
    columns: Columns
    cells: list[GridCell | None] | None = None
    joined: bool = False

    @property
    def label(self) -> str:
        return self.line.texts[self.at] if self.at >= 0 else ""

    def prove(self) -> None:
        """Drop the cells of a row without a label of its own, unless they add up: one may be a label."""
        if self.cells is None or "total" not in self.columns.keys:
            return
        total = self.columns.keys.index("total")
        figures = [figure_in(cell) for cell in self.cells if cell]
        if None in self.cells or None in figures or sum(figures) != 2 * (figures[total] or 0):  # type: ignore[arg-type]
            self.cells = None

    def filled(self) -> set[str]:
        """The columns of the form under which something stands."""
        cells = zip(self.columns.keys, self.cells or (), strict=False)
        return {key for key, cell in cells if key and cell and cell.text.strip()}

    def empty(self) -> bool:
        return not any(cell.text.strip() for cell in cells_after(self.line, self.at))


def match_rows(entries: Sequence[Entry], rows: Sequence[Heading], figures: Figures) -> list[Entry]:
    """The entries that are rows of the form, each with its key; the others are noted.

    Whole labels are taken at their word. Between two of them, what is left is aligned in order: halves of a
    row over a page break are joined, labels with typing errors matched, one lost label supplied.
    """
    order = {row.key: at for at, row in enumerate(rows)}
    taken: list[Entry | None] = [
        entry if entry.key in order else without_key(entry, order) for entry in entries
    ]
    for strayed in out_of_place(taken, order):
        taken[strayed] = replace(entries[strayed], key="")
    used = {entry.key for entry in taken if entry and entry.key}
    at = 0
    while at < len(taken):
        entry = taken[at]
        if entry is None or entry.key:
            at += 1
            continue
        end = at
        while end < len(taken) and not (taken[end] and taken[end].key):  # type: ignore[union-attr]
            end += 1
        before = next((order[e.key] for e in reversed(taken[:at]) if e), -1)
        after = next((order[e.key] for e in taken[end:] if e and e.key), len(rows))
        low, high = (before + 1, after) if before < after else (0, len(rows))
        left = [row for row in rows[low:high] if row.key not in used]
        settle(taken, at, end, left, figures)
        used |= {e.key for e in taken[at:end] if e and e.key}
        at = end
    doubt_beside_dropped(entries, taken, rows, figures)
    return [entry for entry in taken if entry and entry.key]


def out_of_place(taken: Sequence[Entry | None], order: dict[str, int]) -> list[int]:
    """Entries that are a row by one short word, which stands once more, amid rows that it is not among.

    It is what a page end left of another label: 2.其他 of 2.其他法律行政法规禁止公开.
    """
    keyed = [(at, entry) for at, entry in enumerate(taken) if entry and entry.key]
    times = Counter(entry.key for _, entry in keyed)
    found = []
    for (_, before), (at, entry), (_, after) in zip(keyed, keyed[1:], keyed[2:], strict=False):
        low, here, high = (order[one.key] for one in (before, entry, after))
        amid = low < high and not low <= here <= high
        if amid and times[entry.key] > 1 and len(normalise(entry.label)) < SHORT:
            found.append(at)
    return found


def doubt_beside_dropped(
    entries: Sequence[Entry], taken: Sequence[Entry | None], rows: Sequence[Heading], figures: Figures
) -> None:
    """Doubt what figures of a line that is no row may belong to.

    That is a row that is not found, wherever it ought to stand, if the labels are alike; a row beside the
    line that is blank where the line is not; and a blank row that is known by a part of its label. A page may
    end within the figures of a row: a line without a label that begins the next is the rest of them.
    """
    dropped = [at for at, entry in enumerate(entries) if taken[at] is None and not entry.empty()]
    if not dropped:
        return
    found = {entry.key for entry in taken if entry}
    left = [row for row in rows if row.key not in found]
    figures.doubted |= {
        (APPLICATIONS, row.key)
        for at in dropped[: len(rows)]
        for row in left
        if entries[at].at >= 0 and alike(entries[at].label, row) >= ALIKE
    }
    lines = {at: entries[at].filled() for at in dropped}
    for at, entry in enumerate(taken):
        if entry is None or entry.joined:
            continue
        filled = entry.filled()
        near = [lines[beside] for beside in (at - 1, at + 1) if beside in lines]
        may_have = near if not filled else [line for line in near if line and filled.isdisjoint(line)]
        cut = at + 1 in lines and goes_on(entry, entries[at + 1])
        if may_have or cut or (not filled and entries[at].key != entry.key):
            entry.cells = None


def goes_on(entry: Entry, following: Entry) -> bool:
    """Whether a line of figures without a label, first of another table, may be the rest of a row's."""
    parted = following.line.table != entry.line.table and following.at < 0
    return parted and any(text.strip() and looks_like_figure(text) for text in following.line.texts)


def without_key(entry: Entry, order: dict[str, int]) -> Entry:
    """An entry whose label is no row's; one that runs together with its figures is that row, unreadable.

    In a picture a stroke of a seal ends a label, too, where each figure has a cell of its own.
    """
    glued = glued_key(entry.label, APPLICATIONS)
    if glued in order:
        apart = entry.cells and recognised(entry.line) and has_own_cells(entry.line, entry.cells)
        return Entry(entry.line, entry.at, glued, entry.columns, entry.cells if apart else None)
    return Entry(entry.line, entry.at, "", entry.columns, entry.cells)


def settle(taken: list[Entry | None], start: int, end: int, left: list[Heading], figures: Figures) -> None:
    """Find rows for the entries `start` to `end`, none of which has a whole label, among the rows `left`."""
    join_halves(taken, start, end, left, figures)
    align(taken, start, end, left, figures)
    labelled = [e for e in taken[start:end] if e and not e.key and e.at >= 0 and not e.empty()]
    if len(left) == 1 and len(labelled) == 1 and loose_count(taken, start, end) == 1:
        # One row is left and one line: a label much changed is enough.
        only = labelled[0]
        if alike(only.label, left[0]) >= HALF_ALIKE:
            only.key = left[0].key
            only.prove()
            message = f"{only.label.strip()!r} was read as {left[0].label}, the only one missing in its place"
            figures.note("label_alike", message, only.line.where())
            left.clear()
    for at, entry in enumerate(taken[start:end], start):
        if entry is None or entry.key:
            continue
        previous = next((taken[back] for back in range(at - 1, -1, -1) if taken[back]), None)
        if previous is not None and carries_on(entry, previous):
            join(previous, entry, figures)
            taken[at] = None
            continue
        if previous is not None and stands_below(entry, previous):
            # The figures of a row that is cut between label and figures, unless a row is missing here.
            if left:
                previous.cells = None
                figures.lost.add(APPLICATIONS)
                figures.note("label_lost", "figures stand alone below a row without any", entry.line.where())
            else:
                join(previous, entry, figures)
            taken[at] = None
            continue
        if entry.at < 0 and not entry.empty() and len(left) == 1 and loose_count(taken, start, end) == 1:
            entry.key = left.pop().key
            entry.prove()
            message = f"a row without a label was read as {entry.key}, the only one missing in its place"
            figures.note("label_lost", message, entry.line.where())
            continue
        drop(entry, taken[start:end], at - start, left, figures)
        taken[at] = None


def drop(
    entry: Entry, entries: Sequence[Entry | None], at: int, left: Sequence[Heading], figures: Figures
) -> None:
    """Note an entry that is no row, the `at`-th of its neighbours, and doubt the rows it may be."""
    if entry.empty():
        if TWO_FIGURES.search(entry.label) and ORDINAL.match(squeeze(entry.label)):
            # A row in one cell: the rules that parted it are lost, and its figures stand amid its label.
            figures.lost.add(APPLICATIONS)
            why = "a row whose figures stand in its label was not read"
            figures.note("label_lost", why, entry.line.where())
    elif entry.at < 0:
        figures.lost.add(APPLICATIONS)
        figures.note("label_lost", "a row of figures without a label was not read", entry.line.where())
    else:
        extra_row(figures, entry.line, entry.at)
        doubt_halves(entries, at)
        figures.doubted |= {
            (APPLICATIONS, row.key)
            for row in left
            if may_be(entry.label, row)
            or alike(entry.label, row) >= HALF_ALIKE
            or row.key in rows_within(normalise(entry.label))
            or is_of_group(entry.label, row)
        }


def doubt_halves(entries: Sequence[Entry | None], at: int) -> None:
    """Doubt blank rows beside an entry that are known by parts of their labels: its figures may be theirs."""
    for beside in (reversed(entries[:at]), entries[at + 1 :]):
        near = next((entry for entry in beside if entry), None)
        if near is not None and near.key and near.empty():
            near.cells = None


def loose_count(taken: Sequence[Entry | None], start: int, end: int) -> int:
    return sum(entry is not None and not entry.key and not entry.empty() for entry in taken[start:end])


def carries_on(entry: Entry, previous: Entry) -> bool:
    """Whether an entry is the lower half of the row before it, cut off by the end of a page."""
    if not previous.key or not previous.empty() or entry.empty():
        return False
    if entry.at >= 0 and letters(previous.label + entry.label) in whole_labels(previous.key):
        return True
    if entry.line.table == previous.line.table:
        return False
    return entry.at < 0 or len(normalise(entry.label)) < SHORT


@remembered(64)
def whole_labels(key: str) -> frozenset[str]:
    """The letters of the labels of a row in the forms, with what they say in brackets."""
    return frozenset(
        letters(row.label)
        for form in forms()
        if APPLICATIONS in TABLES_OF[form]
        for row in forms()[form].table(APPLICATIONS).blocks[0].rows
        if row.key == key
    )


def stands_below(entry: Entry, previous: Entry) -> bool:
    """Whether an entry is figures alone, in the line below a label without figures."""
    return bool(previous.key) and previous.empty() and entry.at < 0 and not entry.empty()


def join(first: Entry, second: Entry, figures: Figures) -> None:
    """Put two halves of a row together; a column with a figure in both is unreadable."""
    figures.note(
        "row_joined", f"{first.label.strip()!r} was put together over a page break", second.line.where()
    )
    first.joined = True
    if first.cells is None or second.cells is None:
        first.cells = second.cells if first.empty() else first.cells
        return
    cells: list[GridCell | None] = []
    for one, other in zip(first.cells, second.cells, strict=False):
        if one is None or not one.text.strip():
            cells.append(other if other is not None and other.text.strip() else one)
        elif other is None or not other.text.strip():
            cells.append(one)
        else:
            cells.append(
                GridCell(
                    one.row,
                    one.column,
                    one.text,
                    one.place,
                    readings=(one.text, other.text, one.text + other.text),
                )
            )
    first.cells = cells


def join_halves(
    taken: list[Entry | None], start: int, end: int, left: list[Heading], figures: Figures
) -> None:
    """Join neighbours whose labels together are the label of a row that is left."""
    for at in range(start, end - 1):
        first, second = taken[at], taken[at + 1]
        if first is None or second is None or first.key or second.key or first.at < 0 or second.at < 0:
            continue
        if not (first.empty() or second.empty()) and first.line.table == second.line.table:
            continue
        whole = first.label + second.label
        best = nearest(whole, left, 0.9)
        if best is None:
            continue
        alone = max(
            similarity(normalise(half), normalise(best.label)) for half in (first.label, second.label)
        )
        if similarity(normalise(whole), normalise(best.label)) > alone:
            join(first, second, figures)
            first.key = best.key
            left.remove(best)
            taken[at + 1] = None


def align(taken: list[Entry | None], start: int, end: int, left: list[Heading], figures: Figures) -> None:
    """Match entries to rows in order, so that the labels together are as alike as can be.

    Dynamic programming over (entries, rows); a pair counts from `ALIKE` up, and only if no other row that is
    left is nearly as like.
    """
    places = [
        at
        for at in range(start, end)
        if (entry := taken[at]) and not entry.key and entry.at >= 0 and labelish(entry.label)
    ]
    if not places or not left:
        return
    labels = [taken[at].label for at in places]  # type: ignore[union-attr]
    marks = [[alike(label, row) for row in left] for label in labels]
    best = [[0.0] * (len(left) + 1) for _ in range(len(labels) + 1)]
    for y in range(len(labels) - 1, -1, -1):
        for x in range(len(left) - 1, -1, -1):
            pair = marks[y][x] + best[y + 1][x + 1] if marks[y][x] >= ALIKE else 0.0
            best[y][x] = max(pair, best[y + 1][x], best[y][x + 1])
    y = x = 0
    matched: list[Heading] = []
    while y < len(labels) and x < len(left):
        mark = marks[y][x]
        if mark >= ALIKE and best[y][x] == mark + best[y + 1][x + 1]:
            rival = max((other for at, other in enumerate(marks[y]) if at != x), default=0.0)
            entry = taken[places[y]]
            if entry is not None and mark - rival >= CLEAR:
                entry.key = left[x].key
                if any(meaning.kind == "group" for meaning in look_up(entry.label)):
                    entry.prove()
                if entry.cells and not any(entry.cells):
                    entry.cells = None  # half a label in a cell of its own: its figures stand with the other
                matched.append(left[x])
                message = f"{entry.label.strip()!r} was read as {left[x].label}"
                figures.note("label_alike", message, entry.line.where())
            y, x = y + 1, x + 1
        elif best[y][x] == best[y + 1][x]:
            y += 1
        else:
            x += 1
    for row in matched:
        left.remove(row)


def alike(label: str, row: Heading) -> float:
    """How like a printed label is to that of a row, its groups' labels before it or not.

    One that holds the labels of two rows is like none: its cell reaches over both.
    """
    printed, whole = normalise(label), letters(label)
    if len(rows_within(printed)) > 1:
        return 0.0
    mark = max(similarity(printed, normalise(one)) for one in (row.label, *row.synonyms))
    if row.groups:
        mark = max(mark, similarity(whole, letters(row.groups[-1] + row.label)))
    official = normalise(row.label)
    if len(printed) >= 6 and (official.startswith(printed) or official.endswith(printed)):
        mark = max(mark, 0.8)
    elif len(printed) >= 4 and rows_with(printed) == {row.key}:
        mark = max(mark, 0.75)
    return mark


def is_of_group(label: str, row: Heading) -> bool:
    """Whether a label is that of the group a row stands in: its figures may be the row's."""
    return bool(row.groups) and letters(label) == letters(row.groups[-1])


@remembered(1024)
def rows_with(printed: str) -> frozenset[str]:
    """The rows of all forms whose labels are the printed one with signs left out."""
    return frozenset(
        row.key
        for key in forms()
        if APPLICATIONS in TABLES_OF[key]
        for row in forms()[key].table(APPLICATIONS).blocks[0].rows
        if shortened(printed, normalise(row.label))
    )


@remembered(1024)
def rows_within(printed: str) -> frozenset[str]:
    """The rows of a form whose whole labels stand in a printed one, where there are several; else none.

    Of labels that are a part of each other the longer one counts.
    """
    most: frozenset[str] = frozenset()
    for key in forms():
        if APPLICATIONS not in TABLES_OF[key]:
            continue
        held = {normalise(row.label): row.key for row in forms()[key].table(APPLICATIONS).blocks[0].rows}
        held = {label: row for label, row in held.items() if label in printed}
        whole = {
            row for label, row in held.items() if not any(label != other and label in other for other in held)
        }
        most = max(most, frozenset(whole), key=len)
    return most if len(most) > 1 else frozenset()


def shortened(printed: str, official: str) -> bool:
    """Whether a label is the official one with some of its signs left out.

    >>> shortened("本年新收申请数量", "本年新收政府信息公开申请数量"), shortened("数量本年", "本年数量")
    (True, False)
    """
    signs = iter(official)
    return all(sign in signs for sign in printed)
