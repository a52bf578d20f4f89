"""What the machinery says in English, in the language of the reader: by the table web/messages.toml."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources
from typing import Any

from markupsafe import Markup

LONGEST = 600  # signs of a message; parts of it come from sites, and patterns are tried on them

LOOK = re.compile(r"(\d{4}-\d\d-\d\d) ([a-z_0-9]+)")  # a day and the outcome of a request
CODE = re.compile("[a-z]+(?:_[a-z]+)+")


@cache
def messages() -> dict[str, Any]:
    """The whole table."""
    return tomllib.loads(resources.files("web").joinpath("messages.toml").read_text("utf-8"))


@cache
def sentences() -> list[tuple[re.Pattern[str], int, str]]:
    """Each sentence as a pattern with the number of its parts and the Chinese for it, the wordiest first."""
    listed = sorted(messages()["sentences"], key=lambda entry: -len(entry["en"].replace("{}", "")))
    return [
        (
            re.compile("(.+?)".join(map(re.escape, entry["en"].split("{}"))), re.DOTALL),
            len(parts(entry["en"])),
            entry["zh"],
        )
        for entry in listed
    ]


def parts(text: str) -> list[str]:
    """What stands between semicolons, but for those in brackets; one empty text where these do not match.

    >>> parts("a (b; c); d"), parts("a (b; c")
    (['a (b; c)', 'd'], [''])
    """
    found, depth = [""], 0
    for piece in re.split(r"(; |[()])", text):
        depth += (piece == "(") - (piece == ")")
        if depth < 0:
            return [""]
        if piece == "; " and not depth:
            found.append("")
        else:
            found[-1] += piece
    return [""] if depth else found


def in_chinese(text: str) -> str:
    """A message in Chinese as far as the table knows it; itself where it does not, or where it is overlong.

    >>> in_chinese("12 × soft_404, such as http://a.test/; 3 of 40 figures cannot be read with certainty")
    '12次页面提示不存在，例如 http://a.test/；有 3 个数字没有把握读准（共 40 个）'
    >>> in_chinese("something else")
    'something else'
    """
    if len(text) > LONGEST:
        return text
    said = parts(text)
    for pattern, many, zh in sentences():
        found = pattern.fullmatch(text) if many == len(said) else None
        if found and all(parts(held) != [""] for held in found.groups()):
            return zh.format(*map(in_chinese, found.groups()))
    if len(said) > 1 and any(in_chinese(one) != one for one in said):
        return "；".join(map(in_chinese, said))
    words = messages()["words"]
    return str(words.get(text) or LOOK.sub(lambda found: f"{found[1]} {words.get(found[2], found[2])}", text))


def told(text: str | None, language: str) -> Markup:
    """A message for a page; what stays English on a Chinese page is marked as English."""
    text = text or ""
    shown = in_chinese(text) if language == "zh" else text.replace("_", " ") if CODE.fullmatch(text) else text
    if language == "zh" and shown == text and re.search(r"[A-Za-z]{3}", text):
        return Markup('<bdi lang="en">{}</bdi>').format(shown)
    return Markup("<bdi>{}</bdi>").format(shown)


def issue(code: str, message: str, language: str) -> Markup:
    """An issue of reading: its message, in Chinese by its code where no sentence is known for it."""
    zh = messages()["issues"].get(code)
    if language == "zh" and zh and in_chinese(message) == message:
        return Markup("<bdi>{}</bdi>").format(zh.format(message))
    return told(message, language)
