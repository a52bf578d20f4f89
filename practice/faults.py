"""Faults that a server can play (crawling.md 7), each with the outcome that is right.

A fault is an address, `/fault/<name>`, on the site `practice_faults`, linked from a list of its own,
`/fault/<name>/list`, between two good reports. A crawler that keeps its ledger ends with both reports,
and with one of `outcomes` for the fault. `registry` writes the registry for any of them.
"""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from practice.bombs import MEGABYTE, bomb, packed_tightly
from practice.http import Play, Reply, Request, cut, wait_and_drip

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"
PAGE = (
    '<!DOCTYPE html><html><head><meta charset="utf-8">'
    "<title>某局2023年政府信息公开工作年度报告</title></head><body><h1>某局2023年政府信息公开工作年度报告</h1><p>一、总体情况</p><p>正文。</p>{}</body></html>"
)


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: `number` in crawling.md 7 (0: a threat of its second table), what is right to write down."""

    name: str
    number: int
    statement: str
    outcomes: tuple[str, ...]
    answer: Callable[[Request], Reply]


FAULTS: dict[str, Fault] = {}


def fault(number: int, outcomes: str, statement: str) -> Callable[..., Callable[[Request], Reply]]:
    """Enter a function under its own name, underscores as hyphens."""

    def enter(answer: Callable[[Request], Reply]) -> Callable[[Request], Reply]:
        name = answer.__name__.replace("_", "-")
        FAULTS[name] = Fault(name, number, statement, tuple(outcomes.split()), answer)
        return answer

    return enter


def raw(*pieces: bytes, abort: bool = False) -> Reply:
    """These bytes as they are, then the end of the connection."""

    async def play(writer: asyncio.StreamWriter) -> None:
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
        if abort:
            cut(writer)

    return Reply(play=play)


def endless(piece: bytes) -> Play:
    async def play(writer: asyncio.StreamWriter) -> None:
        writer.write(HEAD + b"\r\n")
        while not writer.is_closing():
            writer.write(piece)
            await writer.drain()

    return play


def page(words: str = "") -> bytes:
    return PAGE.format(words).encode("utf-8")


def to(target: str, status: int = 302) -> Reply:
    return Reply(status=status, headers=(("Location", target),))


@fault(2, "reset truncated", "the connection is reset within the body")
def reset_within(request: Request) -> Reply:
    return raw(HEAD + b"Content-Length: 90000\r\n\r\n" + page(), abort=True)


@fault(3, "reset not_http", "the server closes without a byte")
def closed_at_once(request: Request) -> Reply:
    return raw()


@fault(4, "truncated", "the body is shorter than its Content-Length")
def short_body(request: Request) -> Reply:
    body = page()
    return raw(HEAD + f"Content-Length: {len(body) + 5000}\r\n\r\n".encode() + body)


@fault(5, "truncated", "a chunk announces more than it brings")
def broken_chunk(request: Request) -> Reply:
    return raw(HEAD + b"Transfer-Encoding: chunked\r\n\r\n40\r\n" + b"a" * 64 + b"\r\nff\r\n" + b"b" * 20)


@fault(5, "truncated reset not_http", "a chunk whose size is no number")
def wrong_chunk(request: Request) -> Reply:
    return raw(HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n" + page() + b"\r\n0\r\n\r\n")


@fault(6, "truncated undecodable", "a gzip body lacks its tail, its Content-Length does not")
def gzip_without_tail(request: Request) -> Reply:
    packed = gzip.compress(page("<p>补充说明。</p>" * 900))
    return Reply(packed[: len(packed) // 2], headers=(("Content-Encoding", "gzip"),))


@fault(6, "undecodable", "a body that says gzip and is none")
def no_gzip(request: Request) -> Reply:
    return Reply(b"\x1f\x8b\x08\x00" + b"\xff" * 800, headers=(("Content-Encoding", "gzip"),))


@fault(7, "timeout", "a byte a second, for ever")
def slow_drip(request: Request) -> Reply:
    return Reply(play=wait_and_drip)


@fault(7, "timeout", "a header a second, for ever")
def dripping_headers(request: Request) -> Reply:
    async def play(writer: asyncio.StreamWriter) -> None:
        writer.write(HEAD)
        while not writer.is_closing():
            await writer.drain()
            await asyncio.sleep(1)
            writer.write(b"X-Wait: 1\r\n")

    return Reply(play=play)


@fault(7, "timeout", "a connection that is taken, and silence")
def silence(request: Request) -> Reply:
    async def play(writer: asyncio.StreamWriter) -> None:
        while not writer.is_closing():
            await asyncio.sleep(1)

    return Reply(play=play)


@fault(8, "too_large", "a body without end")
def endless_body(request: Request) -> Reply:
    return Reply(play=endless(b"<p>" + b"a" * 65_000 + b"</p>"))


@fault(8, "too_large", "a Content-Length of 5 GB")
def announced_too_large(request: Request) -> Reply:
    return raw(HEAD + b"Content-Length: 5368709120\r\n\r\n" + page())


@fault(9, "header_flood", "3,000 headers, 2.7 MB of them")
def header_flood(request: Request) -> Reply:
    flood = b"".join(f"X-Filler-{n}: {'f' * 880}\r\n".encode() for n in range(3000))
    return raw(HEAD + flood + b"Content-Length: 2\r\n\r\nok")


@fault(9, "header_flood not_http", "one header line of 3 MB")
def header_of_three_megabytes(request: Request) -> Reply:
    return raw(HEAD + b"X-Filler: " + b"f" * (3 * MEGABYTE) + b"\r\nContent-Length: 2\r\n\r\nok")


@fault(10, "not_http", "an answer that is not HTTP")
def not_http(request: Request) -> Reply:
    return raw(b"SSH-2.0-OpenSSH_9.2\r\n")


@fault(11, "redirect_limit", "a redirect to itself by way of another address")
def redirect_circle(request: Request) -> Reply:
    return to("/fault/redirect-circle?b" if "?" not in request.target else "/fault/redirect-circle")


@fault(11, "redirect_limit", "a redirect that always leads one further")
def redirect_without_end(request: Request) -> Reply:
    number = request.query.get("n", "0")
    return to(f"/fault/redirect-without-end?n={int(number) + 1 if number.isdigit() else 1}")


@fault(12, "redirect_limit needs_cookies", "a redirect to itself until a cookie is brought along")
def cookie_wall(request: Request) -> Reply:
    if "seen=1" in request.headers.get("cookie", ""):
        return Reply(page())
    headers = (("Location", request.target), ("Set-Cookie", "seen=1; Path=/"))
    return Reply(status=302, headers=headers)


@fault(13, "redirected_home", "a redirect of a lost page to the home page")
def sent_home(request: Request) -> Reply:
    return to("/")


@fault(14, "soft_404", "200, and a page that says there is none")
def soft_404(request: Request) -> Reply:
    words = "<title>提示</title></head><body>您访问的页面不存在或已删除</body></html>"
    return Reply(f'<html><head><meta charset="utf-8">{words}'.encode())


@fault(14, "empty", "200 without a byte")
def nothing(request: Request) -> Reply:
    return Reply(b"")


@fault(16, "needs_js", "an application that builds its page in the browser")
def application(request: Request) -> Reply:
    words = b'<div id="app"></div><script src="/app.js"></script>'
    return Reply(b"<html><head><title></title></head><body>" + words + b"</body></html>")


@fault(17, "rate_limited", "503 with a Retry-After of an hour")
def come_back_later(request: Request) -> Reply:
    return Reply(b"busy", 503, headers=(("Retry-After", "3600"),))


@fault(17, "rate_limited", "429 with a Retry-After that is a date")
def come_back_on(request: Request) -> Reply:
    later = (datetime.now(UTC) + timedelta(hours=1)).strftime("%a, %d %b %Y %H:%M:%S GMT")
    return Reply(b"busy", 429, headers=(("Retry-After", later),))


@fault(17, "rate_limited", "429 with a Retry-After that is neither")
def come_back_sometime(request: Request) -> Reply:
    return Reply(b"busy", 429, headers=(("Retry-After", "soon, -1, 99999999999999999999"),))


@fault(22, "new", "GB18030 under a header and a meta that say UTF-8")
def charset_lie(request: Request) -> Reply:
    return Reply(PAGE.format("").encode("gb18030"))


@fault(22, "new", "a charset that does not exist")
def no_such_charset(request: Request) -> Reply:
    return Reply(page(), content_type="text/html; charset=x-gov-cn-9")


@fault(23, "new", "GB18030 and not a word about it")
def silent_gbk(request: Request) -> Reply:
    text = PAGE.format("").replace('<meta charset="utf-8">', "")
    return Reply(text.encode("gb18030"), content_type="text/html")


@fault(24, "new", "a byte order mark, NUL bytes, tables that never close")
def broken_markup(request: Request) -> Reply:
    return Reply(b"\xef\xbb\xbf" + page("\0\0<table><tr><td>1<table><td>2<form><form><p></td>" * 40))


@fault(24, "new", "100,000 elements inside one another")
def deep_markup(request: Request) -> Reply:
    return Reply(page("<div>" * 100_000))


@fault(24, "new", "a table cell that claims a million columns and rows")
def wide_span(request: Request) -> Reply:
    cell = '<table><tr><td colspan="1000000" rowspan="1000000">1</td><td>2</td></tr></table>'
    return Reply(page(cell))


@fault(26, "new", "a page that lives, its attachment does not")
def dead_attachment(request: Request) -> Reply:
    return Reply(page('<p><a href="/fault/none.pdf">附件：年度报告.pdf</a></p>'))


@fault(28, "new", "a calendar: every page links to the next month, for ever")
def calendar(request: Request) -> Reply:
    number = request.query.get("m", "0")
    after = int(number) + 1 if number.isdigit() else 1
    month = f"/fault/calendar?m={after}"
    return Reply(page(f'<a href="{month}">下一页</a><a href="{month}&v={after * 7}">下月</a>'))


@fault(29, "new", "the same page at two addresses")
def twice(request: Request) -> Reply:
    return Reply(page("<p>同一内容。</p>"))


@fault(30, "new same changed", "a Last-Modified in the future")
def from_the_future(request: Request) -> Reply:
    later = datetime.now(UTC) + timedelta(days=400)
    return Reply(page(), modified=later)


@fault(30, "new same changed", "a Last-Modified that is no date, an ETag without quotes")
def odd_validators(request: Request) -> Reply:
    return Reply(page(), headers=(("Last-Modified", "昨天"), ("ETag", "W/abc def")))


@fault(31, "new not_modified", "304 to every conditional request, whatever it holds")
def always_not_modified(request: Request) -> Reply:
    conditional = "if-none-match" in request.headers or "if-modified-since" in request.headers
    return Reply(b"", 304) if conditional else Reply(page(), headers=(("ETag", '"1"'),))


@fault(31, "not_modified client_error empty", "304 to a request that set no condition")
def not_modified_unasked(request: Request) -> Reply:
    return Reply(status=304)


@fault(0, "too_large undecodable", "600 KB of gzip that are 600 MB")
def gzip_bomb(request: Request) -> Reply:
    return Reply(bomb("gzip"), headers=(("Content-Encoding", "gzip"),))


@fault(0, "too_large undecodable", "the same as deflate")
def deflate_bomb(request: Request) -> Reply:
    return Reply(bomb("deflate"), headers=(("Content-Encoding", "deflate"),))


@fault(0, "too_large undecodable", "a few kilobytes of Brotli that are 600 MB")
def brotli_bomb(request: Request) -> Reply:
    return Reply(packed_tightly("br"), headers=(("Content-Encoding", "br"),))


@fault(0, "too_large undecodable", "a few kilobytes of Zstandard that are 600 MB")
def zstandard_bomb(request: Request) -> Reply:
    return Reply(packed_tightly("zstd"), headers=(("Content-Encoding", "zstd"),))


@fault(0, "too_large undecodable", "gzip within gzip within gzip")
def nested_bomb(request: Request) -> Reply:
    packed = gzip.compress(gzip.compress(bomb("gzip")))
    return Reply(packed, headers=(("Content-Encoding", "gzip, gzip, gzip"),))


PRIVATE = {
    "metadata": "http://169.254.169.254/latest/meta-data/",
    "private-10": "http://10.0.0.1/",
    "private-172": "http://172.16.0.1:8080/",
    "private-192": "http://192.168.1.1/",
    "shared": "http://100.64.0.1/",
    "loopback": "http://127.0.0.1:22/",
    "loopback-name": "http://localhost/",
    "loopback-short": "http://127.1/",
    "loopback-decimal": "http://2130706433/",
    "loopback-octal": "http://0177.0.0.1/",
    "loopback-hex": "http://0x7f000001/",
    "nowhere": "http://0.0.0.0/",
    "loopback-6": "http://[::1]/",
    "mapped-6": "http://[::ffff:10.0.0.1]/",
    "link-local-6": "http://[fe80::1]/",
    "unique-local-6": "http://[fd00::1]/",
    "multicast": "http://224.0.0.1/",
    "full-width": "http://１２７.０.０.１/",
    "credentials": "http://www.gov.cn@10.0.0.1/",
    "file": "file:///etc/passwd",
    "script": "javascript:alert(1)",
    "data": "data:text/html,x",
    "gopher": "gopher://10.0.0.1:70/",
    "broken": "http://[not-an-address/",
}


def enter_private(name: str, target: str) -> None:
    def redirect(request: Request) -> Reply:
        return to(target)

    redirect.__name__ = f"redirect_to_{name}"
    fault(0, "redirected_offsite address_refused", f"a redirect to {target}")(redirect)


for _name, _target in PRIVATE.items():
    enter_private(_name, _target)


@fault(0, "new redirected_offsite address_refused", "a meta refresh to a private address")
def refresh_to_private(request: Request) -> Reply:
    return Reply(b'<meta http-equiv="refresh" content="0;url=http://169.254.169.254/latest/">')


@fault(0, "new", "links, pictures and attachments at private addresses")
def links_to_private(request: Request) -> Reply:
    links = '<a href="http://10.0.0.1/a.pdf">附件.pdf</a><img src="http://192.168.0.1/1.jpg"><a href="file:///etc/passwd">附件.doc</a>'
    return Reply(page(links))


@fault(0, "redirected client_error missing_404 redirected_offsite", "a Location that smuggles another header")
def smuggled_header(request: Request) -> Reply:
    return raw(b"HTTP/1.1 302 Found\r\nLocation: /fault/none\r\n X-Smuggled: 1\r\nContent-Length: 0\r\n\r\n")


@fault(0, "new", "terminal escapes and line breaks in the title")
def escapes_in_title(request: Request) -> Reply:
    return Reply(page().replace("某局".encode(), b"\x1b[2J\x1b[31m\r\n\x07" + "某局".encode()))


@fault(0, "new", "scripts, event handlers and frames in the text")
def scripts_in_text(request: Request) -> Reply:
    words = (
        "<script>document.title='run'</script><img src=x onerror=\"document.title='run'\">"
        '<iframe src="javascript:document.title=1"></iframe><svg onload="document.title=1"></svg>'
    )
    return Reply(page(words))


@fault(0, "new", "an attachment whose name climbs out of its folder")
def climbing_name(request: Request) -> Reply:
    return Reply(
        page('<a href="/fault/files/..%2f..%2f..%2fetc%2fpasswd.pdf" download="../../x.pdf">附件</a>')
    )


@fault(0, "wrong_type new", "a picture where a page is promised")
def picture_for_page(request: Request) -> Reply:
    return Reply(b"\x89PNG\r\n\x1a\n" + b"\0" * 600)


@fault(0, "server_error", "status 500 and a stack trace")
def server_error(request: Request) -> Reply:
    return Reply(b"java.lang.NullPointerException at com.cms.Show.doGet", 500)


@fault(0, "waf_block", "status 999, by which some servers say that they do not want to answer")
def status_999(request: Request) -> Reply:
    return Reply(b"denied", 999)


@fault(0, "gone_410", "status 410")
def gone(request: Request) -> Reply:
    return Reply(b"gone", 410)


@fault(0, "missing_404", "status 404")
def missing(request: Request) -> Reply:
    return Reply(b"not found", 404)


@fault(0, "new truncated not_http", "two Content-Lengths that differ")
def two_lengths(request: Request) -> Reply:
    body = page()
    return raw(HEAD + f"Content-Length: {len(body)}\r\nContent-Length: 3\r\n\r\n".encode() + body)


@fault(0, "new client_error", "206 with half of the page, unasked")
def half_unasked(request: Request) -> Reply:
    body = page()
    return Reply(body[:150], 206, headers=(("Content-Range", f"bytes 0-149/{len(body)}"),))
