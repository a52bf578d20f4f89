"""What an adapter is: it recognises a publishing system, reads a list page, says where the next page is.

Politeness, captures, outcomes and what counts as a report title lie outside, so an adapter is short.
The base class reads any list by what it is: a run of links whose titles look like reports or that
have dates beside them, ways to other lists, and a way to the next page.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from crawler import urls
from crawler.page import COMPACT_DATE, Link, Page, find_date, is_file
from crawler.titles import Promise, is_body, is_next, promise

# Words in a path that tell of annual reports; many columns have none, so they help and never decide.
TELLING = re.compile(
    r"gknb|nianbao|ndbg|ndgzbg|gzndbg|niandu|annualreport|(?:^|[/_-])n[bd](?:[/_-]|\d|$)|20\d\dn?b?(?:/|$)|nb(?:/|$)",
    re.IGNORECASE,
)
ARTICLE_ADDRESSES = re.compile(
    r"/t(?:19|20)\d{6}_\d+\.s?html?$|/t\d{6,9}\.s?html$|/t\d{4}_\d+\.html$|"
    r"/art/\d{4}/\d{1,2}/\d{1,2}/art_\d+_\d+\.html$|/art/\d{4}/art_[0-9a-f]{32}\.html$|"
    r"/20\d{4}/[0-9a-f]{32}\.shtml$|/20\d\d/\d{1,2}/\d{1,2}/[0-9a-f]{32}\.shtml$|/c01_\d+\.shtml$|"
    r"/content/m?post_\d+\.html$|/content/\d+/\d+/m?post_\d+\.html$|/info/\d+/\d+\.htm$|/public/content/\d+|"
    r"/(?:\d{15}|\d{19})\.html$|/columns/[0-9a-f-]{36}/20\d{4}/\d\d/[0-9a-f-]{36}\.html$|/content_\d+(?:\.s?html?)?$",
    re.IGNORECASE,
)
NUMBERS = re.compile(r"\d+")
STATED_TOTAL = re.compile(
    r"(?:共|总共|总计|合计)\s*(?:有|：|:)?\s*<?[^<>\d]{0,12}>?\s*(\d{1,6})\s*(?:</[^>]+>)?\s*(?:条|个记录)|"
    r"data-(?:total|count|totalcount|total-count)=['\"](\d{1,6})['\"]"
)
MOST_PAGES = 500  # of one list
MOST_SUBLISTS = 400  # of one page


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a list: an address with its printed title and date, and what the title promises."""

    url: str
    title: str
    date: str = ""
    promise: Promise = Promise.UNCLEAR


@dataclass(frozen=True, slots=True)
class Follow:
    """Another request that a list needs: its next page, the data it is filled from, or a list below it."""

    url: str
    role: str = "list"  # list, data; or page, when it may be a list or a report
    title: str = ""
    method: str = "GET"
    body: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    context: Mapping[str, Any] = field(default_factory=dict)  # handed back with the page it brings
    otherwise: Follow | None = None  # asked instead, if the server does not take this request
    below: bool = False  # a list of its own, not another page of this one
    probe: bool = False  # it may well not exist, and nothing is missed if it does not


class Adapter:
    """Reads any list; a publishing system overrides what it does its own way."""

    name = "generic"

    def recognises(self, page: Page) -> str:
        """Why this page is of this system; "" if it is not."""
        return ""

    def entries(self, page: Page) -> list[Entry]:
        """The entries of one list page in printed order; an empty list is an alarm, raised by the caller."""
        return read_entries(page, page.links)

    def next_pages(self, page: Page) -> Iterable[Follow]:
        """Requests for other pages of the same list."""
        return pager_links(page)

    def sublists(self, page: Page, entries: list[Entry]) -> Iterable[Follow]:
        """Requests for lists below this page."""
        return ways_down(page, {entry.url for entry in entries})

    def total(self, page: Page) -> int | None:
        """How many entries the list has by its own count; None if it does not say."""
        found = STATED_TOTAL.search(page.text)
        return int(found.group(1) or found.group(2)) if found else None


def entry(link: Link, title: str = "", date: str = "") -> Entry:
    title = title or link.title
    return Entry(link.url, title[:400], date or link.date, promise(title))


def read_entries(page: Page, links: list[Link]) -> list[Entry]:
    """The lines of the lists on a page: links of groups that hold reports or mostly have dates beside them.

    Links of unclear title are entries only in such a group; outside, only clear report titles are.
    """
    here = urls.canonical(page.url)
    groups: dict[str, list[Link]] = {}
    for link in links:
        if link.title and urls.canonical(link.url) != here:
            groups.setdefault(link.group, []).append(link)
    chosen: set[str] = set()
    for name, members in groups.items():
        promises = Counter(promise(link.title) for link in members)
        dated = sum(bool(link.date) for link in members)
        if promises[Promise.REPORT] or (dated >= 1 and dated >= 0.6 * len(members)):
            chosen.add(name)
    found: dict[str, Entry] = {}
    for link in links:
        promised = promise(link.title) if link.title else Promise.OTHER
        key = urls.canonical(link.url)
        if key == here or (link.group not in chosen and promised is not Promise.REPORT):
            continue
        if not link.title or is_next(link.title) or link.title.isdigit():
            continue
        if (
            promised in (Promise.UNCLEAR, Promise.COLUMN)
            and not link.date
            and not looks_like_article(link.url)
        ):
            continue  # a way down or a menu, unless it is dated or leads to an article
        old = found.get(key)
        if old is None or (old.promise is not Promise.REPORT and promised is Promise.REPORT):
            found[key] = Entry(link.url, link.title[:400], link.date or date_in(link.url), promised)
    return list(found.values())


