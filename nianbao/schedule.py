"""What a machine needs to call `nianbao nightly` by itself: a systemd timer and service, or a cron line."""

from __future__ import annotations

import shlex
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Schedule:
    """When to run (HH:MM in a time zone), on which registry, into which archive."""

    at: str
    timezone: str
    sites: Path
    archive: Path

    @property
    def command(self) -> list[str]:
        program = Path(sys.executable).with_name("nianbao")
        return [
            str(program),
            "nightly",
            "--sites",
            str(self.sites.resolve()),
            "--archive",
            str(self.archive.resolve()),
        ]


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


def unit_quoted(words: list[str]) -> str:
    """Words as ExecStart= takes them: quoted where needed, with % and $ doubled."""
    return " ".join(shlex.quote(word).replace("%", "%%").replace("$", "$$") for word in words)


def service(schedule: Schedule) -> str:
    """The systemd service: one nightly run, with no more rights than it needs.

    The run may write only the archive's folder. A oneshot service knows no RuntimeMaxSec; its limit is
    TimeoutStartSec. Exit status 75 means that another run holds the archive, 4 that the night's window
    ended with work left: neither is a failure of the service.
    """
    folder = schedule.archive.resolve().parent
    return f"""[Unit]
Description=nianbao: collect, read and check annual reports on open government information
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
ExecStart={unit_quoted(schedule.command)}
WorkingDirectory={folder}
SuccessExitStatus=4 75
TimeoutStartSec=8h
Nice=10
NoNewPrivileges=yes
PrivateTmp=yes
ProtectSystem=strict
ReadWritePaths={folder}
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectControlGroups=yes
RestrictSUIDSGID=yes
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
"""


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
    """The same as lines of a crontab; CRON_TZ is understood by cronie, not by every cron."""
    hour, minute = schedule.at.split(":")
    command = shlex.join(schedule.command).replace("%", r"\%")
    log = shlex.quote(str(schedule.archive.resolve().with_name("nightly.log"))).replace("%", r"\%")
    return f"CRON_TZ={schedule.timezone}\n{int(minute)} {int(hour)} * * * {command} >> {log} 2>&1\n"
