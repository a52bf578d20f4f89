"""The shared texts of an XLSX file, as pieces in one font.

    texts_of(content) -> each text, in pieces if it has several, where they are as programs write them

They are taken from the text of the part, every sign of which must be of the usual form; a tree of it would
take four times as long.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from lxml import etree

from parsers.errors import Unreadable
from parsers.readers import ooxml
from parsers.readers.sheets.sheet import Run
from parsers.readers.sheets.xlsxrows import ON, S, inner

TEXT, RUN, RUN_PROPERTIES = f"{S}t", f"{S}r", f"{S}rPr"
STRIKE, COLOUR, SHIFT = f"{S}strike", f"{S}color", f"{S}vertAlign"
PLAIN = Run("")
WHITE = re.compile(r"(?:[fF][a-fA-F0-9]){3}")
SIGNS = r"[^<&\x00-\x08\x0b-\x1f]*"
ATTRIBUTES = r'(?: \w+="[^"<&\x00-\x1f]*")*'
OPENED = r'<t(?: xml:space="preserve")?'
ABOUT = rf"<rPr>(?:<\w+{ATTRIBUTES}/>)*</rPr>"
ONE_FONT = re.compile(rf"<r>({ABOUT})?{OPENED}(?:/>|>({SIGNS})</t>)</r>", re.ASCII)
# A text in one font or in several; how it is spoken is not told here.
ITEM = re.compile(
    rf"<si>(?:{OPENED}(?:/>|>({SIGNS})</t>)|((?:<r>(?:{ABOUT})?{OPENED}(?:/>|>{SIGNS}</t>)</r>)+))"
    rf"(?:<phoneticPr{ATTRIBUTES}/>)?</si>",
    re.ASCII,
)


def texts_of(content: bytes) -> Sequence[str | list[Run]] | None:
    """Each shared text, in pieces where it is in several fonts; None where a tree must be made of them."""
    parted = inner(content, b"<si>", b"</si>")
    if parted is None:
        return None
    shell, text = parted
    parts = ITEM.split(f"<si>{text}</si>")
    if "".join(parts[::3]).strip():
        return None
    try:
        if ooxml.root(shell, "").tag != f"{S}sst":
            return None
        return [
            [piece(about, text) for about, text in ONE_FONT.findall(several)] if several else alone or ""
            for alone, several in zip(parts[1::3], parts[2::3], strict=True)
        ]
    except Unreadable:  # the tree says where it is damaged
        return None


def piece(about: str, text: str) -> Run:
    look = look_of(about)
    return Run(text) if look is PLAIN else look._replace(text=text)


@lru_cache(maxsize=512)
def look_of(about: str) -> Run:
    """How a font looks, as an empty text in it; `PLAIN` for one that tells nothing of a figure."""
    if not about:
        return PLAIN
    look = run_of("", ooxml.root(about.replace("<rPr>", f'<rPr xmlns="{S[1:-1]}">', 1).encode(), ""))
    return PLAIN if look == PLAIN else look


def runs_in(element: etree._Element) -> list[Run]:
    """The pieces of a shared or inline text, whatever it looks like."""
    runs = []
    for child in element:
        if child.tag == TEXT:
            runs.append(Run(child.text or ""))
        elif child.tag == RUN:
            text = "".join(each.text or "" for each in child.iterchildren(TEXT))
            about = next(child.iterchildren(RUN_PROPERTIES), None)
            runs.append(Run(text) if about is None else run_of(text, about))
    return runs


def run_of(text: str, properties: etree._Element) -> Run:
    """A piece of a text as it looks."""
    shift, faint, struck = "", False, False
    for about in properties:
        if about.tag == STRIKE:
            struck = is_on(about)
        elif about.tag == SHIFT:
            shift = about.get("val", "")
        elif about.tag == COLOUR:
            faint = is_white(about)
    return Run(text, shift, faint, struck)


def is_on(element: etree._Element) -> bool:
    return element.get("val", "1") in ON


def is_white(colour: etree._Element) -> bool:
    """Whether a colour is white: as such, as the ground of the theme, or by its place in the palette."""
    if rgb := colour.get("rgb"):
        return bool(WHITE.fullmatch(rgb[-6:]))
    if colour.get("tint", "0").strip("0."):
        return False
    return colour.get("theme") == "0" or colour.get("indexed") in ("1", "9")
