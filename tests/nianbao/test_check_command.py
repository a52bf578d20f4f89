"""`nianbao check`: what it found is read at a glance, and said again when nothing is left to check."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from nianbao.cli import cli
from parsers.model import Check, Verdict
from tests.checks.archives import add, figures, with_site

BROKEN = Check("applications.row_total", "granted", 7, 8, False, Verdict.PUBLISHED_ERROR)
UNSURE = Check("applications.row_total", "other", 5, 6, False, Verdict.MISREAD)
HOLDS = Check("applications.row_total", "carried_in", 9, 9, True, None)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    path = tmp_path / "archive.db"
    with_site(path)
    add(path, 2022, *figures(ap__carried_out__total=4), published_on="2023-01-19")
    add(
        path,
        2023,
        *figures(ap__carried_in__total=9),
        checks=(BROKEN, UNSURE, HOLDS),
        published_on="2024-03-07",
        seen="2024-03-08T00:00:00+00:00",
    )
    return path


def check(archive: Path, *words: str) -> str:
    done = CliRunner().invoke(
        cli, ["check", "--archive", str(archive), "--now", "2024-06-01T00:00:00+00:00", *words]
    )
    assert done.exit_code == 0, done.output
    return " ".join(done.output.split())


def test_the_summary_names_rules_verdicts_duties_and_the_next_step(archive):
    told = check(archive)
    assert "2 reports checked" in told
    assert "Sums: 1 hold, 2 fail (1 printed so, 1 perhaps misread)." in told
    assert "1 on 1 reports: What was carried out of a year is carried into the next" in told
    assert "Duties for 2023: 1 late." in told
    assert "`nianbao review` lists them" in told


def test_with_nothing_left_to_check_the_standing_is_said_all_the_same(archive):
    first = check(archive)
    again = check(archive)
    assert again.startswith("Every report has been checked already. Sums: 1 hold, 2 fail")
    assert again.partition("Sums:")[2] == first.partition("Sums:")[2]
    assert "2 reports checked" in check(archive, "--all")


def test_an_archive_without_reports_has_nothing_that_fails(tmp_path):
    path = tmp_path / "archive.db"
    with_site(path)
    assert (
        check(path) == "Every report has been checked already. Sums: 0 hold, none fails. Rules: none fails."
    )
