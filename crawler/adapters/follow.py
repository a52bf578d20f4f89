"""Another request that a list needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

MOST_PAGES = 500  # of one list


@dataclass(frozen=True, slots=True)
class Follow:
    """The next page of a list, the data it is filled from, or a list below it."""

    url: str
    role: str = "list"  # list, data; or page, when it may be a list or a report
    title: str = ""
    method: str = "GET"
    body: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    context: Mapping[str, Any] = field(default_factory=dict)  # handed back with the page it brings
    otherwise: Follow | None = None  # asked instead, if the server does not take this request
    below: bool = False  # a list of its own, not another page of this one
    probe: bool = False  # it may well not exist, and nothing is missed if it does not
