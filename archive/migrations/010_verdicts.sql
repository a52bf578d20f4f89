-- Whose error it is, with what it is concluded from, and what people decided. Decisions are kept by what
-- they are about (body, year, scope, check, place, figures), not by numbers of rows: reading a report again
-- or checking it again finds them again.

ALTER TABLE checks ADD COLUMN evidence TEXT NOT NULL DEFAULT '';
ALTER TABLE checks ADD COLUMN decided_by TEXT NOT NULL DEFAULT '';

ALTER TABLE findings ADD COLUMN evidence TEXT NOT NULL DEFAULT '';
ALTER TABLE findings ADD COLUMN decided_by TEXT NOT NULL DEFAULT '';
CREATE INDEX findings_verdict ON findings (verdict);

ALTER TABLE rules ADD COLUMN cells TEXT NOT NULL DEFAULT '[]';
ALTER TABLE rules ADD COLUMN other_cells TEXT NOT NULL DEFAULT '[]';

DROP TABLE decisions;
CREATE TABLE decisions (
  agency TEXT NOT NULL, region TEXT NOT NULL, year INTEGER NOT NULL, scope TEXT NOT NULL, "check" TEXT NOT NULL,
  "where" TEXT NOT NULL, figures TEXT NOT NULL, verdict TEXT NOT NULL, note TEXT NOT NULL DEFAULT '',
  decided_by TEXT NOT NULL DEFAULT '', decided_at TEXT NOT NULL,
  PRIMARY KEY (agency, region, year, scope, "check", "where", figures)
) STRICT, WITHOUT ROWID;

-- Every check and rule that fails on a report, in one list.
CREATE VIEW failures AS
  SELECT k.report_id, k."check", k."where", k."left", k."right", NULL AS other_report_id, 'error' AS severity,
    coalesce(k.verdict, 'open') AS verdict, k.evidence, k.decided_by, '' AS reason,
    coalesce(k."left", '') || ' ≠ ' || coalesce(k."right", '') AS figures
  FROM checks k
  UNION ALL
  SELECT f.report_id, f.rule, f."where", f."left", f."right", f.other_report_id, u.severity,
    coalesce(f.verdict, 'open'), f.evidence, f.decided_by, f.reason,
    CASE WHEN f."left" IS NULL AND f."right" IS NULL THEN f.reason
      ELSE coalesce(f."left", '') || ' ≠ ' || coalesce(f."right", '') END
  FROM findings f JOIN rules u ON u.id = f.rule WHERE f.outcome = 'fails';

-- Bodies and places whose reports went away since the last check: their neighbours are looked at again.
CREATE TABLE touched (agency_id INTEGER, region TEXT NOT NULL, site_id TEXT NOT NULL, year INTEGER) STRICT;

-- What a report prints, counted when it is checked.
ALTER TABLE checked ADD COLUMN figures INTEGER NOT NULL DEFAULT 0;
ALTER TABLE checked ADD COLUMN zeros INTEGER NOT NULL DEFAULT 0;
ALTER TABLE checked ADD COLUMN unreadable INTEGER NOT NULL DEFAULT 0;

-- The sentences of a report as digests of eight bytes, sorted; and how many of them it shares.
CREATE TABLE sentences (report_id INTEGER PRIMARY KEY REFERENCES reports (id), digests BLOB NOT NULL) STRICT;
CREATE TABLE copied (
  report_id INTEGER PRIMARY KEY REFERENCES reports (id), sentences INTEGER NOT NULL, last_year REAL,
  last_year_report_id INTEGER REFERENCES reports (id), sister REAL, sister_report_id INTEGER REFERENCES reports (id)
) STRICT;
CREATE INDEX copied_last ON copied (last_year_report_id);
CREATE INDEX copied_sister ON copied (sister_report_id)
;

-- What a regional aggregate states beside the sum of the reports of its own bodies in the archive. Bodies of
-- another place on the same site, and those under vertical management, are not its own.
CREATE VIEW aggregates AS
  WITH stated AS (
    SELECT g.id AS report_id, g.agency_id, g.agency, g.region, g.year, g.site_id, s.name AS site,
      replace(replace(replace(replace(g.agency, '人民政府办公室', ''), '人民政府办公厅', ''), '人民政府', ''), '政府', '') AS place
    FROM reports g JOIN sites s ON s.id = g.site_id
    WHERE g.scope = 'aggregate' AND g.year IS NOT NULL AND g.key NOT LIKE '% %'
  ), members AS (
    SELECT st.report_id, r.id AS member_id, r.agency_id, r.year = st.year AS same_year
    FROM stated st JOIN reports r ON r.region = st.region AND st.region <> '' AND r.scope = 'own' AND r.key NOT LIKE '% %'
    WHERE st.place <> '' AND (r.agency LIKE st.place || '%'
        OR (st.site LIKE '%' || st.place || '%' AND r.agency NOT GLOB '?*[县市区旗]*'))
      AND r.agency NOT GLOB '*税务局' AND r.agency NOT GLOB '*海关' AND r.agency NOT GLOB '*气象局'
      AND r.agency NOT GLOB '*烟草*' AND r.agency NOT GLOB '*海事局' AND r.agency NOT GLOB '*调查队'
      AND r.agency NOT GLOB '*消防救援*'
  )
  SELECT st.report_id, st.agency_id, st.agency, st.region, st.year, t.item, t.total AS aggregate,
    (SELECT sum(o.total) FROM members m JOIN applications o ON o.report_id = m.member_id AND o.item = t.item
      WHERE m.report_id = st.report_id AND m.same_year) AS own_sum,
    (SELECT count(DISTINCT m.agency_id) FROM members m JOIN applications o ON o.report_id = m.member_id AND o.item = t.item
      WHERE m.report_id = st.report_id AND m.same_year AND o.total IS NOT NULL) AS bodies,
    (SELECT count(DISTINCT m.agency_id) FROM members m WHERE m.report_id = st.report_id) AS known_bodies,
    (SELECT count(*) FROM reports x WHERE x.region = st.region AND x.year = st.year AND x.scope = 'aggregate'
      AND x.id <> st.report_id AND x.agency_id IS st.agency_id) AS rivals
  FROM stated st
  JOIN applications t ON t.report_id = st.report_id AND t.item IN ('new_received', 'carried_in', 'handled_total', 'carried_out');

