"""Keeping an archive for years: verified, backed up in generations, restored, compacted.

A backup folder holds `captures/`, which only grows, and a folder for each generation of the database:

    captures/…-run7-0.warc.gz      hard links where the file system allows, else copies; never changed
    captures/SHA256SUMS            their digests, as `sha256sum -c` reads them
    20260131T003000Z/archive.db    a consistent copy, made while readers read
    20260131T003000Z/manifest.json its digest, and the captures it refers to
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from archive import search, warc
from archive.schema import captures_folder

GENERATION = re.compile(r"\d{8}T\d{6}Z")
SUMS = "SHA256SUMS"
EMPTY = hashlib.sha256(b"").hexdigest()
CHUNK = 1 << 20

Progress = Callable[[int, int, str], None]


class KeepingError(Exception):
    """What could not be backed up or restored, and why."""


@dataclass(slots=True)
class Verified:
    """How many captures were looked at, and what is wrong with which."""

    looked_at: int = 0
    damaged: list[tuple[int, str]] = field(default_factory=list)  # capture, what is wrong


def verify(
    db: Database, folder: Path, share: float = 1.0, turn: int = 0, progress: Progress | None = None
) -> Verified:
    """Read captures back and compare their digests.

    Args:
        share: how many of all, 0 to 1; which ones goes by `turn` (the number of the night), so that all
            have had theirs after 1/share turns.
    """
    if share <= 0:
        return Verified()
    every = max(1, round(1 / share))
    rows = db.execute(
        "SELECT id, warc_file, warc_offset, sha256, revisit_of FROM captures WHERE id % ? = ? "
        "ORDER BY warc_file, warc_offset",
        (every, turn % every),
    ).fetchall()
    found = Verified()
    for capture, file, offset, sha256, revisit_of in rows:
        if wrong := fault(folder, file, offset, "" if revisit_of else sha256):
            found.damaged.append((int(capture), wrong))
        found.looked_at += 1
        if progress:
            progress(found.looked_at, len(rows), file)
    return found


def fault(folder: Path, file: str, offset: int, sha256: str) -> str:
    """What is wrong with a capture; "" if its record is whole and its body the one that was indexed."""
    try:
        record = warc.read(folder, file, offset)
    except warc.BodyError:
        return ""  # the site sent it so; the digest of what it sent was compared before it was decoded
    except warc.CaptureError as error:
        return str(error)
    if sha256 and sha256 != EMPTY and hashlib.sha256(record.body).hexdigest() != sha256:
        return f"{file} at {offset}: the body is not the one that was indexed"
    return ""


@dataclass(frozen=True, slots=True)
class Backup:
    """A generation that was made."""

    folder: Path
    captures: int  # WARC files it refers to
    added: int  # of them new in the backup
    linked: int  # of those, hard links
    removed: list[str]  # older generations


def backup(
    archive: Path, target: Path, generations: int, now: datetime, progress: Progress | None = None
) -> Backup:
    """Make a generation of a backup; the caller holds the archive's lock, readers go on.

    A generation appears under its name only when it is whole. Raises KeepingError if there is no room.
    """
    source = captures_folder(archive)
    pool = target / "captures"
    pool.mkdir(parents=True, exist_ok=True)
    name = now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    made, part = target / name, target / f"{name}.part"
    if made.exists():
        raise KeepingError(f"{made} is there already")
    files = sorted(path for path in source.glob("*.warc.gz")) if source.is_dir() else []
    sums = read_sums(pool)
    missing = [path for path in files if not held(pool / path.name, path, sums)]
    need = archive.stat().st_size + sum(path.stat().st_size for path in missing)
    if shutil.disk_usage(target).free < need:
        raise KeepingError(f"{target} has no room for {need / 1e9:.1f} GB")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir()
    copy_database(archive, part / "archive.db")
    linked = 0
    for number, path in enumerate(missing, start=1):
        digest, was_linked = bring(path, pool / path.name)
        linked += was_linked
        sums[path.name] = digest
        write_sums(pool, sums)
        if progress:
            progress(number, len(missing), path.name)
    manifest = {
        "made_at": now.astimezone(UTC).isoformat(timespec="seconds"),
        "database": {"file": "archive.db", "sha256": digest_of(part / "archive.db")},
        "captures": {path.name: {"size": path.stat().st_size, "sha256": sums[path.name]} for path in files},
    }
    (part / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n", "utf-8")
    part.rename(made)
    removed = []
    for old in generations_of(target)[:-generations] if generations else []:
        shutil.rmtree(old)
        removed.append(old.name)
    return Backup(made, len(files), len(missing), linked, removed)


def held(copy: Path, path: Path, sums: dict[str, str]) -> bool:
    return path.name in sums and copy.exists() and copy.stat().st_size == path.stat().st_size


def bring(path: Path, copy: Path) -> tuple[str, bool]:
    """Link or copy a file; gives its digest, and whether it was linked."""
    digest = digest_of(path)
    copy.unlink(missing_ok=True)
    try:
        os.link(path, copy)
    except OSError:  # another file system, or one without links
        copied(path, copy, digest)
        return digest, False
    return digest, True


def copied(path: Path, copy: Path, digest: str) -> None:
    part = copy.with_name(copy.name + ".part")
    with path.open("rb") as source, part.open("wb") as sink:
        shutil.copyfileobj(source, sink, CHUNK)
        sink.flush()
        os.fsync(sink.fileno())
    if digest_of(part) != digest:
        raise KeepingError(f"{path} is not what its digest says: damaged, or changed meanwhile")
    part.replace(copy)


def copy_database(archive: Path, copy: Path) -> None:
    """A consistent copy, compacted, while others read and write."""
    with closing(sqlite3.connect(archive)) as db:
        db.execute("PRAGMA busy_timeout = 10000")
        db.execute("VACUUM INTO ?", (str(copy),))


def digest_of(path: Path) -> str:
    """The SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read_sums(pool: Path) -> dict[str, str]:
    path = pool / SUMS
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    return {name: digest for digest, _, name in (line.partition("  ") for line in lines)}


