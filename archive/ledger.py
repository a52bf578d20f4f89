"""The ledger of changes: what a later capture of a report says otherwise, in figures and in sentences.

A changed figure mends a sum that failed before, breaks one that held, or does neither (other). Sentences are
compared without white space; those recognised from pictures are not, for recognition is never the same twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

from sqlite_utils import Database

from archive import reports
from archive.reports import Difference
from parsers.checks import equations
from parsers.model import Report
from parsers.templates import forms

SENTENCE = re.compile(r"[^。！？；\n]+[。！？；]?")
PROSE = (0, 1, 5, 6)  # numbers of the sections that are prose
MOST_SENTENCES = 3000
LONGEST_SENTENCE = 2000  # characters kept


@dataclass(frozen=True, slots=True)
class Rewording:
    """A sentence that two readings give differently; None where one of them has none."""

    section: int
    old: str | None
    new: str | None


def judged(before: Report, after: Report, difference: Difference) -> tuple[str, str]:
    """(class, evidence) of a changed figure: mends, breaks, or other; the sums that it mends or breaks."""
    key = (difference.table, difference.item, difference.column)
    form = after.template if after.template in forms() else before.template
    if form not in forms() or all(table.key != difference.table for table in forms()[form].tables):
        return "other", ""
    was = {(check.check, check.where): check.holds for check in before.checks}
    now = {(check.check, check.where): check.holds for check in after.checks}
    own = [
        (equation.name, equation.place)
        for equation in equations(form, difference.table)
        if key in (*equation.left, *equation.right)
    ]
    mended = [one for one in own if was.get(one) is False and now.get(one) is True]
    broken = [one for one in own if was.get(one) is True and now.get(one) is False]
    told = "; ".join(
        [f"mends {name} {place}" for name, place in mended]
        + [f"breaks {name} {place}" for name, place in broken]
    )
    if mended and not broken:
        return "mends", told
    return ("breaks", told) if broken and not mended else ("other", told)


def rewordings(before: Report, after: Report) -> Iterator[Rewording]:
    """The sentences that were changed, taken out or added, section by section."""
    if any(cell.confidence is not None for report in (before, after) for cell in report.cells):
        return
    for number in PROSE:
        old, new = (
            [
                sentence
                for section in report.sections
                if section.number == number
                for found in SENTENCE.findall(section.text)
                if (sentence := "".join(found.split()))
            ][:MOST_SENTENCES]
            for report in (before, after)
        )
        if old == new or not (before.sections and after.sections):
            continue
        for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            if tag != "equal":
                for was, now in zip_longest(old[i:j], new[k:m]):
                    yield Rewording(number, was and was[:LONGEST_SENTENCE], now and now[:LONGEST_SENTENCE])


def record(
    db: Database,
    report_id: int,
    seen_at: str,
    captures: tuple[int, int],
    tables: tuple[Report, Report] | None,
    prose: tuple[Report, Report] | None,
) -> bool:
    """Enter what changed between two captures in place of what was entered before; whether a figure did.

    `tables` are the two readings whose figures are compared, `prose` those whose sentences are.
    """
    for table in ("changes", "prose_changes"):
        db.conn.execute(
            f"DELETE FROM {table} WHERE report_id = ? AND new_capture_id = ?",  # noqa: S608 - two literals
            (report_id, captures[1]),
        )
    rows: list[tuple[object, ...]] = []
    if tables:
        rows = [
            (report_id, d.table, d.item, d.column, d.old, d.new, seen_at, *captures, *judged(*tables, d))
            for d in reports.differences(*tables)
        ]
    db.conn.executemany(
        'INSERT INTO changes (report_id, "table", item, "column", old, new, seen_at, old_capture_id, '
        "new_capture_id, class, evidence) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        rows,
    )
    if prose:
        db.conn.executemany(
            "INSERT INTO prose_changes (report_id, number, old, new, seen_at, old_capture_id, "
            "new_capture_id) VALUES (?, ?, ?, ?, ?, ?, ?)",
            [(report_id, one.section, one.old, one.new, seen_at, *captures) for one in rewordings(*prose)],
        )
    return bool(rows)
