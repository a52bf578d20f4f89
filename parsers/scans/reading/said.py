"""What a line or a cell was found to say, and how certain that is."""

from __future__ import annotations

import re
from dataclasses import dataclass

# Readings of figures: agreeing ones of at least this certainty are certain, others doubtful.
TRUSTED = 0.9
CERTAIN, LIKELY, DOUBTFUL = 0.99, 0.8, 0.5
FIGURE = re.compile(r"[+-]?\d[\d,.]*")
DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Said:
    """What a line or a cell says: its text, how certain (0–1), and what else it was read as.

    `sure` is how certain each letter of a line of words is.
    """

    text: str
    confidence: float
    readings: tuple[str, ...] = ()
    sure: tuple[float, ...] = ()


DASHES = frozenset("—-")
NOTHING_SAID = Said("", 0.0)


def bare(figure: str) -> str:
    """A figure with each separator a point: in coarse print the tail of a comma is a matter of one pixel."""
    return figure.replace(",", ".")


def figure_of(text: str) -> str:
    """The figure a line says; "" if it is none.

    >>> figure_of("1 024"), figure_of("-3"), figure_of("12件")
    ('1024', '-3', '')
    """
    plain = text.replace(" ", "").replace("，", ",").replace("．", ".")
    return plain if FIGURE.fullmatch(plain) else ""
