"""Archived originals: shown in a sandbox (`/capture/1`), or handed out byte for byte (`…/original`)."""

from __future__ import annotations

import sqlite3
from typing import Any

from datasette import Request, Response
from datasette.app import Datasette

from web import answers, captures
from web.figures import places_of
from web.language import language_of


async def show(datasette: Datasette, request: Request) -> Response:
    """The original as a page for a frame; `?report=&figure=` frames a figure of that report in it."""
    language = language_of(request)
    capture_id = int(request.url_vars["id"])
    report_id, figure = request.args.get("report") or "", request.args.get("figure") or ""
    place_folder = answers.folder(datasette)

    def load(db: sqlite3.Connection) -> tuple[dict[str, Any] | None, bytes, captures.Place]:
        row = captures.row_of(db, capture_id)
        if row is None:
            return None, b"", captures.Place()
        places = places_of(db, int(report_id)) if report_id.isdigit() and len(report_id) < 16 else {}
        return row, captures.body_of(db, place_folder, row), captures.place_of(places.get(figure, ""))

    try:
        row, body, place = await answers.read(datasette, load)
    except captures.NotHeldError as error:
        zh = f"原件的存档文件（WARC）不在本机或已损坏：{error}"
        en = f"The archive file (WARC) that holds this original is missing or damaged: {error}"
        return framed(captures.message(zh, en, language), 404)
    if row is None:
        return framed(captures.message("没有这个快照。", "There is no such capture.", language), 404)

    def make(_: sqlite3.Connection) -> str:
        return captures.as_page(body, captures.sniff(body), row, place, language)

    return framed(await answers.read(datasette, make))


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
        zh = f"原件的存档文件（WARC）不在本机或已损坏：{error}"
        en = f"The archive file (WARC) that holds this original is missing or damaged: {error}"
        return await answers.missing(datasette, request, zh, en)
    if row is None:
        return await answers.missing(datasette, request, "没有这个快照。", "There is no such capture.")
    kind = captures.sniff(body)
    return Response(body=body, headers=captures.download_headers(row, kind), content_type=kind.mime)


def framed(text: str, status: int = 200) -> Response:
    return Response.html(text, status=status, headers=dict(captures.HEADERS))
