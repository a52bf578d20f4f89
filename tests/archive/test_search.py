"""Search finds every word that LIKE finds, follows every change, and leaves no report behind."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from sqlite_utils import Database

from archive import search
from archive.schema import open_archive
from parsers import templates

PROSE = (
    "全年共收到政府信息公开申请４７件，办结45件；因政府信息公开被申请行政复议3件，提起行政诉讼２件。",
    "进一步规范政策解读，依托政务新媒体发布OFD文件128份，培训工作人员36人次。",
    "对“三安全一稳定”的审查不够细致，整改台账已建立，下一年度继续完善民生领域公开。",
    "本单位未收取信息处理费；采购项目清单见㈠附表，索引号113205/2023-00017。",
)


@pytest.fixture
def db(tmp_path) -> Iterator[Database]:
    made = open_archive(tmp_path / "archive.db")
    made["sites"].insert({"id": "lake", "name": "示例市"})
    made["runs"].insert({"id": 1, "command": "crawl", "started_at": "2024-02-01T00:00:00+00:00"})
    yield made
    made.close()


def add(db: Database, report_id: int, agency: str, title: str, *prose: str) -> None:
    url, time = f"http://lake.test/{report_id}", "2024-02-01T00:00:00+00:00"
    capture = {"id": report_id, "run_id": 1, "site_id": "lake", "url": url, "fetched_at": time, "status": 200}
    capture |= {"sha256": f"{report_id:064}", "size": 9, "role": "report", "warc_file": "x", "warc_offset": 0}
    db["captures"].insert(capture)
    report = {"id": report_id, "key": str(report_id), "agency": agency, "title": title, "url": url}
    report |= {"site_id": "lake", "capture_id": report_id, "status": "parsed"}
    db["reports"].insert({**report, "first_seen_at": time, "last_seen_at": time})
    for number, text in enumerate(prose, start=1):
        db["sections"].insert(
            {"report_id": report_id, "number": number, "heading": f"第{number}部分", "text": text}
        )
    search.index(db, report_id)


def found(db: Database, text: str) -> set[int]:
    rows = db.execute("SELECT rowid FROM reports_fts WHERE reports_fts MATCH ?", [search.query(text)])
    return {row for (row,) in rows}


def test_every_word_of_two_to_four_characters_is_found(db):
    labels = [
        row.label
        for form in templates.forms().values()
        for table in form.tables
        for row, _ in table.figures()
    ]
    texts: dict[int, str] = {}
    for number in range(1, 41):
        parts = [PROSE[number % 4], PROSE[(number * 3 + 1) % 4], *labels[number * 7 : number * 7 + 9]]
        add(db, number, f"示例{number}区教育局", f"示例{number}区教育局2023年报告", *parts)
        texts[number] = "\n".join(parts)
    words = {
        run[at : at + length]
        for text in texts.values()
        for run in re.findall("[\u4e00-\u9fff]+", text)
        for length in (2, 3, 4)
        for at in range(len(run) - length + 1)
    }
    assert len(words) > 500
    missed = {
        word for word in words if not {n for n, text in texts.items() if word in text} <= found(db, word)
    }
    assert missed == set()


@pytest.mark.parametrize(
    ("typed", "hits"),
    [
        ("复议", {1}),
        ("行政复议 整改", {1}),
        ("47件", {1}),
        ("４７", {1}),
        ("4", set()),  # digits match whole numbers only
        ("ofd", {2}),
        ("教育局", {1, 2}),
        ("局", {1, 2}),
        ("教育局 不存在的词", set()),
        ("", set()),
        ('"', set()),
        ("教育局 OR 卫生局", set()),  # no operators: words are words
        ("agency : 教育局", set()),
    ],
)
def test_what_people_type(db, typed, hits):
    add(db, 1, "甲区教育局", "甲区教育局2023年度报告", PROSE[0], PROSE[2])
    add(db, 2, "乙区教育局", "乙区教育局2022年度报告", PROSE[1])
    assert found(db, typed) == hits


def test_a_changed_report_is_found_by_its_new_text_only(db):
    add(db, 1, "甲区教育局", "甲区教育局2023年度报告", PROSE[0])
    add(db, 2, "乙区教育局", "乙区教育局2022年度报告", PROSE[1])
    db["sections"].delete_where("report_id = 1")
    db["sections"].insert({"report_id": 1, "number": 1, "heading": "一", "text": PROSE[3]})
    search.index(db, 1)
    assert found(db, "复议") == set()
    assert found(db, "处理费") == {1}
    assert found(db, "政策解读") == {2}


def test_an_unchanged_report_takes_no_second_row(db):
    add(db, 1, "甲区教育局", "甲区教育局2023年度报告", PROSE[0])
    search.index(db, 1)
    assert db["search_index_docsize"].count == 1
    assert search.waste(db) == 0.0


def test_a_removed_report_is_found_no_more_and_its_row_is_never_given_to_another(db):
    add(db, 1, "甲区教育局", "甲区教育局2023年度报告", PROSE[0])
    search.remove(db, 1)
    db["sections"].delete_where("report_id = 1")
    db["reports"].delete(1)
    add(db, 2, "乙区教育局", "乙区教育局2022年度报告", PROSE[1])
    assert found(db, "复议") == set()
    assert found(db, "教育局") == {2}
    assert search.waste(db) == 0.5


def test_rebuild_drops_what_nothing_points_to(db):
    add(db, 1, "甲区教育局", "甲区教育局2023年度报告", PROSE[0])
    add(db, 2, "乙区教育局", "乙区教育局2022年度报告", PROSE[1])
    search.remove(db, 1)
    assert search.rebuild(db) == 2
    assert search.waste(db) == 0.0
    assert found(db, "复议") == {1}
    db.execute("INSERT INTO search_index (search_index) VALUES ('integrity-check')")
