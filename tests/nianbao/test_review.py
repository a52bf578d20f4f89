"""`nianbao review`: list, show, decide, export and import; decisions outlive reading and checking again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from checks.run import check
from nianbao.cli import cli
from parsers.model import Check, Verdict
from tests.checks.archives import NOW, add, figures, query, with_site

URL = "http://www.example.gov.cn/7.html"
SUM = Check("applications.row_total", "granted", 7, 8, False, Verdict.PUBLISHED_ERROR)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    path = tmp_path / "archive.db"
    with_site(path)
    add(path, 2022, *figures(ap__carried_out__total=4))
    read(path, 8)
    return path


def read(path: Path, total: int) -> int:
    """The report as it is read, once more or anew: its row of 3 and 4 is given a total."""
    row = figures(ap__granted__natural_person=3, ap__granted__business=4, ap__granted__total=total)
    failing = () if total == 7 else (Check(SUM.check, SUM.where, 7, total, False, SUM.verdict),)
    report = add(path, 2023, *row, *figures(ap__carried_in__total=9), checks=failing, url=URL)
    check(path, now=NOW)
    return report


def nianbao(archive: Path, *words: str) -> Result:
    return CliRunner().invoke(cli, ["review", *words, "--archive", str(archive)])


def verdict(archive: Path) -> list[tuple[object, ...]]:
    return query(archive, "SELECT verdict, decided_by, evidence FROM checks")


def test_the_list_names_what_waits(archive: Path) -> None:
    told = nianbao(archive, "list")
    assert told.exit_code == 0
    assert "2/applications.row_total/granted" in told.output
    assert "2/years.carry_over/total" in told.output
    assert "1 open, 1 published_error" in told.output
    assert "row_total" not in nianbao(archive, "list", "--verdict", "open").output
    assert "2/applications" not in nianbao(archive, "list", "--agency", "水利局").output


def test_the_archive_may_be_named_before_the_subcommand(archive: Path) -> None:
    for words in ([], ["list"], ["show", "2/years.carry_over/total"]):
        told = CliRunner().invoke(cli, ["review", "--archive", str(archive), *words])
        assert told.exit_code == 0 and "years.carry_over" in told.output


def test_showing_one_names_its_figures_on_both_sides(archive: Path) -> None:
    told = nianbao(archive, "show", "2/years.carry_over/total").output
    assert "applications.carried_in.total = 9" in told
    assert "applications.carried_out.total = 4" in told
    assert URL in told
    own = nianbao(archive, "show", "2/applications.row_total/granted").output
    assert "7 ≠ 8" in own
    assert "applications.granted.business = 4" in own


@pytest.mark.parametrize("name", ["2/applications.row_total/carried_in", "nothing", "x/y/z"])
def test_what_does_not_fail_is_said_plainly(archive: Path, name: str) -> None:
    told = nianbao(archive, "show", name)
    assert told.exit_code == 1
    assert "Traceback" not in told.output


def test_a_decision_outlives_reading_and_checking_again(archive: Path) -> None:
    done = nianbao(
        archive,
        "decide",
        "2/applications.row_total/granted",
        "misread",
        "--note",
        "the 8 is a 7",
        "--by",
        "Li",
    )
    assert done.exit_code == 0
    decided = [("misread", "Li", "the 8 is a 7")]
    assert verdict(archive) == decided
    read(archive, 8)
    assert verdict(archive) == decided
    check(archive, now=NOW, everything=True)
    assert verdict(archive) == decided
    assert "row_total" not in nianbao(archive, "list").output
    assert "2/applications.row_total/granted" in nianbao(archive, "list", "--decided").output


def test_other_figures_are_another_matter(archive: Path) -> None:
    nianbao(archive, "decide", "2/applications.row_total/granted", "misread", "--by", "Li")
    read(archive, 9)
    assert verdict(archive) == [("published_error", "", "every figure was read with certainty")]
    read(archive, 8)  # as before: decided as before
    assert verdict(archive)[0][:2] == ("misread", "Li")


def test_a_broken_chain_can_be_excused(archive: Path) -> None:
    nianbao(
        archive, "decide", "2/years.carry_over/total", "excused", "--note", "merged in 2023", "--by", "Li"
    )
    check(archive, now=NOW, everything=True)
    rows = query(
        archive, "SELECT verdict, decided_by, evidence FROM findings WHERE rule = 'years.carry_over'"
    )
    assert ("excused", "Li", "merged in 2023") in rows
    assert query(archive, "SELECT sum(chain_failed) FROM agency_cards") == [(0,)]


def test_decisions_go_to_another_archive(archive: Path, tmp_path: Path) -> None:
    nianbao(
        archive,
        "decide",
        "2/applications.row_total/granted",
        "misread",
        "--note",
        "the 8 is a 7",
        "--by",
        "Li",
    )
    file = tmp_path / "decisions.json"
    assert nianbao(archive, "export", str(file)).exit_code == 0
    (one,) = json.loads(file.read_text("utf-8"))
    assert (one["agency"], one["year"], one["check"], one["figures"]) == (
        "甲县教育局",
        2023,
        "applications.row_total",
        "7 ≠ 8",
    )
    other = tmp_path / "other" / "archive.db"
    other.parent.mkdir()
    with_site(other)
    read(other, 8)
    told = nianbao(other, "import", str(file))
    assert told.exit_code == 0
    assert "1 failing checks" in told.output
    assert verdict(other)[0][:2] == ("misread", "Li")


@pytest.mark.parametrize(
    "text", ["", "{}", "[1]", '[{"agency": "x"}]', "[" * 100_000, '[{"verdict": "guilty"}]', "\x00"]
)
def test_a_file_that_is_no_decisions_changes_nothing(archive: Path, tmp_path: Path, text: str) -> None:
    file = tmp_path / "bad.json"
    file.write_text(text, "utf-8")
    told = nianbao(archive, "import", str(file))
    assert told.exit_code == 1
    assert isinstance(told.exception, SystemExit)
    assert query(archive, "SELECT count(*) FROM decisions") == [(0,)]
