"""What the answer of a network says: its letters, and how certain each of them is.

shares of letters ── the same at several steps is one ──▶ text, its least and its average certainty
"""

# ruff: noqa: PLC0415 - the packages of the group `ocr` may be missing, and are asked for first
from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

# Brackets and stops of half and of full width are one sign: which of them it is takes no certainty away,
# unless it stands between digits, where a comma is one thing and a pause is another.
TWINS = (("(", "（"), (")", "）"), (",", "，"), (":", "："), (";", "；"))
# Fewer steps between letters tell not what is usual.
FEW_STEPS = 2


@dataclass(frozen=True, slots=True)
class Reading:
    """A line as read: its text, the confidence (0–1) of its least certain and of its average letter.

    `other` is the text with the least certain letter read as the model's second choice, `widest` the widest
    step from one Chinese letter to the next, or to the first, in usual ones: twice as wide, one was lost.
    `sure` is the confidence of each letter.
    """

    text: str
    confidence: float
    mean: float
    other: str = ""
    widest: float = 0.0
    sure: tuple[float, ...] = ()


NOTHING = Reading("", 0.0, 0.0)
NO_TWINS: Mapping[int, int] = {}


@cache
def twins_of(letters: Sequence[str]) -> dict[int, int]:
    """Of each bracket or stop, the number of that of the other width."""
    numbers = {letter: number for number, letter in enumerate(letters)}
    return {numbers[one]: numbers[other] for pair in TWINS for one, other in (pair, pair[::-1])}


def decoded(
    answer: np.ndarray[Any, Any], letters: Sequence[str], twins: Mapping[int, int] = NO_TWINS
) -> Reading:
    """The reading of one answer (steps × letters, probabilities): repeated steps are one letter."""
    import numpy as np

    best = answer.argmax(1)
    tops: list[float] = answer[np.arange(len(best)), best].tolist()
    runs: list[tuple[int, int]] = []  # letter, its surest step
    middles: list[float] = []
    before = 0
    for step, letter in enumerate(best.tolist()):
        if letter and letter != before:
            runs.append((letter, step))
            middles.append(step)
        elif letter:
            middles[-1] += 0.5
            if tops[step] > tops[runs[-1][1]]:
                runs[-1] = (letter, step)
        before = letter
    if not runs:
        return NOTHING
    text = "".join(letters[letter] for letter, _ in runs)
    sure = [
        tops[step] + (float(answer[step, twins[letter]]) if letter in twins else 0) for letter, step in runs
    ]
    for at in range(1, len(text) - 1):
        if text[at - 1].isdecimal() and text[at + 1].isdecimal():
            sure[at] = tops[runs[at][1]]
    weakest = min(range(len(sure)), key=sure.__getitem__)
    spare = answer[runs[weakest][1]].copy()
    spare[runs[weakest][0]] = 0
    other = "".join(
        letters[int(spare.argmax())] if index == weakest else letters[letter]
        for index, (letter, _) in enumerate(runs)
    )
    least = 1 - lost(answer, best, 1 - sure[weakest])
    begin = len(text) - len(text.lstrip())
    return Reading(
        text.strip(),
        least,
        sum(sure) / len(sure),
        other.strip(),
        widest([letters[run[0]] for run in runs], middles),
        tuple(sure[begin : begin + len(text.strip())]),
    )


def widest(signs: Sequence[str], middles: Sequence[float]) -> float:
    """The widest step from one Chinese letter to the next, or from the edge to the first, in usual ones.

    >>> widest("归档环节，", [2, 4.5, 9.5, 12, 14])
    2.0
    """
    wide = ["\u3400" <= sign <= "\u9fff" for sign in signs]
    steps = [
        after - before
        for before, after, pair in zip(middles, middles[1:], pairwise(wide), strict=False)
        if all(pair)
    ]
    if len(steps) < FEW_STEPS:
        return 0.0
    return max(*steps, middles[0] if wide[0] else 0.0) / sorted(steps)[len(steps) // 2]


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
