"""One report per body and year, chosen by parameters (family F13): there is no list, only a choice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product
from typing import Any
from urllib.parse import parse_qsl, urlsplit, urlunsplit

from lxml import etree

from crawler import calls, urls
from crawler.adapters.adapter import MOST_SUBLISTS, Adapter, Entry
from crawler.adapters.follow import Follow
from crawler.adapters.paging import with_query
from crawler.linktexts import words_of
from crawler.page import Page
from crawler.titles import is_body

YEAR = re.compile(r"^\s*((?:19|20)\d\d)\s*年?度?\s*(?:年报|年度报告)?\s*$")
OFFERED = re.compile(r">\s*20\d\d\s*年?度?(?:年报|年度报告)?\s*<")
SHORT = etree.XPath(
    "//option[string-length(.) < 24]|//a[string-length(.) < 24]|//*[@onclick and string-length(.) < 24]"
)
YEAR_NAME = re.compile(r"year|nian|^nf$|fbtime|nbyear|nd$|niandu", re.IGNORECASE)


class Parameters(Adapter):
    """Addresses are made from the choices the page itself offers, never counted up blindly."""

    name = "parameters"

    def recognises(self, page: Page) -> str:
        offered = choices(page)
        years = [name for name, options in offered.items() if of_years(options)]
        if years:
            return f"a choice of years ({years[0]})"
        query = dict(parse_qsl(urlsplit(page.url).query))
        if any(YEAR_NAME.search(name) and re.fullmatch(r"20\d\d", value) for name, value in query.items()):
            return "a year in the address"
        return ""

    def sublists(self, page: Page, entries: list[Entry]) -> Iterator[Follow]:
        offered = choices(page)
        names = [name for name, options in offered.items() if of_years(options) or of_bodies(options)]
        query = dict(parse_qsl(urlsplit(page.url).query, keep_blank_values=True))
        target = action_of(page)
        if names and len(names) <= 3:
            for number, chosen in enumerate(product(*(offered[name] for name in names))):
                if number >= MOST_SUBLISTS:
                    break
                values = {name: value for name, (value, _) in zip(names, chosen, strict=True)}
                title = "".join(text for _, text in chosen)
                yield Follow(with_query(target, **{**query, **values}), "page", title, below=True)
        for name, value in query.items():
            if YEAR_NAME.search(name) and re.fullmatch(r"20\d\d", value) and name not in names:
                for year in years_on(page):
                    yield Follow(with_query(page.url, **{name: year}), "page", f"{year}年", below=True)
        yield from super().sublists(page, entries)


def choices(page: Page) -> dict[str, list[tuple[str, str]]]:
    """The options of each select: name → (value, text), those without a value left out."""
    found: dict[str, list[tuple[str, str]]] = {}
    for select in page.root.iter("select"):
        name = name_of(select, page)
        options = [
            (option.get("value", words_of(option)).strip(), words_of(option))
            for option in select.iter("option")
        ]
        options = [
            (value, text)
            for value, text in options
            if value and text and not value.startswith(("http", "/", "."))
        ]
        if name and len(options) >= 1 and len(options) <= 500:
            found.setdefault(name, options)
    return found


def name_of(select: Any, page: Page) -> str:
    """The parameter that a choice stands for: that of the address a script puts it behind, else its name."""
    told = select.get("onchange") or ""
    if called := calls.CALLED.search(told):
        opener = page.openers.get(called.group(1))
        told += opener.address if opener else ""
    found = re.search(r"[?&](\w+)=['\"]?(?:\s*\+|\x00)", told)
    return found.group(1) if found else select.get("name") or select.get("id") or ""


def of_years(options: list[tuple[str, str]]) -> bool:
    years = sum(YEAR.match(text) is not None for _, text in options)
    return years >= 1 and years >= 0.6 * len(options)


def of_bodies(options: list[tuple[str, str]]) -> bool:
    bodies = sum(is_body(text) for _, text in options)
    return bodies >= 2 and bodies >= 0.6 * len(options)


def years_on(page: Page) -> list[str]:
    """The years a page offers, as options or as links, newest first as printed."""
    if not OFFERED.search(page.text):
        return []
    texts = (words_of(element) for element in SHORT(page.root))
    return list(dict.fromkeys(found.group(1) for text in texts if (found := YEAR.match(text))))


def action_of(page: Page) -> str:
    """Where the page's choice is sent: what its script opens, the form around it, or the page itself;
    without parameters.
    """
    for select in page.root.iter("select"):
        told = re.search(r"['\"]([^'\"\s?]{0,200})\?[^'\"]*=['\"]\s*\+", select.get("onchange") or "")
        if told and (target := urls.join(page.base, told.group(1) or urlsplit(page.url).path)):
            return target
        for form in select.iterancestors("form"):
            action = urls.join(page.base, form.get("action") or "")
            if action and (form.get("method") or "get").lower() == "get":
                return action
    parts = urlsplit(page.url)
    return urlunsplit((parts.scheme, parts.netloc, parts.path, "", ""))
