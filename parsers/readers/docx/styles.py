"""What the styles of a DOCX file say of its paragraphs and runs: headings, lists, hidden and struck text."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

from lxml import etree

from parsers.readers.docx.names import (
    BASED_ON,
    COLOUR,
    DSTRIKE,
    FONTS,
    LATIN,
    LEVEL,
    NAME,
    NO_FILL,
    NUM_ID,
    NUM_PR,
    OUTLINE_LVL,
    P_PR,
    POSITION,
    R_PR,
    SOLID_FILL,
    STRIKE,
    STYLE,
    STYLE_ID,
    THEME_COLOUR,
    THEME_SHADE,
    TRANSPARENCY,
    VAL,
    VANISH,
    VERT_ALIGN,
    W14,
    first,
    on,
    value,
)
from parsers.readers.docx.numbering import whole

HEADING = re.compile(r"(?:heading|标题)\s*([1-9])\Z", re.IGNORECASE)
WHITE = re.compile(r"(?:[fF][a-fA-F0-9]){3}\Z")
PAPER = frozenset({"background1", "light1"})  # colours of a theme
PICTURE_FONTS = ("wingdings", "webdings")
PAPER_OF_FILLS = frozenset({"bg1", "lt1"})
CLEAR = 90_000  # of a fill, in thousandths of a percent
LIFTED = 6  # half points; less only sets the type of two languages on one line
DEEPEST = 30  # styles based on styles


@dataclass(slots=True)
class Style:
    """What a style adds: the level of a heading (0 for none), how its text looks, a list and its depth."""

    level: int = 0
    hidden: bool = False
    struck: bool = False
    faint: bool = False  # in the colour of the paper
    pictures: bool = False  # in a font of small pictures
    shift: str = ""  # superscript, subscript
    lifted: bool = False  # set above or below the line
    number: str = ""
    depth: int = 0

    @property
    def usual(self) -> bool:
        """Whether its text is shown as it is stored, and nothing before it."""
        differs = self.hidden or self.struck or self.faint or self.pictures or self.lifted
        return not (differs or self.shift or self.number)


PLAIN = Style()


class Styles:
    """The styles of a document by their ids, each with what it is based on."""

    def __init__(self, load: Callable[[], etree._Element | None]) -> None:
        self.load = load
        self.known: dict[str, Style] = {}

    @cached_property
    def elements(self) -> dict[str, etree._Element]:
        root = self.load()
        return {} if root is None else {each.get(STYLE_ID, ""): each for each in root.findall(STYLE)}

    def of(self, key: str) -> Style:
        """A style with what it is based on; a plain one for keys that are not defined."""
        if key in self.known:
            return self.known[key]
        chain: list[str] = []
        while key in self.elements and key not in self.known and key not in chain and len(chain) < DEEPEST:
            chain.append(key)
            key = value(self.elements[key], BASED_ON)
        look = self.known.get(key, PLAIN)
        for name in reversed(chain):
            look = self.known[name] = style(self.elements[name], look)
        return look


def is_white(colour: etree._Element) -> bool:
    """Whether a colour is that of the paper, or hardly darker."""
    if colour.get(THEME_COLOUR) in PAPER and colour.get(THEME_SHADE) is None:
        return True
    return WHITE.match(colour.get(VAL, "")) is not None


def is_clear(fill: etree._Element) -> bool:
    """Whether a fill of type leaves nothing to be seen."""
    through = (whole(each.get(f"{W14}val"), 0) for each in fill.iter(TRANSPARENCY))
    return first(fill, NO_FILL) is not None or any(each >= CLEAR for each in through)


def is_white_fill(fill: etree._Element) -> bool:
    """Whether type is filled with the colour of the paper."""
    solid = first(fill, SOLID_FILL)
    for colour in () if solid is None else solid:
        name = colour.get(f"{W14}val", "")
        if WHITE.match(name) or name in PAPER_OF_FILLS:
            return all(change.tag == TRANSPARENCY for change in colour)
    return False


def off_the_line(position: etree._Element) -> bool:
    """Whether type stands above or below its line."""
    return abs(whole(position.get(VAL), 0)) >= LIFTED


def of_pictures(fonts: etree._Element) -> bool:
    """Whether digits are shown as small pictures."""
    return any(fonts.get(script, "").lower().startswith(PICTURE_FONTS) for script in LATIN)


def style(element: etree._Element, base: Style) -> Style:
    """What a style says, over what it is based on."""
    look = replace(base)
    name = value(element, NAME).strip()
    if found := HEADING.match(name):
        look.level = min(int(found[1]), 6)
    elif name.lower() in ("title", "标题"):
        look.level = 1
    about = first(element, P_PR)
    if about is not None:
        look = over(about, look)
    run = first(element, R_PR)
    if run is not None:
        for child in run:
            if child.tag == VANISH:
                look.hidden = on(child)
            elif child.tag in (STRIKE, DSTRIKE):
                look.struck = on(child)
            elif child.tag == COLOUR:
                look.faint = is_white(child)
            elif child.tag == FONTS:
                look.pictures = of_pictures(child)
            elif child.tag == VERT_ALIGN:
                look.shift = child.get(VAL, "")
            elif child.tag == POSITION:
                look.lifted = off_the_line(child)
    return look


def over(properties: etree._Element, base: Style) -> Style:
    """The paragraph's own heading level and list over those of its style."""
    level, numbered = first(properties, OUTLINE_LVL), first(properties, NUM_PR)
    if level is None and numbered is None:
        return base
    look = replace(base)
    if level is not None:
        depth = whole(level.get(VAL), 9)
        look.level = min(depth + 1, 6) if 0 <= depth < 9 else 0
    if numbered is not None:
        if first(numbered, NUM_ID) is not None:
            look.number = value(numbered, NUM_ID)
            look.number = "" if look.number == "0" else look.number
        look.depth = whole(value(numbered, LEVEL), look.depth)
    return look
