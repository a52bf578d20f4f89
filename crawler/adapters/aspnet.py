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
            "__VIEWSTATE and __doPostBack"
            if "__VIEWSTATE" in page.text and "__doPostBack" in page.text
            else ""
        )

    def next_pages(self, page: Page) -> Iterator[Follow]:
        number = page.context.get("number", 1)
        call = self.call(page, number)
        if call is None or number >= MOST_PAGES:
            yield from pager_links(page)
            return
        target, argument = call
        fields = {
            field.get("name"): field.get("value") or ""
            for field in page.root.iter("input")
            if field.get("name") and (field.get("type") or "").lower() == "hidden"
        }
        fields |= {"__EVENTTARGET": target, "__EVENTARGUMENT": argument}
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
