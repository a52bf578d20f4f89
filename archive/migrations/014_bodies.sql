-- The body that the list above a document names, where its own title may name none.
ALTER TABLE captures ADD COLUMN body TEXT NOT NULL DEFAULT ''
