"""The rules that no query can express: what the prose says, sentences copied, one report on two platforms."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import groupby
from typing import Any

from sqlite_utils import Database

from archive.reports import stored_figures
from checks import prose
from checks.gathered import Gathered
from checks.rules import Rule

Row = tuple[int, int | None, str, float | None, float | None, str, str]


def texts(db: Database) -> Iterator[tuple[int, list[tuple[int, str]]]]:
    """The sections of every report that is due and has prose: its id, then number and text of each."""
    rows = db.execute(
        "SELECT s.report_id, s.number, s.text FROM due JOIN sections s ON s.report_id = due.report_id "
        "WHERE s.text <> '' ORDER BY s.report_id, s.id"
    )
    for report_id, some in groupby(rows, key=lambda row: row[0]):
        yield report_id, [(number, text) for _, number, text in some]


def facts(db: Database, columns: str) -> dict[int, tuple[Any, ...]]:
    """The named columns of every report that is due, by id."""
    rows = db.execute(f"SELECT r.id, {columns} FROM due JOIN reports r ON r.id = due.report_id")  # noqa: S608
    return {row[0]: tuple(row[1:]) for row in rows}


def percentages(db: Database, rule: Rule, _: Gathered) -> Iterator[Row]:
    for report_id, sections in texts(db):
        for number, text in sections:
            if not prose.PERCENT.search(text):
                continue
            for found in prose.percentages(rule, number, text):
                reason = found.reason if found.outcome != "holds" else ""
                yield report_id, None, found.where, found.left, found.right, found.outcome, reason


def growths(db: Database, rule: Rule, gathered: Gathered) -> Iterator[Row]:
    """The growth is of this year's total over that of the year before, both from the tables."""
    gathered.make("pairs")
    totals = {
        after_id: (before_id, own, before)
        for after_id, before_id, own, before in db.execute(
            "SELECT p.after_id, p.before_id, b.total, a.total FROM pairs p "
            "JOIN applications b ON b.report_id = p.after_id AND b.item = 'new_received' "
            "LEFT JOIN applications a ON a.report_id = p.before_id AND a.item = 'new_received'"
        )
    }
    for report_id, sections in texts(db):
        before_id, own, before = totals.get(report_id, (None, None, None))
        for number, text in sections:
            if not prose.PERCENT.search(text):
                continue
            for place, found in enumerate(prose.growths(rule, number, text), start=1):
                where = f"section {number} growth {place}"
                if own is None or found.count != own:
                    yield (
                        report_id,
                        None,
                        where,
                        None,
                        None,
                        "not_applicable",
                        f"of another number: {found.sentence}",
                    )
                elif not before:
                    reason = "no_figure_of_the_year_before"
                    yield report_id, None, where, float(found.percent), None, "not_applicable", reason
                else:
                    exact = Decimal(own - before) * 100 / Decimal(before)
                    holds = prose.agrees(found.percent, exact)
                    outcome, reason = ("holds", "") if holds else ("fails", found.sentence)
                    yield (
                        report_id,
                        before_id,
                        where,
                        float(found.percent),
                        round(float(exact), 2),
                        outcome,
                        reason,
                    )


def leftovers(db: Database, rule: Rule, _: Gathered) -> Iterator[Row]:
    spoken = set()
    for report_id, sections in texts(db):
        spoken.add(report_id)
        found = [f for number, text in sections for f in prose.leftovers(rule, number, text)]
        for one in found:
            yield report_id, None, one.where, None, None, one.outcome, one.reason
        if not found:
            yield report_id, None, "", None, None, "holds", ""
    for (report_id,) in db.execute("SELECT report_id FROM due").fetchall():
        if report_id not in spoken:
            yield report_id, None, "", None, None, "not_applicable", "no_prose_was_read"


def other_years(db: Database, _: Rule, __: Gathered) -> Iterator[Row]:
    years = facts(db, "r.year")
    for report_id, sections in texts(db):
        found = [
            (number, year) for number, text in sections if "12月31" in text for year in prose.periods(text)
        ]
        if not found:
            continue
        (year,) = years[report_id]
        number, other = found[0]
        if year is None:
            yield report_id, None, f"section {number}", other, None, "not_applicable", "year_unknown"
        elif year in {one for _, one in found}:
            yield report_id, None, "", other, year, "holds", ""
        else:
            yield report_id, None, f"section {number}", other, year, "fails", ""


def other_agencies(db: Database, rule: Rule, _: Gathered) -> Iterator[Row]:
    """A name that can be short for the body's own is the body; governments let departments write."""
    named = facts(db, "r.agency, coalesce((SELECT a.level FROM agencies a WHERE a.id = r.agency_id), '')")
    for report_id, sections in texts(db):
        opening = [(number, text) for number, text in sections if number in (0, 1)]
        found = [(number, name) for number, text in opening for name in prose.authors(rule, text)]
        if not found:
            continue
        agency, level = (str(value) for value in named[report_id])
        number, other = found[0]
        if any(agency and prose.same_body(agency, name) for _, name in found):
            yield report_id, None, "", None, None, "holds", ""
        elif not agency:
            yield report_id, None, f"section {number}", None, None, "not_applicable", "agency_unknown"
        elif level == "government":
            yield report_id, None, f"section {number}", None, None, "not_applicable", f"drawn_up_by {other}"
        else:
            yield report_id, None, f"section {number}", None, None, "fails", other


