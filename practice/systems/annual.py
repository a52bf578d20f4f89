"""Hanweb's module for annual reports (F3): no list, one address for every body and year."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from practice import chrome
from practice.http import Reply, Request
from practice.publications import Publication
from practice.systems import Site, System, html

REPORT = "/module/xxgk/xxgkAnnualReport.jsp"
TREE = "/module/xxgk/tree.jsp"


class Annual(System):
    """`tree.jsp` names the bodies; their page has a selector of years, some of them without a report."""

    sites = (
        Site(
            number=11,
            id="practice_annual",
            county="碧川县",
            region="330000",
            columns=(f"{TREE}?area=001008003",),
            bodies=(
                ("碧川县发展和改革局", 2021, 2024),
                ("碧川县人力资源和社会保障局", 2019, 2021),
                ("碧川县沙洲镇人民政府", 2023, 2025),
            ),
            noise=0,
            knobs={"regulations": (("碧川县沙洲镇人民政府", 2024),)},  # of which a township can make none
        ),
    )
    years = range(2018, 2026)

    def area(self, agency: str) -> str:
        return f"1133{sum(map(ord, agency)):011d}A"

    def path(self, item: Publication) -> str:
        year = item.filing.year if item.filing else 0
        return f"{REPORT}?area={self.area(item.publisher)}&fbtime={year}"

    def pages(self) -> Iterator[tuple[str, Reply]]:
        yield from ()

    def answer(self, request: Request) -> Reply | None:
        if request.path == TREE:
            return html(self.tree())
        if request.path != REPORT:
            return None
        area, year = request.query.get("area", ""), request.query.get("fbtime")
        agencies = {self.area(item.publisher): item.publisher for item in self.reports}
        if area not in agencies:
            return html("")
        content, item = "请选择年份。", None
        if year is not None:
            found = [
                item
                for item in self.reports
                if self.area(item.publisher) == area and item.filing and str(item.filing.year) == year
            ]
            item = found[0] if found else None
            content = chrome.body(item) if item else "<p>暂无相关信息</p>"
        return html(self.page(area, agencies[area], content, item))

    def tree(self) -> str:
        agencies = dict.fromkeys(item.publisher for item in self.reports)
        nodes = "".join(
            f'<li><a href="{REPORT}?area={self.area(agency)}" target="right">{escape(agency)}</a></li>'
            for agency in agencies
        )
        content = f'{chrome.breadcrumb(self.column)}<ul id="tree" class="filetree">{nodes}</ul>'
        return chrome.page(f"{chrome.COLUMN} 目录", chrome.list_meta(self.site), content, self.site)

    def page(self, area: str, agency: str, content: str, item: Publication | None) -> str:
        years = "".join(
            f'<li><a href="{REPORT}?area={area}&amp;fbtime={year}">{year}年</a></li>' for year in self.years
        )
        selector = f'<div class="year"><ul>{years}</ul></div>'
        meta = chrome.article_meta(self.site, item) if item else chrome.list_meta(self.site)
        title = item.title if item else f"{agency}政府信息公开年报"
        inside = (
            f"{selector}<h1>{escape(title)}</h1>\n{chrome.information(item) if item else ''}\n"
            f'<div class="xxgk_content" id="zoom">{content}</div>'
        )
        return chrome.page(title, meta, inside, self.site)
