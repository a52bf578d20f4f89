"""The text of an element as a browser shows it: its lines, raised and struck out signs, fields, pictures."""

from __future__ import annotations

import re

import lxml.etree

from parsers.document import PICTURED
from parsers.readers.html.elements import DEEPEST, Deeper, Element, content_of
from parsers.readers.html.rows import span

SPACER = 4  # pixels; a picture of less only keeps a cell from closing up
SPACE = re.compile(r"[ \t\r\n\f\v\u00a0\u3000\u2000-\u200a]+")
NO_WIDTH = re.compile("[\u200b\ufeff]")
# Room beside a part of a line.
PUSHED = re.compile(r"(?:margin|padding)(?:-left|-right|-inline[\w-]*)?\s*:[^;]*[1-9]", re.IGNORECASE)
SILENT = frozenset(
    {"script", "style", "template", "noscript", "head", "select", "textarea", "title", "object", "datalist"}
    | {"noembed", "noframes", "desc", "defs", "metadata", "annotation"}
)
BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "details",
        "dialog",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
        "ucapcontent",
        "ucaptitle",
        "legend",
        "menu",
        "dir",
        "button",
        "iframe",
        "svg",
    ]
)
# Shown otherwise than by the text in them.
REPLACED = frozenset(
    {"select", "script", "object", "embed", "canvas", "meter", "progress", "audio", "video", "rp", "input"}
    | {"iframe"}
    | {"textarea", "mfrac", "msup", "msub", "msubsup", "mroot", "mover", "munder", "munderover", "mtable"}
)
RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
MARKED = frozenset({"sup", "sub", "s", "strike", "del", "rt"})
UNTOLD, STANDING_FOR, BREAK, HOLDING, SIGNED, EMPTY = range(6)
# What becomes of an element in a text by its tag; what is not named here is part of the text around it.
ROLES: dict[object, int] = {
    **dict.fromkeys([lxml.etree.Comment, lxml.etree.ProcessingInstruction, lxml.etree.Entity], UNTOLD),
    **dict.fromkeys(MARKED, SIGNED),
    **dict.fromkeys(BLOCKS, HOLDING),
    **dict.fromkeys(SILENT, UNTOLD),
    **dict.fromkeys(REPLACED, STANDING_FOR),
    "br": BREAK,
    "img": EMPTY,
}
# Fields whose value is not shown, and those that show it as something else; all others do, odd names too.
UNTYPED = frozenset({"hidden", "checkbox", "radio", "file", "image", "password"})
DRAWN = frozenset({"range", "color", "date", "datetime-local", "month", "time", "week"})


def text_of(element: Element, hidden: dict[Element, bool]) -> str:
    """The visible text of a cell, its paragraphs and lines on lines of their own."""
    while True:  # <td><p><span>0</span></p></td>, the usual case
        count = len(element)
        if count == 0:
            text = (element.text or "").strip()
            return visible_lines(text) if "\n" in text else text
        if count > 1 or (element.text and not element.text.isspace()):
            break
        child = element[0]
        if ROLES.get(child.tag, HOLDING) is not HOLDING:
            break
        if (child.tail and not child.tail.isspace()) or (hidden and child in hidden):
            break
        element = child
    parts: list[str] = []
    collect(element, hidden, parts, 0)
    text = visible_lines("".join(parts))
    if len(parts) > 1 and text.isdigit() and pushed_apart(element):
        return " ".join(filter(None, map(str.strip, parts)))
    return text


def pushed_apart(element: Element) -> bool:
    """Whether a part of a text stands apart from the rest by no more than its margin or padding."""
    return any(
        PUSHED.search(part.get("style", ""))
        for part in element.iterdescendants("*")
        if part.tag not in BLOCKS
    )


