"""Web pages: an article's paragraphs, tables and pictures, what the page says of itself, its attachments.

Tables are found by what they hold: the innermost `<table>` with official labels is a table of figures, a
table around others is layout, and rows laid out by style sheets (`display:table-row`, grids, `role=row`)
count as tables. What a browser would not show is skipped, and said so. Merged cells keep their spans.

A place is the XPath of its element in `tree(body)`, so that the page can be shown with the element framed.
"""

from __future__ import annotations

from parsers.decode import decode
from parsers.document import Document, Hints
from parsers.errors import Unreadable
from parsers.readers.html.elements import DEEPEST, Deeper, tree
from parsers.readers.html.page import Page

__all__ = ["read", "tree"]

LARGEST = 40 << 20  # bytes; the longest real report page seen has 2 MB


def read(body: bytes, hints: Hints) -> Document:
    """The article of a page as blocks, with what the page says of itself; Unreadable for no page at all."""
    if len(body) > LARGEST:
        raise Unreadable(f"the page has {len(body) >> 20} MB; the limit is {LARGEST >> 20} MB")
    decoded = decode(body, hints.content_type)
    try:
        return Page(decoded).document()
    except Deeper:
        try:
            return Page(decoded, DEEPEST).document()
        except Deeper:
            raise Unreadable(f"elements nested more than {DEEPEST} deep") from None
