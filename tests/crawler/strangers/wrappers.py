"""Strangers that wrap and twist: shells, files, charsets, traps, twins (sites.md 4 to 6)."""

from __future__ import annotations

import io
import zipfile
from html import escape
from urllib.parse import quote

from tests.crawler.servers import Answer, Asked, Page
from tests.crawler.strangers.world import (
    Item,
    Stranger,
    article,
    articles,
    docx,
    file,
    named,
    pages_of,
    query,
    shell,
    some,
    stranger,
    wanted,
)  # fmt: skip


@stranger
def shells_in_shells() -> Stranger:
    """Meta refresh, then location.replace, then a frame within a frame; counters and logins beside."""
    items = some(8, lambda n: f"../../doc/{n}.html", decoys=3)
    lines = "".join(f"<li><a href='{i.path}'>{i.title}</a> {i.day}</li>" for i in items)
    pages: dict[str, Page] = {
        "/nb/": "<HTML><HEAD><META HTTP-EQUIV='Refresh' CONTENT=\"0; URL=in/\"></HEAD></HTML>",
        "/nb/in/": "<script language=javascript>window.location.replace('./index_2044.html');</script>",
        "/nb/in/index_2044.html": "<html><head><title>年报</title></head><body><iframe src='/login.html'></iframe><iframe src='/tj/count.html' width=0></iframe><iframe id='main' src='f/a.html?col=9' width='100%'></iframe></body></html>",
        "/nb/in/f/a.html": "<html><frameset rows='80,*'><frame src='/top.html' name='top'><frame src='list.html' name='body'></frameset></html>",
        "/nb/in/f/list.html": f"<html><head><base href='/x/y/z/'></head><body><ul>{lines}</ul></body></html>",
    }
    pages |= {"/x" + i.path.removeprefix("../.."): article(i) for i in items}
    return Stranger("/nb/", pages, {"/x" + i.path.removeprefix("../..") for i in items if i.report})


@stranger
def files_of_every_wrapping() -> Stranger:
    """Reports as files: linked, embedded, in viewers, opened by scripts, straight from the list, without an ending."""
    ways = {
        0: "<div class='art'><p>附件下载：</p><p><a href='./P020240119001.docx'>点击下载</a></p></div>",
        1: f"<iframe src='/pdfjs/web/viewer.html?file={quote('/files/1.docx', safe='')}' width=100%></iframe>",
        2: "<object data='/files/2.docx' type='application/pdf'><p>请下载</p></object>",
        3: "<div class='art'><span onclick=\"downloadFile('/files/3.docx')\">下载</span></div>",
        4: "<div class='art'><a href='/system/_content/download.jsp?urltype=news.DownloadAttachUrl&owner=123&wbfileid=4444'>年报.docx</a></div>",
        5: "<div class='art'><a class='nfw-cms-attachment' href='/attachment/0/306/306724/3255421' alt='青禾县年度报告.docx' download='x.docx'>附件</a></div>",
        6: "<div class='art'><script>$('#v').load('/pdfjs/web/viewer.html?file=/files/6.docx')</script><a href='javascript:void(0)' onclick='window.open(&quot;/files/6.docx&quot;)'>查看</a></div>",
        7: "<div id='pdf'></div><script>PDFObject.embed('/files/7.docx', '#pdf');</script>",
    }
    places = {
        0: "/gk/P020240119001.docx",
        4: "/system/_content/download.jsp",
        5: "/attachment/0/306/306724/3255421",
    }
    items = [
        Item(f"/gk/t20240119_{n}.html", named(n), f"2024-01-{n + 10}", 2023, number=n) for n in range(10)
    ]
    pages: dict[str, Page] = {}
    direct = Item("/files/8.docx", items[8].title, items[8].day, 2023, number=8)
    items[8] = direct
    items[9] = Item("/down?fileid=77&name=nb", items[9].title, items[9].day, 2023, number=9)
    for n, text in ways.items():
        pages[items[n].path] = (
            f"<html><head><title>{items[n].title}</title></head><body><h1>{items[n].title}</h1><p>{items[n].day}</p>{text}</body></html>"
        )
        pages[places.get(n, f"/files/{n}.docx")] = file(items[n])
    pages[direct.path] = file(direct, "text/html")
    pages["/down"] = Answer(
        docx(items[9]),
        headers={
            "Content-Type": "application/octet-stream",
            "Content-Disposition": "attachment; filename=x.docx",
        },
    )
    lines = "".join(f"<li><a href='{escape(i.path)}'>{i.title}</a><span>{i.day}</span></li>" for i in items)
    pages["/gk/"] = shell(f"<ul>{lines}</ul>")
    return Stranger("/gk/", pages, wanted(items))


