"""Strangers whose lists are pages: families F1, F7, F9, F10, F11, F14, F15."""

from __future__ import annotations

import json
from html import escape

from tests.crawler.servers import Answer, Asked, Page
from tests.crawler.strangers.world import (
    Item,
    Stranger,
    article,
    articles,
    form,
    pages_of,
    query,
    shell,
    some,
    stranger,
    wanted,
)  # fmt: skip


@stranger
def trs_definition_list() -> Stranger:
    """Human page 2 is index_2; days stand before the links; titles are cut and whole only on the page."""
    items = some(23, lambda n: f"../../XXGK/GKNB/202401/t20240{n % 9 + 1:03}_{7100 + n}.htm", decoys=8)
    parts = pages_of(items, 9)
    pages: dict[str, Page] = {}
    for number, part in enumerate(parts):
        lines = "".join(
            f"<dl><dt>{i.day[5:]}</dt><dd><i></i><a target=_blank href='{i.path}'>{i.title[:15]}...</a></dd></dl>"
            for i in part
        )
        text = shell(
            f"<h2>政府信息公开年报</h2><div class='gl_list'>{lines}</div><script type='text/javascript'>createPageHTML({len(parts)},{number},'index','htm');</script>"
        )
        for name in ["", "index.htm", "index_1.htm"] if number == 0 else [f"index_{number + 1}.htm"]:
            pages["/ZWGK/ML/" + name] = text
    found = {i.path.removeprefix("../..") for i in items if i.report}
    pages |= {i.path.removeprefix("../.."): article(i) for i in items}
    return Stranger("/ZWGK/ML/", pages, found)


@stranger
def trs_script_array() -> Stranger:
    """The list is a variable in a script, written out by a loop."""
    items = some(12, lambda n: f"./202402/t20240219_{880 + n}.html", decoys=5)
    rows = ",\n".join(json.dumps([i.path, i.title, i.day], ensure_ascii=False) for i in items)
    text = shell(
        f"<ul class='n-list'><script>var docs = [{rows}];\nfor (var k = 0; k < docs.length; k++) {{ document.write('<li><a href=\"' + docs[k][0] + '\">' + docs[k][1] + '</a><span>' + docs[k][2] + '</span></li>'); }}</script></ul>"
    )
    pages: dict[str, Page] = {"/gk/xxgknb_1840/": text} | {
        "/gk/xxgknb_1840" + i.path[1:]: article(i) for i in items
    }
    return Stranger("/gk/xxgknb_1840/", pages, {"/gk/xxgknb_1840" + i.path[1:] for i in items if i.report})


@stranger
def trs_object_array() -> Stranger:
    """The same as objects with unquoted names, single quotes and a trailing comma."""
    items = some(9, lambda n: f"/szf/zfxxgknb/202403/t{15699300 + n}.shtml", decoys=4)
    rows = "".join(f"{{id:{i.number}, url:'{i.path}', t:'{i.title}', d:'{i.day}'}},\n" for i in items)
    text = shell(f"<div id='listbox'></div><script>\nvar dataList = [{rows}];\nrender(dataList);</script>")
    return Stranger(
        "/szf/zfxxgknb/index.shtml", {"/szf/zfxxgknb/index.shtml": text, **articles(items)}, wanted(items)
    )


@stranger
def trs_pager_object() -> Stranger:
    """Pager({...}) with prefix list, a script for the next page; GBK under a Latin-1 header."""
    items = some(21, lambda n: f"./202401/t19700101_{3441400 + n}.shtml", decoys=6)
    parts = pages_of(items, 8)
    pages: dict[str, Page] = {}
    for number, part in enumerate(parts):
        lines = "".join(
            f"<tr><td width=20><img src=dot.gif></td><td><a href={i.path} title={i.title}>{i.title[:12]}…</a></td><td>[{i.day[2:]}]</td></tr>"
            for i in part
        )
        text = f"<html><head><title>年报</title></head><body><table>{lines}</table><a href='javascript:next(1)'>下一页</a><script>Pager({{size:{len(parts)},current:{number},prefix:'list',suffix:'shtml'}});</script></body></html>"
        name = "list.shtml" if number == 0 else f"list_{number}.shtml"
        pages["/nbzl/" + name] = Answer(
            text.encode("gb18030"), headers={"Content-Type": "text/html; charset=ISO-8859-1"}
        )
    for i in items:
        pages["/nbzl" + i.path[1:]] = Answer(
            article(i).replace("utf-8", "gb2312").encode("gb18030"), headers={"Content-Type": "text/html"}
        )
    return Stranger("/nbzl/list.shtml", pages, {"/nbzl" + i.path[1:] for i in items if i.report})


