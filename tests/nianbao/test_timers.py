"""Timers: crontabs keep what is others', nights run from the foreground, missed ones are caught up once."""

from __future__ import annotations

import os
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from nianbao import timers
from nianbao.schedule import Schedule, next_due, service

CRONTAB = """#!/bin/sh
if [ "$1" = -l ]; then cat "{held}"; else cat > "{held}.new" && mv "{held}.new" "{held}"; fi
"""
AT_NIGHT = datetime(2026, 1, 12, 16, 30, tzinfo=UTC)


def plan(folder: Path) -> Schedule:
    return Schedule("00:30", "Asia/Shanghai", folder / "my sites.toml", folder / "archive.db")


@pytest.fixture
def crontab(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine with cron and without systemd; the file its crontab is."""
    held = tmp_path / "crontab.txt"
    held.write_text("5 4 * * * backup everything\n", "utf-8")
    program = tmp_path / "bin" / "crontab"
    program.parent.mkdir()
    program.write_text(CRONTAB.format(held=held), "utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")
    monkeypatch.setattr(timers, "units_folder", lambda: tmp_path / "units")
    monkeypatch.setattr(timers, "systemd_runs", lambda: False)
    return held


def test_a_line_of_cron_comes_once_and_goes_and_others_stay(crontab: Path, tmp_path: Path) -> None:
    for _ in range(2):
        timers.install(plan(tmp_path))
    lines = crontab.read_text("utf-8").splitlines()
    assert lines[0] == "5 4 * * * backup everything"
    assert len(lines) == 2 and "'" in lines[1] and "nightly" in lines[1]
    assert any("nightly" in line for line in timers.state())
    timers.remove()
    assert crontab.read_text("utf-8") == "5 4 * * * backup everything\n"


def test_paths_with_blanks_and_signs_are_quoted(tmp_path: Path) -> None:
    folder = tmp_path / "a b%c"
    folder.mkdir()
    text = service(plan(folder))
    assert f'"{folder}/archive.db"'.replace("%", "%%") in text
    assert f'ReadWritePaths="{folder}"'.replace("%", "%%") in text


def test_the_next_night_is_told_over_a_change_of_clocks() -> None:
    before = datetime(2026, 3, 29, 0, 0, tzinfo=UTC)  # Berlin puts its clocks from 2 to 3 that night
    due = next_due("02:30", "Europe/Berlin", before)
    assert before < due <= before + timedelta(hours=2)
    assert next_due("02:30", "Europe/Berlin", due) - due > timedelta(hours=20)


def test_missed_nights_are_caught_up_once(tmp_path: Path) -> None:
    chosen = plan(tmp_path)
    assert timers.missed(chosen, None, AT_NIGHT)
    assert not timers.missed(chosen, AT_NIGHT, AT_NIGHT + timedelta(hours=23))
    assert timers.missed(chosen, AT_NIGHT, AT_NIGHT + timedelta(hours=24))
    assert timers.missed(chosen, AT_NIGHT, AT_NIGHT + timedelta(days=6))


def test_nights_run_from_the_foreground(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [AT_NIGHT + timedelta(days=6, hours=2)]
    begun: list[datetime] = []

    class Child:
        def __init__(self, command: list[str]) -> None:
            begun.append(clock[0])

        def wait(self) -> int:
            clock[0] += timedelta(hours=3)
            return 4

    monkeypatch.setattr(timers.subprocess, "Popen", Child)
    monkeypatch.setattr(timers.signal, "signal", lambda number, handler: None)
    said: list[str] = []

    def wait(seconds: float) -> None:
        clock[0] += timedelta(seconds=seconds)

    status = timers.keep_running(
        plan(tmp_path),
        lambda: max(begun, default=AT_NIGHT),
        said.append,
        now=lambda: clock[0],
        wait=wait,
        nights=3,
    )
    assert status == 4
    assert begun == [  # five nights were missed; one run catches them up, at once
        AT_NIGHT + timedelta(days=6, hours=2),
        AT_NIGHT + timedelta(days=7),
        AT_NIGHT + timedelta(days=8),
    ]
    assert any("next night begins at 2026-01-20T00:30" in line for line in said)


def test_an_end_between_two_nights_is_a_good_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timers.signal, "signal", lambda number, handler: None)
    said: list[str] = []

    def interrupted(seconds: float) -> None:
        raise KeyboardInterrupt

    status = timers.keep_running(
        plan(tmp_path),
        lambda: AT_NIGHT,
        said.append,
        now=lambda: AT_NIGHT + timedelta(hours=5),
        wait=interrupted,
    )
    assert status == 0
    assert said == ["The next night begins at 2026-01-14T00:30+08:00.", "Ended; no night was under way."]
