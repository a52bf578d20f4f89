"""Archived originals, shown so that nothing in them can run, fetch or lead astray.

Their bytes come from the WARC files by the row of `captures`, never by a path of the address; what
they are is told by our own look at the bytes, never by the server that sent them.
"""

from __future__ import annotations

import base64
import html
import io
import re
import sqlite3
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import lxml.html
from lxml import etree

from archive import warc
from parsers import confined
from parsers.decode import decode
from parsers.document import Hints
from parsers.errors import ParseError
from parsers.readers.html import tree
from web import documents, pdf_pages
from web.messages import in_chinese

HEADERS = {
    "content-security-policy": (
        "sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'; form-action 'none'; "
        "base-uri 'none'; frame-ancestors 'self'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "x-robots-tag": "noindex",
}
LARGEST_SHOWN = 20 << 20  # bytes; larger originals are for download only
RENDER_SECONDS, RENDER_MEMORY = 20.0, 2 << 30
MARK = (
    "outline:4px solid #d4380d!important;outline-offset:2px;background:#fff1b8!important;"
    "color:#000!important;scroll-margin:40vh 30vw"
)
PLACE = re.compile(
    r"^(?:(?P<part>.+?): )?(?:page (?P<page>\d+))?(?: ?box (?P<box>-?[\d.]+(?:,-?[\d.]+){3}))?"
    r"(?: ?line (?P<line>\d+))?(?: ?table (?P<table>\d+))?(?: ?row (?P<row>\d+))?"
    r"(?: ?column (?P<column>\d+))?(?: ?(?:at )?(?P<path>/.+))?$"
)
MARKUP = re.compile(rb"<(?:!doctype html|html|head|body|div|p|table|script|title|meta)\b")
# What a style sheet would fetch. The policy forbids it anyway; this spares the browser the asking.
WORD = re.compile(r"\S*")
REMOTE = re.compile(r"@import[^;}]*;?|url\(\s*(?!['\"]?data:image/)[^)]*\)", re.IGNORECASE)
# Elements of a page that do something, or show what lies elsewhere.
ACTIVE = (
    "script",
    "noscript",
    "iframe",
    "frame",
    "frameset",
    "object",
    "embed",
    "applet",
    "form",
    "input",
    "button",
    "select",
    "textarea",
    "base",
    "meta",
    "link",
    "svg",
    "math",
    "video",
    "audio",
    "template",
    "portal",
    "dialog",
)


@dataclass(frozen=True, slots=True)
class Kind:
    """What some bytes are: type, file suffix, and how they can be shown: page, pdf, picture, text or ""."""

    mime: str
    suffix: str
    shown: str = ""


PAGE = Kind("text/html", ".html", "page")
TEXT = Kind("text/plain", ".txt", "text")
PDF = Kind("application/pdf", ".pdf", "pdf")
UNKNOWN = Kind("application/octet-stream", ".bin")
OFFICE = "application/vnd.openxmlformats-officedocument"
MAGIC = (
    (b"%PDF-", PDF),
    (b"\x89PNG\r\n\x1a\n", Kind("image/png", ".png", "picture")),
    (b"\xff\xd8\xff", Kind("image/jpeg", ".jpg", "picture")),
    (b"GIF87a", Kind("image/gif", ".gif", "picture")),
    (b"GIF89a", Kind("image/gif", ".gif", "picture")),
    (b"BM", Kind("image/bmp", ".bmp")),
    (b"II*\0", Kind("image/tiff", ".tif")),
    (b"MM\0*", Kind("image/tiff", ".tif")),
    (b"{\\rtf", Kind("application/rtf", ".rtf")),
    (b"Rar!\x1a\x07", Kind("application/vnd.rar", ".rar")),
    (b"7z\xbc\xaf\x27\x1c", Kind("application/x-7z-compressed", ".7z")),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Kind("application/msword", ".doc")),
)
MEMBERS = (
    ("word/document.xml", Kind(f"{OFFICE}.wordprocessingml.document", ".docx")),
    ("xl/workbook.xml", Kind(f"{OFFICE}.spreadsheetml.sheet", ".xlsx")),
    ("OFD.xml", Kind("application/ofd", ".ofd")),
)


class NotHeldError(Exception):
    """The bytes of a capture cannot be given; the text says why."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place of parsers.document.Place, read back from its text."""

    part: str = ""
    page: int = 0
    box: tuple[float, ...] = ()
    line: int = 0
    column: int = 0
    table: int = 0
    row: int = 0
    path: str = ""


def place_of(text: str) -> Place:
    """The place that a text tells; an empty one if it is not understood.

    >>> place_of("table 2 row 5 column 3 at /html/body/table[1]").path
    '/html/body/table[1]'
    >>> place_of("page 2 box 101.5,220.0,140.2,236.0").box
    (101.5, 220.0, 140.2, 236.0)
    >>> place_of("line 75 column 12").line
    75
    """
    found = PLACE.match(text)
    if not found:
        return Place()
    words = found.groupdict(default="")
    box = tuple(float(edge) for edge in words["box"].split(",")) if words["box"] else ()
    numbers = {name: int(words[name] or 0) for name in ("page", "line", "table", "row", "column")}
    return Place(words["part"], box=box, path=words["path"], **numbers)


