"""Politeness judged from the servers' own logs: what any of them could complain of."""

from __future__ import annotations

import threading
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from protego import Protego

from tests.crawler.crawls import crawl, registry
from tests.crawler.servers import Answer, Asked, Page, Server, serve
from tests.crawler.test_crawl import trs_site

DELAY = 0.6
MOST_REFUSALS = 3
# A server on a busy machine sees a request later than it was sent, one time more than another.
SLACK = 0.2


@dataclass
class Watched:
    """One server with what its owner may expect."""

    robots: str = ""
    delay: float = DELAY
    retry_after: float = 0.0
    refuses: bool = False
    server: Server | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)
    active: int = 0
    most: int = 0
    limited: list[float] = field(default_factory=list)

    def pages(self) -> dict[str, Page]:
        """A list and nine reports, the fourth of which asks once for a pause, and all of which may refuse."""
        found: dict[str, Page] = {path: self.watched(path, page) for path, page in trs_site(9).items()}
        if self.robots:
            found["/robots.txt"] = Answer(self.robots, headers={"Content-Type": "text/plain"})
        return found

    def watched(self, path: str, page: Page) -> Page:
        def answer(asked: Asked) -> Answer | str | bytes:
            with self.lock:
                self.active += 1
                self.most = max(self.most, self.active)
            time.sleep(0.1)
            with self.lock:
                self.active -= 1
            if self.refuses and "t2024" in path:
                return Answer("<html>访问被拒绝</html>", 403)
            if self.retry_after and path.endswith("_4.html") and not self.limited:
                self.limited.append(time.monotonic())
                return Answer("later", 429, {"Retry-After": f"{self.retry_after:.0f}"})
            assert isinstance(page, str)
            return page

        return answer

    def complaints(self) -> list[str]:
        """What this server could complain of."""
        assert self.server is not None
        asked = self.server.asked
        found = []
        if self.most > 1:
            found.append(f"{self.most} requests at once")
        for before, after in pairwise(asked):
            if after.at - before.at < self.delay - SLACK:
                found.append(f"{after.path} {after.at - before.at:.2f} s after {before.path}")
        if any(
            moment < each.at < moment + self.retry_after - SLACK for moment in self.limited for each in asked
        ):
            found.append("asked before the time that Retry-After named")
        rules = Protego.parse(self.robots)
        for number, each in enumerate(asked):
            if each.path != "/robots.txt" and number == 0:
                found.append("asked before robots.txt")
            if not rules.can_fetch(each.path, "nianbao"):
                found.append(f"{each.path} is closed by robots.txt")
            if "nianbao" not in each.headers.get("User-Agent", ""):
                found.append("a User-Agent that does not say who asks")
        if self.refuses and (more := sum("t2024" in each.path for each in asked) - MOST_REFUSALS) > 0:
            found.append(f"{more} requests after {MOST_REFUSALS} refusals")
        return found


def audited(folder: Path, delay: float) -> dict[str, list[str]]:
    """The complaints of each server about one crawl; also asserts that each was asked for what it has."""
    watched = {
        "plain": Watched(),
        "closed": Watched(
            "User-agent: *\nDisallow: /nb/202401/t20240119_5\nDisallow: /nb/202401/t20240119_7\n"
        ),
        "slow": Watched("User-agent: *\nCrawl-delay: 1\nDisallow: /admin/\n", delay=1.0),
        "limited": Watched(retry_after=3),
        "refusing": Watched(refuses=True),
    }
    asked = {"plain": 9, "closed": 7, "slow": 9, "limited": 10, "refusing": MOST_REFUSALS}
    with ExitStack() as stack:
        for each in watched.values():
            each.server = stack.enter_context(serve(each.pages()))
        columns = {
            name: {"columns": [f"{each.server.url}/nb/"]} for name, each in watched.items() if each.server
        }
        crawl(registry(folder, **columns), folder / "archive.db", delay=delay)
        for name, each in watched.items():
            assert each.server is not None
            assert sum("t2024" in path for path in each.server.paths()) == asked[name], name
        return {name: each.complaints() for name, each in watched.items()}


def test_no_server_has_anything_to_complain_of(tmp_path: Path) -> None:
    assert audited(tmp_path, DELAY) == {
        name: [] for name in ("plain", "closed", "slow", "limited", "refusing")
    }


def test_the_audit_sees_a_crawl_without_pauses(tmp_path: Path) -> None:
    found = audited(tmp_path, 0)
    assert len(found["plain"]) > 5 and not found["slow"]