@stranger
def trs_tree_both_ways() -> Stranger:
    """Years, in them kinds of body; one kind has one body per column; the newest year names itself in the text only."""
    pages: dict[str, Page] = {}
    found: set[str] = set()
    years = {2024: "ndbg_a", 2023: "ndbg_b", 2020: "ndbg_c"}
    side = "".join(f"<dd><a href='/xxgk/{folder}/'>{year}年度</a></dd>" for year, folder in years.items())
    pages["/xxgk/nbml/"] = shell(
        f"<div class='left'><dl>{side}</dl></div><div class='right'><p>请选择年度</p></div>"
    )
    for year, folder in years.items():
        base = f"/xxgk/{folder}"
        kinds = [("bj", "县政府"), ("bm", "县直部门"), ("xz", "乡镇（街道）"), ("qt", "其他单位")]
        tabs = "".join(f"<li class='tab'><a href='./{k}/index.html'>{t}</a></li>" for k, t in kinds)
        pages[f"{base}/"] = shell(f"<ul class='tabs'>{tabs}</ul>")
        for at, (kind, _) in enumerate(kinds):
            if kind == "qt":
                bodies = "".join(
                    f"<li><a href='../qt_{b}/'>{n}</a></li>"
                    for b, n in ((1, "县融媒体中心"), (2, "国网青禾县供电公司"), (3, "青禾县自来水公司"))
                )
                pages[f"{base}/{kind}/index.html"] = shell(f"<ul class='units'>{bodies}</ul>")
                for b in (1, 2, 3):
                    one = Item(
                        f"{base}/qt_{b}/{year + 1}02/t{year + 1}0218_{year}{b}.html",
                        f"{year}年政府信息公开工作年度报告",
                        f"{year + 1}-02-18",
                        year,
                        number=b + 20,
                    )
                    pages[f"{base}/qt_{b}/"] = shell(
                        f"<ul><li><a href='.{one.path.removeprefix(f'{base}/qt_{b}')}'>{one.title}</a><span>{one.day}</span></li></ul>"
                    )
                    pages[one.path] = article(one)
                    found.add(one.path)
                continue
            items = some(
                1 if kind == "bj" else 5,
                lambda n, k=kind, b=base, y=year: f"{b}/{k}/{y + 1}01/t{y + 1}0120_{ord(k[0])}{n}.html",
                year=year,
                decoys=2,
                first=at * 6,
            )
            lines = "".join(
                f"<li><span class='d'>{i.day}</span><a href='.{i.path.removeprefix(f'{base}/{kind}')}'>{i.title}</a></li>"
                for i in items
            )
            pages[f"{base}/{kind}/index.html"] = shell(
                f'<ul class=\'tabs\'>{tabs.replace("./", "../")}</ul><ul>{lines}</ul><script>createPageHTML(1, 0, "index", "html");</script>'
            )
            pages |= articles(items)
            found |= wanted(items)
    return Stranger("/xxgk/nbml/", pages, found)


