"""How fast sites are crawled beside a spider that stores nothing, and what an unchanged night costs."""

from __future__ import annotations

import json
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from archive.extract import extract
from bench import meter, sites
from bench.tables import Table, rate

FIRST_NIGHT = datetime(2025, 6, 2, 18, 0, tzinfo=UTC)  # a year and more after the last report of the sites
LATER_NIGHTS = (1, 2, 30, 31)  # days after the first
ROUNDS = 3  # of both spiders, in turn; the middle one counts
RATIO = 0.6
REQUESTS_PER_REPORT = 0.2
CPU_SHARE = 0.03


@contextmanager
def served(hosts: int, pages: int) -> Iterator[int]:
    """The sites in a process of their own; gives the port."""
    with socket.socket() as probe:
        probe.bind((sites.address(0), 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, "-m", "bench.sites", str(hosts), str(pages), str(port)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603
    try:
        if process.stdout is None or process.stdout.readline().strip() != "ready":
            raise RuntimeError("the sites of the bench do not start")
        yield port
    finally:
        process.terminate()
        process.wait(10)


def registry(folder: Path, hosts: int, port: int) -> Path:
    entries = []
    for host in range(hosts):
        name = f"{sites.address(host)}:{port}"
        entries.append(
            f'[[sites]]\nid = "bench_{host:02}"\nname = "站点{host}"\nhosts = ["{name}"]\n'
            f'columns = ["http://{name}{sites.COLUMN}"]\nadapter = "auto"\n'
        )
    path = folder / "sites.toml"
    path.write_text("\n".join(entries), "utf-8")
    return path


def crawled(kind: str, folder: Path, **told: str) -> dict[str, Any]:
    (folder / "told.json").write_text(json.dumps(told), "utf-8")
    result = folder / "result.json"
    command = [sys.executable, "-m", "bench.crawls", kind, str(folder / "told.json"), str(result)]
    subprocess.run(command, check=True, timeout=1800)  # noqa: S603
    found: dict[str, Any] = json.loads(result.read_text("utf-8"))
    return found


def middle(runs: list[dict[str, Any]]) -> dict[str, Any]:
    return sorted(runs, key=lambda run: run["cpu"])[len(runs) // 2]


def measure(
    hosts: int = 20, pages: int = 50, known: int = 250, note: Callable[[str], None] = lambda _: None
) -> list[Table]:
    """`pages` reports of each host are crawled in turn with a plain spider; unchanged nights know `known`."""
    with tempfile.TemporaryDirectory() as scratch, served(hosts, pages) as port:
        folder = Path(scratch)
        registered = str(registry(folder, hosts, port))
        plain, own = [], []
        for turn in range(ROUNDS):
            note(f"crawling {hosts} sites, turn {turn + 1} of {ROUNDS}")
            plain.append(crawled("plain", folder, sites=registered))
            (folder / str(turn)).mkdir()
            archive = folder / str(turn) / "archive.db"
            own.append(
                crawled(
                    "nianbao", folder, sites=registered, archive=str(archive), now=FIRST_NIGHT.isoformat()
                )
            )
        speed, crawl = speed_table(hosts, pages, middle(plain), middle(own))
        note("reading what was crawled")
        extraction = extraction_table(archive, crawl["requests"])
    return [speed, unchanged_nights(hosts, known, note), extraction]


def unchanged_nights(hosts: int, pages: int, note: Callable[[str], None]) -> Table:
    """Nights on which nothing was published or edited, of an archive that was read before."""
    table = Table(
        "Unchanged nights",
        [
            "night",
            "requests",
            "of them rechecks",
            "per known report",
            "CPU seconds",
            "of the first night's CPU",
            "outcome",
        ],
    )
    known = hosts * pages
    with tempfile.TemporaryDirectory() as scratch, served(hosts, pages) as port:
        folder = Path(scratch)
        told = {"sites": str(registry(folder, hosts, port)), "archive": str(folder / "archive.db")}
        note(f"the first night of {known} reports")
        first = crawled("nianbao", folder, **told, now=FIRST_NIGHT.isoformat())
        for days in LATER_NIGHTS:
            note(f"night {days}")
            night = crawled("nianbao", folder, **told, now=(FIRST_NIGHT + timedelta(days=days)).isoformat())
            share, each = night["cpu"] / first["cpu"], night["requests"] / known
            table.rows.append(
                [
                    f"day {days}",
                    str(night["requests"]),
                    str(rechecks(folder / "archive.db")),
                    f"{each:.3f}",
                    f"{night['cpu']:.2f}",
                    f"{share:.1%}",
                    night["outcome"],
                ]
            )
            if each > REQUESTS_PER_REPORT:
                table.missed.append(
                    f"day {days}: {each:.3f} requests per known report, asked {REQUESTS_PER_REPORT}"
                )
            if share > CPU_SHARE:
                table.missed.append(
                    f"day {days}: {share:.1%} of the first night's CPU, asked {CPU_SHARE:.0%}"
                )
    table.notes.append(
        f"{known} reports on {hosts} hosts, the latest published more than a year before; every second host "
        "sends 304. CPU is that of the crawl alone, without the start of Python and Scrapy. Old reports take "
        "turns; on some nights none is due yet."
    )
    return table


def rechecks(archive: Path) -> int:
    """Known reports that the last run asked for again."""
    with closing(sqlite3.connect(archive)) as db:
        (number,) = db.execute(
            "SELECT count(*) FROM requests WHERE run_id = (SELECT max(id) FROM runs) AND role = 'report'"
        ).fetchone()
    return int(number)


def speed_table(
    hosts: int, pages: int, plain: dict[str, Any], own: dict[str, Any]
) -> tuple[Table, dict[str, Any]]:
    table = Table(
        "Crawling", ["spider", "pages", "CPU seconds", "pages per CPU second", "ratio", "seconds", "peak MB"]
    )
    # Both ask for every column and every report once; robots.txt, in both, is not counted.
    pace = {}
    for name, run in (("Scrapy, nothing stored", plain), ("nianbao: hash, WARC, SQLite", own)):
        count = hosts * (pages + 1)
        pace[name] = count / run["cpu"]
        ratio = pace[name] / pace["Scrapy, nothing stored"]
        table.rows.append(
            [
                name,
                str(count),
                f"{run['cpu']:.2f}",
                rate(pace[name]),
                f"{ratio:.2f}",
                f"{run['wall']:.1f}",
                f"{run['memory']:.0f}",
            ]
        )
    if plain["pages"] != hosts * (pages + 1) or own["pages"] < hosts * pages:
        table.missed.append(f"pages were lost: {plain['pages']} and {own['pages']} of {hosts * (pages + 1)}")
    if ratio < RATIO:
        table.missed.append(f"{ratio:.2f} of the plain spider's pages per CPU second, asked {RATIO}")
    table.notes.append(
        f"{hosts} hosts with {pages} reports of about 60 kB each, one connection per host, no delay; "
        f"the middle of {ROUNDS} turns, taken alternately."
    )
    return table, own


def extraction_table(archive: Path, requests: int) -> Table:
    cpu, wall = meter.cpu_seconds(), time.perf_counter()
    result = extract(archive, workers=1)
    cpu, wall = meter.cpu_seconds() - cpu, time.perf_counter() - wall
    read = sum(result.read.values())
    table = Table(
        "Extraction", ["what", "documents", "reports", "CPU seconds", "documents per CPU second", "seconds"]
    )
    table.rows.append(
        [
            "captures to rows, one process",
            str(read),
            str(result.new_reports),
            f"{cpu:.2f}",
            rate(read / cpu),
            f"{wall:.1f}",
        ]
    )
    table.notes.append(
        "From WARC files: decompress, verify the digest, read, store figures, prose, places and search index."
    )
    return table
