"""Lists that only a browser can build: the page is run in Chromium without a network."""

from __future__ import annotations

from collections.abc import Iterator

from crawler.adapters.adapter import Adapter, Entry
from crawler.adapters.follow import Follow
from crawler.adapters.paging import pager_links
from crawler.page import Page


class Browser(Adapter):
    """Taken only where the registry says so. A page is given as it stands after its scripts have run.

    What it shows after each press of its "next page" stands in the context as `further`.
    """

    name = "browser"

    def entries(self, page: Page) -> list[Entry]:
        found: dict[str, Entry] = {}
        for text in (page.text, *page.context.get("further", ())):
            shown = Page(page.url, text.encode("utf-8", "replace"), page.content_type, page.context)
            for entry in super().entries(shown):
                found.setdefault(entry.url, entry)
        return list(found.values())

    def next_pages(self, page: Page) -> Iterator[Follow]:
        """Real links only: what a script would do at a press has been tried."""
        yield from pager_links(page)

    def pages(self, page: Page) -> int | None:
        """None where presses brought them all to one page."""
        stated = super().pages(page)
        return None if stated is not None and stated == 1 + len(page.context.get("further", ())) else stated
