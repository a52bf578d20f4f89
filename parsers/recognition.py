"""Letters from pictures of lines, by the recognition model that rapidocr ships in its wheel.

The models are opened by path inside the installed package, so nothing can be downloaded, whatever the
package would do by itself. One thread each: many readers run side by side.
"""

# ruff: noqa: PLC0415 - the packages of the group `ocr` may be missing, and are asked for first
from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import util
from pathlib import Path
from typing import TYPE_CHECKING, Any

from parsers.errors import Unreadable

if TYPE_CHECKING:
    import numpy as np

    from parsers.scans.types import Floats, Grey

RECOGNITION = "PP-OCRv6_rec_small.onnx"
# The model reads lines of this height; one step of its answer stands for 8 pixels of width.
HEIGHT = 48
WIDEST = 2400
# Printed words stay readable at two fifths of their width, in two fifths of the time.
SQUEEZE = 0.4
# Figures are squeezed less, but seen smaller, with white above and below: 7 keeps its slant and is no 1.
SMALL, FIGURE_SQUEEZE = 0.55, 0.45
NARROWEST = 24
# Pixels of width read at once, so that memory stays bounded.
BATCH_WIDTH = 2400
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
NEEDED = ("rapidocr", "onnxruntime", "cv2", "numpy")


@dataclass(frozen=True, slots=True)
class Reading:
    """A line as read: its text, the confidence (0–1) of its least certain and of its average letter.

    `other` is the text with the least certain letter read as the model's second choice.
    """

    text: str
    confidence: float
    mean: float
    other: str = ""


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
class Engine:
    """A loaded model and the letters its answers stand for; the first, "", is the gap between letters."""

    session: Any
    letters: tuple[str, ...]
    entry: str
    alike: tuple[tuple[int, list[int]], ...]  # of each digit, the letters that look like it
    twins: dict[int, int]  # of each bracket, that of the other width


@cache
def engine() -> Engine:
    """The recognition model, loaded and warm; Unreadable where the wheel does not hold it."""
    require()
    import numpy as np
    import onnxruntime

    onnxruntime.set_default_logger_severity(3)
    session = onnxruntime.InferenceSession(
        str(model_path(RECOGNITION)), sess_options=options(), providers=["CPUExecutionProvider"]
    )
    listed = session.get_modelmeta().custom_metadata_map.get("character", "")
    letters = ("", *listed.split("\n"), " ")
    entry = session.get_inputs()[0].name
    answer = session.run(None, {entry: np.zeros((1, 3, HEIGHT, 64), np.float32)})[0]
    if answer.shape[2] != len(letters):
        raise Unreadable(f"{RECOGNITION} does not fit this program: reinstall 'nianbao[ocr]'")
    numbers = {letter: number for number, letter in enumerate(letters)}
    alike = tuple(
        (numbers[digit], [numbers[other] for other in others if other in numbers])
        for digit, others in LOOKALIKES.items()
    )
    twins = {numbers[one]: numbers[other] for pair in TWINS for one, other in (pair, pair[::-1])}
    return Engine(session, letters, entry, alike, twins)


def options() -> Any:
    import onnxruntime

    chosen = onnxruntime.SessionOptions()
    chosen.intra_op_num_threads = 1
    chosen.inter_op_num_threads = 1
    chosen.log_severity_level = 3
    return chosen


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


