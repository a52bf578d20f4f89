"""Strangers whose lists come from services or choices: families F2 to F6, F8, F12, F13, F16, F17."""

from __future__ import annotations

import json
from html import escape

from tests.crawler.servers import Answer, Asked, Page
from tests.crawler.strangers.world import (
    Item,
    Stranger,
    article,
    articles,
    file,
    form,
    named,
    pages_of,
    posted,
    query,
    shell,
    some,
    stranger,
    wanted,
)  # fmt: skip


def records(items: list[Item]) -> list[str]:
    return [
        f"<li><b>{i.day}</b><a target='_blank' href=\"{i.path}\" title='{i.title}'>{i.title[:9]}...</a></li>"
        for i in items
    ]


def store(lines: list[str], total: int) -> str:
    inner = "\n".join(f"<record><![CDATA[\n{line}\n]]></record>" for line in lines)
    return f"<datastore>\n<totalrecord>{total}</totalrecord><totalpage>9</totalpage>\n<recordset>\n{inner}\n</recordset></datastore>"


@stranger
def jpage_windows_capped() -> Stranger:
    """perpage 20, so windows of 60, but the server gives 40 at most, by GET only, under /jslib/."""
    items = some(95, lambda n: f"/art/2024/1/{n % 28 + 1}/art_1229114055_{89000 + n}.html", decoys=8)
    lines = records(items)

    def proxy(asked: Asked) -> Answer | str:
        if asked.method == "POST":
            return Answer("Method Not Allowed", 405)
        ask = query(asked)
        start, end = int(ask["startrecord"]), int(ask["endrecord"])
        if ask.get("columnid") != "1229114055" or ask.get("unitid") != "6793088":
            return store([], 0)
        return Answer(
            "\n\n<?xml version='1.0' encoding='utf-8'?>"
            + store(lines[start - 1 : min(end, start + 39)], len(items)),
            headers={"Content-Type": "text/xml"},
        )

    head = "<script src='/module/jslib/jquery/jpage/jpage.js'></script>"
    text = shell(
        f"<div id='6793088'><script type='text/xml'>{store(lines[:40], len(items))}</script></div><script>"
        "$('#6793088').jpage({dataBefore:'<ul>',proxyUrl:'/module/jslib/jquery/jpage/dataproxy.jsp',"
        "ajaxParam:{col:1,webid:149,path:'/',columnid:1229114055,sourceContentType:1,unitid:'6793088',webname:'青禾县人民政府',permissiontype:0},perPage:20})</script>",
        head=head,
    )
    pages: dict[str, Page] = {
        "/col/col1229114055/index.html": text,
        "/module/jslib/jquery/jpage/dataproxy.jsp": proxy,
        **articles(items),
    }
    return Stranger("/col/col1229114055/index.html", pages, wanted(items), adapter="jpage")


@stranger
def jpage_truecms() -> Stranger:
    """JSONP around the XML, ten records at most, 404 without a Referer."""
    items = some(24, lambda n: f"/qhx/zfxxgknb/content/{n:032x}.html", decoys=5)
    lines = records(items)

    def message(asked: Asked) -> Answer | str:
        if "Referer" not in asked.headers:
            return Answer("", 404)
        ask = query(asked)
        start, end = int(ask["startrecord"]), int(ask["endrecord"])
        return f"cb({json.dumps({'result': store(lines[start - 1 : min(end, start + 9)], len(items))}, ensure_ascii=False)})"

    text = shell(
        "<ul id='records'></ul><script>var url='/messageController/getMessage.do?startrecord=1&endrecord=10&perpage=10&columnId=4039&callback=cb'; load(url)</script>"
    )
    return Stranger(
        "/qhx/zfxxgknb/list.html",
        {"/qhx/zfxxgknb/list.html": text, "/messageController/getMessage.do": message, **articles(items)},
        wanted(items),
        adapter="jpage",
    )


@stranger
def jpage_column_site() -> Stranger:
    """/col/<column>_<site>/ with articles named by milliseconds; everything on the first page; one broken record."""
    items = some(14, lambda n: f"/col/4039_446643/art/17356608/{1736472903800 + n}ffO7D{n}.html", decoys=4)
    lines = records(items)
    lines[3] = lines[3].replace("<li>", "<li style=<br/>")
    text = shell(
        f"<div><script type='text/xml'>{store(lines, len(items)).replace('<totalpage>9', '<totalpage>1&2')}</script></div>"
    )
    return Stranger(
        "/col/18073_668815/index.html",
        {"/col/18073_668815/index.html": text, **articles(items)},
        wanted(items),
    )


