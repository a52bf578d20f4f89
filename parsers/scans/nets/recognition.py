"""Letters from pictures of lines, by the recognition model that rapidocr ships in its wheel.

The models are opened by path inside the installed package, so nothing can be downloaded, whatever the
package would do by itself. One thread each: many readers run side by side.
"""

# ruff: noqa: PLC0415 - the packages of the group `ocr` may be missing, and are asked for first
from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import util
from pathlib import Path
from typing import TYPE_CHECKING, Any

from parsers.errors import Unreadable
from parsers.scans.nets.decoding import NOTHING, Reading, decoded, twins_of
from parsers.scans.nets.linepictures import HEIGHT, STEP, batches, fitted
from parsers.scans.nets.networks import asked, core, ready
from parsers.scans.nets.wordnet import quick

if TYPE_CHECKING:
    from parsers.scans.types import Floats, Grey

RECOGNITION = "PP-OCRv6_rec_small.onnx"
# Printed words stay readable at two fifths of their width, in two fifths of the time.
SQUEEZE = 0.4
# Figures are squeezed less, but seen smaller, with white above and below: 7 keeps its slant and is no 1.
SMALL, FIGURE_SQUEEZE = 0.8, 0.45
# A digit alone in its cell has no neighbours that tell its size and place: full width,
# lowered and circled ones say nothing either. Raised ones do: they are notes.
LOOKALIKES = {
    str(digit): chr(0xFF10 + digit) + chr(0x2080 + digit) + ("⓪" if not digit else chr(0x2460 + digit - 1))
    for digit in range(10)
}
LOOKALIKES["0"] += "OoQ°〇○"
LOOKALIKES["1"] += "lI|丨it]["
LOOKALIKES |= {".": "．", ",": "，", "+": "＋±"}
# Of 18,000 letters those that reports are made of are weighed at every step: what GB 2312 has before its
# rarer characters. All are weighed at steps where the gap and the best of these have not nearly the whole of
# the share between them, or where neither is as strong as a letter that was seen clearly.
FIRST, RARER = 0xA1, 0xD8
SURE, CLEAR = 0.999, 12.0
# Rarer letters with a smaller share are not looked at.
SLIGHT = 0.001
NEEDED = ("rapidocr", "openvino", "cv2", "numpy")
MISSING = "recognition of pictures is not installed"


@dataclass(frozen=True, slots=True)
class Look:
    """A picture of a line, dark print on 255 with little paper around, and how the model is to see it.

    Its width is reduced by `squeeze`: SQUEEZE for words. `rows` is the height at which it is seen, HEIGHT or
    LOW; of these the line takes the `share`, the rest is white. With `figures`, what looks like a digit
    counts as that digit: O, ° and 〇 as 0, l and | as 1. With `quick`, the net of `wordnet` looks at it.
    """

    crop: Grey
    squeeze: float = 1.0
    rows: int = HEIGHT
    share: float = 1.0
    figures: bool = False
    quick: bool = False


def missing() -> list[str]:
    """The packages that recognition needs and that are not installed."""
    return [name for name in NEEDED if util.find_spec(name) is None]


def require() -> None:
    """Raises Unreadable, with what to do, where recognition is not installed."""
    if lacking := missing():
        raise Unreadable(
            f"{MISSING} ({', '.join(lacking)} missing): "
            "`make setup` or `pip install 'nianbao[ocr]'` installs it"
        )


@dataclass(frozen=True, slots=True)
class Alike:
    """The numbers of digits, of letters that look like them, and whose each is (digits × letters, 0 or 1)."""

    digits: list[int]
    others: list[int]
    owners: Floats


@dataclass(frozen=True, slots=True)
class Answer:
    """The shares of letters at each step of a line (steps × letters), and the letters these are."""

    shares: Floats
    letters: Sequence[str]


@dataclass(frozen=True, slots=True)
class Engine:
    """A loaded model and its letters, common ones first; the very first, "", is the gap between letters.

    `request` is asked for the shares of common letters, `whole` for those of all where these do not suffice.
    """

    request: Any
    whole: Any
    letters: tuple[str, ...]
    common: int
    alike: Alike
    twins: dict[int, int]  # of each bracket or stop, that of the other width
    lock: threading.Lock = field(default_factory=threading.Lock)

    def answers(self, lines: Floats, figures: Sequence[bool]) -> list[Answer]:
        """What is seen in lines, as many as `figures`, which tells the lines of figures.

        The answers last until the next are asked for.
        """
        import numpy as np

        count = len(figures)
        shares, strength, seen = (one[:count] for one in asked(self.request, lines, lent=True))
        sure = (shares[:, :, 0] + shares[:, :, 1:].max(2) >= SURE) & (strength[:, :, 0] >= CLEAR)
        unsure = np.nonzero(~sure)
        (rows,) = asked(self.whole, seen[unsure], lent=True)
        shares[unsure] = rows[:, : self.common]
        if any(figures):
            chosen = np.flatnonzero(figures)[:, None]
            # Lines × lookalikes × steps.
            claims = shares[chosen, :, self.alike.others]
            shares[chosen, :, self.alike.digits] += self.alike.owners @ claims
            shares[chosen, :, self.alike.others] = 0
        made = [Answer(one, self.letters) for one in shares]
        rarer = rows[:, self.common :]
        for line in set(unsure[0][rarer.max(1, initial=0) >= SLIGHT].tolist()):
            own = unsure[0] == line
            numbers = np.flatnonzero(rarer[own].max(0) >= SLIGHT)
            beside = np.zeros((shares.shape[1], len(numbers)), np.float32)
            beside[unsure[1][own]] = rarer[own][:, numbers]
            letters = [*self.letters[: self.common], *(self.letters[self.common + at] for at in numbers)]
            made[line] = Answer(np.hstack([shares[line], beside]), letters)
        return made


