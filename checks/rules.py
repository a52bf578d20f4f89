"""The rules as data, from rules.toml."""

from __future__ import annotations

import hashlib
import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

FAMILIES = ("within", "prose", "years", "bodies")


@dataclass(frozen=True, slots=True)
class Rule:
    """A statement that reports should satisfy: `sql` compares, or `patterns` and `phrases` are looked for."""

    id: str
    severity: str  # error, warning, notice
    zh: str
    en: str
    source: str
    excuses_zh: str
    excuses_en: str
    sql: str = ""
    patterns: tuple[re.Pattern[str], ...] = ()
    phrases: tuple[str, ...] = ()

    @property
    def family(self) -> str:
        return self.id.partition(".")[0]


@cache
def rules() -> dict[str, Rule]:
    """Every rule by its id, in the order of the file; ValueError for one of no known family."""
    found = {}
    for data in tomllib.loads(text())["rules"]:
        patterns = tuple(map(re.compile, data.pop("patterns", ())))
        rule = Rule(**{**data, "patterns": patterns, "phrases": tuple(data.get("phrases", ()))})
        if rule.family not in FAMILIES or rule.id in found:
            raise ValueError(f"rules.toml: {rule.id}: no known family, or twice there")
        found[rule.id] = rule
    return found


@cache
def version() -> str:
    """Changes whenever a rule does, so that everything is checked again."""
    return hashlib.sha256(text().encode()).hexdigest()[:12]


def text() -> str:
    return resources.files("checks").joinpath("rules.toml").read_text("utf-8")