@stranger
def xxgk_search() -> Stranger:
    """search.jsp by POST answers fragments of the whole area, 15 rows a page."""
    items = some(26, lambda n: f"/art/2024/1/{n % 28 + 1}/art_1229063379_{5000 + n}.html", decoys=3)
    items += [
        Item(f"/art/2024/2/3/art_77_{n}.html", t, "2024-02-03", 2024, False, "prose", n)
        for n, t in enumerate(
            ("青禾县行政许可事项目录", "关于张某任职的通知", "青禾县防汛应急预案", "青禾县2024年政府工作报告")
        )
    ]
    parts = pages_of(items, 15)

    def search(asked: Asked) -> Answer | str:
        if asked.method != "POST":
            return Answer("", 405)
        ask = query(asked) | posted(asked)
        number = int(ask.get("currpage", 1))
        rows = "".join(
            f"<tr class='tr_main_value_{'odd' if k % 2 else 'even'}'><td><a class='bt_link' href='{i.path}' title='{i.title}'>{i.title[:20]}</a></td><td>{i.day}</td></tr>"
            for k, i in enumerate(parts[number - 1])
        )
        return f"<table>{rows}</table><div>共{len(parts)}页 第{number}页</div>"

    text = shell(
        "<div id='div_list'></div><script>var u = '/module/xxgk/search.jsp?standardXxgk=1&isAllList=1&texttype=0&fbtime=&vc_all=&area=11330521&infotypeId=A0201&divid=div1229'; post(u + '&currpage=1')</script>"
    )
    return Stranger(
        "/col/col1229063379/index.html",
        {"/col/col1229063379/index.html": text, "/module/xxgk/search.jsp": search, **articles(items)},
        wanted(items),
    )


@stranger
def xxgk_annual() -> Stranger:
    """A tree of bodies as nested lists of links, one address per body and year, empty years."""
    bodies = {
        "11330521002556003C": "县教育局",
        "001008003015001": "县审计局",
        "11330521MB1A2B3C4D": "清溪镇人民政府",
    }
    years = (2020, 2021, 2022, 2023)
    missing = {("001008003015001", 2021), ("11330521MB1A2B3C4D", 2020)}

    def annual(asked: Asked) -> str:
        ask = query(asked)
        area, year = ask["area"], int(ask.get("fbtime") or 2023)
        links = "".join(
            f"<li><a href='xxgkAnnualReport.jsp?area={area}&amp;fbtime={y}'>{y}</a></li>" for y in years
        )
        head = f"<ul class='yearlist'>{links}</ul>"
        if area not in bodies or (area, year) in missing:
            return f"<html><body>{head}<div class='nr'></div></body></html>"
        item = Item(
            asked.path,
            f"青禾{bodies[area]}{year}年政府信息公开工作年度报告",
            f"{year + 1}-01-20",
            year,
            number=year + len(area),
        )
        return article(item, 3).replace("<body>", "<body>" + head)

    tree = (
        "<html><body><ul>"
        + "".join(
            f"<li><a href='/module/xxgk/xxgkAnnualReport.jsp?area={a}&amp;fbtime=2023' target='right'>{n}</a></li>"
            for a, n in bodies.items()
        )
        + "</ul></body></html>"
    )
    pages: dict[str, Page] = {
        "/nb/index.html": "<html><frameset cols='20%,80%'><frame src='/module/xxgk/tree.jsp?area=11330521' name='left'><frame src='/blank.html' name='right'></frameset></html>",
        "/module/xxgk/tree.jsp": tree, "/module/xxgk/xxgkAnnualReport.jsp": annual, "/blank.html": "<html><body>请选择</body></html>",
    }  # fmt: skip
    found = {
        f"/module/xxgk/xxgkAnnualReport.jsp?area={a}&fbtime={y}"
        for a in bodies
        for y in years
        if (a, y) not in missing
    }
    return Stranger("/nb/index.html", pages, found, adapter="xxgk")


def unit(
    items: list[Item],
    size: int,
    *,
    by_json: bool,
    tag: str,
    markup: str = "<p><a href='{path}'>{title}</a><em>{day}</em></p>",
) -> Page:
    parts = pages_of(items, size)

    def made(asked: Asked) -> str:
        ask = query(asked)
        number = 1
        if by_json and "paramJson" in ask:
            number = int(json.loads(ask["paramJson"])["pageNo"])
        elif not by_json:
            number = int(ask.get("pageNo", 1))
        part = parts[number - 1] if number <= len(parts) and ask.get("tagId") == tag else []
        html = "".join(markup.format(path=i.path, title=i.title, day=i.day) for i in part)
        return json.dumps(
            {
                "success": True,
                "code": "200",
                "message": "",
                "data": {"html": f"<div>{html}</div>" if part else ""},
            }
        )

    return made


