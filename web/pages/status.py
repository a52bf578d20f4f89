"""The status page, and what monitors ask: whether the nights go as they should."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from datasette import Request, Response
from datasette.app import Datasette

from archive.health import health as read_health
from archive.status import Status
from archive.status import status as read_status
from web import answers, charts
from web.language import in_beijing

RECENT = 14  # nights in the table
WORDS = {
    "done": ("顺利", "well"),
    "failures": ("有网站失败", "sites failed"),
    "failed": ("有步骤未成", "a step failed"),
    "window": ("时段已到", "window ended"),
    "disk": ("磁盘将满", "disk nearly full"),
    "interrupted": ("中止", "interrupted"),
    "crashed": ("被终止", "killed"),
    "running": ("进行中", "running"),
}


async def show(datasette: Datasette, request: Request) -> Response:
    now = datetime.now(UTC)
    found = await answers.read(datasette, lambda db: read_status(db, now=now))
    return await answers.page(datasette, request, "status.html", context(found))


def context(found: Status) -> dict[str, Any]:
    """What the page shows: nights oldest first in the strip, newest first in the table."""
    sized = (night for night in found.nights if night["archive_bytes"] is not None)
    held = sorted(sized, key=lambda night: night["started_at"])  # clocks may have been wrong
    days = [night["started_at"][5:10] for night in held]
    sizes = [round((night["archive_bytes"] + night["capture_bytes"]) / 1e6, 1) for night in held]
    return {
        "found": found,
        "strip": [
            {**night, "words": WORDS.get(night["outcome"], ("?", "?"))} for night in reversed(found.nights)
        ],
        "recent": [
            {
                **night,
                "words": WORDS.get(night["outcome"], ("?", "?")),
                "parked": json.loads(night["parked"]),
                "began": in_beijing(night["started_at"]),
            }
            for night in found.nights[:RECENT]
        ],
        "next_night": in_beijing(found.next_at),
        "growth": charts.Drawing("", days, [("MB", sizes)]) if len(held) > 1 else None,
    }


async def health(datasette: Datasette, request: Request) -> Response:
    """200 if all is well, else 503, with the reasons as JSON."""
    now = datetime.now(UTC)
    found = await answers.read(datasette, lambda db: read_health(db, now))
    last = found.last or {}
    told = {
        "status": "ok" if found.ok else "trouble",
        "checked_at": now.isoformat(timespec="seconds"),
        "reasons": [asdict(reason) for reason in found.reasons],
        "last_night": {
            name: last.get(name)
            for name in ("id", "started_at", "finished_at", "outcome", "exit_status", "next_at")
        },
    }
    return Response.json(told, status=200 if found.ok else 503, headers={"cache-control": "no-store"})
