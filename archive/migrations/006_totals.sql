-- Sums over reports by year and province, made anew after each extraction: the questions people ask of the
-- whole country are answered from some ten thousand rows, not from the figures of half a million reports.
-- Aggregate reports are left out, for their bodies report themselves.

CREATE TABLE totals (
  year INTEGER NOT NULL, province TEXT NOT NULL, item TEXT NOT NULL, reports INTEGER NOT NULL, natural_person INTEGER,
  business INTEGER, research INTEGER, nonprofit INTEGER, legal_service INTEGER, other_org INTEGER, total INTEGER,
  PRIMARY KEY (year, province, item)
) STRICT, WITHOUT ROWID;

CREATE TABLE totals_review (
  year INTEGER NOT NULL, province TEXT NOT NULL, proceeding TEXT NOT NULL, reports INTEGER NOT NULL, upheld INTEGER,
  corrected INTEGER, other INTEGER, pending INTEGER, total INTEGER, PRIMARY KEY (year, province, proceeding)
) STRICT, WITHOUT ROWID
