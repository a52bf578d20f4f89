"""Whether the fonts of a PDF draw the digits that they name.

What a character means is told by a map in its font, what is seen by its shape; nothing makes them agree. A
font whose map is wrong, by mistake or on purpose, gives figures that can be copied and searched and are not
the printed ones. So one shape of each digit of each font is looked at.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import compress, groupby
from operator import itemgetter
from typing import Any

from pypdfium2 import raw

from parsers.pages.affine import Matrix
from parsers.pages.textlines import DIGITS
from parsers.readers.digitshapes import (
    INK,
    Shape,
    digits_like,
    largest_of,
    looks_like,
    named_by_net,
    no_such_digit,
    shapes_of,
    shares_of,
)
from parsers.readers.pdf import calls
from parsers.readers.pdf.procedures import Procedures
from parsers.readers.pdf.signs import DASHES, FLAT, POINTS

TALL = 20.0  # pixels of a digit as it is looked at
MOST_DRAWN = 80  # texts of a document that are drawn for it
MOST_TOLD = 2000  # the same of texts that are told instead of their glyphs
LONGEST = 16  # digits of one text
LARGEST = 600  # pixels
TEN = 10
SLIM = 0.4  # of its height: how wide a digit that touches another is at least
SPARE = 0.04  # of the width of a picture, that may be left without ink at its right end
MOST_CUT = 0.5  # of its room, that a digit cut from others must fill
HAIR = 0.1  # points: no digit is so low
FINE = 200  # parts of a point
SLASH, NONE, SQUARE = "/", "无", 0.75  # how far from a square a Chinese sign is
SIGNS = frozenset(DIGITS) | DASHES | {SLASH, NONE, " "}  # what a cell may hold for a figure

Frames = Callable[[int], Matrix]
# A font, the digit that it names, and, where it may name two of its shapes alike, how large this one is.
Glyph = tuple[int, str, tuple[int, int] | None]


@dataclass(slots=True)
class Digits:
    """What is known of the digits of a document: fonts by their addresses."""

    document: Any
    right: set[Glyph] = field(default_factory=set)  # those whose shape is the digit's that they are named
    strange: set[Glyph] = field(default_factory=set)  # those whose shape is no digit at all
    liars: set[int] = field(default_factory=set)  # fonts that draw other digits than they name
    bare: set[Glyph] = field(default_factory=set)  # those of which nothing was seen
    wordy: set[int] = field(default_factory=set)  # fonts that draw what is told to be a word
    procedures: Procedures = field(default_factory=Procedures)
    drawn: int = 0
    told: int = 0

    def misnamed(
        self,
        page: Any,
        text: int,
        digits: Sequence[tuple[int, str]],
        items: Sequence[int],
        fonts: Mapping[int, int],
        spans: Collection[int],
        frames: Frames,
    ) -> set[int]:
        """The marks of the digits and slashes of a page whose fonts draw others than they name.

        Digits are marks and signs; `items` are the text objects that they belong to, `fonts` the font of
        each, and `frames` maps the coordinates of such an object to the page as it is read. Those of `spans`
        say nothing of what their fonts name.
        """
        unsure: list[tuple[Glyph, Shape]] = []
        glyphs = self.glyphs(text, digits, [fonts[item] for item in items])
        left = set(glyphs) - self.right - self.strange
        for item, group in groupby(zip(digits, glyphs, items, strict=True), key=itemgetter(2)):
            if not left or self.drawn >= MOST_DRAWN:
                break
            shown = list(group)
            if item in spans or fonts[item] in self.liars or left.isdisjoint(glyph for _, glyph, _ in shown):
                continue
            entries = [entry for entry, _, _ in shown]
            if not is_figure(text, item, entries):
                continue
            self.drawn += 1
            shapes = self.looked_at(page, text, item, entries, frames)
            for (_, glyph, _), (sign, shape) in zip(shown, shapes, strict=False):
                if not shape:
                    self.bare.add(glyph)
                elif glyph in left:
                    left.remove(glyph)
                    if looks_like(sign, shape):
                        self.right.add(glyph)
                    else:
                        unsure.append((glyph, shape))
        if unsure:
            answers = named_by_net([shape for _, shape in unsure], [sign for (_, sign, _), _ in unsure])
            self.liars |= {
                glyph[0] for (glyph, _), answer in zip(unsure, answers, strict=True) if answer is False
            }
            unsure = [entry for entry, answer in zip(unsure, answers, strict=True) if answer is None]
            strange = no_such_digit([shape for _, shape in unsure], [sign for (_, sign, _), _ in unsure])
            self.strange |= set(compress((glyph for glyph, _ in unsure), strange))
            self.right |= set(glyphs) - left - self.strange
        self.bare |= set(flat_among(text, digits, glyphs, items, left))
        wrong = self.strange | (self.bare - self.right)
        if not (self.liars or wrong):
            return set()
        return {
            mark
            for (mark, _), glyph, item in zip(digits, glyphs, items, strict=True)
            if item not in spans and (glyph[0] in self.liars or glyph in wrong)
        }

    def glyphs(self, text: int, digits: Sequence[tuple[int, str]], fonts: Sequence[int]) -> list[Glyph]:
        """The glyph of each digit.

        A font that never names one of the ten digits may name two of its shapes alike, whose ink is seldom
        of the same size.
        """
        signs: dict[int, set[str]] = defaultdict(set)
        for (_, sign), font in zip(digits, fonts, strict=True):
            if sign != SLASH:
                signs[font].add(sign)
        poor = {font for font, named in signs.items() if len(named) < TEN}
        made: list[Glyph] = []
        for (mark, sign), font in zip(digits, fonts, strict=True):
            ink = calls.ink_box(text, mark) if font in poor else None
            size = None if ink is None else (round(FINE * (ink[2] - ink[0])), round(FINE * (ink[1] - ink[3])))
            made.append((font, sign, size))
        return made

    def untold(
        self,
        page: Any,
        text: int,
        digits: Sequence[tuple[int, str]],
        items: Sequence[int],
        told: Collection[int],
        frames: Frames,
    ) -> set[int]:
        """The marks of signs that are told instead of glyphs (ActualText) which do not look like them.

        `told` are the objects of which a span tells; beside digits the signs may be others of SIGNS.
        """
        found: set[int] = set()
        for item, group in groupby(zip(digits, items, strict=True), key=itemgetter(1)):
            if item not in told:
                continue
            entries = [entry for entry, _ in group]
            if all(sign == NONE for _, sign in entries) and calls.font_of(item) in self.wordy:
                continue
            self.told += 1
            if self.told > MOST_TOLD:
                found |= {mark for mark, _ in entries}
            elif all(sign == " " for _, sign in entries):
                found |= {mark for mark, _ in entries if self.shows_ink(page, text, mark)}
            else:
                whole = is_figure(text, item, entries)
                shapes = list(self.looked_at(page, text, item, entries, frames)) if whole else []
                if len(shapes) != len(entries) or not are(shapes):
                    found |= {mark for mark, _ in entries}
                elif entries[0][1] == NONE:  # as browsers tell it, whose fonts name it a radical
                    self.wordy.add(calls.font_of(item))
        return found

    def shows_ink(self, page: Any, text: int, mark: int) -> bool:
        """Whether anything is seen of a text object that has but one character."""
        item = calls.object_of_char(text, mark)
        if item in (
            calls.object_of_char(text, mark - 1) if mark else 0,
            calls.object_of_char(text, mark + 1),
        ):
            return False
        return any(any(row) for row in calls.alone(self.document, page, item, TALL, LARGEST))

    def is_drawn_well(self, page: Any, item: int, glyph: tuple[int, str]) -> bool:
        """Whether a digit of a font has its shape, and its text object shows no colour but its own."""
        font, sign = glyph
        shaped = any(known[0] == font and known[1] == sign for known in self.right)
        return shaped and calls.is_in_own_colour(self.document, page, item, TALL, LARGEST)

    def looked_at(
        self, page: Any, text: int, item: int, entries: Sequence[tuple[int, str]], frames: Frames
    ) -> Iterator[tuple[str, Shape]]:
        """The digits of a text object that is a figure, each with its shape; () where none shows ink."""
        frame = frames(item)
        sideways = abs(frame.b) > abs(frame.a)
        rows = calls.alone(self.document, page, item, TALL, LARGEST, sideways=sideways)
        shapes = shapes_of(set_upright(rows, frame))
        if rows and not any(map(any, rows)) and is_plain(item):
            yield from ((sign, ()) for _, sign in entries)
            return
        if len(shapes) != len(entries) or entries[-1][0] - entries[0][0] >= len(entries):
            room = sum(max(1, int(len(shape[0]) / (SLIM * len(rows)))) for shape in shapes)
            if not (frame.b or frame.c) and frame.a > 0 > frame.d and room >= len(entries):
                yield from apart(rows, item, text, entries)
            return
        # Signs may be set from the last to the first, while shapes are seen from left to right.
        places = [calls.progress(text, mark) for mark, _ in entries]
        order = sorted(range(len(places)), key=places.__getitem__)
        seen = dict(zip(order, shapes, strict=True))
        for at, (_, sign) in enumerate(entries):
            yield sign, seen[at]


def is_figure(text: int, item: int, entries: Sequence[tuple[int, str]]) -> bool:
    """Whether a text object has nothing but some digits, and points between them."""
    marks = [mark for mark, _ in entries]
    first, last = marks[0], marks[-1]
    if last - first >= LONGEST:
        return False
    between = [chr(calls.unicode_at(text, mark)) for mark in range(first, last) if mark not in marks]
    around = calls.object_of_char(text, first - 1) if first else 0, calls.object_of_char(text, last + 1)
    return item not in around and POINTS.issuperset(between)


def is_plain(item: int) -> bool:
    """Whether a text object shows its signs whole, with nothing that cuts it off or makes it clear."""
    filled = calls.mode_of_text(item) == raw.FPDF_TEXTRENDERMODE_FILL
    return filled and calls.is_sheer(item) == 0 and calls.count_clips(calls.clip_of(item)) <= 0


def flat_among(
    text: int,
    digits: Sequence[tuple[int, str]],
    glyphs: Sequence[Glyph],
    items: Sequence[int],
    unseen: Collection[Glyph],
) -> Iterator[Glyph]:
    """Those of some glyphs that are filled and have no height; each is asked of once."""
    if not unseen:
        return
    for glyph, ((mark, _), item) in dict(zip(glyphs, zip(digits, items, strict=True), strict=True)).items():
        if glyph in unseen and calls.mode_of_text(item) == raw.FPDF_TEXTRENDERMODE_FILL:
            box = calls.ink_box(text, mark)
            if box and box[1] - box[3] < HAIR:
                yield glyph


def apart(
    rows: Sequence[bytes], item: int, text: int, entries: Sequence[tuple[int, str]]
) -> Iterator[tuple[str, Shape]]:
    """The digits of a text object that touch or lean over each other, cut apart at the boxes of their ink.

    `rows` show the object, which is upright; nothing comes of one whose place is told in another frame.
    """
    (known,), ((left,), (top,), (right,), (bottom,)) = calls.bounds([item])
    boxes = [calls.ink_box(text, mark) for mark, _ in entries]
    inside = [
        box
        for box in boxes
        if box and left - 1 < box[0] < box[2] < right + 1 and bottom - 1 < box[3] < box[1] < top + 1
    ]
    if not (known and rows and len(inside) == len(entries)):
        return
    width = len(rows[0])
    last = max((at for at in range(width) if any(row[at] >= INK for row in rows)), default=0)
    if width - 1 - last > max(1, SPARE * width):
        return  # a font that stands for a narrower one is drawn closer than its boxes
    scale = width / (right - left)
    for (_, sign), box in zip(entries, inside, strict=True):
        start, end = (max(round((edge - left) * scale), 0) for edge in (box[0], box[2]))
        shape = largest_of([row[start:end] for row in rows])
        if shape and len(entries) == 1:
            shape = tuple(rows)
        if not shape or len(shape) < MOST_CUT * len(rows) or len(shape[0]) < MOST_CUT * (end - start):
            return  # a piece of a digit: the boxes are not where it is drawn
        yield sign, shape


def are(shapes: Sequence[tuple[str, Shape]]) -> bool:
    """Whether each shape is that of its sign, which stands where figures do.

    Digits whose outlines leave several open, or another one, are what the net takes them for.
    """
    if not all(shape and (sign.isdecimal() or may_be(sign, shape)) for sign, shape in shapes):
        return False
    unsure = [(sign, shape) for sign, shape in shapes if sign.isdecimal() and digits_like(shape) != {sign}]
    shares = shares_of([shape for _, shape in unsure]) if unsure else []
    return len(shares) == len(unsure) and all(
        max(share, key=share.__getitem__) == sign for share, (sign, _) in zip(shares, unsure, strict=True)
    )


def may_be(sign: str, shape: Shape) -> bool:
    """Whether a shape may be that of a sign for no figure, or of a slash."""
    if sign in DASHES:
        return len(shapes_of(shape)) == 1 and len(shape) <= FLAT * len(shape[0])
    if sign == NONE:
        return SQUARE * len(shape) < len(shape[0]) < len(shape) / SQUARE
    return looks_like(sign, shape)


def set_upright(rows: list[bytes], frame: Matrix) -> list[bytes]:
    """A picture of something in coordinates that a matrix maps to the page, turned as the page shows it.

    >>> set_upright([b"ab", b"cd"], Matrix(1, 0, 0, -1)), set_upright([b"ab", b"cd"], Matrix(0, 1, 1, 0))
    ([b'ab', b'cd'], [b'ca', b'db'])
    """
    right, down = frame.a, -frame.d  # pixels count downwards, coordinates upwards
    if abs(frame.b) > abs(frame.a):
        rows = [bytes(column) for column in zip(*rows, strict=True)]
        right, down = -frame.c, frame.b
    if right < 0:
        rows = [row[::-1] for row in rows]
    return rows[::-1] if down < 0 else rows