@stranger
def jpaas_two_units() -> Stranger:
    """Two units on the page, the first of which is a menu and empty; pages by paramJson alone."""
    items = some(33, lambda n: f"/zfxxgk/zfxxgknb/2023/art/2024/art_{n:032x}.html", decoys=6)
    service = unit(items, 12, by_json=True, tag="信息公开年报列表")
    base = "url=\"/api-gateway/jpaas-publish-server/front/page/build/unit\" queryData=\"{{'parseType':'buildstatic','webId':'7f','tplSetId':'a1','pageType':'column','tagId':'{}','editType':'null','pageId':'b2'}}\""
    text = shell(
        f"<script src='/script/unitbuild.js' {base.format('导航')}></script><div class='r'><script src='/script/unitbuild.js' {base.format('信息公开年报列表')}></script></div>"
    )
    return Stranger(
        "/zfxxgk/zfxxgknb/2023/index.html",
        {
            "/zfxxgk/zfxxgknb/2023/index.html": text,
            "/api-gateway/jpaas-publish-server/front/page/build/unit": service,
            **articles(items),
        },
        wanted(items),
        adapter="jpaas",
    )


@stranger
def jpaas_bare_number() -> Stranger:
    """pageNo alone turns the page; columns by year and kind lie around it."""
    kinds = {"szfbm": "县政府部门", "xzjd": "乡镇街道"}
    pages: dict[str, Page] = {}
    found: set[str] = set()
    units: dict[str, Page] = {}
    pages["/zfxxgknb/index.html"] = shell(
        "".join(f"<a href='/zfxxgknb/2022/{k}/index.html'>{t}</a>" for k, t in kinds.items())
    )
    for at, kind in enumerate(kinds):
        items = some(
            17,
            lambda n, k=kind: (
                f"/zfxxgknb/2022/{k}/art/2023/art_{n:031x}{k[0].replace('s', 'a').replace('x', 'b')}.html"
            ),
            year=2022,
            decoys=3,
            first=at * 19,
        )
        units[kind] = unit(
            items,
            8,
            by_json=False,
            tag=f"列表{kind}",
            markup="<tr><td>·</td><td><a href='{path}' title='{title}'>{title:.12}</a></td><td>{day}</td></tr>",
        )
        told = f"{{'parseType':'bulidstatic','webId':'7','tplSetId':'1','pageType':'column','tagId':'列表{kind}','editType':'null','pageId':'{kind}'}}"
        pages[f"/zfxxgknb/2022/{kind}/index.html"] = shell(
            f"<table><script src='//static.example/unitbuild.js' url='/api-gateway/jpaas-publish-server/front/page/build/unit' queryData=\"{told}\"></script></table>"
        )
        pages |= articles(items)
        found |= wanted(items)
    pages["/api-gateway/jpaas-publish-server/front/page/build/unit"] = lambda asked: units[
        query(asked)["pageId"]
    ](asked)  # type: ignore[operator]
    return Stranger("/zfxxgknb/index.html", pages, found)


@stranger
def ucap_static() -> Stranger:
    """Static list_2.shtml behind createPageHTML-less numbers; articles in another column and c01_ names."""
    items = some(25, lambda n: f"/qhx/c107681/202401/c01_{733800 + n}.shtml", decoys=6)
    parts = pages_of(items, 9)
    pages: dict[str, Page] = dict(articles(items))
    for number, part in enumerate(parts, 1):
        lines = "".join(
            f"<li class='clearfix'><a href='{i.path}'>{i.title}<span>{i.day}</span></a></li>" for i in part
        )
        nav = "".join(
            f"<a href='/qhx/c106127/list{'' if n == 1 else f'_{n}'}.shtml'>{n}</a>"
            for n in range(1, len(parts) + 1)
            if n != number
        )
        pages[f"/qhx/c106127/list{'' if number == 1 else f'_{number}'}.shtml"] = shell(
            f"<ul>{lines}</ul><p>{nav}</p>"
        )
    return Stranger("/qhx/c106127/list.shtml", pages, wanted(items))


@stranger
def ucap_common_search() -> Stranger:
    """The channel in a meta tag only; the service is /common/search; titles carry markup."""
    channel = "abcdefabcdefabcdefabcdefabcdefab"
    items = some(31, lambda n: f"/qhx/zfxxgkndbg/2024/1/{n % 28 + 1}/{n:032x}.shtml", decoys=6)
    parts = pages_of(items, 18)

    def search(asked: Asked) -> str:
        number = int(query(asked).get("page", 1))
        part = parts[number - 1] if number <= len(parts) else []
        rows = [
            {
                "title": i.title,
                "subTitle": "",
                "url": i.path,
                "publishedTimeStr": i.day + " 10:00:00",
                "manuscriptId": f"{i.number:032x}",
                "channelName": "政府信息公开年报",
                "memo": "摘要",
                "domainMetaList": [],
                "resList": [],
            }
            for i in part
        ]
        return json.dumps(
            {"data": {"page": number, "rows": 18, "total": len(items), "channelId": channel, "results": rows}}
        )

    text = shell(
        "<ul class='list_box'></ul><div id='pagination'></div>",
        head=f"<meta name='channelid' content='{channel}'>",
    )
    return Stranger(
        "/qhx/c106127/common_zfxxgknb.shtml",
        {"/qhx/c106127/common_zfxxgknb.shtml": text, f"/common/search/{channel}": search, **articles(items)},
        wanted(items),
        adapter="ucap",
    )


