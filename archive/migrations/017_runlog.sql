-- In which file of captures a run's rows stand as well, so that archive.db can be made again from the files alone.
ALTER TABLE runs ADD COLUMN runlog TEXT NOT NULL DEFAULT ''
