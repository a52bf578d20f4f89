"""What this project adds to Datasette, hook by hook; each hook is a line over a module beside it.

Registered once for all applications of a process: apart from the search function, all of
it acts only on an application that `web.app.make` has made.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable
from typing import Any

from datasette import NotFound, Request, Response, hookimpl
from datasette.app import Datasette
from markupsafe import Markup

from archive.search import query
from web import answers, cells, dictionary, language, questions, wrapper
from web.pages import capture, report
from web.regions import province_name

ROUTES = (
    (r"/report/(?P<id>\d{1,15})$", report.show),
    (r"/capture/(?P<id>\d{1,15})$", capture.show),
    (r"/capture/(?P<id>\d{1,15})/original$", capture.original),
)


def ours(datasette: Datasette) -> bool:
    return answers.NAME in datasette.databases and bool((datasette.config or {}).get("databases"))


@hookimpl(trylast=True)
def prepare_connection(conn: sqlite3.Connection) -> None:
    """Datasette's own search boxes find Chinese words: its `escape_fts` gives way to ours.

    `province(code)` is the Chinese name of the province that a region lies in.
    """
    conn.create_function("escape_fts", 1, query, deterministic=True)
    conn.create_function("province", 1, lambda code: province_name(str(code or ""), "zh"), deterministic=True)


@hookimpl
def register_routes(datasette: Datasette) -> list[tuple[str, Any]]:
    return list(ROUTES) if ours(datasette) else []


@hookimpl
def extra_template_vars(request: Request | None, datasette: Datasette) -> dict[str, Any]:
    """What every template may use: the language, and the words for what the archive stores."""
    if not ours(datasette):
        return {}
    chosen = language.language_of(request)
    return {
        "lang": chosen,
        "say": language.sayer(chosen),
        "word": lambda key: dictionary.word(key, chosen),
        "table_words": lambda table: dictionary.table_words(table, chosen),
        "column_words": lambda table, column: dictionary.column_words(table, column, chosen),
        "gloss": dictionary.gloss,
        "heading": lambda table, column: dictionary.heading(table, column, chosen),
        "relation": lambda key, display: dictionary.relation(key, display, chosen),
        "facet_word": lambda column, value: cells.word_of(column, value, chosen),
        "described_columns": lambda table: dictionary.described(table, chosen),
        "question": lambda name: questions.question(name, chosen),
        "chart_of": questions.chart_of,
        "switch_language": lambda other: (
            language.switched(request.path, request.query_string, other) if request else f"/?_lang={other}"
        ),
    }


@hookimpl
def render_cell(
    datasette: Datasette, request: Request | None, value: Any, column: str, table: str | None
) -> Markup | None:
    return (
        cells.shown(datasette, value, column, table, language.language_of(request))
        if ours(datasette)
        else None
    )


@hookimpl
def asgi_wrapper(datasette: Datasette) -> Callable[[Any], Any]:
    return wrapper.wrap if ours(datasette) else lambda app: app


@hookimpl(tryfirst=True)
def handle_exception(
    datasette: Datasette, request: Request, exception: Exception
) -> Callable[[], Awaitable[Response]] | None:
    """Addresses that lead nowhere get our own page; everything else is Datasette's to tell."""
    last = request.path.rpartition("/")[2]
    if not ours(datasette) or not isinstance(exception, NotFound) or "." in last:
        return None

    async def answer() -> Response:
        zh, en = "这个地址没有内容。", "There is nothing at this address."
        return await answers.missing(datasette, request, zh, en)

    return answer
