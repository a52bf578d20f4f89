"""The text of an element as a browser shows it: its lines, raised and struck out signs, fields, pictures."""

from __future__ import annotations

import re

from parsers.model import PICTURED
from parsers.readers.html.elements import DEEPEST, Deeper, Element
from parsers.readers.html.rows import span

SPACER = 4  # pixels; a picture of less only keeps a cell from closing up
SPACE = re.compile(r"[ \t\r\n\f\v\u00a0\u3000\u2000-\u200b\ufeff]+")
SILENT = frozenset(
    {"script", "style", "template", "noscript", "head", "select", "textarea", "title", "object"}
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
        "iframe",
        "svg",
    ]
)
SPECIAL = frozenset({"br", "img", "input", "sup", "sub", "s", "strike", "del"})
RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
MARKED = frozenset({"sup", "sub", "s", "strike", "del"})


def text_of(element: Element, hidden: dict[Element, bool]) -> str:
    """The visible text of a cell, its paragraphs and lines on lines of their own."""
    while True:  # <td><p><span>0</span></p></td>, the usual case
        count = len(element)
        if count == 0:
            text = (element.text or "").strip()
            return SPACE.sub(" ", text) if "\n" in text else text
        if count > 1 or (element.text and not element.text.isspace()):
            break
        child = element[0]
        if not isinstance(child.tag, str) or child.tag in SILENT or child.tag in SPECIAL:
            break
        if (child.tail and not child.tail.isspace()) or (hidden and child in hidden):
            break
        element = child
    parts: list[str] = []
    collect(element, hidden, parts, 0)
    return visible_lines("".join(parts))


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
    if text.isprintable():  # no white space but single spaces, as a rule
        return text.strip() if "  " not in text else SPACE.sub(" ", text).strip()
    if "\u2028" not in text:
        return SPACE.sub(" ", text).strip()
    lines = (SPACE.sub(" ", line).strip() for line in text.split("\u2028"))
    return "\n".join(line for line in lines if line)


def collect(element: Element, hidden: dict[Element, bool], parts: list[str], depth: int) -> None:
    if element.text:
        parts.append(element.text)
    if depth > DEEPEST:
        raise Deeper
    for child in element:
        tag = child.tag
        if not isinstance(tag, str) or (hidden and child in hidden):
            pass
        elif tag in ("input", "textarea"):
            parts.append(typed_in(child))
        elif tag in SILENT:
            pass
        elif tag == "br":
            parts.append("\u2028")
        elif tag in BLOCKS:
            parts.append("\u2028")
            collect(child, hidden, parts, depth + 1)
            parts.append("\u2028")
        elif tag in MARKED:
            inner: list[str] = []
            collect(child, hidden, inner, depth + 1)
            parts.append(marked(tag, "".join(inner)))
        elif len(child):
            collect(child, hidden, parts, depth + 1)
        elif child.text:
            parts.append(child.text)
        if child.tail:
            parts.append(child.tail)


def typed_in(element: Element) -> str:
    """The text that a browser shows in a field of a form."""
    if element.tag == "textarea":
        return element.text or ""
    kind = element.get("type", "text").lower()
    return element.get("value", "") if kind in ("text", "number", "tel", "") else ""


def marked(tag: str, text: str) -> str:
    """Raised, lowered or struck out text in signs that say so: 12<sup>2</sup> is not 122.

    >>> "12" + marked("sup", "2"), marked("del", "7") == "7\u0336"
    ('12²', True)
    """
    if tag == "sup":
        return text.translate(RAISED)
    if tag == "sub":
        return text.translate(LOWERED)
    return "".join(sign if sign.isspace() else sign + "\u0336" for sign in text)
