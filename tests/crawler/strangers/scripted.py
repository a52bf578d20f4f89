"""Strangers whose lists, pages and links are put together by scripts: nothing runs them, all is read as it stands."""

from __future__ import annotations

import json
from html import escape

from tests.crawler.servers import Answer, Asked, Page
from tests.crawler.strangers.world import (
    Item,
    Stranger,
    article,
    articles,
    named,
    pages_of,
    posted,
    query,
    shell,
    some,
    stranger,
    wanted,
)  # fmt: skip


def lines_of(items: list[Item], markup: str = "<li><a href='{p}'>{t}</a><span>{d}</span></li>") -> str:
    return "".join(markup.format(p=i.path, t=i.title, d=i.day, s=i.title[:8]) for i in items)


@stranger
def trs_written_pager() -> Stranger:
    """The pager is written by document.write out of prevPage, nextPage and countPage, with remarks between."""
    items = some(26, lambda n: f"./202401/t20240112_{5000 + n}.html", decoys=5)
    parts = pages_of(items, 8)
    pages: dict[str, Page] = {"/gk/nb" + i.path[1:]: article(i) for i in items}
    for number, part in enumerate(parts):
        script = (
            f"<SCRIPT LANGUAGE='JavaScript'>\nvar currentPage = {number};//所在页从0开始\nvar prevPage = currentPage-1//上一页\n"
            f"var nextPage = currentPage+1//下一页\nvar countPage = {len(parts)}//共多少页\n"
            'if(countPage>1&&currentPage!=0&&currentPage!=1)\n\tdocument.write(\'<a href="index\'+"_"+prevPage+"."+"html"+\'">上一页</a>\');\n'
            "else if(countPage>1&&currentPage!=0&&currentPage==1)\n\tdocument.write('<a href=\"index.html\">上一页</a>');\n"
            "var num = 17;\nfor(var i=0+(currentPage-1-(currentPage-1)%num) ; i<=(num+(currentPage-1)) && (i<countPage) ; i++){\n"
            "\tif(countPage >1){ if(currentPage==i) document.write('<span>'+(i+1)+'</span>'); else if(i==0) document.write('<a href=\"index.html\">'+(i+1)+'</a>');\n"
            '\telse document.write(\'<a href="index\'+"_"+i+"."+"html"+\'">\'+(i+1)+\'</a>\'); }\n}\n'
            'if(countPage>1&&currentPage!=(countPage-1))\n\tdocument.write(\'<a href="index\'+"_"+nextPage+"."+"html"+\'">下一页</a>\');\n</SCRIPT>'
        )
        name = "index.html" if number == 0 else f"index_{number}.html"
        pages["/gk/nb/" + name] = shell(f"<div class='con-list'>{lines_of(part)}</div>{script}")
    pages["/gk/nb/"] = pages["/gk/nb/index.html"]
    return Stranger("/gk/nb/", pages, {"/gk/nb" + i.path[1:] for i in items if i.report})


@stranger
def trs_call_with_container() -> Stranger:
    """createPageHTML is told where to write and how many lines there are, besides the pages."""
    items = some(20, lambda n: f"/zwgk/nb/202403/t20240301_{70 + n}.shtml", decoys=4)
    parts = pages_of(items, 6)
    pages: dict[str, Page] = dict(articles(items))
    for number, part in enumerate(parts):
        name = "index.shtml" if number == 0 else f"index_{number}.shtml"
        pages["/zwgk/nb/" + name] = shell(
            f"<dl>{lines_of(part, '<dd><a title=标题：{t} href={p}>{s}</a></dd><dt>{d}</dt>')}</dl><div id='page_div'></div>"
            f"<script>createPageHTML('page_div', {len(parts)}, {number}, 'index', 'shtml', {len(items)});</script>"
        )
    return Stranger("/zwgk/nb/index.shtml", pages, wanted(items))


@stranger
def trs_pager_that_is_none() -> Stranger:
    """A pager of four pages whose further pages are all missing: the site is told as incomplete."""
    items = some(9, lambda n: f"/kj/nb/t20240{n + 101}_{n}.html", decoys=2)
    pages: dict[str, Page] = {"/kj/nb/": shell(
        f"<ul>{lines_of(items)}</ul><script>createPageHTML(4, 0, 'index', 'html');</script>"
    ), **articles(items)}  # fmt: skip
    return Stranger("/kj/nb/", pages, wanted(items), state="incomplete")


@stranger
def generic_counts_more() -> Stranger:
    """The page says how many records there are; its pager calls a function that stands nowhere."""
    items = some(10, lambda n: f"/zk/{n}.html", decoys=2)
    text = shell(
        f"<ul>{lines_of(items)}</ul><div class='pg'>总记录数：41 <a href='#' onclick='turn(this)'>下一页</a></div>"
    )
    return Stranger("/zk/", {"/zk/": text, **articles(items)}, wanted(items), state="incomplete")


