"""What the stranger sites publish: reports as real forms, other papers beside them, in changing clothes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from html import escape
from urllib.parse import parse_qs, urlsplit

import lxml.html
from lxml.html import HtmlElement

from practice import generator, markup
from practice.publications import Filing
from practice.systems import systems
from tests.crawler.servers import Answer, Asked, Page

BODIES = (
    "县发展和改革局", "县教育局", "县审计局", "县自然资源和规划局", "县统计局", "县信访局", "县招商局", "县采购中心", "清溪镇人民政府",
    "大河乡人民政府", "城关街道办事处", "县人民政府办公室", "县市场监督管理局", "县财政局", "县应急管理局", "县城市管理行政执法局",
    "白杨镇人民政府", "红旗林场", "县水利局", "县交通运输局", "县文化广电和旅游局", "县卫生健康委员会", "县民政局", "县司法局",
    "县人力资源和社会保障局", "县住房和城乡建设局", "县农业农村局", "县商务局", "县退役军人事务局", "县医疗保障局",
    "柳泉镇人民政府", "高庙镇人民政府", "经济开发区管理委员会", "县林业局", "县气象局", "县税务局", "县档案馆", "县供销合作社联合社",
)  # fmt: skip
NAMINGS = (
    "青禾{body}{year}年政府信息公开工作年度报告",
    "{year}年度青禾{body}政府信息公开年报",
    "青禾{body}{year}年度政府信息公开工作报告",
    "青禾{body}关于{year}年政府信息公开工作情况的报告",
    "青禾{body}政府信息公开工作{year}年度报告",
    "青禾{body}信息公开年报（{year}年）",
    "青禾{body}{year}年度信息公开年度报告",
)
# What stands between the reports and is none: (title, kind of page).
DECOYS = (
    ("一图读懂：青禾县{year}年政府信息公开工作年度报告", "picture"),
    ("《青禾县{year}年政府信息公开工作年度报告》解读", "prose"),
    ("青禾县{year}年度政府信息公开工作年度报告公布情况", "prose"),
    ("青禾县政府信息公开指南（{year}年版）", "prose"),
    ("青禾县{year}年法治政府建设年度报告", "report"),
    ("青禾县司法局{year}年度法治政府建设情况报告", "report"),
    ("青禾县教育局{year}年度部门决算公开", "prose"),
    ("青禾县财政局{year}年度部门预算", "prose"),
    ("青禾县{year}年政务公开工作要点", "prose"),
    ("青禾县政务服务中心{year}年工作总结", "report"),
    ("青禾县政府网站工作年度报表（{year}年度）", "report"),
    ("关于做好{year}年政府信息公开工作年度报告编制和发布工作的通知", "prose"),
    ("青禾县召开{year}年政府信息公开工作年度报告编制培训会", "prose"),
    ("青禾县{year}年依申请公开年报", "report"),
    ("青禾县水利局{year}年行政执法统计年报", "report"),
    ("{year}年政府信息公开工作年度报告（征求意见稿）", "prose"),
    ("图解青禾县{year}年政府信息公开年报", "picture"),
    ("{year}年青禾县国民经济和社会发展统计公报", "prose"),
)


@dataclass(frozen=True, slots=True)
class Item:
    """A line of a list: its address, title, day and year; `report` or not."""

    path: str
    title: str
    day: str
    year: int
    report: bool = True
    kind: str = ""
    number: int = 0


@dataclass
class Stranger:
    """A site that nobody here has seen: its column, its pages, and the addresses of its reports."""

    column: str
    pages: dict[str, Page]
    reports: set[str]
    state: str = "ok"
    adapter: str = ""  # "" where it does not matter
    count: int = 0  # how many reports these are, where one stands at several addresses


STRANGERS: dict[str, Callable[[], Stranger]] = {}


def stranger(build: Callable[[], Stranger]) -> Callable[[], Stranger]:
    STRANGERS[build.__name__] = build
    return build


@cache
def filings() -> dict[str, list[Filing]]:
    """Filled forms by template."""
    found: dict[str, list[Filing]] = {}
    for site, _ in systems().values():
        for item in generator.publications(site):
            if item.filing and item.filing.scope == "own":
                found.setdefault(item.filing.template, []).append(item.filing)
    return found


def form(number: int, year: int) -> str:
    """The body of a report on a year, as the form of that year asks."""
    template = "2021" if year >= 2021 else "2019"
    some = filings()[template]
    chosen = some[(number * 7 + year) % len(some)]
    text = markup.report(chosen, ("plain", "word", "nested", "headed")[number % 4])
    return text.replace(f"{chosen.year}年", f"{year}年").replace(chosen.agency, "本机关")


def named(number: int, year: int = 2023) -> str:
    return NAMINGS[number % len(NAMINGS)].format(body=BODIES[number % len(BODIES)], year=year)


def some(
    count: int,
    address: Callable[[int], str],
    *,
    year: int = 2023,
    decoys: int = 4,
    decoy_address: Callable[[int], str] | None = None,
    first: int = 0,
) -> list[Item]:
    """So many reports, with other papers between them."""
    items: list[Item] = []
    for n in range(first, first + count):
        day = f"{year + 1}-01-{n % 28 + 1:02}"
        items.append(Item(address(n), named(n, year), day, year, number=n))
    for k in range(decoys):
        title, kind = DECOYS[(k + first) % len(DECOYS)]
        path = (decoy_address or address)(900 + k)
        items.insert(
            min(len(items), 2 + 3 * k),
            Item(path, title.format(year=year), f"{year + 1}-02-{k + 1:02}", year, False, kind, 900 + k),
        )
    return items


def article(item: Item, skin: int | None = None, extra: str = "", content: str | None = None) -> str:
    """The page of an item, in one of six skins."""
    skin = item.number % 6 if skin is None else skin
    title = escape(item.title)
    text = content if content is not None else form(item.number, item.year) if item.report else other(item)
    text += extra
    home = '<div class="crumbs"><a href="/">首页</a> / <a href="/xxgk/">政府信息公开</a></div>'
    if skin == 0:
        return (
            f'<html><head><meta charset="utf-8"><META content="{title}" NAME="articletitle"/><title>青禾县人民政府</title></head>'
            f"<body>{home}<div class='c-box'><div class='c-tt'>{title}</div><div class='c-con'>{text}</div></div></body></html>"
        )
    if skin == 1:
        return f"<!doctype html><title>{title}_青禾县人民政府</title><h1>{title}</h1><p>发布日期：{item.day} 来源：本站</p><article>{text}</article>"
    if skin == 2:
        info = f"<dl><dt>索 引 号：</dt><dd>000014349/2024-{item.number:05}</dd><dt>信息名称：</dt><dd>{title}</dd><dt>生成日期：</dt><dd>{item.day}</dd></dl>"
        return f"<html><head><title>{title}</title></head><body>{info}<div id='detail_text'><center><b>{title}</b></center>{text}</div></body></html>"
    if skin == 3:
        return (
            f"<html><head><title>{title} - 政府信息公开 - 青禾县</title></head><body><table width=980><tr><td>{home}</td></tr>"
            f"<tr><td><h2>{title}</h2></td></tr><tr><td id=nr>{text}</td></tr></table></body></html>"
        )
    if skin == 4:
        cut = len(title) // 2
        return (
            f"<html><head><title>信息详情</title></head><body><ul class='xx'><li><b>发布机构：</b>青禾县</li><li><b>发布日期：</b>{item.day}</li></ul>"
            f"<div class='zw'><p align='center'><strong>{title[:cut]}</strong><strong>{title[cut:]}</strong></p>{text}</div></body></html>"
        )
    return (
        f"<html><head><title>{title}</title><meta name='PubDate' content='{item.day} 09:00:00'><meta name='ColumnName' content='政府信息公开年报'></head>"
        f"<body><div><div><h3>{title}</h3></div><div class='TRS_UEDITOR trs_paper_default'>{text}</div></div></body></html>"
    )


def other(item: Item) -> str:
    """What a paper says that is no report."""
    if item.kind == "picture":
        return '<p><img src="/images/long_1.jpg" width="800"></p><p>图解内容见上图。</p>'
    if item.kind == "report":
        return (
            "".join(
                f"<p>{heading}</p><p>{'　　全县各级行政机关认真落实各项任务，依法履行职责，强化监督考核。' * 6}</p>"
                for heading in (
                    "一、总体情况",
                    "二、主要工作及成效",
                    "三、存在的主要问题及改进情况",
                    "四、下一步工作打算",
                )
            )
            + "<table><tr><td>执法事项</td><td>件数</td></tr><tr><td>检查</td><td>318</td></tr></table>"
        )
    return "<p>" + "　　为进一步做好有关工作，现将有关事项说明如下，请认真贯彻执行。" * 5 + "</p>"


def articles(items: list[Item], skin: int | None = None) -> dict[str, Page]:
    return {bare(item.path): article(item, skin) for item in items}


def bare(path: str) -> str:
    return path.partition("#")[0]


def wanted(items: list[Item]) -> set[str]:
    return {item.path for item in items if item.report}


def pages_of(items: list[Item], size: int) -> list[list[Item]]:
    return [items[at : at + size] for at in range(0, len(items), size)]


def query(asked: Asked) -> dict[str, str]:
    return {k: v[0] for k, v in parse_qs(urlsplit(asked.path).query, keep_blank_values=True).items()}


def posted(asked: Asked) -> dict[str, str]:
    return {k: v[0] for k, v in parse_qs(asked.body.decode(), keep_blank_values=True).items()}


def shell(content: str, title: str = "政府信息公开年报", head: str = "") -> str:
    """A page of a list within the frame of a site: menus, side columns, footer."""
    menu = "".join(
        f'<a href="/{p}/">{t}</a>'
        for p, t in (
            ("xw", "新闻动态"),
            ("zwfw", "政务服务"),
            ("hdjl", "互动交流"),
            ("xxgk/gkzn", "政府信息公开指南"),
            ("xxgk/gkzd", "政府信息公开制度"),
            ("ysqgk", "依申请公开"),
        )
    )
    return (
        f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{title}-青禾县人民政府</title>{head}</head><body><div id='top'>{menu}</div>"
        f"<div class='wrap'>{content}</div><div class='foot'><a href='/about/'>关于我们</a><a href='/map/'>网站地图</a>"
        "<p>主办：青禾县人民政府办公室 网站标识码：4100000001</p></div></body></html>"
    )


def docx(item: Item) -> bytes:
    """A DOCX of a report: its paragraphs and tables."""
    root = lxml.html.fromstring(
        f"<div><p>{escape(item.title)}</p>{form(item.number - item.number % 4, item.year)}</div>"
    )
    parts = []
    for element in root:
        if element.tag == "table":
            parts.append(table_xml(element))
        else:
            text = escape("".join(element.itertext()))
            parts.append(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
    body = "".join(parts)
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(
            "[Content_Types].xml",
            '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
            '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
        )
        made.writestr(
            "_rels/.rels",
            '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
            'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
        )
        made.writestr(
            "word/document.xml",
            f'<?xml version="1.0" encoding="UTF-8"?><w:document {space}><w:body>{body}</w:body></w:document>',
        )
    return buffer.getvalue()


def table_xml(table: HtmlElement) -> str:
    """A table of HTML as one of WordprocessingML, spans kept."""
    rows: list[str] = []
    carried: dict[int, tuple[int, int]] = {}  # column → (rows still to span, columns)
    for tr in table.iter("tr"):
        cells, at = [], 0
        later: dict[int, tuple[int, int]] = {}
        spots = [cell for cell in tr if cell.tag in ("td", "th")]
        while spots or at in carried:
            if at in carried:
                left, across = carried[at]
                text, merged = "", "<w:vMerge/>"
            else:
                cell = spots.pop(0)
                across, left = int(cell.get("colspan") or 1), int(cell.get("rowspan") or 1)
                text, merged = (
                    escape("".join(cell.itertext()).strip()),
                    '<w:vMerge w:val="restart"/>' if left > 1 else "",
                )
            if left > 1:
                later[at] = (left - 1, across)
            cells.append(
                f'<w:tc><w:tcPr><w:gridSpan w:val="{across}"/>{merged}</w:tcPr><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>'
            )
            at += across
        carried = later
        rows.append("".join(cells))
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>"


def file(item: Item, mime: str = "application/octet-stream") -> Answer:
    return Answer(docx(item), headers={"Content-Type": mime})
