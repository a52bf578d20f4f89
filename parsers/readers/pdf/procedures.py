"""Whether digits that procedures draw (Type 3 fonts) are seen where they are told to stand.

Such a procedure may paint in any colour and at any place, whatever box it tells. A digit whose shape,
colour and box are as they should be needs no more; of each other one is taken from the page: where nothing
changes in its box, it is not seen there.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from parsers.pages.textlines import Box, Char
from parsers.readers.pdf import calls
from parsers.readers.pdf.pixels import Shown, differ, drawn_at

NARROW = 0.15  # of the width of its box: no digit is narrower
INSIDE = 0.2, 0.8  # of its box: where the middle of a digit is

Glyph = tuple[int, str]  # a font by its address, and the digit that it names


@dataclass(slots=True)
class Procedures:
    """What is known of the digits of a document that procedures draw."""

    fonts: set[int] = field(default_factory=set)  # those met, by their addresses
    drawn: set[int] = field(default_factory=set)  # those of them whose glyphs are procedures
    seen: set[Glyph] = field(default_factory=set)  # digits that are seen in their places
    unseen: set[Glyph] = field(default_factory=set)  # those that are not

    def meet(self, fonts: Collection[int]) -> None:
        """Note which fonts have procedures for glyphs."""
        new = self.fonts.symmetric_difference(fonts).difference(self.fonts)
        self.drawn.update(filter(calls.is_without_outlines, new))
        self.fonts.update(new)

    def new_among(self, painted: Mapping[int, Glyph]) -> dict[Glyph, int]:
        """The first mark of each digit of which nothing is known yet; given are the glyphs of marks."""
        found: dict[Glyph, int] = {}
        for mark, glyph in painted.items():
            if glyph not in self.seen and glyph not in self.unseen:
                found.setdefault(glyph, mark)
        return found

    def look(
        self,
        page: Any,
        size: tuple[float, float],
        glyphs: Sequence[Glyph],
        items: Sequence[int],
        boxes: Sequence[Box],
    ) -> None:
        """Find out which digits of a page are seen; each is told by one text object and one box."""
        scale, shape = drawn_at(size)
        whole = Shown.of(page, *shape)
        rest = Shown.without(set(items), page, *shape)
        for glyph, box in zip(glyphs, boxes, strict=True):
            left, top, right, bottom = (edge * scale for edge in box)
            place = left, top, right, bottom
            rows, others = whole.rows(place), rest.rows(place)
            is_seen = differ(rows, others) and fills(rows, others)
            (self.seen if is_seen else self.unseen).add(glyph)


def fits(ink: Box, char: Char) -> bool:
    """Whether the ink of a digit lies in the middle of its box, and is as wide as a digit may be."""
    wide = char.right - char.left
    middle = (ink[0] + ink[2]) / 2, (ink[1] + ink[3]) / 2
    least, most = INSIDE
    return (
        ink[2] - ink[0] >= NARROW * wide
        and char.left + least * wide < middle[0] < char.left + most * wide
        and char.top < middle[1] < char.bottom
    )


def fills(rows: Sequence[bytes], others: Sequence[bytes]) -> bool:
    """Whether that by which two pictures of a place differ may be a digit in its middle."""
    width = len(rows[0]) // 3
    changed = [
        at
        for at in range(width)
        if any(
            row[3 * at : 3 * at + 3] != other[3 * at : 3 * at + 3]
            for row, other in zip(rows, others, strict=True)
        )
    ]
    if not changed:
        return False
    least, most = (share * width for share in INSIDE)
    return (
        changed[-1] + 1 - changed[0] >= NARROW * width and least < (changed[0] + changed[-1] + 1) / 2 < most
    )