@stranger
def ajax_object_json() -> Stranger:
    """$.ajax with its parameters as an object, among them variables of the page; rows have names of their own."""
    items = some(23, lambda n: f"/portal/doc/{n}.html", decoys=5)

    def service(asked: Asked) -> Answer | str:
        ask = query(asked)
        if asked.method != "GET" or ask.get("channelCode") != "A0301" or ask.get("siteNo") != "41":
            return Answer('{"ok":false}', 400)
        number, size = int(ask["pageNumber"]), int(ask["rows"])
        part = items[(number - 1) * size : number * size]
        rows = [
            {"docNo": i.number, "wzbt": i.title, "lj": i.path, "fbrq": i.day, "zy": "摘要" * 60} for i in part
        ]
        return json.dumps({"state": "ok", "body": {"records": rows, "recordTotal": str(len(items))}})

    script = (
        "var siteNo = '41';\nvar rows = 8; var curr = 1;\nfunction load(){\n $.ajax({ type: 'get', url: '/portal/rest/doclist.do', dataType: 'json',\n"
        "  data: { siteNo: siteNo, 'channelCode': \"A0301\", pageNumber: curr, rows: rows },\n  success: function (r) { draw(r.body.records) } });\n}\nload();"
    )
    text = shell(f"<div class='list' id='docs'></div><div class='pager'></div><script>{script}</script>")
    return Stranger(
        "/portal/nb.html",
        {"/portal/nb.html": text, "/portal/rest/doclist.do": service, **articles(items)},
        wanted(items),
    )


@stranger
def ajax_post_html() -> Stranger:
    """$.post with an object answers a fragment of the list; pages go on until nothing comes."""
    items = some(19, lambda n: f"/view/{n}", decoys=4)
    parts = pages_of(items, 7)

    def service(asked: Asked) -> Answer | str:
        ask = posted(asked)
        if asked.method != "POST" or ask.get("colId") != "77":
            return Answer("", 405)
        number = int(ask["pageIndex"])
        return lines_of(parts[number - 1]) if number <= len(parts) else "<p>没有更多数据</p>"

    script = "function show(n){ $.post('/front/getList', {colId: 77, pageIndex: n, pageSize: 7}, function(h){ $('#box').html(h); }); } show(1);"
    text = shell(f"<ul id='box'></ul><a href='javascript:show(2)'>2</a><script>{script}</script>")
    return Stranger(
        "/view/list", {"/view/list": text, "/front/getList": service, **articles(items)}, wanted(items)
    )


@stranger
def fetch_json_body() -> Stranger:
    """fetch with a JSON body counted from 0; rows hold ids, and the script says what address they make."""
    items = some(17, lambda n: f"/detail/{3000 + n}.html", decoys=4)

    def service(asked: Asked) -> Answer | str:
        if "json" not in asked.headers.get("Content-Type", ""):
            return Answer("", 415)
        ask = json.loads(asked.body)
        if ask.get("catalogId") != "ndbg":
            return Answer("", 400)
        part = items[ask["page"] * 6 : ask["page"] * 6 + 6]
        rows = [
            {
                "articleId": i.path.split("/")[2].removesuffix(".html"),
                "articleName": i.title,
                "releaseTime": f"{i.day} 09:00",
            }
            for i in part
        ]
        return json.dumps(
            {"code": 0, "data": {"content": rows, "totalElements": len(items), "totalPages": 4}}
        )

    script = (
        "let page = 0;\nasync function load() {\n  const r = await fetch('/gateway/article/search', { method: 'POST', headers: {'Content-Type': 'application/json'},\n"
        "    body: JSON.stringify({ catalogId: 'ndbg', page: page, size: 6 }) });\n  const j = await r.json();\n"
        "  document.querySelector('#l').innerHTML += j.data.content.map(x => `<li><a href=\"/detail/${x.articleId}.html\" target=\"_blank\">${x.articleName}</a></li>`).join('');\n}\nload();"
    )
    text = shell(f"<ul id='l'></ul><script>{script}</script>")
    return Stranger(
        "/nb/index.html",
        {"/nb/index.html": text, "/gateway/article/search": service, **articles(items)},
        wanted(items),
    )


