"""The review queue as a page, for those who may decide; there is none unless the server was started with it.

The archive that Datasette serves is opened for reading only. A decision is written through a connection of
its own, in one short transaction.
"""

from __future__ import annotations

import asyncio
import secrets
import sqlite3
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode
from weakref import WeakKeyDictionary

from datasette import Forbidden, Request, Response
from datasette.app import Datasette
from datasette.permissions import PermissionSQL

from archive import decisions
from archive.decisions import VERDICTS
from archive.reports import stored_figures
from archive.schema import open_archive
from checks.queue import NoSuchFailureError, failure, queue, waiting
from parsers import templates
from web import answers, figures

ACTION = "nianbao-review"
ON_A_PAGE = 25
MOST_PAGED = 100_000
LONGEST_NOTE = 4000
# By server, who may decide, each by the key that signs in; kept here, for Datasette shows its configuration.
_reviewers: WeakKeyDictionary[Datasette, dict[str, str]] = WeakKeyDictionary()


def admit(datasette: Datasette, names: Iterable[str]) -> dict[str, str]:
    """Let these people decide on this server; gives for each name the path that signs it in."""
    keys = {secrets.token_urlsafe(24): name for name in dict.fromkeys(names)}
    _reviewers[datasette] = keys
    return {name: f"/review/enter?key={key}" for key, name in keys.items()}


def enabled(datasette: Datasette) -> bool:
    """Whether this server lets anybody review at all."""
    return bool(_reviewers.get(datasette))


def permitted(datasette: Datasette, actor: dict[str, Any] | None, action: str) -> PermissionSQL | None:
    """What Datasette's permissions are told: reviewers may review, and that is all they may."""
    if action != ACTION or not actor or actor.get("id") not in _reviewers.get(datasette, {}).values():
        return None
    return PermissionSQL.allow(reason="reviewer")


async def enter(datasette: Datasette, request: Request) -> Response:
    """Sign in whoever comes with a key."""
    given = request.args.get("key") or ""
    for key, name in _reviewers.get(datasette, {}).items():
        if secrets.compare_digest(key.encode(), given.encode()):
            answer = Response.redirect(datasette.urls.path("/review"))
            datasette.set_actor_cookie(answer, {"id": name}, expire_after=12 * 3600)
            return answer
    raise Forbidden("这个地址不再有效。This address is no longer good.")


async def show(datasette: Datasette, request: Request) -> Response:
    """The queue, one failure of it, or what becomes of a decision that is sent."""
    if not enabled(datasette):
        zh, en = "这里不开放复核。", "Reviewing is not open here."
        return await answers.missing(datasette, request, zh, en)
    if not await datasette.allowed(action=ACTION, actor=request.actor):
        raise Forbidden("这里只对复核人开放。This page is open to reviewers only.")
    if request.method == "POST":
        return await decide(datasette, request)
    name = request.args.get("id") or ""
    if name:
        try:
            context = await answers.read(datasette, lambda db: gathered(db, name))
        except NoSuchFailureError:
            return await answers.missing(
                datasette, request, f"{name}：没有这一项。", f"{name}: nothing fails."
            )
    else:
        verdict, check = request.args.get("verdict") or "", request.args.get("check") or ""
        offset = answers.whole(request.args.get("start"), 0, MOST_PAGED)
        context = await answers.read(datasette, lambda db: listed(db, verdict, check, offset))
    context |= {"reviewer": request.actor["id"], "longest_note": LONGEST_NOTE}
    return await answers.page(datasette, request, "review.html", context)


def listed(db: sqlite3.Connection, verdict: str, check: str, offset: int) -> dict[str, Any]:
    found = queue(db, verdict=verdict, check=check, limit=ON_A_PAGE + 1, offset=offset)
    return {
        "failures": found[:ON_A_PAGE],
        "start": offset,
        "after": offset + ON_A_PAGE if len(found) > ON_A_PAGE else None,
        "waiting": waiting(db),
        "chosen": verdict,
        "chosen_check": check,
    }


def gathered(db: sqlite3.Connection, name: str) -> dict[str, Any]:
    """One failure with its figures, each with its place, in the report and in that it is compared with."""
    found = failure(db, name)
    sides = []
    for report_id, other in ((found.report_id, False), (found.other_report_id, True)):
        if not report_id:
            continue
        row = answers.one(
            db, "SELECT id, title, url, capture_id, template FROM reports WHERE id = ?", (report_id,)
        )
        places = figures.places_of(db, report_id)
        values = stored_figures(db, report_id)
        keys = found.cells(db, other=other)
        labels = figures.labels(templates.forms().get(row["template"] if row else ""))
        called = {".".join(parts): label for parts, label in labels.items()}
        printed = [
            {
                "key": key,
                "label": called.get(key, key),
                "printed": values.get(key),
                "place": places.get(key, ""),
            }
            for key in keys
        ]
        placed = next((figure["key"] for figure in reversed(printed) if figure["place"]), "")
        first = f"?{urlencode({'report': report_id, 'figure': placed})}#figure" if placed else ""
        sides.append({"report": row, "figures": printed, "first": first})
    return {"one": found, "sides": sides, "verdicts": VERDICTS}


async def decide(datasette: Datasette, request: Request) -> Response:
    """Keep a decision. Datasette has refused requests from other sites before this is reached."""
    form = await request.post_vars()
    name, verdict = str(form.get("id", "")), str(form.get("verdict", ""))
    if verdict not in VERDICTS:
        return Response.text("verdict: " + ", ".join(VERDICTS), status=400)
    note, by = str(form.get("note", "")).strip()[:LONGEST_NOTE], str(request.actor["id"])
    path = datasette.get_database(answers.NAME).path

    def write() -> None:
        db = open_archive(path)
        try:
            with db.atomic():
                one = failure(db, name)
                decisions.record(db, [one.decided(verdict, note, by)])
        finally:
            db.close()

    try:
        await asyncio.get_running_loop().run_in_executor(None, write)
    except NoSuchFailureError as error:
        return Response.text(str(error), status=404)
    except sqlite3.OperationalError:
        return Response.text("the archive is being written to; try again in a minute", status=503)
    return Response.redirect(datasette.urls.path("/review"))
