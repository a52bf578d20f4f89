-- The register of duties says what speaks against a printed date; report cards of bodies and of sites; and
-- how complete, fresh and exact the archive itself is.

ALTER TABLE duties ADD COLUMN flag TEXT NOT NULL DEFAULT '';
CREATE INDEX duties_flag ON duties (flag) WHERE flag <> '';

CREATE TABLE agency_cards (
  agency_id INTEGER PRIMARY KEY REFERENCES agencies (id), site_id TEXT NOT NULL, reports INTEGER NOT NULL,
  first_year INTEGER, last_year INTEGER, in_time INTEGER NOT NULL, late INTEGER NOT NULL, missing INTEGER NOT NULL,
  gone INTEGER NOT NULL, sums_held INTEGER NOT NULL, sums_failed INTEGER NOT NULL, published_errors INTEGER NOT NULL,
  misread INTEGER NOT NULL, chain_held INTEGER NOT NULL, chain_failed INTEGER NOT NULL, prose_held INTEGER NOT NULL,
  prose_failed INTEGER NOT NULL, copied INTEGER NOT NULL, changed INTEGER NOT NULL, changes_mend INTEGER NOT NULL,
  changes_break INTEGER NOT NULL
) STRICT;
CREATE INDEX agency_cards_site ON agency_cards (site_id);

CREATE TABLE site_cards (
  site_id TEXT PRIMARY KEY REFERENCES sites (id), bodies INTEGER NOT NULL, reports INTEGER NOT NULL,
  in_time INTEGER NOT NULL, late INTEGER NOT NULL, missing INTEGER NOT NULL, gone INTEGER NOT NULL,
  sums_held INTEGER NOT NULL, sums_failed INTEGER NOT NULL, published_errors INTEGER NOT NULL, misread INTEGER NOT NULL,
  chain_held INTEGER NOT NULL, chain_failed INTEGER NOT NULL, prose_held INTEGER NOT NULL, prose_failed INTEGER NOT NULL,
  copied INTEGER NOT NULL, changed INTEGER NOT NULL, changes_mend INTEGER NOT NULL, changes_break INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Accuracy by family of layout. `zero_line` is what a reader scores that answers 0 everywhere: a share of
-- figures read says something only as far as it lies above that line, so the sums are counted over reports
-- that print more than zeros.
CREATE VIEW quality AS
  SELECT r.kind, r.template, count(*) AS reports, sum(r.status = 'parsed') AS read_whole,
    sum(r.status IN ('no_tables', 'failed')) AS not_read, sum(c.figures) AS figures, sum(c.unreadable) AS unreadable,
    sum(c.zeros) AS zeros, round(100.0 * sum(c.figures) / nullif(sum(c.figures) + sum(c.unreadable), 0), 2) AS read_share,
    round(100.0 * sum(c.zeros) / nullif(sum(c.figures), 0), 2) AS zero_line,
    sum(c.figures > c.zeros) AS reports_with_more_than_zeros,
    sum(r.checks_held) FILTER (WHERE c.figures > c.zeros) AS sums_held,
    sum(r.checks_failed) FILTER (WHERE c.figures > c.zeros) AS sums_failed,
    round(100.0 * sum(r.checks_held) FILTER (WHERE c.figures > c.zeros)
      / nullif(sum(r.checks_held + r.checks_failed) FILTER (WHERE c.figures > c.zeros), 0), 2) AS sums_share,
    sum((SELECT count(*) FROM checks k WHERE k.report_id = r.id AND k.verdict = 'misread')) AS sums_misread,
    sum((SELECT count(*) FROM checks k WHERE k.report_id = r.id AND k.decided_by <> '')) AS sums_reviewed,
    sum((SELECT count(*) FROM checks k WHERE k.report_id = r.id AND k.decided_by <> '' AND k.verdict = 'misread'))
      AS reviewed_misread
  FROM reports r JOIN checked c ON c.report_id = r.id
  GROUP BY r.kind, r.template;

-- How complete: bodies known in a year, and what became of their duty.
CREATE VIEW completeness AS
  SELECT year, count(*) AS bodies, sum(state IN ('found', 'late', 'early')) AS held, sum(state = 'late') AS late,
    sum(state = 'missing') AS missing, sum(state IN ('gone', 'hidden')) AS gone, sum(state = 'unreachable') AS unreachable,
    sum(state = 'open') AS open,
    round(100.0 * sum(state IN ('found', 'late', 'early')) / count(*), 1) AS held_share
  FROM duties GROUP BY year;

-- How fresh: when each site last gave anything, and how much of what it is expected to hold it holds.
CREATE VIEW freshness AS
  SELECT s.id AS site_id, s.name, s.region, s.state, s.last_ok_at, s.expect,
    (SELECT count(*) FROM reports r WHERE r.site_id = s.id) AS reports,
    (SELECT max(r.year) FROM reports r WHERE r.site_id = s.id) AS last_year,
    (SELECT count(DISTINCT r.agency_id) FROM reports r WHERE r.site_id = s.id AND r.year = (
      SELECT max(x.year) FROM reports x WHERE x.site_id = s.id)) AS last_year_bodies
  FROM sites s
