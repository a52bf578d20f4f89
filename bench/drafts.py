"""Reports of one body over the years before they are stored, all of them right."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from random import Random

YEARS = range(2019, 2025)
SIGNS = "天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏闰余成岁律吕调阳云腾致雨露结为霜金生丽水玉出昆冈"
ITEMS = ("licensing", "penalties", "coercion")
Figures = dict[tuple[str, str, str], int | Decimal | str]


@dataclass(slots=True)
class Draft:
    """A report before it is stored: figures by key, prose, dates; errors are planted in it."""

    agency: str
    year: int
    figures: Figures
    sentences: list[str]
    period: int
    author: str
    published_on: date
    template: str
    said_new: int
    said: list[str] = field(default_factory=list)
    sixth: str = "本年度未收取信息处理费。"
    dropped: bool = False

    def change(self, table: str, item: str, column: str, by: int) -> None:
        self.figures[table, item, column] = int(self.figures[table, item, column]) + by


def history(random: Random, agency: str) -> dict[int, Draft]:
    """The reports of a body over all years, everything in them right."""
    carried = {"natural_person": random.randint(1, 9), "business": random.randint(1, 9)}
    items = {item: random.randint(20, 90) for item in ITEMS}
    in_force, fee = random.randint(20, 60), random.randint(150, 900)
    made: dict[int, Draft] = {}
    for year in YEARS:
        cells: Figures = {}
        for column, taken_in in carried.items():
            granted, denied, out = random.randint(30, 90), random.randint(3, 20), random.randint(1, 9)
            rows = {
                "granted": granted,
                "denied_by_law": denied,
                "handled_total": granted + denied,
                "carried_out": out,
            }
            rows |= {"carried_in": taken_in, "new_received": granted + denied + out - taken_in}
            cells |= {("applications", row, column): value for row, value in rows.items()}
            carried[column] = out
        for row in ("new_received", "carried_in", "granted", "denied_by_law", "handled_total", "carried_out"):
            cells["applications", row, "research"] = 0
            both = (int(cells["applications", row, column]) for column in carried)
            cells["applications", row, "total"] = sum(both)
        upheld, pending = random.randint(1, 6), random.randint(1, 6)
        for column, value in (("upheld", upheld), ("pending", pending), ("total", upheld + pending)):
            cells["review_litigation", "review", column] = value
        if year > 2020:
            issued, repealed = random.randint(2, 9), random.randint(0, 2)
            in_force += issued - repealed
            for measure, value in (("issued", issued), ("repealed", repealed), ("in_force", in_force)):
                cells["proactive_disclosure", "normative_documents", measure] = value
                cells["proactive_disclosure", "regulations", measure] = 0
            cells["proactive_disclosure", "fees", "amount"] = Decimal(fee + random.randint(0, 90)) / 100
            cells["proactive_disclosure", "licensing", "decisions"] = random.randint(100, 900)
        else:
            cells["proactive_disclosure", "normative_documents", "new_published"] = 5
            cells["proactive_disclosure", "normative_documents", "total_published"] = 5 + random.randint(
                1, 40
            )
            for item in ITEMS:
                change = random.choice([-3, -1, 2, 4])
                cells["proactive_disclosure", item, "previous_items"] = items[item]
                cells["proactive_disclosure", item, "change"] = change
                cells["proactive_disclosure", item, "decisions"] = 500 + random.randint(1, 90)
                items[item] += change
        sentences = ["".join(random.choices(SIGNS, k=24)) for _ in range(12)]
        new = int(cells["applications", "new_received", "total"])
        form = "2021" if year > 2020 else "2019"
        day = date(year + 1, 1, random.randint(6, 28))
        made[year] = Draft(agency, year, cells, sentences, year, agency, day, form, new)
    return made
