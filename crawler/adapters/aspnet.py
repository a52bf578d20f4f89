"""ASP.NET lists with postback paging (family F16): a page is asked for with the hidden fields of the last."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlencode

from crawler import urls
from crawler.adapters.adapter import Adapter
from crawler.adapters.follow import MOST_PAGES, Follow
from crawler.adapters.paging import pager_links
from crawler.page import Page

POSTBACK = re.compile(
    r"__doPostBack\(\s*(?:'|&#39;|\")([^'\"&]+)(?:'|&#39;|\")\s*,\s*(?:'|&#39;|\")(\d*|Page\$\w+)(?:'|&#39;|\")"
)
WORDS = re.compile(r"下一?页|后页|next", re.IGNORECASE)


class AspNet(Adapter):
    """The pager is a script, `__doPostBack('AspNetPager1','2')`; a stale `__VIEWSTATE` gives page 1."""

    name = "aspnet"

    def recognises(self, page: Page) -> str:
        return (
            "__VIEWSTATE and a pager by postback"
            if "__VIEWSTATE" in page.text and ("__doPostBack" in page.text or next_button(page))
            else ""
        )

    def next_pages(self, page: Page) -> Iterator[Follow]:
        number = page.context.get("number", 1)
        call, button = self.call(page, number), next_button(page)
        if (call is None and not button) or number >= MOST_PAGES:
            yield from pager_links(page)
            return
        fields = {
            field.get("name"): field.get("value") or ""
            for field in page.root.iter("input")
            if field.get("name") and (field.get("type") or "").lower() == "hidden"
        }
        fields |= {"__EVENTTARGET": call[0], "__EVENTARGUMENT": call[1]} if call is not None else button
        form = next(page.root.iter("form"), None)
        action = form.get("action") if form is not None else ""
        yield Follow(
            urls.join(page.base, action or page.url) or page.url,
            "list",
            method="POST",
            body=urlencode(fields),
            headers={"Content-Type": "application/x-www-form-urlencoded", "Referer": page.url},
            context={"adapter": self.name, "number": number + 1},
        )

    def call(self, page: Page, number: int) -> tuple[str, str] | None:
        """The postback that shows the next page: by its number, or by the word on its link."""
        for link in page.root.iter("a"):
            script = (link.get("href") or "") + (link.get("onclick") or "")
            found = POSTBACK.search(script)
            if found and found.group(2) in (str(number + 1), f"Page${number + 1}"):
                return found.group(1), found.group(2)
        for link in page.root.iter("a", "input"):
            script = (link.get("href") or "") + (link.get("onclick") or "")
            found = POSTBACK.search(script)
            if found and WORDS.search("".join(link.itertext()) + (link.get("value") or "")):
                return found.group(1), found.group(2)
        return None


def next_button(page: Page) -> dict[str, str]:
    """The field of the submit button that shows the next page; empty if there is none."""
    for button in page.root.iter("input", "button"):
        kind = (button.get("type") or "submit").lower()
        told = button.get("value") or "".join(button.itertext())
        if kind not in ("submit", "image") or not button.get("name") or button.get("disabled") is not None:
            continue
        if WORDS.search(told) or (kind == "image" and WORDS.search(button.get("alt") or "")):
            name = button.get("name")
            return (
                {f"{name}.x": "5", f"{name}.y": "5"} if kind == "image" else {name: button.get("value") or ""}
            )
    return {}
