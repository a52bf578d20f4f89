"""Plain server-side lists (F15): `?page=2`, numbered articles; one of the two sites speaks GBK."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import ClassVar

from practice import chrome, markup
from practice.http import COUNTER, Reply, Request
from practice.publications import Publication
from practice.systems import Site, System


class Numbered(System):
    """`/contents/<column>` with `?page=n` counted from 1; `/contents/<column>/<id>.html`.

    Knobs: `encoding` of the bytes, `header` and `claim` what header and page say of it.
    """

    sites: ClassVar[tuple[Site, ...]] = (
        Site(
            number=3,
            id="practice_numbered",
            county="白榆县",
            region="410400",
            columns=("/contents/44511",),
            bodies=(
                ("白榆县民政局", 2021, 2024),
                ("白榆县农业农村局", 2019, 2022),
                ("白榆县柳河乡人民政府", 2022, 2025),
            ),
            sources=("003",),
            noise=16,
            knobs={"blunders": {("白榆县民政局", 2024): "column"}},
        ),
        Site(
            number=4,
            id="practice_numbered_gbk",
            county="南浦县",
            region="410000",
            columns=("/contents/3071",),
            bodies=(
                ("南浦县审计局", 2020, 2023),
                ("南浦县交通运输局", 2021, 2024),
                ("南浦县长亭镇人民政府", 2021, 2023),
            ),
            sources=("002",),
            noise=16,
            # The header claims UTF-8 and the pages nothing: both decoders by the book get it wrong.
            knobs={
                "encoding": "gb18030",
                "header": "text/html; charset=utf-8",
                "claim": "",
                "blunders": {("南浦县交通运输局", 2024): "review"},
            },
        ),
    )
    per_page = 10

    def path(self, item: Publication) -> str:
        return f"{self.site.columns[0]}/{item.serial}.html"

    def reply(self, text: str) -> Reply:
        knobs = self.site.knobs
        header = knobs.get("header", "text/html; charset=utf-8")
        return Reply(text.encode(knobs.get("encoding", "utf-8")), content_type=header)

    def shell(self, title: str, meta: str, content: str) -> Reply:
        return self.reply(chrome.page(title, meta, content, self.site, self.site.knobs.get("claim", "utf-8")))

    def pages(self) -> Iterator[tuple[str, Reply]]:
        for item in self.publications:
            yield self.path(item), self.article(item)
            yield from self.attachment_pages(item)

    def article(self, item: Publication) -> Reply:
        body = (
            markup.report(item.filing, item.layout)
            if item.filing
            else "\n".join(f"<p>{escape(text)}</p>" for text in item.paragraphs)
        )
        content = (
            f"{chrome.breadcrumb(self.site.columns[0], '正文')}\n{chrome.information(item)}\n"
            f'<h1>{escape(item.title)}</h1>\n<p class="source">来源：{escape(item.publisher)}　'
            f"时间：{item.published_on}　点击数：{COUNTER.decode()}</p>\n"
            f'<div class="article-content">\n{body}\n</div>\n'
            f"{chrome.files(item, self.attachment_paths(item))}"
        )
        return self.shell(f"{item.title} - {self.site.name}", chrome.article_meta(self.site, item), content)

    def answer(self, request: Request) -> Reply | None:
        column = self.site.columns[0]
        if request.path.rstrip("/") != column:
            return None
        asked = request.query.get("page", "1")
        items = self.newest_first
        pages = -(-len(items) // self.per_page)
        number = int(asked) if asked.isdigit() and 1 <= int(asked) <= pages else 1
        part = items[(number - 1) * self.per_page : number * self.per_page]
        rows = "\n".join(
            f'<tr><td><a href="{self.path(item)}">{escape(item.title)}</a></td>'
            f'<td class="date">[{item.published_on:%Y/%m/%d}]</td></tr>'
            for item in part
        )
        links = "".join(
            f"<b>{n}</b> " if n == number else f'<a href="{column}?page={n}">{n}</a> '
            for n in range(1, pages + 1)
        )
        after = (
            f'<a href="{column}?page={number + 1}">下一页</a>' if number < pages else "<span>下一页</span>"
        )
        content = (
            f'{chrome.breadcrumb(column)}\n<table class="listtable">\n{rows}\n</table>\n'
            f'<div class="pager">共{len(items)}条　{links}{after}</div>'
        )
        return self.shell(f"{chrome.COLUMN} - {self.site.name}", chrome.list_meta(self.site), content)
