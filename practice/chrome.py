"""What stands round the content of a page: navigation, breadcrumb, information table, files, footer."""

from __future__ import annotations

from html import escape

from practice import markup
from practice.http import COUNTER
from practice.publications import Publication
from practice.systems import Site

AREAS = ("首页", "新闻中心", "政府信息公开", "政务服务", "互动交流", "走进本县")
BLOCKS = ("政府信息公开指南", "政府信息公开制度", "法定主动公开内容", "政府信息公开年报", "依申请公开")
COLUMN = "政府信息公开年报"


def code(site: Site) -> str:
    """A site's identification code: ten digits that belong to no real site."""
    return f"{site.region[:2]}000000{site.number:02d}"


def navigation() -> str:
    areas = "".join(f'<li><a href="/#a{n}">{area}</a></li>' for n, area in enumerate(AREAS))
    blocks = "".join(f'<li><a href="/#b{n}">{block}</a></li>' for n, block in enumerate(BLOCKS))
    return f'<div class="nav"><ul>{areas}</ul></div>\n<div class="side"><ul>{blocks}</ul></div>'


def breadcrumb(column: str, last: str = "") -> str:
    tail = f" &gt; {escape(last)}" if last else ""
    return (
        '<div class="position">当前位置：<a href="/">首页</a> &gt; 政府信息公开 &gt; '
        f'<a href="{column}">{COLUMN}</a>{tail}</div>'
    )


def footer(site: Site) -> str:
    return (
        f'<div class="footer"><p>主办：{site.county}人民政府办公室　承办：{site.county}政务服务中心</p>'
        f"<p>网站标识码：{code(site)}　备案序号：练习备{site.number:04d}号</p>"
        "<p>本站为练习站，机关名称和数字多为样例。</p></div>"
    )


def list_meta(site: Site) -> str:
    return (
        f'<meta name="SiteName" content="{site.name}">\n<meta name="SiteIDCode" content="{code(site)}">\n'
        f'<meta name="ColumnName" content="{COLUMN}">\n<meta name="ColumnType" content="信息公开年报">'
    )


def article_meta(site: Site, item: Publication) -> str:
    return (
        f'<meta name="SiteName" content="{site.name}">\n<meta name="SiteIDCode" content="{code(site)}">\n'
        f'<meta name="ColumnName" content="{COLUMN}">\n<meta name="ColumnType" content="信息公开年报">\n'
        f'<meta name="ArticleTitle" content="{escape(item.title)}">\n'
        f'<meta name="PubDate" content="{item.published_on} 10:{item.serial % 60:02d}">\n'
        f'<meta name="ContentSource" content="{escape(item.publisher)}">'
    )


def information(item: Publication) -> str:
    """The table of 公开信息 above a body, labels spaced as such sites space them."""
    rows = (
        ("索 引 号", item.index_number, "发布机构", item.publisher),
        ("文　　号", "", "发布日期", item.published_on.isoformat()),
        ("名　　称", item.title, "有 效 性", "有效"),
    )
    lines = "".join(
        "<tr>" + "".join(f"<th>{a}：</th><td>{escape(b)}</td>" for a, b in ((w, x), (y, z))) + "</tr>"
        for w, x, y, z in rows
    )
    return f'<table class="xxgk_table" width="100%">{lines}</table>'


def files(item: Publication, paths: list[str]) -> str:
    if not paths:
        return ""
    links = "".join(
        f'<p><a href="{path}" title="{escape(found.text)}">{escape(found.text)}</a></p>'
        for path, found in zip(paths, item.attachments, strict=True)
    )
    return f'<div class="attachment"><p>附件：</p>{links}</div>'


def body(item: Publication) -> str:
    """What a publication says, as HTML."""
    if item.filing:
        return markup.report(item.filing, item.layout)
    return "\n".join(f"<p>　　{escape(text)}</p>" for text in item.paragraphs)


def article(
    site: Site,
    item: Publication,
    content: str,
    paths: list[str],
    column: str = "/",
    container: str = 'class="article-content"',
    views: bool = True,
    below: str = "",
) -> str:
    """The page of a publication round its content; `container` is the element that systems tell by."""
    seen = f"　浏览次数：{COUNTER.decode()}" if views else ""
    inside = (
        f"{breadcrumb(column, '正文')}\n{information(item)}\n<h1>{escape(item.title)}</h1>\n"
        f'<div class="date">发布时间：{item.published_on}　来源：{escape(item.publisher)}{seen}</div>\n'
        f"<div {container}>\n{content}\n</div>\n{below}{files(item, paths)}"
    )
    return page(f"{item.title}_{site.name}", article_meta(site, item), inside, site)


def page(title: str, meta: str, content: str, site: Site, charset: str = "utf-8", script: str = "") -> str:
    """A whole page; `charset` is what it claims, "" for no claim."""
    claim = f'<meta http-equiv="Content-Type" content="text/html; charset={charset}">\n' if charset else ""
    return (
        f"<!DOCTYPE html>\n<html>\n<head>\n{claim}{meta}\n<title>{escape(title)}</title>\n"
        f'<link rel="stylesheet" href="/style.css">\n{script}</head>\n<body>\n'
        f'<div class="header"><h2>{site.name}</h2></div>\n{navigation()}\n'
        f'<div class="main">\n{content}\n</div>\n{footer(site)}\n</body>\n</html>\n'
    )
