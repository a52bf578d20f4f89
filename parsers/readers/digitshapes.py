"""What digit a shape may be, told by its holes and by where its ink lies: a few operations for each.

It is asked whether a font draws the digits that it names. Most shapes answer by their outline alone; where
that contradicts, the net that reads figures of scans is asked, which takes a while to load.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from operator import itemgetter

INK = 96  # of 255: thin strokes of small type are grey
TO_INK = bytes(1 if shade >= INK else 0 for shade in range(256))
OF_INK, OF_PAPER = re.compile(b"\x01+"), re.compile(b"\x00+")
ALL = frozenset("0123456789")
LIKELIEST = {frozenset("12347"): "3", frozenset("56"): "5"}
SMALLEST = 12  # rows of a shape that tells anything
NARROW = 0.3  # of its height: so wide is a 1 at most
SLANT = 0.3  # of its height: twice as far as a slash leans
SMALLEST_HOLE = 0.012  # of the box around the ink
LEAN = 0.21  # of their height, how far slanted digits lean
SURE, NEVER = 0.8, 0.05  # of the net: that a shape is another digit, and not the one it is named

Shape = tuple[bytes, ...]  # rows of darkness, cut to the ink
Run = tuple[int, int]


def shapes_of(rows: Sequence[bytes]) -> list[Shape]:
    """The shapes that stand side by side in a picture (rows of darkness), parted by columns without ink."""
    inked = [row.translate(TO_INK) for row in rows]
    if not inked or not inked[0]:
        return []
    columns = 0
    for row in inked:
        columns |= int.from_bytes(row, "big")
    found: list[Shape] = []
    for left, right in runs(columns.to_bytes(len(inked[0]), "big")):
        part = [row[left:right] for row in rows]
        used = [at for at, row in enumerate(inked) if any(row[left:right])]
        found.append(tuple(part[used[0] : used[-1] + 1]))
    return found


def largest_of(rows: Sequence[bytes]) -> Shape:
    """The largest of the pieces of ink in a picture, cut to its ink; () where there is none."""
    homes: list[set[int]] = []  # of the piece of each run: all its runs
    places: list[tuple[int, int, int]] = []  # row, start and end of each run
    above: list[int] = []
    for number, row in enumerate(rows):
        current: list[int] = []
        for start, end in runs(row.translate(TO_INK)):
            at = len(places)
            places.append((number, start, end))
            homes.append({at})
            current.append(at)
            for other in above:
                if places[other][1] <= end and start <= places[other][2] and homes[other] is not homes[at]:
                    small, large = sorted((homes[at], homes[other]), key=len)
                    large |= small
                    for piece in small:
                        homes[piece] = large
        above = current
    if not places:
        return ()
    best = [
        places[at] for at in max(homes, key=lambda home: sum(places[at][2] - places[at][1] for at in home))
    ]
    left, right = min(start for _, start, _ in best), max(end for _, _, end in best)
    made = [bytearray(right - left) for _ in rows]
    for number, start, end in best:
        made[number][start - left : end - left] = rows[number][start:end]
    used = [number for number, _, _ in best]
    return tuple(bytes(made[number]) for number in range(min(used), max(used) + 1))


def runs(row: bytes, wanted: re.Pattern[bytes] = OF_INK) -> list[Run]:
    """From where to where a row has ink, or paper."""
    return [found.span() for found in wanted.finditer(row)]


def holes_of(rows: Sequence[bytes]) -> list[tuple[int, int]]:
    """The first row and the one after the last of each piece of paper that ink surrounds."""
    parent: list[int] = [0]  # 0 is what lies outside
    size: list[int] = [0]
    reach: list[tuple[int, int]] = [(0, 0)]

    def root(at: int) -> int:
        while parent[at] != at:
            at = parent[at]
        return at

    above: list[tuple[int, int, int]] = [(-1, len(rows[0]) + 1, 0)]
    for number, row in enumerate(rows):
        current: list[tuple[int, int, int]] = []
        for left, right in runs(row, OF_PAPER):
            met = {root(other) for start, end, other in above if start < right and left < end}
            if left == 0 or right == len(row):
                met.add(0)
            if not met:
                parent.append(len(parent))
                size.append(0)
                reach.append((number, number))
                met = {len(parent) - 1}
            home = min(met)
            for other in met:
                if other != home:
                    parent[other] = home
                    size[home] += size[other]
                    reach[home] = min(reach[home][0], reach[other][0]), max(reach[home][1], reach[other][1])
            size[home] += right - left
            reach[home] = reach[home][0], number + 1
            current.append((left, right, home))
        above = current
    for _, _, at in above:
        parent[root(at)] = 0
    least = SMALLEST_HOLE * len(rows) * len(rows[0])
    return [reach[at] for at in range(1, len(parent)) if parent[at] == at and size[at] >= least]


@lru_cache(maxsize=2048)
def digits_like(shape: Shape) -> frozenset[str]:
    """The digits that a shape may be; all of them where it is too small to tell."""
    rows = [row.translate(TO_INK) for row in shape]
    height, width = len(rows), len(rows[0])
    if height < SMALLEST or width < 2:
        return ALL
    holes = holes_of(rows)
    if width < NARROW * height or len(holes) > 1:
        return frozenset("8" if len(holes) > 1 else "1")
    if holes:
        top, bottom = holes[0]
        middle = (top + bottom) / 2 / height
        if widest(rows, 0.58, 0.85) > 0.85:
            return frozenset("4")  # its bar
        by_place = "9" if middle < 0.42 else "6" if middle > 0.58 else "069"
        return frozenset("0" if bottom - top > 0.62 * height else by_place)
    return without_holes(rows, height, width)


def looks_like(digit: str, shape: Shape) -> bool:
    """Whether a shape is, by its outline alone, most likely a digit, or a slash.

    Where that leaves several without holes, it is the 3 or the 5: the others nearly always show themselves.
    """
    if digit == "/":
        return is_slash(shape)
    found = digits_like(shape)
    return digit == LIKELIEST[found] if found in LIKELIEST else digit in found


def is_slash(shape: Shape) -> bool:
    """Whether a shape may be one stroke that leans to the right, as no digit but a leaning 1 does."""
    rows = [found for row in shape if (found := runs(row.translate(TO_INK)))]
    if len(rows) < SMALLEST or any(len(row) > 1 for row in rows):
        return len(rows) < SMALLEST
    (top,), (bottom,) = rows[0], rows[-1]
    stroke = max(right - left for ((left, right),) in rows)
    return sum(top) - sum(bottom) > SLANT * len(rows) and stroke < 0.6 * len(shape[0]) + 2


def widest(rows: Sequence[bytes], low: float, high: float) -> float:
    """The longest run of ink between two heights, in widths of the shape; heights are shares of its own."""
    start = round(low * len(rows))
    part = rows[start : max(round(high * len(rows)), start + 1)]
    return max((right - left for row in part for left, right in runs(row)), default=0) / len(rows[0])


def without_holes(rows: Sequence[bytes], height: int, width: int) -> frozenset[str]:
    """The digits that a shape without holes may be, by where its upper, middle and lower parts have ink."""

    def inked(low: float, high: float, left: float, right: float) -> bool:
        start, end = round(left * width), max(round(left * width) + 1, round(right * width))
        return any(any(row[start:end]) for row in rows[round(low * height) : round(high * height)])

    body = [runs(row) for row in rows[round(0.3 * height) : round(0.8 * height)]]
    if all(len(row) == 1 for row in body):
        starts, ends = [row[0][0] for row in body], [row[0][1] for row in body]
        if max(starts) - min(starts) <= 0.12 * height and max(ends) - min(ends) <= 0.12 * height:
            return frozenset("1")
    if not inked(0.2, 0.32, 0.66, 1.0):
        return frozenset("56")
    if widest(rows, 0.88, 1.0) > 0.75 and not inked(0.6, 0.72, 0.72, 1.0):
        return frozenset("2")
    if widest(rows, 0.0, 0.14) > 0.75 and widest(rows, 0.8, 1.0) < 0.5:
        return frozenset("7")
    return frozenset("12347")


def named_by_net(shapes: Sequence[Shape], names: Sequence[str]) -> list[bool | None]:
    """Whether each shape is the digit that it is named, or surely another one; None where neither."""
    answers: list[bool | None] = []
    for share, name in zip(shares_of(shapes), names, strict=True):
        own, (best, most) = share[name], max(share.items(), key=itemgetter(1))
        other = best in ALL and most > SURE and own < NEVER
        answers.append(True if own > SURE else False if other else None)
    return answers or [None] * len(shapes)


def no_such_digit(shapes: Sequence[Shape], names: Sequence[str]) -> list[bool]:
    """Whether the net sees nothing of the digit that it is named in each shape, upright or leaning.

    Of narrow ones, which may be pieces of digits, that is not said.
    """
    upright, leaning = shares_of(shapes), shares_of([set_straight(shape) for shape in shapes])
    return [
        one[name] < NEVER and other[name] < NEVER and len(shape[0]) > NARROW * len(shape)
        for one, other, name, shape in zip(upright, leaning, names, shapes, strict=False)
    ] or [False] * len(shapes)


def set_straight(shape: Shape) -> Shape:
    """A shape that leans to the right as slanted type does, set upright."""
    height, room = len(shape), round(LEAN * len(shape))
    made = []
    for at, row in enumerate(shape):
        shift = round(room * (height - at) / height)
        made.append(bytes(room - shift) + row + bytes(shift))
    used = [any(row[column] >= INK for row in made) for column in range(len(made[0]))]
    left, right = used.index(True), len(used) - used[::-1].index(True)
    return tuple(row[left:right] for row in made)


def shares_of(shapes: Sequence[Shape]) -> list[dict[str, float]]:
    """How certain the net that reads figures is of each of its signs, for each shape.

    Without the net nothing is told.
    """
    try:
        import cv2  # noqa: PLC0415 - of the group `ocr`, which may be missing
        import numpy as np  # noqa: PLC0415

        from parsers.scans.nets import glyphnet  # noqa: PLC0415
        from parsers.scans.reading.glyphs import ABOVE, BELOW  # noqa: PLC0415
    except ImportError:
        return []
    tall = glyphnet.ROWS / (1 + ABOVE + BELOW)
    fields = np.zeros((len(shapes), glyphnet.ROWS, glyphnet.COLUMNS), np.float32)
    for at, shape in enumerate(shapes):
        dark = np.frombuffer(b"".join(shape), np.uint8).reshape(len(shape), -1).astype(np.float32) / 255
        wide = min(max(1, round(dark.shape[1] * tall / dark.shape[0])), glyphnet.COLUMNS)
        small = cv2.resize(dark, (wide, round(tall)), interpolation=cv2.INTER_AREA)
        top, left = round(tall * ABOVE), (glyphnet.COLUMNS - wide) // 2
        fields[at, top : top + small.shape[0], left : left + wide] = small
    return [dict(zip(glyphnet.SIGNS, map(float, share), strict=False)) for share in glyphnet.classify(fields)]
