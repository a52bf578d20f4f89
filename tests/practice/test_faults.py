"""The faults and refusals: each plays what it says, as seen from a bare socket or a plain client."""

from __future__ import annotations

import gzip
import http.client
import socket
import ssl
import time
import zlib
from collections.abc import Iterator
from urllib.parse import quote

import pytest

from practice import golden
from practice.faults import FAULTS, PRIVATE
from practice.site import Practice, serve


@pytest.fixture(scope="module")
def running() -> Iterator[Practice]:
    with serve(0) as started:
        yield started


def wire(running: Practice, site: str, path: str, most: int = 4_000_000, patience: float = 2.0) -> bytes:
    """The bytes of one answer as they come, up to a number of them or of seconds."""
    host, _, port = running.address[site].partition(":")
    got = bytearray()
    with socket.create_connection((host, int(port)), timeout=patience) as line:
        target = quote(path, safe="/?=&")
        line.sendall(f"GET {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
        ends = time.monotonic() + patience
        try:
            while len(got) < most and time.monotonic() < ends and (more := line.recv(1 << 16)):
                got += more
        except (TimeoutError, ConnectionResetError):
            pass
    return bytes(got)


def plain(running: Practice, site: str, path: str) -> tuple[int, http.client.HTTPMessage, bytes]:
    connection = http.client.HTTPConnection(running.address[site], timeout=10)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.msg, answer.read()
    finally:
        connection.close()


def test_every_fault_is_listed_between_two_good_reports(running: Practice) -> None:
    good = [report.path for report in golden.load("faulty")]
    assert len(good) == 2
    for name in FAULTS:
        status, _, body = plain(running, "practice_faults", f"/fault/{name}/list")
        assert status == 200
        text = body.decode()
        places = [text.index(f'href="{path}"') for path in (good[0], f"/fault/{name}", good[1])]
        assert places == sorted(places)
    assert plain(running, "practice_faults", good[0])[0] == 200


def test_every_fault_answers_without_breaking_the_server(running: Practice) -> None:
    for name in FAULTS:
        path = f"/fault/{name}"
        got = wire(running, "practice_faults", path, most=200_000, patience=1.5)
        if name in {"closed-at-once", "silence"}:
            assert not got, name
            continue
        if not got:  # a busy machine makes a bomb slowly
            got = wire(running, "practice_faults", path, most=200_000, patience=20)
        assert got and b"Traceback" not in got, name
    assert plain(running, "practice_faults", "/fault/")[0] == 200


def test_outcomes_are_those_that_crawling_names() -> None:
    words = {
        "new", "same", "changed", "not_modified", "redirected", "redirected_home", "redirected_offsite",
        "redirect_limit", "missing_404", "gone_410", "soft_404", "client_error", "server_error", "empty",
        "wrong_type", "needs_js", "needs_cookies", "rate_limited", "waf_block", "timeout", "reset", "truncated",
        "too_large", "header_flood", "not_http", "undecodable", "address_refused",
    }  # fmt: skip
    for fault in FAULTS.values():
        assert set(fault.outcomes) <= words, fault.name
        assert fault.outcomes
    assert len(FAULTS) >= 60


def test_a_registry_for_one_fault(running: Practice) -> None:
    text = running.registry("practice_faults", paths=("/fault/soft-404/list",))
    assert f'columns = ["http://{running.address["practice_faults"]}/fault/soft-404/list"]' in text
    assert text.count("[[sites]]") == 1


def test_bombs_are_small_on_the_wire_and_large_within(running: Practice) -> None:
    _, headers, body = plain(running, "practice_faults", "/fault/gzip-bomb")
    assert headers["Content-Encoding"] == "gzip"
    assert len(body) < 1_000_000
    assert int.from_bytes(body[-4:], "little") == 600 * (1 << 20)
    piece = zlib.decompressobj(31).decompress(body, 40 << 20)
    assert (len(piece), piece.strip()) == (40 << 20, b"")


def test_damaged_bodies_are_damaged(running: Practice) -> None:
    status, headers, body = plain(running, "practice_faults", "/fault/gzip-without-tail")
    assert (status, int(headers["Content-Length"])) == (200, len(body))
    with pytest.raises(EOFError):
        gzip.decompress(body)
    with pytest.raises(http.client.IncompleteRead):
        plain(running, "practice_faults", "/fault/short-body")
    assert (
        len(wire(running, "practice_faults", "/fault/endless-body", most=22_000_000, patience=20))
        >= 22_000_000
    )
    assert len(wire(running, "practice_faults", "/fault/header-flood")) > 2_600_000


def test_a_reset_is_a_reset(running: Practice) -> None:
    for site, path in (("practice_faults", "/fault/reset-within"), ("practice_reset", "/contents/4800")):
        host, _, port = running.address[site].partition(":")
        with socket.create_connection((host, int(port)), timeout=10) as line:
            line.sendall(f"GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
            with pytest.raises(ConnectionResetError):
                while line.recv(1 << 16):
                    pass


def test_redirects_lead_where_they_must_not(running: Practice) -> None:
    for name, target in PRIVATE.items():
        got = wire(running, "practice_faults", f"/fault/redirect-to-{name}".replace("_", "-"))
        assert f"Location: {target}\r\n".encode() in got, name
    answers = [
        plain(running, "practice_faults", path)
        for path in ("/fault/redirect-circle", "/fault/redirect-circle?b")
    ]
    assert [answer[1]["Location"] for answer in answers] == [
        "/fault/redirect-circle?b",
        "/fault/redirect-circle",
    ]


@pytest.mark.parametrize(
    ("site", "status", "sign"),
    [
        ("practice_ruishu", 412, b"$_ts"),
        ("practice_jsl", 521, b"_clearance_s"),
        ("practice_waf", 403, "访问被拒绝".encode()),
        ("practice_illegal", 418, "不合法参数".encode()),
        ("practice_slider", 200, "滑块".encode()),
        ("practice_application", 200, b'id="app"'),
        ("practice_failing", 502, b"Bad Gateway"),
    ],
)
def test_refusals_look_as_they_do(running: Practice, site: str, status: int, sign: bytes) -> None:
    found = next(each for each in running.sites if each.id == site)
    got = plain(running, site, found.columns[0])
    assert (got[0], sign in got[2]) == (status, True)
    assert len(got[2]) < 2_000
    assert plain(running, site, "/robots.txt")[0] == 404


def test_a_server_that_limits_opens_again_after_the_time_it_named() -> None:
    with serve(0) as fresh:
        path = next(site for site in fresh.sites if site.id == "practice_limited").columns[0]
        first = [plain(fresh, "practice_limited", path)[0] for _ in range(8)]
        assert first == [200] * 3 + [429] * 5
        wait = float(plain(fresh, "practice_limited", path)[1]["Retry-After"])
        time.sleep(wait)
        assert plain(fresh, "practice_limited", path)[0] == 200
        assert [hit.status for hit in fresh.log] == [200] * 3 + [429] * 6 + [200]


def test_substituted_articles_are_all_alike(running: Practice) -> None:
    bodies = {plain(running, "practice_substituting", f"/contents/4700/{n}.html")[2] for n in (1, 2, 3)}
    assert len(bodies) == 1


@pytest.mark.parametrize(
    ("name", "status", "sign"),
    [
        ("closed", 200, b"Disallow: /\n"),
        ("forbidden", 403, b"403"),
        ("page", 200, b"<!DOCTYPE html>"),
        ("delay", 200, b"Crawl-delay: 1"),
        ("partly", 200, b"/closed/"),
        ("failing", 503, b"Unavailable"),
        ("named", 200, b"User-agent: nianbao\nDisallow: /\n"),
        ("circle", 302, b""),
    ],
)
def test_robots_answers(running: Practice, name: str, status: int, sign: bytes) -> None:
    got = plain(running, f"practice_robots_{name}", "/robots.txt")
    assert (got[0], sign in got[2]) == (status, True)


def test_what_robots_close_is_not_in_the_golden_list() -> None:
    found = {report.site.removeprefix("practice_robots_") for report in golden.load("robots")}
    assert found == {"page", "delay", "partly"}
    partly = [report for report in golden.load("robots") if report.site.endswith("partly")]
    assert {report.year for report in partly} == {2022, 2024}


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("expired", "expired"),
        ("other_name", "mismatch"),
        ("self_signed", None),
        ("old", "(?i)protocol|version|alert|EOF"),
    ],
)
def test_tls_is_wrong_in_one_way_each(running: Practice, kind: str, reason: str | None) -> None:
    site = f"practice_tls_{kind}"
    host, _, port = running.address[site].partition(":")
    careless = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    careless.check_hostname, careless.verify_mode = False, ssl.CERT_NONE
    shown = ""
    if kind != "old":
        with (
            socket.create_connection((host, int(port)), timeout=10) as line,
            careless.wrap_socket(line) as safe,
        ):
            shown = ssl.DER_cert_to_PEM_cert(safe.getpeercert(binary_form=True) or b"")
            safe.sendall(b"GET /robots.txt HTTP/1.1\r\nConnection: close\r\n\r\n")
            assert safe.recv(4096).startswith(b"HTTP/1.1 404")
    trusting = ssl.create_default_context(cadata=shown or None)
    trusting.minimum_version = ssl.TLSVersion.TLSv1_2  # some builds of Python leave it to the system
    with socket.create_connection((host, int(port)), timeout=10) as line:
        if reason is None:
            trusting.wrap_socket(line, server_hostname=host).close()
            return
        with pytest.raises(ssl.SSLError, match=reason):
            trusting.wrap_socket(line, server_hostname=host)