def pictured(cell: Element, hidden: dict[Element, bool]) -> str:
    """A sign for the picture in a cell without text, with what is to be said in its place; "" for none."""
    for picture in cell.iter("img", "svg", "canvas"):
        small = any(
            span(picture.get(side, ""), 99) < SPACER for side in ("width", "height") if picture.get(side)
        )
        if not small and not (
            hidden and any(above in hidden for above in (picture, *picture.iterancestors()))
        ):
            return PICTURED + SPACE.sub(" ", picture.get("alt") or picture.get("title") or "").strip()
    return ""


def visible_lines(text: str) -> str:
    """Text with white space as a browser shows it; U+2028 stands for a line break."""
    text = text.strip()
    if text.isprintable():  # no white space but single spaces, as a rule
        return text if "  " not in text else SPACE.sub(" ", text)
    if "\u200b" in text or "\ufeff" in text:
        text = NO_WIDTH.sub("", text)
    if "\u2028" not in text:
        return SPACE.sub(" ", text).strip()
    lines = [
        line if line.isprintable() and "  " not in line else SPACE.sub(" ", line)
        for line in text.split("\u2028")
        if line
    ]
    return "\n".join([line for line in map(str.strip, lines) if line])


def collect(element: Element, hidden: dict[Element, bool], parts: list[str], depth: int) -> None:
    if element.text:
        parts.append(element.text)
    if depth > DEEPEST:
        raise Deeper
    for child in element:
        role = ROLES.get(child.tag)
        if role is UNTOLD or (hidden and child in hidden):
            pass
        elif role is None or role is EMPTY:
            if len(child):
                collect(child, hidden, parts, depth + 1)
            elif text := child.text:
                parts.append(text)
        elif role is HOLDING:
            parts.append("\u2028")
            collect(child, hidden, parts, depth + 1)
            parts.append("\u2028")
        elif role is BREAK:
            parts.append("\u2028")
        elif role is STANDING_FOR:
            parts.append(replaced(child))
        else:
            inner: list[str] = []
            collect(child, hidden, inner, depth + 1)
            parts.append(marked(str(child.tag), "".join(inner)))
        if tail := child.tail:
            parts.append(tail)


def replaced(element: Element) -> str:
    """What is shown in place of an element: the text in a field, a sign for anything drawn or written."""
    tag = element.tag
    if tag == "textarea":
        return element.text or ""
    if tag == "input":
        return typed_in(element)
    if tag == "select":
        return chosen_in(element)
    if tag == "iframe":
        return PICTURED if element.get("src") or element.get("srcdoc") else ""
    if tag == "script":
        return PICTURED if "document.write" in (element.text or "") else ""
    return "" if tag == "rp" else PICTURED


def chosen_in(element: Element) -> str:
    """The text that a field shows of those it has; a sign for a list of several."""
    if element.get("multiple") is not None or element.get("size", "1").strip() not in ("", "0", "1"):
        return PICTURED  # a list of several
    options = list(element.iter("option"))
    chosen = [option for option in options if option.get("selected") is not None][-1:]
    free = (option for option in options if option.get("disabled") is None)
    shown = chosen[0] if chosen else next(free, None)
    return "" if shown is None else shown.get("label") or content_of(shown)


def typed_in(element: Element) -> str:
    """The text in a field of a form; a sign for the figure that it proposes where it is empty."""
    kind = element.get("type", "").lower()
    if kind in UNTYPED:
        return ""
    if kind in DRAWN:
        return PICTURED if element.get("value") else ""
    proposed = any(map(str.isdigit, element.get("placeholder", "")))
    return element.get("value", "") or (PICTURED if proposed else "")


def marked(tag: str, text: str) -> str:
    """Raised, lowered or struck out text in signs that say so: 12<sup>2</sup> is not 122.

    >>> "12" + marked("sup", "2"), marked("del", "7") == "7\u0336"
    ('12²', True)
    """
    if tag in ("sup", "rt"):
        return text.translate(RAISED)
    if tag == "sub":
        return text.translate(LOWERED)
    return "".join(sign if sign.isspace() else sign + "\u0336" for sign in text)
