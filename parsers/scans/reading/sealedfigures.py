"""Cells beneath seals, read with the seal where it lies: a reading that no lifting of it has spoilt.

Figures elsewhere that the model and their outlines are not sure of are read in the same way.

cell ── with the seal ──▶ net: figure, and where it stands ┐
               └─ just there, seal lifted ──▶ model, outlines ┴─ agree ──▶ certain       else ──▶ doubtful
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import prod
from operator import itemgetter

import cv2

from parsers.scans.ink.crops import crop, crops_paled
from parsers.scans.ink.inkcells import InkCell
from parsers.scans.ink.inklines import Inkline, full_height
from parsers.scans.ink.inks import Inks
from parsers.scans.nets.decoding import Reading
from parsers.scans.nets.figurenet import Told
from parsers.scans.nets.together import Asking, said_by
from parsers.scans.reading.blanks import interior, leftover
from parsers.scans.reading.cellviews import (
    POSSIBLE,
    SURE,
    Seen,
    Usual,
    seen_amidst,
    seen_closer,
    seen_in,
    views,
    without_strokes,
)
from parsers.scans.reading.glyphs import Outline, outlines
from parsers.scans.reading.hiddenmarks import beneath, has_negatives, marks_of, may_hide_mark, may_hide_minus
from parsers.scans.reading.marks import mark
from parsers.scans.reading.middles import Middles
from parsers.scans.reading.residues import Residues
from parsers.scans.reading.said import CERTAIN, DASHES, DOUBTFUL, TRUSTED, Said, bare, figure_of
from parsers.scans.reading.sealedforms import Forms
from parsers.scans.reading.throughseals import seen_through
from parsers.scans.reading.wholeness import (
    beside_seal,
    digits_left,
    goes_on,
    in_part,
    may_be_cut,
    may_be_part,
    may_hide,
    sealed_edges,
)

# What is seen with the seal on it, if it is likelier than this, counts against others.
LIKELY = 0.8
# Nothing to be seen but a seal tells that a cell is blank if it is so likely.
BLANK = 0.98
# Another reading, where the seal was lifted, is to say the same with so much certainty.
FAIRLY = 0.6
# Of a figure that is whole by its place so many others outweigh one that is against it. Where nothing is, so
# little doubt may remain with so many readings; those less certain than the second say nothing.
MOST_SAY, HARDLY, REMAINING = 2, 0.4, 0.01
# A line lower than this share of the usual is cut.
WHOLE = 0.94
# Cells with longer texts hold words.
LONGEST = 14
# Marks told by their shape, by what the net calls them; they stand so near to the middle, in heights.
SEEN_AS = {"—": DASHES, "-": DASHES, "/": frozenset("/")}
OFF = 0.35


@dataclass(frozen=True, slots=True)
class Table:
    """The cells of a table, what they were found to say, and how its figures are printed and placed."""

    inks: Inks
    cells: Sequence[InkCell]
    said: Sequence[Said]
    usual: Usual
    set_so: Middles | None


def seen_beneath(
    inks: Inks,
    cells: list[InkCell],
    said: list[Said],
    usual: Usual,
    set_so: Middles | None = None,
    forms: Forms | None = None,
    residues: Residues | None = None,
) -> Asking[list[Said]]:
    """What the cells of a table say, once more weighed by what is seen in those beneath seals or in doubt.

    `usual` tells how high digits are in the table, `set_so` where they stand, if that is known, `forms` how
    the digits of the page look, `residues` what is seen of them through its seals.
    """
    table = Table(inks, cells, said, usual, set_so)
    found, whole = looked_at(table)
    # A figure in the middle of its cell tells that the edges are its own.
    own = {index for index in whole if bare(found[index].told.text) == bare(figure_of(said[index].text))}
    rims = sealed_edges(inks, cells) - own
    made = list(said)
    again: list[int] = []
    for index, seen in found.items():
        if index in rims:
            continue
        if said[index].confidence >= CERTAIN:
            made[index] = still_certain(table, index, seen, whole=index in whole)
        elif not figure_of(seen.told.text):
            made[index] = without_figure(table, index, seen)
        elif to_be_read(table, index, seen, whole=index in whole):
            again.append(index)
    for index in rims:
        if figure_of(said[index].text) or not said[index].text:
            made[index] = replace(said[index], confidence=min(DOUBTFUL, said[index].confidence))
    lines = [Inkline(found[index].room, (found[index].room,)) for index in again]
    pages = [page for page in (inks.clean, inks.second, inks.sealed) if page is not None]
    looks = [crop(inks, line, page=page) for page in pages for line in lines]
    readings = yield from said_by(looks + crops_paled(inks, lines), figures=True)
    drawn = [outlines(page, lines) for page in pages[:2]]
    for place, index in enumerate(again):
        shapes = [of_page[place] for of_page in drawn]
        told_so = readings[place :: len(lines)]
        made[index] = confirmed(said[index], found[index].told, told_so, shapes, whole=index in whole)
    looked = {index: seen for index, seen in found.items() if index not in rims}
    if forms is not None:
        made = [
            proven(table, index, looked[index], one, forms)
            if index in looked and one.confidence < CERTAIN
            else one
            for index, one in enumerate(made)
        ]
    made = with_hidden_marks(table, made)
    if residues is None:
        return made
    return [
        seen_through(residues, cell, one, looked[index].told, usual, set_so)
        if index in looked and touched(cell, inks)
        else one
        for index, (cell, one) in enumerate(zip(cells, made, strict=True))
    ]


def with_hidden_marks(table: Table, said: Sequence[Said]) -> list[Said]:
    """What cells say, in doubt where a seal may hide a mark in a blank one, or the minus of a figure.

    A figure in the middle of its cell, where figures stand so, has none, nor have those of most tables.
    """
    inks, set_so = table.inks, table.set_so
    made = list(said)
    seals = beneath(inks)
    if seals is None:
        return made
    marks = marks_of(inks, table.cells, said)
    signed = has_negatives(said)
    for index, (cell, one) in enumerate(zip(table.cells, said, strict=True)):
        if one.confidence < CERTAIN or not touched(cell, inks):
            continue
        if not one.text:
            hidden = not cell.lines and may_hide_mark(seals, cell, marks)
        else:
            figure = signed and figure_of(one.text).isdecimal() and len(cell.lines) == 1
            placed = figure and set_so is not None and set_so.filled(cell, figure_of(one.text))
            hidden = figure and not placed and may_hide_minus(seals, cell, table.usual.height)
        if hidden:
            made[index] = replace(one, confidence=DOUBTFUL)
    return made


def proven(table: Table, index: int, seen: Seen, said: Said, forms: Forms) -> Said:
    """A figure or mark in doubt beneath a seal, certain if it is all that the seal leaves open."""
    cell, set_so, usual = table.cells[index], table.set_so, table.usual
    if set_so is None or not touched(cell, table.inks):
        return said
    texts = dict.fromkeys((seen.told.text, said.text, *said.readings))
    for text in filter(None, (one if one in SEEN_AS else figure_of(one) for one in texts)):
        there = in_place(text, cell, usual, set_so)
        if to_be_read(table, index, there, whole=True) and forms.prove(cell, text, usual, set_so):
            return Said(text, CERTAIN)
    return said


def in_place(text: str, cell: InkCell, usual: Usual, set_so: Middles) -> Seen:
    """A figure as if it were seen in the middle of its cell."""
    places, middle, half = set_so.places(cell, len(text)), usual.middle(cell), usual.height / 2
    rows = round(middle - half), round(middle + half)
    room = (round(places[0] - half), rows[0], round(places[-1] + half), rows[1])
    return Seen(Told(text, CERTAIN), room, places)


def looked_at(table: Table) -> tuple[dict[int, Seen], set[int]]:
    """What is seen in cells beneath seals or in doubt, by their numbers, and those whole by their place."""
    inks, usual, set_so = table.inks, table.usual, table.set_so
    beneath = [
        (index, cell)
        for index, (cell, said) in enumerate(zip(table.cells, table.said, strict=True))
        if len(said.text) <= LONGEST
        if touched(cell, inks) or only_doubtful(cell, said, inks, usual.height)
    ]
    found = seen_in(inks, [view for index, cell in beneath for view in views(inks, index, cell, usual)])
    if set_so is None:
        return found, set()
    whole = {
        index for index, seen in found.items() if set_so.fit(table.cells[index], seen.told.text, seen.middles)
    }
    unsure = [one for one in beneath if one[0] not in whole and table.said[one[0]].confidence < CERTAIN]
    midst = seen_amidst(inks, unsure, usual, set_so)
    found |= midst
    whole |= set(midst)
    found |= seen_closer(inks, {index: found[index] for index in sorted(whole)})
    return found, whole


def still_certain(table: Table, index: int, seen: Seen, *, whole: bool) -> Said:
    """A cell that is certain, doubtful where something else is seen in it, or its figure stands aside."""
    cell, said, set_so = table.cells[index], table.said[index], table.set_so
    # Of a figure that had to be broken one line is seen.
    made = doubted(said, seen.told) if len(cell.lines) < 2 else said
    if set_so is None or whole or not touched(cell, table.inks) or not set_so.aside(cell, said.text):
        return made
    return Said(made.text, DOUBTFUL, made.readings)


def without_figure(table: Table, index: int, seen: Seen) -> Said:
    """A cell in which no figure is seen: a mark or a blank, certain if nothing can be hidden there."""
    inks, cell, said = table.inks, table.cells[index], table.said[index]
    if may_hide(inks, interior(cell, inks)):
        return said
    lone = None if said.text or cell.lines or seen.told.confidence < SURE else alone(inks, cell, table.usual)
    if lone is not None and lone.text in SEEN_AS.get(seen.told.text, ""):
        return lone
    return unmarked(said, seen.told, cell)


def to_be_read(table: Table, index: int, seen: Seen, *, whole: bool) -> bool:
    """Whether a figure that is seen in a cell is all that is printed there, and to be read in other ways."""
    inks, cell, said, height = table.inks, table.cells[index], table.said[index], table.usual.height
    # Without a seal, nothing else is the reason to read what has been read already.
    same = bare(seen.told.text) == bare(figure_of(said.text)) or touched(cell, inks)
    if seen.told.confidence < (HARDLY if whole else POSSIBLE) or not same:
        return False
    if whole and is_midst(bare(seen.told.text), bare(figure_of(said.text))):
        return False
    if whole:
        cell = without_strokes(inks, cell, table.usual)
        others = beside_seal(inks, cell, seen, height) or digits_left(cell, seen, said.text, height)
        others = others or goes_on(inks, cell, seen)
    else:
        others = may_hide(inks, seen.room) or in_part(seen.told.text, said.text, cell)
    part = may_be_part(cell, seen, table.usual, whole=whole)
    return not (others or part or may_be_cut(inks, cell, seen, height, whole=whole))


def is_midst(text: str, longer: str) -> bool:
    """Whether a figure is the middle of a longer one, and stands where that does.

    >>> is_midst("568", "15688"), is_midst("34", "134"), is_midst("34", "34")
    (True, False, False)
    """
    more, odd = divmod(len(longer) - len(text), 2)
    return more > 0 and not odd and longer[more:-more] == text


def only_doubtful(cell: InkCell, said: Said, inks: Inks, height: float) -> bool:
    """Whether a figure is alone in its cell, as high as others and printed as they are, and yet in doubt."""
    if said.confidence >= CERTAIN or not figure_of(said.text) or len(cell.lines) != 1:
        return False
    (line,) = cell.lines
    low = full_height(line, inks.clean, inks.soft) < WHOLE * height
    return not (line.strange or low or leftover(cell, inks))


def touched(cell: InkCell, inks: Inks) -> bool:
    """Whether a seal lies in a cell."""
    left, top, right, bottom = interior(cell, inks)
    return inks.seal is not None and right > left and bool(inks.seal[top:bottom, left:right].any())


def doubted(said: Said, seen: Told) -> Said:
    """What was certain without the seal, doubtful where something else is seen with it."""
    figure = figure_of(said.text)
    other = bare(seen.text) != bare(figure) if figure else bool(figure_of(seen.text)) and not said.text
    return (
        Said(said.text, DOUBTFUL, (*said.readings, seen.text))
        if other and seen.confidence >= LIKELY
        else said
    )


def alone(inks: Inks, cell: InkCell, usual: Usual) -> Said | None:
    """The dash or slash that stands by itself in the middle of a cell of a grey page; else None.

    What takes the letters of a seal away takes a mark for a stroke of one, too; no stroke stands so.
    """
    left, top, right, bottom = interior(cell, inks)
    if inks.colour is not None or inks.sealed is None or right <= left or bottom <= top:
        return None
    dark = cv2.threshold(inks.sealed[top:bottom, left:right], inks.soft - 1, 255, cv2.THRESH_BINARY_INV)[1]
    x, y, width, height = cv2.boundingRect(dark)
    room = (left + x, top + y, left + x + width, top + y + height)
    box = cell.region.box
    aside = (room[0] + room[2] - box[0] - box[2]) / 2
    above = (room[1] + room[3]) / 2 - usual.middle(cell)
    if not width or max(abs(aside), abs(above)) > OFF * usual.height:
        return None
    found = mark(Inkline(room, (room,)), inks.sealed, inks.ink, inks.letter)
    return Said(*found) if found is not None and found[1] >= CERTAIN else None


def unmarked(said: Said, seen: Told, cell: InkCell) -> Said:
    """A cell that is blank but for its seal, or holds a dash, certain where just that is seen with it."""
    blank = not said.text and not cell.lines and not seen.text and seen.confidence >= BLANK
    dash = said.text in DASHES and bool(said.text) and seen.text == "—" and seen.confidence >= SURE
    return replace(said, confidence=CERTAIN) if blank or dash else said


def confirmed(
    said: Said, seen: Told, readings: Sequence[Reading], shapes: Sequence[Outline], *, whole: bool = False
) -> Said:
    """A figure seen with its seal: certain if another reading says the same, and none surely something else.

    Two others are to say so where one is short of signs, that may have gone with the seal. Where the figure
    is `whole` by its place, readings with more or fewer signs are wrong, and one of many may be.
    """
    text = bare(figure_of(seen.text))
    others = [(figure_of(one.text).rstrip(",."), one.confidence) for one in readings]
    others += [(figure_of(one.text), one.confidence) for one in shapes]
    if whole:
        others = [(figure, confidence) for figure, confidence in others if len(figure) == len(text)]
    alike = [(figure, confidence) for figure, confidence in others if bare(figure) == text]
    against = [bare(figure) for figure, confidence in others if figure and confidence >= TRUSTED]
    against = [figure for figure in against if figure != text]
    short = any(within(figure, text) for figure in against)
    needed = 1 if seen.confidence >= SURE and not short else 2
    least = FAIRLY if seen.confidence >= SURE else TRUSTED
    enough = sum(confidence >= least for _, confidence in alike) >= needed
    enough = enough and all(within(figure, text) for figure in against)
    if whole and seen.confidence >= SURE:
        sure = sum(confidence >= TRUSTED for _, confidence in alike)
        enough |= sure >= MOST_SAY and sure > len(against)
    heard = [one for one in readings if len(figure_of(one.text)) == len(text) and one.confidence >= HARDLY]
    if whole and not against and all(bare(figure_of(one.text)) == text for one in heard):
        doubts = sorted(1 - one.confidence for one in heard)[:MOST_SAY]
        drawn = max((one.confidence for one in shapes if bare(figure_of(one.text)) == text), default=0.0)
        doubt = (1 - seen.confidence) * (1 - drawn) * prod(doubts)
        enough |= len(doubts) == MOST_SAY and doubt <= REMAINING
    if enough:
        return Said(max(alike, key=itemgetter(1))[0], CERTAIN)
    return Said(said.text, said.confidence, tuple(dict.fromkeys((*said.readings, seen.text))))


def within(figure: str, text: str) -> bool:
    """Whether a figure is another with some signs left out.

    >>> within("4", "34"), within("43", "34")
    (True, False)
    """
    signs = iter(text)
    return all(sign in signs for sign in figure)
