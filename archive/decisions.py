"""What people decided about failing checks: kept by what it is about, so that it outlives every new reading.

A decision names body, region, year, scope, check, place and figures. As long as a report fails the same
check over the same figures, the decision stands; when the figures change, the check is open again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from sqlite_utils import Database

# published_error: the body printed it so; misread: we did not read it safely; excused: it rightly fails;
# open: not decided, whatever the rules say.
VERDICTS = ("published_error", "misread", "excused", "open")
KEY = ("agency", "region", "year", "scope", "check", "where", "figures")
FIGURES = """coalesce("left", '') || ' ≠ ' || coalesce("right", '')"""
# One statement for each of the two tables that hold failures: what a decision is matched with.
MATCHING = {
    "checks": (""" checks."check" = d."check" """, FIGURES),
    "findings": (
        " outcome = 'fails' AND rule = d.\"check\" ",
        f"""CASE WHEN "left" IS NULL AND "right" IS NULL THEN findings.reason ELSE {FIGURES} END""",
    ),
}


@dataclass(frozen=True, slots=True)
class Decision:
    """A verdict of a person, and what it is about; a year that is unknown is 0."""

    agency: str
    region: str
    year: int
    scope: str
    check: str
    where: str
    figures: str
    verdict: str
    note: str = ""
    decided_by: str = ""
    decided_at: str = ""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


class DecisionError(ValueError):
    """Something that is no decision; the text says what is wrong with it."""


def from_json(data: Any) -> Decision:
    """A decision from a JSON object; DecisionError for anything else."""
    if not isinstance(data, Mapping):
        raise DecisionError(
            "a decision is an object with agency, region, year, scope, check, where, figures, verdict"
        )
    names = {*KEY, "verdict", "note", "decided_by", "decided_at"}
    if unknown := sorted(set(data) - names):
        raise DecisionError(f"unknown: {', '.join(map(str, unknown))}")
    if missing := sorted({*KEY, "verdict"} - set(data)):
        raise DecisionError(f"missing: {', '.join(missing)}")
    if data["verdict"] not in VERDICTS:
        raise DecisionError(f"verdict {data['verdict']!r} is none of {', '.join(VERDICTS)}")
    if isinstance(data["year"], bool) or not isinstance(data["year"], int):
        raise DecisionError("year is a whole number")
    strings = {name: data.get(name, "") for name in names - {"year", "verdict"}}
    if wrong := sorted(
        name for name, value in strings.items() if not isinstance(value, str) or len(value) > 4000
    ):
        raise DecisionError(f"not a text of at most 4,000 characters: {', '.join(wrong)}")
    return Decision(**strings, year=data["year"], verdict=data["verdict"])


def record(db: Database, decisions: Iterable[Decision], now: datetime | None = None) -> int:
    """Keep decisions, each in place of an older one about the same; gives how many failures they settle.

    In the caller's transaction. A decision without a time is made now.
    """
    at = (now or datetime.now(UTC)).astimezone(UTC).isoformat(timespec="seconds")
    kept = list(decisions)
    db.conn.executemany(
        "INSERT OR REPLACE INTO decisions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (*(getattr(d, name) for name in KEY), d.verdict, d.note, d.decided_by, d.decided_at or at)
            for d in kept
        ],
    )
    return sum(apply(db, d.agency, d.year) for d in {(d.agency, d.year): d for d in kept}.values())


def apply(db: Database, agency: str = "", year: int | None = None, report_id: int | None = None) -> int:
    """Give failures the verdicts that people gave them: all, or those of one body and year, or of one report.

    Returns how many rows of `checks` and `findings` now carry a person's verdict.
    """
    region, scope, one = "", "", report_id is not None
    if one:
        row = db.execute(
            "SELECT agency, year, region, scope FROM reports WHERE id = ?", (report_id,)
        ).fetchone()
        agency, year, region, scope = row or ("", None, "", "")
        year = year or 0
    changed = 0
    for table, (same_check, figures) in MATCHING.items():
        changed += db.conn.execute(
            f"""
            UPDATE {table} SET verdict = d.verdict, decided_by = coalesce(nullif(d.decided_by, ''), '?'),
              evidence = d.note
            FROM decisions d JOIN reports r ON r.agency = d.agency AND r.year IS nullif(d.year, 0)
              AND r.region = d.region
              AND r.scope = d.scope
            WHERE {table}.report_id = r.id AND {same_check} AND {table}."where" = d."where"
              AND {figures} = d.figures
              {"AND d.agency = :agency AND d.year = :year" if year is not None else ""}
              {"AND d.region = :region AND d.scope = :scope AND r.id = :report" if one else ""}
            """,  # noqa: S608 - texts above
            {"agency": agency, "year": year, "region": region, "scope": scope, "report": report_id},
        ).rowcount
    return changed


def every(db: Database) -> list[Decision]:
    """All decisions, by body and year."""
    columns = ", ".join(f'"{name}"' for name in (*KEY, "verdict", "note", "decided_by", "decided_at"))
    rows = db.execute(f'SELECT {columns} FROM decisions ORDER BY region, agency, year, "check", "where"')  # noqa: S608
    return [Decision(*row) for row in rows.fetchall()]
