"""The rows of a run, written into its WARC files and read back from them.

Behind the captures of a run stand `metadata` records with what the crawler knew: the run, its requests and
their outcomes, captures, list lines, addresses, hosts, sites. With them archive.db can be made again from
the files alone. Each record is lines of JSON: a table with the names of its columns, then its rows.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator

URI = "urn:nianbao:runlog"
KIND = "application/x-ndjson"
ROWS = 5000  # in one record
# What of each table belongs to a run; tables that others refer to come first.
TABLES = {
    "sites": "1",
    "runs": "id = :run",
    "captures": "run_id = :run",
    "requests": "run_id = :run",
    "entries": "last_run_id = :run",
    "lists": "run_id = :run",
    "visits": "checked_at >= (SELECT started_at FROM runs WHERE id = :run)",
    "hosts": "asked_at >= (SELECT started_at FROM runs WHERE id = :run)",
}
DERIVED = {("lists", "reading")}  # made again when it is needed
KEYS = {"lists": "site_id, url", "visits": "key", "hosts": "host"}  # of the others: id


def unwritten(db: sqlite3.Connection, current: int) -> list[int]:
    """Runs before this one whose rows stand in no file: killed ones, and those of older versions."""
    rows = db.execute(
        "SELECT id FROM runs WHERE runlog = '' AND id < ? AND outcome <> 'running' ORDER BY id", (current,)
    )
    return [run for (run,) in rows]


def parts(db: sqlite3.Connection, run: int) -> Iterator[bytes]:
    """The rows of a run, each part fit for one record."""
    held: list[str] = []
    rows = 0
    for table, condition in TABLES.items():
        columns = ", ".join(f'"{name}"' for name in known_columns(db, table) if (table, name) not in DERIVED)
        cursor = db.execute(
            f"SELECT {columns} FROM {table} WHERE {condition} ORDER BY {KEYS.get(table, 'id')}",  # noqa: S608 - names above
            {"run": run},
        )
        head = compact({"table": table, "columns": [name for name, *_ in cursor.description]})
        held.append(head)
        for row in cursor:
            held.append(compact(row))
            rows += 1
            if rows == ROWS:
                yield "\n".join(held).encode("utf-8", "surrogatepass")
                held, rows = [head], 0
    yield "\n".join(held).encode("utf-8", "surrogatepass")


def compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def restore(db: sqlite3.Connection, part: bytes) -> int:
    """Enter the rows of a part in the caller's transaction; a later one replaces an earlier. Gives how many.

    Columns that this version does not know are left out. Raises ValueError for what is no part.
    """
    number = 0
    insert = ""
    chosen: list[int] = []
    for line in part.decode("utf-8", "surrogatepass").splitlines():
        value = json.loads(line)
        if isinstance(value, dict):
            if value.get("table") not in TABLES:
                raise ValueError(f"no table {value.get('table')!r}")
            known = known_columns(db, value["table"])
            chosen = [at for at, name in enumerate(value["columns"]) if name in known]
            names = ", ".join(value["columns"][at] for at in chosen)
            marks = ", ".join("?" * len(chosen))
            insert = f"INSERT OR REPLACE INTO {value['table']} ({names}) VALUES ({marks})"  # noqa: S608
        else:
            db.execute(insert, [value[at] for at in chosen])
            number += 1
    return number


def known_columns(db: sqlite3.Connection, table: str) -> list[str]:
    return [name for _, name, *_ in db.execute(f"PRAGMA table_info({table})")]
