"""What the prose says by itself: percentages recomputed, instructions left over, sentences copied."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from checks.rules import Rule

SENTENCE_END = re.compile(r"[。；！？\n]")
SHORTEST_SENTENCE = 16  # characters; shorter ones are phrases that every report shares
FEWEST_SENTENCES = 8  # below that a share says little
COPIED_SHARE = 0.7
DIGITS = re.compile(r"\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Found:
    """The outcome of a comparison inside one report's prose."""

    outcome: str
    where: str
    left: float | None
    right: float | None
    reason: str


def percentages(rule: Rule, number: int, text: str) -> Iterator[Found]:
    """One outcome for every share that the prose states beside its two numbers.

    A share holds if rounding or cutting at the printed number of decimals gives it.
    """
    flat = re.sub(r"\s+", "", text)
    for pattern in rule.patterns:
        for match in pattern.finditer(flat):
            whole, part = Decimal(match["whole"]), Decimal(match["part"])
            if not whole:
                continue
            stated = Decimal(match["percent"])
            exact = part * 100 / whole
            decimals = -int(stated.as_tuple().exponent)
            holds = abs(exact - stated) < Decimal(1).scaleb(-decimals)
            yield Found(
                "holds" if holds else "fails",
                f"section {number}",
                float(stated),
                round(float(exact), max(decimals, 1)),
                match.group(),
            )


def leftovers(rule: Rule, number: int, text: str) -> Iterator[Found]:
    """A failure for every instruction of the form that was left in the text."""
    for phrase in rule.phrases:
        if phrase in text:
            yield Found("fails", f"section {number}", None, None, phrase)


def sentences(texts: Iterable[str]) -> set[int]:
    """The sentences of a report as digests, numbers and white space aside."""
    return {
        hash(flat)
        for text in texts
        for sentence in SENTENCE_END.split(text)
        if len(flat := DIGITS.sub("0", "".join(sentence.split()))) >= SHORTEST_SENTENCE
    }


def copied(own: set[int], others: dict[int, set[int]]) -> tuple[int | None, float]:
    """The other report that shares most sentences with this one, and the share; else (None, 0)."""
    if len(own) < FEWEST_SENTENCES:
        return None, 0.0
    shared = Counter({other: len(own & theirs) for other, theirs in others.items()})
    (best, number), *_ = shared.most_common(1) or [(None, 0)]
    return best, number / len(own)
