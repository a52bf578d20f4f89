"""What `nianbao check` says at its end: what was just checked, what fails in the archive, the duties."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from archive.schema import open_archive
from checks.rules import rules
from checks.run import Result
from nianbao.tables import add, columns

OUTCOMES = ("holds", "fails", "open", "not_applicable")
VERDICTS = (
    ("published_error", "printed so"),
    ("misread", "perhaps misread"),
    ("open", "open"),
    ("excused", "excused"),
)


def tell(archive: Path, result: Result, out: Console) -> None:
    """Print the outcomes of this check by rule, then how the archive stands."""
    if result.reports:
        out.print(outcomes(result))
    else:
        out.print("Every report has been checked already.")
    for line in standing(archive):
        out.print(escape(line), soft_wrap=True)


def outcomes(result: Result) -> Table:
    """How often each rule holds, fails, cannot be told or is excused on the reports just checked."""
    counted = ("holds", "fails", "open", "excused")
    title = f"{result.reports:,} reports checked, with those they touch"
    table = columns(title, "rule", *counted, right=counted)
    family = ""
    for rule in rules().values():
        counts = [result.outcomes[rule.id, outcome] for outcome in OUTCOMES]
        if not any(counts):
            continue
        if family and rule.family != family:
            table.add_section()
        family = rule.family
        add(table, rule.id, *(f"{count:,}" if count else "" for count in counts))
    return table


def standing(archive: Path) -> list[str]:
    """What holds and fails in the whole archive, in lines."""
    db = open_archive(archive)
    try:
        held = db.execute("SELECT coalesce(sum(checks_held), 0) FROM reports").fetchone()[0]
        sums = dict(
            db.execute("SELECT coalesce(verdict, 'open'), count(*) FROM checks GROUP BY 1").fetchall()
        )
        failing = db.execute(
            "SELECT f.rule, count(*), count(DISTINCT f.report_id) FROM findings f "
            "WHERE f.outcome = 'fails' GROUP BY f.rule ORDER BY count(*) DESC"
        ).fetchall()
        found = dict(
            db.execute(
                "SELECT coalesce(verdict, 'open'), count(*) FROM findings WHERE outcome = 'fails' GROUP BY 1"
            ).fetchall()
        )
        duties = db.execute(
            "SELECT year, state, count(*) FROM duties WHERE year = (SELECT max(year) FROM duties) "
            "GROUP BY state ORDER BY count(*) DESC"
        ).fetchall()
        waiting = db.execute("SELECT count(*) FROM failures WHERE decided_by = ''").fetchone()[0]
    finally:
        db.close()
    lines = [f"Sums: {held:,} hold, {told(sums)}.", f"Rules: {told(found)}."]
    lines += [
        f"  {number:,} on {reports:,} reports: {rules()[rule].en} ({rule})"
        for rule, number, reports in failing
    ]
    if duties:
        states = ", ".join(f"{number:,} {state}" for _, state, number in duties)
        lines.append(f"Duties for {duties[0][0]}: {states}.")
    if waiting:
        lines.append(f"{waiting:,} failures wait for a decision: `nianbao review` lists them.")
    return lines


def told(verdicts: dict[str, int]) -> str:
    """How many fail, by verdict.

    >>> told({"misread": 2, "published_error": 1200}), told({})
    ('1,202 fail (1,200 printed so, 2 perhaps misread)', 'none fails')
    """
    if not verdicts:
        return "none fails"
    parts = ", ".join(f"{verdicts[key]:,} {words}" for key, words in VERDICTS if verdicts.get(key))
    return f"{sum(verdicts.values()):,} fail ({parts})"
