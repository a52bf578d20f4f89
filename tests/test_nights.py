"""A story over nights: a new report, a silent correction, a redesign, a removal, told by the archive's tables.

The practice sites `practice_edited` and `practice_redesign` play it; the time is given with --now.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlite_utils import Database

from practice import golden, site
from tests.practising import expected, key, place, run

# The night the practice site shows, and the time it is believed to be.
NIGHTS = (
    (1, "2026-01-12T16:30:00+00:00"),
    (2, "2026-01-17T16:30:00+00:00"),
    (3, "2026-01-20T16:30:00+00:00"),
    (4, "2026-01-24T16:30:00+00:00"),
    (4, "2026-01-28T16:30:00+00:00"),
    (4, "2026-02-01T16:30:00+00:00"),
    (4, "2026-02-05T16:30:00+00:00"),
    # Old reports take turns: an edit of one is found within 90 days.
    *(
        (4, f"2026-{day}T16:30:00+00:00")
        for day in ("02-15", "02-25", "03-07", "03-17", "03-27", "04-06", "04-16")
    ),
)
SITES = ("practice_edited", "practice_redesign")


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    folder = tmp_path_factory.mktemp("nights")
    with site.serve(0) as practice:
        registry = folder / "sites.toml"
        registry.write_text(practice.registry(*SITES), "utf-8")
        for night, now in NIGHTS:
            practice.night = night
            words = ["nightly", "--sites", str(registry), "--allow-private", "--delay", "0", "--now", now]
            done = run(*words, folder=folder)
            assert done.returncode in (0, 1), done.stdout + done.stderr
    db = Database(folder / "archive.db")
    yield db
    db.close()


def stories() -> list[golden.Golden]:
    return [report for report in golden.load() if report.site in SITES]


def test_a_new_report_is_found_on_the_night_it_appears(archive: Database) -> None:
    new = [report for report in stories() if report.nights[0] == 2]
    assert new
    for report in new:
        (row,) = archive.query(
            "SELECT first_seen_at, state FROM reports WHERE agency = ? AND year = ?",
            (report.agency, report.year),
        )
        assert row["first_seen_at"][:10] == "2026-01-17"


def test_a_silent_correction_is_a_change_with_both_captures(archive: Database) -> None:
    planted = {
        (report.agency, report.year, key, report.cells[key].raw, cell.raw)
        for report in stories()
        for _, changed in report.edits
        for key, cell in changed.items()
    }
    found = {
        (row["agency"], row["year"], f"{row['table']}.{row['item']}.{row['column']}", row["old"], row["new"])
        for row in archive.query(
            'SELECT agency, year, c."table", c.item, c."column", old, new FROM changes c JOIN reports r ON r.id = report_id'
        )
    }
    assert planted
    assert found == planted
    for row in archive["changes"].rows:
        captures = [archive["captures"].get(row[name]) for name in ("old_capture_id", "new_capture_id")]
        assert captures[0]["fetched_at"] < captures[1]["fetched_at"]
        assert captures[0]["sha256"] != captures[1]["sha256"]


def test_after_a_redesign_every_report_is_the_same_at_its_new_address(archive: Database) -> None:
    moved = [report for report in stories() if report.later]
    assert moved
    for report in moved:
        rows = list(
            archive.query("SELECT * FROM reports WHERE agency = ? AND year = ?", (report.agency, report.year))
        )
        assert len(rows) == 1
        assert rows[0]["state"] == "moved"
        assert place(report.site, rows[0]["url"]) == place(report.site, f"http://x{report.path_on(4)}")
        held = archive.execute(
            "SELECT count(*) FROM addresses WHERE report_id = ?", (rows[0]["id"],)
        ).fetchone()
        assert held == (2,)


def test_a_removed_report_is_gone_with_evidence_and_stays_readable(archive: Database) -> None:
    removed = [report for report in stories() if report.nights[1] is not None]
    assert removed
    for report in removed:
        (row,) = archive.query(
            "SELECT * FROM reports WHERE agency = ? AND year = ?", (report.agency, report.year)
        )
        assert row["state"] == "gone"
        (evidence,) = [r["evidence"] for r in archive["report_states"].rows if r["report_id"] == row["id"]]
        assert "missing_404" in evidence or "soft_404" in evidence
        assert (
            archive.execute("SELECT count(*) FROM applications WHERE report_id = ?", (row["id"],)).fetchone()[
                0
            ]
            > 20
        )


def test_nothing_else_changed_its_state(archive: Database) -> None:
    told = {
        (report.agency, report.year) for report in stories() if report.later or report.nights[1] is not None
    }
    for row in archive["reports"].rows:
        assert row["state"] == "present" or (row["agency"], row["year"]) in told, row["url"]


def test_all_reports_of_the_last_night_are_there(archive: Database) -> None:
    wanted = {where for where in expected(4) if where[0] in SITES}
    assert wanted <= {key(row, 4) for row in archive["reports"].rows}
