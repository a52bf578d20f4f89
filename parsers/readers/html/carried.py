"""Markup that a page carries as text, for a script or a frame to show: where an article may stand instead.

Looked at only where the page itself holds no table of figures: frames with their document in an attribute,
fields of forms, strings in scripts, markup that was escaped once too often, what a page shows without scripts
or puts into an element of its own (`template`).
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import unquote

import lxml.etree

Element = lxml.etree._Element

SHORTEST = 400  # characters: less holds no table of a form
LONGEST = 8 << 20
MOST = 20  # pieces of one page
CARRIERS = ("iframe", "textarea", "input", "script", "div", "pre", "p", "td", "span", "noscript", "template")
STRING = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`", re.DOTALL)
ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|(\n)|(.))", re.DOTALL)
SIGNS = {"n": "\n", "t": "\t", "r": "\r", "b": "", "f": "", "v": "", "0": ""}
SHOWN_BY_OTHERS = ("noscript", "template")
TABLE = re.compile(r"<t(?:able|body|r)[\s>]", re.IGNORECASE)


def markup_within(root: Element) -> Iterator[tuple[Element, str]]:
    """Pieces of markup with a table in them, each with the element that carries it, each piece once."""
    seen: set[str] = set()
    for element, text in carried(root):
        if not SHORTEST <= len(text) <= LONGEST or text in seen:
            continue
        seen.add(text)
        if TABLE.search(text):
            yield element, text
        if len(seen) >= MOST:
            return


def carried(root: Element) -> Iterator[tuple[Element, str]]:
    for element in root.iter(*CARRIERS):
        tag = element.tag
        if tag in SHOWN_BY_OTHERS:
            if next(element.iterancestors(*SHOWN_BY_OTHERS), None) is not None:
                continue  # is within the piece of that one
            yield element, "".join(lxml.etree.tostring(child, encoding="unicode") for child in element)
            continue
        if tag == "iframe":
            yield element, element.get("srcdoc") or addressed(element.get("src", ""))
        elif tag == "input":
            yield element, unescaped(element.get("value", ""))
        elif tag == "script":
            for text in strings(element.text or ""):
                yield element, text
        elif tag == "textarea":
            yield element, unescaped(element.text or "")
        else:  # text that begins like a tag was escaped twice
            for run in (element.text, *(child.tail for child in element)):
                if run and run.lstrip()[:1] == "<":
                    yield element, run


def addressed(source: str) -> str:
    """The page that an address holds in itself; "" for any other address.

    >>> addressed("data:text/html;charset=utf-8,%3Ctd%3E7"), addressed("data:text/html;base64,PHRkPjc=")
    ('<td>7', '<td>7')
    """
    about, _, held = source[:LONGEST].partition(",")
    if not about.lower().startswith("data:text/html"):
        return ""
    if not about.lower().endswith(";base64"):
        return unquote(held)
    try:
        return base64.b64decode(held, validate=False).decode("utf-8", "replace")
    except binascii.Error:
        return ""


def strings(script: str) -> Iterator[str]:
    """The long strings of a script, as the script would have them; also those within JSON within a string."""
    for found in STRING.finditer(script[:LONGEST]):
        if found.end() - found.start() < SHORTEST:
            continue
        text = unescaped(plain(found[0]))
        yield text
        if text[:1] in "{[":
            yield from (value for value in texts_of(text) if len(value) >= SHORTEST)


def plain(literal: str) -> str:
    """What a string literal of a script says.

    >>> plain('"\\\\u003ctable\\\\x3e\\\\/"')
    '<table>/'
    """
    return ESCAPE.sub(sign, literal[1:-1])


def sign(found: re.Match[str]) -> str:
    if code := found[1] or found[2]:
        return chr(int(code, 16))
    return "" if found[3] else SIGNS.get(found[4], found[4])


def texts_of(text: str) -> Iterator[str]:
    """All texts in a JSON document; nothing where it is none."""
    try:
        waiting = [json.loads(text)]
    except (ValueError, RecursionError):
        return
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            yield unescaped(value)
        elif isinstance(value, dict):
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value


def unescaped(text: str) -> str:
    """Text with its percent signs or its entities undone, where it is written in them.

    >>> unescaped("%3Ctd%3E%E6%97%A0%3C/td%3E"), unescaped("&lt;td&gt;"), unescaped("<td>&nbsp;</td>")
    ('<td>无</td>', '<td>', '<td>&nbsp;</td>')
    """
    if "<" in text:
        return text
    if "%3C" in text or "%3c" in text:
        text = unquote(text)
    if "<" not in text and "&lt;" in text:
        text = unescape(text)
    return text
