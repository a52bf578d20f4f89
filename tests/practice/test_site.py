"""The server of the practice sites, asked as any client would ask it."""

from __future__ import annotations

import http.client
import re
import socket
import tomllib
from collections.abc import Iterator
from urllib.parse import quote

import pytest

from practice import golden
from practice.site import PortTakenError, Practice, serve


@pytest.fixture(scope="module")
def running() -> Iterator[Practice]:
    with serve(0) as started:
        yield started


def ask(
    running: Practice,
    site: str,
    path: str,
    *,
    method: str = "GET",
    body: bytes | None = None,
    headers: dict[str, str] | None = None,
) -> tuple[int, dict[str, str], bytes]:
    """Status, headers (lower case) and body of one answer; redirects are not followed."""
    connection = http.client.HTTPConnection(running.address[site], timeout=10)
    try:
        target = quote(path, safe="/?=&;%~,@!")
        connection.request(method, target, body, {"User-Agent": "practice test", **(headers or {})})
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    finally:
        connection.close()


def links(text: str) -> list[str]:
    return re.findall(r'href="(?!javascript|/#|/style)([^"]+)"', text)


def test_registry_names_every_site_with_a_host_of_its_own(running: Practice) -> None:
    sites = tomllib.loads(running.registry())["sites"]
    assert len({host for site in sites for host in site["hosts"]}) >= len(sites) >= 4
    for site in sites:
        assert set(site) == {"id", "name", "region", "hosts", "columns", "adapter", "expect"}
        assert site["adapter"] == "auto"
        assert site["expect"] > 0
        for column in site["columns"]:
            assert column.startswith(f"http://{site['hosts'][0]}/")


def test_every_report_of_the_golden_list_is_served_with_its_title(running: Practice) -> None:
    for report in golden.load():
        if not report.stands(1):
            continue
        status, headers, body = ask(running, report.site, report.path)
        assert status == 200, report.path
        if headers["content-type"].startswith("text/html"):
            encoding = "gb18030" if report.site.endswith("gbk") else "utf-8"
            assert report.bare or report.title in body.decode(encoding), report.path
        for attachment in report.attachments:
            status, _, found = ask(running, report.site, attachment["path"])
            assert (status, len(found) > 1_000) == (200, True), attachment


def test_trs_pages_count_from_nought_and_end_in_404(running: Practice) -> None:
    pages = [
        ask(running, "practice_trs", f"/zwgk/zfxxgknb/index{tail}.html") for tail in ("", "_1", "_2", "_3")
    ]
    assert [status for status, _, _ in pages] == [200, 200, 200, 404]
    assert b'createPageHTML(3, 0, "index", "html")' in pages[0][2]
    assert ask(running, "practice_trs", "/zwgk/zfxxgknb/")[2] == pages[0][2]
    found = [href for _, _, body in pages for href in links(body.decode()) if href.startswith("./2")]
    assert len(found) == len(set(found)) > 24
    expected = {report.path for report in golden.load() if report.site == "practice_trs"}
    assert expected <= {"/zwgk/zfxxgknb" + href.removeprefix(".") for href in found}


def test_jpage_windows_hold_every_record_once(running: Practice) -> None:
    status, _, first = ask(running, "practice_jpage", "/col/col1229114055/index.html")
    assert status == 200
    assert first.count(b"<record>") == 15
    total = int(re.search(rb"<totalrecord>(\d+)", first)[1])
    found: list[str] = re.findall(r'href="(/art/[^"]+)"', first.decode())
    for start in range(16, total + 1, 15):
        fields = (
            f"col=1&columnid=1229114055&unitid=6793088&startrecord={start}&endrecord={start + 14}&perpage=5"
        )
        path = "/module/web/jpage/dataproxy.jsp?"
        got = ask(running, "practice_jpage", path + fields)
        sent = ask(running, "practice_jpage", path[:-1], method="POST", body=fields.encode())
        assert got[2] == sent[2]
        assert got[1]["content-type"].startswith("text/xml")
        found += re.findall(r'href="(/art/[^"]+)"', got[2].decode())
    assert len(found) == len(set(found)) == total
    assert {report.path for report in golden.load() if report.site == "practice_jpage"} <= set(found)


