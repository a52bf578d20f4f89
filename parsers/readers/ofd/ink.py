"""What is drawn on a page of an OFD, and which of its characters are seen.

Type may have the colour of the paper, lie under a fill drawn later, stand beyond the page, or be struck
out. Such characters are kept with little confidence, or left out where paper is seen in their place.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from parsers.pages.blackened import blackened
from parsers.pages.drawnsigns import (
    HIGHEST,
    LARGE_TYPE,
    LOW_TYPE,
    bare_strokes,
    drawn_signs,
    signs_beside,
)
from parsers.pages.rulegrid import Segment
from parsers.pages.textlines import Box, Char
from parsers.pages.textstrokes import Slant, crossed_out, dotted_over, signed_by_lines, struck_out, within
from parsers.pages.torn import torn
from parsers.readers.archives import Package
from parsers.readers.ofd.digits import Digits, Shown
from parsers.readers.ofd.stamps import hidden_by

MOST_COVERS = 3_000  # of a page; where there are more, none of its characters is certain
WHOLE, WIDE = 0.7, 0.9  # of its height and width: a white fill that leaves more of a character hides it not
GROUND = 0.4  # of the page
GROUNDS = 3  # times that a picture is shown
BROAD = 0.12  # of the height of a digit: a thinner white line leaves it what it is
EDGE = 1.0  # point by which a character may stand beyond the page
IN_DOUBT = 0.5  # the confidence in what is drawn and perhaps not seen


@dataclass(slots=True)
class Ink:
    """What one page draws, in points, in the order it is drawn."""

    segments: list[Segment] = field(default_factory=list)
    white: list[Segment] = field(default_factory=list)
    coloured: list[Box] = field(default_factory=list)
    chars: list[Char] = field(default_factory=list)
    pictures: list[tuple[Box, str]] = field(default_factory=list)
    covers: list[tuple[int, Box, bool]] = field(default_factory=list)  # over how many characters; white
    white_lines: list[tuple[int, Slant, float]] = field(default_factory=list)  # over so many; how broad
    pale: list[int] = field(default_factory=list)  # characters in white, by their numbers
    washed: list[int] = field(default_factory=list)  # large ones in a pale colour: a watermark, on paper
    # With where their pictures may be.
    stamps: list[tuple[Box, tuple[str, ...]]] = field(default_factory=list)
    strokes: list[Segment] = field(default_factory=list)  # put on the page by hand
    slants: list[Slant] = field(default_factory=list)
    bars: list[Box] = field(default_factory=list)  # dark boxes
    drawn: list[Box] = field(default_factory=list)  # outlines that may be figures
    drawn_white: list[Box] = field(default_factory=list)  # such in white, which are seen on a colour only
    over: list[tuple[int, Box, str]] = field(default_factory=list)  # over how many characters; of what name
    set_in_fonts: list[tuple[int, Shown]] = field(default_factory=list)  # digits in embedded fonts, by number
    turns: list[int] = field(default_factory=lambda: [0, 0, 0, 0])  # text objects by quarter turns
    damaged: int = 0
    misnamed: int = 0
    hidden: int = 0
    struck: int = 0

    def look_at_digits(self, known: Digits) -> None:
        """Put the digits in doubt whose fonts draw others."""
        found = known.misnamed(self.set_in_fonts)
        self.misnamed = len(found)
        for at in found:
            self.chars[at] = self.chars[at]._replace(confidence=IN_DOUBT)

    def look_at_stamps(self, area: float, package: Package) -> None:
        """Put the digits in doubt that seals and other pictures put on the page later hide."""
        for at in hidden_by(self.stamps, self.chars, area, package):
            self.chars[at] = self.chars[at]._replace(confidence=IN_DOUBT)
            self.hidden += 1

    def finish(self, width: float, height: float) -> None:
        """Leave out, or mark, the characters that are not seen; take white rules on colour for rules."""
        for white in self.white:
            if self.on_colour((white.left + white.right) / 2, (white.top + white.bottom) / 2):
                self.segments.append(white)
        doubted, gone = self.covered(width * height)
        for at in self.pale:
            _, left, top, right, bottom, *_ = self.chars[at]
            if not self.on_colour((left + right) / 2, (top + bottom) / 2):
                doubted.add(at)
        gone.update(
            at
            for at, (_, left, top, right, bottom, *_) in ((at, self.chars[at]) for at in self.washed)
            if not self.on_colour((left + right) / 2, (top + bottom) / 2)
        )
        gone.update(
            [
                at
                for at, (_, left, top, right, bottom, _, _) in enumerate(self.chars)
                if not -EDGE < (left + right) / 2 < width + EDGE
                or not -EDGE < (top + bottom) / 2 < height + EDGE
            ]
        )
        if gone or doubted:
            self.hidden += len((gone | doubted).difference(self.washed))
            self.chars = [
                char._replace(confidence=IN_DOUBT) if at in doubted else char
                for at, char in enumerate(self.chars)
                if at not in gone
            ]
        self.drawn += [
            box for box in self.drawn_white if self.on_colour((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
        ]
        signs, lines = bare_strokes(self.segments, self.slants, self.chars)
        if signs:
            self.drawn += signs
            self.segments = [segment for segment in self.segments if segment not in lines]
        if self.bars or self.drawn or self.pictures:
            pictures = [box for box, _ in self.pictures if box[3] - box[1] > LOW_TYPE]
            self.chars += [
                *blackened(self.bars, self.chars),
                *drawn_signs([*self.drawn, *pictures], self.chars),
                *signs_beside(pictures, self.chars),
            ]
        struck, strokes = struck_out(self.chars, [*self.segments, *self.strokes])
        struck |= crossed_out(self.chars, self.slants) if self.slants else set()
        struck |= signed_by_lines(self.chars, [*self.segments, *self.strokes])
        struck |= dotted_over(self.chars, [*self.segments, *lines])
        if struck:
            self.struck = len(struck)
            self.segments = [segment for segment in self.segments if segment not in strokes]
            self.chars = [
                char._replace(confidence=IN_DOUBT) if at in struck else char
                for at, char in enumerate(self.chars)
            ]

    def on_colour(self, x: float, y: float) -> bool:
        return any(left < x < right and top < y < bottom for left, top, right, bottom in self.coloured)

    def covered(self, area: float) -> tuple[set[int], set[int]]:
        """The characters in doubt under a fill or a picture drawn later, and those that a white fill hides.

        A white fill that leaves a part of a character hides none, and what it leaves of a figure is in doubt.
        A picture of most of a page, whose `area` is told, is its ground, and clear; digits typed on one as
        low as a few lines are in doubt, since it may show others.
        """
        doubted: set[int] = set()
        hidden: dict[int, int] = {}  # characters, and how many there were when the last fill hid them
        covers = [cover for cover in self.covers if cover[0]]
        covers += [
            (before, box, False)
            for before, box, _ in self.over
            if before and (box[2] - box[0]) * (box[3] - box[1]) < GROUND * area
        ]
        if len(covers) > MOST_COVERS:
            return set(range(len(self.chars))), set()
        rows = (
            sorted(((char.top + char.bottom) / 2, at) for at, char in enumerate(self.chars))
            if covers or self.over
            else []
        )
        doubted.update(self.typed_on_pictures(rows))
        doubted.update(self.cut_by_lines())
        for before, (left, top, right, bottom), white in covers:
            for _, at in rows[bisect_left(rows, (top, 0)) : bisect_right(rows, (bottom, 0))]:
                char = self.chars[at]
                if at < before and left < (char.left + char.right) / 2 < right:
                    below = min(bottom, char.bottom) - max(top, char.top)
                    beside = min(right, char.right) - max(left, char.left)
                    whole = below > WHOLE * (char.bottom - char.top)
                    whole &= beside > WIDE * (char.right - char.left)
                    if white and whole:
                        hidden[at] = max(before, hidden.get(at, 0))
                    else:
                        doubted.add(at)
        gone = set(hidden)
        others = (at for at in range(max(hidden.values(), default=0)) if at not in gone)
        doubted = (doubted - gone) | torn(gone, others, self.chars, lambda at, other: at < hidden[other])
        return doubted, gone

    def typed_on_pictures(self, rows: Sequence[tuple[float, int]]) -> Iterator[int]:
        """The digits that are typed on pictures as low as a few lines, which may show others.

        A picture that is shown again and again is the ground of cells. Characters are their middles, in
        order, and numbers.
        """
        times = Counter(name for _, _, name in self.over)
        for before, (left, top, right, bottom), name in self.over[:MOST_COVERS]:
            if times[name] >= GROUNDS:
                continue
            for _, at in rows[bisect_left(rows, (top, 0)) : bisect_right(rows, (bottom, 0))]:
                char = self.chars[at]
                if (
                    at >= before
                    and char.text.isdecimal()
                    and left < (char.left + char.right) / 2 < right
                    and bottom - top < HIGHEST * (char.bottom - char.top)
                ):
                    yield at

    def cut_by_lines(self) -> Iterator[int]:
        """The digits through which white lines go that were drawn later: what is left looks like another."""
        lines = self.white_lines[:MOST_COVERS]
        rows = sorted(
            (char.top, at, char)
            for at, char in enumerate(self.chars if lines else ())
            if char.text.isdecimal()
        )
        for before, line, width in lines:
            (_, y0), (_, y1) = line
            first, last = bisect_left(rows, (min(y0, y1) - LARGE_TYPE,)), bisect_left(rows, (max(y0, y1),))
            for _, at, (_, left, top, right, bottom, _, _) in rows[first:last]:
                start, end = within(line, (left, top, right, bottom))
                if at < before and start < end and width > BROAD * (bottom - top):
                    yield at