@stranger
def guangdong_portal() -> Stranger:
    """Shape A with mobile twins of the same reports; index_2 from the pager's script."""
    items = some(18, lambda n: f"/zwgk/xxgknb/szf/content/post_{4145000 + n}.html", decoys=5)
    parts = pages_of(items, 7)
    pages: dict[str, Page] = dict(articles(items))
    for i in items:
        pages[i.path.replace("post_", "mpost_")] = article(i)
    for number, part in enumerate(parts, 1):
        lines = "".join(
            f"<li><a href='http://{{host}}{i.path}' class='pc'>{i.title}</a><a class='mobile' href='{i.path.replace('post_', 'mpost_')}'>{i.title}</a><span>{i.day}</span></li>"
            for i in part
        )
        onward = (
            f"<a class='next' href='/zwgk/xxgknb/szf/index_{number + 1}.html'>下一页</a>"
            if number < len(parts)
            else ""
        )

        def made(asked: Asked, text: str = shell(f"<ul>{lines}</ul>{onward}")) -> str:
            return text.replace("{host}", asked.headers["Host"])

        pages[f"/zwgk/xxgknb/szf/index{'' if number == 1 else f'_{number}'}.html"] = made
    return Stranger("/zwgk/xxgknb/szf/index.html", pages, wanted(items))


@stranger
def gkmlpt_nested() -> Stranger:
    """The column has parts by year, the configuration is spread over lines; the count is met."""
    pages: dict[str, Page] = {}
    columns = {31001: 2022, 31002: 2023}
    lists = {
        c: some(
            13 if y == 2023 else 6,
            lambda n, c=c: f"/qhx/gkmlpt/content/2/2{c % 1000}/post_{c * 100 + n}.html",
            year=y,
            decoys=3,
        )
        for c, y in columns.items()
    }
    tree = [
        {
            "id": 5,
            "name": "法定主动公开内容",
            "parent": 0,
            "post_count": 90,
            "children": [{"id": 6, "name": "财政信息", "parent": 5, "children": []}],
        },
        {
            "id": 31000,
            "name": "政府信息公开工作年度报告",
            "parent": 0,
            "post_count": 0,
            "children": [
                {"id": c, "name": f"{y}年", "parent": 31000, "post_count": len(lists[c]), "children": []}
                for c, y in columns.items()
            ],
        },
    ]

    def api(asked: Asked) -> str:
        column = int(asked.path.partition("?")[0].rpartition("/")[2])
        number = int(query(asked)["page"])
        items = lists.get(column, [])
        part = items[(number - 1) * 10 : number * 10]
        rows = [
            {
                "id": i.number,
                "title": i.title,
                "date": 1706600000,
                "created_at": i.day + " 15:20:00",
                "publisher": "青禾县",
                "identifier": "x",
                "url": f"http://{asked.headers['Host']}{i.path}",
            }
            for i in part
        ]
        return json.dumps(
            {"classify": {"id": column, "name": "年报", "post_count": len(items)}, "articles": rows}
        )

    text = (
        "<!DOCTYPE html><html><head><title>政府信息公开目录</title></head><body><div id='app'></div><script>\nwindow._CONFIG = {\n  LOCAL: 'zh',\n  SITE_ID: 758019,\n  TREE: "
        + json.dumps(tree, ensure_ascii=False, indent=1)
        + "\n};</script><script src='/gkmlpt/js/app.js'></script></body></html>"
    )
    for c in (31000, *columns):
        pages[f"/qhx/gkmlpt/api/all/{c}"] = api
    pages["/qhx/gkmlpt/index"] = text
    found: set[str] = set()
    for items in lists.values():
        for i in items:
            detail = json.dumps(
                {
                    "DETAIL": {
                        "id": i.number,
                        "title": i.title,
                        "content": form(i.number, i.year) if i.report else "<p>正文</p>",
                    }
                },
                ensure_ascii=False,
            )
            body = form(i.number, i.year) if i.report else "<p>正文内容如下。</p>"
            pages[i.path] = (
                f"<html><head><title>{i.title}</title></head><body><table class='classify'><tr><td>索引号:</td><td class='td-value'><span>11441200</span></td><td>发布机构:</td><td class='td-value'><span>青禾县</span></td></tr><tr><td>名称:</td><td class='td-value'><span>{i.title}</span></td></tr></table><h1 class='title'>{i.title}</h1><div class='article-content'>{body}</div><script>window._CONFIG = {detail}</script></body></html>"
            )
        found |= wanted(items)
    return Stranger("/qhx/gkmlpt/index#31000", pages, found, adapter="gkmlpt")


