"""The search page: reports by the words of their agency, title and prose, ranked, with snippets."""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from collections import Counter
from typing import Any

from datasette import Request, Response
from datasette.app import Datasette
from markupsafe import Markup, escape

from archive.search import query
from web import answers
from web.answers import dicts
from web.language import language_of
from web.regions import province_name

PAGE = 20
# With more hits than this the newest come first: ranking all of them would take seconds.
MOST_RANKED = 5_000
AROUND = 45  # characters of a snippet before and after the word


async def show(datasette: Datasette, request: Request) -> Response:
    language = language_of(request)
    text = (request.args.get("q") or "").strip()[:200]
    wanted = {name: request.args.get(name) or "" for name in ("year", "province", "status")}
    page = max(answers.whole(request.args.get("page"), 1, 250), 1)
    context = await answers.read(datasette, lambda db: found(db, text, wanted, page, language))
    return await answers.page(datasette, request, "search.html", context)


def found(
    db: sqlite3.Connection, text: str, wanted: dict[str, str], page: int, language: str
) -> dict[str, Any]:
    """A page of hits with their snippets, and how the hits spread over years, provinces and statuses."""
    hits, capped = matches(db, text)
    facts = facts_of(db, hits)
    chosen = [hit for hit in hits if hit in facts and fits(facts[hit], wanted)]
    shown = chosen[(page - 1) * PAGE : page * PAGE]
    reports = {row["id"]: row for row in rows_of(db, shown)}
    words = [unicodedata.normalize("NFKC", word).lower() for word in text.split()][:20]
    results = []
    for report_id in shown:
        row = reports[report_id]
        results.append(
            {**row, "title_html": marked(row["title"], words), "snippet": snippet(db, report_id, words)}
        )
    return {
        "q": text,
        "wanted": wanted,
        "page": page,
        "pages": -(-len(chosen) // PAGE),
        "count": len(chosen),
        "capped": capped,
        "results": results,
        "facets": facets(facts, hits, wanted, language),
    }


def matches(db: sqlite3.Connection, text: str) -> tuple[list[int], bool]:
    """The ids of matching reports, best first, and whether there are more than are looked at."""
    if not text:
        newest = db.execute("SELECT id FROM reports ORDER BY id DESC LIMIT ?", (MOST_RANKED,)).fetchall()
        return [report_id for (report_id,) in newest], len(newest) == MOST_RANKED
    sql = """
        SELECT t.report_id FROM search_index JOIN search_texts t ON t."row" = search_index.rowid
        WHERE search_index MATCH ? ORDER BY {} LIMIT ?
    """
    phrase = query(text)
    rows = db.execute(sql.format("search_index.rowid DESC"), (phrase, MOST_RANKED + 1)).fetchall()
    if len(rows) <= MOST_RANKED:
        rows = db.execute(sql.format("bm25(search_index, 10, 5, 1)"), (phrase, MOST_RANKED)).fetchall()
        return [report_id for (report_id,) in rows], False
    return [report_id for (report_id,) in rows[:MOST_RANKED]], True


def facts_of(db: sqlite3.Connection, ids: list[int]) -> dict[int, tuple[str, str, str]]:
    """Year, province and status of some reports, as text."""
    facts: dict[int, tuple[str, str, str]] = {}
    for at in range(0, len(ids), 500):
        some = ids[at : at + 500]
        marks = ",".join("?" * len(some))
        rows = db.execute(
            f"SELECT id, year, substr(region, 1, 2), status FROM reports WHERE id IN ({marks})",  # noqa: S608
            some,
        )
        facts.update({row[0]: (str(row[1] or ""), row[2], row[3]) for row in rows})
    return facts


def rows_of(db: sqlite3.Connection, ids: list[int]) -> list[dict[str, Any]]:
    marks = ",".join("?" * len(ids))
    return dicts(db, f"SELECT * FROM reports WHERE id IN ({marks})", ids)  # noqa: S608 - marks only


def fits(facts: tuple[str, str, str], wanted: dict[str, str]) -> bool:
    return all(not want or want == fact for want, fact in zip(wanted.values(), facts, strict=True))


def facets(
    facts: dict[int, tuple[str, str, str]], hits: list[int], wanted: dict[str, str], language: str
) -> list[dict[str, Any]]:
    """For each facet its values with their number of hits, as the other facets leave them."""
    made = []
    for place, name in enumerate(wanted):
        others = {**wanted, name: ""}
        counts = Counter(facts[hit][place] for hit in hits if hit in facts and fits(facts[hit], others))
        values = sorted(counts.items(), key=lambda pair: pair[0], reverse=name == "year")
        if name != "year":
            values.sort(key=lambda pair: -pair[1])
        if name == "province":
            shown = [(value, province_name(value, language), count) for value, count in values if value]
        else:
            shown = [(value, value, count) for value, count in values if value]
        made.append({"name": name, "values": shown, "chosen": wanted[name]})
    return made


def marked(text: str, words: list[str]) -> Markup:
    """A text with the words of the query marked in it."""
    pattern = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True) if word)
    if not pattern:
        return escape(text)
    pieces = re.split(f"({pattern})", text, flags=re.IGNORECASE)
    return Markup("").join(
        Markup("<mark>{}</mark>").format(piece) if at % 2 else escape(piece)
        for at, piece in enumerate(pieces)
    )


def snippet(db: sqlite3.Connection, report_id: int, words: list[str]) -> Markup:
    """The prose around the first word of the query that stands in it; "" if none does.

    What stands before the first heading comes last: it may hold the menus of a site.
    """
    sections = "SELECT text FROM sections WHERE report_id = ? ORDER BY coalesce(number, 0) = 0, number, id"
    for (text,) in db.execute(sections, (report_id,)):
        folded = text.lower()
        for word in words:
            at = folded.find(word)
            if at < 0:
                continue
            start, end = max(at - AROUND, 0), min(at + len(word) + AROUND, len(text))
            piece = " ".join(text[start:end].split())
            before, after = "…" if start else "", "…" if end < len(text) else ""
            return Markup("{}{}{}").format(before, marked(piece, words), after)
    return Markup("")
