"""Figures: each read by the model and by its outlines, and again where that leaves doubt.

line ── model ──▶ figure  ┐
     └─ outlines ▶ figure ┴─ agree ──▶ certain        disagree ──▶ doubtful, both readings kept
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

import cv2

from parsers.scans.ink.crops import SOFT, crop
from parsers.scans.ink.inklines import Inkline
from parsers.scans.ink.inks import Inks
from parsers.scans.nets.decoding import Reading
from parsers.scans.nets.together import Asking, said_by
from parsers.scans.reading.glyphs import ELSE, Outline, outlines
from parsers.scans.reading.said import CERTAIN, DOUBTFUL, LIKELY, TRUSTED, Said, bare, figure_of
from parsers.scans.types import Grey

STROKES = re.compile("[一二三]+")  # or dashes that are broken or double
# With a third of so much certainty, one of two may be less certain, or none be trusted by itself.
FAIRLY, HARDLY, THIRD = 0.6, 0.4, 0.8
# An outline less certain than this is a guess. Three readings of plain digits leave so little doubt together.
GUESS, REMAINING = 0.16, 0.05
# The digits beside a point of full width are so many steps apart, at least.
APART = 1.6
# So many of four readings of a figure under a seal are to agree.
ENOUGH = 3
# Readings of a seal's traces that are less certain say nothing against three others and two outlines.
UNSURE = 0.7
# Nothing longer is looked at as a figure.
LONGEST = 14


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
) -> Asking[None]:
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
    larger_ones = yield from said_by([crops[index] for index in unlike], figures=True)
    for index, larger in zip(unlike, larger_ones, strict=True):
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
    thirds = dict(zip(doubted, (yield from said_by(softer, figures=True)), strict=True))
    for index, third in thirds.items():
        text = made[index].text
        plain = not inks.under_seal(lines[index]) and (text.isdecimal() or set_apart(lines[index], text))
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
    read_again = yield from said_by(with_traces + other_way, figures=True)
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


def set_apart(line: Inkline, text: str) -> bool:
    """Whether the point of a figure takes the room of a digit, as those of full width do.

    A speck between two digits that are set close moves none of them.
    """
    signs: list[list[int]] = []
    for left, top, right, bottom in line.shapes:
        if signs and left < signs[-1][2]:  # a digit in pieces
            before = signs[-1]
            signs[-1] = [before[0], min(before[1], top), max(before[2], right), max(before[3], bottom)]
        else:
            signs.append([left, top, right, bottom])
    digits = [(left + right) / 2 for left, top, right, bottom in signs if 2 * (bottom - top) > line.height]
    whole, _, part = text.partition(".")
    if (
        not (whole.isdecimal() and part.isdecimal())
        or len(digits) != len(whole) + len(part)
        or len(digits) < 3
    ):
        return False
    steps = [after - before for before, after in pairwise(digits)]
    around = steps.pop(len(whole) - 1)
    return around >= APART * max(steps)


def settled(said: Said, reading: Reading, outline: Outline, third: Reading, *, plain: bool = False) -> Said:
    """A figure after its third reading, which can take certainty away or, with both others, give it.

    `plain` tells that it is digits from which no seal was lifted, or such a point stands between them as no
    speck does: what is wrong with it is wrong in no two ways alike.
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
        all_three = plain and least >= GUESS and doubt <= REMAINING
        if alone or together or all_three:
            return Said(said.text, CERTAIN)
    return said
