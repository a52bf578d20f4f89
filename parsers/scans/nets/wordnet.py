"""The quick net that reads lines of words: a fifth of the work of the model of `recognition`.

Its weights lie in words.npz, made by `parsers.scans.learning.words`: those of PP-OCRv6 tiny, in fewer bits.
That is the work of the PaddlePaddle Authors, under the Apache License 2.0, as this program is.
"""

# ruff: noqa: PLC0415 - openvino is of the group `ocr`
from __future__ import annotations

import threading
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from parsers.scans.nets.networks import asked, core, ready

if TYPE_CHECKING:
    from parsers.scans.types import Floats


@dataclass(frozen=True, slots=True)
class Quick:
    """The loaded net and its letters, of which the first, "", is the gap between letters."""

    request: Any
    letters: tuple[str, ...]
    lock: threading.Lock = field(default_factory=threading.Lock)

    def shares(self, lines: Floats) -> Floats:
        """The shares of letters at each step of lines (lines × steps × letters), until asked again."""
        (made,) = asked(self.request, lines, lent=True)
        return made


@cache
def quick() -> Quick:
    """The net, ready to be asked."""
    import numpy as np
    from openvino import Tensor

    with resources.files(__package__).joinpath("words.npz").open("rb") as stream:
        stored = np.load(stream)
        network = core().read_model(stored["network"].tobytes(), Tensor(stored["weights"]))
        letters = ("", *str(stored["letters"]), " ")
    return Quick(ready(network), letters)
