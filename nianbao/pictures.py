"""How the pages of a document look, for `nianbao parse --show-html`."""

from __future__ import annotations

from collections.abc import Mapping

from parsers import confined
from parsers.errors import ParseError
from parsers.show_pages import MOST_PAGES, Picture
from web import pdf_pages
from web.captures import RENDER_MEMORY, RENDER_SECONDS, sniff


def of_pages(kind: str, body: bytes) -> Mapping[int, Picture]:
    """A picture of each page by its number; none of a kind without pages, or of one that cannot be drawn."""
    if kind == "image":
        found = sniff(body)
        width, height = pdf_pages.size_of(body)
        return {1: Picture(found.mime, body, width, height)} if found.shown == "picture" and width else {}
    if kind != "pdf":
        return {}
    try:
        pages, _ = confined.call(
            "web.pdf_pages:pictures", body, 1, MOST_PAGES, seconds=RENDER_SECONDS, memory=RENDER_MEMORY
        )
    except ParseError:
        return {}
    return {number: Picture("image/png", data, width, height) for number, data, width, height in pages}
