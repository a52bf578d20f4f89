"""Hanweb jpaas (F4): the list is a unit that a script has built by the server."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html import escape

from practice import chrome
from practice.http import Reply, Request
from practice.publications import Publication
from practice.systems import Site, System, hexadecimal, html, json_reply, part

UNIT = "/api-gateway/jpaas-publish-server/front/page/build/unit"
TAG = "当前栏目list"


class Jpaas(System):
    """Only `paramJson` turns the page; a bare `pageNo` gives the first again, a wrong tag an empty list."""

    sites = (
        Site(
            number=12,
            id="practice_jpaas",
            county="枫桥县",
            region="320000",
            columns=("/zfxxgk/zfxxgknb/2023/szfbm/index.html",),
            bodies=(("枫桥县科学技术局", 2021, 2024), ("枫桥县司法局", 2020, 2023)),
            noise=24,
        ),
    )
    per_page = 12

    def path(self, item: Publication) -> str:
        return f"/zfxxgk/zfxxgknb/art/{item.published_on.year}/art_{hexadecimal(item.serial)}.html"

    @property
    def query_data(self) -> dict[str, str]:
        return {
            "parseType": "bulidstatic",
            "webId": hexadecimal("web", self.site.id),
            "tplSetId": hexadecimal("tpl", self.site.id),
            "pageType": "column",
            "tagId": TAG,
            "editType": "null",
            "pageId": hexadecimal("page", self.site.id),
        }

    def pages(self) -> Iterator[tuple[str, Reply]]:
        data = json.dumps(self.query_data, ensure_ascii=False).replace('"', "'")
        content = (
            f'{chrome.breadcrumb(self.column)}\n<div class="list"></div>\n'
            f'<script src="/script/0/unitbuild.js" url="{UNIT}" queryData="{data}"></script>'
        )
        yield self.column, html(chrome.page(chrome.COLUMN, chrome.list_meta(self.site), content, self.site))
        for item in self.publications:
            text = chrome.article(self.site, item, chrome.body(item), [], self.column, 'id="zoom"')
            yield self.path(item), html(text)

    def answer(self, request: Request) -> Reply | None:
        if request.path != UNIT:
            return None
        known = all(request.query.get(name) == value for name, value in self.query_data.items())
        if not known:
            return json_reply({"success": True, "code": "200", "data": {"html": ""}})
        try:
            number = int(json.loads(request.query.get("paramJson", "{}")).get("pageNo", 1))
        except (ValueError, AttributeError):
            number = 1
        lines = "".join(
            f'<li><a href="{self.path(item)}" title="{escape(item.title)}">{escape(item.title)}</a>'
            f"<span>{item.published_on}</span></li>"
            for item in part(self.newest_first, number, self.per_page)
        )
        total = len(self.publications)
        pager = f'<div class="page" count="{total}" pagesize="{self.per_page}"></div>'
        return json_reply({"success": True, "code": "200", "data": {"html": f"<ul>{lines}</ul>{pager}"}})
