"""Plain lists with numbered pages (family F15): `?page=2`, `/2.html`, `index_2.jhtml` and their like."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

from crawler import scripts
from crawler.adapters.adapter import Adapter
from crawler.adapters.paging import FILE, PARAMETER, SCRIPTED, pager_links, pages_of, parameter_of
from crawler.page import Page


class Numbered(Adapter):
    """Pages are told apart by a number in the address; all it needs is in the base class."""

    name = "numbered"

    def recognises(self, page: Page) -> str:
        for follow in pager_links(page):
            parts = urlsplit(follow.url)
            for name, value in parse_qsl(parts.query):
                if PARAMETER.fullmatch(name) and value.isdigit():
                    return f"pages by the parameter {name}"
            if FILE.search(parts.path):
                return "pages by a number in the path"
        if any(not way.data for way in scripts.built(page.text)):
            return "pages by an address that a script puts together"
        if (name := parameter_of(page)) and (SCRIPTED.search(page.text) or (pages_of(page) or 0) > 1):
            return f"pages by script, with the parameter {name}"
        return ""
