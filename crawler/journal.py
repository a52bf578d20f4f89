"""What a run writes down: itself, each request and its end, captures; lists and visits through their own.

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
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any

from archive import runlog, warc
from archive.schema import captures_folder, open_archive
from crawler import revisits, urls
from crawler.clock import Clock, stamp
from crawler.found import Found
from crawler.frontier import Frontier, Task
from crawler.lists import Lists
from crawler.outcomes import NOT_SENT, Outcome
from crawler.registry import Site
from crawler.visits import Visits

VERSION = version("nianbao")
RESUME_WITHIN = timedelta(hours=12)  # lists read longer ago are read again when a night is resumed


class BusyError(Exception):
    """Another crawl writes to this archive."""


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
        self.visits = Visits(self.db)
        self.lists = Lists(self.db, self.frontier, self.visits, self.run_id, self.night)
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
        visit = self.visits.known(task)
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
                self.lists.read(task, found, now)
            self.lists.enter_lines(task, found, now)
            self.lists.tell_elsewhere(task, found.elsewhere, now)
            self.lists.attach(task, found.attachments, now)
            for follow in found.follow:
                # A detail is the text of a page that asks a service for it.
                detail = bool(follow.facts.get("context", {}).get("detail"))
                if (follow.role in ("attachment", "part") or detail) and "parent" not in follow.facts:
                    follow.facts["parent"] = revisit[0] if revisit else capture
                if not self.visits.settled(follow, found.outcome):
                    self.frontier.add(follow)
            if task.role != "robots":
                self.visits.enter(task, found, visit, digest, revisit[0] if revisit else capture, now)
            self.frontier.finish(task, now)

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
                self.lists.read(task, found, now)
            self.lists.enter_lines(task, found, now)
            self.lists.tell_elsewhere(task, found.elsewhere, now)
            for follow in found.follow:
                if not self.visits.settled(follow, found.outcome):
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


def warc_date(moment: str) -> str:
    """A time of the tables as WARC writes it.

    >>> warc_date("2026-01-31T00:30:00+00:00")
    '2026-01-31T00:30:00Z'
    """
    return moment.replace("+00:00", "Z")
