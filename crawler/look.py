"""What the columns of sites serve, without an archive: fetched as a crawl fetches, and kept nowhere.

The same spider, scheduler, robots.txt and politeness as at night; what is left out is the reports.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scrapy.http import Response

from crawler import adapters, robots, urls
from crawler.adapters.adapter import Entry
from crawler.answers import Reader
from crawler.contents import is_report
from crawler.found import Found
from crawler.frontier import Task
from crawler.journal import Journal
from crawler.outcomes import FETCHED, Outcome
from crawler.page import Page
from crawler.progress import Progress
from crawler.registry import Site
from crawler.rendering import Rendering
from crawler.run import finished
from crawler.settings import ROBOTSTXT_USER_AGENT
from crawler.spiders.reports import ReportsSpider
from crawler.titles import Promise

MOST_REQUESTS = 120  # of one host, when all lists of a column are looked through
ROBOTS_ONLY = 1  # of one host, so that nothing but its robots.txt is asked


@dataclass(slots=True)
class Look:
    """What was seen of one column of a site.

    `entries` by address, in printed order; `inline` are reports that stand in place of a list; `onward`
    are pages of the list, `below` lists under it, that are known and were not asked for.
    """

    site: Site
    column: str
    state: str = ""  # the outcome of the column's request that failed; "" if it was read
    detail: str = ""
    adapter: str = ""
    reason: str = ""
    site_name: str = ""  # as the page labels itself
    title: str = ""
    way: list[str] = field(default_factory=list)  # addresses the column leads over to its list
    pages: int = 0  # of lists, read
    chains: dict[str, tuple[int, int | None]] = field(default_factory=dict)  # list → entries read, and stated
    entries: dict[str, Entry] = field(default_factory=dict)
    inline: dict[str, str] = field(default_factory=dict)  # address → title
    onward: list[str] = field(default_factory=list)
    below: dict[str, str] = field(default_factory=dict)  # address → title
    elsewhere: Counter[str] = field(default_factory=Counter)  # hosts not of the site → reports there
    cut: bool = False  # more lists than may be asked of one host

    @property
    def total(self) -> int | None:
        """How many entries the lists have by the site's own count; None if it does not say."""
        stated = [total for _, total in self.chains.values() if total is not None]
        return sum(stated) if stated else None

    @property
    def short(self) -> list[tuple[str, int, int]]:
        """(list, entries read, entries by its own count) of lists that were read whole and are too short."""
        return [
            (chain, read, total)
            for chain, (read, total) in self.chains.items()
            if total is not None and read < total
        ]

    @property
    def reports(self) -> list[Entry]:
        """The entries whose titles are those of reports."""
        return [entry for entry in self.entries.values() if entry.promise is Promise.REPORT]

    @property
    def doubtful(self) -> list[Entry]:
        """The entries that are looked at to see what they are."""
        return [
            entry for entry in self.entries.values() if entry.promise in (Promise.UNCLEAR, Promise.COLUMN)
        ]

    @property
    def passed_over(self) -> list[Entry]:
        """The entries that are not fetched: notices, explanations, papers of other kinds."""
        return [entry for entry in self.entries.values() if entry.promise is Promise.OTHER]


@dataclass(frozen=True, slots=True)
class Rules:
    """What the robots.txt of a host says to us."""

    verdict: str  # obey, absent, robots_html, refused; "" if it was not asked
    delay: float = 0.0
    text: str = ""

    def closes(self, url: str) -> bool:
        """Whether an address may not be asked for."""
        if self.verdict == robots.Verdict.REFUSED:
            return True
        return self.verdict == robots.Verdict.OBEY and not robots.read(200, self.text.encode()).allows(
            url, ROBOTSTXT_USER_AGENT
        )


@dataclass(frozen=True, slots=True)
class Seen:
    """All that came of looking."""

    looks: list[Look]
    rules: dict[str, Rules]  # by host
    requests: int


