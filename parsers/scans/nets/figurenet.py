"""The net that reads figures beneath seals: a line at once, in colour, with the seal left where it lies.

Its weights lie in figures.npz, made by `parsers.scans.learning.figures`. It knows the signs of figures and
"something else"; where strokes hide what tells two digits apart, it is as uncertain as one has to be.
"""

# ruff: noqa: PLC0415 - openvino is of the group `ocr`
from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import numpy as np

from parsers.scans.nets.networks import asked, ready
from parsers.scans.types import Floats, Grey

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


def network() -> Any:
    """The net as a network: pictures in (n × ROWS × columns × 3, 0–255), shares out (n × steps × COUNT)."""
    from openvino import Model
    from openvino import opset13 as nodes

    def order(seen: Any, *axes: int) -> Any:
        return nodes.transpose(seen, nodes.constant(np.array(axes)))

    entry = nodes.parameter([-1, ROWS, -1, 3], np.uint8)
    dark = nodes.subtract(nodes.constant(np.float32(255)), nodes.convert(entry, np.float32))
    seen = order(nodes.divide(dark, nodes.constant(np.float32(255))), 0, 3, 1, 2)
    for at, (layer, (filters, bias)) in enumerate(zip((*LAYERS, *ACROSS), weights(), strict=True)):
        if at == len(LAYERS):
            # The weights are those of rows × channels.
            shape = nodes.constant(np.array([0, filters.size // layer.filters // layer.columns, 1, -1]))
            seen = nodes.reshape(order(seen, 0, 2, 1, 3), shape, special_zero=True)
        parts = filters.reshape(layer.rows, layer.columns, -1, layer.filters).transpose(3, 2, 0, 1)
        edges = [layer.rows // 2, layer.columns // 2]
        by, near = [layer.down, layer.across], [1, 1]
        scores = nodes.convolution(seen, nodes.constant(parts.copy()), by, edges, edges, near)
        scores = nodes.add(scores, nodes.constant(bias[:, None, None]))
        seen = nodes.relu(scores)
    steps = order(nodes.squeeze(scores, nodes.constant(np.array([2]))), 0, 2, 1)
    return Model([nodes.softmax(steps, -1)], [entry])


@cache
def request() -> tuple[Any, threading.Lock]:
    """The net, ready to be asked, and who may ask it."""
    return ready(network(), exact=True), threading.Lock()


def shares(pictures: Grey) -> Floats:
    """The shares of the signs (n × steps × COUNT) in pictures of lines (n × ROWS × columns × 3, 0–255).

    Colours are blue, green, red, as OpenCV has them.
    """
    net, lock = request()
    with lock:
        (made,) = asked(net, pictures)
        return made


@dataclass(frozen=True, slots=True)
class Told:
    """What a line says, ELSE for signs of no figure, and how likely it says just that (0–1).

    `middles` are the steps in the middle of each of its signs.
    """

    text: str
    confidence: float
    middles: tuple[float, ...] = ()


def told(steps: Floats) -> Told:
    """What the shares of signs at each step (steps × COUNT) say: the same at several steps is one sign."""
    best = steps.argmax(1)
    changes = np.append(True, best[1:] != best[:-1]) & (best > 0)
    numbers = best[changes]
    text = "".join(SIGNS[number - 1] for number in numbers)
    middles = tuple(middle(steps, best, at) for at in np.flatnonzero(changes).tolist())
    return Told(text, likelihood(steps, numbers), middles)


def middle(steps: Floats, best: Floats, at: int) -> float:
    """Where the middle of the sign is that begins at step `at`, by its shares in the steps around."""
    first = last = at
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
