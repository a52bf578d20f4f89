"""Every system walked by hand, as its family is known to work: its lists hold exactly what the golden list says.

The walks are written from the descriptions of the families, apart from the crawler's adapters.
"""

from __future__ import annotations

import http.client
import json
import re
from collections.abc import Callable, Iterator
from urllib.parse import quote, unquote, urlencode, urljoin, urlsplit

import pytest

from practice import golden
from practice.site import Practice, serve

WALKS: dict[str, Callable[[Walk], set[str]]] = {}


@pytest.fixture(scope="module")
def running() -> Iterator[Practice]:
    with serve(0) as started:
        yield started


class Walk:
    """A client on one site: bodies by path, links resolved."""

    def __init__(self, running: Practice, site: str) -> None:
        self.running, self.site = running, site
        self.column = next(found for found in running.sites if found.id == site).columns[0]

    def ask(self, path: str, form: dict[str, str] | None = None, body: bytes = b"") -> tuple[int, str]:
        connection = http.client.HTTPConnection(self.running.address[self.site], timeout=10)
        sent = urlencode(form).encode() if form else body
        try:
            connection.request("POST" if sent else "GET", quote(path, safe="/?=&;%+~,@!"), sent or None)
            answer = connection.getresponse()
            found = answer.read()
        finally:
            connection.close()
        try:
            return answer.status, found.decode("utf-8")
        except UnicodeDecodeError:
            return answer.status, found.decode("gb18030")

    def text(self, path: str) -> str:
        status, text = self.ask(path)
        assert status == 200, path
        return text

    def links(self, path: str, text: str | None = None) -> list[str]:
        """The links of a page as paths on this host, in order; others whole."""
        found = re.findall(r'href="([^"]+)"', self.text(path) if text is None else text)
        return [self.local(urljoin(path, href.replace("&amp;", "&"))) for href in found]

    def local(self, url: str) -> str:
        host = self.running.address[self.site]
        return unquote(url.removeprefix("http:").removeprefix(f"//{host}"))


def walk(*sites: str) -> Callable[[Callable[[Walk], set[str]]], Callable[[Walk], set[str]]]:
    def enter(function: Callable[[Walk], set[str]]) -> Callable[[Walk], set[str]]:
        WALKS.update(dict.fromkeys(sites, function))
        return function

    return enter


@walk("practice_trs_gbk", "practice_redesign", "practice_edited")
def trs(at: Walk) -> set[str]:
    first = at.text(at.column)
    total, suffix = re.search(r'createPageHTML\((\d+), 0, "index", "(\w+)"\)', first).groups()
    pages = [at.column, *(f"{at.column}index_{n}.{suffix}" for n in range(1, int(total)))]
    assert at.ask(f"{at.column}index_{total}.{suffix}")[0] == 404
    return {path for page in pages for path in at.links(page)}


@walk("practice_trs_long")
def trs_from_one(at: Walk) -> set[str]:
    first = at.text(at.column)
    assert at.text(f"{at.column}index_1.shtml") == first
    pages = [at.column, f"{at.column}index_2.shtml", f"{at.column}index_3.shtml"]
    assert at.ask(f"{at.column}index_4.shtml")[0] == 404
    found = {path for page in pages for path in at.links(page)}
    assert any("/t19700101_" in path for path in found)
    return found


def window(at: Walk, proxy: str, start: int, end: int) -> str:
    unit, column = re.search(r"unitid:'(\d+)'", at.text(at.column))[1], at.column.split("/")[2][3:]
    return at.text(f"{proxy}?startrecord={start}&endrecord={end}&perpage=5&columnid={column}&unitid={unit}")


@walk("practice_jpage_broken")
def jpage_broken(at: Walk) -> set[str]:
    text = at.text(at.column)
    total = int(re.search(r"<totalrecord>(\d+)", text)[1])
    windows = [window(at, "/module/jpage/dataproxy.jsp", n, n + 14) for n in range(16, total + 1, 15)]
    assert "<li style=<br/>" in text + "".join(windows)
    return {path for each in (text, *windows) for path in at.links("/", each)}


@walk("practice_jpage_capped")
def jpage_capped(at: Walk) -> set[str]:
    text, proxy = at.text(at.column), "/module/jslib/jquery/jpage/dataproxy.jsp"
    total = int(re.search(r"<totalrecord>(\d+)", text)[1])
    assert at.ask(proxy, {"startrecord": "1"})[0] == 405
    assert window(at, proxy, 1, 40).count("<record>") == 10
    windows = [window(at, proxy, n, n + 14) for n in range(1, total + 1, 10)]
    return {path for each in windows for path in at.links("/", each)}