def looks_like_article(url: str) -> bool:
    """Whether an address has the shape of an article or a document in one of the known systems."""
    path = urlsplit(url).path
    return ARTICLE_ADDRESSES.search(path) is not None or is_file(url)


def date_in(url: str) -> str:
    """The day an address names, ISO; "" if none, or one that cannot be (1970 is a default, no date)."""
    path = urlsplit(url).path
    if found := re.search(r"/(20\d\d)[/-](\d{1,2})[/-](\d{1,2})/", path):
        return find_date("-".join(found.groups()))
    found = COMPACT_DATE.search(path)
    return "-".join(found.groups()) if found and found.group(1) >= "2000" else ""


def shape_of(url: str) -> str:
    """The form of an address, numbers left open: two lists of one system mostly share it.

    >>> shape_of("http://a.gov.cn/ssx/c106127/list.shtml?x=1") == shape_of("http://a.gov.cn/ssx/c99/list.shtml?x=23")
    True
    """
    parts = urlsplit(url)
    names = "&".join(sorted({name for name, _ in parse_qsl(parts.query)}))
    path = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{24,40}", "#", parts.path)
    return NUMBERS.sub("#", path) + "?" + names


def ways_down(page: Page, entries: set[str]) -> Iterator[Follow]:
    """Links to lists below: columns by year, by kind of body, or one per body.

    A link counts if its text names such a column, or a body within a run of bodies, and its address
    lies below this one, has the same form, or tells of annual reports.
    """
    here, folder = urls.canonical(page.url), urls.folder_of(page.url)
    root = page.context.get("root", page.url)
    root_folder = urls.folder_of(root)
    shape = shape_of(page.url)
    groups: dict[str, list[Link]] = {}
    for link in page.links:
        groups.setdefault(link.group, []).append(link)
    seen: set[str] = set()
    for members in groups.values():
        bodies = sum(is_body(link.title) for link in members)
        run_of_bodies = bodies >= 3 and bodies >= 0.6 * len(members)
        for link in members:
            key = urls.canonical(link.url)
            if key in seen or key == here or link.url in entries or not link.title or is_next(link.title):
                continue
            promised = promise(link.title)
            target = urls.folder_of(link.url)
            below = target.startswith(folder) and target != folder
            kin = below or (target.startswith(root_folder) and target != root_folder)
            same_form = shape_of(link.url) == shape
            telling = TELLING.search(urlsplit(link.url).path) is not None
            column = promised is Promise.COLUMN
            named = column or (is_body(link.title) and (run_of_bodies or kin))
            loosely = kin and promised is Promise.UNCLEAR and not looks_like_article(link.url)
            year = column and link.title.strip()[:2] in ("19", "20")
            if (named and (kin or same_form or telling or year)) or loosely:
                seen.add(key)
                yield Follow(link.url, "page", link.title, below=True)
                if len(seen) >= MOST_SUBLISTS:
                    return


def pager_links(page: Page) -> Iterator[Follow]:
    """Links that go on in the same list: "next page", and bare page numbers beside it."""
    here = page.url
    seen: set[str] = set()
    for link in page.links:
        text = link.title or " ".join(
            (link.element.text_content() if link.element is not None else "").split()
        )
        rel = (link.element.get("rel") or "").lower() if link.element is not None else ""
        onward = is_next(text) or rel == "next" or "next" in (link.element.get("class") or "").lower().split()
        numbered = text.isdigit() and 1 < int(text) <= MOST_PAGES and same_list(here, link.url)
        if (onward or numbered) and link.url not in seen and urls.canonical(link.url) != urls.canonical(here):
            seen.add(link.url)
            yield Follow(link.url, "list")


def same_list(one: str, other: str) -> bool:
    """Whether two addresses can be pages of one list: they differ in numbers or parameters only."""
    a, b = urlsplit(one), urlsplit(other)
    if urls.host_of(one) != urls.host_of(other):
        return False
    if a.path == b.path:
        return True
    first = re.sub(r"(?:index|list|default)?[_-]?\d*(?:\.\w+)?$", "", a.path)
    second = re.sub(r"(?:index|list|default)?[_-]?\d*(?:\.\w+)?$", "", b.path)
    return (
        first.rstrip("/") == second.rstrip("/")
        or b.path.startswith(a.path.rpartition(".")[0] + "/")
        or (a.path.rpartition("/")[0] == b.path.rpartition("/")[0])
    )


def with_query(url: str, **values: object) -> str:
    """The address with these parameters set, the others kept in their places.

    >>> with_query("http://a.gov.cn/l?page=1&kw=", page=2)
    'http://a.gov.cn/l?page=2&kw='
    """
    parts = urlsplit(url)
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    left = dict(values)
    out = [(name, str(left.pop(name)) if name in left else value) for name, value in pairs]
    out += [(name, str(value)) for name, value in left.items()]
    return urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode(out), ""))
