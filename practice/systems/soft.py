"""Oddities of addresses (sites.md 5): soft 404, home for everything, session ids, a twin host."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from practice import chrome
from practice.http import Reply, Request
from practice.publications import Publication
from practice.systems import Site, System, html, moved, pages_of, part, whole

GONE = "您访问的页面不存在或已删除"
LOST = {
    "/gk/zfxxgknb/content_101": "松岗县档案馆2016年政府信息公开工作年度报告",
    "/gk/old/102.html": "松岗县粮食局2015年政府信息公开工作年度报告",
}


class Soft(System):
    """A plain list, some of whose links are dead without saying so, some adorned, some to the twin host."""

    sites = (
        Site(
            number=24,
            id="practice_soft",
            county="松岗县",
            region="420000",
            columns=("/gk/zfxxgknb/",),
            bodies=(("松岗县供销合作社联合社", 2021, 2024), ("松岗县文学艺术界联合会", 2021, 2023)),
            noise=18,
            twins=("practice_soft_twin",),
        ),
        Site(
            number=124,
            id="practice_soft_twin",
            county="松岗县",
            region="420000",
            columns=("/gk/zfxxgknb/",),
            group="",
        ),
    )
    per_page = 10
    tails = ("", ";jsessionid=8F2A9C31D0", "?ddtab=true", "?from=list", "#here", "?_=0.5123")

    def path(self, item: Publication) -> str:
        return f"/gk/zfxxgknb/content_{item.serial}"

    def others(self, item: Publication) -> list[tuple[str, str]]:
        return [("practice_soft_twin", self.path(item))] if item.serial % 4 == 0 else []

    def pages(self) -> Iterator[tuple[str, Reply]]:
        for item in self.publications:
            text = chrome.article(self.site, item, chrome.body(item), [], self.column, 'class="art_con"')
            yield self.path(item), html(text)

    def respond(self, request: Request) -> Reply:
        path = request.path.partition(";")[0]
        if self.site.id == "practice_soft_twin":
            return self.twin(path)
        if path == "/":
            return html(self.home())
        if path.rstrip("/") == "/gk/zfxxgknb":
            return html(self.list_page(whole(request.query.get("page"))))
        if path.startswith("/gk/old/"):
            return moved("/")
        return self.fixed.get(path) or html(self.gone())

    def twin(self, path: str) -> Reply:
        """The mobile host: the articles of the other host, without its lists."""
        site, kind = self.sites[0], type(self)
        from practice.generator import publications  # noqa: PLC0415 (the generator draws on the systems)

        return kind(site, publications(site), self.night, self.where).fixed.get(path) or html(self.gone())

    def home(self) -> str:
        content = f'<p>欢迎访问</p><a href="/gk/zfxxgknb/">{chrome.COLUMN}</a>'
        return chrome.page(self.site.name, "", content, self.site)

    def gone(self) -> str:
        """What this host answers to every address it does not know, with status 200."""
        return chrome.page("提示信息", "", f"<p>{GONE}</p>", self.site)

    def list_page(self, number: int) -> str:
        total = pages_of(self.newest_first, self.per_page)
        lines = ""
        for item in part(self.newest_first, number, self.per_page):
            host = f"http://{self.where('practice_soft_twin')}" if self.others(item) else ""
            link = host + self.path(item) + self.tails[item.serial % len(self.tails)]
            lines += f'<li><a href="{link}">{escape(item.title)}</a><em>{item.published_on}</em></li>'
        if number == total:
            # Two reports of long ago that were lost when the site was rebuilt.
            lines += "".join(f'<li><a href="{path}">{title}</a></li>' for path, title in LOST.items())
        after = f'<a href="/gk/zfxxgknb/?page={number + 1}">下一页</a>' if number < total else ""
        content = f'{chrome.breadcrumb("/gk/zfxxgknb/")}<ul class="gklist">{lines}</ul><p>{after}</p>'
        return chrome.page(chrome.COLUMN, chrome.list_meta(self.site), content, self.site)
