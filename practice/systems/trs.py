"""TRS WCM and its like (F1): static lists, `createPageHTML`, articles in folders by month."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import ClassVar

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

    sites: ClassVar[tuple[Site, ...]] = (
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
        Site(
            number=5,
            id="practice_trs_gbk",
            county="石湾县",
            region="140000",
            columns=("/XXGK/GKNB/",),
            bodies=(("石湾县林业局", 2021, 2024), ("石湾县公安局", 2019, 2021)),
            noise=22,
            knobs={
                "suffix": "shtml",
                "encoding": "gb18030",
                "header": "text/html; charset=utf-8",
                "claim": "gb2312",
                "inside": True,
            },
        ),
        Site(
            number=6,
            id="practice_trs_long",
            county="望溪县",
            region="450000",
            columns=("/xxgk/fdzdgknr/bmxxgknb/",),
            bodies=(("望溪县商务局", 2021, 2025), ("望溪县大坪乡人民政府", 2022, 2024)),
            noise=20,
            knobs={"suffix": "shtml", "first": 1, "long": True, "epoch": True, "layout": "word"},
        ),
    )
    size = 12

    @property
    def suffix(self) -> str:
        return str(self.site.knobs.get("suffix", "html"))

    def path(self, item: Publication) -> str:
        day = item.published_on
        # An editor's mistake that is seen on real sites: the address says that the page is of 1970.
        stamp = "19700101" if self.site.knobs.get("epoch") and item.serial % 9 == 0 else f"{day:%Y%m%d}"
        return f"{self.column}{day:%Y%m}/t{stamp}_{item.serial}.{self.suffix}"

    def attachment_path(self, item: Publication, attachment: Attachment, position: int) -> str:
        letter = "P" if attachment.kind in ("pdf", "image") else "W"
        suffix = attachment.name.rpartition(".")[2]
        folder = self.path(item).rpartition("/")[0]
        return f"{folder}/{letter}0{item.published_on:%Y%m%d}{item.serial:07d}{position:03d}.{suffix}"

    def reply(self, text: str, item: Publication) -> Reply:
        knobs = self.site.knobs
        body = text.encode(knobs.get("encoding", "utf-8"))
        return Reply(body, content_type=knobs.get("header", "text/html"), modified=moment(item.published_on))

    def pages(self) -> Iterator[tuple[str, Reply]]:
        yield from self.list_pages(self.column, self.newest_first)
        for item in self.publications:
            yield from self.article_pages(item)
            yield from self.attachment_pages(item)

    def list_pages(self, column: str, items: list[Publication]) -> Iterator[tuple[str, Reply]]:
        parts = [items[n : n + self.size] for n in range(0, len(items), self.size)]
        for number, part in enumerate(parts):
            # Where pages count from 1, `index_1` is the first page again and the second is `index_2`.
            shift = self.site.knobs.get("first", 0)
            name = "index" if number == 0 else f"index_{number + shift}"
            text = self.list_page(column, part, len(parts), number)
            # A list is written anew when its newest item appears.
            reply = self.reply(text, max(items, key=lambda item: item.published_on))
            yield f"{column}{name}.{self.suffix}", reply
            if number == 0:
                yield column, reply
                if shift:
                    yield f"{column}index_1.{self.suffix}", reply

    def line(self, column: str, item: Publication) -> str:
        """An item of a list; long titles are cut, as these lists do, and stand whole in `title`."""
        href = "./" + self.path(item).removeprefix(column)
        shown = item.title if len(item.title) < 24 else item.title[:22] + "…"
        date = f"<span>{item.published_on}</span>"
        inside, outside = (date, "") if self.site.knobs.get("inside") else ("", date)
        return (
            f'<li><a href="{href}" title="{escape(item.title)}" target="_blank">{escape(shown)}{inside}</a>'
            f"{outside}</li>"
        )

    def list_page(self, column: str, items: list[Publication], total: int, number: int) -> str:
        lines = "\n".join(self.line(column, item) for item in items)
        content = (
            f'{chrome.breadcrumb(column)}\n<ul class="list">\n{lines}\n</ul>\n'
            '<div class="page"><script>'
            f'createPageHTML({total}, {number}, "index", "{self.suffix}");</script></div>'
        )
        title = f"{chrome.COLUMN}_{self.site.name}"
        return chrome.page(
            title, chrome.list_meta(self.site), content, self.site, self.site.knobs.get("claim", "utf-8")
        )

    def article_pages(self, item: Publication) -> Iterator[tuple[str, Reply]]:
        path = self.path(item)
        if not (self.site.knobs.get("long") and item.filing and item.serial % 2):
            yield path, self.reply(self.article(item, chrome.body(item)), item)
            return
        # A long article is cut in two; what its first page lacks stands on `<name>_1`.
        parts = markup.parts(item.filing, item.layout)
        cut = len(parts) // 2
        stem = path.rpartition("/")[2].removesuffix(f".{self.suffix}")
        for number, some in enumerate((parts[:cut], parts[cut:])):
            pager = f'<script>createPageHTML(2, {number}, "{stem}", "{self.suffix}");</script>'
            name = path if number == 0 else path.replace(stem, f"{stem}_{number}")
            yield name, self.reply(self.article(item, "\n".join(some), pager), item)

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
        return chrome.page(
            title,
            chrome.article_meta(self.site, item),
            content,
            self.site,
            self.site.knobs.get("claim", "utf-8"),
        )
