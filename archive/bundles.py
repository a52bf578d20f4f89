"""Bundles: the address of an article with all its captures and attachments, and what of it is unread."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from sqlite_utils import Database

from parsers import PARSER_VERSION, equipment
from parsers.document import Hints


@dataclass(frozen=True, slots=True)
class Capture:
    """A capture to be read, with where its bytes lie and what its list says of it."""

    id: int
    url: str
    fetched_at: str
    warc_file: str
    warc_offset: int
    hints: Hints
    pending: bool
    inner: bool = False  # a further page of a long article


@dataclass(slots=True)
class Bundle:
    """An article address: its captures, oldest first, and those of each attachment, by address."""

    site_id: str
    region: str
    url: str
    first_seen_at: str = ""
    last_seen_at: str = ""
    title: str = ""
    article: list[Capture] = field(default_factory=list)
    attachments: dict[str, list[Capture]] = field(default_factory=dict)

    def chains(self) -> list[list[Capture]]:
        return [chain for chain in (self.article, *self.attachments.values()) if chain]

    def to_read(self) -> list[Capture]:
        """The captures to read: pending ones, the one before each (to compare), and the last of each."""
        wanted: list[Capture] = []
        for chain in self.chains():
            for position, capture in enumerate(chain):
                last = position == len(chain) - 1
                if capture.pending or last or capture.inner or chain[position + 1].pending:
                    wanted.append(capture)
        return wanted


def pending(db: Database, *, everything: bool = False) -> list[Bundle]:
    """The bundles to be read, in the order their first capture was made.

    These are what the parser of today has not read, and what was not read for want of something that is
    here now (`parsers.equipment`).
    """
    stale = "" if everything else "WHERE pending"
    bundles: dict[tuple[str, str], Bundle] = {}
    rows = db.query(
        f"""
        WITH documents AS (
          SELECT c.id, c.site_id, c.url, c.fetched_at, c.mime, c.title, c.body, c.warc_file, c.warc_offset,
            c.role,
            coalesce(g.url, p.url, c.url) AS article_url, coalesce(g.title, p.title, '') AS article_title,
            NOT EXISTS (
              SELECT 1 FROM readings r WHERE r.capture_id = c.id AND r.parser_version = :version
            ) OR EXISTS (
              SELECT 1 FROM readings r, json_each(:come) said
              WHERE r.capture_id = c.id AND r.status = 'failed' AND instr(r.reason, said.value)
            ) OR EXISTS (
              SELECT 1 FROM issues i, json_each(:come) said
              WHERE i.capture_id = c.id AND i.code = 'scan_not_read' AND instr(i.message, said.value)
            ) AS pending
          FROM captures c
          LEFT JOIN captures p ON p.id = c.parent_id AND p.role = 'report'
          LEFT JOIN captures g ON g.id = p.parent_id AND g.role = 'report' -- an article told by a service
          WHERE c.role IN ('report', 'attachment') AND c.status = 200 AND c.revisit_of IS NULL
        )
        SELECT d.*, s.name AS site_name, s.region,
          coalesce(e.title, '') AS entry_title, coalesce(e.printed_date, '') AS printed_date,
          e.first_seen_at, e.last_seen_at
        FROM documents d
        JOIN sites s ON s.id = d.site_id
        LEFT JOIN entries e ON e.site_id = d.site_id AND e.url = d.article_url
        WHERE (d.site_id, d.article_url) IN (SELECT site_id, article_url FROM documents {stale})
        ORDER BY d.id
        """,  # noqa: S608 - one of two literals
        {"version": PARSER_VERSION, "come": json.dumps(equipment.come())},
    )
    for row in rows:
        article, url = row["article_url"], row["url"]
        bundle = bundles.setdefault(
            (row["site_id"], article),
            Bundle(row["site_id"], row["region"], article, title=row["entry_title"]),
        )
        seen = [row["fetched_at"], row["first_seen_at"] or "", row["last_seen_at"] or ""]
        bundle.first_seen_at = min(filter(None, [bundle.first_seen_at, *seen]))
        bundle.last_seen_at = max(bundle.last_seen_at, *seen)
        attached = url != article
        name = unquote(urlsplit(url).path.rpartition("/")[2])
        hints = Hints(
            name=row["title"] if attached and row["title"] else name,
            url=url,
            content_type=row["mime"],
            title=(row["article_title"] if attached else row["title"]) or row["entry_title"],
            agency=row["body"],
            published_on=row["printed_date"],
            site=row["site_name"],
        )
        capture = Capture(
            row["id"],
            url,
            row["fetched_at"],
            row["warc_file"],
            row["warc_offset"],
            hints,
            everything or bool(row["pending"]),
            inner=attached and row["role"] == "report",
        )
        chain = bundle.attachments.setdefault(url, []) if attached else bundle.article
        chain.append(capture)
    return list(bundles.values())
