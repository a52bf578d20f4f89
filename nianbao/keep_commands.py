"""`nianbao backup`, `restore`, `verify`, `compact`: keeping an archive for years."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click
from rich.markup import escape

from archive import keeping
from archive.schema import captures_folder
from nianbao import lock
from nianbao.options import LOCKED, archive_option, counted, existing, fail, must_exist, now_option, out
from nianbao.progress import progress


@click.command()
@click.argument("backup_folder", metavar="FOLDER", type=click.Path(path_type=Path))
@archive_option
@click.option(
    "--generations", type=click.IntRange(min=1), default=7, show_default=True, help="How many to keep."
)
@now_option
def backup(backup_folder: Path, archive: Path, generations: int, now: datetime | None) -> None:
    """Back up the archive into FOLDER: a new generation of the database, and the captures it refers to.

    The copy is consistent while others read. Captures are linked where FOLDER is on the same file system,
    else copied; a backup on another disk is the one that survives this one.

    \b
    Example:
      nianbao backup /mnt/backup/nianbao
    """
    must_exist(archive)
    try:
        with existing(archive), lock.exclusive(archive), progress("Backing up", out) as show:
            made = keeping.backup(archive, backup_folder, generations, now or datetime.now(UTC), show)
    except lock.LockedError as error:
        fail(str(error), LOCKED)
    except keeping.KeepingError as error:
        fail(str(error))
    out.print(
        f"{made.folder}: the database and {counted(made.captures, 'file')} of captures, "
        f"{made.added} of them new ({made.linked} linked).",
        soft_wrap=True,
    )
    for old in made.removed:
        out.print(f"Removed the generation {old}.")


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@archive_option
@click.option("--generation", default="", help="Which one, such as 20260131T003000Z. Default: the newest.")
def restore(folder: Path, archive: Path, generation: str) -> None:
    """Bring an archive back from a backup FOLDER, every digest compared; nothing is written over.

    \b
    Example:
      nianbao restore /mnt/backup/nianbao --archive /srv/nianbao/archive.db
    """
    try:
        with lock.exclusive(archive), progress("Restoring", out) as show:
            number = keeping.restore(folder, archive, generation, show)
    except lock.LockedError as error:
        fail(str(error), LOCKED)
    except keeping.KeepingError as error:
        fail(str(error))
    out.print(
        f"{archive}: restored, with {counted(number, 'file')} of captures. See it with `nianbao status`."
    )


@click.command()
@archive_option
@click.option(
    "--share", type=click.FloatRange(0, 1), default=1.0, show_default=True, help="How many of them."
)
def verify(archive: Path, share: float) -> None:
    """Read captures back and compare their digests; every night does it with a share of them.

    \b
    Example:
      nianbao verify --archive archive.db
    """
    with existing(archive) as db, progress("Verifying", out) as show:
        found = keeping.verify(db, captures_folder(archive), share, progress=show)
    for capture, wrong in found.damaged:
        out.print(f"[red]capture {capture}[/red]: {escape(wrong)}", soft_wrap=True)
    out.print(f"{counted(found.looked_at, 'capture')} looked at, {len(found.damaged)} damaged.")
    if found.damaged:
        fail("bring the damaged files back from a backup: `nianbao restore` into a new folder")


@click.command()
@archive_option
def compact(archive: Path) -> None:
    """Give unused room of the database back to the disk; needs as much free room as it takes.

    \b
    Example:
      nianbao compact --archive archive.db
    """
    must_exist(archive)
    try:
        with lock.exclusive(archive), existing(archive) as db:
            before, after = keeping.compact(db)
    except lock.LockedError as error:
        fail(str(error), LOCKED)
    out.print(f"{archive}: {before / 1e6:.1f} MB before, {after / 1e6:.1f} MB now.")
