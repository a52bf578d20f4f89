"""One adapter per publishing system; `auto` takes the first that recognises a page, by what it serves."""

from __future__ import annotations

from crawler.adapters.adapter import Adapter
from crawler.adapters.aspnet import AspNet
from crawler.adapters.browser import Browser
from crawler.adapters.epoint import Epoint
from crawler.adapters.eportal import Eportal
from crawler.adapters.gkmlpt import Gkmlpt
from crawler.adapters.jpaas import Jpaas
from crawler.adapters.jpage import Jpage
from crawler.adapters.lonsun import Lonsun
from crawler.adapters.numbered import Numbered
from crawler.adapters.parameters import Parameters
from crawler.adapters.service import Service
from crawler.adapters.trs import Trs
from crawler.adapters.ucap import Ucap
from crawler.adapters.vsb import Vsb
from crawler.adapters.xxgk import Xxgk
from crawler.page import Page

# Those with the surest marks first; `generic` recognises nothing and reads everything.
ALL: tuple[Adapter, ...] = (
    Jpaas(),
    Jpage(),
    Xxgk(),
    Gkmlpt(),
    Epoint(),
    Lonsun(),
    Ucap(),
    Eportal(),
    Vsb(),
    AspNet(),
    Trs(),
    Parameters(),
    Service(),
    Numbered(),
    Browser(),  # recognises nothing: only where it is stated
    Adapter(),
)
NAMES = {adapter.name: adapter for adapter in ALL}


def choose(page: Page, stated: str = "auto") -> tuple[Adapter, str]:
    """The adapter for a page and why: the stated one, that of the request, or the one that recognises it."""
    if asked := page.context.get("adapter"):
        return NAMES[asked], "answer to its own request"
    if stated != "auto":
        return NAMES[stated], "stated in the registry"
    for adapter in ALL:
        if reason := adapter.recognises(page):
            return adapter, reason
    return NAMES["generic"], "no known system recognised"
