"""What this project adds to Datasette, hook by hook; each hook is a line over a module beside it."""

from __future__ import annotations

import sqlite3

from datasette import hookimpl

from archive.search import query


@hookimpl(trylast=True)
def prepare_connection(conn: sqlite3.Connection) -> None:
    """Datasette's own search boxes find Chinese words: its `escape_fts` gives way to ours."""
    conn.create_function("escape_fts", 1, query, deterministic=True)
