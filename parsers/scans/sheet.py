"""A picture of one page, or of several below each other, as blocks with their places."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

import cv2
import numpy as np
from msgspec.structs import replace

from parsers.document import Block, GridCell, Issue, Place, Table
from parsers.pages.blocks import Page
from parsers.pages.blocks import blocks as flow
from parsers.pages.rulegrid import Grid
from parsers.pages.textlines import DOUBTED, Char
from parsers.scans.ink.crops import crop
from parsers.scans.ink.inkcells import InkCell
from parsers.scans.ink.inklines import Inkline, Room
from parsers.scans.ink.inks import Inks, sorted_inks
from parsers.scans.ink.ruling import ruled, ruled_by
from parsers.scans.ink.underlines import without_underlines
from parsers.scans.nets.decoding import Reading
from parsers.scans.nets.linepictures import LOW
from parsers.scans.nets.recognition import SQUEEZE
from parsers.scans.nets.together import Asking, finished, said_by, together
from parsers.scans.page import paper, upright
from parsers.scans.page.bends import Bow, bow_of, flattened
from parsers.scans.page.facing import facing
from parsers.scans.page.gaps import mended, with_gaps
from parsers.scans.page.grounds import dark_on_grounds
from parsers.scans.page.paper import PAGE_WIDTH, Paper
from parsers.scans.page.specks import without_specks
from parsers.scans.page.streaks import without_streaks
from parsers.scans.page.stretches import stretches
from parsers.scans.page.tints import taken, tints
from parsers.scans.reading.pagesaid import free_line, read
from parsers.scans.reading.said import TRUSTED, Said
from parsers.scans.reading.skimming import SKIMMING
from parsers.scans.types import Grey, Map

# One thread, as many readers run side by side: waking others for one page costs more than they bring.
cv2.setNumThreads(1)

# Pictures are brought to about this many dots per inch of an A4 page before they are read.
MOST_DPI, LEAST_DPI, GOOD_DPI = 240.0, 130.0, 200.0
PAGE_HEIGHT = 11.69
# A picture taller than this many widths holds several pages below each other.
TALL = 1.7
# Below this average certainty of its longest lines a page stands on its head or side.
UPRIGHT = 0.72
# Above this one of the quick net, which sees less in letters on their heads than the model, it does not.
CLEARLY_UPRIGHT = 0.85
# Letters on their side it reads less certainly than this, however clear they are, where the model reads both.
NOT_ON_ITS_SIDE = 0.97
# Half of the lines of no page on its side, of those that are long, it reads as certainly as this.
HALF_READ = 0.985
# Letters that it reads so certainly, with half the doubt it had before the page was turned, are upright.
CLEARLY_READ = 0.95
# A page with so many lines, none of them long, may lie on its side.
MANY_LINES = 20
# So many pages are read side by side: more would take more memory, and save little time.
AT_ONCE = 4
SAMPLE, LEAST_SAMPLE = 6, 2
CLEARLY = 0.1
# Lines of words are longer than this, in heights.
LONG_LINE = 5.0
# A line outside of tables that is less certain than this is a stain or a drawing.
NOISE = 0.2
# A letter outside of tables that is less certain than this may be another that looks like it.
LETTER_READ = 0.95
# So certain a line is, at the least, in which no letter was passed over.
PASSED_OVER = 0.5
# How certain a cell is of which nothing is known but that no words were found in it.
UNSEEN = 0.5


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a leaf was cut from: the page, the pixels in a unit of its places, the first row and column."""

    page: int
    per_unit: float
    top: int
    left: int = 0
    lost: Grey | None = None  # how much of each colour its print takes, where any has colour


@dataclass(frozen=True, slots=True)
class Leaf:
    """A level page that is ready to be read, the map from its pixels to places, and how it was turned.

    `turns` counts quarters of a circle, against the clock. Places are those of the picture as it is shown.
    `bow` is that of the page before it was made flat. `known` are the lines that were read to find out which
    way is up.
    """

    inks: Inks
    back: Map
    page: int
    turns: int
    bow: Bow | None = None
    known: dict[Room, Reading] = field(default_factory=dict)

    def place(self, place: Place) -> Place:
        """A place on the level page as one on the picture."""
        if place.box is None:
            return replace(place, page=self.page)
        left, top, right, bottom = place.box
        corners = np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float64)
        if self.bow is not None:
            corners[:, 1] += self.bow.at(*corners.T)
        points = upright.project(self.back, corners)
        low, high = points.min(0), points.max(0)
        box = (float(low[0]), float(low[1]), float(high[0]), float(high[1]))
        return replace(place, page=self.page, box=box)


