"""What this project adds to Datasette, hook by hook; each hook is a line over a module beside it.

Registered once for all applications of a process: apart from the search function, all of
it acts only on an application that `web.app.make` has made.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Generator
from typing import Any

from datasette import Request, hookimpl
from datasette.app import Datasette
from datasette.permissions import Action, PermissionSQL
from markupsafe import Markup

from archive.search import query
from web import answers, cells, charts, dictionary, language, messages, questions, workbook, wrapper
from web.facets import CountedFacet
from web.pages import (
    agency,
    capture,
    compare,
    downloads,
    errors,
    export,
    feeds,
    home,
    quality,
    region,
    report,
    review,
    search,
    site,
    status,
)
from web.regions import province_name

ROUTES = (
    (r"/$", home.show),
    (r"/search$", search.show),
    (r"/report/(?P<id>\d{1,15})$", report.show),
    (r"/report/(?P<id>\d{1,15})\.(?P<form>json|csv|xlsx)$", export.show),
    (r"/agency/(?P<id>\d{1,15})$", agency.show),
    (r"/regions$", region.show_all),
    (r"/region/(?P<code>\d{2}(?:\d{2}){0,5})$", region.show),
    (r"/compare$", compare.show),
    (r"/capture/(?P<id>\d{1,15})$", capture.show),
    (r"/capture/(?P<id>\d{1,15})/original$", capture.original),
    (r"/sha256/(?P<digest>[0-9a-fA-F]{1,128})$", capture.by_digest),
    (r"/questions$", site.questions),
    (r"/about$", site.about),
    (r"/downloads$", downloads.show),
    (r"/downloads/(?P<export>[^/]{1,80})/(?P<name>.{1,200})$", downloads.file),
    (r"/status$", status.show),
    (r"/quality$", quality.show),
    (r"/cards$", quality.cards),
    (r"/review$", review.show),
    (r"/review/enter$", review.enter),
    (r"/-/health$", status.health),
    (r"/feeds/(?P<name>[a-z]+)\.atom$", feeds.show),
    (r"/robots\.txt$", site.robots),
    (r"/llms\.txt$", site.llms),
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
def register_actions(datasette: Datasette) -> list[Action]:
    return [Action(name=review.ACTION, description="Decide failing checks")]


@hookimpl
def permission_resources_sql(
    datasette: Datasette, actor: dict[str, Any] | None, action: str
) -> PermissionSQL | None:
    return review.permitted(datasette, actor, action)


@hookimpl
def extra_template_vars(request: Request | None, datasette: Datasette) -> dict[str, Any]:
    """What every template may use: the language, and the words for what the archive stores."""
    if not ours(datasette):
        return {}
    chosen = language.language_of(request)
    return {
        "lang": chosen,
        "say": language.sayer(chosen),
        "in_beijing": language.in_beijing,
        "word": lambda key: dictionary.word(key, chosen),
        "table_words": lambda table: dictionary.table_words(table, chosen),
        "column_words": lambda table, column: dictionary.column_words(table, column, chosen),
        "gloss": dictionary.gloss,
        "heading": lambda table, column: dictionary.heading(table, column, chosen),
        "relation": lambda key, display: dictionary.relation(key, display, chosen),
        "column_order": cells.column_order,
        "table_rows": cells.rows,
        "facet_word": lambda column, value, table="": cells.word_of(column, value, chosen, table),
        "described_columns": lambda table: dictionary.described(table, chosen),
        "question": lambda name: questions.question(name, chosen),
        "chart_of": questions.chart_of,
        "told": lambda text: messages.told(text, chosen),
        "issue_words": lambda code, text: messages.issue(code, text, chosen),
        "error_words": lambda text: errors.words(str(text), chosen),
        "outline_source": charts.outline_source,
        "is_number": lambda shown: questions.number(shown) is not None,
        "switch_language": lambda other: (
            language.switched(request.path, request.query_string, other) if request else f"/?_lang={other}"
        ),
    }


@hookimpl
def render_cell(
    datasette: Datasette, request: Request | None, row: Any, value: Any, column: str, table: str | None
) -> Markup | None:
    return (
        cells.shown(datasette, row, value, column, table, language.language_of(request))
        if ours(datasette)
        else None
    )


@hookimpl
def register_facet_classes() -> list[type[CountedFacet]]:
    return [CountedFacet]


@hookimpl
def register_output_renderer(datasette: Datasette) -> list[dict[str, Any]]:
    # Asked before the archive is added, so by the configuration alone.
    configured = answers.NAME in (datasette.config or {}).get("databases", {})
    return [{"extension": "xlsx", "render": workbook.render}] if configured else []


@hookimpl
def asgi_wrapper(datasette: Datasette) -> Callable[[Any], Any]:
    return wrapper.wrap if ours(datasette) else lambda app: app


@hookimpl(wrapper=True)
def handle_exception(
    datasette: Datasette, request: Request, exception: Exception
) -> Generator[None, list[Any], list[Any]]:
    """Our own answers in place of Datasette's, which prints the insides of the server at every 404."""
    others = yield
    return [lambda: errors.answer(datasette, request, exception)] if ours(datasette) else others
