"""Addresses of the network that a crawl must not reach: those of this machine and of private networks.

The check is made on the address a connection was really made to, before anything is sent, at every
hop: a name that resolves to a private address, now or only the second time, is caught as well.
"""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING, Any

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from twisted.python.failure import Failure

from crawler.outcomes import HeaderFloodError, PrivateAddressError

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrapy.crawler import Crawler

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
# Forms of IPv6 that carry an IPv4 address: that one is judged.
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
SHARED = ipaddress.IPv4Network("100.64.0.0/10")  # carrier-grade NAT
MOST_HEADER_BYTES = 256 * 1024  # of the head of one answer; Twisted takes any number


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
    """Scrapy's handler for HTTP, which hangs up on private addresses unless they are allowed.

    It also ends heads of answers that have no end, and judges certificates as the spider's registry says.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        # Twisted asks once more by itself when a kept connection turns out closed; the ledger would not know.
        pool: Any = self._pool
        pool.retryAutomatically = False
        inner = pool._factory

        def allowed() -> bool:
            stated = getattr(crawler.spider, "allow_private", None)
            return crawler.settings.getbool("ALLOW_PRIVATE") if stated is None else bool(stated)

        def factory(*args: Any) -> Any:
            return guarded(inner(*args), allowed)

        pool._factory = factory
        self._contextFactory = getattr(crawler.spider, "tls", None) or self._contextFactory


def guarded(factory: Any, allowed: Callable[[], bool]) -> Any:
    """The factory, made to refuse a connection to a private address before it is used."""
    build = factory.buildProtocol

    def build_protocol(address: Any) -> Any:
        host = getattr(address, "host", "")
        if not allowed() and (literal(host) is None or is_private(host)):
            raise PrivateAddressError(f"{host} is a private address")
        return within_bounds(build(address))

    factory.buildProtocol = build_protocol
    return factory


def within_bounds(protocol: Any) -> Any:
    """The connection, made to give up on a head of more than MOST_HEADER_BYTES or with an endless line."""
    receive, send = protocol.dataReceived, protocol.request
    size = 0

    def give_up() -> None:
        error = HeaderFloodError(f"more than {MOST_HEADER_BYTES} bytes of headers, or a line without end")
        protocol._giveUp(Failure(error))

    def request(asked: Any) -> Any:
        nonlocal size
        size = 0
        answer = send(asked)
        if protocol._parser is not None:
            protocol._parser.lineLengthExceeded = lambda _: give_up()
        return answer

    def data_received(data: bytes) -> None:
        nonlocal size
        receive(data)
        parser = protocol._parser
        if parser is not None and parser.state in ("STATUS", "HEADER"):
            size += len(data)
            if size > MOST_HEADER_BYTES:
                give_up()

    protocol.request, protocol.dataReceived = request, data_received
    return protocol
