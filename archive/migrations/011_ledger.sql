-- What changed after publication: figures with the class of the change, sentences, and removals, in one ledger.

ALTER TABLE changes ADD COLUMN class TEXT NOT NULL DEFAULT 'other';
ALTER TABLE changes ADD COLUMN evidence TEXT NOT NULL DEFAULT '';
CREATE INDEX changes_class ON changes (class);

CREATE TABLE prose_changes (
  id INTEGER PRIMARY KEY, report_id INTEGER NOT NULL REFERENCES reports (id), number INTEGER NOT NULL, old TEXT, new TEXT,
  seen_at TEXT NOT NULL, old_capture_id INTEGER NOT NULL REFERENCES captures (id),
  new_capture_id INTEGER NOT NULL REFERENCES captures (id)
) STRICT;
CREATE INDEX prose_changes_report ON prose_changes (report_id);
CREATE INDEX prose_changes_old ON prose_changes (old_capture_id);
CREATE INDEX prose_changes_new ON prose_changes (new_capture_id);

CREATE VIEW ledger AS
  SELECT 'figure' AS kind, c.report_id, r.agency_id, r.agency, r.year, c.seen_at AS at, c.class,
    c."table" || '.' || c.item || '.' || c."column" AS "where", c.old, c.new, c.evidence, c.old_capture_id, c.new_capture_id
  FROM changes c JOIN reports r ON r.id = c.report_id
  UNION ALL
  SELECT 'sentence', p.report_id, r.agency_id, r.agency, r.year, p.seen_at, 'other', 'section ' || p.number, p.old, p.new, '',
    p.old_capture_id, p.new_capture_id
  FROM prose_changes p JOIN reports r ON r.id = p.report_id
  UNION ALL
  SELECT 'removal', s.report_id, r.agency_id, r.agency, r.year, s.since, s.state, r.url, NULL, NULL, s.evidence, r.capture_id, NULL
  FROM report_states s JOIN reports r ON r.id = s.report_id WHERE s.state IN ('gone', 'hidden', 'unreachable', 'moved')
