"""Wrappers (sites.md 4): shells that send on, a list in a frame, links that only a click follows."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from practice import chrome
from practice.http import Reply, Request
from practice.publications import Publication
from practice.systems import Site, System, html, pages_of, part, whole


class Shells(System):
    """Column → `location.replace` → meta refresh → frame → list; its links are `onclick` alone."""

    sites = (
        Site(
            number=23,
            id="practice_shells",
            county="檀溪县",
            region="110000",
            columns=("/xxgk/gknb/",),
            bodies=(("檀溪县园林绿化局", 2021, 2024), ("檀溪县体育局", 2022, 2025)),
            noise=20,
        ),
    )
    per_page = 10
    folder = "/xxgk/gknb/list_2044/"

    def path(self, item: Publication) -> str:
        return f"{self.folder}{item.published_on:%Y%m}/n{item.serial}.html"

    def pages(self) -> Iterator[tuple[str, Reply]]:
        yield self.column, html('<html><script>location.replace("./list/")</script></html>')
        refresh = '<html><head><meta http-equiv="refresh" content="0;url=../list_2044/"></head></html>'
        yield f"{self.column}list/", html(refresh)
        frames = (
            f"{chrome.breadcrumb(self.column)}"
            '<iframe src="/count/counter.html" width="0" height="0"></iframe>'
            '<iframe id="main" src="list.html?col=12" width="100%" height="900" frameborder="0"></iframe>'
        )
        yield self.folder, html(chrome.page(chrome.COLUMN, chrome.list_meta(self.site), frames, self.site))
        yield "/count/counter.html", html("<html><body>1</body></html>")
        for item in self.publications:
            text = chrome.article(self.site, item, chrome.body(item), [], self.column, 'class="bt_content"')
            yield self.path(item), html(text)

    def answer(self, request: Request) -> Reply | None:
        if request.path != f"{self.folder}list.html":
            return None
        number, total = whole(request.query.get("page")), pages_of(self.newest_first, self.per_page)
        openers = ("jumpToDetail('{}')", "window.open('{}')", "openUrl('{}');return false;")
        lines = "".join(
            f'<li><a href="javascript:void(0)" onclick="{openers[item.serial % 3].format(self.link(item))}">'
            f"{escape(item.title)}</a><span>{item.published_on}</span></li>"
            for item in part(self.newest_first, number, self.per_page)
        )
        after = f'<a href="list.html?col=12&amp;page={number + 1}">下一页</a>' if number < total else ""
        return html(
            f'<html><head><meta charset="utf-8"></head><body><ul>{lines}</ul><p>{after}</p></body></html>'
        )

    def link(self, item: Publication) -> str:
        return "./" + self.path(item).removeprefix(self.folder)
