"""The steps of a night, each as a command of its own: crawl, extract, check, with what each prints."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from archive import extract as extraction
from archive import nights
from archive.schema import open_archive
from checks import run as checking
from crawler import registry
from crawler import run as crawling
from crawler.settle import RunResult
from nianbao import check_summary
from nianbao.config import Config
from nianbao.config import load as load_config
from nianbao.options import MIXED
from nianbao.progress import progress
from nianbao.tables import add, columns

FAILED, INTERRUPTED = 1, 130  # exit status


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
    config: Config = field(default_factory=lambda: load_config(Path("/dev/null"), {}))
    until: str = ""  # HH:MM in the zone of the settings
    hours: float = 8.0
    failed_sites: float = 0.5


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
    """One crawl by itself; gives 1 if a site failed and is named, else 0."""
    refuse_practice(night)
    result = crawl_sites(night, chosen(night), out)
    if result.reason == "shutdown":
        return INTERRUPTED
    return FAILED if result.failures or result.outcome == "failed" else 0


def crawl_sites(
    night: Night,
    sites: list[registry.Site],
    out: Console,
    seconds: float | None = None,
    guard: Callable[[], str] | None = None,
) -> RunResult:
    """One crawl, with its outcome per site as a table."""
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
            seconds=seconds,
            guard=guard,
        )
    counts = ("lists", "entries", "new captures")
    table = columns(f"Run {result.run_id}", "site", "adapter", "state", *counts, right=counts)
    for site in result.sites:
        add(table, site.id, site.adapter, site.state, site.lists, site.entries, site.new_captures)
    out.print(table)
    new = sum(site.new_captures for site in result.sites)
    if not any(site.lists for site in result.sites):
        out.print("No list was read.")
    elif not new:
        out.print("Nothing new: every report on the lists that were read is archived already.")
    for site in result.failures:
        if site.state != "interrupted":
            out.print(
                f"[red]{escape(site.id)}[/red]: {escape(site.state)}: {escape(site.reason)}", soft_wrap=True
            )
    if result.message:
        out.print(f"[red]{escape(result.message)}[/red]", soft_wrap=True)
    if result.outcome == "interrupted" or result.message:
        out.print("Interrupted; the next run goes on where this one stopped.")
    return result


def extract(
    archive: Path,
    out: Console,
    *,
    everything: bool = False,
    diff: bool = False,
    workers: int | None = None,
    now: datetime | None = None,
) -> Mapping[str, int]:
    """Read what is not yet read, and say what came of it; gives how many documents were read, by status."""
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
        table = columns("", "site", "template", "figures", "number", right=("number",))
        for (site, template, what), number in sorted(result.figures.items()):
            add(table, site, template, what, number)
        out.print(table if result.figures else "No figure would change.")
        return result.read
    if not result.read:
        out.print("Every capture has been read by the current parser already.")
        return result.read
    told = ", ".join(f"{number} {status}" for status, number in result.read.most_common())
    out.print(f"Read {result.read.total()} documents: {told}.")
    out.print(f"{result.new_reports} new reports, {len(result.changed_reports)} with changed figures.")
    return result.read


def check(archive: Path, out: Console, *, everything: bool = False, now: datetime | None = None) -> None:
    """Apply the rules that look beyond one table, and say what they found."""
    with progress("Checking", out) as show:
        result = checking.check(archive, everything=everything, now=now, progress=show)
    check_summary.tell(archive, result, out)


def must_exist(archive: Path) -> None:
    """NightError, with the next step, if there is no archive."""
    if not archive.is_file():
        raise NightError(f"there is no archive {archive}; make one with `nianbao demo` or `nianbao crawl`")


def refuse_practice(night: Night) -> None:
    """NightError if real sites would go into the archive of a demo; practice sites may go on in it."""
    if night.command != "demo" and not night.allow_private and nights.of_demo(night.archive):
        raise NightError(MIXED.format(archive=night.archive), 2)


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
