"""The end of a run: how each site fared, with the reason where it did not go well."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from crawler.journal import Journal
from crawler.outcomes import ABSENT, FETCHED, MAY_READ_IT, NOT_SENT, ON_A_GUESS, REFUSALS, Outcome
from crawler.registry import Site

GOOD = FETCHED | {Outcome.REDIRECTED}
# Ends that are told in the ledger and are no fault of the night: pages that are not there, and those
# the site keeps elsewhere.
EXPECTED = (
    GOOD
    | ABSENT
    | {Outcome.EMPTY, Outcome.REDIRECTED_OFFSITE, Outcome.OFFSITE, Outcome.OTHERWISE, Outcome.GUESSED}
)
ENDINGS = {
    "finished": "done",
    "shutdown": "interrupted",
    "memusage_exceeded": "interrupted",
    "window": "interrupted",  # the night's window ended with work left
    "disk": "interrupted",  # too little room left on the disk
    "cannot_write": "failed",
}


@dataclass(frozen=True, slots=True)
class SiteResult:
    """How a site fared in a run."""

    id: str
    name: str
    adapter: str
    state: str  # ok, incomplete, empty, unreachable, refused, robots, gone, needs_js, failed, interrupted
    reason: str
    lists: int  # list pages read
    entries: int  # lines on them
    new_captures: int  # of reports and documents, new or changed
    requests: int

    @property
    def ok(self) -> bool:
        return self.state == "ok"


@dataclass(frozen=True, slots=True)
class RunResult:
    """What a run came to."""

    run_id: int
    outcome: str  # done, interrupted, failed
    sites: list[SiteResult] = field(default_factory=list)
    requests: int = 0
    captures: int = 0
    reason: str = ""  # why it ended: finished, shutdown, window, disk, cannot_write, memusage_exceeded
    left: int = 0  # requests that were known and not made
    message: str = ""  # what there is to say of that

    @property
    def failures(self) -> list[SiteResult]:
        return [site for site in self.sites if not site.ok]


def settle(journal: Journal, reason: str, message: str = "") -> RunResult:
    """Judge every site by what its lists and requests came to tonight, and close the run.

    Where the disk takes nothing more, the run is left open; the next one closes it and goes on.
    """
    outcome = ENDINGS.get(reason, "failed")
    results: list[SiteResult] = []
    try:
        results.extend(settled(journal, site, outcome) for site in journal.sites.values())
        journal.end(outcome, message or ("" if reason in ("finished", "shutdown") else reason))
    except (OSError, sqlite3.Error):
        outcome = "failed"
    made = journal.counts
    (left,) = journal.db.execute("SELECT count(*) FROM frontier WHERE state = 'queued'").fetchone()
    return RunResult(
        journal.run_id, outcome, results, made["requests"], made["captures"], reason, left, message
    )


def settled(journal: Journal, site: Site, outcome: str) -> SiteResult:
    now = journal.clock.stamp()
    state, why = judged(journal, site) if outcome == "done" else ("interrupted", "the run was stopped")
    if state != "interrupted":
        with journal.db:
            journal.db.execute(
                "UPDATE sites SET state_since = iif(state = ? AND state_since IS NOT NULL, "
                "state_since, ?), "
                "state = ?, state_reason = ?, last_ok_at = iif(? = 'ok', ?, last_ok_at) WHERE id = ?",
                (state, now, state, why, state, now, site.id),
            )
    return result_of(journal, site, state, why)


def result_of(journal: Journal, site: Site, state: str, why: str) -> SiteResult:
    marks, night = nights(journal)

    def count(query: str) -> int:
        return int(journal.db.execute(query, (site.id, *night)).fetchone()[0])

    (adapter,) = journal.db.execute("SELECT adapter FROM sites WHERE id = ?", (site.id,)).fetchone()
    return SiteResult(
        site.id,
        site.name,
        adapter,
        state,
        why,
        count(f"SELECT count(*) FROM lists WHERE site_id = ? AND run_id IN ({marks})"),  # noqa: S608 - marks
        count(
            f"SELECT count(*) FROM entries WHERE site_id = ? AND parent_url = '' AND last_run_id IN ({marks})"  # noqa: S608
        ),
        journal.new_captures.get(site.id, 0),
        count(f"SELECT count(*) FROM requests WHERE site_id = ? AND run_id IN ({marks})"),  # noqa: S608
    )


def nights(journal: Journal) -> tuple[str, list[int]]:
    return ",".join("?" * len(journal.night)), journal.night


def judged(journal: Journal, site: Site) -> tuple[str, str]:
    """(state, reason) of a site after a whole run."""
    marks, night = nights(journal)
    ends: dict[tuple[str, str], tuple[str, str]] = {}
    query = (
        f"SELECT url, role, outcome, detail FROM requests WHERE site_id = ? AND run_id IN ({marks}) "  # noqa: S608
        "AND role <> 'robots' ORDER BY id"
    )
    for url, role, outcome, detail in journal.db.execute(query, (site.id, *night)):
        ends[url, role] = (outcome, detail)
    columns = {column: ends.get((column, "list"), ("", "not asked")) for column in site.columns}
    failed = {column: end for column, end in columns.items() if end[0] not in GOOD}
    troubles = [f"{column}: {told(*end)}" for column, end in failed.items()]
    if failed and len(failed) == len(columns):
        return category(*next(iter(failed.values()))), "; ".join(troubles)[:1000]
    troubles += list_troubles(journal, site)
    lost = Counter(
        outcome
        for (url, _), (outcome, detail) in ends.items()
        if outcome not in EXPECTED and url not in site.columns and not detail.startswith(ON_A_GUESS)
    )
    for name, number in sorted(lost.items()):
        example = next(url for (url, _), (outcome, _) in ends.items() if outcome == name)
        troubles.append(f"{number} × {name}, such as {example}")
    (entries,) = journal.db.execute(
        f"SELECT count(*) FROM entries WHERE site_id = ? AND last_run_id IN ({marks})",  # noqa: S608
        (site.id, *night),
    ).fetchone()
    (reports,) = journal.db.execute(
        "SELECT count(*) FROM visits WHERE site_id = ? AND role IN ('report', 'attachment')", (site.id,)
    ).fetchone()
    if not entries and not reports:
        hints = [
            f"{column}: {detail}" for column, (_, detail) in columns.items() if detail.endswith(MAY_READ_IT)
        ]
        return "empty", "; ".join(["no report and no list entry was found", *hints, *troubles])[:1000]
    elsewhere = [url for (url, _), (outcome, _) in ends.items() if outcome == Outcome.OFFSITE]
    note = (
        f"{len(elsewhere)} reports lie on hosts that are not in the entry, such as {elsewhere[0]}"
        if elsewhere
        else ""
    )
    if troubles:
        emptied = any(text.startswith("emptied") for text in troubles)
        return "empty" if emptied else "incomplete", "; ".join(troubles)[:1000]
    return "ok", note


def list_troubles(journal: Journal, site: Site) -> list[str]:
    """Lists that hold nothing now and did before, and lists shorter than the site itself counts."""
    troubles = []
    rows: list[dict[str, Any]] = [
        dict(zip(("chain", "items", "prior", "total", "pages", "read"), row, strict=True))
        for row in journal.db.execute(
            "SELECT chain, sum(items), sum(prior_items), max(stated_total), max(stated_pages), "
            "count(*) FILTER (WHERE items > 0) FROM lists "
            "WHERE site_id = ? AND run_id IN (SELECT value FROM json_each(?)) GROUP BY chain",
            (site.id, json.dumps(journal.night)),
        )
    ]
    for row in rows:
        if row["total"] is not None and row["items"] < row["total"]:
            troubles.append(f"{row['chain']} counts {row['total']} entries, {row['items']} were found")
        elif row["total"] is None and short_of_pages(row["pages"] or 0, row["read"]):
            troubles.append(
                f"{row['chain']} has {row['pages']} pages by its own words, {row['read']} were read"
            )
        elif not row["items"] and row["prior"]:
            troubles.append(f"emptied: {row['chain']} held {row['prior']} entries and holds none now")
    return troubles


def short_of_pages(stated: int, read: int) -> bool:
    """Whether pages of a list are missing; one too many is stated by some systems as a rule.

    >>> short_of_pages(4, 1), short_of_pages(2, 1), short_of_pages(4, 3), short_of_pages(1, 1)
    (True, True, False, False)
    """
    return read > 0 and (stated - read >= 2 or (stated >= 2 and read == 1))


def told(outcome: str, detail: str) -> str:
    return f"{outcome} ({detail})" if detail else outcome


def category(outcome: str, detail: str) -> str:
    """The state of a site none of whose columns could be read, by how its requests ended."""
    if outcome == Outcome.ROBOTS_DENIED:
        return "robots"
    if outcome == Outcome.NEEDS_JS:
        return "needs_js"
    if outcome in REFUSALS or "robots.txt answered 4" in detail or outcome == Outcome.HOST_PARKED:
        return "refused"
    if outcome in ABSENT:
        return "gone"
    if outcome in NOT_SENT | {Outcome.DNS, Outcome.UNREACHABLE, Outcome.TIMEOUT, Outcome.RESET, Outcome.TLS}:
        return "unreachable"
    return "failed"
