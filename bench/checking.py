"""How long the rules take over a whole archive, and over one night's reports."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench import generated, meter
from bench.tables import Table, rate
from checks import run

NIGHT = 100  # reports read again in one night


def measure(amount: int = 20_000, note: Callable[[str], None] = lambda _: None) -> list[Table]:
    made = generated.archive(amount, note)
    table = Table(
        "Checking", ["what", "reports", "CPU seconds", "seconds", "CPU seconds for 100,000", "findings"]
    )
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(shutil.copyfile(made, Path(scratch, "archive.db")))
        note(f"checking {amount:,} reports")
        one_line(table, "the whole archive", path)
        db = sqlite3.connect(path)
        with db:
            db.execute(
                "UPDATE readings SET read_at = '2026-03-01T00:00:00+00:00' WHERE capture_id IN "
                "(SELECT capture_id FROM reports ORDER BY id LIMIT ? OFFSET ?)",
                (NIGHT, amount // 2),
            )
        db.close()
        note("checking after one night")
        one_line(table, f"a night that read {min(NIGHT, amount)} again", path)
    table.notes.append(
        "All rules: sums, prose against tables, year to year, body to body, duties. One process."
    )
    return [table]


def one_line(table: Table, name: str, path: Path) -> None:
    cpu, wall = meter.cpu_seconds(), time.perf_counter()
    result = run.check(path, now=generated.CHECKED)
    cpu, wall = meter.cpu_seconds() - cpu, time.perf_counter() - wall
    found = sum(count for (_, outcome), count in result.outcomes.items() if outcome != "holds")
    share = cpu / max(result.reports, 1) * 100_000
    table.rows.append([name, f"{result.reports:,}", f"{cpu:.2f}", f"{wall:.1f}", rate(share), f"{found:,}"])
