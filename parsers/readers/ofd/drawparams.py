"""Colours and widths of an OFD that stand apart from its objects: in parameters of drawing, and in palettes.

An object names a parameter by number, or its layer does, or the parameter names another one. Colours may be
told by their place in the palette of a colour space.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from parsers.readers.ofd.xml import children, descendants, text_of

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

LONGEST = 10  # parameters that refer to each other
LARGEST, MOST_DIGITS = 256, 3  # colours of a palette, and digits of their numbers


@dataclass(slots=True)
class DrawParams:
    """The parameters and the palettes of a document, by their numbers."""

    params: dict[str, Element] = field(default_factory=dict)
    palettes: dict[str, list[str]] = field(default_factory=dict)

    def add(self, part: Element) -> None:
        """Add those of a part with resources."""
        for node in descendants(part, "DrawParam"):
            self.params[node.get("ID", "")] = node
        for node in descendants(part, "ColorSpace"):
            for palette in children(node, "Palette"):
                colours = [text_of(colour) for colour in children(palette, "CV")]
                self.palettes[node.get("ID", "")] = colours[:LARGEST]

    def chain(self, node: Element, layer: str) -> Iterator[Element]:
        """The parameters that an object in a layer is drawn with: the first that says something counts."""
        for first in (node.get("DrawParam", ""), layer):
            param = self.params.get(first)
            for _ in range(LONGEST):
                if param is None:
                    break
                yield param
                param = self.params.get(param.get("Relative", ""))

    def colour(self, node: Element, layer: str, painted: str) -> Element | None:
        """The colour that an object is given which tells none; `painted` is FillColor or StrokeColor."""
        if any(True for _ in children(node, painted)):
            return None
        params = self.chain(node, layer)
        return next((colour for param in params for colour in children(param, painted)), None)

    def width(self, node: Element, layer: str) -> str:
        """The width of the lines of an object that tells none; "0" where nothing does."""
        return next((told for param in self.chain(node, layer) if (told := param.get("LineWidth"))), "0")

    def of_palette(self, colour: Element) -> str:
        """What a colour is that is told by its place in a palette; "" where that is not known."""
        palette, place = self.palettes.get(colour.get("ColorSpace", ""), []), colour.get("Index", "")
        known = len(place) <= MOST_DIGITS and place.isascii() and place.isdigit()
        return palette[int(place)] if known and int(place) < len(palette) else ""
