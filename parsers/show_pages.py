"""Pages of a PDF, an OFD or a scan as they look, a box around each cell, and the key of each figure below it.

For people who improve parsers. Where there is no picture of a page, what was read stands where it was read.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping
from html import escape

from msgspec import Struct

from parsers.document import Block, Document, Paragraph, Place, Table
from parsers.model import Cell, State

MOST_PAGES = 20
MARGIN = 1.06  # of a page whose size nobody told: beyond the last of its boxes
KEY = 0.0075  # of the width of a page: the type of a key


class Picture(Struct, frozen=True):
    """How a page looks: an image, and its size in the units of the places on it."""

    mime: str
    data: bytes
    width: float
    height: float


Pictures = Callable[[str, bytes], Mapping[int, Picture]]  # of a document of that kind, by the page's number


def no_pictures(_kind: str, _body: bytes) -> Mapping[int, Picture]:
    return {}


def pages_html(document: Document, cells: Mapping[str, Cell], pictures: Mapping[int, Picture]) -> list[str]:
    """A drawing of each page that something was read on; none of a document without pages."""
    numbers = sorted({block.place.page for block in document.blocks if block.place.box})
    return [
        page_svg(number, on_page(document.blocks, number), cells, pictures.get(number))
        for number in numbers[:MOST_PAGES]
    ]


def on_page(blocks: Iterable[Block], number: int) -> list[Block]:
    return [block for block in blocks if any(place.page == number for place in places(block))]


def places(block: Block) -> Iterator[Place]:
    """Where a block stands, with its cells: of a table that goes on, these lie on further pages."""
    yield block.place
    if isinstance(block, Table):
        yield from (each.place for each in block.cells)


def page_svg(number: int, blocks: list[Block], cells: Mapping[str, Cell], picture: Picture | None) -> str:
    boxes = [place.box for block in blocks for place in places(block) if place.page == number and place.box]
    width = picture.width if picture else MARGIN * max((right for _, _, right, _ in boxes), default=1)
    height = picture.height if picture else MARGIN * max((bottom for *_, bottom in boxes), default=1)
    drawn = []
    if picture:
        data = b64encode(picture.data).decode("ascii")
        drawn.append(f'<image width="{width}" height="{height}" href="data:{picture.mime};base64,{data}"/>')
    for block in blocks:
        if isinstance(block, Paragraph) and not picture:
            drawn.append(written(block.text, block.place))
        elif isinstance(block, Table):
            drawn += table_svg(block, number, cells, KEY * width, write=picture is None)
    return (
        f'<figure><svg viewBox="0 0 {width:.1f} {height:.1f}" role="img" aria-label="page {number}">'
        f"{''.join(drawn)}</svg><figcaption>page {number}</figcaption></figure>"
    )


def table_svg(
    table: Table, number: int, cells: Mapping[str, Cell], size: float, *, write: bool
) -> Iterator[str]:
    """The cells of a table that stand on this page; the first figure of each row tells the row's key, too."""
    told: set[str] = set()
    for each in table.cells:
        if each.place.page != number or not each.place.box:
            continue
        if write:
            yield written(each.text, each.place)
        cell = cells.get(str(each.place))
        yield framed(each.place, cell)
        if cell:
            left, _, right, bottom = each.place.box
            lines = [cell.column] if cell.item in told else [cell.column, cell.item]
            told.add(cell.item)
            for at, text in enumerate(lines, 1):
                yield (
                    f'<text x="{(left + right) / 2:.1f}" y="{bottom + 1 + at * size * 1.1:.1f}" '
                    f'font-size="{size:.2f}" text-anchor="middle">{escape(text)}</text>'
                )


def framed(place: Place, cell: Cell | None) -> str:
    left, top, right, bottom = place.box or (0, 0, 0, 0)
    kind, told = "other", ""
    if cell:
        kind = "unreadable" if cell.state is State.UNREADABLE else "read"
        sure = "" if cell.confidence is None else f", {cell.confidence:.2f} certain"
        key = f"{cell.table}.{cell.item}.{cell.column}: {cell.raw} {cell.state}{sure} {cell.note}"
        told = f"<title>{escape(key.strip())}</title>"
    return (
        f'<rect class="{kind}" x="{left - 1:.1f}" y="{top - 1:.1f}" width="{right - left + 2:.1f}" '
        f'height="{bottom - top + 2:.1f}">{told}</rect>'
    )


def written(text: str, place: Place) -> str:
    """A text in its box, in type of about the size that fills it."""
    left, top, right, bottom = place.box or (0, 0, 0, 0)
    across, down = max(right - left, 1.0), max(bottom - top, 1.0)
    size = 0.9 * min(down, (across * down / max(len(text.strip()), 1)) ** 0.5)
    return (
        f'<foreignObject x="{left:.1f}" y="{top:.1f}" width="{across + size:.1f}" height="{down + size:.1f}">'
        f'<div style="font-size:{size:.2f}px;line-height:1;color:#000">{escape(text)}</div></foreignObject>'
    )
