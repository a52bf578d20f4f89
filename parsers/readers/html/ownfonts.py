"""Figures in a font that a page brings along for them alone: its digits may be drawn as others.

Pages that are not to be copied do so. A font that sets words as well is taken for what it seems.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Set

from parsers.document import FAINT
from parsers.readers.html.cells import MOST_LETTERS, Cells
from parsers.readers.html.elements import Element, content_of, writable
from parsers.readers.html.visibility import STYLED, Styles

FACES = b"@font-face"
FACE = re.compile(rb"@font-face\s*\{([^{}]*)\}")
FONT = re.compile(r"(?<![\w-])font(?:-family)?\s*:([^;{}]*)")
DIGIT = re.compile(r"\d")
MOST_SIGNS = 1_000_000  # of texts that are looked at
AN_ELEMENT = 10  # signs: what it costs to look at one


def mark_own_fonts(root: Element, lowered: bytes, cells: Cells, styles: Styles) -> None:
    """Mark the figures of cells in fonts of the page's own that set nothing else."""
    fonts = brought(lowered)
    if not fonts:
        return
    left = MOST_SIGNS
    figures: dict[str, list[Element]] = defaultdict(list)
    for element, name in set_in(fonts, root, lowered, styles):
        text = content_of(element)
        left -= len(text) + AN_ELEMENT
        letters = sum(map(str.isalpha, text[:MOST_SIGNS]))
        if left < 0 or letters > (MOST_LETTERS if DIGIT.search(text) else 0):
            fonts.discard(name)
        elif DIGIT.search(text) and cells.of(element) is not None:
            figures[name].append(element)
    for element in {element for name in fonts for element in figures[name]}:
        element.text = writable(FAINT + (element.text or ""))


def brought(lowered: bytes) -> set[str]:
    """The names of the fonts that a page loads from an address.

    >>> brought(b"@font-face{font-family:'num 1';src:url(a.woff)} @font-face{font-family:song;panose-1:2 1}")
    {'num 1'}
    """
    faces = (face.decode("utf-8", "replace") for face in FACE.findall(lowered) if b"url(" in face)
    return set(map(first_font, faces)) - {""}


def set_in(fonts: Set[str], root: Element, lowered: bytes, styles: Styles) -> Iterator[tuple[Element, str]]:
    """The elements for which some of these fonts are named first, each with its font."""
    for rule in styles.sheets.rules:
        if not rule.pseudo and (name := first_font(rule.declarations.lower())) in fonts:
            for element in styles.sheets.fitting(rule):
                yield element, name
    for element in STYLED.on(root, lowered):
        if (name := first_font(element.get("style", "").lower())) in fonts:
            yield element, name


def first_font(style: str) -> str:
    """The font that a style names first; "" for none.

    >>> first_font("font:bold 14px/1.5 secret,serif"), first_font("font-family:'a b'!important")
    ('secret', 'a b')
    """
    named = FONT.findall(style) if "font" in style else []
    first = named[-1].split(",", 1)[0].replace("!important", "").strip() if named else ""
    if first[-1:] in "\"'":
        return first.strip("\"'") if first[:1] == first[-1:] else first[:-1].rpartition(first[-1:])[2]
    return first.rpartition(" ")[2]