-- One body's figures from year to year: what should follow, what is printed, and what the rules say of it.
CREATE VIEW chain AS
  SELECT r.id AS report_id, a.id AS before_report_id, r.agency_id, r.agency, r.region, r.scope, r.year, 'carry_over' AS link,
    o.total AS expected, i.total AS printed,
    CASE WHEN a.id IS NULL OR (o.total IS NULL AND i.total IS NULL) THEN NULL ELSE coalesce(o.total, 0) = coalesce(i.total, 0) END AS fits,
    (SELECT f.outcome FROM findings f WHERE f.report_id = r.id AND f.rule = 'years.carry_over' AND f."where" = 'total') AS outcome,
    (SELECT f.reason FROM findings f WHERE f.report_id = r.id AND f.rule = 'years.carry_over' AND f."where" = 'total') AS reason
  FROM reports r
  LEFT JOIN reports a ON a.agency_id = r.agency_id AND a.scope = r.scope AND a.year = r.year - 1 AND a.key NOT LIKE '% %'
  LEFT JOIN applications o ON o.report_id = a.id AND o.item = 'carried_out'
  LEFT JOIN applications i ON i.report_id = r.id AND i.item = 'carried_in'
  WHERE r.year >= 2019 AND r.agency_id IS NOT NULL
  UNION ALL
  SELECT r.id, a.id, r.agency_id, r.agency, r.region, r.scope, r.year, 'in_force ' || f.item,
    b.value + coalesce(n.value, 0) - coalesce(w.value, 0), f.value,
    b.value + coalesce(n.value, 0) - coalesce(w.value, 0) = f.value,
    (SELECT x.outcome FROM findings x WHERE x.report_id = r.id AND x.rule = 'years.in_force' AND x."where" = f.item),
    (SELECT x.reason FROM findings x WHERE x.report_id = r.id AND x.rule = 'years.in_force' AND x."where" = f.item)
  FROM reports r
  JOIN proactive_disclosure f ON f.report_id = r.id AND f.measure = 'in_force' AND f.item IN ('regulations', 'normative_documents')
  LEFT JOIN reports a ON a.agency_id = r.agency_id AND a.scope = r.scope AND a.year = r.year - 1 AND a.key NOT LIKE '% %'
  LEFT JOIN proactive_disclosure b ON b.report_id = a.id AND b.item = f.item AND b.measure = 'in_force'
  LEFT JOIN proactive_disclosure n ON n.report_id = r.id AND n.item = f.item AND n.measure = 'issued'
  LEFT JOIN proactive_disclosure w ON w.report_id = r.id AND w.item = f.item AND w.measure = 'repealed'
  WHERE r.year >= 2022 AND r.agency_id IS NOT NULL
  UNION ALL
  SELECT r.id, a.id, r.agency_id, r.agency, r.region, r.scope, r.year, 'previous_items ' || p.item, b.value + c.value, p.value,
    b.value + c.value = p.value,
    (SELECT x.outcome FROM findings x WHERE x.report_id = r.id AND x.rule = 'years.previous_items' AND x."where" = p.item),
    (SELECT x.reason FROM findings x WHERE x.report_id = r.id AND x.rule = 'years.previous_items' AND x."where" = p.item)
  FROM reports r
  JOIN proactive_disclosure p ON p.report_id = r.id AND p.measure = 'previous_items'
  LEFT JOIN reports a ON a.agency_id = r.agency_id AND a.scope = r.scope AND a.year = 2019 AND a.key NOT LIKE '% %'
  LEFT JOIN proactive_disclosure b ON b.report_id = a.id AND b.item = p.item AND b.measure = 'previous_items'
  LEFT JOIN proactive_disclosure c ON c.report_id = a.id AND c.item = p.item AND c.measure = 'change'
  WHERE r.year = 2020 AND r.agency_id IS NOT NULL
