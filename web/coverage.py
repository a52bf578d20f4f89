"""How much the archive holds, by region and year: counted once, shown as a matrix."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from dataclasses import dataclass, field

from web.answers import dicts
from web.regions import province_name


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
        "SELECT substr(region, 1, 2), year, count(*) FROM reports "
        "WHERE year IS NOT NULL GROUP BY region, year"
    )
    for province, year, count in rows:
        counts[province, year] = counts.get((province, year), 0) + count
        totals[province] += count
    years = sorted({year for _, year in counts})[-most_years:]
    return Coverage(years, sorted(totals, key=lambda code: code or "zz"), counts, dict(totals))


def regions_of(db: sqlite3.Connection) -> list[dict[str, object]]:
    """Every region with its reports, its agencies and its last year, by code."""
    return dicts(
        db,
        """
        SELECT region, count(*) AS reports, count(DISTINCT agency_id) AS agencies, max(year) AS last_year,
          (SELECT name FROM sites s WHERE s.region = r.region ORDER BY length(name) LIMIT 1) AS site
        FROM reports r GROUP BY region ORDER BY region LIMIT 4000
        """,
    )
