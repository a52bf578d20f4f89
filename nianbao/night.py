"""A night's work in its order: crawl, extract, check, index, keep, report; the steps are in `steps`.

Exit status of a night: 0 all went well; 1 a site or a step failed and is named; 3 more sites failed than
the setting allows; 4 the window ended with work left; 5 too little room on the disk; 130 interrupted.
"""

from __future__ import annotations

import errno
import hashlib
import json
import logging
import shutil
import signal
import sqlite3
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from types import FrameType
from typing import Any

from rich.console import Console
from rich.markup import escape
from sqlite_utils import Database

from archive import digest as digests
from archive import keeping, nights, search
from archive.schema import captures_folder, open_archive
from crawler import registry
from crawler import run as crawling
from crawler.clock import Clock, stamp
from crawler.settle import RunResult
from nianbao import channels
from nianbao.schedule import next_due
from nianbao.steps import (
    FAILED,
    INTERRUPTED,
    Night,
    NightError,
    check,
    chosen,
    crawl_sites,
    extract,
    refuse_practice,
)
from parsers import PARSER_VERSION
from web.messages import in_chinese

logger = logging.getLogger(__name__)

ABOVE_THRESHOLD, WORK_LEFT, DISK = 3, 4, 5  # exit status, beside those of single steps
MOST_MISTAKES = 5  # of a registry that a digest names; the night prints all
REBUILD_ABOVE = 0.33  # share of the search index that speaks for nothing any more
LATE = timedelta(hours=36)  # since the last night, after which the nights between are told as missed


class DiskError(Exception):
    """There is less room on the disk than must stay free."""


@dataclass(slots=True)
class Tonight:
    """A night under way."""

    night: Night
    out: Console
    clock: Clock
    db: Database
    record: nights.Record
    sites: list[registry.Site]
    result: RunResult | None = None
    alarms: list[tuple[str, str]] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)  # steps that failed, each with the reason
    refused: str = ""  # why the registry was not used, and that of the last night was
    full: bool = False  # the disk
    whole: bool = True  # everything fetched was read

    def guard(self) -> str:
        """`disk` if there is less room than must stay free."""
        free = shutil.disk_usage(self.night.archive.resolve().parent).free
        return "disk" if free < self.night.config["disk.least_free"] * 1e9 else ""


def run(night: Night, out: Console) -> int:
    """A whole night, with its record; gives the exit status.

    The caller holds the archive's lock. Killed at any moment, the next night closes the record and goes on.
    """
    refuse_practice(night)
    clock = Clock(night.now)
    night.archive.resolve().parent.mkdir(parents=True, exist_ok=True)
    sites, refused, alarms = sites_of_tonight(night)
    if trouble := channels.ping(night.config, "/start"):
        out.print(f"The monitor could not be told: {escape(trouble)}")
    db = open_archive(night.archive)
    signal.signal(signal.SIGTERM, stop)
    try:
        alarms += missed(db, clock)
        told = f"nianbao {version('nianbao')}, parser {PARSER_VERSION}"
        record, killed = nights.begin(db, night.command, clock.stamp(), told, settings_digest(night))
        if night.command == "nightly":  # after a demo none is to come
            next_at = next_due(night.config["night.at"], night.config["night.timezone"], clock.now())
            record.write(next_at=stamp(next_at))
        for started in killed:
            out.print(f"The night of {started} was killed; its record is closed, its work goes on.")
            alarms.append(
                (
                    f"{started} 开始的一夜被中途终止，记录已补结，工作由本夜续作。",
                    f"The night begun at {started} was killed; this night went on with its work.",
                )
            )
        tonight = Tonight(night, out, clock, db, record, sites, alarms=alarms, refused=refused)
        return work(tonight)
    finally:
        db.close()


