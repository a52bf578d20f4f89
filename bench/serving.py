"""How fast the pages of an archive are served, by a server in a process of its own."""

from __future__ import annotations

import http.client
import socket
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from urllib.parse import quote

from bench import SEED, generated, meter
from bench.tables import Table
from web.answers import NAME

WORDS = (
    "教育局",
    "行政复议",
    "水利局 培训",
    "政府信息公开申请",
    "青禾县",
    "整改台账",
    "自然资源局 2023",
    "解读形式",
)


@contextmanager
def served(archive: Path) -> Iterator[tuple[int, int]]:
    """A server of the archive; gives its port and process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    program = "import sys; from web import app; app.serve(sys.argv[1], port=int(sys.argv[2]))"
    command = [sys.executable, "-c", program, str(archive), str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: S603
    try:
        for _ in range(600):
            if process.poll() is not None:
                raise RuntimeError("the server does not start")
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(20)


def addresses(archive: Path, random: Random, times: int) -> dict[str, list[str]]:
    """The pages that are asked for, by kind; another one each time where there are many."""
    db = sqlite3.connect(f"file:{archive}?mode=ro", uri=True)
    some = {
        name: [str(value) for (value,) in db.execute(f"SELECT {column} FROM {table}").fetchall()]  # noqa: S608
        for name, column, table in (
            ("report", "id", "reports"),
            ("agency", "id", "agencies"),
            ("region", "DISTINCT region", "reports"),
        )
    }
    db.close()

    def drawn(kind: str, form: str) -> list[str]:
        return [form.format(random.choice(some[kind])) for _ in range(times)]

    return {
        "home": ["/"] * times,
        "report": drawn("report", "/report/{}"),
        "report as JSON": drawn("report", "/report/{}.json"),
        "agency": drawn("agency", "/agency/{}"),
        "region": drawn("region", "/region/{}"),
        "regions": ["/regions"] * times,
        "search": [f"/search?q={quote(random.choice(WORDS))}" for _ in range(times)],
        "table, reports": [
            f"/{NAME}/reports?year={random.choice(range(2019, 2026))}&region={random.choice(some['region'])}"
            if at % 2
            else f"/{NAME}/reports?year={random.choice(range(2019, 2026))}"
            for at in range(times)
        ],
        "table, applications": [
            f"/{NAME}/applications?_next={random.choice(some['report'])}" for _ in range(times)
        ],
        "query, wrong sums": [f"/{NAME}/wrong_sums"] * times,
        "query, refusal grounds": [f"/{NAME}/refusal_grounds"] * times,
        "query, largest backlogs": [
            f"/{NAME}/largest_backlogs?year={random.choice(range(2019, 2026))}" for _ in range(times)
        ],
    }


def measure(
    amount: int = 20_000, times: int = 40, note: Callable[[str], None] = lambda _: None
) -> list[Table]:
    archive = generated.checked(amount, note)
    table = Table(
        f"Serving {amount:,} reports",
        ["page", "requests", "first, ms", "p50, ms", "p95, ms", "kB", "not 200"],
    )
    with served(archive) as (port, pid):
        empty = meter.resident_megabytes(pid)
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        for kind, paths in addresses(archive, Random(SEED), times).items():
            note(f"asking for {kind}")
            taken, sizes, failed = [], [], 0
            for path in paths:
                start = time.perf_counter()
                connection.request("GET", path)
                answer = connection.getresponse()
                sizes.append(len(answer.read()))
                taken.append((time.perf_counter() - start) * 1000)
                failed += answer.status != 200
            later = sorted(taken[1:] or taken)
            p95 = later[min(len(later) - 1, round(len(later) * 0.95))]
            figures = [taken[0], statistics.median(later), p95, statistics.mean(sizes) / 1000]
            table.rows.append([kind, str(len(paths)), *(f"{figure:,.0f}" for figure in figures), str(failed)])
        full = meter.resident_megabytes(pid)
    size = archive.stat().st_size / 1e6
    table.notes.append(
        "One client, one request after the other, one server process; another report, agency, region or word "
        f"each time. The archive has {size:,.0f} MB; the server held {empty:.0f} MB at the start, "
        f"{full:.0f} MB at the end."
    )
    return [table]
