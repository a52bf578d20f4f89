"""The tables of archive.db, made and brought up to date by recorded migrations.

A migration is never changed once it has landed; a new one is appended. What each table and column
means is told, in both languages, by `dictionary.toml`; a test holds the two against each other.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from importlib import resources
from importlib.metadata import version
from pathlib import Path

from sqlite_utils import Database, Migrations

from parsers import templates

migrations = Migrations("archive")


def run_script(db: Database, name: str) -> None:
    """Run the statements of a file of `migrations/` one by one, inside the migration's transaction."""
    script = resources.files("archive").joinpath("migrations", name).read_text("utf-8")
    statement = ""
    for line in script.splitlines():
        if line.startswith("--"):
            continue
        statement += f"{line}\n"
        if sqlite3.complete_statement(statement):  # the semicolons within a trigger end no statement
            db.execute(statement)
            statement = ""
    if statement.strip():
        db.execute(statement)


@migrations()
def m001_tables(db: Database) -> None:
    run_script(db, "001_tables.sql")


@migrations()
def m002_search(db: Database) -> None:
    run_script(db, "002_search.sql")


@migrations()
def m003_crawler(db: Database) -> None:
    run_script(db, "003_crawler.sql")


@migrations()
def m004_checks(db: Database) -> None:
    run_script(db, "004_checks.sql")


@migrations()
def m005_states(db: Database) -> None:
    run_script(db, "005_states.sql")


@migrations()
def m006_totals(db: Database) -> None:
    run_script(db, "006_totals.sql")


@migrations()
def m007_nights(db: Database) -> None:
    run_script(db, "007_nights.sql")


@migrations()
def m008_summaries(db: Database) -> None:
    run_script(db, "008_summaries.sql")


@migrations()
def m009_politeness(db: Database) -> None:
    run_script(db, "009_politeness.sql")


@migrations()
def m010_verdicts(db: Database) -> None:
    run_script(db, "010_verdicts.sql")


@migrations()
def m011_ledger(db: Database) -> None:
    run_script(db, "011_ledger.sql")


@migrations()
def m012_cards(db: Database) -> None:
    run_script(db, "012_cards.sql")


@migrations()
def m013_next_night(db: Database) -> None:
    run_script(db, "013_next_night.sql")


@migrations()
def m014_bodies(db: Database) -> None:
    run_script(db, "014_bodies.sql")


@migrations()
def m015_stated_pages(db: Database) -> None:
    run_script(db, "015_stated_pages.sql")


@migrations()
def m016_reports_by_day(db: Database) -> None:
    run_script(db, "016_reports_by_day.sql")


@migrations()
def m017_runlog(db: Database) -> None:
    run_script(db, "017_runlog.sql")


@migrations()
def m018_readings_of_lists(db: Database) -> None:
    run_script(db, "018_readings_of_lists.sql")


def fill_items(db: Database) -> None:
    """Make `items` and `measures` say what the forms say now."""
    items, measures = [], []
    for form in templates.forms().values():
        for table in form.tables:
            seen: set[str] = set()
            for position, (row, column) in enumerate(table.figures(), start=1):
                block = next(block for block in table.blocks if row in block.rows and column in block.columns)
                if row.key not in seen:
                    seen.add(row.key)
                    section = " / ".join(filter(None, (block.label, *row.groups)))
                    items.append((form.key, table.key, row.key, len(seen), row.label, section))
                measures.append(
                    (form.key, table.key, row.key, column.key, position, column.label, column.unit)
                )
    held = [db.execute(f"SELECT * FROM {name}").fetchall() for name in ("items", "measures")]  # noqa: S608 - fixed
    if [sorted(rows) for rows in held] == [sorted(items), sorted(measures)]:
        return  # so that an archive may also be looked at where it cannot be written
    with db.conn:
        db.conn.execute("DELETE FROM items")
        db.conn.execute("DELETE FROM measures")
        db.conn.executemany("INSERT INTO items VALUES (?, ?, ?, ?, ?, ?)", items)
        db.conn.executemany("INSERT INTO measures VALUES (?, ?, ?, ?, ?, ?, ?)", measures)


class ForeignArchiveError(Exception):
    """The database is none that this version may write to: of a newer one, or of another program."""


def refuse_foreign(db: Database, path: Path | str) -> None:
    """ForeignArchiveError if the tables are another program's, or of a newer version, which is named."""
    if not migrations.applied(db) and set(db.table_names()) - {migrations.migrations_table}:
        raise ForeignArchiveError(f"{path} holds the tables of another program; it is no archive of nianbao")
    with closing(Database(memory=True)) as empty:
        known = {migration.name for migration in migrations.pending(empty)}
    strange = [migration.name for migration in migrations.applied(db) if migration.name not in known]
    if strange:
        written = db.execute(
            "SELECT version FROM runs WHERE version <> '' ORDER BY id DESC LIMIT 1"
        ).fetchone()
        by = f"nianbao {written[0]}" if written else "a newer nianbao"
        raise ForeignArchiveError(
            f"{path} was made by {by} (its tables go up to {strange[-1]}), this is nianbao "
            f"{version('nianbao')}, which knows them up to {max(known)}; install the newer version"
        )


def open_archive(path: Path | str = "archive.db") -> Database:
    """Open the archive for writing, made or brought up to date if need be.

    Raises ForeignArchiveError for one of a newer version or of another program, before anything is written.
    WAL, so that Datasette reads while a run writes; a writer waits ten seconds for another.
    """
    db = Database(path)
    db.conn.execute("PRAGMA busy_timeout = 10000")
    try:
        refuse_foreign(db, path)
        db.enable_wal()
        db.conn.execute("PRAGMA synchronous = NORMAL")
        db.conn.execute("PRAGMA foreign_keys = ON")
        if migrations.pending(db):
            migrations.apply(db)
        fill_items(db)
    except BaseException as error:
        db.close()
        error.add_note(str(path))  # whoever tells of it can name the file
        raise
    return db


def captures_folder(archive: Path | str) -> Path:
    """The folder of the WARC files that belong to this archive: `captures/` beside it."""
    return Path(archive).resolve().parent / "captures"
