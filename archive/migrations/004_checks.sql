-- Rules that look beyond one table: what they found, and whether a body did its duty. A finding is kept
-- for what fails, what cannot be told, and what is excused with a reason; what holds is only counted.

CREATE TABLE rules (
  id TEXT PRIMARY KEY, family TEXT NOT NULL, severity TEXT NOT NULL, zh TEXT NOT NULL, en TEXT NOT NULL,
  source TEXT NOT NULL, excuses_zh TEXT NOT NULL, excuses_en TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE findings (
  id INTEGER PRIMARY KEY, rule TEXT NOT NULL REFERENCES rules (id), report_id INTEGER NOT NULL REFERENCES reports (id),
  other_report_id INTEGER REFERENCES reports (id), "where" TEXT NOT NULL DEFAULT '', "left" NUMERIC, "right" NUMERIC,
  outcome TEXT NOT NULL, reason TEXT NOT NULL DEFAULT '', verdict TEXT
);
CREATE INDEX findings_report ON findings (report_id, rule);
CREATE INDEX findings_other ON findings (other_report_id);
CREATE INDEX findings_rule ON findings (rule, outcome);

CREATE TABLE held (
  report_id INTEGER NOT NULL REFERENCES reports (id), rule TEXT NOT NULL REFERENCES rules (id), times INTEGER NOT NULL,
  PRIMARY KEY (report_id, rule)
) STRICT, WITHOUT ROWID;
CREATE INDEX held_rule ON held (rule);

CREATE TABLE checked (
  report_id INTEGER PRIMARY KEY REFERENCES reports (id), reading TEXT NOT NULL, rules TEXT NOT NULL
) STRICT;

CREATE TABLE duties (
  agency_id INTEGER NOT NULL REFERENCES agencies (id), year INTEGER NOT NULL, state TEXT NOT NULL, due_on TEXT NOT NULL,
  published_on TEXT, first_seen_at TEXT, report_id INTEGER REFERENCES reports (id), reason TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (agency_id, year)
) STRICT, WITHOUT ROWID;
CREATE INDEX duties_state ON duties (state, year);
CREATE INDEX duties_report ON duties (report_id);

CREATE TABLE decisions (
  agency TEXT NOT NULL, region TEXT NOT NULL, year INTEGER NOT NULL, "check" TEXT NOT NULL, "where" TEXT NOT NULL,
  figures TEXT NOT NULL, verdict TEXT NOT NULL, note TEXT NOT NULL DEFAULT '', decided_at TEXT NOT NULL,
  PRIMARY KEY (agency, region, year, "check", "where", figures)
) STRICT, WITHOUT ROWID
