"""What is shown in cells that hold no text: a picture, or what a script puts there. Both are no blanks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property

import lxml.etree
from msgspec.structs import replace

from parsers.model import PICTURED, GridCell
from parsers.readers.html.celltext import pictured
from parsers.readers.html.elements import Element
from parsers.values import looks_like_figure

# Words by which scripts write into elements that they know by name.
FILLS = re.compile(r"innerHTML|innerText|textContent|\.(?:html|text|append)\(")
NAMED = re.compile(r"""["']#?([\w\-]{1,60})["']|#([\w\-]{1,60})""")
NUMBERS = "0123456789_-"
# Attributes by which a page says what a script shows in an element, and how the tags of a template begin.
BOUND = frozenset(
    {
        *("data-bind", "v-text", "v-html", "v-model", "v-bind:value", ":value", ":text", "x-text", "x-html"),
        *("x-model", "ng-bind", "ng-bind-html", "ng-model", "data-ng-bind", "rv-text", "th:text", "th:utext"),
    }
)
TEMPLATE = "trs_"


class Filled:
    """What fills the cells of one page."""

    def __init__(self, root: Element, hidden: dict[Element, bool]) -> None:
        self.root = root
        self.hidden = hidden

    def instead(self, cell: Element) -> str:
        """A sign for what may be shown in a cell without text; "" for nothing."""
        held = len(cell) > 0
        if held and (text := pictured(cell, self.hidden)):
            return text
        for element in cell.iter(lxml.etree.Element) if held else (cell,):
            style, name = element.get("style"), element.get("id")
            if (style and "url(" in style and "no-repeat" in style) or (name and self.is_filled(name)):
                return PICTURED
            if not BOUND.isdisjoint(element.keys()) or str(element.tag).startswith(TEMPLATE):
                return PICTURED
        return ""

    def as_a_whole(self, table: Element, cells: Sequence[GridCell]) -> Sequence[GridCell]:
        """The cells of a table; none of them is blank where a script writes into a table without figures."""
        parts = [part for part in (table, *table.iter("tbody")) if part.get("id")]
        if not any(self.is_filled(part.get("id", "")) for part in parts):
            return cells
        if any(cell.text[:1].isdigit() and looks_like_figure(cell.text) for cell in cells):
            return cells
        return [replace(cell, text=cell.text or PICTURED) for cell in cells]

    def is_filled(self, name: str) -> bool:
        """Whether a script speaks of an element by its name, or by what stands before numbers at its end."""
        return name in self.names or name.rstrip(NUMBERS) in self.names

    @cached_property
    def names(self) -> frozenset[str]:
        """The names of elements that the scripts of the page speak of, where these write into elements."""
        names: set[str] = set()
        for script in self.root.iter("script"):
            text = script.text or ""
            if FILLS.search(text):
                names.update(quoted or bare for quoted, bare in NAMED.findall(text))
        return frozenset(names)
