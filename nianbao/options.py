"""What commands share: options, times, consoles, the archive, one plain line for what is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn

import click
from rich.console import Console
from rich.markup import escape
from sqlite_utils import Database

from archive.schema import open_archive

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)

MIXED = (
    "{archive} is the archive of `nianbao demo`, and practice is not mixed with work: "
    "name another with --archive, or remove it and the captures/ beside it"
)
LOCKED = 75  # EX_TEMPFAIL of sysexits.h: try again later


class Moment(click.ParamType[datetime]):
    """A time in ISO 8601; without an offset it is UTC."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        if isinstance(value, datetime):
            return value
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not a time such as 2026-01-31T00:30:00+08:00", param, ctx)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def fail(message: str, status: int = 1) -> NoReturn:
    """Say what went wrong, a line for each thing, and end."""
    for line in message.splitlines():
        err.print(f"nianbao: {escape(line)}", soft_wrap=True)
    raise SystemExit(status)


def counted(number: int, thing: str) -> str:
    """A number of things in words.

    >>> counted(1, "file"), counted(3, "file")
    ('1 file', '3 files')
    """
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def must_exist(archive: Path) -> None:
    """End, with the next step, if there is no archive."""
    if not archive.is_file():
        fail(f"there is no archive {archive}; make one with `nianbao demo` or `nianbao crawl`")


@contextmanager
def existing(archive: Path) -> Iterator[Database]:
    """An archive that must be there, closed at the end."""
    must_exist(archive)
    db = open_archive(archive)
    try:
        yield db
    finally:
        db.close()


archive_option = click.option(
    "--archive",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("archive.db"),
    show_default=True,
    help="The archive; its captures lie in captures/ beside it.",
)
sites_option = click.option(
    "--sites",
    "sites_file",
    type=click.Path(path_type=Path),
    help="Another registry of sites: a TOML file, or a folder of them. Default: the one shipped.",
)
private_option = click.option(
    "--allow-private",
    is_flag=True,
    help="Permit loopback and private addresses, which are refused otherwise.",
)
delay_option = click.option(
    "--delay", type=click.FloatRange(min=0), help="Seconds between two requests to one server. Default: 3."
)
now_option = click.option("--now", type=Moment(), help="The time to believe it is (ISO 8601), for replays.")
PORT = click.IntRange(0, 65535)  # 0: a free one
