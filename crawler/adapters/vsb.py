"""博达 VSB / webber (family F7): static lists whose page numbers count down."""

from __future__ import annotations

from collections.abc import Iterator

from crawler.adapters.adapter import Adapter
from crawler.adapters.follow import Follow
from crawler.page import Page
from crawler.titles import is_next


class Vsb(Adapter):
    """With T pages, page 1 is `name.htm`, page p is `name/(T-p+1).htm`, the last is `name/1.htm`.

    A page keeps its address while new ones appear on top, so the list is walked by its 下页 link and
    a page number is never remembered.
    """

    name = "vsb"

    def recognises(self, page: Page) -> str:
        if page.select(".p_pages"):
            return "a pager of class p_pages"
        for mark in ("_simple_list_gotopage_fun", "/system/resource/", "vsb_content"):
            if mark in page.text:
                return mark
        return ""

    def next_pages(self, page: Page) -> Iterator[Follow]:
        onward = [
            Follow(link.url)
            for link in page.links
            if is_next(link.title)
            or (
                link.element is not None
                and any("p_next" in (e.get("class") or "") for e in link.element.iterancestors("span"))
            )
        ]
        yield from onward
        if not onward:
            yield from super().next_pages(page)