@stranger
def lonsun_rel() -> Stranger:
    """A county's bodies by action=rel, years in #timeFrame; parameters in changing order with random tails."""
    bodies = {1701: "县教育局", 1702: "县审计局", 1703: "白杨镇", 1704: "县信访局", 1705: "经济开发区管委会"}
    years = {1701: (2021, 2022, 2023), 1702: (2022, 2023), 1703: (2023,), 1704: (2021, 2023), 1705: (2022,)}

    def column(asked: Asked) -> Answer | str:
        ask = query(asked)
        organ = int(asked.path.partition("?")[0].rpartition("/")[2])
        if ask.get("action") == "rel":
            links = "".join(
                f"<li><a title='{n}' href='/public/column/{o}?nav=3&amp;type=4&amp;action=list&amp;catId=6{o}&amp;_=0.{o}'>{n[:3]}…</a></li>"
                for o, n in bodies.items()
            )
            return shell(f"<div class='xxgk_nb'><ul class='clearfix'>{links}</ul></div>")
        if ask.get("action") == "detail":
            year = int(ask["title"])
            if year not in years[organ]:
                return shell("<div>暂无相关信息</div>")
            return article(
                Item(
                    asked.path,
                    f"{bodies[organ]}{year}年政府信息公开工作年度报告",
                    f"{year + 1}-01-20",
                    year,
                    number=organ + year,
                ),
                4,
            )
        links = "".join(
            f"<a href='/public/column/{organ}?title={y}&amp;type=3&amp;action=detail&amp;nav=3'>{y}年</a>"
            for y in years[organ]
        )
        return shell(f"<ul id='timeFrame'><li>{links}</li></ul><div class='con'></div>")

    pages: dict[str, Page] = {f"/public/column/{o}": column for o in (6601841, *bodies)}
    found = {
        f"/public/column/{o}?title={y}&type=3&action=detail&nav=3" for o, ys in years.items() for y in ys
    }
    return Stranger("/public/column/6601841?type=4&action=rel&nav=3", pages, found, adapter="lonsun")


@stranger
def lonsun_label() -> Stranger:
    """The first page is printed, the others come as fragments; older addresses; out of range says so."""
    items = some(28, lambda n: f"/openness/public/6596211/{15194800 + n}.html", decoys=6)
    parts = pages_of(items, 12)

    def rows(part: list[Item]) -> str:
        return "".join(
            f"<div class='xxgk_navli'><ul><li class='mc'><a href='{i.path}' title='{i.title}'>{i.title[:16]}…</a></li><li class='fbrq'>{i.day}</li></ul></div>"
            for i in part
        )

    def label(asked: Asked) -> str:
        number = int((query(asked) | posted(asked)).get("pageIndex", 1))
        return rows(parts[number - 1]) if number <= len(parts) else "<div class='nodata'>暂无相关信息</div>"

    told = "IsAjax=1&dataType=html&labelName=publicInfoList&siteId=6795621&organId=6596211&catId=7031&type=4&action=list&pageSize=12&isDate=true&dateFormat=yyyy-MM-dd&length=80&file=/xxgk/publicInfoList_newest2020&result=暂无相关信息"
    text = shell(
        f"<div class='list'>{rows(parts[0])}</div><script>Ls.pagination('.page', function(n){{ return '/site/label/8888?{told}&pageIndex=' + n }}, {{pageCount:{len(parts)},pageIndex:1}})</script>"
    )
    return Stranger(
        "/public/column/6596211?type=4&action=list&nav=3&catId=7031",
        {"/public/column/6596211": text, "/site/label/8888": label, **articles(items)},
        wanted(items),
        adapter="lonsun",
    )


