"""Tables that stand as pictures on the pages of a PDF or an OFD whose other text is characters.

They are looked at where a document lacks tables of the form without them, since a look takes seconds.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from parsers.document import Block, Issue, Picture, Place, Table
from parsers.errors import Unreadable
from parsers.readers import image
from parsers.readers.image import Sheet
from parsers.scans.nets import recognition

if TYPE_CHECKING:
    from parsers.scans.types import Grey

MOST_LOOKED_AT = 20  # pictures of a document
LEAST_WIDTH, LEAST_HEIGHT = 200, 40  # pixels of a table
# Tables are drawn on paper: photographs, which are not, need no look.
PALE, PAPER = 180, 0.55  # of 255, and the share of pixels so pale


def on_pages(blocks: Sequence[Block], kind: str) -> list[Picture]:
    """The pictures among blocks that stand on pages and may be looked at; those in a PDF have no bytes."""
    return [
        block
        for block in blocks
        if isinstance(block, Picture) and block.place.box and (block.content or kind == "pdf")
    ][:MOST_LOOKED_AT]


def read(body: bytes, pictures: Sequence[Picture]) -> list[tuple[list[Block], list[Issue]]]:
    """What stands in each picture, with its places on the page, and what to know of it; none in photographs.

    Pictures without bytes are parts of the pages of the PDF `body`. Raises Unreadable where pictures cannot
    be looked at here.
    """
    recognition.require()
    made: list[tuple[list[Block], list[Issue]]] = []
    for picture in pictures:
        try:
            sheet = from_bytes(picture) if picture.content else from_page(body, picture)
        except Unreadable:
            sheet = None
        if sheet is None or not on_paper(sheet.picture):
            made.append(([], []))
            continue
        found, told = image.blocks_of([sheet])
        left, top, *_ = picture.place.box or (0.0, 0.0)
        made.append(([moved(block, left, top) for block in found], told))
    return made


def from_bytes(picture: Picture) -> Sheet | None:
    """The first frame of a picture; where it stands on a page, in the measure of the page."""
    sheet = next(iter(image.pictures(picture.content)), None)
    if sheet is None or picture.place.box is None:
        return sheet
    left, _, right, _ = picture.place.box
    return dataclasses.replace(
        sheet, page=picture.place.page, per_unit=sheet.picture.shape[1] / max(right - left, 1.0)
    )


def from_page(body: bytes, picture: Picture) -> Sheet | None:
    """A place on a page of a PDF as it is shown."""
    for sheet in image.rendered(body, [picture.place.page]):
        left, top, right, bottom = (
            max(0, round(edge * sheet.per_unit)) for edge in picture.place.box or (0.0,) * 4
        )
        return dataclasses.replace(sheet, picture=sheet.picture[top:bottom, left:right])
    return None


def on_paper(picture: Grey) -> bool:
    """Whether a picture is large enough for a table, and mostly paper."""
    height, width = picture.shape[:2]
    if height < LEAST_HEIGHT or width < LEAST_WIDTH:
        return False
    some = picture[:: max(1, height // 200), :: max(1, width // 200)]
    darkest = some if some.ndim == 2 else some.min(axis=2)
    return float((darkest > PALE).mean()) > PAPER


def moved(block: Block, right: float, down: float) -> Block:
    """A block whose places are moved on the page."""

    def place(old: Place) -> Place:
        if old.box is None:
            return old
        x0, y0, x1, y1 = old.box
        return replace(old, box=(x0 + right, y0 + down, x1 + right, y1 + down))

    if isinstance(block, Table):
        cells = tuple(replace(cell, place=place(cell.place)) for cell in block.cells)
        return Table(cells, place(block.place))
    return replace(block, place=place(block.place))


def put_in(
    blocks: Sequence[Block], pictures: Sequence[Picture], found: Sequence[tuple[list[Block], list[Issue]]]
) -> Iterator[Block]:
    """Blocks with what was read in some of their pictures in place of these."""
    read_of = {id(picture): read_blocks for picture, (read_blocks, _) in zip(pictures, found, strict=True)}
    for block in blocks:
        yield from read_of.get(id(block)) or [block]
