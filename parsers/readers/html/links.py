"""The documents a page links to, frames, embeds, or opens by a script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

from parsers.document import Link, Place
from parsers.readers.html.celltext import SPACE
from parsers.readers.html.elements import Element, content_of
from parsers.wording import WORDS

MOST_LINKS = 300
ATTACHMENT = re.compile(WORDS["pages"]["attachment"], re.IGNORECASE)
# The same in the source of a page, where a tag or an entity may follow.
ENDING = re.compile(ATTACHMENT.pattern.replace("(?:$|[", "(?:$|[<").encode())
WRITTEN_OUT = re.compile(rb"&#(?:46|x2e)")  # the point of a name
QUOTED = re.compile(r"""["']([^"']{1,500})["']""")
VIEWED = re.compile(r"[?&](?:file|src|url)=([^&#]+)", re.IGNORECASE)


def links(root: Element, lowered: bytes) -> Iterator[Link]:
    """Links to documents, however they are made: plain, framed, embedded, or in a script of a button.

    `lowered` is the source of the page in lower case.
    """
    if not may_link(lowered):
        return
    paths = root.getroottree()
    seen: set[str] = set()
    carriers = list(root.iter("a", "iframe", "embed", "object", "frame"))
    if b"onclick" in lowered:
        carriers += [element for element in root.iterfind(".//*[@onclick]") if element.tag != "a"]
    for element in carriers:
        said = f"{' '.join(element.attrib.values())} {words_of(element)} "
        if not is_attachment(said) and (element.tag == "a" and "download" not in said.lower()):
            continue  # nearly all links of a page
        for printed in sources(element):
            source = printed.strip()
            if source in seen or len(seen) >= MOST_LINKS:
                continue
            seen.add(source)
            text = SPACE.sub(" ", content_of(element)).strip()
            text = text or element.get("title") or element.get("alt") or element.get("download") or ""
            yield Link(source, text[:200], Place(str(paths.getpath(element))))


def sources(element: Element) -> Iterator[str]:
    tag, attributes = element.tag, dict(element.attrib)
    if tag == "a":
        href = attributes.get("href", "")
        if href[:1] == "#" or href[:11].lower() == "javascript:":
            for quoted in QUOTED.findall(unquote(href)):
                if is_attachment(quoted):
                    yield quoted
        elif href and (
            is_attachment(href)
            or is_attachment(words_of(element).strip()[:200])
            or any(
                is_attachment(attributes[name]) for name in ("title", "alt", "download") if name in attributes
            )
            or (("download" in href.lower() or "download" in attributes) and len(href) < 2000)
        ):
            yield href
    elif tag in ("iframe", "embed", "object", "frame"):
        source = attributes.get("src") or attributes.get("data") or ""
        if (viewed := VIEWED.search(source)) and is_attachment(unquote(viewed[1])):
            yield unquote(viewed[1])
            return
        if is_attachment(source):
            yield source
    if script := attributes.get("onclick"):
        for quoted in QUOTED.findall(script):
            if is_attachment(quoted):
                yield quoted


def may_link(lowered: bytes) -> bool:
    """Whether the name of a document stands in a source, other than in its pictures, styles and scripts.

    >>> may_link(b'<img src="a.png"><a href="b.html">'), may_link(b'<a href="a.png">'), may_link(b"<i>a.pdf")
    (False, True, True)
    """
    written_in_percent = b"%" in lowered and b"%2e" in lowered  # single signs are found at once
    if b"download" in lowered or written_in_percent or WRITTEN_OUT.search(lowered):
        return True
    for found in ENDING.finditer(lowered):
        tag = lowered.rfind(b"<", 0, found.start())
        name = lowered[tag + 1 : tag + 8]
        if not name.startswith((b"script", b"style", b"img ")):
            return True
        if name.startswith(b"img ") and lowered.find(b">", tag, found.start()) >= 0:
            return True
    return False


def words_of(element: Element) -> str:
    return content_of(element) if len(element) else element.text or ""


def is_attachment(text: str) -> bool:
    """Whether a name or address is that of a document."""
    return "." in text and ATTACHMENT.search(text) is not None
