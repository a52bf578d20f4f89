"""Every rule has a case that fails, one that holds and one that it does not apply to; none goes without."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from archive.schema import open_archive
from checks.rules import rules
from parsers.model import Claim, Section
from tests.checks.archives import add, address, figures, outcomes, prose, unreadable, with_site

# What a case makes: the report that fails, the one that holds, the one excused, and how the excuse begins.
Case = tuple[int, int, int, str]
CASES: dict[str, Callable[[Path], Case]] = {}


def case(rule: str) -> Callable[[Callable[[Path], Case]], Callable[[Path], Case]]:
    def keep(make: Callable[[Path], Case]) -> Callable[[Path], Case]:
        CASES[rule] = make
        return make

    return keep


@pytest.mark.parametrize("rule", rules())
def test_fails_holds_and_is_excused(rule: str, tmp_path: Path) -> None:
    assert rule in CASES, f"{rule} has no case; add one to this file"
    archive = tmp_path / "archive.db"
    with_site(archive)
    failing, fine, excused, reason = CASES[rule](archive)
    found = outcomes(archive, rule)
    assert {row[0] for row in found if row[2] == "fails"} == {failing}
    assert fine in {row[0] for row in found if row[2] == "holds"}
    assert fine not in {row[0] for row in found if row[2] != "holds"}
    told = [row[3] for row in found if row[0] == excused and row[2] == "not_applicable"]
    assert told, [row for row in found if row[0] == excused]
    assert told[0].startswith(reason)


def test_no_case_is_left_of_a_rule_that_is_gone() -> None:
    assert set(CASES) == set(rules())


@case("within.in_force_below_issued")
def in_force(archive: Path) -> Case:
    def documents(year: int, issued: int, repealed: int, in_force: int, said: str = "") -> int:
        return add(
            archive,
            year,
            *figures(
                pd__normative_documents__issued=issued,
                pd__normative_documents__repealed=repealed,
                pd__normative_documents__in_force=in_force,
            ),
            sections=prose(1, said),
            agency=f"{year}县教育局",
        )

    expired = documents(2021, 8, 1, 3, "全年制发规范性文件8件，其中4件有效期届满。")
    return documents(2023, 9, 2, 6), documents(2022, 9, 2, 7), expired, "said: 全年制发规范性文件8件"


@case("within.regulations_by_unlikely_body")
def regulations(archive: Path) -> Case:
    return (
        add(archive, 2023, *figures(pd__regulations__in_force=6), agency="太平镇人民政府"),
        add(archive, 2023, *figures(pd__regulations__in_force=0), agency="正阳街道办事处"),
        add(archive, 2023, *figures(pd__regulations__in_force=41), agency="洛阳市人民政府"),
        "its_level_may_make_them",
    )


@case("within.published_below_new")
def published(archive: Path) -> Case:
    def row(year: int, agency: str, new: int | str, total: int | str) -> int:
        made = figures(
            pd__normative_documents__new_published=new, pd__normative_documents__total_published=total
        )
        return add(archive, year, *made, template="2019", agency=agency)

    return (
        row(2019, "甲县司法局", 8, 3),
        row(2020, "甲县司法局", 8, 30),
        row(2020, "甲县民政局", "/", "/"),
        "printed_as",
    )


@case("within.decisions_are_a_sum")
def decisions(archive: Path) -> Case:
    def row(agency: str, previous: int, change: int, made: int) -> int:
        cells = figures(
            pd__licensing__previous_items=previous,
            pd__licensing__change=change,
            pd__licensing__decisions=made,
        )
        return add(archive, 2020, *cells, template="2019", agency=agency)

    return (
        row("甲县司法局", 22, 1, 23),
        row("甲县民政局", 23, 4, 1163),
        row("甲县审计局", 17, 0, 17),
        "no_change",
    )


@case("within.fee_in_yuan")
def fee(archive: Path) -> Case:
    alone = add(archive, 2022, *figures(pd__fees__amount="12.5"), agency="乙县水务局")
    fine = add(archive, 2021, *figures(pd__fees__amount="1.25"))
    add(archive, 2022, *figures(pd__fees__amount="1.5"))
    return add(archive, 2023, *figures(pd__fees__amount="13750")), fine, alone, "no_other_year"


@case("within.decimal_count")
def decimal_count(archive: Path) -> Case:
    return (
        add(archive, 2023, unreadable("ap", "granted", "total", "12.5")),
        add(archive, 2022, *figures(ap__granted__total=12, pd__fees__amount="12.5")),
        add(archive, 2021, unreadable("ap", "granted", "total", "1.2万")),
        "in_tens_of_thousands",
    )


@case("within.part_exceeds_whole")
def part(archive: Path) -> Case:
    def row(year: int, documents: int | str, disclosed: int) -> int:
        cells = figures(st__disclosed_normative_documents__value=documents, st__disclosed__value=disclosed)
        return add(archive, year, *cells, template="2014")

    return row(2015, 71, 38), row(2016, 13, 412), row(2017, "/", 398), "printed_as_not_applying"


@case("within.figures_under_research")
def research(archive: Path) -> Case:
    def row(year: int, person: int, research: int, said: str = "") -> int:
        cells = figures(
            ap__new_received__natural_person=person,
            ap__new_received__business=2,
            ap__new_received__research=research,
        )
        return add(archive, year, *cells, sections=prose(1, said))

    told = row(2021, 3, 41, "某高校课题组集中提出申请41件。")
    return row(2023, 1, 57), row(2022, 57, 6), told, "said: 某高校课题组"


@case("within.form_of_the_year")
def form(archive: Path) -> Case:
    old = add(archive, 2023, *figures(ap__granted__total=3), template="2019")
    return (
        old,
        add(archive, 2022, *figures(ap__granted__total=4)),
        add(archive, 2019, template="2014"),
        "only_encouraged",
    )


@case("within.section_missing")
def section(archive: Path) -> Case:
    def three(text: str) -> tuple[Section, ...]:
        return (Section(1, "", "全年公开信息312条。"), Section(5, "", "仍有不足。"), Section(6, "", text))

    return (
        add(archive, 2023, sections=three("")),
        add(archive, 2022, sections=three("未收取信息处理费。")),
        add(archive, 2021),
        "no_prose_was_read",
    )


@case("within.instructions_left")
def instructions(archive: Path) -> Case:
    return (
        add(archive, 2023, sections=prose(3, "该部分以表格形式报告。表格如下：")),
        add(archive, 2022, sections=prose(1, "全年公开信息312条。")),
        add(archive, 2021),
        "no_prose_was_read",
    )


@case("within.other_year_left")
def other_year(archive: Path) -> Case:
    period = "所列数据的统计期限自2022年1月1日起至2022年12月31日止。"
    return (
        add(archive, 2023, sections=prose(1, period)),
        add(archive, 2022, sections=prose(1, period)),
        add(archive, None, sections=prose(1, period), agency="甲县档案局"),
        "year_unknown",
    )


@case("within.other_agency_left")
def other_agency(archive: Path) -> Case:
    author = "本报告由{}编制，全文在网站公布。"
    return (
        add(archive, 2023, sections=prose(1, author.format("甲县水利局"))),
        add(archive, 2022, sections=prose(1, author.format("县教育局"))),
        add(archive, 2022, sections=prose(1, author.format("甲县行政审批局")), agency="甲县人民政府"),
        "drawn_up_by 甲县行政审批局",
    )


@case("prose.claim")
def claim(archive: Path) -> Case:
    def row(year: int, said: int, printed: int, scope: str = "own") -> int:
        told = (Claim("applications.new_received.total", said, f"收到申请{said}件"),)
        return add(archive, year, *figures(ap__new_received__total=printed), claims=told, scope=scope)

    return (
        row(2023, 12, 14),
        row(2022, 31, 31),
        row(2023, 12, 96, "aggregate"),
        "prose_may_be_of_another_scope",
    )


@case("prose.percentage")
def percentage(archive: Path) -> Case:
    def row(year: int, text: str) -> int:
        return add(archive, year, sections=prose(1, text))

    return (
        row(2023, "全年答复312件，其中予以公开207件，占58.1%。"),
        row(2022, "全年答复312件，其中予以公开207件，占66.3%。"),
        row(2021, "全年答复31件，网上公开信息207件，占66.3%。"),
        "not a part and its whole",
    )


@case("prose.growth")
def growth(archive: Path) -> Case:
    def row(year: int, total: int, said: str, agency: str = "甲县教育局") -> int:
        text = f"全年共收到政府信息公开申请{total}件，{said}。"
        return add(
            archive, year, *figures(ap__new_received__total=total), sections=prose(1, text), agency=agency
        )

    first = row(2021, 40, "同比增长11.1%")
    fine = row(2022, 52, "同比增长30%")
    return row(2023, 39, "同比下降30.2%"), fine, first, "no_figure_of_the_year_before"


@case("prose.copied")
def copied(archive: Path) -> Case:
    text = "".join(
        f"本机关围绕第{word}项重点任务扎实推进信息公开各项工作取得实效。" for word in "甲乙丙丁戊己庚辛壬癸"
    )
    own = "".join(
        f"{word}项工作由专人负责并且按季度通报进展和存在的问题。" for word in "子丑寅卯辰巳午未申酉"
    )
    add(archive, 2022, sections=prose(1, text))
    return (
        add(archive, 2023, sections=prose(1, text)),
        add(archive, 2023, sections=prose(1, own), agency="乙县水务局"),
        add(archive, 2024, sections=prose(1, "本年度没有需要报告的其他事项和情况。"), agency="乙县审计局"),
        "too_little_prose",
    )


@case("years.carry_over")
def carry_over(archive: Path) -> Case:
    first = add(archive, 2021, *figures(ap__carried_in__total=4, ap__carried_out__total=7))
    fine = add(archive, 2022, *figures(ap__carried_in__total=7, ap__carried_out__total=6))
    return add(archive, 2023, *figures(ap__carried_in__total=9)), fine, first, "first_year_of_the_body"


@case("years.in_force")
def in_force_chain(archive: Path) -> Case:
    made = [
        add(
            archive,
            year,
            *figures(
                pd__normative_documents__issued=issued,
                pd__normative_documents__repealed=repealed,
                pd__normative_documents__in_force=in_force,
            ),
        )
        for year, issued, repealed, in_force in ((2021, 4, 1, 30), (2022, 6, 2, 34), (2023, 5, 3, 40))
    ]
    return made[2], made[1], made[0], "first_year_of_the_form"


@case("years.previous_items")
def previous_items(archive: Path) -> Case:
    def row(year: int, agency: str, previous: int, change: int) -> int:
        cells = figures(pd__penalties__previous_items=previous, pd__penalties__change=change)
        return add(archive, year, *cells, template="2019", agency=agency)

    row(2019, "甲县教育局", 17, -3)
    row(2019, "甲县民政局", 21, 5)
    return (
        row(2020, "甲县教育局", 17, 1),
        row(2020, "甲县民政局", 26, 2),
        row(2020, "甲县审计局", 12, 2),
        "first_year_of_the_body",
    )


@case("bodies.aggregate")
def aggregate(archive: Path) -> Case:
    def whole(year: int, total: int, place: str) -> int:
        return add(
            archive,
            year,
            *figures(ap__new_received__total=total),
            agency=f"{place}人民政府",
            scope="aggregate",
        )

    for year in (2022, 2023):
        for agency, total in (("甲县教育局", 61), ("甲县水务局", 52)):
            add(archive, year, *figures(ap__new_received__total=total), agency=agency)
    return whole(2023, 112, "甲县"), whole(2022, 130, "甲县"), whole(2022, 15, "丁县"), "none_of_its_bodies"


@case("bodies.rival_reports")
def rival_reports(archive: Path) -> Case:
    text = prose(
        1, "".join(f"围绕第{word}项重点任务扎实推进信息公开各项工作。" for word in "甲乙丙丁戊己庚辛")
    )

    def twice(year: int, first: int, second: int, sections: tuple[Section, ...], **more: object) -> int:
        add(archive, year, *figures(ap__granted__total=first), sections=sections)
        return add(
            archive,
            year,
            *figures(ap__granted__total=second),
            sections=sections,
            rival=True,
            site="platform",
            **more,  # type: ignore[arg-type]
        )

    from parsers.model import Status

    fine = add(archive, 2021, *figures(ap__granted__total=8))
    db = open_archive(archive)
    address(db, fine, "http://platform.example/8.html", "platform")
    db.conn.commit()
    db.close()
    partial = twice(2022, 17, 19, text, status=Status.PARTIAL)
    return twice(2023, 31, 35, text), fine, partial, "not_read_whole: 1 figures differ"
