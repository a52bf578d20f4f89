"""Makes what the practice sites publish, and the golden list of it: always the same, from one seed.

Bodies and figures are invented; the county names belong to no real county. Every figure of a generated
report is non-zero unless chance says otherwise, figures differ, sums are right, and what a body
carries over is what it takes up next year. Errors of publishers are planted on purpose and listed.

    python -m practice.generator    writes practice/golden.jsonl anew
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

from parsers import templates
from parsers.templates import Form, FormTable
from practice import prose, sources
from practice.publications import ABSENT, Attachment, Broken, Claim, Figure, Filing, Number, Publication
from practice.systems import Site, System, systems

SEED = "nianbao practice 1"
NIGHTS = 4  # the story that the sites tell lasts so long
GOLDEN = Path(__file__).with_name("golden.jsonl")
SUFFIXES = {"image": "png", "text": "txt"}
LAYOUTS = ("plain", "word", "nested", "four", "wide", "headed")
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


def scope_of(body: str) -> tuple[str, str]:
    """The agency and the scope that a site's list of bodies names: 某县人民政府#汇总 is an aggregate.

    >>> scope_of("青禾县人民政府#汇总"), scope_of("青禾县教育局")
    (('青禾县人民政府', 'aggregate'), ('青禾县教育局', 'own'))
    """
    agency, _, mark = body.partition("#")
    return agency, "aggregate" if mark == "汇总" else "own"


def title_of(random: Random, body: str, year: int) -> str:
    """The title as sites print it: mostly the model form, at times one of its known variants."""
    agency, _, mark = body.partition("#")
    tail = f"（{mark}）" if mark else ""
    forms = [
        f"{agency}{year}年政府信息公开工作年度报告",
        f"{agency}{year}年政府信息公开工作年度报告",
        f"{agency}{year}年度政府信息公开工作年度报告",
        f"{year}年{agency}政府信息公开工作年度报告",
        f"{agency}关于{year}年政府信息公开工作年度报告",
        f"{agency}{year}年政府信息公开年度报告",
    ]
    return random.choice(forms) + tail


def published(random: Random, body: str, year: int) -> date:
    """When a report on `year` came out: by the end of January, those of governments by the end of March."""
    first = date(year + 1, 1, 6)
    last = 80 if body.partition("#")[0].endswith("县人民政府") else 24
    return first + timedelta(days=random.randint(0, last))


def filed_items(site: Site, random: Random) -> Iterator[tuple[date, str, str, Filing]]:
    """The generated reports of a site: date, title, publisher, filing."""
    blunders = dict(site.knobs.get("blunders", {}))
    regulations = site.knobs.get("regulations", ())
    for body, first, last in site.bodies:
        agency, scope = scope_of(body)
        scale = scale_of(agency + ("汇总" if scope == "aggregate" else ""))
        ledger = Ledger(
            carried={column: random.randint(0, max(3, scale // 6)) for column in PEOPLE},
            regulations=random.randint(2, 9),
            documents=random.randint(11, 60),
            items={
                item: random.randint(12, 230)
                for item in ("licensing", "other_services", "penalties", "coercion", "fees")
            },
        )
        for year in range(first, last + 1):
            blunder, planted = blunders.get((body, year), ""), (body, year) in regulations
            made = filing(random, agency, year, scope, ledger, blunder, regulations=planted)
            yield published(random, body, year), title_of(random, body, year), agency, made


def source_items(
    site: Site, random: Random
) -> Iterator[tuple[date, str, str, Filing, tuple[Attachment, ...]]]:
    """The real reports of a site, each with its text and other files beside it."""
    for name in site.sources:
        made = sources.filing(name)
        title = sources.titles(name).replace(" ", "")
        if title == "2023":  # report 002 begins with its year alone; the site's editor gave it a title
            title = "2023年政府信息公开工作年度报告"
        files = [Attachment("text", f"{name}.txt", f"{title}（文字版）.txt")]
        files += [
            Attachment(kind, f"{name}.{kind}", f"{title}.{kind}")
            for kind in site.knobs.get("beside", {}).get(name, ())
        ]
        yield published(random, made.agency, made.year), title, made.agency, made, tuple(files)


def made_files(site: Site, title: str, body: str, year: int) -> tuple[Attachment, ...]:
    """The files that a site's knob `files` puts beside a report; `practice/samples.py` makes them."""
    kinds = site.knobs.get("files", {}).get((body, year), ())
    short = site.id.removeprefix("practice_")
    number = 1 + [name for name, *_ in site.bodies].index(body) if kinds else 0
    files = []
    for position, kind in enumerate(kinds, start=1):
        suffix = SUFFIXES.get(kind, kind)
        page = f"_{position}" if kinds.count(kind) > 1 else ""
        name = f"{short}.zip" if kind == "zip" else f"{short}_{number}_{year}{page}.{suffix}"
        part = f"年度报告/{title}.docx" if kind == "zip" else ""
        files.append(Attachment(kind, name, f"{title}.{suffix}", part))
    return tuple(files)


def over_nights(site: Site, item: Publication) -> Publication:
    """The item with what the site's knobs `new`, `edited` and `removed` let happen to it, night by night."""
    if item.filing is None:
        return item
    made = item.filing
    body, year = made.agency, made.year
    for one, when, night in site.knobs.get("new", ()):
        if (one, when) == (body, year):
            item = replace(item, nights=(night, None))
    for one, when, night in site.knobs.get("removed", ()):
        if (one, when) == (body, year):
            item = replace(item, nights=(1, night - 1))
    for one, when, night in site.knobs.get("edited", ()):
        if (one, when) == (body, year):
            item = replace(item, edits=((night, corrected(made)),))
    return item


