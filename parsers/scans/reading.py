"""What the ink of a page says: each line read, each figure read twice, and how certain that is.

line ── shape ──▶ / - —            line of words ── model, squeezed ──▶ text
line ── model ──▶ figure  ┐
     └─ outlines ▶ figure ┴─ agree ──▶ certain        disagree ──▶ doubtful, both readings kept
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from parsers.labels import look_up
from parsers.recognition import FIGURE_SQUEEZE, LOW, NOTHING, SMALL, SQUEEZE, Reading, read_lines
from parsers.ruledtables import cell_text
from parsers.scans.glyphs import ELSE, Outline, outlines
from parsers.scans.inks import InkCell, Inkline, Inks, Room, full_height
from parsers.scans.marks import dash_sign, mark
from parsers.scans.types import Grey
from parsers.textlines import Char, Line
from parsers.values import looks_like_figure

DASHES = frozenset("—-")
# Wider than this many heights, a line is first read as words.
NARROW = 3.0
FIGURE = re.compile(r"[+-]?\d[\d,.]*")
STROKES = re.compile("[一二三]+")  # or dashes that are broken or double
BRACKETS = str.maketrans("()", "（）")
LABEL = re.compile(r"[（(]?\d{1,2}[.、．）)]\D")
DIGIT = re.compile(r"\d")
# Readings of figures: agreeing ones of at least this certainty are certain, others doubtful.
# With a third of so much certainty, one of two may be less certain, or none be trusted by itself.
TRUSTED, FAIRLY, HARDLY, THIRD = 0.9, 0.6, 0.4, 0.8
# An outline less certain than this is a guess. Three readings of plain digits leave so little doubt together.
GUESS, REMAINING = 0.16, 0.05
# So many of four readings of a figure under a seal are to agree.
ENOUGH = 3
# Readings of a seal's traces that are less certain say nothing against three others and two outlines.
UNSURE = 0.7
CERTAIN, LIKELY, DOUBTFUL = 0.99, 0.8, 0.5
# Figures lower than this share of the usual height are cut; fewer figures have no usual height.
LOWER, FEW = 0.88, 5
# A cell of a form is higher than so many letters.
ROOM = 1.2
# Nothing longer is looked at as a figure.
LONGEST = 14
LONGEST_LABEL = 48
# How far letters are blurred for a third reading, in heights of the line.
SOFT = 0.045
# Words are read again at full width below this average certainty.
POOR = 0.93
# White added at both ends of a line, in heights of the line. Worn figures are read as well with little, in
# three quarters of the time.
END, FIGURE_END = 0.4, 0.15
# A hairline of print that is softened along its run is darker than this.
HAIRLINE = 236
# A seal solid over this many letters can hide a figure.
SOLID = 0.35
# Of a mark under a seal this share is print with the seal, too, and no trace of it.
AS_DARK = 0.9
# Print beneath a seal is darker than paper by so many greys, and by so many deviations of its noise.
LEAST_PRINT, BEYOND_NOISE = 14.0, 4.0
# What is left of a sign takes so much of the square of a line's height, at least, and lies within so many
# heights of the line. Digits are as high as this share of a letter.
SIGN, BESIDE, DIGIT_HEIGHT = 0.1, 0.7, 0.7
# Share of a letter's area that dirt or pale ink may take in a blank cell.
DIRT = 0.06


@dataclass(frozen=True, slots=True)
class Said:
    """What a line or a cell says: its text, how certain (0–1), and what else it was read as."""

    text: str
    confidence: float
    readings: tuple[str, ...] = ()


NOTHING_SAID = Said("", 0.0)
NONE_KNOWN: Mapping[Room, Reading] = {}


@dataclass(frozen=True, slots=True)
class PageSaid:
    """What a page says: per table its cells in the order of `Inks.tables`, and its free lines."""

    tables: list[list[Said]]
    free: list[Said]


def read(inks: Inks, known: Mapping[Room, Reading] = NONE_KNOWN) -> PageSaid:
    """The text of every cell and line of a page; `known` are long lines that were read before."""
    cells = [(cell, line) for _, table in inks.tables for cell in table for line in cell.lines]
    said: list[Said | None] = []
    for _, line in cells:
        said.append(marked(line, inks))
    left = [index for index, made in enumerate(said) if made is None]
    texts = read_inklines(inks, [cells[index][1] for index in left], known, figures=True)
    for index, made in zip(left, texts, strict=True):
        said[index] = made
    free = read_inklines(inks, inks.free, known, figures=False)
    lines = iter(said)
    tables = []
    for _, table in inks.tables:
        spoken = [[next(lines) or NOTHING_SAID for _ in cell.lines] for cell in table]
        relabel(table, spoken, inks)
        doubt_lower(table, spoken, inks)
        doubt_cut(table, spoken)
        widest = widest_lines(table)
        tables.append([joined(cell, parts, inks, widest) for cell, parts in zip(table, spoken, strict=True)])
    return PageSaid(tables, free)


def doubt_cut(table: list[InkCell], spoken: list[list[Said]]) -> None:
    """Makes figures and dashes doubtful where ink crosses a rule, or lies along one: it may be no figure."""
    for cell, parts in zip(table, spoken, strict=True):
        for at, line in enumerate(cell.lines):
            if line.cut and (figure_of(parts[at].text) or parts[at].text in DASHES):
                parts[at] = Said(parts[at].text, min(DOUBTFUL, parts[at].confidence), parts[at].readings)


def doubt_lower(table: list[InkCell], spoken: list[list[Said]], inks: Inks) -> None:
    """Makes figures doubtful that are lower than the others of their table: something cut them, 8 to 0.

    Figures of one table are of one size, and digits of one height.
    """
    places = [
        (index, at, full_height(line, inks.clean, inks.soft))
        for index, cell in enumerate(table)
        for at, line in enumerate(cell.lines)
        if figure_of(spoken[index][at].text)
    ]
    if len(places) < FEW:
        return
    usual = float(np.median([height for _, _, height in places]))
    for index, at, height in places:
        if height < LOWER * usual - 1:
            said = spoken[index][at]
            spoken[index][at] = Said(said.text, min(DOUBTFUL, said.confidence), said.readings)


def relabel(table: list[InkCell], spoken: list[list[Said]], inks: Inks) -> None:
    """Reads labels that no form knows again, in other ways, until a form knows what is read.

    Line by line, a little softer; its lines one after the other as one; the same with a seal left in.
    """
    doubted = [
        index
        for index, parts in enumerate(spoken)
        if parts and 1 < len(label := "".join(part.text for part in parts)) <= LONGEST_LABEL
        if not looks_like_figure(label) and not look_up(label)
    ]
    for way in (softened, in_a_row, in_a_row_sealed):
        crops = [way(inks, table[index].lines) for index in doubted]
        readings = iter(read_lines([one for parts in crops for one in parts], squeeze=0.8))
        for index, parts in zip(doubted, crops, strict=True):
            again = [next(readings) for _ in parts]
            if look_up("".join(reading.text for reading in again)):
                texts = [Said(reading.text, reading.confidence) for reading in again]
                spoken[index] = texts + [NOTHING_SAID] * (len(table[index].lines) - len(texts))
        doubted = [index for index in doubted if not look_up("".join(part.text for part in spoken[index]))]


def softened(inks: Inks, lines: Sequence[Inkline]) -> list[Grey]:
    """The pictures of a label's lines; short ones a little softer."""
    return [
        cv2.GaussianBlur(crop(inks, line), (0, 0), SOFT * line.height)
        if line.width <= NARROW * line.height
        else crop(inks, line)
        for line in lines
    ]


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


