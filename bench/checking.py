"""How long the rules take over a whole archive, and over one night's reports."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench import generated, meter, planted
from bench.tables import Table, rate
from checks import run

BODIES = 3_000  # with six reports each, every third holding a planted error
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
    return [table, found(note)]


def found(note: Callable[[str], None], bodies: int = BODIES) -> Table:
    """Errors planted in an archive that is right in all else: which are found, which are invented."""
    note(f"planting errors among {bodies:,} bodies")
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch, "archive.db")
        sown = planted.fill(path, bodies)
        note(f"checking {sown.reports:,} reports with planted errors")
        run.check(path, now=planted.NOW)
        scored = planted.score(path, sown)
    table = Table("Planted errors", ["kind", "planted", "found"])
    for kind, number in scored.planted.items():
        table.rows.append([kind, f"{number:,}", f"{scored.found[kind]:,}"])
        if scored.found[kind] < number:
            table.missed.append(f"{kind}: {number - scored.found[kind]} of {number} not found")
    table.notes.append(
        f"{bodies:,} bodies with six reports each; {len(scored.invented)} failures that were not planted."
    )
    if scored.invented:
        table.missed.append(f"invented: {', '.join(map(str, scored.invented[:5]))}")
    return table


def one_line(table: Table, name: str, path: Path) -> None:
    cpu, wall = meter.cpu_seconds(), time.perf_counter()
    result = run.check(path, now=generated.CHECKED)
    cpu, wall = meter.cpu_seconds() - cpu, time.perf_counter() - wall
    found = sum(count for (_, outcome), count in result.outcomes.items() if outcome != "holds")
    share = cpu / max(result.reports, 1) * 100_000
    table.rows.append([name, f"{result.reports:,}", f"{cpu:.2f}", f"{wall:.1f}", rate(share), f"{found:,}"])
