"""Archived originals: shown in a sandbox (`/capture/1`), or handed out byte for byte (`…/original`)."""

from __future__ import annotations

import asyncio
import sqlite3
from typing import Any

from datasette import Request, Response
from datasette.app import Datasette

from web import answers, captures
from web.figures import places_of
from web.language import language_of
from web.messages import in_chinese


async def show(datasette: Datasette, request: Request) -> Response:
    """The original as a page for a frame; `?report=&figure=` frames a figure of that report in it."""
    language = language_of(request)
    capture_id = int(request.url_vars["id"])
    report_id, figure = request.args.get("report") or "", request.args.get("figure") or ""
    place_folder = answers.folder(datasette)

    def load(db: sqlite3.Connection) -> tuple[dict[str, Any] | None, bytes, str, str]:
        row = captures.row_of(db, capture_id)
        if row is None:
            return None, b"", "", ""
        number = answers.whole(report_id, 0, 10**15)
        places = places_of(db, number)
        part = db.execute("SELECT part FROM reports WHERE id = ?", (number,)).fetchone() or ("",)
        return row, captures.body_of(db, place_folder, row), places.get(figure, ""), part[0]

    try:
        row, body, where, part = await answers.read(datasette, load)
    except captures.NotHeldError as error:
        zh = f"原件的存档文件（WARC）不在本机或已损坏：{in_chinese(str(error))}"
        en = f"The archive file (WARC) that holds this original is missing or damaged: {error}"
        return framed(captures.message(zh, en, language), 404)
    if row is None:
        return framed(captures.message("没有这个快照。", "There is no such capture.", language), 404)

    def make() -> str:
        place = captures.place_of(where)
        return captures.as_page(body, captures.sniff(body), row, place, language, where, part)

    # Not in a thread of Datasette's: LibreOffice may take seconds, and other pages must not wait for it.
    return framed(await asyncio.to_thread(make))


async def original(datasette: Datasette, request: Request) -> Response:
    """The exact bytes, as a download under a type of our own finding."""
    capture_id = int(request.url_vars["id"])
    place_folder = answers.folder(datasette)

    def load(db: sqlite3.Connection) -> tuple[dict[str, Any] | None, bytes]:
        row = captures.row_of(db, capture_id)
        return row, captures.body_of(db, place_folder, row) if row else b""

    try:
        row, body = await answers.read(datasette, load)
    except captures.NotHeldError as error:
        zh = f"原件的存档文件（WARC）不在本机或已损坏：{in_chinese(str(error))}"
        en = f"The archive file (WARC) that holds this original is missing or damaged: {error}"
        return await answers.missing(datasette, request, zh, en)
    if row is None:
        return await answers.missing(datasette, request, "没有这个快照。", "There is no such capture.")
    kind = captures.sniff(body)
    return Response(body=body, headers=captures.download_headers(row, kind), content_type=kind.mime)


async def by_digest(datasette: Datasette, request: Request) -> Response:
    """The exact bytes by their SHA-256, as a citation gives it: those of the newest capture that has them."""
    digest = request.url_vars["digest"].lower()
    row = await answers.read(
        datasette,
        lambda db: answers.one(
            db, "SELECT id FROM captures WHERE sha256 = ? ORDER BY id DESC LIMIT 1", (digest,)
        ),
    )
    if row is None:
        zh, en = f"没有 SHA-256 为 {digest} 的原件。", f"There is no original with the SHA-256 {digest}."
        return await answers.missing(datasette, request, zh, en)
    return Response.redirect(datasette.urls.path(f"/capture/{row['id']}/original"))


def framed(text: str, status: int = 200) -> Response:
    return Response.html(text, status=status, headers=dict(captures.HEADERS))
