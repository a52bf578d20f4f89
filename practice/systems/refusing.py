"""Servers that refuse (sites.md 7): each refuses in one way, and says so as real ones do."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import ClassVar

from practice import chrome
from practice.http import Reply, Request, cut, wait_and_drip
from practice.publications import Publication
from practice.systems import Site, html
from practice.systems.numbered import Numbered

RUISHU = (
    '<!DOCTYPE html><html><head><meta charset="UTF-8"><meta id="m7Qd" content="q2tVx9"><script '
    'type="text/javascript" charset="iso-8859-1" src="/Ux8zTq1mWk/b4c9e1.a7d02f3.js" r="m"></script>'
    '<script type="text/javascript">$_ts=window["$_ts"];if(!$_ts)$_ts={};$_ts.nsd=81234;$_ts.cd="qrcxrArqDk";'
    "if($_ts.lcd)$_ts.lcd();</script></head><body></body></html>"
)
JSL = (
    "<script>document.cookie=('_')+('_')+('j')+('s')+('l')+('_clearance_s')+'=1700000000.12|-1|practice"
    ";Max-age=3600;path=/';location.href=location.pathname+location.search</script>"
)
WAF = (
    '<html><head><meta charset="utf-8"><title>访问被拒绝</title></head><body><h1>访问被拒绝</h1>'
    "<p>您的请求可能存在威胁，已被网站防火墙拦截。事件编号：20260101-000042</p></body></html>"
)
ILLEGAL = (
    '<html><head><meta charset="utf-8"><title>网站防火墙</title></head><body>'
    "<p>您的请求带有不合法参数，已被网站管理员设置拦截！</p></body></html>"
)
SLIDER = (
    '<html><head><meta charset="utf-8"><title>安全验证</title></head><body><div id="slider"></div>'
    "<script>initSlider({text:'请按住滑块，拖动到最右边'})</script></body></html>"
)
SHELL = (
    '<!DOCTYPE html><html><head><meta charset="utf-8"><title></title></head><body><noscript>Please enable '
    'JavaScript to continue.</noscript><div id="app"></div><script src="/static/js/app.9f31c2.js"></script>'
    "</body></html>"
)
GOOD_ANSWERS = 3  # before a server that limits begins to
WAIT = 2.0  # seconds it then asks for


def refusing(number: int, name: str, county: str, outcome: str, reachable: bool = False) -> Site:
    """A site that ends in `outcome`; `reachable`: whoever waits as asked gets its reports all the same."""
    return Site(
        number=number,
        id=f"practice_{name}",
        county=county,
        region="440000",
        columns=(f"/contents/{number}00",),
        bodies=((f"{county}财政局", 2022, 2024),),
        noise=12,
        group="refusing",
        knobs={"refusal": name, "outcome": outcome, "reachable": reachable},
    )


class Refusing(Numbered):
    """A numbered list behind a wall. `knobs["outcome"]` is what a crawler should write down."""

    sites: ClassVar[tuple[Site, ...]] = (
        refusing(41, "ruishu", "拒一县", "challenge_ruishu"),
        refusing(42, "jsl", "拒二县", "challenge_jsl"),
        refusing(43, "waf", "拒三县", "waf_block"),
        refusing(44, "illegal", "拒四县", "waf_block"),
        refusing(45, "limited", "拒五县", "rate_limited", reachable=True),
        refusing(46, "slider", "拒六县", "challenge_other"),
        refusing(47, "substituting", "拒七县", "suspect_substitution"),
        refusing(48, "reset", "拒八县", "reset"),
        refusing(49, "slow", "拒九县", "timeout"),
        refusing(50, "application", "拒十县", "needs_js"),
        refusing(51, "failing", "拒十一县", "server_error"),
    )

    def __init__(self, *given: object, **named: object) -> None:
        super().__init__(*given, **named)  # type: ignore[arg-type]
        self.asked = 0
        self.limited_since = 0.0

    def reachable(self, item: Publication) -> bool:
        return bool(self.site.knobs["reachable"])

    def respond(self, request: Request) -> Reply:
        if request.path == "/robots.txt":
            return super().respond(request)
        kinds: dict[str, Callable[[Request], Reply]] = {
            "ruishu": lambda _: Reply(RUISHU.encode(), 412, headers=(("Set-Cookie", "m7QdS=5f1; Path=/"),)),
            "jsl": lambda _: Reply(JSL.encode(), 521, headers=(("Set-Cookie", "__jsluid_h=8c1; path=/"),)),
            "waf": lambda _: Reply(WAF.encode(), 403, headers=(("wzws-ray", "1140-1700000000.3-w01"),)),
            "illegal": lambda _: Reply(ILLEGAL.encode(), 418),
            "limited": self.limited,
            "slider": lambda _: html(SLIDER),
            "substituting": self.substituted,
            "reset": lambda _: Reply(play=reset),
            "slow": lambda _: Reply(play=wait_and_drip),
            "application": lambda _: html(SHELL),
            "failing": lambda _: Reply(b"<h1>Bad Gateway</h1>", 502),
        }
        return kinds[self.site.knobs["refusal"]](request)

    def limited(self, request: Request) -> Reply:
        """429 after some good answers, until the time it asked for has passed; then good for ever."""
        self.asked += 1
        if self.asked <= GOOD_ANSWERS:
            return super().respond(request)
        self.limited_since = self.limited_since or time.monotonic()
        if time.monotonic() - self.limited_since < WAIT:
            return Reply(b"Too Many Requests", 429, headers=(("Retry-After", str(int(WAIT))),))
        return super().respond(request)

    def substituted(self, request: Request) -> Reply:
        """Lists are right; under every article stands the home page of the site, with 200."""
        if request.path.endswith(".html"):
            return html(chrome.page(self.site.name, "", "<p>欢迎访问</p>" + "<p>要闻。</p>" * 400, self.site))
        return super().respond(request)


async def reset(writer: asyncio.StreamWriter) -> None:
    """Cut the connection before the first byte."""
    cut(writer)
