"""Backups in generations, restored by doing it; damage is found; an archive of a newer version is refused."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from archive import keeping, warc
from archive.schema import ForeignArchiveError, captures_folder, open_archive
from tests.practising import run

NOW = datetime(2026, 1, 20, 1, 2, 3, tzinfo=UTC)
BODIES = [f"<html>第{number}号 {'年报' * number}</html>".encode() for number in range(1, 8)]


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """An archive of seven captures in one WARC file."""
    import hashlib

    path = tmp_path / "archive.db"
    db = open_archive(path)
    writer = warc.Writer(captures_folder(path), "night-run1")
    with db.atomic():
        db.execute("INSERT INTO sites (id, name) VALUES ('a', '某县')")
        db.execute(
            "INSERT INTO runs (id, command, started_at, version) VALUES (1, 'crawl', '2026-01-01T00:00:00+00:00', '7.3.1')"
        )
        for number, body in enumerate(BODIES, start=1):
            exchange = warc.Exchange(
                f"http://a.example/{number}",
                "2026-01-01T00:00:00Z",
                200,
                [("Content-Type", "text/html")],
                body,
            )
            file, offset = writer.write(exchange)
            db.execute(
                "INSERT INTO captures (run_id, site_id, url, fetched_at, status, sha256, size, role, warc_file, warc_offset) "
                "VALUES (1, 'a', ?, '2026-01-01T00:00:00+00:00', 200, ?, ?, 'report', ?, ?)",
                (exchange.url, hashlib.sha256(body).hexdigest(), len(body), file, offset),
            )
    writer.close()
    db.close()
    return path


def test_all_captures_have_their_turn_and_damage_is_named(archive: Path) -> None:
    folder = captures_folder(archive)
    db = open_archive(archive)
    turns = [keeping.verify(db, folder, 1 / 3, turn) for turn in range(3)]
    assert sum(turn.looked_at for turn in turns) == len(BODIES)
    assert not any(turn.damaged for turn in turns)
    (file, offset) = db.execute("SELECT warc_file, warc_offset FROM captures WHERE id = 4").fetchone()
    with (folder / file).open("r+b") as damaged:
        damaged.seek(offset + 60)
        damaged.write(b"\xff" * 8)
    assert [capture for capture, _ in keeping.verify(db, folder).damaged] == [4]
    db.execute("UPDATE captures SET sha256 = ? WHERE id = 2", ("0" * 64,))
    assert [capture for capture, _ in keeping.verify(db, folder).damaged] == [2, 4]
    db.close()
    done = run("verify", folder=archive.parent)
    assert done.returncode == 1 and "capture 4" in done.stdout and "nianbao restore" in done.stderr


def tables(db: sqlite3.Connection) -> dict[str, list[tuple[object, ...]]]:
    """Every table with its rows, without the index of search, which is made anew where it has holes."""
    names = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {
        name: sorted(db.execute(f'SELECT * FROM "{name}"').fetchall(), key=repr)  # noqa: S608
        for name in names
        if not name.startswith("search")
    }


def test_a_backup_is_restored_whole_and_generations_are_kept(archive: Path, tmp_path: Path) -> None:
    target = tmp_path / "backup"
    for day in range(4):
        made = keeping.backup(archive, target, 2, NOW + timedelta(days=day))
        assert (made.captures, made.added) == (1, 1 if day == 0 else 0)
    assert [path.name for path in keeping.generations_of(target)] == ["20260122T010203Z", "20260123T010203Z"]
    again = tmp_path / "again" / "archive.db"
    assert keeping.restore(target, again) == 1
    with closing(sqlite3.connect(archive)) as one, closing(sqlite3.connect(again)) as two:
        wanted = tables(one)
        assert tables(two) == wanted and len(wanted["captures"]) == len(BODIES)
    db = open_archive(again)
    assert not keeping.verify(db, captures_folder(again)).damaged
    db.close()
    with pytest.raises(keeping.KeepingError, match="is there already"):
        keeping.restore(target, again)


def test_a_damaged_backup_is_refused(archive: Path, tmp_path: Path) -> None:
    target = tmp_path / "backup"
    made = keeping.backup(archive, target, 7, NOW)
    (file,) = (target / "captures").glob("*.warc.gz")
    body = file.read_bytes()
    file.unlink()  # a link: the archive's own file must not be touched
    file.write_bytes(body[:-20] + b"\0" * 20)
    with pytest.raises(keeping.KeepingError, match="damaged"):
        keeping.restore(target, tmp_path / "again" / "archive.db")
    assert not (tmp_path / "again" / "archive.db").exists()
    with (made.folder / "archive.db").open("r+b") as database:
        database.seek(5000)
        database.write(b"\xff" * 40)
    with pytest.raises(keeping.KeepingError, match="is damaged"):
        keeping.restore(target, tmp_path / "third" / "archive.db")


def test_an_archive_of_a_newer_version_is_refused_with_the_version_named(archive: Path) -> None:
    with closing(sqlite3.connect(archive, isolation_level=None)) as db:
        db.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('archive', 'm999_later', '2031-01-01')"
        )
    before = archive.read_bytes()
    with pytest.raises(ForeignArchiveError, match=r"nianbao 7\.3\.1 .*m999_later"):
        open_archive(archive)
    assert archive.read_bytes() == before
    done = run("status", folder=archive.parent)
    assert done.returncode == 1 and "nianbao 7.3.1" in done.stderr and "Traceback" not in done.stderr


def test_compacting_gives_room_back(archive: Path) -> None:
    db = open_archive(archive)
    with db.atomic():
        for number in range(400):
            db.execute(
                "INSERT INTO requests (run_id, site_id, url, role, sent_at) VALUES (1, 'a', ?, 'list', '')",
                (f"http://a.example/{'x' * 500}{number}",),
            )
    with db.atomic():
        db.execute("DELETE FROM requests")
    before, after = keeping.compact(db)
    assert after < before
    db.close()
