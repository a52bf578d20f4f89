"""One writer for each format; each takes the open archive, with the reports chosen, and a folder."""

from __future__ import annotations

import csv
import json
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from exports import tables
from exports.harmless import harmless

Counts = dict[str, int]  # rows by file
MOST_ROWS = 1_048_575  # of a sheet, below its heading
LONGEST_CELL = 32_767  # characters
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
BATCH = 10_000


class ExportError(Exception):
    """An export that cannot be made, and why."""


def write_csv(db: sqlite3.Connection, folder: Path, names: list[str]) -> Counts:
    """A file for each table, UTF-8 with a byte order mark; nothing that a spreadsheet would run."""
    counts = {}
    for name in names:
        path = folder / f"{name}.csv"
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([column.name for column in tables.columns(db, name)])
            counts[path.name] = 0
            for row in tables.rows(db, name):
                writer.writerow([harmless(value) if isinstance(value, str) else value for value in row])
                counts[path.name] += 1
    return counts


def write_jsonl(db: sqlite3.Connection, folder: Path, names: list[str]) -> Counts:
    """A file for each table, one object a line."""
    counts = {}
    for name in names:
        path = folder / f"{name}.jsonl"
        heads = [column.name for column in tables.columns(db, name)]
        with path.open("w", encoding="utf-8", newline="\n") as file:
            counts[path.name] = 0
            for row in tables.rows(db, name):
                file.write(json.dumps(dict(zip(heads, row, strict=True)), ensure_ascii=False) + "\n")
                counts[path.name] += 1
    return counts


def write_xlsx(db: sqlite3.Connection, folder: Path, names: list[str]) -> Counts:
    """One workbook with a sheet for each table; texts are texts, whatever they begin with.

    A table longer than a sheet goes on in the next; a text longer than a cell is cut with an ellipsis.
    """
    import xlsxwriter  # noqa: PLC0415 - loaded only where it is asked for

    path = folder / "nianbao.xlsx"
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    counts = {path.name: 0}
    made = datetime.fromisoformat(tables.newest(db)).replace(tzinfo=None)
    with xlsxwriter.Workbook(path, options) as book:
        book.set_properties({"title": "nianbao 年报", "created": made})
        head = book.add_format({"bold": True})
        for name in names:
            for part, lines in enumerate(sheets_of(tables.rows(db, name)), start=1):
                sheet = book.add_worksheet(name[:31] if part == 1 else f"{name[:26]} ({part})")
                sheet.freeze_panes(1, 0)
                for x, column in enumerate(tables.columns(db, name)):
                    sheet.write_string(0, x, column.name, head)
                for y, row in enumerate(lines, start=1):
                    for x, value in enumerate(row):
                        write_cell(sheet, y, x, value)
                counts[path.name] += len(lines)
        sheet = book.add_worksheet("dictionary")
        for y, line in enumerate(dictionary_rows(db, names)):
            for x, value in enumerate(line):
                sheet.write_string(y, x, value)
    return counts


def sheets_of(found: Iterator[Any]) -> Iterator[list[Any]]:
    """The rows of each sheet that a table needs; one without rows for a table without."""
    yield list(islice(found, MOST_ROWS))
    while more := list(islice(found, MOST_ROWS)):
        yield more


def write_cell(sheet: Any, y: int, x: int, value: Any) -> None:
    if value is None:
        return
    if isinstance(value, int | float):
        sheet.write_number(y, x, value)
        return
    text = UNPRINTABLE.sub("", value)
    sheet.write_string(y, x, text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - 1] + "…")


def write_parquet(db: sqlite3.Connection, folder: Path, names: list[str]) -> Counts:
    """A file for each table, with types, and what each column means in its metadata."""
    try:
        import pyarrow  # noqa: PLC0415 - an extra
        from pyarrow import parquet  # noqa: PLC0415
    except ImportError:
        raise ExportError("Parquet needs the extra `parquet`: pip install 'nianbao[parquet]'") from None
    kinds = {"integer": pyarrow.int64(), "number": pyarrow.float64(), "text": pyarrow.string()}
    counts = {}
    for name in names:
        path = folder / f"{name}.parquet"
        found = tables.columns(db, name)
        fields = [
            pyarrow.field(column.name, kinds[column.kind], metadata={"zh": column.zh, "en": column.en})
            for column in found
        ]
        zh, en = tables.title(name)
        schema = pyarrow.schema(fields, metadata={"zh": zh, "en": en})
        counts[path.name] = 0
        with parquet.ParquetWriter(path, schema, compression="zstd") as writer:
            for batch in batches(tables.rows(db, name)):
                held = [
                    pyarrow.array([typed(row[x], column.kind) for row in batch], type=kinds[column.kind])
                    for x, column in enumerate(found)
                ]
                writer.write_table(pyarrow.Table.from_arrays(held, schema=schema))
                counts[path.name] += len(batch)
    return counts


def typed(value: Any, kind: str) -> Any:
    return float(value) if kind == "number" and isinstance(value, int) else value


def batches(found: Iterator[Any]) -> Iterator[list[Any]]:
    while batch := list(islice(found, BATCH)):
        yield batch


def write_sqlite(db: sqlite3.Connection, folder: Path, names: list[str]) -> Counts:
    """One small database without prose and without the crawler's tables, for browsers and notebooks."""
    path = folder / "nianbao.sqlite"
    kinds = {"integer": "INTEGER", "number": "NUMERIC", "text": "TEXT"}
    counts = {path.name: 0}
    with closing(sqlite3.connect(path, isolation_level=None)) as slim:
        slim.execute("PRAGMA page_size = 4096")
        slim.execute("PRAGMA journal_mode = OFF")
        slim.execute("BEGIN")
        for name in names:
            found = tables.columns(db, name)
            body = ", ".join(f'"{column.name}" {kinds[column.kind]}' for column in found)
            key = ", ".join(f'"{column}"' for column in tables.keys(db, name))
            slim.execute(f'CREATE TABLE "{name}" ({body}, PRIMARY KEY ({key})) WITHOUT ROWID')
            marks = ", ".join("?" * len(found))
            for batch in batches(tables.rows(db, name)):
                slim.executemany(f'INSERT INTO "{name}" VALUES ({marks})', batch)  # noqa: S608 - our names
                counts[path.name] += len(batch)
        slim.execute('CREATE TABLE "dictionary" ("table" TEXT, "column" TEXT, type TEXT, zh TEXT, en TEXT)')
        slim.executemany(
            "INSERT INTO dictionary VALUES (?, ?, ?, ?, ?)", list(dictionary_rows(db, names))[1:]
        )
        slim.execute("CREATE INDEX reports_year ON reports (year, region)")
        slim.execute("CREATE INDEX reports_agency ON reports (agency_id, year)")
        slim.execute("CREATE INDEX applications_item ON applications (item)")
        slim.execute("COMMIT")
        slim.execute("VACUUM")
    return counts


def dictionary_rows(db: sqlite3.Connection, names: list[str]) -> Iterator[list[str]]:
    """What every column of an export means: heading first."""
    yield ["table", "column", "type", "zh", "en"]
    for name in names:
        for column in tables.columns(db, name):
            yield [name, column.name, column.kind, column.zh, column.en]


FORMATS: dict[str, Callable[[sqlite3.Connection, Path, list[str]], Counts]] = {
    "csv": write_csv,
    "xlsx": write_xlsx,
    "jsonl": write_jsonl,
    "parquet": write_parquet,
    "sqlite": write_sqlite,
}
