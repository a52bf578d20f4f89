"""Letters from pictures of lines, by the recognition model that rapidocr ships in its wheel.

The models are opened by path inside the installed package, so nothing can be downloaded, whatever the
package would do by itself. One thread each: many readers run side by side.
"""

# ruff: noqa: PLC0415 - the packages of the group `ocr` may be missing, and are asked for first
from __future__ import annotations

import math
import operator
import threading
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import util
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from parsers.errors import Unreadable

if TYPE_CHECKING:
    import numpy as np

    from parsers.scans.types import Floats, Grey

RECOGNITION = "PP-OCRv6_rec_small.onnx"
# The model reads lines of this height, and as well of two thirds of it, in two thirds of the time; one step
# of its answer stands for 8 pixels of width.
HEIGHT, LOW = 48, 32
STEP = 8
WIDEST = 2400
# Printed words stay readable at two fifths of their width, in two fifths of the time.
SQUEEZE = 0.4
# Figures are squeezed less, but seen smaller, with white above and below: 7 keeps its slant and is no 1.
SMALL, FIGURE_SQUEEZE = 0.8, 0.45
NARROWEST = 24
# About so many pixels of width are read at once: more save no time, and memory stays bounded.
BATCH_WIDTH = 1280
# Lines that take at least this share of the widest are read with it.
NEAR = 0.7
# To start costs the model as much as so many pixels of width; so many more where the shape is another one.
START, CHANGE = 100, 150
# A digit alone in its cell has no neighbours that tell its size and place: full width,
# lowered and circled ones say nothing either. Raised ones do: they are notes.
LOOKALIKES = {
    str(digit): chr(0xFF10 + digit) + chr(0x2080 + digit) + ("⓪" if not digit else chr(0x2460 + digit - 1))
    for digit in range(10)
}
LOOKALIKES["0"] += "OoQ°〇○"
LOOKALIKES["1"] += "lI|丨it]["
LOOKALIKES |= {".": "．", ",": "，", "+": "＋±"}
# Brackets of half and of full width are one sign: which of them it is takes no certainty away.
TWINS = (("(", "（"), (")", "）"))
NEEDED = ("rapidocr", "openvino", "cv2", "numpy")


@dataclass(frozen=True, slots=True)
class Reading:
    """A line as read: its text, the confidence (0–1) of its least certain and of its average letter.

    `other` is the text with the least certain letter read as the model's second choice.
    """

    text: str
    confidence: float
    mean: float
    other: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """A picture of a line, dark print on 255 with little paper around, and how the model is to see it.

    Its width is reduced by `squeeze`: SQUEEZE for words. `rows` is the height at which it is seen, HEIGHT or
    LOW; of these the line takes the `share`, the rest is white. With `figures`, what looks like a digit
    counts as that digit: O, ° and 〇 as 0, l and | as 1.
    """

    crop: Grey
    squeeze: float = 1.0
    rows: int = HEIGHT
    share: float = 1.0
    figures: bool = False


# One thread on any core. The precision is the processor's choice: numbers of 16 bits where it has them.
OPTIONS = {
    "PERFORMANCE_HINT": "LATENCY",
    "INFERENCE_NUM_THREADS": 1,
    "NUM_STREAMS": 1,
    "ENABLE_CPU_PINNING": False,
}

NOTHING = Reading("", 0.0, 0.0)
NO_TWINS: Mapping[int, int] = {}


def missing() -> list[str]:
    """The packages that recognition needs and that are not installed."""
    return [name for name in NEEDED if util.find_spec(name) is None]


def require() -> None:
    """Raises Unreadable, with what to do, where recognition is not installed."""
    if lacking := missing():
        raise Unreadable(
            f"recognition of pictures is not installed ({', '.join(lacking)} missing): "
            "`make setup` or `pip install 'nianbao[ocr]'` installs it"
        )


@dataclass(frozen=True, slots=True)
class Alike:
    """The numbers of digits, of letters that look like them, and whose each is (digits × letters, 0 or 1)."""

    digits: list[int]
    others: list[int]
    owners: Floats


@dataclass(frozen=True, slots=True)
class Engine:
    """A loaded model and the letters its answers stand for; the first, "", is the gap between letters."""

    request: Any
    letters: tuple[str, ...]
    alike: Alike
    twins: dict[int, int]  # of each bracket, that of the other width
    lock: threading.Lock = field(default_factory=threading.Lock)

    def answers(self, lines: Floats) -> Floats:
        """The probabilities of letters (lines × steps × letters), which last until the next are asked for."""
        (made,) = self.request.infer({0: lines}, share_inputs=True, share_outputs=True).values()
        return made  # type: ignore[no-any-return]