def stop(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def work(tonight: Tonight) -> int:
    """The steps in their order; one that fails does not keep the next from its work."""
    steps: list[tuple[str, Callable[[Tonight], None]]] = [
        ("crawl", crawl_step),
        ("extract", extract_step),
        ("check", lambda t: check(t.night.archive, t.out, now=t.clock.now())),
        ("index", index_step),
        ("keep", keep_step),
    ]
    try:
        for name, step in steps:
            tonight.record.write(step=name)
            try:
                if tonight.guard():
                    raise DiskError
                step(tonight)
            except (DiskError, OSError, sqlite3.Error) as error:
                if not no_room(error):
                    broke(tonight, name, error)
                    continue
                tonight.full = True
                break
            except (NightError, crawling.BusyError) as error:
                broke(tonight, name, error)
            except Exception as error:
                logger.exception("step %s", name)
                broke(tonight, name, error)
            if tonight.result and tonight.result.reason == "shutdown":
                raise KeyboardInterrupt
        return report(tonight)
    except KeyboardInterrupt:
        tonight.record.count_requests()
        tonight.record.write(
            outcome="interrupted",
            exit_status=INTERRUPTED,
            finished_at=tonight.clock.stamp(),
            message="interrupted; the next night goes on with its work",
        )
        return INTERRUPTED


def no_room(error: Exception) -> bool:
    return (
        isinstance(error, DiskError)
        or "disk is full" in str(error)
        or getattr(error, "errno", 0) == errno.ENOSPC
    )


def broke(tonight: Tonight, step: str, error: Exception) -> None:
    """Name a step that failed; what it fetched or read is told when it went well."""
    reason = f"{step}: {type(error).__name__}: {error}"
    tonight.out.print(f"[red]{escape(reason)}[/red]", soft_wrap=True)
    tonight.broken.append(reason)
    tonight.whole = tonight.whole and step != "extract"
    tonight.alarms.append((f"步骤未成：{reason}", f"A step failed: {reason}"))


def crawl_step(tonight: Tonight) -> None:
    night = tonight.night
    result = crawl_sites(night, tonight.sites, tonight.out, seconds_left(night, tonight.clock), tonight.guard)
    tonight.result = result
    tonight.record.enter_sites(result.sites)
    if result.reason == "disk":
        raise DiskError
    if result.reason == "cannot_write":
        raise DiskError(result.message)


def extract_step(tonight: Tonight) -> None:
    read = extract(tonight.night.archive, tonight.out, now=tonight.clock.now())
    if poor := digests.poorly_read(tonight.db, read, tonight.night.config["night.silence"]):
        tonight.alarms.append(poor)


def seconds_left(night: Night, clock: Clock) -> float:
    """Seconds of the window: to the first `until` after the night began, and never more than `hours`."""
    longest = night.hours * 3600
    if not night.until:
        return longest
    end = next_due(night.until, night.config["night.timezone"], clock.start)
    return max(0.0, min(longest, (end - clock.now()) / timedelta(seconds=1)))


def index_step(tonight: Tonight) -> None:
    """Make search anew when too much of its index speaks for nothing: reports are indexed as read."""
    if search.waste(tonight.db) > REBUILD_ABOVE:
        number = search.rebuild(tonight.db)
        tonight.out.print(f"The search index was made anew over {number} reports.")
    tonight.db.execute("PRAGMA optimize")


def keep_step(tonight: Tonight) -> None:
    """Verify the share of captures whose turn it is, and back up."""
    config = tonight.night.config
    folder = captures_folder(tonight.night.archive)
    found = keeping.verify(tonight.db, folder, config["keep.verify"], tonight.record.id)
    tonight.record.write(verified=found.looked_at, damaged=len(found.damaged))
    for capture, wrong in found.damaged[:10]:
        tonight.out.print(f"[red]capture {capture}[/red]: {escape(wrong)}", soft_wrap=True)
        tonight.alarms.append(
            (
                f"快照 {capture} 已损坏：{wrong}。请用 nianbao verify 全面核验，再从备份恢复。",
                f"Capture {capture} is damaged: {wrong}. Run `nianbao verify`, then restore from a backup.",
            )
        )
    if (target := config["keep.backup"]) is not None:
        try:
            keeping.backup(tonight.night.archive, target, config["keep.generations"], tonight.clock.now())
        except (keeping.KeepingError, OSError) as error:  # also when the disk of the backup is full, not ours
            broke(tonight, "backup", keeping.KeepingError(str(error)))


def report(tonight: Tonight) -> int:
    """Close the record, make the digest, deliver it; gives the exit status."""
    record, night, out = tonight.record, tonight.night, tonight.out
    record.write(step="report")
    outcome, status = judged(tonight)
    if tonight.refused:
        out.print("[red]The registry is refused[/red]; that of the last good night was used:")
        out.print(escape(tonight.refused), soft_wrap=True)
        folder = (night.sites or registry.DEFAULT).parent
        tonight.broken.append(tonight.refused.replace(f"{folder}/", ""))  # the record may be shown to anybody
    if tonight.full:
        least = f"{night.config['disk.least_free']:g} GB"
        free = f"{shutil.disk_usage(night.archive.resolve().parent).free / 1e9:.1f} GB"
        out.print(
            f"[red]Too little room on the disk[/red]: {free} free, {least} must stay free; the night stops."
        )
        tonight.alarms.append(
            (
                f"磁盘余量 {free}，少于须留出的 {least}（disk.least_free），当夜停止。请清出空间。",
                f"{free} are free on the disk, {least} must stay free (disk.least_free). Make room.",
            )
        )
    if outcome == "window" and tonight.result:
        out.print(f"The window ended with {tonight.result.left} requests left for the next night.")
    record.count_requests()
    failures = [site for site in tonight.result.sites if failing(site)] if tonight.result else []
    record.write(
        outcome=outcome,
        exit_status=status,
        message="; ".join(tonight.broken)[:1000],
        work_left=tonight.result.left if tonight.result else 0,
        sites=len(tonight.result.sites) if tonight.result else 0,
        failed_sites=len(failures),
        entries=sum(site.entries for site in tonight.result.sites) if tonight.result else 0,
        usual_entries=nights.usual(tonight.db, record.id),
        **nights.sizes(tonight.db, night.archive),
    )
    row = next(tonight.db.query("SELECT * FROM nights WHERE id = ?", (record.id,)))
    if silent := digests.silent_whole(row, night.config["night.silence"]):
        tonight.alarms.append(silent)
    if status == ABOVE_THRESHOLD:
        tonight.alarms.append(
            (
                f"{len(failures)} 个网站失败，超过允许的比例。",
                f"{len(failures)} of {row['sites']} sites failed, more than may fail.",
            )
        )
    tell(tonight, outcome)
    record.write(finished_at=tonight.clock.stamp())
    return status


def failing(site: Any) -> bool:
    return site.state not in ("ok", "interrupted")


def judged(tonight: Tonight) -> tuple[str, int]:
    """(outcome, exit status) of the night."""
    result = tonight.result
    if tonight.full:
        return "disk", DISK
    if tonight.broken or result is None or result.outcome == "failed":
        return "failed", FAILED
    if result.outcome == "interrupted":
        return "window", WORK_LEFT
    failures = [site for site in result.sites if failing(site)]
    if len(failures) > tonight.night.failed_sites * len(result.sites):
        return "failures", ABOVE_THRESHOLD
    if failures:
        return "failures", FAILED
    return "done", FAILED if tonight.refused else 0


def tell(tonight: Tonight, outcome: str) -> None:
    """Make the digest, deliver what waits, tell the monitor; a channel that fails is named, no more."""
    config, db, record = tonight.night.config, tonight.db, tonight.record
    whole = tonight.whole and not tonight.full
    found, told = digests.gather(
        db,
        record.id,
        tonight.alarms,
        silence=config["night.silence"],
        remind_days=config["notify.remind_days"],
        whole=whole,
    )
    record.write(
        new_reports=len(found.new),
        changed_figures=len(found.changes),
        changed_reports=len({row["report_id"] for row in found.changes}),
        gone_reports=sum(row["state"] == "gone" for row in found.states),
        reports=db["reports"].count,
    )
    digests.store(
        db,
        found,
        told,
        tonight.clock.stamp(),
        config["serve.address"],
        list(channels.channels(config)),
        in_chinese,
    )
    if not found.quiet:
        tonight.out.print("")
        tonight.out.print(escape(digests.english(found, config["serve.address"])), soft_wrap=True)
    for channel, error in channels.deliver(db, config, tonight.clock.now()):
        if error:
            tonight.out.print(
                f"{escape(channel)} did not take the digest ({escape(error)}); tried again tomorrow."
            )
    good = outcome in ("done", "failures", "window") and not tonight.alarms
    if trouble := channels.ping(config, "" if good else "/fail"):
        tonight.out.print(f"The monitor could not be told: {escape(trouble)}")


def missed(db: Database, clock: Clock) -> list[tuple[str, str]]:
    """The alarm of nights that did not come about, or of a clock that was set back."""
    rows = db.execute("SELECT started_at FROM nights ORDER BY id DESC LIMIT 2").fetchall()
    if not rows:
        return []
    last, *before = [datetime.fromisoformat(started) for (started,) in rows]
    told, gap = last.isoformat(timespec="minutes"), clock.now() - last
    if gap < -timedelta(hours=1):
        return [
            (
                f"时钟有误：上一夜记于 {told}，晚于现在。请校准本机时间。",
                f"The clock is wrong: the last night was at {told}, later than now. Set the time right.",
            )
        ]
    since, held = last, 0  # the night to count from, and how many there were after it
    if before and last < before[0]:  # the clock was wrong in the last night: it says nothing
        since, held = before[0], 1
    gap = clock.now() - since
    missed_nights = round(gap / timedelta(days=1)) - 1 - held
    if gap > LATE and missed_nights > 0:
        day = since.date().isoformat()
        return [
            (
                f"自 {day} 起有 {missed_nights} 夜未运行。查定时任务：nianbao schedule status。",
                f"Since {day} nights were missed: {missed_nights}. See the timer: nianbao schedule status.",
            )
        ]
    return []


def settings_digest(night: Night) -> str:
    """A short digest of what this night was told to do, without secrets."""
    told = {key: value.shown() for key, value in night.config.values.items() if not value.setting.secret}
    words = [told, night.until, night.hours, night.delay, night.failed_sites]
    return hashlib.sha256(json.dumps(words, sort_keys=True).encode()).hexdigest()[:12]


def kept_registry(archive: Path) -> Path:
    """Where the registry of the last night is kept: beside the archive."""
    return archive.with_name(archive.name + ".sites.json")


def sites_of_tonight(night: Night) -> tuple[list[registry.Site], str, list[tuple[str, str]]]:
    """The sites to crawl, why the registry was refused ("" if it was not), and alarms about it.

    A registry with a mistake is refused whole, and that of the last night is used, if there is one.
    """
    kept = kept_registry(night.archive)
    try:
        sites = chosen(night)
    except NightError as error:
        if not kept.exists():
            raise
        entries = json.loads(kept.read_text("utf-8"))
        sites = [registry.checked(entry, f"{kept}: {entry['id']}") for entry in entries]
        mistakes = str(error).splitlines()
        first = "\n    ".join(mistakes[:MOST_MISTAKES])
        more = len(mistakes) - MOST_MISTAKES
        zh, en = (f"\n    另有 {more} 处。", f"\n    And {more} more.") if more > 0 else ("", "")
        alarm = (
            f"登记表有误，已改用上一个正常夜晚的。请改正：\n    {first}{zh}",
            f"The registry is refused, that of the last good night is used. Put right:\n    {first}{en}",
        )
        return sites, str(error), [alarm]
    entries = [{key: value for key, value in asdict(site).items() if value is not None} for site in sites]
    before = len(json.loads(kept.read_text("utf-8"))) if kept.exists() else 0
    alarms = []
    if before and len(sites) < before * night.config["night.silence"]:
        alarms.append(
            (
                f"登记表由 {before} 个网站减为 {len(sites)} 个。是否有意？",
                f"The registry went from {before} sites to {len(sites)}: is that meant?",
            )
        )
    part = kept.with_name(kept.name + ".part")
    part.write_text(json.dumps(entries, ensure_ascii=False, indent=1), "utf-8")
    part.replace(kept)
    return sites, "", alarms
