"""The generated reports of the practice sites: their figures, from year to year, and how they are printed.

Bodies and figures are invented; the county names belong to no real county. Every figure is non-zero unless
chance says otherwise, figures differ, sums are right, and what a body carries over is what it takes up next
year. Errors of publishers are planted on purpose.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from random import Random

from parsers import templates
from parsers.templates import Form, FormTable
from practice import prose
from practice.publications import ABSENT, Broken, Figure, Filing, Number

OUTCOMES = ("granted", "partly_granted")
PEOPLE = ("natural_person", "business", "research", "nonprofit", "legal_service", "other_org")

# How zeros are printed, and how numbers; each report has one habit of each.
ZEROS = {"0": "number", "": "blank", "/": "slash", "-": "dash", "—": "dash"}
HABITS = ("plain", "plain", "plain", "thousands", "fullwidth", "units")
FULL_WIDTH = str.maketrans("0123456789.", "０１２３４５６７８９．")

Counts = dict[tuple[str, str], int]  # (item, column) of the applications table, as the body really has them


@dataclass(slots=True)
class Ledger:
    """What a body hands on from one year to the next."""

    carried: dict[str, int]
    regulations: int
    documents: int
    items: dict[str, int]


def scale_of(body: str) -> int:
    """How much a body of this kind has to do: the largest number of one kind of application."""
    if "汇总" in body:
        return 900
    if body.endswith(("人民政府办公室", "人民政府")) and "镇" not in body and "乡" not in body:
        return 160
    return 70 if body.endswith("局") else 40


def applications(random: Random, form: Form, scale: int, ledger: Ledger) -> Counts:
    """The applications table of a year, balanced; `ledger.carried` is taken up and renewed."""
    table = form.table("applications")
    handled = next(identity for identity in table.identities if identity.key == "handled")
    counts: Counts = {}
    for column in PEOPLE:
        top = scale if column == "natural_person" else max(4, scale // 2)
        for item in handled.left:
            # Near a tenth of the figures is zero: a report without any zero would be no test of blanks.
            counts[item, column] = 0 if random.random() < 0.1 else random.randint(1, top)
        counts["granted", column] += random.randint(1, 4 * top)
        counts["handled_total", column] = sum(counts[item, column] for item in handled.left)
        counts["carried_in", column] = ledger.carried[column]
        counts["carried_out", column] = random.randint(0, max(3, top // 3))
        new = counts["handled_total", column] + counts["carried_out", column] - counts["carried_in", column]
        counts["new_received", column] = new
        ledger.carried[column] = counts["carried_out", column]
    for row, _ in table.figures():
        counts[row.key, "total"] = sum(counts[row.key, column] for column in PEOPLE)
    return counts


def reviews(random: Random, scale: int) -> Counts:
    counts: Counts = {}
    for item in ("review", "litigation_direct", "litigation_after_review"):
        for column in ("upheld", "corrected", "other", "pending"):
            counts[item, column] = 0 if random.random() < 0.15 else random.randint(1, max(3, scale // 3))
        counts[item, "total"] = sum(value for (key, _), value in list(counts.items()) if key == item)
    return counts


def disclosure(random: Random, template: str, scale: int, ledger: Ledger) -> dict[tuple[str, str], Number]:
    """The disclosure table of a year; some of its figures follow from the year before."""
    figures: dict[tuple[str, str], Number] = {}
    if template == "2021":
        for item, before in (("regulations", ledger.regulations), ("normative_documents", ledger.documents)):
            issued = random.randint(1, 3) if item == "regulations" else random.randint(2, 9)
            repealed = random.randint(0, min(before, 3))
            figures |= {
                (item, "issued"): issued,
                (item, "repealed"): repealed,
                (item, "in_force"): before + issued - repealed,
            }
        ledger.regulations = int(figures["regulations", "in_force"] or 0)
        ledger.documents = int(figures["normative_documents", "in_force"] or 0)
        for item, top in (("licensing", 90), ("penalties", 40), ("coercion", 12)):
            figures[item, "decisions"] = random.randint(1, top * scale)
        figures["fees", "amount"] = Decimal(random.randint(101, 99_999)) / 100
        return figures
    for item in ("regulations", "normative_documents"):
        made = random.randint(1, 9)
        figures |= {
            (item, "new_made"): made,
            (item, "new_published"): made + random.randint(0, 2),
            (item, "total_published"): made + random.randint(5, 70),
        }
    for item, before in ledger.items.items():
        change = random.choice([-7, -3, -2, -1, 1, 2, 4, 6, 11, 0])
        figures |= {(item, "previous_items"): before, (item, "change"): change}
        if item != "fees":
            figures[item, "decisions"] = random.randint(1, 60 * scale)
        ledger.items[item] = before + change
    figures["procurement", "projects"] = random.randint(1, 48)
    figures["procurement", "amount"] = Decimal(random.randint(1_000, 9_999_999)) / random.choice(
        [1, 100, 10_000]
    )
    return figures


def plain(value: Number) -> str:
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def printed(random: Random, value: Number, habit: str, zero: str, signed: bool, unit: str) -> Figure:
    """A figure as a body with this habit prints it."""
    if value == 0:
        raw = zero.translate(FULL_WIDTH) if habit == "fullwidth" else zero
        state = ZEROS[zero]
        return Figure(value if state == "number" else None, raw, state)
    raw = plain(value)
    if signed and isinstance(value, int):
        plus, minus = random.choice([("+{}", "-{}"), ("增{}", "减{}"), ("增加{}", "减少{}"), ("{}", "-{}")])
        raw = (plus if value > 0 else minus).format(abs(value))
    elif habit == "thousands" and isinstance(value, int):
        raw = f"{value:,}"
    elif habit == "fullwidth":
        raw = raw.translate(FULL_WIDTH)
    elif habit == "units" and random.random() < 0.4:
        raw = f"{raw}{unit}"
    return Figure(value, raw)


def wrong(random: Random, counts: Counts, cases: Counts, blunder: str) -> None:
    """Plant an error of the publisher: a sum, a total or the balance that does not come out."""
    slip = random.choice([1, 2, 10])
    if blunder == "row":
        counts["partly_granted", "total"] += slip
    elif blunder == "column":
        counts["handled_total", "natural_person"] += slip
        counts["handled_total", "total"] += slip
    elif blunder == "balance":
        counts["carried_out", "business"] += slip
        counts["carried_out", "total"] += slip
    elif blunder == "review":
        cases["review", "total"] += slip
    else:
        raise ValueError(f"no such blunder: {blunder}")


def broken(form: Form, figures: dict[str, Figure]) -> tuple[Broken, ...]:
    """The identities of the form that these figures break; what is not a number counts as 0."""

    def value(table: FormTable, row: str, column: str) -> Number:
        return figures[f"{table.key}.{row}.{column}"].value or 0

    found: list[Broken] = []
    for table in form.tables:
        rows = list(dict.fromkeys(row.key for row, _ in table.figures()))
        columns = list(dict.fromkeys(column.key for _, column in table.figures()))
        for identity in table.identities:
            for where in rows if identity.each == "row" else columns:
                if identity.each == "row":
                    sides = [
                        [value(table, where, term) for term in side]
                        for side in (identity.left, identity.right)
                    ]
                else:
                    sides = [
                        [value(table, term, where) for term in side]
                        for side in (identity.left, identity.right)
                    ]
                left, right = (sum(side) for side in sides)  # type: ignore[arg-type]
                if left != right:
                    found.append(Broken(f"{table.key}.{identity.key}", where, left, right))
    return tuple(found)


def makes_regulations(agency: str) -> bool:
    """Whether a body may make 规章: governments of provinces and of cities with districts, ministries.

    >>> makes_regulations("青禾市人民政府"), makes_regulations("青禾县人民政府")
    (True, False)
    """
    return agency.endswith(("省人民政府", "市人民政府", "自治州人民政府", "部"))


def filing(
    random: Random,
    agency: str,
    year: int,
    scope: str,
    ledger: Ledger,
    blunder: str = "",
    *,
    regulations: bool = False,
) -> Filing:
    """One generated report, its figures printed by the habits of its body in that year.

    A body that cannot make 规章 prints none, unless `regulations` plants them.
    """
    template = templates.expected(year)
    form = templates.load(template)
    scale = scale_of(agency + ("汇总" if scope == "aggregate" else ""))
    values = disclosure(random, template, scale, ledger)
    counts = applications(random, form, scale, ledger)
    cases = reviews(random, scale)
    if blunder:
        wrong(random, counts, cases, blunder)
    habit = random.choice(HABITS)
    zero = random.choice(list(ZEROS)) if random.random() < 0.6 else "0"
    unprinted = "rejected_publication" if random.random() < 0.08 else ""
    if unprinted:  # a row left out by the body had nothing in it
        for kind in (*PEOPLE, "total"):
            counts["other_misc" if template == "2021" else "other", kind] += counts[unprinted, kind]
            counts[unprinted, kind] = 0
    real: dict[str, dict[tuple[str, str], Number]] = {
        "proactive_disclosure": values,
        "applications": {**counts},
        "review_litigation": {**cases},
    }
    figures: dict[str, Figure] = {}
    for table in form.tables:
        for row, column in table.figures():
            value = real[table.key][row.key, column.key]
            unit = "万元" if column.decimal else column.unit
            cell = printed(random, value, habit, zero, column.signed, unit)
            figures[f"{table.key}.{row.key}.{column.key}"] = ABSENT if row.key == unprinted else cell
    if random.random() < 0.15 and template == "2021":  # a body that may make no regulations says so
        for measure in ("issued", "repealed", "in_force"):
            figures[f"proactive_disclosure.regulations.{measure}"] = Figure(None, "无", "text")
    elif not (regulations or makes_regulations(agency)):
        none = printed(random, 0, habit, zero, False, "")
        figures |= {key: none for key in figures if key.startswith("proactive_disclosure.regulations.")}
    noted = "applications.new_received.natural_person"
    if habit == "plain" and random.random() < 0.1 and (figures[noted].value or 0):
        cell = figures[noted]
        figures[noted] = replace(cell, raw=f"{cell.raw}（含网上申请{min(3, int(cell.value or 0))}件）")
    stray = random.random() < 0.08
    sections, claims = prose.write(random, agency, year, scope, figures, stray)
    return Filing(agency, year, scope, template, figures, sections, claims, broken(form, figures))
