"""Files on disk for `nianbao parse`: read in batches, told to a person."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import click
from rich.console import Console
from rich.markup import escape

from nianbao.plain import json_text
from parsers import show
from parsers.document import Hints
from parsers.model import Report, State, Status
from parsers.parse import parse_many

LARGEST = 100 * 1024 * 1024  # bytes; the same limit that the crawler sets for attachments
# End a line for many programs that read one object a line; JSON lets them stand in a text as they are.
LINE_ENDS = re.compile("[\x85\u2028\u2029]")
BATCH = 32  # files held in memory at a time, and given to one start of LibreOffice


def read(files: Iterable[Path]) -> Iterator[tuple[Path, list[Report]]]:
    """The reports of each file, in order; a file that cannot be opened gives one `failed` report."""
    batch: list[tuple[Path, bytes | str]] = []
    for file in files:
        batch.append((file, content(file)))
        if len(batch) == BATCH:
            yield from parsed(batch)
            batch = []
    yield from parsed(batch)


def parsed(batch: list[tuple[Path, bytes | str]]) -> Iterator[tuple[Path, list[Report]]]:
    found = parse_many([(body, Hints(name=file.name)) for file, body in batch if isinstance(body, bytes)])
    for file, body in batch:
        if isinstance(body, str):
            yield file, [Report(kind="", status=Status.FAILED, reason=body)]
        else:
            yield file, next(found)


def content(file: Path) -> bytes | str:
    """The bytes of a file, or why there are none."""
    try:
        if file.is_dir():
            return "is a directory; name the files in it"
        if not file.exists():
            return "no such file"
        if not file.is_file():
            return "is not a file"
        if file.stat().st_size > LARGEST:
            return f"is larger than {LARGEST // 1024 // 1024} MB"
        return file.read_bytes()
    except OSError as error:
        return error.strerror or "cannot be opened"


def json_line(file: Path, report: Report) -> str:
    """A report as one JSON object on one line, whatever counts as the end of one."""
    line = json_text(report.as_json(str(file)))
    return LINE_ENDS.sub(lambda found: f"\\u{ord(found[0]):04x}", line)


def draw(files: Iterable[Path], page: Path | None, err: Console) -> int:
    """Draw each file's tables on the terminal, or as an HTML page; 1 if a file could not be opened."""
    unread = 0
    for file in files:
        body = content(file)
        if isinstance(body, str):
            unread = 1
            err.print(f"nianbao: {escape(str(file))}: {escape(body)}", soft_wrap=True)
        elif page:
            from nianbao import pictures  # noqa: PLC0415 - of the web pages, which the other ways do without

            page.write_text(show.as_html(body, Hints(name=file.name), pictures.of_pages), "utf-8")
        else:
            click.echo(show.as_text(body, Hints(name=file.name)))
    return unread


def complaint(report: Report) -> str:
    """Why a report could not be read; "" if it was, or if the document is readably something else."""
    if report.status in (Status.PARSED, Status.PARTIAL):
        return ""
    if report.status is Status.NOT_A_REPORT:
        return f"not a report: {report.reason}" if report.reason else "not a report"
    if report.status is Status.NO_TABLES and report.template == "free":
        return ""
    return report.reason or str(report.status)


def summary(file: Path, report: Report, out: Console) -> None:
    """A few lines on what was read."""
    figures = [cell for cell in report.cells if cell.state is not State.ABSENT]
    failed = [check for check in report.checks if check.holds is False]
    unread = sum(cell.state is State.UNREADABLE for cell in figures)
    scope = "" if report.scope == "own" else f" ({report.scope})"
    out.print(f"[bold]{escape(file.name)}[/bold]  {escape(report.title)}")
    out.print(
        f"  {escape(report.agency or 'agency not found')}, {report.year or 'year not found'}{scope}; "
        f"{report.kind}, template {report.template or '-'}, {report.status}: {len(figures)} figures"
        + (f", {unread} unreadable" if unread else "")
    )
    for check in failed:
        out.print(
            f"  [red]{escape(check.check)}[/red] {escape(check.where)}: "
            f"{check.left} ≠ {check.right} ({check.verdict})"
        )
    for issue in report.issues:
        out.print(f"  [yellow]{escape(issue.code)}[/yellow] {escape(issue.message)}")
