"""What becomes of a Document: Reports, their figures, prose and checks.

    bytes ── readers/* ──▶ Document (parsers/document.py)
    Document ── tables, sections, identity ──▶ Report (cells, prose, title, agency, year)
    Report.cells ── checks ──▶ Report.checks

Everything here is a value: nothing fetches, opens a database or asks for the time.
"""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Any

from msgspec import Struct

from parsers.document import Issue, Link, Place


class State(StrEnum):
    """How a figure is printed; only `NUMBER` has a value."""

    NUMBER = "number"
    BLANK = "blank"
    SLASH = "slash"
    DASH = "dash"
    TEXT = "text"
    ABSENT = "absent"
    UNREADABLE = "unreadable"


class Status(StrEnum):
    """How well a document was read.

    `PARSED`: all tables of its template; `PARTIAL`: some of them; `NO_TABLES`: a report without a
    readable table; `NOT_A_REPORT`: something else, such as a notice; `FAILED`: not readable at all.
    """

    PARSED = "parsed"
    PARTIAL = "partial"
    NO_TABLES = "no_tables"
    NOT_A_REPORT = "not_a_report"
    FAILED = "failed"


Value = int | Decimal | None


class Cell(Struct, frozen=True, gc=False):
    """One figure of a standard table: keys of the template, what is printed, what it means.

    `value` is None unless `state` is `NUMBER`. Counts are int; amounts are Decimal in the unit of
    the form (万元), whatever unit is printed. `confidence` is None for text that was not recognised
    from a picture.
    """

    table: str
    item: str
    column: str
    raw: str
    value: Value
    state: State
    place: Place = Place()
    confidence: float | None = None
    note: str = ""

    @property
    def key(self) -> str:
        return f"{self.table}.{self.item}.{self.column}"


class Section(Struct, frozen=True):
    """A section of prose: its number in the form (1 to 6; 0 before the first), heading as printed."""

    number: int
    heading: str
    text: str


class Claim(Struct, frozen=True):
    """A statement of the prose about a figure of the tables, such as 收到政府信息公开申请12件."""

    key: str  # of the cell it speaks of: applications.new_received.total
    value: Value
    sentence: str


class Verdict(StrEnum):
    """Why a check fails."""

    PUBLISHED_ERROR = "published_error"
    MISREAD = "misread"


class Check(Struct, frozen=True):
    """One identity of the form, applied to figures.

    `holds` is None where a figure is unreadable, or a sum is left out that would not be 0.

    `check` is `table.identity`; `where` the item (identities over columns) or the column.
    """

    check: str
    where: str
    left: Value
    right: Value
    holds: bool | None
    verdict: Verdict | None = None


class Report(Struct, frozen=True):
    """Everything that was read of one report in one document."""

    kind: str
    status: Status
    reason: str = ""
    title: str = ""
    agency: str = ""
    year: int | None = None
    scope: str = "own"  # own 本级, aggregate 汇总, unknown
    published_on: str = ""  # ISO 8601 date, "" where none is printed
    template: str = ""  # 2021, 2019, 2014, free; "" where nothing was read
    expected_template: str = ""  # by the year
    index_number: str = ""
    document_number: str = ""
    cells: tuple[Cell, ...] = ()
    sections: tuple[Section, ...] = ()
    checks: tuple[Check, ...] = ()
    claims: tuple[Claim, ...] = ()
    issues: tuple[Issue, ...] = ()
    links: tuple[Link, ...] = ()
    part: str = ""  # the member of a ZIP, the n-th report of a page

    def as_json(self, file: str = "") -> dict[str, Any]:
        """The report as the JSON object of `nianbao parse --format json`."""
        tables: dict[str, dict[str, dict[str, Any]]] = {}
        for cell in self.cells:
            entry: dict[str, Any] = {
                "raw": cell.raw,
                "value": number(cell.value),
                "state": str(cell.state),
                "where": str(cell.place),
            }
            if cell.confidence is not None:
                entry["confidence"] = round(cell.confidence, 3)
            if cell.note:
                entry["note"] = cell.note
            tables.setdefault(cell.table, {}).setdefault(cell.item, {})[cell.column] = entry
        return {
            "file": file,
            "kind": self.kind,
            "status": str(self.status),
            "reason": self.reason,
            "part": self.part,
            "title": self.title,
            "agency": self.agency,
            "year": self.year,
            "scope": self.scope,
            "published_on": self.published_on or None,
            "template": self.template or None,
            "expected_template": self.expected_template or None,
            "index_number": self.index_number or None,
            "document_number": self.document_number or None,
            "tables": tables,
            "sections": [
                {"number": part.number, "heading": part.heading, "text": part.text} for part in self.sections
            ],
            "checks": [
                {
                    "check": check.check,
                    "where": check.where,
                    "left": number(check.left),
                    "right": number(check.right),
                    "holds": check.holds,
                    "verdict": str(check.verdict) if check.verdict else None,
                }
                for check in self.checks
            ],
            "claims": [
                {"cell": claim.key, "value": number(claim.value), "sentence": claim.sentence}
                for claim in self.claims
            ],
            "issues": [
                {"code": issue.code, "message": issue.message, "where": issue.where} for issue in self.issues
            ],
        }


def number(value: Value) -> int | float | None:
    """A value as JSON and SQLite hold it.

    >>> number(Decimal("12.50")), number(Decimal("3")), number(7), number(None)
    (12.5, 3, 7, None)
    """
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value
