"""Marks that a seal may hide whole, where a blank or a figure is seen: a slash along its rim, a minus."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

import cv2
import numpy as np

from parsers.labels import letters
from parsers.scans.ink.inkcells import InkCell
from parsers.scans.ink.inks import Inks
from parsers.scans.reading.said import CERTAIN, Said
from parsers.scans.reading.sealedforms import MARKS
from parsers.scans.types import Floats, Mask
from parsers.templates import forms

NEGATIVE = re.compile(r"[-—–－]\d")
# So many marks of a table show how they look and where they stand; one lies within so many pixels of there.
SHOWN, ASTRAY = 3, 2
# A mark of which so much is beneath a seal may be hidden. Where seals lie is known with so wide a rim.
HIDDEN, RIM = 0.75, 5
# In heights of digits: where a minus stands left of its figure, from and to, and how far up and down.
NEAR, FAR, LEVEL = 0.15, 0.45, 0.08


def has_negatives(said: Sequence[Said]) -> bool:
    """Whether figures of a table may be less than 0: by its headers, or as others of it are."""
    return any(NEGATIVE.match(one.text) or letters(one.text) in signed_labels() for one in said)


@cache
def signed_labels() -> frozenset[str]:
    """The letters of the headers of the forms below which figures may be less than 0."""
    return frozenset(
        letters(label)
        for form in forms().values()
        for table in form.tables
        for block in table.blocks
        for column in block.columns
        if column.signed
        for label in (column.label, *column.synonyms)
    )


def beneath(inks: Inks) -> Mask | None:
    """Where the ink of seals lies (255), without what is left free around it."""
    return (
        None
        if inks.seal is None
        else np.asarray(cv2.erode(inks.seal, np.ones((RIM, RIM), np.uint8)), np.uint8)
    )


def marks_of(inks: Inks, cells: Sequence[InkCell], said: Sequence[Said]) -> list[Floats]:
    """The ink of some marks of a table that no seal touches: rows and columns from the middle of the cell."""
    made: list[Floats] = []
    for cell, one in zip(cells, said, strict=True):
        if len(made) == SHOWN or one.text not in MARKS or one.confidence < CERTAIN or len(cell.lines) != 1:
            continue
        (line,) = cell.lines
        if not one.text or inks.under_seal(line):
            continue
        left, top, right, bottom = line.room
        ink = np.argwhere(inks.clean[top:bottom, left:right] < inks.ink).astype(np.float64)
        if len(ink):
            made.append(ink + np.array((top, left)) - middle(cell))
    return made


def middle(cell: InkCell) -> Floats:
    left, top, right, bottom = cell.region.box
    return np.array(((top + bottom) / 2, (left + right) / 2))


def may_hide_mark(seals: Mask, cell: InkCell, marks: Sequence[Floats]) -> bool:
    """Whether a mark of the table, where it would stand in a cell, lies beneath a seal for the most part."""
    shifts = range(-ASTRAY, ASTRAY + 1, ASTRAY)
    return any(
        share_of(seals, np.round(mark + middle(cell) + (down, across)).astype(np.int64)) >= HIDDEN
        for mark in marks
        for down in shifts
        for across in shifts
    )


def may_hide_minus(seals: Mask, cell: InkCell, height: float) -> bool:
    """Whether a minus would lie beneath a seal left of the only line of a cell."""
    if len(cell.lines) != 1:
        return False
    left, top, _, bottom = cell.lines[0].room
    rows = np.round((top + bottom) / 2 + height * np.array((-LEVEL, 0, LEVEL))).astype(np.int64)
    columns = np.arange(round(left - FAR * height), round(left - NEAR * height) + 1)
    places = np.stack(np.meshgrid(rows, columns, indexing="ij"), axis=-1).reshape(-1, 2)
    return share_of(seals, places) == 1.0


def share_of(seals: Mask, places: Floats) -> float:
    """Which share of the places (rows and columns) lies beneath a seal; those off the page do not."""
    inside = ((places >= 0) & (places < seals.shape)).all(1)
    rows, columns = places[inside].T
    return float(np.count_nonzero(seals[rows, columns])) / max(1, len(places))
