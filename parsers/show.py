"""What was read of a document, drawn over its tables: the key of each figure in the place where it stands.

For people who improve parsers: `as_text` for the terminal, `as_html` for a browser. Cells that gave no figure
show what is printed in them; figures show state and key as well, so that a shifted row is seen at a glance.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from html import escape

from parsers.model import Cell, Document, GridCell, Hints, Report, State, Table
from parsers.parse import failed, report
from parsers.readers import NOTHING_KNOWN, read_many

WIDEST = 18  # columns of the terminal for one cell
MARKS = {State.UNREADABLE: "?", State.BLANK: "_", State.SLASH: "/", State.DASH: "-", State.TEXT: "t"}
STYLE = (
    "body{font:14px sans-serif;margin:1rem}table{border-collapse:collapse;margin:1rem 0}"
    "td{border:1px solid #999;padding:.2rem .4rem;vertical-align:top}small{display:block;color:#06c}"
    ".unreadable{background:#fdd}.read{background:#efe}"
)


def read(body: bytes, hints: Hints = NOTHING_KNOWN) -> Iterator[tuple[Document | None, Report]]:
    """Each document of a file with the report read from it; None for a document that cannot be opened."""
    for outcome in next(read_many([(body, hints)])):
        if outcome.document is None:
            reason = outcome.error.reason if outcome.error else ""
            yield None, failed(outcome.member.kind, reason, outcome.member.hints)
        else:
            yield outcome.document, report(outcome.document, outcome.member.hints)


def as_text(body: bytes, hints: Hints = NOTHING_KNOWN) -> str:
    """The tables as text, figures as `value←item.column`, then the issues and the checks that fail."""
    parts: list[str] = []
    for document, made in read(body, hints):
        parts.append(heading(made))
        cells = by_place(made)
        for number, table in enumerate(document.tables if document else (), 1):
            parts.append(f"\ntable {number}  {table.place}")
            parts += [line for row in table.rows() if (line := drawn(row, cells))]
        parts += [f"! {issue.code}: {issue.message} ({issue.where})" for issue in made.issues]
        parts += [
            f"! {check.check} {check.where}: {check.left} ≠ {check.right} ({check.verdict})"
            for check in made.checks
            if check.holds is False
        ]
    return "\n".join(parts) + "\n"


def heading(made: Report) -> str:
    counted = sum(cell.state not in (State.ABSENT, State.UNREADABLE) for cell in made.cells)
    words = [
        made.title or "(no title)",
        made.agency,
        str(made.year or ""),
        made.template,
        str(made.status),
        made.reason,
    ]
    return "  ".join(word for word in words if word) + f"  {counted} of {len(made.cells)} figures"


def by_place(made: Report) -> dict[str, Cell]:
    return {str(cell.place): cell for cell in made.cells if str(cell.place)}


def drawn(row: list[GridCell], cells: dict[str, Cell]) -> str:
    """One row, cell by cell."""
    shown = []
    for each in row:
        found = cells.get(str(each.place))
        text = " ".join(each.text.split())
        if found:
            mark = MARKS.get(found.state, "")
            text = f"{cut(text)}{mark}←{found.item}.{found.column}"
        else:
            text = cut(text)
        shown.append(text)
    return " │ ".join(shown).rstrip(" │")


def cut(text: str) -> str:
    """Text of at most `WIDEST` columns of a terminal.

    >>> cut("第二十条第（一）项信息内容")
    '第二十条第（一）…'
    """
    width = 0
    for at, sign in enumerate(text):
        width += 2 if unicodedata.east_asian_width(sign) in "WF" else 1
        if width > WIDEST:
            return text[: at - 1] + "…"
    return text


def as_html(body: bytes, hints: Hints = NOTHING_KNOWN) -> str:
    """A page with the tables as they were understood: spans, texts, keys; nothing of the document runs."""
    parts = []
    for document, made in read(body, hints):
        parts.append(f"<h1>{escape(heading(made))}</h1>")
        cells = by_place(made)
        parts += [table_html(table, cells) for table in (document.tables if document else ())]
        lines = [f"{issue.code}: {issue.message} {issue.where}" for issue in made.issues]
        lines += [
            f"{check.check} {check.where}: {check.left} ≠ {check.right}"
            for check in made.checks
            if check.holds is False
        ]
        parts.append("<ul>" + "".join(f"<li>{escape(line)}</li>" for line in lines) + "</ul>")
    head = f'<meta charset="utf-8"><style>{STYLE}</style>'
    content = "\n".join(parts)
    return f"<!DOCTYPE html><html><head>{head}</head><body>{content}</body></html>"


def table_html(table: Table, cells: dict[str, Cell]) -> str:
    lines = [
        "<tr>" + "".join(cell_html(each, cells.get(str(each.place))) for each in row) + "</tr>"
        for row in table.rows()
    ]
    return f"<p>{escape(str(table.place))}</p><table>{''.join(lines)}</table>"


def cell_html(each: GridCell, found: Cell | None) -> str:
    kind = note = ""
    if found:
        kind = ' class="unreadable"' if found.state is State.UNREADABLE else ' class="read"'
        note = f"<small>{escape(f'{found.item}.{found.column} {found.state} {found.note}')}</small>"
    return f'<td{kind} colspan="{each.column_span}" rowspan="{each.row_span}">{escape(each.text)}{note}</td>'