@stranger
def epoint_inline() -> Stranger:
    """Rows by POST, shells for articles; some hold HTML, some a PDF only (here a DOCX)."""
    guids = [f"0772e821-5733-421d-82e7-f545c57290{n:02}" for n in range(11)]
    items = [
        Item(f"/art/showinfo.html?infoGuid={g}", named(n), f"2024-01-{n + 10}", 2023, number=n)
        for n, g in enumerate(guids)
    ]

    def rows(asked: Asked) -> Answer | str:
        ask = json.loads(asked.body)
        if ask.get("siteGuid") != "7eb5f7f1" or ask.get("categorynum") != "003001":
            return Answer("{}", 500)
        size = int(ask["pageSize"])
        part = items[ask["pageIndex"] * size : (ask["pageIndex"] + 1) * size]
        return json.dumps(
            {
                "custom": {
                    "code": 1,
                    "count": str(len(items)),
                    "data": [
                        {"infourl": i.path, "realtitle": i.title, "title": i.title[:10], "infodate": i.day}
                        for i in part
                    ],
                }
            }
        )

    def detail(asked: Asked) -> str:
        guid = json.loads(posted(asked)["params"])["infoGuid"]
        n = guids.index(guid)
        if n % 2:
            return json.dumps(
                {
                    "custom": {
                        "code": 1,
                        "infotype": "pdf",
                        "title": items[n].title,
                        "pdflist": [
                            {"attachname": items[n].title + ".docx", "attachurl": f"/attach/{guid}.docx"}
                        ],
                    }
                }
            )
        return json.dumps(
            {
                "custom": {
                    "code": 1,
                    "infotype": "html",
                    "title": items[n].title,
                    "infodate": items[n].day,
                    "infocontent": form(n, 2023),
                }
            }
        )

    common = '/*common*/ var siteInfo = { "siteGuid" : "7eb5f7f1", "projectName" : "/EpointWebBuilder" };'
    pages: dict[str, Page] = {
        "/govInfoPub/nblist.html": shell(
            "<div id='govinfolist' class='ewb-list'></div><script src='/js/webBuilderCommon.js?v=3'></script>"
        ),
        "/js/webBuilderCommon.js": Answer(common, headers={"Content-Type": "application/javascript"}),
        "/EpointWebBuilder/rest/lightfrontaction/getgovinfolist": rows,
        "/EpointWebBuilder/rest/lightfrontaction/getGovInfoDetail": detail,
        "/art/showinfo.html": "<html><body><div id='content'></div><script src='/js/webBuilderCommon.js'></script><script src='/js/showinfo.js'></script></body></html>",
    }
    for n, g in enumerate(guids):
        pages[f"/attach/{g}.docx"] = file(items[n])
    return Stranger(
        "/govInfoPub/nblist.html?deptcode=003&categorynum=003001",
        pages,
        {i.path for i in items},
        adapter="epoint",
    )


@stranger
def parameters_links() -> Stranger:
    """A table of bodies and years whose cells are addresses with parameters folded into the file name."""
    pages: dict[str, Page] = {}
    found: set[str] = set()
    rows = ""
    for nid, body in ((155, "县教育局"), (156, "县统计局"), (157, "城关街道办事处")):
        cells = ""
        for year in (2020, 2021, 2022, 2023):
            path = f"/zt/xxgkzl/gknbxq/pnidpv{nid}pntypepvnbpnnfpv{year}.html"
            item = Item(
                path,
                f"青禾{body}{year}年政府信息公开工作年度报告",
                f"{year + 1}-01-20",
                year,
                number=nid + year,
            )
            if (nid, year) == (156, 2021):
                cells += "<td>—</td>"
                continue
            pages[path] = article(item)
            found.add(path)
            cells += f"<td><a href='{path}'>{year}年</a></td>"
        rows += f"<tr><th>{body}</th>{cells}</tr>"
    pages["/zt/xxgkzl/"] = shell(f"<table class='nb'>{rows}</table>")
    return Stranger("/zt/xxgkzl/", pages, found)


@stranger
def parameters_choice() -> Stranger:
    """Bodies as a list of scripts, years as a drop-down; the page shows nothing before one is chosen."""
    bodies = {38: "县民政局", 75: "县审计局", 91: "高庙镇人民政府"}
    have = {(38, 2022), (38, 2023), (75, 2023), (91, 2021), (91, 2023)}

    def page(asked: Asked) -> str:
        ask = query(asked)
        dept, year = int(ask.get("dept") or 0), int(ask.get("year") or 0)
        side = "".join(
            f"<li><a href='year_details.aspx?dept={d}&year=2023'>{n}</a></li>" for d, n in bodies.items()
        )
        options = "".join(
            f"<option value='{y}' {'selected' if y == year else ''}>{y}年度</option>"
            for y in (2023, 2022, 2021)
        )
        head = f"<ul class='depts'>{side}</ul><select id='year' name='year' onchange='change()'>{options}</select>"
        if (dept, year) not in have:
            return shell(head + "<div id='body'><p>该单位暂未发布</p></div>")
        return article(
            Item(
                asked.path,
                f"青禾{bodies[dept]}{year}年政府信息公开工作年度报告",
                f"{year + 1}-01-20",
                year,
                number=dept + year,
            ),
            2,
        ).replace("<body>", "<body>" + head)

    return Stranger(
        "/year_details.aspx?dept=38&year=2023",
        {"/year_details.aspx": page},
        {f"/year_details.aspx?dept={d}&year={y}" for d, y in have},
    )


