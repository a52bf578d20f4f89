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

from parsers.readers.docx.numbering import whole
from parsers.readers.sheets.sheet import column_of
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
MERGED = re.compile(r'<mergeCell ref="([A-Z0-9:]{5,21})"\s*/>')
BLANK = r'<c r="[A-Z]{1,3}[0-9]{1,7}"(?: s="[0-9]{1,6}")?/>'
# Blank cells, then one that may hold something (its column, style, kind, whether there is a formula, value),
# or the head of a row (its number, the rest of its attributes, whether it ends at once), or the end of one.
STORED = re.compile(
    rf"(?:{BLANK})*(?:"
    r'<c r="([A-Z]{1,3})[0-9]{1,7}"(?: s="([0-9]{1,6})")?(?: t="([a-zA-Z]{1,9})")?'
    rf"(?:/>|>(?:(<f){ATTRIBUTES}(?:/>|>[^<&\x00-\x1f]*</f>))?(?:<v>([^<&\x00-\x1f]*)</v>)?</c>)"
    rf"|<row(?:\s+r=\"([0-9]{{1,7}})\")?({ATTRIBUTES})\s*(/?)>|(</row>))",
    re.ASCII,
)
WORKED_OUT = "<f"  # tells that a cell has a formula

# What a cell holds, as written: style, kind, `WORKED_OUT` for a formula, value; None for what is not told.
Stored = tuple[str | None, str | None, str | None, str | None]


class Row(NamedTuple):
    """A row: its number, 0 where none is given; what is told of its height; columns and what is stored."""

    number: int
    hidden: str | None
    height: str
    cells: list[tuple[int, Stored]]


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
        return rest, list(rows_in_text(text))
    except ValueError:  # other forms
        return None


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


def rows_in_text(text: str) -> Iterator[Row]:
    """The rows that a text consists of. Raises ValueError for other forms."""
    parts = STORED.split(text)
    if "".join(parts[::10]).strip(" \t\r\n"):
        raise ValueError(text)
    letters, styles, kinds, formulas, values, numbers, attributes, empty, ends = (
        parts[at::10] for at in range(1, 10)
    )
    row: Row | None = None
    for column, stored, number, about, is_empty, end in zip(
        letters,
        zip(styles, kinds, formulas, values, strict=True),
        numbers,
        attributes,
        empty,
        ends,
        strict=True,
    ):
        if column:
            at = column_of(column)
            if row is None or not at:
                raise ValueError(column)
            if stored[3] or stored[2]:
                row.cells.append((at, stored))
            continue
        if (row is None) == bool(end):  # a row within a row, or an end without a beginning
            raise ValueError(end)
        if row is None:
            row = Row(int(number or 0), *told(about), [])
        if end or is_empty:
            yield row
            row = None
    if row is not None:
        raise ValueError(row)


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


def cells_in(
    row_element: etree._Element, rich: Callable[[etree._Element], str]
) -> Iterator[tuple[int, Stored]]:
    column = 0
    for element in row_element.iterchildren(CELL):
        column += 1
        if reference := element.get("r"):
            column = column_of(reference.rstrip("0123456789")) or column
        if not len(element):
            continue  # a frame or a colour only
        kind = element.get("t")
        if kind == "inlineStr":
            inline = element.find(INLINE)
            if inline is not None:
                yield column, (None, "inline", None, rich(inline))
            continue
        formula = value = None
        for child in element:
            if child.tag == VALUE:
                value = child.text
            elif child.tag == FORMULA:
                formula = WORKED_OUT
        yield column, (element.get("s"), kind, formula, value)
