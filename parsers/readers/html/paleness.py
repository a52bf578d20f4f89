"""Signs in the colour of the paper: the ground they stand on, the cells that a colour around them whitens."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

import lxml.etree

from parsers.readers.html.colours import Colour, alike, colour_attribute
from parsers.readers.html.elements import Element, content_of
from parsers.readers.html.looks import ground_of, ink_of
from parsers.readers.html.visibility import CELLS, Styles

WHITE = (255, 255, 255)
BLACK = (0, 0, 0)
DARKEST = 0x40  # of each colour of a ground on which usual ink cannot be made out
DIGIT = re.compile(r"\d")
INKED = re.compile(r"(?<![\w-])color\s*:", re.IGNORECASE)
Said = TypeVar("Said")


def whitened(root: Element, inks: Mapping[Element, Colour], styles: Styles) -> Iterator[Element]:
    """The cells with figures that rows or tables around them, `inks`, set in the colour of their ground."""

    def ink(element: Element) -> list[Colour | None]:
        if element in inks:
            return [inks[element]]
        return [None] if is_inked(element, styles) else []

    over: dict[Element, Colour | None] = {}
    for cell in root.iter(*CELLS):
        if (found := inherited(cell.getparent(), ink, over, None)) is None:
            continue
        ground = ground_under(cell, styles)
        if (
            alike(found, ground)
            and next(cell.iterdescendants(*CELLS), None) is None
            and DIGIT.search(content_of(cell))
            and not any(is_inked(one, styles) for one in cell.iter(lxml.etree.Element))
        ):
            yield cell


def blackened(root: Element, styles: Styles) -> Iterator[Element]:
    """The elements in cells whose own figures are set in the colour of a dark ground."""

    def ink(element: Element) -> list[Colour]:
        style = styles.sheets.whole(element)
        found = ink_of(style) if "olor" in style else None
        found = found or colour_attribute(element.get("color", ""))
        return [] if found is None else [found]

    inks: dict[Element, Colour] = {}
    for cell in root.iter(*CELLS):
        if not DIGIT.search(content_of(cell)) or next(cell.iterdescendants(*CELLS), None) is not None:
            continue
        for part in cell.iter(lxml.etree.Element):
            texts = (part.text, *(child.tail for child in part))
            if any(text and DIGIT.search(text) for text in texts):
                ground = ground_under(part, styles)
                if max(ground) < DARKEST and alike(inherited(part, ink, inks, BLACK), ground):
                    yield part


def is_inked(element: Element, styles: Styles) -> bool:
    return bool(element.get("color") or INKED.search(styles.sheets.whole(element)))


def inherited(
    element: Element | None,
    says: Callable[[Element], list[Said]],
    known: dict[Element, Said],
    otherwise: Said,
) -> Said:
    """What an element says, or the nearest around it that says anything; kept for all on the way to it."""
    way: list[Element] = []
    said = otherwise
    while element is not None:
        if element in known:
            said = known[element]
            break
        way.append(element)
        if told := says(element):
            said = told[0]
            break
        element = element.getparent()
    known.update(dict.fromkeys(way, said))
    return said


def own_ground(element: Element, styles: Styles) -> list[Colour]:
    """The colour of the ground that an element itself has, if any; black stands for a picture."""
    if (ground := ground_of(styles.sheets.whole(element))) is not None:
        return [ground]
    if printed := element.get("bgcolor"):
        return [colour_attribute(printed) or (0, 0, 0)]
    return [(0, 0, 0)] if element.get("background") else []


def ground_under(element: Element, styles: Styles) -> Colour:
    """The colour of the ground that an element stands on; white where none is told."""
    return inherited(element, lambda above: own_ground(above, styles), styles.grounds, WHITE)
