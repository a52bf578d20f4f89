"""The bench itself works: a handful of documents through our reader and its table."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bench import filings, pages, peers, reading, scoring
from bench.filings import expectation

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for at, made in enumerate(filings.filings(2, "smoke")):
        for name, body in ((f"r{at}.html", pages.page(made, "plain")), (f"r{at}.txt", pages.tabbed(made))):
            (tmp_path / name).write_bytes(body)
            (tmp_path / f"{name}.expected.json").write_text(json.dumps(expectation(made)), "utf-8")
    return tmp_path


def test_reading_a_folder_gives_a_line_beside_always_zero(folder: Path) -> None:
    [table] = reading.measure(folder=folder, with_peers=False)
    own, zero = table.rows
    assert own[0].endswith("nianbao")
    assert own[1:7] == ["4", "100 %", "100 %", "4 (100 %)", "0", "100 %"]
    assert zero[0].endswith("always zero")
    assert zero[3] == "0.00 %"


def test_a_peer_that_is_not_installed_is_said_to_be_missing_and_not_measured(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(peers.FOR_KIND, folder.name, ("BeautifulSoup", "pdfplumber"))
    monkeypatch.setitem(peers.PACKAGES, "pdfplumber", "no_such_package_here")
    [table] = reading.measure(folder=folder)
    lines = {row[0].rpartition(": ")[2]: row[1:] for row in table.rows}
    assert lines["BeautifulSoup"][0] == "4"
    assert lines["pdfplumber"] == ["not installed", *["–"] * (len(table.columns) - 2)]


def test_a_wrong_figure_is_flagged_only_if_the_reader_says_so() -> None:
    expected = {
        "agency": "青禾县教育局",
        "year": 2023,
        "template": "2021",
        "cells": {
            "a.b.c": {"value": 7, "state": "number"},
            "a.b.d": {"value": None, "state": "blank"},
            "a.b.e": {"value": 12, "state": "number"},
        },
    }
    read = {
        "template": "2021",
        "cells": {"a.b.c": (8, "number"), "a.b.d": (None, "unreadable"), "a.b.f": (3, "number")},
    }
    score = scoring.Score()
    score.add("x", expected, {**read, "status": "partial"})
    assert (score.cells, score.right, score.filled, score.filled_right) == (3, 0, 2, 0)
    assert score.unflagged == 2  # the 8 and the 3; what is not there at all is flagged by `partial`
    score.add("y", expected, {**read, "status": "parsed"})
    assert score.unflagged == 5


def test_the_page_is_not_written_by_a_quick_run(folder: Path) -> None:
    page = REPOSITORY / "docs" / "benchmarks.md"
    before = page.read_bytes() if page.exists() else None
    command = [sys.executable, "-m", "bench", "--corpus", str(folder)]
    done = subprocess.run(command, check=False, cwd=REPOSITORY, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert "Reading" in done.stdout
    assert (page.read_bytes() if page.exists() else None) == before
