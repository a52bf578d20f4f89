"""The small net that names one sign of a figure: two layers of filters, one of connections.

Its weights lie in glyphs.npz, made by `parsers.scans.learn`. It knows the signs of figures and "something
else": signs cut in the wrong place, damaged ones, letters and dust were shown to it as something else.
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
BATCH = 256


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


def patches(pictures: Floats, side: int) -> Floats:
    """The squares of pictures (n × rows × columns × channels) that a layer of filters looks at.

    Returns n × (rows / 2) × (columns / 2) × (side² · channels).
    """
    edge = side // 2
    padded = np.pad(pictures, ((0, 0), (edge, edge), (edge, edge), (0, 0)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (side, side), axis=(1, 2))
    windows = windows[:, ::STEP, ::STEP].transpose(0, 1, 2, 4, 5, 3)
    return windows.reshape(*windows.shape[:3], -1)


def layers(net: Weights, pictures: Floats) -> tuple[Floats, Floats, Floats, Floats, Floats, Floats]:
    """What each layer makes of pictures (n × ROWS × COLUMNS): for learning; the last are the shares."""
    first_in = patches(pictures[..., None], FIRST)
    first = np.maximum(first_in @ net.filters + net.filters_bias, 0)
    second_in = patches(first, SECOND)
    second = np.maximum(second_in @ net.second + net.second_bias, 0).reshape(len(pictures), -1)
    inner = np.maximum(second @ net.hidden + net.hidden_bias, 0)
    scores = inner @ net.out + net.out_bias
    scores -= scores.max(1, keepdims=True)
    shares = np.exp(scores)
    shares /= shares.sum(1, keepdims=True)
    return first_in, first, second_in, second, inner, shares


def classify(pictures: Floats) -> Floats:
    """The share of certainty of each sign of SIGNS, and last of something else (n × COUNT)."""
    net = weights()
    if not len(pictures):
        return np.zeros((0, COUNT), np.float32)
    parts = [layers(net, pictures[at : at + BATCH])[-1] for at in range(0, len(pictures), BATCH)]
    return np.concatenate(parts)
