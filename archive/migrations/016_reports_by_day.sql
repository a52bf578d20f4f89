-- Reports of a year, a status, a state or a form, newest first, and those not read in full: a walk of an index in
-- place of sorting seventy thousand rows of a year, or of looking at half a million for the few that are wanted.
DROP INDEX reports_year;
DROP INDEX reports_status;
DROP INDEX reports_state;
DROP INDEX reports_template;
CREATE INDEX reports_year ON reports (year, published_on);
CREATE INDEX reports_status ON reports (status, published_on);
CREATE INDEX reports_state ON reports (state, published_on);
CREATE INDEX reports_template ON reports (template, published_on);
CREATE INDEX reports_unread ON reports (id) WHERE status <> 'parsed'
