"""Report cards: what the register and the rules say of each body and of each site, counted.

Only failures that stand as the body's own count against it: what we may have misread, what was excused
and what cannot be told does not. Figures are counts; who makes shares of them says of what.
"""

from __future__ import annotations

from sqlite_utils import Database

CHAIN = ("years.carry_over", "years.in_force", "years.previous_items")
PROSE = ("prose.claim", "prose.percentage", "prose.growth")
COUNTS = (
    *(
        "in_time",
        "late",
        "missing",
        "gone",
        "sums_held",
        "sums_failed",
        "published_errors",
        "misread",
        "chain_held",
    ),
    *("chain_failed", "prose_held", "prose_failed", "copied", "changed", "changes_mend", "changes_break"),
)


def named(rules: tuple[str, ...]) -> str:
    return ", ".join(f"'{rule}'" for rule in rules)


# Counted by agency, each from its own table; a verdict misread or excused is not the body's.
PARTS = f"""
CREATE TEMP TABLE counted AS
SELECT r.agency_id, 'sums_held' AS what, sum(r.checks_held) AS number FROM reports r GROUP BY 1
UNION ALL SELECT r.agency_id, 'sums_failed', sum(r.checks_failed) FROM reports r GROUP BY 1
UNION ALL SELECT r.agency_id, iif(k.verdict = 'misread', 'misread', 'published_errors'), count(*)
  FROM checks k JOIN reports r ON r.id = k.report_id
  WHERE k.verdict IN ('published_error', 'misread') GROUP BY 1, 2
UNION ALL SELECT d.agency_id,
  iif(d.state IN ('found', 'early'), 'in_time', iif(d.state = 'hidden', 'gone', d.state)), count(*)
  FROM duties d WHERE d.state IN ('found', 'early', 'late', 'missing', 'gone', 'hidden') GROUP BY 1, 2
UNION ALL SELECT r.agency_id, iif(h.rule GLOB 'years.*', 'chain_held', 'prose_held'), sum(h.times)
  FROM held h JOIN reports r ON r.id = h.report_id WHERE h.rule IN ({named((*CHAIN, *PROSE))}) GROUP BY 1, 2
UNION ALL SELECT r.agency_id, iif(f.rule GLOB 'years.*', 'chain_failed', 'prose_failed'), count(*)
  FROM findings f JOIN reports r ON r.id = f.report_id
  WHERE f.rule IN ({named((*CHAIN, *PROSE))})
    AND f.outcome = 'fails' AND f.verdict IN ('published_error', 'open') GROUP BY 1, 2
UNION ALL SELECT r.agency_id, 'copied', count(*) FROM findings f JOIN reports r ON r.id = f.report_id
  WHERE f.rule = 'prose.copied' AND f.outcome = 'fails' GROUP BY 1
UNION ALL SELECT r.agency_id, 'changed', count(*)
  FROM changes c JOIN reports r ON r.id = c.report_id GROUP BY 1
UNION ALL SELECT r.agency_id, CASE c.class WHEN 'mends' THEN 'changes_mend' ELSE 'changes_break' END, count(*)
  FROM changes c JOIN reports r ON r.id = c.report_id WHERE c.class IN ('mends', 'breaks') GROUP BY 1, 2
"""  # noqa: S608 - names of rules above
SUMS = ", ".join(f"coalesce(sum(number) FILTER (WHERE what = '{name}'), 0)" for name in COUNTS)


def refresh(db: Database) -> None:
    """Make `agency_cards` and `site_cards` say what the tables say now."""
    db.execute("DROP TABLE IF EXISTS temp.counted")
    db.execute(PARTS)
    db.execute("CREATE INDEX temp.counted_agency ON counted (agency_id)")
    db.execute("DELETE FROM site_cards")
    db.execute("DELETE FROM agency_cards")
    db.execute(
        f"""
        INSERT INTO agency_cards (agency_id, site_id, reports, first_year, last_year, {", ".join(COUNTS)})
        SELECT a.agency_id, a.site_id, a.reports, a.first_year, a.last_year, {SUMS}
        FROM (SELECT agency_id, max(site_id) AS site_id, count(*) AS reports,
            min(year) AS first_year, max(year) AS last_year
          FROM reports WHERE agency_id IS NOT NULL GROUP BY agency_id) a
        LEFT JOIN counted c ON c.agency_id = a.agency_id GROUP BY a.agency_id
        """  # noqa: S608 - names above
    )
    db.execute(
        f"""
        INSERT INTO site_cards (site_id, bodies, reports, {", ".join(COUNTS)})
        SELECT site_id, count(*), sum(reports), {", ".join(f"sum({name})" for name in COUNTS)}
        FROM agency_cards GROUP BY site_id
        """  # noqa: S608 - names above
    )
    db.execute("DROP TABLE temp.counted")
