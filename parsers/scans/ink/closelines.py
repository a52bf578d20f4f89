"""Lines of text set so close to each other that their letters touch, told apart."""

from __future__ import annotations

import numpy as np

# Shapes that together are higher than so many letters may be two lines; some of them, each lower than so many
# letters, are of one line.
CLOSE_SET, JOINED, FEW_SHAPES, MOST_SHAPES = 1.55, 1.4, 3, 300
# No line is lower than this share of a letter. So little of the ink lies beyond the place where lines part,
# and in both of them stand shapes so high.
LEAST_LINE, TORN, LEAST_LETTER = 0.6, 0.06, 0.5


def parted(shapes: list[list[int]], letter: float) -> list[list[list[int]]]:
    """The shapes of what may be lines set so close that they touch, line by line; one list as a rule.

    A shape is its left, top, right, bottom and the pixels of its ink; `letter` is the height of letters.
    Lines part where the least ink is on both sides; letters of both that touch are cut there. A letter that
    is larger than others has no such place.
    """
    top, bottom = min(row[1] for row in shapes), max(row[3] for row in shapes)
    if bottom - top <= CLOSE_SET * letter or len(shapes) > MOST_SHAPES:
        return [shapes]
    rows = np.array(shapes)
    heights = np.maximum(rows[:, 3] - rows[:, 1], 1)
    single = heights < JOINED * letter
    cuts = np.arange(round(top + LEAST_LINE * letter), round(bottom - LEAST_LINE * letter) + 1)
    if not len(cuts) or np.count_nonzero(single) < FEW_SHAPES:
        return [shapes]
    # The share of each shape that lies on the lesser side of each cut.
    above = np.clip((cuts[:, None] - rows[:, 1]) / heights, 0, 1)
    torn = (np.minimum(above, 1 - above) * rows[:, 4])[:, single].sum(1)
    at = int(torn.argmin())
    cut = int(cuts[at])
    upper = single & ((rows[:, 1] + rows[:, 3]) / 2 < cut)
    whole = heights > LEAST_LETTER * letter
    in_both = (whole & upper).any() and (whole & single & ~upper).any()
    if torn[at] > TORN * rows[single, 4].sum() or not in_both:
        return [shapes]
    high, low = ([shapes[index] for index in np.flatnonzero(side)] for side in (upper, single & ~upper))
    for index in np.flatnonzero(~single):
        x0, y0, x1, y1, area = shapes[index][:5]
        share = (cut - y0) / (y1 - y0)
        high.append([x0, y0, x1, cut, round(area * share)])
        low.append([x0, cut, x1, y1, round(area * (1 - share))])
    return [part for half in (high, low) for part in parted(half, letter)]
