"""Print beneath a translucent red seal, by the light that the seal's colour does not account for.

On paper a seal takes light as it gives colour: in a measure that its solid parts tell. What is darker than
its colour makes it is print. JPEG keeps colour at half the resolution; so light is blurred as colour is, and
no edge of a seal's strokes is darker than its colour then.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from parsers.scans.types import Floats, Grey, Mask

LIGHT = np.array([0.114, 0.587, 0.299], np.float32)
# How far colour is blurred by JPEG (pixels), and what is blurred of both against noise.
BLUR, SOFT = 0.8, 0.7
# Less colour is none. So many of a hundred coloured pixels are at most as coloured as a seal's full ink; what
# has a greater share of that all around is its solid part.
COLOURED, FULL, SOLID, GAP, AROUND = 25.0, 75, 0.75, 5, 5
FEWEST = 40
# Beside a seal nothing has its colour; so many pixels around it are looked at as well.
MARGIN = 12
# Rules are so dark where they are whole, in hundredths of their pixels; with so many of them beneath a seal,
# and so much darker than it (greys), they tell how much it lets through.
DARK_RULES, CLEAR = 70, 6.0
# How uncertain darkness is (greys): anywhere, and where a seal is neither whole nor missing.
NOISE, EDGE_NOISE = 4.0, 28.0


@dataclass(frozen=True, slots=True)
class Through:
    """How dark the print of a page is beneath its seals, how much of that they let through, and the noise.

    `dark` (0-255) is what is seen of the print: its own darkness times `shown` (0-1).
    """

    dark: Floats
    shown: Floats
    noise: Floats


@dataclass(frozen=True, slots=True)
class Ink:
    """A seal's ink: its share of the full one on each pixel, its colour where full, where it is solid.

    `whole` is where it is solid but for rules that it covers, which may have lost its colour.
    """

    share: Floats
    full: float
    solid: Mask
    whole: Mask


def ink_of(part: Grey) -> Ink | None:
    """The ink of the seals of a part of a page in colour (BGR); None where too little of it is solid."""
    redness = part[..., 2].astype(np.float32) - part.astype(np.float32) @ LIGHT
    coloured = redness[redness > COLOURED]
    if len(coloured) < FEWEST:
        return None
    full = float(np.percentile(coloured, FULL))
    near = np.asarray(redness > SOLID * full, np.uint8)
    solid = np.asarray(cv2.erode(near, np.ones((AROUND, AROUND), np.uint8)), np.uint8)
    if cv2.countNonZero(solid) < FEWEST:
        return None
    full = float(np.median(redness[solid > 0]))
    closed = cv2.morphologyEx(near, cv2.MORPH_CLOSE, np.ones((GAP, GAP), np.uint8))
    whole = np.asarray(cv2.erode(closed, np.ones((AROUND, AROUND), np.uint8)), np.uint8)
    return Ink(np.asarray(np.clip(redness / full, 0, 1)), full, solid, whole)


def sealed_part(seal: Mask) -> tuple[slice, slice]:
    """The rows and columns of a page that its seals (255) reach, and a little around."""
    left, top, width, height = cv2.boundingRect(seal)
    return (
        slice(max(0, top - MARGIN), top + height + MARGIN),
        slice(max(0, left - MARGIN), left + width + MARGIN),
    )


def passing(colour: Grey, seal: Mask, rules: Mask) -> float:
    """Which share of the darkness of print a page's seals let through, by the rules (255) that they cover.

    0 where these do not tell.
    """
    part = sealed_part(seal)
    ink = ink_of(colour[part])
    if ink is None:
        return 0.0
    lost = 255 - colour[part].astype(np.float32) @ LIGHT
    beneath = (ink.whole > 0) & (rules[part] > 0)
    on_paper = (ink.solid > 0) & (cv2.dilate(rules[part], np.ones((5, 5), np.uint8)) == 0)
    free = rules.copy()
    free[part][cv2.dilate(np.asarray(ink.share > 0.1, np.uint8), np.ones((9, 9), np.uint8)) > 0] = 0
    if min(map(np.count_nonzero, (beneath, on_paper, free))) < FEWEST:
        return 0.0
    more = float(np.percentile(lost[beneath], DARK_RULES)) - float(np.median(lost[on_paper]))
    usual = float(np.percentile(255 - colour[free > 0].astype(np.float32) @ LIGHT, DARK_RULES))
    return min(1.0, more / usual) if more > CLEAR else 0.0


def seen_through(colour: Grey, seal: Mask, passes: float) -> Through | None:
    """What is seen of the print of a page (BGR, on white) of which seals let this share through."""
    part = sealed_part(seal)
    ink = ink_of(colour[part])
    if ink is None:
        return None
    light = cv2.cvtColor(colour, cv2.COLOR_BGR2GRAY)
    lost = cv2.GaussianBlur(np.float32(255) - light, (0, 0), BLUR)
    redness = np.where(ink.solid > 0, ink.full, colour[part][..., 2] - light[part].astype(np.float32))
    of_seal = float(np.median(lost[part][ink.solid > 0])) / ink.full
    lost[part] = lost[part] - of_seal * redness
    share = np.zeros_like(lost)
    share[part] = np.where(ink.solid > 0, 1.0, ink.share)
    share = cv2.GaussianBlur(share, (0, 0), SOFT)
    noise = NOISE + EDGE_NOISE * share * (1 - share)
    dark = cv2.GaussianBlur(lost, (0, 0), SOFT)
    return Through(np.asarray(dark), np.asarray(1 - share * (1 - passes)), np.asarray(noise))
