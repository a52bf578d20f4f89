"""A resolver for crawls in tests: names under `.example` are at addresses of this machine."""

from __future__ import annotations

import ipaddress
import zlib
from typing import Any

from scrapy.resolver import CachingThreadedResolver
from twisted.internet import defer


class Loopback(CachingThreadedResolver):
    """`sameN.*.example` is 127.0.0.1 for all; `rebindN.…` is public when asked first, and private ever after."""

    asked: dict[str, int] = {}  # noqa: RUF012 - of the process

    def getHostByName(self, name: str, timeout: Any = None) -> Any:  # noqa: N802 - name of the interface
        if not name.endswith(".example"):
            return defer.fail(OSError(f"no such name {name}"))
        self.asked[name] = self.asked.get(name, 0) + 1
        if name.startswith("rebind"):
            return defer.succeed("203.0.113.9" if self.asked[name] == 1 else "127.0.0.1")
        if name.startswith("same"):
            return defer.succeed("127.0.0.1")
        return defer.succeed(str(ipaddress.ip_address(0x7F000100 + zlib.crc32(name.encode()) % 200)))
