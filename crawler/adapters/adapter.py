"""What an adapter is: it recognises a publishing system, reads a list page, says where the next page is.

Politeness, captures, outcomes and what counts as a report title lie outside, so an adapter is short.
The base class reads any list by what it is: a run of links whose titles look like reports or that
have dates beside them, ways to other lists, and a way to the next page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from crawler import urls
from crawler.adapters.fillers import fillers
from crawler.adapters.follow import Follow
from crawler.adapters.paging import other_pages, pages_of
from crawler.linktexts import COMPACT_DATE, day_beside, find_date, words_of
from crawler.page import Link, Page, is_file
from crawler.titles import WORDS, Promise, is_body, is_pager, promise

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
    r"data-(?:total|count|totalcount|total-count)=['\"](\d{1,6})['\"]|"
    r"(?:总记录数?|记录总数|总条数|信息总数|数据总数)(?:为|：|:|\s|<[^<>]{0,60}>){0,4}(\d{1,6})|"
    r"\b(?:totalRecords?|totalCount|recordCount|totalRow|totalNum)['\"]?\s*[:=]\s*['\"]?(\d{1,6})\b"
)
ABOUT = re.compile(r"年报|年度报告|年度工作报告")
OF_BODY_AND_YEAR = re.compile(rf"^[^\d]{{1,24}}{WORDS['bodies']}\s*(?:19|20)\d\d\s*年?度?$")
MOST_SUBLISTS = 400  # of one page


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a list: an address with its printed title and date, and what the title promises."""

    url: str
    title: str
    date: str = ""
    promise: Promise = Promise.UNCLEAR


class Adapter:
    """Reads any list; a publishing system overrides what it does its own way."""

    name = "generic"

    def recognises(self, page: Page) -> str:
        """Why this page is of this system; "" if it is not."""
        return ""

    def entries(self, page: Page) -> list[Entry]:
        """The entries of one list page in printed order; an empty list is an alarm, raised by the caller."""
        return read_entries(page, page.links)

    def next_pages(self, page: Page) -> Iterator[Follow]:
        """Requests for other pages of the same list, and for what fills one that is empty as served."""
        yield from other_pages(page)
        if unfilled(page):
            yield from fillers(page)

    def pages(self, page: Page) -> int | None:
        """How many pages the list has by its own words, each of them one request; None if it does not say."""
        return pages_of(page)

    def sublists(self, page: Page, entries: list[Entry]) -> Iterable[Follow]:
        """Requests for lists below this page."""
        reports = any(entry.promise is Promise.REPORT for entry in entries)
        return ways_down(page, {entry.url for entry in entries}, reports=reports)

    def total(self, page: Page) -> int | None:
        """How many entries the list has by its own count; None if it does not say."""
        found = STATED_TOTAL.search(page.text.replace("&nbsp;", " "))
        return int(next(filter(None, found.groups()))) if found else None


def unfilled(page: Page) -> bool:
    """Whether a page is about reports, names none, and may be filled by its scripts."""
    cached = page.context.get("_unfilled")
    if cached is None:
        cached = (
            not page.context.get("entry")
            and "<script" in page.text.lower()
            and about_reports(page)
            and not any(promise(link.title) is Promise.REPORT for link in page.links)
        )
        page.context["_unfilled"] = cached
    return bool(cached)


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
        if link.title and urls.canonical(link.url) != here and not is_pager(link.title):
            groups.setdefault(link.group, []).append(link)
    of_reports = {
        name for name, members in groups.items() if any(promise(m.title) is Promise.REPORT for m in members)
    }
    if about_reports(page):  # in a table of bodies and years, links name both and nothing else
        of_reports |= {
            name
            for name, members in groups.items()
            if sum(OF_BODY_AND_YEAR.search(m.title) is not None for m in members) >= 0.6 * len(members)
        }
    dated = {name for name, members in groups.items() if name not in of_reports and mostly_dated(members)}
    found: dict[str, Entry] = {}
    for link in links:
        if not link.title or is_pager(link.title):
            continue
        promised = promise(link.title)
        key = urls.canonical(link.url)
        if key == here or (link.group not in of_reports | dated and promised is not Promise.REPORT):
            continue
        # A way down or a menu, unless it is dated, leads to an article, or stands between reports.
        own = link.date or looks_like_article(link.url)
        if promised is Promise.COLUMN and not own:
            continue
        if promised is Promise.UNCLEAR and not (own or link.group in of_reports or link.group in dated):
            continue
        old = found.get(key)
        if old is None or (old.promise is not Promise.REPORT and promised is Promise.REPORT):
            found[key] = Entry(link.url, link.title[:400], link.date or date_in(link.url), promised)
    return list(found.values())


