"""What is answered when something is not there, not allowed, too slow, or broken."""

from __future__ import annotations

import logging
import re
import sqlite3

from datasette import Request, Response
from datasette.app import Datasette
from datasette.utils import error_body
from datasette.utils.asgi import Base400
from datasette.views.base import DatasetteError

from web import answers
from web.language import language_of

log = logging.getLogger(__name__)
# What Datasette and SQLite say when a query or an address is wrong, in words of ours.
SAID = (
    (
        r"Cannot sort table by (.+)",
        "不能按 {0} 排序：没有这一列。",
        "Cannot sort by {0}: there is no such column.",
    ),
    (r"_size must be <= (\d+)", "一页至多 {0} 行。", "A page holds at most {0} rows."),
    (
        r"Statement must be a SELECT",
        "只能查询（SELECT），不能改动数据。",
        "Only SELECT is allowed here; nothing can be changed.",
    ),
    (
        r"SQL query took too long.*|interrupted",
        "查询超过了时限（三秒）。请缩小范围，例如限定年度或地区。",
        "The query took more than three seconds. Narrow it, by year or region for example.",
    ),
    (r"no such column: (.+)", "没有这一列：{0}", "There is no such column: {0}"),
    (r"no such table: (.+)", "没有这张表：{0}", "There is no such table: {0}"),
    (r"no such function: (.+)", "没有这个函数：{0}", "There is no such function: {0}"),
    (r'near "(.+)": syntax error', "SQL 语法有误，在 {0} 附近。", "The SQL is wrong near {0}."),
    (r"incomplete input", "SQL 不完整。", "The SQL is not complete."),
)
TITLES = {"SQL Interrupted": "查询超时", "Invalid SQL": "SQL 有误"}
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
    language = language_of(request)
    context = {
        "status": status,
        "title": TITLES.get(title, title) if language == "zh" else title,
        "error": words(message, language),
    }
    return await answers.page(datasette, request, "error.html", context, status=status)


def words(message: str, language: str) -> str:
    """What went wrong, in the reader's language where the message is one we know.

    >>> words("no such column: x", "zh"), words("_size must be <= 2000", "en"), words("odd", "zh")
    ('没有这一列：x', 'A page holds at most 2000 rows.', 'odd')
    """
    for pattern, zh, en in SAID:
        if found := re.fullmatch(pattern, message.strip(), re.DOTALL):
            return (zh if language == "zh" else en).format(*found.groups())
    return message


def told(exception: Exception) -> tuple[int, str, str]:
    """Status, title and message of an error; nothing of our insides for those we did not foresee."""
    if isinstance(exception, Base400):
        return exception.status, "", str(exception)
    if isinstance(exception, DatasetteError):
        return exception.status, exception.title or "", exception.plain_message or str(exception.message)
    if isinstance(exception, sqlite3.Error):
        return 500, "", f"archive.db: {exception}"
    return 500, "", UNFORESEEN
