"""An archive of many bodies and years in which errors of every kind are planted, and all else is right.

Every third body holds one planted error, and some sites one across bodies; `Planted.expected` says which
failures they must bring. Nothing here knows how a rule finds them: an error is planted in the figures, the
prose or the dates.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random

import msgspec
from sqlite_utils import Database

from archive import reports
from archive.reports import Source
from archive.schema import open_archive
from parsers.checks import check
from parsers.model import Cell, Claim, Report, Section, State, Status

YEARS = range(2019, 2025)
NOW = datetime(2025, 6, 1, tzinfo=UTC)
BODIES_OF_SITE = 30
SIGNS = "天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏闰余成岁律吕调阳云腾致雨露结为霜金生丽水玉出昆冈"
ITEMS = ("licensing", "penalties", "coercion")
Figures = dict[tuple[str, str, str], int | Decimal | str]
Place = tuple[int, str, str]  # report, check or rule, where


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


@dataclass(slots=True)
class Planted:
    """What was planted: kind → the failures it must bring; duties likewise by (agency, year) → state."""

    expected: dict[Place, str] = field(default_factory=dict)
    duties: dict[tuple[str, int], str] = field(default_factory=dict)
    reports: int = 0


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


def fill(path: Path, bodies: int, seed: str = "planted") -> Planted:
    """Make the archive; gives what was planted in it."""
    random = Random(seed)
    db = open_archive(path)
    db.conn.execute("PRAGMA synchronous = OFF")
    db.table("runs").insert({"id": 1, "command": "bench", "started_at": "2020-01-01T00:00:00+00:00"})
    planted = Planted()
    kinds = 0
    for first in range(0, bodies, BODIES_OF_SITE):
        with db.atomic():
            site = f"site_{first}"
            region = f"{11 + first // BODIES_OF_SITE % 50}{10 + first // BODIES_OF_SITE // 50 % 80}23"
            db.table("sites").insert({"id": site, "name": "甲县人民政府", "region": region, "state": "ok"})
            sums, last = Counter[str](), 0
            capture(db, site, f"http://{site}.example/", "2019-01-05", "list")
            for number in range(first, min(first + BODIES_OF_SITE, bodies)):
                drafts = history(random, f"甲县第{number}办事机构局")
                kind = None
                if number % 3 == 0:
                    kind, kinds = KINDS[kinds % len(KINDS)], kinds + 1
                    failures = kind(drafts)
                for year, draft in drafts.items():
                    if draft.dropped:
                        planted.duties[draft.agency, year] = "missing"
                        continue
                    report_id = store(db, site, region, draft)
                    planted.reports += 1
                    if year == 2024:
                        for item in ("new_received", "carried_in", "carried_out"):
                            sums[item] += int(draft.figures["applications", item, "total"])
                        last, twin = report_id, draft
                    if kind in DUTIES and kind is not missing and year == 2023:
                        planted.duties[draft.agency, year] = failures[0][0]
                    elif kind and kind not in DUTIES and year == IN_YEAR.get(kind, 2024):
                        planted.expected |= {(report_id, *one): kind.__name__ for one in failures}
            among(db, planted, first // BODIES_OF_SITE, site, region, sums)
            if first // BODIES_OF_SITE % 7 == 3 and last:
                twice(db, planted, region, twin)
    db.close()
    return planted


def among(db: Database, planted: Planted, number: int, site: str, region: str, sums: Counter[str]) -> None:
    """The aggregate of a site's county, on every fifth site smaller than the sum of its bodies."""
    wrong = number % 5 == 2
    margin = 100
    totals = {item: number + (0 if wrong else margin) for item, number in sums.items()}
    totals["new_received"] = sums["new_received"] + (-margin if wrong else margin)
    totals["handled_total"] = totals["new_received"] + totals["carried_in"] - totals["carried_out"]
    totals["granted"] = totals["handled_total"]
    cells = {
        ("applications", item, column): total
        for item, total in totals.items()
        for column in ("natural_person", "total")
    }
    draft = Draft(
        "甲县人民政府",
        2024,
        {**cells},
        ["各项工作有序开展"],
        2024,
        "甲县人民政府",
        date(2025, 3, 9),
        "2021",
        totals["new_received"],
    )
    report_id = store(db, site, region, draft, scope="aggregate")
    if wrong:
        planted.expected[report_id, "bodies.aggregate", "new_received.total"] = "aggregate"
        planted.expected[report_id, "bodies.aggregate", "handled_total.total"] = "aggregate"


