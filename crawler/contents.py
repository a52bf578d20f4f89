"""What a page holds: a report, a list, documents, further parts, or nothing without a browser."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from crawler import adapters, urls
from crawler.adapters.adapter import Entry
from crawler.linktexts import title_of, words_of
from crawler.page import DOWNLOAD, PICTURE, Page, is_file
from crawler.registry import Site
from crawler.titles import WORDS, Promise, is_pager, promise

MOST_PARTS = 50  # further pages of one article
HEADINGS = [re.compile(heading) for heading in WORDS["headings"]]
SURE = WORDS["headings"][:7]
SMALL_PICTURE = re.compile(
    r"icon|logo|share|qr|ewm|weixin|wechat|banner|btn|button|arrow|blank|spacer|gif$", re.IGNORECASE
)
# The tables of a report have more rows than this; the information table above an article has fewer.
ROWS_OF_A_REPORT = 20
# What must stand in the source of a page that has documents or shows them.
# In bytes of lower case: without IGNORECASE a search takes a tenth of the time.
MAY_HOLD_DOCUMENTS = re.compile(
    rb"\.(?:pdf|docx?|wps|ofd|xlsx?|et|zip|rar|7z|rtf|odt|ods)\b|<(?:iframe|frame|embed|object)\b|"
    rb"download|downfile|attach|fileid|getfile|_upload"
)
NAMED_FILE = re.compile(r"\.(?:pdf|docx?|wps|ofd|xlsx?|et|zip|rar|7z|rtf|txt|odt|ods)\b", re.IGNORECASE)
MAY_LEAD_TO_DOCUMENT = re.compile(  # the same, of one link
    r"\.(?:pdf|docx?|wps|ofd|xlsx?|et|zip|rar|7z|rtf|txt|csv|odt|ods)\b|"
    r"download|downfile|attach|fileid|getfile|_upload",
    re.IGNORECASE,
)
APPLICATION = re.compile(
    r"<div[^>]*\bid=['\"]?(?:app|root|container)\b|Please enable JavaScript|new CMS\(", re.IGNORECASE
)
SHELL_TEXT = 200  # characters of visible text below which a page is a shell of something else


def parts_of(page: Page, first: str) -> list[str]:
    """Further pages of a long article, by the links of its pager: `t1_1.html` beside `t1.html`."""
    stem, dot, ending = first.rpartition(".")
    # Taking the links of a page apart costs more than all else: only where one of them may be a part.
    name = re.search(r"\w+$", stem)
    if name and "%" not in stem and not re.search(re.escape(name[0]) + r"[_-]\d", page.text):
        return []
    pattern = re.compile(re.escape(urls.canonical(stem)) + r"[_-]\d{1,2}" + re.escape(dot + ending) + r"$")
    found = {
        link.url: None
        for link in page.links
        if is_pager(link.title) and pattern.search(urls.canonical(link.url)) and link.url != page.url
    }
    return list(found)[:MOST_PARTS]


def needs_browser(page: Page) -> bool:
    """Whether a page is the empty shell of an application that runs in the browser."""
    return len(page.words) < SHELL_TEXT and APPLICATION.search(page.text) is not None


def is_report(page: Page) -> bool:
    """Whether a page holds a report: four of its headings, or its title over a text of some length."""
    cached = page.context.get("_report")
    if cached is None:
        if len(page.text) > 2000 and sum(heading in page.text for heading in SURE) >= 4:
            page.context["_report"] = True  # as printed: no need to take the page apart
            return True
        words = page.words
        hits = sum(heading.search(words) is not None for heading in HEADINGS)
        if hits >= 4 and len(words) > 400:
            cached = True
        else:
            titled = promise(page.title) is Promise.REPORT and page.meta("ArticleTitle") != ""
            cached = titled and len(words_of(page.main)) > 300 and hits >= 2
        page.context["_report"] = cached
    return bool(cached)


def lists_something(page: Page, site: Site) -> bool:
    """Whether a page is a list: it names reports or their documents, or has a pager."""
    cached = page.context.get("_lists")
    if cached is None:
        adapter, _ = adapters.choose(page, site.adapter)
        named = [entry for entry in adapter.entries(page) if entry.promise is not Promise.OTHER]
        article = page.meta("ArticleTitle") and promise(page.meta("ArticleTitle")) is Promise.REPORT
        reports = sum(entry.promise is Promise.REPORT for entry in named)
        # Beside an article stand links to its neighbours, and documents that belong to it.
        pages = [entry for entry in named if not is_file(entry.url)]
        cached = (not article and ((reports >= 1 and len(pages) >= 1) or len(pages) >= 3)) or reports >= 5
        if not cached and not article and len(page.words) < 3000:
            cached = any(True for _ in adapter.sublists(page, named)) or any(
                follow.role == "data" for follow in adapter.next_pages(page)
            )
        page.context["_lists"] = cached
    return bool(cached)


def content_of(page: Page) -> str:
    """What an article says: its main text without white space and counters, and its documents."""
    text = re.sub(r"\s+", "", words_of(page.main))
    text = re.sub(r"(?:浏览|点击|阅读|访问)(?:次数|量|数)?[:：]?\[?\d+\]?次?", "", text)
    return text + "".join(sorted(page.embedded))


def documents(page: Page, report: bool) -> list[Entry]:  # noqa: PLR0912 - one branch per case
    """The documents that belong to an article: linked, shown in frames and viewers, or as pictures."""
    tabled = page.lowered.count(b"<tr") >= ROWS_OF_A_REPORT
    if report and tabled and not MAY_HOLD_DOCUMENTS.search(page.lowered):
        return []
    found: dict[str, Entry] = {}

    def add(url: str, title: str) -> None:
        if url and urls.canonical(url) != urls.canonical(page.url):
            found.setdefault(url, Entry(url, title[:400], "", Promise.UNCLEAR))

    for url in page.embedded:
        add(url, page.title)
    main = page.main
    for element in page.root.iter("a", "area"):
        told = " ".join(
            filter(None, (element.get(name) for name in ("href", "onclick", "alt", "title", "download")))
        )
        # Most links of a page cannot be documents: those are not even made absolute.
        if not MAY_LEAD_TO_DOCUMENT.search(f"{told} {words_of(element)}"):
            continue
        link = page.link(element)
        if link is None:
            continue
        within = element is main or main in element.iterancestors()
        name = link.title or element.get("alt") or ""
        if not element.get("href") and element.get("alt"):
            name = element.get("alt")
        named = " ".join([name, *(element.get(key) or "" for key in ("alt", "title", "download"))])
        file = page.document_in(link.url) or (
            link.url if NAMED_FILE.search(named) and DOWNLOAD.search(link.url) else ""
        )
        path = urlsplit(link.url).path
        if not file and within and DOWNLOAD.search(path) and "." in path:
            file = link.url
        if not file:
            continue
        unfit = promise(name) is Promise.OTHER and name != ""
        if not (unfit and (report or not within)):
            add(file, name or page.title)
    for element in page.root.xpath("//*[@onclick and not(self::a) and not(self::area)]"):
        url = page.address_in(element.get("onclick"))
        if url and is_file(url):
            add(url, title_of(element) or page.title)
    if not found and not report:
        for url in page.shown_by_script:
            add(url, page.title)
    if main is not None and not tabled:
        for image in main.iter("img"):
            source = image.get("src") or image.get("data-src") or image.get("oldsrc") or ""
            url = urls.join(page.base, source)
            if (
                url
                and PICTURE.search(urlsplit(url).path)
                and not SMALL_PICTURE.search(urlsplit(url).path)
                and large(image)
            ):
                add(url, image.get("title") or image.get("alt") or page.title)
    return list(found.values())[:200]


def large(image: Any) -> bool:
    """Whether a picture may be the page of a scan: no small size is stated for it."""
    for name in ("width", "height"):
        stated = re.match(r"\d+", image.get(name) or "")
        if stated and int(stated.group()) < 150 and "%" not in (image.get(name) or ""):
            return False
    return True
