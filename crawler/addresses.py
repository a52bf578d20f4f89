"""Addresses of the network that a crawl must not reach: those of this machine and of private networks.

The check is made on the address a connection was really made to, before anything is sent, at every
hop: a name that resolves to a private address, now or only the second time, is caught as well.
"""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING, Any

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler

from crawler.outcomes import PrivateAddressError

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrapy.crawler import Crawler

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
# Forms of IPv6 that carry an IPv4 address: that one is judged.
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
SHARED = ipaddress.IPv4Network("100.64.0.0/10")  # carrier-grade NAT


def is_private(address: Address | str) -> bool:
    """Whether an address is anything but a public one.

    >>> [is_private(a) for a in ("8.8.8.8", "127.0.0.1", "100.64.1.1", "169.254.169.254", "::ffff:10.0.0.1")]
    [False, True, True, True, True]
    """
    if isinstance(address, str):
        address = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
        if address in NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_private(inner)
    return not address.is_global or address.is_multicast or (address.version == 4 and address in SHARED)


def literal(host: str) -> Address | None:
    """The address a host is written as; None for a name. `host` without port."""
    try:
        return ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return None


class GuardedHandler(HTTP11DownloadHandler):
    """Scrapy's handler for HTTP, which hangs up on private addresses unless they are allowed."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        # Twisted asks once more by itself when a kept connection turns out closed; the ledger would not know.
        self._pool.retryAutomatically = False
        inner = self._pool._factory

        def allowed() -> bool:
            stated = getattr(crawler.spider, "allow_private", None)
            return crawler.settings.getbool("ALLOW_PRIVATE") if stated is None else bool(stated)

        self._pool._factory = lambda *args: guarded(inner(*args), allowed)


def guarded(factory: Any, allowed: Callable[[], bool]) -> Any:
    """The factory, made to refuse a connection to a private address before it is used."""
    build = factory.buildProtocol

    def build_protocol(address: Any) -> Any:
        host = getattr(address, "host", "")
        if not allowed() and (literal(host) is None or is_private(host)):
            raise PrivateAddressError(f"{host} is a private address")
        return build(address)

    factory.buildProtocol = build_protocol
    return factory
