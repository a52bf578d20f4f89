"""`nianbao review`: failing checks to be decided by people, with the place of their figures."""

from __future__ import annotations

import json
import sqlite3
import zlib
from pathlib import Path

import click
from rich.markup import escape
from sqlite_utils import Database

from archive import decisions
from archive.decisions import VERDICTS, DecisionError
from archive.reports import stored_figures
from archive.schema import open_archive
from checks.queue import Failure, NoSuchFailureError, failure, queue, waiting
from nianbao.options import LOCKED, archive_option, fail, must_exist, out
from nianbao.plain import json_text

MOST_BYTES = 50_000_000  # of a file of decisions


def opened(archive: Path) -> Database:
    """The archive, which must exist."""
    must_exist(archive)
    return open_archive(archive)


@click.group(invoke_without_command=True)
@click.option(
    "--archive",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The archive; may as well stand behind the subcommand.  [default: archive.db]",
)
@click.pass_context
def review(context: click.Context, archive: Path | None) -> None:
    """Look at failing checks, see their figures in the original, and decide whose error they are.

    A decision is kept by body, year, check and figures: it outlives every new reading and checking, and
    falls away by itself when the figures change. Without a subcommand: the list.

    \b
    Examples:
      nianbao review
      nianbao review show 12/applications.row_total/granted
      nianbao review decide 12/applications.row_total/granted published_error --note "as printed" --by Li
      nianbao review export decisions.json
    """
    if archive:
        said = context.default_map or {}
        context.default_map = {name: {**said.get(name, {}), "archive": archive} for name in review.commands}
    if context.invoked_subcommand is None:
        context.invoke(show_list)


@review.command("list")
@archive_option
@click.option(
    "--verdict", type=click.Choice(["open", "misread", "published_error", "excused"]), help="Only these."
)
@click.option("--check", default="", help="Only of this check or rule, or of a family such as years.")
@click.option("--agency", default="", help="Only of bodies whose name holds this.")
@click.option("--decided", is_flag=True, help="What was decided, instead of what waits.")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(min=1), help="How many at most.")
def show_list(
    archive: Path = Path("archive.db"),
    verdict: str | None = None,
    check: str = "",
    agency: str = "",
    decided: bool = False,
    limit: int = 50,
) -> None:
    """List what waits for a decision, what is open first.

    \b
    Example:
      nianbao review list --verdict misread --agency 教育局
    """
    db = opened(archive)
    try:
        found = queue(db, verdict=verdict or "", check=check, agency=agency, decided=decided, limit=limit)
        left = waiting(db)
    finally:
        db.close()
    for one in found:
        by = f" ({one.decided_by})" if one.decided_by else ""
        out.print(
            f"[bold]{escape(one.id)}[/bold]  {escape(one.verdict + by)}\n"
            f"    {escape(one.agency)} {one.year or ''}: {escape(one.figures[:120])}",
            soft_wrap=True,
        )
    told = ", ".join(f"{number} {name}" for name, number in sorted(left.items()))
    out.print(f"Waiting for a decision: {told}." if left else "Nothing waits for a decision.")


@review.command()
@archive_option
@click.argument("name", metavar="ID")
def show(archive: Path, name: str) -> None:
    """Show one failing check: what should hold, each figure, and where it stands in the archived original.

    \b
    Example:
      nianbao review show 12/applications.row_total/granted
    """
    db = opened(archive)
    try:
        one = failure(db, name)
        for line in lines_of(db, one):
            out.print(escape(line), soft_wrap=True)
    except NoSuchFailureError as error:
        fail(str(error))
    finally:
        db.close()


def lines_of(db: Database, one: Failure) -> list[str]:
    """All that is known of a failure: the statement, the verdict, the figures with their places."""
    words = one.words
    by = f", decided by {one.decided_by}" if one.decided_by else ""
    lines = [
        f"{one.agency} {one.year or ''} ({one.scope}): {one.title}",
        f"{one.check} {one.where}",
        f"    {words['zh']}",
        f"    {words['en']}",
        f"    {one.figures}",
        f"verdict: {one.verdict}{by}",
    ]
    lines += [f"    {text}" for text in (one.evidence, one.reason) if text]
    if words["excuses_zh"]:
        lines.append(f"    may rightly fail: {words['excuses_zh']} · {words['excuses_en']}")
    lines += original(db, one.report_id, one.cells(db))
    if one.other_report_id:
        lines += original(db, one.other_report_id, one.cells(db, other=True))
    return lines