def write_sums(pool: Path, sums: dict[str, str]) -> None:
    part = pool / f"{SUMS}.part"
    part.write_text("".join(f"{digest}  {name}\n" for name, digest in sorted(sums.items())), "utf-8")
    part.replace(pool / SUMS)


def generations_of(target: Path) -> list[Path]:
    """The whole generations of a backup, oldest first."""
    found = target.iterdir() if target.is_dir() else ()
    return sorted(
        path for path in found if GENERATION.fullmatch(path.name) and (path / "manifest.json").exists()
    )


def restore(target: Path, archive: Path, generation: str = "", progress: Progress | None = None) -> int:
    """Bring an archive back from a backup, every digest compared; gives the number of its WARC files.

    Nothing that exists is written over. The database appears under its name last, when all is in place.
    """
    chosen = [path for path in generations_of(target) if not generation or path.name == generation]
    if not chosen:
        known = ", ".join(path.name for path in generations_of(target)) or "none"
        raise KeepingError(f"{target} holds no generation {generation or 'at all'}; there are: {known}")
    source = chosen[-1]
    if archive.exists():
        raise KeepingError(f"{archive} is there already; name a new one, or move it away")
    manifest = json.loads((source / "manifest.json").read_text("utf-8"))
    if digest_of(source / "archive.db") != manifest["database"]["sha256"]:
        raise KeepingError(f"{source / 'archive.db'} is damaged; take another generation")
    folder = captures_folder(archive)
    folder.mkdir(parents=True, exist_ok=True)
    for number, (name, facts) in enumerate(sorted(manifest["captures"].items()), start=1):
        bring_back(target / "captures" / Path(name).name, folder / Path(name).name, facts)
        if progress:
            progress(number, len(manifest["captures"]), name)
    part = archive.with_name(archive.name + ".part")
    shutil.copyfile(source / "archive.db", part)
    with closing(sqlite3.connect(part)) as db:
        (said,) = db.execute("PRAGMA integrity_check(1)").fetchone()
    if said != "ok":
        raise KeepingError(f"{source / 'archive.db'}: {said}")
    part.rename(archive)
    return len(manifest["captures"])


def bring_back(copy: Path, path: Path, facts: dict[str, Any]) -> None:
    if not copy.exists():
        raise KeepingError(f"{copy} is missing")
    if path.exists():
        if digest_of(path) != facts["sha256"]:
            raise KeepingError(f"{path} is there already and is not the one of the backup; move it away")
        return
    copied(copy, path, facts["sha256"])


def compact(db: Database) -> tuple[int, int]:
    """Give unused room of the database back to the disk; gives its size before and after, in bytes.

    Needs as much free room as the database takes.
    """
    before = size_of(db)
    if search.waste(db) > 0:
        search.rebuild(db)
    db.vacuum()
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return before, size_of(db)


def size_of(db: Database) -> int:
    (pages,) = db.execute("PRAGMA page_count").fetchone()
    (size,) = db.execute("PRAGMA page_size").fetchone()
    return int(pages) * int(size)


@dataclass(frozen=True, slots=True)
class Forecast:
    """How the archive grows: bytes a day, and days until the disk is at its guard (None: not in sight)."""

    daily: float
    days: float | None
    free: int


def forecast(db: sqlite3.Connection, least_free: float) -> Forecast | None:
    """From the sizes of the last 30 nights; None while there are fewer than two days of them."""
    sizes = list(growth(db, 30))
    if len(sizes) < 2:
        return None
    (first, small, _), (last, large, free) = sizes[0], sizes[-1]
    days = (datetime.fromisoformat(last) - datetime.fromisoformat(first)).total_seconds() / 86400
    if days < 1:
        return None
    daily = (large - small) / days
    return Forecast(daily, max(0.0, free - least_free) / daily if daily > 0 else None, free)


def growth(db: sqlite3.Connection, nights: int) -> Iterator[tuple[str, int, int]]:
    """(begin, bytes held, bytes free) of the last nights, oldest first."""
    yield from reversed(
        db.execute(
            "SELECT started_at, archive_bytes + capture_bytes, free_bytes FROM nights "
            "WHERE archive_bytes IS NOT NULL ORDER BY id DESC LIMIT ?",
            (nights,),
        ).fetchall()
    )