@walk("practice_tree")
def tree(at: Walk) -> set[str]:
    found: set[str] = set()
    for year in at.links(at.column):
        if re.search(r"/\d{4}n/$", year):
            for kind in at.links(year):
                if re.search(r"/(bm|xz)/$", kind):
                    found |= set(at.links(kind))
    return found


@walk("practice_inline")
def inline(at: Walk) -> set[str]:
    return set(at.links(at.column))


@walk("practice_annual")
def annual(at: Walk) -> set[str]:
    found: set[str] = set()
    empty = 0
    for body in at.links(at.column):
        if "xxgkAnnualReport" in body:
            for year in at.links(body):
                if "fbtime=" in year:
                    text = at.text(year)
                    empty += "暂无相关信息" in text
                    found |= {year} if "六、其他需要报告的事项" in text else set()
    assert empty > 5
    return found


@walk("practice_jpaas")
def jpaas(at: Walk) -> set[str]:
    text = at.text(at.column)
    url = re.search(r'url="([^"]+)"', text)[1]
    data = json.loads(re.search(r'queryData="([^"]+)"', text)[1].replace("'", '"'))
    found: list[str] = []
    for number in (1, 2, 3, 4):
        asked = {**data, "paramJson": json.dumps({"pageNo": number, "pageSize": 15})}
        answer = json.loads(at.text(f"{url}?{urlencode(asked)}"))
        found += at.links("/", answer["data"]["html"])
    assert len(found) == len(set(found)) == 32
    bare = json.loads(at.text(f"{url}?{urlencode({**data, 'pageNo': '2'})}"))
    assert at.links("/", bare["data"]["html"])[0] == found[0]
    wrong = json.loads(at.text(f"{url}?{urlencode({**data, 'tagId': '信息列表'})}"))
    assert wrong == {"success": True, "code": "200", "data": {"html": ""}}
    return set(found)


@walk("practice_ucap")
def ucap(at: Walk) -> set[str]:
    text = at.text(at.column)
    channel = re.search(r'name="channelid" content="(\w{32})"', text)[1]
    found = set(at.links(at.column))
    number = 1
    while results := json.loads(at.text(f"/searchList/{channel}?_isJson=true&_pageSize=18&page={number}"))[
        "data"
    ]["results"]:
        assert all(row["url"].startswith("//") for row in results)
        found |= {at.local(row["url"]) for row in results}
        number += 1
    return found


@walk("practice_posts")
def posts(at: Walk) -> set[str]:
    pages = [at.column, at.column.replace("index", "index_2"), at.column.replace("index", "index_3")]
    return {path for page in pages for path in at.links(page)}


@walk("practice_gkmlpt", "practice_gkmlpt_short")
def gkmlpt(at: Walk) -> set[str]:
    config = json.loads(re.search(r"window\._CONFIG = (.*?);</script>", at.text(at.column))[1])
    column = next(node for node in config["TREE"] if "年报" in node["name"])
    answer = json.loads(at.text(f"/gkmlpt/api/all/{column['id']}?page=1&sid={config['SITE_ID']}"))
    assert at.ask(f"/gkmlpt/api/all/{column['id']}?page=2&sid={config['SITE_ID']}")[0] == 404
    more = 5 if at.site.endswith("_short") else 0
    assert answer["classify"]["post_count"] == len(answer["articles"]) + more
    return {at.local(article["url"]) for article in answer["articles"]}


@walk("practice_vsb")
def vsb(at: Walk) -> set[str]:
    found: list[str] = []
    page = at.column
    while page:
        text = at.text(page)
        found += [path for path in at.links(page, text) if path.startswith("/info/")]
        after = re.search(r'p_next p_fun"><a href="([^"]+)"', text)
        page = urljoin(page, after[1]) if after else ""
    assert len(found) == len(set(found)) + 1  # the item added meanwhile pushed one over to the next page
    return set(found)


@walk("practice_lonsun")
def lonsun(at: Walk) -> set[str]:
    found: set[str] = set()
    for body in at.links(at.column):
        if "/public/column/" in body and "action=list" in body:
            found |= {path for path in at.links(body) if "action=detail" in path}
    second = next(each for each in at.running.sites if each.id == at.site).columns[1]
    text = at.text(second)
    total = int(re.search(r"pageCount:(\d+)", text)[1])
    fields = dict(re.findall(r"(\w+): '([^']*)'", text))
    for number in range(1, total + 1):
        asked = {**fields, "IsAjax": "1", "pageIndex": str(number), "pageSize": "10", "_": "0.51"}
        found |= set(at.links("/", at.text(f"/site/label/8888?{urlencode(asked)}")))
    beyond = at.text(f"/site/label/8888?{urlencode({**fields, 'pageIndex': str(total + 1)})}")
    assert beyond == "暂无相关信息"
    return found


