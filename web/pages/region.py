"""Regions: all of them with their coverage, and one with its bodies and years as a matrix."""

from __future__ import annotations

import sqlite3
from typing import Any

from datasette import Request, Response
from datasette.app import Datasette

from web import answers
from web.answers import dicts
from web.coverage import coverage, named, prefectures_of, provinces_of
from web.held import held
from web.language import language_of
from web.regions import province_name, region_name

BODIES = 100  # on a page


async def show_all(datasette: Datasette, request: Request) -> Response:
    language = language_of(request)
    regions = await held(datasette, "prefectures", prefectures_of)
    context = {
        "coverage": await held(datasette, "coverage", coverage),
        "regions": named(regions, language),
        "provinces": provinces_of(regions, language),
    }
    return await answers.page(datasette, request, "regions.html", context)


async def show(datasette: Datasette, request: Request) -> Response:
    code, language = request.url_vars["code"].ljust(6, "0"), language_of(request)
    number = max(answers.whole(request.args.get("page"), 1, 500), 1)
    context = await answers.read(datasette, lambda db: gathered(db, code, number, language))
    if context is None:
        zh, en = f"没有代码为 {code} 的地区的报告。", f"There are no reports from a region with code {code}."
        return await answers.missing(datasette, request, zh, en)
    stem = code[:2]
    regions = await held(datasette, "prefectures", prefectures_of) if not code[2:].strip("0") else []
    inside = [row for row in regions if row["code"][:2] == stem]
    context["mapped"] = named(inside, language) if len(inside) > 1 else []
    return await answers.page(datasette, request, "region.html", context)


def gathered(db: sqlite3.Connection, code: str, page: int, language: str) -> dict[str, Any] | None:
    """The bodies of a region; a code that ends in zeros takes in all that lie below it."""
    low, high = bounds(code)
    reports = dicts(
        db,
        """
        WITH bodies AS (
          SELECT agency_id FROM reports WHERE region BETWEEN ? AND ? AND agency_id IS NOT NULL
          GROUP BY agency_id ORDER BY min(region), agency_id LIMIT ? OFFSET ?
        )
        SELECT r.id, r.agency_id, r.agency, r.region, r.year, r.scope, r.status, r.state, r.checks_failed,
          r.published_on
        FROM bodies JOIN reports r ON r.agency_id = bodies.agency_id
        WHERE r.year IS NOT NULL AND r.region BETWEEN ? AND ?
        ORDER BY r.region, r.agency_id, r.year, r.scope DESC
        """,
        (low, high, BODIES + 1, (page - 1) * BODIES, low, high),
    )
    if not reports:
        return None
    bodies: dict[int, dict[str, Any]] = {}
    for report in reports:
        body = bodies.setdefault(
            report["agency_id"],
            {"id": report["agency_id"], "name": report["agency"], "years": {}, "duties": {}},
        )
        body["years"].setdefault(report["year"], []).append(report)
    for duty in duties_of(db, list(bodies)):
        body = bodies[duty["agency_id"]]
        body["duties"][duty["year"]] = duty["state"]
    years = sorted({report["year"] for report in reports})
    below = dicts(
        db,
        """
        SELECT region, sum(reports) AS reports FROM coverage
        WHERE region BETWEEN ? AND ? AND region <> ? GROUP BY region ORDER BY region LIMIT 400
        """,
        (low, high, code),
    )
    return {
        "code": code,
        "name": region_name(db, code, language),
        "province": code[:2] + "0000" if code[2:].strip("0") else "",
        "province_title": province_name(code, language),
        "bodies": list(bodies.values())[:BODIES],
        "more": len(bodies) > BODIES,
        "page": page,
        "years": list(range(years[0], years[-1] + 1)) if years[-1] - years[0] < 25 else years,
        "below": [{**row, "name": region_name(db, row["region"], language)} for row in below],
        "sites": dicts(
            db, "SELECT * FROM sites WHERE region BETWEEN ? AND ? ORDER BY region, id LIMIT 50", (low, high)
        ),
    }


def duties_of(db: sqlite3.Connection, agencies: list[int]) -> list[dict[str, Any]]:
    marks = ",".join("?" * len(agencies))
    return dicts(db, f"SELECT agency_id, year, state FROM duties WHERE agency_id IN ({marks})", agencies)  # noqa: S608


def bounds(code: str) -> tuple[str, str]:
    """The first and the last code that lie in a region.

    >>> bounds("410000"), bounds("410300"), bounds("410305")
    (('410000', '419999'), ('410300', '410399'), ('410305', '410305'))
    """
    stem = code
    while len(stem) > 2 and stem.endswith("00"):
        stem = stem[:-2]
    return code, stem + "9" * (len(code) - len(stem))
