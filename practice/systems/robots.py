"""robots.txt in all its answers (sites.md 8), each before a plain list."""

from __future__ import annotations

from typing import ClassVar

from practice.http import Reply, Request, wait_and_drip
from practice.publications import Publication
from practice.systems import Site, html, moved
from practice.systems.numbered import Numbered

CLOSED = "closed/"


def ruled(number: int, name: str, county: str, outcome: str) -> Site:
    """A site whose robots.txt ends in `outcome`: "" where everything may be fetched."""
    return Site(
        number=number,
        id=f"practice_robots_{name}",
        county=county,
        region="220000",
        columns=(f"/contents/{number}00",),
        bodies=((f"{county}民政局", 2022, 2024),),
        noise=8,
        group="robots",
        knobs={"rules": name, "outcome": outcome},
    )


class Ruled(Numbered):
    """A numbered list; `knobs["outcome"]` is what a crawler should write down for what it may not fetch."""

    sites: ClassVar[tuple[Site, ...]] = (
        ruled(61, "closed", "规一县", "robots_denied"),
        ruled(62, "forbidden", "规二县", "host_refused"),
        ruled(63, "page", "规三县", ""),
        ruled(64, "delay", "规四县", ""),
        ruled(65, "silent", "规五县", "host_refused"),
        ruled(66, "partly", "规六县", "robots_denied"),
        ruled(67, "failing", "规七县", "host_refused"),
        ruled(68, "named", "规八县", "robots_denied"),
        ruled(69, "circle", "规九县", "host_refused"),
    )

    @property
    def rules(self) -> str:
        return str(self.site.knobs["rules"])

    def path(self, item: Publication) -> str:
        path = super().path(item)
        if self.rules == "partly" and item.filing and item.filing.year == 2023:
            return path.replace(f"{item.serial}.html", f"{CLOSED}{item.serial}.html")
        return path

    def reachable(self, item: Publication) -> bool:
        return not self.site.knobs["outcome"] or (self.rules == "partly" and CLOSED not in self.path(item))

    def respond(self, request: Request) -> Reply:
        return self.robots(self.rules) if request.path == "/robots.txt" else super().respond(request)

    def robots(self, rules: str) -> Reply:
        texts = {
            "closed": "User-agent: *\nDisallow: /\n",
            "delay": "User-agent: *\nCrawl-delay: 1\nAllow: /\n",
            "partly": f"User-agent: *\nDisallow: {self.column}/{CLOSED}\n",
            "named": "User-agent: nianbao\nDisallow: /\n\nUser-agent: *\nAllow: /\n",
        }
        if rules in texts:
            return super().robots(texts[rules])
        answers = {
            "forbidden": Reply(b"<h1>403 Forbidden</h1>", 403),
            "page": html("<!DOCTYPE html><html><body><p>User-agent: *</p><p>Disallow: /</p></body></html>"),
            "silent": Reply(play=wait_and_drip),
            "failing": Reply(b"Service Unavailable", 503),
            "circle": moved("/robots.txt"),
        }
        return answers[rules]
