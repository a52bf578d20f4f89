"""Rules applied to what changed since they were last applied, with their results in `findings` and `held`."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from sqlite_utils import Database

from archive.schema import open_archive
from checks import duties, prose
from checks.rules import Rule, rules, version

# The figure that a claim speaks of, found by its key, and what two years carried, column by column.
DUE_FIGURES = """
CREATE TEMP TABLE due_figures AS
WITH claimed AS (
  SELECT c.report_id, c.cell, substr(c.cell, 1, instr(c.cell, '.') - 1) AS "table",
    substr(c.cell, instr(c.cell, '.') + 1) AS rest
  FROM claims c JOIN due USING (report_id)
), named AS (
  SELECT report_id, cell, "table", substr(rest, 1, instr(rest, '.') - 1) AS item,
    substr(rest, instr(rest, '.') + 1) AS "column"
  FROM claimed
)
SELECT n.report_id, n.cell, CASE n."table"
  WHEN 'applications' THEN CASE n."column"
    WHEN 'total' THEN a.total WHEN 'natural_person' THEN a.natural_person
    WHEN 'business' THEN a.business WHEN 'research' THEN a.research
    WHEN 'nonprofit' THEN a.nonprofit WHEN 'legal_service' THEN a.legal_service
    WHEN 'other_org' THEN a.other_org END
  WHEN 'review_litigation' THEN CASE n."column"
    WHEN 'total' THEN l.total WHEN 'upheld' THEN l.upheld WHEN 'corrected' THEN l.corrected
    WHEN 'other' THEN l.other WHEN 'pending' THEN l.pending END
  ELSE p.value END AS value
FROM named n
LEFT JOIN applications a ON n."table" = 'applications' AND a.report_id = n.report_id AND a.item = n.item
LEFT JOIN review_litigation l
  ON n."table" = 'review_litigation' AND l.report_id = n.report_id AND l.proceeding = n.item
LEFT JOIN proactive_disclosure p ON n."table" = 'proactive_disclosure' AND p.report_id = n.report_id
  AND p.item = n.item AND p.measure = n."column"
GROUP BY n.report_id, n.cell
"""
COLUMNS = ("natural_person", "business", "research", "nonprofit", "legal_service", "other_org", "total")
CARRIED = """
SELECT a.id AS before_id, b.id AS after_id, '{column}' AS "column", o.{column} AS carried_out,
  i.{column} AS carried_in
FROM due JOIN reports b ON b.id = due.report_id
JOIN reports a ON a.agency_id = b.agency_id AND a.scope = b.scope AND a.year = b.year - 1
JOIN applications o ON o.report_id = a.id AND o.item = 'carried_out'
JOIN applications i ON i.report_id = b.id AND i.item = 'carried_in'
WHERE o.{column} IS NOT NULL OR i.{column} IS NOT NULL
"""
DUE_CARRIED = "CREATE TEMP TABLE due_carried AS " + " UNION ALL ".join(
    CARRIED.format(column=column) for column in COLUMNS
)


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

    A changed report is compared anew with its own other years and with its region. One transaction:
    the findings seen by readers are always of one state.
    """
    db = open_archive(archive)
    try:
        with db.atomic():
            store_rules(db)
            changed = changed_reports(db, everything=everything)
            result = Result(len(changed))
            families = scopes(db, changed)
            every = list(rules().values())
            for position, rule in enumerate(every):
                if progress:
                    progress(position, len(every), rule.id)
                apply(db, rule, families[rule.family], result)
            db.conn.executemany(
                "INSERT OR REPLACE INTO checked VALUES (?, ?, ?)",
                [(report_id, reading, version()) for report_id, reading in changed.items()],
            )
            duties.register(db, (now or datetime.now(UTC)).astimezone(UTC))
        return result
    finally:
        db.close()


