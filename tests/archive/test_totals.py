"""The sums by year and province are those of the figures, whatever was there before."""

from __future__ import annotations

import pytest
from sqlite_utils import Database

from archive import totals
from tests.web.sample_archive import build


@pytest.fixture
def db(tmp_path):
    made = Database(build(tmp_path / "archive.db"))
    yield made
    made.close()


def test_sums_leave_out_aggregates_and_follow_changes(db):
    row = db.execute(
        "SELECT * FROM totals WHERE year = 2023 AND province = '41' AND item = 'new_received'"
    ).fetchone()
    # 47+61+90, 8+7+3, 1, 2, 6+4, 9, 73+68+97 over three reports
    assert row == (2023, "41", "new_received", 3, 198, 18, 1, 2, 10, 9, 238)
    row = db.execute(
        "SELECT * FROM totals WHERE year = 2023 AND province = '41' AND item = 'carried_out'"
    ).fetchone()
    assert row == (2023, "41", "carried_out", 2, 28, 2, 0, 0, 0, 0, 31)  # a blank is left out of its sum
    row = db.execute("SELECT * FROM totals_review WHERE year = 2022 AND proceeding = 'review'").fetchone()
    assert row == (2022, "41", "review", 1, 11, 1, 21, 5, 38)
    with db.conn:
        db.execute("UPDATE reports SET scope = 'aggregate' WHERE id = 3")
    totals.refresh(db)
    totals.refresh(db)
    (total,) = db.execute(
        "SELECT total FROM totals WHERE year = 2023 AND province = '41' AND item = 'new_received'"
    ).fetchone()
    assert total == 238 - 68
