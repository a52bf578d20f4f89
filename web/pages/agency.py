"""The page of an agency: its years side by side, in time or late, sums right or not, the carry-over."""

from __future__ import annotations

import sqlite3
from typing import Any

from datasette import Request, Response
from datasette.app import Datasette

from web import answers, charts
from web.answers import dicts, one
from web.language import language_of
from web.regions import region_name

# Lines of the table: key, words, and the rows of the forms whose totals are added up in it.
OUTCOMES = (
    ("new_received", "本年新收", "Received", ("new_received",)),
    ("carried_in", "上年结转", "Carried in", ("carried_in",)),
    ("granted", "予以公开", "Granted", ("granted",)),
    ("partly", "部分公开", "Granted in part", ("partly_granted",)),
    ("denied", "不予公开", "Refused", ("denied_",)),
    ("unavailable", "无法提供", "Cannot be provided", ("unavailable_",)),
    ("rejected", "不予处理", "Not processed", ("rejected_",)),
    ("other", "其他处理", "Handled otherwise", ("other",)),
    ("handled", "办结总计", "Handled in all", ("handled_total",)),
    ("carried_out", "结转下年", "Carried out", ("carried_out",)),
)


async def show(datasette: Datasette, request: Request) -> Response:
    agency_id, language = int(request.url_vars["id"]), language_of(request)
    context = await answers.read(datasette, lambda db: gathered(db, agency_id, language))
    if context is None:
        zh, en = f"没有编号为 {agency_id} 的行政机关。", f"There is no agency number {agency_id}."
        return await answers.missing(datasette, request, zh, en)
    return await answers.page(datasette, request, "agency.html", context)


def gathered(db: sqlite3.Connection, agency_id: int, language: str) -> dict[str, Any] | None:
    agency = one(db, "SELECT * FROM agencies WHERE id = ?", (agency_id,))
    if agency is None:
        return None
    reports = dicts(
        db,
        "SELECT * FROM reports WHERE agency_id = ? ORDER BY scope = 'aggregate', year, id LIMIT 80",
        (agency_id,),
    )
    for report in reports:
        report["sums"] = sums(db, report["id"])
        report["cases"] = cases(db, report["id"])
    chain = {
        row["report_id"]: row
        for row in dicts(db, "SELECT * FROM chain WHERE agency_id = ? AND link = 'carry_over'", (agency_id,))
    }
    for report in reports:
        report["chain"] = chain.get(report["id"])
    duties = {
        row["year"]: row
        for row in dicts(db, "SELECT * FROM duties WHERE agency_id = ? ORDER BY year", (agency_id,))
    }
    for report in reports:
        report["duty"] = duties.get(report["year"])
    own = [report for report in reports if report["scope"] != "aggregate" and report["year"]]
    shown = [
        (name, [report["sums"].get(key) for report in own])
        for key, name in (
            ("new_received", "新收" if language == "zh" else "received"),
            ("granted", "公开" if language == "zh" else "granted"),
            ("carried_out", "结转" if language == "zh" else "carried out"),
        )
    ]
    year_word = "年度" if language == "zh" else "Year"
    return {
        "agency": agency,
        "region_name": region_name(db, agency["region"], language),
        "reports": reports,
        "outcomes": OUTCOMES,
        "missing": [row for row in duties.values() if row["report_id"] is None],
        "card": one(db, "SELECT * FROM agency_cards WHERE agency_id = ?", (agency_id,)),
        "ledger": dicts(
            db, 'SELECT * FROM ledger WHERE agency_id = ? ORDER BY "at" DESC LIMIT 12', (agency_id,)
        ),
        "chart": charts.Drawing(year_word, [report["year"] for report in own], shown)
        if len(own) > 1
        else None,
    }


def sums(db: sqlite3.Connection, report_id: int) -> dict[str, int | None]:
    """The totals of a report's applications by line of the table; None where no figure is printed."""
    totals = dict(
        db.execute("SELECT item, total FROM applications WHERE report_id = ?", (report_id,)).fetchall()
    )
    found: dict[str, int | None] = {}
    for key, _, _, items in OUTCOMES:
        values = [
            value
            for item, value in totals.items()
            if value is not None
            and any(
                item == name
                or (name.endswith("_") and item.startswith(name))
                or (name == "other" and item.startswith("other_"))
                for name in items
            )
        ]
        found[key] = sum(values) if values else None
    return found


def cases(db: sqlite3.Connection, report_id: int) -> dict[str, int | None] | None:
    """Reviews and suits of a report in all, and those corrected; None if the table was not read."""
    return one(
        db,
        "SELECT sum(total) AS total, sum(corrected) AS corrected FROM review_litigation WHERE report_id = ?",
        (report_id,),
    )