@stranger
def trs_departments() -> Stranger:
    """Each department has a small site of its own with a column of its own; no word in the paths tells."""
    pages: dict[str, Page] = {}
    found: set[str] = set()
    names = ["县教育局", "县民政局", "县审计局", "城关镇", "东风街道办事处", "县公安局交通警察大队"]
    pages["/bmxx/index.html"] = shell(
        "<div class='box'><h3>部门信息公开年报</h3>"
        + "".join(
            f"<a href='/bm_{229 + n}/zwgk_{97157 + n}/c_{97166 + n}/'>{name}</a>"
            for n, name in enumerate(names)
        )
        + "</div>"
    )
    for n in range(len(names)):
        base = f"/bm_{229 + n}/zwgk_{97157 + n}/c_{97166 + n}/"
        lines = ""
        for year in (2021, 2022, 2023):
            item = Item(
                f"{base}{year + 1}01/t{year + 1}0111_{n}{year}.html",
                f"{year}年度政府信息公开工作年度报告",
                f"{year + 1}-01-11",
                year,
                number=n + year,
            )
            lines += f"<p><a href='{item.path}'>{item.title}</a> {item.day}</p>"
            pages[item.path] = article(item)
            found.add(item.path)
        pages[base] = shell(f"<div class='lb'>{lines}</div>")
    return Stranger("/bmxx/index.html", pages, found)


@stranger
def trs_column_is_report() -> Stranger:
    """Columns by year print their report in place; the list of years stands beside it."""
    pages: dict[str, Page] = {}
    years = {2020: "2020n", 2021: "2021n", 2022: "2022n", 2023: "2023n"}
    side = "".join(f"<a href='../{folder}/'>{year}年年报</a>" for year, folder in years.items())
    for year, folder in years.items():
        item = Item(
            f"/zfb/{folder}/",
            f"青禾县人民政府{year}年政府信息公开工作年度报告",
            f"{year + 1}-03-20",
            year,
            number=year - 2000,
        )
        pages[item.path] = article(item, 4).replace("<body>", f"<body><div class='years'>{side}</div>")
    pages["/zfb/"] = (
        "<html><head><meta http-equiv='refresh' content='0;url=./2023n/'></head><body></body></html>"
    )
    return Stranger("/zfb/", pages, {f"/zfb/{folder}/" for folder in years.values()})


@stranger
def trs_inner_pages() -> Stranger:
    """A report over three pages, told by another function than createPageHTML."""
    items = some(5, lambda n: f"/nb/202401/t20240125_{60 + n}.html", decoys=0)
    lines = "".join(f"<li><a href='{i.path}'>{i.title}</a><em>{i.day}</em></li>" for i in items)
    pages: dict[str, Page] = {"/nb/": shell(f"<ul>{lines}</ul>"), **articles(items)}
    long = items[2]
    text = form(long.number, long.year)
    at = [text.index("三、收到"), text.index("五、存在")]
    parts = [text[: at[0]], text[at[0] : at[1]], text[at[1] :]]
    stem = long.path.removesuffix(".html")
    for n, part in enumerate(parts):
        links = "".join(
            f"<a href='{stem.rpartition('/')[2]}{'' if k == 0 else f'_{k}'}.html'>{k + 1}</a>"
            for k in range(3)
            if k != n
        )
        onward = f"<a href='{stem.rpartition('/')[2]}_{n + 1}.html'>下一页</a>" if n < 2 else ""
        pages[stem + ("" if n == 0 else f"_{n}") + ".html"] = article(
            long, 1, content=part, extra=f"<div class='pg'>{links}{onward}</div>"
        )
    return Stranger("/nb/", pages, wanted(items))


