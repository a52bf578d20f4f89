"""Politeness, seen from the servers: their own log holds no violation of what they and we ask for."""

from __future__ import annotations

import os
import signal
import time
from itertools import pairwise
from pathlib import Path

from archive import nights
from crawler import outcomes
from tests.crawler.crawls import crawl, registry, rows, start
from tests.crawler.servers import Answer, Asked, serve
from tests.crawler.test_crawl import trs_site

NAMES = {"DNS_RESOLVER": "tests.crawler.resolvers.Loopback", "DOWNLOAD_TIMEOUT": 5}


def pauses(asked: list[Asked]) -> list[float]:
    return [later.at - sooner.at for sooner, later in pairwise(asked)]


def test_what_no_server_saw_is_counted_for_none() -> None:
    assert {str(outcome) for outcome in outcomes.NOT_SENT} == nights.NOT_SENT


def test_a_private_address_behind_a_name_is_refused_whenever_it_turns_up(tmp_path: Path) -> None:
    with serve(trs_site(2)) as server:
        inside = f"http://same.inside.example:{server.port}/nb/"
        rebound = f"http://rebind.outside.example:{server.port}/nb/"
        sites = registry(tmp_path, inside={"columns": [inside]}, rebound={"columns": [rebound]})
        result = crawl(sites, tmp_path / "archive.db", allow_private=False, overrides=NAMES)
        assert server.asked == []
    assert {site["state"] for site in result["sites"].values()} == {"unreachable"}
    found = rows(tmp_path / "archive.db", "SELECT site_id, outcome FROM requests WHERE role = 'robots'")
    assert ("inside", "private_address") in found
    assert {end for site, end in found if site == "rebound"} <= {"private_address", "timeout", "unreachable"}


def test_domains_at_one_address_are_one_server(tmp_path: Path) -> None:
    with serve(trs_site(3)) as server:
        columns = [f"http://same{n}.county{n}.example:{server.port}/nb/" for n in (1, 2, 3)]
        sites = registry(tmp_path, **{f"c{n}": {"columns": [column]} for n, column in enumerate(columns)})
        archive = tmp_path / "archive.db"
        result = crawl(sites, archive, delay=0.3, overrides=NAMES)
        between = pauses(server.asked)
    assert {site["state"] for site in result["sites"].values()} == {"ok"}, result
    assert len(between) == 3 * 5 - 1
    assert min(between) > 0.29
    assert rows(archive, "SELECT DISTINCT address FROM hosts") == [("127.0.0.1",)]


def test_the_end_of_the_window_is_kept_and_the_rest_comes_the_next_night(tmp_path: Path) -> None:
    with serve(trs_site(40), slowness=0.5) as server:
        sites = registry(tmp_path, one={"columns": [server.url + "/nb/"]})
        archive = tmp_path / "archive.db"
        night = crawl(sites, archive, now="2024-02-02T05:59:52+08:00", seconds=8)
        server.slowness = 0.0
        assert 0 < len(server.asked) < 40
        assert night["outcome"] == "interrupted"
        begun = len(server.asked)
        morning = crawl(sites, archive, now="2024-02-03T00:30:00+08:00")
        assert len(server.asked) >= begun
    assert morning["sites"]["one"]["state"] == "ok", morning
    assert rows(archive, "SELECT count(DISTINCT url) FROM captures WHERE role = 'report'") == [(40,)]


def test_a_host_has_a_budget_for_the_night_and_it_is_told(tmp_path: Path) -> None:
    with serve(trs_site(20)) as server:
        sites = registry(tmp_path, one={"columns": [server.url + "/nb/"]})
        archive = tmp_path / "archive.db"
        nights = []
        for night in ("2024-02-01", "2024-02-02", "2024-02-03"):
            server.asked.clear()
            result = crawl(sites, archive, now=f"{night}T16:30:00+00:00", overrides={"HOST_REQUESTS": 12})
            nights.append((len(server.asked), result["sites"]["one"]["state"]))
        again = crawl(sites, archive, now="2024-02-03T17:30:00+00:00", overrides={"HOST_REQUESTS": 12})
        assert 0 < again["requests"] <= 12 - nights[-1][0]
    assert [asked for asked, _ in nights[:2]] == [12, 12]
    assert nights[0][1] == "incomplete"
    assert rows(archive, "SELECT count(DISTINCT url) FROM captures WHERE role = 'report'") == [(20,)]
    assert rows(archive, "SELECT requests FROM hosts") == [(nights[-1][0] + again["requests"],)]
    told = rows(archive, "SELECT DISTINCT detail FROM requests WHERE outcome = 'over_budget' AND run_id = 1")
    assert "12 requests" in told[0][0]


