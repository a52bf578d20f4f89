"""Articles that are directories (F9), and lists of numbered ids beside their articles (F10)."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from practice import chrome
from practice.http import Reply, Request
from practice.publications import Publication
from practice.systems import Site, System, hexadecimal, html, pages_of, part, whole


class Eportal(System):
    """`…/zfxxgknb49/<19 digits>/index.html`: column and article look the same; pages by `/eportal/ui`."""

    sites = (
        Site(
            number=18,
            id="practice_eportal",
            county="苇河县",
            region="150000",
            columns=("/wh/zwgk/zfxxgk/zfxxgknb49/index.html",),
            bodies=(("苇河县农牧局", 2021, 2024), ("苇河县能源局", 2021, 2023)),
            noise=24,
        ),
    )
    per_page = 10

    @property
    def folder(self) -> str:
        return self.column.removesuffix("index.html")

    @property
    def module(self) -> str:
        return hexadecimal("module", self.site.id)

    def path(self, item: Publication) -> str:
        return (
            f"{self.folder}{item.published_on:%Y%m%d}16{item.serial % 60:02d}12{item.serial:07d}/index.html"
        )

    def pages(self) -> Iterator[tuple[str, Reply]]:
        yield self.column, html(self.list_page(1))
        yield self.folder, html(self.list_page(1))
        for item in self.publications:
            reply = html(chrome.article(self.site, item, chrome.body(item), [], self.column, 'id="zoom"'))
            yield self.path(item), reply
            yield self.path(item).removesuffix("index.html"), reply

    def answer(self, request: Request) -> Reply | None:
        if request.path != "/eportal/ui" or request.query.get("moduleId") != self.module:
            return None
        return html(self.list_page(whole(request.query.get("currentPage"))))

    def list_page(self, number: int) -> str:
        lines = "".join(
            f'<li><span class="date">{item.published_on}</span>'
            f'<a href="{self.path(item)}" istitle="true" title="{escape(item.title)}">'
            f"{escape(item.title)}</a></li>"
            for item in part(self.newest_first, number, self.per_page)
        )
        total = pages_of(self.newest_first, self.per_page)
        module = f"moduleId={self.module}&amp;staticRequest=yes"
        pages = "".join(
            f'<a href="/eportal/ui?pageId=302272&amp;currentPage={n}&amp;{module}">{text}</a>'
            for n, text in ((number + 1, "下一页"), (total, "末页"))
            if n <= total and number < total
        )
        content = (
            f'{chrome.breadcrumb(self.column)}<ul class="column-list">{lines}</ul>'
            f'<div class="pagination">{pages}</div>'
        )
        return chrome.page(chrome.COLUMN, chrome.list_meta(self.site), content, self.site)


class Snowflake(System):
    """Lists `/1.html`, `/2.html` in the folder in which some articles lie; ids of 19 digits, some of 15."""

    sites = (
        Site(
            number=19,
            id="practice_snowflake",
            county="箬岭县",
            region="610000",
            columns=("/zfxxgk/zfxxgknb/1.html",),
            bodies=(("箬岭县乡村振兴局", 2021, 2023), ("箬岭县平川镇人民政府", 2022, 2025)),
            noise=22,
        ),
    )
    per_page = 10

    def path(self, item: Publication) -> str:
        folder = self.column.removesuffix("1.html") + ("gzb/" if item.serial % 2 else "")
        long = 1_744_660_031_470_000_000 + item.serial * 97
        return f"{folder}{long if item.serial % 3 else 157_256_600_000_000 + item.serial}.html"

    def pages(self) -> Iterator[tuple[str, Reply]]:
        total = pages_of(self.newest_first, self.per_page)
        for number in range(1, total + 1):
            yield self.column.replace("1.html", f"{number}.html"), html(self.list_page(number, total))
        for item in self.publications:
            text = chrome.article(self.site, item, chrome.body(item), [], self.column, 'class="conTxt"')
            yield self.path(item), html(text)

    def list_page(self, number: int, total: int) -> str:
        lines = "".join(
            f'<dl><dt><a href="{self.path(item)}">{escape(item.title)}</a></dt>'
            f"<dd>{item.published_on:%Y.%m.%d}</dd></dl>"
            for item in part(self.newest_first, number, self.per_page)
        )
        pages = " ".join(
            f"<span>{n}</span>" if n == number else f'<a href="{n}.html">{n}</a>' for n in range(1, total + 1)
        )
        content = f'{chrome.breadcrumb(self.column)}{lines}<div class="pages">{pages}</div>'
        return chrome.page(chrome.COLUMN, chrome.list_meta(self.site), content, self.site)