@stranger
def rows_with_ids() -> Stranger:
    """A plain JSON list by GET; the link is put together by the script around an id of 19 digits."""
    items = some(
        12,
        lambda n: (
            f"/zfxxgk/show/17446600314700970{n:02}.html"
            if n < 900
            else f"/zfxxgk/show/1744660031470099{n}.html"
        ),
        decoys=3,
    )

    def service(asked: Asked) -> str:
        rows = [
            {"id": i.path.rpartition("/")[2].removesuffix(".html"), "title": i.title, "createTime": i.day}
            for i in items
        ]
        return json.dumps({"rows": rows, "total": len(items)})

    script = (
        "$.getJSON('/zfxxgk/api/list?cid=5', function(d){ var h=''; $.each(d.rows, function(k, v){\n"
        " h += '<li><a href=\"/zfxxgk/show/' + v.id + '.html\">' + v.title + '</a><span>' + v.createTime + '</span></li>'; }); $('#l').html(h); });"
    )
    return Stranger(
        "/zfxxgk/nb",
        {
            "/zfxxgk/nb": shell(f"<ul id='l'></ul><script>{script}</script>"),
            "/zfxxgk/api/list": service,
            **articles(items),
        },
        wanted(items),
    )


@stranger
def list_in_a_script_file() -> Stranger:
    """The lines stand in a script file of their own, beside the libraries of the page."""
    items = some(13, lambda n: f"./doc/{n}.html", decoys=3)
    data = "var nbData = [\n" + ",\n".join(
        f"['{i.path}', \"{i.title}\", '{i.day}']" for i in items
    ) + "\n];\n"  # fmt: skip
    script = Answer(data, headers={"Content-Type": "application/javascript"})
    library = Answer(
        "/* jQuery */ window.jQuery=function(){return ['./none.html','全县各部门工作年度报告']};",
        headers={"Content-Type": "application/javascript"},
    )
    text = shell(
        "<script src='/js/jquery.min.js'></script><script src='./nb_data.js?v=8'></script><ul id='l'></ul><script>render(nbData)</script>"
    )
    pages: dict[str, Page] = {"/sj/": text, "/sj/nb_data.js": script, "/js/jquery.min.js": library}
    return Stranger(
        "/sj/",
        pages | {"/sj" + i.path[1:]: article(i) for i in items},
        {"/sj" + i.path[1:] for i in items if i.report},
    )


@stranger
def opened_by_number() -> Stranger:
    """Links call a function with a number; the function stands in the page and says what it opens."""
    items = some(15, lambda n: f"/nry.jsp?wid={8800 + n}&lx=nb", decoys=4)
    lines = "".join(
        f"<tr><td><a href='javascript:void(0)' onclick='showInfo({i.path.partition('=')[2].partition('&')[0]}, this)'>{i.title}</a></td><td>{i.day}</td></tr>"
        for i in items
    )
    script = (
        "function showInfo(wid, el) {\n  var u = 'x';\n  window.open('/nry.jsp?wid=' + wid + '&lx=nb');\n}"
    )

    def view(asked: Asked) -> str:
        return article(next(i for i in items if i.path == asked.path))

    return Stranger(
        "/lb.jsp",
        {"/lb.jsp": shell(f"<table>{lines}</table><script>{script}</script>"), "/nry.jsp": view},
        wanted(items),
    )


@stranger
def titles_beside_links() -> Stranger:
    """A table whose links say only 查看 and 下载; the titles stand in cells of their own."""
    items = some(11, lambda n: f"/bg/{n}.html", decoys=3)
    lines = "".join(
        f"<tr><td>{k}</td><td>{i.title}</td><td>{i.day}</td><td><a href='{i.path}'>查看</a></td></tr>"
        for k, i in enumerate(items, 1)
    )
    text = shell(f"<table><tr><th>序号</th><th>标题</th><th>日期</th><th>操作</th></tr>{lines}</table>")
    return Stranger("/bg/", {"/bg/": text, **articles(items)}, wanted(items))


@stranger
def matrix_of_bodies_and_years() -> Stranger:
    """Bodies down the side, years across the top, in each cell a link that says 点击查看."""
    bodies = ("县财政局", "县审计局", "清溪镇人民政府", "城关街道办事处")
    years = (2021, 2022, 2023)
    pages: dict[str, Page] = {}
    found: set[str] = set()
    rows = ""
    for n, body in enumerate(bodies):
        cells = ""
        for year in years:
            path = f"/jz/{n}_{year}.html"
            if (n, year) == (2, 2021):
                cells += "<td>/</td>"
                continue
            item = Item(
                path,
                f"青禾{body}{year}年政府信息公开工作年度报告",
                f"{year + 1}-01-20",
                year,
                number=n + year,
            )
            pages[path] = article(item)
            found.add(path)
            cells += f"<td><a href='{path}'>点击查看</a></td>"
        rows += f"<tr><td>{body}</td>{cells}</tr>"
    head = "".join(f"<th>{year}年</th>" for year in years)
    pages["/jz/"] = shell(f"<table><thead><tr><th>单位</th>{head}</tr></thead><tbody>{rows}</tbody></table>")
    return Stranger("/jz/", pages, found)


