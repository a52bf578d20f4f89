"""Lines of words: which are read again, at another width or height, and what is made of both readings."""

from __future__ import annotations

import re

from parsers.labels import look_up
from parsers.scans.ink.crops import in_a_row, in_a_row_sealed, softened
from parsers.scans.ink.inkcells import InkCell
from parsers.scans.ink.inks import Inks
from parsers.scans.nets.decoding import Reading
from parsers.scans.nets.together import Asking, said_by
from parsers.scans.reading.said import (
    CERTAIN,
    DIGIT,
    DOUBTFUL,
    LIKELY,
    NOTHING_SAID,
    TRUSTED,
    Said,
    figure_of,
)
from parsers.scans.types import Grey
from parsers.values import looks_like_figure

BRACKETS = str.maketrans("()", "（）")
LABEL = re.compile(r"[（(]?\d{1,2}[.、．）)]\D")
LONGEST_LABEL = 48
# Words are read again at full width below this average certainty.
POOR = 0.93


def relabel(table: list[InkCell], spoken: list[list[Said]], inks: Inks) -> Asking[None]:
    """Reads labels that no form knows again, in other ways, until a form knows what is read.

    Line by line, a little softer; its lines one after the other as one; the same with a seal left in.
    """
    doubted = [
        index
        for index, parts in enumerate(spoken)
        if parts and 1 < len(label := "".join(part.text for part in parts)) <= LONGEST_LABEL
        if not looks_like_figure(label) and not look_up(label)
    ]
    for way in (softened, in_a_row, in_a_row_sealed):
        crops = [way(inks, table[index].lines) for index in doubted]
        readings = iter((yield from said_by([one for parts in crops for one in parts], squeeze=0.8)))
        for index, parts in zip(doubted, crops, strict=True):
            again = [next(readings) for _ in parts]
            if look_up("".join(reading.text for reading in again)):
                texts = [Said(reading.text, reading.confidence) for reading in again]
                spoken[index] = texts + [NOTHING_SAID] * (len(table[index].lines) - len(texts))
        doubted = [index for index in doubted if not look_up("".join(part.text for part in spoken[index]))]


def poorly_read(reading: Reading, *, prose: bool) -> bool:
    """Whether squeezed words are to be read again: doubtful ones; in prose sooner where they have digits.

    Squeezing may lose digits, 〔20〕 for 〔2020〕: what is half of digits is always read again.
    """
    least = LIKELY if prose and digits(reading.text) else DOUBTFUL
    many = prose and 2 * digits(reading.text) >= max(1, len(reading.text))
    return bool(figure_of(reading.text)) or many or reading.mean < POOR or reading.confidence < least


def better(reading: Reading, squeezed: Reading) -> bool:
    """Whether words are better read at full width than they were squeezed: surer, or with more digits."""
    surer = reading.mean > squeezed.mean or reading.confidence > squeezed.confidence
    return surer or digits(reading.text) > digits(squeezed.text)


def digits(text: str) -> int:
    """How many of the signs of a text are digits."""
    return len(DIGIT.findall(text))


def check_mixed(crops: list[Grey], readings: list[Reading], made: list[Said]) -> Asking[None]:
    """Reads what has digits and other letters (12件) a second time, at another width."""
    chosen = [
        index
        for index, reading in enumerate(readings)
        if DIGIT.search(reading.text)
        and not figure_of(reading.text)
        and not LABEL.match(reading.text)
        and len(reading.text) <= 24
    ]
    seconds = yield from said_by([crops[index] for index in chosen], squeeze=0.8)
    for index, second in zip(chosen, seconds, strict=True):
        first = readings[index]
        if in_one_width(first.text) == in_one_width(second.text):
            surest = min(first.confidence, second.confidence)
            made[index] = Said(first.text, CERTAIN if surest > TRUSTED else surest)
        else:
            made[index] = Said(first.text, min(DOUBTFUL, first.confidence), (second.text,))


def in_one_width(text: str) -> str:
    """A text with brackets of full width, whatever theirs was."""
    return text.translate(BRACKETS)
