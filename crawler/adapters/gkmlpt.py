"""The Guangdong platform (family F6): columns in a script (`window._CONFIG`), lists as JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from crawler.adapters import rows
from crawler.adapters.adapter import Adapter, Entry
from crawler.adapters.follow import Follow
from crawler.adapters.paging import with_query
from crawler.page import Page

SITE = re.compile(r"['\"]?SITE_ID['\"]?\s*[:=]\s*['\"]?(\d+)")
TREE = re.compile(r"['\"]?TREE['\"]?\s*[:=]\s*(\[)")
COLUMN = re.compile(r"年报|年度报告|信息公开.{0,6}报告")
LARGEST_TREE = 2_000_000


class Gkmlpt(Adapter):
    """The column has another number in every department: it is found by its name in the printed tree.

    Some sites answer page 2 with 404 although they count more: the list is then short of its own count.
    """

    name = "gkmlpt"

    def recognises(self, page: Page) -> str:
        return (
            "window._CONFIG of gkmlpt" if "gkmlpt" in page.text + page.url and SITE.search(page.text) else ""
        )

    def entries(self, page: Page) -> list[Entry]:
        return rows.entries_of(page) if page.context.get("column") else super().entries(page)

    def total(self, page: Page) -> int | None:
        return rows.total_of(page) if page.context.get("column") else None

    def next_pages(self, page: Page) -> Iterator[Follow]:
        if page.context.get("column"):
            number, held = page.context["number"], page.context["held"] + len(self.entries(page))
            if held < (self.total(page) or 0):
                yield self.request(page.url, number + 1, held, page.context)
            return
        site = SITE.search(page.text)
        base = page.url.partition("/gkmlpt")[0]
        for column in columns(tree_of(page.text)):
            url = f"{base}/gkmlpt/api/all/{column['id']}?page=1&sid={site.group(1) if site else ''}"
            context = {"origin": page.url, "column": column["id"]}
            yield self.request(url, 1, 0, context, below=True, title=str(column.get("name", "")))
        if not columns(tree_of(page.text)):
            yield from super().next_pages(page)

    def request(
        self,
        url: str,
        number: int,
        held: int,
        context: dict[str, Any],
        *,
        below: bool = False,
        title: str = "",
    ) -> Follow:
        return Follow(
            with_query(url, page=number),
            "data",
            title,
            headers={"Referer": context["origin"]},
            context={**context, "adapter": self.name, "number": number, "held": held},
            below=below,
        )


def tree_of(text: str) -> list[Any]:
    """The tree of columns a page prints; empty if there is none that can be read."""
    found = TREE.search(text)
    if not found:
        return []
    try:
        value, _ = json.JSONDecoder().raw_decode(text[: found.start(1) + LARGEST_TREE], found.start(1))
    except (ValueError, RecursionError):
        return []
    return value if isinstance(value, list) else []


def columns(tree: list[Any]) -> list[dict[str, Any]]:
    """The columns of annual reports, and where such a column has parts, those too."""
    found = []
    for value in rows.walk(tree):
        if isinstance(value, dict) and "id" in value and COLUMN.search(str(value.get("name", ""))):
            found.append(value)
            found += [
                child
                for child in rows.walk(value.get("children") or [])
                if isinstance(child, dict) and "id" in child and not COLUMN.search(str(child.get("name", "")))
            ]
    unique = {value["id"]: value for value in found}
    return list(unique.values())
