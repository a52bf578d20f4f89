"""archive.db made again from the WARC files alone.

What the crawler knew stands in the run logs behind the captures (`archive.runlog`); captures that no run log
names, of a run that was killed or of an older version, are entered by what their own records say. The new
database takes the place of the old one only when it is whole; the old one is kept beside it.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from fastwarc import ArchiveIterator, WarcRecord, WarcRecordType

from archive import runlog, warc
from archive.schema import captures_folder, open_archive

LARGEST_PART = 256 * 1024 * 1024  # bytes of one record of a run log
# Kept by people or about ourselves, and in no capture: taken over from the database that was there.
OWN = ("decisions", "nights", "night_sites", "digests", "deliveries")
KEPT = ".before-reindex"
CAPTURES = WarcRecordType.response | WarcRecordType.revisit
WANTED = CAPTURES | WarcRecordType.metadata


class ReindexError(Exception):
    """The files cannot be made into an archive; says why and what to do."""


class BusyError(ReindexError):
    """A crawl is writing captures."""


@dataclass(slots=True)
class Result:
    """What was found; `notes` are sentences on what is not as it should be."""

    files: int = 0
    captures: int = 0
    by_runlog: int = 0
    by_record: int = 0  # captures that no run log names
    runs: int = 0
    sites: int = 0
    notes: list[str] = field(default_factory=list)


def reindex(
    archive: Path,
    *,
    sites: Iterable[Mapping[str, str]] = (),
    progress: Callable[[int, int, str], None] | None = None,
) -> Result:
    """Make `archive` again from the files in captures/ beside it; `extract` then reads its reports.

    `sites` (id, name, region, adapter) name those that only their captures speak of. `progress` is called
    with (bytes done, bytes in all, file). Raises ReindexError without captures, or while a crawl writes them.
    """
    folder = captures_folder(archive)
    with held(folder):
        files = sorted((path for path in folder.glob("*.warc.gz*") if is_warc(path)), key=order)
        if not files:
            raise ReindexError(f"there are no captures (*.warc.gz) in {folder}")
        made = archive.with_name(archive.name + ".reindexing")
        for path in family(made):
            path.unlink(missing_ok=True)
        result = Result(files=len(files))
        db = open_archive(made)
        try:
            db.conn.execute("PRAGMA foreign_keys = OFF")
            Rebuild(db.conn, folder, result).read(files, progress)
            fill_sites(db.conn, sites)
            take_over(db.conn, archive, result)
            broken = db.conn.execute("PRAGMA foreign_key_check").fetchall()
            if broken:
                tables = ", ".join(sorted({str(row[0]) for row in broken}))
                result.notes.append(f"{len(broken)} rows refer to rows that are in no file ({tables})")
            result.runs, result.sites = db["runs"].count, db["sites"].count
            result.captures = db["captures"].count
            db.conn.commit()
            db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            db.close()
        replace(archive, made)
    return result


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Hold the lock of the captures, as a crawl does."""
    if not folder.is_dir():
        raise ReindexError(f"there is no folder {folder}; name the archive beside it with --archive")
    with (folder / ".lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BusyError("a crawl is writing captures; try again when it has ended") from None
        yield


def is_warc(path: Path) -> bool:
    return path.name.endswith((".warc.gz", ".warc.gz" + warc.OPEN))


def order(path: Path) -> tuple[int, int, str]:
    """By run and number, as the crawler names its files; others behind them, by name."""
    found = re.search(r"-run(\d+)-(\d+)\.warc\.gz", path.name)
    return (int(found[1]), int(found[2]), path.name) if found else (1 << 62, 0, path.name)


def family(path: Path) -> list[Path]:
    """A database with the files that SQLite keeps beside it."""
    return [path.with_name(path.name + end) for end in ("", "-wal", "-shm")]


def replace(archive: Path, made: Path) -> None:
    for old, kept in zip(family(archive), family(archive.with_name(archive.name + KEPT)), strict=True):
        kept.unlink(missing_ok=True)
        if old.exists():
            old.rename(kept)
    made.replace(archive)
    for path in family(made):
        path.unlink(missing_ok=True)


def take_over(db: sqlite3.Connection, old: Path, result: Result) -> None:
    """Copy what is in no capture from the database that was there, as far as it can be read."""
    told = "what people decided about findings, and the records of nights, are in no capture"
    if not old.exists():
        result.notes.append(f"{told}: they are not in the new archive")
        return
    db.commit()
    try:
        db.execute("ATTACH ? AS old", (str(old.resolve()),))
    except sqlite3.Error:
        result.notes.append(f"{told}, and the old archive cannot be opened")
        return
    try:
        for table in OWN:
            with suppress(sqlite3.OperationalError):  # of a version that did not have it
                names = [name for _, name, *_ in db.execute(f"PRAGMA old.table_info({table})")]
                some = ", ".join(f'"{name}"' for name in names)
                db.execute(f"INSERT INTO {table} ({some}) SELECT {some} FROM old.{table}")  # noqa: S608 - names above
        db.commit()
    except sqlite3.DatabaseError as error:
        db.rollback()
        result.notes.append(f"{told}, and the old archive cannot be read: {error}")
    finally:
        db.execute("DETACH old")


def fill_sites(db: sqlite3.Connection, sites: Iterable[Mapping[str, str]]) -> None:
    for site in sites:
        db.execute(
            "UPDATE sites SET name = ?, region = ?, adapter = iif(adapter = 'auto', ?, adapter) "
            "WHERE id = ? AND name = id",
            (site["name"], site["region"], site["adapter"], site["id"]),
        )


@dataclass(slots=True)
class Rebuild:
    """One rebuilding: the run logs first, then what they do not name."""

    db: sqlite3.Connection
    folder: Path
    result: Result
    strays: list[tuple[str, int]] = field(default_factory=list)
    twice: int = 0

    def read(self, files: list[Path], progress: Callable[[int, int, str], None] | None) -> None:
        places: dict[str, list[int]] = {}
        done, total = 0, sum(path.stat().st_size for path in files)
        for path in files:
            path = self.closed(path)  # noqa: PLW2901 - the same file under its final name
            size = path.stat().st_size
            places[path.name] = self.records(path)
            self.db.commit()
            done += size
            if progress:
                progress(done, total, path.name)
        self.compare(places)
        for name, offset in self.strays:
            self.enter(name, offset)
        if self.twice:
            self.result.notes.append(f"{self.twice} captures stand in two files and were entered once")
        self.db.commit()

    def closed(self, path: Path) -> Path:
        """The file under its final name; what a killed crawler left half written is cut off."""
        if not path.name.endswith(warc.OPEN):
            return path
        whole = max((end for _, end in warc.members(path)), default=0)
        cut = path.stat().st_size - whole
        os.truncate(path, whole)
        named = path.with_name(path.name.removesuffix(warc.OPEN))
        path.rename(named)
        told = f", {cut} bytes of a torn record cut off" if cut else ""
        self.result.notes.append(f"{named.name} was left open by a run that was killed{told}")
        return named

    def records(self, path: Path) -> list[int]:
        """Where the captures of a file lie; its run logs are entered on the way."""
        whole = {begin for begin, _ in warc.members(path)}
        end = max((end for _, end in warc.members(path, max(whole))), default=0) if whole else 0
        if (torn := path.stat().st_size - end) > 0:
            self.result.notes.append(f"{path.name}: {torn} bytes at its end are damaged and were left out")
        found = []
        with path.open("rb") as file:
            for record in ArchiveIterator(file, record_types=WANTED, parse_http=False, strict_mode=False):
                if record.stream_pos not in whole:
                    break
                if record.record_type == WarcRecordType.metadata:
                    self.restore(path, record)
                else:
                    found.append(record.stream_pos)
        return found

    def restore(self, path: Path, record: WarcRecord) -> None:
        if not (record.headers.get("WARC-Target-URI") or "").startswith(runlog.URI):
            return
        content = record.reader.read(LARGEST_PART)
        if record.headers.get("WARC-Block-Digest") != warc.payload_digest(content):
            self.result.notes.append(
                f"{path.name}: a run log at {record.stream_pos} is damaged and was left out"
            )
            return
        try:
            runlog.restore(self.db, content)
        except (ValueError, KeyError, TypeError, sqlite3.Error) as error:
            self.result.notes.append(f"{path.name}: a run log at {record.stream_pos} cannot be read: {error}")

    def compare(self, places: dict[str, list[int]]) -> None:
        """Count what run logs and files have in common; the rest is entered by itself, or told."""
        named: dict[str, set[int]] = {}
        for name, offset in self.db.execute("SELECT warc_file, warc_offset FROM captures"):
            named.setdefault(name, set()).add(offset)
        for name, offsets in places.items():
            known = named.get(name, set())
            self.result.by_runlog += len(known.intersection(offsets))
            self.strays += [(name, offset) for offset in offsets if offset not in known]
            if gone := known.difference(offsets):
                self.result.notes.append(
                    f"{name}: {len(gone)} captures of the run log are not in the file any more"
                )
        for name in sorted(named.keys() - places.keys()):
            self.result.notes.append(
                f"{name} is missing: {len(named[name])} captures cannot be read; restore it from a backup"
            )

    def enter(self, name: str, offset: int) -> None:
        """Enter a capture by what its record says."""
        with (self.folder / name).open("rb") as file:
            file.seek(offset)
            record = next(iter(ArchiveIterator(file, parse_http=True, strict_mode=False)))
            self.enter_record(name, offset, record)

    def enter_record(self, name: str, offset: int, record: WarcRecord) -> None:
        url = record.headers.get("WARC-Target-URI") or ""
        at = (record.headers.get("WARC-Date") or "").replace("Z", "+00:00")
        facts = {
            key: record.headers.get(f"Nianbao-{key}") or ""
            for key in ("Run", "Site", "Role", "Title", "Parent", "Body")
        }
        headers = [
            (name.decode("utf-8", "replace"), value.decode("utf-8", "replace"))
            for name, value in record.http_headers.items_bytes()
        ]
        revisit = record.record_type == WarcRecordType.revisit
        body = b""
        with suppress(warc.BodyError):
            if not revisit:
                body = warc.decoded(record.reader.read(warc.LARGEST_BODY), headers)
        if self.held_already(url, at, body, revisit):
            self.twice += 1
            return
        site, run = facts["Site"], int(facts["Run"]) if facts["Run"].isdigit() else 0
        if not site:
            self.result.notes.append(f"{name}: the capture at {offset} says no site and was left out")
            return
        self.db.execute("INSERT OR IGNORE INTO sites (id, name) VALUES (?, ?)", (site, site))
        self.db.execute(
            "INSERT OR IGNORE INTO runs (id, command, started_at, outcome, message) VALUES (?, 'crawl', ?, "
            "'crashed', 'no file holds its run log; entered by what its captures say')",
            (run, at),
        )
        original = (
            self.latest(record.headers.get("WARC-Refers-To-Target-URI") or url, "", at) if revisit else None
        )
        if revisit and original:
            sha256, size = original[1:]
        else:
            sha256, size = hashlib.sha256(body).hexdigest(), len(body)
        parent = self.latest(facts["Parent"], site, at) if facts["Parent"] else None
        mime = next((value for key, value in headers if key.lower() == "content-type"), "")
        self.db.execute(
            "INSERT INTO captures (run_id, site_id, url, fetched_at, status, mime, sha256, size, role, "
            "title, parent_id, headers, warc_file, warc_offset, revisit_of, body) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                run,
                site,
                url,
                at,
                record.http_headers.status_code or 0,
                mime.partition(";")[0].strip().lower()[:100],
                sha256,
                size,
                facts["Role"] or "other",
                facts["Title"],
                parent and parent[0],
                json.dumps(headers, ensure_ascii=False),
                name,
                offset,
                original and original[0],
                facts["Body"],
            ),
        )
        self.result.by_record += 1

    def latest(self, url: str, site: str, at: str) -> tuple[int, str, int] | None:
        row = self.db.execute(
            "SELECT id, sha256, size FROM captures WHERE url = ? AND (site_id = ? OR ? = '') "
            "AND fetched_at <= ? AND revisit_of IS NULL ORDER BY id DESC LIMIT 1",
            (url, site, site, at),
        ).fetchone()
        return (int(row[0]), str(row[1]), int(row[2])) if row else None

    def held_already(self, url: str, at: str, body: bytes, revisit: bool) -> bool:
        """Whether the same record stands in another file, as after a copy."""
        sha256 = hashlib.sha256(body).hexdigest()
        found = self.db.execute(
            "SELECT 1 FROM captures WHERE url = ? AND fetched_at = ? AND (? OR sha256 = ?)",
            (url, at, revisit, sha256),
        ).fetchone()
        return found is not None
