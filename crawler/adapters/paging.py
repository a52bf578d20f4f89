"""Ways from one page of a list to the others, whatever system made it.

Links that say so come first; then the numbers of a pager whose addresses differ in nothing else; then
addresses that a script puts together around a page number, and forms that carry one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from crawler import scripts, urls
from crawler.adapters.follow import MOST_PAGES, Follow
from crawler.page import Link, Page
from crawler.titles import is_next, page_number

PARAMETER = re.compile(
    r"page|page_?index|page_?no|page_?num(?:ber)?|curr?page|cur_page|currentpage|current|pn|p|pageid|currentnum|pg|a\d+p",
    re.IGNORECASE,
)
PAGES = re.compile(
    r"(?:共|总)\s*(?:计)?\s*<?[^<>\d]{0,20}>?\s*(\d{1,4})\s*(?:</\w+>)?\s*页|(\d{1,4})\s*/\s*(\d{1,4})\s*页|"
    r"(?:totalPages?|pageCount|pageTotal|countPage|pages|page_count|total_page|maxPage|lastPage)\s*['\"]?\s*[:=]\s*['\"]?(\d{1,4})",
    re.IGNORECASE,
)
FILE = re.compile(r"/(\d{1,4})(\.(?:s?html?|jhtml|jsp|aspx?|php))?$", re.IGNORECASE)
SCRIPTED = re.compile(
    r"(?:go|goto|turn|to|jump|change|load|query)?_?page(?:To|No|Num|Index)?\w*\(\s*['\"]?(\d{1,4})['\"]?\s*\)",
    re.IGNORECASE,
)
NEXT_CLASS = re.compile(r"(?:^|[\s_-])next(?:$|[\s_-])", re.IGNORECASE)
NAMED_PAGE = re.compile(r"(?:index|list|default|page)?[_-]?\d*(?:\.\w+)?$")
OF_A_DAY = re.compile(
    r"(?:^|[?&])(?:\w*(?:date|month|day|year)\w*|d|m|y)=|(?:19|20)\d\d[-/]?\d\d", re.IGNORECASE
)


def other_pages(page: Page) -> Iterator[Follow]:
    """Requests for the other pages of the list a page belongs to."""
    if paging := page.context.get("paging"):
        yield from onward(page, paging)
        return
    found = list(pager_links(page))
    yield from found
    total = pages_of(page)
    template = template_of(page.url, [follow.url for follow in found])
    if template and total and not page.context.get("numbered"):
        for number in range(2, min(total, MOST_PAGES) + 1):
            yield Follow(numbered(page.url, template, number), "list", context={"numbered": True})
        return
    if found or page.context.get("numbered"):
        return
    ways = list(scripted(page, total))
    yield from ways or by_form(page, total)


def pager_links(page: Page) -> Iterator[Follow]:
    """Links that go on in the same list: "next page", and bare page numbers beside it."""
    here = urls.canonical(page.url)
    seen: set[str] = set()
    for link in page.links:
        if link.url in seen or urls.canonical(link.url) == here:
            continue
        text = printed(link)
        number = page_number(text)
        paged = number is not None and 0 < number <= MOST_PAGES and same_list(page.url, link.url)
        if says_next(link, text) or (paged and not of_a_day(page.url, link.url)):
            seen.add(link.url)
            yield Follow(link.url, "list")


def printed(link: Link) -> str:
    """The text of a link as a pager prints it; its title may say something else."""
    if link.element is None:
        return link.title
    return " ".join((link.element.text_content() or "").split()) or link.title


def says_next(link: Link, text: str) -> bool:
    if is_next(text) or is_next(link.title):
        return True
    element = link.element
    if element is None or text:
        return element is not None and (
            ((element.get("rel") or "").lower() == "next" and len(text) < 12)
            or (NEXT_CLASS.search(element.get("class") or "") is not None and len(text) < 8)
        )
    marks = " ".join([element.get("class") or "", *(image.get("src") or "" for image in element.iter("img"))])
    return "next" in marks.lower()


def of_a_day(here: str, url: str) -> bool:
    """Whether an address names a day or month that this page's does not: a calendar, not a pager."""
    query = urlsplit(url).query
    return query != urlsplit(here).query and OF_A_DAY.search(query) is not None and not page_parameter(query)


def page_parameter(query: str) -> bool:
    return any(PARAMETER.fullmatch(name) and value.isdigit() for name, value in parse_qsl(query))


