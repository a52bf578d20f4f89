"""Two to six reports side by side, figure by figure."""

from __future__ import annotations

import sqlite3
from typing import Any

from datasette import Request, Response
from datasette.app import Datasette

from archive.search import query
from parsers import templates
from parsers.templates import FormTable
from web import answers, charts
from web.answers import dicts
from web.figures import Figure, as_text, figures_of
from web.language import language_of

MOST = 6


async def show(datasette: Datasette, request: Request) -> Response:
    language = language_of(request)
    ids = [int(text) for text in request.args.getlist("report") if text.isdecimal() and len(text) < 16]
    ids = list(dict.fromkeys(ids))[:MOST]
    text = (request.args.get("add") or "")[:200]
    context = await answers.read(datasette, lambda db: gathered(db, ids, text, language))
    return await answers.page(datasette, request, "compare.html", context)


def gathered(db: sqlite3.Connection, ids: list[int], text: str, language: str) -> dict[str, Any]:
    marks = ",".join("?" * len(ids))
    rows = {row["id"]: row for row in dicts(db, f"SELECT * FROM reports WHERE id IN ({marks})", ids)}  # noqa: S608
    reports = [rows[report_id] for report_id in ids if report_id in rows]
    figures = {report["id"]: figures_of(db, report["id"]) for report in reports}
    names = [f"{report['agency']} {report['year'] or ''}" for report in reports]
    received = [
        figures[report["id"]].get(("applications", "new_received", "total"), Figure()) for report in reports
    ]
    label = "本年新收申请（件）" if language == "zh" else "Applications received"
    return {
        "reports": reports,
        "unknown": [report_id for report_id in ids if report_id not in rows],
        "tables": [
            table_of(name, reports, figures)
            for name in ("proactive_disclosure", "applications", "review_litigation")
        ],
        "chart": charts.Drawing(
            "报告" if language == "zh" else "Report", names, [(label, [figure.value for figure in received])]
        )
        if len(reports) > 1
        else None,
        "chart_label": label,
        "candidates": candidates(db, text, reports),
        "add": text,
        "full": len(reports) == MOST,
        "as_text": as_text,
    }


def candidates(db: sqlite3.Connection, text: str, reports: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Reports to add: those that match a text, else other years of the bodies already there."""
    columns = "id, title, agency, year, scope"
    held = {report["id"] for report in reports}
    if text.strip():
        found = dicts(
            db,
            f"""
            SELECT {columns} FROM reports WHERE id IN (
              SELECT rowid FROM reports_fts WHERE reports_fts MATCH ? LIMIT 500
            ) ORDER BY year DESC, id LIMIT 40
            """,  # noqa: S608 - columns above
            (query(text),),
        )
    elif reports:
        bodies = [report["agency_id"] for report in reports if report["agency_id"]]
        marks = ",".join("?" * len(bodies))
        found = dicts(
            db,
            f"SELECT {columns} FROM reports WHERE agency_id IN ({marks}) ORDER BY year DESC LIMIT 40",  # noqa: S608
            bodies,
        )
    else:
        found = []
    return [row for row in found if row["id"] not in held][:20]


def table_of(
    name: str, reports: list[dict[str, Any]], figures: dict[int, dict[tuple[str, str, str], Figure]]
) -> dict[str, Any]:
    """One official table over several reports: a line for each total, in the order of the newest form."""
    keys = sorted({report["template"] for report in reports} & set(templates.forms()), reverse=True)
    tables = [templates.load(key).table(name) for key in keys]
    lines: dict[tuple[str, str], dict[str, Any]] = {}
    for table in tables:
        for line in lines_of(table):
            lines.setdefault((line["item"], line["column"]), line)
    shown = []
    for (item, column), line in lines.items():
        cells = [figures[report["id"]].get((name, item, column)) for report in reports]
        if any(cell is not None and cell.state for cell in cells):
            shown.append({**line, "cells": cells})
    return {"key": name, "label": tables[0].label if tables else "", "lines": shown}


def lines_of(table: FormTable) -> list[dict[str, Any]]:
    """The figures worth a line: every one of the first table, the totals of the second, all of the third."""
    found = []
    for row, column in table.figures():
        if table.key == "applications" and column.key != "total":
            continue
        parts = [*row.groups[-1:], row.label] + ([column.label] if table.key != "applications" else [])
        found.append({"item": row.key, "column": column.key, "label": " · ".join(parts)})
    return found
