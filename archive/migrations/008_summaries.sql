-- What pages and questions ask of half a million reports, kept ready: how many reports there are of each sort
-- (true at every moment, by triggers), and the main figures of each report in one row.

CREATE TABLE coverage (
  year INTEGER, region TEXT NOT NULL, template TEXT NOT NULL, status TEXT NOT NULL, state TEXT NOT NULL,
  reports INTEGER NOT NULL, failing INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX coverage_key ON coverage (region, coalesce(year, 0), template, status, state);

INSERT INTO coverage
SELECT year, region, template, status, state, count(*), sum(checks_failed > 0) FROM reports
GROUP BY year, region, template, status, state;

CREATE TRIGGER coverage_insert AFTER INSERT ON reports BEGIN
  INSERT INTO coverage VALUES (new.year, new.region, new.template, new.status, new.state, 1, new.checks_failed > 0)
  ON CONFLICT (region, coalesce(year, 0), template, status, state)
  DO UPDATE SET reports = reports + 1, failing = failing + excluded.failing;
END;

CREATE TRIGGER coverage_delete AFTER DELETE ON reports BEGIN
  UPDATE coverage SET reports = reports - 1, failing = failing - (old.checks_failed > 0)
  WHERE region = old.region AND coalesce(year, 0) = coalesce(old.year, 0) AND template = old.template
    AND status = old.status AND state = old.state;
  DELETE FROM coverage
  WHERE region = old.region AND coalesce(year, 0) = coalesce(old.year, 0) AND template = old.template
    AND status = old.status AND state = old.state AND reports = 0;
END;

CREATE TRIGGER coverage_update AFTER UPDATE OF year, region, template, status, state, checks_failed ON reports
WHEN (old.year, old.region, old.template, old.status, old.state, old.checks_failed > 0)
  IS NOT (new.year, new.region, new.template, new.status, new.state, new.checks_failed > 0)
BEGIN
  UPDATE coverage SET reports = reports - 1, failing = failing - (old.checks_failed > 0)
  WHERE region = old.region AND coalesce(year, 0) = coalesce(old.year, 0) AND template = old.template
    AND status = old.status AND state = old.state;
  INSERT INTO coverage VALUES (new.year, new.region, new.template, new.status, new.state, 1, new.checks_failed > 0)
  ON CONFLICT (region, coalesce(year, 0), template, status, state)
  DO UPDATE SET reports = reports + 1, failing = failing + excluded.failing;
  DELETE FROM coverage
  WHERE region = old.region AND coalesce(year, 0) = coalesce(old.year, 0) AND template = old.template
    AND status = old.status AND state = old.state AND reports = 0;
END;

CREATE TABLE summaries (
  report_id INTEGER PRIMARY KEY REFERENCES reports (id), year INTEGER, scope TEXT NOT NULL, new_received INTEGER,
  carried_in INTEGER, granted INTEGER, partly_granted INTEGER, handled_total INTEGER, carried_out INTEGER,
  cases INTEGER, corrected INTEGER, fees NUMERIC
);
CREATE INDEX summaries_new_received ON summaries (year, new_received) WHERE new_received > 0;
CREATE INDEX summaries_carried_out ON summaries (year, carried_out) WHERE carried_out > 0;
CREATE INDEX summaries_fees ON summaries (year, fees) WHERE fees > 0;

INSERT INTO summaries
SELECT r.id, r.year, r.scope,
  (SELECT total FROM applications WHERE report_id = r.id AND item = 'new_received'),
  (SELECT total FROM applications WHERE report_id = r.id AND item = 'carried_in'),
  (SELECT total FROM applications WHERE report_id = r.id AND item = 'granted'),
  (SELECT total FROM applications WHERE report_id = r.id AND item = 'partly_granted'),
  (SELECT total FROM applications WHERE report_id = r.id AND item = 'handled_total'),
  (SELECT total FROM applications WHERE report_id = r.id AND item = 'carried_out'),
  (SELECT sum(total) FROM review_litigation WHERE report_id = r.id),
  (SELECT sum(corrected) FROM review_litigation WHERE report_id = r.id),
  (SELECT value FROM proactive_disclosure WHERE report_id = r.id AND item = 'fees' AND measure = 'amount')
FROM reports r;

CREATE TABLE totals_checks (
  "check" TEXT PRIMARY KEY, published_errors INTEGER NOT NULL, misread INTEGER NOT NULL, undecided INTEGER NOT NULL,
  times INTEGER NOT NULL, reports INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX agencies_region ON agencies (region);
CREATE INDEX reports_other_form ON reports (id) WHERE template <> expected_template;

CREATE VIEW 年报一览 AS
SELECT r.id AS 报告, r.agency AS 机关, r.region AS 地区, r.year AS 年度, r.published_on AS 发布日期,
  s.new_received AS 新收申请, s.carried_in AS 上年结转, s.granted AS 予以公开, s.partly_granted AS 部分公开,
  s.handled_total AS 办结, s.carried_out AS 结转下年, s.cases AS 复议诉讼, s.corrected AS 结果纠正,
  s.fees AS "收费（万元）", r.checks_failed AS 不符
FROM reports r LEFT JOIN summaries s ON s.report_id = r.id;

CREATE VIEW 申请情况 AS
SELECT a.report_id AS 报告, r.agency AS 机关, r.year AS 年度, coalesce(i.label, a.item) AS 项目,
  a.natural_person AS 自然人, a.business AS 商业企业, a.research AS 科研机构, a.nonprofit AS 社会公益组织,
  a.legal_service AS 法律服务机构, a.other_org AS 其他, a.total AS 总计
FROM applications a CROSS JOIN reports r ON r.id = a.report_id
LEFT JOIN items i ON i.template = r.template AND i."table" = 'applications' AND i.item = a.item;

CREATE VIEW 主动公开情况 AS
SELECT p.report_id AS 报告, r.agency AS 机关, r.year AS 年度, coalesce(i.label, p.item) AS 项目,
  coalesce(m.label, p.measure) AS 指标, p.value AS 数值, p.raw AS 所印
FROM proactive_disclosure p CROSS JOIN reports r ON r.id = p.report_id
LEFT JOIN items i ON i.template = r.template AND i."table" = 'proactive_disclosure' AND i.item = p.item
LEFT JOIN measures m ON m.template = r.template AND m."table" = 'proactive_disclosure' AND m.item = p.item
  AND m."column" = p.measure;

CREATE VIEW 复议诉讼 AS
SELECT v.report_id AS 报告, r.agency AS 机关, r.year AS 年度,
  CASE v.proceeding WHEN 'review' THEN '行政复议' WHEN 'litigation_direct' THEN '未经复议直接起诉'
    WHEN 'litigation_after_review' THEN '复议后起诉' ELSE v.proceeding END AS 程序,
  v.upheld AS 结果维持, v.corrected AS 结果纠正, v.other AS 其他结果, v.pending AS 尚未审结, v.total AS 总计
FROM review_litigation v CROSS JOIN reports r ON r.id = v.report_id;
