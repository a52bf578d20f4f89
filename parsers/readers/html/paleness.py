"""Signs in the colour of the paper: the ground they stand on, the cells that a colour around them whitens."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile

import lxml.etree

from parsers.readers.html.colours import Colour, alike, colour_attribute
from parsers.readers.html.elements import Element, content_of
from parsers.readers.html.looks import ground_of
from parsers.readers.html.visibility import CELLS, Styles

WHITE = (255, 255, 255)
DIGIT = re.compile(r"\d")
INKED = re.compile(r"(?<![\w-])color\s*:", re.IGNORECASE)


def whitened(holder: Element, ink: Colour, styles: Styles) -> Iterator[Element]:
    """The cells with figures in an element of a light colour that have no other colour and no dark ground."""
    for cell in holder.iter(*CELLS):
        if DIGIT.search(content_of(cell)) and alike(ink, ground_under(cell, styles)):
            way = takewhile(lambda above: above is not holder, cell.iterancestors())
            inked = (one.get("color") or INKED.search(styles.sheets.whole(one)) for one in way)
            within = cell.iter(lxml.etree.Element)
            if not any(inked) and not any(
                one.get("color") or INKED.search(styles.sheets.whole(one)) for one in within
            ):
                yield cell


def ground_under(element: Element, styles: Styles) -> Colour:
    """The colour of the ground that an element stands on; white where none is told."""
    for above in (element, *element.iterancestors()):
        style = styles.sheets.whole(above)
        if (ground := ground_of(style)) is not None:
            return ground
        if printed := above.get("bgcolor"):
            return colour_attribute(printed) or (0, 0, 0)
        if above.get("background"):
            return (0, 0, 0)
    return WHITE
