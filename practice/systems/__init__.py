"""The publishing systems: one file each. Another system is one more file with a `System` in it.

A system turns publications into pages; a site runs a system. The file of a system also says which
practice sites run it, so that nothing else has to be told of it.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import cache, cached_property
from typing import Any, ClassVar, TypeVar

from practice.files import content
from practice.http import Reply, Request
from practice.publications import Attachment, Publication

Line = TypeVar("Line")
BEIJING = timezone(timedelta(hours=8))

MEDIA = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "doc": "application/msword",
    "wps": "application/octet-stream",
    "ofd": "application/octet-stream",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
    "image": "image/png",
    "text": "text/plain",
}


@dataclass(frozen=True, slots=True, eq=False)
class Site:
    """A practice site: `number` is the last part of its loopback address and never changes.

    `bodies` are the offices whose reports the generator makes, each with its first and last year;
    `sources` the real reports published here (names in practice/files); `knobs` settings of the system.
    """

    number: int
    id: str
    county: str
    region: str
    columns: tuple[str, ...]
    bodies: tuple[tuple[str, int, int], ...] = ()
    sources: tuple[str, ...] = ()
    noise: int = 14  # notices, news, interpretations between the reports
    knobs: dict[str, Any] = field(default_factory=dict)
    tls: str = ""  # a kind of practice.tls; "" for plain HTTP
    group: str = (
        "demo"  # demo, refusing, robots, faulty, tls; "" for hosts that belong to another site or to none
    )
    twins: tuple[str, ...] = ()  # sites whose hosts are hosts of this one too

    @property
    def name(self) -> str:
        return f"{self.county}人民政府（练习站）"


class System:
    """What a publishing system makes of publications; `path` and `pages` are all it must say.

    `pages` yields every fixed page as path and reply; whatever depends on the query is for `answer`,
    which is asked first. `where` gives the host and port of another site, for links that leave.
    """

    sites: ClassVar[tuple[Site, ...]] = ()

    def __init__(
        self,
        site: Site,
        publications: tuple[Publication, ...],
        night: int = 1,
        where: Callable[[str], str] = str,
    ) -> None:
        self.site = site
        self.night = night
        self.where = where
        self.publications = tuple(item.on(night) for item in publications if item.stands(night))

    @property
    def column(self) -> str:
        return self.site.columns[0]

    @property
    def newest_first(self) -> list[Publication]:
        return list(reversed(self.publications))

    @cached_property
    def fixed(self) -> dict[str, Reply]:
        return dict(self.pages())

    @property
    def reports(self) -> list[Publication]:
        return [item for item in self.publications if item.filing]

    def others(self, item: Publication) -> list[tuple[str, str]]:
        """Where else a publication stands, as site and path."""
        return []

    def printed_on(self, item: Publication) -> date:
        """The date that the site prints for a publication."""
        return item.published_on

    def reachable(self, item: Publication) -> bool:
        """Whether a crawler that does right comes to hold this publication."""
        return True

    def bare(self, item: Publication) -> bool:
        """Whether a report's page prints no tables, because they stand in its files alone."""
        return False

    def path(self, item: Publication) -> str:
        """The path of a publication's page."""
        raise NotImplementedError

    def pages(self) -> Iterator[tuple[str, Reply]]:
        raise NotImplementedError

    def attachment_path(self, item: Publication, attachment: Attachment, position: int) -> str:
        """The path of the n-th file beside a publication."""
        suffix = attachment.name.rpartition(".")[2]
        return f"{self.path(item).rpartition('.')[0]}_{position}.{suffix}"

    def attachment_paths(self, item: Publication) -> list[str]:
        return [self.attachment_path(item, found, n) for n, found in enumerate(item.attachments, start=1)]

    def attachment_pages(self, item: Publication) -> Iterator[tuple[str, Reply]]:
        for path, attachment in zip(self.attachment_paths(item), item.attachments, strict=True):
            yield (
                path,
                Reply(
                    content(attachment.name),
                    content_type=MEDIA[attachment.kind],
                    modified=moment(item.published_on),
                ),
            )

    def answer(self, request: Request) -> Reply | None:
        """The reply to anything that is no fixed page; None leaves it to the fixed pages."""
        return None

    def respond(self, request: Request) -> Reply:
        if request.path == "/robots.txt" and "robots" in self.site.knobs:
            return self.robots(self.site.knobs["robots"])
        if request.path == "/":
            return html(home_page(self.site))
        return self.answer(request) or self.fixed.get(request.path) or missing()

    def robots(self, rules: str) -> Reply:
        return Reply(rules.encode("utf-8"), content_type="text/plain")


def part(items: list[Line], number: int, size: int) -> list[Line]:
    """The items of a page of a list, pages counted from 1; none outside the list."""
    return items[(number - 1) * size : number * size] if number > 0 else []


def pages_of(items: list[Line], size: int) -> int:
    return max(1, -(-len(items) // size))


def whole(text: str | None, otherwise: int = 1) -> int:
    """A number of a query; what is no number is `otherwise`."""
    return int(text) if text and text.isdigit() else otherwise


def html(text: str) -> Reply:
    return Reply(text.encode("utf-8"))


def json_reply(value: object) -> Reply:
    text = json.dumps(value, ensure_ascii=False)
    return Reply(text.encode("utf-8"), content_type="application/json;charset=UTF-8")


def hexadecimal(*words: object) -> str:
    """Thirty-two hexadecimal digits that always come out the same: the ids of several systems."""
    return hashlib.sha256(repr(words).encode("utf-8")).hexdigest()[:32]


def home_page(site: Site) -> str:
    links = "".join(f'<li><a href="{column}">政府信息公开年报</a></li>' for column in site.columns)
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{site.name}</title></head>'
        f"<body><h1>{site.name}</h1><ul>{links}</ul></body></html>"
    )


def moment(day: date) -> datetime:
    """Nine in the morning, Beijing time, of a day."""
    return datetime.combine(day, time(9, 0), BEIJING).astimezone(UTC)


def missing() -> Reply:
    body = b"<html><head><title>404 Not Found</title></head><body><h1>404 Not Found</h1></body></html>"
    return Reply(body, status=404, content_type="text/html")


def moved(target: str, status: int = 302) -> Reply:
    return Reply(status=status, content_type="text/html", headers=(("Location", target),))


@cache
def systems() -> dict[str, tuple[Site, type[System]]]:
    """Every site with its system, by the id of the site, in the order of their numbers."""
    found: dict[str, tuple[Site, type[System]]] = {}
    for module in pkgutil.iter_modules(__path__):
        for value in vars(importlib.import_module(f"{__name__}.{module.name}")).values():
            if isinstance(value, type) and issubclass(value, System):
                found |= {site.id: (site, value) for site in vars(value).get("sites", ())}
    return dict(sorted(found.items(), key=lambda entry: entry[1][0].number))