def widest_lines(table: list[InkCell]) -> dict[tuple[int, int], float]:
    """The widest line in each kind of cell, by first column and span."""
    widest: dict[tuple[int, int], float] = {}
    for cell in table:
        key = (cell.region.column, cell.region.column_span)
        for line in cell.lines:
            widest[key] = max(widest.get(key, 0.0), line.width)
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


def pale_dash(cell: InkCell, inks: Inks) -> str:
    """A hairline too pale to be print by itself, but level, straight and alone in its cell; else ""."""
    room = interior(cell, inks)
    left, top, right, bottom = room
    if right - left < inks.letter or bottom <= top:
        return ""
    if inks.seal is not None and inks.seal[top:bottom, left:right].any():
        return ""
    soft = cv2.blur(inks.clean[top:bottom, left:right], (7, 1))
    marks = cv2.threshold(soft, HAIRLINE, 255, cv2.THRESH_BINARY_INV)[1]
    count, _, stats, _ = cv2.connectedComponentsWithStats(marks, connectivity=8)
    if count < 2:
        return ""
    sizes = stats[1:, cv2.CC_STAT_AREA]
    _, _, width, height, area = (int(number) for number in stats[1 + int(sizes.argmax())])
    flat = height <= max(4.0, 0.3 * inks.letter) and width >= 4 * height
    alone = int(sizes.sum()) - area < 0.3 * area
    if not (flat and alone and area > 0.5 * width * height and width > 0.5 * inks.letter):
        return ""
    return dash_sign(width, inks.letter)


