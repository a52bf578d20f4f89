"""Every rule with a case that fails, one that holds, and one that is excused or cannot be told."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from archive import reports
from archive.reports import Source
from archive.schema import open_archive
from checks.rules import rules
from checks.run import check
from parsers.model import Cell, Claim, Report, Section, State, Status

NOW = datetime(2025, 6, 1, tzinfo=UTC)
numbers = itertools.count(1)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    path = tmp_path / "archive.db"
    with_site(path)
    return path


def with_site(path: Path) -> None:
    db = open_archive(path)
    db["sites"].insert({"id": "example", "name": "示例县人民政府", "region": "410300", "state": "ok"})
    db["runs"].insert({"id": 1, "command": "crawl", "started_at": "2021-01-20T00:00:00+00:00"})
    db.close()


def figures(**values: int | str | None) -> tuple[Cell, ...]:
    """Cells from `table__item__column=value`; None is a blank."""
    tables = {"pd": "proactive_disclosure", "ap": "applications", "rl": "review_litigation"}
    cells = []
    for key, value in values.items():
        table, item, column = key.split("__")
        state = State.BLANK if value is None else State.NUMBER
        number = Decimal(value) if isinstance(value, str) else value
        cells.append(Cell(tables[table], item, column, "" if value is None else str(value), number, state))
    return tuple(cells)


def add(
    path: Path,
    year: int,
    *cells: Cell,
    agency: str = "甲县教育局",
    published_on: str = "",
    scope: str = "own",
    template: str = "2021",
    sections: tuple[Section, ...] = (),
    claims: tuple[Claim, ...] = (),
    seen: str = "",
    rival: bool = False,
    state: str = "present",
) -> int:
    """A report in the archive as the extraction would store it."""
    number = next(numbers)
    url = f"http://www.example.gov.cn/{number}.html"
    seen = seen or f"{year + 1}-01-20T00:00:00+00:00"
    db = open_archive(path)
    try:
        with db.atomic():
            cursor = db.execute(
                "INSERT INTO captures (run_id, site_id, url, fetched_at, status, sha256, size, role, warc_file, warc_offset) "
                "VALUES (1, 'example', ?, ?, 200, '', 0, 'report', '', 0)",
                (url, seen),
            )
            report = Report(
                kind="html",
                status=Status.PARSED,
                agency=agency,
                year=year,
                scope=scope,
                template=template,
                published_on=published_on,
                cells=cells,
                sections=sections,
                claims=claims,
            )
            source = Source("example", "410300", url, cursor.lastrowid, seen, seen)
            agency_id = reports.agency_id(db, agency, "410300")
            key = reports.key_of(report, agency_id, url) + (f" {url}" if rival else "")
            report_id = reports.store(db, key, report, agency_id, source)
            db.execute("UPDATE reports SET state = ? WHERE id = ?", (state, report_id))
        return report_id
    finally:
        db.close()


def outcomes(path: Path, rule: str) -> list[tuple[int, str, str, str]]:
    """What the rule found: (report, where, outcome, reason), and (report, "", "holds", "") for what held."""
    check(path, now=NOW)
    db = open_archive(path)
    try:
        found = db.execute(
            'SELECT report_id, "where", outcome, reason FROM findings WHERE rule = ? ORDER BY id', (rule,)
        ).fetchall()
        held = db.execute("SELECT report_id, '', 'holds', '' FROM held WHERE rule = ?", (rule,)).fetchall()
        return [*found, *held]
    finally:
        db.close()


def prose(number: int, text: str) -> tuple[Section, ...]:
    return (Section(number, "", text),)


def test_in_force_below_issued(archive: Path) -> None:
    short = add(
        archive,
        2023,
        *figures(
            pd__normative_documents__issued=9,
            pd__normative_documents__repealed=2,
            pd__normative_documents__in_force=6,
        ),
    )
    fine = add(
        archive,
        2022,
        *figures(
            pd__normative_documents__issued=9,
            pd__normative_documents__repealed=2,
            pd__normative_documents__in_force=7,
        ),
    )
    blank = add(
        archive, 2021, *figures(pd__normative_documents__issued=5, pd__normative_documents__in_force=None)
    )
    assert outcomes(archive, "within.in_force_below_issued") == [
        (short, "normative_documents", "fails", ""),
        (blank, "normative_documents", "open", "not_printed"),
        (fine, "", "holds", ""),
    ]


def test_regulations_by_unlikely_body(archive: Path) -> None:
    town = add(archive, 2023, *figures(pd__regulations__in_force=6), agency="太平镇人民政府")
    none = add(archive, 2023, *figures(pd__regulations__in_force=0), agency="正阳街道办事处")
    add(archive, 2023, *figures(pd__regulations__in_force=41), agency="洛阳市人民政府")  # may make them
    assert outcomes(archive, "within.regulations_by_unlikely_body") == [
        (town, "in_force", "fails", ""),
        (none, "", "holds", ""),
    ]


def test_forms_of_2019(archive: Path) -> None:
    wrong = add(
        archive,
        2019,
        *figures(
            pd__normative_documents__new_published=8,
            pd__normative_documents__total_published=3,
            pd__licensing__previous_items=22,
            pd__licensing__change=1,
            pd__licensing__decisions=23,
        ),
        template="2019",
    )
    right = add(
        archive,
        2020,
        *figures(
            pd__normative_documents__new_published=8,
            pd__normative_documents__total_published=30,
            pd__licensing__previous_items=23,
            pd__licensing__change=4,
            pd__licensing__decisions=1163,
        ),
        template="2019",
    )
    assert outcomes(archive, "within.published_below_new") == [
        (wrong, "normative_documents", "fails", ""),
        (right, "", "holds", ""),
    ]
    assert outcomes(archive, "within.decisions_are_a_sum") == [
        (wrong, "licensing", "fails", ""),
        (right, "", "holds", ""),
    ]
    assert outcomes(archive, "years.previous_items") == [(right, "", "holds", "")]


def test_previous_items_that_do_not_follow(archive: Path) -> None:
    add(archive, 2019, *figures(pd__penalties__previous_items=17, pd__penalties__change=-3), template="2019")
    after = add(archive, 2020, *figures(pd__penalties__previous_items=17), template="2019")
    assert outcomes(archive, "years.previous_items") == [(after, "penalties", "fails", "")]


def test_fee_in_yuan(archive: Path) -> None:
    alone = add(archive, 2022, *figures(pd__fees__amount="12.5"), agency="乙县水务局")
    for year, amount in ((2021, "1.25"), (2022, "1.5")):
        add(archive, year, *figures(pd__fees__amount=amount))
    yuan = add(archive, 2023, *figures(pd__fees__amount="13750"))
    found = outcomes(archive, "within.fee_in_yuan")
    assert (alone, "fees", "not_applicable", "no_other_year") in found
    assert [row for row in found if row[2] == "fails"] == [(yuan, "fees", "fails", "")]


def test_figures_under_research(archive: Path) -> None:
    shifted = add(
        archive,
        2023,
        *figures(
            ap__new_received__natural_person=1, ap__new_received__business=2, ap__new_received__research=57
        ),
    )
    usual = add(
        archive,
        2022,
        *figures(
            ap__new_received__natural_person=57, ap__new_received__business=2, ap__new_received__research=6
        ),
    )
    assert outcomes(archive, "within.figures_under_research") == [
        (shifted, "new_received", "fails", ""),
        (usual, "", "holds", ""),
    ]


def test_sections(archive: Path) -> None:
    some = add(
        archive,
        2023,
        sections=(Section(1, "一、总体情况", "全年公开信息312条。"), Section(5, "五、", "不足。")),
    )
    assert [row for row in outcomes(archive, "within.section_missing") if row[2] == "fails"] == [
        (some, "section 6", "fails", "")
    ]


def test_instructions_and_years_left_over(archive: Path) -> None:
    period = "所列数据的统计期限自{year}年1月1日起至{year}年12月31日止。"
    left = add(archive, 2023, sections=prose(1, period.format(year=2022) + "该部分以表格形式报告。"))
    fine = add(archive, 2022, sections=prose(1, period.format(year=2022)))
    assert outcomes(archive, "within.instructions_left") == [
        (left, "section 1", "fails", "该部分以表格形式报告")
    ]
    assert [row[:3] for row in outcomes(archive, "within.other_year_left")] == [(left, "section 1", "fails")]
    assert fine not in {row[0] for row in outcomes(archive, "within.other_year_left")}


def test_claims(archive: Path) -> None:
    def claim(value: int) -> tuple[Claim, ...]:
        return (Claim("applications.new_received.total", value, f"收到申请{value}件"),)

    wrong = add(archive, 2023, *figures(ap__new_received__total=14), claims=claim(12))
    right = add(archive, 2022, *figures(ap__new_received__total=31), claims=claim(31))
    blank = add(archive, 2021, *figures(ap__new_received__total=None), claims=claim(0))
    whole = add(archive, 2023, *figures(ap__new_received__total=96), claims=claim(12), scope="aggregate")
    found = outcomes(archive, "prose.claim")
    assert found[:2] == [
        (wrong, "applications.new_received.total", "fails", "收到申请12件"),
        (whole, "applications.new_received.total", "open", "scope"),
    ]
    assert {row[0] for row in found[2:]} == {right, blank}


def test_percentages(archive: Path) -> None:
    wrong = add(archive, 2023, sections=prose(1, "全年答复312件，其中予以公开207件，占58.1%。"))
    right = add(archive, 2022, sections=prose(1, "全年答复312件，其中予以公开207件，占66.3%。"))
    cut = add(
        archive, 2021, sections=prose(1, "全年答复80件，其中予以公开1件，占1.2%。")
    )  # 1.25 cut, not rounded
    found = outcomes(archive, "prose.percentage")
    assert [row[:3] for row in found if row[2] == "fails"] == [(wrong, "section 1", "fails")]
    assert {row[0] for row in found if row[2] == "holds"} == {right, cut}


def test_copied_prose(archive: Path) -> None:
    text = "".join(
        f"本机关围绕第{word}项重点任务扎实推进信息公开各项工作取得实效。" for word in "甲乙丙丁戊己庚辛壬癸"
    )
    own = "".join(
        f"{word}项工作由专人负责并且按季度通报进展和存在的问题。" for word in "子丑寅卯辰巳午未申酉"
    )
    first = add(archive, 2022, sections=prose(1, text))
    copy = add(archive, 2023, sections=prose(1, text))
    other = add(archive, 2023, sections=prose(1, own), agency="乙县水务局")
    found = outcomes(archive, "prose.copied")
    assert [(row[0], row[2]) for row in found] == [(copy, "fails"), (first, "holds"), (other, "holds")]


def test_carry_over(archive: Path) -> None:
    add(
        archive,
        2021,
        *figures(ap__carried_out__natural_person=3, ap__carried_out__business=4, ap__carried_out__total=7),
    )
    classed = add(
        archive,
        2022,
        *figures(
            ap__carried_in__natural_person=5,
            ap__carried_in__business=2,
            ap__carried_in__total=7,
            ap__carried_out__total=6,
        ),
    )
    wrong = add(archive, 2023, *figures(ap__carried_in__total=9, ap__carried_out__total=2))
    found = outcomes(archive, "years.carry_over")
    assert found == [
        (classed, "natural_person", "not_applicable", "reclassified"),
        (classed, "business", "not_applicable", "reclassified"),
        (wrong, "total", "fails", ""),
        (classed, "", "holds", ""),
    ]


def test_carry_over_without_a_year_to_compare(archive: Path) -> None:
    first = add(archive, 2019, *figures(ap__carried_in__total=2), template="2019")
    whole = add(archive, 2022, *figures(ap__carried_out__total=88), scope="aggregate", agency="丙市人民政府")
    own = add(archive, 2023, *figures(ap__carried_in__total=5), agency="丙市人民政府")
    assert outcomes(archive, "years.carry_over") == []
    assert outcomes(archive, "years.carry_over_first") == [
        (first, "total", "not_applicable", "first_year_of_the_form"),
        (own, "total", "not_applicable", "scope_changed"),
    ]
    assert whole


def test_in_force_chain(archive: Path) -> None:
    for year, issued, repealed, in_force in ((2021, 4, 1, 30), (2022, 6, 2, 34), (2023, 5, 3, 40)):
        report = add(
            archive,
            year,
            *figures(
                pd__normative_documents__issued=issued,
                pd__normative_documents__repealed=repealed,
                pd__normative_documents__in_force=in_force,
            ),
        )
    found = outcomes(archive, "years.in_force")
    assert [row for row in found if row[2] == "fails"] == [(report, "normative_documents", "fails", "")]
    assert len(found) == 2


def test_aggregate(archive: Path) -> None:
    for agency, total in (("甲县教育局", 61), ("甲县水务局", 52)):
        add(archive, 2023, *figures(ap__new_received__total=total), agency=agency)
        add(archive, 2022, *figures(ap__new_received__total=total), agency=agency)
    small = add(archive, 2023, *figures(ap__new_received__total=90), agency="甲县人民政府", scope="aggregate")
    large = add(
        archive, 2022, *figures(ap__new_received__total=130), agency="甲县人民政府", scope="aggregate"
    )
    assert outcomes(archive, "bodies.aggregate") == [
        (small, "new_received.total", "fails", "2 bodies in the archive"),
        (large, "", "holds", ""),
    ]


def test_rival_reports_are_open_never_an_accusation(archive: Path) -> None:
    add(archive, 2022, *figures(ap__carried_out__total=4))
    first = add(archive, 2023, *figures(ap__carried_in__total=4))
    rival = add(archive, 2023, *figures(ap__carried_in__total=11), rival=True)
    assert outcomes(archive, "bodies.rival_reports") == [(rival, "", "open", "rival_reports")]
    assert (rival, "total", "open", "rival_reports") in outcomes(archive, "years.carry_over")
    assert first


def test_an_unreadable_figure_makes_no_accusation(archive: Path) -> None:
    unsure = Cell("applications", "granted", "total", "1?", None, State.UNREADABLE)
    add(archive, 2022, *figures(ap__carried_out__total=4))
    after = add(archive, 2023, *figures(ap__carried_in__total=9), unsure)
    outcomes(archive, "years.carry_over")
    db = open_archive(archive)
    assert db.execute(
        "SELECT report_id, verdict FROM findings WHERE rule = 'years.carry_over'"
    ).fetchall() == [(after, "misread")]
    db.close()


def test_only_what_changed_is_checked_again(archive: Path) -> None:
    add(archive, 2023, *figures(ap__new_received__total=14))
    assert check(archive, now=NOW).reports == 1
    assert check(archive, now=NOW).reports == 0
    assert check(archive, now=NOW, everything=True).reports == 1


def duty_rows(path: Path) -> Iterator[tuple[str, int, str, str]]:
    check(path, now=NOW)
    db = open_archive(path)
    yield from db.execute(
        "SELECT name, year, state, reason FROM duties JOIN agencies ON agencies.id = agency_id ORDER BY name, year"
    ).fetchall()
    db.close()


def test_duties(archive: Path) -> None:
    db = open_archive(archive)
    db.execute(
        "INSERT INTO captures (run_id, site_id, url, fetched_at, status, sha256, size, role, warc_file, warc_offset) "
        "VALUES (1, 'example', 'http://www.example.gov.cn/', '2021-01-05T00:00:00+00:00', 200, '', 0, 'list', '', 0)"
    )
    db.conn.commit()
    db.close()
    add(archive, 2022, agency="甲县教育局", published_on="2023-01-19")
    add(archive, 2023, agency="甲县教育局", published_on="2024-02-20")
    add(archive, 2024, agency="甲县教育局", published_on="2024-12-30")
    add(archive, 2022, agency="甲县人民政府", published_on="2023-03-20")
    add(archive, 2023, agency="甲县人民政府", published_on="2024-03-20")
    add(archive, 2022, agency="乙镇人民政府", published_on="2025-03-06")
    add(archive, 2023, agency="乙镇人民政府", published_on="2024-01-08", state="gone")
    states = {(name, year): state for name, year, state, _ in duty_rows(archive)}
    assert states == {
        ("甲县教育局", 2022): "found",
        ("甲县教育局", 2023): "late",
        ("甲县教育局", 2024): "early",
        ("甲县人民政府", 2022): "found",  # a government has until 31 March
        ("甲县人民政府", 2023): "found",
        ("甲县人民政府", 2024): "missing",
        ("乙镇人民政府", 2022): "found",  # printed two years on: moved, not late
        ("乙镇人民政府", 2023): "gone",
        ("乙镇人民政府", 2024): "missing",
    }


def test_every_rule_says_what_it_is() -> None:
    for rule in rules().values():
        assert rule.zh and rule.en and rule.source, rule.id
        assert rule.sql or rule.patterns or rule.phrases or rule.id == "prose.copied", rule.id
