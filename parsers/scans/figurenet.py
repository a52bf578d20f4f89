"""The net that reads figures beneath seals: a line at once, in colour, with the seal left where it lies.

Its weights lie in figures.npz, made by `parsers.scans.learnfigures`. It knows the signs of figures and
"something else"; where strokes hide what tells two digits apart, it is as uncertain as one has to be.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np

from parsers.scans.types import Floats

# The height of a line's picture, and of the digits in the middle of it.
ROWS, DIGIT_ROWS = 32, 20.0
DIGITS = "0123456789"
ELSE = "?"
SIGNS = DIGITS + "/.,-+—" + ELSE
# Of the answer: first the gap between signs, then the signs.
COUNT = len(SIGNS) + 1
# Pixels of width that one step of the answer stands for.
STEP = 4


@dataclass(frozen=True, slots=True)
class Layer:
    """Filters of `rows` × `columns` pixels, `filters` of them, one for so many pixels down and across."""

    rows: int
    columns: int
    filters: int
    down: int = 1
    across: int = 1


LAYERS = (Layer(5, 5, 16, 2, 2), Layer(3, 3, 32, 2), Layer(3, 3, 48, 2), Layer(3, 3, 64, 1, 2))
# What is left of the rows is one column's then.
ACROSS = (Layer(1, 3, 96), Layer(1, 3, 48), Layer(1, 1, COUNT))


@cache
def weights() -> list[tuple[Floats, Floats]]:
    """The filters (patch × filters) and biases of each layer."""
    with resources.files(__package__).joinpath("figures.npz").open("rb") as stream:
        stored = np.load(stream)
        layers = [*LAYERS, *ACROSS]
        return [
            (
                stored[f"filters{at}"].astype(np.float32).reshape(-1, layer.filters),
                stored[f"bias{at}"].astype(np.float32),
            )
            for at, layer in enumerate(layers)
        ]


def filtered(seen: Floats, layer: Layer, filters: Floats, bias: Floats) -> Floats:
    """What a layer makes of pictures (n × rows × columns × channels), before what is below 0 is cut."""
    high, wide = layer.rows // 2, layer.columns // 2
    padded = np.pad(seen, ((0, 0), (high, high), (wide, wide), (0, 0)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (layer.rows, layer.columns), axis=(1, 2))
    windows = windows[:, :: layer.down, :: layer.across].transpose(0, 1, 2, 4, 5, 3)
    count, rows, columns = windows.shape[:3]
    return np.asarray(windows.reshape(count, rows, columns, -1) @ filters + bias)


def shares(pictures: Floats) -> Floats:
    """The shares of the signs (n × steps × COUNT) in pictures of lines (n × ROWS × columns × 3, 0–255).

    Colours are blue, green, red, as OpenCV has them.
    """
    seen: Floats = (255 - pictures.astype(np.float32)) / 255
    net = weights()
    for layer, part in zip(LAYERS, net, strict=False):
        seen = np.maximum(filtered(seen, layer, *part), 0)
    seen = seen.transpose(0, 2, 1, 3).reshape(len(seen), 1, seen.shape[2], -1)
    for layer, part in zip(ACROSS, net[len(LAYERS) :], strict=True):
        scores = filtered(seen, layer, *part)
        seen = np.maximum(scores, 0)
    made = np.exp(scores - scores.max(-1, keepdims=True))[:, 0]
    return np.asarray(made / made.sum(-1, keepdims=True))


@dataclass(frozen=True, slots=True)
class Told:
    """What a line says, ELSE for signs of no figure, and how likely it says just that (0–1).

    `first` and `last` are the steps of its first and last sign.
    """

    text: str
    confidence: float
    first: int = 0
    last: int = 0


def told(steps: Floats) -> Told:
    """What the shares of signs at each step (steps × COUNT) say: the same at several steps is one sign."""
    best = steps.argmax(1)
    changes = np.append(True, best[1:] != best[:-1]) & (best > 0)
    numbers = best[changes]
    signs = np.flatnonzero(best)
    text = "".join(SIGNS[number - 1] for number in numbers)
    ends = (int(signs[0]), int(signs[-1])) if len(signs) else (0, 0)
    return Told(text, likelihood(steps, numbers), *ends)


def likelihood(steps: Floats, numbers: Floats) -> float:
    """How likely a line says the signs with these numbers: the sum over all ways to part its steps."""
    # Between the signs, before and after them, there may be a gap; between two alike there must.
    states = np.zeros(2 * len(numbers) + 1, np.int64)
    states[1::2] = numbers
    leap = np.zeros(len(states), bool)
    leap[3::2] = numbers[1:] != numbers[:-1]
    likely = np.zeros(len(states))
    likely[:2] = steps[0, states[:2]]
    for step in steps[1:]:
        one = np.append(0, likely[:-1])
        two = np.where(leap, np.append([0, 0], likely[:-2])[: len(likely)], 0)
        likely = (likely + one + two) * step[states]
    return float(likely[-2:].sum())
