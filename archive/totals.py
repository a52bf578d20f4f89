"""Sums of all reports by year and province: made anew from the figures, never added to."""

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


def refresh(db: Database) -> None:
    """Make `totals` and `totals_review` say what the reports say now, in one transaction."""
    with db.atomic():
        for table, query in (("totals", APPLICATIONS), ("totals_review", REVIEW)):
            db.conn.execute(f"DELETE FROM {table}")  # noqa: S608 - two literals
            db.conn.execute(query)
