"""Bundles become reports: which document a report is taken from, what is kept when copies differ, what changed."""

from __future__ import annotations

import json
import zlib
from decimal import Decimal
from pathlib import Path

import pytest
from sqlite_utils import Database

from archive.bundles import Bundle, Capture, pending
from archive.extract import Result, compare, settle
from archive.schema import open_archive
from parsers.document import Hints, Place
from parsers.model import Cell, Check, Issue, Report, Section, State, Status, Verdict
from parsers.readers import office
from parsers.scans.nets import recognition

PAGE = "http://www.example.gov.cn/zwgk/t20240119_101.html"
OTHER = "http://www.example.gov.cn/bm/t20240119_207.html"
FILE = "http://www.example.gov.cn/zwgk/P020240119.pdf"
READ_AT = "2024-02-01T00:00:00+00:00"


@pytest.fixture
def db(tmp_path: Path) -> Database:
    db = open_archive(tmp_path / "archive.db")
    db["sites"].insert({"id": "example", "name": "示例县人民政府", "region": "410300"})
    db["runs"].insert({"id": 1, "command": "crawl", "started_at": "2024-01-20T00:00:00+00:00"})
    yield db
    db.close()


def capture(db: Database, url: str, night: int = 1, role: str = "report") -> Capture:
    """A row of captures, and what the extraction knows of it; the bytes play no part here."""
    fetched_at = f"2024-01-{19 + night}T00:00:00+00:00"
    cursor = db.execute(
        "INSERT INTO captures (run_id, site_id, url, fetched_at, status, sha256, size, role, warc_file, warc_offset) "
        "VALUES (1, 'example', ?, ?, 200, '', 0, ?, 'x.warc.gz', 0)",
        (url, fetched_at, role),
    )
    db.conn.commit()
    return Capture(
        cursor.lastrowid, url, fetched_at, "x.warc.gz", 0, Hints(name=url.rpartition("/")[2]), True
    )


def bundle(url: str, article: list[Capture], **attachments: list[Capture]) -> Bundle:
    return Bundle(
        "example",
        "410300",
        url,
        article[0].fetched_at,
        article[-1].fetched_at,
        article=article,
        attachments={chain[0].url: chain for chain in attachments.values()},
    )


def cell(key: str, raw: str, value: int | Decimal | None = None, state: State = State.NUMBER) -> Cell:
    table, item, column = key.split(".")
    return Cell(table, item, column, raw, value, state, Place(table=2, row=4, column=3))


def report(
    *cells: Cell, status: Status = Status.PARSED, agency: str = "甲镇人民政府", **more: object
) -> Report:
    fields = {"title": "甲镇人民政府2023年政府信息公开工作年度报告", "year": 2023, "template": "2021"} | more
    return Report(kind="html", status=status, agency=agency, cells=cells, **fields)


FIGURES = (
    cell("applications.new_received.natural_person", "31", 31),
    cell("applications.new_received.business", "", None, State.BLANK),
    cell("applications.new_received.total", "33", 33),
    cell("proactive_disclosure.fees.amount", "1.25万元", Decimal("1.25")),
    cell("proactive_disclosure.regulations.issued", "/", None, State.SLASH),
    cell("review_litigation.review.upheld", "4件", 4),
    cell("review_litigation.litigation_direct.total", "", None, State.ABSENT),
)


def store(db: Database, some: Bundle, readings: dict[int, list[Report]]) -> Result:
    result = Result()
    with db.atomic():
        settle(db, some, readings, READ_AT, result)
    return result


def test_figures_keep_their_state(db: Database) -> None:
    page = capture(db, PAGE)
    checks = (
        Check("applications.row_total", "new_received", 31, 33, False, Verdict.PUBLISHED_ERROR),
        Check("applications.balance", "total", 33, 33, True),
        Check("applications.balance", "business", None, None, None),
    )
    read = report(*FIGURES, checks=checks, sections=(Section(1, "一、总体情况", "全年收到申请33件。"),))
    assert store(db, bundle(PAGE, [page]), {page.id: [read]}).new_reports == 1

    (row,) = db["reports"].rows
    assert (row["agency"], row["year"], row["region"], row["status"]) == (
        "甲镇人民政府",
        2023,
        "410300",
        "parsed",
    )
    assert (row["checks_held"], row["checks_failed"], row["checks_open"]) == (1, 1, 1)
    assert list(db.query("SELECT item, natural_person, business, total FROM applications")) == [
        {"item": "new_received", "natural_person": 31, "business": None, "total": 33}
    ]
    assert list(db.query("SELECT item, value, raw, state FROM proactive_disclosure ORDER BY item")) == [
        {"item": "fees", "value": 1.25, "raw": "1.25万元", "state": "number"},
        {"item": "regulations", "value": None, "raw": "/", "state": "slash"},
    ]
    # A row that is not printed is no row; why it is missing stands in cells.
    assert [row["proceeding"] for row in db["review_litigation"].rows] == ["review"]
    doubtful = {(c["table"], c["item"], c["column"]): (c["raw"], c["state"]) for c in db["cells"].rows}
    assert doubtful == {
        ("applications", "new_received", "business"): ("", "blank"),
        ("proactive_disclosure", "fees", "amount"): ("1.25万元", "number"),
        ("proactive_disclosure", "regulations", "issued"): ("/", "slash"),
        ("review_litigation", "review", "upheld"): ("4件", "number"),
        ("review_litigation", "litigation_direct", "total"): ("", "absent"),
    }
    assert [(c["check"], c["where"], c["left"], c["right"], c["verdict"]) for c in db["checks"].rows] == [
        ("applications.row_total", "new_received", 31, 33, "published_error")
    ]
    places = json.loads(zlib.decompress(next(db["places"].rows)["places"]))
    assert places["applications.new_received.total"] == "table 2 row 4 column 3"