def corrected(before: Filing) -> Filing:
    """The same report after a silent correction: one more application received and granted."""
    figures = dict(before.figures)
    for row in ("new_received", "granted", "handled_total"):
        for column in ("natural_person", "total"):
            cell = figures[f"applications.{row}.{column}"]
            value = int(cell.value or 0) + 1
            figures[f"applications.{row}.{column}"] = Figure(value, str(value))
    return replace(before, figures=figures)


@cache
def publications(site: Site) -> tuple[Publication, ...]:
    """Everything a site publishes, oldest first, numbered in that order."""
    random = Random(f"{SEED} {site.id}")
    dated: list[Publication] = []
    for day, title, publisher, made in filed_items(site, random):
        layout = site.knobs.get("layout") or LAYOUTS[len(dated) % len(LAYOUTS)]
        files = made_files(site, title, publisher, made.year)
        item = Publication(
            0, "report", title, publisher, day, "", filing=made, layout=layout, attachments=files
        )
        dated.append(over_nights(site, item))
    for day, title, publisher, made, files in source_items(site, random):
        layout = site.knobs.get("layout") or LAYOUTS[len(dated) % len(LAYOUTS)]
        dated.append(
            Publication(0, "report", title, publisher, day, "", filing=made, layout=layout, attachments=files)
        )
    for kind, title, year, paragraphs in prose.noise(random, site.county, site.noise):
        day = date(year + 1, 1, 4) + timedelta(days=random.randint(0, 80))
        dated.append(Publication(0, kind, title, f"{site.county}人民政府办公室", day, "", paragraphs))
    dated.sort(key=lambda item: (item.published_on, item.title))
    base = 1_000 * site.number + random.randint(100, 899)
    organisation = f"{random.randint(10**7, 10**8 - 1)}-{random.randint(0, 9)}"
    numbered: list[Publication] = []
    for serial, item in enumerate(dated, start=base):
        index = f"{organisation}/{item.published_on.year}-{serial % 100000:05d}"
        numbered.append(replace(item, serial=serial, index_number=index))
    return tuple(numbered)


def compact(figure: Figure) -> Any:
    """A figure as the golden list holds it: the number alone where it is printed just so.

    >>> compact(Figure(12, "12")), compact(Figure(1200, "1,200")), compact(ABSENT)
    (12, [1200, '1,200', 'number'], [None, '', 'absent'])
    """
    value = figure.value
    shown: int | float | None = float(value) if isinstance(value, Decimal) else value
    if figure.state == "number" and isinstance(value, int) and figure.raw == str(value):
        return value
    return [shown, figure.raw, figure.state]


def later_paths(systems: list[System], item: Publication) -> list[tuple[int, str]]:
    """The nights on which a publication is found at another path, each with that path."""
    paths = [(system.night, system.path(item)) for system in systems if item.stands(system.night)]
    return [found for before, found in pairwise(paths) if found[1] != before[1]]


def edits(item: Publication) -> list[Any]:
    """The nights from which figures read otherwise, each with the cells that do."""
    before, found = item.filing, []
    for night, edited in item.edits:
        if before is None:
            break
        changed = {
            key: compact(figure) for key, figure in edited.figures.items() if figure != before.figures[key]
        }
        found.append([night, changed])
        before = edited
    return found


def entry(systems: list[System], item: Publication) -> dict[str, Any]:
    """One line of the golden list; `systems` are those of the site, night by night."""
    system = next(found for found in systems if item.stands(found.night))
    made = item.filing
    if made is None:
        raise ValueError(f"{item.title} is no report")
    form = templates.load(made.template)
    claims: list[Claim] = list(made.claims)
    return {
        "site": system.site.id,
        "group": system.site.group,
        "path": system.path(item),
        "title": item.title,
        "agency": made.agency,
        "year": made.year,
        "scope": made.scope,
        "published_on": system.printed_on(item).isoformat(),
        "template": made.template,
        "nights": list(item.nights),
        "later": later_paths(systems, item),
        "edits": edits(item),
        "also": system.others(item),
        "bare": system.bare(item),
        "cells": {
            table.key: [
                compact(made.figures[f"{table.key}.{row.key}.{column.key}"])
                for row, column in table.figures()
            ]
            for table in form.tables
        },
        "errors": [
            {"check": found.check, "where": found.where, "left": found.left, "right": found.right}
            for found in made.broken
        ],
        "claims": [[claim.key, claim.value, claim.agrees] for claim in claims],
        "attachments": [
            {"path": path, "kind": attachment.kind, **({"part": attachment.part} if attachment.part else {})}
            for path, attachment in zip(system.attachment_paths(item), item.attachments, strict=True)
        ],
    }


def golden_text() -> str:
    """The golden list as JSON Lines: a line per report, by site and in the order of publication."""
    lines: list[str] = []
    for site, kind in systems().values():
        items = publications(site)
        nights = [kind(site, items, night) for night in range(1, NIGHTS + 1)]
        entries = [entry(nights, item) for item in items if item.filing and nights[0].reachable(item)]
        lines += [json.dumps(found, ensure_ascii=False, separators=(",", ":")) + "\n" for found in entries]
    return "".join(lines)


if __name__ == "__main__":
    GOLDEN.write_text(golden_text(), "utf-8")
