-- A night is what a timer calls: one crawl and everything after it. Its record is written step by step, so
-- that a killed one can be told. What digests have told is remembered, so that nothing is told twice or never.

CREATE TABLE nights (
  id INTEGER PRIMARY KEY, command TEXT NOT NULL, started_at TEXT NOT NULL, finished_at TEXT,
  step TEXT NOT NULL DEFAULT '', outcome TEXT NOT NULL DEFAULT 'running', exit_status INTEGER,
  message TEXT NOT NULL DEFAULT '', run_id INTEGER REFERENCES runs (id), requests INTEGER NOT NULL DEFAULT 0,
  captures INTEGER NOT NULL DEFAULT 0, bytes INTEGER NOT NULL DEFAULT 0, outcomes TEXT NOT NULL DEFAULT '{}',
  parked TEXT NOT NULL DEFAULT '{}', servers TEXT NOT NULL DEFAULT '{}', work_left INTEGER NOT NULL DEFAULT 0,
  sites INTEGER NOT NULL DEFAULT 0, failed_sites INTEGER NOT NULL DEFAULT 0, entries INTEGER NOT NULL DEFAULT 0,
  usual_entries REAL, new_reports INTEGER NOT NULL DEFAULT 0, changed_reports INTEGER NOT NULL DEFAULT 0,
  changed_figures INTEGER NOT NULL DEFAULT 0, gone_reports INTEGER NOT NULL DEFAULT 0, reports INTEGER,
  archive_bytes INTEGER, capture_bytes INTEGER, free_bytes INTEGER, verified INTEGER NOT NULL DEFAULT 0,
  damaged INTEGER NOT NULL DEFAULT 0, version TEXT NOT NULL DEFAULT '', settings TEXT NOT NULL DEFAULT '', pid INTEGER
) STRICT;
CREATE INDEX nights_started ON nights (started_at);
CREATE INDEX nights_run ON nights (run_id);

CREATE TABLE night_sites (
  night_id INTEGER NOT NULL REFERENCES nights (id), site_id TEXT NOT NULL REFERENCES sites (id), state TEXT NOT NULL,
  reason TEXT NOT NULL DEFAULT '', requests INTEGER NOT NULL, lists INTEGER NOT NULL, entries INTEGER NOT NULL,
  new_captures INTEGER NOT NULL, usual_entries REAL, PRIMARY KEY (night_id, site_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX night_sites_site ON night_sites (site_id, night_id);

CREATE TABLE digests (
  id INTEGER PRIMARY KEY, night_id INTEGER NOT NULL REFERENCES nights (id), made_at TEXT NOT NULL,
  loud INTEGER NOT NULL DEFAULT 0, subject TEXT NOT NULL DEFAULT '', zh TEXT NOT NULL DEFAULT '',
  en TEXT NOT NULL DEFAULT '', facts TEXT NOT NULL DEFAULT '{}', told_report INTEGER NOT NULL,
  told_capture INTEGER NOT NULL, told_state INTEGER NOT NULL
) STRICT;
CREATE INDEX digests_night ON digests (night_id);

CREATE TABLE deliveries (
  digest_id INTEGER NOT NULL REFERENCES digests (id), channel TEXT NOT NULL, tries INTEGER NOT NULL DEFAULT 0,
  tried_at TEXT, sent_at TEXT, error TEXT NOT NULL DEFAULT '', PRIMARY KEY (digest_id, channel)
) STRICT, WITHOUT ROWID
