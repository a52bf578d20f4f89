"""Captures become reports: what the current parser has not read is read, compared and stored.

The unit is a *bundle*: the address of an article with all its captures and attachments. A report is
taken from the page if its tables stand there, else from an attachment that holds them; every
document read leaves a row in `readings`, whatever came of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

from msgspec.structs import replace
from sqlite_utils import Database

from archive import ledger, reports, search, states, totals
from archive.bundlereadings import Readings, read
from archive.bundlereports import WITH_TABLES, matching, replaced, resolve
from archive.bundles import Bundle, Capture, pending
from archive.reports import RANK, Source
from archive.schema import captures_folder, open_archive
from parsers import PARSER_VERSION
from parsers.document import Issue
from parsers.model import Report, Status


@dataclass(slots=True)
class Result:
    """What an extraction did: documents read by status, reports new and changed, and with `diff` the
    figures that were won, lost or changed by reading again, by (site, template, what)."""

    read: Counter[str] = field(default_factory=Counter)
    new_reports: int = 0
    changed_reports: set[int] = field(default_factory=set)
    figures: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    lines: list[str] = field(default_factory=list)


def extract(
    archive: Path,
    *,
    everything: bool = False,
    diff: bool = False,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    now: datetime | None = None,
) -> Result:
    """Read every bundle with a capture that the current parser has not read, or all of them.

    With `diff` nothing is stored: the result says which figures would change. `progress` is called
    with (bundles done, bundles in all). Safe to kill: a bundle is stored whole or not at all.
    """
    db = open_archive(archive)
    try:
        bundles = pending(db, everything=everything)
        result = Result()
        read_at = (now or datetime.now(UTC)).astimezone(UTC).isoformat(timespec="seconds")
        done = 0
        for some, readings in read(bundles, captures_folder(archive), workers):
            for bundle in some:
                if diff:
                    compare(db, bundle, readings, result)
                    continue
                with db.atomic():
                    settle(db, bundle, readings, read_at, result)
            done += len(some)
            if progress:
                progress(done, len(bundles))
        if not diff:
            count_runs(db, bundles)
            see(db)
            if bundles or not db["totals"].count:  # a minute at half a million reports
                totals.refresh(db)
            states.update(db, now or datetime.now(UTC))
        return result
    finally:
        db.close()


def count_runs(db: Database, bundles: list[Bundle]) -> None:
    """Enter, for every run that made a capture just read, how many reports it brought and changed."""
    ids = [
        capture.id for bundle in bundles for chain in bundle.chains() for capture in chain if capture.pending
    ]
    marks = ",".join("?" * 500)
    runs: set[int] = set()
    for at in range(0, len(ids), 500):
        some = ids[at : at + 500]
        query = f"SELECT DISTINCT run_id FROM captures WHERE id IN ({marks})"  # noqa: S608
        runs.update(run for (run,) in db.execute(query, [*some, *[None] * (500 - len(some))]))
    with db.atomic():
        for run in runs:
            db.execute(
                """
                UPDATE runs SET
                  new_reports = (
                    SELECT count(DISTINCT r.id)
                    FROM captures c JOIN reports r ON r.url = c.url AND r.site_id = c.site_id
                    WHERE c.run_id = :run AND c.status = 200 AND NOT EXISTS (
                      SELECT 1 FROM captures e
                      WHERE e.url = c.url AND e.site_id = c.site_id AND e.status = 200 AND e.id < c.id)),
                  changed_reports = (
                    SELECT count(DISTINCT report_id) FROM changes JOIN captures c ON c.id = new_capture_id
                    WHERE c.run_id = :run)
                WHERE id = :run
                """,
                {"run": run},
            )


def see(db: Database) -> None:
    """Let reports that were not read again say as well when their list last named them."""
    with db.atomic():
        db.execute(
            "UPDATE addresses SET last_seen_at = e.last_seen_at FROM entries e WHERE e.site_id = "
            "addresses.site_id AND e.url = addresses.url AND e.last_seen_at > addresses.last_seen_at"
        )
        db.execute(
            "UPDATE reports SET last_seen_at = a.last_seen_at FROM addresses a WHERE a.report_id = "
            "reports.id AND a.url = reports.url AND a.last_seen_at > reports.last_seen_at"
        )


def settle(db: Database, bundle: Bundle, readings: Readings, read_at: str, result: Result) -> None:
    """Store what a bundle holds, in the caller's transaction."""
    ids: dict[int, int] = {}  # capture → report
    kept: set[int] = set()
    for found in resolve(bundle, readings):
        source = Source(
            bundle.site_id,
            bundle.region,
            bundle.url,
            found.capture.id,
            bundle.first_seen_at,
            bundle.last_seen_at,
            bundle.title,
        )
        report_id, is_new = place(db, found.report, source)
        result.new_reports += is_new
        kept.add(report_id)
        ids.update(dict.fromkeys(found.documents, report_id))
        for url, chain in [(bundle.url, bundle.article), *bundle.attachments.items()]:
            if chain and (url == bundle.url or chain[-1].id in found.documents):
                record_changes(db, chain, readings, report_id, found.report, result)
        for pair in replaced(bundle, readings, found):
            record_changes(db, pair, readings, report_id, found.report, result)
    for (stale,) in db.execute(
        "SELECT id FROM reports WHERE site_id = ? AND url = ?", (bundle.site_id, bundle.url)
    ).fetchall():
        if stale not in kept:
            search.remove(db, stale)
            reports.forget(db, stale)
    store_readings(db, bundle, readings, ids, read_at, result)


