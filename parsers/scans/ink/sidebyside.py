"""Words and figures side by side on a page whose tables have no upright rules: lines of ink told apart.

Letters of running text may stand as far apart as columns of a narrow table: only gaps between figures, and
between letters that fill their square, part a line. What stays together is read as one, its row in doubt.
"""

from __future__ import annotations

import numpy as np

from parsers.scans.types import Floats, Mask

# Lines outside of tables that are no wider, in heights, may be figures, if a page has so many of them.
FIGURE_WIDTH, MANY_SHORT = 4.5, 16
# Of the letters of a line so many in a hundred are at most as high as what counts as its height.
USUAL = 70
# Gaps wider than this, in heights of their line, part it: none within a figure is, even beside a 1;
# those within words are narrower still.
GAP, WORD_GAP = 0.6, 0.45
# In heights of its line: a letter is wider than a digit; of narrow signs brackets are high, points low.
LETTER, NARROW, HIGH, LOW = 0.8, 0.45, 0.9, 0.7
# The pieces of one letter, so many at most, stand so near, and are no wider together.
PIECES, WITHIN, ONE = 6, 0.25, 1.1
FLAT = 2.0  # a dash is so many times as wide as it is high
# A piece of an upright rule between level ones: higher than so many letters, its width so little of that;
# so many stand below each other, within pixels.
RULE, THIN, STACK, ASIDE = 1.8, 0.1, 4, 2

Box = tuple[int, int, int, int]  # left, top, right, bottom


def is_short(box: Box) -> bool:
    left, top, right, bottom = box
    return right - left <= FIGURE_WIDTH * (bottom - top)


def rule_pieces(shapes: Floats, letter: float) -> Mask:
    """Which shapes (True) are pieces of upright rules at the sides of a table, as level rules cut them."""
    wide, high = shapes[:, 2] - shapes[:, 0], shapes[:, 3] - shapes[:, 1]
    found = (high > RULE * letter) & (wide < THIN * high)
    lefts = np.sort(shapes[found, 0])
    first = np.searchsorted(lefts, shapes[:, 0] - ASIDE)
    last = np.searchsorted(lefts, shapes[:, 0] + ASIDE, "right")
    return np.asarray(found & (last - first >= STACK))


def side_by_side(shapes: tuple[Box, ...]) -> list[list[Box]]:
    """The shapes of one line, from left to right, parted where columns stand beside each other."""
    letters: list[list[Box]] = []
    end = 0
    for shape in shapes:
        if shape[0] > end or not letters:
            letters.append([])
        letters[-1].append(shape)
        end = max(end, shape[2])
    sizes = [around(parts) for parts in letters]
    # Labels at different heights in neighbouring cells may have become one line, higher than its letters.
    height = float(np.percentile([box[3] - box[1] for box in sizes], USUAL))
    words = any(box[2] - box[0] > LETTER * height for box in sizes)
    made = [[0]]
    for at in range(1, len(letters)):
        before, after = sizes[max(0, at - PIECES) : at], sizes[at : at + PIECES]
        if is_parted(before[::-1], after, height, words=words):
            made.append([])
        made[-1].append(at)
    if words and all(sizes[part[-1]][2] - sizes[part[0]][0] < ONE * height for part in made):
        return [list(shapes)]  # a word spread over its cell
    return [[shape for at in part for shape in letters[at]] for part in made]


def is_parted(before: list[Box], after: list[Box], height: float, *, words: bool) -> bool:
    """Whether columns are parted between two pieces; of those on both sides the nearest are the first."""
    gap = (after[0][0] - before[0][2]) / height
    if gap <= WORD_GAP:
        return False
    beside = sign(before, height), sign(after, height)
    letters = words and all(box[2] - box[0] > LETTER * height for box in beside)
    return (letters or gap > GAP) and not any(is_mark(box, height, words=words) for box in beside)


def sign(sizes: list[Box], height: float) -> Box:
    """The sign beside a gap, of the pieces from there on that stand side by side within its square."""
    box = sizes[0]
    for piece in sizes[1:]:
        wider = around([box, piece])
        near = max(piece[0] - box[2], box[0] - piece[2]) <= WITHIN * height
        if not near or wider[2] - wider[0] > ONE * height:
            break
        box = wider
    return box


def is_mark(box: Box, height: float, *, words: bool) -> bool:
    """Whether a sign may fill a small part of its square only: a comma, a colon, or a bracket by words."""
    wide, high = box[2] - box[0], box[3] - box[1]
    if wide > NARROW * height or wide > FLAT * high:
        return False
    return high < LOW * height or (words and high > HIGH * height)


def around(shapes: list[Box]) -> Box:
    lefts, tops, rights, bottoms = zip(*shapes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)
