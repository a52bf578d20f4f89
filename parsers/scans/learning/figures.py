"""Makes figures.npz: `python -m parsers.scans.learning.figures OUT FONT…`, in about an hour on two cores.

The lines are those of `figurelines`; the same fonts give the same lines. A sign's place is taught first, then
only what the line says, so that the share of all readings that one gets is how likely it is.
Needs JAX and Optax beside what the group `ocr` brings along: `uv run --with jax --with optax …`. The lines
take some 3 GB of memory.
"""

# ruff: noqa: PLC0415 - JAX is no dependency, and is asked how many cores to use before it is loaded
from __future__ import annotations

import os
import sys
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple

import cv2
import numpy as np

from parsers.scans.learning.figurelines import COLUMNS, TILES, Face, line, tile
from parsers.scans.nets.figurenet import ACROSS, LAYERS, ROWS, SIGNS, STEP
from parsers.scans.types import Floats, Grey

PARTS, PART = 64, 4096
TURNS = 2
# The last batches teach next to nothing: so many are enough.
ENOUGH = 5000
BATCH = 96
# Lines are learnt together with others that are no wider.
WIDTHS = (64, 80, 104, 144)
RATE = 0.003
SEED = 31
LONGEST = 10
# Until this share of the lesson the places of signs are taught, too.
PLACES = 0.25
NOT_TOLD = -1
# So many batches tell what is usual in each layer at the end.
SETTLING = 100


class Lesson(NamedTuple):
    """Lines to learn from: pictures, their widths, signs (0 after the last), of each step its or NOT_TOLD."""

    pictures: Grey
    widths: Floats
    signs: Floats
    steps: Floats


