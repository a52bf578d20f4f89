"""Reports that are nothing but files (sites.md 4): linked, framed, in a viewer, packed, pictures."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from html import escape
from typing import ClassVar
from urllib.parse import quote

from practice import chrome
from practice.http import Reply
from practice.publications import Attachment, Publication
from practice.systems import Site, System, html, pages_of, part

COUNTY = "古陶县"
YEAR = 2023
# What holds the report of each body, and how it is shown.
FORMS = {
    "财政局": ("link", ("pdf",)),
    "教育局": ("frame", ("pdf",)),
    "民政局": ("viewer", ("pdf",)),
    "司法局": ("click", ("docx",)),
    "水利局": ("direct", ("pdf",)),
    "审计局": ("link", ("doc",)),
    "统计局": ("link", ("wps",)),
    "档案局": ("link", ("ofd",)),
    "林业局": ("packed", ("zip",)),
    "粮食局": ("packed", ("zip",)),
    "气象局": ("pictures", ("image", "image", "image")),
    "清水镇人民政府": ("summary", ("pdf",)),
    "陶岭镇人民政府": ("summary", ("docx",)),
    "外事办公室": ("together", ()),
    "老龄工作委员会": ("together", ()),
    "地方志办公室": ("together", ()),
}


class Files(System):
    """Hardly a page prints a table. `FORMS` tells how the report of each body is held and shown."""

    sites = (
        Site(
            number=28,
            id="practice_files",
            county=COUNTY,
            region="140000",
            columns=("/zfxxgk/nb/",),
            bodies=tuple((COUNTY + body, YEAR, YEAR) for body in FORMS),
            noise=16,
            knobs={"files": {(COUNTY + body, YEAR): kinds for body, (_, kinds) in FORMS.items()}},
        ),
    )
    per_page = 10
    # Several reports behind one line of the list: in a ZIP, linked from one page, printed on one page.
    shared: ClassVar[dict[str, tuple[str, date]]] = {
        "packed": (f"{COUNTY}县直部门{YEAR}年政府信息公开工作年度报告汇编", date(YEAR + 1, 2, 1)),
        "summary": (f"{COUNTY}各乡镇{YEAR}年政府信息公开工作年度报告", date(YEAR + 1, 2, 2)),
        "together": (f"{COUNTY}县直其他单位{YEAR}年政府信息公开工作年度报告", date(YEAR + 1, 2, 3)),
    }

    def form(self, item: Publication) -> str:
        if item.filing is None:
            return ""
        return FORMS[item.publisher.removeprefix(COUNTY)][0]

    def bare(self, item: Publication) -> bool:
        return bool(item.filing) and self.form(item) != "together"

    def printed_on(self, item: Publication) -> date:
        return self.shared[self.form(item)][1] if self.form(item) in self.shared else item.published_on

    def path(self, item: Publication) -> str:
        form = self.form(item)
        if form in ("direct", "packed"):
            return self.attachment_paths(item)[0]
        return f"/zfxxgk/nb/{form if form in self.shared else item.serial}.html"

    def attachment_path(self, item: Publication, attachment: Attachment, position: int) -> str:
        suffix = attachment.name.rpartition(".")[2]
        if attachment.kind == "zip":
            return f"/upload/{YEAR + 1}/{YEAR}nb.zip"
        return f"/upload/{YEAR + 1}/{item.serial}_{position}.{suffix}"

    def pages(self) -> Iterator[tuple[str, Reply]]:
        lines = self.lines()
        total = pages_of(lines, self.per_page)
        for number in range(1, total + 1):
            name = self.site.columns[0] + ("" if number == 1 else f"index_{number}.html")
            yield name, html(self.list_page(lines, number, total))
        for form in ("summary", "together"):
            yield f"/zfxxgk/nb/{form}.html", html(self.shared_page(form))
        yield (
            "/pdfjs/web/viewer.html",
            html("<html><head><title>PDF.js viewer</title></head><body></body></html>"),
        )
        for item in self.publications:
            yield from self.attachment_pages(item)
            if self.form(item) not in ("direct", *self.shared):
                yield self.path(item), html(self.page(item))

    def lines(self) -> list[tuple[str, str, str]]:
        """Path, title and date of each line of the list; a ZIP and a summary have one line each."""
        lines = []
        for item in self.newest_first:
            title = self.shared[self.form(item)][0] if self.form(item) in self.shared else item.title
            line = (self.path(item), title, self.printed_on(item).isoformat())
            if line not in lines:
                lines.append(line)
        return lines

    def list_page(self, lines: list[tuple[str, str, str]], number: int, total: int) -> str:
        rows = "".join(
            f'<li><a href="{path}">{escape(title)}</a><span>{date}</span></li>'
            for path, title, date in part(lines, number, self.per_page)
        )
        after = f'<a href="/zfxxgk/nb/index_{number + 1}.html">下一页</a>' if number < total else ""
        content = (
            f'{chrome.breadcrumb(self.column)}<ul class="list">{rows}</ul><div class="page">{after}</div>'
        )
        return chrome.page(chrome.COLUMN, chrome.list_meta(self.site), content, self.site)

    def page(self, item: Publication) -> str:
        """A page whose body is nothing but the way to its files."""
        paths = self.attachment_paths(item)
        shown = {
            "": chrome.body(item),
            "link": "".join(
                f'<p><a href="{path}" title="{item.title}">{item.title}</a></p>' for path in paths
            ),
            "frame": "".join(f'<iframe src="{path}" width="100%" height="900"></iframe>' for path in paths),
            "viewer": "".join(
                f'<iframe src="/pdfjs/web/viewer.html?file={quote(path, safe="")}"></iframe>'
                for path in paths
            ),
            "click": "".join(
                f'<a href="javascript:;" onclick="openFile(\'{path}\')">查看全文</a>' for path in paths
            ),
            "pictures": "".join(f'<p><img src="{path}" width="100%"></p>' for path in paths),
        }
        return chrome.article(self.site, item, shown[self.form(item)], [], self.column, 'class="TRS_Editor"')

    def shared_page(self, form: str) -> str:
        """One page for several bodies: links to their files, or their reports one below the other."""
        items = [item for item in self.reports if self.form(item) == form]
        if form == "summary":
            found = [(item.publisher, path) for item in items for path in self.attachment_paths(item)]
            body = "".join(f'<p><a href="{path}">{escape(name)}</a></p>' for name, path in found)
        else:
            body = "".join(
                f'<h2 style="text-align:center">{escape(item.title)}</h2>\n{chrome.body(item)}\n'
                for item in items
            )
        title, day = self.shared[form]
        meta = f'<meta name="ArticleTitle" content="{title}"><meta name="PubDate" content="{day} 09:00">'
        content = f'<h1>{title}</h1><p>发布时间：{day}</p><div class="TRS_Editor">{body}</div>'
        return chrome.page(title, meta, content, self.site)
