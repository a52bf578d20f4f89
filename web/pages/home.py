"""The home page: what this is, how fresh, how much, what is new, what is in trouble."""

from __future__ import annotations

import sqlite3
from typing import Any

from datasette import Request, Response
from datasette.app import Datasette

from web import answers
from web.answers import dicts, one
from web.coverage import coverage, prefectures_of, provinces_of
from web.held import held
from web.language import language_of
from web.questions import queries, question


async def show(datasette: Datasette, request: Request) -> Response:
    language = language_of(request)
    context = await answers.read(datasette, fresh)
    context["holdings"] = await held(datasette, "holdings", holdings)
    context["coverage"] = await held(datasette, "coverage", coverage)
    regions = await held(datasette, "prefectures", prefectures_of)
    context["provinces"] = provinces_of(regions, language)
    context["questions"] = [question(name, language) for name in list(queries())[:6]]
    return await answers.page(datasette, request, "home.html", context)


def fresh(db: sqlite3.Connection) -> dict[str, Any]:
    """What must be of this moment; each query walks an index from its end."""
    return {
        "run": one(db, "SELECT * FROM runs WHERE finished_at IS NOT NULL ORDER BY id DESC LIMIT 1"),
        "running": one(db, "SELECT * FROM runs WHERE outcome = 'running' ORDER BY id DESC LIMIT 1"),
        "newest": dicts(db, "SELECT * FROM reports ORDER BY id DESC LIMIT 10"),
        "changes": dicts(
            db,
            """
            SELECT c.report_id, r.title, max(c.seen_at) AS seen_at, count(*) AS figures
            FROM (SELECT * FROM changes ORDER BY id DESC LIMIT 500) c JOIN reports r ON r.id = c.report_id
            GROUP BY c.report_id ORDER BY max(c.id) DESC LIMIT 6
            """,
        ),
        "sites": dicts(
            db, "SELECT * FROM sites WHERE state NOT IN ('ok', 'new') ORDER BY state_since DESC LIMIT 8"
        ),
        "lost": dicts(
            db,
            """
            SELECT id, title, state, state_since FROM reports WHERE id IN (
              SELECT id FROM reports WHERE state IN ('gone', 'unreachable', 'hidden')
              ORDER BY +id DESC LIMIT 8
            ) ORDER BY id DESC
            """,
        ),
        "failing": dicts(
            db,
            """
            SELECT id, title, checks_failed FROM reports WHERE id IN (
              SELECT id FROM reports WHERE checks_failed > 0 ORDER BY +id DESC LIMIT 6
            ) ORDER BY id DESC
            """,
        ),
    }


def holdings(db: sqlite3.Connection) -> dict[str, int]:
    counts = {
        "reports": "SELECT coalesce(sum(reports), 0) FROM coverage",
        "agencies": "SELECT count(*) FROM agencies",
        "captures": "SELECT count(*) FROM captures",
        "sites": "SELECT count(*) FROM sites",
        "failing": "SELECT coalesce(sum(failing), 0) FROM coverage",
        "changed": "SELECT count(DISTINCT report_id) FROM changes",
    }
    return {name: db.execute(sql).fetchone()[0] for name, sql in counts.items()}
