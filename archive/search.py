"""Full-text search that finds Chinese words of any length, in any SQLite.

Text is indexed as single Han characters, and a word is looked for as a phrase of them: 复议 is
`"复 议"`. Runs of digits and of Latin letters stay whole. The index lies in `search_index` and keeps
no text; `reports_fts` looks to its users like an FTS table whose rowid is the id of the report.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata

from sqlite_utils import Database

# Han with its extensions and compatibility forms, the Chinese zero, kana; else runs of digits or of letters.
TOKEN = re.compile(
    "[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff\u3007\u3040-\u30ff]"
    "|[0-9]+"
    "|[^\\W\\d_\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff\u3007\u3040-\u30ff]+"
)
LONGEST_QUERY = 200  # characters; a title fits
MOST_TERMS = 20

TEXT = """
SELECT r.agency, r.title, coalesce((
  SELECT group_concat(part, char(10)) FROM (
    SELECT heading || char(10) || text AS part FROM sections WHERE report_id = r.id ORDER BY number, id
  )), '')
FROM reports r WHERE r.id = ?
"""


def segment(text: str) -> str:
    """The tokens of a text with a space between any two.

    >>> segment("行政复议１２件，ＯＦＤ文件")
    '行 政 复 议 12 件 OFD 文 件'
    """
    return " ".join(TOKEN.findall(unicodedata.normalize("NFKC", text)))


def query(text: str | None) -> str:
    """What a person typed, as a query of FTS5: each word a phrase, all of them wanted.

    >>> query("行政复议 教育局"), query('"; drop'), query("，")
    ('"行 政 复 议" "教 育 局"', '"drop"', '""')
    """
    words = (segment(word) for word in (text or "")[:LONGEST_QUERY].split())
    return " ".join([f'"{word}"' for word in words if word][:MOST_TERMS]) or '""'


def index(db: Database, report_id: int) -> None:
    """Make search find a report by its agency, title and prose as they stand now.

    In the caller's transaction, as often and in whatever order one likes: a text that is already
    indexed is left alone.
    """
    found = db.conn.execute(TEXT, (report_id,)).fetchone()
    if found is None:
        remove(db, report_id)
        return
    texts = [segment(text) for text in found]
    digest = hashlib.sha256("\n".join(texts).encode()).hexdigest()
    held = db.conn.execute("SELECT digest FROM search_texts WHERE report_id = ?", (report_id,)).fetchone()
    if held and held[0] == digest:
        return
    remove(db, report_id)
    row = db.conn.execute(
        "INSERT INTO search_texts (report_id, digest) VALUES (?, ?)", (report_id, digest)
    ).lastrowid
    db.conn.execute(
        "INSERT INTO search_index (rowid, agency, title, body) VALUES (?, ?, ?, ?)", (row, *texts)
    )


def remove(db: Database, report_id: int) -> None:
    """Make search find a report no longer; before the report itself is deleted."""
    db.conn.execute("DELETE FROM search_texts WHERE report_id = ?", (report_id,))


def waste(db: Database) -> float:
    """The share of the index that speaks for no report any more, 0 to 1: above a third, rebuild."""
    (made,) = db.conn.execute("SELECT count(*) FROM search_index_docsize").fetchone()
    (used,) = db.conn.execute("SELECT count(*) FROM search_texts").fetchone()
    return (made - used) / made if made else 0.0


def rebuild(db: Database) -> int:
    """Index all reports anew, in one transaction; gives their number."""
    with db.atomic():
        db.conn.execute("DELETE FROM search_texts")
        db.conn.execute("INSERT INTO search_index (search_index) VALUES ('delete-all')")
        ids = [report_id for (report_id,) in db.conn.execute("SELECT id FROM reports ORDER BY id")]
        for report_id in ids:
            index(db, report_id)
        db.conn.execute("INSERT INTO search_index (search_index) VALUES ('optimize')")
    return len(ids)