def test_jpage_knows_no_other_unit(running: Practice) -> None:
    body = ask(
        running, "practice_jpage", "/module/web/jpage/dataproxy.jsp?unitid=1&startrecord=1&endrecord=15"
    )[2]
    assert b"<totalrecord>0<" in body


@pytest.mark.parametrize("site", ["practice_numbered", "practice_numbered_gbk"])
def test_numbered_pages_hold_every_report(running: Practice, site: str) -> None:
    column = next(found for found in running.sites if found.id == site).columns[0]
    found: list[str] = []
    for number in (1, 2, 3):
        status, _, body = ask(running, site, f"{column}?page={number}")
        assert status == 200
        text = body.decode("gb18030" if site.endswith("gbk") else "utf-8")
        found += re.findall(rf'href="({column}/\d+\.html)"', text)
        assert ("下一页</a>" in text) is (number < 3)
    assert len(found) == len(set(found))
    assert {report.path for report in golden.load() if report.site == site} <= set(found)


def test_a_gbk_site_claims_another_encoding(running: Practice) -> None:
    _, headers, body = ask(running, "practice_numbered_gbk", "/contents/3071")
    assert headers["content-type"] == "text/html; charset=utf-8"
    assert b"charset" not in body
    with pytest.raises(UnicodeDecodeError):
        body.decode("utf-8")
    assert "政府信息公开年报" in body.decode("gb18030")


def test_validators_of_static_pages(running: Practice) -> None:
    _, headers, body = ask(running, "practice_trs", "/zwgk/zfxxgknb/")
    assert body
    for name, value in (("If-None-Match", headers["etag"]), ("If-Modified-Since", headers["last-modified"])):
        status, again, empty = ask(running, "practice_trs", "/zwgk/zfxxgknb/", headers={name: value})
        assert (status, empty) == (304, b"")
        assert again["etag"] == headers["etag"]
    old = {"If-Modified-Since": "Sat, 01 Jan 2011 00:00:00 GMT"}
    assert ask(running, "practice_trs", "/zwgk/zfxxgknb/", headers=old)[0] == 200


def test_a_view_counter_changes_and_nothing_else(running: Practice) -> None:
    path = next(report.path for report in golden.load() if report.site == "practice_numbered")
    pages = [ask(running, "practice_numbered", path) for _ in range(2)]
    texts = [body.decode() for _, _, body in pages]
    assert texts[0] != texts[1]
    assert re.sub(r"点击数：\d+", "", texts[0]) == re.sub(r"点击数：\d+", "", texts[1])
    assert "etag" not in pages[0][1]


def test_robots_and_unknown_pages_are_404(running: Practice) -> None:
    assert ask(running, "practice_trs", "/robots.txt")[0] == 404
    assert ask(running, "practice_jpage", "/no/such/page.html")[0] == 404
    assert ask(running, "practice_jpage", "/../../etc/passwd")[0] == 404


def test_the_log_tells_who_asked_for_what(running: Practice) -> None:
    before = len(running.log)
    ask(running, "practice_trs", "/zwgk/zfxxgknb/index_1.html")
    hit = running.log[before]
    assert (hit.site, hit.host) == ("practice_trs", running.address["practice_trs"])
    assert (hit.path, hit.status) == ("/zwgk/zfxxgknb/index_1.html", 200)
    assert hit.user_agent == "practice test"


def test_rubbish_on_the_line_ends_only_its_connection(running: Practice) -> None:
    host, _, port = running.address["practice_trs"].partition(":")
    with socket.create_connection((host, int(port)), timeout=10) as line:
        line.sendall(b"\x16\x03\x01 this is no request\r\n\r\n")
        assert line.recv(100) == b""
    assert ask(running, "practice_trs", "/zwgk/zfxxgknb/")[0] == 200


def test_a_taken_port_is_named() -> None:
    with serve(0) as first:
        port = int(first.hosts[0].partition(":")[2])
        with pytest.raises(PortTakenError, match=rf"port {port} is taken.*--port"), serve(port):
            pass
    with serve(port) as again:
        assert again.hosts == first.hosts