@stranger
def years_by_script() -> Stranger:
    """Years are tabs without addresses; a function puts the year behind the address of the body."""
    bodies = {11: "县民政局", 12: "县水利局", 13: "高庙镇人民政府"}
    have = {(b, y) for b in bodies for y in (2021, 2022, 2023)} - {(12, 2021)}

    def annual(asked: Asked) -> str:
        ask = query(asked)
        body, year = int(ask.get("unit") or 0), int(ask.get("nbYear") or 2023)
        tabs = "".join(f"<li class='y' onclick='pick({y})'>{y}年</li>" for y in (2023, 2022, 2021))
        side = "".join(f"<p><a href='/gk/nb.jsp?unit={b}'>{t}</a></p>" for b, t in bodies.items())
        head = (
            f"<div class='side'>{side}</div><ul>{tabs}</ul>"
            f"<script>function pick(y){{ location.href = '/gk/nb.jsp?unit={body}&nbYear=' + y; }}</script>"
        )
        if (body, year) not in have:
            return shell(head + "<div class='nr'>暂无内容</div>")
        item = Item(
            asked.path,
            f"青禾{bodies[body]}{year}年政府信息公开工作年度报告",
            f"{year + 1}-01-20",
            year,
            number=body + year,
        )
        return article(item, 3).replace("<body>", "<body>" + head)

    found = {f"/gk/nb.jsp?unit={b}&nbYear={y}" for b, y in have}
    return Stranger("/gk/nb.jsp?unit=11", {"/gk/nb.jsp": annual}, found, count=len(have))


@stranger
def years_by_nameless_choice() -> Stranger:
    """A drop-down of years without a name; what is chosen goes behind an address in its onchange."""
    lists = {y: some(5, lambda n, y=y: f"/nd/{y}/{n}.html", year=y, decoys=1) for y in (2020, 2022, 2023)}

    def column(asked: Asked) -> str:
        year = int(query(asked).get("nd") or 2023)
        options = "".join(
            f"<option value={y} {'selected' if y == year else ''}>{y}</option>"
            for y in sorted(lists, reverse=True)
        )
        choice = f"<select onchange=\"window.location.href='/nd/list.php?nd='+this.options[this.selectedIndex].value\">{options}</select>"
        return shell(choice + f"<ul>{lines_of(lists[year])}</ul>")

    pages: dict[str, Page] = {"/nd/list.php": column}
    found: set[str] = set()
    for items in lists.values():
        pages |= articles(items)
        found |= wanted(items)
    return Stranger("/nd/list.php", pages, found)


@stranger
def xxgk_by_form() -> Stranger:
    """search.jsp wants the hidden fields of its form; the tree is data for a tree drawn by script; years are list items."""
    items = some(17, lambda n: f"/art/2024/1/{n % 28 + 1}/art_1229_{n}.html", decoys=3)
    parts = pages_of(items, 6)

    def search(asked: Asked) -> Answer | str:
        ask = query(asked) | posted(asked)
        if asked.method != "POST" or ask.get("infotypeId") != "B001" or ask.get("area") != "11330521K":
            return Answer("<div>没有检索到信息</div>")
        number = int(ask.get("currpage") or 1)
        rows = "".join(
            f'<tr class="tr_main_value_odd"><td align=center>{k}</td><td><a class=bt_link target=_blank href={i.path}>{i.title}</a></td><td>{i.day}</td></tr>'
            for k, i in enumerate(parts[number - 1])
        )
        return f"<table>{rows}<tr><td colspan=3>共&nbsp;{len(items)}&nbsp;条记录&nbsp;共&nbsp;{len(parts)}&nbsp;页</td></tr></table>"

    fields = "".join(
        f"<input type='hidden' name='{k}' value='{v}'>"
        for k, v in (
            ("infotypeId", "B001"),
            ("jdid", "3101"),
            ("area", "11330521K"),
            ("divid", "div9"),
            ("vc_title", ""),
            ("texttype", "0"),
            ("sortfield", ",createdatetime:0,orderid:0"),
        )
    )
    text = shell(
        f"<form id='f' method='post' action='/module/xxgk/search.jsp'>{fields}</form><div id='div9'></div><script>submitForm('f')</script>"
    )
    return Stranger(
        "/col/col1229/index.html",
        {"/col/col1229/index.html": text, "/module/xxgk/search.jsp": search, **articles(items)},
        wanted(items),
    )


