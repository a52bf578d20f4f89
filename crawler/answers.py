"""From the answer to a request to what it means: an outcome, a kind of page, and what is fetched next."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from scrapy.http import Response

from archive import warc
from crawler import adapters, memory, robots, urls
from crawler.adapters import rows
from crawler.adapters.adapter import Entry
from crawler.adapters.epoint import detail_request
from crawler.adapters.fillers import details
from crawler.adapters.parameters import years_on
from crawler.adapters.service import info_request
from crawler.adapters.trs import inner_pages
from crawler.addresses import MOST_HEADER_BYTES
from crawler.contents import (
    SHELL_TEXT,
    documents,
    is_report,
    lists_something,
    needs_browser,
    parts_of,
)
from crawler.earlier import compared, held_before, listed_before
from crawler.exchanges import exchange_of, pairs
from crawler.found import Found
from crawler.frontier import Task
from crawler.journal import Journal
from crawler.kinds import kind_of
from crawler.onward import below, frames, from_list, task_of
from crawler.outcomes import MAY_READ_IT, TRY_AGAIN, Outcome, is_soft_404, of_response
from crawler.page import Page, is_file
from crawler.registry import Site
from crawler.rendering import Rendering, Renderings, missing
from crawler.titles import Promise, promise

MOST_HOPS = 5
REDIRECTS = (301, 302, 303, 307, 308)
MOST_TRIES = 3
SUBSTITUTES = 3  # addresses with one and the same page from which it is taken for a substitute
CARRIED = ("siteguid", "projectname")


class Reader:
    """Reads the answers of one run."""

    def __init__(self, journal: Journal) -> None:
        self.journal = journal
        self.clock = journal.clock
        self.renderings = Renderings(journal)

    def found(self, task: Task, response: Response) -> Found:
        """What a response means. Never raises for what a site sends."""
        headers = {name.lower(): value for name, value in pairs(response.headers)}
        if sum(len(name) + len(value) for name, value in headers.items()) > MOST_HEADER_BYTES:
            return Found(Outcome.HEADER_FLOOD, f"more than {MOST_HEADER_BYTES} bytes of headers")
        exchange = exchange_of(task, response, self.clock)
        largest = 100 * 1024 * 1024 if task.role == "attachment" else 20 * 1024 * 1024
        try:
            body = warc.decoded(response.body, exchange.headers, largest)
        except warc.BodyTooLargeError as error:
            return Found(Outcome.TOO_LARGE, str(error))
        except warc.BodyTruncatedError as error:
            return self.troubled(task, Found(Outcome.TRUNCATED, str(error)))
        except warc.BodyError as error:
            return Found(Outcome.UNDECODABLE, str(error))
        task.payload = response.body
        found = self.meaning(task, response, headers, exchange, body)
        found.body = body
        if response.status != 304:
            facts = {
                "Run": str(self.journal.run_id),
                "Site": task.site_id,
                "Role": found.role,
                "Title": task.facts.get("title", ""),
                "Body": task.facts.get("agency", ""),
                "Outcome": str(found.outcome),
            }
            found.exchange = replace(exchange, facts=facts)
        return found

    def meaning(  # noqa: PLR0911, PLR0912 - one branch per case
        self, task: Task, response: Response, headers: dict[str, str], exchange: warc.Exchange, body: bytes
    ) -> Found:
        if task.role == "robots":
            return self.troubled(task, self.robots(task, response, headers.get("location", ""), body))
        if response.status == 304:
            return Found(Outcome.NOT_MODIFIED)
        if response.status in REDIRECTS:
            return self.redirect(task, headers.get("location", ""))
        if response.status == 200 and (
            found := self.read_before(task, body, headers.get("content-type", ""))
        ):
            return found
        kind = kind_of(body)
        document = kind not in ("html", "") or (task.role == "attachment" and kind != "html")
        head = "" if document else Page(task.url, body[:65536], headers.get("content-type", "")).text
        refusal = of_response(response.status, headers, head)
        other = task.facts.get("otherwise")
        if other and response.status in (400, 404, 405, 500, 501):
            facts = {**task.facts, **other, "otherwise": None}
            return Found(
                Outcome.OTHERWISE,
                f"status {response.status}",
                follow=[Task(task.site_id, other["url"], task.role, facts)],
            )
        if task.is_guess and response.status in (400, 404, 405, 411, 415, 422, 500, 501):
            return Found(Outcome.GUESSED, f"status {response.status}")
        if refusal is not None:
            detail = f"status {response.status}"
            if refusal is Outcome.RATE_LIMITED and headers.get("retry-after"):
                detail += f", retry after {headers['retry-after']}"
            return self.troubled(task, Found(refusal, detail))
        if response.status != 200:
            return Found(Outcome.CLIENT_ERROR, f"status {response.status}")
        if not body:
            return Found(Outcome.EMPTY, "an empty answer")
        if others := self.substitutes(task, body, kind):
            found = Found(Outcome.SUBSTITUTED, "the same page under several addresses")
            found.withdraw = [url for url in others if url != task.url]
            return self.troubled(task, found)
        if "rendering" in task.facts:
            return self.asked_for(task)
        if document:
            return self.document(task, body, kind)
        return self.page(task, body, headers.get("content-type", ""))

    def read_before(self, task: Task, body: bytes, content_type: str) -> Found | None:
        """What a list page led to when its very bytes were read before; None if it must be read."""
        if task.role not in ("list", "data"):
            return None
        packed = self.journal.lists.remembered(task)
        found = packed and memory.unpack(packed, self.key(task, content_type), task)
        if not found:
            return None
        self.substitutes(task, body, kind_of(body))  # counted all the same
        if found.entries and self.journal.lists.seen_in_chain(task, found.content_hash):
            return None
        return found

    def key(self, task: Task, content_type: str) -> str:
        site = self.journal.sites[task.site_id]
        return memory.key(task, site, content_type, warc.payload_digest(task.payload))

    def troubled(self, task: Task, found: Found) -> Found:
        """The same, with another try tonight where that may help."""
        found.again = found.outcome in TRY_AGAIN | {Outcome.SUBSTITUTED} and tried_again(task, found.outcome)
        return found

    def robots(self, task: Task, response: Response, location: str, body: bytes) -> Found:
        if response.status in REDIRECTS:
            found = self.redirect(task, location)
            found.role = "robots"
            if found.outcome is Outcome.REDIRECTED_HOME:  # there is none, and everything missing leads home
                found.detail = "robots.txt leads to the home page"
            return found
        rules = robots.read(response.status, body)
        if rules.verdict is robots.Verdict.NOT_RULES:
            return Found(Outcome.WRONG_TYPE, rules.reason, role="robots")
        outcome = of_response(response.status, {}, "") or Outcome.NEW
        return Found(outcome if response.status != 200 else Outcome.NEW, rules.reason, role="robots")

    def redirect(self, task: Task, location: str) -> Found:
        target = urls.join(task.url, location)
        site = self.journal.sites[task.site_id]
        if not target:
            elsewhere = Outcome.REDIRECTED_OFFSITE if location.strip() else Outcome.CLIENT_ERROR
            return Found(elsewhere, f"redirect to {location[:200]!r}, which is no address of the web")
        if urls.host_of(target) not in site.hosts:
            return Found(Outcome.REDIRECTED_OFFSITE, target)
        hops = [*task.facts.get("hops", ()), task.url]
        if target in hops or len(hops) > MOST_HOPS:
            return Found(Outcome.REDIRECT_LIMIT, " → ".join([*hops, target])[:500])
        if is_home(target) and not is_home(task.url) and not is_column(site, target):
            return Found(Outcome.REDIRECTED_HOME, target)
        follow = Task(task.site_id, target, task.role, {**task.facts, "hops": hops})
        return Found(Outcome.REDIRECTED, target, follow=[follow])

    def substitutes(self, task: Task, body: bytes, kind: str) -> list[str]:
        """The addresses that a server answered with this one page, as some do under load; empty if few.

        Counted by path: an empty answer to one question may well be that to another. A report under
        several addresses is none.
        """
        if len(body) < 512 or kind != "html" or task.role == "attachment":
            return []
        host = self.journal.bodies.setdefault(urls.host_of(task.url), {})
        addresses = host.setdefault(hashlib.sha256(body).hexdigest()[:16], {})
        listed = any(role == "list" for role, _ in addresses.values())
        if len(addresses) < 2 * SUBSTITUTES:
            addresses.setdefault(urlsplit(task.url).path, (task.role, task.url))
        if not task.facts.get("entry") or (
            len(addresses) < SUBSTITUTES and not (listed and len(addresses) > 1)
        ):
            return []
        found = [url for role, url in addresses.values() if role != "list"]
        return [] if is_report(Page(task.url, body)) else found

    def document(self, task: Task, body: bytes, kind: str) -> Found:
        """A file: a report of its own, or attached to one."""
        if task.role in ("list", "data") and kind == "":
            return self.page(task, body, "")
        known, same = held_before(self.journal, task)
        return Found(
            Outcome.SAME if same else Outcome.CHANGED if known else Outcome.NEW, kind, role="attachment"
        )

    def page(  # noqa: PLR0911, PLR0912 - one branch per case
        self, task: Task, body: bytes, content_type: str
    ) -> Found:
        """A page: a shell, a list, a report, or neither."""
        site = self.journal.sites[task.site_id]
        context = {
            "root": task.facts.get("root", task.url),
            "title": task.facts.get("title", ""),
            "entry": bool(task.facts.get("entry")),
            **task.facts.get("context", {}),
        }
        page = Page(task.url, body, content_type, context, site.options)
        if task.role == "data":
            return self.list_page(task, site, page, None)
        if task.role == "attachment" and not is_report(page):
            if is_soft_404(page.head_title, page.words):
                return Found(Outcome.SOFT_404, page.head_title)
            if not page.sends_to:
                return Found(Outcome.WRONG_TYPE, "a page where a document was promised")
        report = is_report(page)
        if not report and page.sends_to:
            return self.shell(task, site, page)
        if not report and self.is_to_be_run(task, site, page):
            if wanting := missing():
                return Found(Outcome.NEEDS_JS, wanting, role="list")
            self.renderings.begin(task, body, content_type)
            return Found(compared(self.journal, task, page), role="list")
        empty = self.is_empty_column(task, page)
        if (
            not report
            and not empty
            and is_soft_404(page.head_title, page.words)
            and not lists_something(page, site)
        ):
            return Found(Outcome.SOFT_404, page.head_title or page.words[:80])
        if task.role == "part":
            return self.article(task, page)
        if report:
            return self.report_page(task, site, page)
        if context.get("detail"):
            return self.detail(task, page)
        if task.role != "list" and (detail_request(page) or info_request(page)):
            return self.article(task, page)
        listed = task.role == "list" or lists_something(page, site)
        if not listed and not empty:
            return self.article(task, page)
        titles = (str(task.facts.get("title", "")), page.title)
        promised = task.role != "list" and any(promise(title) is Promise.REPORT for title in titles)
        if promised and documents(page, report=False):
            # A report as a file with others listed beside it, or a list of files: both are right.
            return self.list_page(task, site, page, self.article(task, page))
        return self.list_page(task, site, page, None)

    def report_page(self, task: Task, site: Site, page: Page) -> Found:
        """A report; a column may show its only one in place, beside a choice of years or bodies."""
        found = self.article(task, page)
        if task.role == "list" or len(years_on(page)) > 1:
            return self.list_page(task, site, page, found)
        return found

    def is_empty_column(self, task: Task, page: Page) -> bool:
        """Whether a page is a column in which nothing stands yet, as that of a new year in January.

        Such a page is a list and so looked at every night; the empty columns of old years are not.
        """
        title = str(task.facts.get("title", ""))
        year = re.search(r"(?:19|20)\d\d", title)
        return (
            task.role == "page"
            and not task.facts.get("entry")
            and promise(title) is Promise.COLUMN
            and (year is None or int(year.group()) >= self.clock.today().year - 1)
            and page.meta("ArticleTitle") == ""
            and len(page.words) < 5 * SHELL_TEXT
            and not is_report(page)
            and not page.sends_to
            and not documents(page, report=False)
        )

    def detail(self, task: Task, page: Page) -> Found:
        """An article as JSON: its documents are wanted too."""
        value = rows.value_of(page)
        if value is None:
            return self.article(task, page)
        found = Found(compared(self.journal, task, page), role="report")
        origin = page.context.get("origin", task.url)
        texts = [
            text
            for inner in rows.walk(value)
            for text in (inner.values() if isinstance(inner, dict) else inner)
            if isinstance(text, str)
        ]
        for url in dict.fromkeys(
            urls.join(origin, text) for text in texts if len(text) < 500 and is_file(text)
        ):
            if url:
                title = str(task.facts.get("title", ""))
                found.attachments.append(Entry(url, title))
                found.follow.append(below(task, url, "attachment", title))
        return found

    def shell(self, task: Task, site: Site, page: Page) -> Found:
        """A page that only sends its reader on."""
        found = self.redirect(task, page.sends_to)
        found.detail = f"sends its reader to {found.detail}"
        return found

    # Pages in the browser

    def is_to_be_run(self, task: Task, site: Site, page: Page) -> bool:
        """Whether a page is to be run: a list, or a way to one, of a site that needs a browser."""
        facts = task.facts
        return (
            site.adapter == "browser"
            and task.role in ("list", "page")
            and not (facts.get("entry") or facts.get("recheck") or page.context.get("detail"))
        )

    def asked_for(self, task: Task) -> Found:
        """What a page in the browser asked for: kept as it is."""
        known, same = held_before(self.journal, task)
        return Found(Outcome.SAME if same else Outcome.CHANGED if known else Outcome.NEW, role="data")

    def rendered(self, rendering: Rendering, result: dict[str, Any]) -> Found:
        """What a page is that has been run: a list, by what it shows; NEEDS_JS if it shows none."""
        task = rendering.task
        site = self.journal.sites[task.site_id]
        first, *further = result["shown"]
        context = {
            "root": task.facts.get("root", task.url),
            "title": task.facts.get("title", ""),
            "further": further,
        }
        page = Page(
            task.url, first.encode("utf-8", "replace"), "text/html; charset=utf-8", context, site.options
        )
        found = self.list_page(task, site, page, None)
        found.memory = b""
        troubles = [f"{url}: {why}" for url, why in rendering.left.items()]
        if result["more"] or rendering.waiting:
            troubles.append("more pages than are asked for")
        found.detail = "; ".join(filter(None, [found.detail, *troubles]))
        if not found.entries and not found.follow and (rendering.left or task.role == "list"):
            found.outcome = Outcome.NEEDS_JS
            found.detail = "; ".join(["in the browser, too, it shows no list", *troubles])
        return found

    # Articles

    def article(self, task: Task, page: Page) -> Found:
        """A report, or what a list takes for one: its documents and further pages are wanted too."""
        site = self.journal.sites[task.site_id]
        report = is_report(page)
        found = Found(compared(self.journal, task, page), role="report")
        shell = detail_request(page) or info_request(page)
        if not report and not page.embedded and not shell and needs_browser(page):
            return Found(Outcome.NEEDS_JS, "the page is built in the browser")
        title = str(task.facts.get("title", ""))
        first = str(task.facts.get("first", task.url))
        for url in inner_pages(page) or parts_of(page, first):
            part = below(task, url, "part", title)
            part.facts |= {key: task.facts[key] for key in ("parent",) if key in task.facts} | {
                "first": first
            }
            found.follow.append(part)
        if task.role == "part":
            return found
        for entry in documents(page, report):
            if urls.host_of(entry.url) not in site.hosts:
                found.detail = f"a document elsewhere, not fetched: {entry.url}"[:300]
                continue
            found.attachments.append(entry)
            found.follow.append(below(task, entry.url, "attachment", entry.title))
        if not report and len(page.words) < 5 * SHELL_TEXT and not found.attachments:
            found.follow += frames(task, site, page)
            asked = [shell] if shell else list(details(page)) if task.facts.get("entry") else []
            found.follow += [task_of(task, follow, title=title) for follow in asked]
        return found

    # Lists

    def list_page(self, task: Task, site: Site, page: Page, inline: Found | None) -> Found:
        """A list: its entries, its other pages, the lists below it."""
        adapter, reason = adapters.choose(page, site.adapter)
        every = adapter.entries(page)
        entries = [entry for entry in every if urls.host_of(entry.url) in site.hosts]
        fingerprint = hashlib.sha256(
            "\n".join(f"{e.url} {e.title} {e.date}" for e in entries).encode()
        ).hexdigest()
        found = inline or Found(
            listed_before(self.journal, task, fingerprint),
            role="data" if task.role == "data" else "list",
            content_hash=fingerprint,
        )
        found.entries = entries
        found.elsewhere = [
            entry.url
            for entry in every
            if entry.promise is Promise.REPORT and urls.host_of(entry.url) not in site.hosts
        ]
        found.carry = {key: page.context[key] for key in CARRIED if key in page.context}
        chain = task.facts.get("chain") or task.url
        repeated = bool(entries) and self.journal.lists.seen_in_chain(task, fingerprint)
        if inline is None or task.role == "list":
            found.reading = {
                "adapter": adapter.name,
                "reason": reason,
                "items": 0 if repeated else len(every),
                "total": adapter.total(page),
                "pages": None if page.context.get("adapter") else adapter.pages(page),
                "fingerprint": fingerprint if entries else "",
            }
        if repeated:
            found.detail = "repeats another page of this list"
            return found
        found.follow += from_list(task, site, page, adapter, entries, chain)
        if inline is None and all(entry.promise is Promise.OTHER for entry in entries):
            found.follow += frames(task, site, page)
            if not entries and not found.follow and needs_browser(page):
                found.outcome = Outcome.NEEDS_JS
                found.detail = f"the page is built in the browser; {MAY_READ_IT}"
            elif not entries and site.adapter == "auto" and page.script and len(page.words) < SHELL_TEXT:
                found.detail = f"it lists nothing as served, and has scripts: {MAY_READ_IT}"
        if inline is None and not found.detail and task.role in ("list", "data"):
            found.memory = memory.pack(self.key(task, page.content_type), found)
        return found


def tried_again(task: Task, outcome: Outcome) -> bool:
    """Whether a request that ended so may be sent once more tonight.

    What took its whole time once, dripping or silent, is tried once more only; so is robots.txt, for
    everything of its host waits.
    """
    return task.tries + 1 < (2 if task.role == "robots" or outcome is Outcome.TIMEOUT else MOST_TRIES)


def is_home(url: str) -> bool:
    """Whether an address is that of a site's first page."""
    parts = urlsplit(url)
    return not parts.query and re.fullmatch(r"/?(?:(?:index|default)\.\w+)?", parts.path) is not None


def is_column(site: Site, url: str) -> bool:
    return urls.canonical(url) in {urls.canonical(column) for column in site.columns}
