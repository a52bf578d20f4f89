"""The status page and the answer to monitors, over nights that went well and nights that did not."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from defusedxml import ElementTree

from tests.web.sample_archive import build
from web import app

ATOM = "{http://www.w3.org/2005/Atom}"
NIGHTS = (  # outcome, exit status, entries, message
    ("done", 0, 812, ""),
    ("crashed", None, 0, "killed; closed by the next night, which goes on with its work"),
    ("window", 4, 790, ""),
    ("failures", 3, 431, "one <b>site</b> & more"),
)


@pytest.fixture(scope="module")
def get(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Any]]:
    archive = build(tmp_path_factory.mktemp("status") / "archive.db")
    begun = datetime.now(UTC).replace(microsecond=0) - timedelta(days=len(NIGHTS) - 1, hours=2)
    with closing(sqlite3.connect(archive, isolation_level=None)) as db:
        db.execute("DELETE FROM nights")
        for number, (outcome, status, entries, message) in enumerate(NIGHTS):
            at = begun + timedelta(days=number)
            db.execute(
                "INSERT INTO nights (command, started_at, finished_at, outcome, exit_status, entries, message, "
                "next_at, archive_bytes, capture_bytes, free_bytes, servers, sites, failed_sites, work_left) "
                "VALUES ('nightly', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 9, 7, ?)",
                (
                    *(moment.isoformat() for moment in (at, at + timedelta(hours=1))),
                    *(outcome, status, entries, message, (at + timedelta(days=1)).isoformat()),
                    *(31_000_000 + 4_000_000 * number, 52_000_000 + 9_000_000 * number, 260_000_000),
                    '{"www.lake.example": [211, 3.0]}',
                    17 if outcome == "window" else 0,
                ),
            )
        db.executemany(
            "INSERT INTO digests (night_id, made_at, loud, subject, zh, en, facts, told_report, told_capture, told_state) "
            "VALUES (?, ?, ?, ?, ?, ?, '{}', 0, 0, 0)",
            [
                (1, begun.isoformat(), 0, "", "", ""),
                (2, begun.isoformat(), 1, "年报 nianbao: 1项警报 / 1 alarm", "警报：<湖>", "Alarms: <lake>"),
            ],
        )
        db.execute(
            "INSERT INTO report_states (report_id, state, since, evidence) SELECT min(id), 'gone', ?, '' FROM reports",
            (begun.isoformat(),),
        )
    site = app.make(archive)
    loop = asyncio.new_event_loop()
    yield lambda path: loop.run_until_complete(site.client.get(path))
    site.close()
    loop.close()


def test_people_read_how_the_nights_went(get: Callable[[str], Any]) -> None:
    pages = {language: get(f"/status?_lang={language}") for language in ("zh", "en")}
    assert {page.status_code for page in pages.values()} == {200}
    zh, en = (pages[language].text for language in ("zh", "en"))
    assert "7 of 9 sites failed" in en and "9 个网站中有 7 个失败" in zh
    assert en.count('<li class="night-') == len(NIGHTS)
    assert "被强行终止" in zh and "killed; closed" in en
    assert "left over: 17" in en and "留待次夜：17" in zh
    assert "one &lt;b&gt;site&lt;/b&gt; &amp; more" in en
    assert "www.lake.example" in en and "211" in en and "Beijing time" in en
    # 13 MB a day, 260 MB less the reserve: the chart's figures stand in a table.
    assert 'data-chart="lines"' in zh and "83.0" in zh and "122.0" in zh
    assert "grows by 13.00 MB a day" in en


def test_monitors_are_told_what_is_wrong(get: Callable[[str], Any]) -> None:
    answer = get("/-/health")
    told = answer.json()
    assert (answer.status_code, told["status"]) == (503, "trouble")
    assert [reason["code"] for reason in told["reasons"]] == ["sites"]
    assert told["last_night"]["outcome"] == "failures"


def test_what_the_nights_told_and_what_was_removed_can_be_subscribed_to(get: Callable[[str], Any]) -> None:
    feed = ElementTree.fromstring(get("/feeds/nights.atom?_lang=en").text)
    (entry,) = feed.findall(f"{ATOM}entry")  # a quiet night is no entry
    assert entry.findtext(f"{ATOM}content") == "Alarms: <lake>"
    assert "1 alarm" in str(entry.findtext(f"{ATOM}title"))
    (gone,) = ElementTree.fromstring(get("/feeds/removals.atom?_lang=zh").text).findall(f"{ATOM}entry")
    assert "已删除" in str(gone.findtext(f"{ATOM}summary")) or "删" in str(gone.findtext(f"{ATOM}summary"))
