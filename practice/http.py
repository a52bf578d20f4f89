"""A small HTTP/1.1 server: requests in, replies out, and raw writing where a fault is to be played.

Standard library only. It is written for loopback and for being wrong on purpose, so it never refuses a
reply that breaks the protocol.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import itertools
import socket
import struct
import time
import traceback
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from functools import cached_property
from http import HTTPStatus
from urllib.parse import parse_qsl, unquote

COUNTER = b"@@VIEWS@@"  # stands in a body where the page counts its readers
MOST_HEADERS = 100
MOST_BODY = 1 << 20
PATIENCE = 60  # seconds a connection may stay silent

Play = Callable[[asyncio.StreamWriter], Awaitable[None]]


@dataclass(frozen=True)
class Request:
    """What was asked of a site; `path` and `query` are percent-decoded, `target` is as sent."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes = b""

    @cached_property
    def path(self) -> str:
        return unquote(self.target.partition("?")[0])

    @cached_property
    def query(self) -> dict[str, str]:
        return dict(parse_qsl(self.target.partition("?")[2], keep_blank_values=True))

    @cached_property
    def form(self) -> dict[str, str]:
        """The fields of a form sent by POST, over those of the query."""
        sent = dict(parse_qsl(self.body.decode("utf-8", "replace"), keep_blank_values=True))
        return self.query | sent


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer. `modified` gives it an ETag and a Last-Modified; `play` writes raw bytes in its place."""

    body: bytes = b""
    status: int = 200
    content_type: str = "text/html; charset=utf-8"
    headers: tuple[tuple[str, str], ...] = ()
    modified: datetime | None = None
    play: Play | None = None

    @property
    def etag(self) -> str:
        return f'"{hashlib.sha256(self.body).hexdigest()[:16]}"'

    @property
    def validators(self) -> list[tuple[str, str]]:
        if self.modified is None:
            return []
        modified = format_datetime(self.modified.astimezone(UTC), usegmt=True)
        return [("ETag", self.etag), ("Last-Modified", modified)]


@dataclass(frozen=True, slots=True)
class Hit:
    """A line of the log: when (seconds since the epoch), which site, what, with which answer, by whom."""

    time: float
    site: str
    host: str
    method: str
    path: str  # with its query, as sent
    status: int
    user_agent: str


Answer = Callable[[Request], Reply]


def unchanged(request: Request, reply: Reply) -> bool:
    """Whether the client holds this reply already, by its validators (RFC 9110, 13.1)."""
    if reply.modified is None or reply.status != HTTPStatus.OK:
        return False
    if tags := request.headers.get("if-none-match"):
        return reply.etag in (tag.strip().removeprefix("W/") for tag in tags.split(","))
    if since := request.headers.get("if-modified-since"):
        with contextlib.suppress(ValueError):
            return reply.modified <= parsedate_to_datetime(since)
    return False


def head(reply: Reply, validators: list[tuple[str, str]], length: int) -> bytes:
    try:
        phrase = HTTPStatus(reply.status).phrase
    except ValueError:
        phrase = "Refused"
    lines = [f"HTTP/1.1 {reply.status} {phrase}"]
    fields = [("Date", format_datetime(datetime.now(UTC), usegmt=True)), ("Server", "nginx")]
    if reply.content_type:
        fields.append(("Content-Type", reply.content_type))
    fields += [*validators, *reply.headers, ("Content-Length", str(length))]
    lines += [f"{name}: {value}" for name, value in fields]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("utf-8")


async def read_request(reader: asyncio.StreamReader) -> Request | None:
    """The next request of a connection; None when it ends or is no HTTP."""
    first = await asyncio.wait_for(reader.readline(), PATIENCE)
    words = first.decode("latin-1").split()
    if len(words) != 3:
        return None
    headers: dict[str, str] = {}
    for _ in range(MOST_HEADERS):
        line = (await reader.readline()).decode("utf-8", "replace").strip()
        if not line:
            break
        name, _, value = line.partition(":")
        headers[name.strip().lower()] = value.strip()
    length = headers.get("content-length", "0")
    size = int(length) if length.isdigit() else 0
    body = await reader.readexactly(min(size, MOST_BODY))
    return Request(words[0], words[1], headers, body)


class Door:
    """One site's connections: reads requests, writes replies, keeps the log."""

    def __init__(self, site: str, host: str, answer: Answer, log: list[Hit]) -> None:
        self.site, self.host, self.answer, self.log = site, host, answer, log
        self.views = itertools.count(317)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # A client may leave, or be too slow, at any point: that ends its connection and nothing else.
        gone = (OSError, TimeoutError, ValueError, asyncio.IncompleteReadError)
        with contextlib.suppress(*gone):
            while request := await read_request(reader):
                if not await self.reply(request, writer):
                    break
        with contextlib.suppress(*gone):
            writer.close()

    async def reply(self, request: Request, writer: asyncio.StreamWriter) -> bool:
        """Answer one request; True if the connection may carry another."""
        try:
            reply = self.answer(request)
        except Exception:  # a fault of a system must be seen by whoever tests against it
            reply = Reply(traceback.format_exc().encode("utf-8"), status=500, content_type="text/plain")
        validators = reply.validators
        if unchanged(request, reply):
            reply = replace(reply, status=304, body=b"", content_type="")
        agent = request.headers.get("user-agent", "")
        self.log.append(
            Hit(time.time(), self.site, self.host, request.method, request.target, reply.status, agent)
        )
        if reply.play:
            await reply.play(writer)
            return False
        body = reply.body
        if COUNTER in body:
            body = body.replace(COUNTER, str(next(self.views)).encode("ascii"))
        writer.write(head(reply, validators, len(body)) + (b"" if request.method == "HEAD" else body))
        await writer.drain()
        return request.headers.get("connection", "").lower() != "close"


def cut(writer: asyncio.StreamWriter) -> None:
    """End a connection by RST: the client is to see a reset and no clean end."""
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


async def wait_and_drip(writer: asyncio.StreamWriter) -> None:
    """A byte a second, for as long as the client stays."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>")
    while not writer.is_closing():
        await writer.drain()
        await asyncio.sleep(1)
        writer.write(b" ")
