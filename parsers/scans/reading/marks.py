"""Marks that stand for a figure, told by their shape: a model of letters takes / for 1 and — for 一."""

from __future__ import annotations

import numpy as np

from parsers.scans.ink.inklines import Inkline
from parsers.scans.types import Grey

# Shares of the usual letter's height.
FLAT = 0.3
LONG_DASH = 0.62
# How far a slash leans: width covered by its middle line over its height.
LEANS, MAY_LEAN = 0.2, 0.12
# Share of its rows in which noise may stand beside a slash.
MAY_PART = 0.05
PAPER = 255
# A hyphen's ink is spread so much wider than high; pixels around it that may hold its greys.
FLATTER, AROUND = 1.5, 2
CERTAIN, DOUBTFUL = 0.99, 0.6


def mark(line: Inkline, clean: Grey, ink: int, letter: float) -> tuple[str, float] | None:
    """A dash, hyphen or slash and how sure its shape is; None where the line is something else."""
    return dash(line, clean, letter) or slash(line, clean, ink, letter)


def dash(line: Inkline, clean: Grey, letter: float) -> tuple[str, float] | None:
    """One flat bar, or several in a row, as "-" or "—" by length."""
    if line.height > FLAT * letter or line.width < 0.2 * letter or line.width < 1.3 * line.height:
        return None
    if line.width < 1.7 * line.height and (line.width < 0.3 * letter or flatness(line, clean) < FLATTER):
        return None
    thick = max(bottom - top for _, top, _, bottom in line.shapes)
    if line.height > 2 * thick:
        return None
    sign = dash_sign(line.width, letter)
    plain = line.width >= 2.2 * line.height or flatness(line, clean) >= FLATTER
    plain = plain and line.width < 4 * letter and len(line.shapes) <= 4
    return sign, CERTAIN if plain else DOUBTFUL


def flatness(line: Inkline, clean: Grey) -> float:
    """How much wider than high the ink of a line is spread: where a pixel is much, its greys still tell."""
    left, top, right, bottom = line.room
    room = clean[max(0, top - AROUND) : bottom + AROUND, max(0, left - AROUND) : right + AROUND]
    dark = PAPER - room.astype(np.float64)
    dark = np.clip(dark - 0.25 * dark.max(), 0, None)
    total = dark.sum()
    if total <= 0:
        return 0.0
    spread = []
    for axis in (0, 1):
        share = dark.sum(axis) / total
        places = np.arange(len(share))
        middle = float((share * places).sum())
        # A twelfth is what a single pixel is spread.
        spread.append(float((share * (places - middle) ** 2).sum()) + 1 / 12)
    return float(np.sqrt(spread[0] / spread[1]))


def dash_sign(width: float, letter: float) -> str:
    """A dash or a hyphen, by its length."""
    return "—" if width > LONG_DASH * letter else "-"


def slash(line: Inkline, clean: Grey, ink: int, letter: float) -> tuple[str, float] | None:
    """One slanting stroke of even width, which a coarse scan may have broken into several shapes."""
    if len(line.shapes) > 6 or not 0.5 * letter < line.height < 2.2 * letter:
        return None
    left, top, right, bottom = line.room
    if line.width > 1.1 * line.height:
        return None
    # Weighted by darkness, so that thin strokes of few pixels lie exactly.
    dark = np.clip((ink + 2 * PAPER) // 3 - clean[top:bottom, left:right].astype(np.float64), 0, None)
    weight = dark.sum(1)
    if (weight <= 0).any() or len(weight) < 6:
        return None
    # A thin 4 slants, too, and is two strokes in some of its rows.
    begins = np.count_nonzero(np.diff(np.pad(dark > 0, ((0, 0), (1, 0))).astype(np.int8), axis=1) > 0, axis=1)
    if np.count_nonzero(begins > 1) > 1 + MAY_PART * len(weight):
        return None
    columns = np.arange(right - left)
    middles = (dark * columns).sum(1) / weight
    rows = np.arange(bottom - top, dtype=np.float64)
    slope, offset = np.polyfit(rows, middles, 1)
    wrong = np.abs(middles - slope * rows - offset)
    inner = slice(1, -1)
    widths = (dark > 0).sum(1)[inner]
    usual = float(np.median(widths))
    even = widths.max() <= 1.9 * usual + 1 and widths.min() >= 0.4 * usual - 0.5
    straight = wrong[inner].max() <= 0.06 * line.height + 0.6
    thin = usual < 0.45 * line.height
    lean = abs(slope)
    if not (even and straight and thin) or lean < MAY_LEAN:
        return None
    sign = "/" if slope < 0 else "\\"
    return sign, CERTAIN if lean >= LEANS and line.width > 0.2 * line.height else DOUBTFUL
