"""Dark grounds with pale print on them, as of headers: print and rules there are made dark on pale."""

from __future__ import annotations

import cv2
import numpy as np

from parsers.scans.page.paper import PAGE_WIDTH, histogram
from parsers.scans.types import Floats, Grey, Mask

# Grounds are looked for in a picture shrunk to about so many dots per inch.
DOTS = 50
# The grey of paper: so much of a page is no paler.
PAPER = 0.9
# Shares of the grey of paper: grounds are darker than the first, and differ by less than the second, which
# print and rules on them do not; what differs by less than the third is nothing but ground.
DARK, EVEN, NOTHING = 0.75, 0.14, 0.07
# More than so much of what surrounds a pixel of a ground, print or not, has the grey of the ground.
MOSTLY = 0.5
# Inches: what surrounds a pixel, how far the ground beside it is known.
AROUND, KNOWN = 0.14, 0.3
# Square inches: the smallest ground, and how much that is dark and free of print a page with grounds has.
LEAST, LEAST_FREE = 0.3, 0.1
# So much of a ground is free of print, at least; and so much of it is pale print, at least and at most.
FREE, PRINTED, COVERED = 0.1, 0.01, 0.45
# So many times as much of it is darker, for its rules, at most.
MOST_RULES = 4
SQUARE = np.ones((3, 3), np.uint8)


def dark_on_grounds(picture: Grey) -> Grey:
    """A picture with the pale print on its dark grounds made dark, and the grounds as pale as paper."""
    shrink = max(1, round(picture.shape[1] / PAGE_WIDTH / DOTS))
    size = max(1, picture.shape[1] // shrink), max(1, picture.shape[0] // shrink)
    dots = size[0] / PAGE_WIDTH
    least = LEAST_FREE * dots * dots
    rough = one_grey(np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_NEAREST), np.uint8))
    paper = paper_level(rough)
    # On most pages nothing is dark and broad, which is quickly seen.
    if cv2.countNonZero(cv2.inRange(cv2.dilate(rough, SQUARE), 0, int(DARK * paper))) < least:
        return picture
    grey = one_grey(picture)
    whole = grey.shape[::-1]
    small = np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), np.uint8)
    free = free_of_print(small, paper)
    if cv2.countNonZero(free) < least:
        return picture
    ground = greys_of(small, free, dots)
    large = np.asarray(cv2.resize(ground, whole, interpolation=cv2.INTER_LINEAR), np.uint8)
    alike = cv2.inRange(cv2.absdiff(grey, large), 0, int(EVEN * paper))
    alike = np.where(ground > 0, cv2.resize(alike, size, interpolation=cv2.INTER_AREA), 0).astype(np.uint8)
    side = 2 * round(AROUND * dots / 2) + 1
    window = np.ones((side, side), np.uint8)
    mostly = cv2.inRange(cv2.blur(alike, (side, side)), round(255 * MOSTLY), 255)
    mostly = cv2.morphologyEx(mostly, cv2.MORPH_CLOSE, window)
    apart = small.astype(np.int16) - ground
    # No stroke of print is so broad as to be white in a shrunk picture.
    white = cv2.inRange(small, round((1 - NOTHING) * paper), 255)
    outside = cv2.morphologyEx(white, cv2.MORPH_OPEN, SQUARE) > 0
    mostly[outside] = 0
    shown = free > 0, apart > EVEN * paper, apart < -EVEN * paper
    kept = with_print(np.asarray(mostly, np.uint8), shown, LEAST * dots * dots)
    if kept is None:
        return picture
    # Corners, and print at an edge, have less of the ground around them.
    solid = cv2.morphologyEx(cv2.inRange(alike, 200, 255), cv2.MORPH_OPEN, SQUARE)
    kept = cv2.bitwise_or(kept, cv2.bitwise_and(cv2.dilate(kept, window), solid))
    kept = cv2.morphologyEx(kept, cv2.MORPH_CLOSE, window[2:, 2:])
    kept[outside] = 0
    room = np.asarray(cv2.resize(kept, whole, interpolation=cv2.INTER_LINEAR), np.uint8) >= 128
    made = picture.copy()
    inked = ink_on(grey[room], large[room], paper)
    made[room] = inked if picture.ndim == 2 else inked[:, None]
    return made


def one_grey(picture: Grey) -> Grey:
    """How bright a picture is, of all its colours: pale print on red is told from it by green and blue."""
    return picture if picture.ndim == 2 else np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), np.uint8)


def paper_level(grey: Grey) -> int:
    """The grey of the paper of a page; in black and white, 255."""
    counts = np.cumsum(histogram(grey))
    return int(np.searchsorted(counts, PAPER * counts[-1]))


def free_of_print(small: Grey, paper: int) -> Mask:
    """What is dark and even in each direction (255), in a picture that is shrunk."""
    highest = cv2.dilate(small, SQUARE)
    apart = cv2.subtract(highest, cv2.erode(small, SQUARE))
    dark = cv2.inRange(highest, 0, int(DARK * paper))
    return np.asarray(cv2.bitwise_and(dark, cv2.inRange(apart, 0, int(EVEN * paper))), np.uint8)


def greys_of(small: Grey, free: Mask, dots: float) -> Grey:
    """The grey of the ground near each pixel, told by those free of print; 0 where there are none."""
    side = 2 * round(KNOWN * dots) + 1
    there = cv2.blur((free > 0).astype(np.float32), (side, side))
    total = cv2.blur(np.where(free > 0, small, 0).astype(np.float32), (side, side))
    near = there > 0.5 / side**2
    return np.where(near, np.clip(total / np.maximum(there, 1e-6), 1, 255), 0).astype(np.uint8)


def with_print(mostly: Mask, shown: tuple[Floats, Floats, Floats], least: float) -> Mask | None:
    """Those areas of a mask that are grounds with pale print on them; None if there are none.

    `shown` is where the picture shows a ground free of print, what is paler, and what is darker.
    """
    count, labels = cv2.connectedComponents(mostly)
    inner = np.where(cv2.erode(mostly, SQUARE) > 0, labels, 0)
    whole = np.bincount(inner.ravel(), minlength=count)
    blank, pale, dark = (np.bincount(inner[there], minlength=count) for there in shown)
    kept = (whole >= least) & (blank >= FREE * whole)
    kept &= (pale >= PRINTED * whole) & (pale <= COVERED * whole) & (dark < MOST_RULES * pale)
    kept[0] = False
    return (kept[labels] * 255).astype(np.uint8) if kept.any() else None


def ink_on(grey: Grey, ground: Grey, paper: int) -> Floats:
    """What differs from a ground, paler or darker, as ink on paper of this grey."""
    apart = grey.astype(np.float32) - ground
    most = np.where(apart > 0, paper - ground.astype(np.float32), ground) - NOTHING * paper
    ink = np.clip((np.abs(apart) - NOTHING * paper) / np.maximum(most, 1), 0, 1)
    return np.asarray(paper * (1 - ink), np.float32)
