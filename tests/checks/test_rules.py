"""What the rules make of awkward archives: never a false accusation, always a reason."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from archive import reports
from archive.schema import open_archive
from checks.rules import rules
from checks.run import check
from parsers.document import Issue
from parsers.model import Check, Claim, Verdict
from tests.checks.archives import NOW, add, figures, outcomes, prose, query, unreadable, with_site


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    path = tmp_path / "archive.db"
    with_site(path)
    return path


def test_every_rule_says_what_it_is() -> None:
    for rule in rules().values():
        assert rule.zh and rule.en and rule.source, rule.id
        assert rule.severity in ("error", "warning", "notice"), rule.id
        assert rule.verdict in ("published_error", "open"), rule.id
        assert bool(rule.excuses_zh) == bool(rule.excuses_en), rule.id
        # What a good reason can excuse is not laid to a body by rule alone, but for what its own text says.
        assert rule.verdict == "open" or not rule.excusing, rule.id


def test_applicants_classed_otherwise_are_no_broken_chain(archive: Path) -> None:
    carried = figures(
        ap__carried_out__natural_person=3, ap__carried_out__business=4, ap__carried_out__total=7
    )
    add(archive, 2021, *carried)
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
    assert outcomes(archive, "years.carry_over") == [
        (classed, "natural_person", "not_applicable", "reclassified"),
        (classed, "business", "not_applicable", "reclassified"),
        (wrong, "total", "fails", ""),
        (classed, "", "holds", ""),
    ]


def test_years_that_have_no_partner(archive: Path) -> None:
    first = add(archive, 2019, *figures(ap__carried_in__total=2), template="2019")
    add(archive, 2018, template="2014")  # had no such column
    add(archive, 2022, *figures(ap__carried_out__total=88), scope="aggregate", agency="丙市人民政府")
    own = add(archive, 2023, *figures(ap__carried_in__total=5), agency="丙市人民政府")
    add(archive, 2020, *figures(ap__carried_out__total=3), agency="丁县民政局", template="2019")
    gap = add(archive, 2022, *figures(ap__carried_in__total=6), agency="丁县民政局")
    unknown = add(archive, 2023, *figures(ap__carried_in__total=7), agency="戊县民政局", scope="unknown")
    assert set(outcomes(archive, "years.carry_over")) == {
        (first, "total", "not_applicable", "first_year_of_the_form"),
        (own, "total", "not_applicable", "scope_changed"),
        (gap, "total", "not_applicable", "no_report_on_the_year_before"),
        (unknown, "total", "not_applicable", "scope_unknown"),
    }


def test_a_reorganised_body_is_excused_with_its_own_sentence(archive: Path) -> None:
    add(archive, 2022, *figures(ap__carried_out__total=4))
    said = "因机构改革，原县文化局的职责并入本局。"
    merged = add(archive, 2023, *figures(ap__carried_in__total=9), sections=prose(1, f"工作有序。{said}"))
    assert outcomes(archive, "years.carry_over") == [
        (merged, "total", "not_applicable", f"said: {said.strip('。')}")
    ]


def test_rival_reports_are_open_never_an_accusation(archive: Path) -> None:
    add(archive, 2022, *figures(ap__carried_out__total=4))
    first = add(archive, 2023, *figures(ap__carried_in__total=5))
    rival = add(archive, 2023, *figures(ap__carried_in__total=11), rival=True)
    assert outcomes(archive, "bodies.rival_reports") == [
        (
            rival,
            "applications.carried_in.total",
            "open",
            "two reports claim one body and year: 1 figures differ",
        )
    ]
    assert set(outcomes(archive, "years.carry_over")) == {
        (first, "total", "open", "rival_reports"),
        (rival, "total", "open", "rival_reports"),
    }


@pytest.mark.parametrize("how", ["title", "prose"])
def test_a_year_in_doubt_breaks_no_chain(archive: Path, how: str) -> None:
    add(archive, 2022, *figures(ap__carried_out__total=4))
    issues = (
        (Issue("year_conflict", "the title says 2023, the counting period 2022"),) if how == "title" else ()
    )
    period = "统计期限自2021年1月1日起至2021年12月31日止。" if how == "prose" else "无"
    doubtful = add(archive, 2023, *figures(ap__carried_in__total=9), issues=issues, sections=prose(1, period))
    assert outcomes(archive, "years.carry_over") == [(doubtful, "total", "open", "year_in_doubt")]


def test_a_claim_is_believed_to_mean_what_the_body_counts(archive: Path) -> None:
    def claim(value: int, sentence: str) -> Claim:
        return Claim("applications.new_received.total", value, sentence)

    with_carried = add(
        archive,
        2023,
        *figures(ap__new_received__total=14, ap__carried_in__total=3),
        claims=(claim(17, "共受理申请17件"),),
    )
    twice = add(
        archive,
        2022,
        *figures(ap__new_received__total=31),
        claims=(claim(12, "网上收到申请12件"), claim(31, "共收到申请31件")),
    )
    blank = add(archive, 2021, *figures(ap__new_received__total=None), claims=(claim(0, "未收到申请"),))
    unsure = add(archive, 2020, *figures(ap__granted__total=1), claims=(claim(8, "收到申请8件"),))
    cell = "applications.new_received.total"
    assert outcomes(archive, "prose.claim") == [
        (with_carried, cell, "open", "agrees_when_what_was_carried_in_is_counted"),
        (twice, cell, "open", "another_sentence_agrees"),
        (unsure, cell, "open", "not_printed"),
        (twice, "", "holds", ""),
        (blank, "", "holds", ""),
    ]


@pytest.mark.parametrize(
    ("said", "printed", "outcome"),
    [
        ("574.5", "574.53", "holds"),
        ("575", "574.53", "holds"),
        ("574.5321", "574.53", "holds"),
        ("0.1204", "0.12", "holds"),
        ("574.6", "574.53", "fails"),
        ("0.1204", "1204", "fails"),
        ("0", "0.4", "fails"),
    ],
)
def test_an_amount_is_compared_to_the_places_it_is_told_with(
    archive: Path, said: str, printed: str, outcome: str
) -> None:
    told = Claim("proactive_disclosure.fees.amount", Decimal(said), f"行政事业性收费{said}万元。")
    add(archive, 2023, *figures(pd__fees__amount=printed), claims=(told,))
    assert [row[2] for row in outcomes(archive, "prose.claim")] == [outcome]


def test_a_failing_claim_names_sentence_and_cell(archive: Path) -> None:
    told = Claim("review_litigation.review.total", 3, "全年发生行政复议3件。")
    add(archive, 2023, *figures(rl__review__total=8), claims=(told,))
    check(archive, now=NOW)
    assert query(
        archive,
        'SELECT "where", reason, "left", "right", verdict FROM findings WHERE rule = ?',
        "prose.claim",
    ) == [("review_litigation.review.total", "全年发生行政复议3件。", 3, 8, "published_error")]


def test_shares_may_be_cut_or_rounded(archive: Path) -> None:
    cut = add(archive, 2021, sections=prose(1, "全年答复80件，其中予以公开1件，占1.2%。"))
    many = add(archive, 2022, sections=prose(1, "全年公开信息1,250条，其中网站公开1,000条，占80\uff05。"))
    assert outcomes(archive, "prose.percentage") == [(cut, "", "holds", ""), (many, "", "holds", "")]


def test_sisters_are_found_among_many(archive: Path) -> None:
    def text(body: str, words: str) -> str:
        return "".join(f"{body}围绕第{word}项重点任务扎实推进信息公开各项工作。" for word in words)

    words = "甲乙丙丁戊己庚辛壬癸"
    for body in "子丑寅卯辰":
        add(archive, 2023, sections=prose(1, text(f"{body}局", words)), agency=f"甲县{body}局")
    near = text("午局", words[:8]) + text("未局", words[8:])
    whole = add(archive, 2023, sections=prose(1, text("午局", words)), agency="甲县午局")
    copy = add(archive, 2023, sections=prose(1, near), agency="甲县未局")
    found = outcomes(archive, "prose.copied")
    assert {row[0] for row in found if row[2] == "fails"} == {whole, copy}
    shares = query(
        archive, "SELECT report_id, sentences, sister, sister_report_id FROM copied WHERE sister IS NOT NULL"
    )
    assert set(shares) == {(whole, 10, 0.8, copy), (copy, 10, 0.8, whole)}


def test_a_sister_read_later_is_compared_with_those_read_before(archive: Path) -> None:
    text = prose(
        1, "".join(f"围绕第{word}项重点任务扎实推进信息公开各项工作。" for word in "甲乙丙丁戊己庚辛")
    )
    first = add(archive, 2023, sections=text, agency="甲县教育局")
    assert outcomes(archive, "prose.copied") == [(first, "", "holds", "")]
    second = add(archive, 2023, sections=text, agency="甲县水利局")
    assert outcomes(archive, "prose.copied") == [(first, "", "fails", ""), (second, "", "fails", "")]


def test_an_aggregate_states_its_share_of_bodies(archive: Path) -> None:
    add(archive, 2022, *figures(ap__new_received__total=15), agency="甲县司法局")
    for agency, total in (("甲县教育局", 61), ("甲县水务局", 52), ("甲县税务局", 700), ("乙县教育局", 900)):
        add(archive, 2023, *figures(ap__new_received__total=total), agency=agency)
    whole = add(
        archive, 2023, *figures(ap__new_received__total=120), agency="甲县人民政府", scope="aggregate"
    )
    nowhere = add(
        archive,
        2023,
        *figures(ap__new_received__total=2),
        agency="己县人民政府",
        scope="aggregate",
        region="",
    )
    assert outcomes(archive, "bodies.aggregate") == [
        (nowhere, "new_received.total", "open", "region_unknown"),
        (whole, "", "holds", ""),
    ]
    # The tax office is under vertical management, the other county another county's.
    stated = query(
        archive, "SELECT aggregate, own_sum, bodies, known_bodies FROM aggregates WHERE report_id = ?", whole
    )
    assert stated == [(120, 113, 2, 3)]


def test_a_figure_not_read_with_certainty_makes_no_accusation(archive: Path) -> None:
    def pair(agency: str, unsure_column: str) -> int:
        add(archive, 2022, *figures(ap__carried_out__total=4, ap__carried_out__business=4), agency=agency)
        after = figures(ap__carried_in__total=9, ap__carried_in__business=4)
        return add(archive, 2023, *after, unreadable("ap", "carried_in", unsure_column, "1?"), agency=agency)

    doubtful, certain = pair("甲县教育局", "research"), pair("甲县水利局", "research")
    db = open_archive(archive)
    db.execute("UPDATE cells SET \"column\" = 'total' WHERE report_id = ?", (doubtful,))
    db.conn.commit()
    db.close()
    outcomes(archive, "years.carry_over")
    found = query(
        archive,
        "SELECT report_id, verdict, evidence FROM findings WHERE rule = 'years.carry_over' AND outcome = 'fails'",
    )
    assert found[0] == (doubtful, "misread", "not read with certainty: applications.carried_in.total")
    assert found[1][:2] == (certain, "open")


def test_sums_say_what_their_verdict_rests_on(archive: Path) -> None:
    def failing(number: int, verdict: Verdict = Verdict.PUBLISHED_ERROR) -> tuple[Check, ...]:
        items = (
            "granted",
            "partly_granted",
            "new_received",
            "carried_in",
            "carried_out",
            "rejected_repeated",
        )
        items += ("denied_by_law", "denied_process", "unavailable_unclear")
        return tuple(
            Check("applications.row_total", item, 31 + place, 37, False, verdict)
            for place, item in enumerate(items[:number])
        )

    one = add(archive, 2023, checks=failing(1))
    joint = add(archive, 2022, checks=failing(9))
    misread = add(
        archive, 2021, unreadable("ap", "granted", "business", "3?", 0.4), checks=failing(1, Verdict.MISREAD)
    )
    check(archive, now=NOW)
    found = query(archive, "SELECT DISTINCT report_id, verdict, evidence FROM checks ORDER BY report_id")
    assert [row[:2] for row in found] == [(one, "published_error"), (joint, "open"), (misread, "misread")]
    assert found[0][2] == "every figure was read with certainty"
    assert found[2][2] == "not read with certainty: applications.granted.business"


def test_only_what_changed_is_checked_again(archive: Path) -> None:
    add(archive, 2023, *figures(ap__new_received__total=14))
    assert check(archive, now=NOW).reports == 1
    assert check(archive, now=NOW).reports == 0
    assert check(archive, now=NOW, everything=True).reports == 1


def test_what_was_compared_with_a_report_that_went_is_checked_again(archive: Path) -> None:
    before = add(archive, 2022, *figures(ap__carried_out__total=4))
    after = add(archive, 2023, *figures(ap__carried_in__total=9))
    assert outcomes(archive, "years.carry_over") == [(after, "total", "fails", "")]
    db = open_archive(archive)
    with db.atomic():
        reports.forget(db, before)
    db.close()
    assert outcomes(archive, "years.carry_over") == [
        (after, "total", "not_applicable", "first_year_of_the_body")
    ]


def test_the_chain_is_one_view_over_all_years(archive: Path) -> None:
    add(archive, 2021, *figures(ap__carried_out__total=4, pd__normative_documents__in_force=31))
    add(
        archive,
        2022,
        *figures(ap__carried_in__total=4, ap__carried_out__total=6, pd__normative_documents__in_force=33),
        *figures(pd__normative_documents__issued=5, pd__normative_documents__repealed=2),
    )
    add(archive, 2023, *figures(ap__carried_in__total=9))
    check(archive, now=NOW)
    found = query(
        archive, "SELECT year, link, expected, printed, fits, outcome FROM chain ORDER BY link, year"
    )
    assert found == [
        (2021, "carry_over", None, None, None, None),
        (2022, "carry_over", 4, 4, 1, None),
        (2023, "carry_over", 6, 9, 0, "fails"),
        (2022, "in_force normative_documents", 34, 33, 0, "fails"),
    ]
