"""Slashes in tables whose figures lean: there a 1 is a slanting stroke, too."""

from __future__ import annotations

import numpy as np

from parsers.scans.ink.inkcells import InkCell
from parsers.scans.ink.inklines import Inkline, Room, full_height
from parsers.scans.ink.inks import Inks
from parsers.scans.reading.said import DOUBTFUL, Said, figure_of
from parsers.scans.types import Grey

# Figures lean if their shapes do so far on average, sideways by height. Fewer shapes tell nothing.
LEANING, FEW = 0.1, 8
# A slash is so much higher than figures.
HIGHER = 1.08
# Shapes lower than this share of a letter are no digits.
TALL = 0.4
SLASHES = frozenset("/\\")


def doubt_slashes(table: list[InkCell], spoken: list[list[Said]], inks: Inks) -> None:
    """Makes slashes doubtful that are as high as the figures of their table, if these lean: they may be 1."""
    places = [(index, at) for index, parts in enumerate(spoken) for at in range(len(parts))]
    slashes = [(index, at) for index, at in places if spoken[index][at].text in SLASHES]
    if not slashes:
        return
    lines = [table[index].lines[at] for index, at in places if figure_of(spoken[index][at].text)]
    leans = [lean(room, inks.clean) for line in lines for room in digits(line, inks.letter)]
    if len(leans) < FEW or float(np.mean(leans)) < LEANING:
        return
    usual = float(np.median([full_height(line, inks.clean, inks.soft) for line in lines]))
    for index, at in slashes:
        if full_height(table[index].lines[at], inks.clean, inks.soft) < HIGHER * usual:
            said = spoken[index][at]
            spoken[index][at] = Said(said.text, min(DOUBTFUL, said.confidence), (*said.readings, "1"))


def digits(line: Inkline, letter: float) -> list[Room]:
    """The shapes of a line that are as high as digits."""
    return [room for room in line.shapes if room[3] - room[1] > TALL * letter]


def lean(room: Room, clean: Grey) -> float:
    """How far the ink of a shape leans to the right, by its height: 0.2 in italics, on average."""
    left, top, right, bottom = room
    dark = 255 - clean[top:bottom, left:right].astype(np.float64)
    rows, columns = np.mgrid[top:bottom, left:right]
    share = dark / max(1e-9, dark.sum())
    away_y, away_x = rows - (share * rows).sum(), columns - (share * columns).sum()
    return -float((share * away_x * away_y).sum() / max(1e-9, (share * away_y * away_y).sum()))
