"""What an address answers now beside what it answered before."""

from __future__ import annotations

from archive import warc
from crawler.contents import content_of
from crawler.frontier import Task
from crawler.journal import Journal
from crawler.outcomes import Outcome
from crawler.page import Page


def compared(journal: Journal, task: Task, page: Page) -> Outcome:
    """Whether what an address answers is new, the same as before, or changed.

    Where bytes differ, what the page says is compared with what its last capture says: a view
    counter or a token is no change.
    """
    before = journal.visits.known(task)
    if before is None or before["capture_id"] is None:
        return Outcome.NEW
    if before["payload_digest"] == warc.payload_digest(task.payload):
        return Outcome.SAME
    place = journal.place(before["capture_id"])
    try:
        record = warc.read(journal.folder, *place)
    except warc.CaptureError:
        return Outcome.CHANGED
    content_type = {name.lower(): value for name, value in record.headers}.get("content-type", "")
    old = Page(task.url, record.body, content_type)
    return Outcome.SAME if content_of(old) == content_of(page) else Outcome.CHANGED


def held_before(journal: Journal, task: Task) -> tuple[bool, bool]:
    """Whether an address was captured before, and whether what it answers now is the same bytes."""
    before = journal.visits.known(task)
    if before is None or before["capture_id"] is None:
        return False, False
    return True, before["payload_digest"] == warc.payload_digest(task.payload)


def listed_before(journal: Journal, task: Task, fingerprint: str) -> Outcome:
    """Whether a list is new, holds the same lines as when it was last read, or others."""
    before = journal.visits.known(task)
    if before is None or not before["content_hash"]:
        return Outcome.NEW
    return Outcome.SAME if before["content_hash"] == fingerprint else Outcome.CHANGED