def same_list(one: str, other: str) -> bool:
    """Whether two addresses can be pages of one list: they differ in numbers or parameters only."""
    a, b = urlsplit(one), urlsplit(other)
    if urls.host_of(one) != urls.host_of(other):
        return False
    if a.path == b.path:
        return True
    return (
        NAMED_PAGE.sub("", a.path).rstrip("/") == NAMED_PAGE.sub("", b.path).rstrip("/")
        or b.path.startswith(a.path.rpartition(".")[0] + "/")
        or a.path.rpartition("/")[0] == b.path.rpartition("/")[0]
    )


def template_of(here: str, others: list[str]) -> tuple[str, str] | None:
    """How the pager writes a page's address: (parameter, "query") or (format, "path")."""
    for url in [*others, here]:
        parts = urlsplit(url)
        for name, value in parse_qsl(parts.query):
            if PARAMETER.fullmatch(name) and value.isdigit():
                return name, "query"
        found = FILE.search(parts.path)
        if found and urls.folder_of(url) == urls.folder_of(here):
            head = url[: url.rindex(found.group(0))]
            return head.replace("{", "%7B").replace("}", "%7D") + "/{}" + (found.group(2) or ""), "path"
    return None


def numbered(here: str, template: tuple[str, str], number: int) -> str:
    name, kind = template
    return with_query(here, **{name: number}) if kind == "query" else name.format(number)


def pages_of(page: Page) -> int | None:
    """How many pages the list has by its own words."""
    found = PAGES.search(page.text.replace("&nbsp;", " "))
    return int(next(number for number in (found[1], found[3], found[4]) if number)) if found else None


# Pages that only a script knows the way to


def scripted(page: Page, total: int | None) -> Iterator[Follow]:
    """Pages whose address a script puts together; one that fills the page itself is asked from page 1."""
    for way in scripts.built(page.text):
        second = urls.join(page.base, way.of(2))
        if not second or urls.host_of(second) != urls.host_of(page.url):
            continue
        if not way.data and not same_list(page.url, second):
            continue
        first = 1 if way.data else 2
        paging = {"before": way.before, "after": way.after, "data": way.data, "base": page.base,
                  "total": total, "number": first, "origin": page.url}  # fmt: skip
        if total is None or first <= total:
            yield asked(paging)


def onward(page: Page, paging: dict[str, Any]) -> Iterator[Follow]:
    """The page after one whose address a script put together; the caller ends at one without entries."""
    number, total = paging["number"] + 1, paging["total"] or pages_of(page)
    if number <= min(total or MOST_PAGES, MOST_PAGES):
        yield asked({**paging, "number": number, "total": total})


def asked(paging: dict[str, Any]) -> Follow:
    url = urls.join(paging["base"], f"{paging['before']}{paging['number']}{paging['after']}")
    follow = Follow(url, "list", context={"paging": paging})
    if not paging["data"]:
        return follow
    headers = {"Referer": paging["origin"], "X-Requested-With": "XMLHttpRequest"}
    context = {"paging": paging, "origin": paging["origin"]}
    return replace(follow, role="data", headers=headers, context=context, probe=True)


def by_form(page: Page, total: int | None) -> Iterator[Follow]:
    """Pages that a form with a field for their number is sent for, or a parameter named in a script."""
    numbers = {int(number) for number in SCRIPTED.findall(page.text)}
    last = min(max(numbers | {total or 0}), MOST_PAGES)
    form, name = form_of(page)
    if form is not None and (form.get("method") or "get").lower() == "post":
        fields = {
            field.get("name"): field.get("value") or ""
            for field in form.iter("input")
            if field.get("name") and (field.get("type") or "text").lower() in ("hidden", "text")
        }
        action = urls.join(page.base, form.get("action") or "") or page.url
        for number in range(2, last + 1):
            body = urlencode({**fields, name: number})
            headers = {"Content-Type": "application/x-www-form-urlencoded", "Referer": page.url}
            yield Follow(
                action, "list", method="POST", body=body, headers=headers, context={"numbered": True}
            )
    elif name := name or parameter_of(page):
        for number in range(2, last + 1):
            yield Follow(with_query(page.url, **{name: number}), "list", context={"numbered": True})


def form_of(page: Page) -> tuple[Any, str]:
    """The form that carries the number of a page, and the name of that field."""
    for field in page.root.iter("input"):
        name = field.get("name") or ""
        if PARAMETER.fullmatch(name):
            return next(field.iterancestors("form"), None), name
    return None, ""


def parameter_of(page: Page) -> str:
    """The name of the parameter that carries the page number of a scripted pager; "" if there is none."""
    for name, _ in parse_qsl(urlsplit(page.url).query, keep_blank_values=True):
        if PARAMETER.fullmatch(name):
            return name
    found = re.search(r"[?&](" + PARAMETER.pattern + r")=['\"]?\s*\+", page.text, re.IGNORECASE)
    return found.group(1) if found else form_of(page)[1]


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
