"""Which glyph of an embedded font (TrueType or OpenType, also in a collection) stands for a character."""

from __future__ import annotations

import struct
from bisect import bisect_left

MOST_TABLES = 64  # of a font, and of maps in it
SYMBOLS = 0xF000  # where fonts of symbols have the codes of one byte
# Platform and encoding of the maps that are asked, the best first; others only where there is none of them.
BEST = ((3, 10), (0, 6), (0, 4), (3, 1), (0, 3), (0, 2), (0, 1), (0, 0), (3, 0), (1, 0))


def glyph_of(font: bytes, code: int) -> int | None:
    """The number of a glyph, 0 where the font has none for the character, None where it has no map.

    >>> glyph_of(b"no font", 0x33) is None
    True
    """
    try:
        start = map_of(font)
        if start is None:
            return None
        found = looked_up(font, start, code)
        return found or looked_up(font, start, SYMBOLS + code)
    except (struct.error, IndexError):
        return None


def map_of(font: bytes) -> int | None:
    """Where the best map from characters to glyphs begins."""
    at = struct.unpack_from(">I", font, 12)[0] if font[:4] == b"ttcf" else 0
    (tables,) = struct.unpack_from(">H", font, at + 4)
    for number in range(min(tables, MOST_TABLES)):
        name, _, start, _ = struct.unpack_from(">4s3I", font, at + 12 + 16 * number)
        if name == b"cmap":
            break
    else:
        return None
    (maps,) = struct.unpack_from(">H", font, start + 2)
    found: dict[tuple[int, int], int] = {}
    for number in range(min(maps, MOST_TABLES)):
        platform, encoding, offset = struct.unpack_from(">2HI", font, start + 4 + 8 * number)
        if struct.unpack_from(">H", font, start + offset)[0] in LOOKUPS:
            found.setdefault((platform, encoding), start + offset)
    return next((found[kind] for kind in BEST if kind in found), None)


def looked_up(font: bytes, start: int, code: int) -> int:
    return LOOKUPS[struct.unpack_from(">H", font, start)[0]](font, start, code)


def in_bytes(font: bytes, start: int, code: int) -> int:
    return font[start + 6 + code] if code < 256 else 0


def in_segments(font: bytes, start: int, code: int) -> int:
    if code > 0xFFFF:
        return 0
    count = struct.unpack_from(">H", font, start + 6)[0] // 2
    ends = struct.unpack_from(f">{count}H", font, start + 14)
    at = bisect_left(ends, code)
    if at == count:
        return 0
    first, delta, offset = (
        int(struct.unpack_from(">H", font, start + 16 + 2 * (count * part + at))[0]) for part in (1, 2, 3)
    )
    if code < first:
        return 0
    if not offset:
        return (code + delta) & 0xFFFF
    place = start + 16 + 2 * (3 * count + at) + offset + 2 * (code - first)
    glyph: int = struct.unpack_from(">H", font, place)[0]
    return (glyph + delta) & 0xFFFF if glyph else 0


def trimmed(font: bytes, start: int, code: int) -> int:
    first, count = struct.unpack_from(">2H", font, start + 6)
    if not first <= code < first + count:
        return 0
    found: int = struct.unpack_from(">H", font, start + 10 + 2 * (code - first))[0]
    return found


def in_groups(font: bytes, start: int, code: int) -> int:
    (count,) = struct.unpack_from(">I", font, start + 12)
    low, high = 0, min(count, len(font) // 12)
    while low < high:
        middle = (low + high) // 2
        first, last, glyph = struct.unpack_from(">3I", font, start + 16 + 12 * middle)
        if code < first:
            high = middle
        elif code > last:
            low = middle + 1
        else:
            return int(glyph + code - first)
    return 0


LOOKUPS = {0: in_bytes, 4: in_segments, 6: trimmed, 12: in_groups}  # by format
