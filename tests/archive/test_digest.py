"""Digests that need no night: what is loud, what is quiet, what is counted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlite_utils import Database

from archive import digest
from archive.schema import open_archive
from tests.web.sample_archive import build


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    archive = open_archive(build(tmp_path_factory.mktemp("digest") / "archive.db"))
    archive.execute("UPDATE reports SET status = 'parsed'")
    archive.execute("UPDATE reports SET status = 'partial' WHERE id = (SELECT max(id) FROM reports)")
    yield archive
    archive.close()


@pytest.mark.parametrize(
    ("read", "loud"),
    [
        ({"parsed": 38, "partial": 2}, False),
        ({"parsed": 22, "no_tables": 18}, False),  # more than half of what is usual
        ({"parsed": 3, "no_tables": 30, "failed": 7}, True),
        ({"parsed": 0, "failed": 19}, False),  # too few to say
        ({"parsed": 21, "not_a_report": 400}, False),  # those are none
        ({}, False),
    ],
)
def test_documents_that_cannot_be_read_any_more_are_told(
    db: Database, read: dict[str, int], loud: bool
) -> None:
    alarm = digest.poorly_read(db, read, 0.5)
    assert (alarm is not None) is loud
    if alarm:
        assert "40" in alarm[0] and "Of 40 documents read tonight 3 were read whole" in alarm[1]


def test_an_archive_without_reports_is_not_alarmed(tmp_path: Path) -> None:
    archive = open_archive(tmp_path / "archive.db")
    assert digest.poorly_read(archive, {"failed": 50}, 0.5) is None
    archive.close()


def test_subject_and_words_in_both_languages() -> None:
    trouble = {
        **{
            "site_id": "lake",
            "name": "平湖市",
            "state": "needs_js",
            "state_since": "2026-01-20T00:00:00+00:00",
        },
        **{"reason": "not found: http://lake.example/", "columns": "[]"},
    }
    change = {
        **{
            "report_id": 4,
            "agency": "平湖市教育局",
            "year": 2024,
            "table": "applications",
            "item": "new_received",
        },
        **{"column": "total", "old": None, "new": 31, "label": "总计", "item_label": "一、本年新收"},
    }
    found = digest.Digest(1, changes=[change], troubles=[trouble])
    assert found.loud and not found.quiet
    assert found.subject == "年报 nianbao: 1处改动，1项警报 / 1 changed, 1 alarm"
    zh = digest.chinese(found, "https://n.example", lambda text: text.replace("not found", "没有找到"))
    en = digest.english(found)
    assert "平湖市 (lake): 栏目由脚本生成，自 2026-01-20：没有找到: http://lake.example/" in zh
    assert "一、本年新收 · 总计: 无 → 31 https://n.example/report/4" in zh
    assert "its column is built in the browser, since 2026-01-20: not found: http://lake.example/" in en
    assert "applications · new received · total: none → 31" in en
    assert digest.Digest(2).quiet


def test_more_than_a_person_reads_is_counted() -> None:
    new = [{"id": n, "title": f"报告{n}", "agency": "局", "year": 2024, "url": "u"} for n in range(47)]
    written = digest.english(digest.Digest(1, new=new))
    assert "New reports (47)" in written and "- and 27 more" in written and written.count("\n- ") == 21
