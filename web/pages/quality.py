"""How good the archive itself is, how every site does, and one body's card: counts with what they mean."""

from __future__ import annotations

import sqlite3
from typing import Any

from datasette import Request, Response
from datasette.app import Datasette

from checks.queue import waiting
from web import answers
from web.answers import dicts, one
from web.held import held

MOST_SITES = 500


async def show(datasette: Datasette, request: Request) -> Response:
    """The page of the archive's own coverage and quality."""
    return await answers.page(datasette, request, "quality.html", await held(datasette, "quality", measured))


async def cards(datasette: Datasette, request: Request) -> Response:
    """The report cards of all sites, those with most to say first."""
    return await answers.page(datasette, request, "cards.html", await held(datasette, "cards", sites))


def measured(db: sqlite3.Connection) -> dict[str, Any]:
    return {
        "completeness": dicts(db, "SELECT * FROM completeness ORDER BY year DESC LIMIT 30"),
        "families": dicts(db, "SELECT * FROM quality ORDER BY reports DESC LIMIT 60"),
        "oldest": dicts(
            db,
            "SELECT id, name, state, last_ok_at FROM sites "
            "ORDER BY last_ok_at IS NOT NULL, last_ok_at LIMIT 12",
        ),
        "fresh": one(
            db,
            "SELECT count(*) AS sites, sum(state = 'ok') AS well, min(last_ok_at) AS oldest, "
            "max(last_ok_at) AS newest FROM sites",
        ),
        "waiting": waiting(db),
        "decided": one(db, "SELECT count(*) AS number, sum(verdict = 'misread') AS misread FROM decisions"),
    }


def sites(db: sqlite3.Connection) -> dict[str, Any]:
    return {
        "cards": dicts(
            db,
            "SELECT c.*, s.name FROM site_cards c JOIN sites s ON s.id = c.site_id "
            "ORDER BY c.reports DESC LIMIT ?",
            (MOST_SITES,),
        )
    }
