"""Words that the quick net of `wordnet` reads, and which of them are read so clearly that it is enough.

line of words ── quick net ──▶ what a form prints, prose without a doubt ──▶ clear     else ──▶ to the model
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from parsers.labels import squeeze
from parsers.scans.nets.decoding import Reading
from parsers.scans.nets.linepictures import HEIGHT, SKIMMED
from parsers.scans.nets.recognition import rare
from parsers.scans.nets.together import Asking, said_by
from parsers.scans.reading.figures import STROKES
from parsers.scans.reading.said import DIGIT, LIKELY, TRUSTED
from parsers.scans.types import Grey
from parsers.templates import forms

# Words are seen at half of their width, a little lower.
SKIMMING: Mapping[str, Any] = {"squeeze": 0.5, "rows": SKIMMED, "quick": True}
# How certain the net is to be on average in prose, and of each letter of what a form prints.
CLEAR, PRINTED = 0.97, 0.7
# Short lines have nothing beside them that tells a letter: it is to be as certain of each of theirs.
SHORT, SURE = 8, 0.98
# A letter that was lost leaves a gap of so many usual steps.
GAP = 1.75
# Signs that it takes others for, double stops, and brackets that are empty or of which one is missing.
UNCLEAR = re.compile(
    r"""[^\u3400-\u9fff0-9()（）.,，:：;；%—、。〔〕《》“”！？+-]
    | [(（.,，:：;；、。]{2} | [(（][)）] | ^[^(（]{1,2}[)）]""",
    re.VERBOSE,
)

LETTER = re.compile(r"[\u3400-\u9fff]")


def skimmed(
    crops: Sequence[Grey], lines: Sequence[int], known: Mapping[int, Reading], *, prose: bool
) -> Asking[dict[int, Reading]]:
    """Of the lines of words with these numbers, those that the quick net reads clearly, and what they say.

    `known` is what it read of some of them before.
    """
    new = [index for index in lines if index not in known]
    readings = yield from said_by([crops[index] for index in new], **SKIMMING)
    found = {**known, **dict(zip(new, readings, strict=True))}
    return {index: reading for index, reading in found.items() if clearly_read(reading, prose=prose)}


def clearly_read(reading: Reading, *, prose: bool) -> bool:
    """Whether words that the quick net read need not be read by the model.

    In tables it is to read what a form prints; in prose a line with none of the signs that it takes strange
    ones for, such as rare letters and Latin ones. No letter may be missing, and digits are to be surer.
    """
    text = reading.text
    if reading.widest > GAP:
        return False
    if not prose:
        return reading.confidence >= PRINTED and squeeze(text) in said_by_forms()
    digits = len(DIGIT.findall(text))
    if 2 * digits >= len(text) or UNCLEAR.search(text) or any(map(rare, text)):
        return False
    least = SURE if len(text) < SHORT else TRUSTED if digits else LIKELY
    return reading.mean >= CLEAR and reading.confidence >= least


@cache
def said_by_forms() -> str:
    """All that the official forms print, a line each, as labels are compared."""
    said = []
    for form in forms().values():
        for table in form.tables:
            said += [table.label, table.corner]
            for block in table.blocks:
                said.append(block.label)
                for one in (*block.columns, *block.rows):
                    said += [one.label, *one.groups, *one.synonyms]
    return "\n".join(squeeze(text) for text in dict.fromkeys(said))


def letter_of_forms(reading: Reading) -> bool:
    """Whether the model saw one letter of a form's words that is no stroke: 总 of 总计 in two lines."""
    alone = len(reading.text) == 1 and not STROKES.fullmatch(reading.text)
    known = LETTER.match(reading.text) is not None and reading.text in said_by_forms()
    return alone and known and reading.confidence >= LIKELY


def glanced(
    crops: Sequence[Grey], lines: Sequence[int], expected: Sequence[Reading | None]
) -> Asking[dict[int, Reading]]:
    """Of the short lines with these numbers, those that the quick net reads clearly in full: what they say.

    Where one was read before, it is to say the same; else it is a word without digits.
    """
    readings = yield from said_by([crops[index] for index in lines], rows=HEIGHT, quick=True)
    made = {}
    for index, before, reading in zip(lines, expected, readings, strict=True):
        if before is not None:
            if reading.text == before.text and reading.confidence >= TRUSTED:
                made[index] = reading
        elif len(reading.text) > 1 and not DIGIT.search(reading.text) and clearly_read(reading, prose=True):
            made[index] = reading
    return made
