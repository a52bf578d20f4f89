"""Ruling lines of a level page, as the straight pieces that `parsers.pages.rulegrid` makes grids of."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import compress

import cv2
import numpy as np

from parsers.pages.rulegrid import Grid, Segment, grids
from parsers.scans.ink.strokes import without_strokes
from parsers.scans.page.bitmasks import Bits
from parsers.scans.page.paper import PAGE_WIDTH, PAPER, Paper
from parsers.scans.page.stretches import stretches
from parsers.scans.types import Grey, Mask

# The share of a rule that is at least still seen when a seal over it is paled.
PRINTED = 0.35
# More pieces of either direction are a photograph.
MOST_PIECES = 800
# Inches between the dots of a dotted rule, and the size of a dot at most. Dotted rules are looked for where
# there are fewer cells, and taken where they make so many times more.
GAP, DOT = 0.03, 0.045
# So far above and below one (inches) less than this share of it has ink.
FLANK, WORDS = 0.025, 0.5
FEW_CELLS, MORE = 60, 1.2
# Of dotted rules more than this share is paper. What is shorter than a stroke may be, and has ink above or
# below so much of it, is of figures that fill their cell: the dots at both sides join their strokes.
DOTTED, FIGURES = 0.15, 0.25
# Pieces shorter than this (inches) are strokes of letters that fill their row, if ink is on both sides.
SHORT = 0.5
# So far (inches) from a level rule an upright one may end.
ASTRAY = 0.06
# The grey of the palest rules, on paper of 255; they are looked for where there are no others, and not in
# photographs, of which a larger share than this is as dark.
PALE_RULE, MOST_PALE = 221, 0.5
# Inches that the rim or the star of a seal takes of a rule at most, and those of it that are left.
CROSSED, RUN = 0.6, 0.15
# An upright one leans no more than this, and wavers by so many pixels.
LEAN, WAVER = 0.06, 3
MOST_JOINED = 200  # pieces too wide for a rule in which one is looked for
# Of rules that one thing joins each has this share of the ink that the longest has.
ALIKE = 0.6
SLACK = 4.0  # pixels that a rule may stick out of its grid
# So many edges side by side, or any so far apart (inches), make a row that a page break left alone, no lower
# than this (inches).
ROW_OF, WIDE_ROW, ROW = 6, 4.0, 0.12
# More cells than this are squared paper; the longest form has 250.
MOST_CELLS = 2500


def ruled(paper: Paper, ink: int) -> tuple[list[Grid], Mask]:
    """The grids of a level page, top to bottom, and a mask (255) of the rules' ink."""
    found, rules, _ = ruled_by(paper, ink)
    return found, rules


