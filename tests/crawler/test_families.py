"""Every report of a site in the manner of each publishing system is found, knowing only its column."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from tests.crawler.crawls import crawl, registry, rows
from tests.crawler.families import FAMILIES, Family
from tests.crawler.servers import Server, serve


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """All families crawled twice, a week apart: results, what each night asked, the archive."""
    folder = tmp_path_factory.mktemp("families")
    with ExitStack() as stack:
        families: dict[str, Family] = {name: build() for name, build in FAMILIES.items()}
        servers: dict[str, Server] = {n: stack.enter_context(serve(f.pages)) for n, f in families.items()}
        sites = registry(folder, **{n: {"columns": [servers[n].url + f.column]} for n, f in families.items()})
        first = crawl(sites, folder / "archive.db", now="2024-06-01T00:00:00+00:00")
        asked = {name: server.paths() for name, server in servers.items()}
        for server in servers.values():
            server.asked.clear()
        second = crawl(sites, folder / "archive.db", now="2024-06-01T12:00:00+00:00")
        again = {name: server.paths() for name, server in servers.items()}
    yield {
        "families": families, "servers": servers, "first": first, "second": second, "asked": asked, "again": again,
        "archive": folder / "archive.db",
    }  # fmt: skip


def captured(crawled: dict[str, Any], site: str, role: str) -> set[str]:
    found = rows(crawled["archive"], "SELECT url FROM captures WHERE site_id = ? AND role = ?", site, role)
    return {"/" + url.split("/", 3)[3] for (url,) in found}


@pytest.mark.parametrize("name", FAMILIES)
def test_every_report_is_found(crawled: dict[str, Any], name: str) -> None:
    family: Family = crawled["families"][name]
    found = captured(crawled, name, "report")
    assert family.reports <= found, sorted(family.reports - found)
    assert family.attachments <= captured(crawled, name, "attachment")


@pytest.mark.parametrize("name", FAMILIES)
def test_the_system_is_recognised_and_the_site_judged(crawled: dict[str, Any], name: str) -> None:
    family: Family = crawled["families"][name]
    result = crawled["first"]["sites"][name]
    assert (result["adapter"], result["state"]) == (family.adapter, family.state), result


@pytest.mark.parametrize("name", FAMILIES)
def test_a_second_night_fetches_no_report_again(crawled: dict[str, Any], name: str) -> None:
    family: Family = crawled["families"][name]
    wanted = family.reports | family.attachments
    assert [path for path in crawled["again"][name] if path in wanted - {family.column}] == []
    assert crawled["second"]["sites"][name]["new_captures"] == 0


@pytest.mark.parametrize("name", FAMILIES)
def test_nothing_is_asked_twice_in_a_night(crawled: dict[str, Any], name: str) -> None:
    asked = crawled["asked"][name]
    posted = {"xxgk", "jpage", "epoint", "aspnet"}
    assert name in posted or len(asked) == len(set(asked)), sorted(p for p in asked if asked.count(p) > 1)
