"""What is drawn on a page of an OFD, and which of its characters are seen.

Type may have the colour of the paper, lie under a fill drawn later, stand beyond the page, or be struck
out. Such characters are kept with little confidence, or left out where paper is seen in their place.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field

from parsers.blackened import blackened
from parsers.rulegrid import Segment
from parsers.textlines import Box, Char
from parsers.textstrokes import struck_out

MOST_COVERS = 3_000  # of a page; where there are more, none of its characters is certain
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
    pale: list[int] = field(default_factory=list)  # characters in white, by their numbers
    strokes: list[Segment] = field(default_factory=list)  # put on the page by hand
    bars: list[Box] = field(default_factory=list)  # dark boxes
    damaged: int = 0
    hidden: int = 0
    struck: int = 0

    def finish(self, width: float, height: float) -> None:
        """Leave out, or mark, the characters that are not seen; take white rules on colour for rules."""
        for white in self.white:
            if self.on_colour((white.left + white.right) / 2, (white.top + white.bottom) / 2):
                self.segments.append(white)
        doubted, gone = self.covered()
        for at in self.pale:
            _, left, top, right, bottom, *_ = self.chars[at]
            if not self.on_colour((left + right) / 2, (top + bottom) / 2):
                doubted.add(at)
        gone.update(
            [
                at
                for at, (_, left, top, right, bottom, _, _) in enumerate(self.chars)
                if not -EDGE < (left + right) / 2 < width + EDGE
                or not -EDGE < (top + bottom) / 2 < height + EDGE
            ]
        )
        if gone or doubted:
            self.hidden = len(gone | doubted)
            self.chars = [
                char._replace(confidence=IN_DOUBT) if at in doubted else char
                for at, char in enumerate(self.chars)
                if at not in gone
            ]
        if self.bars:
            self.chars += blackened(self.bars, self.chars)
        struck, strokes = struck_out(self.chars, [*self.segments, *self.strokes])
        if struck:
            self.struck = len(struck)
            self.segments = [segment for segment in self.segments if segment not in strokes]
            self.chars = [
                char._replace(confidence=IN_DOUBT) if at in struck else char
                for at, char in enumerate(self.chars)
            ]

    def on_colour(self, x: float, y: float) -> bool:
        return any(left < x < right and top < y < bottom for left, top, right, bottom in self.coloured)

    def covered(self) -> tuple[set[int], set[int]]:
        """The characters under a dark fill that is drawn later, and those under a white one."""
        doubted: set[int] = set()
        gone: set[int] = set()
        covers = [cover for cover in self.covers if cover[0]]
        if len(covers) > MOST_COVERS:
            return set(range(len(self.chars))), gone
        rows = (
            sorted(((char.top + char.bottom) / 2, at) for at, char in enumerate(self.chars)) if covers else []
        )
        for before, (left, top, right, bottom), white in covers:
            for _, at in rows[bisect_left(rows, (top, 0)) : bisect_right(rows, (bottom, 0))]:
                if at < before and left < (self.chars[at].left + self.chars[at].right) / 2 < right:
                    (gone if white else doubted).add(at)
        return doubted, gone
