"""The rows of an XLSX sheet: what is stored in each cell.

    rows_of(content) -> the sheet without its rows, and the rows, where they are as programs write them
    rows_in(root)    -> the rows of a tree, whatever they look like

Most of a sheet is cells of one form, a reference, a style, a kind and a value. They are taken from the
text of the sheet, every sign of which must be of that form; a tree of them would take four times as long.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from lxml import etree

from parsers.readers.numbering import whole
from parsers.readers.sheet import column_of
from parsers.remembered import remembered

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
ROW, CELL = f"{S}row", f"{S}c"
VALUE, FORMULA, INLINE = f"{S}v", f"{S}f", f"{S}is"
ON = frozenset({"1", "true", "on"})
LARGEST = 4 << 20  # bytes of a sheet that is read as text
BEGIN, END = b"<sheetData>", b"</sheetData>"
DECLARED = re.compile(
    rb"(?:\xef\xbb\xbf)?<\?xml version=[\"']1\.0[\"'](?: encoding=[\"'](?i:utf-8)[\"'])?"
    rb"(?: standalone=[\"'][a-z]+[\"'])?\s*\?>\s*<"
)
ATTRIBUTES = r"(?:\s+[\w:]+=\"[^\"<&>\x00-\x1f]*\")*"
ATTRIBUTE = re.compile(r"\s([\w:]+)=\"([^\"]*)\"", re.ASCII)
ROW_HEAD = re.compile(rf"\s*<row(?:\s+r=\"([0-9]{{1,7}})\")?({ATTRIBUTES})\s*(/?)", re.ASCII)
MERGED = re.compile(r'<mergeCell ref="([A-Z0-9:]{5,21})"\s*/>')
BLANK = r'<c r="[A-Z]{1,3}[0-9]{1,7}"(?: s="[0-9]{1,6}")?/>'
BLANKS = re.compile(rf"(?:{BLANK})*\s*", re.ASCII)
# Blank cells, then one that may hold something: column, style, kind, formula, value.
STORED = re.compile(
    rf"(?:{BLANK})*"
    r'<c r="([A-Z]{1,3})[0-9]{1,7}"(?: s="([0-9]{1,6})")?(?: t="([a-zA-Z]{1,9})")?'
    rf"(?:/>|>(<f{ATTRIBUTES}(?:/>|>[^<&\x00-\x1f]*</f>))?(?:<v>([^<&\x00-\x1f]*)</v>)?</c>)",
    re.ASCII,
)


class Stored(NamedTuple):
    """What a cell holds: `formula` is its text, "" for one shared with another cell, None for no formula."""

    column: int
    style: int
    kind: str
    value: str
    formula: str | None = None


class Row(NamedTuple):
    """A row: its number, 0 where none is given; what is told of its height; its cells that hold something."""

    number: int
    hidden: str | None
    height: str
    cells: list[Stored]


def merges_of(content: bytes) -> tuple[bytes, list[str]] | None:
    """A sheet without its merged ranges, and these; None where they are of other forms."""
    head, found, rest = content.partition(b"<mergeCells")
    listed, end, behind = rest.partition(b"</mergeCells>")
    about, _, inside = listed.partition(b">")
    if not found or not end or about.endswith(b"/"):
        return None
    between = MERGED.split(inside.decode("ascii", "replace"))
    if "".join(between[::2]).strip():
        return None
    return b"".join((head, found, about, b">", end, behind)), between[1::2]


def rows_of(content: bytes) -> tuple[bytes, list[Row]] | None:
    """A sheet without its rows, and its rows; None where a tree must be made of it all."""
    parted = inner(content, BEGIN, END)
    if parted is None:
        return None
    rest, text = parted
    try:
        rows = list(map(row_of, text.split("</row>")))
    except ValueError:  # other forms
        return None
    if rows[-1] or not all(rows[:-1]):
        return None
    return rest, [row for each in rows for row in each]


def inner(content: bytes, begin: bytes, end: bytes) -> tuple[bytes, str] | None:
    """A part without what stands between two tags, and this as text; None where it must be a tree."""
    start, stop = content.find(begin) + len(begin), content.rfind(end)
    declared = DECLARED.match(content) or not content.startswith((b"<?", b"\xef\xbb\xbf<?"))
    if not len(begin) <= start <= stop or not declared or len(content) > LARGEST:
        return None
    try:
        return content[:start] + content[stop:], content[start:stop].decode("utf-8")
    except UnicodeDecodeError:
        return None


def row_of(text: str) -> list[Row]:
    """The row that ends with a text, and those without cells before it. Raises ValueError for other forms."""
    if not text or text.isspace():
        return []
    rows = []
    head, _, body = text.partition(">")
    while True:
        found = ROW_HEAD.fullmatch(head)
        if found is None:
            raise ValueError(head)
        number, attributes, empty = found.groups()
        rows.append(Row(int(number or 0), *told(attributes), []))
        if not empty:
            break
        head, _, body = body.partition(">")
    parts = STORED.split(body)
    if not BLANKS.fullmatch("".join(parts[::6])):
        raise ValueError(body)
    cells = rows[-1].cells
    for letters, style, kind, formula, value in zip(*(parts[at::6] for at in range(1, 6)), strict=True):
        if value or formula:
            inside = formula.partition(">")[2].removesuffix("</f>") if formula else None
            cells.append(Stored(column_of(letters), int(style or 0), kind or "n", value or "", inside))
            if not cells[-1].column:
                raise ValueError(letters)
    return rows


@remembered(256, 500)
def told(attributes: str) -> tuple[str | None, str]:
    """What the attributes of a row, but for its number, tell of its height. Raises ValueError for others."""
    found = dict(ATTRIBUTE.findall(attributes))
    if len(found) != attributes.count("=") or "r" in found or "xmlns" in attributes:
        raise ValueError(attributes)
    return found.get("hidden"), found.get("ht", "")


def rows_in(root: etree._Element, rich: Callable[[etree._Element], str]) -> Iterator[Row]:
    """The rows of a sheet; `rich` makes a text of a string within a cell, whose kind is then `inline`."""
    for holder in root.iterchildren(f"{S}sheetData"):
        for element in holder.iterchildren(ROW):
            cells = list(cells_in(element, rich))
            yield Row(whole(element.get("r"), 0), element.get("hidden"), element.get("ht", ""), cells)


def cells_in(row_element: etree._Element, rich: Callable[[etree._Element], str]) -> Iterator[Stored]:
    column = 0
    for element in row_element.iterchildren(CELL):
        column += 1
        if reference := element.get("r"):
            column = column_of(reference.rstrip("0123456789")) or column
        if not len(element):
            continue  # a frame or a colour only
        kind = element.get("t", "n")
        if kind == "inlineStr":
            inline = element.find(INLINE)
            if inline is not None:
                yield Stored(column, 0, "inline", rich(inline))
            continue
        value = ""
        formula = None
        for child in element:
            if child.tag == VALUE:
                value = child.text or ""
            elif child.tag == FORMULA:
                formula = child.text or ""
        yield Stored(column, whole(element.get("s"), 0), kind, value, formula)
