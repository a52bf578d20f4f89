-- Full-text search over single Han characters (archive/search.py says how text is cut). The index keeps no
-- text of its own, and SQLite before 3.43 can delete from such an index only by repeating the deleted text
-- exactly. So nothing is deleted: a row of the index is never used again, search_texts says which row speaks
-- for which report, and rows that nothing points to are dropped when the index is rebuilt.

CREATE VIRTUAL TABLE search_index USING fts5(agency, title, body, content='', tokenize='unicode61 remove_diacritics 0');

CREATE TABLE search_texts (
  "row" INTEGER PRIMARY KEY AUTOINCREMENT, report_id INTEGER NOT NULL UNIQUE REFERENCES reports (id),
  digest TEXT NOT NULL
) STRICT;

-- To its users this view is an FTS table whose rowid is the id of the report:
-- SELECT * FROM reports WHERE id IN (SELECT rowid FROM reports_fts WHERE reports_fts MATCH '"复 议"').
CREATE VIEW reports_fts AS
  SELECT search_texts.report_id AS rowid, search_index.search_index AS reports_fts
  FROM search_index JOIN search_texts ON search_texts."row" = search_index.rowid
