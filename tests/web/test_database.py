"""What pages ask of the tables' shape is asked once; what they show of the rows is of this moment."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3

from web import app
from web import database as module


def test_shapes_and_sizes_are_asked_once_and_again_after_a_while(archive, tmp_path, monkeypatch):
    path = tmp_path / "archive.db"
    shutil.copyfile(archive, path)
    asked: list[str] = []
    clock = [1000.0]
    monkeypatch.setattr(module.time, "monotonic", lambda: clock[0])

    async def look():
        site = app.make(path)
        db = site.get_database("archive")
        ask = db.execute

        async def counted(sql, *arguments, **options):
            asked.append(sql)
            return await ask(sql, *arguments, **options)

        monkeypatch.setattr(db, "execute", counted)
        counts = await db.table_counts()
        assert counts["reports"] == 9 and sum("count(*)" in sql for sql in asked) == len(counts)
        with sqlite3.connect(path) as other:
            other.execute("DELETE FROM report_states")
            other.execute("DELETE FROM changes")
        asked.clear()
        assert await db.table_counts() == counts and not asked
        rows = await db.execute("SELECT count(*) FROM changes")
        assert rows.single_value() == 0  # rows are never held
        clock[0] += module.SECONDS + 1
        assert (await db.table_counts())["changes"] == 0 != counts["changes"]
        assert await db.primary_keys("applications") == ["report_id", "item"]
        assert (await db.table_columns("applications"))[:2] == ["report_id", "item"]
        site.close()

    asyncio.run(look())


def test_the_newest_reports_of_a_year_are_a_walk_of_an_index(archive):
    with sqlite3.connect(f"file:{archive}?mode=ro", uri=True) as db:
        for column in ("year", "status", "state", "template"):
            sql = f"SELECT * FROM reports WHERE {column} = 1 ORDER BY published_on DESC LIMIT 31"  # noqa: S608
            plan = " ".join(row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {sql}"))
            assert f"USING INDEX reports_{column}" in plan and "TEMP B-TREE" not in plan


def test_facets_of_a_search_count_its_own_rows(get):
    """Narrowed by words, which no table of counts knows, each facet adds up to the rows that are shown."""
    found = get("/archive/reports.json?_search=教育&_extra=facet_results,count").json()
    facets = found["facet_results"]["results"]
    assert set(facets) == {"year", "region", "status", "template", "state"}
    assert found["count"] == 2
    assert {row["value"]: row["count"] for row in facets["year"]["results"]} == {2022: 1, 2023: 1}
    assert all(sum(row["count"] for row in facet["results"]) == 2 for facet in facets.values())
    first = facets["year"]["results"][0]["toggle_url"]
    narrowed = get(first[first.index("/archive") :]).json()
    assert len(narrowed["rows"]) == 1
