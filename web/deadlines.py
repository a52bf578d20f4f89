"""By when a report is to be published: article 49 of the regulations of 2019, as it is practised."""

from __future__ import annotations

from datetime import date


def deadline(agency: str, scope: str, year: int) -> date:
    """31 March of the next year for governments and sums over all bodies, 31 January for all others.

    Under the regulations of 2007 (report years up to 2018) it was 31 March for everybody.

    >>> deadline("示例市教育局", "own", 2023), deadline("示例市人民政府", "own", 2023)
    (datetime.date(2024, 1, 31), datetime.date(2024, 3, 31))
    """
    government = agency.endswith("政府") or scope == "aggregate" or year <= 2018
    return date(year + 1, 3, 31) if government else date(year + 1, 1, 31)


def days_late(agency: str, scope: str, year: int | None, published_on: str | None) -> int | None:
    """How many days after its deadline a report was published, 0 if in time; None if that is unknown.

    >>> days_late("示例市教育局", "own", 2023, "2024-02-02"), days_late("示例市教育局", "own", 2023, None)
    (2, None)
    """
    if year is None or not published_on:
        return None
    try:
        published = date.fromisoformat(published_on)
    except ValueError:
        return None
    return max((published - deadline(agency, scope, year)).days, 0)
