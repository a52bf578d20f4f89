"""Whether the nights go as they should: what a monitor asks, with the reasons in both languages."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

LATE = timedelta(hours=12)  # after a night was due
LONGEST = timedelta(hours=24)  # that a night may take
ABOVE_THRESHOLD = 3  # the exit status of a night in which too many sites failed


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that is wrong: a word for programs, and what it means."""

    code: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Health:
    """`ok` if there is no reason to look; the last night as its record tells it."""

    reasons: list[Reason] = field(default_factory=list)
    last: dict[str, Any] | None = None

    @property
    def ok(self) -> bool:
        return not self.reasons


def health(db: sqlite3.Connection, now: datetime) -> Health:
    """How the nights stand at this moment."""
    last = one(db, "SELECT * FROM nights ORDER BY id DESC LIMIT 1")
    if last is None:
        return Health(
            [
                Reason(
                    "no_night",
                    "还没有运行过。请设定时任务：nianbao schedule install。",
                    "No night has been yet. Set the timer: nianbao schedule install.",
                )
            ]
        )
    return Health([*of_time(last, now), *of_outcome(last), *of_channels(db)], last)


def one(db: sqlite3.Connection, query: str) -> dict[str, Any] | None:
    cursor = db.execute(query)
    row = cursor.fetchone()
    return dict(zip([name for name, *_ in cursor.description], row, strict=True)) if row else None


def at(moment: str) -> str:
    """A moment as people read it.

    >>> at("2026-02-10T16:30:00+00:00")
    '2026-02-10 16:30 UTC'
    """
    return f"{datetime.fromisoformat(moment).astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def of_time(last: dict[str, Any], now: datetime) -> list[Reason]:
    now = now.astimezone(UTC)
    if last["outcome"] == "running" and now - datetime.fromisoformat(last["started_at"]) > LONGEST:
        return [
            Reason(
                "stuck",
                f"自 {at(last['started_at'])} 起一直在运行，停在 {last['step']}。",
                f"Running since {at(last['started_at'])}, in the step {last['step']}.",
            )
        ]
    due = last["next_at"]  # None of a demo and in a publication: none is to come
    if due and now - datetime.fromisoformat(due) > LATE:
        return [
            Reason(
                "late",
                f"上一夜在 {at(last['started_at'])}，下一夜应于 {at(due)} 开始而没有。"
                "请查定时任务：nianbao schedule status。",
                f"The last night was at {at(last['started_at'])}, the next was due at {at(due)}. "
                "See the timer: nianbao schedule status.",
            )
        ]
    return []


OUTCOMES = {
    "crashed": ("上一夜被中途终止。", "The last night was killed."),
    "failed": ("上一夜有步骤未成", "A step of the last night failed"),
    "disk": ("磁盘余量不足，上一夜停止。", "The last night stopped for want of room on the disk."),
}


def of_outcome(last: dict[str, Any]) -> list[Reason]:
    found = []
    if last["outcome"] in OUTCOMES:
        zh, en = OUTCOMES[last["outcome"]]
        told = f": {last['message']}" if last["outcome"] == "failed" else ""
        found.append(Reason(str(last["outcome"]), zh + told, en + told))
    if last["exit_status"] == ABOVE_THRESHOLD:
        found.append(
            Reason(
                "sites",
                f"{last['sites']} 个网站中有 {last['failed_sites']} 个失败。",
                f"{last['failed_sites']} of {last['sites']} sites failed.",
            )
        )
    if last["damaged"]:
        found.append(
            Reason(
                "damaged",
                f"核验发现 {last['damaged']} 个快照损坏。",
                f"{last['damaged']} captures were found damaged.",
            )
        )
    return found


def of_channels(db: sqlite3.Connection) -> list[Reason]:
    """Digests that a channel did not take on three nights: silence that nobody would notice."""
    rows = db.execute(
        "SELECT channel, count(*), max(error) FROM deliveries WHERE sent_at IS NULL AND tries >= 3 GROUP BY 1"
    ).fetchall()
    return [
        Reason(
            "undelivered",
            f"{number} 份摘要未能送达 {channel}：{error}",
            f"{number} digests could not be delivered to {channel}: {error}",
        )
        for channel, number, error in rows
    ]
