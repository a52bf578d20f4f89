"""ASP.NET (F13, F16): lists paged by postback, and reports by department and year."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from html import escape

from practice import chrome
from practice.http import Reply, Request
from practice.publications import Publication
from practice.systems import Site, System, html, pages_of, part

DETAILS = "/year_details.aspx"


class Postback(System):
    """`__doPostBack('AspNetPager1','2')`; the hidden fields of the page before must come back with it."""

    sites = (
        Site(
            number=21,
            id="practice_postback",
            county="泓口县",
            region="350000",
            columns=("/gknb/list.aspx",),
            bodies=(("泓口县海洋与渔业局", 2021, 2024), ("泓口县审计局", 2020, 2023)),
            noise=22,
        ),
    )
    per_page = 10

    def path(self, item: Publication) -> str:
        return f"/gknb/show.aspx?id={90_000 + item.serial}"

    def state(self, number: int) -> str:
        return base64.b64encode(f"{self.site.id}/{number}".encode()).decode("ascii")

    def pages(self) -> Iterator[tuple[str, Reply]]:
        yield from ()

    def answer(self, request: Request) -> Reply | None:
        if request.path == "/gknb/show.aspx":
            return self.article(f"/gknb/show.aspx?id={request.query.get('id')}")
        if request.path != self.column:
            return None
        return html(self.list_page(1)) if request.method != "POST" else self.turned(request.form)

    def article(self, path: str) -> Reply | None:
        item = next((item for item in self.publications if self.path(item) == path), None)
        if item is None:
            return None
        return html(chrome.article(self.site, item, chrome.body(item), [], self.column, 'class="content"'))

    def turned(self, fields: dict[str, str]) -> Reply:
        """The page that a postback asks for."""
        states = {self.state(n) for n in range(1, 1 + pages_of(self.newest_first, self.per_page))}
        wanted = fields.get("__EVENTARGUMENT", "")
        if fields.get("__VIEWSTATE") not in states or "__EVENTVALIDATION" not in fields:
            return Reply(
                b"<h1>Server Error in '/' Application.</h1>Validation of viewstate failed.", status=500
            )
        if fields.get("__EVENTTARGET") != "AspNetPager1" or not wanted.isdigit():
            return html(self.list_page(1))
        return html(self.list_page(int(wanted)))

    def list_page(self, number: int) -> str:
        total = pages_of(self.newest_first, self.per_page)
        number = number if 1 <= number <= total else 1
        rows = "".join(
            f'<tr><td><a href="show.aspx?id={90_000 + item.serial}">{escape(item.title)}</a></td>'
            f"<td>{item.published_on:%Y-%m-%d}</td></tr>"
            for item in part(self.newest_first, number, self.per_page)
        )
        pager = "".join(
            f"<span>{n}</span>"
            if n == number
            else f"<a href=\"javascript:__doPostBack('AspNetPager1','{n}')\">{n}</a>"
            for n in range(1, total + 1)
        )
        hidden = {
            "__VIEWSTATE": self.state(number),
            "__VIEWSTATEGENERATOR": "CA0B0334",
            "__EVENTVALIDATION": self.state(number)[::-1],
            "__EVENTTARGET": "",
            "__EVENTARGUMENT": "",
        }
        fields = "".join(
            f'<input type="hidden" name="{name}" id="{name}" value="{value}" />'
            for name, value in hidden.items()
        )
        content = (
            f'{chrome.breadcrumb(self.column)}<form method="post" action="./list.aspx" id="form1">{fields}'
            f'<table id="GridView1">{rows}</table><div id="AspNetPager1">{pager}</div></form>'
        )
        return chrome.page(chrome.COLUMN, chrome.list_meta(self.site), content, self.site)


class Years(System):
    """`year_details.aspx?dept=75&year=2022`: two selectors, and 200 with nothing where there is no report."""

    sites = (
        Site(
            number=22,
            id="practice_years",
            county="峪口县",
            region="510000",
            columns=(DETAILS,),
            bodies=(
                ("峪口县财政局", 2021, 2024),
                ("峪口县林业和草原局", 2019, 2021),
                ("峪口县双河镇人民政府", 2022, 2024),
            ),
            noise=0,
        ),
    )
    years = range(2019, 2026)

    @property
    def departments(self) -> dict[str, int]:
        names = dict.fromkeys(item.publisher for item in self.reports)
        return {name: 75 + 3 * number for number, name in enumerate(names)}

    def path(self, item: Publication) -> str:
        year = item.filing.year if item.filing else 0
        return f"{DETAILS}?dept={self.departments[item.publisher]}&year={year}"

    def pages(self) -> Iterator[tuple[str, Reply]]:
        yield from ()

    def answer(self, request: Request) -> Reply | None:
        if request.path != DETAILS:
            return None
        wanted = (request.query.get("dept", ""), request.query.get("year", ""))
        item = next((item for item in self.reports if self.key(item) == wanted), None)
        return html(self.page(item))

    def key(self, item: Publication) -> tuple[str, str]:
        year = item.filing.year if item.filing else 0
        return str(self.departments[item.publisher]), str(year)

    def page(self, item: Publication | None) -> str:
        departments = "".join(
            f'<option value="{number}">{escape(name)}</option>' for name, number in self.departments.items()
        )
        years = "".join(f'<option value="{year}">{year}年</option>' for year in self.years)
        form = (
            f'<form method="get" action="{DETAILS}"><select name="dept">{departments}</select>'
            f'<select name="year">{years}</select><input type="submit" value="查询"></form>'
        )
        title = item.title if item else chrome.COLUMN
        meta = chrome.article_meta(self.site, item) if item else chrome.list_meta(self.site)
        content = f"<h1>{escape(title)}</h1>{chrome.body(item)}" if item else ""
        inside = f'{form}<div class="details" id="content">{content}</div>'
        return chrome.page(title, meta, inside, self.site)
