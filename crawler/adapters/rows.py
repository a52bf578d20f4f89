"""Lists that come as JSON: the rows among whatever stands around them, told by what their fields hold."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from lxml import etree

from crawler import urls
from crawler.adapters.adapter import Entry
from crawler.clock import BEIJING
from crawler.page import Page, find_date
from crawler.titles import promise

JSONP = re.compile(r"^\s*[\w.$]{1,80}\s*\(\s*(.*?)\s*\)\s*;?\s*$", re.DOTALL)
TITLES = ("title", "realtitle", "doctitle", "infotitle", "articletitle", "titlename", "name", "bt")
ADDRESSES = (
    "url",
    "infourl",
    "linkurl",
    "docurl",
    "doc_pub_url",
    "href",
    "link",
    "articleurl",
    "visiturl",
    "puburl",
    "path",
)
DATES = (
    "publishedtimestr",
    "created_at",
    "display_date",
    "infodate",
    "publishdate",
    "pubdate",
    "pubtime",
    "publishtime",
    "releasedate",
    "createdate",
    "date",
    "time",
    "docreltime",
    "first_publish_time",
    "published_at",
)
TOTALS = (
    "total",
    "post_count",
    "totalcount",
    "totalrecord",
    "totalrecords",
    "totalrow",
    "totalnum",
    "count",
    "recordcount",
)
TAG = re.compile(r"<[^>]+>")
DEEPEST = 12


def value_of(page: Page) -> Any:
    """The JSON of a page, callback removed; None if it is none."""
    text = page.text.strip().lstrip("\ufeff")
    if page.is_xml:
        return elements_of(text)
    found = JSONP.match(text)
    try:
        value = json.loads(found.group(1) if found else text)
        # Some services answer with JSON inside a JSON text.
        return json.loads(value) if isinstance(value, str) and value[:1] in "[{" else value
    except (ValueError, RecursionError):
        return None


def elements_of(text: str) -> list[dict[str, str]]:
    """The elements of an XML file that hold texts, each as its fields; entities are not resolved."""
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return []
    found = []
    for element in root.iter() if root is not None else ():
        fields = {str(name): value for name, value in element.attrib.items()}
        fields |= {
            etree.QName(child).localname: " ".join((child.text or "").split())
            for child in element
            if isinstance(child.tag, str) and not len(child)
        }
        if len(fields) >= 2:
            found.append(fields)
    return found


def walk(value: Any, depth: int = 0) -> Iterator[Any]:
    """Every object and list inside a value, outer ones first."""
    if depth > DEEPEST:
        return
    if isinstance(value, (dict, list)):
        yield value
        for inner in value.values() if isinstance(value, dict) else value:
            yield from walk(inner, depth + 1)


def field_of(row: dict[str, Any], names: tuple[str, ...]) -> Any:
    lower = {str(key).lower(): value for key, value in row.items()}
    return next((lower[name] for name in names if lower.get(name) not in (None, "")), None)


def day(value: Any) -> str:
    """The day a field holds: a printed date, or seconds or milliseconds since 1970; in Beijing."""
    if isinstance(value, str) and not value.isdigit():
        return find_date(value)
    try:
        seconds = int(value)
    except (TypeError, ValueError):
        return ""
    seconds = seconds // 1000 if seconds > 10**11 else seconds
    if not 10**8 < seconds < 10**10:
        return ""
    return datetime.fromtimestamp(seconds, UTC).astimezone(BEIJING).date().isoformat()


def entries_of(page: Page, base: str = "") -> list[Entry]:
    """The rows that have a title and an address, in their order."""
    found: dict[str, Entry] = {}
    for value in walk(value_of(page)):
        if not isinstance(value, dict):
            continue
        titles = [text for name in TITLES if isinstance(text := field_of(value, (name,)), str)]
        address = field_of(value, ADDRESSES)
        if not titles or not isinstance(address, str):
            continue
        title = max(titles, key=len)  # the others are cut short
        url = urls.join(base or page.context.get("origin", page.url), address)
        if url:
            text = " ".join(TAG.sub("", title).split())
            found.setdefault(url, Entry(url, text[:400], day(field_of(value, DATES)), promise(text)))
    return list(found.values())


def total_of(page: Page) -> int | None:
    """How many rows there are by the service's own count; None if it does not say."""
    for value in walk(value_of(page)):
        if isinstance(value, dict):
            stated = field_of(value, TOTALS)
            if isinstance(stated, (int, str)) and not isinstance(stated, bool) and str(stated).isdigit():
                return int(stated)
    return None


def html_of(page: Page) -> str:
    """The longest text with markup inside the JSON; "" if there is none."""
    texts = [
        text
        for value in walk(value_of(page))
        for text in (value.values() if isinstance(value, dict) else value)
        if isinstance(text, str) and "<" in text
    ]
    return max(texts, key=len, default="")