@stranger
def xxgk_tree_as_data() -> Stranger:
    """tree.jsp answers data for a tree; each body's page shows one year and has the others as items to click."""
    bodies = {
        "11330521002556003C": "县教育局",
        "11330521MB1A2B3C4D": "白杨镇人民政府",
        "001008003015002": "县民政局",
    }
    have = {(a, y) for a in bodies for y in (2021, 2022, 2023)} - {("001008003015002", 2022)}

    def annual(asked: Asked) -> str:
        ask = query(asked)
        area, year = ask["area"], int(ask.get("fbtime") or 2023)
        tabs = "".join(f"<li onclick=\"changeYear('{y}')\">{y}</li>" for y in (2023, 2022, 2021))
        head = f"<ul class=n>{tabs}</ul><script>function changeYear(y){{location.href='/module/xxgk/xxgkAnnualReport.jsp?area={area}&fbtime='+y}}</script>"
        if (area, year) not in have:
            return f"<html><body>{head}<p>暂无</p></body></html>"
        item = Item(
            asked.path,
            f"青禾{bodies[area]}{year}年政府信息公开工作年度报告",
            f"{year + 1}-01-20",
            year,
            number=year + len(area),
        )
        return article(item, 1) + head

    nodes = [{"id": "0", "pId": "", "name": "青禾县", "open": True}] + [
        {"id": a, "pId": "0", "name": n} for a, n in bodies.items()
    ]
    pages: dict[str, Page] = {
        "/xxgk/nb.html": shell("<div id='tree'></div><div id='r'></div><script>$.get('/module/xxgk/tree.jsp?area=11330521K', drawTree)</script>"),
        "/module/xxgk/tree.jsp": "var zNodes = " + json.dumps(nodes, ensure_ascii=False) + ";",
        "/module/xxgk/xxgkAnnualReport.jsp": annual,
    }  # fmt: skip
    found = {f"/module/xxgk/xxgkAnnualReport.jsp?area={a}&fbtime={y}" for a, y in have if y != 2023}
    found |= {f"/module/xxgk/xxgkAnnualReport.jsp?area={a}" for a, y in have if y == 2023}
    return Stranger("/xxgk/nb.html", pages, found, adapter="xxgk")


@stranger
def jpage_empty_at_first() -> Stranger:
    """The page holds no record at all, not even how many: everything comes by request, 81 at most."""
    items = some(64, lambda n: f"/art/2024/2/{n % 28 + 1}/art_8_{n}.html", decoys=5)
    records = [
        f"<record><![CDATA[<tr><td>·<a href='{i.path}'>{i.title}</a></td><td>{i.day}</td></tr>]]></record>"
        for i in items
    ]

    def proxy(asked: Asked) -> Answer | str:
        ask = query(asked) | posted(asked)
        start, end = int(ask["startrecord"]), min(int(ask["endrecord"]), int(ask["startrecord"]) + 80)
        if ask.get("webid") != "31" or ask.get("columnid") != "8":
            return "<datastore><totalrecord>0</totalrecord></datastore>"
        return f"<datastore><totalrecord>{len(items)}</totalrecord><recordset>{''.join(records[start - 1 : end])}</recordset></datastore>"

    text = shell(
        "<div id='u5'></div><script>jQuery('#u5').jpage({\n proxyUrl : \"/module/jpage/dataproxy.jsp\",\n perPage : 27,\n"
        " ajaxParam : { 'appid' : '1', 'webid' : '31', 'path' : '/', 'columnid' : '8', 'sourceContentType' : '3', 'unitid' : '5', 'webname' : '青禾县', 'permissiontype' : '0' }});</script>"
    )
    return Stranger(
        "/col/col8/index.html",
        {"/col/col8/index.html": text, "/module/jpage/dataproxy.jsp": proxy, **articles(items)},
        wanted(items),
        adapter="jpage",
    )


@stranger
def jpaas_other_sizes() -> Stranger:
    """Ten to a page unless another size is asked for; the parameters are JSON in a single-quoted attribute of a div."""
    items = some(34, lambda n: f"/nb/art/2024/art_{n:032x}.html", decoys=4)

    def unit(asked: Asked) -> str:
        told = json.loads(query(asked).get("paramJson") or "{}")
        number, size = int(told.get("pageNo", 1)), int(told.get("pageSize", 10))
        part = items[(number - 1) * size : number * size]
        return json.dumps(
            {"success": True, "code": "200", "data": {"html": f"<ul>{lines_of(part)}</ul>" if part else ""}}
        )

    told = escape(
        json.dumps(
            {
                "parseType": "buildstatic",
                "webId": "3",
                "tplSetId": "9",
                "pageType": "column",
                "tagId": "信息列表",
                "editType": "null",
                "pageId": "77",
            },
            ensure_ascii=False,
        ),
        quote=True,
    )
    text = shell(
        f"<div class='unit'><script type='text/javascript' src='/cdn/unitbuild.js?v=2' querydata=\"{told}\" url='/api-gateway/jpaas-publish-server/front/page/build/unit'></script></div>"
    )
    return Stranger(
        "/nb/index.html",
        {
            "/nb/index.html": text,
            "/api-gateway/jpaas-publish-server/front/page/build/unit": unit,
            **articles(items),
        },
        wanted(items),
        adapter="jpaas",
    )


