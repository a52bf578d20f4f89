"""Trees of columns on static sites (F1, F14): years over kinds of bodies, and years that are reports."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from practice import chrome
from practice.http import Reply
from practice.publications import Publication
from practice.systems import Site, System, html
from practice.systems.trs import Trs

KINDS = {"bm": "县直部门", "xz": "乡镇"}


def kind_of(item: Publication) -> str:
    return "xz" if ("镇" in item.publisher or "乡" in item.publisher) else "bm"


class Tree(Trs):
    """A list for each year and kind of body, articles in a folder outside of them, files beside articles."""

    sites = (
        Site(
            number=9,
            id="practice_tree",
            county="梅坪县",
            region="500000",
            columns=("/xxgk/gknb/",),
            bodies=(
                ("梅坪县教育局", 2021, 2024),
                ("梅坪县应急管理局", 2022, 2024),
                ("梅坪县古渡镇人民政府", 2022, 2024),
            ),
            noise=0,
            knobs={"files": {("梅坪县教育局", 2024): ("docx",), ("梅坪县古渡镇人民政府", 2023): ("pdf",)}},
        ),
    )

    def path(self, item: Publication) -> str:
        day = item.published_on
        return f"/xxgk/content/{day:%Y%m}/t{day:%Y%m%d}_{item.serial}.html"

    def line(self, column: str, item: Publication) -> str:
        href = "../../../" + self.path(item).removeprefix("/xxgk/")
        link = f'<a href="{href}" title="{escape(item.title)}">{escape(item.title)}</a>'
        return f"<li>{link}<i>{item.published_on}</i></li>"

    def folder(self, title: str, names: dict[str, str]) -> Reply:
        links = "".join(f'<li><a href="./{name}/">{escape(text)}</a></li>' for name, text in names.items())
        content = f'{chrome.breadcrumb(self.column, title)}<div class="tree"><ul>{links}</ul></div>'
        return html(chrome.page(title, chrome.list_meta(self.site), content, self.site))

    def pages(self) -> Iterator[tuple[str, Reply]]:
        years = sorted({item.filing.year for item in self.reports if item.filing}, reverse=True)
        yield self.column, self.folder(chrome.COLUMN, {f"{year}n": f"{year}年" for year in years})
        for year in years:
            yield f"{self.column}{year}n/", self.folder(f"{year}年", KINDS)
            for kind, label in KINDS.items():
                found = [
                    item
                    for item in reversed(self.reports)
                    if item.filing and item.filing.year == year and kind_of(item) == kind
                ]
                if found:
                    yield from self.list_pages(f"{self.column}{year}n/{kind}/", found)
                else:
                    yield f"{self.column}{year}n/{kind}/", self.folder(f"{year}年{label}", {})
        for item in self.publications:
            yield from self.article_pages(item)
            yield from self.attachment_pages(item)


class Inline(System):
    """The page of a year is the report of that year: nothing on it leads to an article."""

    sites = (
        Site(
            number=10,
            id="practice_inline",
            county="翠岭县",
            region="520000",
            columns=("/zwgk/zfxxgknb/",),
            bodies=(("翠岭县人民政府办公室", 2019, 2025),),
            noise=0,
        ),
    )

    def path(self, item: Publication) -> str:
        return f"{self.column}{item.filing.year if item.filing else 0}n/"

    def pages(self) -> Iterator[tuple[str, Reply]]:
        links = "".join(
            f'<li><a href="{self.path(item)}">{item.filing.year}年</a></li>'
            for item in reversed(self.reports)
            if item.filing
        )
        content = f'{chrome.breadcrumb(self.column)}<ul class="years">{links}</ul>'
        yield self.column, html(chrome.page(chrome.COLUMN, chrome.list_meta(self.site), content, self.site))
        for item in self.reports:
            text = chrome.article(self.site, item, chrome.body(item), [], self.column, 'class="zfxxgk_nr"')
            yield self.path(item), html(text)