def interior(cell: InkCell, inks: Inks) -> Room:
    """The room of a cell without what may be left of its rules."""
    rim = round(0.15 * inks.letter) + 2
    left, top, right, bottom = (round(edge) for edge in cell.region.box)
    return max(0, left + rim), max(0, top + rim), right - rim, bottom - rim


def hidden_beside(line: Inkline, inks: Inks) -> bool:
    """Whether a seal lies so close around a mark that it may have hidden more of a figure."""
    if inks.sealed is None or inks.seal is None:
        return False
    reach = round(0.5 * inks.letter)
    left, top, right, bottom = line.room
    room = (slice(max(0, top - reach), bottom + reach), slice(max(0, left - reach), right + reach))
    dark = (inks.sealed[room] < inks.ink) & (inks.clean[room] >= inks.ink)
    hidden = dark & (inks.seal[room] > 0)
    return int(np.count_nonzero(hidden)) > DIRT * inks.letter * inks.letter


def joined(cell: InkCell, lines: list[Said], inks: Inks, widest: dict[tuple[int, int], float]) -> Said:
    """The lines of a cell as one; figures below each other are kept apart unless one had to be broken."""
    clear = not (leftover(cell, inks) or sunken(cell, inks) or too_low(cell, inks))
    if not lines:
        sign = "" if clear else pale_dash(cell, inks)
        return Said(sign, CERTAIN if clear or sign else DOUBTFUL)
    region = cell.region
    texts = [text_line(ink, line.text) for ink, line in zip(cell.lines, lines, strict=True) if line.text]
    text = cell_text(texts, region.box[2] - region.box[0], widest[region.column, region.column_span])
    others = tuple(other for line in lines for other in line.readings) if len(lines) == 1 else ()
    confidence = min(line.confidence for line in lines)
    return Said(text, confidence if clear else min(DOUBTFUL, confidence), others)


def text_line(ink: Inkline, text: str) -> Line:
    """A line that was read, each letter with an equal share of its width."""
    left, top, right, bottom = ink.room
    step = (right - left) / len(text)
    chars = tuple(
        Char(sign, left + at * step, top, left + (at + 1) * step, bottom) for at, sign in enumerate(text)
    )
    return Line(chars, text, left, top, right, bottom)


def leftover(cell: InkCell, inks: Inks) -> bool:
    """Whether dirt, pale print or a seal as large as a stroke lies in a cell beside the lines found in it."""
    limit = DIRT * inks.letter * inks.letter
    if not cell.lines and cell.dust > limit:
        return True
    left, top, right, bottom = interior(cell, inks)
    room = inks.clean[top:bottom, left:right]
    if room.size < 16:
        return False
    # What is softened a little is noise no more.
    pale = cv2.blur(room, (3, 3)) < (inks.ink + 3 * 255) // 4
    if inks.sealed is not None and inks.opaque is not None and not cell.lines:
        # Print that a seal covers may have paled with it, and wholly so under its star.
        opaque = inks.opaque[top:bottom, left:right]
        pale |= (inks.sealed[top:bottom, left:right] < inks.ink) & (opaque > 0)
        window = np.ones((round(SOLID * inks.letter) + 7,) * 2, np.uint8)
        pale |= cv2.erode(opaque, window, borderValue=0) > 0
    for line in cell.lines:
        x0, y0, x1, y1 = line.room
        pale[max(0, y0 - top - 3) : y1 - top + 3, max(0, x0 - left - 3) : x1 - left + 3] = False
    return int(np.count_nonzero(pale)) > limit


