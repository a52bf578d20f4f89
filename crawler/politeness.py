"""What politeness keeps of each host during a run, and which hosts are one server."""

from __future__ import annotations

from dataclasses import dataclass

from crawler.robots import Robots

ROBOTS_HOURS = 24
MOST_FAILURES = 5  # in a row, before a host is left alone for the night
MOST_REFUSALS = 3
LONGEST_WAIT = 900.0  # seconds; a host that asks for more is left alone for the night
REFUSED_NIGHTS = 3  # in a row, after which a host is asked once a week


@dataclass(slots=True)
class Host:
    """What this run knows of one host."""

    name: str
    robots: Robots | None = None
    asked: bool = False  # its robots.txt is queued or under way
    parked: str = ""  # why nothing more is asked of it tonight
    failures: int = 0  # in a row
    refusals: int = 0  # in a row
    answered: bool = False
    requests: int = 0  # tonight
    size: int = 0  # bytes received tonight
    address: str = ""
    tls: str = ""  # what is wrong with its certificate


class Servers:
    """Which slots are one server: those that were seen at one address of the network.

    >>> servers = Servers()
    >>> servers.join("a.gov.cn", "203.0.113.7"), servers.join("b.gov.cn", "203.0.113.7")
    (False, True)
    >>> servers.of("a.gov.cn") == servers.of("b.gov.cn") != servers.of("c.gov.cn")
    True
    """

    def __init__(self) -> None:
        self.parents: dict[str, str] = {}
        self.slots: dict[str, set[str]] = {}  # of each server

    def of(self, slot: str) -> str:
        while (parent := self.parents.get(slot, slot)) != slot:
            slot = parent
        return slot

    def members(self, server: str) -> set[str]:
        return self.slots.get(server, set()) | {server}

    def join(self, slot: str, address: str) -> bool:
        """Enter that a slot is at this address; True if it shares it with one that stood apart."""
        own, shared = self.of(slot), self.of(address)
        if own == shared:
            return False
        merged = shared in self.slots
        self.parents[own] = shared
        self.slots[shared] = self.members(shared) | self.slots.pop(own, set()) | {own, slot}
        return merged