@cache
def engine() -> Engine:
    """The recognition model, loaded and warm; Unreadable where the wheel does not hold it."""
    require()
    import numpy as np

    network = core().read_model(model_path(RECOGNITION))
    listed = network.get_rt_info()["framework"]["character"].astype(str)
    named = ("", *listed.split("\n"), " ")
    seldom = [rare(letter) and not any(letter in like for like in LOOKALIKES.values()) for letter in named]
    order = sorted(range(len(named)), key=seldom.__getitem__)
    letters = tuple(named[number] for number in order)
    common = seldom.count(False)
    seer, whole = parted(of_any_height(network), order, common)
    numbers = {letter: number for number, letter in enumerate(letters)}
    digits = [numbers[digit] for digit in LOOKALIKES]
    pairs = [
        (row, numbers[one]) for row, like in enumerate(LOOKALIKES.values()) for one in like if one in numbers
    ]
    owners = np.zeros((len(digits), len(pairs)), np.float32)
    owners[[row for row, _ in pairs], np.arange(len(pairs))] = 1
    alike = Alike(digits, [number for _, number in pairs], owners)
    made = Engine(ready(seer), ready(whole), letters, common, alike, twins_of(letters))
    (blank,) = made.answers(np.ones((1, 3, HEIGHT, 64), np.float32), [False])
    if blank.shares.shape != (64 // STEP, common):
        raise Unreadable(f"{RECOGNITION} does not fit this program: reinstall 'nianbao[ocr]'")
    return made


def rare(letter: str) -> bool:
    """Whether reports seldom have a letter: it is none of GB 2312, or one of its rarer characters.

    >>> rare(""), rare("7"), rare("—"), rare("件"), rare("堃"), rare("彧"), rare("亍")
    (False, False, False, False, True, True, True)
    """
    # The numbers that GB 2312 gives to letters are the same in GBK, which is more exact about dashes.
    encoded = letter.encode("gbk", "replace")
    if len(encoded) < 2:
        return bool(letter) and not letter.isascii()
    row, column = encoded
    return not (FIRST <= row < RARER and column >= FIRST)


def parted(network: Any, order: Sequence[int], common: int) -> tuple[Any, Any]:
    """The network as two, its letters in this order: one for the `common` letters, and one for all.

    The first tells of each step of lines the shares of its letters, how strong the strongest of them is, and
    what it saw there: from that the second tells the shares of all letters.
    """
    import numpy as np
    from openvino import Model
    from openvino import opset13 as nodes

    *_, product = (node for node in network.get_ordered_ops() if node.get_type_name() == "MatMul")
    (taker,) = product.output(0).get_target_inputs()
    bias = taker.get_node().input_value(1).get_node()
    seen = product.input_value(0)
    factors = product.input_value(1).get_node().get_data()[:, order].astype(np.float32)
    offsets = bias.get_data().reshape(-1)[order].astype(np.float32)

    def scores(entry: Any, count: int) -> Any:
        weighed = nodes.matmul(entry, nodes.constant(factors[:, :count]), False, False)
        return nodes.add(weighed, nodes.constant(offsets[:count]))

    first = scores(seen, common)
    strength = nodes.reduce_max(first, nodes.constant(np.array([-1])), keep_dims=True)
    steps = nodes.parameter([-1, len(factors)], np.float32)
    return (
        Model([nodes.softmax(first, -1).output(0), strength.output(0), seen], network.get_parameters()),
        Model([nodes.softmax(scores(steps, len(order)), -1)], [steps]),
    )


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
    by_way: dict[tuple[int, bool], list[tuple[int, Floats]]] = {}
    for index, look in enumerate(looks):
        if look.crop.size:
            line = fitted(look.crop, look.squeeze, look.share, look.rows)
            by_way.setdefault((look.rows, look.quick), []).append((index, line))
    for (rows, quickly), sized in by_way.items():
        for count, width, batch in batches(sized):
            lines, shape = [line for _, line in batch], (count, 3, rows, width)
            figures = [looks[index].figures for index, _ in batch]
            readings = skim_batch(lines, shape) if quickly else read_batch(lines, shape, figures)
            for (index, _), reading in zip(batch, readings, strict=True):
                made[index] = reading
    return made


def read_batch(lines: list[Floats], shape: tuple[int, int, int, int], figures: list[bool]) -> list[Reading]:
    """What lines say that are shown to the model at once; what is missing in its shape stays white."""
    model = engine()
    entry = beside(lines, shape)
    with model.lock:
        return [decoded(one.shares, one.letters, model.twins) for one in model.answers(entry, figures)]


def skim_batch(lines: list[Floats], shape: tuple[int, int, int, int]) -> list[Reading]:
    """What lines of words say that are shown to the quick net at once."""
    net = quick()
    entry = beside(lines, shape)
    twins = twins_of(net.letters)
    with net.lock:
        return [decoded(shares, net.letters, twins) for shares in net.shares(entry)[: len(lines)]]


def beside(lines: list[Floats], shape: tuple[int, int, int, int]) -> Floats:
    """Lines in one field of this shape, the rest of it white."""
    import numpy as np

    entry = np.ones(shape, np.float32)
    for place, line in enumerate(lines):
        entry[place, :, :, : line.shape[1]] = line
    return entry