def mostly_dated(members: list[Link]) -> bool:
    """Whether most links of a group have a day beside them, with or without its year."""
    dated = sum(bool(link.date) for link in members)
    if dated < 0.6 * len(members):
        dated = sum(
            bool(link.date) or (link.element is not None and day_beside(link.element)) for link in members
        )
    return dated >= 1 and dated >= 0.6 * len(members)


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


def about_reports(page: Page) -> bool:
    """Whether a page says that it is about annual reports: by title, labels, headings, or as the column."""
    if urls.canonical(page.context.get("root", "")) == urls.canonical(page.url):
        return True
    told = [page.head_title, page.meta("ColumnName"), page.meta("ColumnType"), page.context.get("title", "")]
    told += [words_of(heading) for heading in page.root.iter("h1", "h2", "h3", "h4")]
    return any(ABOUT.search(text) for text in told)


def ways_down(page: Page, entries: set[str], *, reports: bool = False) -> Iterator[Follow]:
    """Links to lists below: columns by year, by kind of body, or one per body.

    A link counts if its text names such a column, or a body within a run of bodies, and its address
    lies below this one, has the same form, or tells of annual reports. On a page about annual reports
    that lists none itself (`reports` false) the names are enough: they are the way to them.
    """
    here, folder = urls.canonical(page.url), urls.folder_of(page.url)
    root = page.context.get("root", page.url)
    root_folder = urls.folder_of(root)
    shape = shape_of(page.url)
    groups: dict[str, list[Link]] = {}
    for link in page.links:
        groups.setdefault(link.group, []).append(link)
    about = not reports and about_reports(page)
    # A welcome with a way in.
    welcome = here == urls.canonical(root) and not entries and len(page.words) < 100 and len(page.links) <= 8
    seen: set[str] = set()
    for members in groups.values():
        bodies = sum(is_body(link.title) for link in members)
        columns = sum(promise(link.title) is Promise.COLUMN for link in members)
        run_of_bodies = bodies >= 3 and bodies >= 0.6 * len(members)
        run = run_of_bodies or (columns >= 2 and columns + bodies >= 0.6 * len(members))
        for link in members:
            key = urls.canonical(link.url)
            if key in seen or key == here or link.url in entries or not link.title or is_pager(link.title):
                continue
            promised = promise(link.title)
            target = urls.folder_of(link.url)
            below = target.startswith(folder) and target != folder
            kin = below or (target.startswith(root_folder) and target != root_folder)
            same_form = shape_of(link.url) == shape
            telling = TELLING.search(urlsplit(link.url).path) is not None
            column = promised is Promise.COLUMN
            named = column or (is_body(link.title) and (run_of_bodies or kin))
            loosely = (
                (kin or (welcome and target == folder))
                and promised is Promise.UNCLEAR
                and not looks_like_article(link.url)
            )
            year = column and link.title.strip()[:2] in ("19", "20")
            if (named and (kin or same_form or telling or year or (about and run))) or loosely:
                seen.add(key)
                yield Follow(link.url, "page", link.title, below=True)
                if len(seen) >= MOST_SUBLISTS:
                    return
