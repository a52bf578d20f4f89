"""The rules as data, from rules.toml."""

from __future__ import annotations

import hashlib
import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

FAMILIES = ("within", "prose", "years", "bodies")
REACH = {"within": "report", "prose": "report", "years": "agency", "bodies": "region"}
MODULES = ("rules.toml", "computed.py", "gathered.py", "prose.py", "verdicts.py")


@dataclass(frozen=True, slots=True)
class Rule:
    """A statement that reports should satisfy: `sql` compares, or `patterns` and `phrases` are looked for."""

    id: str
    severity: str  # error, warning, notice
    verdict: str  # of a failure over figures that were read with certainty: published_error, open
    zh: str
    en: str
    source: str
    excuses_zh: str
    excuses_en: str
    sql: str = ""
    patterns: tuple[re.Pattern[str], ...] = ()
    phrases: tuple[str, ...] = ()
    excusing: tuple[str, ...] = ()  # words of the prose that give a good reason
    cells: tuple[str, ...] = ()  # the figures compared, as patterns of GLOB
    other_cells: tuple[str, ...] = ()
    reach: str = ""  # what a changed report makes due with itself: report, agency, site, region

    @property
    def family(self) -> str:
        return self.id.partition(".")[0]


@cache
def rules() -> dict[str, Rule]:
    """Every rule by its id, in the order of the file; ValueError for one of no known family."""
    found = {}
    for data in tomllib.loads(text("rules.toml"))["rules"]:
        lists = {name: tuple(data.get(name, ())) for name in ("phrases", "excusing", "cells", "other_cells")}
        patterns = tuple(map(re.compile, data.get("patterns", ())))
        family = data["id"].partition(".")[0]
        if family not in FAMILIES or data["id"] in found:
            raise ValueError(f"rules.toml: {data['id']}: no known family, or twice there")
        found[data["id"]] = Rule(
            **{**data, **lists, "patterns": patterns, "reach": data.get("reach") or REACH[family]}
        )
    return found


@cache
def version() -> str:
    """Changes whenever a rule does, or what computes it, so that everything is checked again."""
    return hashlib.sha256("".join(map(text, MODULES)).encode()).hexdigest()[:12]


def text(name: str) -> str:
    return resources.files("checks").joinpath(name).read_text("utf-8")
