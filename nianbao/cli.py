"""The command line: verbs of the flow, each a few lines over a library function.

Exit status: 0 done; 1 something failed and is named; 2 wrong usage; 75 another run holds the archive.
"""

from __future__ import annotations

import os
import sqlite3
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from rich.markup import escape

from archive.schema import ForeignArchiveError
from nianbao import config as configuration
from nianbao import lock, plain
from nianbao.config import Config, ConfigError
from nianbao.config_command import config
from nianbao.export_command import export, publish
from nianbao.keep_commands import backup, compact, restore, verify
from nianbao.options import (
    LOCKED,
    PORT,
    archive_option,
    delay_option,
    err,
    fail,
    now_option,
    out,
    private_option,
    sites_option,
)
from nianbao.reindex_command import reindex
from nianbao.review import review
from nianbao.sample_command import sample
from nianbao.schedule_command import schedule
from nianbao.settings import TIME
from nianbao.site_command import site
from nianbao.status_command import status


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="nianbao")
@click.option(
    "--config",
    "file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The configuration. Default: NIANBAO_CONFIG, else nianbao.toml in this folder, if there is one.",
)
@click.pass_context
def cli(ctx: click.Context, file: Path | None) -> None:
    """Collect, archive, read, check and serve the annual reports of Chinese government bodies on
    open government information (政府信息公开工作年度报告).

    \b
    Start here:    nianbao demo
    One night:     nianbao nightly --sites my_sites.toml
    One document:  nianbao parse report.html
    """
    try:
        ctx.obj = configuration.load(file)
    except ConfigError as error:
        if ctx.invoked_subcommand == "config":
            ctx.obj = error
            return
        for mistake in error.mistakes:
            err.print(f"nianbao: {escape(mistake)}", soft_wrap=True)
        fail("nothing was started; put this right first (`nianbao config --example` shows every setting)", 2)
    if ctx.obj["contact"]:
        os.environ["NIANBAO_CONTACT"] = ctx.obj["contact"]  # for Scrapy's settings, which are read at import
    ctx.default_map = defaults(cli, ctx.obj)


def defaults(group: click.Group, held: Config) -> dict[str, Any]:
    """What options are unless they are given, by command: what file and environment say."""
    said = {
        value.setting.parameter: value.value
        for key, value in held.values.items()
        if value.setting.parameter and held.said(key)
    }
    found: dict[str, Any] = {}
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            found[name] = defaults(command, held)
        elif name != "demo":  # its archive and its sites are its own
            names = {parameter.name for parameter in command.params}
            found[name] = {key: value for key, value in said.items() if key in names}
    return found


@cli.command()
@archive_option
@click.option("--serve/--no-serve", default=True, help="Serve the archive at the end, or stop before.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to serve on.")
@click.option("--port", type=PORT, default=8001, show_default=True, help="Port to serve on; 0: a free one.")
@click.option(
    "--practice-port", type=PORT, default=8801, show_default=True, help="Port of the practice site."
)
@now_option
def demo(archive: Path, serve: bool, host: str, port: int, practice_port: int, now: datetime | None) -> None:
    """Show the whole way on the practice site: crawl it, archive, read, check, and serve the archive.

    The practice site runs on this machine's loopback addresses; nothing leaves the machine. A second
    run finds nothing new and says so.

    \b
    Example:
      nianbao demo --no-serve && nianbao serve
    """
    from nianbao import night, steps  # noqa: PLC0415 - Scrapy takes a second to load; `parse` does without it
    from practice import site as practice_site  # noqa: PLC0415

    try:
        with practice_site.serve(practice_port) as site:
            registry = archive.with_name(f"{archive.name}.practice.toml")
            registry.parent.mkdir(parents=True, exist_ok=True)
            registry.write_text(site.registry(), "utf-8")
            out.print(
                f"The practice site answers on {len(site.hosts)} hosts, such as http://{site.hosts[0]}/"
            )
            with lock.exclusive(archive):
                steps.refuse_strangers(archive, registry)
                status = night.run(
                    steps.Night(registry, archive, allow_private=True, delay=0.0, now=now, command="demo"),
                    out,
                )
            # Some practice sites misbehave on purpose; only an interruption ends the show.
            if status not in (0, steps.FAILED, night.ABOVE_THRESHOLD):
                raise SystemExit(status)
            if serve:
                from web.app import serve as serve_archive  # noqa: PLC0415

                serve_archive(archive, host=host, port=port)
    except practice_site.PortTakenError as error:
        fail(f"{error}; choose another with --practice-port")
    except steps.NightError as error:
        fail(str(error), error.status)
    except lock.LockedError as error:
        fail(str(error), LOCKED)