@dataclass(frozen=True, slots=True)
class Legibility:
    """How certain a net is of long lines, on average, their usual length in heights; the median certainty."""

    mean: float
    length: float
    half: float

    @property
    def weighed(self) -> float:
        """On a page on its side only neighbouring letters make lines: short lines count for less."""
        return min(1.0, self.length / LONG_LINE) * self.mean

    @property
    def surely_upright(self) -> bool:
        """Whether half of the lines are long and read so well that what is wrong with others is no turn.

        A seal may lie on them.
        """
        return self.length >= LONG_LINE and self.half >= HALF_READ


def leaves(picture: Grey, page: int, per_unit: float) -> Iterator[Asking[Leaf]]:
    """The pages in a picture, two beside each other or several below each other, to be made ready.

    `per_unit` pixels of the picture make one unit of places.
    """
    picture = without_specks(picture)
    for left, right in facing(picture):
        yield from below_each_other(picture[:, left:right], page, per_unit, left)


def below_each_other(picture: Grey, page: int, per_unit: float, left: int) -> Iterator[Asking[Leaf]]:
    """The pages in a picture, top to bottom; `left` is the first of its columns in that of both pages."""
    scale = scaling(picture)
    # Large pictures shrink first, which saves memory; small ones grow when their noise is gone.
    smaller, larger = paper.dark_on_pale(resized(picture, min(1.0, scale))), max(1.0, scale)
    smaller = dark_on_grounds(smaller)
    for top, bottom in parts(smaller):
        # Of several pages in a picture one may have a red seal, and the next one's be grey.
        sheet, white = mended(smaller[top:bottom])
        page_of_it = with_gaps(without_streaks(paper.even(sheet)), white)
        part = changed(page_of_it, lambda one: resized(one, larger))
        corner = round(top * larger), round(left * scale)
        yield best_turn(part, Frame(page, scale * per_unit, *corner, taken(sheet)))


def changed(page: Paper, change: Callable[[Grey], Grey]) -> Paper:
    """A page, each of its pictures changed in the same way."""
    others = (page.sealed, page.seal, page.opaque, page.second, page.bare, page.streaks, page.colour)
    flat = np.ascontiguousarray(change(page.flat))
    return Paper(flat, *(None if part is None else np.ascontiguousarray(change(part)) for part in others))


def resized(picture: Grey, scale: float) -> Grey:
    if scale == 1:
        return picture
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(picture, None, fx=scale, fy=scale, interpolation=way), np.uint8)


def scaling(picture: Grey) -> float:
    """How a picture is resized before it is read, taken for a page of A4, or as wide as one."""
    height, width = picture.shape[:2]
    lying = 1.25 < width / height < 1.6
    dots = float(width) / (PAGE_HEIGHT if lying else PAGE_WIDTH)
    if dots > MOST_DPI:
        return GOOD_DPI / dots
    return 1.0 if dots >= LEAST_DPI or width < 200 else min(2.0, GOOD_DPI / dots)


