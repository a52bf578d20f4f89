"""Whether digits that procedures draw (Type 3 fonts) are seen where they are told to stand.

Such a procedure may paint in any colour and at any place, whatever box it tells. Of each of these digits one
is taken from the page: where nothing changes in its box, it is not seen there.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from math import sqrt
from typing import Any

from parsers.pages.textlines import Box
from parsers.readers.pdf import calls
from parsers.readers.pdf.sight import MOST_PIXELS, SCALE, Shown, differ

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

    def unseen_of(
        self, page: Any, text: int, size: tuple[float, float], marks: Sequence[tuple[int, str, Box]]
    ) -> set[int]:
        """The marks of digits which procedures draw and which are not seen in their boxes on the page.

        Digits are marks, signs and boxes on the page as it is shown.
        """
        items = [calls.object_of_char(text, mark) for mark, _, _ in marks]
        glyphs = [(calls.font_of(item), sign) for item, (_, sign, _) in zip(items, marks, strict=True)]
        chosen: dict[Glyph, int] = {}
        for at, glyph in enumerate(glyphs):
            if glyph[0] in self.drawn and glyph not in self.seen and glyph not in self.unseen:
                chosen.setdefault(glyph, at)
        if chosen:
            self.look(page, size, chosen, items, [box for _, _, box in marks])
        return {mark for (mark, _, _), glyph in zip(marks, glyphs, strict=True) if glyph in self.unseen}

    def look(
        self,
        page: Any,
        size: tuple[float, float],
        chosen: Mapping[Glyph, int],
        items: Sequence[int],
        boxes: Sequence[Box],
    ) -> None:
        """Note which of some glyphs are seen, each in the place of the digit that was chosen for it."""
        scale = min(SCALE, sqrt(MOST_PIXELS / max(size[0] * size[1], 1.0)))
        shape = max(1, round(size[0] * scale)), max(1, round(size[1] * scale))
        whole = Shown.of(page, *shape)
        rest = Shown.without({items[at] for at in chosen.values()}, page, *shape)
        for glyph, at in chosen.items():
            left, top, right, bottom = (edge * scale for edge in boxes[at])
            place = left, top, right, bottom
            rows, others = whole.rows(place), rest.rows(place)
            is_seen = differ(rows, others) and fills(rows, others)
            (self.seen if is_seen else self.unseen).add(glyph)


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
