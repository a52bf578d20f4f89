"""Small TrueType fonts for tests: glyphs of squares, and a map from characters to them."""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping, Sequence

DRAWN = {
    "0": "  ####  | ##  ## |##    ##|##    ##|##    ##|##    ##|##    ##|##    ##|##    ##|##    ##|##    ##|##    ##| ##  ## |  ####  ",
    "1": "   ##   |  ###   | ####   |   ##   |   ##   |   ##   |   ##   |   ##   |   ##   |   ##   |   ##   |   ##   | ###### | ###### ",
    "2": "  ####  | ##  ## |##    ##|##    ##|      ##|      ##|     ## |    ##  |   ##   |  ##    | ##     |##      |########|########",
    "3": "  ####  | ##  ## |##    ##|##    ##|      ##|     ## |   ###  |     ## |      ##|      ##|##    ##|##    ##| ##  ## |  ####  ",
    "4": "     ## |    ### |    ### |   #### |  ## ## |  ## ## | ##  ## |##   ## |##   ## |########|########|     ## |     ## |     ## ",
    "5": "####### |##      |##      |##      |##      |######  |##   ## |      ##|      ##|      ##|      ##|##    ##| ##  ## |  ####  ",
    "6": "   ###  |  ##    | ##     |##      |##      |## ###  |###  ## |##    ##|##    ##|##    ##|##    ##|##    ##| ##  ## |  ####  ",
    "7": "########|########|      ##|     ## |     ## |    ##  |    ##  |   ##   |   ##   |  ##    |  ##    |  ##    | ##     | ##     ",
    "8": "  ####  | ##  ## |##    ##|##    ##|##    ##| ##  ## |  ####  | ##  ## |##    ##|##    ##|##    ##|##    ##| ##  ## |  ####  ",
    "9": "  ####  | ##  ## |##    ##|##    ##|##    ##|##    ##| ##  ###|  ### ##|      ##|      ##|      ##|     ## |    ##  |  ###   ",
}  # fmt: skip


def boxes(drawing: str) -> list[tuple[int, int, int, int]]:
    """Left, bottom, right, top of the runs of ink of a drawing whose rows are parted by bars."""
    lines = drawing.split("|")
    made = []
    for number, line in enumerate(lines):
        low = 50 * (len(lines) - 1 - number)
        at = 0
        while at < len(line):
            end = at
            while end < len(line) and line[end] == "#":
                end += 1
            if end > at:
                made.append((50 * at, low, 50 * end, low + 50))
            at = end + 1
    return made


def outline(drawing: str) -> bytes:
    """A glyph of the table glyf: one contour for each box."""
    found = boxes(drawing)
    if not found:
        return b""
    corners = [
        point
        for left, low, right, high in found
        for point in ((left, low), (left, high), (right, high), (right, low))
    ]
    xs, ys = zip(*corners, strict=True)
    made = struct.pack(">5h", len(found), min(xs), min(ys), max(xs), max(ys))
    made += struct.pack(f">{len(found)}H", *(4 * number + 3 for number in range(len(found))))
    made += struct.pack(">H", 0) + b"\x01" * len(corners)
    for values in (xs, ys):
        made += struct.pack(f">{len(values)}h", *(b - a for a, b in zip((0, *values), values, strict=False)))
    return made + b"\0" * (-len(made) % 4)


def in_segments(glyphs: Mapping[int, int]) -> bytes:
    """A map of format 4, with a segment for each character."""
    codes = [*sorted(glyphs), 0xFFFF]
    deltas = [(glyphs.get(code, 0) - code) & 0xFFFF for code in codes]
    count = len(codes)
    body = struct.pack(">4H", 2 * count, 0, 0, 0) + struct.pack(f">{count}H", *codes) + bytes(2)
    body += struct.pack(f">{count}H", *codes) + struct.pack(f">{count}H", *deltas) + bytes(2 * count)
    return struct.pack(">3H", 4, 6 + len(body), 0) + body


def through_places(glyphs: Mapping[int, int]) -> bytes:
    """A map of format 4 whose one segment lists its glyphs, which a delta moves by five."""
    first, last = min(glyphs), max(glyphs)
    listed = [(glyphs[code] - 5) & 0xFFFF if code in glyphs else 0 for code in range(first, last + 1)]
    body = struct.pack(">4H", 4, 0, 0, 0) + struct.pack(">2HH2H", last, 0xFFFF, 0, first, 0xFFFF)
    body += struct.pack(">2H", 5, 1) + struct.pack(">2H", 4, 0) + struct.pack(f">{len(listed)}H", *listed)
    return struct.pack(">3H", 4, 6 + len(body), 0) + body


def in_bytes(glyphs: Mapping[int, int]) -> bytes:
    """A map of format 0."""
    return struct.pack(">3H", 0, 262, 0) + bytes(glyphs.get(code, 0) for code in range(256))


def trimmed(glyphs: Mapping[int, int]) -> bytes:
    """A map of format 6."""
    first, last = min(glyphs), max(glyphs)
    listed = [glyphs.get(code, 0) for code in range(first, last + 1)]
    return struct.pack(f">5H{len(listed)}H", 6, 10 + 2 * len(listed), 0, first, len(listed), *listed)


def in_groups(glyphs: Mapping[int, int]) -> bytes:
    """A map of format 12, with a group for each character."""
    groups = b"".join(struct.pack(">3I", code, code, glyphs[code]) for code in sorted(glyphs))
    return struct.pack(">2H3I", 12, 0, 16 + len(groups), 0, len(glyphs)) + groups


def truetype(
    drawings: Sequence[str],
    glyphs: Mapping[int, int] | None,
    kind: tuple[int, int] = (3, 1),
    written: Callable[[Mapping[int, int]], bytes] = in_segments,
) -> bytes:
    """A font whose glyphs, from the one with number 1 on, are drawings; `glyphs` is its map, None for none."""
    outlines = [b"", *map(outline, drawings)]
    places = [sum(map(len, outlines[:number])) for number in range(len(outlines) + 1)]
    count = len(outlines)
    tables = {
        b"glyf": b"".join(outlines),
        b"head": struct.pack(
            ">4I2H2Q4h2H3h", 0x10000, 0, 0, 0x5F0F3CF5, 0, 1000, 0, 0, 0, 0, 500, 700, 0, 8, 2, 1, 0
        ),
        b"hhea": struct.pack(">I3hH11hH", 0x10000, 800, -200, 0, 500, *[0] * 11, count),
        b"hmtx": struct.pack(">Hh", 500, 0) * count,
        b"loca": struct.pack(f">{count + 1}I", *places),
        b"maxp": struct.pack(">I14H", 0x10000, count, 400, 100, 0, 0, 2, *[0] * 8),
    }
    if glyphs is not None:
        tables[b"cmap"] = struct.pack(">4HI", 0, 1, *kind, 12) + written(glyphs)
    directory, bodies = b"", b""
    first = 12 + 16 * len(tables)
    for name, body in sorted(tables.items()):
        directory += name + struct.pack(">3I", 0, first + len(bodies), len(body))
        bodies += body + b"\0" * (-len(body) % 4)
    return struct.pack(">I4H", 0x10000, len(tables), 0, 0, 0) + directory + bodies
