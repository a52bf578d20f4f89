"""Rims of round seals, found by their shape: a scan in grey or black and white has no colour to tell them.

Each edge of a long stroke votes for the middles of the circles that it may belong to. Print and rules have
no middle in common; a rim has, however often rules and figures cut it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np

from parsers.scans.page.bitmasks import Bits
from parsers.scans.page.connected import areas, outlined
from parsers.scans.types import Floats, Mask

# Votes are cast in a picture of so many dots per inch, for radii (inches) by steps of so many of its pixels.
DOTS = 75.0
SMALLEST, LARGEST, STEP = 0.36, 1.1, 2
# Pieces of a rim are longer than the second (inches), one of them longer than the first, and take little of
# their box.
LONGEST, PIECE, FILLED = 0.25, 0.12, 0.5
MOST_PIECES = 50_000
# How steep an edge is that votes (of 255 greys, as Sobel has it); more of them are a photograph.
STEEP, MOST_EDGES = 200.0, 40_000
# So many votes by pixel of the radius make a circle to be looked at; so much of its turn must be inked.
VOTES, INKED, TURNS = 0.45, 0.5, 360
# How far from a circle ink may be a part of it, at first and when it is known well (inches).
BESIDE, CLOSE = 0.05, 0.03
FEWEST = 60
# A page has no more rims than this; a seal may have two.
MOST_RIMS = 4
# A rim as dark as print: rules, straight over so many inches, do not vote. Of its turn so much is ink, and so
# much more than so far (inches) beside it on either side, where letters are as dense as on it.
STRAIGHT, WAVERS = 0.5, 3
DARK_INKED, DENSER, ASIDE = 0.7, 0.35, 0.025


@dataclass(frozen=True, slots=True)
class Rim:
    """A circle on a page, in pixels: its middle, the radius of the middle of its stroke, half the stroke."""

    x: float
    y: float
    radius: float
    half: float

    def drawn(self, page: Mask, margin: float = 0.0) -> Mask:
        """The rim alone (255), wider by a margin on both sides, in a mask as large as `page`."""
        mask: Mask = np.zeros_like(page)
        thick = max(1, round(2 * (self.half + margin)))
        cv2.circle(mask, (round(self.x), round(self.y)), round(self.radius), 255, thick)
        return mask

    def disc(self, page: Mask) -> Mask:
        """All that the rim encloses (255), in a mask as large as `page`."""
        mask: Mask = np.zeros_like(page)
        cv2.circle(mask, (round(self.x), round(self.y)), round(self.radius + self.half), 255, cv2.FILLED)
        return mask


def rims(strokes: Mask, dots: float) -> list[Rim]:
    """The rims among strokes (255) that may be of seals; `dots` are those of an inch."""
    kept = long_pieces(strokes, dots)
    made: list[Rim] = []
    while len(made) < MOST_RIMS and (guess := likeliest(kept, dots)) is not None:
        rim = fitted(strokes, guess, dots)
        if rim is None:
            break
        made.append(rim)
        kept = np.asarray(cv2.subtract(kept, rim.drawn(kept, CLOSE * dots)), np.uint8)
    return made


def dark_rims(ink: Mask, dots: float) -> list[Rim]:
    """The rims among print as dark as they (255), such as copies of seals in black and white."""
    dark = Bits.of(ink)
    drawn = dark.without(rules(dark, dots)).mask()
    return [rim for rim in rims(drawn, dots) if stands_out(ink, rim, dots)]


def rules(ink: Bits, dots: float) -> Bits:
    """What is straight over a long way, level or upright, with all that touches it closely."""
    long = 2 * round(STRAIGHT * dots / 2) + 1
    return ink.dilated(WAVERS, 1).opened(1, long).together(ink.dilated(1, WAVERS).opened(long, 1))


def stands_out(ink: Mask, rim: Rim, dots: float) -> bool:
    """Whether a circle is a line of ink, and no chance of letters and rules."""
    turns = np.arange(2 * TURNS) * np.pi / TURNS
    shares: list[float] = []
    reach = rim.half + ASIDE * dots
    for away in (0.0, -reach, reach):
        x = np.round(rim.x + (rim.radius + away) * np.cos(turns)).astype(np.int64)
        y = np.round(rim.y + (rim.radius + away) * np.sin(turns)).astype(np.int64)
        there = (x >= 0) & (x < ink.shape[1]) & (y >= 0) & (y < ink.shape[0])
        shares.append(float((ink[y[there], x[there]] > 0).mean()) if there.any() else 0.0)
    on, *beside = shares
    return on > DARK_INKED and max(beside) < on - DENSER


def long_pieces(strokes: Mask, dots: float) -> Mask:
    """The pieces of ink that are long and bent, or thin: letters are short, and blots fill their box."""
    # Most pages have nothing so long: that much is told without naming every pixel's area.
    sides = outlined(strokes)
    if not (sides[:, 2:] - sides[:, :2] > LONGEST * dots).any():
        return np.zeros_like(strokes)
    found = areas(strokes, MOST_PIECES)
    if found.count > MOST_PIECES:
        return np.zeros_like(strokes)
    wide, high = found.rooms[:, 2] - found.rooms[:, 0], found.rooms[:, 3] - found.rooms[:, 1]
    thin = (found.rooms[:, 4] < FILLED * wide * high) & (np.minimum(wide, high) > 1)
    reach = np.maximum(wide, high) * thin
    kept = reach > PIECE * dots
    kept[0] = False
    if not (reach > LONGEST * dots).any():
        return np.zeros_like(strokes)
    return found.spread(kept.astype(np.uint8) * 255)


def likeliest(pieces: Mask, dots: float) -> tuple[float, float, float] | None:
    """Middle and radius (pixels) of the circle that most edges vote for; None where too few agree."""
    if not cv2.countNonZero(pieces):
        return None
    scale = DOTS / dots
    small = cv2.resize(pieces, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    across, down = (cv2.Sobel(small, cv2.CV_32F, x, y) for x, y in ((1, 0), (0, 1)))
    steep = np.hypot(across, down)
    ys, xs = np.nonzero(steep > STEEP)
    if not FEWEST <= len(ys) <= MOST_EDGES:
        return None
    toward = across[ys, xs] / steep[ys, xs], down[ys, xs] / steep[ys, xs]
    radii = np.arange(SMALLEST * DOTS, LARGEST * DOTS, STEP)
    high, wide = small.shape[0] // STEP + 1, small.shape[1] // STEP + 1
    most, found = -1.0, (0, 0, 0.0)
    for radius in radii.tolist():
        # To both sides of each edge.
        away = np.array([[radius], [-radius]], np.float32)
        x = ((xs + away * toward[0]) / STEP).astype(np.int64)
        y = ((ys + away * toward[1]) / STEP).astype(np.int64)
        there = (x >= 0) & (x < wide) & (y >= 0) & (y < high)
        cast = np.bincount(y[there] * wide + x[there], minlength=high * wide)
        votes = cv2.blur(cast.astype(np.float32).reshape(high, wide), (3, 3))
        place = int(votes.argmax())
        if (count := float(votes.flat[place])) > most:
            most, found = count, (*divmod(place, wide), radius)
    row, column, radius = found
    if most < VOTES * radius:
        return None
    return (column + 0.5) * STEP / scale, (row + 0.5) * STEP / scale, radius / scale


def fitted(strokes: Mask, guess: tuple[float, float, float], dots: float) -> Rim | None:
    """The circle near a guess that the strokes make, to a fraction of a pixel; None where they make none."""
    x, y, radius = guess
    far = radius + 2 * BESIDE * dots
    top, left = (max(0, math.floor(middle - far)) for middle in (y, x))
    ys, xs = np.nonzero(strokes[top : math.ceil(y + far) + 1, left : math.ceil(x + far) + 1])
    ys, xs = ys + top, xs + left
    near = np.abs(np.hypot(xs - x, ys - y) - radius) < 2 * BESIDE * dots
    xs, ys = xs[near].astype(np.float64), ys[near].astype(np.float64)
    for reach in (2 * BESIDE, BESIDE, CLOSE, CLOSE):
        away = np.hypot(xs - x, ys - y) - radius
        close = np.abs(away) < reach * dots
        if int(close.sum()) < FEWEST:
            return None
        # Each direction counts alike: letters and blots beside the rim have many pixels in few of them.
        turn = ((np.arctan2(ys - y, xs - x) / (2 * np.pi) + 0.5) * TURNS).astype(np.int64) % TURNS
        weight = 1 / np.bincount(turn[close], minlength=TURNS)[turn[close]]
        x, y, radius = circle(xs[close], ys[close], weight)
    away = np.hypot(xs - x, ys - y) - radius
    close = np.abs(away) < CLOSE * dots
    inked = np.zeros(TURNS, bool)
    inked[((np.arctan2(ys - y, xs - x)[close] / (2 * np.pi) + 0.5) * TURNS).astype(np.int64) % TURNS] = True
    seen = inked[inside(strokes, x, y, radius)]
    if len(seen) < TURNS / 4 or seen.mean() < INKED:
        return None
    half = 2 * float(np.median(np.abs(away[close])))
    return Rim(x, y, radius, half)


def circle(xs: Floats, ys: Floats, weight: Floats) -> tuple[float, float, float]:
    """The circle with the least squares to weighted points: its middle and radius."""
    root = np.sqrt(weight)
    sides = np.stack([2 * xs, 2 * ys, np.ones_like(xs)], 1) * root[:, None]
    x, y, rest = np.linalg.lstsq(sides, (xs * xs + ys * ys) * root, rcond=None)[0]
    return float(x), float(y), float(np.sqrt(max(1.0, rest + x * x + y * y)))


def inside(page: Mask, x: float, y: float, radius: float) -> Floats:
    """Which directions of a circle lie on the page, as a mask of `TURNS`."""
    angles = (np.arange(TURNS) / TURNS - 0.5) * 2 * np.pi
    high, wide = page.shape
    left, top = x + radius * np.cos(angles), y + radius * np.sin(angles)
    return np.asarray((left > 2) & (left < wide - 2) & (top > 2) & (top < high - 2))
