"""The documents of the corpus that are text: pages in all markups, with all defects; text with tabs."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from random import Random

from bench.filings import Made
from parsers import templates
from practice import markup
from practice.markup import Row, Spot
from practice.publications import Filing

STYLE = """
@page { size: A4; margin: 18mm }
body { font-family: 'Noto Serif CJK SC', serif; font-size: 12pt }
h1, strong, th { font-weight: 400 }
table { border-collapse: collapse; width: 100%; font-size: 8pt }
td { border: 1px solid #000; text-align: center; padding: 2px }
"""
UNRULED = "td { border: 0 }"
# A font that Chromium embeds as it is, as it does those of Windows.
FAMILY = "WenQuanYi Zen Hei"
TRUETYPE = f"body {{ font-family: '{FAMILY}' }}"
MENU = ("首页", "要闻动态", "政务公开", "政务服务", "互动交流", "数据发布", "走进本县", "专题专栏")


def bare(made: Made, style: str = "") -> str:
    """A report as a page without anything round it: to be printed, or converted by an office program."""
    return (
        '<!DOCTYPE html><html><head><meta charset="utf-8">'
        f"<title>{escape(made.title)}</title><style>{STYLE}{style}</style></head>"
        f'<body><h1 style="text-align:center;font-size:18pt">{escape(made.title)}</h1>'
        f"{markup.report(made.filing)}</body></html>"
    )


def site_page(made: Made, content: str, charset: str = "utf-8") -> str:
    """The page of a publishing system round the content: some 40 kB of style, menus, scripts and footer."""
    random = Random(made.title)
    style = "\n".join(
        f".c{number} .item-{number} {{ margin: {number % 7}px; color: #{number * 7919 % 0xFFFFFF:06x} }}"
        for number in range(220)
    )
    menu = "".join(
        f'<li class="c{at}"><a href="/{name}/{part}/" title="{name}{part}">{name}{part}</a></li>'
        for at, name in enumerate(MENU)
        for part in range(1, 25)
    )
    beside = "".join(
        f'<li><a href="/zwgk/{random.randint(10**6, 10**7)}.html">关于印发工作方案的通知（第{at}号）</a>'
        f"<span>{made.published_on}</span></li>"
        for at in range(1, 40)
    )
    script = "\n".join(
        f"function f{number}(a) {{ var b = document.getElementById('x{number}'); b.innerHTML = a; }}"
        for number in range(110)
    )
    claim = f'<meta http-equiv="Content-Type" content="text/html; charset={charset}">' if charset else ""
    title = escape(made.title)
    return (
        f'<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n{claim}\n'
        f'<meta name="ArticleTitle" content="{title}">\n'
        f'<meta name="PubDate" content="{made.published_on} 09:30">\n'
        f'<meta name="ContentSource" content="{escape(made.filing.agency)}">\n<title>{title}</title>\n'
        f"<style>{style}</style>\n<script>{script}</script>\n</head>\n<body>\n"
        f'<div class="header"><div class="menu"><ul>{menu}</ul></div></div>\n'
        f'<div class="location"><a href="/">首页</a> &gt; <a href="/zwgk/">政务公开</a> &gt; 年报</div>\n'
        f'<h1>{title}</h1>\n<div class="date">发布时间：{made.published_on}　浏览次数：3127</div>\n'
        f'<div class="article-content">\n{content}\n</div>\n<div class="side"><ul>{beside}</ul></div>\n'
        '<div class="footer"><p>主办：示例县人民政府办公室</p></div>\n</body>\n</html>\n'
    )


def page(made: Made, layout: str) -> bytes:
    """A report as a site serves it; every fourth page is in gb18030 and says gb2312, or nothing."""
    turn = sum(made.title.encode()) % 4
    charset = ("utf-8", "utf-8", "gb2312", "")[turn]
    text = site_page(made, markup.report(made.filing, layout), charset)
    return text.encode("utf-8" if turn < 2 else "gb18030")


# Defects seen on real pages, each made from the rows of the plain table.


def spacers(rows: list[Row]) -> str:
    """An empty column between any two, as editors leave them."""
    return markup.plain_table([[one for spot in row for one in (spot, Spot(""))] for row in spread(rows)])


def boxed(rows: list[Row]) -> str:
    """A table inside every cell."""
    lines = [
        "".join(
            f"<td{markup.spans(spot)}><table><tr><td>{escape(spot.text) or '&nbsp;'}</td></tr></table></td>"
            for spot in row
        )
        for row in rows
    ]
    return '<table border="1">' + "".join(f"<tr>{line}</tr>" for line in lines) + "</table>"


def shadowed(rows: list[Row]) -> str:
    """A hidden copy with other figures stands first."""
    other = [
        [
            Spot(str(int(spot.text) * 3 + 1) if spot.text.isdecimal() else spot.text, spot.across, spot.down)
            for spot in row
        ]
        for row in rows
    ]
    return f'<div style="display:none">{markup.plain_table(other)}</div>{markup.plain_table(rows)}'


def divided(rows: list[Row]) -> str:
    """A grid of div elements in place of a table."""
    lines = [
        "".join(f'<div style="display:table-cell">{escape(spot.text)}</div>' for spot in row)
        for row in spread(rows)
    ]
    inside = "".join(f'<div style="display:table-row">{line}</div>' for line in lines)
    return f'<div style="display:table">{inside}</div>'


def unspanned(rows: list[Row]) -> str:
    """Row spans written out as blank cells."""
    return markup.plain_table(spread(rows))


def unclosed(rows: list[Row]) -> str:
    """No end tag anywhere but that of the table."""
    lines = ["".join(f"<td{markup.spans(spot)}>{escape(spot.text)}" for spot in row) for row in rows]
    return "<table>" + "".join(f"<tr>{line}" for line in lines) + "</table>"


def spread(rows: list[Row]) -> list[Row]:
    """The rows with every merged cell cut into its grid places: the text in the first, the rest blank."""
    grid: dict[tuple[int, int], str] = {}
    for y, row in enumerate(rows):
        x = 0
        for spot in row:
            while (y, x) in grid:
                x += 1
            for down in range(spot.down):
                for across in range(spot.across):
                    grid[y + down, x + across] = "" if down or across else spot.text
            x += spot.across
    width = 1 + max(x for _, x in grid)
    return [[Spot(grid.get((y, x), "")) for x in range(width)] for y in range(1 + max(y for y, _ in grid))]


DEFECTS: dict[str, Callable[[list[Row]], str]] = {
    "spacers": spacers,
    "boxed": boxed,
    "shadowed": shadowed,
    "divided": divided,
    "unspanned": unspanned,
    "unclosed": unclosed,
}


def blocks(filing: Filing) -> list[list[Row] | str]:
    """Headings and paragraphs as text, tables as rows, in printed order."""
    form = templates.load(filing.template)
    made: list[list[Row] | str] = list(filing.sections.get(0, ()))
    for number in range(1, 7):
        if 2 <= number <= 4:
            table = form.tables[number - 2]
            made += [table.label, [row for rows in markup.rows_of(table, filing) for row in rows]]
        else:
            made += [markup.HEADINGS[number], *filing.sections.get(number, ())]
    return made


def defective(made: Made, defect: str) -> bytes:
    """A page whose tables have a defect."""
    parts = [
        f"<p>{escape(block)}</p>" if isinstance(block, str) else DEFECTS[defect](block)
        for block in blocks(made.filing)
    ]
    return site_page(made, "\n".join(parts)).encode()


def tabbed(made: Made) -> bytes:
    """The report as text with tabs, as copied from a spreadsheet: every grid place between two tabs."""
    lines = [made.title, ""]
    for block in blocks(made.filing):
        if isinstance(block, str):
            lines += [block, ""]
        else:
            lines += ["\t".join(spot.text for spot in row) for row in spread(block)]
            lines.append("")
    return "\n".join(lines).encode()
