"""How fast the pages of an archive are served, by a server in a process of its own."""

from __future__ import annotations

import http.client
import socket
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import quote

from sqlite_utils import Database

from archive.schema import open_archive
from bench import SEED, generated, grown, meter
from bench.filings import Made
from bench.tables import Table
from web.answers import NAME
from web.questions import queries

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
PROVINCE = "reports.atom?region=410000"


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
        "compare": [f"/compare?report={one}&report={random.choice(some['report'])}" for one in
                    random.sample(some["report"], times)],
        "search": [f"/search?q={quote(random.choice(WORDS))}" for _ in range(times)],
        "search, no words": ["/search", "/search?year=2023"] * (times // 2),
        "table, reports": [
            f"/{NAME}/reports?year={random.choice(range(2019, 2026))}&region={random.choice(some['region'])}"
            if at % 2
            else f"/{NAME}/reports?year={random.choice(range(2019, 2026))}"
            for at in range(times)
        ],
        "table, its search box": [
            f"/{NAME}/reports?_search={quote(random.choice(WORDS))}" for _ in range(times)
        ],
        "table, applications": [
            f"/{NAME}/applications?_next={random.choice(some['report'])}" for _ in range(times)
        ],
        "list of tables": [f"/{NAME}"] * times,
        "downloads": ["/downloads"] * times,
        "feeds": [f"/feeds/{name}" for name in ("reports.atom", "changes.atom", "failing.atom", PROVINCE)]
        * (times // 4),
    } | {f"query, {name}": [f"/{NAME}/{name}"] * (times // 2) for name in queries()}  # fmt: skip


@contextmanager
def written(archive: Path) -> Iterator[None]:
    """A process that puts ten reports a second into the archive, as a crawl that reads what it fetches."""
    program = (
        "import sys; from pathlib import Path; from bench.serving import write; write(Path(sys.argv[1]))"
    )
    process = subprocess.Popen([sys.executable, "-c", program, str(archive)])  # noqa: S603
    try:
        yield
        if process.poll() is not None:
            raise RuntimeError("the writer has ended")
    finally:
        process.terminate()
        process.wait(20)


def write(archive: Path) -> None:
    """Put ten reports a second into an archive, each in a transaction of its own, until stopped."""
    for db, add in new_reports(archive):
        start = time.monotonic()
        with db.atomic():
            add()
        time.sleep(max(0.1 - (time.monotonic() - start), 0))


def new_reports(archive: Path) -> Generator[tuple[Database, Callable[[], str]]]:
    """Reports that the archive does not have yet, without end: each writes itself and gives its title."""
    db = open_archive(archive)
    (known,) = db.execute("SELECT count(*) FROM sites").fetchone()
    try:
        for number, site, made in generated.sites():
            site |= {"id": f"written_{known + number}", "region": "410099"}
            with db.atomic():
                db.table("sites").insert(site)
            for serial, one in enumerate(made):
                yield db, partial(write_one, db, site, one, known + number, serial)
    finally:
        db.close()


def write_one(db: Database, site: dict[str, Any], one: Made, number: int, serial: int) -> str:
    """Put a report into the archive under a name of its own; gives its title."""
    title = f"{one.title}之{number}甲{serial}"
    filing = replace(one.filing, agency=f"{one.filing.agency}{number}")
    url = f"http://{site['id']}.example/{serial}.html"
    generated.add(db, site, url, replace(one, title=title, filing=filing), ("none", 0, b""))
    return title


def until_found(port: int, archive: Path) -> float:
    """Seconds from the commit of a report to the page of search that shows it."""
    reports = new_reports(archive)
    db, add = next(reports)
    with db.atomic():
        title = add()
    start = time.monotonic()
    while title not in asked(port, f"/search?q={quote(title)}").decode():
        if time.monotonic() - start > 60:
            raise RuntimeError("a report is not found by search")
    reports.close()
    return time.monotonic() - start


def asked(port: int, path: str) -> bytes:
    """The page at an address."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=120)) as connection:
        connection.request("GET", path)
        return connection.getresponse().read()


def timed(port: int, paths: list[str]) -> tuple[list[float], int, int]:
    """Milliseconds of each request, bytes of all, and how many were not answered by 200."""
    taken, size, failed = [], 0, 0
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=120)) as connection:
        for path in paths:
            start = time.perf_counter()
            connection.request("GET", path)
            answer = connection.getresponse()
            size += len(answer.read())
            taken.append((time.perf_counter() - start) * 1000)
            failed += answer.status != 200
    return taken, size, failed


def p95(taken: list[float]) -> float:
    """The 95th percentile without the first, which fills caches."""
    later = sorted(taken[1:] or taken)
    return later[min(len(later) - 1, round(len(later) * 0.95))]


def measure(
    amount: int = 20_000, times: int = 40, note: Callable[[str], None] = lambda _: None
) -> list[Table]:
    archive = grown.grown(amount, note)
    heads = ["page", "requests", "first, ms", "p50, ms", "p95, ms", "p95 while written to, ms"]
    heads += ["CPU, ms", "kB", "not 200"]
    table = Table(f"Serving {amount:,} reports", heads)
    with served(archive) as (port, pid):
        empty = meter.resident_megabytes(pid)
        pages = addresses(archive, Random(SEED), times)
        idle: dict[str, tuple[list[float], int, int]] = {}
        used: dict[str, float] = {}
        for kind, paths in pages.items():
            note(f"asking for {kind}")
            before = meter.cpu_seconds(pid)
            idle[kind] = timed(port, paths)
            used[kind] = 1000 * (meter.cpu_seconds(pid) - before) / len(paths)
        busy = {}
        with written(archive):
            for kind, paths in pages.items():
                note(f"asking for {kind} while reports are written")
                busy[kind] = timed(port, paths)
        for kind, (taken, size, failed) in idle.items():
            figures: list[float] = [
                taken[0],
                statistics.median(taken[1:] or taken),
                p95(taken),
                p95(busy[kind][0]),
                used[kind],
            ]
            table.rows.append([kind, str(len(taken)), *(f"{figure:,.0f}" for figure in figures),
                               f"{size / len(taken) / 1000:,.0f}", str(failed + busy[kind][2])])  # fmt: skip
        found = until_found(port, archive)
        full = meter.resident_megabytes(pid)
    megabytes = archive.stat().st_size / 1e6
    ratio = statistics.median(p95(busy[kind][0]) / p95(idle[kind][0]) for kind in idle)
    table.notes.append(
        "One client, one request after the other, one server process; another report, agency, region or word "
        f"each time; CPU is that of the server for one request. "
        f"The archive has {megabytes:,.0f} MB and the prose of {min(amount, grown.MADE):,} reports. "
        f"The server held {empty:.0f} MB at the start, {full:.0f} MB at the end. While ten reports a second "
        f"were written, p95 was {ratio:.2f} times that of an idle archive (median of the pages). A report "
        f"just written was found by search after {found * 1000:,.0f} ms."
    )
    return [table]
