"""The site of the faults: every fault of `practice.faults` between two good reports, on a list of its own."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from practice import chrome
from practice.faults import FAULTS
from practice.http import Reply, Request
from practice.publications import Publication
from practice.systems import Site, System, html


class Faulty(System):
    """`/fault/<name>/list` lists two good reports with the fault between; `/fault/<name>` plays it."""

    sites = (
        Site(
            number=81,
            id="practice_faults",
            county="试一县",
            region="410000",
            columns=("/fault/",),
            bodies=(("试一县统计局", 2023, 2024),),
            noise=0,
            group="faulty",
        ),
    )

    def path(self, item: Publication) -> str:
        return f"/good/{item.serial}.html"

    def pages(self) -> Iterator[tuple[str, Reply]]:
        links = "".join(f'<li><a href="/fault/{name}/list">{name}</a></li>' for name in FAULTS)
        yield self.column, html(f"<html><body><ul>{links}</ul></body></html>")
        for item in self.publications:
            yield self.path(item), html(chrome.article(self.site, item, chrome.body(item), [], self.column))

    def answer(self, request: Request) -> Reply | None:
        name, _, rest = request.path.removeprefix("/fault/").partition("/")
        if not request.path.startswith("/fault/") or name not in FAULTS:
            return None
        return html(self.list_page(name)) if rest == "list" else FAULTS[name].answer(request)

    def list_page(self, name: str) -> str:
        good = [(self.path(item), item.title, item.published_on) for item in self.reports]
        day = good[0][2]
        bad = (f"/fault/{name}", "某局2023年政府信息公开工作年度报告", day)
        lines = "".join(
            f'<li><a href="{path}">{escape(title)}</a><span>{date}</span></li>'
            for path, title, date in (good[0], bad, good[1])
        )
        content = f'{chrome.breadcrumb(self.column)}<ul class="list">{lines}</ul>'
        return chrome.page(chrome.COLUMN, chrome.list_meta(self.site), content, self.site)
