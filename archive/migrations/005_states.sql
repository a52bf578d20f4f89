-- What became of a report over time: a row for every change of state, with what it was concluded from.
CREATE TABLE report_states (
  id INTEGER PRIMARY KEY, report_id INTEGER NOT NULL REFERENCES reports (id), state TEXT NOT NULL, since TEXT NOT NULL,
  evidence TEXT NOT NULL
) STRICT;
CREATE INDEX report_states_report ON report_states (report_id, since);
CREATE INDEX requests_url ON requests (url)
