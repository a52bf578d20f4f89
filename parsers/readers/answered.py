"""The article in an answer of JSON or JSONP: some sites fill their articles from such answers.

A page where it holds markup, else a text with a line for each row and each line of its texts.
"""

from __future__ import annotations

import html
import json
import re

from parsers.decode import decode
from parsers.readers.text.listed import rows_in

LARGEST = 40 << 20  # bytes
HEAD = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:[\w.$]{1,80}\s*\(\s*)?[\[{]\s*[\"\[{]")
CALL = re.compile(r"^[\w.$]{1,80}\s*\(\s*(.*?)\s*\)\s*;?\s*$", re.DOTALL)
MARKUP = re.compile(r"<(?:table|div|p|span|td|tr|br|h[1-6])[\s>/]", re.IGNORECASE)
TITLED = re.compile(r"title$|^bt$|^name$", re.IGNORECASE)
LONGEST_TITLE = 200
FEWEST_LINES = 6  # of a text: less is no article


def article_in(body: bytes, content_type: str = "") -> tuple[str, bytes]:
    """The kind of the article (html, text) and its bytes in UTF-8; ("", b"") for a body without one.

    >>> article_in(b'{"data": {"title": "T", "content": "<p>text</p>"}}')
    ('html', b'<html><head><title>T</title></head><body><h1>T</h1><p>text</p></body></html>')
    >>> article_in(b'{"rows": [1, 2]}'), article_in(b"<p>{}</p>")
    (('', b''), ('', b''))
    """
    if not HEAD.match(body[:300]) or len(body) > LARGEST:
        return "", b""
    text = decode(body, content_type).text.strip().lstrip("\ufeff")
    found = CALL.match(text)
    try:
        value = json.loads(found[1] if found else text)
    except (ValueError, RecursionError):
        return "", b""
    if page := page_in(value):
        return "html", page.encode("utf-8", "replace")
    lines = list(rows_in(value))
    return ("text", "\n".join(lines).encode("utf-8", "replace")) if len(lines) >= FEWEST_LINES else ("", b"")


def page_in(value: object) -> str:
    """A page of the longest text with markup, under the longest title; "" without one."""
    waiting = [("", value)]
    title = article = ""
    while waiting:
        name, held = waiting.pop()
        if isinstance(held, dict):
            waiting += [(str(key), inner) for key, inner in held.items()]
        elif isinstance(held, list):
            waiting += [(name, inner) for inner in held]
        elif isinstance(held, str):
            plain = html.unescape(held) if "&lt;" in held and "<" not in held else held
            if MARKUP.search(plain):
                article = max(article, plain, key=len)
            elif TITLED.search(name) and len(held) < LONGEST_TITLE:
                title = max(title, held, key=len)
    if not article:
        return ""
    told = html.escape(title)
    head = f"<html><head><title>{told}</title></head><body><h1>{told}</h1>" if told else "<html><body>"
    return f"{head}{article}</body></html>"
