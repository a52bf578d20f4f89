CREATE TABLE frontier (
  id INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, site_id TEXT NOT NULL, slot TEXT NOT NULL, priority INTEGER NOT NULL,
  state TEXT NOT NULL DEFAULT 'queued', role TEXT NOT NULL, url TEXT NOT NULL, facts TEXT NOT NULL DEFAULT '{}',
  tries INTEGER NOT NULL DEFAULT 0, done_at TEXT
) STRICT;
CREATE INDEX frontier_queue ON frontier (slot, priority, id) WHERE state = 'queued';

CREATE TABLE visits (
  key TEXT PRIMARY KEY, site_id TEXT NOT NULL, url TEXT NOT NULL, role TEXT NOT NULL, outcome TEXT NOT NULL,
  etag TEXT NOT NULL DEFAULT '', last_modified TEXT NOT NULL DEFAULT '', payload_digest TEXT NOT NULL DEFAULT '',
  content_hash TEXT NOT NULL DEFAULT '', capture_id INTEGER, checks INTEGER NOT NULL DEFAULT 0,
  published_on TEXT NOT NULL DEFAULT '', first_at TEXT NOT NULL, checked_at TEXT NOT NULL, changed_at TEXT NOT NULL,
  failures INTEGER NOT NULL DEFAULT 0, failing_since TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX visits_site ON visits (site_id, role, checked_at);

CREATE TABLE lists (
  site_id TEXT NOT NULL, url TEXT NOT NULL, chain TEXT NOT NULL, adapter TEXT NOT NULL DEFAULT '',
  items INTEGER NOT NULL DEFAULT 0, prior_items INTEGER, stated_total INTEGER, fingerprint TEXT NOT NULL DEFAULT '',
  run_id INTEGER NOT NULL, read_at TEXT NOT NULL, PRIMARY KEY (site_id, url)
) STRICT, WITHOUT ROWID;
CREATE INDEX lists_chain ON lists (site_id, chain);

CREATE TABLE hosts (
  host TEXT PRIMARY KEY, robots TEXT NOT NULL DEFAULT '', robots_verdict TEXT NOT NULL DEFAULT '', robots_at TEXT,
  crawl_delay REAL, refused_nights INTEGER NOT NULL DEFAULT 0, refused_on TEXT, refusal TEXT NOT NULL DEFAULT '',
  last_ok_at TEXT
) STRICT, WITHOUT ROWID
