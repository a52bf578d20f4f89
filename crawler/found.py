"""What came of one request, for the journal to write down."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from archive import warc
from crawler.adapters.adapter import Entry
from crawler.frontier import Task
from crawler.outcomes import Outcome


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
