"""What was read of a document, drawn over its tables: the key of each figure in the place where it stands.

For people who improve parsers: `as_text` for the terminal, `as_html` for a browser. Cells that gave no figure
show what is printed in them; figures show state and key as well, so that a shifted row is seen at a glance.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from html import escape

from parsers.document import Document, GridCell, Hints, Table
from parsers.model import Cell, Report, State
from parsers.parse import failed
from parsers.readers import NOTHING_KNOWN, read_many
from parsers.readers.members import Member
from parsers.report import report
from parsers.several import separate
from parsers.show_pages import Picture, Pictures, no_pictures, pages_html

WIDEST = 18  # columns of the terminal for one column of a table
GAP = 2  # between two of them
MARKS = {State.UNREADABLE: "?", State.BLANK: "_", State.TEXT: "t"}  # a slash and a dash tell themselves
STYLE = (
    "body{font:14px/1.5 sans-serif;margin:1rem;color:#111;background:#fff}"
    "h1{font-size:1.3rem;margin:1.5rem 0 0}figure{margin:1rem 0}figure,.table{overflow-x:auto}"
    "table{border-collapse:collapse;margin:.3rem 0 1rem}"
    "td{border:1px solid #999;padding:.2rem .4rem;vertical-align:top;min-width:4em}"
    "small{display:block;color:#05a}td.unreadable{background:#fdd}td.read{background:#efe}"
    "svg{width:max(100%,60rem);border:1px solid #999;display:block}"
    "rect{fill:none;stroke:#88a;vector-effect:non-scaling-stroke}rect.read{fill:#0a03;stroke:#080}"
    "rect.unreadable{fill:#e003;stroke:#c00}svg text{fill:#05a;paint-order:stroke;stroke:#fff;"
    "stroke-width:2px;vector-effect:non-scaling-stroke}"
)


def read(body: bytes, hints: Hints = NOTHING_KNOWN) -> Iterator[tuple[Member, Document | None, Report]]:
    """Each report of a file with the document it stands in; None for a document that cannot be opened."""
    for outcome in next(read_many([(body, hints)])):
        if outcome.document is None:
            reason = outcome.error.reason if outcome.error else ""
            yield outcome.member, None, failed(outcome.member.kind, reason, outcome.member.hints)
        else:
            for document in separate(outcome.document, outcome.member.hints):
                yield outcome.member, document, report(document, outcome.member.hints)


def as_text(body: bytes, hints: Hints = NOTHING_KNOWN) -> str:
    """The tables as aligned text, under each figure the key of its column, then issues and failing checks.

    The key of the row stands under its first figure. `?` marks a figure that is unreadable, `_` a blank,
    `t` one that is words.
    """
    parts: list[str] = []
    for _, document, made in read(body, hints):
        parts.append(heading(made))
        cells = by_place(made)
        for number, table in enumerate(document.tables if document else (), 1):
            parts.append(f"\ntable {number}  {table.place}")
            parts += drawn(table, cells)
        parts += [
            f"! {issue.code}: {issue.message}" + (f" ({issue.where})" if issue.where else "")
            for issue in made.issues
        ]
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
        made.scope,
        made.template,
        str(made.status),
        made.reason,
    ]
    return "  ".join(word for word in words if word) + f"  {counted} of {len(made.cells)} figures"


def by_place(made: Report) -> dict[str, Cell]:
    return {str(cell.place): cell for cell in made.cells if str(cell.place)}


def drawn(table: Table, cells: dict[str, Cell]) -> list[str]:
    """A table line by line: its texts, under them the columns of the figures, under these their rows."""
    rows = table.rows()
    found = {id(each): cells.get(str(each.place)) for row in rows for each in row}
    widths = [3] * table.width
    for row in rows:
        for each in row:
            if each.column_span == 1:
                cell = found[id(each)]
                needed = max(width(shown(each, cell)), width(cell.column) if cell else 0)
                widths[each.column] = max(widths[each.column], min(needed, WIDEST))
    lines = []
    for row in rows:
        if not any(each.text.strip() or found[id(each)] for each in row):
            continue
        columns, items = [], []
        texts = []
        last = ""
        for each in row:
            cell = found[id(each)]
            texts.append((each, shown(each, cell), cell is not None))
            if cell:
                columns.append((each, cell.column, True))
                key = cell.item if cell.item != last else ""
                items.append((each, key, False))
                last = cell.item
        lines.append(set_out(texts, widths, cut_to_fit=True))
        if columns:
            lines.append(set_out(columns, widths, cut_to_fit=True))
            lines.append(set_out(items, widths, cut_to_fit=False))
    return lines


def shown(each: GridCell, found: Cell | None) -> str:
    """What is printed in a cell, its white space collapsed; for a figure with the mark of its state."""
    return " ".join(each.text.split()) + (MARKS.get(found.state, "") if found else "")


def set_out(entries: Sequence[tuple[GridCell, str, bool]], widths: Sequence[int], *, cut_to_fit: bool) -> str:
    """One line: each text in the columns of its cell, figures (True) to the right."""
    line = ""
    reached = 0
    for each, text, right in entries:
        start = sum(widths[: each.column]) + GAP * each.column
        line += " " * max(0, start - reached)
        reached = max(start, reached)
        room = sum(widths[each.column : each.column + each.column_span]) + GAP * (each.column_span - 1)
        told = cut(text, room) if cut_to_fit else text
        space = " " * max(0, room - width(told)) if right else ""
        line += space + told
        reached += len(space) + width(told)
        if reached > start + room and told:
            line += " "
            reached += 1
    return line.rstrip()


def width(text: str) -> int:
    """How many columns of a terminal a text takes.

    >>> width("第20条")
    6
    """
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def cut(text: str, room: int) -> str:
    """Text of at most `room` columns of a terminal.

    >>> cut("第二十条第（一）项信息内容", 18), cut("other_org", 9)
    ('第二十条第（一）…', 'other_org')
    """
    if width(text) <= room:
        return text
    used = 0
    for at, sign in enumerate(text):
        used += width(sign)
        if used > room - 1:
            return text[:at] + "…"
    return text


def as_html(body: bytes, hints: Hints = NOTHING_KNOWN, pictures: Pictures = no_pictures) -> str:
    """A page with the document's pages, if it has any, each cell in a box, and the tables as they were
    understood: spans, texts, keys. `pictures` gives the looks of pages. Nothing of the document runs.
    """
    parts = []
    looks: dict[int, Mapping[int, Picture]] = {}  # by member: one may hold several reports
    for member, document, made in read(body, hints):
        title, *rest = heading(made).split("  ")
        parts.append(f"<h1>{escape(title)}</h1><p>{escape(' · '.join(rest))}</p>")
        cells = by_place(made)
        if document:
            if id(member) not in looks:
                looks[id(member)] = pictures(member.kind, member.body)
            parts += pages_html(document, cells, looks[id(member)])
            parts += [table_html(table, cells) for table in document.tables]
        lines = [f"{issue.code}: {issue.message} {issue.where}" for issue in made.issues]
        lines += [
            f"{check.check} {check.where}: {check.left} ≠ {check.right}"
            for check in made.checks
            if check.holds is False
        ]
        parts.append("<ul>" + "".join(f"<li>{escape(line)}</li>" for line in lines) + "</ul>")
    head = (
        '<meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{escape(hints.name or 'nianbao parse')}</title><style>{STYLE}</style>"
    )
    content = "\n".join(parts)
    return f'<!DOCTYPE html><html lang="zh-CN"><head>{head}</head><body>{content}</body></html>'


def table_html(table: Table, cells: dict[str, Cell]) -> str:
    lines = [
        "<tr>" + "".join(cell_html(each, cells.get(str(each.place))) for each in row) + "</tr>"
        for row in table.rows()
    ]
    return f'<p>{escape(str(table.place))}</p><div class="table"><table>{"".join(lines)}</table></div>'


def cell_html(each: GridCell, found: Cell | None) -> str:
    kind = note = ""
    if found:
        kind = ' class="unreadable"' if found.state is State.UNREADABLE else ' class="read"'
        note = f"<small>{escape(f'{found.item}.{found.column} {found.state} {found.note}')}</small>"
    return f'<td{kind} colspan="{each.column_span}" rowspan="{each.row_span}">{escape(each.text)}{note}</td>'