@cli.command()
@click.argument("site_ids", metavar="[SITE]...", nargs=-1)
@sites_option
@archive_option
@private_option
@delay_option
@click.option(
    "--dry-run",
    is_flag=True,
    help="Say which hosts would be asked, for how much, how long it takes and what robots.txt says.",
)
@now_option
def crawl(
    site_ids: tuple[str, ...],
    sites_file: Path | None,
    archive: Path,
    allow_private: bool,
    delay: float | None,
    dry_run: bool,
    now: datetime | None,
) -> None:
    """Crawl the registered sites once, or only those named, and archive what they serve.

    Polite: robots.txt is obeyed, one connection per server, three seconds between requests. What is
    captured is read by `nianbao extract`.

    \b
    Examples:
      nianbao crawl --sites my_sites.toml --dry-run
      nianbao crawl --sites my_sites.toml
      nianbao crawl --sites my_sites.toml henan_example --delay 5
    """
    from nianbao import steps  # noqa: PLC0415

    planned = steps.Night(
        sites_file,
        archive,
        only=site_ids,
        allow_private=allow_private,
        delay=delay,
        now=now,
        command="crawl",
    )
    try:
        if dry_run:
            from nianbao import plan_command  # noqa: PLC0415

            raise SystemExit(
                plan_command.tell(
                    steps.chosen(planned), archive, out, allow_private=allow_private, delay=delay, now=now
                )
            )
        with lock.exclusive(archive):
            status = steps.crawl(planned, out)
    except steps.NightError as error:
        fail(str(error), error.status)
    except lock.LockedError as error:
        fail(str(error), LOCKED)
    raise SystemExit(status)


@cli.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="A summary for people, or one JSON object per report, one per line.",
)
@click.option(
    "--show",
    is_flag=True,
    help="Draw the tables with the key of each figure in its place; `?` unreadable, `_` blank, `t` words.",
)
@click.option(
    "--show-html",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The same for a browser, pages of PDF, OFD and scans with a box around each figure; one FILE only.",
)
def parse(files: tuple[Path, ...], form: str, show: bool, show_html: Path | None) -> None:
    """Read documents of any supported kind, without an archive.

    A file that cannot be read gets one line with the reason, and the exit status is 1.

    \b
    Examples:
      nianbao parse report.html
      nianbao parse *.docx --format json > reports.jsonl
      nianbao parse report.pdf --show
    """
    from nianbao import documents  # noqa: PLC0415

    if show or show_html:
        if show_html and len(files) > 1:
            raise click.UsageError("--show-html takes one FILE")
        raise SystemExit(documents.draw(files, show_html, err))
    unread = 0
    for file, reports in documents.read(files):
        for report in reports:
            if form == "json":
                click.echo(documents.json_line(file, report))
            if reason := documents.complaint(report):
                unread += 1
                err.print(f"nianbao: {escape(str(file))}: {escape(reason)}", soft_wrap=True)
            elif form == "text":
                documents.summary(file, report, out)
    raise SystemExit(1 if unread else 0)


@cli.command()
@archive_option
@click.option("--all", "everything", is_flag=True, help="Read every capture again, not only new ones.")
@click.option("--diff", is_flag=True, help="Store nothing; say which figures would change.")
@click.option("--workers", type=click.IntRange(min=1), help="Processes. Default: one per core.")
def extract(archive: Path, everything: bool, diff: bool, workers: int | None) -> None:
    """Read every capture that the current parser has not read yet.

    \b
    Examples:
      nianbao extract
      nianbao extract --all --diff
    """
    from nianbao import steps  # noqa: PLC0415

    try:
        steps.must_exist(archive)
        with lock.exclusive(archive):
            steps.extract(archive, out, everything=everything, diff=diff, workers=workers)
    except steps.NightError as error:
        fail(str(error), error.status)
    except lock.LockedError as error:
        fail(str(error), LOCKED)


