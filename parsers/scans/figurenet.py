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


LAYERS = (Layer(5, 5, 20, 2, 2), Layer(3, 3, 40, 2), Layer(3, 3, 56, 2), Layer(3, 3, 80, 1, 2))
# What is left of the rows is one column's then.
ACROSS = (Layer(1, 3, 112), Layer(1, 3, 64), Layer(1, 1, COUNT))


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
    """What a layer makes of pictures (channels × rows × columns × n), before what is below 0 is cut.

    The pictures come last, so that a pixel of all of them is moved at once.
    """
    channels, rows, columns, count = seen.shape
    high, wide = layer.rows // 2, layer.columns // 2
    padded = np.zeros((channels, rows + 2 * high, columns + 2 * wide, count), np.float32)
    padded[:, high : high + rows, wide : wide + columns] = seen
    shape = (-(-rows // layer.down), -(-columns // layer.across), count)
    windows = np.empty((layer.rows, layer.columns, channels, *shape), np.float32)
    for y in range(layer.rows):
        for x in range(layer.columns):
            windows[y, x] = padded[:, y : y + rows : layer.down, x : x + columns : layer.across]
    made = filters.T @ windows.reshape(len(filters), -1) + bias[:, None]
    return np.asarray(made.reshape(-1, *shape))


def shares(pictures: Floats) -> Floats:
    """The shares of the signs (n × steps × COUNT) in pictures of lines (n × ROWS × columns × 3, 0–255).

    Colours are blue, green, red, as OpenCV has them.
    """
    seen: Floats = (255 - pictures.transpose(3, 1, 2, 0).astype(np.float32)) / 255
    net = weights()
    for layer, part in zip(LAYERS, net, strict=False):
        seen = np.maximum(filtered(seen, layer, *part), 0)
    # The weights are those of rows × channels.
    seen = seen.transpose(1, 0, 2, 3).reshape(-1, 1, *seen.shape[2:])
    for layer, part in zip(ACROSS, net[len(LAYERS) :], strict=True):
        scores = filtered(seen, layer, *part)
        seen = np.maximum(scores, 0)
    made = np.exp(scores - scores.max(0))[:, 0]
    return np.asarray((made / made.sum(0)).transpose(2, 1, 0))


@dataclass(frozen=True, slots=True)
class Told:
    """What a line says, ELSE for signs of no figure, and how likely it says just that (0–1).

    `first` and `last` are the steps in the middle of its first and last sign.
    """

    text: str
    confidence: float
    first: float = 0.0
    last: float = 0.0


def told(steps: Floats) -> Told:
    """What the shares of signs at each step (steps × COUNT) say: the same at several steps is one sign."""
    best = steps.argmax(1)
    changes = np.append(True, best[1:] != best[:-1]) & (best > 0)
    numbers = best[changes]
    signs = np.flatnonzero(best)
    text = "".join(SIGNS[number - 1] for number in numbers)
    ends = [middle(steps, best, int(at)) for at in (signs[0], signs[-1])] if len(signs) else [0.0, 0.0]
    return Told(text, likelihood(steps, numbers), *ends)


def middle(steps: Floats, best: Floats, at: int) -> float:
    """Where the middle of the sign is that step `at` is of, by its shares in the steps around."""
    first = last = at
    while first > 0 and best[first - 1] == best[at]:
        first -= 1
    while last + 1 < len(best) and best[last + 1] == best[at]:
        last += 1
    around = np.arange(max(0, first - 1), min(len(best), last + 2))
    return float(np.average(around, weights=steps[around, best[at]]))


def likelihood(steps: Floats, numbers: Floats) -> float:
    """How likely a line says the signs with these numbers: the sum over all ways to part its steps."""
    # Between the signs, before and after them, there may be a gap; between two alike there must.
    signs: list[int] = numbers.tolist()
    states = [0, *(state for sign in signs for state in (sign, 0))]
    leaps = [at > 1 and state > 0 and state != states[at - 2] for at, state in enumerate(states)]
    rows: list[list[float]] = steps[:, states].tolist()
    likely = [share if at < 2 else 0.0 for at, share in enumerate(rows[0])]
    for row in rows[1:]:
        likely = [
            (before + (likely[at - 1] if at else 0.0) + (likely[at - 2] if leaps[at] else 0.0)) * row[at]
            for at, before in enumerate(likely)
        ]
    return sum(likely[-2:])
