"""`nianbao status` in windows of any width, and what is busy."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from archive.schema import open_archive
from nianbao.options import LOCKED
from nianbao.plain import of_database
from tests.practising import run

NIGHT = {
    "command": "nightly",
    "started_at": "2026-01-12T16:30:00+00:00",
    "finished_at": "2026-01-12T19:30:00+00:00",
    "requests": 461,
    "entries": 725,
    "usual_entries": 711.0,
    "new_reports": 259,
    "changed_figures": 17,
    "gone_reports": 3,
    "failed_sites": 2,
}


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    with closing(open_archive(tmp_path / "archive.db")) as db:
        db["nights"].insert({**NIGHT, "outcome": "done"})
        db["nights"].insert({**NIGHT, "outcome": "interrupted"})
    return tmp_path


@pytest.mark.parametrize(
    ("columns", "row"),
    [
        ("90", "2026-01-12 16:30 done 461 725 711 259 17 3 2"),
        ("80", "01-12 16:30 done 461 725 711 259 17 3 2"),
        ("60", "01-12 16:30 done 461 259 17 2"),
    ],
)
def test_a_night_is_one_line_in_any_window(archive: Path, columns: str, row: str) -> None:
    lines = run("status", folder=archive, COLUMNS=columns).stdout.splitlines()
    assert row in [" ".join(line.split()) for line in lines]
    assert max(map(len, lines)) <= int(columns)


def test_a_night_that_was_stopped_left_work_and_is_not_broken(archive: Path) -> None:
    assert "Nights, the last on the right: ·…" in run("status", folder=archive).stdout


def test_an_archive_that_is_busy_is_tried_again_later(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "x.db", timeout=0)) as one:
        one.execute("BEGIN EXCLUSIVE")
        with closing(sqlite3.connect(tmp_path / "x.db", timeout=0)) as other:
            with pytest.raises(sqlite3.OperationalError) as busy:
                other.execute("CREATE TABLE bills (amount)")
            with pytest.raises(SystemExit) as ended:
                of_database(busy.value)
            assert ended.value.code == LOCKED
            with pytest.raises(sqlite3.OperationalError) as ours:
                other.execute("SELEC 1")
            of_database(ours.value)  # a mistake of ours keeps its traceback