@stranger
def vsb_countdown() -> Stranger:
    """Static pages that count down, with a new class for everything but the address."""
    items = some(26, lambda n: f"info/1042/{51000 + n}.htm", decoys=6)
    parts = pages_of(items, 6)
    total = len(parts)
    pages: dict[str, Page] = {"/" + i.path: article(i) for i in items}
    for number, part in enumerate(parts, 1):
        up = "../" if number == 1 else "../../"
        target = (f"nb/{total - 1}.htm" if number == 1 else f"{total - number}.htm") if number < total else ""
        pager = (
            "<div class='pb_sys_common'><span class='p_pages'>"
            + (
                f"<span class='p_next p_fun'><a href='{target}'>下页</a></span><span class='p_last p_fun'><a href='{'nb/' if number == 1 else ''}1.htm'>尾页</a></span>"
                if target
                else "<span class='p_no_d'>1</span>"
            )
            + f"</span><span class='p_t'>共{len(items)}条</span></div>"
        )
        lines = "".join(
            f"<li id='line_u9_{k}'><div class='date'><b>{i.day[8:]}</b><span>{i.day[:7]}</span></div><div class='txt'><h4><a href='{up}{i.path}'>{i.title}</a></h4><p>{i.title[:6]}为做好政府信息公开工作……</p></div></li>"
            for k, i in enumerate(part)
        )
        pages["/zwgk/nb.htm" if number == 1 else f"/zwgk/nb/{total - number + 1}.htm"] = shell(
            f"<ul class='ss'>{lines}</ul>{pager}"
        )
    return Stranger("/zwgk/nb.htm", pages, {"/" + i.path for i in items if i.report}, adapter="vsb")


@stranger
def vsb_dynamic() -> Stranger:
    """list.jsp with parameters named after the component; details by content.jsp; files by download.jsp without an ending."""
    items = some(
        17, lambda n: f"/content.jsp?urltype=news.NewsContentUrl&wbtreeid=1021&wbnewsid={3300 + n}", decoys=5
    )
    parts = pages_of(items, 6)

    def lists(asked: Asked) -> str:
        number = int(query(asked).get("a7788p", "1"))
        lines = "".join(
            f'<div class=\'row\'><a href="{escape(i.path)}" title="{i.title}">{i.title[:10]}...</a><span>{i.day}</span></div>'
            for i in parts[number - 1]
        )
        base = f"/list.jsp?a7788t={len(parts)}&amp;a7788c=6&amp;urltype=tree.TreeTempUrl&amp;wbtreeid=1021"
        pager = "".join(
            f"<a href='{base}&amp;a7788p={n}' class='Next'>{t}</a>"
            for n, t in ((number + 1, "下页"), (len(parts), "尾页"))
            if number < len(parts)
        )
        return shell(
            f"<div class='winstyle7788'>{lines}</div><div>共{len(items)}条 {number}/{len(parts)} {pager}</div><script src='/system/resource/js/dynclicks.js'></script>"
        )

    def content(asked: Asked) -> str:
        item = next(i for i in items if i.path.endswith("=" + query(asked)["wbnewsid"]))
        return article(item)

    return Stranger(
        "/list.jsp?urltype=tree.TreeTempUrl&wbtreeid=1021",
        {"/list.jsp": lists, "/content.jsp": content},
        wanted(items),
    )


@stranger
def eportal_directories() -> Stranger:
    """Articles and columns look alike; columns below have numeric tails; page 2 is a fragment."""
    items = some(19, lambda n: f"/qhx/zwgk/zfxxgknb49/20240123161712{35800 + n}/index.html", decoys=5)
    parts = pages_of(items, 8)

    def fragment(asked: Asked) -> str:
        number = int(query(asked)["currentPage"])
        return "".join(
            f"<li><a href='{i.path}' target='_blank'>{i.title}</a><span>{i.day}</span></li>"
            for i in (parts[number - 1] if number <= len(parts) else [])
        )

    service = "/eportal/ui?pageId=302272&amp;currentPage=2&amp;moduleId=89abcdef0123456789abcdef01234567&amp;staticRequest=yes"
    lines = "".join(
        f"<li><a href='{i.path}' target='_blank'>{i.title}</a><span>{i.day}</span></li>" for i in parts[0]
    )
    text = shell(
        f"<ul class='easysite-list-modelone'>{lines}</ul><div class='easysite-page-wrap'><a pagingtype='next' tagname='{service}' href='javascript:void(0)'>下一页</a> 共{len(parts)}页</div>"
    )
    return Stranger(
        "/qhx/zwgk/zfxxgknb49/index.html",
        {"/qhx/zwgk/zfxxgknb49/index.html": text, "/eportal/ui": fragment, **articles(items)},
        wanted(items),
        adapter="eportal",
    )


