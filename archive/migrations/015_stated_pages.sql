-- How many pages a list has by its own words: a pager that leads nowhere is told.
ALTER TABLE lists ADD COLUMN stated_pages INTEGER
