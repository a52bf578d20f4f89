"""The ledger of changes: figures with their class, sentences, and a file replaced under a new name."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace
from sqlite_utils import Database

from archive import ledger
from archive.bundles import Bundle, Capture
from archive.extract import Result, settle
from archive.reports import Difference
from archive.schema import open_archive
from parsers.checks import check
from parsers.document import Hints
from parsers.model import Cell, Report, Section, State, Status

PAGE = "http://www.example.gov.cn/zwgk/t20240119_101.html"
READ_AT = "2024-02-01T00:00:00+00:00"
KEY = ("applications", "granted", "total")


def reading(
    total: int, *, persons: int = 3, business: int = 4, said: str = "办结7件。", kind: str = "html"
) -> Report:
    """A report whose row 予以公开 has two kinds of applicants and a total, right or wrong."""
    columns = {"natural_person": persons, "business": business, "total": total}
    cells = tuple(
        Cell("applications", "granted", name, str(value), value, State.NUMBER)
        for name, value in columns.items()
    )
    by_key = {(cell.table, cell.item, cell.column): cell for cell in cells}
    return Report(
        kind=kind,
        status=Status.PARSED,
        agency="示例县教育局",
        year=2023,
        template="2021",
        cells=cells,
        sections=(Section(1, "一、总体情况", f"全年公开信息312条。{said}工作有序。"),),
        checks=tuple(
            one for one in check(by_key, {"applications": "2021"}) if one.check == "applications.row_total"
        ),
    )


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (8, 7, ("mends", "mends applications.row_total granted")),
        (7, 9, ("breaks", "breaks applications.row_total granted")),
        (8, 9, ("other", "")),
    ],
)
def test_a_changed_figure_mends_breaks_or_neither(before: int, after: int, expected: tuple[str, str]) -> None:
    difference = Difference(*KEY, str(before), str(after))
    assert ledger.judged(reading(before), reading(after), difference) == expected


def test_sentences_changed_taken_out_and_added() -> None:
    old = reading(7, said="办结7件。存在不足。")
    new = replace(old, sections=(Section(1, "", "全年公开信息312条。办 结 9 件。工作有序。另有说明。"),))
    assert list(ledger.rewordings(old, new)) == [
        ledger.Rewording(1, "办结7件。", "办结9件。"),
        ledger.Rewording(1, "存在不足。", None),
        ledger.Rewording(1, None, "另有说明。"),
    ]


def test_prose_recognised_from_a_picture_is_not_compared() -> None:
    old = reading(7)
    new = reading(7, said="办结9件。")
    unsure = replace(new, cells=tuple(replace(cell, confidence=0.97) for cell in new.cells))
    assert list(ledger.rewordings(old, new))
    assert not list(ledger.rewordings(old, unsure))


@pytest.fixture
def db(tmp_path: Path) -> Database:
    db = open_archive(tmp_path / "archive.db")
    db["sites"].insert({"id": "example", "name": "示例县人民政府", "region": "410300"})
    db["runs"].insert({"id": 1, "command": "crawl", "started_at": "2024-01-20T00:00:00+00:00"})
    yield db
    db.close()


def capture(db: Database, url: str, night: int, role: str = "report") -> Capture:
    fetched_at = f"2024-01-{19 + night}T00:00:00+00:00"
    cursor = db.execute(
        "INSERT INTO captures (run_id, site_id, url, fetched_at, status, sha256, size, role, warc_file, warc_offset) "
        "VALUES (1, 'example', ?, ?, 200, '', 0, ?, 'x.warc.gz', 0)",
        (url, fetched_at, role),
    )
    db.conn.commit()
    return Capture(cursor.lastrowid or 0, url, fetched_at, "x.warc.gz", 0, Hints(name=url), True)


def bundle(article: list[Capture], *chains: list[Capture]) -> Bundle:
    first, last = article[0].fetched_at, article[-1].fetched_at
    attachments = {chain[0].url: chain for chain in chains}
    return Bundle("example", "410300", PAGE, first, last, article=article, attachments=attachments)


def test_both_captures_stand_in_the_ledger(db: Database) -> None:
    old, new = capture(db, PAGE, 1), capture(db, PAGE, 2)
    readings = {old.id: [reading(8)], new.id: [reading(7, said="办结9件。")]}
    settle(db, bundle([old, new]), readings, READ_AT, Result())
    settle(db, bundle([old, new]), readings, READ_AT, Result())  # read again: entered once
    rows = db.execute(
        'SELECT kind, class, "where", old, new, old_capture_id, new_capture_id FROM ledger ORDER BY kind'
    )
    assert rows.fetchall() == [
        ("figure", "mends", "applications.granted.total", "8", "7", old.id, new.id),
        ("sentence", "other", "section 1", "办结7件。", "办结9件。", old.id, new.id),
    ]


def test_a_file_replaced_under_a_new_name_is_served_and_compared(db: Database) -> None:
    page = capture(db, PAGE, 1)
    first, second = (
        capture(db, f"http://www.example.gov.cn/zwgk/P{night}.pdf", night, "attachment") for night in (1, 4)
    )
    empty = Report(
        kind="html", status=Status.NO_TABLES, title="示例县教育局2023年报告", agency="示例县教育局", year=2023
    )
    readings = {page.id: [empty], first.id: [reading(8, kind="pdf")], second.id: [reading(7, kind="pdf")]}
    settle(db, bundle([page], [first], [second]), readings, READ_AT, Result())
    assert db.execute("SELECT capture_id FROM reports").fetchall() == [(second.id,)]
    rows = db.execute("SELECT class, old, new, old_capture_id, new_capture_id FROM changes").fetchall()
    assert rows == [("mends", "8", "7", first.id, second.id)]


def test_removals_stand_in_the_ledger_with_their_evidence(db: Database) -> None:
    page = capture(db, PAGE, 1)
    settle(db, bundle([page]), {page.id: [reading(7)]}, READ_AT, Result())
    told = "3 looks while the site was well: 404"
    db.execute(
        "INSERT INTO report_states (report_id, state, since, evidence) VALUES (1, 'gone', '2024-03-01T00:00:00+00:00', ?)",
        (told,),
    )
    assert db.execute("SELECT kind, class, evidence, old_capture_id FROM ledger").fetchall() == [
        ("removal", "gone", told, page.id)
    ]
