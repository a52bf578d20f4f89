"""What the ink of a page says: each line read, each figure read twice, and how certain that is.

line ── shape ──▶ / - —            line of words ── model, squeezed ──▶ text
line ── model ──▶ figure  ┐
     └─ outlines ▶ figure ┴─ agree ──▶ certain        disagree ──▶ doubtful, both readings kept
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np

from parsers.recognition import NOTHING, SQUEEZE, Reading, read_lines
from parsers.scans.glyphs import ELSE, Outline, outlines
from parsers.scans.inks import InkCell, Inkline, Inks
from parsers.scans.marks import mark
from parsers.scans.types import Grey

# Wider than this many heights, a line is first read as words.
NARROW = 3.0
FIGURE = re.compile(r"[+-]?\d[\d,.]*")
LABEL = re.compile(r"[（(]?\d{1,2}[.、．）)]\D")
DIGIT = re.compile(r"\d")
# Readings of figures: agreeing ones of at least this certainty are certain, others doubtful.
TRUSTED, FAIRLY = 0.9, 0.4
CERTAIN, LIKELY, DOUBTFUL = 0.99, 0.8, 0.5
# Nothing longer is looked at as a figure.
LONGEST = 14
# How far letters are blurred for a third reading, in heights of the line.
SOFT = 0.045
# Words are read again at full width below this average certainty.
POOR = 0.93
# White added at both ends of a line, in heights of the line.
END = 0.4
# A seal solid over this many letters can hide a figure.
SOLID = 0.35
# Share of a letter's area that dirt or pale ink may take in a blank cell.
DIRT = 0.06


@dataclass(frozen=True, slots=True)
class Said:
    """What a line or a cell says: its text, how certain (0–1), and what else it was read as."""

    text: str
    confidence: float
    readings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PageSaid:
    """What a page says: per table its cells in the order of `Inks.tables`, and its free lines."""

    tables: list[list[Said]]
    free: list[Said]


def read(inks: Inks) -> PageSaid:
    """The text of every cell and line of a page."""
    cells = [(cell, line) for _, table in inks.tables for cell in table for line in cell.lines]
    said: list[Said | None] = []
    for _, line in cells:
        found = mark(line, inks.clean, inks.ink, inks.letter)
        said.append(Said(*found) if found else None)
    left = [index for index, made in enumerate(said) if made is None]
    texts = read_inklines(inks, [cells[index][1] for index in left], figures=True)
    for index, made in zip(left, texts, strict=True):
        said[index] = made
    free = read_inklines(inks, inks.free, figures=False)
    lines = iter(said)
    tables = []
    for _, table in inks.tables:
        tables.append(
            [joined(cell, [next(lines) or Said("", 0.0) for _ in cell.lines], inks) for cell in table]
        )
    return PageSaid(tables, free)


def joined(cell: InkCell, lines: list[Said], inks: Inks) -> Said:
    """The lines of a cell as one; figures below each other are kept apart."""
    if not lines:
        return Said("", blankness(cell, inks))
    text = lines[0].text
    for before, line in pairwise(lines):
        apart = DIGIT.match(before.text[-1:]) and DIGIT.match(line.text[:1])
        text += ("\n" if apart else "") + line.text
    others = tuple(other for line in lines for other in line.readings) if len(lines) == 1 else ()
    return Said(text, min(line.confidence for line in lines), others)


def blankness(cell: InkCell, inks: Inks) -> float:
    """How certain it is that a cell is blank: neither dirt nor pale ink as large as a stroke lies in it."""
    area = inks.letter * inks.letter
    if cell.dust > DIRT * area:
        return DOUBTFUL
    rim = round(0.15 * inks.letter) + 2
    left, top, right, bottom = (round(edge) for edge in cell.region.box)
    room = inks.clean[top + rim : bottom - rim, left + rim : right - rim]
    if room.size < 16:
        return CERTAIN
    soft = cv2.blur(room, (3, 3))
    pale = int(np.count_nonzero(soft < (inks.ink + 3 * 255) // 4))
    if inks.sealed is not None:
        # Print that a seal covers may have paled with it, and wholly so under its star.
        covered = inks.sealed[top + rim : bottom - rim, left + rim : right - rim]
        pale = max(pale, int(np.count_nonzero(covered < inks.ink)))
        if inks.seal is not None:
            size = round(SOLID * inks.letter) + 7
            solid = cv2.erode(
                inks.seal[top:bottom, left:right], np.ones((size, size), np.uint8), borderValue=0
            )
            pale = max(pale, int(np.count_nonzero(solid)) * size)
    return CERTAIN if pale <= DIRT * area else DOUBTFUL


def crop(inks: Inks, line: Inkline, *, sealed: bool = False) -> Grey:
    """The picture of a line, with white at both ends: beside an edge the model overlooks 一 and 1.

    With `sealed` a seal over the line is left in it.
    """
    page = inks.sealed if sealed and inks.sealed is not None else inks.clean
    left, top, right, bottom = line.room
    pad = max(2, round(0.14 * max(line.height, 0.6 * inks.letter)))
    height, width = page.shape
    rows = slice(max(0, top - pad), min(height, bottom + pad))
    part = page[rows, max(0, left - pad) : min(width, right + pad)]
    ends = round(END * max(line.height, 0.6 * inks.letter))
    return np.asarray(cv2.copyMakeBorder(part, 0, 0, ends, ends, cv2.BORDER_CONSTANT, value=255), np.uint8)


def read_inklines(inks: Inks, lines: list[Inkline], *, figures: bool) -> list[Said]:
    """The text of lines; with `figures`, those that are figures are read twice."""
    crops = [crop(inks, line) for line in lines]
    narrow = [index for index, line in enumerate(lines) if line.width <= NARROW * line.height]
    wide = [index for index, line in enumerate(lines) if line.width > NARROW * line.height]
    readings = [NOTHING] * len(lines)
    full = set(narrow)
    for index, reading in zip(narrow, read_lines([crops[i] for i in narrow], figures=figures), strict=True):
        readings[index] = reading
    for index, reading in zip(wide, read_lines([crops[i] for i in wide], squeeze=SQUEEZE), strict=True):
        readings[index] = reading
    sealed = [index for index, line in enumerate(lines) if inks.under_seal(line)]
    if sealed:
        with_seal = read_lines([crop(inks, lines[i], sealed=True) for i in sealed])
        for index, reading in zip(sealed, with_seal, strict=True):
            words = not figure_of(reading.text) and not figure_of(readings[index].text)
            if words and reading.mean > readings[index].mean:
                readings[index] = reading
    again = [index for index in wide if figure_of(readings[index].text) or readings[index].mean < POOR]
    for index, reading in zip(again, read_lines([crops[i] for i in again], figures=figures), strict=True):
        if figure_of(reading.text) or reading.mean > readings[index].mean:
            readings[index] = reading
            full.add(index)
    made = [Said(reading.text, reading.confidence) for reading in readings]
    if figures:
        weigh_figures(inks, lines, crops, readings, made, sorted(full))
        check_mixed(crops, readings, made)
    return made


def weigh_figures(
    inks: Inks,
    lines: list[Inkline],
    crops: list[Grey],
    readings: list[Reading],
    made: list[Said],
    full: list[int],
) -> None:
    """Reads what may be a figure by its outlines, too, and a third time where that leaves doubt."""
    brief = [index for index in full if len(readings[index].text) <= LONGEST]
    shapes = dict(zip(brief, outlines(inks.clean, [lines[index] for index in brief]), strict=True))
    doubted = []
    for index in brief:
        if figure_of(readings[index].text) or shapes[index].text == "/":
            made[index] = weighed(readings[index], shapes[index])
            if made[index].confidence < CERTAIN or inks.under_seal(lines[index]):
                doubted.append(index)
    # A seal is seen by this reading; where there is none, the letters are seen a little softer.
    softer = [
        crop(inks, lines[index], sealed=True)
        if inks.under_seal(lines[index])
        else cv2.GaussianBlur(crops[index], (0, 0), SOFT * lines[index].height)
        for index in doubted
    ]
    for index, third in zip(doubted, read_lines(softer, figures=True), strict=True):
        made[index] = settled(made[index], readings[index], shapes[index], third)


def check_mixed(crops: list[Grey], readings: list[Reading], made: list[Said]) -> None:
    """Reads what has digits and other letters (12件) a second time, at another width."""
    chosen = [
        index
        for index, reading in enumerate(readings)
        if DIGIT.search(reading.text)
        and not figure_of(reading.text)
        and not LABEL.match(reading.text)
        and len(reading.text) <= 24
    ]
    seconds = read_lines([crops[index] for index in chosen], squeeze=0.8)
    for index, second in zip(chosen, seconds, strict=True):
        first = readings[index]
        if first.text == second.text:
            surest = min(first.confidence, second.confidence)
            made[index] = Said(first.text, CERTAIN if surest > TRUSTED else surest)
        else:
            made[index] = Said(first.text, min(DOUBTFUL, first.confidence), (second.text,))


def figure_of(text: str) -> str:
    """The figure a line says; "" if it is none.

    >>> figure_of("1 024"), figure_of("-3"), figure_of("12件")
    ('1024', '-3', '')
    """
    plain = text.replace(" ", "").replace("，", ",").replace("．", ".")
    return plain if FIGURE.fullmatch(plain) else ""


def weighed(reading: Reading, outline: Outline) -> Said:
    """One figure from two readings: certain if they agree, else doubtful with the other beside it."""
    figure = figure_of(reading.text)
    if not figure or outline.text == "/":
        # A slash by its outline; the model of letters takes it for 1, 7 or l.
        return Said("/", min(DOUBTFUL, outline.confidence), (reading.text,) if reading.text else ())
    least, most = sorted((reading.confidence, outline.confidence))
    if bare(figure) == outline.text:
        if least >= FAIRLY and most >= TRUSTED:
            return Said(figure, CERTAIN)
        return Said(figure, min(LIKELY, most))
    other = outline.text if ELSE not in outline.text else reading.other
    return Said(figure, min(DOUBTFUL, reading.confidence), (other,) if other else ())


def bare(figure: str) -> str:
    """A figure as outlines say it: each separator a point, no plus."""
    return figure.replace(",", ".").lstrip("+")


def settled(said: Said, reading: Reading, outline: Outline, third: Reading) -> Said:
    """A figure after its third reading, which can take certainty away or, with both others, give it."""
    if said.text == "/":
        return said
    if figure_of(third.text) != said.text:
        others = dict.fromkeys([*said.readings, third.text])
        return Said(said.text, min(DOUBTFUL, said.confidence), tuple(other for other in others if other))
    if said.confidence >= CERTAIN:
        return said
    if bare(said.text) == outline.text and min(reading.confidence, third.confidence) >= TRUSTED:
        return Said(said.text, CERTAIN)
    return said
