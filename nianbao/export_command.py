"""`nianbao export` and `nianbao publish`: the archive's tables to take away."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import click
from rich.markup import escape

from archive.wacz import WaczError, write_wacz
from archive.warc import CaptureError
from exports.export import export as write_export
from exports.formats import FORMATS, ExportError
from exports.publish import publish as write_publication
from exports.tables import Selection
from nianbao.options import archive_option, existing, fail, out


@click.command()
@click.argument("form", metavar="FORMAT", type=click.Choice([*FORMATS, "wacz"]))
@archive_option
@click.option("--to", "target", type=click.Path(path_type=Path), help="A new folder. Default: export-FORMAT.")
@click.option("--region", default="", help="Only this region and all below it, such as 410300 or 41.")
@click.option("--year", "years", type=int, multiple=True, help="Only this year; may be given several times.")
@click.option("--site", "sites", multiple=True, help="Only this site (wacz); may be given several times.")
@click.option("--prose", is_flag=True, help="With the sections of prose (csv, jsonl, parquet, xlsx).")
def export(
    form: str,
    archive: Path,
    target: Path | None,
    region: str,
    years: tuple[int, ...],
    sites: tuple[str, ...],
    prose: bool,
) -> None:
    """Write the tables as csv, xlsx, jsonl, parquet or sqlite into a new folder; or the captures as wacz.

    With a README, a dictionary of all columns, and a manifest of SHA-256 digests; the same archive gives the
    same bytes. Nothing in a CSV or XLSX file is run as a formula. A WACZ file holds the pages and documents
    as they were captured, to be looked at with ReplayWeb.page or pywb.

    \b
    Examples:
      nianbao export csv --to figures
      nianbao export xlsx --region 410300 --year 2023 --year 2024
      nianbao export wacz --site henan_example --year 2024 --to henan-2024.wacz
    """
    if not re.fullmatch(r"(\d\d){0,6}", region):
        raise click.BadParameter(f"{region!r} is no code such as 410300", param_hint="--region")
    selection = Selection(region, tuple(sorted(set(years))))
    if form == "wacz":
        write_captures(archive, target or Path("export.wacz"), selection.prefix, years, sites)
        return
    if sites:
        raise click.BadParameter("tables are chosen by --region and --year", param_hint="--site")
    folder = target or Path(f"export-{form}")
    try:
        with existing(archive):  # brought up to date, or refused
            pass
        manifest = write_export(archive, form, folder, selection, prose=prose)
    except ExportError as error:
        fail(str(error))
    told(folder, manifest)


def write_captures(
    archive: Path, target: Path, region: str, years: tuple[int, ...], sites: tuple[str, ...]
) -> None:
    """Write the captures as a WACZ file, and say what to do with it."""
    if target.exists():
        fail(f"{target} exists already; name another file with --to")
    with existing(archive) as db:
        known = {site for (site,) in db.execute("SELECT id FROM sites")}
    if unknown := sorted(set(sites) - known):
        raise click.BadParameter(f"no site {', '.join(unknown)} in the archive", param_hint="--site")
    try:
        write_wacz(archive, target, sites=sites or None, region=region, years=years or None)
    except (WaczError, CaptureError) as error:
        fail(str(error))
    size = target.stat().st_size / 1e6
    told = f"{escape(str(target))}: {size:.1f} MB. Open it with https://replayweb.page or pywb."
    out.print(told, soft_wrap=True)


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
