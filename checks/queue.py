"""The review queue: what fails and nobody has decided, the gravest first, each with what it is about."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from archive.decisions import Decision
from archive.reports import stored_figures
from checks import verdicts
from checks.rules import rules
from parsers.templates import forms


class NoSuchFailureError(LookupError):
    """No report fails this check there."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A failing check with the report it is about; its id is REPORT/CHECK/WHERE."""

    report_id: int
    check: str
    where: str
    figures: str
    verdict: str
    evidence: str
    decided_by: str
    severity: str
    reason: str
    other_report_id: int | None
    agency: str
    region: str
    year: int | None
    scope: str
    template: str
    title: str

    @property
    def id(self) -> str:
        return f"{self.report_id}/{self.check}/{self.where}"

    @property
    def words(self) -> dict[str, str]:
        """The statement that fails in both languages, and when it rightly may."""
        if rule := rules().get(self.check):
            return {
                "zh": rule.zh,
                "en": rule.en,
                "excuses_zh": rule.excuses_zh,
                "excuses_en": rule.excuses_en,
            }
        table, _, identity = self.check.partition(".")
        for form in forms().values():
            for one in form.tables:
                for stated in one.identities:
                    if (one.key, stated.key) == (table, identity):
                        return {
                            "zh": stated.statement,
                            "en": stated.english,
                            "excuses_zh": "",
                            "excuses_en": "",
                        }
        return {"zh": self.check, "en": self.check, "excuses_zh": "", "excuses_en": ""}

    def cells(self, db: Any, *, other: bool = False) -> list[str]:
        """The keys of the figures that take part, of the report or of that it is compared with."""
        if rule := rules().get(self.check):
            patterns = [p.replace("{where}", self.where) for p in (rule.other_cells if other else rule.cells)]
            report_id = self.other_report_id if other else self.report_id
            held = stored_figures(db, report_id) if report_id else {}
            return [p for p in patterns if "*" not in p] + [
                key for key in held if any("*" in p and fnmatchcase(key, p) for p in patterns)
            ]
        return (
            []
            if other
            else [".".join(key) for key in verdicts.figures_of(self.template, self.check, self.where)]
        )

    def decided(self, verdict: str, note: str, by: str) -> Decision:
        """The decision that gives it a verdict."""
        about = (self.agency, self.region, self.year or 0, self.scope, self.check, self.where, self.figures)
        return Decision(*about, verdict=verdict, note=note, decided_by=by)


COLUMNS = """f.report_id, f."check", f."where", f.figures, f.verdict, f.evidence, f.decided_by, f.severity,
  f.reason, f.other_report_id, r.agency, r.region, r.year, r.scope, r.template, r.title"""
ORDER = """CASE f.verdict WHEN 'open' THEN 0 WHEN 'misread' THEN 1 ELSE 2 END,
  CASE f.severity WHEN 'error' THEN 0 WHEN 'warning' THEN 1 ELSE 2 END, f.report_id DESC,
  f."check", f."where" """


def queue(
    db: Any,
    *,
    verdict: str = "",
    check: str = "",
    agency: str = "",
    decided: bool = False,
    limit: int = 50,
    offset: int = 0,
) -> list[Failure]:
    """Failures that nobody decided (with `decided`: that somebody did), open ones first."""
    rows = db.execute(
        f"""
        SELECT {COLUMNS} FROM failures f JOIN reports r ON r.id = f.report_id
        WHERE (f.decided_by <> '') = :decided AND (:verdict = '' OR f.verdict = :verdict)
          AND (:check = '' OR f."check" = :check OR f."check" GLOB :check || '.*')
          AND (:agency = '' OR instr(r.agency, :agency) > 0)
        ORDER BY {ORDER} LIMIT :limit OFFSET :offset
        """,  # noqa: S608 - texts above
        {
            "decided": decided,
            "verdict": verdict,
            "check": check,
            "agency": agency,
            "limit": limit,
            "offset": offset,
        },
    )
    return [Failure(*row) for row in rows.fetchall()]


def waiting(db: Any) -> dict[str, int]:
    """How many failures wait for a decision, by verdict."""
    rows = db.execute("SELECT verdict, count(*) FROM failures WHERE decided_by = '' GROUP BY verdict")
    return dict(rows.fetchall())


def failure(db: Any, name: str) -> Failure:
    """The failure of an id REPORT/CHECK/WHERE; NoSuchFailureError if no report fails so."""
    report_id, _, rest = name.partition("/")
    check, _, where = rest.partition("/")
    if not re.fullmatch(r"[0-9]{1,15}", report_id) or not check:
        raise NoSuchFailureError(f"{name} is not REPORT/CHECK/WHERE, as `nianbao review` lists them")
    row = db.execute(
        f"SELECT {COLUMNS} FROM failures f JOIN reports r ON r.id = f.report_id "  # noqa: S608 - text above
        'WHERE f.report_id = ? AND f."check" = ? AND f."where" = ? LIMIT 1',
        (int(report_id), check, where),
    ).fetchone()
    if row is None:
        raise NoSuchFailureError(f"nothing fails at {name}; `nianbao review` lists what does")
    return Failure(*row)
