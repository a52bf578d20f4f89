"""The frontier: one table of archive.db that is queue and duplicate filter at once.

A row is queued until what came of it is stored, and then done, in the same transaction. Nothing about
it is kept elsewhere: a run killed at any moment leaves the rows it had in hand queued, and the next
one takes them up. A key is never entered twice in a night.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from crawler import urls

PRIORITY = {"robots": 0, "list": 10, "data": 10, "page": 15, "report": 20, "part": 20, "attachment": 30}
BATCH = 50  # rows of one slot held in memory


@dataclass(slots=True)
class Task:
    """A request to be made: where, for which site, as what, and what is known about it.

    `role`: robots, list, data, page (a list or a report), report, part (a further page of an article),
    attachment. `facts`: title, date, parent (capture id), chain (first page of the list), list_url,
    method, body (what is posted), headers, context, root, depth, hops, probe, recheck, agency (whose report
    the list says it is), rendering (the address key under which a page in the browser asked for it).
    """

    site_id: str
    url: str
    role: str
    facts: dict[str, Any] = field(default_factory=dict)
    id: int = 0
    tries: int = 0
    request_id: int = 0  # its row in the ledger, once it is sent
    payload: bytes = b""  # of the answer, as received

    @property
    def slot(self) -> str:
        return urls.slot_of(urls.host_of(self.url))

    @property
    def method(self) -> str:
        return str(self.facts.get("method", "GET"))

    @property
    def is_guess(self) -> bool:
        """Whether this asks a service that a script may mean: nothing is missed if it does not answer."""
        detail = bool(self.facts.get("context", {}).get("detail"))
        return (self.role == "data" or detail) and bool(self.facts.get("probe"))

    @property
    def address_key(self) -> str:
        """The address in canonical form, with a digest of what is posted to it."""
        body = self.facts.get("body", "")
        posted = (
            f" {self.method} {hashlib.sha256(body.encode()).hexdigest()[:16]}" if self.method != "GET" else ""
        )
        return urls.canonical(self.url) + posted

    @property
    def key(self) -> bytes:
        """What makes two tasks the same one: lists are read per site, all else once."""
        owner = self.site_id if self.role in ("list", "data") else ""
        hops = self.facts.get("hops") or ()
        # A redirect to another spelling of the same address (http to https) is another request.
        spelling = self.url if any(urls.canonical(hop) == urls.canonical(self.url) for hop in hops) else ""
        robots = "robots" if self.role == "robots" else ""
        text = "\n".join((owner, robots, self.address_key, spelling))
        return hashlib.sha256(text.encode("utf-8", "surrogateescape")).digest()[:16]


class Frontier:
    """Queues per slot, in the table, with a few rows of each in memory."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self.db = db
        self.queued: dict[str, int] = {}  # rows queued and not in hand, by slot
        self.buffers: dict[str, deque[Task]] = {}
        self.in_hand: dict[int, Task] = {}
        self.fresh: set[str] = set()  # slots that got work since the scheduler looked
        self.total = 0
        self.done = 0
        self.load()

    def load(self) -> None:
        """Count what is queued."""
        self.buffers.clear()
        rows = self.db.execute("SELECT slot, count(*) FROM frontier WHERE state = 'queued' GROUP BY slot")
        self.queued = dict(rows.fetchall())
        (self.done,) = self.db.execute("SELECT count(*) FROM frontier WHERE state = 'done'").fetchone()
        self.total = self.done + sum(self.queued.values())

    def clear(self) -> None:
        """Forget the night that is over."""
        self.db.execute("DELETE FROM frontier")
        self.load()

    def add(self, task: Task, *, first: bool = False) -> bool:
        """Queue a task in the caller's transaction; False if it is known already."""
        slot = task.slot
        priority = 0 if first else PRIORITY[task.role]
        if task.role == "page":
            # A way back to a list of this site, such as the place in the site printed above an article.
            as_list = Task(task.site_id, task.url, "list", task.facts)
            if self.db.execute("SELECT 1 FROM frontier WHERE key = ?", (as_list.key,)).fetchone():
                return False
        cursor = self.db.execute(
            "INSERT INTO frontier (key, site_id, slot, priority, role, url, facts) VALUES (?, ?, "
            "?, ?, ?, ?, ?) "
            "ON CONFLICT (key) DO NOTHING",
            (
                task.key,
                task.site_id,
                slot,
                priority,
                task.role,
                task.url,
                json.dumps(task.facts, ensure_ascii=False, separators=(",", ":")),
            ),
        )
        if not cursor.rowcount:
            return False
        task.id = int(cursor.lastrowid or 0)
        self.queued[slot] = self.queued.get(slot, 0) + 1
        self.fresh.add(slot)
        self.total += 1
        # A more urgent row than those in memory: let them be read anew.
        held = self.buffers.get(slot)
        if held and PRIORITY[held[-1].role] > priority:
            held.clear()
        return True

    def knows(self, task: Task) -> bool:
        """Whether a task was entered tonight, whatever became of it."""
        return self.db.execute("SELECT 1 FROM frontier WHERE key = ?", (task.key,)).fetchone() is not None

    def add_all(self, tasks: Iterable[Task]) -> int:
        return sum(self.add(task) for task in tasks)

    def take(self, slot: str) -> Task | None:
        """The most urgent task of a slot; it counts as in hand until it is finished or put back."""
        buffer = self.buffers.setdefault(slot, deque())
        if not buffer:
            if not self.queued.get(slot):
                return None
            held = [task.id for task in self.in_hand.values() if task.slot == slot]
            rows = self.db.execute(
                "SELECT id, site_id, role, url, facts, tries FROM frontier WHERE state = 'queued' AND "
                "slot = ? "
                "AND id NOT IN (SELECT value FROM json_each(?)) ORDER BY priority, id LIMIT ?",
                (slot, json.dumps(held), BATCH),
            )
            buffer.extend(
                Task(site, url, role, json.loads(facts), number, tries)
                for number, site, role, url, facts, tries in rows
            )
            if not buffer:
                self.queued[slot] = 0
                return None
        task = buffer.popleft()
        self.queued[slot] -= 1
        self.in_hand[task.id] = task
        return task

    def put_back(self, task: Task) -> None:
        """Leave a task for later; it was not sent."""
        self.in_hand.pop(task.id, None)
        self.queued[task.slot] = self.queued.get(task.slot, 0) + 1
        self.buffers.setdefault(task.slot, deque()).appendleft(task)

    def again(self, task: Task) -> None:
        """Queue a task that failed once more, behind the others, in the caller's transaction."""
        self.in_hand.pop(task.id, None)
        self.db.execute(
            "UPDATE frontier SET tries = tries + 1, priority = priority + iif(role = 'robots', 0, "
            "5) WHERE id = ?",
            (task.id,),
        )
        self.buffers.pop(task.slot, None)  # read anew, in the order that holds now
        self.queued[task.slot] = self.queued.get(task.slot, 0) + 1

    def finish(self, task: Task, moment: str) -> None:
        """Mark a task as done in the caller's transaction."""
        self.in_hand.pop(task.id, None)
        self.db.execute(
            "UPDATE frontier SET state = 'done', facts = '{}', done_at = ? WHERE id = ?", (moment, task.id)
        )
        self.done += 1

    def pending(self) -> int:
        """How many tasks are queued and not in hand."""
        return sum(self.queued.values())
