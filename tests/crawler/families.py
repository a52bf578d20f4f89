"""Small sites in the manner of each family of publishing systems, each with the reports that must be found."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import parse_qs, quote, urlsplit

from tests.crawler.servers import Answer, Asked, Page, listing, report

NOTICE = "某县召开2024年政务公开工作推进会"


@dataclass
class Family:
    """Pages by path; the paths of all reports; which adapter must be chosen; how the site must fare."""

    column: str
    pages: dict[str, Page]
    reports: set[str]
    adapter: str
    state: str = "ok"
    attachments: set[str] = field(default_factory=set)


def name(number: int, year: int = 2023) -> str:
    return f"第{number}镇人民政府{year}年政府信息公开工作年度报告"


def query(asked: Asked) -> dict[str, str]:
    return {
        key: values[0] for key, values in parse_qs(urlsplit(asked.path).query, keep_blank_values=True).items()
    }


def form(asked: Asked) -> dict[str, str]:
    return {key: values[0] for key, values in parse_qs(asked.body.decode(), keep_blank_values=True).items()}


def rows(paths: list[str], year: int = 2023) -> list[tuple[str, str, str]]:
    return [
        (path, name(number, year), f"{year + 1}-01-{number % 28 + 1:02}")
        for number, path in enumerate(paths, 1)
    ]


def in_pages(items: list[tuple[str, str, str]], size: int) -> list[list[tuple[str, str, str]]]:
    return [items[start : start + size] for start in range(0, len(items), size)]


def reports(paths: list[str], year: int = 2023) -> dict[str, Page]:
    return {path: report(name(number, year), number) for number, path in enumerate(paths, 1)}


def trs_gbk() -> Family:
    """GBK under a UTF-8 header, dates inside the links, counting from 1, a wrong total."""
    paths = [f"/gk/nb/202401/t20240119_{n}.shtml" for n in range(1, 18)]
    parts = in_pages(rows(paths), 6)
    pages: dict[str, Page] = dict(reports(paths))
    for number, part in enumerate(parts):
        items = "".join(
            f'<li><a href="{u}">{t[:16]}…<em>{d}</em></a></li>'
            if False
            else f'<li><a href="{u}" title="{t}">{t} <em>{d}</em></a></li>'
            for u, t, d in part
        )
        text = f'<html><head><meta charset="gb2312"></head><ul>{items}</ul><script>createPageHTML({len(parts)}, {number}, "index", "shtml");</script></html>'
        answer = Answer(text.encode("gb18030"), headers={"Content-Type": "text/html; charset=utf-8"})
        names = ["index.shtml", "index_1.shtml"] if number == 0 else [f"index_{number + 1}.shtml"]
        pages |= {f"/gk/nb/{page}": answer for page in names}
    return Family("/gk/nb/index.shtml", pages, set(paths), "trs")


def trs_tree() -> Family:
    """Columns by year and by kind of body, `../` links, attachments beside the page, an inner-paged report."""
    pages: dict[str, Page] = {}
    found, attached = set(), set()
    years = "".join(f'<li><a href="./{year}nb/">{year}年</a></li>' for year in (2022, 2023))
    pages["/nb/"] = (
        f"<html><div class='menu'><a href='/'>首页</a><a href='/gkzn/'>政府信息公开指南</a></div><ul>{years}</ul></html>"
    )
    for year in (2022, 2023):
        pages[f"/nb/{year}nb/"] = (
            "<html><ul><li><a href='./bm/'>部门年报</a></li><li><a href='./xz/'>乡镇街道</a></li></ul></html>"
        )
        for kind in ("bm", "xz"):
            paths = [
                f"/nb/{year}nb/{kind}/{year + 1}01/t{year + 1}0119_{kind}{n}.html".replace(
                    kind + str(n), f"{year}{ord(kind[0])}{n}"
                )
                for n in range(1, 4)
            ]
            items = rows([f"../{kind}/{path.split('/', 4)[4]}" for path in paths], year)
            pages[f"/nb/{year}nb/{kind}/"] = listing(
                items, '<script>createPageHTML(1, 0, "index", "html");</script>'
            )
            pages |= reports(paths, year)
            found |= set(paths)
    first = "/nb/2023nb/bm/202401/t20240119_2023981.html"
    stem = first.rpartition("/")[2].removesuffix(".html")
    pages[first] = report(
        name(1),
        1,
        f'<a href="./P020240119.pdf">附件：年度报告.pdf</a><script>createPageHTML(2, 0, "{stem}", "html");</script>',
    )
    pages[first.replace(".html", "_1.html")] = report(name(1) + "（续）", 8)
    pages["/nb/2023nb/bm/202401/P020240119.pdf"] = Answer(
        b"%PDF-1.4 one", headers={"Content-Type": "application/octet-stream"}
    )
    found.add(first.replace(".html", "_1.html"))
    attached.add("/nb/2023nb/bm/202401/P020240119.pdf")
    return Family("/nb/", pages, found, "trs", attachments=attached)


def inline() -> Family:
    """The column is the report; other years stand beside it."""
    pages: dict[str, Page] = {
        "/nb/2023n/": report(
            name(1),
            1,
            '<div class="years"><a href="../2022n/">2022年</a><a href="../2021n/">2021年</a></div>',
        ),
        "/nb/2022n/": report(name(1, 2022), 2),
        "/nb/2021n/": report(name(1, 2021), 3),
    }
    return Family("/nb/2023n/", pages, set(pages), "trs")


def jpage() -> Family:
    """Three-page windows by POST, one broken record."""
    paths = [f"/art/2024/1/30/art_7_{n}.html" for n in range(1, 63)]
    items = [f'<li><a href="{u}" title="{t}">{t[:8]}…</a><span>{d}</span></li>' for u, t, d in rows(paths)]
    items[50] = items[50].replace("<li>", "<li style=<br/>")

    def block(some: list[str]) -> str:
        records = "".join(f"<record><![CDATA[{item}]]></record>" for item in some)
        return (
            f'<datastore><totalrecord>62</totalrecord><totalpage>5</totalpage><nextgroup><![CDATA[<a href="./dataproxy.jsp?page=2'
            f'&appid=1&webid=149&path=/&columnid=7&unitid=9&webname=x"></a>]]></nextgroup><recordset>{records}</recordset></datastore>'
        )

    def window(asked: Asked) -> Answer | str:
        ask, posted = query(asked), form(asked)
        if asked.method != "POST" or posted.get("unitid") != "9" or "Referer" not in asked.headers:
            return Answer("", 404)
        start, end = int(ask["startrecord"]), int(ask["endrecord"])
        return "\n\n" + block(items[start - 1 : min(end, start + 44)])

    column = (
        "<html><ul id='list'></ul><script>var u='/module/web/jpage/dataproxy.jsp'; perPage: 15; columnid:'7';unitid:'9'</script>"
        f'<script type="text/xml">{block(items[:45])}</script></html>'
    )
    pages: dict[str, Page] = {
        "/col/col7/index.html": column,
        "/module/web/jpage/dataproxy.jsp": window,
        **reports(paths),
    }
    return Family("/col/col7/index.html", pages, set(paths), "jpage")


def xxgk() -> Family:
    """Bodies in a tree, one address per body and year, empty years."""
    have = {("113325000026455663", 2022), ("113325000026455663", 2023), ("113325000026455671", 2023)}

    def annual(asked: Asked) -> str:
        ask = query(asked)
        area, year = ask["area"], int(ask.get("fbtime", 2023))
        choice = "".join(f'<option value="{y}">{y}年</option>' for y in (2023, 2022, 2021))
        head = f'<select name="fbtime">{choice}</select>'
        if (area, year) not in have:
            return f"<html>{head}<p>暂无信息</p></html>"
        return report(f"某局{year}年政府信息公开工作年度报告", year).replace("<body>", "<body>" + head)

    tree = "<html><script>add('113325000026455663','市教育局');add('113325000026455671','市民政局')</script></html>"
    pages: dict[str, Page] = {
        "/nb/index.html": "<html><iframe src='/module/xxgk/tree.jsp?area=1'></iframe><p>政府信息公开年报</p></html>",
        "/module/xxgk/tree.jsp": tree,
        "/module/xxgk/xxgkAnnualReport.jsp": annual,
    }
    found = {f"/module/xxgk/xxgkAnnualReport.jsp?area={area}&fbtime={year}" for area, year in have}
    return Family("/nb/index.html", pages, found, "xxgk")


def jpaas() -> Family:
    """Pages only by paramJson; a bare number gives page 1 again."""
    paths = [f"/art/2024/art_{n:032x}.html" for n in range(1, 36)]
    parts = in_pages(rows(paths), 15)

    def unit(asked: Asked) -> str:
        ask = query(asked)
        if ask.get("tagId") != "当前栏目list":
            return json.dumps({"success": True, "code": "200", "data": {"html": ""}})
        number = json.loads(ask["paramJson"])["pageNo"] if "paramJson" in ask else 1
        part = parts[number - 1] if number <= len(parts) else []
        html = (
            "<ul>"
            + "".join(f"<li><a href='{u}' title='{t}'>{t}</a><b>{d}</b></li>" for u, t, d in part)
            + "</ul>"
        )
        return json.dumps({"success": True, "code": "200", "data": {"html": html}})

    told = "{'parseType':'bulidstatic','webId':'3','tplSetId':'5','pageType':'column','tagId':'当前栏目list','editType':'null','pageId':'9'}"
    column = f'<html><script src="/js/unitbuild.js" url="/api-gateway/jpaas-publish-server/front/page/build/unit" queryData="{told}"></script></html>'
    pages: dict[str, Page] = {
        "/zfxxgknb/2023/index.html": column,
        "/api-gateway/jpaas-publish-server/front/page/build/unit": unit,
        **reports(paths),
    }
    return Family("/zfxxgknb/2023/index.html", pages, set(paths), "jpaas")


def ucap() -> Family:
    """An empty list filled from searchList, addresses without a scheme."""
    channel = "0123456789abcdef0123456789abcdef"
    paths = [f"/ssx/c106168/202401/{n:032x}.shtml" for n in range(1, 41)]
    parts = in_pages(rows(paths), 18)

    def search(asked: Asked) -> str:
        number = int(query(asked)["page"])
        part = parts[number - 1] if number <= len(parts) else []
        host = asked.headers["Host"]
        results = [
            {"title": t, "url": f"//{host}{u}", "publishedTimeStr": f"{d} 17:18:49", "memo": ""}
            for u, t, d in part
        ]
        return json.dumps(
            {"data": {"page": number, "rows": 18, "total": 40, "channelId": channel, "results": results}}
        )

    column = f'<html><head><meta name="channelid" content="{channel}"></head><body><ul id="l"></ul><script>$.get("/searchList/{channel}?_isJson=true")</script></body></html>'
    pages: dict[str, Page] = {
        "/ssx/c106127/list.shtml": column,
        f"/searchList/{channel}": search,
        **reports(paths),
    }
    return Family("/ssx/c106127/list.shtml", pages, set(paths), "ucap")


def gkmlpt() -> Family:
    """The column is found by name in the tree; page 2 is missing, though the site counts more."""
    paths = [f"/gkmlpt/content/3/3255/post_{3255000 + n}.html" for n in range(1, 9)]
    config = {
        "SITE_ID": 758019,
        "TREE": [
            {"id": 2, "name": "政策文件", "children": []},
            {"id": 21022, "name": "政府信息公开年报", "post_count": 12, "children": []},
        ],
    }

    def api(asked: Asked) -> Answer | str:
        if query(asked)["page"] != "1":
            return Answer("", 404)
        host = asked.headers["Host"]
        articles = [
            {"id": n, "title": t, "date": 1706600000, "url": f"http://{host}{u}"}
            for n, (u, t, _) in enumerate(rows(paths))
        ]
        return json.dumps(
            {"classify": {"id": 21022, "name": "政府信息公开年报", "post_count": 12}, "articles": articles}
        )

    pages: dict[str, Page] = {
        "/jyj/gkmlpt/index": f"<html><script>window._CONFIG = {json.dumps(config, ensure_ascii=False)};</script><div id='app'></div></html>",
        "/jyj/gkmlpt/api/all/21022": api,
        **reports(paths),
    }
    return Family("/jyj/gkmlpt/index", pages, set(paths), "gkmlpt", "incomplete")


def vsb() -> Family:
    """Pages count down, links of a sub-page are relative to its folder."""
    paths = [f"/info/1042/{51000 + n}.htm" for n in range(1, 24)]
    parts = in_pages(rows(paths), 5)
    pages: dict[str, Page] = dict(reports(paths))
    total = len(parts)
    for number, part in enumerate(parts, 1):
        target = (
            (f"xxgknb/{total - 1}.htm" if number == 1 else f"{total - number}.htm") if number < total else ""
        )
        onward = (
            f'<span class="p_next p_fun"><a href="{target}">下页</a></span>'
            if target
            else '<span class="p_next_d p_fun_d">下页</span>'
        )
        pager = f'<span class="p_pages"><span class="p_no_d">{number}</span>{onward}</span><span class="p_t">共{total}页</span>'
        prefix = ".." if number == 1 else "../.."
        items = [(prefix + path, title, date) for path, title, date in part]
        pages["/zwgk/xxgknb.htm" if number == 1 else f"/zwgk/xxgknb/{total - number + 1}.htm"] = listing(
            items, pager
        )
    return Family("/zwgk/xxgknb.htm", pages, set(paths), "vsb")


def lonsun() -> Family:
    """Bodies under action=rel, a year list per body, fragments for the lists."""
    found, pages = set(), {}
    bodies = [(7071, "县教育局"), (7072, "县民政局"), (7073, "城关镇")]

    def column(asked: Asked) -> str:
        ask = query(asked)
        number = int(urlsplit(asked.path).path.rpartition("/")[2])
        if ask.get("action") == "rel":
            links = "".join(
                f'<li><a title="{n}" href="/public/column/{i}?type=3&action=list&nav=3">{n}</a></li>'
                for i, n in bodies
            )
            return f"<html><ul class='clearfix'>{links}</ul></html>"
        if ask.get("action") == "detail":
            return report(f"{dict(bodies)[number]}{ask['title']}年政府信息公开工作年度报告", number)
        links = "".join(
            f'<a href="/public/column/{number}?type=3&action=detail&nav=3&title={y}">{y}年</a>'
            for y in (2022, 2023)
        )
        return f"<html><ul id='timeFrame'><li>{links}</li></ul></html>"

    for number, _ in [(6601841, ""), *bodies]:
        pages[f"/public/column/{number}"] = column
    for number, _ in bodies:
        found |= {f"/public/column/{number}?type=3&action=detail&nav=3&title={year}" for year in (2022, 2023)}
    return Family("/public/column/6601841?type=4&action=rel", dict(pages), found, "lonsun")


def lonsun_list() -> Family:
    """The list of one body, filled by fragments."""
    paths = [f"/public/content/{10461800 + n}" for n in range(1, 32)]
    parts = in_pages(rows(paths), 15)

    def label(asked: Asked) -> str:
        ask = query(asked)
        number = int(ask["pageIndex"])
        if ask.get("organId") != "7071" or number > len(parts):
            return "<p>暂无相关信息</p>"
        lines = "".join(
            f'<ul><li><a href="{u}" title="{t}">{t}</a></li><li>{d}</li></ul>'
            for u, t, d in parts[number - 1]
        )
        return f'<div class="xxgk_navli">{lines}</div><script>pager({{pageCount:{len(parts)}}})</script>'

    column = (
        "<html><div id='box'></div><script>$.ajax({url:'/site/label/8888?IsAjax=1', data:{labelName:'publicInfoList', siteId:'5', "
        "organId:'7071', catId:'34482303', type:'4', action:'list', pageSize:15}})</script></html>"
    )
    pages: dict[str, Page] = {"/public/column/7071": column, "/site/label/8888": label, **reports(paths)}
    return Family("/public/column/7071?type=4&action=list&nav=3&catId=34482303", pages, set(paths), "lonsun")


def eportal() -> Family:
    """Articles are directories named by a time; further pages are fragments."""
    paths = [f"/nmj/zfxxgknb/20240123161712358{n:02}/index.html" for n in range(1, 26)]
    parts = in_pages(rows(paths), 10)

    def fragment(asked: Asked) -> str:
        number = int(query(asked)["currentPage"])
        return listing(parts[number - 1]) if number <= len(parts) else "<p></p>"

    service = (
        "/eportal/ui?pageId=302272&currentPage=1&moduleId=0123456789abcdef0123456789abcdef&staticRequest=yes"
    )
    column = listing(
        parts[0],
        f"<div class='pager' data='{service}'>共3页 <a href=\"javascript:goPage(2)\">下一页</a></div><script>var u='{service}';</script>",
    )
    pages: dict[str, Page] = {"/nmj/zfxxgknb/index.html": column, "/eportal/ui": fragment, **reports(paths)}
    return Family("/nmj/zfxxgknb/index.html", pages, set(paths), "eportal")


def snowflake() -> Family:
    """Pages `/1.html`, `/2.html` in the folder of the articles; ids of 19 digits."""
    paths = [f"/zfxxgk/zfxxgknb/17446600314700840{n:02}.html" for n in range(1, 24)]
    parts = in_pages(rows(paths), 8)
    pages: dict[str, Page] = dict(reports(paths))
    for number, part in enumerate(parts, 1):
        links = "".join(f'<a href="{n}.html">{n}</a>' for n in range(1, len(parts) + 1))
        pages[f"/zfxxgk/zfxxgknb/{number}.html"] = listing(part, f"<div>{links}</div>")
    return Family("/zfxxgk/zfxxgknb/1.html", pages, set(paths), "numbered")


def epoint() -> Family:
    """Rows by JSON POST, articles as shells whose report is a PDF only."""
    guids = [f"0772e821-5733-421d-82e7-f545c57290{n:02}" for n in range(1, 8)]

    def answer(asked: Asked) -> Answer | str:
        ask = json.loads(asked.body)
        if asked.method != "POST" or ask["siteGuid"] != "site-1" or ask["deptcode"] != "d7":
            return Answer("", 500)
        size = 50
        start = ask["pageIndex"] * size
        data = [
            {"infourl": f"/showinfo.html?infoGuid={g}", "realtitle": name(n), "infodate": "2024-01-30"}
            for n, g in enumerate(guids, 1)
        ]
        return json.dumps({"custom": {"data": data[start : start + size], "total": len(guids)}})

    def detail(asked: Asked) -> str:
        guid = json.loads(form(asked)["params"])["infoGuid"]
        return json.dumps(
            {"custom": {"infotype": "pdf", "pdflist": [{"url": f"/files/{guid}.pdf", "name": "年报"}]}}
        )

    shell = "<html><div id='d'></div><script src='/js/webBuilderCommon.js'></script><script>post('/EpointWeb/rest/front/getGovInfoDetail')</script></html>"
    pages: dict[str, Page] = {
        "/govInfoPub/list.html": "<html><script src='/js/webBuilderCommon.js'></script><div class='EWB-FRONT'></div></html>",
        "/js/webBuilderCommon.js": "var siteInfo={siteGuid:'site-1',projectName:'EpointWeb'};",
        "/EpointWeb/rest/lightfrontaction/getgovinfolist": answer,
        "/EpointWeb/rest/front/getGovInfoDetail": detail,
        "/showinfo.html": shell,
        **{f"/files/{guid}.pdf": Answer(b"%PDF-1.4 " + guid.encode()) for guid in guids},
    }
    files = {f"/files/{guid}.pdf" for guid in guids}
    return Family(
        "/govInfoPub/list.html?deptcode=d7&categorynum=003", pages, set(), "epoint", attachments=files
    )


def parameters() -> Family:
    """A choice of bodies and years, no list."""
    have = {("75", "2022"), ("75", "2023"), ("76", "2023")}

    def page(asked: Asked) -> str:
        ask = query(asked)
        bodies = "<option value='75'>市教育局</option><option value='76'>市民政局</option>"
        years = "".join(f"<option value='{y}'>{y}年</option>" for y in (2023, 2022))
        head = f"<form action='/year_details.aspx'><select name='dept'>{bodies}</select><select name='year'>{years}</select></form>"
        key = (ask.get("dept", ""), ask.get("year", ""))
        if key not in have:
            return f"<html>{head}<div>请选择</div></html>"
        return report(f"某局{key[1]}年政府信息公开工作年度报告", int(key[0])).replace(
            "<body>", "<body>" + head
        )

    found = {f"/year_details.aspx?dept={dept}&year={year}" for dept, year in have}
    return Family("/year_details.aspx", {"/year_details.aspx": page}, found, "parameters")


def aspnet() -> Family:
    """Postback paging: each page needs the hidden fields of the one before."""
    paths = [f"/Info/{n}.aspx" for n in range(1, 19)]
    parts = in_pages(rows(paths), 5)

    def page(asked: Asked) -> Answer | str:
        number = 1
        if asked.method == "POST":
            posted = form(asked)
            number = int(posted["__EVENTARGUMENT"])
            if posted["__VIEWSTATE"] != f"state/{number - 1}=":
                return Answer("stale", 500)
        links = "".join(
            f"<a href=\"javascript:__doPostBack('AspNetPager1','{n}')\">{n}</a>"
            for n in range(1, len(parts) + 1)
            if n != number
        )
        hidden = f"<input type='hidden' name='__VIEWSTATE' value='state/{number}='/><input type='hidden' name='__EVENTVALIDATION' value='v{number}'/>"
        return listing(parts[number - 1], f"<form method='post' action='List.aspx'>{hidden}{links}</form>")

    return Family("/List.aspx", {"/List.aspx": page, **reports(paths)}, set(paths), "aspnet")


def wrappers() -> Family:
    """A shell that sends its reader on, a frame with the list, links by script, and reports as documents only."""
    pdf, viewer, frame = "/files/one.pdf", "/files/two.pdf", "/files/three.pdf"
    direct, picture = "/files/four.docx", "/art/W020240101_1.jpg"
    items = "".join(
        f'<li><a href="javascript:void(0)" onclick="jumpToDetail(\'{path}\')" title="{name(n)}">{name(n)}</a><i>2024-01-0{n}</i></li>'
        for n, path in enumerate(("/art/1.html", "/art/2.html", "/art/3.html", direct, "/art/5.html"), 1)
    )
    pages: dict[str, Page] = {
        "/nb/": '<html><script>location.replace("./list/")</script></html>',
        "/nb/list/": "<html><head><title>年报</title></head><body><iframe src='/count.html'></iframe><iframe src='frame.html?col=1'></iframe></body></html>",
        "/nb/list/frame.html": f"<html><ul>{items}</ul></html>",
        "/art/1.html": f"<html><div id='zoom'><a href='{pdf}'>{name(1)}.pdf</a></div></html>",
        "/art/2.html": f"<html><iframe src='/pdfjs/viewer.html?file={quote(viewer, safe='')}'></iframe></html>",
        "/art/3.html": f"<html><embed src='{frame}'></html>",
        "/art/5.html": f"<html><div id='zoom'><p><img src='{picture}' width='900'></p></div></html>",
        **{path: Answer(b"%PDF-1.4 " + path.encode()) for path in (pdf, viewer, frame)},
        direct: Answer(b"PK\x03\x04 docx"),
        picture: Answer(b"\xff\xd8\xff jpeg", headers={"Content-Type": "image/jpeg"}),
    }
    return Family("/nb/", pages, set(), "generic", attachments={pdf, viewer, frame, direct, picture})


def generic() -> Family:
    """Markup of no known system: a table, notices between the reports, a word for the next page."""
    paths = [f"/zz/{n}-{n * 7}.php" for n in range(1, 22)]
    pages: dict[str, Page] = dict(reports(paths))
    parts = in_pages(rows(paths), 9)
    for number, part in enumerate(parts):
        lines = "".join(
            f"<tr><td>·</td><td><a href='{u}'>{t}</a></td><td>[{d}]</td></tr>" for u, t, d in part
        )
        lines += f"<tr><td>·</td><td><a href='/zz/news{number}.php'>{NOTICE}</a></td><td>[2024-02-0{number + 1}]</td></tr>"
        onward = f"<a href='more{number + 1}.php'>下一页</a>" if number + 1 < len(parts) else ""
        menu = "<div><a href='/'>首页</a><a href='/jg/'>机构职能</a><a href='/zcwj/'>政策文件</a></div>"
        pages["/zz/list.php" if number == 0 else f"/zz/more{number}.php"] = (
            f"<html>{menu}<table>{lines}</table>{onward}</html>"
        )
    return Family("/zz/list.php", pages, set(paths), "generic")


def counted() -> Family:
    """Plain numbered pages behind a scripted pager."""
    paths = [f"/contents/44511/{355500 + n}.html" for n in range(1, 28)]
    parts = in_pages(rows(paths), 10)

    def page(asked: Asked) -> str:
        number = int(query(asked).get("pageIndex", 1))
        pager = '<form><input type="hidden" name="pageIndex"></form><a href="javascript:goPage(2)">下一页</a> 共3页'
        return listing(parts[number - 1], pager) if number <= len(parts) else "<html><p>没有更多了</p></html>"

    return Family("/contents/44511", {"/contents/44511": page, **reports(paths)}, set(paths), "numbered")


FAMILIES: dict[str, Callable[[], Family]] = {
    builder.__name__: builder
    for builder in (
        trs_gbk, trs_tree, inline, jpage, xxgk, jpaas, ucap, gkmlpt, vsb, lonsun, lonsun_list, eportal, snowflake, epoint,
        parameters, aspnet, wrappers, generic, counted,
    )
}  # fmt: skip
