"""What is wrong in one plain line with the next step, for errors that any command may meet."""

from __future__ import annotations

import codecs
import io
import json
import sqlite3
import sys
from typing import Any

from nianbao.options import LOCKED, fail

WAIT = "another program writes to it; try again in a minute"
READ_ONLY = "who runs this command may not write there"
NEXT_STEPS = {
    sqlite3.SQLITE_BUSY: WAIT,
    sqlite3.SQLITE_LOCKED: WAIT,
    sqlite3.SQLITE_PERM: READ_ONLY,
    sqlite3.SQLITE_READONLY: READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: "see that its folder is there and may be written to",
    sqlite3.SQLITE_IOERR: "look at the disk",
    sqlite3.SQLITE_FULL: "make room on the disk",
    sqlite3.SQLITE_CORRUPT: "see `nianbao restore`, or without a backup `nianbao reindex`",
    sqlite3.SQLITE_NOTADB: "it is no archive; name one with --archive",
}


def of_database(error: sqlite3.Error) -> None:
    """End with what SQLite could not do and the next step; come back if it is a mistake of ours."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the kind; the rest is details
    if step := NEXT_STEPS.get(code):
        named = ": ".join([*getattr(error, "__notes__", ["the archive"]), str(error)])
        fail(f"{named}; {step}", LOCKED if step is WAIT else 1)


def any_terminal() -> None:
    """Let what the terminal has no sign for, and names of files that are no text, be printed as escapes."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def json_text(value: Any, indent: int | None = None) -> str:
    """JSON for standard output: Chinese as it is where that is UTF-8, which JSON must be, else escaped."""
    utf8 = codecs.lookup(getattr(sys.stdout, "encoding", None) or "utf-8").name == "utf-8"
    return json.dumps(value, ensure_ascii=not utf8, indent=indent)