def read_lines(
    crops: Sequence[Grey], *, squeeze: float = 1.0, height: float = 1.0, figures: bool = False
) -> list[Reading]:
    """What pictures of single lines say, in the order given.

    Args:
        crops: grey lines, dark print on 255, each with little paper around its ink.
        squeeze: width is reduced by this factor: `SQUEEZE` for words.
        height: the share of the model's height that a line takes, the rest is white.
        figures: what looks like a digit counts as that digit: O, ° and 〇 as 0, l and | as 1.
    """
    if not crops:
        return []
    import numpy as np

    model = engine()
    made: list[Reading] = [NOTHING] * len(crops)
    sized = [(index, fitted(crop, squeeze, height)) for index, crop in enumerate(crops) if crop.size]
    for batch in batches(sized):
        width = max(line.shape[1] for _, line in batch)
        entry = np.ones((len(batch), 3, HEIGHT, width), np.float32)
        for place, (_, line) in enumerate(batch):
            entry[place, :, :, : line.shape[1]] = line
        answers = model.session.run(None, {model.entry: entry})[0]
        if figures:
            for digit, others in model.alike:
                answers[:, :, digit] += answers[:, :, others].sum(2)
                answers[:, :, others] = 0
        for (index, _), answer in zip(batch, answers, strict=True):
            made[index] = decoded(answer, model.letters, model.twins)
    return made


def fitted(crop: Grey, squeeze: float, share: float = 1.0) -> Floats:
    """A line as the model wants it: 48 high, -1 black to 1 white, its width a multiple of 8.

    Of the height the line takes its share, in the middle of white.
    """
    import cv2
    import numpy as np

    height, width = crop.shape
    wanted = max(8, min(WIDEST, round(width * HEIGHT / height * squeeze)))
    high = round(HEIGHT * share)
    shrinks = wanted <= width and height >= high
    line = cv2.resize(crop, (wanted, high), interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR)
    padded = np.ones((HEIGHT, max(NARROWEST, 8 * math.ceil(wanted / 8))), np.float32)
    top = (HEIGHT - high) // 2
    padded[top : top + high, :wanted] = line / np.float32(127.5) - 1
    return padded


def batches(sized: Iterable[tuple[int, Floats]]) -> Iterable[list[tuple[int, Floats]]]:
    """Lines of nearly the same width together, as many as `BATCH_WIDTH` holds."""
    batch: list[tuple[int, Floats]] = []
    for item in sorted(sized, key=lambda item: (item[1].shape[1], item[0])):
        width = item[1].shape[1]
        full = (len(batch) + 1) * width > BATCH_WIDTH
        if batch and (full or width > 1.1 * batch[0][1].shape[1]):
            yield batch
            batch = []
        batch.append(item)
    if batch:
        yield batch


def decoded(
    answer: np.ndarray[Any, Any], letters: Sequence[str], twins: Mapping[int, int] = NO_TWINS
) -> Reading:
    """The reading of one answer (steps × letters, probabilities): repeated steps are one letter."""
    import numpy as np

    best = answer.argmax(1)
    tops = answer[np.arange(len(best)), best]
    runs: list[tuple[int, int]] = []  # letter, its surest step
    for step, letter in enumerate(best):
        if letter == 0:
            continue
        if step and best[step - 1] == letter:
            if tops[step] > tops[runs[-1][1]]:
                runs[-1] = (int(letter), step)
        else:
            runs.append((int(letter), step))
    if not runs:
        return NOTHING
    text = "".join(letters[letter] for letter, _ in runs)
    sure = [
        float(tops[step] + (answer[step, twins[letter]] if letter in twins else 0)) for letter, step in runs
    ]
    weakest = min(range(len(sure)), key=sure.__getitem__)
    spare = answer[runs[weakest][1]].copy()
    spare[runs[weakest][0]] = 0
    other = "".join(
        letters[int(spare.argmax())] if index == weakest else letters[letter]
        for index, (letter, _) in enumerate(runs)
    )
    least = min(sure[weakest], 1 - lost(answer, best))
    return Reading(text.strip(), least, sum(sure) / len(sure), other.strip())


def lost(answer: np.ndarray[Any, Any], best: np.ndarray[Any, Any]) -> float:
    """How likely a letter was passed over: the strongest claim in a gap of a letter not read beside it."""
    strongest = 0.0
    for step in (best == 0).nonzero()[0]:
        row = answer[step]
        if 1 - float(row[0]) <= strongest:
            continue
        letter = int(row[1:].argmax()) + 1
        if letter not in best[max(0, step - 2) : step + 3]:
            strongest = max(strongest, float(row[letter]))
    return strongest
