"""Which characters of a PDF page nobody sees, though the page tells them.

Text may stand on a layer that is switched off, be cut off by a clip, lie under a shape or a picture drawn
later, or have the colour of its ground. What is drawn where, and in which order, tells which characters may
be hidden: on most pages none. Where some are, the page is drawn twice, with and without them: where nothing
changes, nothing was seen.
"""

from __future__ import annotations

import re
import zlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf
from typing import Any

from parsers.pages.textlines import Box
from parsers.readers.pdf import calls
from parsers.readers.pdf.pixels import (
    CONTRAST,
    Shown,
    differ,
    drawn_at,
    in_part,
    inked,
    lost,
    mostly_dark,
)

# What becomes of a character that is not seen: nothing is left of it, something dark lies on it, or it may be
# meant to be read, as the text that recognition put under the picture of a page.
GONE, COVERED, DOUBTFUL = "gone", "covered", "doubtful"
REPLACED = "replaced"  # something else is seen in its place
HALF = "half"  # something drawn later leaves a part of it
# What does not fit into its line, what is left of it, and what a clip leaves nothing of beside what it shows.
CROPPED = BEYOND, CUT, OUTSIDE = "beyond", "cut", "outside"
# Why a character may be hidden.
LAYER, CLIP, COVER, TINT, SHEER = "layer", "clip", "cover", "tint", "sheer"
PALE = 236  # of 255: a cover that is darker was put over something, one as pale as paper takes it away
SMALL = 3.0  # of its height: what is no higher and lies on a character may be a stroke of a pen, not a seal
SHARED = 0.2  # of its width, that another character covers
MOST_LAYERS = 6  # of a page, that are drawn one by one
MOST_STEPS = 400_000  # characters compared with the covers of a page; beyond, all may be covered
MOST_COVERS = 3000  # of a page; where there are more, all of its text may be covered
PART = 0.35  # of its width and height, that a cover lies on
CUT_OFF = 0.25  # of its width or height: what a clip leaves of a sign may look like another
OBJECT_STREAM = re.compile(rb"/ObjStm\b[^\x00]{0,400}?stream\r?\n")
MOST_INFLATED = 8 << 20
LAYERS, PATTERNS = b"/OCProperties", b"/PatternType"  # layers may be switched off
PAPER = (255, 255, 255, 255)

Order = tuple[
    int, ...
]  # when an object is drawn: its place on the page, in the form at that place, and so on