def row_of(db: sqlite3.Connection, capture_id: int) -> dict[str, Any] | None:
    """The row of a capture, or None."""
    cursor = db.execute("SELECT * FROM captures WHERE id = ?", (capture_id,))
    row = cursor.fetchone()
    return dict(zip([column[0] for column in cursor.description], row, strict=True)) if row else None


def body_of(db: sqlite3.Connection, folder: Path, row: dict[str, Any]) -> bytes:
    """The bytes of a capture; NotHeldError if its WARC file is missing or damaged."""
    holder = row_of(db, row["revisit_of"]) if row["revisit_of"] else row
    if holder is None or Path(holder["warc_file"]).name != holder["warc_file"]:
        raise NotHeldError("the row of the capture names no file")
    try:
        return warc.read(folder, holder["warc_file"], holder["warc_offset"]).body
    except warc.CaptureError as error:
        raise NotHeldError(str(error)) from error


def sniff(body: bytes) -> Kind:
    """What some bytes are, by themselves alone.

    >>> sniff(b"%PDF-1.7").suffix, sniff(b" <!DOCTYPE html><p>").shown, sniff("年报".encode()).shown
    ('.pdf', 'page', 'text')
    """
    for magic, kind in MAGIC:
        if body.startswith(magic):
            return kind
    if body.startswith(b"PK\x03\x04"):
        return sniff_members(body)
    head = body[:2048].lower()
    binary = b"\0" in body[:4096]
    if not binary and MARKUP.search(head):
        return PAGE
    # XML of another kind, SVG among it, is for download only.
    plain = not binary and not head.lstrip().startswith(b"<") and is_text(body)
    return TEXT if plain else UNKNOWN


def is_text(body: bytes, looked_at: int = 4096) -> bool:
    """Whether the beginning of some bytes is text; the last character may be cut off in it.

    >>> is_text("年报".encode(), 4), is_text("年报".encode("gb18030"), 3), is_text(b"\\xff\\x80" * 9)
    (True, True, False)
    """
    whole = len(body) <= looked_at
    return any(not decode(body[: looked_at - cut]).damaged for cut in ((0,) if whole else range(4)))