@cli.command()
@archive_option
@click.option("--all", "everything", is_flag=True, help="Check every report again, not only changed ones.")
@now_option
def check(archive: Path, everything: bool, now: datetime | None) -> None:
    """Apply the rules across tables, prose, years and bodies, and bring the register of duties up to date.

    What the rules say is in docs/checks.md; what they find is in the tables findings and duties.

    \b
    Example:
      nianbao check --archive archive.db
    """
    from nianbao import steps  # noqa: PLC0415

    try:
        steps.must_exist(archive)
        with lock.exclusive(archive):
            steps.check(archive, out, everything=everything, now=now)
    except steps.NightError as error:
        fail(str(error), error.status)
    except lock.LockedError as error:
        fail(str(error), LOCKED)


@cli.command()
@sites_option
@archive_option
@private_option
@delay_option
@click.option("--until", metavar="HH:MM", help="End of the window; the rest is left for the next night.")
@click.option(
    "--hours", type=click.FloatRange(min=0), default=8.0, show_default=True, help="Most hours of crawling."
)
@click.option(
    "--failed-sites",
    type=click.FloatRange(0, 1),
    default=0.5,
    show_default=True,
    help="Share of sites that may fail before the night ends with status 3.",
)
@now_option
@click.pass_obj
def nightly(
    held: Config,
    sites_file: Path | None,
    archive: Path,
    allow_private: bool,
    delay: float | None,
    until: str | None,
    hours: float,
    failed_sites: float,
    now: datetime | None,
) -> None:
    """Do a night's work: crawl, extract, check, index, keep, report. This is what a timer calls.

    One at a time (a second one ends with status 75); safe to kill at any moment: the next run goes on
    where it stopped. Exit status: 0 all well; 1 a site or a step failed and is named; 3 more sites failed
    than may; 4 the window ended with work left; 5 too little room on the disk.

    \b
    Examples:
      nianbao nightly --sites my_sites.toml --archive /srv/nianbao/archive.db
      nianbao nightly --until 07:00 --failed-sites 0.2
    """
    if until and not TIME.fullmatch(until):
        raise click.BadParameter(f"{until!r} is not a time such as 07:00", param_hint="--until")
    from nianbao import channels, night, steps  # noqa: PLC0415

    if wrong := channels.mistakes(held):
        fail("\n".join([*wrong, "nothing was started; put this right first"]), 2)

    try:
        with lock.exclusive(archive):
            status = night.run(
                steps.Night(
                    sites_file,
                    archive,
                    allow_private=allow_private,
                    delay=delay,
                    now=now,
                    config=held,
                    until=until or "",
                    hours=hours,
                    failed_sites=failed_sites,
                ),
                out,
            )
    except steps.NightError as error:
        fail(str(error), error.status)
    except lock.LockedError as error:
        fail(str(error), LOCKED)
    raise SystemExit(status)


@cli.command()
@archive_option
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to serve on.")
@click.option("--port", type=PORT, default=8001, show_default=True, help="Port to serve on; 0: a free one.")
@click.option(
    "--review",
    "reviewers",
    multiple=True,
    metavar="NAME",
    help="Let this person decide failing checks on /review; may be given several times.",
)
def serve(archive: Path, host: str, port: int, reviewers: tuple[str, ...]) -> None:
    """Serve the archive with Datasette, for browsing and SQL.

    The server only reads. With --review it prints an address for each reviewer to sign in with; it holds
    until the server ends, so hand it only to them. Their decisions are the only thing that is written.

    \b
    Example:
      nianbao serve --archive archive.db --port 8080
      nianbao serve --review Li --review Wang
    """
    from nianbao import steps  # noqa: PLC0415
    from web.app import serve as serve_archive  # noqa: PLC0415

    try:
        steps.must_exist(archive)
    except steps.NightError as error:
        fail(str(error), error.status)
    serve_archive(archive, host=host, port=port, reviewers=reviewers)


for command in (schedule, status, export, publish, backup, restore, verify, compact):
    cli.add_command(command)
cli.add_command(config)
cli.add_command(sample)
cli.add_command(review)
cli.add_command(site)
cli.add_command(reindex)


def main() -> None:
    """The entry point: no traceback for what a person can do something about."""
    plain.any_terminal()
    try:
        cli.main(prog_name="nianbao", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        err.print("nianbao: interrupted; the next run goes on where this one stopped")
        sys.exit(130)
    except ForeignArchiveError as error:
        fail(str(error))
    except sqlite3.DatabaseError as error:
        plain.of_database(error)
        raise
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is left to be flushed, too
        sys.exit(0)
    except OSError as error:
        fail(str(error))