def test_bytes_have_a_budget_too(tmp_path: Path) -> None:
    with serve(trs_site(20)) as server:
        sites = registry(tmp_path, one={"columns": [server.url + "/nb/"]})
        crawl(sites, tmp_path / "archive.db", overrides={"HOST_BYTES": 20_000})
        assert 3 < len(server.asked) < 20
    ((size,),) = rows(tmp_path / "archive.db", "SELECT bytes FROM hosts")
    assert 20_000 <= size < 30_000


def test_retry_after_and_the_delay_hold_beyond_a_kill(tmp_path: Path) -> None:
    with serve(trs_site(8)) as server:
        server.pages["/nb/202401/t20240119_2.html"] = Answer("later", 429, {"Retry-After": "6"})
        sites = registry(tmp_path, one={"columns": [server.url + "/nb/"]})
        process = start(sites, tmp_path / "archive.db", delay=0.5)
        asked_for_later = "SELECT 1 FROM hosts WHERE retry_at IS NOT NULL"
        while process.poll() is None and not (
            server.asked and rows(tmp_path / "archive.db", asked_for_later)
        ):
            time.sleep(0.01)
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
        limited = server.asked[-1]
        assert limited.path.endswith("_2.html")
        server.pages["/nb/202401/t20240119_2.html"] = server.pages["/nb/202401/t20240119_3.html"]
        crawl(sites, tmp_path / "archive.db", delay=0.5)
        between = pauses(server.asked)
        after = next(asked for asked in server.asked if asked.at > limited.at)
    assert after.at - limited.at >= 6
    assert min(between) >= 0.49


def test_the_end_of_a_pause_is_not_slept_through(tmp_path: Path) -> None:
    """Scrapy's engine looks for requests by itself every five seconds only: here, never."""
    (tmp_path / "slow_heart.py").write_text(
        "from scrapy.core.engine import ExecutionEngine\n"
        "class Slow:\n"
        "    def __init__(self):\n"
        "        assert ExecutionEngine._SLOT_HEARTBEAT_INTERVAL == 5\n"
        "        ExecutionEngine._SLOT_HEARTBEAT_INTERVAL = 3600\n"
    )
    with serve(trs_site(4)) as server:
        server.pages["/nb/202401/t20240119_2.html"] = Answer("later", 429, {"Retry-After": "1"})
        sites = registry(tmp_path, one={"columns": [server.url + "/nb/"]})
        overrides = {"EXTENSIONS": {"slow_heart.Slow": 1}}
        result = crawl(sites, tmp_path / "archive.db", overrides=overrides, path=[tmp_path], seconds=60)
        again = server.paths().count("/nb/202401/t20240119_2.html")
    assert result["left"] == 0
    assert again > 1


def test_a_host_that_refuses_is_left_alone_for_the_night_even_by_another_run(tmp_path: Path) -> None:
    pages = {
        path: Answer("<html>访问被拒绝</html>", 403) if "t2024" in path else page
        for path, page in trs_site(9).items()
    }
    with serve(pages) as server:
        sites = registry(tmp_path, one={"columns": [server.url + "/nb/"]})
        archive = tmp_path / "archive.db"
        crawl(sites, archive, now="2024-02-01T16:30:00+00:00")
        refused = [path for path in server.paths() if "t2024" in path]
        server.asked.clear()
        crawl(sites, archive, now="2024-02-01T18:30:00+00:00")
        assert server.asked == []
        crawl(sites, archive, now="2024-02-02T16:30:00+00:00")
        assert server.asked
    assert len(refused) == 3
    ((parked,),) = rows(archive, "SELECT parked FROM hosts")
    assert parked.startswith("waf_block")


def test_robots_that_newly_forbid_stop_the_crawl_and_the_archive_stays(tmp_path: Path) -> None:
    with serve(trs_site(3)) as server:
        sites = registry(tmp_path, one={"columns": [server.url + "/nb/"]})
        archive = tmp_path / "archive.db"
        crawl(sites, archive, now="2024-02-01T16:30:00+00:00")
        server.pages["/robots.txt"] = Answer(
            "User-agent: *\nDisallow: /", headers={"Content-Type": "text/plain"}
        )
        server.asked.clear()
        result = crawl(sites, archive, now="2024-02-03T16:30:00+00:00")
    assert [asked.path for asked in server.asked] == ["/robots.txt"]
    assert result["sites"]["one"]["state"] == "robots"
    assert rows(archive, "SELECT count(*) FROM captures WHERE role = 'report'") == [(3,)]
