"""How far figures drift to one side down a table: upright rules of a page that is level may lean a little."""

from __future__ import annotations

import numpy as np

from parsers.scans.types import Floats

# Figures so many digits above each other tell how upright rules lean, by no more than this; fewer do not.
FAR, MOST_LEAN, ENOUGH = 20.0, 0.005, 8


def lean(rows: Floats, across: Floats, digit: float) -> Floats | None:
    """How far figures drift across for each pixel down, None where too few stand far above each other.

    `rows` are the heights of n figures on the page, `across` how far each is from k places of its cell
    (n × k), `digit` is the height of a digit. Each two that are far from each other tell it, the middle of
    all of them counts.
    """
    first, second = np.triu_indices(len(rows), 1)
    below = rows[second] - rows[first]
    far = np.abs(below) > FAR * digit
    if len(rows) < ENOUGH or np.count_nonzero(far) < len(rows):
        return None
    leans = (across[second] - across[first])[far] / below[far, None]
    return np.asarray(np.clip(np.median(leans, axis=0), -MOST_LEAN, MOST_LEAN))
