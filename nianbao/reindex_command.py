"""`nianbao reindex`: archive.db made again from the captures."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click
from rich.markup import escape

from nianbao import lock
from nianbao.options import LOCKED, archive_option, fail, now_option, out, sites_option


@click.command()
@sites_option
@archive_option
@click.option("--read/--no-read", default=True, help="Read and check the reports as well, or only the index.")
@now_option
def reindex(sites_file: Path | None, archive: Path, read: bool, now: datetime | None) -> None:
    """Make the archive again from the WARC files in captures/ alone, where archive.db is lost or damaged.

    The archive as it was is kept beside it. Captures of a run that was killed, and of versions that wrote no
    run log, are entered by their own records; the registry then names their sites. What is damaged or missing
    is said. Not in any capture, and taken over from the old archive if it can be read: decisions about
    findings, and the records of nights. States of reports are concluded anew, as of today or of --now.

    \b
    Examples:
      nianbao reindex --archive archive.db
      nianbao reindex --no-read --sites my_sites.toml
    """
    from archive import reindex as indexing  # noqa: PLC0415
    from crawler import registry  # noqa: PLC0415 - Scrapy takes a second to load
    from nianbao import steps  # noqa: PLC0415
    from nianbao.progress import progress  # noqa: PLC0415

    try:
        known = [
            {"id": site.id, "name": site.name, "region": site.region, "adapter": site.adapter}
            for site in registry.load(sites_file or registry.DEFAULT)
        ]
        existed = archive.exists()
        with lock.exclusive(archive):
            with progress("Indexing", out) as show:
                result = indexing.reindex(archive, sites=known, progress=show)
            out.print(
                f"{result.files} files: {result.captures} captures of {result.sites} sites and {result.runs} "
                f"runs; {result.by_runlog} as the run logs tell, {result.by_record} by their own records."
            )
            for note in result.notes:
                out.print(f"[yellow]note[/yellow]: {escape(note)}", soft_wrap=True)
            if existed:
                kept = archive.name + indexing.KEPT
                out.print(f"The archive as it was is kept as {escape(kept)}.", soft_wrap=True)
            if read:
                steps.extract(archive, out, now=now)
                steps.check(archive, out, now=now)
    except registry.RegistryError as error:
        fail(str(error), 2)
    except indexing.BusyError as error:
        fail(str(error), LOCKED)
    except indexing.ReindexError as error:
        fail(str(error))
    except lock.LockedError as error:
        fail(str(error), LOCKED)