@stranger
def parameters_years_only() -> Stranger:
    """nbYear=…: one page per year with a table of bodies that lead to numbers."""
    pages: dict[str, Page] = {}
    found: set[str] = set()
    lists = {
        y: some(6, lambda n, y=y: f"/gknb_show.php?id={4000 + n + y}", year=y, decoys=1)
        for y in (2022, 2023, 2024)
    }

    def column(asked: Asked) -> str:
        year = int(query(asked).get("nbYear") or 2024)
        tabs = "".join(
            f"<span onclick=\"location.href='/zfxxgk/zfxxgknb.html?nbYear={y}'\">{y}年</span>" for y in lists
        )
        lines = "".join(f"<li><a href='{i.path}'>{i.title}</a></li>" for i in lists[year])
        return shell(f"<div class='tabs'>{tabs}</div><ul>{lines}</ul>")

    every = [i for items in lists.values() for i in items]

    def show(asked: Asked) -> str:
        return article(next(i for i in every if i.path.endswith("=" + query(asked)["id"])))

    pages |= {"/zfxxgk/zfxxgknb.html": column, "/gknb_show.php": show}
    for items in lists.values():
        found |= wanted(items)
    return Stranger("/zfxxgk/zfxxgknb.html", pages, found)


@stranger
def aspnet_get() -> Stranger:
    """InfoPublic.aspx?cid=…&page=1 in the honest way, with first, previous, next and last as words."""
    items = some(20, lambda n: f"/NewsView.aspx?id={7000 + n}&cid=1019", decoys=5)
    parts = pages_of(items, 8)

    def lists(asked: Asked) -> str:
        number = int(query(asked).get("page", 1))
        lines = "".join(
            f"<tr><td><a href='{escape(i.path)}'>{i.title}</a></td><td>{i.day}</td></tr>"
            for i in parts[number - 1]
        )
        pager = "".join(
            f"<a href='InfoPublic.aspx?cid=1019&amp;pid=971&amp;page={n}&amp;kw='>{t}</a>"
            for n, t in (
                (1, "首页"),
                (max(1, number - 1), "上一页"),
                (min(len(parts), number + 1), "下一页"),
                (len(parts), "尾页"),
            )
        )
        return shell(f"<table>{lines}</table>{pager}")

    def view(asked: Asked) -> str:
        return article(next(i for i in items if f"id={query(asked)['id']}&" in i.path))

    return Stranger(
        "/InfoPublic.aspx?cid=1019&pid=971&page=1&kw=",
        {"/InfoPublic.aspx": lists, "/NewsView.aspx": view},
        wanted(items),
    )


@stranger
def aspnet_grid() -> Stranger:
    """A GridView: Page$2 by postback, entity-encoded quotes, hidden fields renewed with each page, no word for next."""
    items = some(17, lambda n: f"/gk/View.aspx?ID={n}", decoys=4)
    parts = pages_of(items, 6)

    def lists(asked: Asked) -> Answer | str:
        number = 1
        if asked.method == "POST":
            told = posted(asked)
            number = int(told["__EVENTARGUMENT"].removeprefix("Page$"))
            if told["__VIEWSTATE"] != f"vs+{number - 1}/=" or told["__EVENTTARGET"] != "ctl00$GridView1":
                return Answer("Invalid viewstate", 500)
        lines = "".join(
            f"<tr><td><a href='View.aspx?ID={i.path.rpartition('=')[2]}'>{i.title}</a></td><td>{i.day.replace('-', '/')}</td></tr>"
            for i in parts[number - 1]
        )
        nav = "".join(
            f"<td>{f'<span>{n}</span>' if n == number else f'<a href=&quot;x&quot; >{n}</a>'.replace('&quot;x&quot;', chr(34) + f'javascript:__doPostBack(&#39;ctl00$GridView1&#39;,&#39;Page${n}&#39;)' + chr(34))}</td>"
            for n in range(1, len(parts) + 1)
        )
        hidden = f"<input type='hidden' name='__VIEWSTATE' id='__VIEWSTATE' value='vs+{number}/=' /><input type='hidden' name='__EVENTTARGET' value=''/><input type='hidden' name='__EVENTARGUMENT' value=''/>"
        return shell(
            f"<form method='post' action='./List.aspx' id='form1'>{hidden}<table id='GridView1'>{lines}<tr class='pager'>{nav}</tr></table></form>"
        )

    def view(asked: Asked) -> str:
        return article(next(i for i in items if i.path.endswith("=" + query(asked)["ID"])))

    return Stranger(
        "/gk/List.aspx", {"/gk/List.aspx": lists, "/gk/View.aspx": view}, wanted(items), adapter="aspnet"
    )


