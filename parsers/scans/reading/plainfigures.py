"""Plain figures, told by two small nets alike: the model of letters need not be asked about them.

line ── net of lines ──▶ figure ┐
     │   └─▶ no figure ─────────│─ a letter, says the model, too ──▶ a letter
     └─ outlines ──────▶ figure ┴─ the same, both sure ──▶ certain        else ──▶ to the model
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from parsers.scans.ink.inklines import Inkline
from parsers.scans.ink.inks import Inks
from parsers.scans.nets.decoding import Reading
from parsers.scans.nets.figurenet import ELSE
from parsers.scans.reading.cellviews import Rows, View, seen_in, viewed
from parsers.scans.reading.figures import STROKES
from parsers.scans.reading.glyphs import digit_rows, outlines
from parsers.scans.reading.said import CERTAIN, TRUSTED

# So likely the net of lines is to be right; the outlines are to be TRUSTED.
SURE = 0.97
# A sign of no figure is to be so likely, and the model so certain of a letter.
STRANGE, LETTER = 0.6, 0.98
# What is seen beside a line, in heights of its digits; these are so high at least, in heights of a letter:
# smaller ones are notes.
BESIDE, LEAST = 0.35, 0.6


@dataclass(frozen=True, slots=True)
class Sorted:
    """What nets tell of lines, by their numbers: figures that both are sure of, lines with no sign of one."""

    figures: dict[int, Reading] = field(default_factory=dict)
    strange: frozenset[int] = frozenset()

    def letter(self, index: int, reading: Reading) -> bool:
        """Whether a line is one letter for certain: a smudged figure may look like one to the model alone."""
        alone = len(reading.text) == 1 and not STROKES.fullmatch(reading.text)
        return index in self.strange and alone and reading.confidence >= LETTER


def plain_figures(inks: Inks, lines: Sequence[Inkline], chosen: Sequence[int]) -> Sorted:
    """The plain figures among the lines with these numbers, and those with no sign of a figure.

    Figures are of digits alone: signs and words are for the model, and so is what a seal or a rule touches.
    """
    looks = [
        view
        for index in chosen
        if not (lines[index].cut or inks.under_seal(lines[index]))
        if (view := around(inks, index, lines[index])) is not None
    ]
    told = {index: seen.told for index, seen in seen_in(inks, looks).items()}
    likely = [index for index, one in told.items() if one.text.isdecimal() and one.confidence >= SURE]
    drawn = outlines(inks.clean, [lines[index] for index in likely])
    figures = {
        index: Reading(shape.text, CERTAIN, CERTAIN)
        for index, shape in zip(likely, drawn, strict=True)
        if shape.text == told[index].text and shape.confidence >= TRUSTED
    }
    strange = (index for index, one in told.items() if one.text == ELSE and one.confidence >= STRANGE)
    return Sorted(figures, frozenset(strange))


def around(inks: Inks, index: int, line: Inkline) -> View | None:
    """What the net of lines is to see of a line: a little more than its ink; None where it is small print."""
    rows = Rows(*digit_rows(line))
    high = rows.bottom - rows.top
    if high < LEAST * inks.letter:
        return None
    beside = round(BESIDE * high)
    left, top, right, bottom = line.room
    return viewed(inks, index, (max(0, left - beside), top, right + beside, bottom), rows)
