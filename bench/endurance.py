"""What a crawl survives: kills at random moments, and a million addresses in its queue.

python -m bench.endurance serve HOSTS PAGES PORT
python -m bench.endurance frontier ADDRESSES FOLDER RESULT
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import os
import random
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from archive import warc
from archive.schema import open_archive
from bench import SEED, crawls, meter
from bench.tables import Table
from crawler.frontier import Frontier, Task

NOW = "2025-06-02T18:00:00+00:00"
ANSWER = 0.1  # seconds that the servers take, so that kills fall between many answers
LONGEST = 0.8  # seconds from the first request of a run to its end
FRESH = 10  # every so many runs are started as a new program
FORKS = multiprocessing.get_context("forkserver")
RESTART = 5.0  # seconds that may pass until a killed crawl sends its next request
MEMORY = 500  # MB
HEADINGS = (
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况",
    "六、其他需要报告的事项",
)
# Without pandas, a peer of the bench that SQLite's helpers load wherever it is found: no installation has it.
CRAWL = "import sys; sys.modules['pandas'] = None; from bench.crawls import main; main(*sys.argv[1:])"
TITLE = "第{}号局2023年政府信息公开工作年度报告"


def address(host: int) -> str:
    return f"127.0.5.{host + 1}"


def page(host: int, number: int) -> bytes:
    title = TITLE.format(host * 1000 + number)
    text = "".join(f"<h3>{heading}</h3><p>{title}：{'本年工作说明。' * 40}</p>" for heading in HEADINGS)
    return f"<html><head><title>{title}</title></head><body><h1>{title}</h1>{text}</body></html>".encode()


def listing(host: int, pages: int) -> bytes:
    rows = "".join(
        f'<li><a href="/nb/202401/t20240119_{n}.html">{TITLE.format(host * 1000 + n)}</a>'
        "<span>2024-01-19</span></li>"
        for n in range(pages)
    )
    return f"<html><head><title>政府信息公开年报</title></head><body><ul>{rows}</ul></body></html>".encode()


async def serve(hosts: int, pages: int, port: int) -> None:
    """Lists and small reports on loopback addresses of their own; each address asked for is a line out."""

    async def answer(host: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                path = head.split(b" ", 2)[1].decode("latin-1")
                sys.stdout.write(f"{host} {path}\n")
                sys.stdout.flush()
                await asyncio.sleep(ANSWER)
                number = path.rpartition("_")[2].removesuffix(".html")
                body = (
                    listing(host, pages)
                    if path == "/nb/"
                    else page(host, int(number))
                    if number.isdigit()
                    else b""
                )
                status = "200 OK" if body else "404 Not Found"
                kind = "Content-Type: text/html; charset=utf-8"
                told = f"HTTP/1.1 {status}\r\n{kind}\r\nContent-Length: {len(body)}\r\n\r\n"
                writer.write(told.encode() + body)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    for host in range(hosts):
        await asyncio.start_server(partial(answer, host), address(host), port)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


@contextmanager
def served(hosts: int, pages: int, log: Path) -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind((address(0), 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, "-m", "bench.endurance", "serve", str(hosts), str(pages), str(port)]
    with log.open("w") as out:
        process = subprocess.Popen(command, stdout=out)  # noqa: S603
        try:
            while not asked(log):
                time.sleep(0.05)
                if process.poll() is not None:
                    raise RuntimeError("the sites of the bench do not start")
            yield port
        finally:
            process.terminate()
            process.wait(10)


def asked(log: Path) -> int:
    """Lines of the servers' log."""
    return log.read_bytes().count(b"\n")


def registry(folder: Path, hosts: int, port: int) -> Path:
    path = folder / "sites.toml"
    path.write_text(
        "\n".join(
            f'[[sites]]\nid = "host_{n:02}"\nname = "第{n}站"\nhosts = ["{address(n)}:{port}"]\n'
            f'columns = ["http://{address(n)}:{port}/nb/"]\n'
            for n in range(hosts)
        ),
        "utf-8",
    )
    return path