@stranger
def ucap_by_post() -> Stranger:
    """The search service takes POST only, with its conditions as numbered fields."""
    channel = "0123456789abcdef0123456789abcdef"
    items = some(27, lambda n: f"/hn/c2/202401/{n:032x}.shtml", decoys=4)

    def search(asked: Asked) -> Answer | str:
        ask = posted(asked)
        if asked.method != "POST" or ask.get("datas[0][key]") != "status":
            return Answer("", 405)
        number, size = int(ask.get("page") or 1), int(ask.get("_pageSize") or 10)
        rows = [
            {
                "title": i.title,
                "url": "http://" + asked.headers["Host"] + i.path,
                "publishedTime": 1706600000000,
            }
            for i in items[(number - 1) * size : number * size]
        ]
        return json.dumps({"data": {"page": number, "total": len(items), "results": rows}})

    text = shell(
        "<ul></ul><script>$.post('/search/common/search/"
        + channel
        + "', {'datas[0][key]': 'status', 'datas[0][value]': 1, '_pageSize': 12, page: 1}, draw, 'json')</script>",
        head=f"<meta name='channelid' content='{channel}'>",
    )
    return Stranger(
        "/hn/c2/rlist.shtml",
        {"/hn/c2/rlist.shtml": text, f"/search/common/search/{channel}": search, **articles(items)},
        wanted(items),
        adapter="ucap",
    )


@stranger
def lonsun_without_count() -> Stranger:
    """The fragment by POST only, and no word of how many pages there are: it ends with the text of nothing found."""
    items = some(22, lambda n: f"/public/7071/{10461800 + n}.html", decoys=4)
    parts = pages_of(items, 8)

    def label(asked: Asked) -> Answer | str:
        ask = query(asked) | posted(asked)
        if asked.method != "POST":
            return Answer("", 405)
        number = int(ask.get("pageIndex") or 1)
        if number > len(parts):
            return "<p class='none'>暂无相关信息</p>"
        return "".join(
            f'<div class=\'xxgk_navli\'><ul><li><a title="{i.title}" href="{i.path}">{i.title[:9]}</a></li><li>{i.day}</li></ul></div>'
            for i in parts[number - 1]
        )

    text = shell(
        "<div id='pl'></div><script>$('#pl').load2('/site/label/8888', {labelName:'publicInfoList', siteId:6787211, organId:7071, catId:6717, type:4, action:'list', pageSize:8, file:'/xxgk/publicInfoList_newest2020', result:'暂无相关信息'})</script>"
    )
    return Stranger(
        "/public/column/7071?type=4&action=list&nav=3&catId=6717",
        {"/public/column/7071": text, "/site/label/8888": label, **articles(items)},
        wanted(items),
        adapter="lonsun",
    )


@stranger
def epoint_small_pages() -> Stranger:
    """The service gives twelve rows at most, whatever is asked for, and does not say how many there are."""
    items = some(29, lambda n: f"/nbgg/003/2024/{n:08x}-1111-4222-8333-444455556666.html", decoys=4)

    def rows(asked: Asked) -> Answer | str:
        ask = json.loads(asked.body)
        number = ask["pageIndex"]
        part = items[number * 12 : number * 12 + 12]
        return json.dumps(
            {
                "custom": json.dumps(
                    {"data": [{"infourl": i.path, "realtitle": i.title, "infodate": i.day} for i in part]}
                )
            }
        )

    text = shell(
        "<ul class='ewb-info'></ul><script>var siteInfo={siteGuid:'g-1',projectName:'web'};</script><script src='/js/EWB-FRONT/list.js'></script>"
    )
    return Stranger(
        "/govInfoPub/nb.html?deptcode=1&categorynum=003",
        {"/govInfoPub/nb.html": text, "/web/rest/lightfrontaction/getgovinfolist": rows, **articles(items)},
        wanted(items),
        adapter="epoint",
    )


