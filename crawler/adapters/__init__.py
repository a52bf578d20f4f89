"""One adapter per publishing system; `auto` takes the first that recognises a page, by what it serves."""

from __future__ import annotations

from crawler.adapters.adapter import Adapter
from crawler.adapters.jpage import Jpage
from crawler.adapters.numbered import Numbered
from crawler.adapters.trs import Trs
from crawler.page import Page

# Those with the surest marks first; `generic` recognises nothing and reads everything.
ALL: tuple[Adapter, ...] = (Jpage(), Trs(), Numbered(), Adapter())
NAMES = {adapter.name: adapter for adapter in ALL}


def choose(page: Page, stated: str = "auto") -> tuple[Adapter, str]:
    """The adapter for a page and why: the stated one, that of the request, or the one that recognises it."""
    if stated != "auto":
        return NAMES[stated], "stated in the registry"
    if asked := page.context.get("adapter"):
        return NAMES[asked], "answer to its own request"
    for adapter in ALL:
        if reason := adapter.recognises(page):
            return adapter, reason
    return NAMES["generic"], "no known system recognised"
