"""A host whose reports are also on a hijacked copy (sites.md 9), to which some of its addresses lead."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from practice import chrome
from practice.http import Reply, Request
from practice.publications import Publication
from practice.systems import Site, System, html, moved, pages_of, part, whole

WORDS = "博彩平台 棋牌官网 真人娱乐 "


class Hijacked(System):
    """The list links two reports on a foreign host, and one address is sent there by the server."""

    sites = (
        Site(
            number=27,
            id="practice_hijacked",
            county="榆关县",
            region="130000",
            columns=("/columns/3f2c8a10-77d1-4b6e-9d52-0c41aa0e7b19/index.html",),
            bodies=(("榆关县水务局", 2021, 2024), ("榆关县商务局", 2022, 2025)),
            noise=20,
        ),
        Site(
            number=127,
            id="practice_copy",
            county="榆关县",
            region="130000",
            columns=("/",),
            group="",
        ),
    )
    per_page = 10

    def path(self, item: Publication) -> str:
        day, folder = item.published_on, self.sites[0].columns[0].removesuffix("/index.html")
        return f"{folder}/{day:%Y%m}/{day:%d}/{item.serial:08x}-5c1d-4e0a-8b7f-{item.serial:012d}.html"

    def respond(self, request: Request) -> Reply:
        if self.site.id == "practice_copy":
            return html(self.copied(request.path))
        if request.path == self.column:
            return html(self.list_page(whole(request.query.get("page"))))
        if request.path.startswith("/old/"):
            return moved(f"http://{self.where('practice_copy')}{request.path}", 301)
        return super().respond(request)

    def copied(self, path: str) -> str:
        """A copy of whatever was asked for, with the words that such copies carry."""
        title = "榆关县水务局2020年政府信息公开工作年度报告"
        return (
            f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{WORDS}{title}</title></head><body>'
            f"<h1>{title}</h1><p>{WORDS * 6}</p><p>一、總體情況（zǒng tǐ）{escape(path)}</p></body></html>"
        )

    def pages(self) -> Iterator[tuple[str, Reply]]:
        for item in self.publications:
            # The title stands twice on these pages: on the list's side and as a heading.
            content = f'<p class="bt">{escape(item.title)}</p>{chrome.body(item)}'
            text = chrome.article(self.site, item, content, [], self.column, 'class="content"')
            yield self.path(item), html(text)

    def list_page(self, number: int) -> str:
        total = pages_of(self.newest_first, self.per_page)
        lines = "".join(
            f'<li><a href="{self.path(item)}">{escape(item.title)}</a><span>{item.published_on}</span></li>'
            for item in part(self.newest_first, number, self.per_page)
        )
        if number == 1:
            copy = f"http://{self.where('practice_copy')}"
            titles = {
                f"{copy}/art/2021/1/31/art_1_1.html": "榆关县水务局2020年政府信息公开工作年度报告",
                f"{copy}/art/2020/1/31/art_1_2.html": "榆关县水务局2019年政府信息公开工作年度报告",
                "/old/2018.html": "榆关县水务局2018年政府信息公开工作年度报告",
            }
            lines += "".join(f'<li><a href="{path}">{title}</a></li>' for path, title in titles.items())
        after = f'<a href="?page={number + 1}">下一页</a>' if number < total else ""
        content = f'{chrome.breadcrumb(self.column)}<ul class="gl_list">{lines}</ul><p>{after}</p>'
        return chrome.page(chrome.COLUMN, chrome.list_meta(self.site), content, self.site)