@stranger
def aspnet_buttons() -> Stranger:
    """The pager is a submit button of the form; a viewstate of another page is refused."""
    items = some(16, lambda n: f"/show.aspx?id={n}", decoys=3)
    parts = pages_of(items, 7)

    def lists(asked: Asked) -> Answer | str:
        number = 1
        if asked.method == "POST":
            told = posted(asked)
            at = int(told["__VIEWSTATE"].partition("|")[2])
            if told.get("ctl00$btnNext") != "下一页" or "ctl00$btnPrev" in told:
                return Answer("", 500)
            number = at + 1
        buttons = "<input type='submit' name='ctl00$btnPrev' value='上一页'>" + (
            "<input type='submit' name='ctl00$btnNext' value='下一页'>" if number < len(parts) else ""
        )
        return shell(
            f"<form method=post action='list.aspx' id=aspnetForm><input type=hidden name=__VIEWSTATE value='vs|{number}'><input type=hidden name=__EVENTVALIDATION value='ev{number}'>"
            f"<ul>{lines_of(parts[number - 1])}</ul>{buttons}</form><script>function __doPostBack(a,b){{}}</script>"
        )

    def view(asked: Asked) -> str:
        return article(next(i for i in items if i.path == asked.path))

    return Stranger("/list.aspx", {"/list.aspx": lists, "/show.aspx": view}, wanted(items), adapter="aspnet")


@stranger
def frame_set_by_script() -> Stranger:
    """The frame of the list gets its address from a script; the page that leads there does so after a while."""
    items = some(8, lambda n: f"/fr/{n}.html", decoys=2)
    pages: dict[str, Page] = {
        "/fr/": "<html><body><p>正在跳转…</p><script>setTimeout(\"top.location='/fr/home.html'\", 800);</script></body></html>",
        "/fr/home.html": shell("<iframe id='lst' width='100%'></iframe><script>document.getElementById('lst').src = './list.html?col=3';</script>"),
        "/fr/list.html": f"<html><body><ul>{lines_of(items)}</ul></body></html>",
        **articles(items),
    }  # fmt: skip
    return Stranger("/fr/", pages, wanted(items))


@stranger
def load_more_by_button() -> Stranger:
    """Further lines come by a button that carries the address of the next part."""
    items = some(18, lambda n: f"/mm/{n}.htm", decoys=3)
    parts = pages_of(items, 6)

    def part(asked: Asked) -> str:
        number = int(query(asked).get("block", "1"))
        more = (
            f"<button class='more' data-url='/mm/part?block={number + 1}'>加载更多</button>"
            if number < len(parts)
            else ""
        )
        return f"<ul>{lines_of(parts[number - 1])}</ul>{more}"

    def first(asked: Asked) -> str:
        return shell(part(Asked(0, "GET", "/mm/part?block=1", {}, b"")))

    return Stranger("/mm/", {"/mm/": first, "/mm/part": part, **articles(items)}, wanted(items))


@stranger
def bodies_by_number() -> Stranger:
    """Departments are a list of items to click; the function that is called says where they lead."""
    pages: dict[str, Page] = {}
    found: set[str] = set()
    bodies = {"A01": "县商务局", "A02": "县林业局", "B07": "柳泉镇"}
    items_of = "".join(f"<li onclick=\"goDept('{c}')\">{n}</li>" for c, n in bodies.items())
    pages["/dept/"] = shell(
        f"<h3>政府信息公开年报</h3><ul>{items_of}</ul><script>function goDept(code){{ window.location.href = '/dept/' + code + '/nb.html'; }}</script>"
    )
    for at, (code, body) in enumerate(bodies.items()):
        lines = ""
        for year in (2022, 2023):
            item = Item(
                f"/dept/{code}/{year}.html",
                f"{year}年政府信息公开工作年度报告",
                f"{year + 1}-01-1{at}",
                year,
                number=at + year,
            )
            pages[item.path] = article(item)
            found.add(item.path)
            lines += lines_of([item])
        pages[f"/dept/{code}/nb.html"] = shell(f"<h2>{body}</h2><ul>{lines}</ul>")
    return Stranger("/dept/", pages, found)


@stranger
def names_that_mean_other_things() -> Stranger:
    """Bodies whose names hold the words of papers that are none; and papers that look like reports."""
    titles = [
        "青禾县督查室2023年政府信息公开工作年度报告", "青禾县干部培训中心2023年政府信息公开工作年度报告", "青禾县市场监管检查支队2023年政府信息公开年报",
        "青禾县会议接待中心2023年度政府信息公开工作报告", "青禾县水利局关于开展2023年政府信息公开工作情况的报告", "青禾县疫情防控办公室2023年政府信息公开工作年度报告",
        "关于报送青禾县气象局2023年政府信息公开工作年度报告的报告", "青禾县税务稽查局政府信息公开工作年度报告（2023）", "青禾县2023年度政府信息公开工作总结报告",
    ]  # fmt: skip
    others = [
        ("青禾县召开政府信息公开年度报告编制工作会议", "prose"), ("青禾县政府信息公开工作年度报告编制指南", "prose"), ("政府信息公开年报看点（H5）", "picture"),
        ("青禾县2023年政府信息公开工作年度报告新闻发布会", "prose"), ("关于2023年政府信息公开工作年度报告编制情况的通报", "prose"),
        ("【图解】青禾县2023年政府信息公开工作年度报告", "picture"), ("青禾县2023年政府信息公开工作年度报告问答解读", "prose"),
    ]  # fmt: skip
    items = [Item(f"/mz/{n}.html", t, "2024-01-20", 2023, number=n) for n, t in enumerate(titles)]
    items += [
        Item(f"/mz/{90 + n}.html", t, "2024-02-20", 2023, False, kind, 90 + n)
        for n, (t, kind) in enumerate(others)
    ]
    pages: dict[str, Page] = {"/mz/": shell(f"<ul>{lines_of(items)}</ul>"), **articles(items, 1)}
    return Stranger("/mz/", pages, wanted(items))


