"""Timers of this machine: put in place, taken away, looked at. systemd where it runs, else cron."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import FrameType

from nianbao.schedule import MARK, Schedule, cron, next_due, service, timer

UNITS = ("nianbao.service", "nianbao.timer")
LOOK = 30.0  # seconds between two looks at the clock, so that a suspended machine is noticed


class TimerError(Exception):
    """A timer that could not be put in place, and what to do instead."""


def systemd_runs() -> bool:
    return Path("/run/systemd/system").is_dir() and shutil.which("systemctl") is not None


def units_folder() -> Path:
    """Where units go: the system's for root, else the user's own."""
    if os.geteuid() == 0:
        return Path("/etc/systemd/system")
    home = os.environ.get("XDG_CONFIG_HOME") or str(Path.home() / ".config")
    return Path(home) / "systemd" / "user"


def systemctl(*words: str) -> str:
    command = ["systemctl", *([] if os.geteuid() == 0 else ["--user"]), *words]
    return run(command)


def run(command: list[str], given: str | None = None) -> str:
    done = subprocess.run(command, input=given, capture_output=True, text=True, check=False, timeout=60)  # noqa: S603
    if done.returncode:
        raise TimerError(f"{' '.join(command)}: {done.stderr.strip() or done.returncode}")
    return done.stdout


def plan(schedule: Schedule) -> list[tuple[str, str]]:
    """What installing would write, as (where, text)."""
    if systemd_runs():
        folder = units_folder()
        system = os.geteuid() == 0
        return [
            (str(folder / UNITS[0]), service(schedule, system=system)),
            (str(folder / UNITS[1]), timer(schedule)),
        ]
    return [("crontab -e", cron(schedule))]


def install(schedule: Schedule) -> list[str]:
    """Put the timer in place, over an earlier one; gives what was done, a line each."""
    if systemd_runs():
        folder = units_folder()
        folder.mkdir(parents=True, exist_ok=True)
        for where, text in plan(schedule):
            Path(where).write_text(text, "utf-8")
        systemctl("daemon-reload")
        systemctl("enable", "--now", UNITS[1])
        done = [f"{folder / UNITS[1]} is in place and enabled."]
        if os.geteuid() != 0:
            done.append("So that it also runs while you are logged out: loginctl enable-linger")
        return done
    if shutil.which("crontab"):
        run(["crontab", "-"], "".join([*other_lines(), cron(schedule)]))
        return ["The crontab has its line; missed nights are not caught up by cron."]
    raise TimerError(
        "neither systemd nor cron is here; run `nianbao schedule --foreground` and keep it running"
    )


def remove() -> list[str]:
    """Take the timer away, wherever it is."""
    done = []
    folder = units_folder()
    if any((folder / unit).exists() for unit in UNITS):
        if systemd_runs():
            systemctl("disable", "--now", UNITS[1])
        for unit in UNITS:
            (folder / unit).unlink(missing_ok=True)
        if systemd_runs():
            systemctl("daemon-reload")
        done.append(f"{folder / UNITS[1]} is gone.")
    if any(MARK in line for line in crontab()):
        run(["crontab", "-"], "".join(other_lines()))
        done.append("The crontab has no line of nianbao any more.")
    return done or ["There was no timer."]


def state() -> list[str]:
    """What timers there are."""
    found = []
    if (units_folder() / UNITS[1]).exists():
        found.append(f"{units_folder() / UNITS[1]} is in place.")
        if systemd_runs():
            found.append(systemctl("list-timers", "--no-pager", UNITS[1]).strip())
    found += [f"crontab: {line.strip()}" for line in crontab() if MARK in line]
    return found or ["There is no timer; `nianbao schedule install` makes one."]


def crontab() -> list[str]:
    if not shutil.which("crontab"):
        return []
    done = subprocess.run(["crontab", "-l"], capture_output=True, text=True, check=False, timeout=60)  # noqa: S607
    return done.stdout.splitlines(keepends=True) if not done.returncode else []


def other_lines() -> list[str]:
    lines = [line for line in crontab() if MARK not in line]
    return [*lines[:-1], lines[-1].rstrip("\n") + "\n"] if lines else []


def missed(schedule: Schedule, last: datetime | None, now: datetime) -> bool:
    """Whether a night should have been since the last one; however many were missed, it is caught up once."""
    return last is None or next_due(schedule.at, schedule.timezone, last) <= now


def keep_running(
    schedule: Schedule,
    last_night: Callable[[], datetime | None],
    say: Callable[[str], None],
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    wait: Callable[[float], None] = time.sleep,
    nights: int | None = None,
) -> int:
    """Run nights from this process, each as a child: for containers and laptops.

    Ends with a signal, handed on to a night under way, or after so many `nights`; gives the last exit status.
    """
    child: list[subprocess.Popen[bytes]] = []
    ending: list[int] = []

    def end(number: int, frame: FrameType | None) -> None:
        ending.append(number)
        for process in child:
            process.send_signal(number)
        if not child:
            raise KeyboardInterrupt

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    status = 0
    tried: datetime | None = None  # also a night that could not even begin is tried once, not again and again
    while nights is None or nights > 0:
        last = max((moment for moment in (last_night(), tried) if moment), default=None)
        if not missed(schedule, last, now()):
            due = next_due(schedule.at, schedule.timezone, last or now())
            say(f"The next night begins at {due.isoformat(timespec='minutes')}.")
            try:
                while now() < due:
                    wait(min(LOOK, max((due - now()) / timedelta(seconds=1), 0.1)))
            except KeyboardInterrupt:
                say("Ended; no night was under way.")
                return 0
        tried = now()
        child.append(subprocess.Popen(schedule.command))  # noqa: S603 - our own command
        status = child[0].wait()
        child.clear()
        say(f"The night ended with status {status}.")
        if ending:
            break
        nights = None if nights is None else nights - 1
    return status