@cache
def engine() -> Engine:
    """The recognition model, loaded and warm; Unreadable where the wheel does not hold it."""
    require()
    import numpy as np
    import openvino

    core = openvino.Core()
    network = core.read_model(model_path(RECOGNITION))
    listed = network.get_rt_info()["framework"]["character"].astype(str)
    letters = ("", *listed.split("\n"), " ")
    request = core.compile_model(of_any_height(network), "CPU", OPTIONS).create_infer_request()
    numbers = {letter: number for number, letter in enumerate(letters)}
    digits = [numbers[digit] for digit in LOOKALIKES]
    pairs = [
        (row, numbers[one]) for row, like in enumerate(LOOKALIKES.values()) for one in like if one in numbers
    ]
    owners = np.zeros((len(digits), len(pairs)), np.float32)
    owners[[row for row, _ in pairs], np.arange(len(pairs))] = 1
    alike = Alike(digits, [number for _, number in pairs], owners)
    twins = {numbers[one]: numbers[other] for pair in TWINS for one, other in (pair, pair[::-1])}
    made = Engine(request, letters, alike, twins)
    if made.answers(np.zeros((1, 3, HEIGHT, 64), np.float32)).shape != (1, 64 // STEP, len(letters)):
        raise Unreadable(f"{RECOGNITION} does not fit this program: reinstall 'nianbao[ocr]'")
    return made


def of_any_height(network: Any) -> Any:
    """The network for lines of any height: its last rows are averaged, however many are left."""
    import numpy as np
    from openvino import PartialShape
    from openvino import opset13 as nodes

    network.get_parameters()[0].set_partial_shape(PartialShape([-1, 3, -1, -1]))
    (pool,) = (node for node in network.get_ops() if node.get_type_name() == "AvgPool")
    rows = nodes.reduce_mean(pool.input_value(0), nodes.constant(np.array([2])), keep_dims=True)
    across = pool.get_attributes()["kernel"][1]
    columns = nodes.avg_pool(rows, [1, across], [0, 0], [0, 0], [1, across], exclude_pad=True)
    for entry in pool.output(0).get_target_inputs():
        entry.replace_source_output(columns.output(0))
    network.validate_nodes_and_infer_types()
    return network


def model_path(name: str) -> Path:
    """Where the wheel keeps a model; nothing is imported of it, nothing fetched."""
    spec = util.find_spec("rapidocr")
    roots = spec.submodule_search_locations if spec else None
    for root in roots or ():
        path = Path(root) / "models" / name
        if path.is_file():
            return path
    raise Unreadable(
        f"the installed rapidocr does not hold {name}, and nothing is downloaded: reinstall 'nianbao[ocr]'"
    )


def read_lines(looks: Sequence[Look]) -> list[Reading]:
    """What pictures of single lines say, in the order given."""
    made: list[Reading] = [NOTHING] * len(looks)
    by_rows: dict[int, list[tuple[int, Floats]]] = {}
    for index, look in enumerate(looks):
        if look.crop.size:
            line = fitted(look.crop, look.squeeze, look.share, look.rows)
            by_rows.setdefault(look.rows, []).append((index, line))
    for rows, sized in by_rows.items():
        for count, width, batch in batches(sized):
            figures = [looks[index].figures for index, _ in batch]
            readings = read_batch([line for _, line in batch], (count, 3, rows, width), figures)
            for (index, _), reading in zip(batch, readings, strict=True):
                made[index] = reading
    return made


def read_batch(lines: list[Floats], shape: tuple[int, int, int, int], figures: list[bool]) -> list[Reading]:
    """What lines say that are shown to the model at once; what is missing in its shape stays white."""
    import numpy as np

    model = engine()
    entry = np.ones(shape, np.float32)
    for place, line in enumerate(lines):
        entry[place, :, :, : line.shape[1]] = line
    with model.lock:
        answers = model.answers(entry)[: len(lines)]
        if any(figures):
            chosen = np.flatnonzero(figures)[:, None]
            # Lines × lookalikes × steps.
            claims = answers[chosen, :, model.alike.others]
            answers[chosen, :, model.alike.digits] += model.alike.owners @ claims
            answers[chosen, :, model.alike.others] = 0
        return [decoded(answer, model.letters, model.twins) for answer in answers]


def fitted(crop: Grey, squeeze: float, share: float = 1.0, rows: int = HEIGHT) -> Floats:
    """A line as the model wants it: `rows` high, -1 black to 1 white, its width a multiple of STEP.

    Of the height the line takes its share, in the middle of white. Its width does not depend on the rows.
    """
    import cv2
    import numpy as np

    height, width = crop.shape
    wanted = max(STEP, min(WIDEST, round(width * HEIGHT / height * squeeze)))
    high = round(rows * share)
    shrinks = wanted <= width and height >= high
    line = cv2.resize(crop, (wanted, high), interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR)
    padded = np.ones((rows, max(NARROWEST, -(-wanted // STEP) * STEP)), np.float32)
    top = (rows - high) // 2
    padded[top : top + high, :wanted] = line / np.float32(127.5) - 1
    return padded


def batches(sized: Iterable[tuple[int, Floats]]) -> Iterator[tuple[int, int, list[tuple[int, Floats]]]]:
    """Lines of nearly the same width together: how many are read at once, how wide, and which.

    The widest come first. Of all ways to part them, that one is taken which costs the model least.
    """
    lines = sorted(sized, key=lambda item: (-item[1].shape[1], item[0]))
    widths = [line.shape[1] for _, line in lines]
    # Of the cheapest way to read so many lines: its cost, where its last batch starts, and the shape of it.
    ways: list[tuple[float, int, tuple[int, int]]] = [(0.0, 0, (0, 0))]
    ways += [(math.inf, 0, (0, 0))] * len(lines)
    for start, widest in enumerate(widths):
        width = rounded(widest)
        cost, _, before = ways[start]
        near = bisect_right(widths, -NEAR * width, start, key=operator.neg)
        for count in counts(width):
            end = min(near, start + count)
            whole = cost + START + count * width + (CHANGE if before != (count, width) else 0)
            if whole < ways[end][0]:
                ways[end] = whole, start, (count, width)
    ends = [len(lines)]
    while ends[-1]:
        ends.append(ways[ends[-1]][1])
    for start, end in pairwise(reversed(ends)):
        count, width = ways[end][2]
        yield count, width, lines[start:end]


def counts(width: int) -> set[int]:
    """How many lines of a width may be read at once: few numbers, as the model prepares itself for each.

    >>> sorted(counts(48)), sorted(counts(640))
    ([1, 4, 16], [1, 2])
    """
    most = 1 << (max(1, BATCH_WIDTH // width).bit_length() - 1)
    return {most, max(1, most // 4), 1}


def rounded(width: int) -> int:
    """A width, or a little more: up to a power of two from the one before, there are four.

    >>> [rounded(width) for width in (24, 64, 72, 600)]
    [24, 64, 80, 640]
    """
    step = max(STEP, 1 << max(0, (width - 1).bit_length() - 3))
    return -(-width // step) * step


def decoded(
    answer: np.ndarray[Any, Any], letters: Sequence[str], twins: Mapping[int, int] = NO_TWINS
) -> Reading:
    """The reading of one answer (steps × letters, probabilities): repeated steps are one letter."""
    import numpy as np

    best = answer.argmax(1)
    tops: list[float] = answer[np.arange(len(best)), best].tolist()
    runs: list[tuple[int, int]] = []  # letter, its surest step
    before = 0
    for step, letter in enumerate(best.tolist()):
        if letter and letter != before:
            runs.append((letter, step))
        elif letter and tops[step] > tops[runs[-1][1]]:
            runs[-1] = (letter, step)
        before = letter
    if not runs:
        return NOTHING
    text = "".join(letters[letter] for letter, _ in runs)
    sure = [
        tops[step] + (float(answer[step, twins[letter]]) if letter in twins else 0) for letter, step in runs
    ]
    weakest = min(range(len(sure)), key=sure.__getitem__)
    spare = answer[runs[weakest][1]].copy()
    spare[runs[weakest][0]] = 0
    other = "".join(
        letters[int(spare.argmax())] if index == weakest else letters[letter]
        for index, (letter, _) in enumerate(runs)
    )
    least = 1 - lost(answer, best, 1 - sure[weakest])
    return Reading(text.strip(), least, sum(sure) / len(sure), other.strip())


def lost(answer: np.ndarray[Any, Any], best: np.ndarray[Any, Any], least: float) -> float:
    """How likely a letter was passed over, or `least` if that is more.

    That is the strongest claim in a gap of a letter not read beside it.
    """
    claims = 1 - answer[:, 0]
    for step in ((best == 0) & (claims > least)).nonzero()[0]:
        if claims[step] <= least:
            continue
        row = answer[step]
        letter = int(row[1:].argmax()) + 1
        if letter not in best[max(0, step - 2) : step + 3]:
            least = max(least, float(row[letter]))
    return least
