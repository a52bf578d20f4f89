"""A page without the translucent seal on it, worked out from how much of its ink lies on each pixel.

JPEG keeps colour at half the resolution: inside a seal's strokes its share is known, at their edges it is
not. Two ways around that, which are wrong about other figures:

`sharpened` looks for shares that look like the colour when they are blurred as it is. Brightness is sharp,
and a pixel is never brighter than its share of the seal leaves it: on white paper that tells the share.
`unmixed` takes the page at edges to be as right beside, within what each share that is possible would leave.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from parsers.scans.types import Floats

PRINT = 30.0
# Strokes thinner than this many pixels lose colour to their surroundings; so much of it they keep at least.
PEAK, ALMOST, GAIN, MOST_INK = 5, 0.3, 1.6, 1.15
# How much steeper than its colour the edge of a seal is; where all around has more than this, is its inside.
STEEP, INSIDE = 1.5, 0.92
# How near a pixel is to be to tell of another, and how many greys are as good as none.
NEAR, UNSURE = 1.0, 12.0
# At edges what is paler than the first grey becomes white from the second on, in so far as it is not known.
PALE, WHITE, UNKNOWN = 150.0, 225.0, 60.0
# Print that is darker than this and smaller than that (inches) is a remainder of an edge.
SPECK, SMALL = 190.0, 0.03
# Print without a seal tells how dark print under one is to become: by what is darker than this.
DARK, FEWEST, TYPICAL, USUAL_DARKNESS = 195.0, 12, 70, 0.8
# How far colour is blurred (pixels), how often shares are brought nearer to it, and where there are none.
BLUR, ROUNDS, NONE = 1.6, 8, 0.12
# Where shares differ by more within a pixel is an edge.
EDGE = 0.3


@dataclass(frozen=True, slots=True)
class Seal:
    """A seal's share of full ink on each pixel (0–1), how bright it is on paper, how clearly it differs.

    `clear` is how many greys print under it is darker at least, to be told from noise.
    """

    ink: Floats
    brightness: float
    clear: float


def sharpened(light: Floats, seal: Seal, dots: float) -> Floats:
    """The page (0-255) without the seal that lies on it; `dots` are those of an inch."""
    square = np.ones((3, 3), np.uint8)
    colour = np.minimum(seal.ink, 1.1)
    near = cv2.dilate(colour, np.ones((5, 5), np.uint8)) > NONE
    most = np.where(near, np.clip((255 - light) / (255 - seal.brightness), 0, 1), 0).astype(np.float32)
    share = most
    for _ in range(ROUNDS):
        wrong = colour - cv2.GaussianBlur(share, (0, 0), BLUR)
        share = np.clip(share + cv2.GaussianBlur(wrong, (0, 0), BLUR), 0, most)
    page = without(light, share, seal.brightness, contrast(light, seal))
    edge = cv2.dilate(share, square) - cv2.erode(share, square) > EDGE
    page = np.where(edge, np.interp(page, [0, PALE, WHITE, 255], [0, PALE, 255, 255]), page)
    return without_specks(page, cv2.dilate(share, np.ones((5, 5), np.uint8)), dots)


def without_specks(page: Floats, share: Floats, dots: float) -> Floats:
    """A page without small remainders of print near a seal."""
    dark = np.asarray(page < SPECK, np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(dark, connectivity=8)
    sizes = stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].max(1)
    small = (sizes <= SMALL * dots)[labels] & (dark > 0) & (share > ALMOST)
    return np.where(small, 255.0, page)


def unmixed(light: Floats, seal: Seal, dots: float) -> Floats:
    """The page (0-255) without the seal that lies on it; `dots` are those of an inch."""
    square = np.ones((3, 3), np.uint8)
    under = contrast(light, seal)
    peak = np.maximum(cv2.dilate(seal.ink, np.ones((PEAK, PEAK), np.uint8)), ALMOST)
    most = np.clip(GAIN * cv2.dilate(seal.ink, square), 0, MOST_INK)
    shares = (
        np.clip(2 * seal.ink - peak, 0, 1),
        np.where(cv2.erode(seal.ink, square) > INSIDE, 1, most),
        np.clip(peak * (STEEP * (seal.ink / peak - 0.5) + 0.5), 0, 1),
    )
    one, other, likely = (without(light, share, seal.brightness, under) for share in shares)
    darkest, palest = np.minimum(one, other), np.maximum(one, other)
    known = 1 / (UNSURE + palest - darkest) ** 2
    told = cv2.GaussianBlur(known * likely, (0, 0), NEAR) / cv2.GaussianBlur(known, (0, 0), NEAR)
    page = np.clip(told, darkest, palest)
    edges = np.clip((palest - darkest) / UNKNOWN, 0, 1)
    page = page + edges * (np.interp(page, [0, PALE, WHITE, 255], [0, PALE, 255, 255]) - page)
    return without_specks(np.asarray(page), cv2.dilate(most, square), dots)


def without(light: Floats, share: Floats, brightness: float, under: float) -> Floats:
    """What lies under this share of a seal's full ink."""
    white = 255 - share * (255 - brightness)
    black = PRINT + share * (brightness - under - PRINT)
    return np.clip(255 - (255 - PRINT) * (white - light) / np.maximum(white - black, 8), PRINT, 255)


def contrast(light: Floats, seal: Seal) -> float:
    """How much darker than a seal black print under it is, by print beside it."""
    inside = cv2.erode(seal.ink, np.ones((3, 3), np.uint8)) > INSIDE / 2
    darker = seal.brightness - light[inside]
    found = darker[darker > seal.clear]
    beside = 255 - light[cv2.dilate(seal.ink, np.ones((7, 7), np.uint8)) < ALMOST / 2]
    beside = beside[beside > 255 - DARK]
    usual = float(np.percentile(beside, TYPICAL)) / (255 - PRINT) if len(beside) >= FEWEST else USUAL_DARKNESS
    if len(found) < FEWEST:
        return seal.brightness / 2
    return min(seal.brightness - 5, float(np.percentile(found, TYPICAL)) / usual)
