"""Lonsun 龙讯 (F8): bodies by `action=rel`, years by `#timeFrame`, lists by `/site/label/8888`."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from practice import chrome
from practice.http import Reply, Request
from practice.publications import Publication
from practice.systems import Site, System, html, pages_of, part, whole

PORTAL = "6596211"
CATEGORY = "6720001"
LABEL = "/site/label/8888"


class Lonsun(System):
    """Two columns: the reports of some bodies stand behind their year, those of the others in a list."""

    sites = (
        Site(
            number=17,
            id="practice_lonsun",
            county="秋浦县",
            region="340000",
            columns=(
                f"/public/column/{PORTAL}?type=4&action=rel",
                f"/public/column/{PORTAL}?type=4&action=list&nav=3&catId={CATEGORY}",
            ),
            bodies=(
                ("秋浦县水利局", 2021, 2024),
                ("秋浦县棠下镇人民政府", 2022, 2024),
                ("秋浦县地震局", 2020, 2023),
            ),
            noise=22,
            knobs={"behind_years": ("秋浦县水利局", "秋浦县棠下镇人民政府")},
        ),
    )
    per_page = 10

    def behind(self, item: Publication) -> bool:
        return bool(item.filing) and item.publisher in self.site.knobs["behind_years"]

    def organ(self, agency: str) -> str:
        return str(7_000 + sum(map(ord, agency)) % 900)

    def path(self, item: Publication) -> str:
        if self.behind(item) and item.filing:
            organ = self.organ(item.publisher)
            return f"/public/column/{organ}?type=3&action=detail&nav=3&title={item.filing.year}"
        return f"/public/{self.organ(item.publisher)}/{11_000_000 + item.serial}.html"

    @property
    def listed(self) -> list[Publication]:
        return [item for item in self.newest_first if not self.behind(item)]

    def article(self, item: Publication) -> str:
        return chrome.article(self.site, item, chrome.body(item), [], self.column, 'class="xxgk_content"')

    def pages(self) -> Iterator[tuple[str, Reply]]:
        for item in self.listed:
            yield self.path(item), html(self.article(item))

    def answer(self, request: Request) -> Reply | None:
        if request.path == LABEL:
            return self.label(request.form)
        if not request.path.startswith("/public/column/"):
            return None
        organ, action = request.path.rpartition("/")[2], request.query.get("action")
        if organ == PORTAL:
            return html(self.shell("公开年报", self.bodies() if action == "rel" else self.unit()))
        return self.behind_years(organ, request.query.get("title", "") if action == "detail" else None)

    def behind_years(self, organ: str, year: str | None) -> Reply | None:
        """A body's page with its years, or the report behind one of them."""
        years = {
            str(item.filing.year): item
            for item in self.reports
            if item.filing and self.behind(item) and self.organ(item.publisher) == organ
        }
        if not years:
            return None
        if year is not None:
            item = years.get(year)
            return html(self.article(item) if item else self.shell("公开年报", "<p>暂无相关信息</p>"))
        address = f"/public/column/{organ}?type=3&amp;action=detail&amp;nav=3"
        links = "".join(
            f'<li><a href="{address}&amp;title={n}">{n}年</a></li>' for n in sorted(years, reverse=True)
        )
        return html(self.shell("公开年报", f'<ul id="timeFrame">{links}</ul>'))

    def shell(self, title: str, content: str) -> str:
        inside = f"{chrome.breadcrumb('/')}\n{content}"
        return chrome.page(title, chrome.list_meta(self.site), inside, self.site)

    def bodies(self) -> str:
        rows = "".join(
            f'<li><a href="/public/column/{self.organ(agency)}?type=4&amp;action=list&amp;nav=3" '
            f'title="{escape(agency)}">{escape(agency)}</a></li>'
            for agency in self.site.knobs["behind_years"]
        )
        return f'<ul class="clearfix">{rows}</ul>'

    def unit(self) -> str:
        """The first page of the list, and the script that asks for the others."""
        total = pages_of(self.listed, self.per_page)
        return (
            f'<div class="xxgk_navli" id="publicInfoList">{self.rows(1)}</div>\n'
            '<div id="page_public_info"></div>\n'
            "<script>Ls.pagination('#page_public_info', function (pageIndex) { $.get('" + LABEL + "', {"
            "IsAjax: 1, dataType: 'html', _: Math.random(), labelName: 'publicInfoList', siteId: '6793821',"
            f"organId: '{PORTAL}', catId: '{CATEGORY}', type: '4', action: 'list', pageSize: {self.per_page},"
            "pageIndex: pageIndex, isDate: 'true', dateFormat: 'yyyy-MM-dd', length: 80,"
            "file: '/xxgk/publicInfoList_newest2020', result: '暂无相关信息' }); }, "
            f"{{pageCount:{total},pageIndex:1}});</script>"
        )

    def rows(self, number: int) -> str:
        return "".join(
            f'<ul class="clearfix"><li class="mc"><a href="{self.path(item)}" title="{escape(item.title)}" '
            f'target="_blank">{escape(item.title)}</a></li><li class="rq">{item.published_on}</li></ul>'
            for item in part(self.listed, number, self.per_page)
        )

    def label(self, fields: dict[str, str]) -> Reply:
        known = (fields.get("labelName"), fields.get("organId"), fields.get("catId"))
        rows = (
            self.rows(whole(fields.get("pageIndex"))) if known == ("publicInfoList", PORTAL, CATEGORY) else ""
        )
        return html(rows or escape(fields.get("result", "暂无相关信息")))