@stranger
def eportal_tree() -> Stranger:
    """Numeric folders all the way: the column's parts and its articles differ in nothing but their pages."""
    pages: dict[str, Page] = {}
    found: set[str] = set()
    kinds = {"30112233": "县直部门", "30112244": "乡镇场"}
    pages["/30112200/index.shtml"] = shell(
        "<ul>"
        + "".join(f"<li><a href='/30112200/{c}/index.shtml'>{t}</a></li>" for c, t in kinds.items())
        + "</ul>"
    )
    for at, code in enumerate(kinds):
        items = some(6, lambda n, c=code: f"/30112200/{c}/{9000100 + n}/index.shtml", decoys=2, first=at * 6)
        pages[f"/30112200/{code}/index.shtml"] = shell(
            "<ul>"
            + "".join(f"<li><a href='{i.path}'>{i.title}</a><i>{i.day}</i></li>" for i in items)
            + "</ul>"
        )
        pages |= articles(items)
        found |= wanted(items)
    return Stranger("/30112200/index.shtml", pages, found)


@stranger
def snowflake_pages() -> Stranger:
    """/1.html, /2.html in the folder of the articles; the pager is a script that knows only the count."""
    items = some(
        22,
        lambda n: (
            f"/zfxxgk/zfgknb/17446600314700840{n % 100:02}.html"
            if n < 900
            else f"/zfxxgk/zfgknb/18446600314700{n:05}.html"
        ),
        decoys=5,
    )
    parts = pages_of(items, 10)
    pages: dict[str, Page] = dict(articles(items))
    for number, part in enumerate(parts, 1):
        lines = "".join(
            f"<li onclick=\"window.open('{i.path}')\"><span>{i.title}</span><time>{i.day}</time></li>"
            for i in part
        )
        pages[f"/zfxxgk/zfgknb/{number}.html"] = shell(
            f"<ul class='gk'>{lines}</ul><div id='page'></div><script>var pageCount={len(parts)};var pageNo={number};laypage(pageCount,pageNo,function(n){{location.href='/zfxxgk/zfgknb/'+n+'.html'}})</script>"
        )
    return Stranger("/zfxxgk/zfgknb/1.html", pages, wanted(items))


@stranger
def snowflake_towns() -> Stranger:
    """A folder per town, with typos; breadcrumbs lead back up; 15-digit ids."""
    pages: dict[str, Page] = {}
    found: set[str] = set()
    towns = {"gzb": "高庙镇", "zfxgknb": "柳泉镇", "xgknb2": "白杨镇", "dhx": "大河乡"}
    trail = "<div>首页 &gt; <a href='/zfxxgk/1.html'>政府信息公开</a> &gt; <a href='/zfxxgk/nbs/1.html'>政府信息公开年报</a></div>"
    pages["/zfxxgk/nbs/1.html"] = shell(
        trail
        + "<div>各镇（办）信息公开年报</div><table><tr>"
        + "".join(f"<td><a href='/zfxxgk/nbs/{f}/1.html'>{t}</a></td>" for f, t in towns.items())
        + "</tr></table>"
    )
    for at, (folder, town) in enumerate(towns.items()):
        lines = ""
        for year in (2022, 2023):
            item = Item(
                f"/zfxxgk/nbs/{folder}/{171234567890000 + at * 10 + year - 2020}.html",
                f"{town}{year}年信息公开年度报告",
                f"{year + 1}-01-1{at}",
                year,
                number=at + year,
            )
            pages[item.path] = article(item).replace("<body>", "<body>" + trail)
            found.add(item.path)
            lines += f"<tr><td><a href='{item.path}'>{item.title}</a></td><td>{item.day}</td></tr>"
        pages[f"/zfxxgk/nbs/{folder}/1.html"] = shell(trail + f"<table>{lines}</table>")
    return Stranger("/zfxxgk/nbs/1.html", pages, found)


