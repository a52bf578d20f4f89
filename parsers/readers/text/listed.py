"""Rows written as lists of a program, `["规章", "2", "1", "15"]`: the same with tabs between cells."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator, Sequence

BEGINS = ('["', "['", '[["', "[['", "[null", "[None")
OPENED = re.compile(r"\s*\[+\s*(?:[\"']|null|None)")
FEWEST = 3  # rows
LONGEST = 100_000  # signs of a line
DEEPEST = 20


def with_tabs_for_lists(lines: Sequence[str], text: str) -> Sequence[str]:
    """The lines with tabs in place of lists; a table in one line becomes one of as many lines as it has rows.

    >>> with_tabs_for_lists(['[["规章", 2], ["规范性文件", 23]]', "['行政许可', '31', None],"], "[['")
    ['规章\\t2', '规范性文件\\t23', '行政许可\\t31\\t']
    """
    if "[" not in text or not any(begin in text for begin in BEGINS):
        return lines
    made: list[str] = []
    count = 0
    for line in lines:
        rows = [line]
        if OPENED.match(line) and len(line) <= LONGEST:
            rows = list(rows_in(value_of(line.strip().rstrip(",;")))) or rows
            count += rows != [line]
        made += rows
    return made if len(made) > len(lines) or count >= FEWEST else lines


def value_of(line: str) -> object:
    """The list that a line holds; None for no list."""
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        pass
    try:
        return ast.literal_eval(line)
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        return None


def rows_in(value: object, depth: int = 0) -> Iterator[str]:
    """The lists of texts and numbers within lists, each as a line with tabs between its cells.

    What has names is told with them where they are Chinese: 行政许可：31.

    >>> list(rows_in({"title": "年报", "规章": {"制发": 2}, "rows": [{"a": "许可", "b": 8}, {"a": 7}]}))
    ['年报', '规章制发：2', 'a\\tb', '许可\\t8', '7\\t']
    """
    yield from named_rows(value, "", depth)


def named_rows(value: object, name: str, depth: int) -> Iterator[str]:
    if depth > DEEPEST:
        return
    if isinstance(value, dict):
        for key, inner in value.items():
            told = name + str(key) if not str(key).isascii() else name
            yield from named_rows(inner, told, depth + 1)
    elif isinstance(value, (list, tuple)):
        if any(isinstance(inner, (list, tuple)) for inner in value) or not value:
            for inner in value:
                yield from named_rows(inner, name, depth + 1)
        elif all(isinstance(inner, dict) for inner in value):
            yield from records(value, name, depth)
        else:
            yield "\t".join(map(shown, value))
    elif isinstance(value, str):
        if value.isascii() and any(map(str.isalpha, value)):
            return  # an address, a sign of success
        yield from (f"{name}：{value}" if name else value).split("\n")
    elif value is not None and name:
        yield f"{name}：{shown(value)}"


def records(rows: Sequence[dict[str, object]], name: str, depth: int) -> Iterator[str]:
    """Records of texts and numbers as the rows of a table, their keys above; others one by one."""
    keys = list(dict.fromkeys(key for row in rows for key in row))
    if any(isinstance(inner, (dict, list)) for row in rows for inner in row.values()):
        for row in rows:
            yield from named_rows(row, name, depth + 1)
        return
    if len(rows) > 1:
        yield "\t".join(keys)
        for row in rows:
            yield "\t".join(shown(row.get(key)) for key in keys)
    else:
        for row in rows:
            yield from named_rows(row, name, depth + 1)


def shown(value: object) -> str:
    """A value as a cell; whole numbers without a point, as a table prints them."""
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return " ".join(str(value).split())
