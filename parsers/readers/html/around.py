"""Marks on the figures of cells for what is around them: rows struck out, dim or in doubt, dark grounds."""

from __future__ import annotations

import re
from collections.abc import Mapping

from parsers.document import FAINT
from parsers.readers.html.cells import Cells
from parsers.readers.html.celltext import marked
from parsers.readers.html.colours import Colour
from parsers.readers.html.elements import Element, content_of, rewrite, writable
from parsers.readers.html.paleness import blackened, whitened
from parsers.readers.html.visibility import CELLS, Styles

TAKEN_BACK = re.compile(r"color\s*:|letter-spacing|text-security", re.IGNORECASE)
OF_ROWS = frozenset({"tr", "tbody", "table"})  # a colour of more is seldom all that there is
STRUCK = "\u0336"
DIGIT = re.compile(r"\d")
BLACKENED = re.compile(rb"bgcolor\s*=\s*[\"']?#?(?:000|black)")


def mark_around(cells: Cells, styles: Styles) -> None:
    """Mark the figures of cells in what is dim or struck out, or of which no rule tells how it looks."""
    mark_dim(styles)
    mark_doubted(cells, styles)
    strike_rows(styles)


def mark_inks(root: Element, lowered: bytes, pale: Mapping[Element, Colour], styles: Styles) -> None:
    """Mark the figures of cells that are set in the colour of their ground by rows or tables around them.

    `pale` are those that set a light colour.
    """
    found = list(whitened(root, pale, styles)) if pale else []
    if BLACKENED.search(lowered) or any(seen.black for seen in styles.looks.values()):
        found += blackened(root, styles)
    for element in found:
        element.text = writable(FAINT + (element.text or ""))


def mark_dim(styles: Styles) -> None:
    """Mark the figures of cells within what makes all text dim, unless their own style takes this back."""
    dim = [element for element, seen in styles.looks.items() if seen.dim and element.tag not in CELLS]
    for cell in {cell for element in dim for cell in element.iter(*CELLS)}:
        if DIGIT.search(content_of(cell)) and not TAKEN_BACK.search(styles.sheets.whole(cell)):
            cell.text = writable(FAINT + (cell.text or ""))


def mark_doubted(cells: Cells, styles: Styles) -> None:
    """Mark the figures of cells of which no rule tells for certain how they look."""
    found = {cell for element in styles.doubted for cell in (cells.of(element), *element.iter(*CELLS))}
    for cell in found:
        if cell is not None and DIGIT.search(content_of(cell)):
            cell.text = writable(FAINT + (cell.text or ""))


def strike_rows(styles: Styles) -> None:
    """Strike out the figures of cells that stand in rows, or in a table, with a line through all of it."""
    struck = [element for element, seen in styles.looks.items() if seen.struck and element.tag in OF_ROWS]
    for cell in {cell for element in struck for cell in element.iter(*CELLS)}:
        if DIGIT.search(content_of(cell)) and next(cell.iterdescendants(*CELLS), None) is None:
            rewrite(cell, lambda part: part if STRUCK in part else marked("del", part))
