"""Shapes of ink on a level page, sorted into the cells of its grids and into lines of running text."""

from __future__ import annotations

from dataclasses import dataclass, field

import cv2
import numpy as np

from parsers.pages.rulegrid import Grid
from parsers.scans.ink.cutlines import beside_end, beside_streak, crossings, marked_cut, with_strips
from parsers.scans.ink.hugged import Pages, beside_rules, put_back, told_apart
from parsers.scans.ink.inkcells import InkCell, in_cells, with_hairlines
from parsers.scans.ink.inklines import Inkline, columns_apart, running_lines
from parsers.scans.ink.sidebyside import rule_pieces
from parsers.scans.page.connected import areas
from parsers.scans.page.paper import Paper
from parsers.scans.page.seenthrough import passing
from parsers.scans.page.tints import Tints
from parsers.scans.types import Floats, Grey, Mask

# Shapes so high, in letters, are letters or strokes of them.
STROKE, LETTER = 0.25, 1.7
# Shapes outside of tables are no larger than so many letters; letters of a title that touch may be wider, by
# their height, which is more than that of a letter.
LARGEST, TITLE, TOUCHING = 5, 1.2, 4
# So many shapes tell how high letters are: of a page, of a table by itself.
FEWEST, FEWEST_OF_TABLE = 8, 30
# Print is darker than this, and somewhere near as dark as that.
PALEST, FAINTEST = 208, 230
# More shapes than this are a photograph, or an attack.
MOST_SHAPES = 20_000
MOST_LINES = 600
# What a pixel is of, as bits of one number.
LETTER_BIT, FREE_BIT = 1, 2


@dataclass(frozen=True, slots=True)
class Inks:
    """What stands on a page: its picture without rules, the size of letters, cells by grid, lines outside.

    `sealed` is the picture with the seal, `seal` where it lies, `opaque` where it may hide print wholly,
    `second` the first picture with the seal taken away in another way; all None without one. `colour` is
    the page with its seal in colour, where it has any, `passes` how much of print that lets through,
    `tints` how coloured its print is.
    """

    clean: Grey
    ink: int
    letter: float
    tables: list[tuple[Grid, list[InkCell]]] = field(default_factory=list)
    free: list[Inkline] = field(default_factory=list)
    sealed: Grey | None = None
    seal: Mask | None = None
    opaque: Mask | None = None
    second: Grey | None = None
    colour: Grey | None = None
    tints: Tints | None = None
    passes: float = 0.0

    @property
    def soft(self) -> int:
        """The grey below which a pixel beside ink is print, too."""
        return (self.ink + 2 * 255) // 3

    def under_seal(self, line: Inkline) -> bool:
        """Whether a line is touched by a seal."""
        left, top, right, bottom = line.room
        return self.seal is not None and bool(self.seal[top:bottom, left:right].any())

    def under_opaque(self, line: Inkline) -> bool:
        """Whether a line is touched by a seal that may hide print."""
        left, top, right, bottom = line.room
        return self.opaque is not None and bool(self.opaque[top:bottom, left:right].any())


