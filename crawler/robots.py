"""What a server's robots.txt allows. Scrapy reads any body as robots.txt and takes an error for a yes;
here only plain text is obeyed, only 404 and 410 mean that there is none, and a refusal is a refusal.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from protego import Protego

from crawler.outcomes import Outcome

LONGEST = 512 * 1024  # bytes that are read of a robots.txt
LONGEST_DELAY = 60.0  # seconds; a longer Crawl-delay is kept as this, and the night is long anyway


class Verdict(StrEnum):
    OBEY = "obey"  # rules in force
    ABSENT = "absent"  # 404 or 410: everything is allowed
    NOT_RULES = "robots_html"  # 200, but a page and no rules: treated as absent, and told
    REFUSED = "refused"  # refused, failing or not reachable: no request tonight


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules of one host."""

    verdict: Verdict
    text: str = ""
    reason: str = ""
    rules: Protego | None = None

    def allows(self, url: str, agent: str) -> bool:
        return self.rules is None or bool(self.rules.can_fetch(url, agent))

    def delay(self, agent: str) -> float:
        """Seconds between requests that the server asks for; 0 if it does not say."""
        if self.rules is None:
            return 0.0
        return min(float(self.rules.crawl_delay(agent) or 0), LONGEST_DELAY)


def read(status: int, body: bytes) -> Robots:
    """The rules in the answer to a request for robots.txt.

    >>> read(200, b"User-agent: *\\nDisallow: /").allows("http://a.gov.cn/x", "nianbao")
    False
    >>> read(200, b"<!DOCTYPE html><html>").verdict, read(403, b"").verdict, read(404, b"").verdict
    (<Verdict.NOT_RULES: 'robots_html'>, <Verdict.REFUSED: 'refused'>, <Verdict.ABSENT: 'absent'>)
    """
    if status in (404, 410):
        return Robots(Verdict.ABSENT)
    if status != 200:
        return Robots(Verdict.REFUSED, reason=f"robots.txt answered {status}")
    text = body[:LONGEST].decode("utf-8", "replace").lstrip("\ufeff")
    if text.lstrip()[:1] == "<" or "<html" in text[:2048].lower() or "\0" in text[:2048]:
        return Robots(Verdict.NOT_RULES, reason="robots.txt is a page and no rules")
    return Robots(Verdict.OBEY, text, rules=Protego.parse(text))


def failed(outcome: Outcome, detail: str) -> Robots:
    """What a robots.txt means that brought no answer."""
    return Robots(Verdict.REFUSED, reason=f"robots.txt: {outcome}: {detail}".rstrip(": "))
