"""Rules applied to what changed since they were last applied, with their results in `findings` and `held`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from sqlite_utils import Database

from archive import decisions
from archive.schema import open_archive
from checks import cards, counts, duties, verdicts
from checks.computed import COMPUTED
from checks.gathered import Gathered
from checks.rules import Rule, rules, version


@dataclass(slots=True)
class Result:
    """How many reports were checked, and the outcomes by (rule, outcome)."""

    reports: int = 0
    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)


def check(
    archive: Path,
    *,
    everything: bool = False,
    now: datetime | None = None,
    progress: Callable[[int, int, str], None] | None = None,
) -> Result:
    """Apply every rule to the reports read since it was last applied, and to those they touch.

    A changed report is compared anew with its own other years, its site and its region. One transaction:
    the findings seen by readers are always of one state.
    """
    db = open_archive(archive)
    moment = (now or datetime.now(UTC)).astimezone(UTC)
    try:
        with db.atomic():
            store_rules(db)
            changed = changed_reports(db, everything=everything)
            result = Result(len(changed))
            mark(db, changed)
            if changed or db["touched"].count:
                apply_rules(db, result, progress)
                counts.note(db, changed)
            decisions.apply(db)
            duties.register(db, moment)
            cards.refresh(db)
            db.execute("DELETE FROM touched")
        return result
    finally:
        db.close()


def store_rules(db: Database) -> None:
    """Make `rules` say what the rules are now; what a rule that is gone found goes with it."""
    known = list(rules())
    marks = ", ".join("?" * len(known))
    for table, column in (("findings", "rule"), ("held", "rule"), ("rules", "id")):
        db.execute(f"DELETE FROM {table} WHERE {column} NOT IN ({marks})", known)  # noqa: S608 - question marks
    names = (
        "id",
        "family",
        "severity",
        "zh",
        "en",
        "source",
        "excuses_zh",
        "excuses_en",
        "cells",
        "other_cells",
    )
    db.table("rules").upsert_all(
        [
            {
                name: list(value) if isinstance(value := getattr(rule, name), tuple) else value
                for name in names
            }
            for rule in rules().values()
        ],
        pk="id",
    )


def changed_reports(db: Database, *, everything: bool) -> dict[int, str]:
    """The reports to check, with the reading they stand on: read again since, or never checked."""
    condition = "" if everything else "WHERE c.reading IS NULL OR c.reading <> r.reading OR c.rules <> :rules"
    return {
        int(report_id): str(reading)
        for report_id, reading in db.execute(
            f"""
            SELECT r.id, r.reading FROM (
              SELECT reports.id, capture_id || ' ' || coalesce(max(read_at), '') AS reading
              FROM reports LEFT JOIN readings USING (capture_id) GROUP BY reports.id
            ) r LEFT JOIN checked c ON c.report_id = r.id {condition}
            """,  # noqa: S608 - one of two literals
            {"rules": version()},
        )
    }


def mark(db: Database, changed: dict[int, str]) -> None:
    """The temporary tables `changed` and `due`: what was read anew, and what a rule is to look at."""
    db.execute("DROP TABLE IF EXISTS temp.changed")
    db.execute("DROP TABLE IF EXISTS temp.due")
    db.execute("CREATE TEMP TABLE changed (report_id INTEGER PRIMARY KEY)")
    db.execute("CREATE TEMP TABLE due (report_id INTEGER PRIMARY KEY)")
    db.conn.executemany("INSERT INTO changed VALUES (?)", [(report_id,) for report_id in changed])


# What a changed report, or one that went away, makes due with itself.
REACHED = {
    "report": "SELECT report_id FROM changed",
    "agency": """
        SELECT id FROM reports WHERE agency_id IN (
          SELECT agency_id FROM reports JOIN changed ON report_id = id UNION SELECT agency_id FROM touched)
        UNION SELECT report_id FROM changed""",
    "site": """
        SELECT id FROM reports WHERE (site_id, year) IN (
          SELECT site_id, year FROM reports JOIN changed ON report_id = id
          UNION SELECT site_id, year FROM touched)
        UNION SELECT id FROM reports WHERE (agency_id, year) IN (
          SELECT agency_id, year + 1 FROM reports JOIN changed ON report_id = id
          UNION SELECT agency_id, year + 1 FROM touched)
        UNION SELECT report_id FROM changed""",
    "region": """
        SELECT id FROM reports WHERE (region, year) IN (
          SELECT region, year FROM reports JOIN changed ON report_id = id
          UNION SELECT region, year FROM touched)
        UNION SELECT report_id FROM changed""",
}


def apply_rules(db: Database, result: Result, progress: Callable[[int, int, str], None] | None) -> None:
    """Apply each rule to the reports it reaches, those of one reach together."""
    every = list(rules().values())
    gathered, reach = Gathered(db), ""
    for position, rule in enumerate(sorted(every, key=lambda rule: list(REACHED).index(rule.reach))):
        if progress:
            progress(position, len(every), rule.id)
        if rule.reach != reach:
            reach = rule.reach
            gathered.drop()
            db.execute("DELETE FROM due")
            db.execute(f"INSERT INTO due {REACHED[reach]}")
            # Not knowing how few they are, SQLite would go through every report of the archive instead.
            db.execute("ANALYZE temp.due")
            if reach == "report":
                verdicts.of_sums(db)
        apply(db, rule, gathered, result)
    gathered.drop()


def apply(db: Database, rule: Rule, gathered: Gathered, result: Result) -> None:
    """Replace what the rule found of these reports before by what it finds now."""
    for table in ("findings", "held"):
        db.execute(
            f"DELETE FROM {table} WHERE rule = ? AND report_id IN (SELECT report_id FROM due)",  # noqa: S608
            (rule.id,),
        )
    db.execute("DROP TABLE IF EXISTS temp.outcome")
    db.execute(
        'CREATE TEMP TABLE outcome (report_id INTEGER, other_report_id INTEGER, "where" TEXT, '
        '"left" NUMERIC, "right" NUMERIC, outcome TEXT, reason TEXT)'
    )
    if rule.sql:
        gathered.need(rule.sql)
        db.execute(f"INSERT INTO outcome {rule.sql}")
    else:
        db.conn.executemany(
            "INSERT INTO outcome VALUES (?, ?, ?, ?, ?, ?, ?)", COMPUTED[rule.id](db, rule, gathered)
        )
    excuse(db, rule)
    for outcome, number in db.execute("SELECT outcome, count(*) FROM outcome GROUP BY outcome"):
        result.outcomes[rule.id, outcome] += number
    db.execute(
        'INSERT INTO findings (rule, report_id, other_report_id, "where", "left", "right", outcome, reason) '
        "SELECT ?, * FROM outcome WHERE outcome <> 'holds'",
        (rule.id,),
    )
    db.execute(
        "INSERT INTO held SELECT report_id, ?, count(*) FROM outcome "
        "WHERE outcome = 'holds' GROUP BY report_id",
        (rule.id,),
    )
    verdicts.of_rule(db, rule)


def excuse(db: Database, rule: Rule) -> None:
    """A failure for which the prose itself gives a good reason is not applicable, with that sentence."""
    if not rule.excusing:
        return
    failing = db.execute(
        "SELECT rowid, report_id, other_report_id FROM outcome WHERE outcome = 'fails'"
    ).fetchall()
    for row, report_id, other_id in failing:
        told = db.execute(
            "SELECT text FROM sections WHERE report_id IN (?, ?) AND text <> ''", (report_id, other_id)
        ).fetchall()
        said = next(
            (
                sentence
                for (text,) in told
                for sentence in text.split("。")
                if any(word in sentence for word in rule.excusing)
            ),
            "",
        )
        if said:
            reason = f"said: {said.strip()[:200]}"
            db.execute(
                "UPDATE outcome SET outcome = 'not_applicable', reason = ? WHERE rowid = ?", (reason, row)
            )
