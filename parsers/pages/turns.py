"""Pages whose text runs down, up or upside down: read upright, with places as they are shown."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from parsers.document import Block, Place, Table
from parsers.pages.affine import IDENTITY, Matrix


def upright_of(turn: int, width: float, height: float) -> tuple[Matrix, float, float]:
    """The map from a shown page to one on which its text stands upright, and that page's size.

    `turn` is by how many quarter turns the text is turned, as `Matrix.quarter` tells it.
    """
    if turn == 1:  # the text runs down the page
        return Matrix(0, -1, 1, 0, 0, width), height, width
    if turn == 2:
        return Matrix(-1, 0, 0, -1, width, height), width, height
    if turn == 3:
        return Matrix(0, 1, -1, 0, height, 0), height, width
    return IDENTITY, width, height


def shown(block: Block, turned_pages: Mapping[int, Matrix]) -> Block:
    """A block whose places are those of the page as shown, where it was read turned.

    The maps are those from the page as it was read to the one that is shown, by number.
    """
    if not turned_pages:
        return block
    if isinstance(block, Table):
        cells = tuple(replace(cell, place=back(cell.place, turned_pages)) for cell in block.cells)
        return Table(cells, back(block.place, turned_pages))
    return replace(block, place=back(block.place, turned_pages))


def back(place: Place, turned_pages: Mapping[int, Matrix]) -> Place:
    matrix = turned_pages.get(place.page)
    return replace(place, box=matrix.box(*place.box)) if matrix and place.box else place
