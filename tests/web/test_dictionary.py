"""Every table and column has its words in both languages, and no word is left without its table."""

from __future__ import annotations

from archive.schema import open_archive
from parsers import templates
from web.dictionary import dictionary, gloss

FTS_SHADOWS = ("search_index_data", "search_index_idx", "search_index_docsize", "search_index_config")
MACHINERY = {"_sqlite_migrations", "sqlite_sequence", *FTS_SHADOWS}


def test_tables_and_columns_are_those_of_the_schema(tmp_path):
    db = open_archive(tmp_path / "archive.db")
    schema = {
        name: {column.name for column in db[name].columns}
        for name in [*db.table_names(), *db.view_names()]
        if name not in MACHINERY
    }
    db.close()
    told = {name: set(entry["columns"]) for name, entry in dictionary()["tables"].items()}
    assert told == schema


def test_every_entry_speaks_both_languages():
    for entry in dictionary()["tables"].values():
        for words in (entry["title"], entry["text"], *entry["columns"].values()):
            assert words["zh"].strip() and words["en"].strip()


def test_every_label_of_the_forms_has_its_english():
    missing = set()
    for form in templates.forms().values():
        for table in form.tables:
            missing |= {table.key} - {key for key in [table.key] if gloss("tables", key)}
            for row, column in table.figures():
                missing |= {key for key in [row.key] if not gloss("items", f"{table.key}.{key}")}
                missing |= {key for key in [column.key] if not gloss("columns", key)}
                missing |= {group for group in (*row.groups, *column.groups) if not gloss("groups", group)}
            missing |= {
                block.label for block in table.blocks if block.label and not gloss("groups", block.label)
            }
    assert missing == set()