@stranger
def uuid_columns() -> Stranger:
    """Columns and articles are UUIDs; the day runs into the time without a blank."""
    base = "/zfxxgk/columns/0772e821-5733-421d-82e7-f545c5729b9e"
    items = some(14, lambda n: f"{base}/202401/1{n % 10}/{n:08x}-1111-4222-8333-444455556666.html", decoys=4)
    lines = "".join(
        f"<div class='item'><p><a href='{i.path}'>{i.title}</a></p><p>{i.day}18:26</p></div>" for i in items
    )
    pages = articles(items)
    for i in items:
        pages[i.path] = (
            f"<html><title>{i.title}</title><div>{i.title}</div><h1>{i.title}</h1><div>{i.day}18:26 来源：</div><div>{form(i.number, 2023) if i.report else '<p>正文</p>' * 30}</div></html>"
        )
    pages[f"{base}/index.html"] = shell(lines)
    return Stranger(f"{base}/index.html", pages, wanted(items))


@stranger
def uuid_pages() -> Stranger:
    """The same with pages index_2.html linked by number only, in a list of cards."""
    base = "/columns/11112222-3333-4444-8555-666677778888"
    items = some(
        20, lambda n: f"{base}/202402/0{n % 9 + 1}/{n:08x}-aaaa-4bbb-8ccc-ddddeeeeffff.html", decoys=5
    )
    parts = pages_of(items, 7)
    pages: dict[str, Page] = dict(articles(items))
    for number, part in enumerate(parts, 1):
        lines = "".join(
            f"<section><a href='{i.path}'><h4>{i.title}</h4><small>{i.day.replace('-', '/')}</small></a></section>"
            for i in part
        )
        nav = "".join(
            f"<a href='index{'' if n == 1 else f'_{n}'}.html'>{n}</a>" for n in range(1, len(parts) + 1)
        )
        pages[f"{base}/index{'' if number == 1 else f'_{number}'}.html"] = shell(
            f"<main>{lines}</main><nav>{nav}</nav>"
        )
    return Stranger(f"{base}/index.html", pages, wanted(items))


@stranger
def plain_query() -> Stranger:
    """?pn= counted from 0, the last page link says only »."""
    items = some(24, lambda n: f"/gk/zfxxgknb/bmxxgknb/content_{191700 + n}", decoys=6)
    parts = pages_of(items, 7)

    def lists(asked: Asked) -> str:
        number = int(query(asked).get("pn", "0"))
        lines = "".join(
            f"<p class='l'><a href='{i.path}'>{i.title}</a><span>{i.day.replace('-', '.')}</span></p>"
            for i in parts[min(number, len(parts) - 1)]
        )
        onward = f"<a href='?pn={number + 1}'>»</a>" if number + 1 < len(parts) else "<span>»</span>"
        return shell(f"{lines}<div class='pages'>{onward}</div>")

    return Stranger(
        "/gk/zfxxgknb/bmxxgknb", {"/gk/zfxxgknb/bmxxgknb": lists, **articles(items)}, wanted(items)
    )


@stranger
def plain_jhtml() -> Stranger:
    """index_2.jhtml by a drop-down of pages; titles in h5, days in words."""
    items = some(18, lambda n: f"/D42Y/{8187600 + n}.jhtml", decoys=5)
    parts = pages_of(items, 7)
    pages: dict[str, Page] = dict(articles(items))
    for number, part in enumerate(parts, 1):
        lines = "".join(
            f"<li><h5><a href='{i.path}'>{i.title}</a></h5><p>发布日期：{i.day[:4]}年{int(i.day[5:7])}月{int(i.day[8:])}日</p></li>"
            for i in part
        )
        choice = "".join(
            f"<option value='index{'' if n == 1 else f'_{n}'}.jhtml'>第{n}页</option>"
            for n in range(1, len(parts) + 1)
        )
        pages[f"/D42Y/index{'' if number == 1 else f'_{number}'}.jhtml"] = shell(
            f"<ol>{lines}</ol>共 {len(items)} 条 <select onchange='location=this.value'>{choice}</select>"
        )
    return Stranger("/D42Y/index.jhtml", pages, wanted(items))