def parts(picture: Grey) -> Iterator[tuple[int, int]]:
    """A tall picture cut into pages (top and bottom), through its widest blank bands."""
    height, width = picture.shape[:2]
    if height <= TALL * width:
        yield 0, height
        return
    edge = width // 50
    flat = paper.lit(paper.one_channel(picture))
    blank = stretches((flat[:, edge:-edge] < 150).sum(1) <= 2)
    bands = [(end - start, (start + end) // 2) for start, end in blank if end - start > 0.01 * width]
    top = 0
    while height - top > TALL * width:
        room = [band for band in bands if top + 0.5 * width < band[1] < min(top + TALL * width, height)]
        cut = max(room)[1] if room else top + round(1.4 * width)
        yield top, cut
        top = cut
    yield top, height


def best_turn(page: Paper, frame: Frame) -> Asking[Leaf]:
    """A page the right way up: as given, or turned if its words are then read clearly better."""
    upright_leaf = prepared(page, frame, 0)
    skimmed = yield from legibility(upright_leaf, quick=True)
    if skimmed is None:
        return (yield from off_its_side(page, frame, upright_leaf))
    if skimmed.surely_upright:
        return upright_leaf
    if skimmed.mean >= NOT_ON_ITS_SIDE and skimmed.weighed >= CLEARLY_UPRIGHT:
        return upright_leaf
    given = yield from legibility(upright_leaf)
    if given is None or (skimmed.mean >= NOT_ON_ITS_SIDE and given.weighed >= UPRIGHT):
        return upright_leaf
    best, least = upright_leaf, max(UPRIGHT, given.weighed + CLEARLY)
    for turns in (2, 1, 3):
        leaf = prepared(page, frame, turns)
        seen = yield from legibility(leaf, quick=True)
        # The model also reads letters that lie on their side, and then makes longer lines of narrow columns.
        # Of a page on its side the lines of a few figures may be as clear as its words are once it is turned.
        longer = seen is not None and seen.surely_upright and skimmed.length < LONG_LINE
        if seen is None or (seen.mean <= skimmed.mean and not longer):
            continue
        # One line with a pen's tick makes the mean of an upright page less, not its median.
        better = seen.half > skimmed.half or seen.length > skimmed.length
        if better and skimmed.mean < NOT_ON_ITS_SIDE and CLEARLY_READ <= seen.mean > (1 + skimmed.mean) / 2:
            return leaf
        found = yield from legibility(leaf)
        # 6 and 9 change places upside down: only words that are then read well turn a page.
        if found is not None and found.weighed > least:
            best, least = leaf, found.weighed
    return best


def off_its_side(page: Paper, frame: Frame, given: Leaf) -> Asking[Leaf]:
    """A page without long lines, turned if it surely has some then: no letters stood side by side."""
    inks = given.inks
    lines = len(inks.free) + sum(len(cell.lines) for _, cells in inks.tables for cell in cells)
    for turns in (3, 1) if lines >= MANY_LINES else ():
        leaf = prepared(page, frame, turns)
        seen = yield from legibility(leaf, quick=True)
        if seen is not None and seen.surely_upright:
            return leaf
    return given


def prepared(page: Paper, frame: Frame, turns: int) -> Leaf:
    """A page turned and levelled, its grids found and its ink sorted."""
    turned = changed(page, lambda part: np.rot90(part, turns)) if turns else page
    level, back = upright.level(turned)
    ink = paper.ink_level(level.flat)
    grids, rules, across = ruled_by(level, ink)
    bow = bow_of(across.runs, level.flat.shape)
    if bow is not None:
        level = flattened(level, bow)
        grids, rules = ruled(level, ink)
    shift = np.array([[1, 0, frame.left], [0, 1, frame.top], [0, 0, 1]], np.float64)
    unit = np.diag([1 / frame.per_unit, 1 / frame.per_unit, 1.0])
    inks = without_underlines(sorted_inks(level, ink, grids, rules))
    if frame.lost is not None:
        inks = dataclasses.replace(inks, tints=tints(frame.lost, turns, back, turned.flat.shape, bow))
    return Leaf(inks, unit @ shift @ turned_back(turns, *page.flat.shape[:2]) @ back, frame.page, turns, bow)


def turned_back(turns: int, height: int, width: int) -> Map:
    """The map from a page after quarter turns against the clock to the page before, of this size.

    >>> (turned_back(1, 40, 30) @ (0, 30, 1)).tolist()  # the corner that was at the top left
    [0.0, 0.0, 1.0]
    """
    back = {
        0: [[1, 0, 0], [0, 1, 0]],
        1: [[0, -1, width], [1, 0, 0]],
        2: [[-1, 0, width], [0, -1, height]],
        3: [[0, 1, 0], [-1, 0, height]],
    }
    return np.array([*back[turns], [0, 0, 1]], np.float64)


def legibility(leaf: Leaf, *, quick: bool = False) -> Asking[Legibility | None]:
    """How certain the model, or the quick net, is of long lines of a page; None of too few.

    The leaf keeps what the quick net read.
    """
    inks = leaf.inks
    lines = [line for _, cells in inks.tables for cell in cells for line in cell.lines] + inks.free
    letters = [line for line in lines if 2.5 * line.height < line.width < 16 * line.height]
    letters = [line for line in letters if 0.6 * inks.letter < line.height < 2.5 * inks.letter]
    letters.sort(key=lambda line: (-line.width, line.room))
    chosen = letters[len(letters) // 4 :][:SAMPLE]
    if len(chosen) < LEAST_SAMPLE:
        return None
    crops = [crop(inks, line) for line in chosen]
    if quick:
        found = yield from said_by(crops, **SKIMMING)
        leaf.known.update({line.room: reading for line, reading in zip(chosen, found, strict=True)})
    else:
        found = yield from said_by(crops, squeeze=SQUEEZE, rows=LOW)
    length = float(np.median([line.width / line.height for line in chosen]))
    means = [reading.mean for reading in found]
    return Legibility(math.fsum(means) / len(means), length, float(np.median(means)))


def laid_out(ready: Asking[Leaf], number: int) -> Asking[tuple[Leaf, Page]]:
    """A leaf, and what it says in its own pixels, under its own number as the page: tables, lines outside."""
    leaf = yield from ready
    inks = leaf.inks
    said = yield from read(inks, leaf.known)
    tables = tuple(
        table_of(grid, cells, texts, number)
        for (grid, cells), texts in zip(inks.tables, said.tables, strict=True)
    )
    chars = [
        char
        for line, text in zip(inks.free, said.free, strict=True)
        if text.text and text.confidence > NOISE
        for char in chars_of(line, text)
    ]
    height, width = inks.clean.shape
    # The pixels are not needed any more; only the map is.
    leaf = dataclasses.replace(leaf, inks=Inks(inks.clean[:0], 0, 0.0))
    edges = tuple(grid.xs for grid, _ in inks.tables)
    return leaf, Page(number, width, height, (), chars, tables, edges=edges)


def chars_of(line: Inkline, said: Said) -> Iterator[Char]:
    """The letters of a line outside of tables, as certain as the least of them; those in doubt are marked.

    All are where one was passed over that stands nobody knows where.
    """
    chars = free_line(line, said.text).chars
    passed_over = said.confidence < min((PASSED_OVER, *said.sure))
    told = len(said.sure) == len(chars) and not passed_over
    sure = said.sure if told else (said.confidence,) * len(chars)
    for char, certain in zip(chars, sure, strict=True):
        least = TRUSTED if char.text.isdecimal() else LETTER_READ
        yield char._replace(confidence=said.confidence, mark=DOUBTED if certain < least else 0)


def table_of(grid: Grid, cells: list[InkCell], texts: list[Said], number: int) -> Table:
    made = tuple(
        GridCell(
            row=cell.region.row,
            column=cell.region.column,
            text=text.text,
            place=Place(page=number, box=around(cell) if cell.lines else cell.region.box),
            row_span=cell.region.row_span,
            column_span=cell.region.column_span,
            confidence=round(text.confidence, 3),
            readings=text.readings,
        )
        for cell, text in zip(cells, texts, strict=True)
    )
    return Table(made, Place(page=number, box=grid.box))


def around(cell: InkCell) -> Room:
    lefts, tops, rights, bottoms = zip(*(line.room for line in cell.lines), strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def placed(block: Block, leaves: Mapping[int, Leaf]) -> Block:
    """A block of a leaf with its places on the picture."""
    leaf = leaves[block.place.page]
    if isinstance(block, Table):
        # Without rules nobody looked into each cell: one that holds no words may hold a pale dash.
        cells = tuple(
            replace(
                cell,
                # A header may be of the page before.
                place=leaves.get(cell.place.page, leaf).place(cell.place),
                confidence=UNSEEN if cell.confidence is None else cell.confidence,
            )
            for cell in block.cells
        )
        return Table(cells, leaf.place(block.place))
    return replace(block, place=leaf.place(block.place))


def blocks(leaves: Iterable[Asking[Leaf]]) -> tuple[list[Block], list[Issue]]:
    """The blocks of leaves in reading order, with places on their pictures, and what to know of them."""
    numbered: dict[int, Leaf] = {}
    pages = []
    issues = []
    tasks = (laid_out(leaf, number) for number, leaf in enumerate(leaves, 1))
    while group := list(islice(tasks, AT_ONCE)):
        for leaf, page in finished(together(group)):
            pages.append(page)
            numbered[page.number] = leaf
            if leaf.turns:
                told = f"the page was turned by {90 * leaf.turns} degrees to be read"
                issues.append(Issue("turned_page", told, f"page {leaf.page}"))
    return [placed(block, numbered) for block in flow(pages)], issues
