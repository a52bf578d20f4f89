"""Sites that nobody here has seen: every report is found, and nothing else is taken for one."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from archive.extract import extract
from tests.crawler.crawls import crawl, registry, rows
from tests.crawler.servers import Page, serve
from tests.crawler.strangers.world import STRANGERS, Item, Stranger, articles, shell, some, wanted

for kind in ("static", "services", "scripted", "papers", "wrappers"):
    importlib.import_module(f"tests.crawler.strangers.{kind}")


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """All strangers crawled once and read: the sites, how each fared, the archive."""
    folder = tmp_path_factory.mktemp("strangers")
    built: dict[str, Stranger] = {name: build() for name, build in STRANGERS.items()}
    with ExitStack() as stack:
        servers = {name: stack.enter_context(serve(site.pages)) for name, site in built.items()}
        sites = registry(
            folder,
            **{
                name: {"columns": [servers[name].url + site.column], "region": f"41{number:04}"}
                for number, (name, site) in enumerate(built.items())
            },
        )
        result = crawl(sites, folder / "archive.db", now="2024-06-01T00:00:00+00:00", patience=300)
    extract(folder / "archive.db")
    bases = {name: server.url for name, server in servers.items()}
    yield {"built": built, "sites": result["sites"], "bases": bases, "archive": folder / "archive.db"}


def reports(crawled: dict[str, Any], name: str) -> dict[int, set[str]]:
    """The addresses of each report of a site, without the host."""
    found: dict[int, set[str]] = {}
    query = "SELECT report_id, url FROM addresses WHERE site_id = ?"
    for number, url in rows(crawled["archive"], query, name):
        found.setdefault(number, set()).add(url.removeprefix(crawled["bases"][name]))
    return found


@pytest.mark.parametrize("name", STRANGERS)
def test_no_report_is_missed_and_nothing_else_taken_for_one(crawled: dict[str, Any], name: str) -> None:
    site: Stranger = crawled["built"][name]
    found = reports(crawled, name)
    addresses = set().union(*found.values())
    assert sorted(site.reports - addresses) == []
    assert [urls for urls in found.values() if not urls & site.reports] == []
    assert len(found) == (site.count or len(site.reports))


@pytest.mark.parametrize("name", STRANGERS)
def test_how_the_site_fared_is_told(crawled: dict[str, Any], name: str) -> None:
    site: Stranger = crawled["built"][name]
    told = crawled["sites"][name]
    assert told["state"] == site.state, told["reason"]
    assert not site.adapter or told["adapter"] == site.adapter
    (reason,) = rows(crawled["archive"], "SELECT adapter_reason FROM sites WHERE id = ?", name)
    assert reason[0]


def test_figures_stand_in_every_report_whose_page_prints_them(crawled: dict[str, Any]) -> None:
    query = "SELECT site_id, status, count(*) FROM reports WHERE status <> 'parsed' GROUP BY 1, 2"
    assert rows(crawled["archive"], query) == []


def test_the_column_of_a_new_year_is_found_in_january(tmp_path: Path) -> None:
    """An empty column of this year is looked at every night; a new one is found by its link."""
    old = some(4, lambda n: f"/nb/2023/{n}.html", year=2023, decoys=1)
    new = some(5, lambda n: f"/nb/2024/{n}.html", year=2024, decoys=1, first=6)
    towns = some(3, lambda n: f"/nb/2024xz/{n}.html", year=2024, decoys=0, first=20)

    def lines(items: list[Item]) -> str:
        return "".join(f"<li><a href='{i.path}'>{i.title}</a><span>{i.day}</span></li>" for i in items)

    def menu(more: str = "") -> str:
        return f"<div><a href='/nb/2024/'>2024年</a><a href='/nb/2023/'>2023年</a>{more}</div>"

    pages: dict[str, Page] = {
        "/nb/": shell(menu()),
        "/nb/2023/": shell(menu() + f"<ul>{lines(old)}</ul>"),
        "/nb/2024/": shell(menu() + "<ul></ul><p>暂无信息</p>"),
        **articles(old),
    }
    with serve(pages) as server:
        sites = registry(tmp_path, one={"columns": [server.url + "/nb/"]})
        first = crawl(sites, tmp_path / "archive.db", now="2025-01-08T00:00:00+00:00")
        assert first["sites"]["one"]["state"] == "ok", first
        server.pages |= articles(new) | articles(towns)
        server.pages["/nb/"] = shell(menu("<a href='/nb/2024xz/'>2024年乡镇年报</a>"))
        server.pages["/nb/2024/"] = shell(menu() + f"<ul>{lines(new)}</ul>")
        server.pages["/nb/2024xz/"] = shell(menu() + f"<ul>{lines(towns)}</ul>")
        server.asked.clear()
        second = crawl(sites, tmp_path / "archive.db", now="2025-01-09T00:00:00+00:00")
        asked = server.paths()
    assert second["sites"]["one"]["state"] == "ok", second
    assert wanted(new) | wanted(towns) <= set(asked)
    found = rows(tmp_path / "archive.db", "SELECT url FROM captures WHERE role = 'report' AND run_id = 2")
    assert {"/" + url.split("/", 3)[3] for (url,) in found} >= wanted(new) | wanted(towns)