def sorted_inks(page: Paper, ink: int, grids: list[Grid], rules: Mask) -> Inks:
    """The ink of a level page in its places; `rules` is the mask of ruling lines, which are wiped away."""
    wiped = cv2.dilate(rules, np.ones((3, 3), np.uint8))
    clean = np.asarray(cv2.bitwise_or(page.flat, wiped), np.uint8)
    sealed, second = (
        None if part is None else np.asarray(cv2.bitwise_or(part, wiped), np.uint8)
        for part in (page.sealed, page.second)
    )
    colour = page.colour
    passes = 0.0 if colour is None or page.seal is None else passing(colour, page.seal, rules)
    if colour is not None:
        colour = np.asarray(cv2.bitwise_or(colour, cv2.cvtColor(wiped, cv2.COLOR_GRAY2BGR)), np.uint8)
    found = areas(inked(clean, ink), MOST_SHAPES)
    letter = letter_size(found.rooms[1:], clean.shape[1])
    back = page.sealed is None
    pages = Pages(page.flat, wiped, clean, np.zeros_like(wiped), sealed=not back)
    hugged = [told_apart(grid.cells, pages, ink, letter) for grid in grids]
    if back and put_back(hugged, ink, letter):
        found = areas(inked(clean, ink), MOST_SHAPES)
    shapes = found.rooms[1:]
    made = Inks(clean, ink, letter, [], [], sealed, page.seal, page.opaque, second, colour, passes=passes)
    if found.count > MOST_SHAPES:
        return made
    wide, high = shapes[:, 2] - shapes[:, 0], shapes[:, 3] - shapes[:, 1]
    middle_x, middle_y = ((shapes[:, at] + shapes[:, at + 2]) / 2 for at in (0, 1))
    outside = np.ones(len(shapes), bool)
    insides = []
    for grid in grids:
        left, top, right, bottom = grid.box
        inside = (middle_x > left) & (middle_x < right) & (middle_y > top) & (middle_y < bottom) & outside
        outside &= ~inside
        insides.append(inside)
    touching = (high > TITLE * letter) & (wide < TOUCHING * high)
    free = outside & (high < LARGEST * letter) & ((wide < LARGEST * letter) | touching) & (shapes[:, 4] > 2)
    if not grids:
        free &= ~rule_pieces(shapes, letter)
    # Of each pixel whether it is of a letter, or of a free shape, looked up at once.
    kinds = ((high > STROKE * letter) & (high < LETTER * letter)) * LETTER_BIT + free * FREE_BIT
    kind = found.spread(np.append(0, kinds).astype(np.uint8))
    letters = kind & LETTER_BIT
    told = np.zeros(found.count, bool)
    if any(hugged):
        letters[(pages.told | wiped) > 0] = 0
        told[found.labels[pages.told > 0]] = True
    cuts = crossings(letters, wiped, letter) if grids else []
    for grid, inside, hugging in zip(grids, insides, hugged, strict=True):
        of_lines = larger(shapes[inside], clean.shape[1], letter)
        cells = in_cells(grid, shapes[inside], letter, told[1:][inside], of_lines)
        widened = (with_hairlines(cell, clean, made.soft, letter) for cell in cells)
        marked = marked_cut([with_strips(cell, wiped, letter) for cell in widened], cuts, letter)
        marked = [beside_end(cell, wiped, letter) for cell in marked]
        marked = [
            beside_rules(cell, hugging.get(at, ()), letter, back=back) for at, cell in enumerate(marked)
        ]
        if page.streaks is not None:
            marked = [beside_streak(cell, page.streaks, letter) for cell in marked]
        made.tables.append((grid, marked))
    lines = running_lines(kind & FREE_BIT, shapes[free], letter)
    lines = lines if grids else columns_apart(lines)
    made.free.extend(lines if len(lines) <= MOST_LINES else [])
    return made


def inked(clean: Grey, ink: int) -> Mask:
    """The pixels that are print (255): darker than half-way from paper to the darkest print nearby.

    One level for the page would lose thin print beside thick, and what lies in a shadow.
    """
    window = np.ones((2 * (clean.shape[1] // 110) + 1,) * 2, np.uint8)
    half = np.clip((np.arange(256) + 255) // 2, ink, PALEST).astype(np.uint8)
    below = cv2.compare(clean, cv2.LUT(cv2.erode(clean, window), half), cv2.CMP_LT)
    # Noise is single pixels: what is print stays dark when softened.
    soft = cv2.erode(cv2.blur(clean, (3, 3)), window)
    there = cv2.threshold(soft, FAINTEST - 1, 255, cv2.THRESH_BINARY_INV)[1]
    return np.asarray(cv2.bitwise_and(below, there), np.uint8)


def letter_size(shapes: Floats, width: int) -> float:
    """The usual height of a letter in pixels; a guess by the page's width where there are few."""
    usual = of_letters(shapes, width)
    return float(np.percentile(usual, 70)) if len(usual) >= FEWEST else width / 60


def larger(shapes: Floats, width: int, letter: float) -> float:
    """The usual height of a letter of a table that is set larger than its page; `letter` for any other."""
    usual = of_letters(shapes, width)
    return max(letter, float(np.percentile(usual, 70))) if len(usual) >= FEWEST_OF_TABLE else letter


def of_letters(shapes: Floats, width: int) -> Floats:
    """The heights of shapes that may be letters of a page so wide."""
    high, wide = shapes[:, 3] - shapes[:, 1], shapes[:, 2] - shapes[:, 0]
    return np.asarray(high[(high >= 7) & (high < width / 12) & (wide > 0.3 * high) & (wide < 2.5 * high)])
