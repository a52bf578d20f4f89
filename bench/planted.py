"""An archive of many bodies and years in which errors of every kind are planted, and all else is right.

Every third body holds one planted error, and some sites one across bodies; `Planted.expected` says which
failures they must bring.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

import msgspec
from sqlite_utils import Database

from archive import reports
from archive.reports import Source
from archive.schema import open_archive
from bench.drafts import Draft, history
from bench.mistakes import DUTIES, IN_YEAR, KINDS, missing
from parsers.checks import check
from parsers.model import Cell, Claim, Report, Section, State, Status

NOW = datetime(2025, 6, 1, tzinfo=UTC)
BODIES_OF_SITE = 30
Place = tuple[int, str, str]  # report, check or rule, where


@dataclass(slots=True)
class Planted:
    """What was planted: kind → the failures it must bring; duties likewise by (agency, year) → state."""

    expected: dict[Place, str] = field(default_factory=dict)
    duties: dict[tuple[str, int], str] = field(default_factory=dict)
    reports: int = 0


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