@stranger
def files_in_archive() -> Stranger:
    """One ZIP with the reports of all departments, its names in GBK; and a page of names that lead to files."""
    items = [Item("/zip/all.html", named(n, 2022), "2023-01-20", 2022, number=n) for n in range(5)]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        for n, item in enumerate(items):
            packed.writestr(f"{n + 1}.{item.title}.docx", docx(item))
    single = [
        Item(f"/hz/{code}.docx", f"青禾{body}2023年政府信息公开工作年度报告", "2024-01-20", 2023, number=n)
        for n, (code, body) in enumerate(
            (("qjp", "县教育局"), ("dsj", "县审计局"), ("qx", "清溪镇人民政府"), ("gm", "高庙镇人民政府"))
        )
    ]
    links = "".join(
        f"<td><a href='{i.path}'>{i.title.removeprefix('青禾').partition('2023')[0]}</a></td>" for i in single
    )
    pages: dict[str, Page] = {
        "/hz/": shell(
            "<ul><li><a href='/zip/all.html'>青禾县各部门2022年政府信息公开工作年度报告汇总</a><span>2023-01-20</span></li><li><a href='/hz/2023.html'>青禾县各单位2023年政府信息公开工作年度报告汇总</a><span>2024-01-20</span></li></ul>"
        ),
        "/zip/all.html": "<html><head><title>青禾县各部门2022年政府信息公开工作年度报告汇总</title></head><body><h1>青禾县各部门2022年政府信息公开工作年度报告汇总</h1><p>附件：<a href='/zip/nb2022.zip'>2022年年报.zip</a></p></body></html>",
        "/zip/nb2022.zip": Answer(buffer.getvalue(), headers={"Content-Type": "application/zip"}),
        "/hz/2023.html": f"<html><head><title>2023年年报汇总</title></head><body><h1>青禾县各单位2023年政府信息公开工作年度报告汇总</h1><table><tr>{links}</tr></table></body></html>",
        **{i.path: file(i) for i in single},
    }
    return Stranger("/hz/", pages, {"/zip/all.html", "/hz/2023.html"}, count=9)


@stranger
def charset_lies() -> Stranger:
    """Big5 names, GB18030 signs, UTF-8 with a leftover label, a BOM, a broken meta, and a header that contradicts."""
    items = some(9, lambda n: f"/w/{n}.htm", decoys=2)
    lines = "".join(f"<li><a href='{i.path}'>{i.title}</a><span>{i.day}</span></li>" for i in items)
    ways = [
        ("gb18030", "gb2312", "text/html"), ("gbk", "", "text/html; charset=utf-8"), ("utf-8", "gb2312", "text/html; charset=gb2312"),
        ("utf-8-sig", "gbk", "text/html"), ("gbk", "utf-8", "text/html; charset=ISO-8859-1"), ("utf-8", "", "text/html"),
    ]  # fmt: skip
    pages: dict[str, Page] = {
        "/w/": Answer(
            f"<html><head><meta httpequiv=Content-Type content='text/html; charset=gb2312'><title>年报</title></head><ul>{lines}</ul></html>".encode(
                "gbk"
            ),
            headers={"Content-Type": "text/html"},
        ),
    }
    for at, i in enumerate(items):
        codec, meta, header = ways[at % len(ways)]
        text = (
            article(i)
            .replace('<meta charset="utf-8">', "")
            .replace("<head>", f"<head><meta charset={meta}>" if meta else "<head>")
        )
        pages[i.path] = Answer(text.encode(codec), headers={"Content-Type": header})
    return Stranger("/w/", pages, wanted(items))


@stranger
def trap_calendar() -> Stranger:
    """A calendar beside the list, months without end, a search box, sorting links, and a list that never ends."""
    items = some(10, lambda n: f"/t/{n}.html", decoys=3)
    lines = "".join(f"<li><a href='{i.path}'>{i.title}</a><span>{i.day}</span></li>" for i in items)

    def lists(asked: Asked) -> str:
        month = int(query(asked).get("month", "202401"))
        days = "".join(
            f"<td><a href='/t/list?month={month}&day={month}{d:02}'>{d}</a></td>" for d in range(1, 29)
        )
        sort = "".join(f"<a href='/t/list?sort={s}'>按{t}排序</a>" for s, t in (("a", "时间"), ("b", "标题")))
        return shell(
            f"<ul>{lines}</ul>{sort}<table class='cal'><tr><td><a href='/t/list?month={month + 1}'>&gt;&gt;</a></td>{days}</tr></table>"
        )

    return Stranger("/t/list", {"/t/list": lists, **articles(items)}, wanted(items))


@stranger
def trap_endless() -> Stranger:
    """Every page number answers, with the last page again, and each has a next one."""
    items = some(13, lambda n: f"/e/{n}.html", decoys=2)
    parts = pages_of(items, 6)

    def lists(asked: Asked) -> str:
        number = int(query(asked).get("page", 1))
        lines = "".join(
            f"<li><a href='{i.path}'>{i.title}</a><span>{i.day}</span></li>"
            for i in parts[min(number, len(parts)) - 1]
        )
        return shell(f"<ul>{lines}</ul><a href='?page={number + 1}'>下一页</a>")

    return Stranger("/e/", {"/e/": lists, **articles(items)}, wanted(items))


