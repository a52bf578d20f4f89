"""A web server on loopback for one test: pages by path, a log of what was asked, and when."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Headers = dict[str, str]


@dataclass(frozen=True)
class Asked:
    """A request as the server saw it."""

    at: float
    method: str
    path: str
    headers: Headers
    body: bytes


@dataclass
class Answer:
    """What is sent back; `raw` instead of all else goes out as it is, and the connection closes."""

    body: bytes | str = b""
    status: int = 200
    headers: Headers = field(default_factory=dict)
    raw: bytes | None = None
    wait: float = 0.0


Page = Answer | str | bytes | Callable[[Asked], "Answer | str | bytes"]


@dataclass
class Server:
    """A running server; change `pages` at any time."""

    port: int
    pages: dict[str, Page] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    slowness: float = 0.0

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        return f"http://{self.host}"

    def paths(self) -> list[str]:
        """What was asked for, robots.txt left out."""
        return [asked.path for asked in self.asked if asked.path != "/robots.txt"]


@contextmanager
def serve(pages: dict[str, Page] | None = None, slowness: float = 0.0) -> Iterator[Server]:
    """A server of these pages; a path without its query is looked up if the whole is not there."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            asked = Asked(time.monotonic(), self.command, self.path, dict(self.headers.items()), body)
            server.asked.append(asked)
            time.sleep(server.slowness)
            page = server.pages.get(self.path, server.pages.get(self.path.partition("?")[0]))
            if callable(page):
                page = page(asked)
            if page is None:
                page = Answer("<html>Not Found</html>", 404)
            if not isinstance(page, Answer):
                page = Answer(page)
            if page.wait:
                time.sleep(page.wait)
            if page.raw is not None:
                self.wfile.write(page.raw)
                self.close_connection = True
                return
            content = page.body.encode() if isinstance(page.body, str) else page.body
            self.send_response(page.status)
            headers = {
                "Content-Type": "text/html; charset=utf-8",
                "Content-Length": str(len(content)),
            } | page.headers
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = answer  # noqa: N815 - names of the base class

        def log_message(self, format: str, *args: object) -> None:
            return

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            return

    httpd = Quiet(("127.0.0.1", 0), Handler)
    server = Server(httpd.server_address[1], dict(pages or {}), slowness=slowness)
    thread = threading.Thread(target=httpd.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        httpd.shutdown()
        httpd.server_close()
        thread.join()


SECTIONS = (
    "一、总体情况", "二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况", "五、存在的主要问题及改进情况", "六、其他需要报告的事项",
)  # fmt: skip


def report(title: str, figure: int = 7, extra: str = "") -> str:
    """A page that holds a report in short form."""
    text = "".join(
        f"<h3>{heading}</h3><p>{title}：本段说明第{n}部分的工作。{'内容' * 30}</p>"
        for n, heading in enumerate(SECTIONS, 1)
    )
    return (
        f'<html><head><title>{title}_某县人民政府</title><meta name="ArticleTitle" content="{title}">'
        f'<meta name="PubDate" content="2024-01-19 10:11"></head><body><div class="nav"><a href="/">首页</a></div>'
        f'<div class="TRS_Editor">{text}<table><tr><td>本年新收政府信息公开申请数量</td><td>{figure}</td></tr></table>{extra}</div>'
        "</body></html>"
    )


def listing(items: list[tuple[str, str, str]], more: str = "") -> str:
    """A plain list page of (address, title, date)."""
    rows = "".join(
        f'<li><a href="{url}" title="{title}">{title[:14]}…</a><span>{date}</span></li>'
        for url, title, date in items
    )
    return f'<html><head><title>政府信息公开年报</title></head><body><ul class="list">{rows}</ul>{more}</body></html>'