@dataclass(slots=True)
class Hiding:
    """What may hide text of a page; objects by their addresses, boxes as the page is shown."""

    layers: bool = False  # whether the document has any
    drawn: list[tuple[Order, Sequence[int]]] = field(
        default_factory=list
    )  # objects of the page and its forms
    texts: list[tuple[Sequence[int], Sequence[calls.Colour | None]]] = field(default_factory=list)
    covers: list[tuple[int, Box, calls.Colour | None]] = field(default_factory=list)  # None: no one colour
    layered: dict[int, tuple[bytes, ...]] = field(default_factory=dict)  # text objects on layers, and these
    sheer: set[int] = field(default_factory=set)  # text objects that let through what lies below them
    clipped: dict[int, Box] = field(default_factory=dict)  # text objects, and what their clips leave
    shaped: set[int] = field(default_factory=set)  # text objects whose clips are no boxes
    over: set[int] = field(default_factory=set)  # covers that suspects lie under
    covered: dict[int, Order] = field(default_factory=dict)  # when the last of them was drawn, by suspect
    under_small: set[int] = field(default_factory=set)  # suspects that covers no larger than text lie on

    def nothing(self) -> bool:
        """Whether nothing can hide anything, which is told at a glance."""
        tints = {colour for _, colours in self.texts for colour in set(colours)}
        if self.layered or self.clipped or self.sheer or any(alike(tint, PAPER) for tint in tints):
            return False
        if not self.covers:
            return True
        if any(alike(tint, colour) for tint in tints for _, _, colour in self.covers[:MOST_COVERS]):
            return False
        orders = self.orders()
        first = min((orders[item] for items, _ in self.texts for item in items), default=(inf,))
        return all(orders[item] < first for item, _, _ in self.covers)

    def orders(self) -> dict[int, Order]:
        return {item: (*base, at) for base, items in self.drawn for at, item in enumerate(items)}

    def suspects(self, items: Sequence[int], boxes: Sequence[Box]) -> dict[int, str]:
        """Why each character may be hidden, by its number; `items` are the text objects they belong to."""
        found = {at: SHEER for at, item in enumerate(items) if item in self.sheer} if self.sheer else {}
        found |= dict.fromkeys(self.tinted(items), TINT)
        for at, reason in self.under_covers(items, boxes):
            if found.get(at) != COVER:
                found[at] = reason
        if self.clipped:
            cut = (
                at
                for at, item in enumerate(items)
                if item in self.shaped or cut_off(boxes[at], self.clipped.get(item))
            )
            found |= dict.fromkeys(cut, CLIP)
        if self.layered:
            found |= dict.fromkeys((at for at, item in enumerate(items) if item in self.layered), LAYER)
        return found

    def cropped(
        self, hidden: Mapping[int, str], why: Mapping[int, str], items: Sequence[int], boxes: Sequence[Box]
    ) -> dict[int, str]:
        """The fates of characters beyond the side of their clip, and of what is seen beside them.

        Of a figure that a clip cuts through, nobody knows how it ends; of one beside the clip, whether it is
        left out or only not shown, with the right side of its table.
        """
        gone = {at for at, reason in why.items() if reason == CLIP and hidden.get(at) == GONE}
        cut = {items[at] for at, reason in why.items() if reason == CLIP}
        left_over = cut & {item for at, item in enumerate(items) if at not in gone}
        fates = {
            at: BEYOND if items[at] in left_over else OUTSIDE
            for at in gone
            if level(boxes[at], self.clipped[items[at]])
        }
        return fates | {at: CUT for at, item in enumerate(items) if item in left_over and at not in gone}

    def tinted(self, items: Sequence[int]) -> Iterator[int]:
        """The characters that have the colour of paper."""
        pale = {
            item
            for texts, colours in self.texts
            for item, colour in zip(texts, colours, strict=True)
            if alike(colour, PAPER)
        }
        return (at for at, item in enumerate(items) if item in pale)

    def under_covers(self, items: Sequence[int], boxes: Sequence[Box]) -> Iterator[tuple[int, str]]:
        """The characters on which something is drawn later, or below which something has their colour."""
        if len(self.covers) > MOST_COVERS:
            yield from ((at, COVER) for at in range(len(items)))
            return
        orders = self.orders()
        told = {
            item: colour for texts, tints in self.texts for item, colour in zip(texts, tints, strict=True)
        }
        first = min((orders.get(item, ()) for item in set(items)), default=())
        rows = sorted(((box[1] + box[3]) / 2, at) for at, box in enumerate(boxes))
        reach = max((box[3] - box[1] for box in boxes), default=0.0) / 2
        steps = MOST_STEPS
        for cover, place, colour in self.covers:
            left, top, right, bottom = place
            like = {tint for tint in set(told.values()) if alike(tint, colour)}
            if orders[cover] < first and not like:
                continue
            first_row, last_row = bisect_left(rows, (top - reach, 0)), bisect_right(rows, (bottom + reach, 0))
            steps -= last_row - first_row
            if steps < 0:
                yield from ((at, COVER) for at in range(len(items)))
                return
            for _, at in rows[first_row:last_row]:
                if left < boxes[at][2] and boxes[at][0] < right and takes_part(place, boxes[at]):
                    if orders[cover] > orders.get(items[at], ()):
                        self.over.add(cover)
                        self.covered[at] = max(orders[cover], self.covered.get(at, ()))
                        if bottom - top < SMALL * (boxes[at][3] - boxes[at][1]):
                            self.under_small.add(at)
                        yield at, COVER
                    elif told.get(items[at]) in like:
                        yield at, TINT


def alike(one: calls.Colour | None, other: calls.Colour | None) -> bool:
    """Whether two colours cannot be told apart."""
    if one is None or other is None:
        return False
    return max(abs(mine - yours) for mine, yours in zip(one[:3], other[:3], strict=True)) < CONTRAST


def level(box: Box, clip: Box) -> bool:
    """Whether a character stands beside what a clip leaves, not above or below it."""
    return clip[1] < (box[1] + box[3]) / 2 < clip[3] and clip[0] < clip[2]


def takes_part(cover: Box, box: Box) -> bool:
    """Whether a cover lies on the middle of a sign, or on so much that the rest may look like another."""
    left, top, right, bottom = cover
    x0, y0, x1, y1 = box
    return (left < (x0 + x1) / 2 < right or min(x1, right) - max(x0, left) > PART * (x1 - x0)) and (
        top < (y0 + y1) / 2 < bottom or min(y1, bottom) - max(y0, top) > PART * (y1 - y0)
    )


