"""Exports: the same bytes from the same archive, also from one that was restored; figures as the archive has them."""

from __future__ import annotations

import csv
import hashlib
import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from archive import keeping
from archive.schema import open_archive
from exports.export import export
from exports.formats import FORMATS, ExportError
from exports.publish import publish
from exports.tables import Selection
from practice import site
from tests.practising import run

NOW = datetime(2026, 1, 20, 1, 2, 3, tzinfo=UTC)
BEGINNINGS = ("=1+1", "+cmd|' /C calc'!A0", "@SUM(1)", "\t=1", "－2+3")


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of two practice sites, with titles that a spreadsheet would run."""
    folder = tmp_path_factory.mktemp("exports")
    with site.serve(0) as practice:
        (folder / "sites.toml").write_text(practice.registry("practice_edited", "practice_numbered"), "utf-8")
        words = [
            "nightly",
            "--sites",
            "sites.toml",
            "--allow-private",
            "--delay",
            "0",
            "--now",
            "2026-01-12T16:30:00+00:00",
        ]
        done = run(*words, folder=folder)
        assert done.returncode == 0, done.stdout + done.stderr
    db = open_archive(folder / "archive.db")
    with db.atomic():
        for number, title in enumerate(BEGINNINGS, start=1):
            db.execute("UPDATE reports SET title = ? WHERE id = ?", (title, number))
    db.close()
    return folder / "archive.db"


def rows(archive: Path, query: str) -> list[tuple]:
    with closing(sqlite3.connect(archive)) as db:
        return db.execute(query).fetchall()


def digests(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.mark.parametrize("form", FORMATS)
def test_an_export_of_a_restored_archive_is_the_same_byte_for_byte(
    form: str, archive: Path, tmp_path: Path
) -> None:
    keeping.backup(archive, tmp_path / "backup", 7, NOW)
    keeping.restore(tmp_path / "backup", tmp_path / "again" / "archive.db")
    manifest = export(archive, form, tmp_path / "one", Selection())
    export(tmp_path / "again" / "archive.db", form, tmp_path / "two", Selection())
    assert digests(tmp_path / "one") == digests(tmp_path / "two")
    for name, facts in manifest["files"].items():
        assert hashlib.sha256((tmp_path / "one" / name).read_bytes()).hexdigest() == facts["sha256"]
    assert manifest["newest_capture"] == rows(archive, "SELECT max(fetched_at) FROM captures")[0][0]


def test_figures_are_those_of_the_archive_in_every_format(archive: Path, tmp_path: Path) -> None:
    query = "SELECT report_id, item, natural_person, business, research, nonprofit, legal_service, other_org, total FROM applications ORDER BY 1, 2"
    wanted = rows(archive, query)
    assert len({row[2] for row in wanted}) > 20
    for form in FORMATS:
        export(archive, form, tmp_path / form, Selection())
    with (tmp_path / "csv" / "applications.csv").open(encoding="utf-8-sig", newline="") as file:
        found = [tuple(row) for row in csv.reader(file)][1:]
    assert found == [tuple("" if value is None else str(value) for value in row) for row in wanted]
    lines = (tmp_path / "jsonl" / "applications.jsonl").read_text("utf-8").splitlines()
    assert [tuple(json.loads(line).values()) for line in lines] == wanted
    assert rows(tmp_path / "sqlite" / "nianbao.sqlite", query) == wanted
    sheet = CalamineWorkbook.from_path(tmp_path / "xlsx" / "nianbao.xlsx").get_sheet_by_name("applications")
    read = [tuple(None if value == "" else value for value in row) for row in sheet.to_python()[1:]]
    assert read == wanted
    parquet = pytest.importorskip("pyarrow.parquet")
    table = parquet.read_table(tmp_path / "parquet" / "applications.parquet")
    assert [tuple(row.values()) for row in table.to_pylist()] == wanted
    assert str(table.schema.field("total").type) == "int64"
    assert table.schema.field("business").metadata[b"zh"].decode() == "商业企业（件）"


def test_nothing_in_a_spreadsheet_is_run(archive: Path, tmp_path: Path) -> None:
    export(archive, "csv", tmp_path / "csv", Selection())
    export(archive, "xlsx", tmp_path / "xlsx", Selection())
    with (tmp_path / "csv" / "reports.csv").open(encoding="utf-8-sig", newline="") as file:
        titles = [row["title"] for row in csv.DictReader(file)]
    assert titles[: len(BEGINNINGS)] == [f"'{title}" for title in BEGINNINGS]
    import zipfile

    with zipfile.ZipFile(tmp_path / "xlsx" / "nianbao.xlsx") as book:
        sheets = [book.read(name).decode() for name in book.namelist() if "worksheets/sheet" in name]
    assert sheets and not any("<f>" in sheet or "<hyperlink" in sheet for sheet in sheets)


def test_a_selection_holds_its_region_and_years_and_nothing_else(archive: Path, tmp_path: Path) -> None:
    region, year, _ = rows(
        archive, "SELECT region, year, count(*) FROM reports GROUP BY 1, 2 ORDER BY 3 DESC LIMIT 1"
    )[0]
    export(archive, "sqlite", tmp_path / "some", Selection(region, (year,)))
    slim = tmp_path / "some" / "nianbao.sqlite"
    assert set(rows(slim, "SELECT region, year FROM reports")) == {(region, year)}
    chosen = rows(slim, "SELECT id FROM reports ORDER BY id")
    every = rows(archive, "SELECT id, region, year FROM reports ORDER BY id")
    assert chosen == [(number,) for number, *of in every if of == [region, year]]
    assert rows(slim, "SELECT DISTINCT report_id FROM applications ORDER BY 1") == chosen
    with pytest.raises(ExportError, match="no report of"):
        export(archive, "csv", tmp_path / "none", Selection("659"))
    assert not (tmp_path / "none").exists()
    with pytest.raises(ExportError, match="is there already"):
        export(archive, "csv", tmp_path / "some", Selection())


def test_what_is_published_is_read_only_whole_and_served(archive: Path, tmp_path: Path) -> None:
    import asyncio

    from web.app import make

    publish(archive, tmp_path / "public", captures=True)
    copy = tmp_path / "public" / "archive.db"
    assert copy.stat().st_mode & 0o222 == 0
    assert rows(copy, "SELECT * FROM cells ORDER BY 1, 2, 3, 4") == rows(
        archive, "SELECT * FROM cells ORDER BY 1, 2, 3, 4"
    )
    assert rows(copy, "SELECT count(*) FROM visits") == [(0,)]
    assert rows(archive, "SELECT count(*) FROM visits") != [(0,)]
    assert rows(copy, "SELECT count(*) FROM nights WHERE message <> '' OR next_at IS NOT NULL") == [(0,)]

    async def ask() -> tuple[int, int, bool]:
        datasette = make(copy)
        await datasette.invoke_startup()
        (capture,) = rows(copy, "SELECT capture_id FROM reports LIMIT 1")[0]
        paths = ("/report/1", f"/capture/{capture}/original")
        statuses = [(await datasette.client.get(path)).status_code for path in paths]
        return (*statuses, datasette.databases["archive"].is_mutable)  # type: ignore[return-value]

    assert asyncio.run(ask()) == (200, 200, False)
