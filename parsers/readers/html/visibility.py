"""What a browser does not show, what it lays out as a table, and what it shows in an odd way, by the styles.

Only what decides about that is looked at: `display`, `visibility`, no size, no opacity, off the edge.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import cast

import lxml.etree

from parsers.model import FAINT, REVERSED
from parsers.readers.html.elements import Element, content_of
from parsers.readers.html.stylesheets import cascade, fitting

HIDES = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)"
    r"|font-size\s*:\s*0(?:\.0+)?(?:px|pt|em|rem|%)?\s*(?:!important\s*)?(?:;|\Z)"
    r"|opacity\s*:\s*0(?:\.0+)?\s*(?:!important\s*)?(?:;|\Z)|mso-hide\s*:\s*all"
    r"|(?:left|top|text-indent)\s*:\s*-\d{3,}",
    re.IGNORECASE,
)
DISPLAY = re.compile(r"display\s*:\s*([a-z\-]+)", re.IGNORECASE)
WHITE = re.compile(r"(?<![\w-])color\s*:\s*(?:#fff(?:fff)?\b|white\b)", re.IGNORECASE)
TABLE_TAGS = frozenset({"table", "tbody", "thead", "tfoot", "tr", "td", "th"})
LONGEST_KEPT = 500  # signs of a style whose look is remembered
OWN = lxml.etree.XPath("//@style", smart_strings=False)
STYLED = lxml.etree.XPath("//@style/..")
HIDDEN = lxml.etree.XPath("//@hidden/..")
ROLES = lxml.etree.XPath("//@role/..")


@dataclass(slots=True)
class Styles:
    """The elements of a page that are hidden, those laid out as something, and the columns of grids."""

    hidden: dict[Element, bool] = field(default_factory=dict)
    shown: dict[Element, str] = field(default_factory=dict)  # table-row, grid, flex, …
    columns: dict[Element, str] = field(default_factory=dict)  # the whole style of a grid and its cells
    white: list[Element] = field(default_factory=list)
    turned: list[Element] = field(default_factory=list)  # whose signs are shown in another order


@dataclass(frozen=True, slots=True)
class Look:
    """What a style says, as far as it matters here."""

    hidden: bool
    shown: str
    columns: bool
    white: bool
    turned: bool


def styles(root: Element, named: Sequence[Element]) -> Styles:
    """What the styles of a page do to its elements; `named` are those with a class or an id."""
    found = Styles()
    ruled = fitting(root, named)
    for element, rules in ruled.items():
        note(element, cascade(rules, element.get("style", "")), found)
    if any(map(look, set(OWN(root)))):
        for element in cast("list[Element]", STYLED(root)):
            if element not in ruled:
                note(element, element.get("style", ""), found)
    for element in cast("list[Element]", HIDDEN(root)):
        if element.tag != "input":
            found.hidden[element] = True
    for element in cast("list[Element]", ROLES(root)):
        if element.get("role") == "row" and element.tag != "tr":
            found.shown[element] = "table-row"
    found.turned += root.iter("bdo")
    if found.shown:
        found.shown = {element: found.shown[element] for element in root.iter() if element in found.shown}
    return found


def note(element: Element, style: str, found: Styles) -> None:
    """Keep what the whole style of an element does to it."""
    seen = look(style)
    if seen is None:
        return
    if seen.hidden:
        found.hidden[element] = True
    if seen.shown and element.tag not in TABLE_TAGS:
        found.shown[element] = seen.shown
    if seen.columns:
        found.columns[element] = style
    if seen.turned:
        found.turned.append(element)
    elif seen.white:
        found.white.append(element)


def look(style: str) -> Look | None:
    """What a style says; None for nothing that matters, as nearly all."""
    return kept_look(style) if len(style) <= LONGEST_KEPT else new_look(style)


def new_look(style: str) -> Look | None:
    shown = [word.lower() for word in DISPLAY.findall(style)]
    made = Look(
        hidden=HIDES.search(style) is not None and stays_hidden(style),
        shown=shown[-1] if shown and shown[-1] != "none" else "",
        columns="grid-" in style,
        white="olor" in style and "background" not in style and WHITE.search(style) is not None,
        turned="bidi-override" in style,
    )
    return made if made != NOTHING else None


NOTHING = Look(hidden=False, shown="", columns=False, white=False, turned=False)
kept_look = lru_cache(maxsize=4096)(new_look)


def stays_hidden(style: str) -> bool:
    """Whether the last word of a style on each matter hides (an inline style outdoes a style sheet)."""
    shown = DISPLAY.findall(style)
    if shown and shown[-1].lower() == "none":
        return True
    rest = DISPLAY.sub("", style)
    if re.search(r"visibility\s*:\s*visible\s*(?:!important\s*)?(?:;|\Z)", rest, re.IGNORECASE):
        rest = re.sub(r"visibility\s*:\s*\w+", "", rest, flags=re.IGNORECASE)
    return HIDES.search(rest) is not None


def mark_odd(found: Styles) -> None:
    """Put signs before text that a browser shows in another order, and white text beside other text."""
    for element in found.turned:
        element.text = REVERSED + (element.text or "")
    texts: dict[Element, str] = {}  # of cells
    for element in found.white:
        cell = next(element.iterancestors("td", "th"), None)
        if cell is not None and cell not in texts:
            texts[cell] = content_of(cell).strip()
        if cell is not None and texts[cell] != content_of(element).strip():
            element.text = FAINT + (element.text or "")
