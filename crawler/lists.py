"""What the lists of a site hold: each page as it was read, and its lines (tables `lists` and `entries`)."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable

from crawler import revisits, urls
from crawler.adapters.adapter import Entry
from crawler.found import Found
from crawler.frontier import Frontier, Task
from crawler.outcomes import Outcome
from crawler.titles import Promise, body_named
from crawler.visits import SETTLED, Visits

MOST_ELSEWHERE = 50  # links of one list page that are told


class Lists:
    """Lists and their lines, as one run reads and writes them."""

    def __init__(
        self, db: sqlite3.Connection, frontier: Frontier, visits: Visits, run: int, night: list[int]
    ) -> None:
        self.db, self.frontier, self.visits = db, frontier, visits
        self.run, self.night = run, night  # this run, and all runs of the same night

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
                self.run,
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

    def enter_lines(self, task: Task, found: Found, now: str) -> None:
        """Enter the lines of a list, and queue those that are to be fetched."""
        if not found.entries:
            return
        keys = found.keys or [urls.canonical(entry.url) for entry in found.entries]
        held = self.held(task.site_id, [entry.url for entry in found.entries])
        visits = self.visits.of(keys)
        as_before: list[str] = []
        for entry, key in zip(found.entries, keys, strict=True):
            line = (entry.title, entry.date, str(entry.promise), task.url)
            before = held.get(entry.url)
            if before == line:
                as_before.append(entry.url)
            else:
                self.enter(task, entry, str(entry.promise), "", now)
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
                (now, self.run, task.site_id, json.dumps(as_before)),
            )

    def held(self, site: str, addresses: list[str]) -> dict[str, tuple[str, str, str, str]]:
        """(title, date, role, list) of those of these lines of a site that are known, by address."""
        rows = self.db.execute(
            "SELECT url, title, printed_date, role, list_url FROM entries WHERE site_id = ? AND url IN "
            "(SELECT value FROM json_each(?))",
            (site, json.dumps(addresses)),
        )
        return {url: (title, date, role, listed) for url, title, date, role, listed in rows}

    def enter(self, task: Task, entry: Entry, role: str, parent: str, now: str) -> None:
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
                self.run,
                self.run,
            ),
        )

    def attach(self, task: Task, entries: Iterable[Entry], now: str) -> None:
        for entry in entries:
            self.enter(task, entry, "attachment", task.url, now)

    def tell_elsewhere(self, task: Task, addresses: list[str], now: str) -> None:
        """Enter in the ledger which reports of a list were not asked for: they lie on other hosts."""
        told = "its host is not in the entry of the registry"
        self.db.executemany(
            "INSERT INTO requests (run_id, site_id, url, role, sent_at, outcome, detail) "
            "VALUES (?, ?, ?, 'page', ?, ?, ?)",
            [(self.run, task.site_id, url, now, Outcome.OFFSITE, told) for url in addresses[:MOST_ELSEWHERE]],
        )


def list_address(task: Task) -> str:
    """The address of a list page, with what was posted to it."""
    body = task.facts.get("body", "")
    return f"{task.url} {body}".strip() if body else task.url
