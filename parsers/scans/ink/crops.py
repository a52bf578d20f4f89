"""Pictures of lines for the model: cut from the page, with white around, as they are or softer."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from parsers.scans.ink.inklines import Inkline
from parsers.scans.ink.inks import Inks
from parsers.scans.types import Grey

# White added at both ends of a line, in heights of the line. Worn figures are read as well with little, in
# three quarters of the time.
END, FIGURE_END = 0.4, 0.15
# Wider than this many heights, a line is first read as words.
NARROW = 3.0
# How far letters are blurred for another reading, in heights of the line.
SOFT = 0.045
# The grey that a seal is made on a grey page, and how far letters are blurred then.
PALED, SOFT_PALED = 235, 0.06


def crop(
    inks: Inks, line: Inkline, *, sealed: bool = False, end: float = END, page: Grey | None = None
) -> Grey:
    """The picture of a line, with white at both ends: beside an edge the model overlooks 一.

    With `sealed` a seal over the line is left in it; `end` is the width of the white, in heights; `page` is
    the picture to cut from.
    """
    if page is None:
        page = inks.sealed if sealed and inks.sealed is not None else inks.clean
    left, top, right, bottom = line.room
    pad = max(2, round(0.14 * max(line.height, 0.6 * inks.letter)))
    height, width = page.shape
    rows = slice(max(0, top - pad), min(height, bottom + pad))
    part = page[rows, max(0, left - pad) : min(width, right + pad)]
    ends = round(end * max(line.height, 0.6 * inks.letter))
    return np.asarray(cv2.copyMakeBorder(part, 0, 0, ends, ends, cv2.BORDER_CONSTANT, value=255), np.uint8)


def softened(inks: Inks, lines: Sequence[Inkline]) -> list[Grey]:
    """The pictures of a label's lines; short ones a little softer."""
    return [
        cv2.GaussianBlur(crop(inks, line), (0, 0), SOFT * line.height)
        if line.width <= NARROW * line.height
        else crop(inks, line)
        for line in lines
    ]


def crops_paled(inks: Inks, lines: Sequence[Inkline]) -> list[Grey]:
    """The pictures of lines of a grey page with its seal nearly as pale as paper, a little softer.

    Print becomes paler, too, but stays darker than the letters of a seal. None where there is no such seal.
    """
    if not lines or inks.sealed is None or inks.seal is None or inks.colour is not None:
        return []
    shades = inks.sealed[(inks.seal > 0) & (inks.sealed < PALED)]
    shade = float(np.median(shades)) if shades.size else 0.0
    if shade < inks.ink / 2:
        return []  # as dark as print
    greys = np.interp(np.arange(256), [0, shade, 255], [0, PALED, 255]).astype(np.uint8)
    page = np.asarray(cv2.LUT(inks.sealed, greys), np.uint8)
    return [cv2.GaussianBlur(crop(inks, line, page=page), (0, 0), SOFT_PALED * line.height) for line in lines]


def in_a_row(inks: Inks, lines: Sequence[Inkline], *, sealed: bool = False) -> list[Grey]:
    """The lines of a label one after the other as one picture: a letter has neighbours then."""
    crops = [crop(inks, line, sealed=sealed) for line in lines]
    high = max(one.shape[0] for one in crops)
    level = []
    for one in crops:
        above = (high - one.shape[0]) // 2
        ends = round(
            0.7 * END * min(one.shape[0], inks.letter)
        )  # what the crops have too much in their middle
        part = one[:, ends : one.shape[1] - ends] if len(crops) > 1 and one.shape[1] > 4 * ends else one
        below = high - one.shape[0] - above
        level.append(cv2.copyMakeBorder(part, above, below, 0, 0, cv2.BORDER_CONSTANT, value=255))
    return [np.ascontiguousarray(np.hstack(level))]


def in_a_row_sealed(inks: Inks, lines: Sequence[Inkline]) -> list[Grey]:
    touched = any(inks.under_seal(line) for line in lines)
    return in_a_row(inks, lines, sealed=True) if touched else []
