"""The small net that names one sign of a figure: two layers of filters, one of connections.

Its weights lie in glyphs.npz, made by `parsers.scans.learning.glyphs`. It knows the signs of figures and
"something else": signs cut in the wrong place, damaged ones, letters and dust were shown to it as that.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np

from parsers.scans.types import Floats

# A sign as the net sees it: its line's height fills the rows, and more below for commas.
ROWS, COLUMNS = 24, 20
SIGNS = "0123456789/.,-+"
COUNT = len(SIGNS) + 1
ELSE_SIGN = COUNT - 1
FIRST, SECOND = 5, 3  # sides of the filters
STEP = 2
# So many signs at once: what one layer makes of them is still in the processor's cache for the next.
BATCH = 64


@dataclass(frozen=True, slots=True)
class Weights:
    filters: Floats
    filters_bias: Floats
    second: Floats
    second_bias: Floats
    hidden: Floats
    hidden_bias: Floats
    out: Floats
    out_bias: Floats


@cache
def weights() -> Weights:
    with resources.files(__package__).joinpath("glyphs.npz").open("rb") as stream:
        stored = np.load(stream)
        return Weights(**{name: stored[name].astype(np.float32) for name in Weights.__slots__})


def filtered(pictures: Floats, filters: Floats, bias: Floats, side: int) -> Floats:
    """What a layer of filters makes of pictures (channels × rows × columns × n): filters × half of each × n.

    The pictures come last, so that a pixel of all of them is moved at once.
    """
    channels, rows, columns, count = pictures.shape
    edge = side // 2
    padded = np.zeros((channels, rows + 2 * edge, columns + 2 * edge, count), np.float32)
    padded[:, edge : edge + rows, edge : edge + columns] = pictures
    seen = np.empty((side, side, channels, rows // STEP, columns // STEP, count), np.float32)
    for y in range(side):
        for x in range(side):
            seen[y, x] = padded[:, y : y + rows : STEP, x : x + columns : STEP]
    made = filters.T @ seen.reshape(side * side * channels, -1) + bias[:, None]
    return np.asarray(np.maximum(made, 0, out=made).reshape(-1, *seen.shape[3:]))


def shares_of(net: Weights, pictures: Floats) -> Floats:
    """The shares of the signs in pictures (n × ROWS × COLUMNS): n × COUNT."""
    first = filtered(pictures.transpose(1, 2, 0)[None], net.filters, net.filters_bias, FIRST)
    second = filtered(first, net.second, net.second_bias, SECOND)
    # The weights are those of rows × columns × channels.
    inner = net.hidden.T @ second.transpose(1, 2, 0, 3).reshape(-1, len(pictures))
    scores = net.out.T @ np.maximum(inner + net.hidden_bias[:, None], 0) + net.out_bias[:, None]
    shares = np.exp(scores - scores.max(0))
    return np.asarray((shares / shares.sum(0)).T)


def classify(pictures: Floats) -> Floats:
    """The share of certainty of each sign of SIGNS, and last of something else (n × COUNT)."""
    net = weights()
    if not len(pictures):
        return np.zeros((0, COUNT), np.float32)
    parts = [shares_of(net, pictures[at : at + BATCH]) for at in range(0, len(pictures), BATCH)]
    return np.concatenate(parts)
