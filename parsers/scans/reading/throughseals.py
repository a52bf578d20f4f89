"""Cells in doubt beneath a seal, settled by the print that is seen through it."""

from __future__ import annotations

from dataclasses import replace

from parsers.labels import letters
from parsers.scans.ink.inkcells import InkCell
from parsers.scans.nets.figurenet import Told
from parsers.scans.reading.cellviews import POSSIBLE, Usual
from parsers.scans.reading.middles import Middles
from parsers.scans.reading.residues import Residues
from parsers.scans.reading.said import CERTAIN, DOUBTFUL, LIKELY, Said, figure_of
from parsers.scans.reading.sealedforms import MARKS

# Cells with more letters hold words. That nothing is seen counts if it is so likely.
BRIEF, BLANK = 2, 0.4


def seen_through(
    residues: Residues, cell: InkCell, said: Said, seen: Told, usual: Usual, set_so: Middles | None
) -> Said:
    """A cell in doubt, certain where just that is seen through its seal which another reading says.

    A blank or a mark is so, too, where nothing says a figure for sure. A mark that the page does not use
    where no seal is may be a stroke of the seal, or be cut by it.
    """
    words = said.text not in MARKS and len(letters(said.text)) > BRIEF
    if words or (said.confidence >= CERTAIN and not may_be_wrong(residues, cell, said.text, usual)):
        return said
    found = (figure_of(one) for one in (seen.text, said.text, *said.readings))
    figures = [figure for figure in found if figure.isdecimal()]
    likely = seen.text if seen.confidence >= (POSSIBLE if seen.text else BLANK) else None
    text = residues.told(cell, figures, usual, set_so, likely)
    other = bool(figure_of(seen.text)) and seen.confidence >= LIKELY and text != seen.text
    if text is None or other:
        return replace(said, confidence=min(DOUBTFUL, said.confidence))
    known = not text.isdecimal() or residues.shows_all or figures.count(text) > 1 or text == likely
    return Said(text, CERTAIN) if known else said


def may_be_wrong(residues: Residues, cell: InkCell, text: str, usual: Usual) -> bool:
    """Whether a cell that is certain may say something else: a blank a mark, or a mark another."""
    return residues.is_odd(text) if text else not cell.lines and residues.may_hold_mark(cell, usual)