@stranger
def plain_default() -> Stranger:
    """default.htm, default_2.htm; links without protocol; a list of the latest news beside."""
    items = some(16, lambda n: f"/31185/32016/content_{2150500 + n}.html", decoys=4)
    parts = pages_of(items, 6)
    pages: dict[str, Page] = dict(articles(items))
    news = [
        Item(f"/xw/content_{n}.html", t, "2024-05-01", 2024, False, "prose")
        for n, t in enumerate(("县领导调研重点项目建设", "我县举办春季招聘会", "全县信息公开工作会议召开"))
    ]
    pages |= articles(news)
    beside = (
        "<div class='hot'>"
        + "".join(f"<a href='{i.path}'>{i.title}</a><b>{i.day}</b>" for i in news)
        + "</div>"
    )

    def page(number: int) -> Page:
        def made(asked: Asked) -> str:
            host = asked.headers["Host"]
            lines = "".join(
                f"<li><a href='//{host}{i.path}'>{i.title}</a>（{i.day}）</li>" for i in parts[number - 1]
            )
            onward = f"<a href='default_{number + 1}.htm'>后一页</a>" if number < len(parts) else ""
            return shell(f"<ul>{lines}</ul>{onward}{beside}")

        return made

    for number in range(1, len(parts) + 1):
        pages[f"/31185/32016/default{'' if number == 1 else f'_{number}'}.htm"] = page(number)
    return Stranger("/31185/32016/default.htm", pages, wanted(items))


@stranger
def plain_hex_documents() -> Stranger:
    """channel_<24 hex>/doc_<24 hex>; page 2 is channel_<hex>_2; rows of a table with four columns."""
    base = "/site_qhx/channel_5f3a1b2c3d4e5f6a7b8c9d0e"
    items = some(15, lambda n: f"{base}/doc_{n:024x}.html", decoys=4)
    parts = pages_of(items, 6)
    pages: dict[str, Page] = dict(articles(items))
    for number, part in enumerate(parts, 1):
        head = "<tr><th>序号</th><th>名称</th><th>索引号</th><th>发布日期</th></tr>"
        lines = "".join(
            f"<tr><td>{k}</td><td><a href='{i.path}'>{i.title}</a></td><td>1100/2024-{i.number:05}</td><td>{i.day}</td></tr>"
            for k, i in enumerate(part, 1)
        )
        onward = f"<a href='{base}_{number + 1}.html' rel='next'>Next</a>" if number < len(parts) else ""
        pages[f"{base}{'' if number == 1 else f'_{number}'}.html"] = shell(
            f"<table>{head}{lines}</table>{onward}"
        )
    return Stranger(f"{base}.html", pages, wanted(items))


@stranger
def plain_years_below() -> Stranger:
    """A page of years, each a list with names of bodies only; the reports are told by their column and page."""
    pages: dict[str, Page] = {}
    found: set[str] = set()
    pages["/html/nb/index.html"] = shell(
        "<div class='years'>"
        + "".join(
            f"<a href='/html/{5845 + y - 2020}/index.html'>{y}年度政府信息公开年报</a>"
            for y in (2021, 2022, 2023)
        )
        + "</div>"
    )
    for year in (2021, 2022, 2023):
        lines = ""
        for n, body in enumerate(
            ("县教育局", "县财政局", "县审计局", "清溪镇", "县政府办公室", "县信访局", "县招商局")
        ):
            item = Item(
                f"/html/{5845 + year - 2020}/{322200 + n + year}.html",
                f"青禾{body}{year}年政府信息公开工作年度报告",
                f"{year + 1}-01-15",
                year,
                number=n + year,
            )
            pages[item.path] = article(item)
            found.add(item.path)
            lines += f"<td><a href='{item.path}'>{body}</a></td>"
        pages[f"/html/{5845 + year - 2020}/index.html"] = shell(
            f"<h3>{year}年度政府信息公开年报</h3><table><tr>{lines}</tr></table>"
        )
    return Stranger("/html/nb/index.html", pages, found)


