"""The article in an answer of JSON or JSONP, as a page: some sites fill their articles from such answers."""

from __future__ import annotations

import html
import json
import re

from parsers.decode import decode

LARGEST = 40 << 20  # bytes
HEAD = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:[\w.$]{1,80}\s*\(\s*)?[\[{]\s*[\"\[{]")
CALL = re.compile(r"^[\w.$]{1,80}\s*\(\s*(.*?)\s*\)\s*;?\s*$", re.DOTALL)
MARKUP = re.compile(r"<(?:table|div|p|span|td|tr|br|h[1-6])[\s>/]", re.IGNORECASE)
TITLED = re.compile(r"title$|^bt$|^name$", re.IGNORECASE)
LONGEST_TITLE = 200


def page_in(body: bytes, content_type: str = "") -> bytes:
    """The article as a page in UTF-8: the longest text with markup under the longest title; b"" without one.

    >>> page_in(b'{"data": {"title": "T", "content": "<p>text</p>"}}')
    b'<html><head><title>T</title></head><body><h1>T</h1><p>text</p></body></html>'
    >>> page_in(b'{"rows": [1, 2]}'), page_in(b"<p>{}</p>")
    (b'', b'')
    """
    if not HEAD.match(body[:300]) or len(body) > LARGEST:
        return b""
    text = decode(body, content_type).text.strip().lstrip("\ufeff")
    found = CALL.match(text)
    try:
        waiting = [("", json.loads(found[1] if found else text))]
    except (ValueError, RecursionError):
        return b""
    title = article = ""
    while waiting:
        name, value = waiting.pop()
        if isinstance(value, dict):
            waiting += [(str(key), inner) for key, inner in value.items()]
        elif isinstance(value, list):
            waiting += [(name, inner) for inner in value]
        elif isinstance(value, str):
            plain = html.unescape(value) if "&lt;" in value and "<" not in value else value
            if MARKUP.search(plain):
                article = max(article, plain, key=len)
            elif TITLED.search(name) and len(value) < LONGEST_TITLE:
                title = max(title, value, key=len)
    if not article:
        return b""
    told = html.escape(title)
    head = f"<html><head><title>{told}</title></head><body><h1>{told}</h1>" if told else "<html><body>"
    return f"{head}{article}</body></html>".encode("utf-8", "replace")
