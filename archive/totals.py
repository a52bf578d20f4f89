"""Sums of all reports by year and province, made anew from the figures; the main figures of each in a row."""

from __future__ import annotations

from sqlite_utils import Database

APPLICATIONS = """
INSERT INTO totals
SELECT r.year, substr(r.region, 1, 2), a.item, count(*), sum(a.natural_person), sum(a.business),
  sum(a.research),
  sum(a.nonprofit), sum(a.legal_service), sum(a.other_org), sum(a.total)
FROM reports r JOIN applications a ON a.report_id = r.id
WHERE r.year IS NOT NULL AND r.scope <> 'aggregate'
GROUP BY r.year, substr(r.region, 1, 2), a.item
"""
REVIEW = """
INSERT INTO totals_review
SELECT r.year, substr(r.region, 1, 2), v.proceeding, count(*), sum(v.upheld), sum(v.corrected), sum(v.other),
  sum(v.pending), sum(v.total)
FROM reports r JOIN review_litigation v ON v.report_id = r.id
WHERE r.year IS NOT NULL AND r.scope <> 'aggregate'
GROUP BY r.year, substr(r.region, 1, 2), v.proceeding
"""
CHECKS = """
INSERT INTO totals_checks
SELECT "check", coalesce(sum(verdict = 'published_error'), 0), coalesce(sum(verdict = 'misread'), 0),
  sum(coalesce(verdict, 'open') NOT IN ('published_error', 'misread')), count(*), count(DISTINCT report_id)
FROM checks GROUP BY "check"
"""
ITEMS = ("new_received", "carried_in", "granted", "partly_granted", "handled_total", "carried_out")
TOTAL = "(SELECT total FROM applications WHERE report_id = r.id AND item = '{}')"
SUMMARY = f"""
INSERT INTO summaries (report_id, year, scope, {", ".join(ITEMS)}, cases, corrected, fees)
SELECT r.id, r.year, r.scope,
  {", ".join(map(TOTAL.format, ITEMS))},
  (SELECT sum(total) FROM review_litigation WHERE report_id = r.id),
  (SELECT sum(corrected) FROM review_litigation WHERE report_id = r.id),
  (SELECT value FROM proactive_disclosure WHERE report_id = r.id AND item = 'fees' AND measure = 'amount')
FROM reports r
"""  # noqa: S608 - the literals above


def summarise(db: Database, report_id: int | None = None) -> None:
    """Write the row of `summaries` of a report, in the caller's transaction; of all that have none."""
    if report_id is None:
        db.conn.execute(f"{SUMMARY} WHERE r.id NOT IN (SELECT report_id FROM summaries)")  # noqa: S608
        return
    db.conn.execute("DELETE FROM summaries WHERE report_id = ?", (report_id,))
    db.conn.execute(f"{SUMMARY} WHERE r.id = ?", (report_id,))


def refresh(db: Database) -> None:
    """Make the tables of totals say what the reports say now, in one transaction."""
    with db.atomic():
        summarise(db)
        for table, query in (("totals", APPLICATIONS), ("totals_review", REVIEW), ("totals_checks", CHECKS)):
            db.conn.execute(f"DELETE FROM {table}")  # noqa: S608 - the literals above
            db.conn.execute(query)
