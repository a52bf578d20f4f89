"""The record of each night: begun first, written step by step, closed with what came of it."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from collections import defaultdict
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any, Protocol
from urllib.parse import quote, urlsplit

from sqlite_utils import Database

from archive.schema import captures_folder

USUAL = 7  # nights that the median of yields is taken over
FEWEST = 3  # nights before there is anything usual
MOST_SERVERS = 500
WHOLE = ("done", "failures")  # outcomes of nights whose crawl came to its end


class SiteNight(Protocol):
    """How a site fared, as the crawler tells it."""

    @property
    def id(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def reason(self) -> str: ...
    @property
    def requests(self) -> int: ...
    @property
    def lists(self) -> int: ...
    @property
    def entries(self) -> int: ...
    @property
    def new_captures(self) -> int: ...


@dataclass(slots=True)
class Record:
    """The open record of a night."""

    db: Database
    id: int
    earlier_run: int  # runs above this number are of this night

    def write(self, **values: object) -> None:
        """Set columns of the record."""
        names = ", ".join(f"{name} = ?" for name in values)
        with self.db.atomic():
            self.db.execute(f"UPDATE nights SET {names} WHERE id = ?", (*values.values(), self.id))  # noqa: S608

    def enter_sites(self, sites: Sequence[SiteNight]) -> None:
        """Write how each site fared, beside what it usually lists."""
        with self.db.atomic():
            for site in sites:
                self.db.execute(
                    "INSERT OR REPLACE INTO night_sites VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    (
                        self.id,
                        site.id,
                        site.state,
                        site.reason,
                        site.requests,
                        site.lists,
                        site.entries,
                        site.new_captures,
                        usual_of_site(self.db, site.id, self.id),
                    ),
                )

    def count_requests(self) -> None:
        """Write what the ledger says of this night: outcomes, hosts left alone, requests to each server."""
        count_requests(self.db, self.id, self.earlier_run, None)


def of_demo(archive: Path) -> bool:
    """Whether `nianbao demo` made this archive: what it holds is practice."""
    if not archive.is_file():
        return False
    try:
        with closing(sqlite3.connect(f"file:{quote(str(archive.resolve()))}?mode=ro", uri=True)) as db:
            first = db.execute("SELECT command FROM runs ORDER BY id LIMIT 1").fetchone()
    except sqlite3.Error:  # no archive, or one of another time: whoever opens it will say
        return False
    return first is not None and first[0] == "demo"


def begin(db: Database, command: str, now: str, version: str, settings: str) -> tuple[Record, list[str]]:
    """Open the record of a night; gives it, and when the nights began that were killed and are closed now.

    The caller holds the archive's lock: a record still running is of a process that is no more.
    """
    stale = [
        (int(number), str(started))
        for number, started in db.execute("SELECT id, started_at FROM nights WHERE outcome = 'running'")
    ]
    for number, started in stale:
        close_stale(db, number, started)
    (earlier,) = db.execute("SELECT coalesce(max(id), 0) FROM runs").fetchone()
    with db.atomic():
        cursor = db.execute(
            "INSERT INTO nights (command, started_at, version, settings, pid) VALUES (?, ?, ?, ?, ?)",
            (command, now, version, settings, os.getpid()),
        )
    return Record(db, int(cursor.lastrowid or 0), int(earlier)), [started for _, started in stale]


def close_stale(db: Database, number: int, started: str) -> None:
    """Close the record of a killed night with what its requests tell."""
    bounds = db.execute(
        "SELECT min(id) - 1, max(id) FROM runs WHERE started_at >= ? AND NOT EXISTS "
        "(SELECT 1 FROM nights n WHERE n.run_id = runs.id)",
        (started,),
    ).fetchone()
    if bounds and bounds[1]:
        count_requests(db, number, bounds[0], bounds[1])
    (last,) = db.execute(
        "SELECT max(q.sent_at) FROM requests q JOIN nights n ON n.run_id = q.run_id WHERE n.id = ?", (number,)
    ).fetchone()
    with db.atomic():
        db.execute(
            "UPDATE nights SET outcome = 'crashed', finished_at = ?, message = ? WHERE id = ?",
            (
                last or started,
                "killed; closed by the next night, which goes on with its work",
                number,
            ),
        )


def count_requests(db: Database, night: int, above: int, upto: int | None) -> None:
    runs = [
        number
        for (number,) in db.execute(
            "SELECT id FROM runs WHERE id > ? AND id <= coalesce(?, id) ORDER BY id", (above, upto)
        )
    ]
    if not runs:
        return
    listed = json.dumps(runs)
    outcomes = dict(
        db.execute(
            "SELECT coalesce(outcome, 'lost'), count(*) FROM requests "
            "WHERE run_id IN (SELECT value FROM json_each(?)) GROUP BY 1 ORDER BY 2 DESC, 1",
            (listed,),
        ).fetchall()
    )
    parked: dict[str, str] = {}
    moments: dict[str, list[str]] = defaultdict(list)
    rows = db.execute(
        "SELECT url, sent_at, outcome, detail FROM requests "
        "WHERE run_id IN (SELECT value FROM json_each(?)) ORDER BY id",
        (listed,),
    )
    for url, sent, outcome, detail in rows:
        host = urlsplit(url).netloc
        if outcome in ("host_parked", "host_refused"):
            parked[host] = detail
        elif outcome not in NOT_SENT:
            moments[host].append(sent)
    busiest = sorted(moments, key=lambda host: (-len(moments[host]), host))[:MOST_SERVERS]
    most = {host: [len(moments[host]), least_gap(moments[host])] for host in busiest}
    sums = db.execute(
        "SELECT sum(requests), sum(captures), sum(bytes) FROM runs "
        "WHERE id IN (SELECT value FROM json_each(?))",
        (listed,),
    ).fetchone()
    with db.atomic():
        db.execute(
            "UPDATE nights SET run_id = ?, outcomes = ?, parked = ?, servers = ?, requests = ?, "
            "captures = ?, bytes = ? WHERE id = ?",
            (runs[-1], *map(as_json, (outcomes, parked, most)), *(value or 0 for value in sums), night),
        )


# Rows of the ledger that no server saw, as crawler/outcomes.py names them (a test holds the two together).
NOT_SENT = frozenset(
    {"robots_denied", "host_refused", "host_parked", "over_budget", "private_address", "offsite", "trap"}
)


def least_gap(times: list[str]) -> float | None:
    """The fewest seconds between two of these moments; None if there are not two."""
    read = sorted(datetime.fromisoformat(time) for time in times)
    return min(((b - a).total_seconds() for a, b in pairwise(read)), default=None)


def usual(db: Database, before: int) -> float | None:
    """What a whole night usually lists: the median of the seven before; None while there are too few."""
    found = [
        entries
        for (entries,) in db.execute(
            "SELECT entries FROM nights WHERE id < ? AND outcome IN ('done', 'failures') AND sites > 0 "
            "ORDER BY id DESC LIMIT ?",
            (before, USUAL),
        )
    ]
    return float(median(found)) if len(found) >= FEWEST else None


def usual_of_site(db: Database, site: str, before: int) -> float | None:
    """The same of one site, over the nights on which its lists were read."""
    found = [
        entries
        for (entries,) in db.execute(
            "SELECT entries FROM night_sites WHERE site_id = ? AND night_id < ? AND lists > 0 "
            "ORDER BY night_id DESC LIMIT ?",
            (site, before, USUAL),
        )
    ]
    return float(median(found)) if len(found) >= FEWEST else None


def sizes(db: Database, archive: Path) -> dict[str, int]:
    """Bytes of the database (without its log, which comes and goes), of its captures, and left free."""
    (pages,) = db.execute("PRAGMA page_count").fetchone()
    (size,) = db.execute("PRAGMA page_size").fetchone()
    folder = captures_folder(archive)
    captures = (path for path in folder.glob("*.warc.gz*")) if folder.is_dir() else ()
    return {
        "archive_bytes": int(pages) * int(size),
        "capture_bytes": sum(path.stat().st_size for path in captures),
        "free_bytes": shutil.disk_usage(archive.resolve().parent).free,
    }


def as_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
