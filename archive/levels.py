"""What kind of body an agency is, told by its name: township, government or department."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources


@cache
def patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    data = tomllib.loads(resources.files("archive").joinpath("levels.toml").read_text("utf-8"))
    return tuple((entry["level"], re.compile(entry["pattern"])) for entry in data["levels"])


def level(name: str) -> str:
    """The level of a body, "" for a name that says nothing.

    >>> level("太平镇人民政府"), level("洛阳市人民政府"), level("二七区人民政府办公室"), level("开远市教育局")
    ('township', 'government', 'government', 'department')
    >>> level("")
    ''
    """
    flat = "".join(name.split())
    return next((found for found, pattern in patterns() if pattern.search(flat)), "")
