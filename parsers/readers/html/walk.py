"""The blocks of a page in reading order: paragraphs, tables and pictures, each with its place.

What stands outside the article is passed over quickly: only its first texts are kept, for what the page says
of itself there, without a place.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable
from typing import Any, cast

import lxml.etree

from parsers.document import Block, Paragraph, Picture, Place, Table
from parsers.errors import Unreadable
from parsers.readers.html.celltext import BLOCKS, MARKED, SILENT, marked, visible_lines
from parsers.readers.html.elements import Deeper, Element, content_of, path_of, step_to
from parsers.readers.html.stackedrows import unstacked
from parsers.readers.html.tables import Tables

MOST_BLOCKS = 50_000
EMBEDDED = 20 << 20  # bytes of pictures held in the page itself
FIRST = 400  # blocks among which the information table of a page is looked for
DATA = re.compile(r"data:image/[\w.+\-]+;base64,", re.IGNORECASE)
LEVELS = {f"h{level}": level for level in range(1, 7)}
PASSED, SKIPPED, HOLDING, STANDING, BREAK, SIGNED = range(6)
# What becomes of an element by its tag; what is not named here is part of the text around it.
FATE: dict[object, int] = {
    **dict.fromkeys([lxml.etree.Comment, lxml.etree.ProcessingInstruction, lxml.etree.Entity], PASSED),
    **dict.fromkeys(BLOCKS, HOLDING),
    **dict.fromkeys(["table", "img"], STANDING),
    **dict.fromkeys(SILENT, SKIPPED),
    **dict.fromkeys(MARKED, SIGNED),
    "br": BREAK,
}


class Walk:
    """One way through a page: `blocks` of the article, the `first` texts and tables of the whole page."""

    def __init__(self, root: Element, tables: Tables, container: Element | None, deepest: int) -> None:
        self.tables = tables
        self.hidden = tables.hidden
        self.container = container
        self.deepest = deepest
        # Elements that stand by themselves, whatever their tag.
        self.apart = {element for element in tables.figures if element.tag != "table"}
        if container is not None:
            self.apart.add(container)
        self.inside = container is None  # the article
        self.blocks: list[Block] = []
        self.first: list[str | Table | None] = []
        self.of_figures: set[int] = set()  # the ids of Tables
        self.count = self.skipped = self.embedded = 0
        self.pictures = False
        tables.begin()
        body = root.find("body")
        if body is None:
            self.within(root, "html", "/html", 1)
        else:
            self.within(body, "body", "/html/body", 1)
        self.skipped += tables.skipped + tables.hidden_rows

    def add(self, block: Block) -> None:
        """Keep a block, if it is of the article."""
        self.count += 1
        if self.count > MOST_BLOCKS:
            raise Unreadable("more paragraphs than a report can have")
        if len(self.first) < FIRST:
            self.first.append(
                block.text if isinstance(block, Paragraph) else block if isinstance(block, Table) else None
            )
        if self.inside:
            self.blocks.append(block)

    def take(self, blocks: list[Block]) -> None:
        """Keep the blocks of an article that the page carries as text."""
        self.of_figures |= {id(block) for block in blocks if isinstance(block, Table)}
        self.inside = True
        for block in blocks:
            self.add(block)

    def say(self, text: str, tag: str, path: str) -> None:
        """Make a paragraph of the text gathered in a block element."""
        if not self.inside and len(self.first) >= FIRST:
            return
        if tag == "pre":  # as typed, with tabs
            text = "\n".join(line.rstrip() for line in re.split("[\n\u2028]", text)).strip("\n")
        else:
            text = text.strip()
            if not text.isprintable() or "  " in text:  # of hardly any
                text = visible_lines(text)
        if not text or text.isspace():
            return
        self.count += 1
        if self.count > MOST_BLOCKS:
            raise Unreadable("more paragraphs than a report can have")
        if len(self.first) < FIRST:
            self.first.append(text)
        if self.inside:
            self.blocks.append(Paragraph(text, Place(path), LEVELS.get(tag, 0)))

    def within(self, element: Element, tag: str, path: str, depth: int) -> None:
        """Add the blocks within an element, in reading order; `path` is the XPath of the element."""
        text = element.text
        if not len(element):
            if text:
                self.say(text, tag, path)
        else:
            buffer = [text] if text and not text.isspace() else []
            self.gather(tag, path, element, path, buffer, depth)
            if buffer:
                self.say("".join(buffer), tag, path)

    def plain(self, element: Element) -> str | None:
        """The text of a block that holds no more than one, if in an element; None of any other block."""
        count = len(element)
        if count == 0:
            return element.text or ""
        if count > 1:
            return None
        inner = element[0]
        if inner.tag in FATE or len(inner) or (self.hidden and inner in self.hidden) or inner in self.apart:
            return None
        return f"{element.text or ''}{inner.text or ''}{inner.tail or ''}"

    def gather(  # noqa: PLR0912 - one loop over all children
        self, block: str, place: str, element: Element, path: str, buffer: list[str], depth: int
    ) -> None:
        """Gather the text of inline children into the buffer; blocks among them end a paragraph.

        `block` and `place` are tag and path of the block element that all this stands in. Paths are counted
        on the way, because asking the tree for each takes time with every neighbour.
        """
        if depth >= self.deepest:
            raise Deeper
        counts: dict[str, int] = {}
        hidden, apart, inside = self.hidden, self.apart, self.inside
        position = 0
        step = ""
        for child in cast("Iterable[Any]", element):
            tag = child.tag
            fate = FATE.get(tag)
            if fate is not PASSED:  # no comment, behind which the text goes on
                if inside:
                    position += 1
                    counts[tag] = number = counts.get(tag, 0) + 1
                if fate is SKIPPED:
                    pass
                elif hidden and child in hidden:
                    self.skipped += bool(content_of(child).strip())
                elif fate is HOLDING or fate is STANDING or (apart and child in apart):
                    if buffer:
                        self.say("".join(buffer), block, place)
                        buffer.clear()
                    if inside:
                        step = path + step_to(tag, number, position)
                    if fate is HOLDING and not (apart and child in apart):
                        if (text := self.plain(child)) is None:
                            self.within(child, tag, step, depth + 1)
                        elif text:
                            self.say(text, tag, step)
                    else:
                        self.standing(child, step, depth + 1)
                elif fate is BREAK:
                    buffer.append("\u2028")
                elif fate is SIGNED and any(map(str.isdigit, held := content_of(child))):
                    buffer.append(marked(str(tag), held))
                else:
                    if text := child.text:
                        buffer.append(text)
                    if len(child):
                        if inside:
                            step = path + step_to(tag, number, position)
                        self.gather(block, place, child, step, buffer, depth + 1)
            if (text := child.tail) and (buffer or fate is PASSED or not text.isspace()):
                buffer.append(text)

    def standing(self, element: Element, path: str, depth: int) -> None:
        """Add an element that stands by itself: a table, or a block of text."""
        tag = element.tag
        if element is self.container and not self.inside:
            self.inside = True
            self.standing(element, path_of(element), depth)
            self.inside = False
        elif element in self.tables.figures:
            if (caption := element.find("caption")) is not None and caption not in self.hidden:
                self.say(content_of(caption), "caption", path + "/caption[1]")
            table = unstacked(self.tables.made(element, path))
            self.of_figures.add(id(table))
            self.add(table)
            for behind in reversed(self.tables.unclosed.get(element, ())):
                self.standing(behind, path_of(behind), depth)
        elif tag == "table":
            self.plain_table(element, path, depth)
        elif tag == "img":
            self.picture(element, path)
        else:
            self.within(element, str(tag), path, depth)

    def plain_table(self, element: Element, path: str, depth: int) -> None:
        """A table without official labels: kept as a table, or read as text where it only arranges text."""
        if element in self.tables.unclosed:  # begun and left open: what follows stands in it, beside its rows
            self.within(element, "table", path, depth)
            return
        rows = self.tables.rows(element)
        if not self.tables.is_layout(element):
            if rows:
                self.add(self.tables.made(element, path))
            return
        for row in rows:
            for cell, below in row:
                if cell not in self.hidden:
                    self.standing(cell, path + below, depth + 2)

    def picture(self, element: Element, path: str) -> None:
        source = element.get("src") or element.get("data-src") or element.get("data-original") or ""
        content = b""
        if found := DATA.match(source[:80]):
            if len(source) + self.embedded <= EMBEDDED:
                self.embedded += len(source)
                try:
                    content = base64.b64decode(source[found.end() :], validate=False)
                except (binascii.Error, ValueError):
                    content = b""
            source = ""
        if source or content:
            self.pictures = True
            self.add(Picture(source.strip(), content, Place(path)))
