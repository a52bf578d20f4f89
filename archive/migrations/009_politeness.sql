-- What politeness needs to know of a host beyond its robots.txt, and what was asked of it in its last night.

ALTER TABLE hosts ADD COLUMN address TEXT NOT NULL DEFAULT '';
ALTER TABLE hosts ADD COLUMN tls TEXT NOT NULL DEFAULT '';
ALTER TABLE hosts ADD COLUMN night TEXT NOT NULL DEFAULT '';
ALTER TABLE hosts ADD COLUMN requests INTEGER NOT NULL DEFAULT 0;
ALTER TABLE hosts ADD COLUMN bytes INTEGER NOT NULL DEFAULT 0;
ALTER TABLE hosts ADD COLUMN asked_at TEXT;
ALTER TABLE hosts ADD COLUMN retry_at TEXT;
ALTER TABLE hosts ADD COLUMN parked TEXT NOT NULL DEFAULT ''
