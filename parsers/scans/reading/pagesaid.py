"""What the ink of a page says: each line read, each figure read twice, and how certain that is.

line ── shape ──▶ / - —            line of words ── model, squeezed ──▶ text
line ── two small nets ──▶ figure ── both sure ──▶ certain; else
line ── model ──▶ figure  ┐
     └─ outlines ▶ figure ┴─ agree ──▶ certain        disagree ──▶ doubtful, both readings kept
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from parsers.pages.ruledtables import cell_text
from parsers.pages.textlines import Char, Line
from parsers.scans.ink.crops import END, FIGURE_END, NARROW, crop
from parsers.scans.ink.inkcells import InkCell
from parsers.scans.ink.inklines import Inkline, Room
from parsers.scans.ink.inks import Inks
from parsers.scans.ink.sidebyside import MANY_SHORT, is_short
from parsers.scans.nets.decoding import NOTHING, Reading
from parsers.scans.nets.linepictures import LOW
from parsers.scans.nets.recognition import FIGURE_SQUEEZE, SMALL, SQUEEZE
from parsers.scans.nets.together import Asking, said_by, together
from parsers.scans.reading.blanks import hidden_beside, leftover, pale_dash, sunken, too_low
from parsers.scans.reading.cellviews import usual_rows
from parsers.scans.reading.digitforms import compared
from parsers.scans.reading.figures import STROKES, surely_read, weigh_figures
from parsers.scans.reading.glyphs import outlines
from parsers.scans.reading.marks import mark
from parsers.scans.reading.middles import set_alike
from parsers.scans.reading.plainfigures import Sorted, plain_figures
from parsers.scans.reading.residues import Residues
from parsers.scans.reading.said import (
    CERTAIN,
    DASHES,
    DIGIT,
    DOUBTFUL,
    NOTHING_SAID,
    TRUSTED,
    Said,
    figure_of,
)
from parsers.scans.reading.sealedfigures import seen_beneath
from parsers.scans.reading.sealedforms import Forms
from parsers.scans.reading.skimming import glanced, letter_of_forms, skimmed
from parsers.scans.reading.slants import doubt_slashes
from parsers.scans.reading.unlike import doubt_lower, marked_unlike
from parsers.scans.reading.words import POOR, better, check_mixed, poorly_read, relabel
from parsers.scans.types import Grey

MARKS = DASHES | {"/", "\\"}
# Of lines with more letters, none of them figures, it matters little if one is lost.
BRIEF = 3
# Of a mark under a seal this share is print with the seal, too, and no trace of it.
AS_DARK = 0.9
NONE_KNOWN: Mapping[Room, Reading] = {}


@dataclass(frozen=True, slots=True)
class PageSaid:
    """What a page says: per table its cells in the order of `Inks.tables`, and its free lines."""

    tables: list[list[Said]]
    free: list[Said]


def read(inks: Inks, known: Mapping[Room, Reading] = NONE_KNOWN) -> Asking[PageSaid]:
    """The text of every cell and line of a page; `known` are long lines that were skimmed before."""
    cells = [(cell, line) for _, table in inks.tables for cell in table for line in cell.lines]
    said: list[Said | None] = []
    for _, line in cells:
        said.append(marked(line, inks))
    left = [index for index, made in enumerate(said) if made is None]
    inside = read_inklines(inks, [cells[index][1] for index in left], known, figures=True)
    outside = read_free(inks, known)
    texts, free = yield from together([inside, outside])
    for index, made in zip(left, texts, strict=True):
        said[index] = made
    lines = iter(said)
    spoken_tables = [
        (table, [[next(lines) or NOTHING_SAID for _ in cell.lines] for cell in table])
        for _, table in inks.tables
    ]
    yield from together([relabel(table, spoken, inks) for table, spoken in spoken_tables])
    tables = []
    for seen_beside, (_, spoken) in zip(compared(spoken_tables, inks), spoken_tables, strict=True):
        whole = seen_beside.whole
        doubt_lower(seen_beside.cells, spoken, inks, whole)
        table = marked_unlike(seen_beside.cells, spoken, inks, whole)
        doubt_cut(table, spoken)
        doubt_slashes(table, spoken, inks)
        widest = widest_lines(table, inks)
        texts_of = [joined(cell, parts, inks, widest) for cell, parts in zip(table, spoken, strict=True)]
        tables.append((table, texts_of))
    usual = [usual_rows(inks, *table) for table in tables]
    ways = set_alike(tables, [rows.height for rows in usual])
    forms, residues = Forms(tables, usual, inks), Residues(tables, usual, inks)
    looks = [
        seen_beneath(inks, *table, rows, way, forms, residues)
        for table, rows, way in zip(tables, usual, ways, strict=True)
    ]
    return PageSaid((yield from together(looks)), free)


def read_free(inks: Inks, known: Mapping[Room, Reading]) -> Asking[list[Said]]:
    """The text of the lines outside of tables; what may be figures of a table without rules is read twice."""
    short = [index for index, line in enumerate(inks.free) if is_short(line.room)]
    if len(short) < MANY_SHORT:
        short = []
    long = sorted(set(range(len(inks.free))).difference(short))
    found = yield from together(
        [
            read_inklines(inks, [inks.free[index] for index in part], known, figures=figures)
            for part, figures in ((short, True), (long, False))
        ]
    )
    said = dict(zip(short + long, found[0] + found[1], strict=True))
    return [said[index] for index in range(len(inks.free))]


def doubt_cut(table: list[InkCell], spoken: list[list[Said]]) -> None:
    """Makes short lines doubtful that are strange, or where ink crosses a rule: more may belong to them."""
    for cell, parts in zip(table, spoken, strict=True):
        for at, line in enumerate(cell.lines):
            if (line.cut or line.strange) and (len(parts[at].text) <= BRIEF or figure_of(parts[at].text)):
                parts[at] = Said(parts[at].text, min(DOUBTFUL, parts[at].confidence), parts[at].readings)


def widest_lines(table: list[InkCell], inks: Inks) -> dict[tuple[int, int], float]:
    """The widest line in each kind of cell, by first column and span; strokes of a seal make none wider."""
    widest: dict[tuple[int, int], float] = {}
    for cell in table:
        key = (cell.region.column, cell.region.column_span)
        for line in cell.lines:
            width = 0.0 if inks.under_seal(line) else line.width
            widest[key] = max(widest.get(key, 0.0), width)
    return widest


def marked(line: Inkline, inks: Inks) -> Said | None:
    """The mark that a line is by its shape; under a seal only if it is as dark with the seal."""
    found = mark(line, inks.clean, inks.ink, inks.letter)
    if found is None:
        return None
    sign, confidence = found
    if sign in "/\\" and outlines(inks.clean, [line])[0].text != sign:
        return None  # 7, 1 and parts of letters slant in some hands and fonts
    if inks.sealed is not None and inks.under_seal(line):
        left, top, right, bottom = line.room
        dark = inks.clean[top:bottom, left:right] < inks.ink
        as_dark = np.count_nonzero(dark & (inks.sealed[top:bottom, left:right] < inks.soft))
        if as_dark < AS_DARK * np.count_nonzero(dark) or hidden_beside(line, inks):
            confidence = min(DOUBTFUL, confidence)
    return Said(sign, confidence)


def joined(cell: InkCell, lines: list[Said], inks: Inks, widest: dict[tuple[int, int], float]) -> Said:
    """The lines of a cell as one; figures below each other are kept apart unless one had to be broken."""
    clear = not (leftover(cell, inks) or sunken(cell, inks) or too_low(cell, inks) or stray(lines))
    if not lines:
        sign = "" if clear else pale_dash(cell, inks)
        return Said(sign, CERTAIN if clear or sign else DOUBTFUL)
    region = cell.region
    texts = [text_line(ink, line.text) for ink, line in zip(cell.lines, lines, strict=True) if line.text]
    text = cell_text(texts, region.box[2] - region.box[0], widest[region.column, region.column_span])
    others = tuple(other for line in lines for other in line.readings) if len(lines) == 1 else ()
    confidence = min(line.confidence for line in lines)
    return Said(text, confidence if clear else min(DOUBTFUL, confidence), others)


def stray(lines: list[Said]) -> bool:
    """Whether a dash or slash, or ink that says nothing, stands above or below a figure.

    It is no sign of the figure, but left of a seal, or a digit of a broken figure that was not made out.
    """
    others = sum(line.text in MARKS or not line.text for line in lines)
    return 0 < others < len(lines) and any(DIGIT.search(line.text) for line in lines)


def text_line(ink: Inkline, text: str) -> Line:
    """A line that was read, each letter with an equal share of its width."""
    left, top, right, bottom = ink.room
    step = (right - left) / len(text)
    chars = tuple(
        Char(sign, left + at * step, top, left + (at + 1) * step, bottom) for at, sign in enumerate(text)
    )
    return Line(chars, text, left, top, right, bottom)


def free_line(ink: Inkline, text: str) -> Line:
    """A line outside of grids that was read; the digits of figures stand where they are seen.

    Only the gaps between them tell there where one figure ends.
    """
    signs = text.replace(" ", "")
    if not (signs.isdecimal() and len(signs) == len(ink.shapes)):
        return text_line(ink, text)
    left, top, right, bottom = ink.room
    digits = zip(signs, ink.shapes, strict=True)
    chars = tuple(Char(sign, x0, top, x1, bottom) for sign, (x0, _, x1, _) in digits)
    return Line(chars, text, left, top, right, bottom)


def read_inklines(
    inks: Inks, lines: list[Inkline], known: Mapping[Room, Reading], *, figures: bool
) -> Asking[list[Said]]:
    """The text of lines; with `figures`, those that are figures are read twice.

    `known` are words that the quick net read before, by their rooms.
    """
    short = [index for index, line in enumerate(lines) if line.width <= NARROW * line.height]
    plain = plain_figures(inks, lines, short) if figures else Sorted()
    narrow = [index for index in short if index not in plain.figures]
    wide = [index for index, line in enumerate(lines) if line.width > NARROW * line.height]
    brief = set(narrow) if figures else set()
    crops = [crop(inks, line, end=FIGURE_END if index in brief else END) for index, line in enumerate(lines)]
    full = set(narrow)
    found = dict.fromkeys(range(len(lines)), NOTHING) | plain.figures
    before = {index: known[lines[index].room] for index in wide if lines[index].room in known}
    clear, small = yield from together(
        [
            skimmed(crops, wide, before, prose=not figures),
            seen(crops, sorted(brief), squeeze=FIGURE_SQUEEZE, rows=LOW, share=SMALL, figures=True),
        ]
    )
    found |= clear | small
    larger = [
        index
        for index in narrow
        if index not in brief or not (surely_read(found[index]) or plain.letter(index, found[index]))
    ]
    fair = [index for index in larger if index not in brief or letter_of_forms(found[index])]
    new = [index for index in wide if index not in clear]
    low, glances = yield from together(
        [
            seen(crops, new, squeeze=SQUEEZE, rows=LOW),
            glanced(crops, fair, [found[index] if index in brief else None for index in fair]),
        ]
    )
    found |= low | glances
    larger = [index for index in larger if index not in glances]
    # Seen low, 申 may be 中: what leaves doubt is seen higher, and in full where its digits are others then.
    doubted = [index for index in wide if index not in clear and found[index].confidence < TRUSTED]
    narrower, higher = yield from together(
        [
            seen(crops, larger, figures=figures),
            seen(crops, doubted, squeeze=SQUEEZE),
        ]
    )
    torn = {
        index
        for index, reading in higher.items()
        if DIGIT.findall(reading.text) != DIGIT.findall(found[index].text)
    }
    found |= narrower | higher
    readings = list(found.values())
    sealed = [
        index for index, line in enumerate(lines) if readings[index].mean < POOR and inks.under_seal(line)
    ]
    if sealed:
        with_seal = yield from said_by([crop(inks, lines[i], sealed=True) for i in sealed])
        for index, reading in zip(sealed, with_seal, strict=True):
            words = not figure_of(reading.text) and not figure_of(readings[index].text)
            if words and reading.mean > readings[index].mean:
                readings[index] = reading
    again = [
        index
        for index in wide
        if index not in clear and (index in torn or poorly_read(readings[index], prose=not figures))
    ]
    for index, reading in (yield from seen(crops, again, figures=figures)).items():
        if figure_of(reading.text) or better(reading, readings[index]):
            readings[index] = reading
            full.add(index)
    made = [Said(reading.text, reading.confidence, sure=reading.sure) for reading in readings]
    if figures:
        for index, reading in enumerate(readings):
            if STROKES.fullmatch(reading.text):
                made[index] = Said(reading.text, min(DOUBTFUL, reading.confidence))
        yield from weigh_figures(
            inks, lines, crops, readings, made, sorted(full), set(narrow).difference(larger)
        )
        yield from check_mixed(crops, readings, made)
    return made


def seen(crops: list[Grey], chosen: list[int], **way: Any) -> Asking[dict[int, Reading]]:
    """What the model says of the crops with these numbers, shown in one way."""
    readings = yield from said_by([crops[index] for index in chosen], **way)
    return dict(zip(chosen, readings, strict=True))
