"""Around every answer: the language cookie, and headers that keep pages from fetching elsewhere."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import parse_qs

from web.language import COOKIE, LANGUAGES
from web.spreadsheet import Neutraliser

App = Callable[[Any, Any, Any], Awaitable[None]]
# Datasette's own debugging pages under /-/ have scripts in the page; ours have none.
POLICY = (
    "default-src 'self'; script-src 'self'{inline}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "frame-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)
YEAR = 365 * 24 * 3600  # seconds


def wrap(app: App) -> App:
    """The application with our headers on its answers."""

    async def wrapped(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        csv: Neutraliser | None = None
        chosen = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("_lang", [""])[-1]

        async def send_with_headers(message: MutableMapping[str, Any]) -> None:
            nonlocal csv
            if message["type"] == "http.response.start":
                given = list(message.get("headers", []))
                if scope["path"].startswith("/archive/") and scope["path"].endswith(".csv"):
                    csv = Neutraliser()
                    given = [(name, value) for name, value in given if name.lower() != b"content-length"]
                message["headers"] = headers(given, scope["path"], chosen)
            elif csv is not None:
                last = not message.get("more_body", False)
                message["body"] = csv.take(message.get("body", b""), last)
            await send(message)

        await app(scope, receive, send_with_headers)

    return wrapped


def headers(given: list[tuple[bytes, bytes]], path: str, chosen: str) -> list[tuple[bytes, bytes]]:
    names = {name.lower() for name, _ in given}
    if b"content-security-policy" not in names:
        inline = " 'unsafe-inline'" if path.startswith("/-/") else ""
        given.append((b"content-security-policy", POLICY.format(inline=inline).encode()))
    if b"referrer-policy" not in names:
        given.append((b"referrer-policy", b"same-origin"))
    if b"x-content-type-options" not in names:
        given.append((b"x-content-type-options", b"nosniff"))
    given.append((b"vary", b"Accept-Language"))
    if chosen in LANGUAGES:
        cookie = f"{COOKIE}={chosen}; Path=/; Max-Age={YEAR}; SameSite=Lax"
        given = [(name, value) for name, value in given if name.lower() != b"cache-control"]
        given += [(b"set-cookie", cookie.encode()), (b"cache-control", b"private, no-store")]
    return given
