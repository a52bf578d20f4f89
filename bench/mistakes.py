"""Errors of every kind, planted in the reports of a body; each function gives the failures it must bring.

Nothing here knows how a rule finds them: an error is planted in the figures, the prose or the dates.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from bench.drafts import Draft


def row(drafts: dict[int, Draft]) -> list[tuple[str, str]]:
    drafts[2024].change("applications", "granted", "total", 1)
    return [("applications.row_total", "granted"), ("applications.handled", "total")]


def balance(drafts: dict[int, Draft]) -> list[tuple[str, str]]:
    for column in ("natural_person", "total"):
        drafts[2024].change("applications", "new_received", column, 1)
    drafts[2024].said_new += 1
    return [("applications.balance", "natural_person"), ("applications.balance", "total")]


def review(drafts: dict[int, Draft]) -> list[tuple[str, str]]:
    drafts[2024].change("review_litigation", "review", "total", 1)
    return [("review_litigation.row_total", "review")]


def claim(drafts: dict[int, Draft]) -> list[tuple[str, str]]:
    drafts[2024].said_new += 113
    return [("prose.claim", "applications.new_received.total")]


def percentage(drafts: dict[int, Draft]) -> list[tuple[str, str]]:
    drafts[2024].said.append("全年答复312件，其中予以公开207件，占58.1%。")
    return [("prose.percentage", "section 1 #1")]


def growth(drafts: dict[int, Draft]) -> list[tuple[str, str]]:
    drafts[2024].said.append(f"共收到申请{drafts[2024].said_new}件，同比增长777.7%。")
    return [("prose.growth", "section 1 growth 1")]


def copied(drafts: dict[int, Draft]) -> list[tuple[str, str]]:
    drafts[2024].sentences = list(drafts[2023].sentences)
    return [("prose.copied", "")]


def carry_over(drafts: dict[int, Draft]) -> list[tuple[str, str]]:
    for column in ("natural_person", "total"):
        drafts[2024].change("applications", "carried_in", column, 40)
        drafts[2024].change("applications", "new_received", column, -40)
    drafts[2024].said_new -= 40
    return [("years.carry_over", "natural_person"), ("years.carry_over", "total")]


def in_force(drafts: dict[int, Draft]) -> list[tuple[str, str]]:
    drafts[2024].change("proactive_disclosure", "normative_documents", "in_force", 7)
    return [("years.in_force", "normative_documents")]


def below_issued(drafts: dict[int, Draft]) -> list[tuple[str, str]]:
    for year in range(2021, 2025):
        drafts[year].change("proactive_disclosure", "normative_documents", "in_force", -1000)
    drafts[2021].figures["proactive_disclosure", "normative_documents", "issued"] = 99
    before = int(drafts[2021].figures["proactive_disclosure", "normative_documents", "in_force"])
    for year in range(2021, 2025):  # 1 in 2021, and on from there
        drafts[year].change("proactive_disclosure", "normative_documents", "in_force", 1 - before)
    return [("within.in_force_below_issued", "normative_documents")]


def regulations(drafts: dict[int, Draft]) -> list[tuple[str, str]]:
    for measure in ("issued", "in_force"):
        drafts[2024].figures["proactive_disclosure", "regulations", measure] = 2
    return [("within.regulations_by_unlikely_body", measure) for measure in ("issued", "in_force")]


def fee(drafts: dict[int, Draft]) -> list[tuple[str, str]]:
    key = ("proactive_disclosure", "fees", "amount")
    drafts[2024].figures[key] = Decimal(drafts[2024].figures[key]) * 10_000
    return [("within.fee_in_yuan", "fees")]


def decimal_count(drafts: dict[int, Draft]) -> list[tuple[str, str]]:
    drafts[2024].figures["proactive_disclosure", "licensing", "decisions"] = "12.5"
    return [("within.decimal_count", "proactive_disclosure.licensing.decisions")]


def shifted(drafts: dict[int, Draft]) -> list[tuple[str, str]]:
    moved = int(drafts[2024].figures["applications", "granted", "natural_person"])
    for item in ("new_received", "granted", "handled_total"):
        drafts[2024].change("applications", item, "natural_person", -moved)
        drafts[2024].change("applications", item, "research", moved + 500)
        drafts[2024].change("applications", item, "total", 500)
    drafts[2024].said_new += 500
    return [("within.figures_under_research", "new_received")]


def form(drafts: dict[int, Draft]) -> list[tuple[str, str]]:
    drafts[2024].template = "2019"
    return [("within.form_of_the_year", "")]


def section(drafts: dict[int, Draft]) -> list[tuple[str, str]]:
    drafts[2024].sixth = ""
    return [("within.section_missing", "section 6")]


def instructions(drafts: dict[int, Draft]) -> list[tuple[str, str]]:
    drafts[2024].said.append("该部分以表格形式报告。")
    return [("within.instructions_left", "section 1 #1")]


def other_year(drafts: dict[int, Draft]) -> list[tuple[str, str]]:
    drafts[2024].period = 2023
    return [("within.other_year_left", "section 1")]


def other_agency(drafts: dict[int, Draft]) -> list[tuple[str, str]]:
    drafts[2024].author = "乙县档案局"
    return [("within.other_agency_left", "section 1")]


def published_below(drafts: dict[int, Draft]) -> list[tuple[str, str]]:
    drafts[2019].figures["proactive_disclosure", "normative_documents", "total_published"] = 2
    return [("within.published_below_new", "normative_documents")]


def decisions_sum(drafts: dict[int, Draft]) -> list[tuple[str, str]]:
    cells = drafts[2019].figures
    key = ("proactive_disclosure", "licensing")
    cells[*key, "decisions"] = int(cells[*key, "previous_items"]) + int(cells[*key, "change"])
    return [("within.decisions_are_a_sum", "licensing")]


def previous_items(drafts: dict[int, Draft]) -> list[tuple[str, str]]:
    drafts[2020].change("proactive_disclosure", "penalties", "previous_items", 200)
    return [("years.previous_items", "penalties")]


def late(drafts: dict[int, Draft]) -> list[tuple[str, str]]:
    drafts[2023].published_on = date(2024, 2, 20)
    return [("late", "")]


def early(drafts: dict[int, Draft]) -> list[tuple[str, str]]:
    drafts[2023].published_on = date(2023, 12, 28)
    return [("early", "")]


def missing(drafts: dict[int, Draft]) -> list[tuple[str, str]]:
    drafts[2023].dropped = True
    return [("missing", "")]


Kind = Callable[[dict[int, Draft]], list[tuple[str, str]]]
KINDS: tuple[Kind, ...] = (
    *(
        row,
        balance,
        review,
        claim,
        percentage,
        growth,
        copied,
        carry_over,
        in_force,
        below_issued,
        regulations,
        fee,
    ),
    *(
        decimal_count,
        shifted,
        form,
        section,
        instructions,
        other_year,
        other_agency,
        published_below,
        decisions_sum,
    ),
    *(previous_items, late, early, missing),
)
IN_YEAR: dict[Kind, int] = {
    below_issued: 2021,
    published_below: 2019,
    decisions_sum: 2019,
    previous_items: 2020,
}
DUTIES = (late, early, missing)
