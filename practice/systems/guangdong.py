"""The Guangdong platform (F6): `post_N` articles of portals, and the open catalogue `gkmlpt`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from html import escape

from practice import chrome
from practice.http import Reply, Request
from practice.publications import Publication
from practice.systems import Site, System, html, json_reply, moment, pages_of, part, whole


class Posts(System):
    """A portal: `index.html`, then `index_2.html`; the mobile twin `mpost_` says the same."""

    sites = (
        Site(
            number=14,
            id="practice_posts",
            county="金谷县",
            region="440000",
            columns=("/zwgk/xxgknb/szf/index.html",),
            bodies=(("金谷县自然资源局", 2021, 2024), ("金谷县信访局", 2020, 2022)),
            noise=22,
        ),
    )
    per_page = 10

    def path(self, item: Publication) -> str:
        return f"/zwgk/xxgknb/szf/content/post_{4_140_000 + item.serial}.html"

    def others(self, item: Publication) -> list[tuple[str, str]]:
        return [(self.site.id, self.path(item).replace("/post_", "/mpost_"))]

    def pages(self) -> Iterator[tuple[str, Reply]]:
        total = pages_of(self.publications_listed, self.per_page)
        for number in range(1, total + 1):
            name = self.column if number == 1 else self.column.replace("index", f"index_{number}")
            yield name, html(self.list_page(number, total))
        for item in self.publications:
            text = chrome.article(
                self.site, item, chrome.body(item), [], self.column, 'class="article-content"'
            )
            yield self.path(item), html(text)
            yield self.path(item).replace("/post_", "/mpost_"), html(text)

    @property
    def publications_listed(self) -> list[Publication]:
        return self.newest_first

    def list_page(self, number: int, total: int) -> str:
        lines = "".join(
            f'<li><a href="http://{self.where(self.site.id)}{self.path(item)}">{escape(item.title)}</a>'
            f'<span class="time">{item.published_on}</span></li>'
            for item in part(self.publications_listed, number, self.per_page)
        )
        after = f'<a class="next" href="index_{number + 1}.html">下一页</a>' if number < total else ""
        last = f'<a class="last" href="index_{total}.html">尾页</a>'
        pager = f'<div class="paging">第{number}页 共{total}页 {after}{last}</div>'
        content = f'{chrome.breadcrumb(self.column)}<ul class="news_list">{lines}</ul>{pager}'
        return chrome.page(chrome.COLUMN, chrome.list_meta(self.site), content, self.site)


class Catalogue(System):
    """`gkmlpt`: the entry page names columns, `api/all/<column>` lists one; page 2 is 404."""

    sites = (
        Site(
            number=15,
            id="practice_gkmlpt",
            county="荷塘县",
            region="440000",
            columns=("/gkmlpt/index",),
            bodies=(("荷塘县市场监督管理局", 2021, 2024), ("荷塘县退役军人事务局", 2022, 2025)),
            noise=10,
        ),
        # The same, but the platform counts five items that it never lists: such a list is incomplete.
        Site(
            number=29,
            id="practice_gkmlpt_short",
            county="短荷县",
            region="440000",
            columns=("/gkmlpt/index",),
            bodies=(("短荷县司法局", 2022, 2024),),
            noise=6,
            group="refusing",
            knobs={"unreachable": 5, "outcome": "incomplete"},
        ),
    )
    column_id = 21022
    site_id = 758019

    def number(self, item: Publication) -> int:
        return 3_240_000 + item.serial

    def path(self, item: Publication) -> str:
        number = self.number(item)
        return f"/gkmlpt/content/{number // 10**6}/{number // 1000}/post_{number}.html"

    @property
    def tree(self) -> list[dict[str, object]]:
        counted = len(self.publications) + self.site.knobs.get("unreachable", 0)
        return [
            {"id": 21020, "name": "机构职能", "parent": 0, "post_count": 3, "children": []},
            {"id": self.column_id, "name": chrome.COLUMN, "parent": 0, "post_count": counted, "children": []},
        ]

    def pages(self) -> Iterator[tuple[str, Reply]]:
        config = {"SITE_ID": self.site_id, "TREE": self.tree, "NAME": self.site.name}
        script = f"<script>window._CONFIG = {json.dumps(config, ensure_ascii=False)};</script>\n"
        content = f'{chrome.breadcrumb(self.column)}<div id="gkmlpt-list" class="nfw-cms-list"></div>'
        meta = chrome.list_meta(self.site)
        yield self.column, html(chrome.page("政府信息公开平台", meta, content, self.site, script=script))
        for item in self.publications:
            text = chrome.article(
                self.site, item, chrome.body(item), [], self.column, 'class="article-content"'
            )
            yield self.path(item), html(text)

    def answer(self, request: Request) -> Reply | None:
        if request.path != f"/gkmlpt/api/all/{self.column_id}":
            return None
        if request.query.get("sid") != str(self.site_id) or whole(request.query.get("page")) != 1:
            return Reply(b"404 page not found", status=404, content_type="text/plain")
        articles = [
            {
                "id": self.number(item),
                "title": item.title,
                "date": int(moment(item.published_on).timestamp()),
                "created_at": datetime.fromtimestamp(moment(item.published_on).timestamp(), UTC).strftime(
                    "%Y-%m-%d %H:%M:%S"
                ),
                "publisher": item.publisher,
                "identifier": item.index_number,
                "url": f"http://{self.where(self.site.id)}{self.path(item)}",
            }
            for item in self.newest_first
        ]
        classify = {"id": self.column_id, "name": chrome.COLUMN, "post_count": self.tree[1]["post_count"]}
        return json_reply({"classify": classify, "articles": articles})