class Crawl:
    """A crawl in a process of its own: a new program, or the fork of one that has it all loaded."""

    def __init__(self, folder: Path, fresh: bool) -> None:
        words = ("nianbao", str(folder / "told.json"), str(folder / "result.json"))
        self.process: subprocess.Popen[bytes] | BaseProcess
        if fresh:
            self.process = subprocess.Popen(  # noqa: S603
                [sys.executable, "-c", CRAWL, *words], stderr=subprocess.DEVNULL
            )
        else:
            self.process = FORKS.Process(target=crawls.main, args=words)
            self.process.start()

    @property
    def pid(self) -> int:
        return int(self.process.pid or 0)

    def ended(self) -> bool:
        if isinstance(self.process, subprocess.Popen):
            return self.process.poll() is not None
        return not self.process.is_alive()

    def kill(self) -> None:
        self.process.kill()
        if isinstance(self.process, subprocess.Popen):
            self.process.wait()
        else:
            self.process.join()


def kills(times: int, hosts: int, pages: int, note: Callable[[str], None]) -> Table:
    chance = random.Random(SEED)
    table = Table("Kills", ["what", "measured", "asked"])
    FORKS.set_forkserver_preload(["bench.crawls"])
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        log = folder / "log"
        with served(hosts, pages, log) as port:
            told = {
                "sites": str(registry(folder, hosts, port)),
                "archive": str(folder / "archive.db"),
                "now": NOW,
            }
            (folder / "told.json").write_text(json.dumps(told), "utf-8")
            restarts, work, killed = [], [], 0
            while killed < times:
                note(f"kill {killed + 1} of {times}, {asked(log):,} requests")
                before, begun = asked(log), time.monotonic()
                fresh = killed % FRESH == 0
                crawl = Crawl(folder, fresh)
                while asked(log) == before and not crawl.ended():
                    time.sleep(0.02)
                if fresh:
                    restarts.append(time.monotonic() - begun)
                    work.append(cpu_of(crawl.pid))
                time.sleep(chance.uniform(0, LONGEST))
                if crawl.ended():
                    break  # it came to its end first
                crawl.kill()
                killed += 1
            note("the last run, to the end")
            last = Crawl(folder, fresh=True)
            while not last.ended():
                time.sleep(0.1)
            lines = log.read_text("utf-8").split("\n")
        addresses = [line for line in lines if "/t2024" in line]
        lost, bad = judged(folder, hosts * pages)
        files = sorted((folder / "captures").glob("*.warc.gz"))
        checked = subprocess.run(  # noqa: S603
            [Path(sys.executable).with_name("warcio"), "check", *files], capture_output=True, check=False
        )
    again = len(addresses) - len(set(addresses))
    passed = "all" if checked.returncode == 0 else "not all"
    table.rows = [
        ["pages", f"{hosts * pages:,}", "5,000"],
        ["kills (SIGKILL at random moments)", str(killed), "100"],
        ["pages lost", str(lost), "0"],
        ["pages asked for once more", str(again), "at most one a kill and host"],
        ["index rows that do not lead to their record", str(bad), "0"],
        [f"WARC files that `warcio check` passes, of {len(files)}", passed, "all"],
        ["seconds from start to the next request, median", f"{statistics.median(restarts):.1f}", ""],
        ["seconds from start to the next request, most", f"{max(restarts):.1f}", f"{RESTART:.0f}"],
        ["CPU seconds from start to the next request, most", f"{max(work):.1f}", ""],
    ]
    for wrong, what in (
        (lost, "pages lost"),
        (bad, "index rows without record"),
        (checked.returncode, "a WARC fails"),
        (max(0, again - killed * hosts), "pages asked for too often"),
    ):
        if wrong:
            table.missed.append(f"{what}: {wrong}")
    if max(restarts) > RESTART:
        table.missed.append(f"a restart took {max(restarts):.1f} seconds, asked {RESTART:.0f}")
    table.notes.append(
        f"{hosts} hosts, one connection each, answers after {ANSWER} seconds. Every {FRESH}th run is a new "
        "program, whose start is what is timed; the others are forks of one that has it all loaded."
    )
    return table


