"""An immutable copy of the archive for a public Datasette: all about reports, nothing of the house's own."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from archive.schema import captures_folder
from exports import tables
from exports.export import write_manifest
from exports.formats import ExportError

# What only this machine needs: queues, validators, whom it writes to and what.
PRIVATE = ("frontier", "visits", "hosts", "lists", "deliveries", "digests")


def publish(archive: Path, target: Path, *, captures: bool) -> dict[str, Any]:
    """Write `archive.db` (read-only) and a manifest into a new folder; gives the manifest.

    Args:
        captures: link or copy the WARC files too, so that pages can show originals.
    """
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise ExportError(f"{target} is there already; name a new folder")
    target.mkdir(parents=True, exist_ok=True)
    part = target / "archive.db.part"
    with closing(sqlite3.connect(archive)) as db:
        db.execute("PRAGMA busy_timeout = 10000")
        db.execute("VACUUM INTO ?", (str(part),))
    with closing(sqlite3.connect(part, isolation_level=None)) as db:
        db.execute("PRAGMA journal_mode = DELETE")
        for table in PRIVATE:
            db.execute(f"DELETE FROM {table}")  # noqa: S608 - our names
        # A message may name folders of this machine; no night is to come in a copy that never changes.
        db.execute("UPDATE nights SET pid = NULL, message = '', next_at = NULL")
        db.execute("UPDATE runs SET pid = NULL")
        db.execute("ANALYZE")
        db.execute("VACUUM")
        newest = tables.newest(db)
    part.chmod(0o444)
    part.rename(target / "archive.db")
    if captures:
        link_captures(captures_folder(archive), target / "captures")
    return write_manifest(target, {"format": "publish", "newest_capture": newest}, {})


def link_captures(source: Path, target: Path) -> None:
    target.mkdir()
    for path in sorted(source.glob("*.warc.gz")):
        try:
            os.link(path, target / path.name)
        except OSError:  # another file system
            shutil.copyfile(path, target / path.name)