def test_an_unread_attachment_stands_beside_the_report_of_its_page(db: Database) -> None:
    page, file = capture(db, PAGE), capture(db, FILE, role="attachment")
    unread = Report(kind="pdf", status=Status.FAILED, reason="damaged")
    store(db, bundle(PAGE, [page], pdf=[file]), {page.id: [report(*FIGURES)], file.id: [unread]})
    assert db["reports"].count == 1
    assert [(r["kind"], r["status"], r["report_id"]) for r in db["readings"].rows] == [
        ("html", "parsed", 1),
        ("pdf", "failed", 1),
    ]


def test_a_report_is_taken_from_its_attachment_where_the_page_has_no_tables(db: Database) -> None:
    page, file = capture(db, PAGE), capture(db, FILE, role="attachment")
    shell = report(status=Status.NO_TABLES, published_on="2024-01-19", template="")
    inside = report(*FIGURES, agency="", year=None, title="")
    store(db, bundle(PAGE, [page], pdf=[file]), {page.id: [shell], file.id: [inside]})
    (row,) = db["reports"].rows
    assert (row["agency"], row["year"], row["published_on"]) == ("甲镇人民政府", 2023, "2024-01-19")
    assert (row["status"], row["capture_id"], row["url"]) == ("parsed", file.id, PAGE)


def test_a_page_of_many_attachments_gives_a_report_each(db: Database) -> None:
    page = capture(db, PAGE)
    first, second = capture(db, FILE, role="attachment"), capture(db, FILE + "x", role="attachment")
    notice = Report(kind="html", status=Status.NOT_A_REPORT, reason="a list of reports")
    other = report(cell("applications.new_received.total", "57", 57), agency="乙镇人民政府")
    readings = {page.id: [notice], first.id: [report(*FIGURES)], second.id: [other]}
    store(db, bundle(PAGE, [page], one=[first], two=[second]), readings)
    assert {(r["agency"], r["capture_id"]) for r in db["reports"].rows} == {
        ("甲镇人民政府", first.id),
        ("乙镇人民政府", second.id),
    }


def test_a_report_at_two_addresses_is_one_report(db: Database) -> None:
    page, copy = capture(db, PAGE), capture(db, OTHER)
    store(db, bundle(PAGE, [page]), {page.id: [report(*FIGURES)]})
    assert store(db, bundle(OTHER, [copy]), {copy.id: [report(*FIGURES)]}).new_reports == 0
    assert db["reports"].count == 1
    assert {row["url"] for row in db["addresses"].rows} == {PAGE, OTHER}


def test_the_better_reading_of_two_addresses_is_kept(db: Database) -> None:
    page, copy = capture(db, PAGE), capture(db, OTHER)
    store(db, bundle(PAGE, [page]), {page.id: [report(status=Status.NO_TABLES)]})
    store(db, bundle(OTHER, [copy]), {copy.id: [report(*FIGURES)]})
    (row,) = db["reports"].rows
    assert (row["url"], row["status"]) == (OTHER, "parsed")
    assert {row["url"] for row in db["addresses"].rows} == {PAGE, OTHER}


def test_two_addresses_with_differing_figures_are_both_kept(db: Database) -> None:
    page, copy = capture(db, PAGE), capture(db, OTHER)
    store(db, bundle(PAGE, [page]), {page.id: [report(*FIGURES)]})
    changed = report(cell("applications.new_received.total", "35", 35), *FIGURES[:2])
    store(db, bundle(OTHER, [copy]), {copy.id: [changed]})
    assert {row["url"] for row in db["reports"].rows} == {PAGE, OTHER}
    assert [row["code"] for row in db["issues"].rows] == ["rival_figures"]


