"""The stored queries: their words in the reader's language, and their charts."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import Any


@cache
def queries() -> dict[str, dict[str, Any]]:
    """The stored queries of web/queries.toml by name, in its order."""
    return tomllib.loads(resources.files("web").joinpath("queries.toml").read_text("utf-8"))


def question(name: str | None, language: str) -> dict[str, Any] | None:
    """A stored query as a page shows it; None if it is not one of ours."""
    entry = queries().get(name or "")
    if entry is None:
        return None
    return {
        "name": name,
        "title": entry["title"][language],
        "text": entry["text"][language],
        "params": {key: words[language] for key, words in entry.get("params", {}).items()},
    }


def configured() -> dict[str, dict[str, Any]]:
    """The stored queries as Datasette's configuration has them."""
    return {
        name: {
            "sql": entry["sql"].strip(),
            "title": f"{entry['title']['zh']} · {entry['title']['en']}",
            "description": f"{entry['text']['zh']} {entry['text']['en']}",
            "params": list(entry.get("params", {})),
            "hide_sql": True,
        }
        for name, entry in queries().items()
    }


def chart_of(name: str, columns: Sequence[str]) -> dict[str, Any] | None:
    """What to draw of the rows of a stored query: kind, label, values; None if it has no chart."""
    told: dict[str, Any] | None = queries().get(name, {}).get("chart")
    if not told or not {told["label"], *told["values"]} <= set(columns):
        return None
    return told


def number(shown: Any) -> float | None:
    """A shown cell as a number, or None.

    >>> number("12.5"), number(3), number("")
    (12.5, 3.0, None)
    """
    try:
        return float(str(shown))
    except ValueError:
        return None
