"""The register of duties: in time, late, early, missing, gone; and what speaks against a printed date."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive.schema import open_archive
from checks.run import check
from tests.checks.archives import NOW, add, query, with_site

COLUMN = "http://www.example.gov.cn/nb/"


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    path = tmp_path / "archive.db"
    with_site(path)
    read_list(path, "2021-01-05")
    return path


def read_list(path: Path, day: str) -> None:
    db = open_archive(path)
    db.execute(
        "INSERT INTO captures (run_id, site_id, url, fetched_at, status, sha256, size, role, warc_file, warc_offset) "
        "VALUES (1, 'example', ?, ?, 200, '', 0, 'list', '', 0)",
        (COLUMN, f"{day}T18:00:00+00:00"),
    )
    db.conn.commit()
    db.close()


def listed(path: Path, url: str, title: str, list_url: str = COLUMN) -> None:
    """An entry of a list."""
    db = open_archive(path)
    at = "2024-02-20T00:00:00+00:00"
    db.execute(
        "INSERT INTO entries (site_id, url, title, role, list_url, first_seen_at, last_seen_at, first_run_id, last_run_id) "
        "VALUES ('example', ?, ?, 'report', ?, ?, ?, 1, 1)",
        (url, title, list_url, at, at),
    )
    db.conn.commit()
    db.close()


def states(path: Path) -> dict[tuple[str, int], str]:
    check(path, now=NOW)
    rows = query(path, "SELECT name, year, state FROM duties JOIN agencies ON agencies.id = agency_id")
    return {(str(name), int(str(year))): str(state) for name, year, state in rows}


def told(path: Path, year: int) -> list[tuple[object, ...]]:
    check(path, now=NOW)
    return query(path, "SELECT state, reason, flag FROM duties WHERE year = ?", year)


def test_states(archive: Path) -> None:
    add(archive, 2022, agency="甲县教育局", published_on="2023-01-19")
    add(archive, 2023, agency="甲县教育局", published_on="2024-02-20", seen="2024-02-21T00:00:00+00:00")
    add(archive, 2024, agency="甲县教育局", published_on="2024-12-30")
    add(archive, 2022, agency="甲县人民政府", published_on="2023-03-20")
    add(archive, 2023, agency="甲县人民政府", published_on="2024-03-20")
    add(archive, 2022, agency="乙镇人民政府", published_on="2025-03-06", seen="2025-03-07T00:00:00+00:00")
    add(archive, 2023, agency="乙镇人民政府", published_on="2024-01-08", state="gone")
    assert states(archive) == {
        ("甲县教育局", 2022): "found",
        ("甲县教育局", 2023): "late",
        ("甲县教育局", 2024): "early",
        ("甲县人民政府", 2022): "found",  # a government has until 31 March
        ("甲县人民政府", 2023): "found",
        ("甲县人民政府", 2024): "missing",
        ("乙镇人民政府", 2022): "found",  # printed two years on: moved, not late
        ("乙镇人民政府", 2023): "gone",
        ("乙镇人民政府", 2024): "missing",
    }


def test_a_date_earlier_than_any_reading_of_the_list_is_flagged(archive: Path) -> None:
    add(archive, 2019, published_on="2020-01-08", seen="2021-01-05T18:30:00+00:00")
    assert told(archive, 2019) == [("found", "", "printed_before_first_capture")]


def test_a_list_that_did_not_name_it_after_the_printed_day_is_evidence(archive: Path) -> None:
    read_list(archive, "2024-02-10")
    url = f"{COLUMN}7.html"
    add(archive, 2023, published_on="2024-01-25", seen="2024-02-20T18:00:00+00:00", url=url)
    listed(archive, url, "甲县教育局2023年政府信息公开工作年度报告")
    assert told(archive, 2023) == [
        ("found", "its list was read on 2024-02-10 and did not name it", "backdated")
    ]


def test_pages_moved_together_are_not_late(archive: Path) -> None:
    for year in (2021, 2022, 2023):
        add(archive, year, published_on="2024-05-06", seen="2024-05-07T18:00:00+00:00")
    assert [row[0] for year in (2021, 2022, 2023) for row in told(archive, year)] == ["found"] * 3
    assert told(archive, 2023)[0][2] == "migrated"


def test_a_page_seen_before_its_printed_day_is_not_late(archive: Path) -> None:
    add(archive, 2023, published_on="2024-06-30", seen="2024-01-20T18:00:00+00:00")
    assert told(archive, 2023) == [("found", "seen on 2024-01-20, before the printed date", "dated_anew")]


def test_a_date_that_cannot_be_is_no_early_report(archive: Path) -> None:
    add(archive, 2023, published_on="1970-01-01")
    assert told(archive, 2023)[0][0::2] == ("found", "impossible_date")


def test_listed_but_not_to_be_had_is_unreachable_not_missing(archive: Path) -> None:
    for year in (2022, 2023):
        add(archive, year, agency="甲县水利局")
    add(archive, 2022, agency="甲县教育局")
    listed(archive, f"{COLUMN}9.html", "甲县教育局 2023年政府信息公开工作年度报告")
    assert states(archive)["甲县教育局", 2023] == "unreachable"


def test_a_body_that_may_be_no_more_is_not_accused_for_ever(archive: Path) -> None:
    for year in (2021, 2022, 2023, 2024):
        add(archive, year, agency="甲县水利局")
    add(archive, 2021, agency="甲县卫生和计划生育局")
    for year in (2022, 2023, 2024):
        add(archive, year, agency="甲县卫生健康局")
    add(archive, 2022, agency="甲县文物局")
    found = states(archive)
    assert found["甲县卫生和计划生育局", 2022] == "open"  # perhaps renamed
    assert (found["甲县文物局", 2023], found["甲县文物局", 2024]) == ("missing", "open")


def test_only_differences_are_written(archive: Path) -> None:
    add(archive, 2022)
    add(archive, 2023)
    before = states(archive)
    db = open_archive(archive)
    db.execute("CREATE TABLE written (agency_id, year)")
    db.execute(
        "CREATE TRIGGER on_write AFTER INSERT ON duties BEGIN INSERT INTO written VALUES (new.agency_id, new.year); END"
    )
    db.execute("UPDATE reports SET state = 'gone' WHERE year = 2023")
    db.conn.commit()
    db.close()
    after = states(archive)
    assert {key for key in after if after[key] != before[key]} == {("甲县教育局", 2023)}
    assert query(archive, "SELECT year FROM written") == [(2023,)]
