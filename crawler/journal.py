"""What a run writes down: itself, each request and its end, captures, entries, visits, the state of sites.

Everything that follows from one response (its WARC record, its row, what it leads to, and that it is
done) is written at once: first the record, brought to the system, then one transaction. A run killed
between the two leaves a record nobody refers to, which the next start cuts off.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any

from archive import runlog, warc
from archive.schema import captures_folder, open_archive
from crawler import revisits, urls
from crawler.adapters.adapter import Entry
from crawler.clock import Clock, stamp
from crawler.frontier import Frontier, Task
from crawler.outcomes import ABSENT, FETCHED, NOT_SENT, Outcome
from crawler.registry import Site
from crawler.titles import Promise, body_named

VERSION = version("nianbao")
SETTLED = FETCHED | ABSENT | {Outcome.REDIRECTED, Outcome.REDIRECTED_OFFSITE}  # looked at again when due
MOST_ELSEWHERE = 50  # links of one list page that are told
RESUME_WITHIN = timedelta(hours=12)  # lists read longer ago are read again when a night is resumed


class BusyError(Exception):
    """Another crawl writes to this archive."""


@dataclass(slots=True)
class Found:
    """What came of one request: its outcome, the exchange to keep, and what it leads to."""

    outcome: Outcome
    detail: str = ""
    exchange: warc.Exchange | None = None
    body: bytes = b""  # content-encoding removed
    role: str = "other"  # of the capture
    entries: list[Entry] = field(default_factory=list)
    attachments: list[Entry] = field(default_factory=list)  # recorded as entries below this page
    follow: list[Task] = field(default_factory=list)
    reading: dict[str, Any] | None = None  # of a list page: adapter, reason, items, total, fingerprint
    content_hash: str = ""
    carry: dict[str, Any] = field(default_factory=dict)  # what pages of these entries need to be told
    elsewhere: list[str] = field(default_factory=list)  # reports on hosts that are not of the site
    withdraw: list[str] = field(default_factory=list)  # addresses whose last answer was this page as well
    again: bool = False  # to be tried once more tonight
    memory: bytes = b""  # of a list page: its reading, for the same bytes another night
    keys: list[str] = field(default_factory=list)  # of the entries, where they are known already


class Journal:
    """The tables of archive.db, as one run writes them."""

    def __init__(self, archive: Path, sites: list[Site], clock: Clock, command: str = "crawl") -> None:
        self.folder = captures_folder(archive)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.lock = (self.folder / ".lock").open("w")
        try:
            fcntl.flock(self.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self.lock.close()
            raise BusyError(f"another crawl writes to {archive}") from None
        self.database = open_archive(archive)
        self.db: sqlite3.Connection = self.database.conn
        self.clock = clock
        self.sites = {site.id: site for site in sites}
        self.recover()
        self.frontier = Frontier(self.db)
        self.night = self.begin(command)
        name = f"{clock.now():%Y%m%dT%H%M%SZ}-run{self.run_id}"
        info = {
            "software": f"nianbao/{VERSION}",
            "format": "WARC File Format 1.1",
            "isPartOf": f"run {self.run_id}",
            "description": "status line, header case and transfer coding as normalised by the HTTP client; "
            "bodies as received, cookies and credentials left out",
        }
        self.writer = warc.Writer(self.folder, name, info)
        for earlier in runlog.unwritten(self.db, self.run_id):
            self.write_runlog(earlier)
        self.counts = {"requests": 0, "captures": 0, "bytes": 0}
        self.new_captures: dict[str, int] = {}
        # Of this run: host → digest → path → (role, address).
        self.bodies: dict[str, dict[str, dict[str, tuple[str, str]]]] = {}

    # Begin and end

    def recover(self) -> None:
        """Put right what a killed run left: torn files, its row, requests without an end."""
        for path in sorted(self.folder.glob("*" + warc.OPEN)):
            name = path.name.removesuffix(warc.OPEN)
            (last,) = self.db.execute(
                "SELECT max(warc_offset) FROM captures WHERE warc_file = ?", (name,)
            ).fetchone()
            kept = warc.recover(path, last)
            self.forget(name, kept)
            with self.db:  # the rows of other runs stood behind the captures, if at all
                self.db.execute("UPDATE runs SET runlog = '' WHERE runlog = ?", (name,))
        with self.db:
            self.db.execute(
                "UPDATE requests SET outcome = ?, detail = 'the run was killed' WHERE outcome IS NULL",
                (Outcome.LOST,),
            )
            self.db.execute(
                "UPDATE runs SET outcome = 'crashed', finished_at = started_at, "
                "requests = (SELECT count(*) FROM requests WHERE run_id = runs.id AND outcome NOT IN "
                "(SELECT value FROM json_each(?))), "
                "captures = (SELECT count(*) FROM captures WHERE run_id = runs.id), "
                "message = 'killed; the next run went on with its work' WHERE outcome = 'running'",
                (json.dumps(sorted(NOT_SENT)),),
            )

    def forget(self, file: str, length: int) -> None:
        """Drop the rows of captures that a power cut took from the end of a file, and fetch them again."""
        lost = [
            number
            for (number,) in self.db.execute(
                "SELECT id FROM captures WHERE warc_file = ? AND warc_offset >= ?", (file, length)
            )
        ]
        for number in lost:
            with self.db:
                self.db.execute("UPDATE captures SET parent_id = NULL WHERE parent_id = ?", (number,))
                self.db.execute("UPDATE requests SET capture_id = NULL WHERE capture_id = ?", (number,))
                self.db.execute("DELETE FROM visits WHERE capture_id = ?", (number,))
                self.db.execute(
                    "UPDATE frontier SET state = 'queued' WHERE url = (SELECT url FROM captures WHERE id "
                    "= ?)",
                    (number,),
                )
                self.db.execute("DELETE FROM captures WHERE id = ?", (number,))

    def begin(self, command: str) -> list[int]:
        """Open the run; gives the runs of this night: this one, and those it goes on from."""
        started = self.clock.stamp()
        earlier: list[int] = []
        for number, outcome in self.db.execute("SELECT id, outcome FROM runs ORDER BY id DESC LIMIT 200"):
            if outcome not in ("crashed", "interrupted"):
                break
            earlier.append(number)
        resumed = bool(earlier) and self.frontier.pending() > 0
        with self.db:
            cursor = self.db.execute(
                "INSERT INTO runs (command, started_at, pid, version) VALUES (?, ?, ?, ?)",
                (command, started, os.getpid(), VERSION),
            )
            self.run_id = int(cursor.lastrowid or 0)
            if not resumed:
                self.frontier.clear()
            else:
                self.requeue()
            for site in self.sites.values():
                self.enter(site)
        self.frontier.load()
        return [self.run_id, *(earlier if resumed else [])]

    def requeue(self) -> None:
        """Go on with an earlier night: read its lists again if that was long ago; drop other sites' work."""
        self.db.execute(
            "DELETE FROM frontier WHERE role IN ('list', 'data', 'robots') AND state = 'done' AND "
            "done_at < ?",
            (stamp(self.clock.now() - RESUME_WITHIN),),
        )
        # A page in the browser is run again from its beginning: its rounds are kept nowhere.
        browsing = json.dumps([site.id for site in self.sites.values() if site.adapter == "browser"])
        self.db.execute(
            "DELETE FROM frontier WHERE (role IN ('list', 'data') OR (role = 'page' AND state = 'done')) "
            "AND site_id IN (SELECT value FROM json_each(?))",
            (browsing,),
        )
        known = json.dumps(sorted(self.sites))
        self.db.execute(
            "DELETE FROM frontier WHERE site_id NOT IN (SELECT value FROM json_each(?))", (known,)
        )

    def enter(self, site: Site) -> None:
        self.db.execute(
            "INSERT INTO sites (id, name, region, hosts, columns, expect, adapter) VALUES (?, ?, "
            "?, ?, ?, ?, ?) "
            "ON CONFLICT (id) DO UPDATE SET name = excluded.name, region = excluded.region, "
            "hosts = excluded.hosts, columns = excluded.columns, expect = excluded.expect",
            (
                site.id,
                site.name,
                site.region,
                json.dumps(site.hosts),
                json.dumps(site.columns),
                site.expect,
                site.adapter,
            ),
        )

    def end(self, outcome: str, message: str = "") -> None:
        """Close the run and its files."""
        with self.db:
            self.db.execute(
                "UPDATE requests SET outcome = ?, detail = 'the run ended before the answer' "
                "WHERE run_id = ? AND outcome IS NULL",
                (Outcome.LOST, self.run_id),
            )
            self.db.execute(
                "UPDATE runs SET finished_at = ?, outcome = ?, message = ?, requests = ?, captures = "
                "?, bytes = ?, "
                "failed_sites = (SELECT count(*) FROM sites WHERE state NOT IN ('ok', 'new') AND id IN "
                "(SELECT value FROM json_each(?))) WHERE id = ?",
                (
                    self.clock.stamp(),
                    outcome,
                    message,
                    self.counts["requests"],
                    self.counts["captures"],
                    self.counts["bytes"],
                    json.dumps(sorted(self.sites)),
                    self.run_id,
                ),
            )
        self.write_runlog(self.run_id)
        self.writer.close()
        self.db.execute("PRAGMA optimize")

    def write_runlog(self, run: int) -> None:
        """Write the rows of a run that is over behind its captures."""
        name = f"{self.writer.name}-{self.writer.number}.warc.gz"
        with self.db:
            self.db.execute("UPDATE runs SET runlog = ? WHERE id = ?", (name, run))
            for number, part in enumerate(runlog.parts(self.db, run)):
                self.writer.note(f"{runlog.URI}:{run}:{number}", runlog.KIND, part)

    def close(self) -> None:
        self.writer.close()
        self.database.close()
        self.lock.close()

    # Requests

    def sent(self, task: Task, host: str) -> None:
        """Enter a request in the ledger before it goes out, and in the account of its host."""
        now = self.clock.stamp()
        with self.db:
            cursor = self.db.execute(
                "INSERT INTO requests (run_id, site_id, url, role, sent_at) VALUES (?, ?, ?, ?, ?)",
                (self.run_id, task.site_id, task.url, task.role, now),
            )
            self.db.execute(
                "UPDATE hosts SET requests = requests + 1, asked_at = ? WHERE host = ?", (now, host)
            )
        task.request_id = int(cursor.lastrowid or 0)
        self.counts["requests"] += 1

    def not_sent(self, task: Task, outcome: Outcome, detail: str = "") -> None:
        """Enter why a task was not sent, and be done with it."""
        now = self.clock.stamp()
        with self.db:
            self.db.execute(
                "INSERT INTO requests (run_id, site_id, url, role, sent_at, outcome, detail) "
                "VALUES (?, ?, ?, ?, ?, ?, ?)",
                (self.run_id, task.site_id, task.url, task.role, now, outcome, detail),
            )
            self.frontier.finish(task, now)

    def finish(self, task: Task, found: Found) -> None:
        """Store all that came of a request, and what it leads to, in one step."""
        now = self.clock.stamp()
        visit = self.visit(task)
        place = digest = ""
        offset, revisit = 0, None
        exchange = found.exchange
        if exchange is not None:
            parent = self.address_of(task.facts.get("parent"))
            exchange = replace(exchange, facts={**exchange.facts, "Parent": parent})
            digest = warc.payload_digest(exchange.body)
            if exchange.status == 200 and exchange.body and visit and visit["payload_digest"] == digest:
                revisit = self.original(visit["capture_id"])
            exchange = replace(exchange, revisit_of=revisit[1:] if revisit else None)
            place, offset = self.writer.write(exchange)
        with self.db:
            capture = None
            if exchange is not None:
                capture = self.capture(task, found, exchange, place, offset, revisit[0] if revisit else None)
            self.db.execute(
                "UPDATE requests SET outcome = ?, detail = ?, capture_id = ? WHERE id = ?",
                (found.outcome, found.detail[:500], capture, task.request_id),
            )
            for url in found.withdraw:
                self.withdraw(url)
            if found.outcome in NOT_SENT:  # found out only while connecting
                self.counts["requests"] -= 1
            if found.again:
                self.frontier.again(task)
                return
            if found.reading is not None:
                self.read(task, found, now)
            self.list_entries(task, found, now)
            self.tell_elsewhere(task, found.elsewhere[:MOST_ELSEWHERE], now)
            self.attach(task, found.attachments, now)
            for follow in found.follow:
                # A detail is the text of a page that asks a service for it.
                detail = bool(follow.facts.get("context", {}).get("detail"))
                if (follow.role in ("attachment", "part") or detail) and "parent" not in follow.facts:
                    follow.facts["parent"] = revisit[0] if revisit else capture
                if not self.settled_before(follow, found.outcome):
                    self.frontier.add(follow)
            if task.role != "robots":
                self.visited(task, found, visit, digest, revisit[0] if revisit else capture, now)
            self.frontier.finish(task, now)

    def tell_elsewhere(self, task: Task, addresses: Iterable[str], now: str) -> None:
        """Enter in the ledger which reports of a list were not asked for: they lie on other hosts."""
        told = "its host is not in the entry of the registry"
        self.db.executemany(
            "INSERT INTO requests (run_id, site_id, url, role, sent_at, outcome, detail) "
            "VALUES (?, ?, ?, 'page', ?, ?, ?)",
            [(self.run_id, task.site_id, url, now, Outcome.OFFSITE, told) for url in addresses],
        )

    def rendered(self, task: Task, found: Found) -> None:
        """Store what a page showed in the browser, and what it leads to; its request has ended before."""
        now = self.clock.stamp()
        with self.db:
            if found.outcome is Outcome.NEEDS_JS or found.detail:
                self.db.execute(
                    "UPDATE requests SET outcome = iif(?, ?, outcome), detail = ? WHERE id = ?",
                    (
                        found.outcome is Outcome.NEEDS_JS,
                        Outcome.NEEDS_JS,
                        found.detail[:500],
                        task.request_id,
                    ),
                )
            if found.reading is not None:
                self.read(task, found, now)
            self.list_entries(task, found, now)
            self.tell_elsewhere(task, found.elsewhere[:MOST_ELSEWHERE], now)
            for follow in found.follow:
                if not self.settled_before(follow, found.outcome):
                    self.frontier.add(follow)

    def withdraw(self, url: str) -> None:
        """Take back what was made of an address tonight: its answer was a page shown in place of others."""
        self.db.execute(
            "UPDATE requests SET outcome = ? WHERE run_id = ? AND url = ? AND outcome IN ('new', "
            "'changed', 'same')",
            (Outcome.SUBSTITUTED, self.run_id, url),
        )
        self.db.execute(
            "UPDATE captures SET role = 'other' WHERE run_id = ? AND url = ? AND role <> 'list'",
            (self.run_id, url),
        )
        self.db.execute("DELETE FROM visits WHERE url = ? AND checks = 1", (url,))

    def settled_before(self, task: Task, outcome: Outcome) -> bool:
        """Whether a page need not be fetched tonight: it was before, and is looked at when due."""
        if task.role not in ("page", "attachment", "part") or task.facts.get("hops"):
            return False
        if outcome is Outcome.CHANGED and task.role in ("attachment", "part"):
            return False
        known = self.db.execute(
            "SELECT outcome, role FROM visits WHERE key = ?", (task.address_key,)
        ).fetchone()
        return known is not None and known[0] in SETTLED and known[1] != "list"

    def capture(
        self,
        task: Task,
        found: Found,
        exchange: warc.Exchange,
        place: str,
        offset: int,
        revisit_of: int | None,
    ) -> int:
        headers = {name.lower(): value for name, value in exchange.headers}
        cursor = self.db.execute(
            "INSERT INTO captures (run_id, site_id, url, fetched_at, status, mime, sha256, size, "
            "role, title, "
            "parent_id, headers, warc_file, warc_offset, revisit_of, body) VALUES (?, ?, ?, ?, ?, ?, ?, "
            "?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                self.run_id,
                task.site_id,
                exchange.url,
                exchange.moment.replace("Z", "+00:00"),  # as the record has it: revisits refer to it
                exchange.status,
                headers.get("content-type", "").partition(";")[0].strip().lower()[:100],
                hashlib.sha256(found.body).hexdigest(),
                len(found.body),
                found.role,
                task.facts.get("title", ""),
                task.facts.get("parent") if found.role in ("attachment", "report") else None,
                json.dumps(warc.without_secrets(exchange.headers), ensure_ascii=False),
                place,
                offset,
                revisit_of,
                task.facts.get("agency", ""),
            ),
        )
        self.counts["captures"] += 1
        self.counts["bytes"] += len(found.body)
        self.db.execute(
            "UPDATE hosts SET bytes = bytes + ? WHERE host = ?", (len(exchange.body), urls.host_of(task.url))
        )
        if found.role in ("report", "attachment") and found.outcome in (Outcome.NEW, Outcome.CHANGED):
            self.new_captures[task.site_id] = self.new_captures.get(task.site_id, 0) + 1
        return int(cursor.lastrowid or 0)

    def place(self, capture: int) -> tuple[str, int]:
        """The file and offset of a capture."""
        row = self.db.execute(
            "SELECT warc_file, warc_offset FROM captures WHERE id = ?", (capture,)
        ).fetchone()
        return (str(row[0]), int(row[1])) if row else ("", 0)

    def address_of(self, capture: int | None) -> str:
        """The address of a capture; "" without one."""
        row = capture and self.db.execute("SELECT url FROM captures WHERE id = ?", (capture,)).fetchone()
        return str(row[0]) if row else ""

    def original(self, capture: int | None) -> tuple[int, str, str] | None:
        """(id, address, moment) of the capture that holds a payload in full."""
        row = self.db.execute(
            "SELECT id, url, fetched_at FROM captures WHERE id = ? AND revisit_of IS NULL", (capture,)
        ).fetchone()
        return (row[0], row[1], warc_date(row[2])) if row else None

    # Visits: what is known of each address

    def visit(self, task: Task) -> dict[str, Any] | None:
        """What is known of a task's address; None if it was never fetched."""
        cursor = self.db.execute(
            "SELECT outcome, etag, last_modified, payload_digest, content_hash, capture_id, "
            "checks, failures, "
            "failing_since, changed_at FROM visits WHERE key = ?",
            (task.address_key,),
        )
        row = cursor.fetchone()
        return dict(zip([name for name, *_ in cursor.description], row, strict=True)) if row else None

    def visited(
        self,
        task: Task,
        found: Found,
        before: dict[str, Any] | None,
        digest: str,
        capture: int | None,
        now: str,
    ) -> None:
        headers = {name.lower(): value for name, value in found.exchange.headers} if found.exchange else {}
        good = found.outcome in FETCHED
        fresh = found.outcome in (Outcome.NEW, Outcome.CHANGED, Outcome.SAME)
        values = {
            "key": task.address_key,
            "site_id": task.site_id,
            "url": task.url,
            "role": found.role if good and found.role != "other" else task.role,
            "outcome": str(found.outcome),
            "etag": headers.get("etag", "") if fresh else None,
            "last_modified": headers.get("last-modified", "") if fresh else None,
            "payload_digest": digest if fresh else None,
            "content_hash": found.content_hash if fresh else None,
            "capture_id": capture if fresh else None,
            "published_on": task.facts.get("date", "") or None,
            "now": now,
            "changed": found.outcome in (Outcome.NEW, Outcome.CHANGED),
            "good": good,
        }
        self.db.execute(
            """
            INSERT INTO visits (key, site_id, url, role, outcome, etag, last_modified, payload_digest,
              content_hash, capture_id, checks, published_on, first_at, checked_at,
              changed_at, failures, failing_since)
            VALUES (:key, :site_id, :url, :role, :outcome, coalesce(:etag, ''), coalesce(:last_modified, ''),
              coalesce(:payload_digest, ''), coalesce(:content_hash, ''), :capture_id, 1,
              coalesce(:published_on, ''),
              :now, :now, :now, iif(:good, 0, 1), iif(:good, NULL, :now))
            ON CONFLICT (key) DO UPDATE SET role = excluded.role, outcome = excluded.outcome,
              etag = coalesce(:etag, etag), last_modified = coalesce(:last_modified, last_modified),
              payload_digest = coalesce(:payload_digest, payload_digest),
              content_hash = coalesce(:content_hash, content_hash),
              capture_id = coalesce(:capture_id, capture_id),
              checks = checks + 1, published_on = coalesce(:published_on, published_on), checked_at = :now,
              changed_at = iif(:changed, :now, changed_at), failures = iif(:good, 0, failures + 1),
              failing_since = iif(:good, NULL, coalesce(failing_since, :now))
            """,
            values,
        )

    # Lists and entries

    def read(self, task: Task, found: Found, now: str) -> None:
        """Enter what a list page held; its count before stays beside it."""
        reading = found.reading or {}
        self.db.execute(
            "INSERT INTO lists (site_id, url, chain, adapter, items, stated_total, stated_pages, "
            "fingerprint, run_id, read_at, reading) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (site_id, url) DO UPDATE SET chain = "
            "excluded.chain, "
            "adapter = excluded.adapter, prior_items = iif(run_id = excluded.run_id, prior_items, items), "
            "items = excluded.items, stated_total = excluded.stated_total, "
            "stated_pages = excluded.stated_pages, fingerprint = "
            "excluded.fingerprint, "
            "run_id = excluded.run_id, read_at = excluded.read_at, reading = excluded.reading",
            (
                task.site_id,
                list_address(task),
                task.facts.get("chain") or task.url,
                reading["adapter"],
                reading["items"],
                reading["total"],
                reading["pages"],
                reading["fingerprint"],
                self.run_id,
                now,
                found.memory or None,
            ),
        )
        if task.role != "data":
            # The column speaks for the site, unless it is only a way to lists of a known system.
            column = bool(task.facts.get("column")) and reading["adapter"] != "generic"
            self.db.execute(
                "UPDATE sites SET adapter = ?, adapter_reason = ? WHERE id = ? "
                "AND (adapter IN ('auto', 'generic') OR ?)",
                (reading["adapter"], reading["reason"], task.site_id, column),
            )

    def remembered(self, task: Task) -> bytes | None:
        """The reading of a list page that was kept; None without one."""
        row = self.db.execute(
            "SELECT reading FROM lists WHERE site_id = ? AND url = ?", (task.site_id, list_address(task))
        ).fetchone()
        return row[0] if row else None

    def seen_in_chain(self, task: Task, fingerprint: str) -> bool:
        """Whether another page of this list held the same entries tonight: the list has come to its end."""
        marks = ",".join("?" * len(self.night))
        row = self.db.execute(
            f"SELECT 1 FROM lists WHERE site_id = ? AND chain = ? AND fingerprint = ? AND url <> ? "  # noqa: S608
            f"AND run_id IN ({marks})",
            (task.site_id, task.facts.get("chain") or task.url, fingerprint, list_address(task), *self.night),
        ).fetchone()
        return row is not None

    def list_entries(self, task: Task, found: Found, now: str) -> None:
        """Enter the lines of a list, and queue those that are to be fetched."""
        if not found.entries:
            return
        keys = found.keys or [urls.canonical(entry.url) for entry in found.entries]
        held = self.held_entries(task.site_id, [entry.url for entry in found.entries])
        visits = self.visits_of(keys)
        as_before: list[str] = []
        for entry, key in zip(found.entries, keys, strict=True):
            line = (entry.title, entry.date, str(entry.promise), task.url)
            before = held.get(entry.url)
            if before == line:
                as_before.append(entry.url)
            else:
                self.enter_entry(task, entry, str(entry.promise), "", now)
                held[entry.url] = line
            if entry.promise is Promise.OTHER:
                continue
            known = visits.get(key)
            renamed = before is not None and before[0] != entry.title
            if known and not renamed and known[0] in SETTLED and known[1] != "list":
                continue
            role = "attachment" if revisits.is_document(entry.url) else "page"
            facts = {
                "title": entry.title,
                "date": entry.date,
                "list_url": task.url,
                "depth": task.facts.get("depth", 0) + 1,
                "root": task.facts.get("root", task.url),
                "entry": True,
            }
            if body := body_named(entry.title) or task.facts.get("agency"):
                facts["agency"] = body
            if found.carry:
                facts["context"] = found.carry
            self.frontier.add(Task(task.site_id, entry.url, role, facts))
        if as_before:
            self.db.execute(
                "UPDATE entries SET last_seen_at = ?, last_run_id = ? WHERE site_id = ? AND url IN "
                "(SELECT value FROM json_each(?))",
                (now, self.run_id, task.site_id, json.dumps(as_before)),
            )

    def held_entries(self, site: str, addresses: list[str]) -> dict[str, tuple[str, str, str, str]]:
        """(title, date, role, list) of those of these lines of a site that are known, by address."""
        rows = self.db.execute(
            "SELECT url, title, printed_date, role, list_url FROM entries WHERE site_id = ? AND url IN "
            "(SELECT value FROM json_each(?))",
            (site, json.dumps(addresses)),
        )
        return {url: (title, date, role, listed) for url, title, date, role, listed in rows}

    def visits_of(self, keys: list[str]) -> dict[str, tuple[str, str]]:
        """(outcome, role) of those of these addresses that were asked for, by key."""
        rows = self.db.execute(
            "SELECT key, outcome, role FROM visits WHERE key IN (SELECT value FROM json_each(?))",
            (json.dumps(keys),),
        )
        return {key: (outcome, role) for key, outcome, role in rows}

    def enter_entry(self, task: Task, entry: Entry, role: str, parent: str, now: str) -> None:
        """Enter one line."""
        self.db.execute(
            "INSERT INTO entries (site_id, url, title, printed_date, role, parent_url, list_url, "
            "first_seen_at, "
            "last_seen_at, first_run_id, last_run_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (site_id, url) DO UPDATE SET title = excluded.title, role = excluded.role, "
            "printed_date = iif(excluded.printed_date = '', printed_date, excluded.printed_date), "
            "list_url = excluded.list_url, parent_url = iif(parent_url = '', excluded.parent_url, "
            "parent_url), "
            "last_seen_at = excluded.last_seen_at, last_run_id = excluded.last_run_id",
            (
                task.site_id,
                entry.url,
                entry.title,
                entry.date,
                role,
                parent,
                "" if parent else task.url,
                now,
                now,
                self.run_id,
                self.run_id,
            ),
        )

    def attach(self, task: Task, entries: Iterable[Entry], now: str) -> None:
        for entry in entries:
            self.enter_entry(task, entry, "attachment", task.url, now)

    # Hosts

    def host(self, host: str) -> dict[str, Any]:
        """What is remembered of a host from earlier nights."""
        cursor = self.db.execute("SELECT * FROM hosts WHERE host = ?", (host,))
        row = cursor.fetchone()
        return dict(zip([name for name, *_ in cursor.description], row, strict=True)) if row else {}

    def remember_host(self, host: str, **values: object) -> None:
        """Write down what is now known of a host."""
        names = list(values)
        updates = ", ".join(f"{name} = excluded.{name}" for name in names)
        with self.db:
            self.db.execute(
                f"INSERT INTO hosts (host, {', '.join(names)}) VALUES (?, {', '.join('?' * len(names))}) "  # noqa: S608 - names of columns
                f"ON CONFLICT (host) DO UPDATE SET {updates}",
                (host, *values.values()),
            )

    # What is due

    def due(self) -> Iterator[Task]:
        """Known pages and documents whose turn it is to be looked at again."""
        for site in self.sites.values():
            for known in revisits.due(self.db, site.id, self.clock):
                yield self.recheck(site, *known)

    def vanished(self) -> Iterator[Task]:
        """Known pages that no list holds any more, of sites whose lists were read tonight."""
        for site in self.sites.values():
            read = self.db.execute(
                "SELECT 1 FROM lists WHERE site_id = ? AND run_id = ? AND items > 0", (site.id, self.run_id)
            ).fetchone()
            if read:
                for known in revisits.vanished(self.db, site.id, self.night):
                    yield self.recheck(site, *known)

    def recheck(
        self, site: Site, url: str, role: str, published: str, checks: int, title: str, parent: int | None
    ) -> Task:
        facts: dict[str, Any] = {"recheck": True, "date": published, "title": title}
        if parent is not None:
            facts["parent"] = parent
        if checks % revisits.UNCONDITIONAL_EVERY == 0:
            facts["unconditional"] = True
        return Task(site.id, url, role, facts)


def list_address(task: Task) -> str:
    """The address of a list page, with what was posted to it."""
    body = task.facts.get("body", "")
    return f"{task.url} {body}".strip() if body else task.url


def warc_date(moment: str) -> str:
    """A time of the tables as WARC writes it.

    >>> warc_date("2026-01-31T00:30:00+00:00")
    '2026-01-31T00:30:00Z'
    """
    return moment.replace("+00:00", "Z")
