"""Sites to be crawled, on loopback addresses of their own: `python -m bench.sites HOSTS PAGES PORT`.

Each host has one column with all its reports, as pages of 50 to 60 kB, and robots.txt. Every second host
answers 304 to a validator, the others send everything again. The line `ready` is printed when it listens.
"""

from __future__ import annotations

import asyncio
import hashlib
import sys
from html import escape
from random import Random

from bench import pages
from bench.filings import Made, bodies, of_body

YEARS = range(2019, 2024)  # all out long before the nights of the bench
COLUMN = "/zwgk/zfxxgknb/"
MORE = "<p>　　认真贯彻落实上级关于政务公开工作的部署，结合实际细化任务、压实责任，持续提升规范化水平。</p>"


def address(host: int) -> str:
    return f"127.0.3.{host + 1}"


def article(made: Made) -> bytes:
    return pages.page(made, "plain").replace(b"</body>", MORE.encode() * 40 + b"</body>")


def content(host: int, amount: int) -> dict[str, bytes]:
    """The pages of a host by path."""
    random = Random(f"site {host}")
    made: list[Made] = []
    for position, body in enumerate(bodies(random)):
        if position // 16 % 20 == host % 20:  # the offices of one county
            made += of_body(random, body, YEARS)
        if len(made) >= amount:
            break
    found: dict[str, bytes] = {"/robots.txt": b"User-agent: *\nDisallow: /admin/\n"}
    rows = []
    for serial, one in enumerate(made[:amount], start=1000):
        path = f"{COLUMN}{one.published_on:%Y%m}/t{one.published_on:%Y%m%d}_{serial}.html"
        found[path] = article(one)
        rows.append(f'<li><a href="{path}">{escape(one.title)}</a><span>{one.published_on}</span></li>')
    listed = f'<ul class="list">{"".join(rows)}</ul>'
    found[COLUMN] = (
        '<!DOCTYPE html><html><head><meta charset="utf-8"><title>政府信息公开年报</title></head>'
        f'<body><div class="main">{listed}</div></body></html>'
    ).encode()
    return found


class Host:
    """Answers one connection after the other for one host, kept alive."""

    def __init__(self, found: dict[str, bytes], validates: bool) -> None:
        self.found = {
            path: (body, f'"{hashlib.sha1(body, usedforsecurity=False).hexdigest()[:16]}"')
            for path, body in found.items()
        }
        self.validates = validates

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                writer.write(self.answer(head))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    def answer(self, head: bytes) -> bytes:
        first, *lines = head.decode("latin-1").split("\r\n")
        path = first.split(" ")[1]
        if path not in self.found:
            return b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\nContent-Length: 9\r\n\r\nnot found"
        body, tag = self.found[path]
        if self.validates and any(
            line.lower().startswith("if-none-match:") and tag in line for line in lines
        ):
            return f"HTTP/1.1 304 Not Modified\r\nETag: {tag}\r\n\r\n".encode()
        kind = "text/plain" if path.endswith(".txt") else "text/html"
        stated = f"ETag: {tag}\r\n" if self.validates else ""
        return (
            f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n{stated}Content-Length: {len(body)}\r\n\r\n".encode()
            + body
        )


async def main(hosts: int, amount: int, port: int) -> None:
    servers = [
        await asyncio.start_server(Host(content(host, amount), host % 2 == 0).serve, address(host), port)
        for host in range(hosts)
    ]
    print("ready", flush=True)  # noqa: T201 - the caller waits for it
    await asyncio.gather(*(server.serve_forever() for server in servers))


if __name__ == "__main__":
    asyncio.run(main(*map(int, sys.argv[1:])))
