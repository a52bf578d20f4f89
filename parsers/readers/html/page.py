"""A page on its way to a Document: where its article stands, and where tables may be hidden."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import lxml.etree
from msgspec.structs import replace

from parsers.decode import Decoded
from parsers.document import PICTURED, Block, Document, Issue, Link, Place, Table, with_unseen_blanks
from parsers.errors import Unreadable
from parsers.readers.html.carried import markup_within
from parsers.readers.html.celltext import SPACE
from parsers.readers.html.elements import (
    AN_END,
    LIBXML_DEPTH,
    Element,
    Having,
    by_tag,
    content_of,
    parsed,
    writable,
)
from parsers.readers.html.filled import Filled
from parsers.readers.html.links import links
from parsers.readers.html.marks import mark
from parsers.readers.html.metadata import metadata
from parsers.readers.html.ondemand import behind_tabs
from parsers.readers.html.tables import Tables
from parsers.readers.html.visibility import styles
from parsers.readers.html.walk import Walk
from parsers.remembered import remembered
from parsers.values import looks_like_figure
from parsers.wording import WORDS

MOST_ELEMENTS = 300_000  # a page with the yearbooks of a hundred bodies has 60,000
COUNT = lxml.etree.XPath("count(//*)")
NAMED = Having("@class", "@id")
HOLDERS = frozenset({"div", "section", "article", "ucapcontent", "td"})
BODIES = {name: rank for rank, name in enumerate(WORDS["pages"]["bodies"])}
# How scripts ask for what they show.
ASKS = re.compile(r"fetch\(|XMLHttpRequest|ajax|axios|\.(?:get|post|getJSON|load)\(", re.IGNORECASE)
SHORTEST = 200  # signs that an article without tables or pictures has at least


class Page:
    """One page on its way to a Document; `within` is how many pages it is carried in."""

    def __init__(self, decoded: Decoded, deepest: int = LIBXML_DEPTH, within: int = 0) -> None:
        self.within = within
        self.decoded = decoded
        self.deepest = deepest
        # Words are found several times as fast in bytes.
        source = decoded.utf8 or decoded.text.encode("utf-8", "replace")
        self.lowered = source.lower()
        parser = lxml.etree.HTMLParser(encoding="utf-8", huge_tree=deepest > LIBXML_DEPTH)
        self.root = parsed(source, self.lowered, parser)
        if len(source) > MOST_ELEMENTS and (count := int(COUNT(self.root))) > MOST_ELEMENTS:
            raise Unreadable(f"the page has {count} elements; the limit is {MOST_ELEMENTS}")
        self.named = NAMED.on(self.root, source)
        self.issues: list[Issue] = []
        sought = by_tag(self.root)
        self.styles = styles(self.root, self.lowered, self.named, sought)
        self.hidden = self.styles.hidden
        self.cut = is_cut(self.lowered)
        if self.cut:
            mark_end(self.root, source)
        filled = Filled(self.root, self.lowered, self.hidden, sought)
        overwritten = filled.overwritten(self.named)
        mark(self.root, self.lowered, self.styles, overwritten, self.named, sought)
        self.sought = by_tag(self.root) if overwritten else sought  # without what stood in those
        self.tables = Tables(self.sought, self.styles, filled)
        self.walk = self.walked()

    def walked(self) -> Walk:
        return Walk(self.root, self.tables, self.container(), self.deepest)

    def document(self) -> Document:
        walk = self.walk
        if not walk.of_figures:
            walk = self.walk = self.looked_closer(walk)
        elif self.hidden:
            walk = self.walk = self.with_tabs(walk)
        if self.decoded.lied:
            message = f"the page says it is {self.decoded.label}; its bytes are {self.decoded.encoding}"
            self.issues.append(Issue("charset_label", message))
        if self.decoded.damaged:
            message = f"{self.decoded.damaged} signs fit no encoding and are shown as \ufffd"
            self.issues.append(Issue("damaged_text", message))
        if self.cut:
            message = "the page ends in the middle of a table: what follows is not there"
            self.issues.append(Issue("cut_off", message))
        if walk.skipped:
            message = f"{walk.skipped} parts of the page that a browser does not show were skipped"
            self.issues.append(Issue("hidden_skipped", message))
        meta = metadata(self.sought, walk.first, walk.of_figures, self.named, self.hidden)
        blocks = self.with_scripts(walk.blocks) if walk.of_figures else walk.blocks
        return Document("html", tuple(blocks), meta, tuple(self.links()), tuple(self.issues))

    def with_scripts(self, blocks: list[Block]) -> list[Block]:
        """The blocks; a page with scripts that shows no figure in any table may have yet to fill them."""
        tables = [block for block in blocks if isinstance(block, Table)]
        if any(text != PICTURED and looks_like_figure(text) for table in tables for text in table.texts):
            return blocks
        if not any(script.get("src") or ASKS.search(script.text or "") for script in self.sought["script"]):
            return blocks
        message = "no table of the page holds a figure: its scripts may fill them in"
        self.issues.append(Issue("filled_by_script", message))
        return [with_unseen_blanks(block) if isinstance(block, Table) else block for block in blocks]

    def links(self) -> Iterator[Link]:
        return links(self.root, self.lowered)

    def looked_closer(self, walk: Walk) -> Walk:
        """The way through an article without any tables: carried as text, or shown only on demand."""
        blocks: list[Block] = []
        if self.within == 0:
            paths = self.root.getroottree()
            for holder, markup in markup_within(self.root):
                inner = Page(Decoded(markup, self.decoded.encoding, "carried"), within=1)
                made = inner.document().blocks
                if inner.walk.of_figures:
                    path = str(paths.getpath(holder))
                    blocks += [moved(block, path, self.tables.number) for block in made]
                    self.tables.number += inner.tables.number
        if blocks:
            message = "the article is carried as text, in an attribute or a script, and was read from there"
            self.issues.append(Issue("carried_as_text", message))
            walk.take(blocks)
            return walk
        held = [table for table in self.tables.figures if self.is_hidden_within(table)]
        if not held or walk.pictures or any(self.links()):
            return walk
        return self.opened(held)

    def with_tabs(self, walk: Walk) -> Walk:
        """The way through an article of which some tables are shown, and others wait behind tabs."""
        tables = self.tables
        held = [table for table in tables.figures if self.is_hidden_within(table)]
        shown = [tables.rows(table) for table in tables.figures.difference(held)]
        return self.opened(held) if held and behind_tabs(list(map(tables.rows, held)), shown) else walk

    def opened(self, held: Sequence[Element]) -> Walk:
        """The way through an article whose hidden tables are shown."""
        for table in held:
            for above in (table, *table.iterancestors()):
                self.hidden.pop(above, None)
        message = "the tables stand in a part of the page that is shown only on demand, and were read there"
        self.issues.append(Issue("hidden_read", message))
        return self.walked()

    def container(self) -> Element | None:
        """The element that holds the article: the first with all tables of figures, or with a long text."""
        found: list[tuple[int, Element]] = []
        for element in self.candidates():
            rank = rank_of(f"{element.tag!s}\n{element.get('id', '')}\n{element.get('class', '')}")
            if rank is not None and element not in self.hidden:
                found.append((rank, element))
        if not found:
            return None
        visible = {table for table in self.tables.figures if not self.is_hidden_within(table)}
        for _, element in sorted(found, key=lambda pair: pair[0]):
            if visible:
                if all(table is element or element in table.iterancestors() for table in visible):
                    return element
            elif (
                len(SPACE.sub("", content_of(element))) >= SHORTEST
                or next(element.iter("img"), None) is not None
            ):
                return element
        return None

    def candidates(self) -> Iterator[Element]:
        for element in self.named:
            if element.tag in HOLDERS:
                yield element
        yield from self.root.iter("ucapcontent")

    def is_hidden_within(self, element: Element) -> bool:
        if not self.hidden:
            return False
        return element in self.hidden or any(above in self.hidden for above in element.iterancestors())


def is_cut(lowered: bytes) -> bool:
    """Whether the source of a page ends within a table.

    >>> is_cut(b"<table><tr><td>12"), is_cut(b"<table><tr><td>12</table>"), is_cut(b"<table><td>12</body>")
    (True, False, False)
    """
    opened = lowered.rfind(b"<table")
    return lowered.rfind(b"</table") < opened and not AN_END.search(lowered, opened)


def mark_end(root: Element, source: bytes) -> None:
    """Put a sign into the cell that a page ends in the text of: more of it may be missing."""
    last = source[source.rfind(b">") + 1 :].strip()
    if last and b"<" not in last:
        for cell in list(root.iter("td", "th"))[-1:]:
            cell.text = writable(f"{cell.text or ''}\ufffd")


@remembered(4096, longest=500)
def rank_of(names: str) -> int | None:
    """How early a tag, an id or classes (one a line) stand among those of articles; None for no such name."""
    tag, identity, classes = names.lower().split("\n", 2)
    words = (tag, identity, *classes.split())
    return min((BODIES[word] for word in words if word in BODIES), default=None)


def moved(block: Block, path: str, before: int) -> Block:
    """A block of markup that is carried by the element at `path`, after `before` tables of the page."""
    if not isinstance(block, Table):
        return replace(block, place=Place(path))

    def place(old: Place) -> Place:
        return Place(path, old.table + before, old.row, old.column)

    cells = tuple(replace(cell, place=place(cell.place)) for cell in block.cells)
    return Table(cells, place(block.place))
