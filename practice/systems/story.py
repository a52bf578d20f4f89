"""What happens over the nights: a redesign that moves everything; a report edited, one new, one removed."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from practice import chrome
from practice.http import Reply, Request
from practice.publications import Publication
from practice.systems import Site, hexadecimal, html, moved, pages_of, part
from practice.systems.trs import Trs


class Redesigned(Trs):
    """Night 1: TRS. From night 2 on another system: new addresses, the old ones 404, the column sends on."""

    sites = (
        Site(
            number=25,
            id="practice_redesign",
            county="杏林县",
            region="360000",
            columns=("/zwgk/zfxxgknb/",),
            bodies=(("杏林县卫生健康委员会", 2021, 2024), ("杏林县中医药管理局", 2022, 2024)),
            noise=18,
        ),
    )
    new_column = "/xlx/c100127/list.shtml"

    def path(self, item: Publication) -> str:
        if self.night == 1:
            return super().path(item)
        return f"/xlx/c100127/{item.published_on:%Y%m}/{hexadecimal(item.serial)}.shtml"

    def pages(self) -> Iterator[tuple[str, Reply]]:
        if self.night == 1:
            yield from super().pages()
            return
        total = pages_of(self.newest_first, self.size)
        for number in range(1, total + 1):
            name = self.new_column if number == 1 else self.new_column.replace("list", f"list_{number}")
            yield name, html(self.new_list(number, total))
        for item in self.publications:
            text = chrome.article(
                self.site, item, chrome.body(item), [], self.new_column, 'id="UCAP-CONTENT"'
            )
            yield self.path(item), html(text)

    def new_list(self, number: int, total: int) -> str:
        lines = "".join(
            f'<li><a href="{self.path(item)}">{escape(item.title)}</a><span>{item.published_on}</span></li>'
            for item in part(self.newest_first, number, self.size)
        )
        after = f'<a href="list_{number + 1}.shtml">下一页</a>' if number < total else ""
        content = f'{chrome.breadcrumb(self.new_column)}<ul class="list-box">{lines}</ul>{after}'
        return chrome.page(chrome.COLUMN, chrome.list_meta(self.site), content, self.site)

    def answer(self, request: Request) -> Reply | None:
        if self.night > 1 and request.path == self.column:
            return moved(self.new_column, 301)
        return None


class Edited(Trs):
    """Night 2: a new report. Night 3: figures of an old one read otherwise. Night 4: one is gone."""

    sites = (
        Site(
            number=26,
            id="practice_edited",
            county="墨山县",
            region="430000",
            columns=("/zwgk/xxgknb/",),
            bodies=(("墨山县教育体育局", 2021, 2025), ("墨山县审计局", 2022, 2024)),
            noise=18,
            knobs={
                "layout": "plain",
                "new": (("墨山县教育体育局", 2025, 2),),
                "edited": (("墨山县教育体育局", 2023, 3),),
                "removed": (("墨山县审计局", 2022, 4),),
            },
        ),
    )
