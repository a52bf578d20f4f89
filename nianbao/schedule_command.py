"""`nianbao schedule`: what makes this machine run a night by itself."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import click

from archive import nights
from crawler.registry import DEFAULT
from nianbao import channels, timers
from nianbao.config import Config
from nianbao.options import MIXED, archive_option, fail, sites_option
from nianbao.schedule import Schedule, cron, next_due, service, timer
from nianbao.settings import time_of_day, zone


@click.command()
@click.argument("action", required=False, type=click.Choice(["install", "remove", "status"]))
@click.option("--at", default="00:30", show_default=True, help="Time of day, HH:MM.")
@click.option("--timezone", default="Asia/Shanghai", show_default=True, help="Time zone of --at.")
@sites_option
@archive_option
@click.option("--dry-run", is_flag=True, help="Only say what install would write.")
@click.option("--foreground", is_flag=True, help="Stay, and run the nights from here: containers, laptops.")
@click.pass_obj
def schedule(
    held: Config,
    action: str | None,
    at: str,
    timezone: str,
    sites_file: Path | None,
    archive: Path,
    dry_run: bool,
    foreground: bool,
) -> None:
    """Make this machine run `nianbao nightly` by itself: a systemd timer, else a line of cron.

    Without an action everything is printed and nothing installed. A missed night is caught up once by systemd
    and with --foreground.

    \b
    Examples:
      nianbao schedule install --at 01:00 --sites my_sites.toml --archive /srv/nianbao/archive.db
      nianbao schedule install --dry-run
      nianbao schedule status
      nianbao schedule --foreground
    """
    try:
        if not time_of_day(at):
            raise ValueError
    except ValueError:
        raise click.BadParameter(f"{at!r} is not a time such as 00:30", param_hint="--at") from None
    try:
        zone(timezone)
    except ValueError:
        raise click.BadParameter(f"no time zone {timezone!r}", param_hint="--timezone") from None
    backups = (held["keep.backup"],) if held["keep.backup"] else ()
    chosen = Schedule(at, timezone, sites_file or DEFAULT, archive, held.file, held["night.hours"], backups)
    if (foreground or action == "install") and (wrong := channels.mistakes(held)):
        fail("\n".join([*wrong, "nothing was installed or started; put this right first"]), 2)
    if (foreground or action == "install") and not held["crawl.allow_private"] and nights.of_demo(archive):
        fail(MIXED.format(archive=archive), 2)
    if foreground:
        raise SystemExit(timers.keep_running(chosen, lambda: last_night(archive), click.echo))
    try:
        lines = act(action, chosen, dry_run=dry_run)
    except timers.TimerError as error:
        fail(str(error))
    for line in lines:
        click.echo(line)
    if action == "install" and not dry_run:
        for line in afterwards(held, chosen):
            click.echo(line)


def act(action: str | None, chosen: Schedule, *, dry_run: bool) -> list[str]:
    if action == "remove":
        return timers.remove()
    if action == "status":
        due = next_due(chosen.at, chosen.timezone, datetime.now(UTC))
        return [
            *timers.state(),
            f"By the settings the next is due at {due.isoformat(timespec='minutes')}.",
        ]
    if action == "install" and not dry_run:
        return timers.install(chosen)
    if action == "install":
        return [line for where, text in timers.plan(chosen) for line in (f"# {where}", text)]
    return [
        "# ~/.config/systemd/user/nianbao.service   (or /etc/systemd/system/)",
        service(chosen),
        "# ~/.config/systemd/user/nianbao.timer",
        timer(chosen),
        "# then: systemctl --user enable --now nianbao.timer; loginctl enable-linger",
        "#",
        "# Where there is no systemd, this line in `crontab -e`:",
        cron(chosen).rstrip("\n"),
        "#",
        "# `nianbao schedule install` does it.",
    ]


def afterwards(held: Config, chosen: Schedule) -> list[str]:
    """What a person should know once the timer is in place: when, who asks, what the timer does not know."""
    due = next_due(chosen.at, chosen.timezone, datetime.now(UTC))
    lines = [
        f"The first night begins {due:%Y-%m-%d %H:%M} ({chosen.timezone}); to have it now: nianbao nightly"
        if last_night(chosen.archive) is None
        else f"The next night begins {due:%Y-%m-%d %H:%M} ({chosen.timezone}).",
        f"It collects {chosen.sites} into {chosen.archive.resolve()}.",
    ]
    if not os.environ.get("NIANBAO_CONTACT"):
        lines.append(
            'Nobody is named who asks: set contact = "https://your.example/contact" in nianbao.toml '
            "(`nianbao config --example > nianbao.toml` writes one), then install again."
        )
    # These the command line of the timer carries; all other variables of this shell it does not know.
    carried = {
        "NIANBAO_CONTACT",
        "NIANBAO_SITES",
        "NIANBAO_ARCHIVE",
        "NIANBAO_NIGHT_AT",
        "NIANBAO_NIGHT_TIMEZONE",
    }
    lost = sorted({value.source for value in held.values.values()} & {*os.environ} - carried)
    if lost:
        lines.append(
            f"Said only in this shell, and unknown to the timer: {', '.join(lost)}. Say it in nianbao.toml."
        )
    return lines


def last_night(archive: Path) -> datetime | None:
    """When the last night began; None if there was none yet."""
    if not archive.exists():
        return None
    try:
        with closing(sqlite3.connect(f"file:{archive.resolve()}?mode=ro", uri=True)) as db:
            row = db.execute("SELECT max(started_at) FROM nights WHERE command = 'nightly'").fetchone()
    except sqlite3.Error:  # an archive of before there were nights; the night brings it up to date
        return None
    return datetime.fromisoformat(row[0]) if row and row[0] else None
