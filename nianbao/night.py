"""A night's work in its order: crawl, extract, check, index, report. Each step can be called alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from archive import extract as extraction
from archive.schema import open_archive
from checks import run as checking
from checks.rules import rules
from crawler import registry
from crawler import run as crawling
from nianbao.progress import progress


class NightError(Exception):
    """Work that could not be begun or finished, with the exit status it calls for."""

    def __init__(self, message: str, status: int = 1) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True, slots=True)
class Night:
    """What to crawl, into which archive, and how."""

    sites: Path | None
    archive: Path
    only: tuple[str, ...] = ()
    allow_private: bool = False
    delay: float | None = None
    now: datetime | None = None
    command: str = "nightly"


def run(night: Night, out: Console) -> int:
    """Crawl, extract, check; gives the exit status: 1 if a site failed, after everything else is done."""
    status = crawl(night, out)
    extract(night.archive, out, now=night.now)
    check(night.archive, out, now=night.now)
    return status


def chosen(night: Night) -> list[registry.Site]:
    """The sites to crawl; NightError for a registry that is wrong or a name that is not in it."""
    try:
        sites = registry.load(night.sites or registry.DEFAULT)
    except registry.RegistryError as error:
        raise NightError(str(error), 2) from None
    known = {site.id for site in sites}
    if unknown := sorted(set(night.only) - known):
        raise NightError(f"no site {', '.join(unknown)} in {night.sites or registry.DEFAULT}", 2)
    return [site for site in sites if not night.only or site.id in night.only]


def crawl(night: Night, out: Console) -> int:
    """One crawl, with its outcome per site as a table; gives 1 if a site failed and is named, else 0."""
    sites = chosen(night)
    night.archive.resolve().parent.mkdir(parents=True, exist_ok=True)
    with progress("Crawling", out) as show:
        result = crawling.crawl(
            sites,
            night.archive,
            allow_private=night.allow_private,
            delay=night.delay,
            now=night.now,
            command=night.command,
            progress=lambda step: show(step.done, step.total, step.note),
        )
    table = Table(
        "site", "adapter", "state", "lists", "entries", "new captures", title=f"Run {result.run_id}"
    )
    for site in result.sites:
        told = [site.id, site.adapter, site.state, site.lists, site.entries, site.new_captures]
        table.add_row(*map(escape, map(str, told)))
    out.print(table)
    new = sum(site.new_captures for site in result.sites)
    if not new:
        out.print("Nothing new: every report on the lists is archived already.")
    failed = [site for site in result.sites if not site.ok]
    for site in failed:
        out.print(
            f"[red]{escape(site.id)}[/red]: {escape(site.state)}: {escape(site.reason)}", soft_wrap=True
        )
    if result.outcome == "interrupted":
        out.print("Interrupted; the next run goes on where this one stopped.")
        return 130
    return 1 if failed else 0


def extract(
    archive: Path,
    out: Console,
    *,
    everything: bool = False,
    diff: bool = False,
    workers: int | None = None,
    now: datetime | None = None,
) -> None:
    """Read what is not yet read, and say what came of it."""
    with progress("Reading", out) as show:
        result = extraction.extract(
            archive,
            everything=everything,
            diff=diff,
            workers=workers,
            now=now,
            progress=lambda done, total: show(done, total, ""),
        )
    if diff:
        for line in result.lines:
            out.print(escape(line), soft_wrap=True)
        table = Table("site", "template", "figures", "number")
        for (site, template, what), number in sorted(result.figures.items()):
            table.add_row(escape(site), template, what, str(number))
        out.print(table if result.figures else "No figure would change.")
        return
    if not result.read:
        out.print("Every capture has been read by the current parser already.")
        return
    told = ", ".join(f"{number} {status}" for status, number in result.read.most_common())
    out.print(f"Read {result.read.total()} documents: {told}.")
    out.print(f"{result.new_reports} new reports, {len(result.changed_reports)} with changed figures.")


def check(archive: Path, out: Console, *, everything: bool = False, now: datetime | None = None) -> None:
    """Apply the rules that look beyond one table, and say what they found."""
    with progress("Checking", out) as show:
        result = checking.check(archive, everything=everything, now=now, progress=show)
    if not result.reports:
        out.print("Every report has been checked already.")
        return
    table = Table("rule", "holds", "fails", "open", "excused", title=f"{result.reports} reports checked")
    for rule in rules().values():
        counts = [
            result.outcomes[rule.id, outcome] for outcome in ("holds", "fails", "open", "not_applicable")
        ]
        if any(counts):
            table.add_row(rule.id, *map(str, counts))
    out.print(table)


def must_exist(archive: Path) -> None:
    """NightError, with the next step, if there is no archive."""
    if not archive.is_file():
        raise NightError(f"there is no archive {archive}; make one with `nianbao demo` or `nianbao crawl`")


def refuse_strangers(archive: Path, practice: Path) -> None:
    """NightError if the archive holds other sites than the practice ones: a demo must not mix with work."""
    if not archive.exists():
        return
    db = open_archive(archive)
    try:
        held = {site for (site,) in db.execute("SELECT id FROM sites")}
    finally:
        db.close()
    if strangers := held - {site.id for site in registry.load(practice)}:
        raise NightError(
            f"{archive} holds other sites ({', '.join(sorted(strangers)[:3])} …); "
            "name another archive for the demo with --archive"
        )
