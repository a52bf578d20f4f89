"""Every fault of the practice sites, crawled: its outcome in the ledger, and everything else goes on.

The faults lie in `practice/faults.py`, the servers that refuse in `practice/systems/refusing.py`, robots.txt
in all its answers in `robots.py`, wrong TLS in `secure.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from practice import site as practice_site
from practice.faults import FAULTS
from practice.systems import systems
from tests.crawler import faulting
from tests.crawler.crawls import crawl, registry, rows
from tests.crawler.test_crawl import NOT_SENT, sound

# Time enough for a server on loopback; the real limits are in crawler/settings.py.
QUICK = {"DOWNLOAD_TIMEOUT": 10, "ATTACHMENT_TIMEOUT": 10, "DOWNLOAD_DELAY": 0}
# They ask to be left alone for an hour, and are: what else they hold is fetched another night.
LEFT_ALONE = {"come-back-later", "come-back-on"}


@dataclass
class Crawled:
    archive: Path
    result: dict[str, Any]
    asked: dict[str, int]


@pytest.fixture(scope="module")
def faults(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    folder = tmp_path_factory.mktemp("faults")
    with faulting.serve() as hosts:
        result = crawl(registry(folder, **hosts.columns()), folder / "archive.db", overrides=QUICK)
        yield Crawled(folder / "archive.db", result, {name: hosts.asked(name) for name in FAULTS})


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_ends_in_its_outcome_and_its_neighbours_are_archived(faults: Crawled, name: str) -> None:
    site = faulting.site_id(name)
    ends = [
        outcome
        for (outcome,) in rows(
            faults.archive,
            "SELECT outcome FROM requests WHERE site_id = ? AND role IN ('page', 'report') AND url LIKE ? ORDER BY id",
            site,
            f"%/fault/{name}%",
        )
    ]
    # A redirect that is followed ends where it leads to; what was tried again, as it did at last.
    sent = [end for end in ends if end not in NOT_SENT]
    assert sent and sent[-1] in FAULTS[name].outcomes, ends
    good = rows(
        faults.archive,
        "SELECT count(DISTINCT url) FROM captures WHERE site_id = ? AND url LIKE '%/good/%' AND role = 'report'",
        site,
    )
    assert good == [(1 if name in LEFT_ALONE else 2,)]


def test_requests_sent_are_outcomes_recorded(faults: Crawled) -> None:
    counted: dict[str, int] = {}
    for site, outcome in rows(faults.archive, "SELECT site_id, outcome FROM requests"):
        counted[site] = counted.get(site, 0) + (outcome not in NOT_SENT)
    assert counted == {faulting.site_id(name): number for name, number in faults.asked.items()}
    assert faults.result["requests"] == sum(faults.asked.values())
    assert rows(faults.archive, "SELECT count(*) FROM requests WHERE outcome IS NULL") == [(0,)]
    assert faults.result["outcome"] == "done"


def test_bombs_do_not_fill_the_memory_and_every_record_is_sound(faults: Crawled) -> None:
    assert 0 < faults.result["peak"] < 400
    sound(faults.archive.parent)


def test_titles_hold_no_control_characters(faults: Crawled) -> None:
    for (title,) in rows(faults.archive, "SELECT title FROM entries UNION SELECT title FROM captures"):
        assert title.isprintable(), title


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    folder = tmp_path_factory.mktemp("servers")
    with practice_site.serve(0) as practice:
        sites = folder / "sites.toml"
        sites.write_text(practice.registry("refusing", "robots", "tls"), "utf-8")
        result = crawl(sites, folder / "archive.db", overrides=QUICK)
        asked: dict[str, int] = {}
        for hit in practice.log:
            asked[hit.site] = asked.get(hit.site, 0) + 1
        yield Crawled(folder / "archive.db", result, asked)


def with_outcome(*groups: str) -> list[tuple[str, str]]:
    return [
        (name, str(site.knobs["outcome"])) for name, (site, _) in systems().items() if site.group in groups
    ]


@pytest.mark.parametrize(("site", "outcome"), with_outcome("refusing", "robots", "tls"))
def test_a_refusal_is_told_by_its_name(servers: Crawled, site: str, outcome: str) -> None:
    found = rows(
        servers.archive,
        "SELECT outcome FROM requests WHERE site_id = ? AND (role <> 'robots' OR outcome = 'tls')",
        site,
    )
    if outcome:
        assert (outcome,) in found or servers.result["sites"][site]["state"] == outcome
    else:
        assert {end for (end,) in found} <= {"new", "same"}


def test_what_is_wrong_with_tls_is_said(servers: Crawled) -> None:
    told = {
        kind: servers.result["sites"][f"practice_tls_{kind}"]["reason"]
        for kind in ("expired", "other_name", "old", "self_signed")
    }
    assert "expired" in told["expired"]
    assert "for another host" in told["other_name"]
    assert "self-signed" in told["self_signed"]
    assert "protocol" in told["old"]
    assert all(servers.result["sites"][f"practice_tls_{kind}"]["state"] == "unreachable" for kind in told)
    assert not any(name.startswith("practice_tls") for name in servers.asked)
    held = dict(rows(servers.archive, "SELECT host, tls FROM hosts WHERE tls <> ''"))
    assert len(held) == 3


def test_refusals_and_errors_are_sound_records_too(servers: Crawled) -> None:
    sound(servers.archive.parent)
    ends = [end for (end,) in rows(servers.archive, "SELECT outcome FROM requests")]
    assert sum(end not in (*NOT_SENT, "tls") for end in ends) == sum(servers.asked.values())


def test_wrong_tls_is_let_pass_where_the_registry_says_so_and_told_all_the_same(tmp_path: Path) -> None:
    with practice_site.serve(0) as practice:
        sites = tmp_path / "sites.toml"
        sites.write_text(
            practice.registry("tls").replace('adapter = "auto"', 'adapter = "auto"\ntls = "any"'), "utf-8"
        )
        result = crawl(sites, tmp_path / "archive.db")
    assert {found["state"] for found in result["sites"].values()} == {"ok"}, result
    assert all(found["new_captures"] for found in result["sites"].values())
    held = rows(
        tmp_path / "archive.db", "SELECT s.id, h.tls FROM hosts h JOIN sites s ON instr(s.hosts, h.host)"
    )
    told = {site.removeprefix("practice_tls_"): wrong for site, wrong in held}
    assert "expired" in told["expired"]
    assert "for another host" in told["other_name"]
    assert "self-signed" in told["self_signed"]
    assert "over TLSv1.1" in told["old"]
