"""Cells of Datasette's own tables: links to our pages, and words for what the archive stores as keys."""

from __future__ import annotations

from typing import Any

from datasette.app import Datasette
from markupsafe import Markup, escape

from web.dictionary import word

# Columns whose values are words of the dictionary.
WORDS = {"status", "state", "scope", "verdict", "outcome", "template", "expected_template"}
WORDS |= {"读取结果", "所用格式", "应用格式"}
# Columns that hold the number of something that has a page of ours.
PAGES = {
    "report_id": "/report/",
    "报告": "/report/",
    "agency_id": "/agency/",
    "capture_id": "/archive/captures/",
    "old_capture_id": "/archive/captures/",
    "new_capture_id": "/archive/captures/",
}


def shown(datasette: Datasette, value: Any, column: str, table: str | None, language: str) -> Markup | None:
    """How a cell is shown, or None for Datasette's own way."""
    if value is None or isinstance(value, bytes):
        return None
    if column in PAGES and isinstance(value, int):
        address = datasette.urls.path(f"{PAGES[column]}{value}")
        return Markup('<a href="{}">{}</a>').format(address, value)
    if column in WORDS and isinstance(value, str) and word_of(column, value, language) != value:
        return Markup('<span title="{}">{}</span>').format(value, word_of(column, value, language))
    if column == "sha256":
        return Markup('<code title="{}">{}…</code>').format(value, str(value)[:12])
    if isinstance(value, str) and value.startswith(("http://", "https://")):
        address = Markup('<a href="{0}" rel="noreferrer nofollow" class="url">{1}</a>')
        return address.format(value, value if len(value) < 90 else value[:89] + "…")
    return (
        Markup("<bdi>{}</bdi>").format(escape(value))
        if column in ("title", "agency", "机关", "标题")
        else None
    )


def word_of(column: str, value: Any, language: str) -> str:
    """The word for a stored value, if its column holds such words.

    >>> word_of("status", "partial", "zh"), word_of("agency", "partial", "zh")
    ('部分读出', 'partial')
    """
    return word(value, language) if column in WORDS else str(value)
