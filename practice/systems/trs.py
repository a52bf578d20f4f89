"""TRS WCM and its like (F1): static lists, `createPageHTML`, articles in folders by month."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from practice import chrome, markup
from practice.http import Reply
from practice.publications import Attachment, Publication
from practice.systems import Site, System, moment

COUNTY = "青禾县"
OFFICES = (
    (f"{COUNTY}教育局", 2021, 2024),
    (f"{COUNTY}水利局", 2019, 2022),
    (f"{COUNTY}石桥镇人民政府", 2022, 2025),
    (f"{COUNTY}人民政府#本级", 2022, 2023),
    (f"{COUNTY}人民政府#汇总", 2022, 2023),
)


class Trs(System):
    """Page k of a list, counted from 0, is `index.html` or `index_k.html`; files lie beside the article."""

    sites = (
        Site(
            number=1,
            id="practice_trs",
            county=COUNTY,
            region="410000",
            columns=("/zwgk/zfxxgknb/",),
            bodies=OFFICES,
            sources=("004", "001"),
            noise=18,
            knobs={
                "beside": {"004": ("pdf",), "001": ("docx",)},
                "blunders": {(f"{COUNTY}水利局", 2022): "row"},
            },
        ),
    )
    suffix = "html"
    charset = "utf-8"
    header = "text/html"
    size = 12

    @property
    def column(self) -> str:
        return self.site.columns[0]

    def path(self, item: Publication) -> str:
        day = item.published_on
        return f"{self.column}{day:%Y%m}/t{day:%Y%m%d}_{item.serial}.{self.suffix}"

    def attachment_path(self, item: Publication, attachment: Attachment, position: int) -> str:
        letter = "P" if attachment.kind in ("pdf", "image") else "W"
        suffix = attachment.name.rpartition(".")[2]
        folder = self.path(item).rpartition("/")[0]
        return f"{folder}/{letter}0{item.published_on:%Y%m%d}{item.serial:07d}{position:03d}.{suffix}"

    def reply(self, text: str, item: Publication) -> Reply:
        encoding = "gb18030" if self.charset.startswith("gb") else "utf-8"
        return Reply(text.encode(encoding), content_type=self.header, modified=moment(item.published_on))

    def pages(self) -> Iterator[tuple[str, Reply]]:
        yield from self.list_pages(self.column, list(reversed(self.publications)))
        for item in self.publications:
            yield from self.article_pages(item)
            yield from self.attachment_pages(item)

    def list_pages(self, column: str, items: list[Publication]) -> Iterator[tuple[str, Reply]]:
        parts = [items[n : n + self.size] for n in range(0, len(items), self.size)]
        for number, part in enumerate(parts):
            name = "index" if number == 0 else f"index_{number}"
            text = self.list_page(column, part, len(parts), number)
            # A list is written anew when its newest item appears.
            reply = self.reply(text, max(items, key=lambda item: item.published_on))
            yield f"{column}{name}.{self.suffix}", reply
            if number == 0:
                yield column, reply

    def line(self, column: str, item: Publication) -> str:
        """An item of a list; long titles are cut, as these lists do, and stand whole in `title`."""
        href = "./" + self.path(item).removeprefix(column)
        shown = item.title if len(item.title) < 24 else item.title[:22] + "…"
        return (
            f'<li><a href="{href}" title="{escape(item.title)}" target="_blank">{escape(shown)}</a>'
            f"<span>{item.published_on}</span></li>"
        )

    def list_page(self, column: str, items: list[Publication], total: int, number: int) -> str:
        lines = "\n".join(self.line(column, item) for item in items)
        content = (
            f'{chrome.breadcrumb(column)}\n<ul class="list">\n{lines}\n</ul>\n'
            '<div class="page"><script>'
            f'createPageHTML({total}, {number}, "index", "{self.suffix}");</script></div>'
        )
        title = f"{chrome.COLUMN}_{self.site.name}"
        return chrome.page(title, chrome.list_meta(self.site), content, self.site, self.charset)

    def body(self, item: Publication) -> str:
        if item.filing:
            return markup.report(item.filing, item.layout)
        return "\n".join(f"<p>　　{escape(text)}</p>" for text in item.paragraphs)

    def article_pages(self, item: Publication) -> Iterator[tuple[str, Reply]]:
        yield self.path(item), self.reply(self.article(item, self.body(item)), item)

    def article(self, item: Publication, body: str, below: str = "") -> str:
        folder = self.path(item).rpartition("/")[0] + "/"
        paths = ["./" + path.removeprefix(folder) for path in self.attachment_paths(item)]
        content = (
            f"{chrome.breadcrumb(self.column, '正文')}\n{chrome.information(item)}\n"
            f'<h1 class="title">{escape(item.title)}</h1>\n'
            f'<div class="date">发布时间：{item.published_on}　来源：{escape(item.publisher)}　'
            f'浏览次数：<span id="views"><script src="/views.js?id={item.serial}"></script></span></div>\n'
            f'<div class="trs_editor_view TRS_UEDITOR">\n{body}\n</div>\n{below}{chrome.files(item, paths)}'
        )
        title = f"{item.title}_{self.site.name}"
        return chrome.page(title, chrome.article_meta(self.site, item), content, self.site, self.charset)
