"""Captures become reports: what the current parser has not read is read, compared and stored.

The unit is a *bundle*: the address of an article with all its captures and attachments. A report is
taken from the page if its tables stand there, else from an attachment that holds them; every
document read leaves a row in `readings`, whatever came of it.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urlsplit

from sqlite_utils import Database

from archive import ledger, reports, search, states, totals, warc
from archive.reports import RANK, Source
from archive.schema import captures_folder, open_archive
from parsers import PARSER_VERSION, collector
from parsers.model import Hints, Issue, Report, Status
from parsers.parse import parse_joined, parse_many

WITH_TABLES = (Status.PARSED, Status.PARTIAL)
INCOMPLETE = (Status.PARTIAL, Status.NO_TABLES)
BUNDLES_PER_JOB = 16  # enough to share one start of LibreOffice, few enough to show progress


@dataclass(frozen=True, slots=True)
class Capture:
    """A capture to be read, with where its bytes lie and what its list says of it."""

    id: int
    url: str
    fetched_at: str
    warc_file: str
    warc_offset: int
    hints: Hints
    pending: bool
    inner: bool = False  # a further page of a long article


@dataclass(slots=True)
class Bundle:
    """An article address: its captures, oldest first, and those of each attachment, by address."""

    site_id: str
    region: str
    url: str
    first_seen_at: str = ""
    last_seen_at: str = ""
    title: str = ""
    article: list[Capture] = field(default_factory=list)
    attachments: dict[str, list[Capture]] = field(default_factory=dict)

    def chains(self) -> list[list[Capture]]:
        return [chain for chain in (self.article, *self.attachments.values()) if chain]

    def to_read(self) -> list[Capture]:
        """The captures to read: pending ones, the one before each (to compare), and the last of each."""
        wanted: list[Capture] = []
        for chain in self.chains():
            for position, capture in enumerate(chain):
                last = position == len(chain) - 1
                if capture.pending or last or capture.inner or chain[position + 1].pending:
                    wanted.append(capture)
        return wanted


@dataclass(frozen=True, slots=True)
class Found:
    """A report of a bundle, and the documents that speak of it."""

    report: Report
    capture: Capture
    documents: frozenset[int]  # ids of captures


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


def pending(db: Database, *, everything: bool = False) -> list[Bundle]:
    """The bundles to be read, in the order their first capture was made."""
    stale = "" if everything else "WHERE pending"
    bundles: dict[tuple[str, str], Bundle] = {}
    rows = db.query(
        f"""
        WITH documents AS (
          SELECT c.id, c.site_id, c.url, c.fetched_at, c.mime, c.title, c.body, c.warc_file, c.warc_offset,
            c.role,
            coalesce(g.url, p.url, c.url) AS article_url, coalesce(g.title, p.title, '') AS article_title,
            NOT EXISTS (
              SELECT 1 FROM readings r WHERE r.capture_id = c.id AND r.parser_version = :version
            ) AS pending
          FROM captures c
          LEFT JOIN captures p ON p.id = c.parent_id AND p.role = 'report'
          LEFT JOIN captures g ON g.id = p.parent_id AND g.role = 'report' -- an article told by a service
          WHERE c.role IN ('report', 'attachment') AND c.status = 200 AND c.revisit_of IS NULL
        )
        SELECT d.*, s.name AS site_name, s.region,
          coalesce(e.title, '') AS entry_title, coalesce(e.printed_date, '') AS printed_date,
          e.first_seen_at, e.last_seen_at
        FROM documents d
        JOIN sites s ON s.id = d.site_id
        LEFT JOIN entries e ON e.site_id = d.site_id AND e.url = d.article_url
        WHERE (d.site_id, d.article_url) IN (SELECT site_id, article_url FROM documents {stale})
        ORDER BY d.id
        """,  # noqa: S608 - one of two literals
        {"version": PARSER_VERSION},
    )
    for row in rows:
        article, url = row["article_url"], row["url"]
        bundle = bundles.setdefault(
            (row["site_id"], article),
            Bundle(row["site_id"], row["region"], article, title=row["entry_title"]),
        )
        seen = [row["fetched_at"], row["first_seen_at"] or "", row["last_seen_at"] or ""]
        bundle.first_seen_at = min(filter(None, [bundle.first_seen_at, *seen]))
        bundle.last_seen_at = max(bundle.last_seen_at, *seen)
        attached = url != article
        name = unquote(urlsplit(url).path.rpartition("/")[2])
        hints = Hints(
            name=row["title"] if attached and row["title"] else name,
            url=url,
            content_type=row["mime"],
            title=(row["article_title"] if attached else row["title"]) or row["entry_title"],
            agency=row["body"],
            published_on=row["printed_date"],
            site=row["site_name"],
        )
        capture = Capture(
            row["id"],
            url,
            row["fetched_at"],
            row["warc_file"],
            row["warc_offset"],
            hints,
            everything or bool(row["pending"]),
            inner=attached and row["role"] == "report",
        )
        chain = bundle.attachments.setdefault(url, []) if attached else bundle.article
        chain.append(capture)
    return list(bundles.values())


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


Readings = dict[int, list[Report]]


def read(
    bundles: list[Bundle], folder: Path, workers: int | None = None
) -> Iterator[tuple[list[Bundle], Readings]]:
    """Read the bundles over all cores, a few at a time and in order."""
    jobs = [bundles[at : at + BUNDLES_PER_JOB] for at in range(0, len(bundles), BUNDLES_PER_JOB)]
    workers = workers or os.cpu_count() or 1
    if workers == 1 or len(jobs) <= 1:
        for job in jobs:
            yield job, read_bundles(job, folder)
        return
    with ProcessPoolExecutor(min(workers, len(jobs))) as pool:
        futures = [pool.submit(read_bundles, job, folder) for job in jobs]
        for job, future in zip(jobs, futures, strict=True):
            yield job, future.result()


def read_bundles(bundles: list[Bundle], folder: Path) -> Readings:
    """What the parser makes of each capture, by its id; a capture whose bytes are missing is `failed`."""
    collector.run_seldom()
    readings: Readings = {}
    documents: dict[int, tuple[bytes, Hints]] = {}
    for bundle in bundles:
        for capture in bundle.to_read():
            try:
                body = warc.read(folder, capture.warc_file, capture.warc_offset).body
            except warc.CaptureError as error:
                readings[capture.id] = [Report(kind="", status=Status.FAILED, reason=str(error))]
                continue
            documents[capture.id] = (body, capture.hints)
    readings.update(zip(documents, parse_many(documents.values()), strict=True))
    for bundle in bundles:
        join(bundle, documents, readings)
    return readings


def join(bundle: Bundle, documents: dict[int, tuple[bytes, Hints]], readings: Readings) -> None:
    """Read a page that lacks tables together with its inner pages and pictures, which may hold them."""
    for position, capture in enumerate(bundle.article):
        own = readings.get(capture.id)
        if not own or capture.id not in documents or len(own) > 1 or own[0].status not in INCOMPLETE:
            continue
        later = bundle.article[position + 1].id if position + 1 < len(bundle.article) else None
        parts = [
            part
            for chain in bundle.attachments.values()
            for part in [c for c in chain if later is None or c.id < later][-1:]
            if part.id in documents and (part.inner or readings[part.id][0].kind == "image")
        ]
        if not parts:
            continue
        joined = parse_joined([documents[part.id] for part in (capture, *parts)])
        if len(joined) == 1 and len(joined[0].cells) > len(own[0].cells):
            readings[capture.id] = joined


def resolve(bundle: Bundle, readings: Readings) -> list[Found]:
    """The reports of a bundle: from the page where its tables stand there, else from its attachments."""
    attached = [
        (report, chain[-1])
        for chain in bundle.attachments.values()
        for report in readings[chain[-1].id]
        if not chain[-1].inner
    ]
    documents = frozenset(chain[-1].id for chain in bundle.attachments.values())
    article, own = current(bundle.article, readings)
    if article and any(report.status in WITH_TABLES for report in own):
        note = [issue for report, _ in attached for issue in other_report(own[0], report)]
        first = replace(own[0], issues=(*own[0].issues, *note))
        return [
            Found(report, article, documents | {article.id} if place == 0 else frozenset({article.id}))
            for place, report in enumerate([first, *own[1:]])
        ]
    readable = [(report, capture) for report, capture in attached if report.status in WITH_TABLES]
    if not readable:
        if not article or not own:
            return []
        reasons = "; ".join(
            f"{capture.hints.name}: {report.reason}" for report, capture in attached if report.reason
        )
        told = replace(own[0], reason="; ".join(filter(None, (own[0].reason, reasons))))
        return [Found(told, article, documents | {article.id})]
    page = own[0] if own else None
    identities = {(report.agency, report.year, report.scope) for report, _ in readable}
    if page and len(identities) == 1:
        readable = [
            (
                replace(
                    report,
                    title=page.title or report.title,
                    agency=page.agency or report.agency,
                    year=page.year or report.year,
                    published_on=page.published_on or report.published_on,
                    sections=report.sections or page.sections,
                ),
                capture,
            )
            for report, capture in readable
        ]
    best: dict[tuple[str, int | None, str], tuple[Report, Capture]] = {}
    # Of equal readings the file of the later day: a corrected report is often uploaded under a new name.
    newest = sorted(readable, key=lambda pair: pair[1].fetched_at[:10], reverse=True)
    for report, capture in sorted(newest, key=lambda pair: RANK[pair[0].status]):
        best.setdefault((report.agency, report.year, report.scope), (report, capture))
    pages = frozenset({article.id}) if article else frozenset[int]()
    if len(best) == 1:
        return [Found(report, capture, documents | pages) for report, capture in best.values()]
    return [Found(report, capture, frozenset({capture.id}) | pages) for report, capture in best.values()]


def current(chain: list[Capture], readings: Readings) -> tuple[Capture | None, list[Report]]:
    """The newest capture that reads as a report, with its reports; what was read before stays served."""
    for capture in reversed(chain):
        found = [r for r in readings.get(capture.id, ()) if r.status is not Status.NOT_A_REPORT]
        if found:
            return capture, found
    return None, []


def other_report(own: Report, attached: Report) -> Iterator[Issue]:
    """An attachment that holds a report on another year than its page is told, not merged."""
    if attached.status in WITH_TABLES and attached.year and own.year and attached.year != own.year:
        yield Issue("other_report_attached", f"{attached.title or attached.agency} ({attached.year})")


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


def matching(found: Iterable[Report], report: Report, statuses: tuple[Status, ...]) -> Report | None:
    """The reading of such a status that speaks of the same report: the only one, or that of the same part."""
    read = [reading for reading in found if reading.status in statuses]
    same = [reading for reading in read if reading.part == report.part]
    return next(iter(same or read), None)


def replaced(bundle: Bundle, readings: Readings, found: Found) -> Iterator[list[Capture]]:
    """Pairs of captures of two attachments, the later of which took the place of the other.

    A body that corrects its report often uploads it under a new name: the same body, year and scope, in
    the same kind of file, first seen on a later day than the old one was last changed.
    """
    own = next((c for c in bundle.attachments.values() if found.capture in c), None)
    if own is None:
        return
    identity = (found.report.year, found.report.scope, found.report.kind, found.report.part)
    earlier = [
        chain[-1]
        for chain in bundle.attachments.values()
        if chain is not own
        and chain[-1].fetched_at[:10] < own[0].fetched_at[:10]
        and any((r.year, r.scope, r.kind, r.part) == identity for r in readings.get(chain[-1].id, ()))
    ]
    if earlier:
        first = own[0] if own[0].id in readings else own[-1]
        yield [max(earlier, key=lambda capture: capture.fetched_at), first]


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
            result.lines.append(f"{bundle.url} {key}: {old} → {new}")
