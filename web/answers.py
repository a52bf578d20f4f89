"""What the pages of this project share: the archive they read, and how they answer."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from datasette import Request, Response
from datasette.app import Datasette

from archive.schema import captures_folder

NAME = "archive"
T = TypeVar("T")


async def read(datasette: Datasette, function: Callable[[sqlite3.Connection], T]) -> T:
    """What a function makes of the archive, run in one of Datasette's reading threads."""
    result: T = await datasette.get_database(NAME).execute_fn(function)
    return result


def dicts(db: sqlite3.Connection, sql: str, parameters: Any = ()) -> list[dict[str, Any]]:
    """All rows of a query, each as a dict by column."""
    cursor = db.execute(sql, parameters)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]


def one(db: sqlite3.Connection, sql: str, parameters: Any = ()) -> dict[str, Any] | None:
    """The first row of a query, or None."""
    return next(iter(dicts(db, sql, parameters)), None)


def folder(datasette: Datasette) -> Path:
    """Where the WARC files of the archive lie."""
    return captures_folder(datasette.get_database(NAME).path)


def whole(text: str | None, default: int, most: int) -> int:
    """A whole number out of an address, at most `most`; the default where there is none.

    >>> whole("12", 1, 500), whole("99999", 1, 500), whole("²", 1, 500), whole(None, 0, 9)
    (12, 500, 1, 0)
    """
    digits = text or ""
    return min(int(digits), most) if digits.isdecimal() and len(digits) < 16 else default


async def page(
    datasette: Datasette, request: Request, template: str, context: dict[str, Any], status: int = 200
) -> Response:
    """A page of ours."""
    text = await datasette.render_template(template, context, request=request, view_name="nianbao")
    return Response.html(text, status=status)


async def missing(datasette: Datasette, request: Request, zh: str, en: str) -> Response:
    """A friendly 404 that says what is not there and where to go instead."""
    return await page(datasette, request, "missing.html", {"zh": zh, "en": en}, status=404)
