"""Strangers whose reports lie behind blocks, tabs, shells and services of their own, or in several copies."""

from __future__ import annotations

import json

from tests.crawler.servers import Answer, Asked, Page
from tests.crawler.strangers.world import (
    Item,
    Stranger,
    article,
    articles,
    docx,
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


def lines_of(items: list[Item]) -> str:
    return "".join(f"<li><a href='{i.path}'>{i.title}</a><span>{i.day}</span></li>" for i in items)


@stranger
def column_of_blocks() -> Stranger:
    """The column shows the newest five of each kind of body, with 更多 to the whole lists, one of which has pages."""
    pages: dict[str, Page] = {}
    found: set[str] = set()
    text = ""
    for at, (folder, kind) in enumerate((("bmnb", "部门年报"), ("xznb", "乡镇年报"))):
        items = some(13, lambda n, f=folder: f"/zfgk/{f}/d{n}.html", decoys=2, first=at * 13)
        pages |= articles(items)
        found |= wanted(items)
        text += f"<div class='block'><h3>{kind}<a class='more' href='/zfgk/{folder}/'>更多&gt;&gt;</a></h3><ul>{lines_of(items[:5])}</ul></div>"
        parts = pages_of(items, 8)
        for number, part in enumerate(parts, 1):
            onward = (
                f"<a href='/zfgk/{folder}/p{number + 1}.html'>下一页&gt;</a>" if number < len(parts) else ""
            )
            pages[f"/zfgk/{folder}/" + ("" if number == 1 else f"p{number}.html")] = shell(
                f"<ul>{lines_of(part)}</ul>{onward}"
            )
    pages["/zfgk/nianbao.html"] = shell(text)
    return Stranger("/zfgk/nianbao.html", pages, found)


@stranger
def column_of_ajax_tabs() -> Stranger:
    """Kinds of body are tabs; what is clicked asks a service for the fragment of that tab, page by page."""
    kinds = {"21": "县直部门", "22": "乡镇街道", "23": "公共企事业单位"}
    lists = {
        c: some(6, lambda n, c=c: f"/tab/{c}/{n}.html", decoys=1, first=7 * at) for at, c in enumerate(kinds)
    }

    def part(asked: Asked) -> str:
        return f"<ul>{lines_of(lists.get(query(asked).get('lm', ''), []))}</ul>"

    tabs = "".join(f"<li onclick=\"tab('{c}')\">{t}</li>" for c, t in kinds.items())
    script = "function tab(c){ $.get('/tab/part?lm=' + c, function(h){ $('#con').html(h); }); }\ntab('21');"
    pages: dict[str, Page] = {
        "/tab/": shell(f"<ul class='tabs'>{tabs}</ul><div id='con'></div><script>{script}</script>"),
        "/tab/part": part,
    }
    found: set[str] = set()
    for items in lists.values():
        pages |= articles(items)
        found |= wanted(items)
    return Stranger("/tab/", pages, found)


@stranger
def papers_behind_a_jump() -> Stranger:
    """Links go over a page that sends its reader on, by script or by an answer; the article is what counts."""
    items = some(8, lambda n: f"/jump?to=/zw/{n}.html" if n % 2 else f"/go/{n}.html", decoys=2)
    pages: dict[str, Page] = {}
    found: set[str] = set()

    def jump(asked: Asked) -> Answer:
        return Answer("", 302, {"Location": query(asked)["to"]})

    pages["/jump"] = jump
    for i in items:
        target = f"/zw/{i.number}.html"
        if i.path.startswith("/go/"):
            pages[i.path] = (
                f"<html><head><title>跳转</title><script type='text/javascript'>self.location.replace(\"{target}\");</script></head></html>"
            )
        pages[target] = article(i)
        if i.report:
            found.add(target)
    pages["/jl/"] = shell(f"<ul>{lines_of(items)}</ul>")
    return Stranger("/jl/", pages, found)


@stranger
def papers_in_copies() -> Stranger:
    """Each report as a page, with the same text as DOCX below it, and an explanation beside it: one report each."""
    pages: dict[str, Page] = {}
    found: set[str] = set()
    lines = ""
    for n in range(6):
        item = Item(f"/fb/{n}.html", named(n), f"2024-01-{n + 10}", 2023, number=n * 4)
        copy = f"/fb/file/{n}.docx"
        pages[item.path] = article(
            item,
            1,
            extra=f"<p>附件：<a href='{copy}'>{item.title}.docx</a></p><p><a href='/fb/jd{n}.html'>【解读】{item.title}</a></p>",
        )
        pages[copy] = Answer(docx(item), headers={"Content-Type": "application/msword"})
        pages[f"/fb/jd{n}.html"] = article(
            Item(f"/fb/jd{n}.html", f"【解读】{item.title}", item.day, 2023, False, "prose", 800 + n)
        )
        found.add(item.path)
        lines += f"<tr><td><a href='{item.path}'>{item.title}</a></td><td><a href='{copy}'>下载</a></td><td><a href='/fb/jd{n}.html'>解读</a></td></tr>"
    pages["/fb/"] = shell(f"<table>{lines}</table>")
    return Stranger("/fb/", pages, found)


@stranger
def papers_loaded_into_pages() -> Stranger:
    """The page of an article is a frame of menus; its text comes by a service that the script names."""
    items = [Item(f"/xx/{n}.html", named(n), f"2024-01-{n + 10}", 2023, number=n) for n in range(8)]
    pages: dict[str, Page] = {"/xx/": shell(f"<ul>{lines_of(items)}</ul>")}

    def doc(asked: Asked) -> Answer | str:
        item = next((i for i in items if str(i.number) == query(asked).get("docid")), None)
        if item is None:
            return Answer("{}", 404)
        return json.dumps(
            {
                "code": 1,
                "data": {"title": item.title, "pubDate": item.day, "content": form(item.number, 2023)},
            }
        )

    def post(asked: Asked) -> str:
        return form(int(posted(asked)["guid"]), 2023)

    pages |= {"/rest/doc": doc, "/rest/text": post}
    for i in items:
        way = (
            f"var docId = {i.number};\n$.getJSON('/rest/doc?docid=' + docId, function(d){{ $('#nr').html(d.data.content); }});",
            f"$('#nr').load('/xx/part/{i.number}.htm');",
            f"$.post('/rest/text', {{guid: '{i.number}'}}, function(h){{ $('#nr').html(h); }});",
            f"fetch(`/xx/part/{i.number}.htm`).then(r => r.text()).then(t => {{ nr.innerHTML = t; }});",
        )[i.number % 4]
        pages[i.path] = shell(
            f"<h1>{i.title}</h1><div id='nr'></div><script>{way}\n$.get('/tj/hits?id={i.number}');</script>",
            i.title,
        )
        pages[f"/xx/part/{i.number}.htm"] = f"<div>{form(i.number, 2023)}</div>"
    return Stranger("/xx/", pages, wanted(items))


@stranger
def summary_in_one_page() -> Stranger:
    """One page holds the reports of five bodies under headings; another year's is a list of its own."""
    items = [Item("/hz/2023.html", named(n, 2023), "2024-01-20", 2023, number=n) for n in range(5)]
    text = "".join(f"<h2>{i.title}</h2>{form(i.number, 2023)}" for i in items)
    rest = some(4, lambda n: f"/hz/2022/{n}.html", year=2022, decoys=0)
    title = "青禾县各单位2023年政府信息公开工作年度报告汇总"
    pages: dict[str, Page] = {
        "/hz/": shell(
            f"<ul><li><a href='/hz/2023.html'>{title}</a><span>2024-01-31</span></li>{lines_of(rest)}</ul>"
        ),
        "/hz/2023.html": f"<html><head><title>{title}</title></head><body><h1>{title}</h1>{text}</body></html>",
        **articles(rest),
    }
    return Stranger("/hz/", pages, {"/hz/2023.html"} | wanted(rest), count=9)


@stranger
def column_over_a_welcome() -> Stranger:
    """The address given is a welcome with one way in; behind it the columns of years hang on a menu at the side."""
    pages: dict[str, Page] = {
        "/wel/": "<html><head><title>青禾县政府信息公开年报</title></head><body><center><a href='/wel/in.html'><img src='/enter.gif' alt='点击进入'></a></center></body></html>"
    }
    found: set[str] = set()
    years = {2021: "a", 2022: "b", 2023: "c"}
    side = (
        "<div class='menu'>"
        + "".join(
            f"<div><span>▪</span><a href='/wel/{k}/'>青禾县{y}年年报</a></div>" for y, k in years.items()
        )
        + "</div>"
    )
    pages["/wel/in.html"] = shell(side + "<p>请在左侧选择年份。</p>")
    for year, key in years.items():
        items = some(5, lambda n, k=key: f"/wel/{k}/{n}.html", year=year, decoys=1)
        pages[f"/wel/{key}/"] = shell(side + f"<ul>{lines_of(items)}</ul>")
        pages |= articles(items)
        found |= wanted(items)
    return Stranger("/wel/", pages, found)