def copied(db: Database, _: Rule, gathered: Gathered) -> Iterator[Row]:
    """Each report against the same body's report of the year before, and against its sisters on the site."""
    gathered.make("pairs")
    note_sentences(db)
    before = dict(db.execute("SELECT after_id, before_id FROM pairs WHERE before_id IS NOT NULL").fetchall())
    blobs = "SELECT digests FROM sentences WHERE report_id = ?"
    rows = db.execute(
        "SELECT r.site_id, r.year, r.id, s.digests FROM due JOIN reports r ON r.id = due.report_id "
        "JOIN sentences s ON s.report_id = r.id ORDER BY r.site_id, r.year, r.id"
    ).fetchall()
    shares = []
    for (_, year), some in groupby(rows, key=lambda row: (row[0], row[1])):
        said = {report_id: prose.unpacked(digests) for _, _, report_id, digests in some}
        sisters = prose.closest_sisters(said) if year is not None else {}
        for report_id, own in said.items():
            sister, with_sister = sisters.get(report_id, (None, None))
            earlier = before.get(report_id)
            held = db.execute(blobs, (earlier,)).fetchone() if earlier else None
            with_last = prose.share(own, prose.unpacked(held[0])) if held else None
            shares.append((report_id, len(own), with_last, earlier if held else None, with_sister, sister))
            most, other = max((with_last or 0.0, earlier or 0), (with_sister or 0.0, sister or 0))
            rounded = round(most, 3)
            if len(own) < prose.FEWEST_SENTENCES:
                yield report_id, None, "", rounded, prose.COPIED_SHARE, "not_applicable", "too_little_prose"
            else:
                outcome = "fails" if most > prose.COPIED_SHARE else "holds"
                yield report_id, other or None, "", rounded, prose.COPIED_SHARE, outcome, ""
    db.execute("DELETE FROM copied WHERE report_id IN (SELECT report_id FROM due)")
    db.conn.executemany("INSERT INTO copied VALUES (?, ?, ?, ?, ?, ?)", shares)


def note_sentences(db: Database) -> None:
    """Keep the digests of the reports that were read anew; those of the others stand already."""
    spoken: dict[int, list[str]] = defaultdict(list)
    rows = db.execute(
        "SELECT s.report_id, s.text FROM changed JOIN sections s ON s.report_id = changed.report_id "
        "WHERE s.number IN (0, 1, 5, 6) AND s.text <> ''"  # the sections of prose
    )
    for report_id, text in rows:
        spoken[report_id].append(text)
    db.execute("DELETE FROM sentences WHERE report_id IN (SELECT report_id FROM changed)")
    db.conn.executemany(
        "INSERT INTO sentences VALUES (?, ?)",
        ((report_id, prose.packed(prose.sentences(some))) for report_id, some in spoken.items()),
    )


def rivals(db: Database, _: Rule, __: Gathered) -> Iterator[Row]:
    """Two documents that claim one body, year and scope; a report that stands twice with equal figures holds.

    That they are one report on two platforms is believed where half of the sentences are the same.
    """
    for (report_id,) in db.execute(
        "SELECT r.id FROM due JOIN reports r ON r.id = due.report_id WHERE r.key NOT LIKE '% %' AND "
        "(SELECT count(*) FROM addresses a WHERE a.report_id = r.id) > 1"
    ).fetchall():
        yield report_id, None, "", None, None, "holds", ""
    pairs = db.execute(
        "SELECT r.id, o.id, r.site_id = o.site_id, r.status, o.status FROM due "
        "JOIN reports r ON r.id = due.report_id "
        "JOIN reports o ON o.key = substr(r.key, 1, instr(r.key, ' ') - 1) WHERE r.key LIKE '% %'"
    ).fetchall()
    for report_id, other_id, same_site, *statuses in pairs:
        own, other = stored_figures(db, report_id), stored_figures(db, other_id)
        apart = sorted(key for key in own.keys() | other.keys() if own.get(key) != other.get(key))
        if not apart:
            yield report_id, other_id, "", None, None, "holds", ""
            continue
        where, number = apart[0], len(apart)
        left, right = (numeric(figures.get(where)) for figures in (own, other))
        told = f"{number} figures differ"
        if set(statuses) != {"parsed"}:
            yield report_id, other_id, where, left, right, "not_applicable", f"not_read_whole: {told}"
        elif same_site or not alike(db, report_id, other_id):
            yield (
                report_id,
                other_id,
                where,
                left,
                right,
                "open",
                f"two reports claim one body and year: {told}",
            )
        else:
            yield report_id, other_id, where, left, right, "fails", told


def numeric(text: str | None) -> float | None:
    try:
        return float(text) if text else None
    except ValueError:
        return None


def alike(db: Database, one: int, other: int) -> bool:
    said = [
        prose.unpacked(row[0]) if row else frozenset[int]()
        for row in (
            db.execute("SELECT digests FROM sentences WHERE report_id = ?", (report_id,)).fetchone()
            for report_id in (one, other)
        )
    ]
    return max(prose.share(said[0], said[1]), prose.share(said[1], said[0])) >= prose.LEAST_SHARE


COMPUTED: dict[str, Callable[[Database, Rule, Gathered], Iterator[Row]]] = {
    "within.instructions_left": leftovers,
    "within.other_year_left": other_years,
    "within.other_agency_left": other_agencies,
    "prose.percentage": percentages,
    "prose.growth": growths,
    "prose.copied": copied,
    "bodies.rival_reports": rivals,
}