def sniff_members(body: bytes) -> Kind:
    """What a ZIP file is, by the names of its members."""
    try:
        names = set(zipfile.ZipFile(io.BytesIO(body)).namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return UNKNOWN
    return next((kind for member, kind in MEMBERS if member in names), Kind("application/zip", ".zip"))


def download_headers(row: dict[str, Any], kind: Kind) -> dict[str, str]:
    """Headers under which the exact bytes are handed out, never opened by the browser itself."""
    name = f"capture-{row['id']}{kind.suffix}"
    return {**HEADERS, "content-disposition": f"attachment; filename*=UTF-8''{quote(name)}"}


def as_page(
    body: bytes,
    kind: Kind,
    row: dict[str, Any],
    place: Place,
    language: str,
    where: str = "",
    part: str = "",
) -> str:
    """A page that shows an original in the frame beside the report, with one figure framed if asked.

    `where` is the text of `place`, by which figures of office files are found; `part` the document of the
    report in a file that holds several.
    """
    if len(body) > LARGEST_SHOWN:
        return message("原件太大，请下载查看。", "The original is too large to show; download it.", language)
    if kind.shown in ("page", "text"):
        marked = marked_page(body, row["mime"], place) if kind.shown == "page" else ""
        return marked or marked_text(decode(body, row["mime"]).text, place)
    hints = Hints(name=row.get("url", ""), url=row.get("url", ""), content_type=row["mime"])
    office = not kind.shown and documents.is_read(body, hints)
    if not kind.shown and not office:
        return for_download(kind, place, language)
    try:
        if office:
            return documents.as_page(documents.parts_of(body, hints), where, MARK, language, part)
        return pictured(body, kind, place, language)
    except ParseError as error:
        return message(
            f"原件无法显示：{in_chinese(str(error))}", f"The original cannot be shown: {error}", language
        )


def for_download(kind: Kind, place: Place, language: str) -> str:
    zh = f"此类文件（{kind.suffix}）请下载后用办公软件查看。"
    en = f"Download this file ({kind.suffix}) to open it in an office program."
    if place.table:
        zh += f"所选数字在第 {place.table} 张表第 {place.row} 行第 {place.column} 列。"
        en += f" The figure stands in table {place.table}, row {place.row}, column {place.column}."
    return message(zh, en, language)


def marked_page(body: bytes, mime: str, place: Place) -> str:
    """The archived page with all that acts taken out, and the element at `place` framed."""
    root = tree(body, mime)
    target = element_at(root, place.path)
    if target is not None:
        target.set("style", f"{target.get('style') or ''};{MARK}")
        target.set("id", "figure")
    for element in list(root.iter()):
        if not isinstance(element.tag, str):
            continue
        if element.tag == "style" and element.text:
            element.text = REMOTE.sub("", element.text)
        if style := element.get("style"):
            element.set("style", REMOTE.sub("", style))
        for name in list(element.attrib):
            lowered = str(name).lower()
            if lowered.startswith("on") or lowered in (
                "srcset",
                "ping",
                "background",
                "action",
                "formaction",
            ):
                del element.attrib[name]
        if element.tag == "a":
            for name in ("href", "target", "download"):
                element.attrib.pop(name, None)
        elif element.tag == "img" and not (element.get("src") or "").lower().startswith("data:image/"):
            element.attrib.pop("src", None)
    etree.strip_elements(root, *ACTIVE, etree.Comment, etree.ProcessingInstruction, with_tail=False)
    inner = lxml.html.tostring(root, encoding="unicode")
    return f'<!DOCTYPE html>\n<meta charset="utf-8">\n{inner}'


def element_at(root: Any, path: str) -> Any:
    if not path:
        return None
    try:
        found = root.getroottree().xpath(path)
    except etree.XPathError:
        return None
    return found[0] if isinstance(found, list) and found and hasattr(found[0], "set") else None


def marked_text(text: str, place: Place) -> str:
    """A plain text, its lines numbered as `place` counts them, the line of the figure framed."""
    lines = []
    for number, line in enumerate(text.splitlines(), start=1):
        shown = html.escape(line)
        if number == place.line:
            at = max(place.column - 1, 0)
            word = WORD.match(line, at)
            length = len(word[0]) if word else 0
            shown = (
                f'<span id="figure" style="background:#fff1b8;color:#000;scroll-margin:40vh">'
                f"{html.escape(line[:at])}<b style='{MARK}'>{html.escape(line[at : at + length])}</b>"
                f"{html.escape(line[at + length :])}</span>"
            )
        lines.append(shown)
    return shell(
        f"<pre style='white-space:pre-wrap;overflow-wrap:anywhere;margin:1rem'>{chr(10).join(lines)}</pre>"
    )


def pictured(body: bytes, kind: Kind, place: Place, language: str) -> str:
    """Pages of a PDF as pictures, or a picture, the box of the figure drawn upon it.

    Without a place the first pages are shown, else the page of the figure with those beside it.
    """
    if kind.shown == "picture":
        pages, count = [(1, body, *pdf_pages.size_of(body))], 1
    else:
        pages, count = confined.call(
            "web.pdf_pages:pictures",
            body,
            max(place.page - 1, 1),
            3,
            seconds=RENDER_SECONDS,
            memory=RENDER_MEMORY,
        )
    mime = "image/png" if kind.shown == "pdf" else kind.mime
    # Beside its report a whole page is too small to read: with a figure asked for, one looks closer.
    wide = "max(100%,60rem)" if place.box else "100%"
    shown = []
    for number, picture, width, height in pages:
        data = base64.b64encode(picture).decode()
        frame = ""
        if place.box and number == (place.page or 1) and width and height:
            left, top, right, bottom = place.box
            edges = (
                100 * (left - 3) / width, 100 * (top - 3) / height,
                100 * (right - left + 6) / width, 100 * (bottom - top + 6) / height,
            )  # fmt: skip
            frame = (
                '<div id="figure" style="position:absolute;scroll-margin:40vh 40vw;'
                "left:{:.3f}%;top:{:.3f}%;width:{:.3f}%;height:{:.3f}%;"
                'outline:3px solid #d4380d;background:#ffd66655"></div>'.format(*edges)
            )
        words = f"第 {number} 页，共 {count} 页" if language == "zh" else f"page {number} of {count}"
        shown.append(
            f'<figure style="margin:0 0 1rem;width:{wide}"><div style="position:relative;line-height:0">'
            f'<img alt="{words}" style="width:100%;height:auto" src="data:{mime};base64,{data}">{frame}</div>'
            f'<figcaption style="font:14px sans-serif;padding:.5rem;text-align:center">'
            f"{words}</figcaption></figure>"
        )
    return shell("".join(shown))


def shell(inner: str) -> str:
    style = "<style>html{color-scheme:light}body{margin:0;background:#fff;color:#111}</style>"
    return (
        f'<!DOCTYPE html>\n<html lang="zh-CN"><meta charset="utf-8"><title>原件</title>{style}{inner}</html>'
    )


def message(zh: str, en: str, language: str) -> str:
    """A short page for the frame, in the reader's language."""
    words = html.escape(zh if language == "zh" else en)
    return shell(f"<p style='font:16px/1.7 sans-serif;padding:2rem'>{words}</p>")