def too_low(cell: InkCell, inks: Inks) -> bool:
    """Whether a blank cell has no room for a figure: the rim of a seal, taken for a rule, may cut it."""
    _, top, _, bottom = cell.region.box
    return not cell.lines and bottom - top < ROOM * inks.letter


def sunken(cell: InkCell, inks: Inks) -> bool:
    """Whether signs may lie in a cell that a strong seal nearly hides: in an empty cell, or beside a line."""
    left, top, right, bottom = interior(cell, inks)
    if inks.second is None or inks.seal is None or right - left < 4 or bottom - top < 4:
        return False
    seal = inks.seal[top:bottom, left:right] > 0
    if not seal.any():
        return False
    soft = cv2.blur(inks.second[top:bottom, left:right], (3, 3)).astype(np.float32)
    usual = float(np.median(soft))
    noise = 1.48 * float(np.median(np.abs(soft - usual)))
    pale = (soft < usual - max(LEAST_PRINT, BEYOND_NOISE * noise)) & seal
    if not cell.lines:
        return int(np.count_nonzero(pale)) > DIRT * inks.letter * inks.letter
    for line in cell.lines:
        x0, y0, x1, y1 = line.room
        pale[max(0, y0 - top - 2) : y1 - top + 2, max(0, x0 - left - 2) : x1 - left + 2] = False
    for line in cell.lines:
        # What is left of the signs that a seal hides is in pieces, beside the line or all around a mark.
        x0, y0, x1, y1 = line.room
        high = max(line.height, DIGIT_HEIGHT * inks.letter)
        above, below = (round((y0 + y1 + way * high) / 2) - top for way in (-1, 1))
        reach = round(BESIDE * high)
        columns = slice(max(0, x0 - left - reach), max(0, x1 - left + reach))
        around = pale[max(0, above) : max(0, below + 1), columns]
        if np.count_nonzero(around) > SIGN * high * high:
            return True
    return False


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


def read_inklines(
    inks: Inks, lines: list[Inkline], known: Mapping[Room, Reading], *, figures: bool
) -> list[Said]:
    """The text of lines; with `figures`, those that are figures are read twice.

    `known` are words that were read before, by their rooms.
    """
    narrow = [index for index, line in enumerate(lines) if line.width <= NARROW * line.height]
    wide = [index for index, line in enumerate(lines) if line.width > NARROW * line.height]
    brief = set(narrow) if figures else set()
    crops = [crop(inks, line, end=FIGURE_END if index in brief else END) for index, line in enumerate(lines)]
    small: dict[int, Reading] = {}
    if figures:
        small = seen(crops, narrow, squeeze=FIGURE_SQUEEZE, rows=LOW, share=SMALL, figures=True)
    larger = [index for index in narrow if not surely_read(small.get(index, NOTHING))]
    full = set(narrow)
    new = [index for index in wide if lines[index].room not in known]
    found = {index: known.get(line.room, NOTHING) for index, line in enumerate(lines)}
    found |= small | seen(crops, larger, figures=figures) | seen(crops, new, squeeze=SQUEEZE, rows=LOW)
    # Seen low, 申 may be 中: what leaves doubt is seen higher, and in full where its digits are others then.
    doubted = [index for index in wide if found[index].confidence < TRUSTED]
    higher = seen(crops, doubted, squeeze=SQUEEZE)
    torn = {
        index
        for index, reading in higher.items()
        if DIGIT.findall(reading.text) != DIGIT.findall(found[index].text)
    }
    found |= higher
    readings = list(found.values())
    sealed = [
        index for index, line in enumerate(lines) if readings[index].mean < POOR and inks.under_seal(line)
    ]
    if sealed:
        with_seal = read_lines([crop(inks, lines[i], sealed=True) for i in sealed])
        for index, reading in zip(sealed, with_seal, strict=True):
            words = not figure_of(reading.text) and not figure_of(readings[index].text)
            if words and reading.mean > readings[index].mean:
                readings[index] = reading
    again = [index for index in wide if index in torn or poorly_read(readings[index], prose=not figures)]
    for index, reading in zip(again, read_lines([crops[i] for i in again], figures=figures), strict=True):
        if figure_of(reading.text) or better(reading, readings[index]):
            readings[index] = reading
            full.add(index)
    made = [Said(reading.text, reading.confidence) for reading in readings]
    if figures:
        for index, reading in enumerate(readings):
            if STROKES.fullmatch(reading.text):
                made[index] = Said(reading.text, min(DOUBTFUL, reading.confidence))
        weigh_figures(inks, lines, crops, readings, made, sorted(full), set(narrow).difference(larger))
        check_mixed(crops, readings, made)
    return made


