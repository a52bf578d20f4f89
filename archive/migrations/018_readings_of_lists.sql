-- What a list page led to when it was read, so that the same bytes need not be read again every night.
ALTER TABLE lists ADD COLUMN reading BLOB
