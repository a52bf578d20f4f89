"""archive.db made again from the WARC files alone: the tables that people read are the same."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from practice import site as practice_site
from tests.crawler.crawls import crawl, registry, rows, start
from tests.crawler.servers import serve
from tests.crawler.test_crawl import trs_site
from tests.practising import run

READ = (
    "sites", "agencies", "runs", "captures", "requests", "entries", "reports", "proactive_disclosure", "applications",
    "review_litigation", "statistics", "cells", "sections", "claims", "checks", "issues", "addresses", "changes",
    "findings", "held", "duties", "totals", "totals_review", "visits", "lists", "hosts",
)  # fmt: skip
# Numbers that are only given in turn, times of our own doing, and the process that did it.
OWN = {
    "issues": {"id"},
    "sections": {"id"},
    "claims": {"id"},
    "findings": {"id"},
    "changes": {"id"},
    "runs": {"pid"},
    "lists": {"reading"},
}


def tables(archive: Path) -> dict[str, list[tuple[Any, ...]]]:
    db = sqlite3.connect(archive)
    found = {}
    for table in READ:
        names = [
            name
            for _, name, *_ in db.execute(f"PRAGMA table_info({table})")
            if name not in OWN.get(table, ())
        ]
        some = ", ".join(f'"{name}"' for name in names)
        found[table] = sorted(db.execute(f"SELECT {some} FROM {table}").fetchall(), key=repr)  # noqa: S608
    db.close()
    return found


@pytest.fixture(scope="module")
def archived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Two nights of three practice sites, one of which corrects a figure and one of which holds documents."""
    folder = tmp_path_factory.mktemp("reindex")
    with practice_site.serve(0) as practice:
        sites = folder / "sites.toml"
        sites.write_text(
            practice.registry("practice_edited", "practice_tree", "practice_robots_partly"), "utf-8"
        )
        for night, day in ((1, "12"), (3, "20")):
            practice.night = night
            now = f"2026-01-{day}T16:30:00+00:00"
            done = run(
                "crawl", "--sites", str(sites), "--allow-private", "--delay", "0", "--now", now, folder=folder
            )
            assert done.returncode in (0, 1), done.stdout + done.stderr
            for words in (("extract",), ("check", "--now", now)):
                done = run(*words, folder=folder)
                assert done.returncode == 0, done.stderr
    yield folder


def copied(archived: Path, to: Path) -> Path:
    shutil.copytree(archived / "captures", to / "captures")
    return to / "archive.db"


def test_the_tables_that_people_read_are_the_same(archived: Path, tmp_path: Path) -> None:
    archive = copied(archived, tmp_path)
    sites = str(archived / "sites.toml")
    done = run("reindex", "--sites", sites, "--now", "2026-01-20T16:30:00+00:00", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    before, after = tables(archived / "archive.db"), tables(archive)
    assert len(before["reports"]) >= 15 and before["applications"] and before["entries"]
    for table in READ:
        assert after[table] == before[table], table
    assert "as the run logs tell, 0 by their own records" in done.stdout


def test_without_run_logs_the_records_speak_for_themselves(archived: Path, tmp_path: Path) -> None:
    from archive import reindex, runlog

    archive = copied(archived, tmp_path)
    plain = runlog.URI
    try:
        runlog.URI = "urn:nothing"
        result = reindex.reindex(archive)
    finally:
        runlog.URI = plain
    assert (result.by_runlog, result.by_record) == (0, result.captures)
    query = (
        "SELECT url, status, mime, sha256, size, role, title, warc_file, warc_offset, "
        "(SELECT url FROM captures p WHERE p.id = c.parent_id) FROM captures c ORDER BY warc_file, warc_offset"
    )
    before, after = rows(archived / "archive.db", query), rows(archive, query)
    assert [row[:9] for row in after] == [row[:9] for row in before]
    assert [row[9] for row in after if row[5] == "attachment"] == [
        row[9] for row in before if row[5] == "attachment"
    ]


def test_what_is_damaged_or_missing_or_double_is_said(archived: Path, tmp_path: Path) -> None:
    archive = copied(archived, tmp_path)
    first, second = sorted((tmp_path / "captures").glob("*.warc.gz"))
    shutil.copy(second, tmp_path / "captures" / "copy-of-run2-0.warc.gz")
    with second.open("r+b") as file:
        file.truncate(second.stat().st_size // 2)
    first.unlink()
    done = run("reindex", "--no-read", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    told = " ".join(done.stdout.split())
    assert f"{second.name}: " in told and "damaged and were left out" in told
    assert "are not in the file any more" in told
    assert "stand in two files" in told
    assert archive.exists()


def test_a_damaged_database_is_put_aside_and_a_crawl_under_way_is_not_disturbed(tmp_path: Path) -> None:
    with serve(trs_site(40)) as server:
        sites = registry(tmp_path, one={"columns": [server.url + "/nb/"]})
        process = start(sites, tmp_path / "archive.db")
        while process.poll() is None and len(server.asked) < 12:
            time.sleep(0.02)
        server.slowness = 5  # until the other command has begun
        busy = run("reindex", "--no-read", folder=tmp_path)
        assert busy.returncode == 75, busy.stdout + busy.stderr
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
        server.slowness = 0
        for end in ("-wal", "-shm"):
            (tmp_path / f"archive.db{end}").unlink(missing_ok=True)
        (tmp_path / "archive.db").write_bytes(b"SQLite format 3\0" + b"\xff" * 40_000)
        done = run("reindex", "--no-read", folder=tmp_path)
        assert done.returncode == 0, done.stdout + done.stderr
        assert "left open by a run that was killed" in " ".join(done.stdout.split())
        assert (tmp_path / "archive.db.before-reindex").exists()
        result = crawl(sites, tmp_path / "archive.db")
    assert result["sites"]["one"]["state"] == "ok", result
    found = rows(tmp_path / "archive.db", "SELECT count(DISTINCT url) FROM captures WHERE role = 'report'")
    assert found == [(40,)]
    assert rows(tmp_path / "archive.db", "SELECT name FROM sites") == [("one",)]


def test_without_captures_the_next_step_is_named(tmp_path: Path) -> None:
    done = run("reindex", folder=tmp_path)
    assert done.returncode == 1
    assert "captures" in done.stderr and len(done.stderr.strip().splitlines()) == 1
