"""The words of archive/dictionary.toml: what tables, columns, labels and states are called."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources
from typing import Any

from parsers import templates


@cache
def dictionary() -> dict[str, Any]:
    """The whole dictionary."""
    return tomllib.loads(resources.files("archive").joinpath("dictionary.toml").read_text("utf-8"))


def table_words(table: str, language: str) -> tuple[str, str]:
    """The title of a table and what one row of it is; its bare name where it is not in the dictionary."""
    entry = dictionary()["tables"].get(table)
    return (entry["title"][language], entry["text"][language]) if entry else (table, "")


def column_words(table: str, column: str, language: str) -> str:
    """What a column of a table means, with its unit; "" if it is not in the dictionary.

    >>> column_words("applications", "business", "zh")
    '商业企业（件）'
    """
    entry = dictionary()["tables"].get(table, {}).get("columns", {}).get(column)
    if not entry:
        return ""
    unit = entry.get("unit", "")
    bracket = {"zh": f"（{unit}）", "en": f" ({unit})"}[language] if unit else ""
    return str(entry[language] + bracket)


def word(key: Any, language: str) -> str:
    """What a stored word such as `partial` or `gone` is called; itself where it is not in the dictionary.

    >>> word("partial", "zh"), word("gone", "en"), word("x", "zh")
    ('部分读出', 'gone', 'x')
    """
    entry = dictionary()["labels"]["words"].get(str(key))
    return str(entry[language] if entry else key)


def outcome(key: Any, language: str) -> str:
    """What the outcome of a run is called; itself where it is not in the dictionary.

    >>> outcome("failed", "zh")
    '有失败'
    """
    entry = dictionary()["labels"]["outcomes"].get(str(key))
    return str(entry[language] if entry else key)


def gloss(kind: str, key: str) -> str:
    """The English of an official label, "" if there is none: `kind` is tables, groups, items or columns.

    An item may be given with its table, where another table has one of the same name.

    >>> gloss("items", "statistics.fees"), gloss("items", "proactive_disclosure.fees")
    ('7. Fees charged for applications', 'Administrative fees')
    """
    labels = dictionary()["labels"][kind]
    return str(labels.get(key) or labels.get(key.rpartition(".")[2], ""))


@cache
def labels() -> dict[tuple[str, str], str]:
    """The printed labels of rows and columns by table ("" for any) and key, those of newer forms first."""
    found: dict[tuple[str, str], str] = {}
    for _, form in sorted(templates.forms().items(), reverse=True):
        for table in form.tables:
            found.setdefault(("", table.key), table.label)
            for row, column in table.figures():
                for heading in (row, column):
                    found.setdefault((table.key, heading.key), heading.label)
                    found.setdefault(("", heading.key), heading.label)
    return found


def label(table: str, key: Any, language: str) -> str:
    """What the forms call a table, row or column; the key itself where no form has it.

    >>> label("applications", "denied_state_secret", "zh"), label("applications", "total", "en")
    ('1.属于国家秘密', 'Total')
    >>> label("", "applications", "zh"), label("", "x", "en")
    ('三、收到和处理政府信息公开申请情况', 'x')
    """
    if language == "zh":
        return labels().get((table, str(key))) or labels().get(("", str(key)), str(key))
    given = (gloss(kind, f"{table}.{key}" if table else str(key)) for kind in ("items", "columns", "tables"))
    return next(filter(None, given), str(key))


@cache
def identities() -> dict[str, dict[str, str]]:
    """What each identity of the forms states, by its key as the archive has it, in both languages."""
    return {
        f"{table.key}.{identity.key}": {"zh": identity.statement, "en": identity.english}
        for _, form in sorted(templates.forms().items())
        for table in form.tables
        for identity in table.identities
    }


def metadata() -> dict[str, Any]:
    """The metadata that Datasette serves: every title and description in both languages."""
    tables = {}
    for name, entry in dictionary()["tables"].items():
        tables[name] = {
            "title": f"{entry['title']['zh']} · {entry['title']['en']}",
            "description": f"{entry['text']['zh']} {entry['text']['en']}",
            "columns": {
                column: " · ".join(column_words(name, column, language) for language in ("zh", "en"))
                for column in entry["columns"]
            },
        }
    return {
        "title": "年报 · nianbao",
        "description": "政府信息公开工作年度报告 · Annual reports on open government information",
        "databases": {"archive": {"title": "年报数据 · The archive", "tables": tables}},
    }


def heading(table: str, column: str, language: str) -> str:
    """A short heading for a column: its description up to the first mark.

    >>> heading("reports", "status", "zh"), heading("reports", "status", "en"), heading("x", "y", "zh")
    ('读取结果', 'How well it was read', 'y')
    """
    entry = dictionary()["tables"].get(table, {}).get("columns", {}).get(column)
    return re.split("[：；，:;,（(]", entry[language])[0].strip() if entry else column


def relation(key: str, display: str, language: str) -> str:
    """What a relation of Datasette's filters is called; as Datasette calls it if it is new to us."""
    entry = dictionary()["labels"]["relations"].get(key)
    return str(entry[language]) if entry else display


def described(table: str, language: str) -> list[tuple[str, str]]:
    """The columns of a table in the order of the schema, each with what it means."""
    columns = dictionary()["tables"].get(table, {}).get("columns", {})
    return [(column, column_words(table, column, language)) for column in columns]