def cut_off(box: Box, clip: Box | None) -> bool:
    """Whether a clip leaves too little of a character."""
    if clip is None:
        return False
    width = min(box[2], clip[2]) - max(box[0], clip[0])
    height = min(box[3], clip[3]) - max(box[1], clip[1])
    whole = 1 - CUT_OFF
    return width < whole * (box[2] - box[0]) or height < whole * (box[3] - box[1])


def unseen(
    page: Any,
    size: tuple[float, float],
    why: Mapping[int, str],
    items: Sequence[int],
    boxes: Sequence[Box],
    hiding: Hiding,
) -> dict[int, str]:
    """What becomes of those characters, of the ones that may be hidden, which are not seen, or not whole."""
    scale, shape = drawn_at(size)
    whole = Shown.of(page, *shape)
    groups = by_layer(why, items, hiding)
    rests = {layer: Shown.without(group, page, *shape) for layer, group in groups.items()}
    hidden: dict[int, str] = {}
    places: dict[int, Box] = {}
    for at, reason in why.items():
        left, top, right, bottom = boxes[at]
        inset = 0.1 * (right - left)
        place = (left + inset) * scale, top * scale, (right - inset) * scale, bottom * scale
        rows = whole.rows(place)
        layer = hiding.layered.get(items[at], ()) if len(groups) > 1 else ()
        rest = rests[layer]
        if not differ(rows, rest.rows(place)):
            hidden[at] = DOUBTFUL if reason in (TINT, SHEER) else fate_on(rows, reason)
        elif mostly_dark(rows) if reason == COVER else reason == TINT and in_part(rows, rest.rows(place)):
            hidden[at] = HALF
        elif reason == COVER:
            places[at] = place
    if places:
        bare = Shown.without(hiding.over, page, *shape)
        for at, place in places.items():
            before, after = bare.rows(place), whole.rows(place)
            if lost(before, after) or (at in hiding.under_small and inked(before, after)):
                hidden[at] = HALF
    # PDFium tells signs once that are drawn twice, so that what is seen there must have a sign of its own.
    for at in [at for at, fate in hidden.items() if fate == REPLACED]:
        others = (box for other, box in enumerate(boxes) if other not in hidden)
        hidden[at] = GONE if any(overlap(boxes[at], box) for box in others) else DOUBTFUL
    return hidden


def by_layer(
    why: Mapping[int, str], items: Sequence[int], hiding: Hiding
) -> dict[tuple[bytes, ...], set[int]]:
    """The text objects that may be hidden, by their layers; all are one group, (), where these are many.

    Where one layer is shown and another is not, both may have a figure in the same place.
    """
    groups: dict[tuple[bytes, ...], set[int]] = {}
    for at in why:
        groups.setdefault(hiding.layered.get(items[at], ()), set()).add(items[at])
    return groups if 1 < len(groups) <= MOST_LAYERS else {(): {items[at] for at in why}}


def overlap(one: Box, other: Box) -> bool:
    """Whether a character stands for what is seen in the place of another."""
    width = min(one[2], other[2]) - max(one[0], other[0])
    return width > SHARED * (one[2] - one[0]) and min(one[3], other[3]) > max(one[1], other[1])


def fate_on(rows: Sequence[bytes], reason: str) -> str:
    """What becomes of a hidden character by what is seen in its place."""
    shades = {sum(pixel) // 3 for row in rows for pixel in zip(row[0::3], row[1::3], row[2::3], strict=True)}
    if not shades:
        return DOUBTFUL
    if reason == COVER and mostly_dark(rows):
        return COVERED
    if max(shades) - min(shades) >= CONTRAST:
        return REPLACED
    return COVERED if reason == COVER and max(shades) < PALE else GONE


def holds(body: bytes, name: bytes) -> bool:
    """Whether a document has something of a name, such as layers; also true where that cannot be told."""
    if name in body:
        return True
    room = MOST_INFLATED
    for found in OBJECT_STREAM.finditer(body) if b"/ObjStm" in body else ():
        try:
            inflated = zlib.decompressobj().decompress(memoryview(body)[found.end() :], room)
        except zlib.error:
            return True
        room -= len(inflated)
        if name in inflated or room <= 0:
            return True
    return False
