"""Errors of every kind, planted among bodies that are right in all else: all are found, none is invented."""

from __future__ import annotations

from pathlib import Path

from bench import mistakes, planted
from checks.run import check


def test_all_are_found_and_none_is_invented(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    sown = planted.fill(path, 120)
    kinds = {*sown.expected.values(), *sown.duties.values()}
    assert {kind.__name__ for kind in mistakes.KINDS} <= kinds
    assert {"aggregate", "rival"} <= kinds
    check(path, now=planted.NOW)
    found = planted.score(path, sown)
    assert found.found == found.planted
    assert found.invented == []
