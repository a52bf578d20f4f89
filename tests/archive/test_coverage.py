"""`coverage` says at every moment how many reports of each sort there are, whatever happens to them."""

from __future__ import annotations

from archive import totals
from archive.schema import open_archive

COUNTED = """
SELECT year, region, template, status, state, count(*), sum(checks_failed > 0) FROM reports
GROUP BY year, region, template, status, state ORDER BY region, year, template, status, state
"""
TOLD = "SELECT * FROM coverage ORDER BY region, year, template, status, state"


def filled(path):
    db = open_archive(path)
    db.execute("INSERT INTO sites (id, name) VALUES ('lake', '湖')")
    db.execute("INSERT INTO runs (id, command, started_at) VALUES (1, 'crawl', '2024-02-01T01:02:03+00:00')")
    db.execute(
        "INSERT INTO captures (id, run_id, site_id, url, fetched_at, status, sha256, size, role, warc_file, warc_offset) "
        "VALUES (1, 1, 'lake', 'http://lake.test/', '2024-02-01T01:02:03+00:00', 200, '', 1, 'report', 'a', 0)"
    )
    for number, (region, year, status, failed) in enumerate(
        [("410300", 2023, "parsed", 0), ("410300", 2023, "parsed", 2), ("410300", None, "partial", 0),
         ("", None, "partial", 0), ("110000", 2022, "no_tables", 0), ("110000", 2022, "no_tables", 3)],
        start=1,
    ):  # fmt: skip
        db.execute(
            "INSERT INTO reports (id, key, region, year, status, checks_failed, url, site_id, capture_id, first_seen_at, "
            "last_seen_at) VALUES (?, ?, ?, ?, ?, ?, 'http://lake.test/', 'lake', 1, '2024', '2024')",
            [number, str(number), region, year, status, failed],
        )
    return db


def test_coverage_follows_insertion_change_and_deletion(tmp_path):
    db = filled(tmp_path / "archive.db")
    assert db.execute(TOLD).fetchall() == db.execute(COUNTED).fetchall()
    assert db.execute("SELECT sum(reports), sum(failing) FROM coverage").fetchone() == (6, 2)
    for change in (
        "UPDATE reports SET year = 2021 WHERE id IN (2, 3)",
        "UPDATE reports SET state = 'gone', checks_failed = 4 WHERE id = 1",
        "UPDATE reports SET title = 'x'",
        "UPDATE reports SET checks_failed = 9 WHERE id = 6",
        "DELETE FROM reports WHERE id IN (4, 5)",
        (
            "INSERT INTO reports (key, region, year, status, url, site_id, capture_id, first_seen_at, last_seen_at) VALUES "
            "('1', '410300', 2020, 'parsed', '', 'lake', 1, '', '') ON CONFLICT (key) DO UPDATE SET year = excluded.year"
        ),
        "DELETE FROM reports",
    ):
        db.execute(change)
        assert db.execute(TOLD).fetchall() == db.execute(COUNTED).fetchall(), change
    assert not db.execute(TOLD).fetchall()
    db.close()


def test_summaries_hold_what_is_printed_and_nothing_where_nothing_is(tmp_path):
    db = filled(tmp_path / "archive.db")
    db.execute(
        "INSERT INTO applications (report_id, item, total) VALUES (1, 'new_received', 97), (1, 'carried_out', NULL)"
    )
    db.execute("INSERT INTO review_litigation (report_id, proceeding, corrected, total) VALUES (1, 'review', 3, 8), "
               "(1, 'litigation_direct', NULL, 5)")  # fmt: skip
    db.execute("INSERT INTO proactive_disclosure VALUES (1, 'fees', 'amount', 12.5, '12.5', 'number')")
    totals.refresh(db)
    asked = (
        "SELECT new_received, carried_out, granted, cases, corrected, fees FROM summaries WHERE report_id = ?"
    )
    assert db.execute(asked, [1]).fetchone() == (97, None, None, 13, 3, 12.5)
    assert db.execute(asked, [2]).fetchone() == (None,) * 6
    assert db.execute('SELECT "新收申请", "复议诉讼" FROM "年报一览" WHERE "报告" = 1').fetchone() == (97, 13)
    db.close()