def test_reading_again_tells_what_would_be_won_lost_and_changed(db: Database) -> None:
    page = capture(db, PAGE)
    store(db, bundle(PAGE, [page]), {page.id: [report(*FIGURES)]})
    row = "applications.new_received"
    again = [cell(f"{row}.total", "38", 38), *FIGURES[1:2], *FIGURES[3:], cell(f"{row}.research", "5", 5)]
    result = Result()
    compare(db, bundle(PAGE, [page]), {page.id: [report(*again)]}, result)
    lost = FIGURES[0] if FIGURES[0].column != "total" else FIGURES[2]
    assert sorted(what for _, _, what in result.figures.elements()) == ["changed", "lost", "won"]
    assert sorted(line.partition(" ")[2] for line in result.lines) == sorted([
        f"{row}.total: 33 → 38",
        f"{row}.research: no figure → 5",
        f"{lost.table}.{lost.item}.{lost.column}: {lost.value} → no figure",
    ])  # fmt: skip


def test_a_changed_figure_is_a_change_with_both_captures(db: Database) -> None:
    before, after = capture(db, PAGE), capture(db, PAGE, night=3)
    figures = [cell("applications.new_received.total", "34", 34), *FIGURES[:2], *FIGURES[3:]]
    result = store(
        db, bundle(PAGE, [before, after]), {before.id: [report(*FIGURES)], after.id: [report(*figures)]}
    )
    assert result.changed_reports == {1}
    (change,) = db["changes"].rows
    assert (change["item"], change["column"], change["old"], change["new"]) == (
        "new_received",
        "total",
        "33",
        "34",
    )
    assert (change["old_capture_id"], change["new_capture_id"]) == (before.id, after.id)
    assert next(db["applications"].rows)["total"] == 34


def test_an_unreadable_figure_is_no_change(db: Database) -> None:
    before, after = capture(db, PAGE), capture(db, PAGE, night=3)
    unclear = [
        cell("applications.new_received.total", "3?", None, State.UNREADABLE),
        *FIGURES[:2],
        *FIGURES[3:],
    ]
    store(db, bundle(PAGE, [before, after]), {before.id: [report(*FIGURES)], after.id: [report(*unclear)]})
    assert db["changes"].count == 0


def test_a_page_that_no_longer_reads_as_a_report_does_not_hide_it(db: Database) -> None:
    before, after = capture(db, PAGE), capture(db, PAGE, night=3)
    gone = Report(kind="html", status=Status.NOT_A_REPORT, reason="页面不存在")
    store(db, bundle(PAGE, [before, after]), {before.id: [report(*FIGURES)], after.id: [gone]})
    (row,) = db["reports"].rows
    assert (row["status"], row["capture_id"]) == ("parsed", before.id)


def test_what_lacked_a_program_is_read_once_it_is_there(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """LibreOffice, or the packages for recognition, installed after a document was looked at in vain."""
    word, picture, sound = (capture(db, PAGE.replace("101", number)) for number in ("101", "102", "103"))
    lacking = Report(kind="doc", status=Status.FAILED, reason=office.MISSING)
    pictured = report(
        *FIGURES,
        status=Status.PARTIAL,
        issues=(Issue("scan_not_read", f"pictures in the document: {recognition.MISSING} (cv2 missing)"),),
    )
    for one, read in ((word, lacking), (picture, pictured), (sound, report(*FIGURES, agency="乙镇人民政府"))):
        store(db, bundle(one.url, [one]), {one.id: [read]})

    def waiting(office_here: bool, packages: list[str]) -> list[str]:
        monkeypatch.setattr(office, "program", lambda: "soffice" if office_here else None)
        monkeypatch.setattr(recognition, "missing", lambda: packages)
        return [some.url for some in pending(db)]

    assert waiting(False, ["cv2"]) == []
    assert waiting(True, ["cv2"]) == [word.url]
    assert waiting(True, []) == [word.url, picture.url]


def test_a_report_read_under_another_name_leaves_no_second_row(db: Database) -> None:
    page = capture(db, PAGE)
    store(db, bundle(PAGE, [page]), {page.id: [report(*FIGURES, agency="甲镇")]})
    store(db, bundle(PAGE, [page]), {page.id: [report(*FIGURES)]})
    (row,) = db["reports"].rows
    assert row["agency"] == "甲镇人民政府"
    assert db["applications"].count == 1


def test_a_report_of_unknown_body_or_year_is_a_row_all_the_same(db: Database) -> None:
    page = capture(db, PAGE)
    unknown = report(status=Status.FAILED, agency="", year=None, reason="the file is damaged")
    store(db, bundle(PAGE, [page]), {page.id: [unknown]})
    (row,) = db["reports"].rows
    assert (row["key"], row["status"], row["reason"]) == (f"url:{PAGE}", "failed", "the file is damaged")
    assert db["applications"].count == 0
