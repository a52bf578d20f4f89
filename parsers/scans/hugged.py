"""Print that hugs an upright rule and is wiped away with it: a dash, a digit, the side of a 6."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from parsers.scans.inkcells import SHORT, InkCell
from parsers.scans.types import Grey, Mask

# A rule is wiped over so much of a column beside it, no farther from its middle than this, in letters.
LEVEL, REACH = 0.5, 0.6
# So near to a level rule, in letters, what is dark is their corner.
CORNER = 0.2
# The rule alone is as dark as it mostly is beside the cell (a percentile of the greys). Print on it is darker
# by this share of half the print's depth, over so much of a letter's square and so many rows.
ALONE, DARKER, PART, ROWS = 75, 0.5, 0.02, 2
# A dash is so long, in letters, at least.
DASH = 0.3
# Print so near to a line, in letters, is of it.
NEAR = 0.6


def beside_rules(cell: InkCell, flat: Grey, wiped: Mask, ink: int, letter: float) -> InkCell:
    """A cell, those short lines marked as cut beside which print was wiped away with an upright rule.

    An empty cell with such print is no blank. `flat` is the page with its rules, `ink` the grey half-way to
    print.
    """
    left, top, right, bottom = (round(edge) for edge in cell.region.box)
    rim = round(CORNER * letter) + 2
    left, top, right, bottom = max(0, left), max(0, top + rim), min(right, flat.shape[1]), bottom - rim
    reach = min(round(REACH * letter), (right - left) // 2)
    if bottom - top < ROWS or reach < 1:
        return cell
    page, rule = flat[top:bottom, left:right], wiped[top:bottom, left:right]
    # What is left of a dash beside the rule is too small for print: looked at where nothing else stands.
    beyond = 0 if cell.lines else round(DASH * letter)
    at_left = rows_hidden(page[:, :reach], rule[:, :reach], beyond, ink, letter)
    at_right = rows_hidden(page[:, : -reach - 1 : -1], rule[:, : -reach - 1 : -1], beyond, ink, letter)
    if at_left is None and at_right is None:
        return cell
    if not cell.lines:
        return replace(cell, dust=max(cell.dust, round(letter * letter)))
    lines = []
    for line in cell.lines:
        x0, y0, x1, y1 = line.room
        rows = slice(max(0, y0 - top), max(0, y1 - top))
        cut = (at_left is not None and x0 - left < NEAR * letter + reach and at_left[rows].any()) or (
            at_right is not None and right - x1 < NEAR * letter + reach and at_right[rows].any()
        )
        short = line.width < SHORT * line.height
        lines.append(replace(line, cut=True) if cut and short else line)
    return replace(cell, lines=tuple(lines))


def rows_hidden(page: Grey, rule: Mask, beyond: int, ink: int, letter: float) -> Mask | None:
    """Which rows of a strip, from a rule's middle on, hold print that was wiped away; None where none do.

    The strip ends so many pixels `beyond` what was wiped.
    """
    wide = (rule > 0).mean(0) > LEVEL
    reach = len(wide) if wide.all() else int(wide.argmin())
    if not reach:
        return None
    greys = page[:, : reach + beyond].astype(np.int16)
    hidden = greys < np.percentile(greys, ALONE, axis=0) - DARKER * (255 - ink)
    rows = hidden.any(1)
    if hidden.sum() < max(3, PART * letter * letter) or rows.sum() < ROWS:
        return None
    return np.asarray(rows)
