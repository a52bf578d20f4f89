"""Markup that a page carries as text, for a script or a frame to show: where an article may stand instead.

Looked at only where the page itself holds no table of figures: frames with their document in an attribute,
fields of forms, strings in scripts, other long attributes, markup that was escaped once too often, what a
page shows without scripts or puts into an element of its own (`template`, or a script that is none).
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterable, Iterator
from html import unescape
from typing import cast
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
# What stands, but for blanks, between two strings that a script puts together, and where it puts in others.
GLUE = re.compile(r"\+|\)?;?(?:document\.write(?:ln)?\(|[\w.$]{1,60}\+=)")
HOLE = ("+", "+=", "write(", "writeln(")
LONGEST_GLUE = 200
LONG = lxml.etree.XPath(f"//*[@*[string-length() >= {SHORTEST}]]")
# Attributes of which their elements tell, or that hold no markup.
READ = frozenset({"src", "srcdoc", "value", "style", "href"})
UNFILLED = ("{{", "<%", "${")  # in templates
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
            for text in of_script(element):
                yield element, text
        elif tag == "textarea":
            yield element, unescaped(element.text or "")
        else:  # text that begins like a tag was escaped twice
            for run in (element.text, *(child.tail for child in element)):
                if run and run.lstrip()[:1] == "<":
                    yield element, run
    yield from of_attributes(root)


def of_script(element: Element) -> Iterable[str]:
    """The strings of a script, or the text of one that is markup to be shown, and no form to be filled."""
    held = element.text or ""
    if "html" not in element.get("type", "").lower():
        return strings(held)
    return () if any(sign in held for sign in UNFILLED) else (held,)


def of_attributes(root: Element) -> Iterator[tuple[Element, str]]:
    """The long texts in attributes by which programs are told what to show."""
    for element in cast("list[Element]", LONG(root)):
        for name, value in element.items():
            if len(value) >= SHORTEST and name not in READ:
                yield from ((element, text) for text in carried_texts(value[:LONGEST]))


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
    for literal in literals(script[:LONGEST]):
        if len(literal) >= SHORTEST:
            yield from carried_texts(literal)


def literals(script: str) -> Iterator[str]:
    """What the string literals of a script say: as one text where they are put together with nothing else.

    >>> list(literals("s='<td>'+'7';s+='</td>'; t=['8', '9'+x+'6']"))
    ['<td>7</td>', '8', '9', '6']
    """
    held: list[str] = []
    end, whole = 0, True
    for found in STRING.finditer(script):
        between = "".join(script[end : found.start()].split()) if found.start() - end <= LONGEST_GLUE else ""
        if held and not GLUE.fullmatch(between):
            hole = between.startswith("+") or between.endswith(HOLE)
            yield from together(held, whole and not hole)
            held, whole = [], not hole
        held.append(plain(found[0]))
        end = found.end()
    yield from together(held, whole)


def together(held: list[str], whole: bool) -> list[str]:
    return ["".join(held)] if whole and held else held


def carried_texts(text: str) -> list[str]:
    """The long texts in JSON; a text that is none, or holds none, for itself."""
    text = unescaped(text)
    held = texts_of(text) if text[:1] in ("{", "[", '"') else ()
    return [value for value in held if len(value) >= SHORTEST] or [text]


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
