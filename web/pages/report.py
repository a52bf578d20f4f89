"""The page of a report: its official tables as printed, its original beside it, all that is known of it."""

from __future__ import annotations

import sqlite3
from typing import Any

from datasette import Request, Response
from datasette.app import Datasette

from parsers import templates
from web import answers, figures, forms
from web.answers import dicts, one
from web.language import language_of
from web.regions import region_name


async def show(datasette: Datasette, request: Request) -> Response:
    report_id = int(request.url_vars["id"])
    language = language_of(request)
    context = await answers.read(datasette, lambda db: gathered(db, report_id, language))
    if context is None:
        zh, en = f"没有编号为 {report_id} 的报告。", f"There is no report number {report_id}."
        return await answers.missing(datasette, request, zh, en)
    return await answers.page(datasette, request, "report.html", context)


def form_of(key: str) -> templates.Form | None:
    """The form of this key if it has official tables; None for free forms and unread reports."""
    return templates.forms().get(key)


def gathered(db: sqlite3.Connection, report_id: int, language: str) -> dict[str, Any] | None:
    """All that the page shows, or None if there is no such report."""
    report = one(db, "SELECT * FROM reports WHERE id = ?", (report_id,))
    if report is None:
        return None
    form = form_of(report["template"])
    values = figures.figures_of(db, report_id)
    checks = dicts(db, "SELECT * FROM checks WHERE report_id = ?", (report_id,))
    failings = figures.failing_checks(checks, form, values)
    revised = changes(db, report_id, form)
    other_years = years(db, report)
    return {
        "report": report,
        "form": form,
        "forms": [(table, forms.printed(table)) for table in form.tables] if form else [],
        "figures": values,
        "figure_of": values.get,
        "places": figures.places_of(db, report_id),
        "failings": failings,
        "marks": figures.marks(failings),
        "as_text": figures.as_text,
        "region_name": region_name(db, report["region"], language),
        "capture": one(db, "SELECT * FROM captures WHERE id = ?", (report["capture_id"],)),
        "sections": dicts(db, "SELECT * FROM sections WHERE report_id = ? ORDER BY number, id", (report_id,)),
        "documents": documents(db, report),
        "changes": revised,
        "changed": {(change["table"], change["item"], change["column"]) for change in revised},
        "reworded": dicts(
            db, "SELECT * FROM ledger WHERE report_id = ? AND kind = 'sentence' LIMIT 60", (report_id,)
        ),
        "years": other_years,
        "statistics": dicts(db, "SELECT * FROM statistics WHERE report_id = ?", (report_id,)),
        "findings": findings(db, report_id),
        "duty": one(db, "SELECT * FROM duties WHERE report_id = ?", (report_id,)),
        "states": dicts(db, "SELECT * FROM report_states WHERE report_id = ? ORDER BY id", (report_id,)),
        "issues": dicts(db, "SELECT DISTINCT code, message FROM issues WHERE report_id = ?", (report_id,)),
        "site": one(db, "SELECT * FROM sites WHERE id = ?", (report["site_id"],)),
        "addresses": dicts(
            db, "SELECT * FROM addresses WHERE report_id = ? AND url <> ?", (report_id, report["url"])
        ),
    }


def documents(db: sqlite3.Connection, report: dict[str, Any]) -> list[dict[str, Any]]:
    """The documents that speak of a report, newest capture of each address, and how each was read."""
    found = dicts(
        db,
        """
        SELECT c.id, c.url, c.title, c.fetched_at, c.size, c.sha256, c.role,
          g.kind, g.status, g.reason, g.part
        FROM readings g JOIN captures c ON c.id = g.capture_id
        WHERE g.report_id = ? ORDER BY c.role DESC, c.id DESC, g.part
        """,
        (report["id"],),
    )
    held = {document["id"] for document in found}
    found += dicts(
        db,
        """
        SELECT c.id, c.url, c.title, c.fetched_at, c.size, c.sha256, c.role, coalesce(g.kind, '') AS kind,
          coalesce(g.status, '') AS status, coalesce(g.reason, '') AS reason, '' AS part
        FROM captures c LEFT JOIN readings g ON g.capture_id = c.id
        WHERE c.parent_id = ? AND c.role = 'attachment' ORDER BY c.id DESC
        """,
        (report["capture_id"],),
    )
    fresh = [
        document for number, document in enumerate(found) if number < len(held) or document["id"] not in held
    ]
    return fresh[:50]


def findings(db: sqlite3.Connection, report_id: int) -> list[dict[str, Any]]:
    """What the rules beyond one table found on a report, the graver first."""
    return dicts(
        db,
        """
        SELECT f.*, u.family, u.severity, u.zh, u.en, u.source, u.excuses_zh, u.excuses_en
        FROM findings f JOIN rules u ON u.id = f.rule
        WHERE f.report_id = ? AND f.outcome = 'fails'
        ORDER BY CASE u.severity WHEN 'error' THEN 0 WHEN 'warning' THEN 1 ELSE 2 END, f.rule, f.id LIMIT 60
        """,
        (report_id,),
    )


def changes(db: sqlite3.Connection, report_id: int, form: templates.Form | None) -> list[dict[str, Any]]:
    """The figures that changed after publication, newest first, with their labels."""
    found = dicts(db, "SELECT * FROM changes WHERE report_id = ? ORDER BY id DESC LIMIT 200", (report_id,))
    labels = figures.labels(form)
    for change in found:
        key = (change["table"], change["item"], change["column"])
        change["label"] = labels.get(key, ".".join(key))
    return found


def years(db: sqlite3.Connection, report: dict[str, Any]) -> list[dict[str, Any]]:
    """The reports of the same body and scope, one a year, oldest first, with their main figures."""
    if report["agency_id"] is None:
        return []
    return dicts(
        db,
        """
        SELECT r.id, r.year, r.status, r.checks_failed, r.published_on, n.total AS received,
          g.total AS granted, h.total AS handled, o.total AS carried_out
        FROM reports r
        LEFT JOIN applications n ON n.report_id = r.id AND n.item = 'new_received'
        LEFT JOIN applications g ON g.report_id = r.id AND g.item = 'granted'
        LEFT JOIN applications h ON h.report_id = r.id AND h.item = 'handled_total'
        LEFT JOIN applications o ON o.report_id = r.id AND o.item = 'carried_out'
        WHERE r.agency_id = ? AND r.scope = ? AND r.year IS NOT NULL ORDER BY r.year LIMIT 40
        """,
        (report["agency_id"], report["scope"]),
    )