def seen(crops: list[Grey], chosen: list[int], **way: Any) -> dict[int, Reading]:
    """What the model says of the crops with these numbers; `way` is what `read_lines` is told."""
    return dict(zip(chosen, read_lines([crops[index] for index in chosen], **way), strict=True))


def poorly_read(reading: Reading, *, prose: bool) -> bool:
    """Whether squeezed words are to be read again: doubtful ones; in prose sooner where they have digits.

    Squeezing may lose digits, 〔20〕 for 〔2020〕: what is half of digits is always read again.
    """
    least = LIKELY if prose and digits(reading.text) else DOUBTFUL
    many = prose and 2 * digits(reading.text) >= max(1, len(reading.text))
    return bool(figure_of(reading.text)) or many or reading.mean < POOR or reading.confidence < least


def better(reading: Reading, squeezed: Reading) -> bool:
    """Whether words are better read at full width than they were squeezed: surer, or with more digits."""
    surer = reading.mean > squeezed.mean or reading.confidence > squeezed.confidence
    return surer or digits(reading.text) > digits(squeezed.text)


def digits(text: str) -> int:
    """How many of the signs of a text are digits."""
    return len(DIGIT.findall(text))


def surely_read(reading: Reading) -> bool:
    """Whether a short line that was seen small need not be seen larger; one letter may yet be a figure."""
    alone = len(reading.text) < 2 and not figure_of(reading.text)
    return not alone and reading.confidence >= TRUSTED and not STROKES.fullmatch(reading.text)


def weigh_figures(
    inks: Inks,
    lines: list[Inkline],
    crops: list[Grey],
    readings: list[Reading],
    made: list[Said],
    full: list[int],
    small: set[int],
) -> None:
    """Reads what may be a figure by its outlines, too, and a third time where that leaves doubt.

    Where the outlines say another figure than the model did of a line that it only saw small, what it says
    of the line at full size counts, and is to be confirmed by the third reading.
    """
    brief = [
        index
        for index in full
        if len(readings[index].text) <= LONGEST
        if figure_of(readings[index].text) or not surely_read(readings[index])
    ]
    shapes = dict(zip(brief, outlines(inks.clean, [lines[index] for index in brief]), strict=True))
    unlike = [
        index
        for index in brief
        if index in small and (figure := figure_of(readings[index].text))
        if bare(figure) != bare(shapes[index].text)
    ]
    for index, larger in zip(unlike, read_lines([crops[i] for i in unlike], figures=True), strict=True):
        if figure_of(larger.text):
            readings[index] = larger
    doubted = []
    for index in brief:
        if figure_of(readings[index].text) or shapes[index].text == "/":
            made[index] = weighed(readings[index], shapes[index])
            unsure = made[index].confidence < CERTAIN or index in unlike
            if unsure or inks.under_seal(lines[index]):
                doubted.append(index)
    # An opaque seal is seen by this reading; where there is none, letters are seen softer, in more white.
    softer = [
        crop(inks, lines[index], sealed=True)
        if inks.under_opaque(lines[index])
        else cv2.GaussianBlur(crop(inks, lines[index]), (0, 0), SOFT * lines[index].height)
        for index in doubted
    ]
    thirds = dict(zip(doubted, read_lines(softer, figures=True), strict=True))
    for index, third in thirds.items():
        plain = not inks.under_seal(lines[index])
        made[index] = settled(made[index], readings[index], shapes[index], third, plain=plain)
    # Where a seal was lifted from a figure, part of a sign may have gone with it: it is read with the seal's
    # traces, and with the seal taken away in another way.
    second = inks.second
    if second is None:
        return
    lifted = [
        index for index in doubted if inks.under_seal(lines[index]) and not inks.under_opaque(lines[index])
    ]
    with_traces = [crop(inks, lines[index], sealed=True) for index in lifted]
    other_way = [crop(inks, lines[index], page=second) for index in lifted]
    read_again = read_lines(with_traces + other_way, figures=True)
    outlined = outlines(second, [lines[index] for index in lifted])
    for index, traced, again, shape in zip(
        lifted, read_again, read_again[len(lifted) :], outlined, strict=False
    ):
        same, others = (readings[index], thirds[index], traced), (shapes[index], shape)
        made[index] = voted(made[index], same, again, others)


