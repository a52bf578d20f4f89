"""A page on its way to a Document: its tables of figures, where the article stands, its blocks in order."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import cast

import lxml.etree

from parsers.decode import Decoded
from parsers.errors import Unreadable
from parsers.labels import look_up
from parsers.model import (
    FAINT,
    REVERSED,
    Block,
    Document,
    GridCell,
    Issue,
    Link,
    Paragraph,
    Picture,
    Place,
    Table,
)
from parsers.readers.html.carried import markup_within
from parsers.readers.html.celltext import BLOCKS, SILENT, SPACE, pictured, text_of, visible_lines
from parsers.readers.html.elements import LIBXML_DEPTH, Deeper, Element, content_of, parsed, step_to
from parsers.readers.html.links import links
from parsers.readers.html.metadata import TRAILS, metadata
from parsers.readers.html.rows import (
    MOST_CELLS,
    WIDEST,
    Row,
    row_of_elements,
    rows_of_grid,
    span,
    table_rows,
)
from parsers.readers.html.visibility import Styles, styles
from parsers.values import looks_like_figure
from parsers.wording import WORDS

MOST_ELEMENTS = 300_000  # a page with the yearbooks of a hundred bodies has 60,000
MOST_AREA = 1_000_000  # rows × columns over all tables
MOST_BLOCKS = 50_000
EMBEDDED = 20 << 20  # bytes of pictures held in the page itself
STANDING = BLOCKS | {"img"}
HOLDERS = frozenset({"div", "section", "article", "ucapcontent", "td"})
LEVELS = {f"h{level}": level for level in range(1, 7)}
# Keys that also occur as ordinary words: they do not make a table one of figures.
COMMON = frozenset({"other", "total", "other_misc", "other_org", "natural_person", "value"})
WHITE = re.compile(r"(?<![\w-])color\s*:\s*(?:#fff(?:fff)?\b|white\b)", re.IGNORECASE)
STYLED = lxml.etree.XPath("//bdo | //*[contains(@style, 'bidi-override') or contains(@style, 'olor')]")
ODD = ("bdo", "BDO", "bidi-override", "#fff", "#FFF", "white")  # words of pages that mark_odd may concern
DATA = re.compile(r"data:image/[\w.+\-]+;base64,", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Here:
    """A block element on the way through a page: its tag and its XPath."""

    tag: str
    path: str


class Page:
    """One page on its way to a Document."""

    def __init__(self, root: Element, decoded: Decoded, deepest: int = LIBXML_DEPTH, within: int = 0) -> None:
        self.root = root
        self.within = within  # how many pages this one is carried in
        self.decoded = decoded
        self.deepest = deepest
        self.paths = root.getroottree()
        self.named: list[Element] = []  # the elements with a class or an id
        self.issues: list[Issue] = []
        self.styles = Styles()
        self.hidden: dict[Element, bool] = {}
        self.grids: dict[Element, str] = {}
        self.rows_of: dict[Element, list[Row]] = {}
        self.figures: set[Element] = set()
        self.of_figures: set[int] = set()  # the ids of their Tables
        self.around: dict[Element, list[Element]] = {}
        self.blocks: list[Block] = []
        self.inside: list[bool] = []  # of each block: within the article's body
        self.skipped = self.hidden_rows = 0
        self.in_body = False
        self.container: Element | None = None
        self.cells = self.area = self.tables = 0
        self.embedded = 0

    def document(self) -> Document:
        if (count := int(self.root.xpath("count(//*)"))) > MOST_ELEMENTS:
            raise Unreadable(f"the page has {count} elements; the limit is {MOST_ELEMENTS}")
        self.styles = styles(self.root, self.decoded.text)
        self.hidden, self.grids = self.styles.hidden, self.styles.shown
        self.named = [
            element
            for element in self.root.iter(*(HOLDERS | TRAILS))
            if element.get("class") or element.get("id")
        ]
        if any(word in self.decoded.text for word in ODD):
            self.mark_odd()
        self.find_tables()
        self.find_container()
        self.walk_all()
        if not self.of_figures:
            self.look_closer()
        blocks = self.blocks
        if self.container is not None:
            blocks = [block for block, within in zip(self.blocks, self.inside, strict=True) if within]
        if self.decoded.lied:
            message = f"the page says it is {self.decoded.label}; its bytes are {self.decoded.encoding}"
            self.issues.append(Issue("charset_label", message))
        if self.decoded.damaged:
            message = f"{self.decoded.damaged} signs fit no encoding and are shown as \ufffd"
            self.issues.append(Issue("damaged_text", message))
        if self.skipped:
            message = f"{self.skipped} parts of the page that a browser does not show were skipped"
            self.issues.append(Issue("hidden_skipped", message))
        meta = metadata(self.root, self.blocks, self.of_figures, self.named, self.hidden)
        return Document("html", tuple(blocks), meta, tuple(self.links()), tuple(self.issues))

    def mark_odd(self) -> None:
        """Put signs before text that a browser shows in another order, and white text beside other text."""
        texts: dict[Element, str] = {}  # of cells
        for element in cast("list[Element]", STYLED(self.root)):
            style = element.get("style", "")
            if element.tag == "bdo" or "bidi-override" in style:
                element.text = REVERSED + (element.text or "")
            elif WHITE.search(style) and "background" not in style:
                cell = next(element.iterancestors("td", "th"), None)
                if cell is not None and cell not in texts:
                    texts[cell] = content_of(cell).strip()
                if cell is not None and texts[cell] != content_of(element).strip():
                    element.text = FAINT + (element.text or "")

    def walk_all(self) -> None:
        self.blocks, self.inside, self.skipped = [], [], self.hidden_rows
        self.cells = self.area = self.tables = self.embedded = 0
        body = self.root.find("body")
        self.walk(self.root if body is None else body, "/html" if body is None else "/html/body", 1)

    def look_closer(self) -> None:
        """Look for the tables of an article without any: carried as text, or shown only on demand."""
        blocks: list[Block] = []
        if self.within == 0:
            for holder, markup in markup_within(self.root):
                inner = Page(parsed(markup), Decoded(markup, self.decoded.encoding, "carried"), within=1)
                made = inner.document().blocks
                if inner.of_figures:
                    path = str(self.paths.getpath(holder))
                    blocks += [moved(block, path, self.tables) for block in made]
                    self.of_figures |= {id(block) for block in blocks if isinstance(block, Table)}
                    self.tables += inner.tables
        if blocks:
            message = "the article is carried as text, in an attribute or a script, and was read from there"
            self.issues.append(Issue("carried_as_text", message))
            self.blocks += blocks
            self.inside += [True] * len(blocks)
            return
        held = [table for table in self.figures if self.is_hidden_within(table)]
        if not held or any(isinstance(block, Picture) for block in self.blocks) or any(self.links()):
            return
        for table in held:
            for above in (table, *table.iterancestors()):
                self.hidden.pop(above, None)
        message = "the tables stand in a part of the page that is shown only on demand, and were read there"
        self.issues.append(Issue("hidden_read", message))
        self.find_container()
        self.walk_all()

    # Tables

    def find_tables(self) -> None:
        """Tell tables of figures from layout: the innermost with official labels, from inside out."""
        for table in reversed(list(self.root.iter("table"))):
            holder = next(table.iterancestors("td", "th", "table"), None)
            if holder is not None and holder.tag != "table":
                self.around.setdefault(holder, []).append(table)
            rows = self.rows_of[table] = list(table_rows(table, self.hidden))
            if self.hidden:
                parts = table.iter("tbody", "tr")
                self.hidden_rows += sum(part in self.hidden and bool(text_of(part, {})) for part in parts)
            if self.holds_labels(rows):
                self.figures.add(table)
        if self.grids:
            self.find_grids()

    def find_grids(self) -> None:
        """Rows made of other elements, by their parent."""
        parents: dict[Element, list[Element]] = {}
        for element, shown in self.grids.items():
            if shown == "table-row":
                parent = element.getparent()
                while parent is not None and self.grids.get(parent) in (
                    "table-row-group",
                    "table-header-group",
                ):
                    parent = parent.getparent()
                if parent is not None:
                    parents.setdefault(parent, []).append(element)
        if not parents:
            for element, shown in self.grids.items():
                parent = element.getparent()
                if shown in ("flex", "inline-flex") and parent is not None:
                    parents.setdefault(parent, []).append(element)
        for parent, rows in parents.items():
            made = [row_of_elements(row) for row in rows if row not in self.hidden]
            if len(made) > 1 and self.holds_labels(made):
                self.rows_of[parent] = made
                self.figures.add(parent)
        for element, shown in self.grids.items():
            if shown in ("grid", "inline-grid"):
                made = rows_of_grid(element, self.styles.columns)
                if len(made) > 1 and self.holds_labels(made):
                    self.rows_of[element] = made
                    self.figures.add(element)

    def holds_labels(self, rows: list[Row]) -> bool:
        """Whether official labels stand in the rows' own cells, not in tables within them.

        A table around one label alone is a box in a cell of the table of figures, not that table.
        """
        for row in rows:
            for cell, _ in row:
                within = self.around.get(cell)
                if within and any(table in self.figures for table in within):
                    return False
        official = labels = figures = 0
        for row in rows:
            for cell, _ in row:
                text = text_of(cell, self.hidden)[:120]
                if not text:
                    continue
                if meant := look_up(text):
                    labels += 1
                    official += any(one.kind in ("row", "column") and one.key not in COMMON for one in meant)
                elif looks_like_figure(text):
                    figures += 1
                if official and labels + figures > 1:
                    return True
        return False

    def table(self, element: Element, prefix: str) -> Table:
        """A table as physical cells, merged ones with their spans."""
        self.tables += 1
        number = self.tables
        rows = self.rows_of[element]
        cells: list[GridCell] = []
        covered: list[int] = []  # of each column: how many rows a cell above still covers
        count = len(rows)
        hidden = self.hidden
        for y, row in enumerate(rows):
            x = 0
            for cell, path in row:
                if hidden and cell in hidden:
                    self.skipped += bool(content_of(cell).strip())
                    continue
                while x < len(covered) and covered[x] > 0:
                    x += 1
                wide, high = cell.get("colspan"), cell.get("rowspan")
                width = span(wide, WIDEST) if wide is not None else 1
                height = min(span(high, count, zero=count), count - y) if high is not None else 1
                self.cells += 1
                self.area += width * height
                if self.cells > MOST_CELLS or self.area > MOST_AREA:
                    raise Unreadable("more table cells than a report can have")
                text = text_of(cell, hidden)
                if not text and len(cell):
                    text = pictured(cell, hidden)
                place = Place(prefix + path, number, y + 1, x + 1)
                cells.append(GridCell(y, x, text, place, height, width))
                if x + width > len(covered):
                    covered += [0] * (x + width - len(covered))
                for column in range(x, x + width):
                    covered[column] = height
                x += width
            covered = [rest - 1 if rest else 0 for rest in covered]
        return Table(tuple(cells), Place(prefix, number))

    def is_layout(self, element: Element) -> bool:
        """Whether a table without official labels only arranges text: its cells are then read as text."""
        rows = self.rows_of[element]
        cells = [cell for row in rows for cell, _ in row]
        if max(map(len, rows), default=0) < 2:
            return True
        if any(cell in self.around for cell in cells):
            return True
        return any(len(content_of(cell)) > 200 for cell in cells)

    # The article

    def find_container(self) -> None:
        """The element that holds the article: the first with all tables of figures, or with a long text."""
        names = {name: rank for rank, name in enumerate(WORDS["pages"]["bodies"])}
        found: list[tuple[int, Element]] = []
        for element in [*self.named, *self.root.iter("ucapcontent")]:
            if element.tag not in HOLDERS:
                continue
            words = [str(element.tag), element.get("id", ""), *element.get("class", "").split()]
            rank = min(
                (names[word] for word in (each.lower() for each in words) if word in names), default=None
            )
            if rank is not None and element not in self.hidden:
                found.append((rank, element))
        visible = {table for table in self.figures if not self.is_hidden_within(table)}
        for _, element in sorted(found, key=lambda pair: pair[0]):
            held = {table for table in visible if table is element or element in table.iterancestors()}
            if visible:
                if held == visible:
                    self.container = element
                    return
            elif (
                len(SPACE.sub("", content_of(element))) >= 200 or next(element.iter("img"), None) is not None
            ):
                self.container = element
                return

    def is_hidden_within(self, element: Element) -> bool:
        if not self.hidden:
            return False
        return element in self.hidden or any(above in self.hidden for above in element.iterancestors())

    def add(self, block: Block) -> None:
        if len(self.blocks) >= MOST_BLOCKS:
            raise Unreadable("more paragraphs than a report can have")
        self.blocks.append(block)
        self.inside.append(self.in_body)

    def walk(self, element: Element, path: str, depth: int) -> None:
        """Add the blocks within an element, in reading order; `path` is the XPath of the element."""
        outside = element is self.container
        if outside:
            self.in_body = True
        here = Here(str(element.tag), path)
        text = element.text
        buffer: list[str] = [text] if text and not text.isspace() else []
        if len(element):
            self.gather(here, element, path, buffer, depth)
        if buffer:
            self.flush(here, buffer)
        if outside:
            self.in_body = False

    def flush(self, here: Here, buffer: list[str]) -> None:
        """Make a paragraph of the text gathered in a block element."""
        text = "".join(buffer)
        buffer.clear()
        if here.tag == "pre":  # as typed, with tabs
            text = "\n".join(line.rstrip() for line in re.split("[\n\u2028]", text)).strip("\n")
        else:
            text = visible_lines(text)
        if text and not text.isspace():
            self.add(Paragraph(text, Place(here.path), LEVELS.get(here.tag, 0)))

    def gather(  # noqa: PLR0912 - one loop over all children
        self, here: Here, element: Element, path: str, buffer: list[str], depth: int
    ) -> None:
        """Gather the text of inline children into the buffer; blocks among them end a paragraph.

        Paths are counted on the way, because asking the tree for each takes time with every neighbour.
        """
        if depth >= self.deepest:
            raise Deeper
        counts: dict[str, int] = {}
        hidden, figures, container = self.hidden, self.figures, self.container
        position = 0
        for child in element:
            tag = child.tag
            if not isinstance(tag, str):  # a comment, behind which the text goes on
                if child.tail:
                    buffer.append(child.tail)
                continue
            position += 1
            counts[tag] = number = counts.get(tag, 0) + 1
            if tag in SILENT:
                pass
            elif hidden and child in hidden:
                self.skipped += bool(content_of(child).strip())
            elif tag in STANDING or child in figures or child is container:
                if buffer:
                    self.flush(here, buffer)
                self.block(child, path + step_to(tag, number, position), depth + 1)
            elif tag == "br":
                buffer.append("\u2028")
            else:
                if child.text:
                    buffer.append(child.text)
                if len(child):
                    self.gather(here, child, path + step_to(tag, number, position), buffer, depth + 1)
            text = child.tail
            if text and (buffer or not text.isspace()):
                buffer.append(text)

    def block(self, element: Element, path: str, depth: int) -> None:
        """Add an element that stands by itself: a table, or a block of text."""
        if element in self.figures:
            table = self.table(element, path)
            self.of_figures.add(id(table))
            self.add(table)
        elif element.tag == "table":
            self.plain_table(element, path, depth)
        elif element.tag == "img":
            self.picture(element, path)
        else:
            self.walk(element, path, depth)

    def plain_table(self, element: Element, path: str, depth: int) -> None:
        """A table without official labels: kept as a table, or read as text where it only arranges text."""
        if not self.is_layout(element):
            if self.rows_of[element]:
                self.add(self.table(element, path))
            return
        for row in self.rows_of[element]:
            for cell, below in row:
                if cell not in self.hidden:
                    self.walk(cell, path + below, depth + 2)

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
            self.add(Picture(source.strip(), content, Place(path)))

    # What the page says of itself

    def links(self) -> Iterator[Link]:
        return links(self.root, "onclick" in self.decoded.text)


def moved(block: Block, path: str, before: int) -> Block:
    """A block of markup that is carried by the element at `path`, after `before` tables of the page."""
    if not isinstance(block, Table):
        return replace(block, place=Place(path))

    def place(old: Place) -> Place:
        return Place(path, old.table + before, old.row, old.column)

    cells = tuple(replace(cell, place=place(cell.place)) for cell in block.cells)
    return Table(cells, place(block.place))