def cpu_of(pid: int) -> float:
    """CPU seconds that a process took so far; 0 where the system does not tell, or it has ended."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def judged(folder: Path, pages: int) -> tuple[int, int]:
    """(pages lost, index rows that do not lead to a whole record of the right size)."""
    with closing(sqlite3.connect(folder / "archive.db")) as db:
        (held,) = db.execute("SELECT count(DISTINCT url) FROM captures WHERE role = 'report'").fetchone()
        bad = 0
        for file, offset, size in db.execute(
            "SELECT warc_file, warc_offset, size FROM captures WHERE revisit_of IS NULL"
        ):
            try:
                bad += len(warc.read(folder / "captures", file, offset).body) != size
            except warc.CaptureError:
                bad += 1
    return pages - held, bad


def fill(addresses: int, folder: Path) -> dict[str, Any]:
    """A frontier of so many addresses on 3,000 hosts: filled, opened again, and taken from."""
    begun = time.perf_counter()
    with closing(open_archive(folder / "archive.db")) as db:
        frontier = Frontier(db.conn)
        for at in range(0, addresses, 10_000):
            with db.conn:
                for n in range(at, min(at + 10_000, addresses)):
                    url = f"http://www.county{n % 3000}.gov.cn/zwgk/zfxxgknb/202401/t20240119_{n}.html"
                    facts = {
                        "title": f"第{n}号局2023年政府信息公开工作年度报告",
                        "date": "2024-01-19",
                        "depth": 1,
                    }
                    frontier.add(Task(f"site{n % 3000}", url, "page", facts))
    filled = time.perf_counter() - begun
    begun = time.perf_counter()
    with closing(open_archive(folder / "archive.db")) as db:
        frontier = Frontier(db.conn)
        opened = time.perf_counter() - begun
        for slot in list(frontier.queued):
            frontier.take(slot)
    return {"memory": meter.peak_megabytes(), "filled": filled, "opened": opened, "queued": frontier.total}


def frontier_table(addresses: int, note: Callable[[str], None]) -> Table:
    note(f"{addresses:,} addresses")
    with tempfile.TemporaryDirectory() as scratch:
        result = Path(scratch, "result.json")
        command = [sys.executable, "-m", "bench.endurance", "frontier", str(addresses), scratch, str(result)]
        subprocess.run(command, check=True, timeout=3600)  # noqa: S603
        found = json.loads(result.read_text("utf-8"))
        size = sum(path.stat().st_size for path in Path(scratch).glob("archive.db*")) / (1 << 20)
    table = Table(
        "Frontier",
        ["addresses", "peak MB", "MB on disk", "addresses a second, entered", "seconds to open it"],
    )
    table.rows.append(
        [
            f"{found['queued']:,}",
            f"{found['memory']:.0f}",
            f"{size:.0f}",
            f"{addresses / found['filled']:,.0f}",
            f"{found['opened']:.2f}",
        ]
    )
    table.notes.append("On 3,000 hosts; one address of each is taken out after it was opened anew.")
    if found["memory"] > MEMORY:
        table.missed.append(f"{found['memory']:.0f} MB, asked {MEMORY}")
    return table


def measure(times: int, hosts: int, pages: int, addresses: int, note: Callable[[str], None]) -> list[Table]:
    return [kills(times, hosts, pages, note), frontier_table(addresses, note)]


def main(kind: str, *told: str) -> None:
    if kind == "serve":
        asyncio.run(serve(*map(int, told)))
    else:
        addresses, folder, result = told
        Path(result).write_text(json.dumps(fill(int(addresses), Path(folder))), "utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