def store_rules(db: Database) -> None:
    db["rules"].upsert_all(
        [
            {
                "id": rule.id,
                "family": rule.family,
                "severity": rule.severity,
                "zh": rule.zh,
                "en": rule.en,
                "source": rule.source,
                "excuses_zh": rule.excuses_zh,
                "excuses_en": rule.excuses_en,
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


def scopes(db: Database, changed: dict[int, str]) -> dict[str, list[int]]:
    """The reports each family of rules looks at: those changed, and those compared with them."""
    own = sorted(changed)
    db.execute("CREATE TEMP TABLE IF NOT EXISTS due (report_id INTEGER PRIMARY KEY)")
    fill(db, own)
    years = db.execute(
        "SELECT id FROM reports WHERE agency_id IN (SELECT agency_id FROM reports JOIN due ON report_id = id)"
    )
    bodies = db.execute(
        "SELECT id FROM reports WHERE (region, year) IN "
        "(SELECT region, year FROM reports JOIN due ON report_id = id)"
    )
    families = {"within": own, "prose": own}
    families["years"] = [report_id for (report_id,) in years.fetchall()]
    families["bodies"] = [report_id for (report_id,) in bodies.fetchall()]
    return families


def fill(db: Database, report_ids: list[int]) -> None:
    db.execute("DELETE FROM due")
    db.conn.executemany("INSERT INTO due VALUES (?)", [(report_id,) for report_id in report_ids])


Row = tuple[int, int | None, str, float | None, float | None, str, str]


def apply(db: Database, rule: Rule, report_ids: list[int], result: Result) -> None:
    """Replace what the rule found of these reports before by what it finds now."""
    fill(db, report_ids)
    db.execute("DELETE FROM findings WHERE rule = ? AND report_id IN (SELECT report_id FROM due)", (rule.id,))
    db.execute("DELETE FROM held WHERE rule = ? AND report_id IN (SELECT report_id FROM due)", (rule.id,))
    rows = compared(db, rule) if rule.sql else COMPUTED[rule.id](db, rule)
    held: Counter[int] = Counter()
    found = []
    for row in rows:
        result.outcomes[rule.id, row[5]] += 1
        if row[5] == "holds":
            held[row[0]] += 1
        else:
            found.append((rule.id, *row))
    db.conn.executemany(
        'INSERT INTO findings (rule, report_id, other_report_id, "where", "left", "right", outcome, reason) '
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        found,
    )
    db.conn.executemany("INSERT INTO held VALUES (?, ?, ?)", [(r, rule.id, n) for r, n in held.items()])
    # An accusation needs figures that were read with certainty.
    db.execute(
        """
        UPDATE findings SET verdict = CASE WHEN EXISTS (
            SELECT 1 FROM cells WHERE cells.report_id IN (findings.report_id, findings.other_report_id)
              AND (state = 'unreadable' OR confidence IS NOT NULL)
          ) THEN 'misread' ELSE 'published_error' END
        WHERE rule = ? AND outcome = 'fails' AND report_id IN (SELECT report_id FROM due)
        """,
        (rule.id,),
    )


def compared(db: Database, rule: Rule) -> list[Row]:
    for name, made in (("due_figures", DUE_FIGURES), ("due_carried", DUE_CARRIED)):
        if name in rule.sql:
            db.execute(f"DROP TABLE IF EXISTS temp.{name}")
            db.execute(made)
            if name == "due_figures":
                db.execute("CREATE INDEX temp.due_figures_cell ON due_figures (report_id, cell)")
            else:
                db.execute("CREATE INDEX temp.due_carried_pair ON due_carried (before_id, after_id)")
    return list(db.execute(rule.sql))


def section_texts(db: Database) -> list[tuple[int, int, str]]:
    return db.execute(
        "SELECT report_id, number, text FROM sections JOIN due USING (report_id) ORDER BY id"
    ).fetchall()


def percentages(db: Database, rule: Rule) -> list[Row]:
    return [
        (report_id, None, f.where, f.left, f.right, f.outcome, f.reason)
        for report_id, number, text in section_texts(db)
        for f in prose.percentages(rule, number, text)
    ]


def leftovers(db: Database, rule: Rule) -> list[Row]:
    return [
        (report_id, None, f.where, f.left, f.right, f.outcome, f.reason)
        for report_id, number, text in section_texts(db)
        for f in prose.leftovers(rule, number, text)
    ]


def copied(db: Database, rule: Rule) -> list[Row]:
    """Each report against the same body's report of the year before, and against its sisters on the site."""
    own = defaultdict(list)
    for report_id, _, text in section_texts(db):
        own[report_id].append(text)
    said = {report_id: prose.sentences(texts) for report_id, texts in own.items()}
    facts = {
        report_id: (site, year, agency)
        for report_id, site, year, agency in db.execute(
            "SELECT id, site_id, year, agency_id FROM reports JOIN due ON report_id = id"
        )
    }
    # Only a report that shares a sentence can share most of them: an index of sentences finds it.
    holders: dict[tuple[object, ...], set[int]] = defaultdict(set)
    for report_id, marks in said.items():
        site, year, agency = facts[report_id]
        for mark in marks:
            holders["sister", site, year, mark].add(report_id)
            holders["year", agency, year, mark].add(report_id)
    rows: list[Row] = []
    for report_id, marks in said.items():
        site, year, agency = facts[report_id]
        near: Counter[int] = Counter()
        for mark in marks:
            near.update(holders["sister", site, year, mark] - {report_id})
            if agency is not None and year is not None:
                near.update(holders.get(("year", agency, year - 1, mark), ()))
        closest = {other: said[other] for other, _ in near.most_common(3)}
        best, share = prose.copied(marks, closest)
        if len(marks) >= prose.FEWEST_SENTENCES:
            outcome = "fails" if share > prose.COPIED_SHARE else "holds"
            rows.append((report_id, best, "", round(share, 3), prose.COPIED_SHARE, outcome, ""))
    return rows


COMPUTED: dict[str, Callable[[Database, Rule], list[Row]]] = {
    "within.instructions_left": leftovers,
    "prose.percentage": percentages,
    "prose.copied": copied,
}
