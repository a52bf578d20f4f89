"""Lines of section three that are no row: noted, and what their figures may belong to put in doubt."""

from __future__ import annotations

from collections.abc import Sequence

from parsers.labels import ORDINAL, normalise, squeeze
from parsers.tables.columns import ALIKE, HALF_ALIKE, may_be
from parsers.tables.entries import Entry
from parsers.tables.figures import TWO_FIGURES, Figures, extra_row
from parsers.tables.likeness import alike, is_of_group, rows_within
from parsers.tables.lines import APPLICATIONS
from parsers.templates import Heading
from parsers.values import looks_like_figure


def doubt_beside_dropped(
    entries: Sequence[Entry], taken: Sequence[Entry | None], rows: Sequence[Heading], figures: Figures
) -> None:
    """Doubt what figures of a line that is no row may belong to.

    That is a row that is not found, wherever it ought to stand, if the labels are alike; a row beside the
    line that is blank where the line is not; and a blank row that is known by a part of its label. A page may
    end within the figures of a row: a line without a label beside that end holds the others.
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
        cut = any(beside in lines and goes_on(entry, entries[beside]) for beside in (at - 1, at + 1))
        if may_have or cut or (not filled and entries[at].key != entry.key):
            entry.cells = None


def goes_on(entry: Entry, beside: Entry) -> bool:
    """Whether a line of figures without a label, which ends or begins another table, may be of a row's."""
    parted = beside.line.table != entry.line.table and beside.at < 0
    return parted and any(text.strip() and looks_like_figure(text) for text in beside.line.texts)


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
