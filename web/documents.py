"""Office files, OFD and archives of files as pages: their text and tables as the parser sees them.

A browser has no form for them, so what is shown is the parser's own model of the document, and says so;
a figure is framed where the parser found it. The files are read with the limits of the readers, one at a
time, and the last few are kept.
"""

from __future__ import annotations

import hashlib
import html
import threading
from collections import OrderedDict
from dataclasses import dataclass

from parsers.document import Document, GridCell, Hints, Paragraph, Picture, Place, Table
from parsers.readers import expand, outcome, repacked, sniff
from web.messages import told

KINDS = frozenset({"docx", "doc", "wps", "odt", "ods", "rtf", "uof", "xlsx", "xls", "ofd", "zip"})
KEPT = 12  # files
MOST_MEMBERS, MOST_CELLS = 40, 30_000  # of a file
STYLE = (
    "<style>html{color-scheme:light}body{margin:0;padding:1rem 1.25rem;background:#fff;color:#111;"
    "font:15px/1.7 sans-serif;overflow-wrap:anywhere}table{border-collapse:collapse;margin:.8rem 0}"
    "td{border:1px solid #999;padding:.15rem .45rem;min-width:1.4rem;text-align:center;white-space:pre-wrap}"
    ".note{color:#555;font-size:13px;border-bottom:1px solid #ddd;padding-bottom:.4rem}"
    "h1,h2,h3,h4,h5,h6{font-size:1.1rem;margin:1rem 0 .3rem}p{margin:.3rem 0;white-space:pre-wrap}</style>"
)
_lock = threading.Lock()
_kept: OrderedDict[str, list[Part]] = OrderedDict()


@dataclass(frozen=True, slots=True)
class Part:
    """One document of a file: its name in an archive, what was read of it, or why nothing was."""

    name: str
    kind: str
    document: Document | None
    error: str = ""


def is_read(body: bytes, hints: Hints) -> bool:
    """Whether the parser reads such a file, which browsers do not show."""
    return sniff(body, hints) in KINDS or bool(repacked.kind_of(body))


def parts_of(body: bytes, hints: Hints) -> list[Part]:
    """The documents in a file; from memory if it was read a moment ago."""
    digest = hashlib.sha256(body).hexdigest()
    with _lock:
        if digest in _kept:
            _kept.move_to_end(digest)
            return _kept[digest]
        found = []
        for member in expand(body, hints)[:MOST_MEMBERS]:
            read = outcome(member)
            found.append(Part(member.part, member.kind, read.document, str(read.error or "")))
        _kept[digest] = found
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
        return found


def as_page(parts: list[Part], place: str, mark: str, language: str, within: str = "") -> str:
    """The page for the frame, the figure at `place` (the text of a Place) framed by the style `mark`.

    `within` is the document that the place is in, where the file holds several.
    """
    zh = "下面是解析程序从文件中读出的文字与表格，版式从略；原样请下载查看。"
    en = (
        "The text and tables that the parser read from the file, without its layout; download it to see that."
    )
    shown = [f'<p class="note">{html.escape(zh if language == "zh" else en)}</p>']
    budget = MOST_CELLS
    for part in parts:
        name = part.name or part.kind.upper()
        if len(parts) > 1 or part.name:
            shown.append(f"<h2><bdi>{html.escape(name)}</bdi></h2>")
        if part.document is None:
            words = "未能读出：" if language == "zh" else "not read: "
            shown.append(f"<p>{words}{told(part.error, language)}</p>")
            continue
        looked_for = place if len(parts) == 1 or part.name == within else ""
        for block in part.document.blocks:
            if isinstance(block, Paragraph):
                shown.append(paragraph(block, looked_for, mark))
            elif isinstance(block, Table):
                budget -= len(block.cells)
                if budget > 0:
                    shown.append(table(block, looked_for, mark))
            elif isinstance(block, Picture):
                shown.append(f"<p>[{'图片' if language == 'zh' else 'picture'}]</p>")
    if budget <= 0:
        shown.append(f"<p>{'…（其余从略）' if language == 'zh' else '… (the rest is left out)'}</p>")
    title = "原件" if language == "zh" else "Original"
    return (
        f'<!DOCTYPE html>\n<html lang="zh-CN"><meta charset="utf-8"><title>{title}</title>{STYLE}'
        f"{''.join(shown)}</html>"
    )


def paragraph(block: Paragraph, place: str, mark: str) -> str:
    if not block.text.strip():
        return ""
    tag = f"h{min(max(block.level, 1) + 1, 6)}" if block.level else "p"
    return f"<{tag}{framed(block.place, place, mark)}>{html.escape(block.text)}</{tag}>"


def table(block: Table, place: str, mark: str) -> str:
    rows = "".join(f"<tr>{''.join(cell(entry, place, mark) for entry in row)}</tr>" for row in block.rows())
    return f"<table>{rows}</table>"


def cell(entry: GridCell, place: str, mark: str) -> str:
    spans = "".join(
        f' {name}="{min(span, 1000)}"'
        for name, span in (("rowspan", entry.row_span), ("colspan", entry.column_span))
        if span > 1
    )
    return f"<td{spans}{framed(entry.place, place, mark)}>{html.escape(entry.text)}</td>"


def framed(at: Place, place: str, mark: str) -> str:
    """The attributes of the element that stands at the place looked for."""
    return f' id="figure" style="{mark}"' if place and str(at) == place else ""
