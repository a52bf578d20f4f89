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
from crawler.linktexts import find_date
from crawler.page import Page
from crawler.scripts import ADDRESS, NO_PAGE
from crawler.titles import Promise, promise

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
# Names like theirs, those of pages and of counters left out.
COUNT_NAME = re.compile(
    r"(?!.*(?:page|view|click|read|hit|visit|comment|word|img|size))(?:.*total.*|.*record_?(?:count|num)|.*count|zts|zjls)",
    re.IGNORECASE,
)
CHINESE = re.compile(r"[\u4e00-\u9fff]")
TAG = re.compile(r"<[^>]+>")
HALF_SIGN = re.compile(r"\\u[dD][89a-fA-F]")  # of a pair; one alone is no text that can be stored
DEEPEST = 12


def value_of(page: Page) -> Any:
    """The JSON of a page, callback removed; None if it is none."""
    text = page.text.strip().lstrip("\ufeff")
    if page.is_xml:
        return elements_of(text)
    found = JSONP.match(text)
    try:
        value = unpacked(json.loads(found.group(1) if found else text))
        if HALF_SIGN.search(text):
            value = json.loads(json.dumps(value, ensure_ascii=False).encode("utf-8", "replace"))
        return value
    except (ValueError, RecursionError):
        return None


def unpacked(value: Any, depth: int = 0) -> Any:
    """A value with the JSON that stands in its texts read too, as some services answer."""
    if isinstance(value, str) and value[:1] in ("[", "{") and value[-1:] in ("]", "}") and depth < DEEPEST:
        try:
            return unpacked(json.loads(value), depth + 1)
        except ValueError:
            return value
    if isinstance(value, dict) and depth < DEEPEST:
        return {key: unpacked(inner, depth + 1) for key, inner in value.items()}
    if isinstance(value, list) and depth < DEEPEST:
        return [unpacked(inner, depth + 1) for inner in value]
    return value


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
        row = row_of(value, page.context.get("link")) if isinstance(value, dict) else None
        if row is None:
            continue
        title, address = row
        url = urls.join(base or page.context.get("origin", page.url), address)
        if url:
            text = " ".join(TAG.sub("", title).split())
            found.setdefault(url, Entry(url, text[:400], day_of(value), promise(text)))
    return list(found.values())


def row_of(value: dict[str, Any], link: list[str] | None = None) -> tuple[str, str] | None:
    """(title, address) of a row: by the names of its fields, by how the page's script makes its link, or by
    what the fields hold; None if it is no row.
    """
    texts = {str(key): text.strip() for key, text in value.items() if isinstance(text, str) and text.strip()}
    titles = [text for name in TITLES if isinstance(text := field_of(value, (name,)), str)]
    if not titles:
        titles = [
            text for text in texts.values()
            if len(CHINESE.findall(text)) >= 4 and len(text) < 200 and "<" not in text and "。" not in text
        ]  # fmt: skip
        reports = [text for text in titles if promise(text) is Promise.REPORT]
        titles = reports or titles
    if not titles:
        return None
    title = max(titles, key=len)  # the others are cut short
    if link and link[1] and (told := value.get(link[1])) not in (None, "") and isinstance(told, (str, int)):
        return title, f"{link[0]}{told}{link[2]}"
    address = field_of(value, ADDRESSES)
    if not isinstance(address, str):
        address = next((text for text in texts.values() if leads(text)), "")
    return (title, address) if address else None


def leads(text: str) -> bool:
    """Whether a text is the address of a page or a document, and not of a picture."""
    return ADDRESS.fullmatch(text) is not None and not NO_PAGE.search(text) and not text.startswith("//<")


def day_of(row: dict[str, Any]) -> str:
    """The day of a row: of a field of that name, else the only one printed in it."""
    if found := day(field_of(row, DATES)):
        return found
    days = {
        found
        for text in row.values()
        if isinstance(text, str) and len(text) < 40 and (found := find_date(text))
    }
    return days.pop() if len(days) == 1 else ""


def total_of(page: Page) -> int | None:
    """How many rows there are by the service's own count; None if it does not say."""
    link = page.context.get("link")
    for value in walk(value_of(page)):
        if not isinstance(value, dict) or row_of(value, link) is not None:
            continue
        stated = field_of(value, TOTALS)
        if stated is None:
            stated = next((told for key, told in value.items() if COUNT_NAME.fullmatch(str(key))), None)
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