def place(db: Database, report: Report, source: Source) -> tuple[int, bool]:
    """Store a report where it belongs, and tell whether it is new.

    The same report at a second address is kept once, as the better reading, with both addresses. If
    the two print different figures neither is dropped: the second gets a key of its own, and both
    carry the issue `rival_figures`.
    """
    agency = reports.agency_id(db, report.agency, source.region)
    key = reports.key_of(report, agency, source.url)
    held = db.execute("SELECT id, url, status FROM reports WHERE key = ?", (key,)).fetchone()
    if held and held[1] != source.url:
        held_id, held_status = int(held[0]), Status(held[2])
        both = held_status in WITH_TABLES and report.status in WITH_TABLES
        if both and reports.stored_figures(db, held_id) != reports.figures_of(report):
            rival = Issue("rival_figures", f"another report of this body and year: {held[1]}")
            key, report = f"{key} {source.url}", replace(report, issues=(*report.issues, rival))
            held = db.execute("SELECT id, url, status FROM reports WHERE key = ?", (key,)).fetchone()
        elif RANK[held_status] <= RANK[report.status]:
            add_address(db, held_id, source)
            return held_id, False
    report_id = reports.store(db, key, report, agency, source)
    add_address(db, report_id, source)
    search.index(db, report_id)
    return report_id, held is None


def add_address(db: Database, report_id: int, source: Source) -> None:
    db.conn.execute(
        "INSERT INTO addresses VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (report_id, url) DO UPDATE SET "
        "capture_id = excluded.capture_id, last_seen_at = max(last_seen_at, excluded.last_seen_at)",
        (
            report_id,
            source.url,
            source.site_id,
            source.capture_id,
            source.first_seen_at,
            source.last_seen_at,
        ),
    )


def record_changes(
    db: Database, chain: list[Capture], readings: Readings, report_id: int, report: Report, result: Result
) -> None:
    """Enter what a later capture of the same document says otherwise, in figures and in sentences."""
    for old, new in pairwise(chain):
        if old.id not in readings or new.id not in readings:
            continue
        pairs = []
        for statuses in (WITH_TABLES, (*WITH_TABLES, Status.NO_TABLES)):
            before, after = (matching(readings[one.id], report, statuses) for one in (old, new))
            pairs.append((before, after) if before and after else None)
        changed = ledger.record(db, report_id, new.fetched_at, (old.id, new.id), *pairs)
        if changed and new.pending:
            result.changed_reports.add(report_id)


def store_readings(
    db: Database, bundle: Bundle, readings: Readings, ids: dict[int, int], read_at: str, result: Result
) -> None:
    for chain in bundle.chains():
        for capture in chain:
            if not capture.pending or capture.id not in readings:
                continue
            db.conn.execute("DELETE FROM readings WHERE capture_id = ?", (capture.id,))
            db.conn.execute("DELETE FROM issues WHERE capture_id = ? AND report_id IS NULL", (capture.id,))
            owner = ids.get(capture.id) or ids.get(chain[-1].id)
            for number, report in enumerate(readings[capture.id]):
                result.read[str(report.status)] += 1
                db.conn.execute(
                    "INSERT INTO readings VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    (
                        capture.id,
                        report.part or (str(number) if number else ""),
                        PARSER_VERSION,
                        read_at,
                        report.kind,
                        str(report.status),
                        report.reason,
                        report.title,
                        report.agency,
                        report.year,
                        report.scope,
                        report.template,
                        owner,
                        len(reports.figures_of(report)),
                    ),
                )
                if capture.id not in ids:
                    db.conn.executemany(
                        'INSERT INTO issues (capture_id, code, message, "where") VALUES (?, ?, ?, ?)',
                        [(capture.id, i.code, i.message, i.where) for i in report.issues],
                    )


def compare(db: Database, bundle: Bundle, readings: Readings, result: Result) -> None:
    """Count and list the figures that storing this bundle would win, lose or change."""
    for found in resolve(bundle, readings):
        held = db.execute(
            "SELECT id FROM reports WHERE capture_id = ? AND part = ?", (found.capture.id, found.report.part)
        ).fetchone()
        before = reports.stored_figures(db, held[0]) if held else {}
        after = reports.figures_of(found.report)
        for key in sorted(before.keys() | after.keys()):
            old, new = before.get(key), after.get(key)
            if old == new:
                continue
            what = "won" if old is None else "lost" if new is None else "changed"
            result.figures[bundle.site_id, found.report.template, what] += 1
            was, is_now = ("no figure" if figure is None else figure for figure in (old, new))
            result.lines.append(f"{bundle.url} {key}: {was} → {is_now}")