@walk("practice_eportal")
def eportal(at: Walk) -> set[str]:
    found, page, seen = set(), at.column, set()
    while page and page not in seen:
        seen.add(page)
        links = at.links(page)
        found |= set(links)
        number = len(seen) + 1
        page = next((link for link in links if f"currentPage={number}&" in link), "")
    assert len(seen) == 4
    return found


@walk("practice_snowflake")
def snowflake(at: Walk) -> set[str]:
    assert at.ask(at.column.replace("1.html", "4.html"))[0] == 404
    return {path for n in (1, 2, 3) for path in at.links(at.column.replace("1.html", f"{n}.html"))}


@walk("practice_epoint")
def epoint(at: Walk) -> set[str]:
    facts = re.search(r"siteGuid: '(\w+)'", at.text("/js/webBuilderCommon.js"))[1]
    asked = {"siteGuid": facts, "deptcode": "014", "categorynum": "002005", "pageSize": 12}
    found: set[str] = set()
    for number in range(4):
        _, text = at.ask(
            "/rest/lightfrontaction/getgovinfolist", body=json.dumps({**asked, "pageIndex": number}).encode()
        )
        found |= {row["infourl"] for row in json.loads(text)["custom"]["data"]}
    for path in found:
        if "infoGuid=" in path:
            params = json.dumps({"infoGuid": path.partition("=")[2]})
            _, text = at.ask("/rest/lightfrontaction/getGovInfoDetail", {"params": params})
            detail = json.loads(text)["custom"]
            assert (detail["infotype"], len(detail["pdflist"])) == ("pdf", 1)
    return found


@walk("practice_postback")
def postback(at: Walk) -> set[str]:
    text = at.text(at.column)
    found = set(at.links(at.column, text))
    for number in re.findall(r"__doPostBack\('AspNetPager1','(\d)'\)", text):
        hidden = dict(re.findall(r'name="(__\w+)" id="\w+" value="([^"]*)"', text))
        hidden |= {"__EVENTTARGET": "AspNetPager1", "__EVENTARGUMENT": number}
        status, text = at.ask(at.column, hidden)
        assert status == 200
        found |= set(at.links(at.column, text))
    assert at.ask(at.column, {"__EVENTTARGET": "AspNetPager1", "__EVENTARGUMENT": "2"})[0] == 500
    return found


@walk("practice_years")
def years(at: Walk) -> set[str]:
    text = at.text(at.column)
    departments, named = (
        re.findall(r'value="(\d+)"', re.search(rf'name="{name}">(.*?)</select>', text)[1])
        for name in ("dept", "year")
    )
    paths = [f"{at.column}?dept={department}&year={year}" for department in departments for year in named]
    return {path for path in paths if "六、其他需要报告的事项" in at.text(path)}


@walk("practice_shells")
def shells(at: Walk) -> set[str]:
    there = urljoin(at.column, re.search(r'location\.replace\("([^"]+)"\)', at.text(at.column))[1])
    there = urljoin(there, re.search(r'content="0;url=([^"]+)"', at.text(there))[1])
    there = urljoin(there, re.search(r'id="main" src="([^"]+)"', at.text(there))[1])
    found: set[str] = set()
    while there:
        text = at.text(there)
        found |= {urljoin(there, path) for path in re.findall(r"onclick=\"\w[\w.]*\('([^']+)'\)", text)}
        after = re.search(r'<a href="([^"]+)">下一页', text)
        there = urljoin(there, after[1].replace("&amp;", "&")) if after else ""
    return found


@walk("practice_soft")
def soft(at: Walk) -> set[str]:
    found: set[str] = set()
    for number in (1, 2, 3):
        for link in at.links(f"{at.column}?page={number}"):
            found.add(re.split(r"[;?#]", urlsplit(link).path)[0])
    assert "页面不存在" in at.text("/gk/zfxxgknb/content_101")
    assert at.ask("/gk/old/102.html")[0] == 302
    return found


@walk("practice_hijacked")
def hijacked(at: Walk) -> set[str]:
    links = [path for n in (1, 2, 3) for path in at.links(f"{at.column}?page={n}")]
    assert len([link for link in links if at.running.address["practice_copy"] in link]) == 2
    assert at.ask("/old/2018.html")[0] == 301
    return set(links)


