"""Data to take away: tables as they stand now, and the exports that lie in downloads/ beside the archive."""

from __future__ import annotations

import json
import mimetypes
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from datasette import Request, Response
from datasette.app import Datasette
from datasette.utils.asgi import AsgiFileDownload

from exports.export import MANIFEST
from exports.formats import FORMATS
from web import answers
from web.held import held

FOLDER = "downloads"
LARGEST_MANIFEST = 1 << 20  # bytes; one of twenty files has four kilobytes
# What people take whole; each is streamed as it stands at that moment.
TABLES = (
    "reports",
    "applications",
    "proactive_disclosure",
    "review_litigation",
    "statistics",
    "cells",
    "checks",
    "findings",
    "changes",
    "agencies",
    "duties",
    "sections",
)


@dataclass(frozen=True, slots=True)
class Offer:
    """An export on offer: its folder, what its manifest says of it, its files with size, rows and digest."""

    name: str
    form: str
    newest: str
    files: dict[str, dict[str, Any]]


def folder(datasette: Datasette) -> Path:
    return Path(str(datasette.get_database(answers.NAME).path)).parent / FOLDER


def offers(within: Path) -> list[Offer]:
    """The exports in a folder: only what a manifest names, and what lies there as a plain file."""
    found = []
    for place in sorted(within.iterdir()) if within.is_dir() else ():
        manifest = place / MANIFEST
        if not manifest.is_file() or manifest.stat().st_size > LARGEST_MANIFEST:
            continue
        try:
            told = json.loads(manifest.read_text("utf-8"))
            files = {
                name: {"size": about["size"], "rows": about.get("rows"), "sha256": about["sha256"]}
                for name, about in told["files"].items()
                if file_of(place, name)
            }
            if told["format"] in FORMATS:
                found.append(Offer(place.name, told["format"], str(told["newest_capture"]), files))
        except (ValueError, KeyError, TypeError, AttributeError):
            continue  # a folder of something else, or one that is being written
    return found


def file_of(place: Path, name: str) -> Path | None:
    """The file of an export by its name in the manifest; None where it is not there or leads elsewhere."""
    path = place / name
    whole = path.resolve()
    return whole if whole.is_relative_to(place.resolve()) and whole.is_file() else None


async def show(datasette: Datasette, request: Request) -> Response:
    context = {
        "tables": TABLES,
        "offers": await held(datasette, "offers", lambda _: offers(folder(datasette))),
        "formats": list(FORMATS),
    }
    return await answers.page(datasette, request, "downloads.html", context)


async def file(datasette: Datasette, request: Request) -> Response | AsgiFileDownload:
    """A file of an export, or its manifest."""
    export, name = request.url_vars["export"], request.url_vars["name"]
    offered = await held(datasette, "offers", lambda _: offers(folder(datasette)))
    known = any(offer.name == export and (name in offer.files or name == MANIFEST) for offer in offered)
    path = file_of(folder(datasette) / export, name) if known else None
    if path is None:
        return await answers.missing(
            datasette, request, "没有这个下载文件。", "There is no such file to download."
        )
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return AsgiFileDownload(str(path), filename=path.name, content_type=kind)
