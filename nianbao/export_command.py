"""`nianbao export` and `nianbao publish`: the archive's tables to take away."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import click

from exports.export import export as write_export
from exports.formats import FORMATS, ExportError
from exports.publish import publish as write_publication
from exports.tables import Selection
from nianbao.options import archive_option, existing, fail, out


@click.command()
@click.argument("form", metavar="FORMAT", type=click.Choice([*FORMATS]))
@archive_option
@click.option("--to", "target", type=click.Path(path_type=Path), help="A new folder. Default: export-FORMAT.")
@click.option("--region", default="", help="Only this region and all below it, such as 410300 or 41.")
@click.option("--year", "years", type=int, multiple=True, help="Only this year; may be given several times.")
@click.option("--prose", is_flag=True, help="With the sections of prose (csv, jsonl, parquet, xlsx).")
def export(
    form: str, archive: Path, target: Path | None, region: str, years: tuple[int, ...], prose: bool
) -> None:
    """Write the tables as csv, xlsx, jsonl, parquet or sqlite into a new folder.

    With a README, a dictionary of all columns, and a manifest of SHA-256 digests; the same archive gives the
    same bytes. Nothing in a CSV or XLSX file is run as a formula.

    \b
    Examples:
      nianbao export csv --to figures
      nianbao export xlsx --region 410300 --year 2023 --year 2024
    """
    if not re.fullmatch(r"(\d\d){0,6}", region):
        raise click.BadParameter(f"{region!r} is no code such as 410300", param_hint="--region")
    selection = Selection(region, tuple(sorted(set(years))))
    folder = target or Path(f"export-{form}")
    try:
        with existing(archive):  # brought up to date, or refused
            pass
        manifest = write_export(archive, form, folder, selection, prose=prose)
    except ExportError as error:
        fail(str(error))
    told(folder, manifest)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@archive_option
@click.option("--captures", is_flag=True, help="With the captures, so that pages can show the originals.")
def publish(folder: Path, archive: Path, captures: bool) -> None:
    """Make an immutable copy of the archive for a public Datasette, in a new FOLDER.

    Without the crawler's queues and this machine's channels. Serve it with
    `nianbao serve --archive FOLDER/archive.db`, or any Datasette with `--immutable`.

    \b
    Example:
      nianbao publish /srv/public/2026-02 --captures
    """
    try:
        with existing(archive):
            pass
        manifest = write_publication(archive, folder, captures=captures)
    except ExportError as error:
        fail(str(error))
    told(folder, manifest)


def told(folder: Path, manifest: dict[str, Any]) -> None:
    for name, facts in manifest["files"].items():
        rows = f", {facts['rows']} rows" if "rows" in facts else ""
        out.print(f"{folder / name}: {facts['size']:,} bytes{rows}", soft_wrap=True)
    out.print(f"{folder / 'manifest.json'} holds their SHA-256 digests.", soft_wrap=True)
