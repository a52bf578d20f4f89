"""The stored queries: their words in the reader's language, and their charts."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import Any

from markupsafe import Markup

from web import charts


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


def chart_of(name: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> Markup | None:
    """The chart of a stored query over its shown rows; None if it has none."""
    told = queries().get(name, {}).get("chart")
    if not told or not rows:
        return None
    place = {column: at for at, column in enumerate(columns)}
    if told["label"] not in place or any(value not in place for value in told["values"]):
        return None
    labels = [str(row[place[told["label"]]]) for row in rows]
    series = [(value, [number(row[place[value]]) for row in rows]) for value in told["values"]]
    if told["kind"] == "lines":
        return charts.lines(labels, series)
    return charts.bars(labels[:20], series[0][1][:20], series[0][0])


def number(shown: Any) -> float | None:
    """A shown cell as a number, or None.

    >>> number("12.5"), number(3), number("")
    (12.5, 3.0, None)
    """
    try:
        return float(str(shown))
    except ValueError:
        return None