def twice(db: Database, planted: Planted, region: str, draft: Draft) -> None:
    """The same report on another platform, with another figure."""
    other = replace(draft, figures={**draft.figures})
    for column in ("natural_person", "total"):
        other.change("applications", "new_received", column, 3)
        other.change("applications", "carried_out", column, 3)
    other.said_new += 3
    if not db["sites"].count_where("id = 'platform'"):
        db.table("sites").insert({"id": "platform", "name": "省公开平台", "region": "", "state": "ok"})
    report_id = store(db, "platform", region, other, rival=True)
    planted.expected[report_id, "bodies.rival_reports", "applications.carried_out.natural_person"] = "rival"


def capture(db: Database, site: str, url: str, day: str, role: str) -> int:
    cursor = db.conn.execute(
        "INSERT INTO captures "
        "(run_id, site_id, url, fetched_at, status, sha256, size, role, warc_file, warc_offset) "
        "VALUES (1, ?, ?, ?, 200, '', 0, ?, '', 0)",
        (site, url, f"{day}T18:00:00+00:00", role),
    )
    return cursor.lastrowid or 0


def store(
    db: Database, site: str, region: str, draft: Draft, scope: str = "own", *, rival: bool = False
) -> int:
    """Store a draft as the extraction would have, with the identities that the parser would have found."""
    cells = []
    for (table, item, column), value in draft.figures.items():
        broken = isinstance(value, str)
        state = State.UNREADABLE if broken else State.NUMBER
        cells.append(Cell(table, item, column, str(value), None if broken else value, state))  # type: ignore[arg-type]
    opening = f"本报告由{draft.author}编制，统计期限自{draft.period}年1月1日起至{draft.period}年12月31日止。"
    claimed = f"全年共收到政府信息公开申请{draft.said_new}件。"
    first = opening + claimed + "".join(draft.said) + "。".join(draft.sentences) + "。"
    report = Report(
        kind="html",
        status=Status.PARSED,
        agency=draft.agency,
        year=draft.year,
        scope=scope,
        template=draft.template,
        expected_template="2021" if draft.year > 2020 else "2019",
        published_on=draft.published_on.isoformat(),
        cells=tuple(cells),
        sections=(
            Section(1, "", first),
            Section(5, "", draft.sentences[0][::-1]),
            Section(6, "", draft.sixth),
        ),
        claims=(Claim("applications.new_received.total", draft.said_new, claimed),),
    )
    tables = {"applications": "2021", "review_litigation": "2021"}
    by_key = {(cell.table, cell.item, cell.column): cell for cell in cells}
    report = msgspec.structs.replace(report, checks=tuple(check(by_key, tables)))
    seen = max(draft.published_on, date(draft.year + 1, 1, 1)) + timedelta(days=1)
    url = f"http://{site}.example/{draft.agency}/{draft.year}.html"
    at = f"{seen}T18:00:00+00:00"
    source = Source(site, region, url, capture(db, site, url, str(seen), "report"), at, at)
    agency_id = reports.agency_id(db, draft.agency, region)
    key = reports.key_of(report, agency_id, url) + (f" {url}" if rival else "")
    return reports.store(db, key, report, agency_id, source)


@dataclass(frozen=True, slots=True)
class Score:
    """How many errors of each kind were planted and found, and what was invented."""

    planted: Counter[str]
    found: Counter[str]
    invented: list[Place | tuple[str, int, str]]


def score(path: Path, planted: Planted) -> Score:
    """Hold what the rules found against what was planted."""
    db = open_archive(path)
    failures = {
        tuple(one) for one in db.execute('SELECT report_id, "check", "where" FROM failures').fetchall()
    }
    duties = db.execute(
        "SELECT a.name, d.year, d.state FROM duties d JOIN agencies a ON a.id = d.agency_id "
        "WHERE d.state <> 'found'"
    ).fetchall()
    db.close()
    wanted = Counter(planted.expected.values())
    found = Counter(kind for place, kind in planted.expected.items() if place in failures)
    invented: list[Place | tuple[str, int, str]] = [one for one in failures if one not in planted.expected]
    for state in planted.duties.values():
        wanted[state] += 1
    for name, year, state in duties:
        if planted.duties.get((name, year)) == state:
            found[state] += 1
        else:
            invented.append((name, year, state))
    return Score(wanted, found, sorted(invented, key=str))
