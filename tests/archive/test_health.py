"""What a monitor is told, by what the record of the last night says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from archive.health import health
from archive.schema import open_archive

BEGUN = datetime(2026, 1, 12, 16, 30, tzinfo=UTC)
WELL = {
    "command": "nightly",
    "started_at": BEGUN.isoformat(),
    "finished_at": (BEGUN + timedelta(hours=3)).isoformat(),
    "outcome": "done",
    "exit_status": 0,
    "next_at": (BEGUN + timedelta(days=1)).isoformat(),
    "sites": 9,
    "failed_sites": 2,
    "message": "",
}


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    archive = open_archive(tmp_path / "archive.db")
    yield archive
    archive.close()


@pytest.mark.parametrize(
    ("record", "hours", "codes"),
    [
        ({}, 4, []),
        ({}, 35, []),
        ({}, 37, ["late"]),
        ({"next_at": None}, 24 * 400, []),  # a demo, or a publication: nothing is to come
        ({"outcome": "running"}, 23, []),
        ({"outcome": "running"}, 25, ["stuck"]),
        ({"outcome": "crashed", "exit_status": None}, 4, ["crashed"]),
        ({"outcome": "failed", "exit_status": 1, "message": "index: it is torn"}, 4, ["failed"]),
        ({"outcome": "disk", "exit_status": 5}, 4, ["disk"]),
        ({"outcome": "failures", "exit_status": 1}, 4, []),
        ({"outcome": "failures", "exit_status": 3, "failed_sites": 7}, 4, ["sites"]),
        ({"outcome": "window", "exit_status": 4}, 4, []),
        ({"damaged": 3}, 4, ["damaged"]),
        ({"damaged": 3, "outcome": "disk", "exit_status": 5}, 60, ["late", "disk", "damaged"]),
    ],
)
def test_reasons_are_those_of_the_record(
    db: Database, record: dict[str, object], hours: int, codes: list[str]
) -> None:
    db["nights"].insert({**WELL, **record})
    found = health(db.conn, BEGUN + timedelta(hours=hours))
    assert [reason.code for reason in found.reasons] == codes
    assert found.ok is not bool(codes)
    for reason in found.reasons:
        assert reason.zh and reason.en
    if codes == ["failed"]:
        assert "it is torn" in found.reasons[0].en and "it is torn" in found.reasons[0].zh


def test_without_a_night_the_next_step_is_named(db: Database) -> None:
    (reason,) = health(db.conn, BEGUN).reasons
    assert reason.code == "no_night" and "nianbao schedule install" in reason.en


def test_what_nobody_takes_for_three_nights_is_told(db: Database) -> None:
    night = db["nights"].insert(WELL).last_pk
    db.execute(
        "INSERT INTO digests (night_id, made_at, loud, subject, zh, en, facts, told_report, told_capture, told_state) "
        "VALUES (?, ?, 1, 's', 'z', 'e', '{}', 0, 0, 0)",
        (night, WELL["started_at"]),
    )
    db.execute("INSERT INTO deliveries (digest_id, channel, tries, error) VALUES (1, 'mailto 12', 2, 'shut')")
    assert health(db.conn, BEGUN).ok
    db.execute("UPDATE deliveries SET tries = 3")
    (reason,) = health(db.conn, BEGUN).reasons
    assert reason.code == "undelivered" and "mailto 12: shut" in reason.en
