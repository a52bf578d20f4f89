"""What is known of each address that was asked for: the table `visits`."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

from crawler.found import Found
from crawler.frontier import Task
from crawler.outcomes import ABSENT, FETCHED, Outcome

SETTLED = FETCHED | ABSENT | {Outcome.REDIRECTED, Outcome.REDIRECTED_OFFSITE}  # looked at again when due


class Visits:
    """The last answer of each address, as one run knows and writes it."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self.db = db

    def known(self, task: Task) -> dict[str, Any] | None:
        """What is known of a task's address; None if it was never fetched."""
        cursor = self.db.execute(
            "SELECT outcome, etag, last_modified, payload_digest, content_hash, capture_id, "
            "checks, failures, "
            "failing_since, changed_at FROM visits WHERE key = ?",
            (task.address_key,),
        )
        row = cursor.fetchone()
        return dict(zip([name for name, *_ in cursor.description], row, strict=True)) if row else None

    def enter(
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

    def of(self, keys: list[str]) -> dict[str, tuple[str, str]]:
        """(outcome, role) of those of these addresses that were asked for, by key."""
        rows = self.db.execute(
            "SELECT key, outcome, role FROM visits WHERE key IN (SELECT value FROM json_each(?))",
            (json.dumps(keys),),
        )
        return {key: (outcome, role) for key, outcome, role in rows}

    def settled(self, task: Task, outcome: Outcome) -> bool:
        """Whether a page need not be fetched tonight: it was before, and is looked at when due."""
        if task.role not in ("page", "attachment", "part") or task.facts.get("hops"):
            return False
        if outcome is Outcome.CHANGED and task.role in ("attachment", "part"):
            return False
        known = self.db.execute(
            "SELECT outcome, role FROM visits WHERE key = ?", (task.address_key,)
        ).fetchone()
        return known is not None and known[0] in SETTLED and known[1] != "list"
