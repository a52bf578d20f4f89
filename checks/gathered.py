"""What several rules need of the reports that are due, gathered once as temporary tables.

pairs     each report with that of its body and scope a year before, or why there is none
carried   what the year before carried out beside what is carried in, column by column
claimed   each statement of the prose beside the figure it speaks of
"""

from __future__ import annotations

from sqlite_utils import Database

COLUMNS = ("natural_person", "business", "research", "nonprofit", "legal_service", "other_org", "total")

# A mismatch cannot be told where two reports claim one year, the scope is unknown, or the year itself
# is in doubt: the title says another than the prose.
PAIRS = (
    """
CREATE TEMP TABLE pairs AS
SELECT b.id AS after_id, b.agency_id, b.scope, b.year, b.template, (
    SELECT a.id FROM reports a WHERE a.agency_id = b.agency_id AND a.year = b.year - 1 AND a.scope = b.scope
    ORDER BY a.key LIKE '% %' LIMIT 1) AS before_id, '' AS doubt, '' AS missing
FROM due JOIN reports b ON b.id = due.report_id
WHERE b.agency_id IS NOT NULL AND b.year IS NOT NULL
""",
    """
CREATE TEMP TABLE doubtful AS
SELECT id AS report_id, 'rival_reports' AS doubt FROM reports r WHERE key LIKE '% %'
UNION ALL
SELECT o.id, 'rival_reports' FROM reports r
  JOIN reports o ON o.key = substr(r.key, 1, instr(r.key, ' ') - 1) WHERE r.key LIKE '% %'
UNION ALL
SELECT report_id, 'year_in_doubt' FROM issues
  WHERE code IN ('year_conflict', 'year_unclear') AND report_id IS NOT NULL
UNION ALL
SELECT report_id, 'year_in_doubt' FROM findings WHERE rule = 'within.other_year_left' AND outcome = 'fails'
""",
    "CREATE INDEX temp.doubtful_report ON doubtful (report_id)",
    "UPDATE pairs SET doubt = 'scope_unknown' WHERE scope = 'unknown'",
    """
UPDATE pairs SET doubt = coalesce(
  (SELECT d.doubt FROM doubtful d WHERE d.report_id IN (pairs.after_id, pairs.before_id) LIMIT 1), doubt)
""",
    """
UPDATE pairs SET missing = CASE
    WHEN scope = 'unknown' THEN 'scope_unknown'
    WHEN EXISTS (SELECT 1 FROM reports x WHERE x.agency_id = pairs.agency_id AND x.year = pairs.year - 1)
      THEN 'scope_changed'
    WHEN EXISTS (SELECT 1 FROM reports x WHERE x.agency_id = pairs.agency_id AND x.year < pairs.year)
      THEN 'no_report_on_the_year_before'
    ELSE 'first_year_of_the_body' END
WHERE before_id IS NULL
""",
)
CARRIED = """
SELECT p.after_id, p.before_id, p.doubt, o.total IS i.total AS same_total, '{column}' AS "column",
  o.{column} AS carried_out, i.{column} AS carried_in
FROM pairs p
JOIN applications o ON o.report_id = p.before_id AND o.item = 'carried_out'
JOIN applications i ON i.report_id = p.after_id AND i.item = 'carried_in'
WHERE p.year > 2019 AND (o.{column} IS NOT NULL OR i.{column} IS NOT NULL)
"""

