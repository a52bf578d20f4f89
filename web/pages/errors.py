"""What is answered when something is not there, not allowed, too slow, or broken."""

from __future__ import annotations

import logging
import sqlite3

from datasette import Request, Response
from datasette.app import Datasette
from datasette.utils import error_body
from datasette.utils.asgi import Base400
from datasette.views.base import DatasetteError

from web import answers

log = logging.getLogger(__name__)
UNFORESEEN = "这里出了错，服务器日志里有记录。Something went wrong here; the log of the server says what."


async def answer(datasette: Datasette, request: Request, exception: Exception) -> Response:
    """A page in the reader's language, or the error in the form that was asked for (JSON, CSV)."""
    status, title, message = told(exception)
    if status == 500:
        log.error("%s failed", request.path, exc_info=exception)
    if request.path.endswith(".json"):
        return Response.json(error_body(message, status), status=status)
    if request.path.endswith(".csv"):
        return Response.text(message, status=status)
    if status == 404:
        return await answers.missing(
            datasette, request, "这个地址没有内容。", "There is nothing at this address."
        )
    context = {"status": status, "title": title, "error": message}
    return await answers.page(datasette, request, "error.html", context, status=status)


def told(exception: Exception) -> tuple[int, str, str]:
    """Status, title and message of an error; nothing of our insides for those we did not foresee."""
    if isinstance(exception, Base400):
        return exception.status, "", str(exception)
    if isinstance(exception, DatasetteError):
        return exception.status, exception.title or "", exception.plain_message or str(exception.message)
    if isinstance(exception, sqlite3.Error):
        return 500, "", f"archive.db: {exception}"
    return 500, "", UNFORESEEN
