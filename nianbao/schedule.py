"""What a machine needs to call `nianbao nightly` by itself: a systemd timer and service, or a cron line."""

from __future__ import annotations

import os
import re
import shlex
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

AFTERWARDS = 4 * 3600  # seconds for reading, checking and backing up after the window
MARK = "# nianbao nightly"  # how our line of a crontab is known again


@dataclass(frozen=True, slots=True)
class Schedule:
    """When to run (HH:MM in a time zone), on which registry, into which archive, for how many hours."""

    at: str
    timezone: str
    sites: Path | None
    archive: Path
    config: Path | None = None
    hours: float = 8.0
    writes: tuple[Path, ...] = ()  # folders that a night writes into, besides the archive's

    @property
    def command(self) -> list[str]:
        words = [str(Path(sys.executable).with_name("nianbao"))]
        if self.config is not None:
            words += ["--config", str(self.config.resolve())]
        words.append("nightly")
        if self.sites is not None:
            words += ["--sites", str(self.sites.resolve())]
        return [*words, "--archive", str(self.archive.resolve())]


def next_due(at: str, timezone: str, after: datetime) -> datetime:
    """The next time of day `at` (HH:MM) in a time zone, after a moment; where clocks are put forward over it,
    the moment they are put to.

    >>> from datetime import UTC
    >>> next_due("00:30", "Asia/Shanghai", datetime(2026, 1, 12, 16, 30, tzinfo=UTC)).isoformat()
    '2026-01-14T00:30:00+08:00'
    """
    zone = ZoneInfo(timezone)
    hour, minute = map(int, at.split(":"))
    day = after.astimezone(zone).date()
    while True:
        due = datetime.combine(day, time(hour, minute), zone)
        if due.astimezone(UTC) > after.astimezone(UTC):
            return due
        day += timedelta(days=1)


def quoted(word: str) -> str:
    """A word as systemd reads it, in double quotes where it has blanks or quotes; % doubled.

    >>> quoted("/srv/a b"), quoted("100%")
    ('"/srv/a b"', '100%%')
    """
    word = word.replace("%", "%%")
    plain = re.fullmatch(r"[\w@%+=:,./-]+", word)
    return word if plain else '"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"'


def unit_quoted(words: list[str]) -> str:
    """Words as ExecStart= takes them: quoted where needed, with % and $ doubled."""
    return " ".join(quoted(word).replace("$", "$$") for word in words)


FOR_ALL = """NoNewPrivileges=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
LockPersonality=yes
SystemCallArchitectures=native
"""
FOR_SYSTEM = """PrivateTmp=yes
PrivateDevices=yes
ProtectSystem=strict
ReadWritePaths={writes}
ProtectClock=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectControlGroups=yes
CapabilityBoundingSet=
"""


def owner_of(folder: Path) -> str:
    """The line that runs a system's unit as whoever owns the archive's folder; none for root's own."""
    try:
        name = folder.owner()
    except (OSError, KeyError):
        return ""
    return "" if name == "root" else f"User={name}\n"


def service(schedule: Schedule, *, system: bool = True) -> str:
    """The systemd service: one nightly run, with no more rights than it needs.

    The run may write only the archive's folder and that of backups. A oneshot service knows no RuntimeMaxSec;
    its limit is TimeoutStartSec. Exit status 1 means that sites failed and are named, 4 that the window ended
    with work left, 75 that another run holds the archive: none is a failure of the service. A unit
    of a user's own gets only what needs no privilege. Namespaces stay allowed: Chromium's sandbox needs them.
    """
    folder = schedule.archive.resolve().parent
    writes = " ".join(quoted(str(path.resolve())) for path in (folder, *schedule.writes))
    contact = os.environ.get("NIANBAO_CONTACT", "")
    hardening = FOR_ALL + (FOR_SYSTEM.format(writes=writes) if system else "")
    owner = owner_of(folder) if system else ""
    asks = f"Environment={quoted(f'NIANBAO_CONTACT={contact}')}\n" if contact else ""
    return f"""[Unit]
Description=nianbao: collect, read and check annual reports on open government information
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
ExecStart={unit_quoted(schedule.command)}
WorkingDirectory={str(folder).replace("%", "%%")}
{owner}{asks}SuccessExitStatus=1 4 75
TimeoutStartSec={round(schedule.hours * 3600) + AFTERWARDS}
TimeoutStopSec=120
KillSignal=SIGTERM
Nice=10
IOSchedulingClass=idle
UMask=0027
{hardening}"""


def timer(schedule: Schedule) -> str:
    """The systemd timer: every night at the time given, caught up once after a missed night."""
    return f"""[Unit]
Description=nianbao every night at {schedule.at} {schedule.timezone}

[Timer]
OnCalendar=*-*-* {schedule.at}:00 {schedule.timezone}
Persistent=true
RandomizedDelaySec=10min

[Install]
WantedBy=timers.target
"""


def cron(schedule: Schedule) -> str:
    """The same as a line of a crontab, in the time zone of this machine, which is all that every cron knows.

    Where the clocks of the two zones are put at different days, it is off by that hour until installed again.
    """
    here = next_due(schedule.at, schedule.timezone, datetime.now(UTC)).astimezone()
    command = shlex.join(schedule.command).replace("%", r"\%")
    log = shlex.quote(str(schedule.archive.resolve().with_name("nightly.log"))).replace("%", r"\%")
    contact = os.environ.get("NIANBAO_CONTACT", "")
    asks = f"NIANBAO_CONTACT={shlex.quote(contact)} ".replace("%", r"\%") if contact else ""
    return f"{here.minute} {here.hour} * * * {asks}{command} >> {log} 2>&1 {MARK}\n"