def ruled_by(paper: Paper, ink: int) -> tuple[list[Grid], Mask, Pieces]:
    """The grids of a level page, top to bottom, a mask (255) of the rules' ink, and what is level of it."""
    # Rules are looked for with the seal on the page: without it they would have holes.
    page = paper.flat if paper.sealed is None else paper.sealed
    dots = max(60.0, page.shape[1] / PAGE_WIDTH)  # per inch
    dark = dark_of(page, ink)
    plain = None
    if paper.sealed is not None and paper.opaque is not None:
        printed = dark_of(paper.flat if paper.bare is None else paper.bare, ink)
        if paper.bare is not None:
            # Its rim would be taken for rules: a rule that it crosses goes on beyond it.
            dark = cv2.bitwise_or(printed, crossed(printed, cv2.bitwise_and(dark, paper.opaque), dots))
        elif cv2.countNonZero(paper.opaque):
            # A rule would be one piece with the star or the rim that it touches.
            side = max(4, round(dots / 40))
            solid = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((side, side), np.uint8))
            solid = cv2.dilate(cv2.bitwise_and(solid, paper.opaque), np.ones((3, 3), np.uint8))
            dark = cv2.bitwise_or(printed, cv2.subtract(dark, solid))
        else:
            printed = cv2.bitwise_or(printed, cv2.inRange(page, 0, ink))
        plain = cv2.dilate(printed, np.ones((3, 3), np.uint8))
    bits = Bits.of(dark)
    level, upright = straight(bits, bits, plain, dots)
    solid_ones = level
    found, rules = grids_of(level, upright, dark, dots)
    if not found:
        # Web pages have rules so pale that they are no ink.
        pale = dark_of(page, PALE_RULE)
        if cv2.countNonZero(pale) < MOST_PALE * pale.size:
            bits = Bits.of(pale)
            level, upright = straight(bits, bits, plain, dots)
            found, rules = grids_of(level, upright, pale, dots)
            solid_ones = level if found else solid_ones
    cells = sum(len(grid.cells) for grid in found)
    # Small dots are paler than print.
    for shade in (dark, dark_of(page, (ink + PAPER) // 2)) if cells < FEW_CELLS else ():
        joined = undotted(shade, dots)
        level, upright = straight(*joined, plain, dots)
        reach = round(FLANK * dots)
        level = level.apart(shade, reach).apart(shade, reach, shorter=SHORT * dots, share=FIGURES)
        again, drawn = grids_of(level, upright, dark, dots)
        if tables_more(again, found, dotted=is_dotted(joined, drawn, shade)):
            return again, cv2.bitwise_and(drawn, cv2.dilate(shade, np.ones((3, 3), np.uint8))), level
        if found:
            break
    return found, rules, solid_ones


def tables_more(again: list[Grid], found: list[Grid], *, dotted: bool) -> bool:
    """Whether grids take clearly more room than others, and have clearly more cells.

    What is found as well within whole tables is a rule if it is dotted: else it is a seal's or a letter's.
    """
    larger = dotted or sum(grid.area for grid in again) > sum(grid.area for grid in found) * MORE
    return larger and sum(len(grid.cells) for grid in again) > sum(len(grid.cells) for grid in found) * MORE


def is_dotted(joined: tuple[Bits, Bits], drawn: Mask, dark: Mask) -> bool:
    """Whether rules made of joined dots are dotted: much of what is drawn of them was not dark (255)."""
    rules = cv2.bitwise_and(joined[0].together(joined[1]).mask(), drawn)
    return cv2.countNonZero(cv2.subtract(rules, dark)) > DOTTED * cv2.countNonZero(rules)


def undotted(mask: Mask, dots: float) -> tuple[Bits, Bits]:
    """What is low of the dark pixels, joined with what is beside it; and what is narrow, with what is below.

    Letters have upright strokes at nearly every place, which part their level ones: lines of words make no
    rules.
    """
    gap, thick = (2 * round(size * dots / 2) + 1 for size in (GAP, DOT))
    dark = Bits.of(mask)
    low, narrow = dark.without(dark.opened(thick, 1)), dark.without(dark.opened(1, thick))
    return low.closed(1, gap), narrow.closed(gap, 1)


def crossed(printed: Mask, covered: Mask, dots: float) -> Mask:
    """What is covered (255) by the rim of a seal in the gaps of long runs of printed pixels."""
    long, gap = (2 * round(size * dots / 2) + 1 for size in (RUN, CROSSED))
    dark = Bits.of(printed)
    level, upright = dark.opened(1, long).closed(1, gap), dark.opened(long, 1).closed(gap, 1)
    return np.asarray(cv2.bitwise_and(level.together(upright).mask(), covered), np.uint8)


def straight(beside: Bits, below: Bits, plain: Mask | None, dots: float) -> tuple[Pieces, Pieces]:
    """The level pieces of the first mask, and the upright ones of the second."""
    level = pieces(beside, 0.22 * dots, 0.07 * dots, level=True, plain=plain)
    return level, pieces(below, 0.17 * dots, 0.07 * dots, level=False, plain=plain)


def grids_of(level: Pieces, upright: Pieces, page: Mask, dots: float) -> tuple[list[Grid], Mask]:
    """The grids that straight pieces make, top to bottom, and a mask (255) of their rules."""
    if max(len(level.segments), len(upright.segments)) > MOST_PIECES:
        return [], np.zeros_like(page)
    level = level.apart(page, round(FLANK * dots), sides=2, shorter=SHORT * dots)
    upright = upright.without_strokes(page, level, dots)
    across, down = list(level.segments), list(upright.segments)
    slack = ASTRAY * dots
    stops = sorted({(piece.top + piece.bottom) / 2 for piece in across} | shared_ends(down, slack))
    down = [piece for piece in down if between(piece, stops, slack)]
    down = [piece for piece in down if framed(piece, across, down, slack)]
    tolerance = max(3.0, dots / 24)
    found = [grid for grid in grids(across + down, tolerance=tolerance) if grid_like(grid, dots)]
    if sum(len(grid.cells) for grid in found) > MOST_CELLS:
        return [], np.zeros_like(page)
    found.sort(key=lambda grid: (grid.box[1], grid.box[0]))
    # Only the grids' own rules are wiped: a dash in a cell is straight, too.
    drawn = np.zeros_like(page)
    level.draw(drawn, found, lambda grid, piece: near(piece.top + 1, grid.ys, tolerance))
    upright.draw(drawn, found, lambda grid, piece: near(piece.left + 1, grid.xs, tolerance))
    return found, drawn


def dark_of(page: Grey, ink: int) -> Mask:
    """What is darker (255) than half the way from ink to paper: rules are often thinner than a pixel."""
    return np.asarray(cv2.threshold(page, (ink + 255) // 2 - 1, 255, cv2.THRESH_BINARY_INV)[1], np.uint8)


@dataclass(frozen=True, slots=True)
class Pieces:
    """Straight runs of ink: the segment of each, and its pixels (255) from a corner (left, top) on."""

    segments: list[Segment]
    runs: list[tuple[int, int, Mask]]

    def apart(
        self, dark: Mask, reach: int, *, sides: int = 1, shorter: float = math.inf, share: float = WORDS
    ) -> Pieces:
        """The level ones without those that have dark above or below within reach: strokes of words.

        With two `sides`, above and below; those of this length or longer are kept. So large a `share` of
        them has dark beside it.
        """
        kept = []
        for left, top, run in self.runs:
            bottom, right = top + run.shape[0] + 1, left + run.shape[1]
            above = dark[max(0, top - 1 - reach) : max(0, top - 1), left:right]
            below = dark[bottom : bottom + reach, left:right]
            inked = sum(bool(side.size) and side.any(0).mean() >= share for side in (above, below))
            kept.append(inked < sides or right - left >= shorter)
        return self.chosen(kept)

    def without_strokes(self, dark: Mask, level: Pieces, dots: float) -> Pieces:
        """The upright ones without the strokes of letters that reach from one level rule to the next.

        Such strokes may also go on from the end of a rule.
        """
        reach, slack = round(FLANK * dots), round(ASTRAY * dots)
        across = np.array([(x, y, x + run.shape[1], y + run.shape[0]) for x, y, run in level.runs])
        if not len(across):
            return self
        made = Pieces([], [])
        for segment, (left, top, run) in zip(self.segments, self.runs, strict=True):
            bottom, right = top + run.shape[0], left + run.shape[1]
            near = (across[:, 0] < right + reach) & (across[:, 2] > left - reach)
            near &= (across[:, 1] < bottom + slack) & (across[:, 3] > top - slack)
            rules = sorted((first, last) for _, first, _, last in across[near].tolist())
            first, last = without_strokes(dark, (left, top, right, bottom), rules, reach, SHORT * dots)
            if (first, last) == (top, bottom):
                made.segments.append(segment)
                made.runs.append((left, top, run))
            elif first < last:
                made.segments.append(segment._replace(top=first, bottom=last))
                made.runs.append((left, first, run[first - top : last - top]))
        return made

    def chosen(self, kept: Sequence[bool]) -> Pieces:
        return Pieces(list(compress(self.segments, kept)), list(compress(self.runs, kept)))

    def draw(self, page: Mask, grids: list[Grid], belongs: Callable[[Grid, Segment], bool]) -> None:
        """Draw (255) the pieces that lie in a grid and belong to it."""
        for segment, (left, top, run) in zip(self.segments, self.runs, strict=True):
            x, y = (segment.left + segment.right) / 2, (segment.top + segment.bottom) / 2
            for grid in grids:
                first, high, last, low = grid.box
                inside = first - SLACK <= x <= last + SLACK and high - SLACK <= y <= low + SLACK
                if inside and belongs(grid, segment):
                    room = page[top : top + run.shape[0], left : left + run.shape[1]]
                    np.bitwise_or(room, run, out=room)
                    break


def near(place: float, stops: Sequence[float], reach: float) -> bool:
    return any(abs(place - stop) <= reach for stop in stops)


def pieces(dark: Bits, length: float, thick: float, *, level: bool, plain: Mask | None) -> Pieces:
    """Straight runs of ink at least `length` long and at most `thick` (pixels).

    `plain` is the ink that is no seal's: the rim of a seal is straight enough in four places.
    """
    # Odd sizes keep the picture in its place.
    run = 2 * max(4, round(length / 2)) + 1
    bridge = 2 * max(1, run // 10) + 1
    # A rule that wavers by a pixel stays one piece; a gap as wide as a speck of dust is bridged.
    lines = dark.dilated(*((3, 1) if level else (1, 3))).opened(*((1, run) if level else (run, 1)))
    opened = lines.closed(*((1, bridge) if level else (bridge, 1))).mask()
    contours, _ = cv2.findContours(opened, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    found: list[Segment] = []
    runs: list[tuple[int, int, Mask]] = []
    joined = 0
    for contour in contours:
        left, top, width, height = cv2.boundingRect(contour)
        long, across = (width, height) if level else (height, width)
        if across > 3 * thick and (long < length or joined >= MOST_JOINED):
            continue
        # Another piece may reach into the box of one that leans.
        ink: Mask = np.zeros((height, width), np.uint8)
        cv2.drawContours(ink, [contour], -1, 255, cv2.FILLED, offset=(-left, -top))
        ink &= opened[top : top + height, left : left + width]
        body = cv2.countNonZero(ink) / long  # the mean thickness; a wavering rule may reach further
        upright = level or across <= body + WAVER + LEAN * long
        if across <= 3 * thick and body <= thick + 2 and long >= 3 * body and upright:
            parts = [(0, 0, ink)]
        elif joined < MOST_JOINED:
            parts = strands(ink, length, thick, level=level)
            joined += 1
        else:
            continue
        for beside, below, part in parts:
            x, y = left + beside, top + below
            room = np.s_[y : y + part.shape[0], x : x + part.shape[1]]
            if plain is not None:
                printed = cv2.countNonZero(cv2.bitwise_and(part, plain[room]))
                if printed < PRINTED * cv2.countNonZero(part):
                    continue
            found.append(straightened(part, x, y, level=level))
            runs.append((x, y, part))
        if len(found) > MOST_PIECES:
            break
    return Pieces(found, runs)


def strands(ink: Mask, length: float, thick: float, *, level: bool) -> list[tuple[int, int, Mask]]:
    """The straight runs (left, top, pixels) in a piece that is no rule, since something else touches one.

    Such as the star of a seal: beside most of a rule there is nothing.
    """
    lying = ink if level else ink.T
    reach = round(thick)
    found: list[tuple[int, int, Mask]] = []
    profile = np.count_nonzero(lying, axis=1)
    for first, last in stretches(profile >= max(length, ALIKE * profile.max())):
        if last - first > thick + 2:
            continue
        for start, end in stretches(np.asarray(lying[first:last].any(0))):
            above = lying[max(0, first - 1 - reach) : max(0, first - 1), start:end]
            below = lying[last + 1 : last + 1 + reach, start:end]
            if end - start >= length and max(above.any(0).mean(), below.any(0).mean()) < WORDS:
                part = lying[first:last, start:end]
                found.append((start, first, part) if level else (first, start, np.ascontiguousarray(part.T)))
    return found


def straightened(ink: Mask, left: int, top: int, *, level: bool) -> Segment:
    """A piece as a segment; one that leans or bends is one still, at its middle."""
    height, width = ink.shape
    profile = np.count_nonzero(ink, axis=1 if level else 0)
    weights = np.arange(len(profile)) + 0.5
    middle = float((profile * weights).sum() / profile.sum())
    if level:
        return Segment(left, top + middle - 1, left + width, top + middle + 1)
    return Segment(left + middle - 1, top, left + middle + 1, top + height)


def shared_ends(down: list[Segment], slack: float) -> set[float]:
    """Heights at which four vertical pieces begin, or end: the open edge of a table cut by its page."""
    found = set()
    for ends in (sorted(piece.top for piece in down), sorted(piece.bottom for piece in down)):
        for first, fourth in zip(ends, ends[3:], strict=False):
            if fourth - first <= slack:
                found |= {first, fourth}
    return found


def between(piece: Segment, stops: list[float], slack: float) -> bool:
    """Whether a vertical piece begins and ends at horizontal rules; a long stroke of a letter does not."""
    begins = any(abs(piece.top - stop) <= slack for stop in stops)
    ends = any(abs(piece.bottom - stop) <= slack for stop in stops)
    crossed = sum(piece.top - slack <= stop <= piece.bottom + slack for stop in stops)
    return (begins and ends) or crossed >= 3


def framed(piece: Segment, across: list[Segment], down: list[Segment], slack: float) -> bool:
    """Whether a short vertical piece stands in a table: a heading between two tables has tall strokes, too.

    Rows of a table have an edge at an end of the rule above or below; longer pieces need none.
    """
    y = (piece.top + piece.bottom) / 2
    x = (piece.left + piece.right) / 2
    bounds = [
        rule
        for rule in across
        if rule.left - slack <= x <= rule.right + slack
        and min(abs(rule.bottom - piece.top), abs(rule.top - piece.bottom)) <= slack
    ]
    if not bounds or any(piece.top + slack < rule.top < piece.bottom - slack for rule in across):
        return True
    ends = [end for rule in bounds for end in (rule.left, rule.right)]
    return any(
        other.top - slack <= y <= other.bottom + slack and abs(other.left - end) <= 2 * slack
        for other in down
        for end in ends
    )


def grid_like(grid: Grid, dots: float) -> bool:
    left, top, right, bottom = grid.box
    # Level rules alone make no cells: what stands between two of them is told apart by its words.
    alone = len(grid.xs) >= ROW_OF or right - left >= WIDE_ROW * dots
    high = (ROW if alone else 0.3) * dots
    return len(grid.xs) > 2 and len(grid.cells) >= 2 and right - left > dots and bottom - top > high
