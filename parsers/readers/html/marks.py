"""Signs put into the tree where a browser shows another text than stands there.

No reading can then take it for a plain figure: signs in the colour of the paper, in another order, struck out
or raised; what a style sheet puts before and after a text. Only cells of tables are looked at, for figures;
but a figure that a script lets run up to another is none anywhere.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import cast

from parsers.document import FAINT, PICTURED, REVERSED
from parsers.readers.html.around import OF_ROWS, STRUCK, mark_around, mark_inks
from parsers.readers.html.cells import Cells
from parsers.readers.html.celltext import BLOCKS, marked
from parsers.readers.html.colours import Colour, alike, colour_attribute, is_light
from parsers.readers.html.declarations import declared
from parsers.readers.html.elements import ByTag, Element, Having, content_of, rewrite, writable
from parsers.readers.html.looks import DOWN, Look, look
from parsers.readers.html.ownfonts import FACES, mark_own_fonts
from parsers.readers.html.paleness import ground_under
from parsers.readers.html.visibility import Styles
from parsers.remembered import remembered
from parsers.wording import WORDS

MOST_PARTS = 20
THINNEST = 6  # pixels that a digit is wide at least
LONGEST_CELL = 100  # signs of a cell that holds a figure
LINE = "\u2028"  # a line break, as `celltext` has it
LAID_BESIDE = frozenset({DOWN, "flex", "inline-flex", "grid", "inline-grid"})
HIDING = frozenset(WORDS["pages"]["hiding"])
OF_SCRIPTS = Having("@*[starts-with(name(), 'data-')]")
OF_DATA = "data-"
# Where scripts that let figures run up are told how far.
COUNTED = frozenset(
    OF_DATA + name
    for name in ("target", "count", "count-to", "countto", "to", "end", "stop", "final", "num", "number")
)
# One of them in the source of a page, in lower case.
COUNTS = re.compile(f"(?:{'|'.join(sorted(COUNTED, key=len))})(?![a-z0-9:_.-])".encode())
DIGIT = re.compile(r"\d")
FIGURE = re.compile(r"\d[\d,.]*\D{0,2}\Z")  # with a unit at most
AMOUNT = re.compile(r"\d[\d,]*(?:\.\d+)?")
# The value of `content`, and its parts: a string, an attribute, or anything else.
CONTENT = re.compile(
    r"""content\s*:\s*((?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^;"'])*)""", re.IGNORECASE | re.DOTALL
)
PART = re.compile(
    r""""((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|attr\(\s*([\w\-]+)\s*\)|([^\s"']+)""",
    re.IGNORECASE | re.DOTALL,
)
ESCAPE = re.compile(r"\\([0-9a-fA-F]{1,6})\s?|\\(.)", re.DOTALL)
WITHOUT = frozenset({"none", "normal", "inherit", "initial", "unset", "!important", "open-quote", "/"})


def mark(
    root: Element,
    lowered: bytes,
    styles: Styles,
    overwritten: Sequence[Element],
    named: Sequence[Element],
    sought: ByTag,
) -> None:
    """Put the signs into the tree of a page.

    `lowered` is its source in lower case; `overwritten` are the elements that a script may write over,
    `named` those that have a class or an id.
    """
    mark_counted(root, lowered, overwritten)
    if is_styled_elsewhere(sought):
        mark_named(named, styles)
    for element in root.iter("bdo"):
        element.text = writable(REVERSED + (element.text or ""))
    cells = Cells(styles.shown)
    for (element, side), style in styles.beside.items():
        mark_beside(element, side, style, cells, styles)
    cells = Cells(styles.shown)  # with what was put into their texts
    lifted = raised_digits(styles)
    pale: dict[Element, Colour] = {}  # the colours of rows, tables and fonts around them
    for element in root.iter("font"):
        mark_font(element, styles, cells, pale)
    if FACES in lowered:
        mark_own_fonts(root, lowered, cells, styles)
    mark_around(cells, styles)
    for element, seen in styles.looks.items():
        if seen.apart or seen.shown in LAID_BESIDE:
            part(element, seen.apart, cells)
        if seen.lined and element.tag not in BLOCKS:
            in_lines(element, cells)
        if seen.ink is not None and element.tag in OF_ROWS:
            pale[element] = seen.ink
        if seen.turned:
            element.text = writable(REVERSED + (element.text or ""))
        if (
            (seen.odd or seen.narrow or seen.shown == "float")
            and (cell := cells.of(element)) is not None
            and content_of(element).strip()
        ):
            mark_look(element, seen, cells, cell, styles)
            if seen.raised and digits(cells.text(cell)) > lifted[cell]:
                rewrite(element, lambda part: marked("sup", part))
    mark_inks(root, lowered, pale, styles)


def mark_font(element: Element, styles: Styles, cells: Cells, pale: dict[Element, Colour]) -> None:
    """Mark what an element of old pages sets in signs that are no digits, or in a light colour.

    One around rows or tables is entered in `pale`.
    """
    if "dings" in element.get("face", "").lower() and DIGIT.search(content_of(element)):
        element.text = writable(FAINT + (element.text or ""))
    ink = colour_attribute(element.get("color", ""))
    if ink is not None and is_light(ink):
        if (cell := cells.of(element)) is not None:
            mark_faint(element, ink, cells.text(cell), styles)
        else:
            pale[element] = ink


def part(element: Element, alone: bool, cells: Cells) -> None:
    """Put blanks between the digits of a cell that stand in boxes beside each other: one, or all children."""
    cell = cells.of(element)
    if cell is None or cell is element:
        return
    around = cells.text(cell)
    if len(around) < LONGEST_CELL and DIGIT.search(content_of(element)):
        if alone:
            element.text = " " + (element.text or "")
        for box in (element,) if alone else element:
            box.tail = " " + (box.tail or "")


def in_lines(element: Element, cells: Cells) -> None:
    """Break the lines of a cell before and behind an element that stands in it with other text."""
    cell = cells.of(element)
    if cell is not None and content_of(element).strip() != cells.text(cell):
        element.text = LINE + (element.text or "")
        element.tail = LINE + (element.tail or "")


def mark_counted(root: Element, lowered: bytes, overwritten: Sequence[Element]) -> None:
    """Put signs in place of figures that a script lets run up to others, or writes over."""
    first = lowered.find(OF_DATA.encode())  # found sooner than one of them
    told = first >= 0 and COUNTS.search(lowered, first)
    for element in OF_SCRIPTS.on(root, lowered) if told else ():
        if not len(element) and counts_on(element, (element.text or "").strip()):
            element.text = PICTURED
    for element in overwritten:
        if FIGURE.match(content_of(element).strip()):
            blot_out(element)


def blot_out(element: Element) -> None:
    """Put a sign in place of all that stands in an element."""
    for inner in list(element):
        element.remove(inner)
    element.text = PICTURED


def is_styled_elsewhere(sought: ByTag) -> bool:
    """Whether a page links style sheets."""
    return any("stylesheet" in link.get("rel", "").lower() for link in sought["link"]) or any(
        "@import" in (sheet.text or "") for sheet in sought["style"]
    )


def mark_named(named: Sequence[Element], styles: Styles) -> None:
    """Mark what a style sheet that is not at hand hides within cells, if names mean what they say."""
    classes = [element.get("class", "") for element in named]
    hiding = {names for names in set(classes) if not HIDING.isdisjoint(names.split())}
    if not hiding:
        return
    known = {rule.key[1:] for rule in styles.sheets.rules if rule.key.startswith(".")}
    cells = Cells(styles.shown)
    for element, names in zip(named, classes, strict=True):
        if names in hiding and not known.issuperset(HIDING.intersection(names.split())):
            cell = cells.of(element)
            around = "" if cell is None else cells.text(cell)
            if len(around) < LONGEST_CELL and DIGIT.search(around):
                text = content_of(element).strip()
                if text and text != around:
                    element.text = writable(FAINT + (element.text or ""))


def counts_on(element: Element, text: str) -> bool:
    """Whether a script counts from the figure in an element up to another, which its page then shows."""
    return FIGURE.match(text) is not None and any(
        name in COUNTED and AMOUNT.fullmatch(value.strip()) and value.replace(",", "") != text
        for name, value in element.items()
    )


def mark_look(element: Element, seen: Look, cells: Cells, cell: Element, styles: Styles) -> None:
    """Mark what stands in an element of a cell by its look."""
    text, around = content_of(element).strip(), cells.text(cell)
    apart = text != around and DIGIT.search(around) is not None
    if seen.faint and (apart or DIGIT.search(text)):
        element.text = writable(FAINT + (element.text or ""))
    elif seen.ink is not None:
        mark_faint(element, seen.ink, around, styles)
    if seen.struck:
        rewrite(element, lambda part: part if STRUCK in part else marked("del", part))
    grows = cells.grows(element) and "max-width" not in styles.sheets.whole(element)
    if not grows and 0 < seen.narrow < digits(text) * THINNEST:
        element.text = writable(FAINT + (element.text or ""))
    moved = apart and DIGIT.search(text) is not None
    if moved and not seen.moved:
        moved = seen.shown == "float" and len(around) < LONGEST_CELL and is_preceded(element, styles)
    if moved or (seen.backward and in_parts(element)):
        element.text = writable(REVERSED + (element.text or ""))


def is_preceded(element: Element, styles: Styles) -> bool:
    """Whether a digit stands before an element that floats to the left, and so is shown before that digit."""
    parent = element.getparent()
    texts = [(parent.text if parent is not None else None) or ""]
    for one in element.itersiblings(preceding=True):
        texts += [one.tail or "", "" if styles.shown.get(one) == "float" else content_of(one)]
    return any(map(DIGIT.search, texts))


def mark_first(element: Element, style: str, cells: Cells, styles: Styles) -> None:
    """Mark a text of a cell whose first letter or line is not shown as it stands; only blocks have these."""
    seen, cell = look(style), cells.of(element)
    own = declared(styles.sheets.whole(element)).get("display", "")
    if seen is None or cell is None or not (element.tag in BLOCKS or "block" in own):
        return
    if seen.hidden or seen.veiled:
        seen = Look(faint=True)
    if seen.odd:
        mark_look(element, seen, cells, cell, styles)


def mark_beside(element: Element, side: str, style: str, cells: Cells, styles: Styles) -> None:
    """Put what a style sheet shows before or after a text there, and mark a beginning that it shows oddly."""
    if side.startswith("first"):
        mark_first(element, style, cells, styles)
    elif (cells.of(element) is not None or element in styles.shown) and not hides(style):
        text = content_in(style, cast("Mapping[str, str]", element.attrib))
        if text and (seen := look(style)) is not None and seen.lined:
            text = f"\n{text}\n"  # a blank at least
        put(element, side, text)


def raised_digits(styles: Styles) -> Counter[Element | None]:
    """How many digits each cell holds that stand above their line."""
    cells = Cells(styles.shown)
    count: Counter[Element | None] = Counter()
    for element, seen in styles.looks.items():
        if seen.raised:
            count[cells.of(element)] += digits(content_of(element))
    return count


def digits(text: str) -> int:
    return len(DIGIT.findall(text))


def in_parts(element: Element) -> bool:
    """Whether the digits within an element stand in several elements."""
    return sum(DIGIT.search(str(text)) is not None for text in element.itertext()) > 1


def mark_faint(element: Element, ink: Colour, around: str, styles: Styles) -> None:
    """Mark text in a light colour that stands on no dark ground."""
    text = content_of(element).strip()
    if not DIGIT.search(around) or (text == around and not DIGIT.search(text)):
        return
    if alike(ink, ground_under(element, styles)):
        element.text = writable(FAINT + (element.text or ""))


@remembered(256, 500)
def hides(style: str) -> bool:
    seen = look(style)
    return (seen is not None and (seen.hidden or seen.veiled)) or declared(style).get("width") == "0"


def content_in(style: str, attributes: Mapping[str, str]) -> str:
    """The text that a style puts beside that of an element; a sign for a picture where it is no plain text.

    >>> content_in("content: '12' attr(x); color: red", {"x": "件"})
    '12件'
    """
    text = "".join(attributes.get(word, "") if is_name else word for word, is_name in content_parts(style))
    return text if text.strip() else ""


@remembered(256, 500)
def content_parts(style: str) -> tuple[tuple[str, bool], ...]:
    """The parts of what a style puts beside a text, each with whether it is the name of an attribute."""
    found = CONTENT.findall(style)
    parts: list[tuple[str, bool]] = []
    for double, single, name, other in PART.findall(found[-1]) if found else ():
        if double or single:
            parts.append((ESCAPE.sub(sign, double or single), False))
        elif name:
            parts.append((name.lower(), True))
        elif other and other.lower() not in WITHOUT:
            parts.append((PICTURED, False))
    return tuple(parts[:MOST_PARTS])


def sign(found: re.Match[str]) -> str:
    if not found[1]:
        return "" if found[2] == "\n" else found[2]
    code = int(found[1], 16)
    return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"


def put(element: Element, side: str, text: str) -> None:
    """Put a text before or after that of an element."""
    if not text:
        return
    if side == "before":
        element.text = writable(text + (element.text or ""))
    elif len(element):
        element[-1].tail = writable((element[-1].tail or "") + text)
    else:
        element.text = writable((element.text or "") + text)
