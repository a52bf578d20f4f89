"""VSB 博达 (F7): static pages that count down, `info/<tree>/<article>.htm`."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from practice import chrome
from practice.http import Reply, Request
from practice.publications import Publication
from practice.systems import Site, System, html


class Vsb(System):
    """With T pages page 1 is `xxgknb.htm` and page p `xxgknb/<T-p+1>.htm`.

    Once the first page was served a news item appears on top, as on a site that is being edited: what
    stood last on page 1 stands first on page 2 from then on.
    """

    sites = (
        Site(
            number=16,
            id="practice_vsb",
            county="桐坪县",
            region="530000",
            columns=("/zwgk/xxgknb.htm",),
            bodies=(("桐坪县投资促进局", 2021, 2024), ("桐坪县民族宗教局", 2019, 2022)),
            noise=26,
        ),
    )
    per_page = 10

    def __init__(self, *given: object, **named: object) -> None:
        super().__init__(*given, **named)  # type: ignore[arg-type]
        self.served_first = False

    def path(self, item: Publication) -> str:
        return f"/info/1042/{40_000 + item.serial}.htm"

    @property
    def listed(self) -> list[tuple[str, str, str]]:
        """Path, title and date of what the list holds now."""
        items = [(self.path(item), item.title, item.published_on.isoformat()) for item in self.newest_first]
        late = [("/info/1042/99999.htm", f"{self.site.county}开展政务公开专题培训", "2026-04-01")]
        return late + items if self.served_first else items

    def answer(self, request: Request) -> Reply | None:
        listed = self.listed
        total = max(1, -(-len(listed) // self.per_page))
        if request.path == self.column:
            reply = html(self.list_page(listed, 1, total))
            self.served_first = True
            return reply
        name = request.path.removeprefix("/zwgk/xxgknb/").removesuffix(".htm")
        if request.path.startswith("/zwgk/xxgknb/") and name.isdigit() and 1 <= int(name) < total:
            return html(self.list_page(listed, total - int(name) + 1, total))
        return None

    def list_page(self, listed: list[tuple[str, str, str]], number: int, total: int) -> str:
        up = "../" if number == 1 else "../../"
        here = "xxgknb/" if number == 1 else ""
        lines = "".join(
            f'<li id="line_u9_{n}"><a href="{up}{path.removeprefix("/")}" title="{escape(title)}">'
            f"{escape(title)}</a><span>{date}</span></li>"
            for n, (path, title, date) in enumerate(
                listed[(number - 1) * self.per_page : number * self.per_page]
            )
        )
        after = (
            f'<span class="p_next p_fun"><a href="{here}{total - number}.htm">下页</a></span>'
            f'<span class="p_last p_fun"><a href="{here}1.htm">尾页</a></span>'
            if number < total
            else '<span class="p_next_d p_fun_d">下页</span>'
        )
        content = (
            f'{chrome.breadcrumb(self.column)}<ul class="list">{lines}</ul>\n<span class="p_pages">'
            f'<span class="p_no_d">{number}</span>{after}</span><span class="p_t">共{total}页</span>\n'
            '<script src="/system/resource/js/dynclicks.js"></script>'
        )
        return chrome.page(chrome.COLUMN, chrome.list_meta(self.site), content, self.site)

    def pages(self) -> Iterator[tuple[str, Reply]]:
        for item in self.publications:
            content = f'<div class="v_news_content">{chrome.body(item)}</div>'
            text = chrome.article(self.site, item, content, [], self.column, 'id="vsb_content"')
            yield self.path(item), html(text)
        yield (
            "/info/1042/99999.htm",
            html("<html><head><title>培训</title></head><body>专题培训。</body></html>"),
        )
