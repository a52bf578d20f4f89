"""OFD (GB/T 33190): the characters and rules of its pages become blocks, as those of PDF do.

OFD counts in millimetres; places here are boxes in points (1 mm = 72/25.4 pt) from the top left corner
of the page, so that they compare with those of PDF. Elements are known by their local names, since
producers differ over the namespace. Seals and watermarks are no part of the text; what was put over a
figure, struck it out or was written beside it later puts it in doubt.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lxml import etree

from parsers.document import CARRIES, UNSEEN, Block, Document, Hints, Issue, Picture, Place
from parsers.errors import Unreadable
from parsers.pages.affine import Matrix
from parsers.pages.blocks import Page, blocks
from parsers.pages.textlines import UNKNOWN
from parsers.pages.turns import shown, upright_of
from parsers.readers import image, pictured, untrusted
from parsers.readers.archives import Package
from parsers.readers.ofd.digits import Digits
from parsers.readers.ofd.ink import Ink
from parsers.readers.ofd.paint import NOT_SEEN, POINTS, Budget, Painter, Resources
from parsers.readers.ofd.stamps import Seal, seals_of
from parsers.readers.ofd.xml import (
    box_of_area,
    box_of_text,
    children,
    descendants,
    joined,
    text_of,
)

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

MOST_PAGES = 300
FEW_CHARS = 12  # a page with no more characters, and a picture, is a scan
LARGEST_XML = 30 << 20  # bytes of one part
LARGEST_PICTURE = 20 << 20
PICTURE_IN_TEXT = 0.06  # of the page: smaller ones are seals and emblems
MOST_NOTES = 2_000  # parts of annotations
MOST_ATTACHED = 40
TRUE = ("true", "1")
LAYERS = {"Background": 0, "Body": 1, "Foreground": 2}  # the lowest first
WATERMARK, HIGHLIGHT = "Watermark", "Highlight"  # notes that lie below the page, or let it through


@dataclass(slots=True)
class Sheet:
    """What a page is made of: the parts it is drawn from, bottom first, and what was put on it later.

    A part is None if it is missing or damaged.
    """

    parts: list[Element | None]
    area: list[float]
    resources: Resources
    notes: list[Element] = field(default_factory=list)
    seals: list[Seal] = field(default_factory=list)


def read(body: bytes, hints: Hints | None = None, look: bool = True) -> Document:
    """The paragraphs, tables and pictures of an OFD. Raises Unreadable where it cannot be opened.

    `look` is whether pages that are pictures are read as such, which takes seconds each.
    """
    del hints  # what a list says of a document changes nothing about its pages
    return Reader(body).document(look)


def attached(content: bytes) -> list[tuple[str, bytes]]:
    """The names and contents of the files attached to an OFD. Raises Unreadable where it cannot be opened."""
    reader = Reader(content)
    start = reader.part("OFD.xml")
    bodies = [] if start is None else descendants(start, "DocBody")
    names = [name for body in bodies for name in reader.attached(reader.root_of(body))]
    return [(posixpath.basename(name), reader.package.read(name)) for name in names[:MOST_ATTACHED]]


class Reader:
    """One OFD file: its package, and how much of what it may hold has been met."""

    def __init__(self, body: bytes) -> None:
        if not body:
            raise Unreadable("the file is empty")
        self.package = Package(body)
        self.budget = Budget()
        self.digits = Digits(self.package)
        self.issues: list[Issue] = []
        self.turned: dict[int, Matrix] = {}  # from read to shown coordinates, by page

    def document(self, look: bool) -> Document:
        made: list[Page] = []
        meta: dict[str, str] = {}
        start = self.part("OFD.xml")
        if start is None:
            raise Unreadable("not an OFD: it has no OFD.xml")
        for body in descendants(start, "DocBody"):
            root = self.root_of(body)
            if carried := list(self.attached(root)):
                self.issues.append(Issue(CARRIES, f"{len(carried)} files are attached to the OFD"))
            for number, sheet in enumerate(self.sheets_of(root, seals_of(body, self.part)), len(made) + 1):
                if number > MOST_PAGES:
                    raise Unreadable(f"the OFD has more than {MOST_PAGES} pages")
                made.append(self.page(number, sheet))
        if not made:
            raise Unreadable("none of the pages of the OFD can be read")
        for node in descendants(start, "Title"):
            meta["title"] = text_of(node)
            break
        content = tuple(shown(block, self.turned) for block in blocks(made))
        if bare := {page.number for page in made if len(page.chars) <= FEW_CHARS}:
            content = tuple(self.looked_at(content, bare, look))
        text = "".join("".join(block.text.split()) for block in Document("ofd", content).paragraphs)
        if not meta.get("title") or "".join(meta["title"].split()) not in text:
            meta = {}
        return Document("ofd", content, meta=meta, issues=tuple(self.issues))

    def looked_at(self, content: Sequence[Block], bare: set[int], look: bool) -> Iterator[Block]:
        """The blocks of a document, with what recognition reads in the pictures of pages without text."""
        for block in content:
            if not isinstance(block, Picture) or not block.content or block.place.page not in bare:
                yield block
                continue
            if not look:
                if UNSEEN not in self.issues:
                    self.issues.append(UNSEEN)
                yield block
                continue
            try:
                found, told = from_picture(block)
            except Unreadable as error:
                reason = f"a page without readable text: {error.reason}"
                self.issues.append(Issue("scan_not_read", reason, f"page {block.place.page}"))
                yield block
                continue
            self.issues += told
            yield from found or [block]

    def part(self, name: str) -> Element | None:
        """The root element of a part of the package; None if there is no such part or it is damaged."""
        try:
            content = self.package.read(name)
        except KeyError:
            return None
        if len(content) > LARGEST_XML:
            raise Unreadable(f"{name} is larger than {LARGEST_XML >> 20} MB")
        try:
            root = etree.fromstring(content, untrusted.XML)
        except (etree.XMLSyntaxError, ValueError):
            return None
        if root.getroottree().docinfo.internalDTD is not None:
            raise Unreadable(f"{name} declares a document type, which no OFD does")
        return root

    def root_of(self, body: Element) -> str:
        """The part that a document of the file begins with, in the version that counts."""
        root = next((joined("", text_of(node)) for node in children(body, "DocRoot")), "")
        for version in descendants(body, "Version"):
            if version.get("Current") in TRUE:
                location = joined("", version.get("BaseLoc", ""))
                told = self.part(location)
                if told is None:
                    self.issues.append(
                        Issue("damaged", "the version of the OFD that counts is missing; another is read")
                    )
                for node in () if told is None else descendants(told, "DocRoot"):
                    named = joined(posixpath.dirname(location), text_of(node))
                    root = named if named in self.package else joined("", text_of(node))
        return root

    def attached(self, root: str) -> Iterator[str]:
        """The parts of the package that are files attached to a document."""
        document, folder = self.part(root), posixpath.dirname(root)
        for node in () if document is None else children(document, "Attachments"):
            location = joined(folder, text_of(node))
            listed = self.part(location)
            for file in () if listed is None else descendants(listed, "FileLoc"):
                near = joined(posixpath.dirname(location), text_of(file))
                name = near if near in self.package else joined(folder, text_of(file))
                if name in self.package:
                    yield name

    def notes_of(self, document: Element, folder: str) -> dict[str, list[Element]]:
        """What was put on the pages of a document later, by the number of the page."""
        notes: dict[str, list[Element]] = {}
        for node in children(document, "Annotations"):
            location = joined(folder, text_of(node))
            listed = self.part(location)
            for page in () if listed is None else children(listed, "Page"):
                for file in children(page, "FileLoc"):
                    name = text_of(file)
                    near = joined(posixpath.dirname(location), name)
                    found = self.part(near if near in self.package else joined(folder, name))
                    if found is not None and sum(map(len, notes.values())) < MOST_NOTES:
                        notes.setdefault(page.get("PageID", ""), []).append(found)
        return notes

    def sheets_of(self, root: str, seals: Iterable[Seal]) -> Iterator[Sheet]:
        document = self.part(root)
        if document is None:
            raise Unreadable("the OFD is damaged: its list of pages cannot be read")
        folder = posixpath.dirname(root)
        resources = Resources(digits=self.digits)
        for name in ("PublicRes", "DocumentRes"):
            for node in descendants(document, name):
                self.add_resources(joined(folder, text_of(node)), resources)
        area = box_of_area(next(descendants(document, "PageArea"), None))
        templates = {
            node.get("ID", ""): joined(folder, node.get("BaseLoc", ""))
            for node in descendants(document, "TemplatePage")
        }
        notes = self.notes_of(document, folder)
        sealed: dict[str, list[Seal]] = {}
        for seal in seals:
            sealed.setdefault(seal.page, []).append(seal)
        for pages in descendants(document, "Pages"):
            for node in children(pages, "Page"):
                location = joined(folder, node.get("BaseLoc", ""))
                page = self.part(location)
                below: list[Element | None] = []
                above: list[Element | None] = []
                own = area
                if page is not None:
                    for used in children(page, "Template"):
                        drawn = templates.get(used.get("TemplateID", ""))
                        if drawn:
                            (above if used.get("ZOrder") == "Foreground" else below).append(self.part(drawn))
                    for extra in children(page, "PageRes"):
                        self.add_resources(joined(posixpath.dirname(location), text_of(extra)), resources)
                    own = box_of_area(next(children(page, "Area"), None)) or area
                yield Sheet(
                    [*below, page, *above],
                    own or [0.0, 0.0, 210.0, 297.0],
                    resources,
                    notes.get(node.get("ID", ""), []),
                    sealed.get(node.get("ID", ""), []),
                )

    def add_resources(self, name: str, resources: Resources) -> None:
        part = self.part(name)
        if part is None:
            return
        folder = joined(posixpath.dirname(name), part.get("BaseLoc", ""))
        for node in descendants(part, "MultiMedia"):
            for file in children(node, "MediaFile"):
                resources.media[node.get("ID", "")] = joined(folder, text_of(file))
        for node in descendants(part, "Font"):
            for file in children(node, "FontFile"):
                if (name := joined(folder, text_of(file))) in self.package:
                    resources.fonts[node.get("ID", "")] = name
        resources.styles.add(part)
        for node in descendants(part, "CompositeGraphicUnit"):
            resources.composites[node.get("ID", "")] = node

    def page(self, number: int, sheet: Sheet) -> Page:
        where = f"page {number}"
        area = sheet.area
        matrix = Matrix(POINTS, 0, 0, POINTS, -area[0] * POINTS, -area[1] * POINTS)
        width, height = area[2] * POINTS, area[3] * POINTS
        self.issues += [
            Issue("page_unreadable", "a page, or a part of it, cannot be read", where)
            for part in sheet.parts
            if part is None
        ]
        ink = self.drawn(sheet, matrix)
        if turn := max(range(4), key=ink.turns.__getitem__):
            upright, width, height = upright_of(turn, width, height)
            self.turned[number] = upright.inverse()
            ink = self.drawn(sheet, matrix.then(upright))
        if ink.set_in_fonts:
            ink.look_at_digits(self.digits)
        if ink.stamps:
            ink.look_at_stamps(width * height, self.package)
        ink.finish(width, height)
        unknown = [char[0] for char in ink.chars].count(UNKNOWN)
        told = (
            ("damaged", ink.damaged, "objects do not say where they stand"),
            ("unmapped_text", unknown, "characters are drawn without being named"),
            ("text_hidden", ink.hidden, "characters are not seen on the page"),
            ("struck_out", ink.struck, "digits are struck out"),
            ("misnamed_digits", ink.misnamed, "digits are drawn as others, or not at all, by their fonts"),
        )
        self.issues += [Issue(code, f"{count} {what}", where) for code, count, what in told if count]
        return Page(
            number=number,
            width=width,
            height=height,
            segments=ink.segments,
            chars=ink.chars,
            pictures=tuple(self.pictures(ink, number, width * height)),
        )

    def drawn(self, sheet: Sheet, matrix: Matrix) -> Ink:
        """What is drawn on a page, mapped to points."""
        ink = Ink()
        painter = Painter(ink, sheet.resources, self.budget)
        for part in sheet.parts:
            for content in children(part, "Content") if part is not None else ():
                for layer in sorted(children(content, "Layer"), key=order_of):
                    painter.draw_layer(layer, matrix)
        self.draw_notes(sheet, ink, matrix)
        ink.stamps += [(matrix.box(*seal.box), seal.files) for seal in sheet.seals]
        return ink

    def draw_notes(self, sheet: Sheet, ink: Ink, matrix: Matrix) -> None:
        """Draw what was put on a page later, such as a bar over a figure."""
        for part in sheet.notes:
            for note in children(part, "Annot"):
                kind = note.get("Type")
                if note.get("Visible", "true") in NOT_SEEN or kind == WATERMARK:
                    continue
                painter = Painter(
                    ink, sheet.resources, self.budget, by_hand=True, coloured_clear=kind == HIGHLIGHT
                )
                for look in children(note, "Appearance"):
                    if box := box_of_text(look.get("Boundary", "")):
                        painter.draw(look, Matrix(e=box[0], f=box[1]).then(matrix))

    def pictures(self, ink: Ink, number: int, area: float) -> Iterator[Picture]:
        """The pictures of a page that may hold text, with their bytes."""
        for box, name in ink.pictures:
            if (box[2] - box[0]) * (box[3] - box[1]) < PICTURE_IN_TEXT * area:
                continue
            content = b""
            if name in self.package and self.package.by_name[name.lower()].file_size <= LARGEST_PICTURE:
                content = self.package.read(name)
            yield Picture(source=name, content=content, place=Place(page=number, box=box))


def order_of(layer: Element) -> int:
    """Where a layer lies among those of a page: grounds below, wherever they are written."""
    return LAYERS.get(layer.get("Type", ""), 1)


def from_picture(picture: Picture) -> tuple[list[Block], list[Issue]]:
    """The blocks in a picture on a page, with their places on the page. Raises Unreadable."""
    sheet = pictured.from_bytes(picture)
    found, told = image.blocks_of([sheet] if sheet else [])
    left, top, *_ = picture.place.box or (0.0, 0.0)
    return [pictured.moved(block, left, top) for block in found], told
