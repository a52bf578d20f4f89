"""Data to take away: what an export's manifest names and nothing else; any table or query as a workbook."""

from __future__ import annotations

import asyncio
import hashlib
import io
import json
import shutil

import lxml.html
import pytest
from python_calamine import CalamineWorkbook

from exports.export import export
from exports.tables import Selection
from web import app


@pytest.fixture(scope="module")
def site(archive, tmp_path_factory):
    """A copy of the sample archive with two exports beside it, and things beside those that are not offered."""
    folder = tmp_path_factory.mktemp("downloads")
    shutil.copyfile(archive, folder / "archive.db")
    export(archive, "csv", folder / "downloads" / "csv", Selection())
    export(archive, "sqlite", folder / "downloads" / "slim", Selection("410300"))
    (folder / "downloads" / "csv" / "secret.txt").write_text("not in the manifest")
    (folder / "secret.txt").write_text("outside")
    for name, text in (("broken", "{"), ("strange", "[]"), ("other", '{"format": "exe", "files": {}}')):
        (folder / "downloads" / name).mkdir()
        (folder / "downloads" / name / "manifest.json").write_text(text)
    lying = folder / "downloads" / "lying"
    lying.mkdir()
    files = {"../../secret.txt": {"size": 7, "sha256": "0"}, "gone.csv": {"size": 1, "sha256": "0"}}
    told = {"format": "csv", "newest_capture": "2026-01-01", "files": files}
    (lying / "manifest.json").write_text(json.dumps(told))
    made = app.make(folder / "archive.db")
    loop = asyncio.new_event_loop()
    yield lambda path, **options: loop.run_until_complete(made.client.get(path, **options))
    made.close()
    loop.close()


def test_files_of_exports_are_listed_with_their_digests_and_come_byte_for_byte(site):
    root = lxml.html.fromstring(site("/downloads").text)
    links = {link.get("href") for link in root.cssselect("table.files a")}
    assert {"/downloads/csv/reports.csv", "/downloads/csv/manifest.json", "/downloads/csv/README.md"} <= links
    assert any(link.startswith("/downloads/slim/") and link.endswith(".sqlite") for link in links)
    assert not any("secret" in link or "gone" in link or "/other/" in link for link in links)
    files = json.loads(site("/downloads/csv/manifest.json").text)["files"]
    answer = site("/downloads/csv/reports.csv")
    assert hashlib.sha256(answer.content).hexdigest() == files["reports.csv"]["sha256"]
    assert "attachment" in answer.headers["content-disposition"]
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "path",
    [
        "/downloads/csv/secret.txt",
        "/downloads/csv/../../secret.txt",
        "/downloads/csv/%2e%2e/%2e%2e/secret.txt",
        "/downloads/lying/..%2F..%2Fsecret.txt",
        "/downloads/lying/gone.csv",
        "/downloads/nothing/reports.csv",
    ],
)
def test_nothing_else_comes(site, path):
    answer = site(path)
    assert answer.status_code == 404
    assert "outside" not in answer.text and "not in the manifest" not in answer.text


def test_without_exports_the_page_says_how_to_make_them(get):
    for language, words in (("zh", "还没有备好"), ("en", "No prepared files")):
        shown = get("/downloads", cookies={"nianbao_lang": language}).text
        assert words in shown and "nianbao export parquet --to downloads/parquet" in shown


def test_a_table_and_a_query_are_workbooks_with_headings_in_the_language_of_the_reader(get):
    answer = get("/archive/applications.xlsx?report_id=1&_size=max", cookies={"nianbao_lang": "zh"})
    assert "applications.xlsx" in answer.headers["content-disposition"]
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert rows[0][:3] == ["报告", "表中的行", "自然人"]
    assert rows[1][:3] == ["report_id", "item", "natural_person"]
    shown = get("/archive/applications.json?report_id=1&_size=max&_shape=array").json()
    assert len(rows) - 2 == len(shown) > 3
    granted = next(row for row in shown if row["item"] == "granted")
    assert ["granted", granted["natural_person"]] in [row[1:3] for row in rows]
    answer = get("/archive/wrong_sums.xlsx")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert len(rows) > 1 and rows[0][:2] == ["核对", "公开件如此"]


def test_a_query_that_fails_is_no_workbook(get):
    answer = get("/archive/-/query.xlsx?sql=select+nonsense")
    assert answer.status_code == 400
