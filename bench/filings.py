"""Reports with known figures: what the corpus and the archive of the bench are made of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import count
from random import Random
from typing import Any

from bench import SEED
from parsers import templates
from parsers.model import number
from practice import generator
from practice.filings import PEOPLE, Ledger, filing, scale_of
from practice.publications import Filing

# Invented: no county is called so.
COUNTIES = tuple(
    first + second + "县" for first in "青白松云碧晴霁岚澄朗" for second in "禾鹭岭川坞屿汀湾洲麓"
)
OFFICES = (
    "教育局", "水利局", "民政局", "司法局", "财政局", "审计局", "统计局", "林业局", "商务局", "公安局",
    "农业农村局", "自然资源局", "应急管理局", "交通运输局", "人民政府办公室", "人民政府#汇总",
)  # fmt: skip
YEARS = range(2019, 2026)
BLUNDERS = ("", "", "", "", "row", "column", "balance", "review")


@dataclass(frozen=True, slots=True)
class Made:
    """A report, its title and the day it was published."""

    filing: Filing
    title: str
    published_on: date


def bodies(random: Random) -> Iterator[str]:
    """Bodies without end, the offices of one county after the other."""
    for round_number in count():
        for county in COUNTIES:
            name = county if not round_number else f"{random.choice('东西南北')}{county}"
            for office in OFFICES:
                yield name + office


def of_body(random: Random, body: str, years: range = YEARS) -> Iterator[Made]:
    """The reports of a body, year by year; about half of them hold an error of the publisher."""
    agency, scope = generator.scope_of(body)
    scale = scale_of(agency)
    ledger = Ledger(
        carried={column: random.randint(0, max(3, scale // 6)) for column in PEOPLE},
        regulations=random.randint(2, 9),
        documents=random.randint(11, 60),
        items={
            item: random.randint(12, 230)
            for item in ("licensing", "other_services", "penalties", "coercion", "fees")
        },
    )
    for year in years:
        made = filing(random, agency, year, scope, ledger, random.choice(BLUNDERS))
        yield Made(made, generator.title_of(random, body, year), generator.published(random, body, year))


def filings(amount: int, salt: str = "") -> list[Made]:
    """So many reports, each of another body, years and habits in turn; the same ones every time."""
    random = Random(f"{SEED} {salt}")
    made: list[Made] = []
    for position, body in zip(range(amount), bodies(random), strict=False):
        year = YEARS[position % len(YEARS)]
        made += of_body(random, body, range(year, year + 1))
    return made


def expectation(made: Made) -> dict[str, Any]:
    """What must be read of a report: the cells that are printed, by key, as value and state."""
    filing = made.filing
    form = templates.load(filing.template)
    cells = {}
    for table in form.tables:
        for row, column in table.figures():
            key = f"{table.key}.{row.key}.{column.key}"
            figure = filing.figures[key]
            if figure.state != "absent":
                cells[key] = {"value": number(figure.value), "raw": figure.raw, "state": figure.state}
    return {"agency": filing.agency, "year": filing.year, "template": filing.template, "cells": cells}
