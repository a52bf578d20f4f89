"""Which row of section three each line is: by its whole label, else by alignment in the order of the form."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from parsers.document import GridCell
from parsers.labels import letters, look_up, normalise, similarity
from parsers.remembered import remembered
from parsers.tables.columns import ALIKE, CLEAR, HALF_ALIKE, nearest
from parsers.tables.dropped import doubt_beside_dropped, drop
from parsers.tables.entries import Entry
from parsers.tables.figures import TABLES_OF, Figures
from parsers.tables.filling import has_own_cells, recognised
from parsers.tables.likeness import alike
from parsers.tables.lines import APPLICATIONS, glued_key, labelish
from parsers.templates import Heading, forms

SHORT = 4  # letters; a label of fewer may be a piece of another


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
