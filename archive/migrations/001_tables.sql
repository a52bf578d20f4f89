-- Times are UTC, ISO 8601, to the second. Digests are SHA-256 in hex. Names that SQL keeps for itself
-- (table, column, check, where, left, right) stand in double quotes: they are the words of the forms.

CREATE TABLE sites (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, region TEXT NOT NULL DEFAULT '', adapter TEXT NOT NULL DEFAULT 'auto',
  adapter_reason TEXT NOT NULL DEFAULT '', hosts TEXT NOT NULL DEFAULT '[]', columns TEXT NOT NULL DEFAULT '[]',
  expect INTEGER, state TEXT NOT NULL DEFAULT 'new', state_since TEXT, state_reason TEXT NOT NULL DEFAULT '',
  last_ok_at TEXT
) STRICT;

CREATE TABLE agencies (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL, region TEXT NOT NULL DEFAULT '', level TEXT NOT NULL DEFAULT '',
  UNIQUE (name, region)
) STRICT;

CREATE TABLE runs (
  id INTEGER PRIMARY KEY, command TEXT NOT NULL, started_at TEXT NOT NULL, finished_at TEXT,
  outcome TEXT NOT NULL DEFAULT 'running', message TEXT NOT NULL DEFAULT '', requests INTEGER NOT NULL DEFAULT 0,
  captures INTEGER NOT NULL DEFAULT 0, bytes INTEGER NOT NULL DEFAULT 0, new_reports INTEGER NOT NULL DEFAULT 0,
  changed_reports INTEGER NOT NULL DEFAULT 0, failed_sites INTEGER NOT NULL DEFAULT 0, pid INTEGER,
  version TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE captures (
  id INTEGER PRIMARY KEY, run_id INTEGER NOT NULL REFERENCES runs (id), site_id TEXT NOT NULL REFERENCES sites (id),
  url TEXT NOT NULL, fetched_at TEXT NOT NULL, status INTEGER NOT NULL, mime TEXT NOT NULL DEFAULT '',
  sha256 TEXT NOT NULL, size INTEGER NOT NULL, role TEXT NOT NULL, title TEXT NOT NULL DEFAULT '',
  parent_id INTEGER REFERENCES captures (id), headers TEXT NOT NULL DEFAULT '[]',
  warc_file TEXT NOT NULL, warc_offset INTEGER NOT NULL, revisit_of INTEGER REFERENCES captures (id)
) STRICT;
CREATE INDEX captures_url ON captures (url, fetched_at);
CREATE INDEX captures_site ON captures (site_id, role);
CREATE INDEX captures_run ON captures (run_id);
CREATE INDEX captures_sha256 ON captures (sha256);
CREATE INDEX captures_parent ON captures (parent_id);
CREATE INDEX captures_revisit ON captures (revisit_of);

CREATE TABLE requests (
  id INTEGER PRIMARY KEY, run_id INTEGER NOT NULL REFERENCES runs (id), site_id TEXT NOT NULL REFERENCES sites (id),
  url TEXT NOT NULL, role TEXT NOT NULL, sent_at TEXT NOT NULL, outcome TEXT, detail TEXT NOT NULL DEFAULT '',
  capture_id INTEGER REFERENCES captures (id)
) STRICT;
CREATE INDEX requests_run ON requests (run_id, outcome);
CREATE INDEX requests_site ON requests (site_id);
CREATE INDEX requests_capture ON requests (capture_id);

CREATE TABLE entries (
  id INTEGER PRIMARY KEY, site_id TEXT NOT NULL REFERENCES sites (id), url TEXT NOT NULL, title TEXT NOT NULL DEFAULT '',
  printed_date TEXT NOT NULL DEFAULT '', role TEXT NOT NULL, parent_url TEXT NOT NULL DEFAULT '',
  list_url TEXT NOT NULL DEFAULT '', first_seen_at TEXT NOT NULL, last_seen_at TEXT NOT NULL,
  first_run_id INTEGER NOT NULL REFERENCES runs (id), last_run_id INTEGER NOT NULL REFERENCES runs (id),
  UNIQUE (site_id, url)
) STRICT;
CREATE INDEX entries_parent ON entries (parent_url);
CREATE INDEX entries_first_run ON entries (first_run_id);
CREATE INDEX entries_last_run ON entries (last_run_id);

CREATE TABLE reports (
  id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, agency_id INTEGER REFERENCES agencies (id),
  agency TEXT NOT NULL DEFAULT '', region TEXT NOT NULL DEFAULT '', year INTEGER, scope TEXT NOT NULL DEFAULT 'own',
  template TEXT NOT NULL DEFAULT '', expected_template TEXT NOT NULL DEFAULT '', title TEXT NOT NULL DEFAULT '',
  published_on TEXT, url TEXT NOT NULL, site_id TEXT NOT NULL REFERENCES sites (id),
  capture_id INTEGER NOT NULL REFERENCES captures (id), part TEXT NOT NULL DEFAULT '', kind TEXT NOT NULL DEFAULT '',
  status TEXT NOT NULL, reason TEXT NOT NULL DEFAULT '', state TEXT NOT NULL DEFAULT 'present', state_since TEXT,
  checks_held INTEGER NOT NULL DEFAULT 0, checks_failed INTEGER NOT NULL DEFAULT 0, checks_open INTEGER NOT NULL DEFAULT 0,
  index_number TEXT NOT NULL DEFAULT '', document_number TEXT NOT NULL DEFAULT '',
  first_seen_at TEXT NOT NULL, last_seen_at TEXT NOT NULL
) STRICT;
CREATE INDEX reports_agency ON reports (agency_id, year);
CREATE INDEX reports_year ON reports (year);
CREATE INDEX reports_region ON reports (region, year);
CREATE INDEX reports_url ON reports (url);
CREATE INDEX reports_site ON reports (site_id);
CREATE INDEX reports_status ON reports (status);
CREATE INDEX reports_state ON reports (state);
CREATE INDEX reports_template ON reports (template);
CREATE INDEX reports_failed ON reports (checks_failed) WHERE checks_failed > 0;
CREATE INDEX reports_published ON reports (published_on);
CREATE INDEX reports_capture ON reports (capture_id);

CREATE TABLE readings (
  capture_id INTEGER NOT NULL REFERENCES captures (id), part TEXT NOT NULL DEFAULT '', parser_version TEXT NOT NULL,
  read_at TEXT NOT NULL, kind TEXT NOT NULL, status TEXT NOT NULL, reason TEXT NOT NULL DEFAULT '',
  title TEXT NOT NULL DEFAULT '', agency TEXT NOT NULL DEFAULT '', year INTEGER, scope TEXT NOT NULL DEFAULT '',
  template TEXT NOT NULL DEFAULT '', report_id INTEGER REFERENCES reports (id), figures INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (capture_id, part)
) STRICT, WITHOUT ROWID;
CREATE INDEX readings_report ON readings (report_id);
CREATE INDEX readings_status ON readings (status);

CREATE TABLE addresses (
  report_id INTEGER NOT NULL REFERENCES reports (id), url TEXT NOT NULL, site_id TEXT NOT NULL REFERENCES sites (id),
  capture_id INTEGER NOT NULL REFERENCES captures (id), first_seen_at TEXT NOT NULL, last_seen_at TEXT NOT NULL,
  PRIMARY KEY (report_id, url)
) STRICT, WITHOUT ROWID;
CREATE INDEX addresses_url ON addresses (url);
CREATE INDEX addresses_site ON addresses (site_id);
CREATE INDEX addresses_capture ON addresses (capture_id);

CREATE TABLE proactive_disclosure (
  report_id INTEGER NOT NULL REFERENCES reports (id), item TEXT NOT NULL, measure TEXT NOT NULL, value NUMERIC,
  raw TEXT NOT NULL, state TEXT NOT NULL, PRIMARY KEY (report_id, item, measure)
) WITHOUT ROWID;

CREATE TABLE applications (
  report_id INTEGER NOT NULL REFERENCES reports (id), item TEXT NOT NULL, natural_person INTEGER, business INTEGER,
  research INTEGER, nonprofit INTEGER, legal_service INTEGER, other_org INTEGER, total INTEGER,
  PRIMARY KEY (report_id, item)
) STRICT, WITHOUT ROWID;

CREATE TABLE review_litigation (
  report_id INTEGER NOT NULL REFERENCES reports (id), proceeding TEXT NOT NULL, upheld INTEGER, corrected INTEGER,
  other INTEGER, pending INTEGER, total INTEGER, PRIMARY KEY (report_id, proceeding)
) STRICT, WITHOUT ROWID;

CREATE TABLE statistics (
  report_id INTEGER NOT NULL REFERENCES reports (id), item TEXT NOT NULL, label TEXT NOT NULL DEFAULT '',
  unit TEXT NOT NULL DEFAULT '', value NUMERIC, raw TEXT NOT NULL, state TEXT NOT NULL, PRIMARY KEY (report_id, item)
) WITHOUT ROWID;

CREATE TABLE cells (
  report_id INTEGER NOT NULL REFERENCES reports (id), "table" TEXT NOT NULL, item TEXT NOT NULL, "column" TEXT NOT NULL,
  raw TEXT NOT NULL, state TEXT NOT NULL, note TEXT NOT NULL DEFAULT '', confidence REAL,
  PRIMARY KEY (report_id, "table", item, "column")
) STRICT, WITHOUT ROWID;
CREATE INDEX cells_state ON cells (state);

CREATE TABLE places (report_id INTEGER PRIMARY KEY REFERENCES reports (id), places BLOB NOT NULL) STRICT;

CREATE TABLE sections (
  id INTEGER PRIMARY KEY, report_id INTEGER NOT NULL REFERENCES reports (id), number INTEGER NOT NULL,
  heading TEXT NOT NULL, text TEXT NOT NULL
) STRICT;
CREATE INDEX sections_report ON sections (report_id, number);

CREATE TABLE claims (
  id INTEGER PRIMARY KEY, report_id INTEGER NOT NULL REFERENCES reports (id), cell TEXT NOT NULL, value NUMERIC,
  sentence TEXT NOT NULL
);
CREATE INDEX claims_report ON claims (report_id);

CREATE TABLE checks (
  report_id INTEGER NOT NULL REFERENCES reports (id), "check" TEXT NOT NULL, "where" TEXT NOT NULL, "left" NUMERIC,
  "right" NUMERIC, verdict TEXT, PRIMARY KEY (report_id, "check", "where")
) WITHOUT ROWID;
CREATE INDEX checks_check ON checks ("check");
CREATE INDEX checks_verdict ON checks (verdict);

CREATE TABLE issues (
  id INTEGER PRIMARY KEY, capture_id INTEGER NOT NULL REFERENCES captures (id),
  report_id INTEGER REFERENCES reports (id), code TEXT NOT NULL, message TEXT NOT NULL, "where" TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX issues_capture ON issues (capture_id);
CREATE INDEX issues_report ON issues (report_id);
CREATE INDEX issues_code ON issues (code);

CREATE TABLE changes (
  id INTEGER PRIMARY KEY, report_id INTEGER NOT NULL REFERENCES reports (id), "table" TEXT NOT NULL, item TEXT NOT NULL,
  "column" TEXT NOT NULL, old TEXT, new TEXT, seen_at TEXT NOT NULL,
  old_capture_id INTEGER NOT NULL REFERENCES captures (id), new_capture_id INTEGER NOT NULL REFERENCES captures (id)
) STRICT;
CREATE INDEX changes_report ON changes (report_id);
CREATE INDEX changes_seen ON changes (seen_at);
CREATE INDEX changes_old ON changes (old_capture_id);
CREATE INDEX changes_new ON changes (new_capture_id);

CREATE TABLE items (
  template TEXT NOT NULL, "table" TEXT NOT NULL, item TEXT NOT NULL, position INTEGER NOT NULL, label TEXT NOT NULL,
  section TEXT NOT NULL, PRIMARY KEY (template, "table", item)
) STRICT, WITHOUT ROWID;

CREATE TABLE measures (
  template TEXT NOT NULL, "table" TEXT NOT NULL, item TEXT NOT NULL, "column" TEXT NOT NULL, position INTEGER NOT NULL,
  label TEXT NOT NULL, unit TEXT NOT NULL, PRIMARY KEY (template, "table", item, "column")
) STRICT, WITHOUT ROWID