@walk("practice_files")
def files(at: Walk) -> set[str]:
    found = {
        path
        for page in (at.column, f"{at.column}index_2.html", f"{at.column}index_3.html")
        for path in at.links(page)
    }
    shown = "".join(at.text(path) for path in found if path.endswith(".html"))
    for report in golden.load():
        if report.site == at.site:
            for attachment in report.attachments:
                path = attachment["path"]
                assert path in found or path in shown or quote(path, safe="") in shown
    return found


def test_every_site_of_the_demo_is_walked_here_or_in_test_site(running: Practice) -> None:
    first = {"practice_trs", "practice_jpage", "practice_numbered", "practice_numbered_gbk"}
    assert {site.id for site in running.sites if site.group == "demo"} <= set(WALKS) | first


@pytest.mark.parametrize("site", sorted(WALKS))
def test_lists_hold_every_report(running: Practice, site: str) -> None:
    found = WALKS[site](Walk(running, site))
    group = next(each for each in running.sites if each.id == site).group
    reports = [report for report in golden.load(group) if report.site == site and report.stands(1)]
    expected = {report.path for report in reports}
    assert expected
    assert expected <= found
    at = Walk(running, site)
    for report in reports:
        if not report.bare:
            text = at.text(report.path)
            assert report.title in text
            assert "一、总体情况" in text
            if "createPageHTML(2, 0," in text:
                text += at.text(report.path.replace(".shtml", "_1.shtml"))
            printed = re.sub(r"\s+|</?span[^>]*>", "", text)
            for column in ("total", "natural_person"):
                assert f">{report.cells[f'applications.granted.{column}'].raw}" in printed


def test_long_articles_go_on_where_they_say(running: Practice) -> None:
    at, cut = Walk(running, "practice_trs_long"), 0
    for report in golden.load():
        if report.site == "practice_trs_long":
            text = at.text(report.path)
            if "createPageHTML(2, 0," in text:
                cut += 1
                assert "四、政府信息公开行政复议、行政诉讼情况" not in text
                assert "四、政府信息公开行政复议、行政诉讼情况" in at.text(
                    report.path.replace(".shtml", "_1.shtml")
                )
    assert cut >= 3


def test_the_nights_of_a_redesign() -> None:
    with serve(0, night=2) as running:
        at = Walk(running, "practice_redesign")
        assert at.ask(at.column)[0] == 301
        listed = {
            path for page in ("list", "list_2", "list_3") for path in at.links(f"/xlx/c100127/{page}.shtml")
        }
        reports = [report for report in golden.load() if report.site == "practice_redesign"]
        assert len(reports) == 7
        for report in reports:
            assert report.path_on(1) != report.path_on(2)
            assert at.ask(report.path_on(1))[0] == 404
            assert report.title in at.text(report.path_on(2))
            assert report.path_on(2) in listed


def test_what_happens_over_four_nights() -> None:
    reports = [report for report in golden.load() if report.site == "practice_edited"]
    with serve(0) as running:
        at = Walk(running, "practice_edited")
        seen = {}
        for night in (1, 2, 3, 4):
            running.night = night
            standing = {report.path for report in reports if report.stands(night)}
            listed = (
                trs(at)
                if night == 1
                else {path for n in ("", "index_1.html", "index_2.html") for path in at.links(at.column + n)}
            )
            assert {path for path in listed if path in {report.path for report in reports}} == standing
            seen[night] = {report.path: at.ask(report.path) for report in reports}
    news = [report for report in reports if report.nights == (2, None)]
    edited = [report for report in reports if report.edits]
    removed = [report for report in reports if report.nights == (1, 3)]
    assert [len(found) for found in (news, edited, removed)] == [1, 1, 1]
    assert [seen[night][news[0].path][0] for night in (1, 2, 3, 4)] == [404, 200, 200, 200]
    assert [seen[night][removed[0].path][0] for night in (1, 2, 3, 4)] == [200, 200, 200, 404]
    before, after = (seen[night][edited[0].path][1] for night in (2, 3))
    assert before != after
    changed = {key for key, cell in edited[0].cells_on(3).items() if cell != edited[0].cells_on(2)[key]}
    assert changed == {
        f"applications.{row}.{column}"
        for row in ("new_received", "granted", "handled_total")
        for column in ("natural_person", "total")
    }
    unchanged = [report.path for report in reports if report.nights == (1, None) and not report.edits]
    assert all(seen[1][path] == seen[4][path] for path in unchanged)