class LookingReader(Reader):
    """Reads answers as ever, notes what lists hold, and lets nothing be fetched that is not a list."""

    def __init__(self, journal: Journal, looks: dict[tuple[str, str], Look], whole: bool) -> None:
        super().__init__(journal)
        self.looks = looks
        self.whole = whole

    def found(self, task: Task, response: Response) -> Found:
        return self.without_reports(task, super().found(task, response))

    def rendered(self, rendering: Rendering, result: dict[str, Any]) -> Found:
        return self.without_reports(rendering.task, super().rendered(rendering, result))

    def without_reports(self, task: Task, found: Found) -> Found:
        """The same, leading to lists only."""
        look = self.look_of(task)
        if task.role == "robots" or look is None:
            return found
        if found.outcome is Outcome.REDIRECTED:
            look.way.append(task.url)
        found.attachments = []
        listed, found.entries = bool(found.entries) or found.role == "report", []
        found.follow = [follow for follow in found.follow if self.wanted(look, follow, listed)]
        return found

    def look_of(self, task: Task) -> Look | None:
        return self.looks.get((task.site_id, task.facts.get("root", task.url)))

    def wanted(self, look: Look, follow: Task, listed: bool) -> bool:
        if follow.role in ("attachment", "part") or follow.facts.get("context", {}).get("detail"):
            return False
        if self.whole:
            return True
        if follow.role == "page":
            if not follow.facts.get("hops"):
                look.below.setdefault(follow.url, str(follow.facts.get("title", "")))
                return False
        elif listed:
            look.onward.append(follow.url)
            return False
        return True

    def article(self, task: Task, page: Page) -> Found:
        found = super().article(task, page)
        look = self.look_of(task)
        if look is not None and is_report(page):
            look.inline[task.url] = page.title
        return found

    def list_page(self, task: Task, site: Site, page: Page, inline: Found | None) -> Found:
        found = super().list_page(task, site, page, inline)
        look = self.look_of(task)
        if look is None:
            return found
        adapter, reason = adapters.choose(page, site.adapter)
        if not look.adapter or (look.adapter == "generic" and task.role != "data"):
            look.adapter, look.reason = adapter.name, reason
        look.site_name = look.site_name or page.meta("SiteName")
        look.title = look.title or page.head_title
        look.pages += 1
        if found.reading:
            chain = str(task.facts.get("chain") or task.url)
            read, total = look.chains.get(chain, (0, None))
            stated = max(filter(None, (total, found.reading["total"])), default=None)
            look.chains[chain] = (read + found.reading["items"], stated)
        for entry in found.entries:
            look.entries.setdefault(urls.canonical(entry.url), entry)
        for entry in adapter.entries(page):
            host = urls.host_of(entry.url)
            if host not in site.hosts and entry.promise is Promise.REPORT:
                look.elsewhere[host] += 1
        return found


class LookingSpider(ReportsSpider):
    """Looks at the columns of a registry; `whole`: through all their lists."""

    name = "look"

    def __init__(self, *args: Any, whole: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.looks = {
            (site.id, column): Look(site, column)
            for site in self.journal.sites.values()
            for column in site.columns
        }
        self.reader = LookingReader(self.journal, self.looks, whole)


def look(
    sites: list[Site],
    *,
    whole: bool = False,
    allow_private: bool = False,
    delay: float | None = None,
    progress: Callable[[Progress], None] | None = None,
    only_robots: bool = False,
) -> Seen:
    """Look at the columns of these sites; nothing is archived. Once per process, as with a crawl.

    Args:
        whole: through all pages of the lists, and the lists below them; else at the column only.
        only_robots: ask for nothing but robots.txt.
    """
    most = ROBOTS_ONLY if only_robots else MOST_REQUESTS
    with tempfile.TemporaryDirectory(prefix="nianbao-look-") as folder:
        spider = finished(
            LookingSpider,
            {"HOST_REQUESTS": most},
            delay,
            sites=sites,
            archive=Path(folder) / "archive.db",
            allow_private=allow_private,
            command="look",
            progress=progress,
            whole=whole,
        )
        journal = spider.journal
        rules = {
            host: Rules(verdict, delay or 0.0, text)
            for host, verdict, delay, text in journal.db.execute(
                "SELECT host, robots_verdict, crawl_delay, robots FROM hosts"
            )
        }
        looks = list(spider.looks.values())
        for each in looks:
            tell_end(journal, each)
        requests = journal.counts["requests"]
        journal.close()
    return Seen(looks, rules, requests)


def tell_end(journal: Journal, look: Look) -> None:
    """How the requests of a column ended: what failed, and whether lists were left out."""
    ends = journal.db.execute(
        "SELECT url, outcome, detail FROM requests WHERE site_id = ? AND role <> 'robots' ORDER BY id",
        (look.site.id,),
    ).fetchall()
    look.cut = look.pages > 0 and any(outcome == Outcome.OVER_BUDGET for _, outcome, _ in ends)
    if look.pages or look.inline:
        return
    here = [(outcome, detail) for url, outcome, detail in ends if url == look.column or url in look.way]
    last = [(o, d) for _, o, d in ends if o not in FETCHED and o != Outcome.REDIRECTED]
    look.state, look.detail = (last or here or [("not_asked", "")])[-1]