def original(db: Database, report_id: int, keys: list[str]) -> list[str]:
    """Where figures of a report stand in its original, one line each."""
    url, capture_id, warc_file, offset, fetched_at, blob = db.execute(
        "SELECT r.url, r.capture_id, c.warc_file, c.warc_offset, c.fetched_at, p.places FROM reports r "
        "JOIN captures c ON c.id = r.capture_id LEFT JOIN places p ON p.report_id = r.id WHERE r.id = ?",
        (report_id,),
    ).fetchone()
    places: dict[str, str] = json.loads(zlib.decompress(blob)) if blob else {}
    values = stored_figures(db, report_id)
    lines = [
        f"report {report_id}: {url}",
        f"    capture {capture_id} of {fetched_at}, {warc_file} at {offset}",
    ]
    lines += [
        f"    {key} = {values.get(key, '(no figure)')}" + (f"    {places[key]}" if key in places else "")
        for key in keys
    ]
    return lines


@review.command()
@archive_option
@click.argument("name", metavar="ID")
@click.argument("verdict", type=click.Choice(VERDICTS))
@click.option("--note", default="", help="Why; shown as the evidence.")
@click.option("--by", default="", help="Who decides: any words.")
def decide(archive: Path, name: str, verdict: str, note: str, by: str) -> None:
    """Decide one failing check: published_error, misread, excused (it rightly fails), or open again.

    \b
    Example:
      nianbao review decide 12/years.carry_over/total excused --note "merged in 2022" --by "Li, audit office"
    """
    db = opened(archive)
    try:
        with db.atomic():
            one = failure(db, name)
            decisions.record(db, [one.decided(verdict, note[:4000], by[:200] or "review")])
    except NoSuchFailureError as error:
        fail(str(error))
    except sqlite3.OperationalError as error:
        fail(f"{archive}: {error}; another run writes, try again in a minute", LOCKED)
    finally:
        db.close()
    out.print(escape(f"{one.agency} {one.year or ''} {one.check} {one.where}: {verdict}"))


@review.command("export")
@archive_option
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, allow_dash=True), default="-")
def export(archive: Path, file: Path) -> None:
    """Write all decisions as JSON to FILE, or to the terminal.

    \b
    Example:
      nianbao review export decisions.json
    """
    db = opened(archive)
    try:
        every = [one.as_json() for one in decisions.every(db)]
    finally:
        db.close()
    if str(file) == "-":
        click.echo(json_text(every, indent=1))
        return
    file.write_text(json.dumps(every, ensure_ascii=False, indent=1) + "\n", "utf-8")
    out.print(escape(f"{len(every)} decisions written to {file}"))


@review.command("import")
@archive_option
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
def import_(archive: Path, file: Path) -> None:
    """Take over decisions from a JSON FILE, each in place of an older one about the same.

    All or nothing: a file with anything wrong in it changes nothing.

    \b
    Example:
      nianbao review import decisions.json
    """
    if file.stat().st_size > MOST_BYTES:
        fail(f"{file}: larger than {MOST_BYTES:,} bytes")
    try:
        data = json.loads(file.read_text("utf-8"))
        if not isinstance(data, list):
            raise DecisionError("not a list of decisions")
        kept = [decisions.from_json(one) for one in data]
    except (ValueError, RecursionError) as error:
        fail(f"{file}: {error}")
    db = opened(archive)
    try:
        with db.atomic():
            settled = decisions.record(db, kept)
    except sqlite3.OperationalError as error:
        fail(f"{archive}: {error}; another run writes, try again in a minute", LOCKED)
    finally:
        db.close()
    out.print(
        escape(f"{len(kept)} decisions taken over; {settled} failing checks now carry a person's verdict.")
    )
