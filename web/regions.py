"""Names of regions by their GB/T 2260 code: provinces from a list, others from the sites that lie in them."""

from __future__ import annotations

import sqlite3
import tomllib
from functools import cache
from importlib import resources

SUFFIXES = ("门户网站", "政府网", "网站", "人民政府", "政府")


@cache
def provinces() -> dict[str, dict[str, str]]:
    """The provinces, autonomous regions and cities under the central government, by two digits."""
    found: dict[str, dict[str, str]] = tomllib.loads(
        resources.files("web").joinpath("provinces.toml").read_text("utf-8")
    )
    return found


def province_name(code: str, language: str) -> str:
    """The name of the province that a region lies in; the code itself if it is unknown.

    >>> province_name("410300", "zh"), province_name("41", "en"), province_name("", "zh")
    ('河南', 'Henan', '未注明')
    """
    if not code:
        return "未注明" if language == "zh" else "not stated"
    found = provinces().get(code[:2])
    return found[language] if found else code


def region_name(db: sqlite3.Connection, code: str, language: str) -> str:
    """The name of a region: its province, or the shortest name of a site there without 人民政府."""
    if not code or code[2:].strip("0") == "":
        return province_name(code, language)
    names = [
        stripped(name) for (name,) in db.execute("SELECT name FROM sites WHERE region = ? LIMIT 50", (code,))
    ]
    short = min(filter(None, names), key=len, default="")
    return short or f"{province_name(code, language)} {code}"


def stripped(name: str) -> str:
    """The name of a place, out of that of its site.

    >>> stripped("示例市人民政府门户网站")
    '示例市'
    """
    for suffix in SUFFIXES:
        name = name.removesuffix(suffix)
    return name
