"""How much the archive holds, by region and year: read from the table `coverage`, shown as matrix and map."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from web.answers import dicts
from web.regions import official, prefecture, province_name

Row = dict[str, Any]


@dataclass(slots=True)
class Coverage:
    """Reports by province (two digits, "" where none is stated) and year; `years` oldest first."""

    years: list[int]
    provinces: list[str]
    counts: dict[tuple[str, int], int]
    totals: dict[str, int] = field(default_factory=dict)

    def shade(self, province: str, year: int) -> int:
        """How dark a field of the matrix is, 0 to 4, by its share of the largest."""
        most = max(self.counts.values(), default=1)
        count = self.counts.get((province, year), 0)
        return 0 if not count else 1 + min(3, int(4 * count / (most + 1)))

    def name(self, province: str, language: str) -> str:
        return province_name(province, language)


def coverage(db: sqlite3.Connection, most_years: int = 18) -> Coverage:
    """The matrix over all reports that name their year."""
    counts: dict[tuple[str, int], int] = {}
    totals: dict[str, int] = defaultdict(int)
    rows = db.execute(
        "SELECT substr(region, 1, 2), year, sum(reports) FROM coverage WHERE year IS NOT NULL GROUP BY 1, 2"
    )
    for province, year, count in rows:
        counts[province, year] = count
        totals[province] += count
    years = sorted({year for _, year in counts})[-most_years:]
    return Coverage(years, sorted(totals, key=lambda code: code or "zz"), counts, dict(totals))


def prefectures_of(db: sqlite3.Connection) -> list[Row]:
    """Every prefecture with its reports, those with failing sums, its agencies and its last year, by code."""
    found: dict[str, Row] = {}
    rows = dicts(
        db,
        """
        SELECT region, sum(reports) AS reports, sum(failing) AS failing, max(year) AS last_year,
          (SELECT count(*) FROM agencies a WHERE a.region = c.region) AS agencies
        FROM coverage c GROUP BY region ORDER BY region
        """,
    )
    for row in rows:
        code = prefecture(row["region"])
        held = found.setdefault(
            code, {"code": code, "reports": 0, "failing": 0, "agencies": 0, "last_year": None}
        )
        for name in ("reports", "failing", "agencies"):
            held[name] += row[name]
        held["last_year"] = max(filter(None, (held["last_year"], row["last_year"])), default=None)
    return list(found.values())


def named(regions: list[Row], language: str) -> list[Row]:
    """Prefectures with their names."""
    return [{**row, "name": official(row["code"]) or province_name(row["code"], language)} for row in regions]


def provinces_of(regions: list[Row], language: str) -> list[Row]:
    """Provinces with the sums of their prefectures, by code."""
    found: dict[str, Row] = {}
    for row in regions:
        code = f"{row['code'][:2]}0000" if row["code"] else ""
        held = found.get(code)
        if held is None:
            found[code] = {**row, "code": code, "name": province_name(code, language)}
            continue
        for name in ("reports", "failing", "agencies"):
            held[name] += row[name]
        held["last_year"] = max(filter(None, (held["last_year"], row["last_year"])), default=None)
    return list(found.values())
