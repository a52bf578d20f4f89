"""Atom feeds: reports, changes, removals, failing sums (of all, a region, a body), and what nights told."""

from __future__ import annotations

import re
import sqlite3
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from datasette import Request, Response
from datasette.app import Datasette

from web import answers
from web.answers import dicts
from web.dictionary import word
from web.language import language_of, sayer
from web.pages.region import bounds

ENTRIES = 50
# Characters that XML cannot hold, and marks that turn the direction of text.
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\u202a-\u202e\u2066-\u2069]")
KINDS = {
    "reports": (
        "新报告",
        "New reports",
        "FROM reports r WHERE {} ORDER BY r.id DESC",
        "r.first_seen_at",
        "''",
    ),
    "failing": (
        "数字不符的报告",
        "Reports with failing sums",
        "FROM reports r WHERE r.checks_failed > 0 AND {} ORDER BY r.id DESC",
        "r.first_seen_at",
        "r.checks_failed",
    ),
    "changes": (
        "发布后的改动",
        "Changes after publication",
        (
            "FROM changes c JOIN reports r ON r.id = c.report_id WHERE {} "
            "GROUP BY c.report_id, c.new_capture_id ORDER BY max(c.id) DESC"
        ),
        "max(c.seen_at)",
        "count(*)",
    ),
    "removals": (
        "被删、下架或移址的报告",
        "Reports removed, taken off their list or moved",
        "FROM report_states s JOIN reports r ON r.id = s.report_id WHERE {} ORDER BY s.id DESC",
        "s.since",
        "s.state",
    ),
}
NIGHTS = ("各夜消息", "What the nights told")


async def show(datasette: Datasette, request: Request) -> Response:
    name = request.url_vars["name"]
    if name == "nights":
        return await show_nights(datasette, request)
    if name not in KINDS:
        return await answers.missing(datasette, request, "没有这个订阅。", "There is no such feed.")
    base = f"{request.scheme}://{request.host}"
    region, agency = request.args.get("region") or "", request.args.get("agency") or ""
    language = language_of(request)
    rows = await answers.read(datasette, lambda db: entries(db, name, region, agency))
    path = base + datasette.urls.path(request.path)
    text = atom(name, rows, base + datasette.urls.path("/report/"), path, language)
    return Response(text, content_type="application/atom+xml; charset=utf-8")


def entries(db: sqlite3.Connection, name: str, region: str, agency: str) -> list[dict[str, Any]]:
    conditions = ["1"]
    values: list[str | int] = []
    if re.fullmatch(r"\d{6}", region):
        conditions.append("r.region BETWEEN ? AND ?")
        values += bounds(region)
    if agency.isdecimal() and len(agency) < 16:
        conditions.append("r.agency_id = ?")
        values.append(agency)
    _, _, source, moment, count = KINDS[name]
    where = source.format(" AND ".join(conditions))
    columns = f"r.id, r.title, r.agency, r.year, r.url, {moment} AS moment, {count} AS count"
    return dicts(db, f"SELECT {columns} {where} LIMIT {ENTRIES}", values)


async def show_nights(datasette: Datasette, request: Request) -> Response:
    """The digests of the nights that had something to tell, as their subscribers got them."""
    base = f"{request.scheme}://{request.host}"
    language = language_of(request)
    text = "zh" if language == "zh" else "en"
    query = (
        f"SELECT id, made_at AS moment, subject, {text} AS text FROM digests WHERE subject <> '' "  # noqa: S608
        "ORDER BY id DESC LIMIT ?"
    )
    rows = await answers.read(datasette, lambda db: dicts(db, query, [ENTRIES]))
    page = base + datasette.urls.path("/status")
    parts = head(NIGHTS, rows, base + datasette.urls.path(request.path), language)
    parts += [
        f"<entry><title>{clean(row['subject'])}</title><id>{clean(page)}#digest-{row['id']}</id>"
        f"<link href={quoteattr(page)}/><updated>{clean(row['moment'])}</updated>"
        f'<content type="text">{clean(row["text"])}</content></entry>'
        for row in rows
    ]
    return Response("\n".join([*parts, "</feed>\n"]), content_type="application/atom+xml; charset=utf-8")


def head(title: tuple[str, str], rows: list[dict[str, Any]], path: str, language: str) -> list[str]:
    """The begin of a feed."""
    say = sayer(language)
    zh, en = title
    newest = max((row["moment"] for row in rows), default="1970-01-01T00:00:00+00:00")
    return [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{say("zh-CN", "en")}">',
        f"<title>{clean(say(f'年报：{zh}', f'nianbao: {en}'))}</title><id>{clean(path)}</id>",
        f'<link rel="self" href={quoteattr(path)}/><updated>{clean(newest)}</updated>',
        "<author><name>nianbao</name></author>",
    ]


def atom(name: str, rows: list[dict[str, Any]], reports: str, path: str, language: str) -> str:
    """The feed as XML; every text in it is escaped."""
    say = sayer(language)
    parts = head(KINDS[name][:2], rows, path, language)
    for row in rows:
        address = f"{reports}{row['id']}"
        told = f"{row['agency']} {row['year'] or ''}"
        if name == "failing":
            told += say(f"：{row['count']} 项勾稽关系不成立", f": {row['count']} sums fail")
        if name == "changes":
            told += say(f"：{row['count']} 个数字改动", f": {row['count']} figures changed")
        if name == "removals":
            told += f"{say('：', ': ')}{word(row['count'], language)}"
        identity = address if name == "reports" else f"{address}#{name}-{row['moment']}"
        parts.append(
            f"<entry><title>{clean(row['title'] or told)}</title><id>{clean(identity)}</id>"
            f"<link href={quoteattr(address)}/><updated>{clean(row['moment'])}</updated>"
            f"<summary>{clean(told)}</summary></entry>"
        )
    return "\n".join([*parts, "</feed>\n"])


def clean(text: str) -> str:
    return escape(UNPRINTABLE.sub("", text))
