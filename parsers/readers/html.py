"""Web pages: an article's paragraphs, tables and pictures, what the page says of itself, its attachments.

Tables are found by what they hold: the innermost `<table>` with official labels is a table of figures, a
table around others is layout, and rows laid out by style sheets (`display:table-row`, grids, `role=row`)
count as tables. What a browser would not show is skipped, and said so. Merged cells keep their spans.

A place is the XPath of its element in `tree(body)`, so that the page can be shown with the element framed.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import cast
from urllib.parse import unquote

import lxml.etree
import lxml.html

from parsers.decode import Decoded, decode
from parsers.errors import Unreadable
from parsers.labels import look_up, squeeze
from parsers.model import (
    FAINT,
    PICTURED,
    REVERSED,
    Block,
    Document,
    GridCell,
    Hints,
    Issue,
    Link,
    Paragraph,
    Picture,
    Place,
    Table,
)
from parsers.readers.embedded import markup_within
from parsers.readers.styles import Styles, styles
from parsers.values import looks_like_figure
from parsers.wording import WORDS

Element = lxml.etree._Element
Row = list[tuple[Element, str]]  # the cells of a row, each with its path

LARGEST = 40 << 20  # bytes; the longest real report page seen has 2 MB
DEEPEST = 600  # elements within elements
LIBXML_DEPTH = 253  # libxml2 silently drops what lies deeper, unless told to go on
MOST_ELEMENTS = 300_000  # a page with the yearbooks of a hundred bodies has 60,000
MOST_CELLS = 40_000
MOST_AREA = 1_000_000  # rows × columns over all tables
MOST_BLOCKS = 50_000
MOST_LINKS = 300
WIDEST = 200  # columns a cell may span; HTML allows 1000
EMBEDDED = 20 << 20  # bytes of pictures held in the page itself
SPACER = 4  # pixels; a picture of less only keeps a cell from closing up

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
STANDING = BLOCKS | {"img"}
HOLDERS = frozenset({"div", "section", "article", "ucapcontent", "td"})
TRAILS = frozenset({"div", "p", "ul", "span", "nav", "td"})
LEVELS = {f"h{level}": level for level in range(1, 7)}
TABLE_PARTS = frozenset(
    {"tbody", "thead", "tfoot", "form", "div", "center", "font", "span", "colgroup", "b", "p"}
)
# Keys that also occur as ordinary words: they do not make a table one of figures.
COMMON = frozenset({"other", "total", "other_misc", "other_org", "natural_person", "value"})

NUMBER = re.compile(r"\s*(\d{1,6})")
# The end of the page, which stands in the middle of pages that are made of several, or hold a pasted one.
ENDS = (b"</html", b"</HTML", b"</body", b"</BODY", b"</Html", b"</Body")
END = re.compile(r"</(?:html|body)\b[^<>]{0,50}>", re.IGNORECASE)
LONGEST_TAG = 20_000
LONG_TAG = re.compile(rf"<[a-zA-Z][^<>]{{{LONGEST_TAG},}}")
ALL_TEXT = lxml.etree.XPath("string()")
MOST_ATTRIBUTES = 4_000
WHITE = re.compile(r"(?<![\w-])color\s*:\s*(?:#fff(?:fff)?\b|white\b)", re.IGNORECASE)
STYLED = lxml.etree.XPath("//bdo | //*[contains(@style, 'bidi-override') or contains(@style, 'olor')]")
ODD = ("bdo", "BDO", "bidi-override", "#fff", "#FFF", "white")  # words of pages that mark_odd may concern
SPACE = re.compile(r"[ \t\r\n\f\v\u00a0\u3000\u2000-\u200b\ufeff]+")
ATTACHMENT = re.compile(WORDS["pages"]["attachment"], re.IGNORECASE)
QUOTED = re.compile(r"""["']([^"']{1,500})["']""")
VIEWED = re.compile(r"[?&](?:file|src|url)=([^&#]+)", re.IGNORECASE)
DATA = re.compile(r"data:image/[\w.+\-]+;base64,", re.IGNORECASE)
META_KEYS = ("published_on", "made_on", "publisher", "source", "index_number", "document_number", "title")
META_LABELS = {label: key for key in reversed(META_KEYS) for label in WORDS["metadata"][key]}
LONGEST_LABEL = max(map(len, META_LABELS))
META_NAMES = {
    "articletitle": "title",
    "pubdate": "published_on",
    "publishdate": "published_on_twin",
    "contentsource": "source",
    "sitename": "site",
    "columnname": "column",
}


def tree(body: bytes, content_type: str = "") -> lxml.html.HtmlElement:
    """The tree of a page that places refer to, its elements those of lxml.html. Raises Unreadable."""
    root = parsed(decode(body, content_type).text, lxml.html.HTMLParser())
    return cast("lxml.html.HtmlElement", root)


def parsed(text: str, parser: lxml.etree.HTMLParser | None = None) -> Element:
    """The tree of a page, by elements that cost least unless `parser` makes others."""
    raw = text.encode("utf-8", "replace")  # in which words are found several times as fast
    if max(map(len, raw.split(b"<"))) > LONGEST_TAG:
        for tag in LONG_TAG.finditer(text):  # libxml2 takes minutes over these
            if len(tag.group().split(None, MOST_ATTRIBUTES)) > MOST_ATTRIBUTES:
                raise Unreadable(f"a tag with more than {MOST_ATTRIBUTES} attributes")
    if any(0 <= raw.find(end) < len(raw) - 60 for end in ENDS):
        text = END.sub("", text)  # libxml2 drops what comes after; a browser shows it
    try:
        root = lxml.etree.fromstring(text, parser or lxml.etree.HTMLParser())
    except (lxml.etree.ParserError, lxml.etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable(f"the page holds nothing ({error})") from None
    if root is None:
        raise Unreadable("the page holds nothing")
    return root


def content_of(element: Element) -> str:
    """All text within an element, hidden or not."""
    return str(ALL_TEXT(element))


def read(body: bytes, hints: Hints) -> Document:
    """The article of a page as blocks, with what the page says of itself; Unreadable for no page at all."""
    if len(body) > LARGEST:
        raise Unreadable(f"the page has {len(body) >> 20} MB; the limit is {LARGEST >> 20} MB")
    decoded = decode(body, hints.content_type)
    try:
        return Page(parsed(decoded.text), decoded).document()
    except Deeper:
        try:
            return Page(
                parsed(decoded.text, lxml.etree.HTMLParser(huge_tree=True)), decoded, DEEPEST
            ).document()
        except Deeper:
            raise Unreadable(f"elements nested more than {DEEPEST} deep") from None


class Deeper(Exception):  # noqa: N818 - caught in this module only
    """Elements lie deeper than the tree was told to go."""


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
        return Document("html", tuple(blocks), self.meta(), tuple(self.links()), tuple(self.issues))

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
                    path = self.path(holder)
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

    def is_hidden(self, element: Element) -> bool:
        return element in self.hidden

    def is_hidden_within(self, element: Element) -> bool:
        if not self.hidden:
            return False
        return element in self.hidden or any(above in self.hidden for above in element.iterancestors())

    def path(self, element: Element) -> str:
        return str(self.paths.getpath(element))

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

    def meta(self) -> dict[str, str]:
        """Title, dates, publisher, site, trail, numbers: from meta tags, then from the information table."""
        meta: dict[str, str] = {}
        for element in self.root.iter("meta"):
            name = (element.get("name") or element.get("property") or "").lower()
            content = SPACE.sub(" ", element.get("content") or "").strip()
            if name in META_NAMES and content and content != "null":
                meta.setdefault(META_NAMES[name], content[:300])
        for key, value in self.labelled():
            meta.setdefault("info_" + key if key in ("title", "published_on") else key, value)
        meta.setdefault("published_on", meta.get("info_published_on", meta.pop("published_on_twin", "")))
        meta.pop("published_on_twin", None)
        heading = next((text_of(found, self.hidden) for found in self.root.iter("ucaptitle", "h1")), "")
        if heading:
            meta["heading"] = SPACE.sub("", heading)[:300]
        named = self.root.find(".//title")
        if named is not None and named.text:
            meta["page_title"] = SPACE.sub(" ", named.text).strip()[:300]
        if trail := self.trail():
            meta["breadcrumb"] = trail
        return {key: value for key, value in meta.items() if value}

    def labelled(self) -> Iterator[tuple[str, str]]:
        """Pairs of label and value of the information table above an article, whatever it is made of."""
        waiting = ""
        for block in self.blocks[:400]:
            if isinstance(block, Table):
                if id(block) not in self.of_figures:
                    yield from labelled_cells(block)
                waiting = ""
            elif isinstance(block, Paragraph) and len(block.text) < 300:
                if waiting and not squeeze(block.text).endswith(":"):
                    yield waiting, block.text.strip()[:150]
                waiting = meta_key(block.text) if len(block.text) < 3 * LONGEST_LABEL else ""
                if ":" in block.text or "：" in block.text:
                    for line in block.text.split("\n"):
                        yield from labelled_parts(line)

    def trail(self) -> str:
        words = WORDS["pages"]["trail"]
        told: dict[str, bool] = {}
        starts = tuple(WORDS["metadata"]["location"])
        for element in self.named:
            if element.tag not in TRAILS:
                continue
            name = f"{element.get('class', '')} {element.get('id', '')}"
            if name not in told:
                lowered = name.lower()
                told[name] = any(word in lowered for word in words)
            if told[name]:
                text = SPACE.sub(" ", content_of(element)).strip()
                if 2 < len(text) < 300:
                    return text
        for block in self.blocks[:60]:
            if (
                isinstance(block, Paragraph)
                and len(block.text) < 300
                and squeeze(block.text).startswith(starts)
            ):
                return block.text
        return ""

    def links(self) -> Iterator[Link]:
        """Links to documents, however they are made: plain, framed, embedded, or in a script of a button."""
        seen: set[str] = set()
        carriers = list(self.root.iter("a", "iframe", "embed", "object", "frame"))
        if "onclick" in self.decoded.text:
            carriers += [element for element in self.root.iterfind(".//*[@onclick]") if element.tag != "a"]
        for element in carriers:
            said = f"{' '.join(element.attrib.values())} {words_of(element)} "
            if not is_attachment(said) and (element.tag == "a" and "download" not in said.lower()):
                continue  # nearly all links of a page
            for printed in self.sources(element):
                source = printed.strip()
                if source in seen or len(seen) >= MOST_LINKS:
                    continue
                seen.add(source)
                text = SPACE.sub(" ", content_of(element)).strip()
                text = text or element.get("title") or element.get("alt") or element.get("download") or ""
                yield Link(source, text[:200], Place(self.path(element)))

    @staticmethod
    def sources(element: Element) -> Iterator[str]:
        tag, attributes = element.tag, dict(element.attrib)
        if tag == "a":
            href = attributes.get("href", "")
            if href[:1] == "#" or href[:11].lower() == "javascript:":
                for quoted in QUOTED.findall(unquote(href)):
                    if is_attachment(quoted):
                        yield quoted
            elif href and (
                is_attachment(href)
                or is_attachment(words_of(element).strip()[:200])
                or any(
                    is_attachment(attributes[name])
                    for name in ("title", "alt", "download")
                    if name in attributes
                )
                or (("download" in href.lower() or "download" in attributes) and len(href) < 2000)
            ):
                yield href
        elif tag in ("iframe", "embed", "object", "frame"):
            source = attributes.get("src") or attributes.get("data") or ""
            if (viewed := VIEWED.search(source)) and is_attachment(unquote(viewed[1])):
                yield unquote(viewed[1])
                return
            if is_attachment(source):
                yield source
        if script := attributes.get("onclick"):
            for quoted in QUOTED.findall(script):
                if is_attachment(quoted):
                    yield quoted


def words_of(element: Element) -> str:
    return content_of(element) if len(element) else element.text or ""


def is_attachment(text: str) -> bool:
    """Whether a name or address is that of a document."""
    return "." in text and ATTACHMENT.search(text) is not None


def moved(block: Block, path: str, before: int) -> Block:
    """A block of markup that is carried by the element at `path`, after `before` tables of the page."""
    if not isinstance(block, Table):
        return replace(block, place=Place(path))

    def place(old: Place) -> Place:
        return Place(path, old.table + before, old.row, old.column)

    cells = tuple(replace(cell, place=place(cell.place)) for cell in block.cells)
    return Table(cells, place(block.place))


def steps(element: Element) -> Iterator[tuple[Element, str]]:
    """The child elements of an element, each with its XPath step."""
    counts: dict[str, int] = {}
    for position, child in enumerate(element.iterchildren("*"), 1):
        tag = str(child.tag)
        counts[tag] = number = counts.get(tag, 0) + 1
        yield child, step_to(tag, number, position)


def step_to(tag: str, number: int, position: int) -> str:
    """The XPath step to a child: /p[2], or /*[5] for one with an odd name.

    >>> step_to("p", 2, 7), step_to("o:p", 1, 5)
    ('/p[2]', '/*[5]')
    """
    return f"/{tag}[{number}]" if tag.isalnum() else f"/*[{position}]"


def table_rows(table: Element, hidden: dict[Element, bool], prefix: str = "") -> Iterator[Row]:
    """The rows of a table, those of tables within it and hidden ones left out; paths are relative to it."""
    counts: dict[str, int] = {}
    for child in table:
        tag = child.tag
        if not isinstance(tag, str):
            continue
        counts[tag] = number = counts.get(tag, 0) + 1
        if hidden and child in hidden:
            continue
        if tag == "tr":
            yield row_cells(child, f"{prefix}/tr[{number}]")
        elif tag in TABLE_PARTS:
            yield from table_rows(child, hidden, f"{prefix}/{tag}[{number}]")


def row_cells(row: Element, prefix: str) -> Row:
    cells: Row = []
    counts: dict[str, int] = {}
    for child in row:
        tag = child.tag
        if not isinstance(tag, str):
            continue
        counts[tag] = number = counts.get(tag, 0) + 1
        path = f"{prefix}/{tag}[{number}]"
        if tag in ("td", "th"):
            cells.append((child, path))
        elif tag in TABLE_PARTS:
            cells += row_cells(child, path)
    return cells


def row_of_elements(row: Element) -> Row:
    """The cells of a row that is laid out by a style sheet: its child elements."""
    parent = row.getparent()
    before = next((step for child, step in steps(parent) if child is row), "") if parent is not None else ""
    return [(child, before + step) for child, step in steps(row)]


REPEAT = re.compile(r"grid-template-columns\s*:\s*([^;]+)", re.IGNORECASE)
TIMES = re.compile(r"repeat\(\s*(\d{1,3})\s*,([^()]|\([^()]*\))*\)", re.IGNORECASE)
GRID_SPAN = re.compile(r"grid-(column|row)(?:-end)?\s*:\s*[^;]*span\s+(\d{1,3})", re.IGNORECASE)


def rows_of_grid(element: Element, styled: dict[Element, str]) -> list[Row]:
    """The rows of a CSS grid whose columns are counted in its style; [] where they are not.

    `styled` holds the style of each element that has anything to do with grids.
    """
    found = REPEAT.search(styled.get(element, ""))
    if found is None:
        return []
    width = 0
    rest = found[1]
    for times in TIMES.finditer(rest):
        width += int(times[1])
    width += len(TIMES.sub("", rest).split())
    if not 1 < width <= WIDEST:
        return []
    rows: list[Row] = [[]]
    taken = [0] * width  # of each column: how many more rows a cell above covers
    at = 0
    for child, step in steps(element):
        spans = {name.lower(): int(number) for name, number in GRID_SPAN.findall(styled.get(child, ""))}
        columns = max(1, min(spans.get("column", 1), width))
        while at + columns > width or any(taken[at : at + columns]):
            at += 1
            if at + columns > width:
                rows.append([])
                at = 0
                taken = [rest - 1 if rest else 0 for rest in taken]
                if len(rows) > MOST_CELLS:
                    raise Unreadable("more table cells than a report can have")
        rows[-1].append((child, step))
        taken[at : at + columns] = [min(spans.get("row", 1), MOST_CELLS)] * columns
        at += columns
    return rows


def span(printed: str, most: int, zero: int = 1) -> int:
    """A colspan or rowspan as a number of columns or rows.

    >>> span("", 9), span("3 ", 9), span("0", 9, zero=7), span("400", 9), span("x", 9)
    (1, 3, 7, 9, 1)
    """
    found = NUMBER.match(printed)
    if found is None:
        return 1
    number = int(found[1])
    return min(number, most) if number else zero


SPECIAL = frozenset({"br", "img", "input", "sup", "sub", "s", "strike", "del"})


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


RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
MARKED = frozenset({"sup", "sub", "s", "strike", "del"})


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


def labelled_parts(line: str) -> Iterator[tuple[str, str]]:
    """Pairs of a known label and what follows its colon, one or several in a line.

    >>> list(labelled_parts("索 引 号：zfb/2026-00021 发布机构: 示例县水利局　"))
    [('index_number', 'zfb/2026-00021'), ('publisher', '示例县水利局')]
    """
    parts = COLON.split(line)
    key = ""
    for at, part in enumerate(parts):
        value, label = part, ""
        if at + 1 < len(parts):
            value, label = without_label(part)
        if key and value.strip():
            yield key, value.strip()[:150]
        key = META_LABELS.get(label, "")


@lru_cache(maxsize=4096)
def meta_key(text: str) -> str:
    """What a text is the label of in an information table, "" for none; the menus of a site come again."""
    return META_LABELS.get(squeeze(text).rstrip(":"), "")


COLON = re.compile("[:：]")


def without_label(text: str) -> tuple[str, str]:
    """A text split before the known label at its end; the label, squeezed, is "" if there is none."""
    plain = squeeze(text)
    for length in range(min(LONGEST_LABEL, len(plain)), 1, -1):
        label = plain[-length:]
        if label in META_LABELS:
            end, signs = len(text), length
            while signs and end:
                end -= 1
                signs -= not text[end].isspace()
            return text[:end], label
    return text, ""


def labelled_cells(table: Table) -> Iterator[tuple[str, str]]:
    """Pairs of label and value from neighbouring cells of a table, or from within one."""
    for row in table.rows():
        for at, cell in enumerate(row):
            if len(cell.text) > 160:
                continue
            key = META_LABELS.get(squeeze(cell.text).strip(":"))
            if key and at + 1 < len(row) and row[at + 1].text.strip():
                yield key, row[at + 1].text.strip()
            else:
                for line in cell.text.split("\n"):
                    yield from labelled_parts(line)