@stranger
def names_only_in_the_list() -> Stranger:
    """Files whose only title is the line of the list: 县教育局 above, the year and .pdf below."""
    from tests.crawler.strangers.world import file

    pages: dict[str, Page] = {}
    found: set[str] = set()
    text = ""
    for n, body in enumerate(("县教育局", "县统计局", "大河乡人民政府")):
        text += f"<h4>{body}</h4><ul>"
        for year in (2022, 2023):
            item = Item(
                f"/wj/{n}{year}.docx",
                named(n, year).replace("青禾" + "县发展和改革局", "青禾" + body),
                f"{year + 1}-01-20",
                year,
                number=n * 4,
            )
            item = Item(
                item.path, f"青禾{body}{year}年政府信息公开工作年度报告", item.day, year, number=n * 4
            )
            pages[item.path] = file(item)
            found.add(item.path)
            text += f"<li><a href='{item.path}'>{year}年度报告.docx</a></li>"
        text += "</ul>"
    pages["/wj/"] = shell(text)
    return Stranger("/wj/", pages, found)


@stranger
def pager_by_choice() -> Stranger:
    """Pages are chosen from a drop-down of numbers; what is chosen goes behind an address in its onchange."""
    items = some(19, lambda n: f"/xz/2024/{n}.shtml", decoys=4)
    parts = pages_of(items, 7)
    pages: dict[str, Page] = dict(articles(items))
    for number, part in enumerate(parts, 1):
        options = "".join(f"<option value='{n}'>{n}</option>" for n in range(1, len(parts) + 1))
        choice = f"<select onchange=\"location.href='/xz/list_'+this.value+'.shtml'\">{options}</select>"
        pages[f"/xz/list_{number}.shtml"] = shell(
            f"<ul>{lines_of(part)}</ul>转到第{choice}页 / 共{len(parts)}页"
        )
    return Stranger("/xz/list_1.shtml", pages, wanted(items))


@stranger
def pager_of_arrows() -> Stranger:
    """The way on is an arrow in a link with a class of its own; the way back looks the same but for the class."""
    items = some(17, lambda n: f"/jt/{n}.html", decoys=3)
    parts = pages_of(items, 5)

    def lists(asked: Asked) -> str:
        number = int(query(asked).get("pg", "1"))
        back = f"<a class='pg-prev' href='?pg={number - 1}'>←</a>" if number > 1 else ""
        onward = f"<a class='pg-next' href='?pg={number + 1}'>→</a>" if number < len(parts) else ""
        return shell(f"<ul>{lines_of(parts[number - 1])}</ul><div>{back}<b>{number}</b>{onward}</div>")

    return Stranger("/jt/", {"/jt/": lists, **articles(items)}, wanted(items))


@stranger
def list_in_a_text_field() -> Stranger:
    """The lines stand in a hidden text field, written with entities; a script shows ten of them at a time."""
    items = some(16, lambda n: f"/wb/{n}.html", decoys=3)
    text = shell(
        f"<textarea id='src' style='display:none'>{escape(f'<ul>{lines_of(items)}</ul>')}</textarea><div id='show'></div><script>show(1, 10)</script>"
    )
    return Stranger("/wb/", {"/wb/": text, **articles(items)}, wanted(items))


@stranger
def some_lie_elsewhere() -> Stranger:
    """The service counts all its lines, two of which lead to another host: those are told, the list is whole."""
    items = some(12, lambda n: f"/bd/{n}.html", decoys=2)
    others = [
        Item(f"http://elsewhere.example/nb/{n}.html", named(40 + n), "2024-01-20", 2023) for n in range(2)
    ]
    text = shell(f"<ul>{lines_of([*items, *others])}</ul><p>共{len(items) + 2}条</p>")
    return Stranger("/bd/", {"/bd/": text, **articles(items)}, wanted(items))
