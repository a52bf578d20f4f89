"""Names of regions by GB/T 2260 code: from the outlines of the map, from gb2260, from the sites there."""

from __future__ import annotations

import json
import sqlite3
import tomllib
from functools import cache
from importlib import resources

import gb2260

SUFFIXES = ("门户网站", "政府网", "网站", "人民政府", "政府")


@cache
def provinces() -> dict[str, dict[str, str]]:
    """The provinces, autonomous regions and cities under the central government, by two digits."""
    found: dict[str, dict[str, str]] = tomllib.loads(
        resources.files("web").joinpath("provinces.toml").read_text("utf-8")
    )
    return found


@cache
def mapped() -> dict[str, str]:
    """The regions that have an outline on the map of prefectures, by code; their names."""
    text = resources.files("web").joinpath("static/vendor/prefectures.json").read_text("utf-8")
    shapes = json.loads(text)["objects"]["regions"]["geometries"]
    return {shape["properties"]["code"]: shape["properties"]["name"] for shape in shapes}


def prefecture(code: str) -> str:
    """The region of the prefectures' map that a region lies in; the province where the map has none.

    >>> prefecture("410305"), prefecture("429004"), prefecture("110105"), prefecture("410000"), prefecture("")
    ('410300', '429004', '110000', '410000', '')
    """
    return next(
        (known for known in (code, f"{code[:4]}00", f"{code[:2]}0000") if known in mapped()),
        f"{code[:2]}0000" if code else "",
    )


def province_name(code: str, language: str) -> str:
    """The name of the province that a region lies in; the code itself if it is unknown.

    >>> province_name("410300", "zh"), province_name("41", "en"), province_name("", "zh")
    ('河南', 'Henan', '未注明')
    """
    if not code:
        return "未注明" if language == "zh" else "not stated"
    found = provinces().get(code[:2])
    return found[language] if found else code


@cache
def official(code: str) -> str:
    """The name of a prefecture or county, "" if no list has it.

    >>> official("410300"), official("110105"), official("659012"), official("999999")
    ('洛阳市', '朝阳区', '白杨市', '')
    """
    if code in mapped():
        return mapped()[code]
    try:
        return str(gb2260.get(code).name)
    except ValueError:
        return ""


def place_name(code: str, language: str) -> str:
    """A region with its province, by the lists alone; the code where they do not have it.

    >>> place_name("410300", "zh"), place_name("410000", "en"), place_name("410399", "zh")
    ('河南 洛阳市', 'Henan', '河南 410399')
    """
    province = province_name(code, language)
    return province if code[2:].strip("0") == "" else f"{province} {official(code) or code}"


def region_name(db: sqlite3.Connection, code: str, language: str) -> str:
    """The name of a region: its province, that of the lists, or the shortest of a site without 人民政府."""
    if not code or code[2:].strip("0") == "":
        return province_name(code, language)
    if name := official(code):
        return name
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