@stranger
def plain_accordion() -> Stranger:
    """All years on one page under headings; titles say only the body, or only the year."""
    pages: dict[str, Page] = {}
    found: set[str] = set()
    text = ""
    for year in (2022, 2023):
        text += f"<h3>{year}年</h3><ul class='acc'>"
        for n, body in enumerate(("县医疗保障局", "县统计局", "大河乡", "县人民检察院办公室")):
            item = Item(
                f"/2024/01-{10 + n}/{2677000 + n + year}.html",
                f"{body}政府信息公开年报",
                f"{year + 1}-01-{10 + n}",
                year,
                number=n + year,
            )
            pages[item.path] = article(
                Item(item.path, f"{body}{year}年政府信息公开工作年度报告", item.day, year, number=n)
            )
            found.add(item.path)
            text += f"<li><a href='{item.path}'>{body}</a></li>"
        text += "</ul>"
    pages["/nb/all.html"] = shell(text)
    return Stranger("/nb/all.html", pages, found)


@stranger
def plain_titles_of_all_kinds() -> Stranger:
    """Reports under unusual titles, and every paper that is none, in one list without days."""
    titles = [
        "2023年度政府信息公开报告", "青禾县人民政府2023年政府信息公开年度报告", "关于青禾县统计局2023年政府信息公开工作的年度报告", "2023年信息公开年报",
        "青禾县审计局二〇二三年政府信息公开工作年度报告", "青禾县招商局政府信息公开2023年年度报告", "中国共产党青禾县委员会办公室、青禾县档案局2023年政府信息公开年报",
        "青禾县2023年政务公开年度报告", "青禾县采购中心2023年度信息公开情况报告", "2023年度报告", "青禾县信访局2023年年报", "【年报】青禾县规划局2023年政府信息公开工作报告",
        "青禾县公安局交通警察大队2023年政府信息公开工作年度报告", "青禾县政府信息公开工作2023年度总结报告", "青禾县工业园区管理委员会关于公布2023年政府信息公开工作年度报告的公告",
    ]  # fmt: skip
    items = [Item(f"/show/{n}.html", title, "2024-01-20", 2023, number=n) for n, title in enumerate(titles)]
    items += [
        Item(f"/show/{500 + n}.html", title.format(year=2023), "2024-02-20", 2023, False, kind, 500 + n)
        for n, (title, kind) in enumerate(_decoys())
    ]
    lines = "".join(f"<li><a href='{i.path}'>{i.title}</a></li>" for i in items)
    pages: dict[str, Page] = {"/list/": shell(f"<ul>{lines}</ul>")}
    for i in items:
        pages[i.path] = article(i)
    for n in (0, 3, 9):  # these titles name no body: the page does
        i = items[n]
        pages[i.path] = article(Item(i.path, i.title, i.day, 2023, number=n), 2).replace(
            "<dl>",
            "<dl><dt>发布机构：</dt><dd>青禾县民政局</dd>"
            if n
            else "<dl><dt>发布机构：</dt><dd>青禾县商务局</dd>",
        )
    return Stranger("/list/", pages, wanted(items))


def _decoys() -> tuple[tuple[str, str], ...]:
    from tests.crawler.strangers.world import DECOYS

    return (
        *DECOYS,
        ("青禾县{year}年政府信息公开工作年度报告填报说明", "prose"),
        ("青禾县{year}年度部门决算公开报告", "report"),
        ("青禾县政府{year}年度网站监管年度报表", "report"),
        ("青禾县{year}年度企业年报公示的公告", "prose"),
        ("青禾县统计年鉴（{year}）", "prose"),
        ("青禾县{year}年度绩效评价报告", "report"),
        ("青禾县{year}年度环境质量报告", "report"),
        ("青禾县事业单位法人年度报告书（{year}年度）", "report"),
        ("{year}年政府信息公开申请情况统计表", "prose"),
        ("青禾县政务公开{year}年工作总结及{nex}年工作计划".replace("{nex}", "2024"), "report"),
        ("青禾县{year}年度政府信息主动公开基本目录", "prose"),
        ("青禾县政府信息公开工作考核办法", "prose"),
    )
