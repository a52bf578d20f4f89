"""What a browser does not show, and what it lays out as a table, by the styles of a page.

The looks of elements are kept for `marks`, which marks in the tree what is shown in an odd way.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field

import lxml.etree

from parsers.readers.html.colours import Colour
from parsers.readers.html.declarations import declared
from parsers.readers.html.elements import ByTag, Element, Having, may_have
from parsers.readers.html.looks import Look, look, shows_again
from parsers.readers.html.stylesheets import Sheets
from parsers.readers.html.variables import named_in, settled

TABLE_TAGS = frozenset({"table", "tbody", "thead", "tfoot", "tr", "td", "th"})
CELLS = ("td", "th")
FOLDING = frozenset({"div", "p", "section", "article", "ul", "ol", "li", "dl", "dd", "center", "blockquote"})
OWN = lxml.etree.XPath("/descendant::*/@style", smart_strings=False)
STYLED = Having("@style")
HIDDEN = Having("@hidden")
POPOVERS = Having("@popover")
ROLES = Having("@role")


@dataclass(slots=True)
class Styles:
    """The looks of elements, and what follows: which are hidden, which are laid out as something.

    `columns` holds the whole style of a grid and its cells; `beside` what is put before and after texts, and
    how their first letters or lines look.
    """

    sheets: Sheets
    veils: dict[Element, bool] = field(default_factory=dict)  # whether it hides, or shows again
    looks: dict[Element, Look] = field(default_factory=dict)
    hidden: dict[Element, bool] = field(default_factory=dict)  # whether it leaves no gap
    shown: dict[Element, str] = field(default_factory=dict)  # table-row, grid, flex, …
    columns: dict[Element, str] = field(default_factory=dict)
    beside: dict[tuple[Element, str], str] = field(default_factory=dict)
    grounds: dict[Element, Colour] = field(default_factory=dict)  # what it stands on, once asked for
    doubted: set[Element] = field(default_factory=set)  # whose look no rule tells for certain


def styles(root: Element, lowered: bytes, named: Sequence[Element], sought: ByTag) -> Styles:
    """What the styles of a page do to its elements; `named` are those with a class or an id.

    `lowered` is the source of the page in lower case.
    """
    sheets = Sheets(root, named, sought["style"])
    found = Styles(sheets)
    own: dict[Element, str] = {}
    if b"var(" in lowered:
        settle(root, lowered, sheets)
    if any(map(look, set(OWN(root)))):
        for element in STYLED.on(root, lowered):
            style = element.get("style", "")
            if look(style):
                own[element] = style
    if sheets.rules:
        own = sheets.about(own)
        found.beside = sheets.beside()
    looks = {style: look(style) for style in set(own.values())}
    found.doubted = doubted(sheets, {element for element, style in own.items() if looks[style]})
    for element, style in own.items():
        if seen := looks[style]:
            found.looks[element] = seen
            if element not in found.doubted:
                note(element, seen, style, found)
    for element in hidden_as_such(root, lowered, sought["dialog"]):
        found.hidden.update({element: True} if is_left_so(sheets.whole(element)) else {})
    for element in ROLES.on(root, lowered) if may_have(lowered, b"role") else ():
        if element.get("role") == "row" and element.tag != "tr":
            found.shown[element] = "table-row"
    if found.shown:
        found.shown = in_order(root, found.shown)
    return found


def in_order(root: Element, shown: dict[Element, str]) -> dict[Element, str]:
    """How elements are laid out, in the order of the page."""
    # A damaged page has names that lxml writes down and does not look for.
    tags = {element.tag for element in shown}
    alike = (element for element in root.iter() if element.tag in tags)
    return {element: shown[element] for element in alike if element in shown}


def settle(root: Element, lowered: bytes, sheets: Sheets) -> None:
    """Put values in place of their names in the attributes of elements."""
    for element in STYLED.on(root, lowered):
        if "var(" in (style := element.get("style", "")):
            own = named_in([f"*{{{style}}}"])
            element.set("style", settled(style, sheets.values | own if own else sheets.values))


def doubted(sheets: Sheets, looked: Set[Element]) -> set[Element]:
    """The elements in tables that a rule may be about or not, which hides them or shows them oddly.

    So may one that does not, of those with a look of their own (`looked`): it may take this back.
    """
    found: set[Element] = set()
    for rule in sheets.doubtful:
        odd = rule.effective and (seen := look(rule.declarations)) is not None and seen.alters
        for element in sheets.fitting(rule) if odd else sheets.fitting(rule, looked):
            if element.tag in TABLE_TAGS or next(element.iterancestors(*CELLS), None) is not None:
                found.add(element)
    return found


def is_left_so(style: str) -> bool:
    """Whether a style leaves hidden what is so without any."""
    return declared(style).get("display", "none") in ("none", "initial", "inherit", "unset", "revert")


def hidden_as_such(root: Element, lowered: bytes, dialogs: Sequence[Element]) -> Iterator[Element]:
    """The elements that are hidden without any style: by their attribute, or as dialogs that are not open."""
    for element in HIDDEN.on(root, lowered) if may_have(lowered, b"hidden") else ():
        if element.tag != "input":
            yield element
    yield from POPOVERS.on(root, lowered) if may_have(lowered, b"popover") else ()
    for element in dialogs:
        if element.get("open") is None:
            yield element


def note(element: Element, seen: Look, style: str, found: Styles) -> None:
    """Keep what the look of an element does to it."""
    if seen.hidden or (seen.folded and element.tag in FOLDING):
        # What floats above a row leaves a cell there nevertheless.
        found.hidden[element] = seen.gone and (element.tag not in CELLS or "none" in style.lower())
    elif seen.veiled:
        veil(element, style, found)
    if seen.shown and element.tag not in TABLE_TAGS:
        found.shown[element] = seen.shown
    if seen.grid:
        found.columns[element] = style


def veil(element: Element, style: str, found: Styles) -> None:
    """Hide what stands in an element but for those within it that show themselves again."""
    if next((found.veils[above] for above in element.iterancestors() if above in found.veils), False):
        return  # hidden already
    found.veils[element] = True
    again = {
        below
        for below in element.iterdescendants(lxml.etree.Element)
        if shows_again(found.sheets.whole(below), style)
    }
    if not again:
        found.hidden.setdefault(element, False)
        return
    found.veils.update(dict.fromkeys(again, False))
    way = {above for below in again for above in below.iterancestors()}
    waiting = [element]
    while waiting:
        inner = waiting.pop()
        inner.text = None
        for child in inner:
            child.tail = None
            if child in again:
                continue
            if child in way:
                waiting.append(child)
            else:
                found.hidden[child] = True
