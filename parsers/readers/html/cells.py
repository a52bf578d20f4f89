"""The cells of a page, whether of tables or of what a style sheet lays out as one, and their texts."""

from __future__ import annotations

import re
from collections.abc import Mapping

from parsers.readers.html.elements import Element, content_of
from parsers.readers.html.visibility import CELLS

DIGIT = re.compile(r"\d")
TERMS = frozenset({"dd", "dt"})
ROWS = frozenset({"table-row", "flex", "inline-flex", "grid", "inline-grid"})
AFLOAT = frozenset({"inline-block", "float"})
LONGEST_FIGURE = 30  # signs of a figure with its unit and a note
MOST_LETTERS = 8  # of those; more are a label, a title or a menu


class Cells:
    """Which cell each element of a page stands in; `shown` is how elements are laid out."""

    def __init__(self, shown: Mapping[Element, str]) -> None:
        self.shown = shown
        self.around: dict[Element, Element | None] = {}
        self.texts: dict[Element, str] = {}
        self.rows: dict[Element, bool] = {}  # whether what holds one beside another holds nothing else

    def of(self, element: Element) -> Element | None:
        """The cell that an element is or stands in.

        Of what a style sheet lays out, a cell is only what holds nothing but a figure, or nothing.
        """
        path: list[Element] = []
        above: Element | None = element
        while above is not None and above not in self.around:
            path.append(above)
            above = above.getparent()
        cell = None if above is None else self.around[above]
        for inner in reversed(path):
            if inner.tag in CELLS or ((cell is None or cell.tag not in CELLS) and self.is_laid_out(inner)):
                cell = inner
            self.around[inner] = cell
        return cell if cell is None or cell.tag in CELLS or self.is_figure(cell) else None

    def is_laid_out(self, element: Element) -> bool:
        """Whether a style sheet, or a list of terms, makes a cell of an element."""
        if element.tag in TERMS:
            return True
        parent = element.getparent()
        if not self.shown or parent is None:
            return False
        kind = self.shown.get(element, "")
        if kind == "table-cell" or self.shown.get(parent, "") in ROWS:
            return True
        if kind in AFLOAT and parent not in self.rows:
            self.rows[parent] = len(parent) > 1 and all(child in self.shown for child in parent)
        return kind in AFLOAT and self.rows[parent]

    def is_figure(self, cell: Element) -> bool:
        text = self.text(cell)
        letters = sum(map(str.isalpha, text)) if len(text) <= LONGEST_FIGURE else len(text)
        return letters <= (MOST_LETTERS if DIGIT.search(text) else 0)

    def grows(self, cell: Element) -> bool:
        """Whether a cell is as wide as what it holds."""
        return cell.tag in CELLS or self.shown.get(cell) == "table-cell"

    def text(self, cell: Element) -> str:
        text = self.texts.get(cell)
        if text is None:
            text = self.texts[cell] = content_of(cell).strip()
        return text
