"""Any table or query of Datasette as a workbook: what `.xlsx` at the end of its address gives."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from datasette import Request, Response

from web.dictionary import heading
from web.language import language_of
from web.spreadsheet import Value, as_xlsx

KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def render(
    columns: Sequence[str],
    rows: Sequence[sqlite3.Row],
    query_name: str | None,
    table: str | None,
    request: Request,
    error: str | None = None,
) -> Response:
    """The rows of a page as a sheet, under headings in the reader's language with the keys below them."""
    if error:
        return Response.text(error, status=400)
    name = table or query_name or "query"
    language = language_of(request)
    words = [heading(table or "", column, language) for column in columns]
    heads: list[Sequence[Value]] = [list(columns)] if words == list(columns) else [words, list(columns)]
    sheet = [*heads, *([plain(value) for value in row] for row in rows)]
    attachment = {
        "content-disposition": f"attachment; filename=archive.xlsx; filename*=UTF-8''{quote(name)}.xlsx"
    }
    return Response(as_xlsx([(name, sheet)]), headers=attachment, content_type=KIND)


def plain(value: Any) -> Value:
    """A value of a cell: that of a key of another table without its label; nothing for bytes."""
    if isinstance(value, Mapping):
        value = value["value"]
    return value if isinstance(value, str | int | float) else None
