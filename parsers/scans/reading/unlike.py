"""Figures that look unlike the others of their table: cut, written or amended by hand, or partly hidden.

The figures of a table are printed in one size and colour, and placed in their cells in one way. What is lower
was cut; what is higher, of another colour, or of strokes twice as thick, was written by a pen; what stands
aside lacks a digit, or has one more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Set
from dataclasses import dataclass, replace
from operator import attrgetter

import numpy as np

from parsers.scans.ink.inkcells import InkCell
from parsers.scans.ink.inklines import Inkline, full_height
from parsers.scans.ink.inks import Inks
from parsers.scans.page.tints import Tints
from parsers.scans.reading.leaning import ENOUGH, lean
from parsers.scans.reading.said import DASHES, DOUBTFUL, Said, figure_of
from parsers.scans.types import Floats, Grey

# Figures so much lower than usual are cut; so much higher, or with strokes so much thicker, are of a pen.
# Print in bold has strokes that are less thick. Fewer figures have nothing usual.
LOWER, HIGHER, THICKER, FEW = 0.88, 1.2, 1.9, 5
# The tail of a comma makes a figure so many times higher.
COMMA = 1.25
# Half a digit is wider than this share of its height. Figures stand at the left, in the middle or at the
# right of their cells if so many of them do; of fewer figures it is not known. So many of a column, and more
# than half of it, may be placed in a way of their own.
ASIDE, MOST, COLUMN = 0.19, 0.7, 3
# Of fewer figures the middle alone tells, where so many of them stand there.
IN_MIDDLE = 0.6
# A dash may stand so far aside, and above or below, by the height of a digit.
DASH_ASIDE, DASH_ABOVE = 0.5, 0.6
# Few hyphens that were printed whole are shorter, in letters; these are as near to where figures stand.
HYPHEN, IN_PLACE = 0.26, 0.12
# How much more, or less, of one colour than others, by the most of any colour, a figure of a pen takes.
OTHER_COLOUR = 0.1
PAPER = 255


@dataclass(frozen=True, slots=True)
class Spot:
    """A line of a cell: where it was said, in which row and column.

    `across` is how far it is from the left edge, the middle and the right edge of its cell to its own
    (pixels), `down` how far from the upper edge, the middle and the lower edge to its middle.
    """

    cell: int
    at: int
    line: Inkline
    row: int
    column: int
    across: tuple[float, float, float]
    down: tuple[float, float, float]


def doubt_lower(
    table: list[InkCell],
    spoken: list[list[Said]],
    inks: Inks,
    whole: Set[tuple[int, int]] = frozenset(),
) -> None:
    """Makes figures doubtful that are lower than the others of their table: something cut them, 8 to 0.

    Those that are `whole`, by cell and place in it, are set in a smaller size.
    """
    figures = [spot for spot in spots_of(table) if figure_of(spoken[spot.cell][spot.at].text)]
    if len(figures) < FEW:
        return
    heights = np.array([full_height(spot.line, inks.clean, inks.soft) for spot in figures])
    for spot in chosen(figures, heights < LOWER * np.median(heights) - 1):
        if (spot.cell, spot.at) in whole:
            continue
        said = spoken[spot.cell][spot.at]
        spoken[spot.cell][spot.at] = Said(said.text, min(DOUBTFUL, said.confidence), said.readings)


def marked_unlike(
    table: list[InkCell],
    spoken: list[list[Said]],
    inks: Inks,
    whole: Set[tuple[int, int]] = frozenset(),
) -> list[InkCell]:
    """The cells of a table, those marked as strange that are of a pen or aside, or specks and no dashes.

    Figures that are `whole`, by cell and place in it, may be printed larger.

    Those under a seal are larger or smaller by what is left of it.
    """
    spots = [spot for spot in spots_of(table) if not inks.under_seal(spot.line)]
    figures, dashes = (
        [spot for spot in spots if is_one(spoken[spot.cell][spot.at].text)]
        for is_one in (figure_of, DASHES.__contains__)
    )
    with_comma = ["," in spoken[spot.cell][spot.at].text for spot in figures]
    strange = of_a_pen(figures, with_comma, inks, whole) if len(figures) >= FEW else []
    strange += aside(figures, dashes) if len(figures) >= FEW else []
    tiny = [spot for spot in dashes if spot.line.width < HYPHEN * inks.letter]
    if len(tiny) < FEW:  # specks, if there are not more of them
        strange += [spot for spot in tiny if not in_place(spot, figures, IN_PLACE * inks.letter)]
    if inks.tints is not None and len(figures) >= FEW:
        strange += discoloured(figures, inks.tints)
    made = list(table)
    for spot in strange:
        lines = made[spot.cell].lines
        marked = replace(spot.line, strange=True)
        made[spot.cell] = replace(made[spot.cell], lines=(*lines[: spot.at], marked, *lines[spot.at + 1 :]))
    return made


def spots_of(table: list[InkCell]) -> Iterator[Spot]:
    for index, cell in enumerate(table):
        left, top, right, bottom = cell.region.box
        for at, line in enumerate(cell.lines):
            x0, y0, x1, y1 = line.room
            across = (x0 - left, (x0 + x1 - left - right) / 2, x1 - right)
            middle = (y0 + y1) / 2
            down = (middle - top, middle - (top + bottom) / 2, middle - bottom)
            yield Spot(index, at, line, cell.region.row, cell.region.column, across, down)


def of_a_pen(
    figures: list[Spot], with_comma: list[bool], inks: Inks, whole: Set[tuple[int, int]]
) -> list[Spot]:
    """The figures of thick strokes, and those with a shape higher than digits are that are not `whole`."""
    heights = np.array([tallest(spot.line) for spot in figures]) / np.where(with_comma, COMMA, 1)
    strokes = np.array([thickness(spot.line, inks.clean) for spot in figures])
    high = heights > HIGHER * np.median(heights) + 1
    high &= np.array([(spot.cell, spot.at) not in whole for spot in figures])
    return chosen(figures, high | (strokes > THICKER * np.median(strokes)))


def aside(figures: list[Spot], dashes: list[Spot]) -> list[Spot]:
    """The figures that stand aside where nearly all are placed in one way, and the dashes that do."""
    digit = float(np.median([tallest(spot.line) for spot in figures]))
    figures, dashes = straightened(figures, dashes, digit)
    across = np.array([spot.across for spot in figures])
    usual = np.median(across, axis=0)
    stray = np.abs(across - usual) > ASIDE * digit
    # Where all are as wide any way would do, and the middle is the likely one.
    way = min((1, 2, 0), key=lambda one: stray[:, one].sum())
    enough = len(figures) >= ENOUGH
    if stray[:, way].mean() > 1 - (MOST if enough else IN_MIDDLE) or not (enough or way == 1):
        return []
    found = chosen(figures, stray[:, way])
    own = {id(spot) for spot in without_own(found, figures, attrgetter("column"))}
    found = [spot for spot in found if id(spot) in own or not placed_alike(spot, figures, ASIDE * digit)]
    if way != 1:
        return found  # a dash may be in the middle yet
    down = np.array([spot.down for spot in figures])
    level = np.median(down, axis=0)
    # In rows of unlike heights figures stand below upper edges, or above lower ones, or in the middle.
    stray = np.abs(down - level) > ASIDE * digit
    high = min((1, 0, 2), key=lambda one: stray[:, one].sum())
    return found + [
        spot
        for spot in dashes
        if abs(spot.across[1] - usual[1]) > DASH_ASIDE * digit
        or abs(spot.down[high] - level[high]) > DASH_ABOVE * digit
    ]


def straightened(figures: list[Spot], dashes: list[Spot], digit: float) -> tuple[list[Spot], list[Spot]]:
    """Spots as they are where upright rules lean by no more than a digit over a page: edges of cells do not.

    How much they lean, the figures of a table tell together: each two of them far above each other.
    """
    rows = np.array([(spot.line.room[1] + spot.line.room[3]) / 2 for spot in figures])
    leans = lean(rows, np.array([spot.across for spot in figures]), digit)
    if leans is None:
        return figures, dashes
    middle = float(np.median(rows))

    def moved(spot: Spot) -> Spot:
        away = leans * ((spot.line.room[1] + spot.line.room[3]) / 2 - middle)
        left, centre, right = (np.array(spot.across) - away).tolist()
        return replace(spot, across=(left, centre, right))

    return [moved(spot) for spot in figures], [moved(spot) for spot in dashes]


def placed_alike(spot: Spot, figures: list[Spot], reach: float) -> bool:
    """Whether a figure is placed as most of its column: at the left, in the middle or at the right.

    Figures of a column that a false rule cuts stand where it left of them what it did.
    """
    column = np.array([one.across for one in figures if one.column == spot.column])
    off = np.abs(column - np.median(column, axis=0)) <= reach
    near = np.abs(np.array(spot.across) - np.median(column, axis=0)) <= reach
    return bool((near & (off.mean(0) > MOST)).any())


def in_place(dash: Spot, figures: list[Spot], reach: float) -> bool:
    """Whether a dash stands in the middle where figures do, and as high as they."""
    if len(figures) < FEW:
        return False
    level = np.median(np.array([spot.down for spot in figures]), axis=0)
    middle = np.median([spot.across[1] for spot in figures])
    return bool(abs(dash.across[1] - middle) <= reach and np.abs(np.array(dash.down) - level).min() <= reach)


def tallest(line: Inkline) -> int:
    return max(bottom - top for _, top, _, bottom in line.shapes)


def thickness(line: Inkline, clean: Grey) -> float:
    """How thick the strokes of a line are on average (pixels): twice their ink by the length of its edges."""
    left, top, right, bottom = line.room
    ink = np.pad((PAPER - clean[top:bottom, left:right].astype(np.float64)) / PAPER, 1)
    edges = np.hypot(np.abs(np.diff(ink, axis=0)).sum(), np.abs(np.diff(ink, axis=1)).sum())
    return float(2 * ink.sum() / max(1e-9, edges))


def chosen(spots: list[Spot], which: Floats) -> list[Spot]:
    return [spot for spot, one in zip(spots, which.tolist(), strict=True) if one]


def discoloured(figures: list[Spot], tints: Tints) -> list[Spot]:
    """The figures of another colour than the others of their table: a pen wrote them, or on them."""
    taken = tints.of(np.array([spot.line.room for spot in figures]))
    shares = taken / np.maximum(taken.max(1, keepdims=True), 1)
    away = np.abs(shares - np.median(shares, axis=0)).max(1)
    found = chosen(figures, away > OTHER_COLOUR)
    # Columns and rows may be printed, or shaded, in colours of their own.
    for side in (attrgetter("column"), attrgetter("row")):
        found = without_own(found, figures, side)
    return found


def without_own(found: list[Spot], figures: list[Spot], side: Callable[[Spot], int]) -> list[Spot]:
    """The figures found, but those in columns or rows of which most are so."""
    strays, all_of = (Counter(map(side, some)) for some in (found, figures))
    own = {name for name, count in strays.items() if count >= COLUMN and 2 * count > all_of[name]}
    return [spot for spot in found if side(spot) not in own]