@stranger
def spa_front_api() -> Stranger:
    """A shell with new CMS( and a plain list service named in the page; articles told by another."""
    items = some(14, lambda n: f"/art/info/4071/i2024{n:010}", decoys=4)

    def affair(asked: Asked) -> str:
        number = int(query(asked).get("pageNo", 1))
        part = items[(number - 1) * 8 : number * 8]
        return json.dumps(
            {
                "code": 0,
                "data": {
                    "total": len(items),
                    "pageNo": number,
                    "list": [{"title": i.title, "url": i.path, "display_date": i.day} for i in part],
                },
            }
        )

    def detail(asked: Asked) -> Answer | str:
        item = next((i for i in items if i.path.endswith("/" + posted(asked).get("id", "?"))), None)
        if item is None:
            return Answer("", 400)
        return json.dumps(
            {
                "code": 0,
                "data": {
                    "id": posted(asked)["id"],
                    "title": item.title,
                    "display_date": item.day,
                    "body": form(item.number, 2023) if item.report else "<p>正文</p>",
                },
            }
        )

    pages: dict[str, Page] = {
        "/gk/nb": "<html><head><title>政府信息公开年报</title></head><body><div id='app'></div><script>new CMS({el:'#app', list:'/front/api/data/affair?channel=4071&pageNo=1&pageSize=8'})</script></body></html>",
        "/front/api/data/affair": affair, "/html/info/detail": detail,
    }  # fmt: skip
    for i in items:
        pages[i.path] = (
            "<html><head><title>详情</title></head><body><div id='app'></div><script>var api='/html/info/detail';$.post(api,{id:location.pathname.split('/').pop()},show)</script></body></html>"
        )
    return Stranger("/gk/nb", pages, wanted(items), adapter="service")


@stranger
def spa_hash_route() -> Stranger:
    """Articles are hash routes of one page; the list's JSON holds ids only, the detail is JSON by id."""
    items = [
        Item(f"/api/article/detail?id={n}", named(n), f"2024-01-{n + 10}", 2023, number=n) for n in range(6)
    ]

    def lists(asked: Asked) -> str:
        return json.dumps(
            {
                "code": 200,
                "result": {
                    "records": [
                        {
                            "id": i.number,
                            "title": i.title,
                            "publishDate": i.day,
                            "url": f"#/detail?id={i.number}",
                        }
                        for i in items
                    ],
                    "total": len(items),
                },
            }
        )

    pages: dict[str, Page] = {
        "/web/index.html": "<html><head><title>青禾县政府信息公开年报</title></head><body><div id=\"root\"></div><script>fetch('/api/article/list?channelId=77&page=1').then(r=>r.json())</script></body></html>",
        "/api/article/list": lists,
    }
    return Stranger("/web/index.html", pages, set(), state="empty")


@stranger
def ajax_fragment() -> Stranger:
    """A list of no known system, loaded as HTML by a script page by page until nothing comes."""
    items = some(21, lambda n: f"/n/{n // 7}/a{n}.html", decoys=5)
    parts = pages_of(items, 7)

    def fragment(asked: Asked) -> str:
        number = int(query(asked).get("p", 1))
        return (
            "".join(
                f"<li><a href='{i.path}'>{i.title}</a><span>{i.day}</span></li>" for i in parts[number - 1]
            )
            if number <= len(parts)
            else ""
        )

    text = shell(
        "<ul id='more'></ul><button onclick='more()'>加载更多</button><script>var p=0;function more(){p++;$.get('/ajax/nblist?col=9&p='+p,function(h){$('#more').append(h)})}more();</script>"
    )
    return Stranger(
        "/nb.html", {"/nb.html": text, "/ajax/nblist": fragment, **articles(items)}, wanted(items)
    )


@stranger
def xml_list() -> Stranger:
    """The list is an XML file with titles and links as elements, named in the page's script."""
    items = some(11, lambda n: f"/xml/doc{n}.html", decoys=3)
    lines = "".join(
        f"<item><title><![CDATA[{i.title}]]></title><link>{i.path}</link><pubDate>{i.day}</pubDate></item>"
        for i in items
    )
    pages: dict[str, Page] = {
        "/xml/": shell(
            "<div id='l'></div><script>$.ajax({url:'/xml/data/list.xml',dataType:'xml',success:show})</script>"
        ),
        "/xml/data/list.xml": Answer(
            f"<?xml version='1.0' encoding='UTF-8'?><items>{lines}</items>",
            headers={"Content-Type": "text/xml"},
        ),
        **articles(items),
    }
    return Stranger("/xml/", pages, wanted(items))
