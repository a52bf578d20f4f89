"""OFD (GB/T 33190): the characters and rules of its pages become blocks, as those of PDF do.

OFD counts in millimetres; places here are boxes in points (1 mm = 72/25.4 pt) from the top left corner
of the page, so that they compare with those of PDF. Elements are known by their local names, since
producers differ over the namespace. Annotations (seals, watermarks) are no part of the text.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from lxml import etree

from parsers.affine import Matrix
from parsers.errors import Unreadable
from parsers.model import UNSEEN, Block, Document, Hints, Issue, Picture, Place, Table
from parsers.pages import Page, blocks
from parsers.readers import image
from parsers.readers.archives import Package
from parsers.rulegrid import Segment
from parsers.textlines import UNKNOWN, Box, Char, character_of, wide

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

POINTS = 72 / 25.4  # in a millimetre
MOST_PAGES = 300
MOST_OBJECTS = 200_000
MOST_CHARS = 500_000
MOST_POINTS = 400_000
FEW_CHARS = 12  # a page with no more characters, and a picture, is a scan
DEEPEST = 40  # blocks within blocks, composites within composites
LARGEST = 1e7  # a coordinate
LARGEST_XML = 30 << 20  # bytes of one part
LARGEST_PICTURE = 20 << 20
THIN = 2.2 / POINTS
THICK_STROKE = 4.0 / POINTS
STRAIGHT = 0.5  # points by which a straight side may slant
WHITE = 250  # of 255 in each colour
PICTURE_IN_TEXT = 0.06  # of the page: smaller ones are seals and emblems
ASCENT, DESCENT = 0.86, 0.14  # of the size: where a line of type stands about its foot
ESCAPED = re.compile(r"\\([0-9A-Fa-f]{4})")
PATH_WORD = re.compile(r"[A-Za-z]|[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
# How many coordinates follow each letter of a path: start, move, line, quadratic, cubic, arc, close.
COORDINATES = {"S": 2, "M": 2, "L": 2, "Q": 4, "B": 6, "A": 7, "C": 0}


class Damaged(ValueError):  # noqa: N818 - says what an object is
    """An object that does not say what it draws; told as an issue of its page."""


@dataclass(slots=True)
class Resources:
    """What pages refer to by number: pictures, and drawings used many times."""

    media: dict[str, str] = field(default_factory=dict)
    composites: dict[str, Element] = field(default_factory=dict)


@dataclass(slots=True)
class Sheet:
    """What one page draws, in points."""

    segments: list[Segment] = field(default_factory=list)
    white: list[Segment] = field(default_factory=list)
    coloured: list[Box] = field(default_factory=list)
    chars: list[Char] = field(default_factory=list)
    pictures: list[tuple[Box, str]] = field(default_factory=list)
    damaged: int = 0


def read(body: bytes, hints: Hints | None = None, look: bool = True) -> Document:
    """The paragraphs, tables and pictures of an OFD. Raises Unreadable where it cannot be opened.

    `look` is whether pages that are pictures are read as such, which takes seconds each.
    """
    del hints  # what a list says of a document changes nothing about its pages
    return Reader(body).document(look)


class Reader:
    """One OFD file: its package, and how much of what it may hold has been met."""

    def __init__(self, body: bytes) -> None:
        if not body:
            raise Unreadable("the file is empty")
        self.package = Package(body)
        self.objects = 0
        self.chars = 0
        self.points = 0
        self.issues: list[Issue] = []

    def document(self, look: bool) -> Document:
        made: list[Page] = []
        meta: dict[str, str] = {}
        start = self.part("OFD.xml")
        if start is None:
            raise Unreadable("not an OFD: it has no OFD.xml")
        roots = [joined("", text_of(node)) for node in descendants(start, "DocRoot")]
        for root in roots:
            for number, (parts, area, resources) in enumerate(self.pages_of(root), len(made) + 1):
                if number > MOST_PAGES:
                    raise Unreadable(f"the OFD has more than {MOST_PAGES} pages")
                made.append(self.page(number, parts, area, resources))
        if not made:
            raise Unreadable("none of the pages of the OFD can be read")
        for node in descendants(start, "Title"):
            meta["title"] = text_of(node)
            break
        content = blocks(made)
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
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        try:
            root = etree.fromstring(content, parser)
        except (etree.XMLSyntaxError, ValueError):
            return None
        if root.getroottree().docinfo.internalDTD is not None:
            raise Unreadable(f"{name} declares a document type, which no OFD does")
        return root

    def pages_of(self, root: str) -> Iterator[tuple[list[Element | None], list[float], Resources]]:
        """Each page as the parts it is drawn from, bottom first; its area; what it refers to.

        A part is None if it is missing or damaged.
        """
        document = self.part(root)
        if document is None:
            raise Unreadable("the OFD is damaged: its list of pages cannot be read")
        folder = posixpath.dirname(root)
        resources = Resources()
        for name in ("PublicRes", "DocumentRes"):
            for node in descendants(document, name):
                self.add_resources(joined(folder, text_of(node)), resources)
        area = box_of_area(next(descendants(document, "PageArea"), None))
        templates = {
            node.get("ID", ""): joined(folder, node.get("BaseLoc", ""))
            for node in descendants(document, "TemplatePage")
        }
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
                yield [*below, page, *above], own or [0.0, 0.0, 210.0, 297.0], resources

    def add_resources(self, name: str, resources: Resources) -> None:
        part = self.part(name)
        if part is None:
            return
        folder = joined(posixpath.dirname(name), part.get("BaseLoc", ""))
        for node in descendants(part, "MultiMedia"):
            for file in children(node, "MediaFile"):
                resources.media[node.get("ID", "")] = joined(folder, text_of(file))
        for node in descendants(part, "CompositeGraphicUnit"):
            resources.composites[node.get("ID", "")] = node

    def page(
        self, number: int, parts: Sequence[Element | None], area: list[float], resources: Resources
    ) -> Page:
        sheet = Sheet()
        matrix = Matrix(POINTS, 0, 0, POINTS, -area[0] * POINTS, -area[1] * POINTS)
        for part in parts:
            if part is None:
                self.issues.append(
                    Issue("page_unreadable", "a page, or a part of it, cannot be read", f"page {number}")
                )
                continue
            for content in children(part, "Content"):
                for layer in children(content, "Layer"):
                    self.draw(layer, matrix, sheet, resources, 0)
        if sheet.damaged:
            self.issues.append(
                Issue("damaged", f"{sheet.damaged} objects do not say where they stand", f"page {number}")
            )
        unknown = sum(char.text == UNKNOWN for char in sheet.chars)
        if unknown:
            self.issues.append(
                Issue(
                    "unmapped_text", f"{unknown} characters are drawn without being named", f"page {number}"
                )
            )
        for white in sheet.white:
            x, y = (white.left + white.right) / 2, (white.top + white.bottom) / 2
            if any(left < x < right and top < y < bottom for left, top, right, bottom in sheet.coloured):
                sheet.segments.append(white)
        width, height = area[2] * POINTS, area[3] * POINTS
        return Page(
            number=number,
            width=width,
            height=height,
            segments=sheet.segments,
            chars=sheet.chars,
            pictures=tuple(self.pictures(sheet, number, width * height)),
        )

    def pictures(self, sheet: Sheet, number: int, area: float) -> Iterator[Picture]:
        """The pictures of a page that may hold text, with their bytes."""
        for box, name in sheet.pictures:
            if (box[2] - box[0]) * (box[3] - box[1]) < PICTURE_IN_TEXT * area:
                continue
            content = b""
            if name in self.package and self.package.by_name[name.lower()].file_size <= LARGEST_PICTURE:
                content = self.package.read(name)
            yield Picture(source=name, content=content, place=Place(page=number, box=box))

    def draw(self, parent: Element, matrix: Matrix, sheet: Sheet, resources: Resources, depth: int) -> None:
        """Add the objects of a layer or a block; `matrix` maps it to points of the page."""
        if depth > DEEPEST:
            raise Unreadable("the OFD nests its drawings too deep")
        for node in parent:
            if not (name := local(node)):
                continue
            self.objects += 1
            if self.objects > MOST_OBJECTS:
                raise Unreadable(f"the OFD draws more than {MOST_OBJECTS} objects")
            if name == "PageBlock":
                self.draw(node, matrix, sheet, resources, depth + 1)
            elif name in DRAWN and node.get("Visible", "true") not in ("false", "0"):
                try:
                    self.draw_object(name, node, matrix, sheet, resources, depth)
                except Damaged:
                    sheet.damaged += 1
                    # What stands there is not known; that something does must not be lost.
                    if name == "TextObject" and (edges := box_of_text(node.get("Boundary", ""))):
                        left, top, right, bottom = edges
                        right = min(right, left + max(bottom - top, 0.1))  # its first character
                        sheet.chars.append(Char(UNKNOWN, *matrix.box(left, top, right, bottom)))

    def draw_object(
        self, name: str, node: Element, matrix: Matrix, sheet: Sheet, resources: Resources, depth: int
    ) -> None:
        boundary = box_of_text(node.get("Boundary", ""))
        if boundary is None:
            raise Damaged("no boundary")
        own = Matrix(e=boundary[0], f=boundary[1])
        if told := node.get("CTM"):
            turned = matrix_of_text(told)
            own = turned._replace(e=turned.e + own.e, f=turned.f + own.f)
        inner = own.then(matrix)
        if name == "TextObject":
            self.draw_text(node, inner, sheet)
        elif name == "PathObject":
            self.draw_path(node, inner, sheet)
        elif name == "ImageObject":
            box = matrix.box(*boundary)
            sheet.pictures.append((box, resources.media.get(node.get("ResourceID", ""), "")))
        else:
            unit = resources.composites.get(node.get("ResourceID", ""))
            if unit is None:
                raise Damaged("no such composite")
            for content in children(unit, "Content"):
                self.draw(content, inner, sheet, resources, depth + 1)

    def draw_text(self, node: Element, matrix: Matrix, sheet: Sheet) -> None:
        if node.get("Alpha") == "0" or (
            node.get("Fill") == "false" and node.get("Stroke", "false") != "true"
        ):
            return
        if matrix.quarter is None:
            return  # slanting: a watermark
        size = number_of(node.get("Size", ""))
        em = size * number_of(node.get("HScale", "1"))
        ascent, descent = ASCENT * size, DESCENT * size
        x = y = 0.0
        for code in node:
            if local(code) != "TextCode":
                continue
            text = ESCAPED.sub(lambda found: chr(int(found[1], 16)), (code.text or "").strip("\r\n\t"))
            if at := code.get("X"):
                x = number_of(at)
            if at := code.get("Y"):
                y = number_of(at)
            self.chars += len(text)
            if self.chars > MOST_CHARS:
                raise Unreadable(f"the OFD has more than {MOST_CHARS} characters")
            across = steps(code.get("DeltaX", ""), len(text))
            down = steps(code.get("DeltaY", ""), len(text))
            down += (down[-1:] or [0.0]) * (len(text) - len(down))
            usual = [em if wide(sign) else em / 2 for sign in text]
            moves = advances(across, down, usual)
            widths = advances_of_type(moves, usual, em)
            for sign, move, drop, width in zip(text, moves, down, widths, strict=True):
                if character := character_of(ord(sign)):
                    box = matrix.box(x, y - ascent, x + width, y + descent)
                    sheet.chars.append(Char(character, *box))
                x += move
                y += drop

    def outlines(self, text: str, matrix: Matrix) -> Iterator[tuple[list[tuple[float, float]], bool]]:
        """Each part of a path as its corners, mapped, and whether any of its sides is curved."""
        words = text.split()
        closed = words[-1:] == ["C"]
        letters = words[:-1:3] if closed else words[::3]
        # One line or frame, as nearly all are: a letter and two numbers, over and over.
        plain = len(words) % 3 == closed and letters[:1] in (["M"], ["S"]) and {"L"} >= set(letters[1:])
        if not plain:
            words = PATH_WORD.findall(text)
        self.points += len(words)
        if self.points > MOST_POINTS:
            raise Unreadable(f"the OFD draws shapes of more than {MOST_POINTS} points")
        if not plain:
            yield from outlines(words, matrix)
            return
        corners = list(map(matrix.point, numbers_of(words[1::3]), numbers_of(words[2::3])))
        yield corners + corners[:1] if closed else corners, False

    def draw_path(self, node: Element, matrix: Matrix, sheet: Sheet) -> None:
        if node.get("Alpha") == "0":
            return
        filled = node.get("Fill", "false") in ("true", "1")
        stroked = node.get("Stroke", "true") not in ("false", "0")
        if width := node.get("LineWidth"):
            stroked = stroked and number_of(width) * matrix.scale <= THICK_STROKE * POINTS
        pieces: list[Segment] = []
        shapes: list[Box] = []
        colour = ""
        painted = "FillColor" if filled else "StrokeColor"
        for data in node:
            name = local(data)
            if name == painted:
                colour = data.get("Value", "")
            if name != "AbbreviatedData":
                continue
            for outline, curved in self.outlines(data.text or "", matrix):
                if stroked:
                    pieces += straight(outline)
                if filled and not curved and len(outline) > 2:
                    xs, ys = zip(*outline, strict=True)
                    shape = Segment(min(xs), min(ys), max(xs), max(ys))
                    if min(shape.right - shape.left, shape.bottom - shape.top) <= THIN * POINTS:
                        pieces.append(shape)
                    else:
                        shapes.append((shape.left, shape.top, shape.right, shape.bottom))
        if is_white(colour):
            sheet.white += pieces
        else:
            sheet.segments += pieces
            sheet.coloured += shapes


DRAWN = ("TextObject", "PathObject", "ImageObject", "CompositeObject")


def from_picture(picture: Picture) -> tuple[list[Block], list[Issue]]:
    """The blocks in a picture on a page, with their places on the page. Raises Unreadable."""
    left, top, right, _ = picture.place.box or (0.0, 0.0, 1.0, 1.0)
    sheets = [
        replace(sheet, page=picture.place.page, per_unit=sheet.picture.shape[1] / max(right - left, 1.0))
        for sheet in image.pictures(picture.content)
    ]
    found, told = image.blocks_of(sheets[:1])
    return [moved(block, left, top) for block in found], told


def moved(block: Block, right: float, down: float) -> Block:
    """A block whose places are moved on the page."""

    def place(old: Place) -> Place:
        if old.box is None:
            return old
        x0, y0, x1, y1 = old.box
        return replace(old, box=(x0 + right, y0 + down, x1 + right, y1 + down))

    if isinstance(block, Table):
        cells = tuple(replace(cell, place=place(cell.place)) for cell in block.cells)
        return Table(cells, place(block.place))
    return replace(block, place=place(block.place))


def local(node: Element) -> str:
    """The name of an element without its namespace; "" for comments and instructions."""
    tag = node.tag
    return bare(tag) if isinstance(tag, str) else ""


@lru_cache(maxsize=1024)
def bare(tag: str) -> str:
    return tag.rpartition("}")[2].rpartition(":")[2]


def children(node: Element, name: str) -> Iterator[Element]:
    return (child for child in node if local(child) == name)


def descendants(node: Element, name: str) -> Iterator[Element]:
    return (child for child in node.iter() if local(child) == name)


def text_of(node: Element) -> str:
    return (node.text or "").strip()


def joined(folder: str, name: str) -> str:
    """A location as the name of a part: from the root where it begins with a slash, else from a folder."""
    name = name.strip().replace("\\", "/")
    whole = name if name.startswith("/") else posixpath.join(folder, name)
    return posixpath.normpath(whole).lstrip("/")


def number_of(text: str) -> float:
    """A finite number of a sane size. Raises Damaged."""
    return numbers_of([text])[0]


def numbers_of(words: Sequence[str]) -> list[float]:
    """Finite numbers of sane sizes. Raises Damaged."""
    try:
        numbers = list(map(float, words))
    except ValueError:
        raise Damaged(words) from None
    # Infinite and undefined numbers make such sums as well.
    if not sum(map(abs, numbers)) < LARGEST and not all(abs(number) < LARGEST for number in numbers):
        raise Damaged(words)
    return numbers


def so_many(text: str, count: int) -> list[float]:
    """The numbers of a text that must hold so many. Raises Damaged."""
    words = text.split()
    if len(words) != count:
        raise Damaged(text)
    return numbers_of(words)


def box_of_text(text: str) -> Box | None:
    """Left, top, right, bottom of a boundary, which is written as left, top, width, height."""
    try:
        left, top, width, height = so_many(text, 4)
    except Damaged:
        return None
    return left, top, left + width, top + height


def box_of_area(node: Element | None) -> list[float] | None:
    """Left, top, width, height of the physical box of a page; None where none is told."""
    if node is not None:
        for name in ("PhysicalBox", "ApplicationBox", "ContentBox"):
            for box in children(node, name):
                try:
                    found = so_many(text_of(box), 4)
                except Damaged:
                    continue
                if found[2] > 0 and found[3] > 0:
                    return found
    return None


def matrix_of_text(text: str) -> Matrix:
    return Matrix(*so_many(text, 6))


def steps(text: str, count: int) -> list[float]:
    """The steps from character to character; `g 3 5.2` stands for three steps of 5.2.

    >>> steps("1.5 g 3 2 4", 9)
    [1.5, 2.0, 2.0, 2.0, 4.0]
    """
    if "g" not in text:
        return numbers_of(text.split()[:count])
    made: list[float] = []
    words = iter(text.split())
    for word in words:
        if len(made) >= count:
            break
        if word == "g":
            times = number_of(next(words, ""))
            made += [number_of(next(words, ""))] * min(max(int(times), 0), count - len(made))
        else:
            made.append(number_of(word))
    return made


def advances(across: list[float], down: list[float], usual: list[float]) -> list[float]:
    """How far type moves on after each character: as told, else as usual.

    Writers that give one step for all mean it for each; where type runs down the page, none is meant.
    """
    if across:
        return across + across[-1:] * (len(usual) - len(across))
    return [0.0] * len(usual) if any(down) else usual


def advances_of_type(moves: list[float], usual: list[float], size: float) -> list[float]:
    """How wide each character is, as far as the steps of its run tell; the last one is as usual.

    Half-width type is set wider or narrower than half its size by many fonts; what tells a gap from a
    wide character is that the other steps of the run are shorter.
    """
    narrow = sorted(move for move, width in zip(moves[:-1], usual, strict=False) if width < size and move > 0)
    pitch = narrow[len(narrow) // 2] if narrow else 0.0
    made = []
    for index, (move, width) in enumerate(zip(moves, usual, strict=True)):
        if index == len(moves) - 1 or move <= 0:
            made.append(width)
        elif width < size:
            made.append(min(move, 1.3 * pitch) if pitch <= 1.1 * size else width)
        else:
            made.append(min(move, width))
    return made


def outlines(words: list[str], matrix: Matrix) -> Iterator[tuple[list[tuple[float, float]], bool]]:
    """Each part of a path as its corners, mapped, and whether any of its sides is curved."""
    corners: list[tuple[float, float]] = []
    curved = False
    index = 0
    letter = ""
    while index < len(words):
        if words[index].isalpha():
            letter = words[index]
            index += 1
        count = COORDINATES.get(letter)
        if count is None or index + count > len(words):
            raise Damaged("path")
        if letter == "C":
            if corners:
                corners.append(corners[0])
                yield corners, curved
                corners, curved = corners[:1], False
            letter = ""
            continue
        index += count
        x, y = number_of(words[index - 2]), number_of(words[index - 1])
        if letter in "SM":
            if len(corners) > 1:
                yield corners, curved
            corners, curved = [], False
        curved = curved or letter in "QBA"
        corners.append(matrix.point(x, y))
    if len(corners) > 1:
        yield corners, curved


def straight(corners: list[tuple[float, float]]) -> list[Segment]:
    """The sides of an outline that run along the page or down it."""
    return [
        Segment(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
        for (x0, y0), (x1, y1) in pairwise(corners)
        if min(abs(x1 - x0), abs(y1 - y0)) <= STRAIGHT
    ]


@lru_cache(maxsize=1024)
def is_white(colour: str) -> bool:
    """Whether a colour, as an object tells it, is white."""
    values = colour.split()
    return len(values) == 3 and all(value.isdigit() and int(value) >= WHITE for value in values)
