"""Cells of Datasette's own tables: links to our pages, and words for what the archive stores as keys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from datasette.app import Datasette
from datasette.utils import to_css_class
from markupsafe import Markup, escape

from web.dictionary import identities, label, outcome, word
from web.messages import told
from web.regions import place_name

# Columns that stand before the others, in this order.
FIRST = {
    "reports": (
        "id", "title", "agency", "year", "region", "published_on", "status", "checks_failed", "state",
        "template", "scope", "kind", "url",
    ),
    "captures": ("id", "url", "fetched_at", "role", "mime", "size", "status"),
    "readings": ("capture_id", "title", "status", "reason", "kind", "year", "agency"),
}  # fmt: skip
# Columns whose values are words of the dictionary.
WORDS = {"status", "state", "scope", "verdict", "outcome", "template", "expected_template"}
WORDS |= {"读取结果", "所用格式", "应用格式", "判定"}
# Columns whose values are keys of the forms.
KEYS = {"item", "measure", "proceeding", "column", "table", "where"}
WORDED = WORDS | KEYS | {"outcome", "check", "核对", "region"}
# Columns of sentences that the machinery writes in English.
MESSAGES = {"reason", "state_reason", "message", "evidence", "原因", "依据"}
# Columns that hold the number of something that has a page of ours.
PAGES = {
    "report_id": "/report/",
    "报告": "/report/",
    "other_report_id": "/report/",
    "agency_id": "/agency/",
    "机关编号": "/agency/",
    "capture_id": "/archive/captures/",
    "old_capture_id": "/archive/captures/",
    "new_capture_id": "/archive/captures/",
}


def shown(
    datasette: Datasette, row: Any, value: Any, column: str, table: str | None, language: str
) -> Markup | None:
    """How a cell is shown, or None for Datasette's own way."""
    if value is None or isinstance(value, bytes):
        return None
    made: Markup | None = None
    if isinstance(value, dict):  # a key of another table, with the label of its row
        if column not in PAGES:
            return None
        address = datasette.urls.path(f"{PAGES[column]}{value['value']}")
        made = Markup('<a href="{}"><bdi>{}</bdi></a>').format(address, value["label"] or value["value"])
    elif table == "reports" and column == "title" and "id" in row.keys():  # noqa: SIM118 - a row of SQLite
        address = datasette.urls.path(f"/report/{row['id']}")
        made = Markup('<a href="{}"><bdi>{}</bdi></a>').format(address, value or "—")
    elif column in PAGES and isinstance(value, int):
        made = Markup('<a href="{}">{}</a>').format(datasette.urls.path(f"{PAGES[column]}{value}"), value)
    elif column in WORDED and (words := word_of(column, value, language, table or "")) != str(value):
        made = Markup('<span title="{}">{}</span>').format(value, words)
    elif column in MESSAGES and isinstance(value, str):
        made = told(value, language)
    elif column == "sha256":
        made = Markup('<code title="{}">{}…</code>').format(value, str(value)[:12])
    elif isinstance(value, str) and value.startswith(("http://", "https://")):
        address = value if len(value) < 90 else value[:89] + "…"
        made = Markup('<a href="{}" rel="noreferrer nofollow" class="url">{}</a>').format(value, address)
    elif column in ("title", "agency", "机关", "标题"):
        made = Markup("<bdi>{}</bdi>").format(value)
    return made


def word_of(column: str, value: Any, language: str, table: str = "") -> str:
    """The word for a stored value, if its column holds such words.

    >>> word_of("status", "partial", "zh"), word_of("agency", "partial", "zh")
    ('部分读出', 'partial')
    >>> word_of("item", "granted", "zh", "applications"), word_of("region", "410300", "zh")
    ('（一）予以公开', '河南 洛阳市')
    """
    if column in KEYS:
        return label(table, value, language)
    if column in ("check", "核对"):
        return identities().get(value, {}).get(language, str(value))
    if column == "region" and isinstance(value, str) and value:
        return place_name(value, language)
    if column == "outcome":
        return outcome(value, language)
    return word(value, language) if column in WORDS else str(value)


def rows(display_rows: Sequence[Any], order: Sequence[int]) -> Markup:
    """The rows of a table in HTML; in one piece, for a template takes four times as long over its cells."""
    classes: dict[str, str] = {}
    lines = []
    for row in display_rows:
        cells = list(row)
        line = []
        for at in order:
            cell = cells[at]
            column = cell["column"]
            if column not in classes:
                classes[column] = to_css_class(column)
            line.append(
                f'<td class="col-{classes[column]} type-{cell["value_type"]}">{escape(cell["value"])}</td>'
            )
        lines.append(f"<tr>{''.join(line)}</tr>\n")
    return Markup("").join(map(Markup, lines))


def column_order(table: str, columns: Sequence[str]) -> list[int]:
    """The places of a table's columns in the order in which people want to read them.

    The link to the row, where its key has several columns, says nothing that they do not: it comes last.

    >>> column_order("reports", ["id", "key", "agency", "title"]), column_order("cells", ["Link", "item"])
    ([0, 3, 2, 1], [1, 0])
    """
    first = FIRST.get(table, ())
    return sorted(
        range(len(columns)),
        key=lambda at: (
            columns[at] == "Link",
            first.index(columns[at]) if columns[at] in first else len(first) + at,
        ),
    )
