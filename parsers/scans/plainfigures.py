"""Plain figures, told by two small nets alike: the model of letters need not be asked about them.

line ── net of lines ──▶ figure ┐
     └─ outlines ──────▶ figure ┴─ the same, both sure ──▶ certain        else ──▶ to the model
"""

from __future__ import annotations

from collections.abc import Sequence

from parsers.scans.glyphs import digit_rows, outlines
from parsers.scans.inks import Inkline, Inks
from parsers.scans.recognition import Reading
from parsers.scans.said import CERTAIN, TRUSTED
from parsers.scans.sealedfigures import Rows, View, seen_in, viewed

# So likely the net of lines is to be right; the outlines are to be TRUSTED.
SURE = 0.97
# What is seen beside a line, in heights of its digits; these are so high at least, in heights of a letter:
# smaller ones are notes.
BESIDE, LEAST = 0.35, 0.6


def plain_figures(inks: Inks, lines: Sequence[Inkline], chosen: Sequence[int]) -> dict[int, Reading]:
    """The figures among the lines with these numbers that both nets are sure of, by their numbers.

    They are of digits alone: signs and words are for the model, and so is what a seal or a rule touches.
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
    return {
        index: Reading(shape.text, CERTAIN, CERTAIN)
        for index, shape in zip(likely, drawn, strict=True)
        if shape.text == told[index].text and shape.confidence >= TRUSTED
    }


def around(inks: Inks, index: int, line: Inkline) -> View | None:
    """What the net of lines is to see of a line: a little more than its ink; None where it is small print."""
    rows = Rows(*digit_rows(line))
    high = rows.bottom - rows.top
    if high < LEAST * inks.letter:
        return None
    beside = round(BESIDE * high)
    left, top, right, bottom = line.room
    return viewed(inks, index, (max(0, left - beside), top, right + beside, bottom), rows)
