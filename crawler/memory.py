"""What a list page held and led to, kept so that the same bytes are not taken apart again every night.

A memory holds for these bytes, this site as registered, this way of coming to the page and this code: with
any of them changed the page is read anew. Lists are still asked for every night, and without a condition: a
server that says "not modified" and is wrong would hide a new report.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

from crawler import urls
from crawler.adapters.adapter import Entry
from crawler.found import Found
from crawler.frontier import Task
from crawler.outcomes import Outcome
from crawler.registry import Site
from crawler.titles import Promise

LARGEST = 4 << 20  # bytes of a memory, unpacked


@cache
def code() -> str:
    """A digest of all that decides how a list is read."""
    found = hashlib.sha256()

    def enter(folder: Traversable) -> None:
        for path in sorted(folder.iterdir(), key=lambda each: each.name):
            if path.is_dir() and path.name not in ("sites", "__pycache__"):
                enter(path)
            elif path.name.endswith((".py", ".toml")):
                found.update(path.read_bytes())

    enter(resources.files("crawler"))
    found.update(resources.files("parsers").joinpath("decode.py").read_bytes())
    return found.hexdigest()


def key(task: Task, site: Site, content_type: str, payload_digest: str) -> str:
    """What must be the same for a memory to hold."""
    known = [
        code(),
        payload_digest,
        content_type,
        site.adapter,
        site.options,
        site.hosts,
        site.columns,
        task.role,
        task.url,
    ]
    text = json.dumps([*known, task.facts], ensure_ascii=False, sort_keys=True, default=list)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def pack(stated: str, found: Found) -> bytes:
    """The reading of a list page, to be kept under its key."""
    told = {
        "key": stated,
        "role": found.role,
        "content_hash": found.content_hash,
        "entries": [
            (entry.url, entry.title, entry.date, str(entry.promise), urls.canonical(entry.url))
            for entry in found.entries
        ],
        "follow": [(task.url, task.role, task.facts) for task in found.follow],
        "reading": found.reading,
        "carry": found.carry,
    }
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    return zlib.compress(text) if len(text) <= LARGEST else b""


def unpack(packed: bytes | None, stated: str, task: Task) -> Found | None:
    """The reading kept under this key; None if there is none, or one that does not hold any more."""
    if not packed:
        return None
    told: dict[str, Any] = json.loads(zlib.decompressobj().decompress(packed, LARGEST))
    if told["key"] != stated:
        return None
    return Found(
        Outcome.SAME,
        role=told["role"],
        entries=[Entry(url, title, date, Promise(kind)) for url, title, date, kind, _ in told["entries"]],
        keys=[known for *_, known in told["entries"]],
        follow=[Task(task.site_id, url, role, facts) for url, role, facts in told["follow"]],
        reading=told["reading"],
        content_hash=told["content_hash"],
        carry=told["carry"],
        memory=packed,
    )
