"""Whole crawls of small sites on loopback: what is fetched, what is kept, what is told."""

from __future__ import annotations

import gzip
import os
import signal
import socket
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

import pytest

from archive import warc
from tests.crawler.crawls import crawl, registry, rows, start
from tests.crawler.servers import Answer, Asked, Page, Server, listing, report, serve

NOT_SENT = ("robots_denied", "host_refused", "host_parked", "private_address", "offsite", "trap")


def title(number: int, year: int = 2023) -> str:
    return f"第{number}镇人民政府{year}年政府信息公开工作年度报告"


def trs_site(count: int, per_page: int = 10, folder: str = "/nb/") -> dict[str, Page]:
    """A static site: a list of pages that count from 0, and its reports."""
    items = [(f"./202401/t20240119_{n}.html", title(n), "2024-01-19") for n in range(1, count + 1)]
    total = -(-count // per_page)
    pages: dict[str, Page] = {
        f"{folder}202401/t20240119_{n}.html": report(title(n), n) for n in range(1, count + 1)
    }
    for number in range(total):
        name = f"index_{number}.html" if number else ""
        pager = f'<script>createPageHTML({total}, {number}, "index", "html");</script>'
        pages[folder + name] = listing(items[number * per_page : (number + 1) * per_page], pager)
    return pages


def ledger(archive: Path) -> list[tuple[str, str]]:
    """(address, outcome) of what was sent."""
    found = rows(archive, "SELECT url, outcome FROM requests ORDER BY id")
    return [(url, outcome) for url, outcome in found if outcome not in NOT_SENT]


def outcomes(archive: Path) -> dict[str, str]:
    """The last outcome of each path."""
    found = rows(archive, "SELECT url, outcome FROM requests ORDER BY id")
    return {"/" + url.split("/", 3)[3]: outcome for url, outcome in found}


def sound(folder: Path) -> None:
    """Every WARC passes the reference validator."""
    files = sorted((folder / "captures").glob("*.warc.gz"))
    assert files
    assert not list((folder / "captures").glob("*.open"))
    done = subprocess.run(
        [Path(sys.executable).with_name("warcio"), "check", *files],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_site_is_crawled_whole_once_and_then_only_its_lists(tmp_path: Path) -> None:
    with serve(trs_site(23)) as server:
        sites = registry(tmp_path, one={"columns": [server.url + "/nb/"]})
        archive = tmp_path / "archive.db"
        first = crawl(sites, archive, now="2024-02-01T00:00:00+00:00")
        assert first["sites"]["one"] == {
            "state": "ok", "reason": "", "lists": 3, "entries": 23, "new_captures": 23, "adapter": "trs",
        }  # fmt: skip
        assert len(ledger(archive)) == len(server.asked) == first["requests"]
        stored = rows(
            archive,
            "SELECT url, title, sha256, size, warc_file, warc_offset, status, mime FROM captures WHERE role = 'report'",
        )
        assert len(stored) == 23
        assert not any(asked.body for asked in server.asked)  # a GET carries nothing
        for url, name, _, size, file, offset, status, mime in stored:
            record = warc.read(tmp_path / "captures", file, offset)
            number = int(url.rpartition("_")[2].split(".")[0])
            assert record.body.decode() == report(title(number), number)
            assert (name, size, status, mime) == (title(number), len(record.body), 200, "text/html")
        server.asked.clear()
        second = crawl(sites, archive, now="2024-02-01T06:00:00+00:00")
        assert second["sites"]["one"]["new_captures"] == 0
        assert server.paths() == ["/nb/", "/nb/index_1.html", "/nb/index_2.html", "/nb/index_3.html"]
        revisits = rows(archive, "SELECT count(*) FROM captures WHERE revisit_of IS NOT NULL")
        assert revisits == [(3,)]
        assert [run[0][:16] for run in rows(archive, "SELECT started_at FROM runs ORDER BY id")] == [
            "2024-02-01T00:00",
            "2024-02-01T06:00",
        ]
    sound(tmp_path)


def test_a_dead_host_is_named_and_the_rest_is_archived(tmp_path: Path) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        dead = f"http://127.0.0.1:{closed.getsockname()[1]}/nb/"
    with serve(trs_site(3)) as server:
        sites = registry(tmp_path, alive={"columns": [server.url + "/nb/"]}, dead={"columns": [dead]})
        result = crawl(sites, tmp_path / "archive.db")
    assert result["outcome"] == "done"
    assert result["sites"]["alive"]["state"] == "ok"
    assert result["sites"]["dead"]["state"] == "unreachable"
    assert "refused" in result["sites"]["dead"]["reason"]


ROBOTS = {
    "closed": (Answer("User-agent: *\nDisallow: /nb/", headers={"Content-Type": "text/plain"}), "robots", 0),
    "absent": (Answer("nothing here", 404), "ok", 2),
    "forbidden": (Answer("no", 403), "refused", 0),
    "failing": (Answer("oops", 500), "unreachable", 0),
    "page": (Answer("<!DOCTYPE html><html><body>Disallow: /</body></html>"), "ok", 2),
    "open": (Answer("User-agent: *\nAllow: /\nDisallow: /nb/202401/t20240119_2.html"), "incomplete", 1),
}


def test_robots_txt_is_read_as_it_is_meant(tmp_path: Path) -> None:
    servers: dict[str, Server] = {}
    contexts = []
    for name, (answer, _, _) in ROBOTS.items():
        context = serve({**trs_site(2), "/robots.txt": answer})
        contexts.append(context)
        servers[name] = context.__enter__()
    try:
        sites = registry(tmp_path, **{name: {"columns": [s.url + "/nb/"]} for name, s in servers.items()})
        archive = tmp_path / "archive.db"
        result = crawl(sites, archive)
    finally:
        for context in contexts:
            context.__exit__(None, None, None)
    for name, (_, state, fetched) in ROBOTS.items():
        assert result["sites"][name]["state"] == state, (name, result["sites"][name])
        assert len([path for path in servers[name].paths() if "t2024" in path]) == fetched, name
    assert rows(archive, "SELECT count(*) FROM captures WHERE role = 'robots'") == [(len(ROBOTS) + 1,)]
    assert ("robots_denied",) in rows(archive, "SELECT outcome FROM requests WHERE site_id = 'open'")


def test_crawl_delay_and_one_connection_are_kept(tmp_path: Path) -> None:
    pages = {**trs_site(3), "/robots.txt": Answer("User-agent: *\nCrawl-delay: 1")}
    with serve(pages, slowness=0.05) as server:
        sites = registry(tmp_path, one={"columns": [server.url + "/nb/"]})
        crawl(sites, tmp_path / "archive.db")
        times = [asked.at for asked in server.asked]
        pauses = [later - sooner for sooner, later in pairwise(times[1:])]
        assert len(times) == 5
        assert min(pauses) > 0.95


def test_whoever_runs_the_crawler_says_so_in_every_request_and_nobody_is_made_up(tmp_path: Path) -> None:
    contact = "https://archive.example/contact"
    with serve(trs_site(2)) as server:
        sites = registry(tmp_path, one={"columns": [server.url + "/nb/"]})
        crawl(sites, tmp_path / "known.db", contact=contact)
        known = {asked.headers["User-Agent"] for asked in server.asked}
        server.asked.clear()
        crawl(sites, tmp_path / "unknown.db")
        unknown = {asked.headers["User-Agent"] for asked in server.asked}
    (agent,) = known
    assert agent.startswith("nianbao/") and f"+{contact})" in agent
    (agent,) = unknown
    assert agent.startswith("nianbao/") and "+" not in agent


def test_private_addresses_are_refused_unless_allowed(tmp_path: Path) -> None:
    with serve(trs_site(2)) as server:
        by_name = f"http://localhost:{server.port}/nb/"
        odd = f"http://2130706433:{server.port}/nb/"
        sites = registry(
            tmp_path,
            literal={"columns": [server.url + "/nb/"]},
            name={"columns": [by_name]},
            number={"columns": [odd]},
        )
        result = crawl(sites, tmp_path / "archive.db", allow_private=False)
        assert server.asked == []
    for name in ("literal", "name", "number"):
        assert result["sites"][name]["state"] == "unreachable", result
    found = rows(
        tmp_path / "archive.db",
        "SELECT DISTINCT outcome FROM requests WHERE role = 'robots' OR site_id = 'literal'",
    )
    assert found == [("private_address",)]


def test_redirects_stay_on_the_hosts_of_the_registry(tmp_path: Path) -> None:
    with serve({"/secret": "secret"}) as other, serve() as server:
        server.pages = trs_site(6)
        base = "/nb/202401/t20240119_"
        server.pages[base + "1.html"] = Answer(status=302, headers={"Location": other.url + "/secret"})
        server.pages[base + "2.html"] = Answer(status=301, headers={"Location": base + "20.html"})
        server.pages[base + "20.html"] = report(title(2), 2)
        server.pages[base + "3.html"] = Answer(status=302, headers={"Location": base + "30.html"})
        server.pages[base + "30.html"] = Answer(status=302, headers={"Location": base + "3.html"})
        server.pages[base + "4.html"] = Answer(status=302, headers={"Location": "/"})
        server.pages[base + "5.html"] = lambda asked: Answer(
            status=302, headers={"Location": asked.path.replace(".html", "x.html")}
        )
        for n in range(1, 9):
            path = base + "5" + "x" * n + ".html"
            server.pages[path] = Answer(
                status=302, headers={"Location": base + "5" + "x" * (n + 1) + ".html"}
            )
        sites = registry(tmp_path, one={"columns": [server.url + "/nb/"]})
        archive = tmp_path / "archive.db"
        result = crawl(sites, archive)
        assert other.asked == []
    ends = outcomes(archive)
    assert ends[base + "1.html"] == "redirected_offsite"
    assert (ends[base + "2.html"], ends[base + "20.html"]) == ("redirected", "new")
    assert ends[base + "30.html"] == "redirect_limit"
    assert ends[base + "4.html"] == "redirected_home"
    assert ends[base + "5xxxxx.html"] == "redirect_limit"
    assert len(ledger(archive)) == len(server.asked) == result["requests"]
    assert rows(archive, "SELECT title FROM captures WHERE url LIKE '%_20.html'") == [(title(2),)]


def test_a_killed_crawl_is_resumed_and_nothing_is_lost(tmp_path: Path) -> None:
    with serve(trs_site(120, per_page=20), slowness=0.01) as server:
        sites = registry(tmp_path, one={"columns": [server.url + "/nb/"]})
        archive = tmp_path / "archive.db"
        kills = 0
        for _ in range(4):
            process = start(sites, archive)
            begun, deadline = len(server.asked), time.monotonic() + 120
            while process.poll() is None and len(server.asked) < begun + 25 and time.monotonic() < deadline:
                time.sleep(0.005)
            if process.poll() is None:
                os.kill(process.pid, signal.SIGKILL)
                kills += 1
            process.communicate()
        result = crawl(sites, archive)
        asked = server.paths()
    assert kills >= 3
    assert result["sites"]["one"]["state"] == "ok", result
    assert rows(archive, "SELECT count(DISTINCT url) FROM captures WHERE role = 'report'") == [(120,)]
    assert len(asked) - len(set(asked)) <= kills
    assert rows(archive, "SELECT count(*) FROM requests WHERE outcome IS NULL") == [(0,)]
    assert [run[0] for run in rows(archive, "SELECT outcome FROM runs ORDER BY id")] == [
        "crashed"
    ] * kills + ["done"]
    for file, offset, size in rows(
        archive, "SELECT warc_file, warc_offset, size FROM captures WHERE revisit_of IS NULL"
    ):
        assert len(warc.read(tmp_path / "captures", file, offset).body) == size
    sound(tmp_path)


def test_an_interrupted_crawl_ends_cleanly_and_goes_on(tmp_path: Path) -> None:
    with serve(trs_site(60, per_page=20), slowness=0.02) as server:
        sites = registry(tmp_path, one={"columns": [server.url + "/nb/"]})
        archive = tmp_path / "archive.db"
        process = start(sites, archive)
        while len(server.asked) < 20 and process.poll() is None:
            time.sleep(0.005)
        process.send_signal(signal.SIGINT)
        out, log = process.communicate(timeout=180)
        assert '"outcome": "interrupted"' in out, log
        assert rows(archive, "SELECT outcome FROM runs") == [("interrupted",)]
        assert not list((tmp_path / "captures").glob("*.open"))
        crawl(sites, archive)
        asked = server.paths()
        assert len(asked) == len(set(asked)) == 60 + 4
    assert rows(archive, "SELECT count(*) FROM captures WHERE role = 'report'") == [(60,)]


def test_a_second_crawl_at_the_same_time_is_refused(tmp_path: Path) -> None:
    with serve(trs_site(60), slowness=3) as server:
        sites = registry(tmp_path, one={"columns": [server.url + "/nb/"]})
        first = start(sites, tmp_path / "archive.db")
        while len(server.asked) < 3 and first.poll() is None:
            time.sleep(0.01)
        second = start(sites, tmp_path / "archive.db")
        _, log = second.communicate(timeout=180)
        assert second.returncode != 0
        assert "BusyError" in log
        server.slowness = 0
        out, log = first.communicate(timeout=180)
        assert '"outcome": "done"' in out, log


def test_faults_of_servers_each_get_their_outcome(tmp_path: Path) -> None:
    """One host per fault, so that none is left alone for the faults of another."""
    packed = gzip.compress(report(title(9)).encode())
    bomb = gzip.compress(bytes(60_000_000))
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
    faults: dict[str, tuple[Page, str]] = {
        "gzip": (Answer(packed, headers={"Content-Encoding": "gzip"}), "new"),
        "cut": (Answer(packed[: len(packed) // 2], headers={"Content-Encoding": "gzip"}), "truncated"),
        "bomb": (Answer(bomb, headers={"Content-Encoding": "gzip"}), "too_large"),
        "short": (Answer(raw=head + b"Content-Length: 5000\r\n\r\n<html>half"), "truncated"),
        "large": (Answer(raw=head + b"Content-Length: 99999999\r\n\r\n<html>"), "too_large"),
        "silent": (Answer(raw=b""), "reset"),
        "babble": (Answer(raw=b"SSH-2.0-OpenSSH_9\r\n\r\n"), "not_http"),
        "flood": (Answer(raw=head + b"".join(b"X-%d: %s\r\n" % (n, b"y" * 400) for n in range(1000)) + b"\r\n"), "header_flood"),
        "ruishu": (Answer("<html><script>$_ts={}</script></html>", 412), "challenge_ruishu"),
        "jsl": (Answer("<script>document.cookie='x'</script>", 521, {"Set-Cookie": "__jsluid_s=1"}), "challenge_jsl"),
        "waf": (Answer("<html>访问被拒绝</html>", 403), "waf_block"),
        "busy": (Answer("later", 429, {"Retry-After": "1"}), "rate_limited"),
        "soft": (Answer("<html><title>404</title><body>您访问的页面不存在</body></html>"), "soft_404"),
        "empty": (Answer(""), "empty"),
        "gone": (Answer("gone", 410), "gone_410"),
        "error": (Answer("oops", 500), "server_error"),
    }  # fmt: skip
    contexts, servers = [], {}
    for name, (page, _) in faults.items():
        pages = trs_site(2)
        pages["/nb/202401/t20240119_2.html"] = page
        contexts.append(serve(pages))
        servers[name] = contexts[-1].__enter__()
    try:
        sites = registry(tmp_path, **{name: {"columns": [s.url + "/nb/"]} for name, s in servers.items()})
        archive = tmp_path / "archive.db"
        result = crawl(sites, archive)
        asked = sum(len(server.asked) for server in servers.values())
    finally:
        for context in contexts:
            context.__exit__(None, None, None)
    query = "SELECT site_id, outcome FROM requests WHERE url LIKE '%_2.html' AND role = 'page' ORDER BY id"
    last = dict(rows(archive, query))
    assert last == {name: outcome for name, (_, outcome) in faults.items()}
    assert len(ledger(archive)) == asked == result["requests"]
    (body,) = rows(
        archive, "SELECT warc_file, warc_offset FROM captures WHERE site_id = 'gzip' AND url LIKE '%_2.html'"
    )
    assert warc.read(tmp_path / "captures", *body).body.decode() == report(title(9))
    refusals = rows(
        archive,
        "SELECT role FROM captures WHERE site_id IN ('ruishu', 'jsl', 'waf') AND status IN (412, 521, 403)",
    )
    assert refusals and set(refusals) == {("other",)}
    sound(tmp_path)


def test_a_changed_page_is_found_and_a_missing_one_is_told(tmp_path: Path) -> None:
    with serve(trs_site(4)) as server:
        sites = registry(tmp_path, one={"columns": [server.url + "/nb/"]})
        archive = tmp_path / "archive.db"
        crawl(sites, archive, now="2024-01-20T00:00:00+00:00")
        base = "/nb/202401/t20240119_"
        server.pages[base + "1.html"] = report(title(1), 4711)
        server.pages[base + "2.html"] = report(title(2), 2).replace("首页", "首页 浏览次数：17")
        server.pages[base + "3.html"] = Answer("gone", 404)
        crawl(sites, archive, now="2024-01-22T00:00:00+00:00")
    found = rows(
        archive,
        "SELECT url, outcome FROM requests WHERE run_id = 2 AND url LIKE '%_html' OR run_id = 2 AND url LIKE '%t2024%'",
    )
    ends = {url.rpartition("_")[2]: outcome for url, outcome in found}
    assert ends == {"1.html": "changed", "2.html": "same", "3.html": "missing_404", "4.html": "same"}
    assert rows(
        archive, "SELECT count(*) FROM captures WHERE url LIKE '%_4.html' AND revisit_of IS NOT NULL"
    ) == [(1,)]


def test_validators_spare_the_body_but_are_not_trusted_for_ever(tmp_path: Path) -> None:
    def page(asked: Asked) -> Answer:
        if asked.headers.get("If-None-Match") == '"v1"':
            return Answer(status=304)
        return Answer(report(title(1), 1), headers={"ETag": '"v1"'})

    with serve(trs_site(1)) as server:
        server.pages["/nb/202401/t20240119_1.html"] = page
        sites = registry(tmp_path, one={"columns": [server.url + "/nb/"]})
        for day in range(20, 28):
            crawl(sites, tmp_path / "archive.db", now=f"2024-01-{day}T00:00:00+00:00")
    ends = [
        outcome
        for (outcome,) in rows(
            tmp_path / "archive.db", "SELECT outcome FROM requests WHERE url LIKE '%t2024%' ORDER BY id"
        )
    ]
    assert ends[0] == "new" and ends.count("not_modified") >= 3
    assert set(ends) <= {"new", "not_modified", "same"}


def test_a_list_that_lost_its_entries_is_an_alarm(tmp_path: Path) -> None:
    with serve(trs_site(5)) as server:
        sites = registry(tmp_path, one={"columns": [server.url + "/nb/"]})
        crawl(sites, tmp_path / "archive.db")
        server.pages["/nb/"] = "<html><body><div>政府信息公开年报</div></body></html>"
        result = crawl(sites, tmp_path / "archive.db")
    assert result["sites"]["one"]["state"] == "empty"
    assert "held 5 entries and holds none now" in result["sites"]["one"]["reason"]


def test_scrapy_commands_work_as_ever(tmp_path: Path) -> None:
    scrapy = Path(sys.executable).with_name("scrapy")
    listed = subprocess.run([scrapy, "list"], capture_output=True, text=True, check=True)
    assert listed.stdout.split() == ["reports"]
    with serve(trs_site(2)) as server:
        sites = registry(tmp_path, one={"columns": [server.url + "/nb/"]})
        told = [
            "-a",
            f"sites={sites}",
            "-a",
            f"archive={tmp_path / 'archive.db'}",
            "-a",
            "allow_private=1",
            "-a",
            "delay=0",
        ]
        done = subprocess.run(
            [scrapy, "crawl", "reports", *told], capture_output=True, text=True, check=False
        )
    assert done.returncode == 0, done.stderr
    assert "ERROR" not in done.stderr and "Deprecat" not in done.stderr, done.stderr
    assert rows(tmp_path / "archive.db", "SELECT count(*) FROM captures WHERE role = 'report'") == [(2,)]


@pytest.mark.parametrize("setting", ["TELNETCONSOLE_ENABLED", "REMOTE_CONTROL_ENABLED", "HTTPPROXY_ENABLED"])
def test_doors_are_shut(setting: str) -> None:
    from crawler import settings

    assert getattr(settings, setting) is False
