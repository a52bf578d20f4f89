"""When known pages are looked at again: soon enough to find an edit, and not more often than that."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from archive.schema import open_archive
from crawler import revisits
from crawler.clock import Clock, stamp

FIRST = datetime(2025, 6, 2, 16, 30, tzinfo=UTC)


class Nights:
    """Nights over an archive of pages that nobody serves: who is due is taken for looked at."""

    def __init__(self, db: Database, sites: dict[str, list[date]]) -> None:
        self.db = db.conn
        self.sites = list(sites)
        self.runs = 0
        self.looks: dict[str, list[datetime]] = {}
        with self.db:
            for site, days in sites.items():
                self.db.execute("INSERT INTO sites (id, name) VALUES (?, ?)", (site, site))
                for number, day in enumerate(days):
                    self.db.execute(
                        "INSERT INTO visits (key, site_id, url, role, outcome, published_on, checks, first_at, "
                        "checked_at, changed_at) VALUES (?1, ?2, ?1, 'report', 'new', ?3, 1, ?4, ?4, ?4)",
                        (f"//{site}/{number}", site, day.isoformat(), stamp(FIRST)),
                    )
        self.end(FIRST)

    def end(self, now: datetime) -> None:
        """Every list was read."""
        self.runs += 1
        with self.db:
            self.db.execute(
                "INSERT INTO runs (id, command, started_at) VALUES (?, 'crawl', ?)", (self.runs, stamp(now))
            )
            for site in self.sites:
                self.db.execute(
                    "INSERT OR REPLACE INTO lists (site_id, url, chain, run_id, read_at) VALUES (?, ?, ?, ?, ?)",
                    (site, "/", "/", self.runs, stamp(now + timedelta(hours=3))),
                )

    def night(self, now: datetime) -> Counter[str]:
        """How many pages of each site are due; they are looked at."""
        asked: Counter[str] = Counter()
        with self.db:
            for site in self.sites:
                for url, *_ in list(revisits.due(self.db, site, Clock(now))):
                    asked[site] += 1
                    self.looks.setdefault(url, [FIRST]).append(now)
                    self.db.execute(
                        "UPDATE visits SET checked_at = ?, checks = checks + 1 WHERE key = ?",
                        (stamp(now), url),
                    )
        self.end(now)
        return asked

    def longest(self, until: datetime) -> float:
        """Days between two looks at one page, at most."""
        (pages,) = self.db.execute("SELECT count(*) FROM visits").fetchone()
        if len(self.looks) < pages:
            return (until - FIRST).total_seconds() / 86400
        return max(
            (after - before).total_seconds() / 86400
            for looks in self.looks.values()
            for before, after in zip(looks, [*looks[1:], until], strict=True)
        )


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Callable[[dict[str, list[date]]], Nights]]:
    @contextmanager
    def opened() -> Iterator[Database]:
        db = open_archive(tmp_path / "archive.db")
        try:
            yield db
        finally:
            db.close()

    with opened() as db:
        yield lambda sites: Nights(db, sites)


def test_old_reports_all_have_their_turn_and_no_night_has_many(
    made: Callable[[dict[str, list[date]]], Nights],
) -> None:
    sizes = {"one": 1, "few": 7, "county": 60, "city": 400}
    nights = made({site: [date(2021, 1, 20)] * size for site, size in sizes.items()})
    total: Counter[str] = Counter()
    for day in range(1, 180):
        # The timer does not go off at the same minute.
        asked = nights.night(FIRST + timedelta(days=day, minutes=day * 37 % 90))
        for site, number in asked.items():
            assert number <= -(-sizes[site] // 40), (site, day)
        total += asked
    assert nights.longest(FIRST + timedelta(days=180)) <= 90
    for site, size in sizes.items():
        assert total[site] <= size * (180 / revisits.TURN + 1), site


def test_a_report_of_the_season_is_seen_within_a_week(
    made: Callable[[dict[str, list[date]]], Nights],
) -> None:
    young = [date(2025, 1, 17), date(2025, 3, 28), date(2025, 5, 30)]
    nights = made({"city": young})
    for day in range(1, 30):
        nights.night(FIRST + timedelta(days=day))
    assert nights.longest(FIRST + timedelta(days=30)) <= 7


def test_a_crawler_that_runs_seldom_sees_old_reports_in_time(
    made: Callable[[dict[str, list[date]]], Nights],
) -> None:
    nights = made({"city": [date(2020, 2, 1)] * 30})
    for day in (30, 60, 88):
        nights.night(FIRST + timedelta(days=day))
    assert nights.longest(FIRST + timedelta(days=89)) <= 90
