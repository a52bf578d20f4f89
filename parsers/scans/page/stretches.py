"""Stretches of a row of marks: where those lie that follow each other."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def stretches(marked: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """The stretches of marks, in order: the place of the first mark of each, and the one behind its last.

    >>> stretches(np.array([True, False, True, True]))
    [(0, 1), (2, 4)]
    """
    bounds = np.flatnonzero(np.diff(np.concatenate([[0], marked.astype(np.int8), [0]])))
    return list(zip(bounds[::2].tolist(), bounds[1::2].tolist(), strict=True))
