"""Where the seven figures of a row begin: merged cells may be padded, blanks at the ends of lines lost."""

from __future__ import annotations

from collections.abc import Sequence

from parsers.readers.text.ends import APPLICANTS

LABEL, HEADING, FIGURE, OTHER = "label", "heading", "figure", "other"  # what a text is
Roles = tuple[tuple[str, ...], ...]  # of the texts of each line
PADDED = 2  # labels before one: where so many are, there is nothing to pad
LONGEST_FIGURE = 9  # digits


def has_more_columns(rows: Roles, labels_at: dict[int, int]) -> bool:
    """Whether several rows are wider than the form's columns: then only their place in the grid counts."""
    wide = 0
    for at, label in labels_at.items():
        if len(rows[at]) > label + 1 + APPLICANTS:
            printed = [place for place, role in enumerate(rows[at]) if role and place > label]
            wide += bool(printed) and printed[-1] - printed[0] >= APPLICANTS
    return wide > 1


def figure_starts(rows: Roles, labels_at: dict[int, int]) -> dict[int, int]:
    """Where the seven figures of each row begin, for rows in which that is known.

    Programs that write Word tables as text pad merged cells with blanks on either side, and lose the first
    blank of a group's last row; others leave out blanks at the end of a line. A row of seven figures side by
    side is plain. Rows whose label stands in the same cell are padded alike, so one of them shows where the
    figures of all begin; else all begin below their first heading, or behind one padded label cell at least.
    """
    if is_bare(rows, labels_at):
        return {at: label + 1 for at, label in labels_at.items()}
    longest = max(map(len, rows), default=0)
    kept = ends_kept(rows)
    classes: dict[tuple[int, int], list[int]] = {}
    for at, label in labels_at.items():
        classes.setdefault((label, len(rows[at])), []).append(at)
    starts: dict[int, int] = {}
    certain: dict[tuple[int, int], int] = {}
    for (label, width), members in classes.items():
        full = {at: start for at in members if (start := full_from(rows[at], label)) is not None}
        starts |= full
        rest = [at for at in members if at not in full]
        fits = set(full.values()) or {
            start
            for start in range(label + 1, (width if kept else longest) - APPLICANTS + 1)
            if all(outside_blank(rows[at], label, start) for at in rest)
        }
        if len(fits) == 1:
            certain[label, width] = fits.pop()
    if len(starts) == len(labels_at):
        return starts
    aligned = set(certain.values()) & {first_heading(rows)}
    padded = all(start == max(2, label + 1) for (label, _), start in certain.items())
    for (label, width), members in classes.items():
        start = certain.get((label, width))
        if start is None and len(aligned) == 1:
            start = min(aligned)
        elif start is None and certain and padded:
            start = max(2, label + 1)
        for at in members:
            if start is not None and label < start and outside_blank(rows[at], label, start):
                starts.setdefault(at, start)
    return starts


def ends_kept(rows: Roles) -> bool:
    """Whether some row ends with a blank: then none has lost those at its end."""
    return not all(row[-1] for row in rows)


def may_be_elsewhere(rows: Roles, labels_at: dict[int, int], starts: dict[int, int]) -> frozenset[int]:
    """The rows whose seven figures may begin in several cells, as blanks at the ends of lines may be lost.

    A row that has lost none at its beginning is as its header is, if that has a cell for each column.
    """
    heading = first_heading(rows)
    grid = any(not row[0] and HEADING in row and len(row) == heading + APPLICANTS for row in rows)
    found = set()
    for at, label in labels_at.items():
        first = next((place for place, role in enumerate(rows[at]) if role and place > label), None)
        if first is None or first <= max(label + 1, len(rows[at]) - APPLICANTS):
            continue  # there is one such cell, or no figure
        if grid and (rows[at][0] or label + 1 == heading) and starts.get(at) == heading:
            continue
        found.add(at)
    return frozenset(found)


def unsettled(
    rows: Sequence[Sequence[str]], places: Sequence[tuple[int, int] | None], unproven: frozenset[int]
) -> frozenset[int]:
    """The unproven of some rows whose last figure is not, in the last column, the sum of the others.

    `places`: of each row its label and its first figure. Where totals of other rows are as a rule no sums, or
    not printed, no sum shows anything.
    """
    held = {at: adds_up(rows[at], *place) for at, place in enumerate(places) if place is not None}
    adding = {at for at, adds in held.items() if adds}
    against = sum(adds is False for adds in held.values())
    return unproven - adding if len(adding) > 2 * against else unproven


def adds_up(row: Sequence[str], label: int, start: int) -> bool | None:
    """Whether the last cell of a row is its seventh and the sum of the others; None for fewer than two."""
    printed = [text for text in row[label + 1 :] if text]
    if len(printed) < 2:
        return None
    figures = [
        int(text) for text in printed if text.isascii() and text.isdigit() and len(text) <= LONGEST_FIGURE
    ]
    return (
        len(figures) == len(printed) and len(row) == start + APPLICANTS and sum(figures[:-1]) == figures[-1]
    )


def without_blanks(rows: Roles, labels_at: dict[int, int]) -> frozenset[int]:
    """The rows of too few figures in a text in which no blank stands before a figure of any row.

    Where blanks are put together, or left out, nobody can tell which cells the figures stand in.
    """
    behind = {at: rows[at][label + 1 :] for at, label in labels_at.items()}
    kept = any("" in cells[:-1] for cells in behind.values())
    if kept or not any(HEADING in row for row in rows):  # 总计 and 其他 are labels of other tables, too
        return frozenset()
    return frozenset(
        at
        for at, cells in behind.items()
        if len(cells) < APPLICANTS and FIGURE in cells and OTHER not in cells
    )


def is_bare(rows: Roles, labels_at: dict[int, int]) -> bool:
    """Whether nothing is padded: seven cells stand behind a label, be it the first of its row or not.

    Where blanks at the end of lines are left out, too, most rows still have theirs.
    """
    lacking = [label + 1 + APPLICANTS - len(rows[at]) for at, label in labels_at.items()]
    first = [missing for missing, label in zip(lacking, labels_at.values(), strict=True) if label < PADDED]
    return bool(first) and min(lacking) >= 0 and first.count(0) * 2 > len(first)


def first_heading(rows: Roles) -> int:
    """The cell where the headings of the figures begin; -1 where there are none."""
    return min([row.index(HEADING) for row in rows if HEADING in row], default=-1)


def full_from(row: Sequence[str], label: int) -> int | None:
    """Where the figures of a row begin that has all seven, side by side, and nothing else."""
    after = row[label + 1 :]
    if len(after) - after.count("") != APPLICANTS:
        return None
    first = next(at for at, text in enumerate(after) if text)
    return label + 1 + first if all(after[first : first + APPLICANTS]) else None


def outside_blank(row: Sequence[str], label: int, start: int) -> bool:
    """Whether all cells after the label but outside the figures that begin at `start` are blank."""
    return not any(row[label + 1 : start]) and not any(row[start + APPLICANTS :])