def lesson(paths: list[Path], number: int) -> Lesson:
    """One part of the lines to learn from."""
    cv2.setNumThreads(1)
    rng = np.random.default_rng([SEED, number])
    faces = [Face(path) for path in paths]
    cut = [face for face in faces if face.words]
    tiles = [tile(cut, rng) for _ in range(TILES)]
    pictures = np.full((PART, ROWS, COLUMNS, 3), 255, np.uint8)
    widths = np.zeros(PART, np.int32)
    signs = np.zeros((PART, LONGEST), np.int32)
    steps = np.full((PART, COLUMNS // STEP), NOT_TOLD, np.int32)
    count = 0
    while count < PART:
        made = line(faces, tiles, rng)
        if made is None or len(made.text) > LONGEST:
            continue
        widths[count] = wide = made.picture.shape[1]
        pictures[count, :, :wide] = made.picture
        signs[count, : len(made.text)] = numbers = [SIGNS.index(sign) + 1 for sign in made.text]
        told = [round((middle - 1) / STEP) for middle in made.middles]
        if not told:
            steps[count] = 0
        elif len(told) == len(numbers):
            steps[count, : max(0, told[0] - 3)] = 0
            steps[count, told[-1] + 4 :] = 0
            for at, sign in zip(told, numbers, strict=True):
                steps[count, min(max(at, 0), COLUMNS // STEP - 1)] = sign
        count += 1
    return Lesson(pictures, widths, signs, steps)


def lessons(paths: list[Path], parts: range) -> Lesson:
    """All lines to learn from."""
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        made = []
        for part in pool.map(partial(lesson, paths), parts):
            made.append(part)
            sys.stderr.write(f"{len(made)} of {len(parts)} parts drawn\n")
    return Lesson(*(np.concatenate(one) for one in zip(*made, strict=True)))


def beginning(rng: np.random.Generator) -> dict[str, Any]:
    """Weights to begin with, one part of them per layer."""
    weights: dict[str, Any] = {}
    channels, rows = 3, ROWS
    for at, layer in enumerate((*LAYERS, *ACROSS)):
        if at == len(LAYERS):
            channels *= rows
        size = layer.rows * layer.columns * channels
        shape = (layer.rows, layer.columns, channels, layer.filters)
        weights[f"filters{at}"] = rng.normal(0, np.sqrt(2 / size), shape).astype(np.float32)
        weights[f"bias{at}"] = np.zeros(layer.filters, np.float32)
        weights[f"gain{at}"] = np.ones(layer.filters, np.float32)
        channels, rows = layer.filters, rows // layer.down
    return weights


def answers(weights: dict[str, Any], pictures: Any, usual: dict[str, Any] | None = None) -> tuple[Any, Any]:
    """What the net says of pictures (n × steps × COUNT, logarithms), and what is usual in each layer.

    Each layer's answers are made even: by the averages `usual`, or by those of these pictures.
    """
    import jax
    import jax.numpy as jnp

    seen = (255 - pictures.astype(jnp.float32)) / 255
    found = {}
    last = len(LAYERS) + len(ACROSS) - 1
    for at, layer in enumerate((*LAYERS, *ACROSS)):
        if at == len(LAYERS):
            count, rows, columns, channels = seen.shape
            seen = seen.transpose(0, 2, 1, 3).reshape(count, 1, columns, rows * channels)
        edges = [(layer.rows // 2,) * 2, (layer.columns // 2,) * 2]
        kinds = ("NHWC", "HWIO", "NHWC")
        seen = jax.lax.conv_general_dilated(
            seen, weights[f"filters{at}"], (layer.down, layer.across), edges, dimension_numbers=kinds
        )
        if at < last:
            mean, spread = (
                (seen.mean((0, 1, 2)), (seen * seen).mean((0, 1, 2)) - seen.mean((0, 1, 2)) ** 2)
                if usual is None
                else usual[f"usual{at}"]
            )
            found[f"usual{at}"] = (mean, spread)
            seen = (seen - mean) * jax.lax.rsqrt(spread + 1e-4) * weights[f"gain{at}"] + weights[f"bias{at}"]
            seen = jax.nn.relu(seen)
        else:
            seen = seen + weights[f"bias{at}"]
    return jax.nn.log_softmax(seen[:, 0], axis=-1), found


def learn(told: Lesson, rng: np.random.Generator) -> dict[str, Floats]:
    """Weights after all turns, each layer's evenness made part of its filters."""
    os.environ["XLA_FLAGS"] = "--xla_force_host_platform_device_count=2 --xla_cpu_multi_thread_eigen=false"
    import jax
    import jax.numpy as jnp
    import optax
    from jax.sharding import Mesh, NamedSharding, PartitionSpec

    batches = [batch for _ in range(TURNS) for batch in in_batches(told.widths, rng)]
    steps = len(batches)
    way = optax.adamw(
        optax.warmup_cosine_decay_schedule(0, RATE, steps // 20, steps, 1e-5), weight_decay=1e-3
    )
    weights = beginning(rng)
    state = way.init(weights)

    def loss(weights: Any, pictures: Any, signs: Any, places: Any, share: Any) -> Any:
        said, _ = answers(weights, pictures)
        none = jnp.zeros(said.shape[:2])
        wrong = optax.ctc_loss(said, none, signs, (signs == 0).astype(jnp.float32)).mean()
        there = places != NOT_TOLD
        missed = -jnp.take_along_axis(said, jnp.maximum(places, 0)[:, :, None], 2)[:, :, 0]
        weight = jnp.where(places > 0, 3.0, 1.0) * there
        return wrong + share * 10 * (missed * weight).sum() / weight.sum(), wrong

    def step(weights: Any, state: Any, kept: Any, *batch: Any) -> Any:
        (_, wrong), slopes = jax.value_and_grad(loss, has_aux=True)(weights, *batch)
        changes, state = way.update(slopes, state, weights)
        weights = optax.apply_updates(weights, changes)
        kept = jax.tree.map(lambda old, new: 0.998 * old + 0.002 * new, kept, weights)
        return weights, state, kept, wrong

    taught = jax.jit(step)
    # Each core learns from half of a batch.
    halves = NamedSharding(Mesh(jax.devices(), "core"), PartitionSpec("core"))
    kept = weights
    seen = 0.0
    for at, (wide, chosen) in enumerate(batches[:ENOUGH]):
        share = max(0.0, 1 - at / steps / PLACES)
        parts = (told.pictures[chosen, :, :wide], told.signs[chosen], told.steps[chosen, : wide // STEP])
        batch = [jax.device_put(part, halves) for part in parts]
        weights, state, kept, wrong = taught(weights, state, kept, *batch, np.float32(share))
        seen = 0.98 * seen + 0.02 * float(wrong)
        if at % 200 == 199:
            sys.stderr.write(f"step {at + 1} of {steps}: loss {seen:.4f}\n")
    seen_by = jax.jit(lambda pictures: answers(kept, pictures)[1])
    found = [seen_by(told.pictures[chosen, :, :wide]) for wide, chosen in batches[-SETTLING:]]
    return folded(kept, jax.tree.map(lambda *each: sum(each) / len(each), *found))


def in_batches(widths: Floats, rng: np.random.Generator) -> list[tuple[int, Floats]]:
    """Numbers of lines that are learnt together, by turns, and the width that holds each of them."""
    made: list[tuple[int, Floats]] = []
    least = 0
    for wide in WIDTHS:
        numbers = rng.permutation(np.flatnonzero((widths > least) & (widths <= wide)))
        made += [(wide, numbers[at : at + BATCH]) for at in range(0, len(numbers) - BATCH + 1, BATCH)]
        least = wide
    return [made[at] for at in rng.permutation(len(made))]


def folded(weights: dict[str, Any], usual: dict[str, Any]) -> dict[str, Floats]:
    """The weights as they are read: filters and biases, nothing to be made even."""
    made: dict[str, Floats] = {}
    for at in range(len(LAYERS) + len(ACROSS)):
        filters, bias = (np.asarray(weights[f"{name}{at}"]) for name in ("filters", "bias"))
        if f"usual{at}" in usual:
            mean, spread = (np.asarray(one) for one in usual[f"usual{at}"])
            gain = np.asarray(weights[f"gain{at}"]) / np.sqrt(spread + 1e-4)
            filters, bias = filters * gain, bias - mean * gain
        made[f"filters{at}"] = filters.astype(np.float16)
        made[f"bias{at}"] = bias.astype(np.float16)
    return made


def main(out: str, *paths: str) -> None:
    told = lessons([Path(path) for path in paths], range(PARTS))
    np.savez_compressed(out, allow_pickle=False, **learn(told, np.random.default_rng(SEED)))


if __name__ == "__main__":
    main(*sys.argv[1:])