# An amount of the prose `agrees` with the table where one of them is the other, rounded to its own places.
# `agreeing` counts sentences that state the figure as the table has it; `otherwise` is what the figure
# would be as some bodies count in their prose: those carried in as received, those received as handled.
CLAIMED = """
CREATE TEMP TABLE claimed AS
WITH split AS (
  SELECT c.id, c.report_id, c.cell, c.value, c.sentence, substr(c.cell, 1, instr(c.cell, '.') - 1) AS "table",
    substr(c.cell, instr(c.cell, '.') + 1) AS rest
  FROM due JOIN claims c ON c.report_id = due.report_id WHERE c.value IS NOT NULL
), named AS (
  SELECT *, substr(rest, 1, instr(rest, '.') - 1) AS item,
    substr(rest, instr(rest, '.') + 1) AS "column" FROM split
), found AS (
  SELECT n.id, n.report_id, n.cell, n.value, n.sentence, CASE n."table"
    WHEN 'applications' THEN CASE n."column"
      WHEN 'total' THEN a.total WHEN 'natural_person' THEN a.natural_person
      WHEN 'business' THEN a.business WHEN 'research' THEN a.research
      WHEN 'nonprofit' THEN a.nonprofit WHEN 'legal_service' THEN a.legal_service
      WHEN 'other_org' THEN a.other_org END
    WHEN 'review_litigation' THEN CASE n."column"
      WHEN 'total' THEN l.total WHEN 'upheld' THEN l.upheld WHEN 'corrected' THEN l.corrected
      WHEN 'other' THEN l.other WHEN 'pending' THEN l.pending END
    WHEN 'statistics' THEN s.value
    ELSE p.value END AS printed,
    CASE WHEN n.cell = 'applications.new_received.total' THEN a.total + i.total
      WHEN n.cell = 'applications.handled_total.total' THEN r.total END AS otherwise
  FROM named n
  LEFT JOIN applications a ON n."table" = 'applications' AND a.report_id = n.report_id AND a.item = n.item
  LEFT JOIN applications i ON n.cell = 'applications.new_received.total' AND i.report_id = n.report_id
    AND i.item = 'carried_in'
  LEFT JOIN applications r ON n.cell = 'applications.handled_total.total' AND r.report_id = n.report_id
    AND r.item = 'new_received'
  LEFT JOIN review_litigation l
    ON n."table" = 'review_litigation' AND l.report_id = n.report_id AND l.proceeding = n.item
  LEFT JOIN proactive_disclosure p ON n."table" = 'proactive_disclosure' AND p.report_id = n.report_id
    AND p.item = n.item AND p.measure = n."column"
  LEFT JOIN statistics s ON n."table" = 'statistics' AND s.report_id = n.report_id AND s.item = n.item
), placed AS (
  SELECT *, iif(instr(value, '.'), length(rtrim(value, '0')) - instr(value, '.'), 0) AS places,
    iif(instr(printed, '.'), length(rtrim(printed, '0')) - instr(printed, '.'), 0) AS printed_places
  FROM found
), compared AS (
  SELECT *, value = coalesce(printed, 0) OR (
    cell = 'proactive_disclosure.fees.amount' AND value * printed <> 0
    AND (round(printed, places) = value OR round(value, printed_places) = printed)
  ) AS agrees FROM placed
)
SELECT report_id, cell, value, printed, otherwise, sentence, agrees,
  sum(agrees) OVER (PARTITION BY report_id, cell) AS agreeing,
  row_number() OVER (PARTITION BY report_id, cell, value ORDER BY id) AS repeated
FROM compared
"""
STATEMENTS = {
    "pairs": PAIRS,
    "carried": (
        "CREATE TEMP TABLE carried AS " + " UNION ALL ".join(CARRIED.format(column=name) for name in COLUMNS),
    ),
    "claimed": (CLAIMED, "DELETE FROM claimed WHERE repeated > 1"),
}
NEEDS = {"carried": ("pairs",), "pairs": (), "claimed": ()}


class Gathered:
    """The temporary tables over the reports that are due now; made when a rule first names them."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.made: set[str] = set()

    def drop(self) -> None:
        """Forget them: other reports are due."""
        for name in (*self.made, "doubtful"):
            self.db.execute(f"DROP TABLE IF EXISTS temp.{name}")
        self.made.clear()

    def need(self, sql: str) -> None:
        """Make the tables that a rule's SQL names."""
        for name in STATEMENTS:
            if f" {name} " in sql.replace("\n", " "):
                self.make(name)

    def make(self, name: str) -> None:
        if name in self.made:
            return
        for other in NEEDS[name]:
            self.make(other)
        for statement in STATEMENTS[name]:
            self.db.execute(statement)
        self.db.execute(f"ANALYZE temp.{name}")  # as in run.py: few rows, and SQLite is to know it
        self.made.add(name)
