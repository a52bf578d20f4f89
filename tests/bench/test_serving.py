"""The archive that grows by copies is one that an archive of that size could be; the pages asked for are there."""

from __future__ import annotations

import sqlite3
from random import Random

from bench import generated, grown, serving


def count(db: sqlite3.Connection, table: str) -> int:
    return db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608 - the names below


def test_copies_are_reports_of_other_bodies_with_all_their_figures(tmp_path):
    path = tmp_path / "archive.db"
    generated.fill(path, 20)
    with sqlite3.connect(path, isolation_level=None) as db:
        before = {table: count(db, table) for table in ("reports", "applications", "cells", "checks")}
        grown.grow(db, 3, lambda _: None)
        for table, once in before.items():
            assert count(db, table) == 3 * once > 0, table
        assert db.execute("SELECT count(DISTINCT region) FROM reports").fetchone()[0] == 3
        assert db.execute("SELECT count(*) FROM reports r JOIN agencies a ON a.id = r.agency_id AND a.name = r.agency "
                          "AND a.region = r.region JOIN sites s ON s.id = r.site_id JOIN captures c "
                          "ON c.id = r.capture_id AND c.url = r.url AND c.site_id = s.id").fetchone()[0] == 60  # fmt: skip
        same = "SELECT item, total FROM applications WHERE report_id = ? ORDER BY item"
        assert db.execute(same, (47,)).fetchall() == db.execute(same, (7,)).fetchall() != []
        found = "SELECT count(*) FROM reports_fts WHERE reports_fts MATCH ?"
        assert db.execute(found, ('"年 度 报 告"',)).fetchone()[0] == 60
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []


def test_what_is_written_while_pages_are_asked_for_has_names_of_its_own(tmp_path):
    path = tmp_path / "archive.db"
    generated.fill(path, 20)
    reports = serving.new_reports(path)
    titles = []
    for _ in range(3):
        db, add = next(reports)
        with db.atomic():
            titles.append(add())
    reports.close()
    with sqlite3.connect(path) as db:
        held = [title for (title,) in db.execute("SELECT title FROM reports ORDER BY id")]
    assert held[20:] == titles and len(set(held)) == 23


def test_the_pages_asked_for_answer(tmp_path):

    path = tmp_path / "archive.db"
    generated.fill(path, 40)
    with serving.served(path) as (port, _):
        for kind, paths in serving.addresses(path, Random(1), 4).items():  # noqa: S311 - which pages are asked for
            taken, size, failed = serving.timed(port, paths)
            assert (len(taken), failed) == (len(paths), 0) and size > 100, kind
        assert serving.until_found(port, path) > 0
