"""Makes what the practice sites publish, and the golden list of it: always the same, from one seed.

Of the reports some are generated (`filings`), some are real ones (`sources`).

    python -m practice.generator    writes practice/golden.jsonl anew
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

from parsers import templates
from practice import prose, sources
from practice.filings import PEOPLE, Ledger, filing, scale_of
from practice.publications import Attachment, Claim, Figure, Filing, Publication
from practice.systems import Site, System, systems

SEED = "nianbao practice 1"
NIGHTS = 4  # the story that the sites tell lasts so long
GOLDEN = Path(__file__).with_name("golden.jsonl")
SUFFIXES = {"image": "png", "text": "txt"}
LAYOUTS = ("plain", "word", "nested", "four", "wide", "headed")


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

    >>> compact(Figure(12, "12")), compact(Figure(1200, "1,200")), compact(Figure(None, "", "absent"))
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
