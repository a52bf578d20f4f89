"""Plain lists behind TLS that is wrong in one way each (crawling.md 7, 20)."""

from __future__ import annotations

from typing import ClassVar

from practice.publications import Publication
from practice.systems import Site
from practice.systems.numbered import Numbered


def secured(number: int, kind: str, county: str, outcome: str) -> Site:
    return Site(
        number=number,
        id=f"practice_tls_{kind}",
        county=county,
        region="360000",
        columns=(f"/contents/{number}00",),
        bodies=((f"{county}医疗保障局", 2022, 2024),),
        noise=8,
        group="tls",
        tls=kind,
        knobs={"outcome": outcome},
    )


class Secured(Numbered):
    """`site.tls` tells what is wrong; `knobs["outcome"]` what to write down where nothing was allowed."""

    sites: ClassVar[tuple[Site, ...]] = (
        secured(91, "expired", "密一县", "tls"),
        secured(92, "other_name", "密二县", "tls"),
        secured(93, "old", "密三县", "tls"),
        secured(94, "self_signed", "密四县", "tls"),
    )

    def reachable(self, item: Publication) -> bool:
        return True  # for whoever allows it for the host, as the registry may
