"""An archive of any earlier version is brought up to date where it is opened, and keeps what it holds."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database

from archive.schema import migrations, open_archive

NAMES = [migration.name for migration in migrations.pending(Database(memory=True))]
TIME = "2026-01-12T16:30:00+00:00"
ROWS = {
    "sites": {"id": "lake", "name": "平湖市人民政府", "region": "330482", "state": "ok", "last_ok_at": TIME},
    "agencies": {"id": 3, "name": "平湖市教育局", "region": "330482", "level": "county"},
    "runs": {"id": 5, "command": "nightly", "started_at": TIME, "outcome": "done", "requests": 17},
    "captures": {
        **{"id": 7, "run_id": 5, "site_id": "lake", "url": "http://lake.example/1", "fetched_at": TIME},
        **{"status": 200, "mime": "text/html", "sha256": "ab" * 32, "size": 4711, "role": "report"},
        **{"warc_file": "a.warc.gz", "warc_offset": 813},
    },
    "reports": {
        **{
            "id": 11,
            "key": "lake|1",
            "agency_id": 3,
            "agency": "平湖市教育局",
            "region": "330482",
            "year": 2024,
        },
        **{"template": "2021", "title": "年度报告", "url": "http://lake.example/1", "site_id": "lake"},
        **{
            "capture_id": 7,
            "status": "parsed",
            "first_seen_at": TIME,
            "last_seen_at": TIME,
            "checks_failed": 1,
        },
    },
    "applications": {
        "report_id": 11,
        "item": "new_received",
        "natural_person": 23,
        "business": 5,
        "total": 28,
    },
    "review_litigation": {"report_id": 11, "proceeding": "review", "upheld": 4, "corrected": 2, "total": 6},
    "sections": {"report_id": 11, "number": 1, "heading": "一、总体情况", "text": "正文"},
}


def schema(db: Database) -> set[tuple[str, str, str]]:
    found = db.execute("SELECT type, name, coalesce(sql, '') FROM sqlite_master")
    return {(kind, name, " ".join(sql.split())) for kind, name, sql in found}


@pytest.fixture(scope="module")
def newest(tmp_path_factory: pytest.TempPathFactory) -> Iterator[set[tuple[str, str, str]]]:
    db = open_archive(tmp_path_factory.mktemp("new") / "archive.db")
    yield schema(db)
    db.close()


@pytest.mark.parametrize("following", NAMES[1:])
def test_an_archive_from_before_a_migration_is_brought_up_to_date(
    following: str, tmp_path: Path, newest: set[tuple[str, str, str]]
) -> None:
    path = tmp_path / "archive.db"
    old = Database(path)
    migrations.apply(old, stop_before=following)
    assert NAMES.index(following) == len(list(migrations.applied(old)))
    with old.conn:
        for table, row in ROWS.items():
            marks = ", ".join(f":{name}" for name in row)
            old.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", row)  # noqa: S608
    old.close()
    db = open_archive(path)
    assert not list(migrations.pending(db))
    assert schema(db) == newest
    for table, row in ROWS.items():
        (kept,) = db[table].rows
        assert {name: kept[name] for name in row} == row
    (covered,) = db["coverage"].rows  # counted by the migration, or by its triggers
    assert (covered["year"], covered["reports"], covered["failing"]) == (2024, 1, 1)
    assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert not db.execute("PRAGMA foreign_key_check").fetchall()
    if NAMES.index(following) <= NAMES.index("m008_summaries"):
        (main,) = db["summaries"].rows
        assert (main["new_received"], main["cases"], main["corrected"]) == (28, 6, 2)
    again = db.execute("SELECT count(*) FROM _sqlite_migrations").fetchone()
    db.close()
    db = open_archive(path)
    assert db.execute("SELECT count(*) FROM _sqlite_migrations").fetchone() == again
    db.close()


def test_an_archive_that_is_up_to_date_is_opened_without_writing(tmp_path: Path) -> None:
    """So that whoever may only read it can look at it."""
    open_archive(tmp_path / "archive.db").close()
    with closing(sqlite3.connect(tmp_path / "archive.db")) as beside:
        (before,) = beside.execute("PRAGMA data_version").fetchone()
        open_archive(tmp_path / "archive.db").close()
        assert beside.execute("PRAGMA data_version").fetchone() == (before,)
