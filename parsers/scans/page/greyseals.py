"""Round seals taken away from a page that has no colour: by their shape, where colour cannot tell them.

The rim is a circle, so how much of it lies on each pixel is known from its cross-section all around; so is
that of the star, which is broader than any print. What each of them leaves of the print below is measured
where rules pass under them. The letters of a seal may lie over figures, and are no figure's: strokes that
touch no darker print are taken away as a guess, and what lies there is said to be hidden.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from parsers.scans.page.connected import areas
from parsers.scans.page.rims import Rim
from parsers.scans.types import Floats, Grey, Mask

# How far from the middle of a rim's stroke its soft edges reach, beyond half its width (pixels), and in which
# steps its cross-section is taken, as the grey that so many of a hundred pixels there are darker than.
EDGE, PER_PIXEL, TYPICAL = 4, 2, 60
# Print is thinner than the first, a star broader than the second (inches); it lies within this share of the
# radius, and what is no wider than the last is no hole in it.
THINNER, BROAD, WITHIN, HOLE = 0.035, 0.07, 0.62, 0.06
MOST_STROKES = 20_000
SOFTNESS = 0.9  # of its edges, in pixels
# Print beneath is darker than a seal by so many deviations of its own grey, and at least so many greys.
CLEAR, LEAST_CONTRAST, FEWEST = 4.0, 24.0, 12
# So many deviations are noise.
NOISE = 1.5
DARKEST_SHARE = 8
# The share of print's darkness that is left beneath a seal where none can be measured; less hides it.
USUAL, LEAST = 0.4, 0.12
# Of less than this thin print may be lost.
ENOUGH = 0.6
# Paper is paler than this. The strokes of a seal's letters are so thick and long, at least, rules are so long
# (inches).
PAPER, STROKE, LONG, RULE = 225, 0.0133, 0.07, 0.2


@dataclass(frozen=True, slots=True)
class Freed:
    """A grey page without its seals, so in another way, and without any of their letters, for its rules.

    `seal` is where seals lie (255), `opaque` where they may hide print.
    """

    flat: Grey
    second: Grey
    bare: Grey
    seal: Mask
    opaque: Mask


def freed(flat: Grey, rims: Sequence[Rim], level: int, dots: float) -> Freed:
    """A page of even grey paper without the round seals on it.

    `rims` are those of the seals, `level` is the grey of dark print, `dots` are those of an inch. All but the
    part of the page that they lie in is left as it is.
    """
    room = surroundings(flat, rims, dots)
    top, left = room[0].start, room[1].start
    moved = [replace(rim, x=rim.x - left, y=rim.y - top) for rim in rims]
    part = freed_part(np.ascontiguousarray(flat[room]), moved, level, dots)
    pages = [flat.copy() for _ in range(3)] + [np.zeros_like(flat) for _ in range(2)]
    for page, one in zip(pages, (part.flat, part.second, part.bare, part.seal, part.opaque), strict=True):
        page[room] = one
    return Freed(*pages)


def surroundings(flat: Grey, rims: Sequence[Rim], dots: float) -> tuple[slice, slice]:
    """The part of a page that rims lie in, with as much around them as is looked at to tell rules there.

    It begins at an even row and column, so that halves are rounded there as on the page.
    """
    height, width = flat.shape
    more = max(rim.half for rim in rims) + EDGE + 2 * RULE * dots + 8
    top = max(0, int(min(rim.y - rim.radius for rim in rims) - more)) & ~1
    left = max(0, int(min(rim.x - rim.radius for rim in rims) - more)) & ~1
    bottom = min(height, int(max(rim.y + rim.radius for rim in rims) + more))
    right = min(width, int(max(rim.x + rim.radius for rim in rims) + more))
    return slice(top, bottom), slice(left, right)


def freed_part(flat: Grey, rims: Sequence[Rim], level: int, dots: float) -> Freed:
    """As `freed`, of the part of a page that the rims lie in."""
    white: Floats = np.full(flat.shape, 255.0, np.float32)
    for rim in rims:
        white = np.minimum(white, rim_white(flat, rim))
    for rim in rims:
        white = np.minimum(white, star_white(flat, rim, dots))
    covered = white < 255 - LEAST_CONTRAST / 2
    through, noise = passed(flat, white, level)
    solid = (255 - white) / max(1.0, 255 - float(white.min()))
    share = 1 - (1 - max(LEAST, through)) * solid
    page = np.clip(255 - (white - NOISE * noise * solid - flat) / share, 0, 255)
    # Of a seal as dark as print nothing tells what print lies beneath.
    black = float(white.min()) < level + LEAST_CONTRAST
    made = np.where(covered, 255 if black else page, flat).astype(np.uint8)
    # In the other way the seal is one grey to its very edge, and what is a little darker is print.
    widest = cv2.erode(white, np.ones((3, 3), np.uint8))
    other = np.clip(255 - (widest - LEAST_CONTRAST / 2 - flat) / share, 0, 255)
    second = np.where(widest < 255 - LEAST_CONTRAST / 2, 255 if black else other, flat).astype(np.uint8)
    seal = cv2.dilate(covered.astype(np.uint8) * 255, np.ones((5, 5), np.uint8))
    opaque = seal.copy() if through < ENOUGH or black else np.zeros_like(seal)
    darkest = round((level + 3 * float(white.min())) / 4)
    bare = made.copy()
    for rim in rims:
        strokes, beside = letters_within(made, rim, darkest, dots)
        strokes[covered] = 0
        made[strokes > 0] = 255
        bare[((strokes | beside) > 0) & (bare >= darkest)] = 255
        hides = cv2.bitwise_or(strokes, beside) if black else strokes
        opaque = cv2.bitwise_or(opaque, cv2.dilate(hides, np.ones((3, 3), np.uint8)))
        seal = cv2.bitwise_or(seal, cv2.bitwise_or(strokes, beside))
    return Freed(made, second, bare, np.asarray(seal, np.uint8), np.asarray(opaque, np.uint8))


def rim_white(flat: Grey, rim: Rim) -> Floats:
    """The grey that paper has beneath a rim, 255 elsewhere: the same all around, as the rim is."""
    room, away = around(flat, rim)
    reach = rim.half + EDGE
    steps = np.clip(((away + reach) * PER_PIXEL).astype(np.int64), -1, 2 * round(reach * PER_PIXEL))
    near = np.abs(away) < reach
    part = flat[room]
    section = [
        float(np.percentile(greys, TYPICAL)) if (greys := part[near & (steps == step)]).size else 255.0
        for step in range(2 * round(reach * PER_PIXEL) + 1)
    ]
    paper = max(1.0, min(max(section[:3]), max(section[-4:])))
    whites = np.minimum(255, np.array(section) / paper * 255)
    made = np.full(flat.shape, 255.0, np.float32)
    made[room] = np.where(near, whites[np.maximum(0, steps)], 255)
    return made


def around(flat: Grey, rim: Rim) -> tuple[tuple[slice, slice], Floats]:
    """The part of a page that a rim lies in, and how far each of its pixels lies outside of the circle."""
    reach = rim.radius + rim.half + EDGE + 2
    top, bottom = max(0, int(rim.y - reach)), min(flat.shape[0], int(rim.y + reach) + 2)
    left, right = max(0, int(rim.x - reach)), min(flat.shape[1], int(rim.x + reach) + 2)
    rows, columns = np.mgrid[top:bottom, left:right]
    return (slice(top, bottom), slice(left, right)), np.hypot(columns - rim.x, rows - rim.y) - rim.radius


def star_white(flat: Grey, rim: Rim, dots: float) -> Floats:
    """The grey that paper has beneath the broad middle of a seal, 255 elsewhere."""
    room, away = around(flat, rim)
    part = flat[room]
    thinner, hole, broad = (
        np.ones((2 * round(size * dots / 2) + 1,) * 2, np.uint8) for size in (THINNER, HOLE, BROAD)
    )
    # As dark as print it may be, where it is so broad.
    pale = cv2.inRange(cv2.medianBlur(part, 3), 0, PAPER)
    pale[away > (WITHIN - 1) * rim.radius] = 0
    shape = cv2.morphologyEx(cv2.morphologyEx(pale, cv2.MORPH_OPEN, thinner), cv2.MORPH_CLOSE, hole)
    shape = cv2.morphologyEx(shape, cv2.MORPH_OPEN, broad)
    made = np.full(flat.shape, 255.0, np.float32)
    inner = cv2.erode(shape, np.ones((5, 5), np.uint8)) > 0
    if int(inner.sum()) < FEWEST:
        return made
    grey = float(np.median(part[inner]))
    made[room] = 255 - cv2.GaussianBlur(shape, (0, 0), SOFTNESS).astype(np.float32) / 255 * (255 - grey)
    return made


def passed(flat: Grey, white: Floats, level: int) -> tuple[float, float]:
    """The share of the darkness of print that is left beneath a seal, and the deviation of its own grey.

    The share is 0 where no print is to be seen.
    """
    full = white < float(white.min()) + LEAST_CONTRAST / 2
    darker = (white - flat)[full]
    if len(darker) < FEWEST:
        return USUAL, 0.0
    spread = 1.48 * float(np.median(np.abs(darker - np.median(darker)))) + 1
    found = darker[darker > max(LEAST_CONTRAST, CLEAR * spread)]
    if len(found) < FEWEST:
        return 0.0, spread
    return float(np.clip(np.percentile(found, 100 - DARKEST_SHARE) / (255 - level), 0, 1)), spread


def letters_within(page: Grey, rim: Rim, darkest: int, dots: float) -> tuple[Mask, Mask]:
    """Long strokes in a rim that are no darker than its seal, with their edges (255).

    First those that touch nothing darker but rules, then those that do: print may be among them.
    """
    ink = cv2.bitwise_and(cv2.inRange(cv2.medianBlur(page, 3), 0, PAPER), rim.disc(page))
    long = 2 * round(RULE * dots / 2) + 1
    for kernel in (np.ones((1, long), np.uint8), np.ones((long, 1), np.uint8)):
        ruled = cv2.morphologyEx(cv2.inRange(page, 0, PAPER), cv2.MORPH_OPEN, kernel)
        ink = cv2.subtract(ink, cv2.dilate(ruled, np.ones((3, 3), np.uint8)))
    found = areas(np.asarray(ink, np.uint8), MOST_STROKES)
    if found.count > MOST_STROKES:
        return np.zeros_like(ink), np.asarray(ink)
    side = max(2, round(STROKE * dots))
    broad = cv2.erode(ink, np.ones((side, side), np.uint8)) > 0
    thick, dark = (
        np.bincount(found.labels[part], minlength=found.count) > 0 for part in (broad, page < darkest)
    )
    reach = np.maximum(found.rooms[:, 2] - found.rooms[:, 0], found.rooms[:, 3] - found.rooms[:, 1])
    long_ = thick & (reach > LONG * dots)
    long_[0] = False
    made = []
    for kept in (long_ & ~dark, long_ & dark):
        strokes = np.asarray(kept.astype(np.uint8) * 255).take(found.labels)
        made.append(np.asarray(cv2.dilate(strokes, np.ones((3, 3), np.uint8)), np.uint8))
    return made[0], made[1]