@stranger
def twins_and_sessions() -> Stranger:
    """One report under many addresses: session ids, noise, mobile pages, two columns; each is one report."""
    items = some(6, lambda n: f"/s/{n}.html", decoys=0)
    tails = (";jsessionid=0A1B2C.node1", "?ddtab=true", "?_=0.7713", "?from=timeline", "#zoom", "")
    lines = "".join(
        f"<li><a href='{i.path}{tails[k]}'>{i.title}</a><span>{i.day}</span></li>"
        for k, i in enumerate(items)
    )
    copies = "".join(
        f"<li><a href='/m{i.path}'>{i.title}</a><span>{i.day}</span></li><li><a href='/bm/x/t{k}.html'>{i.title}</a><span>{i.day}</span></li>"
        for k, i in enumerate(items)
    )
    pages: dict[str, Page] = {"/s/": shell(f"<ul>{lines}</ul><ul class='c'>{copies}</ul>")}
    for k, i in enumerate(items):
        pages[i.path] = pages[i.path + ";jsessionid=0A1B2C.node1"] = article(i, 1)
        pages["/m" + i.path] = article(i, 2)
        pages[f"/bm/x/t{k}.html"] = article(i, 3)
    found = {"/m" + i.path for i in items} | {f"/bm/x/t{k}.html" for k in range(6)}
    return Stranger("/s/", pages, found, count=6)


@stranger
def soft_errors() -> Stranger:
    """Missing pages answer 200 or lead home; reports beside them are found."""
    items = some(7, lambda n: f"/o/{n}.html", decoys=2)
    lost = [Item(f"/o/lost{n}.html", named(30 + n, 2018), "2019-01-20", 2018) for n in range(3)]
    lines = "".join(f"<li><a href='{i.path}'>{i.title}</a><span>{i.day}</span></li>" for i in [*items, *lost])
    pages: dict[str, Page] = {
        "/o/": shell(f"<ul>{lines}</ul>"),
        **articles(items),
        "/": shell("<p>欢迎</p>", "首页"),
    }
    pages["/o/lost0.html"] = shell("<div class='err'>您访问的页面不存在或已被删除！</div>", "404")
    pages["/o/lost1.html"] = Answer("", 302, {"Location": "/"})
    pages["/o/lost2.html"] = Answer("<html>gone</html>", 410)
    return Stranger("/o/", pages, wanted(items))


@stranger
def onclick_everywhere() -> Stranger:
    """No link has an address: javascript:void(0), onclick of every kind, data-url, divs that are clicked."""
    items = some(12, lambda n: f"/k/d{n}.html", decoys=4)
    forms = (
        "<li><a href='javascript:void(0);' onclick=\"jumpToDetail('{p}')\" title='{t}'>{s}…</a><i>{d}</i></li>",
        "<li><a href=\"javascript:openUrl('{p}','_blank')\">{t}</a><i>{d}</i></li>",
        "<li data-url='{p}'><a href='#' data-href='{p}'>{t}</a><i>{d}</i></li>",
        "<li onclick=\"window.open('{p}')\"><span>{t}</span><i>{d}</i></li>",
        "<li><div class='row' onclick=\"location.href='{p}'\"><b>{t}</b><i>{d}</i></div></li>",
    )
    lines = "".join(
        forms[k % len(forms)].format(p=i.path, t=i.title, s=i.title[:9], d=i.day) for k, i in enumerate(items)
    )
    return Stranger("/k/", {"/k/": shell(f"<ul>{lines}</ul>"), **articles(items)}, wanted(items))


@stranger
def attachments_beside_other_lists() -> Stranger:
    """Articles that are only a file, with the latest reports and news listed beside them."""
    items = [Item(f"/a/{n}.html", named(n), f"2024-01-{n + 10}", 2023, number=n) for n in range(7)]
    beside = (
        "<div class='latest'>"
        + "".join(f"<p><a href='{i.path}'>{i.title}</a> {i.day}</p>" for i in items)
        + "</div>"
    )
    bodies = [i.title.removeprefix("青禾") for i in items]
    lines = "".join(
        f"<li><a href='{i.path}'>{i.title if k % 2 else '青禾' + bodies[k].partition('2023')[0].replace('2023', '')}</a><span>{i.day}</span></li>"
        for k, i in enumerate(items)
    )
    pages: dict[str, Page] = {"/a/": shell(f"<ul>{lines}</ul>", "政府信息公开年报")}
    for i in items:
        pages[i.path] = shell(
            f"<h1>{i.title}</h1><div class='zw'><a href='/f/{i.number}.docx'>{i.title}.docx</a></div>{beside}",
            i.title,
        )
        pages[f"/f/{i.number}.docx"] = file(i)
    return Stranger("/a/", pages, wanted(items))
