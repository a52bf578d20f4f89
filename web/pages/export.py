"""A report to take away: JSON with everything, CSV with one figure a line, XLSX with the tables as sheets."""

from __future__ import annotations

import sqlite3
from typing import Any

from datasette import NotFound, Request, Response
from datasette.app import Datasette

from parsers.templates import FormTable
from web import answers
from web.answers import dicts, one
from web.figures import Figure, Key, figures_of, places_of
from web.pages.report import form_of
from web.spreadsheet import Value, as_csv, as_xlsx

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FACTS = ("title", "agency", "region", "year", "scope", "published_on", "template", "status", "reason", "url")


async def show(datasette: Datasette, request: Request) -> Response:
    report_id, form = int(request.url_vars["id"]), request.url_vars["form"]
    whole = await answers.read(datasette, lambda db: gathered(db, report_id))
    if whole is None:
        raise NotFound(f"There is no report number {report_id}")
    attachment = {"content-disposition": f'attachment; filename="report-{report_id}.{form}"'}
    if form == "csv":
        return Response(as_csv(lines(whole)), headers=attachment, content_type="text/csv; charset=utf-8")
    if form == "xlsx":
        return Response(as_xlsx(sheets(whole)), headers=attachment, content_type=XLSX)
    shown = {key: value for key, value in whole.items() if key not in ("figures", "form")}
    return Response.json(shown, headers={"access-control-allow-origin": "*"})


def gathered(db: sqlite3.Connection, report_id: int) -> dict[str, Any] | None:
    report = one(db, "SELECT * FROM reports WHERE id = ?", (report_id,))
    if report is None:
        return None
    figures, places = figures_of(db, report_id), places_of(db, report_id)
    tables: dict[str, dict[str, dict[str, Any]]] = {}
    for (table, item, column), figure in figures.items():
        if figure.state:
            told = {"raw": figure.raw, "value": figure.value, "state": figure.state}
            told["where"] = places.get(f"{table}.{item}.{column}", "")
            tables.setdefault(table, {}).setdefault(item, {})[column] = told
    capture = one(
        db, "SELECT id, url, fetched_at, sha256, size FROM captures WHERE id = ?", (report["capture_id"],)
    )
    return {
        **report,
        "capture": capture,
        "tables": tables,
        "statistics": dicts(db, "SELECT * FROM statistics WHERE report_id = ?", (report_id,)),
        "sections": dicts(
            db,
            "SELECT number, heading, text FROM sections WHERE report_id = ? ORDER BY number, id",
            (report_id,),
        ),
        "checks": dicts(db, "SELECT * FROM checks WHERE report_id = ?", (report_id,)),
        "changes": dicts(db, "SELECT * FROM changes WHERE report_id = ? ORDER BY id", (report_id,)),
        "figures": figures,
        "form": form_of(report["template"]),
    }


def lines(whole: dict[str, Any]) -> list[list[Value]]:
    """One line for each figure, in the order of the form; texts as printed beside the values."""
    head: list[Value] = ["report_id", "agency", "year", "table", "item", "column"]
    made = [[*head, "table_label", "item_label", "column_label", "value", "raw", "state"]]
    for table, row, column, figure in printed(whole):
        key: list[Value] = [whole["id"], whole["agency"], whole["year"], table.key, row.key, column.key]
        made.append([*key, table.label, row.label, column.label, figure.value, figure.raw, figure.state])
    for entry in whole["statistics"] if not whole["form"] else ():
        key = [whole["id"], whole["agency"], whole["year"], "statistics", entry["item"], "value"]
        made.append([*key, "", entry["label"], entry["unit"], entry["value"], entry["raw"], entry["state"]])
    return made


def printed(whole: dict[str, Any]) -> list[tuple[FormTable, Any, Any, Figure]]:
    figures: dict[Key, Figure] = whole["figures"]
    return [
        (table, row, column, figures[table.key, row.key, column.key])
        for table in (whole["form"].tables if whole["form"] else ())
        for row, column in table.figures()
        if figures.get((table.key, row.key, column.key), Figure()).state
    ]


def sheets(whole: dict[str, Any]) -> list[tuple[str, list[list[Value]]]]:
    """The facts of the report, each official table with its rows and columns, the prose."""
    made: list[tuple[str, list[list[Value]]]] = [("report", [[name, whole[name]] for name in FACTS])]
    figures: dict[Key, Figure] = whole["figures"]
    for table in whole["form"].tables if whole["form"] else ():
        rows: list[list[Value]] = []
        for block in table.blocks:
            rows.append([block.label or table.label, *(column.label for column in block.columns)])
            for row in block.rows:
                held = [figures.get((table.key, row.key, column.key), Figure()) for column in block.columns]
                label = " ".join([*row.groups[-1:], row.label])
                rows.append([label, *(shown(figure) for figure in held)])
        made.append((table.key, rows))
    if whole["statistics"] and not whole["form"]:
        made.append(
            ("statistics", [[entry["label"], entry["unit"], entry["raw"]] for entry in whole["statistics"]])
        )
    made.append(("prose", [[part["heading"], part["text"]] for part in whole["sections"]]))
    return made


def shown(figure: Figure) -> Value:
    return figure.value if figure.state == "number" else figure.raw or None