def voted(said: Said, readings: Sequence[Reading], again: Reading, shapes: Sequence[Outline]) -> Said:
    """A figure from which a seal was lifted, by its readings in two ways, and by its outlines in both.

    `readings` are those of the first way, softened and with the seal's traces; `again` is that of the other.
    """
    if said.text == "/":
        return said
    ways = (*readings, again)
    # No figure ends with a separator: what a seal leaves beside one may look so.
    texts = [figure_of(one.text).rstrip(",.") for one in ways]
    sure = {bare(text) for text, one in zip(texts, ways, strict=True) if one.confidence >= TRUSTED}
    drawn = {bare(one.text) for one in shapes if one.confidence >= FAIRLY}
    text = texts[-1]
    # What a lifted seal leaves is in its traces: they are to say the same, however else it is read, or
    # next to nothing where all else says the same for sure.
    count = sum(bare(one) == bare(text) for one in texts)
    if text and sure | drawn == {bare(text)} and bare(texts[2]) != bare(text):
        without_traces = count == ENOUGH and sum(one.confidence >= TRUSTED for one in ways) == ENOUGH
        both_drawn = all(one.confidence >= FAIRLY for one in shapes)
        if without_traces and both_drawn and readings[2].confidence < UNSURE:
            return Said(text, CERTAIN)
    elif text and sure | drawn == {bare(text)}:
        by_both = count >= ENOUGH and sure and drawn
        by_all = count == len(ways) and text.isdecimal() and all(one.confidence >= TRUSTED for one in ways)
        if by_both or by_all:
            return Said(text, CERTAIN)
    others = dict.fromkeys((*said.readings, *(one.text for one in ways)))
    return Said(
        said.text, min(DOUBTFUL, said.confidence), tuple(one for one in others if one not in ("", said.text))
    )


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
        if in_one_width(first.text) == in_one_width(second.text):
            surest = min(first.confidence, second.confidence)
            made[index] = Said(first.text, CERTAIN if surest > TRUSTED else surest)
        else:
            made[index] = Said(first.text, min(DOUBTFUL, first.confidence), (second.text,))


def in_one_width(text: str) -> str:
    """A text with brackets of full width, whatever theirs was."""
    return text.translate(BRACKETS)


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
    if bare(figure) == bare(outline.text):
        if least >= FAIRLY and most >= TRUSTED:
            return Said(figure, CERTAIN)
        return Said(figure, min(LIKELY, most))
    other = outline.text if ELSE not in outline.text else reading.other
    return Said(figure, min(DOUBTFUL, reading.confidence), (other,) if other else ())


def bare(figure: str) -> str:
    """A figure with each separator a point: in coarse print the tail of a comma is a matter of one pixel."""
    return figure.replace(",", ".")


def settled(said: Said, reading: Reading, outline: Outline, third: Reading, *, plain: bool = False) -> Said:
    """A figure after its third reading, which can take certainty away or, with both others, give it.

    `plain` tells that no seal was lifted from it: what is wrong with it is wrong in no two ways alike.
    """
    if said.text == "/":
        return said
    if figure_of(third.text) != said.text:
        others = dict.fromkeys([*said.readings, third.text])
        return Said(said.text, min(DOUBTFUL, said.confidence), tuple(other for other in others if other))
    if said.confidence >= CERTAIN:
        return said
    if bare(said.text) == bare(outline.text):
        least, most = sorted((reading.confidence, outline.confidence))
        alone = min(reading.confidence, third.confidence) >= TRUSTED and outline.confidence >= GUESS
        together = third.confidence >= THIRD and (least >= THIRD or (least >= HARDLY and most >= TRUSTED))
        doubt = (1 - least) * (1 - most) * (1 - third.confidence)
        all_three = plain and said.text.isdecimal() and least >= GUESS and doubt <= REMAINING
        if alone or together or all_three:
            return Said(said.text, CERTAIN)
    return said
